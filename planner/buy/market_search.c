/* market_search.c — down along lines, from where one stands. */
#include "planner/buy/market.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double gain_tolerance = 1e-9; /* of the cost: less is no improvement */
enum { EXCHANGES_MAX = 400 };

/* The distinct ratios at which pools `a` and `b` serve the same use: takes of a and b. */
struct exchange {
    int a, b;
    double takes_a, takes_b;
};

struct search {
    const struct market *market;
    double *amounts, *direction;
    bool *is_free; /* [offers] may be moved */
    int order;
    double cost, enough;
    bool improved;
    int64_t *work, work_most;
    struct exchange *exchanges;
    int exchanges_count;
};

/* Goes along the line set in `direction`, where it leads lower, and clears it. */
static void walk(struct search *search, bool whole)
{
    const struct market *market = search->market;
    double cost, length = market_line(market, search->amounts, search->direction, whole, &cost, search->work);
    if (cost < search->cost - gain_tolerance * fabs(search->cost) && length > 0) {
        for (int o = 0; o < market->offers_count; o++) {
            search->amounts[o] = fmax(search->amounts[o] + length * search->direction[o], 0);
            if (market->offers[o].is_whole)
                search->amounts[o] = round(search->amounts[o]);
        }
        search->cost = cost;
        search->improved = true;
    }
    memset(search->direction, 0, (size_t)market->offers_count * sizeof *search->direction);
}

static void walk_alone(struct search *search, int offer)
{
    for (int sign = 1; sign >= -1; sign -= 2) {
        search->direction[offer] = sign;
        walk(search, search->market->offers[offer].is_whole);
    }
}

/* `more` in place of `less`, at the ratio at which both serve the use of steps `a` and `b`. */
static void walk_exchange(struct search *search, int more, int less, double takes_more, double takes_less)
{
    const struct market_offer *up = &search->market->offers[more], *down = &search->market->offers[less];
    double ratio = takes_less / down->gives / (takes_more / up->gives);
    if (down->is_whole && up->is_whole) {
        /* whole numbers of both: the finer one moves by as many as the coarser is worth */
        search->direction[more] = ratio >= 1 ? 1 : round(1 / ratio);
        search->direction[less] = ratio >= 1 ? -round(ratio) : -1;
    } else {
        search->direction[more] = down->is_whole ? 1 / ratio : 1;
        search->direction[less] = down->is_whole ? -1 : -ratio;
    }
    walk(search, up->is_whole || down->is_whole);
}

static bool exchange_is_known(const struct exchange *known, int count, const struct exchange *one)
{
    for (int k = 0; k < count; k++)
        if (known[k].a == one->a && known[k].b == one->b &&
            fabs(known[k].takes_a * one->takes_b - known[k].takes_b * one->takes_a) <=
                1e-9 * known[k].takes_a * one->takes_b)
            return true;
    return false;
}

static int by_use(const void *left, const void *right)
{
    const struct market_step *a = left, *b = right;
    return a->use != b->use ? a->use - b->use : (a->pool > b->pool) - (a->pool < b->pool);
}

static int exchanges_of(const struct market *market, struct exchange exchanges[EXCHANGES_MAX])
{
    struct arena scratch = {0};
    struct market_step *steps = ARENA_ARRAY(&scratch, struct market_step, market->steps_count + 1);
    int count = 0;
    memcpy(steps, market->steps, (size_t)market->steps_count * sizeof *steps);
    qsort(steps, (size_t)market->steps_count, sizeof *steps, by_use);
    for (int i = 0, first = 0; i < market->steps_count; i++) {
        first = steps[first].use == steps[i].use ? first : i;
        for (int j = first; j < market->steps_count && steps[j].use == steps[i].use && count < EXCHANGES_MAX; j++) {
            struct exchange one = {steps[i].pool, steps[j].pool, steps[i].takes, steps[j].takes};
            if (!exchange_is_known(exchanges, count, &one))
                exchanges[count++] = one;
        }
    }
    arena_release(&scratch);
    return count;
}

static bool is_exchange_of(const struct search *search, const struct exchange *exchange, int more, int less)
{
    const struct market_offer *offers = search->market->offers;
    return more != less && search->is_free[more] && search->is_free[less] && offers[more].pool == exchange->a &&
           offers[less].pool == exchange->b && search->amounts[less] > 0;
}

static bool goes_on(const struct search *search)
{
    return search->cost > search->enough && *search->work < search->work_most;
}

static void walk_exchanges(struct search *search)
{
    const struct market *market = search->market;
    for (int e = 0; e < search->exchanges_count && goes_on(search); e++)
        for (int more = 0; more < market->offers_count; more++)
            for (int less = 0; less < market->offers_count; less++)
                if (is_exchange_of(search, &search->exchanges[e], more, less))
                    walk_exchange(search, more, less, search->exchanges[e].takes_a, search->exchanges[e].takes_b);
}

/* `both` pools' offers in place of the third's, so much of each as the third gives up: the edge on which two hours'
 * breakpoints stay met. And back. */
static void walk_triple(struct search *search, const struct exchange *first, const struct exchange *second)
{
    const struct market *market = search->market;
    for (int sign = 1; sign >= -1; sign -= 2) {
        bool has_whole = false;
        for (int o = 0; o < market->offers_count; o++) {
            const struct market_offer *offer = &market->offers[o];
            if (offer->pool == first->a)
                search->direction[o] = sign * first->takes_a / first->takes_b / offer->gives;
            else if (offer->pool == second->a)
                search->direction[o] = sign * second->takes_a / second->takes_b / offer->gives;
            else if (offer->pool == first->b)
                search->direction[o] = -sign / offer->gives;
            has_whole = has_whole || (search->direction[o] != 0 && offer->is_whole);
        }
        if (has_whole)
            memset(search->direction, 0, (size_t)market->offers_count * sizeof *search->direction);
        else
            walk(search, false);
    }
}

/* Three Savings Plans at once; whether some line led lower. */
static bool walk_triples(struct search *search)
{
    const struct exchange *exchanges = search->exchanges;
    search->improved = false;
    for (int i = 0; i < search->exchanges_count; i++)
        for (int j = i + 1; j < search->exchanges_count && goes_on(search); j++)
            if (exchanges[i].b == exchanges[j].b && exchanges[i].a != exchanges[j].a &&
                exchanges[i].a != exchanges[i].b && exchanges[j].a != exchanges[j].b)
                walk_triple(search, &exchanges[i], &exchanges[j]);
    return search->improved;
}

/* Until no line of the free offers leads lower; one round in any case: the programme's amounts are near a breakpoint,
 * not on it. */
static void settle(struct search *search)
{
    int count = search->market->offers_count;
    search->improved = true;
    for (bool first = true; search->improved && (first || goes_on(search)); first = false) {
        search->improved = false;
        for (int i = 0; i < count; i++) {
            int offer = search->order > 0 ? i : count - 1 - i;
            if (search->is_free[offer])
                walk_alone(search, offer);
        }
        walk_exchanges(search);
    }
}

/* Free what serves some use that `offer` serves, but not `offer` itself. */
static void free_about(struct search *search, int offer)
{
    const struct market *market = search->market;
    int pool = market->offers[offer].pool;
    for (int o = 0; o < market->offers_count; o++) {
        search->is_free[o] = false;
        for (int e = 0; e < search->exchanges_count && o != offer; e++)
            if (search->exchanges[e].a == pool && search->exchanges[e].b == market->offers[o].pool)
                search->is_free[o] = true;
    }
}

/* One more or less of a whole offer, and the others about it settled anew. Lines alone do not see this: they move two
 * offers at one ratio. */
static bool nudge(struct search *search, int offer, int by, double *before)
{
    size_t bytes = (size_t)search->market->offers_count * sizeof *before;
    double cost = search->cost;
    if (search->amounts[offer] + by < 0 || !goes_on(search))
        return false;
    memcpy(before, search->amounts, bytes);
    search->amounts[offer] += by;
    search->cost = market_cost(search->market, search->amounts);
    free_about(search, offer);
    settle(search);
    if (search->cost < cost * (1 - gain_tolerance))
        return true;
    memcpy(search->amounts, before, bytes);
    search->cost = cost;
    return false;
}

static bool nudge_all(struct search *search, struct arena *scratch)
{
    int count = search->market->offers_count;
    double *before = ARENA_ARRAY(scratch, double, count + 1);
    bool improved = false;
    for (int o = 0; o < count; o++)
        for (int by = -1; by <= 1 && search->market->offers[o].is_whole; by += 2)
            improved = nudge(search, o, by, before) || improved;
    for (int o = 0; o < count; o++)
        search->is_free[o] = true;
    return improved;
}

double market_search(const struct market *market, double *amounts, double enough, enum search_way way,
                     int64_t work_most, int64_t *work)
{
    struct arena scratch = {0};
    struct search search = {.market = market,
                            .amounts = amounts,
                            .direction = ARENA_ARRAY(&scratch, double, market->offers_count + 1),
                            .is_free = ARENA_ARRAY(&scratch, bool, market->offers_count + 1),
                            .order = way == SEARCH_PLANS_BACKWARDS ? -1 : 1,
                            .cost = market_cost(market, amounts),
                            .enough = enough,
                            .work = work,
                            .work_most = work_most,
                            .exchanges = ARENA_ARRAY(&scratch, struct exchange, EXCHANGES_MAX)};
    search.exchanges_count = exchanges_of(market, search.exchanges);
    for (int o = 0; o < market->offers_count; o++)
        search.is_free[o] = way == SEARCH_ALL || !market->offers[o].is_whole;
    settle(&search);
    for (int o = 0; o < market->offers_count; o++)
        search.is_free[o] = true;
    do
        settle(&search);
    while ((nudge_all(&search, &scratch) || walk_triples(&search)) && goes_on(&search));
    arena_release(&scratch);
    return search.cost;
}
