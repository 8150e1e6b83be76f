#include "planner/pools/fluid.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PASSES_MAX = 6 };

static double *pool_usage(const struct fluid *fluid, const struct fluid_plan *plan, int pool)
{
    return plan->usage + (size_t)pool * (size_t)fluid->dimensions * (size_t)fluid->hours;
}

/* A month of the pool with `change` (-1, 0, +1) times the item. */
static double pool_month(struct fluid *fluid, const struct fluid_plan *plan, int pool, const struct fluid_item *item,
                         double change)
{
    int type = plan->types[pool], hours = fluid->hours, members = plan->members[pool] + (int)change;
    if (members == 0)
        return 0;
    double *restrict tall = fluid->tall;
    const double *restrict demand = item ? item->demand : NULL;
    memset(tall, 0, (size_t)hours * sizeof *tall);
    for (int d = 0; d < fluid->dimensions; d++) {
        const double *restrict usage = pool_usage(fluid, plan, pool) + d * hours;
        double share = item ? change * item->size[d] * fluid->inverse[type * fluid->dimensions + d] : 0;
        if (share == 0)
            for (int h = 0; h < hours; h++)
                tall[h] = usage[h] > tall[h] ? usage[h] : tall[h];
        else
            for (int h = 0; h < hours; h++) {
                double with = usage[h] + share * demand[h];
                tall[h] = with > tall[h] ? with : tall[h];
            }
    }
    double zones = (double)fluid->fleet->zones, rounding = 0.5 * zones, sum = 0;
    for (int h = 0; h < hours; h++) {
        double instances = tall[h] + rounding;
        sum += fluid->month_weight[h] * (instances > zones ? instances : zones);
    }
    return sum * (double)fluid->fleet->types[type].steering_nano;
}

static void pool_change(struct fluid *fluid, struct fluid_plan *plan, int pool, const struct fluid_item *item,
                        double change)
{
    int type = plan->types[pool];
    for (int d = 0; d < fluid->dimensions; d++) {
        double *usage = pool_usage(fluid, plan, pool) + d * fluid->hours;
        double share = change * item->size[d] * fluid->inverse[type * fluid->dimensions + d];
        for (int h = 0; h < fluid->hours; h++)
            usage[h] += share * item->demand[h];
    }
    plan->members[pool] += (int)change;
}

/* Usage and cost from the places alone: sums of differences would drift. */
static void plan_recount(struct fluid *fluid, struct fluid_plan *plan)
{
    size_t cells = (size_t)plan->pools_count * (size_t)fluid->dimensions * (size_t)fluid->hours;
    memset(plan->usage, 0, cells * sizeof *plan->usage);
    memset(plan->members, 0, sizeof plan->members);
    plan->total = 0;
    for (int i = 0; i < fluid->items_count; i++) {
        if (plan->place[i] >= 0)
            pool_change(fluid, plan, plan->place[i], &fluid->items[i], 1);
        else
            plan->total += fluid->items[i].outside;
    }
    for (int g = 0; g < plan->pools_count; g++) {
        plan->cost[g] = pool_month(fluid, plan, g, NULL, 0);
        plan->total += plan->cost[g];
    }
}

static bool item_may(const struct fluid *fluid, const struct fluid_plan *plan, int item, int pool)
{
    return fluid->holds[plan->types[pool] * fluid->items_count + item];
}

/* Moves one item to where the whole costs least. */
static bool improve_item(struct fluid *fluid, struct fluid_plan *plan, int i)
{
    const struct fluid_item *item = &fluid->items[i];
    int from = plan->place[i], best = from;
    double without = from >= 0 ? pool_month(fluid, plan, from, item, -1) : 0;
    double saved = from >= 0 ? plan->cost[from] - without : item->outside;
    double best_extra = saved - 1e-9 * fabs(saved) - 1, with = 0;
    for (int to = -1; to < plan->pools_count; to++) {
        if (to == from || (to >= 0 && !item_may(fluid, plan, i, to)))
            continue;
        double month = to >= 0 ? pool_month(fluid, plan, to, item, 1) : 0;
        double extra = to >= 0 ? month - plan->cost[to] : item->outside;
        if (extra < best_extra) {
            best_extra = extra;
            best = to;
            with = month;
        }
    }
    if (best == from)
        return false;
    if (from >= 0) {
        pool_change(fluid, plan, from, item, -1);
        plan->cost[from] = without;
    }
    if (best >= 0) {
        pool_change(fluid, plan, best, item, 1);
        plan->cost[best] = with;
    }
    plan->place[i] = best;
    plan->total += best_extra - saved;
    return true;
}

static void improve(struct fluid *fluid, struct fluid_plan *plan)
{
    bool changed = true;
    for (int pass = 0; pass < PASSES_MAX && changed; pass++) {
        changed = false;
        for (int i = 0; i < fluid->items_count; i++)
            changed |= improve_item(fluid, plan, i);
    }
}

/* What a month of the item costs by its largest share alone. */
static double alone_month(const struct fluid *fluid, int i, int type)
{
    const struct fluid_item *item = &fluid->items[i];
    double share = 0, hours = 0;
    for (int d = 0; d < fluid->dimensions; d++)
        share = fmax(share, item->size[d] * fluid->inverse[type * fluid->dimensions + d]);
    for (int h = 0; h < fluid->hours; h++)
        hours += fluid->month_weight[h] * item->demand[h];
    return share * hours * (double)fluid->fleet->types[type].steering_nano;
}

/* Every item where it is cheapest alone; with `pool` >= 0 only that pool's type is new, and others stay unless it is
 * cheaper for them. */
static void place_alone(struct fluid *fluid, struct fluid_plan *plan, int pool)
{
    for (int i = 0; i < fluid->items_count; i++) {
        bool stays = pool >= 0 && plan->place[i] != pool;
        int best = stays ? plan->place[i] : -1;
        double least = best >= 0 ? alone_month(fluid, i, plan->types[best]) : fluid->items[i].outside;
        for (int g = stays ? pool : 0; g < (stays ? pool + 1 : plan->pools_count); g++) {
            if (!item_may(fluid, plan, i, g))
                continue;
            double month = alone_month(fluid, i, plan->types[g]);
            if (month < least) {
                least = month;
                best = g;
            }
        }
        plan->place[i] = best;
    }
}

/* Empties a pool where that is cheaper: the fixed instances in each zone hide this from single moves. */
static void close_pools(struct fluid *fluid, struct fluid_plan *plan, struct fluid_plan *scratch)
{
    for (int g = 0; g < plan->pools_count; g++) {
        if (plan->members[g] == 0)
            continue;
        fluid_plan_copy(fluid, scratch, plan);
        for (int i = 0; i < fluid->items_count; i++)
            if (scratch->place[i] == g)
                scratch->place[i] = -1;
        plan_recount(fluid, scratch);
        improve(fluid, scratch);
        if (scratch->total < plan->total * (1 - 1e-9))
            fluid_plan_copy(fluid, plan, scratch);
    }
}

/* --- sets of types --- */

struct explorer {
    struct fluid *fluid;
    struct fluid_plan *now, *trial, *cold, *scratch, *best;
    struct fluid_plans *kept;
};

static int int_compare(const void *a, const void *b)
{
    return (*(const int *)a > *(const int *)b) - (*(const int *)a < *(const int *)b);
}

static int used_types(const struct fluid_plan *plan, int *ret_types)
{
    int count = 0;
    for (int g = 0; g < plan->pools_count; g++)
        if (plan->members[g] > 0)
            ret_types[count++] = plan->types[g];
    qsort(ret_types, (size_t)count, sizeof *ret_types, int_compare);
    return count;
}

static bool same_types(const struct fluid_plan *a, const struct fluid_plan *b)
{
    int x[PROFILE_POOLS_MAX + 1], y[PROFILE_POOLS_MAX + 1];
    int count = used_types(a, x);
    return count == used_types(b, y) && memcmp(x, y, (size_t)count * sizeof *x) == 0;
}

static void keep(struct explorer *explorer, const struct fluid_plan *plan)
{
    struct fluid_plans *kept = explorer->kept;
    int at = kept->count;
    for (int k = 0; k < kept->count; k++)
        if (same_types(kept->plans[k], plan)) {
            if (kept->plans[k]->total <= plan->total)
                return;
            at = k;
        }
    if (at == FLUID_PLANS_KEPT) {
        if (kept->plans[--at]->total <= plan->total)
            return;
    } else if (at == kept->count) {
        if (!kept->plans[at])
            kept->plans[at] = fluid_plan_new(explorer->fluid);
        kept->count++;
    }
    fluid_plan_copy(explorer->fluid, kept->plans[at], plan);
    for (; at > 0 && kept->plans[at]->total < kept->plans[at - 1]->total; at--) {
        struct fluid_plan *swap = kept->plans[at];
        kept->plans[at] = kept->plans[at - 1];
        kept->plans[at - 1] = swap;
    }
}

/* explorer->now with pool `pool` (perhaps new) of `type`, into explorer->trial. */
static void try_type(struct explorer *explorer, int pool, int type)
{
    struct fluid *fluid = explorer->fluid;
    struct fluid_plan *trial = explorer->trial, *cold = explorer->cold;
    fluid_plan_copy(fluid, trial, explorer->now);
    trial->types[pool] = type;
    if (pool == trial->pools_count)
        trial->pools_count++;
    place_alone(fluid, trial, pool);
    plan_recount(fluid, trial);
    improve(fluid, trial);
    fluid_plan_copy(fluid, cold, trial);
    place_alone(fluid, cold, -1);
    plan_recount(fluid, cold);
    improve(fluid, cold);
    if (cold->total < trial->total)
        fluid_plan_copy(fluid, trial, cold);
    close_pools(fluid, trial, explorer->scratch);
    keep(explorer, trial);
}

static bool type_in(const struct fluid_plan *plan, int type)
{
    for (int g = 0; g < plan->pools_count; g++)
        if (plan->types[g] == type)
            return true;
    return false;
}

/* Tries every type in one pool's place; true if the best of them is better than now. */
static bool best_type(struct explorer *explorer, int pool, struct search_clock *clock)
{
    struct fluid *fluid = explorer->fluid;
    bool better = false;
    fluid_plan_copy(fluid, explorer->best, explorer->now);
    for (int t = 0; t < fluid->fleet->types_count && !clock_is_out(clock); t++) {
        if (type_in(explorer->now, t))
            continue;
        try_type(explorer, pool, t);
        if (explorer->trial->total < explorer->best->total * (1 - 1e-9)) {
            fluid_plan_copy(fluid, explorer->best, explorer->trial);
            better = true;
        }
    }
    fluid_plan_copy(fluid, explorer->now, explorer->best);
    return better;
}

void fluid_search(struct fluid *fluid, int pools_max, int exchange_rounds, struct search_clock *clock,
                  struct fluid_plans *ret_plans)
{
    struct explorer explorer = {.fluid = fluid,
                                .now = fluid_plan_new(fluid),
                                .trial = fluid_plan_new(fluid),
                                .cold = fluid_plan_new(fluid),
                                .scratch = fluid_plan_new(fluid),
                                .best = fluid_plan_new(fluid),
                                .kept = ret_plans};
    *ret_plans = (struct fluid_plans){0};
    keep(&explorer, explorer.now);
    for (int k = 0; k < pools_max; k++)
        if (!best_type(&explorer, explorer.now->pools_count, clock))
            break;
    bool better = true;
    for (int round = 0; round < exchange_rounds && better; round++) {
        better = false;
        for (int g = 0; g < explorer.now->pools_count; g++)
            better |= best_type(&explorer, g, clock);
    }
}
