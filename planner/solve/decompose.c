/* Measured at 1,000 classes, 10 s: column generation on all of them does not converge and ends 1 to 3 % above the
 * bound; parts end at 0.03 to 0.1 % where bins are large. What lost: parts of one whole type (hundreds of rows, five
 * times as slow); dealing by sums alone (a part with large items and no small ones loses 10 %, hence the dimensions of
 * bulk); parts of 40 classes (1 % for want of small items); emptying bins at 0.4 % of waste (twice the rest to pack
 * again). */
#include "planner/solve/decompose.h"

#include "planner/solve/deal.h"
#include "planner/solve/part.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PART_ROUNDS = 300, PART_CLASSES = 60, PART_CLASSES_SMALL_BINS = 100, SMALL_BIN_ITEMS = 16, REST_NODES = 60 };
static const double WASTE_MAX = 0.008; /* of a bin's cost, at which it is emptied again */
static const double PART_GAP = 3e-4;   /* of a part's programme to its bound */
static const double COUSIN_GAP = 2e-3; /* of a type's liquid cost to that of the part's own */
static const double PARTS_SHARE = 0.5; /* of the effort, for all parts' column generation */

struct splitter {
    struct solver *solver;
    struct compact_share *shares;
    int count;
    int64_t *rest;      /* [classes] not in any bin yet */
    int64_t *available; /* [types] */
    int64_t *demand;    /* [classes] of one part */
    int64_t *only;      /* [types] available to the part */
    int *members;       /* shares of the type at hand, those of most worth first */
    int *group;         /* [members] */
    struct loading loading, part;
};

static int share_compare(const void *left, const void *right)
{
    const struct compact_share *a = left, *b = right;
    double x = a->items - floor(a->items), y = b->items - floor(b->items);
    if (a->item_class != b->item_class)
        return (a->item_class > b->item_class) - (a->item_class < b->item_class);
    if (x != y)
        return x > y ? -1 : 1;
    return (a->type > b->type) - (a->type < b->type);
}

/* Whole numbers of items, by largest remainder, of what the programme does not leave outside. */
static void shares_round(struct splitter *s)
{
    struct compact_share *shares = s->shares;
    int64_t *rest = memory_alloc((size_t)s->solver->problem->classes_count + 1, sizeof(*rest));
    memcpy(rest, s->solver->demand, (size_t)s->solver->problem->classes_count * sizeof(*rest));
    for (int k = 0; k < s->count; k++) {
        int i = shares[k].item_class;
        double whole = floor(shares[k].items + 1e-6);
        int64_t items = whole < (double)rest[i] ? (int64_t)whole : rest[i];
        rest[i] -= items;
        shares[k].items = shares[k].items - whole > 1e-6 ? shares[k].items : whole;
    }
    qsort(shares, (size_t)s->count, sizeof(*shares), share_compare);
    for (int k = 0; k < s->count; k++) {
        bool more = shares[k].items > floor(shares[k].items) && rest[shares[k].item_class] > 0;
        shares[k].items = floor(shares[k].items) + more;
        rest[shares[k].item_class] -= more;
    }
    free(rest);
}

static double column_worth(const struct solver *solver, int column)
{
    const struct column_entry *entries = column_entries(&solver->pool, column);
    double worth = 0.0;
    for (int e = 0; e < solver->pool.columns[column].entries_count; e++)
        worth += solver->value[entries[e].item_class] * entries[e].count;
    return worth;
}

/* Keeps the part's bins that are well filled. */
static void bins_keep(struct splitter *s)
{
    const struct solver *solver = s->solver;
    for (int u = 0; u < s->part.count; u++) {
        const struct column *column = &solver->pool.columns[s->part.columns[u]];
        const struct column_entry *entries = column_entries(&solver->pool, s->part.columns[u]);
        double cost = (double)solver->problem->types[column->type].cost / solver->problem->unit;
        int64_t bins = s->part.bins[u];
        if (column_worth(solver, s->part.columns[u]) < cost * (1.0 - WASTE_MAX))
            continue;
        for (int e = 0; e < column->entries_count; e++)
            if (s->demand[entries[e].item_class] / entries[e].count < bins)
                bins = s->demand[entries[e].item_class] / entries[e].count;
        for (int e = 0; e < column->entries_count; e++) {
            s->demand[entries[e].item_class] -= bins * entries[e].count;
            s->rest[entries[e].item_class] -= bins * entries[e].count;
        }
        if (s->available[column->type] > 0)
            s->available[column->type] -= bins;
        loading_add(&s->loading, s->part.columns[u], bins);
    }
}

/* Room that bins of the type need for the part's items, as if liquid, in money. */
static double liquid_cost(const struct problem *problem, int type, const double *sums)
{
    double bins = 0.0;
    for (int d = 0; d < problem->dimensions; d++)
        if (sums[d] > 0.0)
            bins = fmax(bins, bins_liquid(problem, type, d, sums[d]));
    return bins * (double)problem->types[type].cost;
}

static bool type_holds(const struct splitter *s, int type)
{
    const struct problem *problem = s->solver->problem;
    for (int i = 0; i < problem->classes_count; i++)
        if (s->demand[i] > 0 && problem_most(problem, type, i) == 0)
            return false;
    return true;
}

/* Types of other sizes that serve the part as well as its own. */
static void cousins_allow(struct splitter *s, int type)
{
    const struct problem *problem = s->solver->problem;
    double sums[PACKING_DIMENSIONS_MAX] = {0};
    for (int i = 0; i < problem->classes_count; i++)
        for (int d = 0; d < problem->dimensions && s->demand[i] > 0; d++)
            sums[d] += (double)s->demand[i] * (double)problem->classes[i].size[d];
    double own = liquid_cost(problem, type, sums);
    for (int t = 0; t < problem->types_count; t++) {
        bool allowed = t == type || (liquid_cost(problem, t, sums) <= own * (1.0 + COUSIN_GAP) && type_holds(s, t));
        s->only[t] = allowed ? s->available[t] : 0;
    }
}

static void part_pack(struct splitter *s, int type, int members)
{
    struct solver *solver = s->solver;
    struct part_limits limits = {.cost_below = INT64_MAX, .rounds_max = PART_ROUNDS, .gap = PART_GAP};
    limits.work_max = PARTS_SHARE * solver->work_limit * members / solver->problem->classes_count;
    cousins_allow(s, type);
    loading_clear(&s->part);
    if (part_solve(solver, s->demand, s->only, &limits, &s->part))
        bins_keep(s);
}

struct weighed {
    double weight;
    int share;
};

static int weighed_compare(const void *left, const void *right)
{
    const struct weighed *a = left, *b = right;
    if (a->weight != b->weight)
        return a->weight > b->weight ? -1 : 1;
    return (a->share > b->share) - (a->share < b->share);
}

/* The shares of a type, those of most worth first; returns their number. */
static int members_find(struct splitter *s, int type)
{
    struct weighed *weighed = memory_alloc((size_t)s->count + 1, sizeof(*weighed));
    int count = 0;
    for (int k = 0; k < s->count; k++)
        if (s->shares[k].type == type && s->shares[k].items > 0.5)
            weighed[count++] = (struct weighed){s->shares[k].items * s->solver->value[s->shares[k].item_class], k};
    qsort(weighed, (size_t)count, sizeof(*weighed), weighed_compare);
    for (int k = 0; k < count; k++)
        s->members[k] = weighed[k].share;
    free(weighed);
    return count;
}

/* Small bins need more classes to fill them well. */
static int part_classes(const struct splitter *s, int type, int count)
{
    const struct problem *problem = s->solver->problem;
    double bins = 0.0, items = 0.0, sums[PACKING_DIMENSIONS_MAX] = {0};
    for (int k = 0; k < count; k++) {
        const struct compact_share *share = &s->shares[s->members[k]];
        items += share->items;
        for (int d = 0; d < problem->dimensions; d++)
            sums[d] += share->items * (double)problem->classes[share->item_class].size[d];
    }
    for (int d = 0; d < problem->dimensions; d++)
        bins = fmax(bins, bins_liquid(problem, type, d, sums[d]));
    return items < SMALL_BIN_ITEMS * bins ? PART_CLASSES_SMALL_BINS : PART_CLASSES;
}

static void type_pack(struct splitter *s, int type)
{
    const struct problem *problem = s->solver->problem;
    int count = members_find(s, type), most = part_classes(s, type, count), groups = (count + most - 1) / most;
    groups_deal(problem, type, s->shares, s->members, count, groups, s->group);
    for (int g = 0; g < groups && !solver_late(s->solver); g++) {
        int members = 0;
        memset(s->demand, 0, (size_t)problem->classes_count * sizeof(*s->demand));
        for (int k = 0; k < count; k++) {
            const struct compact_share *share = &s->shares[s->members[k]];
            if (s->group[k] != g)
                continue;
            s->demand[share->item_class] = (int64_t)share->items;
            members++;
        }
        part_pack(s, type, members);
    }
}

static void splitter_open(struct splitter *s, struct solver *solver, const struct compact *compact)
{
    const struct problem *problem = solver->problem;
    size_t classes = (size_t)problem->classes_count + 1, types = (size_t)problem->types_count + 1;
    size_t shares = (size_t)compact_shares_max(compact) + 1;
    *s = (struct splitter){.solver = solver, .loading.cost = INT64_MAX, .part.cost = INT64_MAX};
    s->shares = memory_alloc(shares, sizeof(*s->shares));
    s->rest = memory_alloc(classes, sizeof(int64_t));
    s->demand = memory_alloc(classes, sizeof(int64_t));
    s->available = memory_alloc(types, sizeof(int64_t));
    s->only = memory_alloc(types, sizeof(int64_t));
    s->members = memory_alloc(shares, sizeof(int));
    s->group = memory_alloc(shares, sizeof(int));
    memcpy(s->rest, solver->demand, (size_t)problem->classes_count * sizeof(*s->rest));
    for (int t = 0; t < problem->types_count; t++)
        s->available[t] = problem->types[t].available;
    compact_shares(compact, s->shares, &s->count);
    shares_round(s);
}

static void splitter_close(struct splitter *s)
{
    loading_release(&s->loading);
    loading_release(&s->part);
    free(s->shares);
    free(s->rest);
    free(s->demand);
    free(s->available);
    free(s->only);
    free(s->members);
    free(s->group);
}

void decompose(struct solver *solver, const struct compact *compact)
{
    struct splitter s;
    splitter_open(&s, solver, compact);
    for (int t = 0; t < solver->problem->types_count; t++)
        type_pack(&s, t);
    struct packer packer = {&solver->set, &solver->branch, &solver->pool, s.available, REST_NODES};
    price_and_pack(&packer, solver->value, s.rest, &s.loading);
    (void)solver_offer(solver, &s.loading);
    splitter_close(&s);
}
