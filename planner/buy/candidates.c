#include "planner/buy/candidates.h"

#include "planner/solve/commit.h"
#include <string.h>

bool commitment_is_reserved(enum commitment_kind kind)
{
    return kind == COMMITMENT_STANDARD_RESERVED_INSTANCE || kind == COMMITMENT_CONVERTIBLE_RESERVED_INSTANCE;
}

/* --- what can be bought --- */

static void offer_add(struct choosing *at, const struct commitment *offer)
{
    if (at->all_count == at->all_capacity) {
        struct commitment *larger = ARENA_ARRAY(&at->arena, struct commitment, 2 * at->all_capacity + 64);
        if (at->all_count > 0)
            memcpy(larger, at->all, (size_t)at->all_count * sizeof *larger);
        at->all_capacity = 2 * at->all_capacity + 64;
        at->all = larger;
    }
    at->all[at->all_count++] = *offer;
}

/* In the plan's scope: every item, or an EC2 Instance Savings Plan's family. */
static bool in_scope(const struct usage *usage, const char *family)
{
    return family[0] == '\0' || (strcmp(usage->service, "ec2") == 0 && strcmp(usage->family, family) == 0);
}

/* Is `a` never worse than `b` for any use, and better somewhere or, where they are the same, listed first (the shorter
 * term, the lesser upfront payment)? */
static bool rates_beat(const struct choosing *at, const char *family, enum purchase a, enum purchase b)
{
    bool better = a < b;
    for (int u = 0; u < at->usages_count; u++) {
        const int64_t *rates = at->usages[u].committed_nano;
        if (!in_scope(&at->usages[u], family) || rates[b] == 0)
            continue;
        if (rates[a] == 0 || rates[a] > rates[b])
            return false;
        better = better || rates[a] < rates[b];
    }
    return better;
}

static bool covers_something(const struct choosing *at, const char *family, enum purchase purchase)
{
    for (int u = 0; u < at->usages_count; u++)
        if (in_scope(&at->usages[u], family) && at->usages[u].committed_nano[purchase] > 0)
            return true;
    return false;
}

static struct commitment commitment_of(enum purchase purchase)
{
    struct commitment one = {.family = "", .instance_type = ""};
    bool is_one = purchase_is_commitment(purchase, &one.kind, &one.term, &one.payment);
    BUG_IF(!is_one);
    return one;
}

/* Savings Plans of one kind in one scope: those that no other one offered beats. */
static void plans_offer(struct choosing *at, enum commitment_kind kind, const char *family)
{
    enum purchase first = purchase_of_commitment(kind, TERM_1_YEAR, PAYMENT_NO_UPFRONT);
    enum purchase last = purchase_of_commitment(kind, TERM_3_YEARS, PAYMENT_ALL_UPFRONT);
    for (enum purchase p = first; p <= last; p++) {
        bool beaten = !at->offered[p] || !covers_something(at, family, p);
        for (enum purchase other = first; other <= last && !beaten; other++)
            beaten = other != p && at->offered[other] && rates_beat(at, family, other, p);
        if (beaten)
            continue;
        struct commitment offer = commitment_of(p);
        offer.family = family;
        offer.usd_per_hour_nano = NANO_PER_USD;
        offer_add(at, &offer);
    }
}

/* The cheapest purchase of one Reserved Instance of the usage's type; false where none is offered. */
static bool cheapest_reserved(const struct choosing *at, const struct usage *usage, struct commitment *ret_offer)
{
    int64_t least = 0;
    for (int p = PURCHASE_COMMITTED; p < PRICE_PURCHASES_COUNT; p++) {
        struct commitment offer = commitment_of((enum purchase)p);
        int64_t price = usage->committed_nano[p];
        if (!at->offered[p] || !commitment_is_reserved(offer.kind) || price == 0 || (least > 0 && price >= least))
            continue;
        least = price;
        offer.instance_type = usage->item;
        offer.usd_per_hour_nano = price;
        offer.count = 1;
        *ret_offer = offer;
    }
    return least > 0;
}

/* Of one family a smaller size at no higher a price for a unit does all that a larger one can. */
static bool size_beats(const struct usage *a, int64_t price_a, const struct usage *b, int64_t price_b)
{
    if (a->normalised_quarters == 0 || b->normalised_quarters == 0 || strcmp(a->family, b->family) != 0 ||
        b->normalised_quarters % a->normalised_quarters != 0)
        return false;
    int128 left = (int128)price_a * b->normalised_quarters, right = (int128)price_b * a->normalised_quarters;
    return left < right || (left == right && a->normalised_quarters < b->normalised_quarters);
}

static void reserved_offer(struct choosing *at)
{
    struct commitment *offers = ARENA_ARRAY(&at->arena, struct commitment, at->usages_count + 1);
    bool *possible = ARENA_ARRAY(&at->arena, bool, at->usages_count + 1);
    for (int u = 0; u < at->usages_count; u++)
        possible[u] = strcmp(at->usages[u].service, "ec2") == 0 && cheapest_reserved(at, &at->usages[u], &offers[u]);
    for (int u = 0; u < at->usages_count; u++) {
        bool beaten = !possible[u];
        for (int other = 0; other < at->usages_count && !beaten; other++)
            beaten = other != u && possible[other] &&
                     size_beats(&at->usages[other], offers[other].usd_per_hour_nano, &at->usages[u],
                                offers[u].usd_per_hour_nano);
        if (!beaten)
            offer_add(at, &offers[u]);
    }
}

static bool family_is_first(const struct choosing *at, int usage)
{
    for (int u = 0; u < usage; u++)
        if (strcmp(at->usages[u].service, "ec2") == 0 && strcmp(at->usages[u].family, at->usages[usage].family) == 0)
            return false;
    return strcmp(at->usages[usage].service, "ec2") == 0;
}

static void offers_find(struct choosing *at)
{
    for (int h = 0; h < at->held_count; h++)
        offer_add(at, &at->held[h]);
    reserved_offer(at);
    for (int u = 0; u < at->usages_count; u++)
        if (family_is_first(at, u))
            plans_offer(at, COMMITMENT_EC2_INSTANCE_SAVINGS_PLAN, at->usages[u].family);
    plans_offer(at, COMMITMENT_COMPUTE_SAVINGS_PLAN, "");
}

/* --- the market --- */

static double dollars(int64_t nano)
{
    return (double)nano / (double)NANO_PER_USD;
}

static void market_offers(struct choosing *at)
{
    struct market *market = &at->market;
    struct market_offer *offers = ARENA_ARRAY(&at->arena, struct market_offer, at->all_count + 1);
    double *held = ARENA_ARRAY(&at->arena, double, at->order.pools_count + 1);
    for (int c = 0; c < at->all_count; c++) {
        const struct commitment *one = &at->all[c];
        bool whole = commitment_is_reserved(one->kind);
        double unit = whole ? (double)at->order.unit_of[c] : 1;
        if (c < at->held_count)
            held[at->order.pool_of[c]] += whole ? unit * (double)one->count : dollars(one->usd_per_hour_nano);
        else
            offers[market->offers_count++] =
                (struct market_offer){at->order.pool_of[c], unit, dollars(one->usd_per_hour_nano), whole};
    }
    market->offers = offers;
    market->held = held;
    market->pools_count = at->order.pools_count;
}

static void market_steps(struct choosing *at)
{
    struct market_step *steps = ARENA_ARRAY(&at->arena, struct market_step, at->order.steps_count + 1);
    bool *plans = ARENA_ARRAY(&at->arena, bool, at->order.pools_count + 1);
    for (int c = 0; c < at->all_count; c++)
        plans[at->order.pool_of[c]] = !commitment_is_reserved(at->all[c].kind);
    for (int s = 0; s < at->order.steps_count; s++) {
        const struct commitment_step *step = &at->order.steps[s];
        steps[s] = (struct market_step){step->usage, step->pool,
                                        plans[step->pool] ? dollars(step->takes) : (double)step->takes};
    }
    at->market.steps = steps;
    at->market.steps_count = at->order.steps_count;
}

static void market_hours(struct choosing *at)
{
    size_t uses = (size_t)at->usages_count;
    double *quantity = ARENA_ARRAY(&at->arena, double, uses *(size_t)at->hours + 1);
    double *weight = ARENA_ARRAY(&at->arena, double, at->hours), *on_demand = ARENA_ARRAY(&at->arena, double, uses + 1);
    int count = 0;
    for (int h = 0; h < at->hours; h++) {
        double *row = quantity + (size_t)count * uses;
        int same = 0;
        for (size_t u = 0; u < uses; u++)
            row[u] = (double)at->usages[u].quantity[h] / (double)QUANTITY_UNIT;
        while (same < count && memcmp(quantity + (size_t)same * uses, row, uses * sizeof *row) != 0)
            same++;
        weight[same] += 1;
        count += same == count;
    }
    for (size_t u = 0; u < uses; u++)
        on_demand[u] = dollars(at->usages[u].on_demand_nano);
    at->market.uses_count = at->usages_count;
    at->market.on_demand = on_demand;
    at->market.quantity = quantity;
    at->market.hour_weight = weight;
    at->market.hours_weight = at->hours;
    at->market.hours_count = count;
}

static void market_make(struct choosing *at)
{
    commitments_order(at->usages, at->usages_count, at->all, at->all_count, &at->arena, &at->order);
    market_offers(at);
    market_steps(at);
    market_hours(at);
}

void candidates_find(struct choosing *at)
{
    offers_find(at);
    market_make(at);
}

/* --- the programme --- */

/* What is held of a pool is with the first offer of that pool, or a fixed one of its own. */
static void programme_offers(const struct choosing *at, struct commit_offer *offers, int *ret_count,
                             struct arena *arena)
{
    const struct market *market = &at->market;
    int count = market->offers_count;
    for (int p = 0; p < market->pools_count; p++) {
        int owner = -1;
        for (int o = market->offers_count - 1; o >= 0; o--) {
            offers[o].unit_cost = market->offers[o].unit_cost;
            owner = market->offers[o].pool == p ? o : owner;
        }
        double *takes = ARENA_ARRAY(arena, double, market->uses_count + 1);
        for (int s = 0; s < market->steps_count; s++)
            if (market->steps[s].pool == p)
                takes[market->steps[s].use] = market->steps[s].takes;
        for (int o = 0; o < market->offers_count; o++) {
            if (market->offers[o].pool != p)
                continue;
            double *own = ARENA_ARRAY(arena, double, market->uses_count + 1);
            for (int u = 0; u < market->uses_count; u++)
                own[u] = takes[u] / market->offers[o].gives;
            offers[o].takes = own;
        }
        if (owner >= 0)
            offers[owner].existing = market->held[p] / market->offers[owner].gives;
        else if (market->held[p] > 0)
            offers[count++] = (struct commit_offer){.existing = market->held[p], .is_fixed = true, .takes = takes};
    }
    *ret_count = count;
}

bool candidates_solve(struct choosing *at, double *units, double *ret_cost, struct error *err)
{
    const struct market *market = &at->market;
    struct arena scratch = {0};
    size_t uses = (size_t)market->uses_count;
    int offers_most = market->offers_count + market->pools_count;
    struct commit_offer *offers = ARENA_ARRAY(&scratch, struct commit_offer, offers_most + 1);
    double *all_units = ARENA_ARRAY(&scratch, double, offers_most + 1);
    double *columns = ARENA_ARRAY(&scratch, double, uses *(size_t)at->hours + 1);
    const double **quantity = ARENA_ARRAY(&scratch, const double *, uses + 1);
    struct commit_problem problem = {.uses_count = market->uses_count,
                                     .hours = at->hours,
                                     .on_demand = market->on_demand,
                                     .quantity = quantity,
                                     .offers = offers};
    for (size_t u = 0; u < uses; u++) {
        quantity[u] = columns + u * (size_t)at->hours;
        for (int h = 0; h < at->hours; h++)
            columns[u * (size_t)at->hours + (size_t)h] = (double)at->usages[u].quantity[h] / (double)QUANTITY_UNIT;
    }
    programme_offers(at, offers, &problem.offers_count, &scratch);
    bool solved = solve_commitments(&problem, all_units, ret_cost, err);
    for (int o = 0; o < market->offers_count && solved; o++)
        units[o] = all_units[o];
    arena_release(&scratch);
    return solved;
}
