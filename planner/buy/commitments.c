#include "planner/buy/commitments.h"

#include "planner/buy/candidates.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Of a Savings Plan's commitment: at most five decimals, 0.001 dollars an hour at least. */
enum { NANO_PER_STEP = 10 * 1000, STEPS_LEAST = 100 };
/* Steps of AWS's order that are gone through in search of less than the programme's amounts cost: some tenths of a
 * second. */
enum { WORK_MOST = 40 * 1000 * 1000 };
static const double programme_gap = 1e-6; /* solve_commitments is right to a ten-millionth of the cost */

/* --- from amounts to commitments --- */

struct listed { /* one of a choice, for sorting */
    struct commitment commitment;
    bool held;
};

/* Reserved Instances, EC2 Instance Savings Plans, Compute Savings Plans. */
static int stage_of(enum commitment_kind kind)
{
    return commitment_is_reserved(kind) ? 0 : kind == COMMITMENT_EC2_INSTANCE_SAVINGS_PLAN ? 1 : 2;
}

static int listed_compare(const void *left, const void *right)
{
    const struct listed *a = left, *b = right;
    const struct commitment *x = &a->commitment, *y = &b->commitment;
    if (stage_of(x->kind) != stage_of(y->kind))
        return stage_of(x->kind) - stage_of(y->kind);
    int by_family = strcmp(x->family, y->family);
    int by_name = by_family != 0 ? by_family : strcmp(x->instance_type, y->instance_type);
    if (by_name != 0)
        return by_name;
    if (a->held != b->held)
        return a->held ? -1 : 1;
    int px = (int)purchase_of_commitment(x->kind, x->term, x->payment);
    int py = (int)purchase_of_commitment(y->kind, y->term, y->payment);
    if (px != py)
        return px - py;
    return (x->usd_per_hour_nano > y->usd_per_hour_nano) - (x->usd_per_hour_nano < y->usd_per_hour_nano);
}

/* Offer `o` bought `steps` times: of a Savings Plan NANO_PER_STEP each, Reserved Instances one each. */
static struct commitment bought(const struct choosing *at, int o, int64_t steps)
{
    struct commitment one = at->all[at->held_count + o];
    if (commitment_is_reserved(one.kind))
        one.count = steps;
    else
        one.usd_per_hour_nano = steps * NANO_PER_STEP;
    return one;
}

/* ret_list[held_count + offers_count]: what is held and what is bought. */
static int list_make(const struct choosing *at, const int64_t *steps, struct commitment *ret_list)
{
    int count = 0;
    for (int h = 0; h < at->held_count; h++)
        ret_list[count++] = at->held[h];
    for (int o = 0; o < at->market.offers_count; o++)
        if (steps[o] > 0)
            ret_list[count++] = bought(at, o, steps[o]);
    return count;
}

static bool bill_total(const struct choosing *at, const int64_t *steps, struct commitment *list, int128 *ret_total,
                       struct error *err)
{
    struct commitment_bill bill;
    int count = list_make(at, steps, list);
    if (!commitments_apply(at->usages, at->usages_count, at->hours, list, count, &bill, err))
        return false;
    *ret_total = bill.on_demand + bill.fees;
    commitment_bill_release(&bill);
    return true;
}

/* The next amount that can be bought. */
static int64_t stepped(const struct choosing *at, int offer, int64_t steps, int sign)
{
    bool whole = at->market.offers[offer].is_whole;
    int64_t next = steps + sign;
    if (next < 0)
        return 0;
    if (whole || next >= STEPS_LEAST)
        return next;
    return sign > 0 ? STEPS_LEAST : 0;
}

static int64_t steps_of(const struct choosing *at, int offer, double amount)
{
    double steps = at->market.offers[offer].is_whole ? amount : amount * (double)NANO_PER_USD / NANO_PER_STEP;
    int64_t whole = steps < 9e18 ? (int64_t)(steps + 0.5) : INT64_MAX;
    return at->market.offers[offer].is_whole || whole >= STEPS_LEAST ? whole
           : 2 * whole >= STEPS_LEAST                                ? STEPS_LEAST
                                                                     : 0;
}

struct polishing {
    const struct choosing *at;
    int64_t *steps;
    struct commitment *list;
    int128 total;
    bool improved;
};

/* Offers `a` and `b` (none: -1) moved a step each, and left there where the bill itself falls. */
static bool polish_step(struct polishing *polishing, int a, int sign_a, int b, int sign_b, struct error *err)
{
    int64_t *steps = polishing->steps, before_a = steps[a], before_b = b >= 0 ? steps[b] : 0;
    int128 total = polishing->total;
    steps[a] = stepped(polishing->at, a, before_a, sign_a);
    if (b >= 0)
        steps[b] = stepped(polishing->at, b, before_b, sign_b);
    bool moved = steps[a] != before_a && (b < 0 || steps[b] != before_b);
    if (moved && !bill_total(polishing->at, steps, polishing->list, &total, err))
        return false;
    if (total < polishing->total) {
        polishing->total = total;
        polishing->improved = true;
        return true;
    }
    steps[a] = before_a;
    if (b >= 0)
        steps[b] = before_b;
    return true;
}

static bool polish_offer(struct polishing *polishing, int a, struct error *err)
{
    int count = polishing->at->market.offers_count;
    for (int sign = -1; sign <= 1; sign += 2) {
        if (!polish_step(polishing, a, sign, -1, 0, err))
            return false;
        for (int b = 0; b < count; b++)
            if (b != a && polishing->steps[b] > 0 && !polish_step(polishing, a, sign, b, -sign, err))
                return false;
    }
    return true;
}

/* Step by step while the bill itself falls: from floating point to whole numbers, and over what rounding left. */
static bool polish(const struct choosing *at, int64_t *steps, struct error *err)
{
    struct arena scratch = {0};
    int count = at->market.offers_count;
    struct polishing polishing = {.at = at,
                                  .steps = steps,
                                  .improved = true,
                                  .list = ARENA_ARRAY(&scratch, struct commitment, at->held_count + count + 1)};
    bool billed = bill_total(at, steps, polishing.list, &polishing.total, err);
    while (polishing.improved && billed) {
        polishing.improved = false;
        for (int o = 0; o < count && billed; o++)
            billed = polish_offer(&polishing, o, err);
    }
    arena_release(&scratch);
    return billed;
}

static bool choice_finish(const struct choosing *at, const int64_t *steps, struct commitments_choice *ret_choice,
                          struct commitment_bill *ret_bill, struct error *err)
{
    struct commitments_choice choice = {.bound = at->bound};
    int most = at->held_count + at->market.offers_count + 1;
    struct listed *listed = ARENA_ARRAY(&choice.arena, struct listed, most);
    choice.commitments = ARENA_ARRAY(&choice.arena, struct commitment, most);
    choice.held = ARENA_ARRAY(&choice.arena, bool, most);
    choice.count = list_make(at, steps, choice.commitments);
    for (int c = 0; c < choice.count; c++)
        listed[c] = (struct listed){choice.commitments[c], c < at->held_count};
    qsort(listed, (size_t)choice.count, sizeof *listed, listed_compare);
    for (int c = 0; c < choice.count; c++) {
        choice.commitments[c] = listed[c].commitment;
        choice.commitments[c].family = arena_strdup(&choice.arena, listed[c].commitment.family);
        choice.commitments[c].instance_type = arena_strdup(&choice.arena, listed[c].commitment.instance_type);
        choice.held[c] = listed[c].held;
    }
    if (!commitments_apply(at->usages, at->usages_count, at->hours, choice.commitments, choice.count, ret_bill, err)) {
        arena_release(&choice.arena);
        return false;
    }
    *ret_choice = choice;
    return true;
}

/* --- the choice --- */

/* From the programme's amounts, Reserved Instances rounded or none, and from nothing, one way round and the other. */
enum start { START_ROUNDED, START_DOWN, START_UP, START_PLANS, START_NOTHING, START_BACKWARDS, STARTS_COUNT };
static const enum search_way ways[STARTS_COUNT] = {SEARCH_ALL,   SEARCH_ALL, SEARCH_ALL,
                                                   SEARCH_PLANS, SEARCH_ALL, SEARCH_PLANS_BACKWARDS};

static double start_amount(const struct market_offer *offer, double unit, enum start start)
{
    switch (start) {
    case START_ROUNDED:
        return offer->is_whole ? round(unit) : unit;
    case START_DOWN:
        return offer->is_whole ? floor(unit) : unit;
    case START_UP:
        return offer->is_whole ? ceil(unit) : unit;
    case START_PLANS:
        return offer->is_whole ? 0 : unit;
    case START_NOTHING:
    case START_BACKWARDS:
    case STARTS_COUNT:
        break;
    }
    return 0;
}

static void search(struct choosing *at, const double *units, double enough)
{
    int count = at->market.offers_count;
    int64_t work = 0;
    double *amounts = ARENA_ARRAY(&at->arena, double, count + 1), best = INFINITY;
    for (int start = 0; start < STARTS_COUNT && best > enough && (start == 0 || work < WORK_MOST); start++) {
        for (int o = 0; o < count; o++)
            amounts[o] = start_amount(&at->market.offers[o], units[o], (enum start)start);
        double cost = market_search(&at->market, amounts, enough, ways[start], WORK_MOST, &work);
        if (cost < best * (1 - 1e-12)) {
            best = cost;
            memcpy(at->amounts, amounts, (size_t)count * sizeof *amounts);
        }
    }
}

/* Fees of what is held are in the bound, too; *ret_cost is the programme's without them. */
static void bound_set(struct choosing *at, double cost)
{
    int128 fees = 0;
    for (int h = 0; h < at->held_count; h++)
        fees +=
            (int128)at->held[h].usd_per_hour_nano * (commitment_is_reserved(at->held[h].kind) ? at->held[h].count : 1);
    long double least = (long double)(cost * (1 - programme_gap)) * NANO_PER_USD * QUANTITY_UNIT;
    at->bound = fees * QUANTITY_UNIT * at->hours + (int128)least;
}

static bool choose(struct choosing *at, int64_t *steps, struct error *err)
{
    double cost = 0, *units = ARENA_ARRAY(&at->arena, double, at->market.offers_count + 1);
    at->amounts = ARENA_ARRAY(&at->arena, double, at->market.offers_count + 1);
    if (!candidates_solve(at, units, &cost, err))
        return false;
    bound_set(at, cost);
    search(at, units, cost * (1 + programme_gap));
    for (int o = 0; o < at->market.offers_count; o++)
        steps[o] = steps_of(at, o, at->amounts[o]);
    return polish(at, steps, err);
}

bool commitments_choose(const struct usage *usages, int usages_count, int hours,
                        const bool offered[PRICE_PURCHASES_COUNT], const struct commitment *held, int held_count,
                        struct commitments_choice *ret_choice, struct commitment_bill *ret_bill, struct error *err)
{
    struct choosing at = {.usages = usages,
                          .usages_count = usages_count,
                          .hours = hours,
                          .offered = offered,
                          .held = held,
                          .held_count = held_count};
    struct commitment_bill bill;
    /* Says what cannot be billed before anything is made of it. */
    if (!commitments_apply(usages, usages_count, hours, held, held_count, &bill, err))
        return false;
    commitment_bill_release(&bill);
    candidates_find(&at);
    int64_t *steps = ARENA_ARRAY(&at.arena, int64_t, at.market.offers_count + 1);
    bool chosen = choose(&at, steps, err) && choice_finish(&at, steps, ret_choice, ret_bill, err);
    arena_release(&at.arena);
    return chosen;
}

void commitments_choice_release(struct commitments_choice *choice)
{
    arena_release(&choice->arena);
    *choice = (struct commitments_choice){0};
}
