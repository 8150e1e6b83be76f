#include "planner/solve/improve.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { IN_VAIN_MAX = 80 };
static const double USEFUL_RATIO = 0.985;

/* xorshift64*: the same dice every time. */
static uint64_t dice(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * UINT64_C(2685821657736338717);
}

static double dice_unit(uint64_t *state)
{
    return (double)(dice(state) >> 11) * 0x1p-53;
}

struct search {
    struct solver *solver;
    uint64_t seed;
    double *waste;      /* [uses] of one bin: its cost less the dual worth of what it holds */
    int64_t *taken;     /* [uses] bins emptied */
    int64_t *demand;    /* [classes] of what is emptied */
    int64_t *available; /* [types] */
    int64_t *covered;   /* [classes] by the best loading */
    int bins;           /* how many to empty at a time */
};

static void waste_measure(struct search *s)
{
    const struct solver *solver = s->solver;
    const struct problem *problem = solver->problem;
    s->waste = memory_resize(s->waste, (size_t)solver->best.count + 1, sizeof(double));
    s->taken = memory_resize(s->taken, (size_t)solver->best.count + 1, sizeof(int64_t));
    for (int u = 0; u < solver->best.count; u++) {
        const struct column *column = &solver->pool.columns[solver->best.columns[u]];
        const struct column_entry *entries = column_entries(&solver->pool, solver->best.columns[u]);
        double worth = 0.0;
        for (int e = 0; e < column->entries_count; e++)
            worth += solver->value[entries[e].item_class] * entries[e].count;
        s->waste[u] = fmax(0.0, (double)problem->types[column->type].cost / problem->unit - worth);
    }
}

/* Types whose fractional knapsack pays nearly as well as any, and those in use. A class that would lose its only types
 * keeps them all. */
static void types_choose(struct solver *solver)
{
    const struct problem *problem = solver->problem;
    bool *useful = ARENA_ARRAY(solver->arena, bool, problem->types_count + 1);
    bool *held = memory_alloc((size_t)problem->classes_count + 1, sizeof(*held));
    knapsack_values(&solver->set, solver->value);
    for (int t = 0; t < problem->types_count; t++) {
        struct knapsack *k = knapsack_load(&solver->set, t, NULL);
        knapsack_solve(k);
        useful[t] = k->bound >= USEFUL_RATIO * (double)problem->types[t].cost / problem->unit;
    }
    for (int u = 0; u < solver->best.count; u++)
        useful[solver->pool.columns[solver->best.columns[u]].type] = true;
    for (int t = 0; t < problem->types_count; t++)
        for (int i = 0; i < problem->classes_count && useful[t]; i++)
            held[i] = held[i] || problem_most(problem, t, i) > 0;
    for (int i = 0; i < problem->classes_count; i++)
        for (int t = 0; t < problem->types_count && !held[i]; t++)
            useful[t] = useful[t] || problem_most(problem, t, i) > 0;
    solver->type_useful = useful;
    free(held);
}

static void bin_empty(struct search *s, int use, int64_t *cost)
{
    const struct solver *solver = s->solver;
    const struct column *column = &solver->pool.columns[solver->best.columns[use]];
    const struct column_entry *entries = column_entries(&solver->pool, solver->best.columns[use]);
    s->taken[use]++;
    *cost += solver->problem->types[column->type].cost;
    if (s->available[column->type] >= 0)
        s->available[column->type]++;
    for (int e = 0; e < column->entries_count; e++) {
        /* What is covered too often needs no new place. */
        int i = entries[e].item_class;
        int64_t spare = s->covered[i] > solver->demand[i] ? s->covered[i] - solver->demand[i] : 0;
        int64_t count = entries[e].count - (spare < entries[e].count ? spare : entries[e].count);
        s->covered[i] -= entries[e].count - count;
        s->demand[i] += count;
    }
}

/* Draws a use with probability by waste; every third draw by number of bins alone. -1 = all are empty. */
static int use_draw(struct search *s)
{
    const struct loading *best = &s->solver->best;
    bool even = dice(&s->seed) % 3 == 0;
    double sum = 0.0, mean = 0.0;
    for (int u = 0; u < best->count; u++)
        mean += s->waste[u] / best->count;
    for (int u = 0; u < best->count; u++)
        sum += (double)(best->bins[u] > s->taken[u]) * (even ? 1.0 : s->waste[u] + 0.01 * mean + 1e-12);
    if (sum <= 0.0)
        return -1;
    double at = dice_unit(&s->seed) * sum;
    int last = -1;
    for (int u = 0; u < best->count; u++) {
        if (best->bins[u] <= s->taken[u])
            continue;
        last = u;
        at -= even ? 1.0 : s->waste[u] + 0.01 * mean + 1e-12;
        if (at <= 0.0)
            break;
    }
    return last;
}

/* Empties some bins and takes along what is outside; returns what all that costs now. */
static int64_t neighbourhood(struct search *s)
{
    const struct solver *solver = s->solver;
    const struct problem *problem = solver->problem;
    int64_t cost = 0;
    memset(s->demand, 0, (size_t)problem->classes_count * sizeof(*s->demand));
    memset(s->covered, 0, (size_t)problem->classes_count * sizeof(*s->covered));
    memset(s->taken, 0, (size_t)solver->best.count * sizeof(*s->taken));
    for (int t = 0; t < problem->types_count; t++)
        s->available[t] = problem->types[t].available;
    for (int u = 0; u < solver->best.count; u++) {
        const struct column *column = &solver->pool.columns[solver->best.columns[u]];
        const struct column_entry *entries = column_entries(&solver->pool, solver->best.columns[u]);
        if (s->available[column->type] >= 0)
            s->available[column->type] -= solver->best.bins[u];
        for (int e = 0; e < column->entries_count; e++)
            s->covered[entries[e].item_class] += solver->best.bins[u] * entries[e].count;
    }
    for (int i = 0; i < problem->classes_count; i++) {
        int64_t outside = solver->demand[i] - s->covered[i];
        if (outside <= 0 || !problem->classes[i].packable)
            continue;
        int64_t some = outside < 4 * s->bins ? outside : 4 * s->bins;
        s->demand[i] += some;
        cost += some * problem->classes[i].outside;
    }
    for (int b = 0; b < s->bins; b++) {
        int use = use_draw(s);
        if (use >= 0)
            bin_empty(s, use, &cost);
    }
    return cost;
}

static void loading_replace(struct search *s, const struct loading *part)
{
    struct loading next = {.cost = INT64_MAX};
    const struct loading *best = &s->solver->best;
    for (int u = 0; u < best->count; u++)
        loading_add(&next, best->columns[u], best->bins[u] - s->taken[u]);
    for (int u = 0; u < part->count; u++)
        loading_add(&next, part->columns[u], part->bins[u]);
    (void)solver_offer(s->solver, &next);
    loading_release(&next);
}

void improve(struct solver *solver)
{
    const struct problem *problem = solver->problem;
    size_t classes = (size_t)problem->classes_count + 1, types = (size_t)problem->types_count + 1;
    struct search s = {.solver = solver, .seed = UINT64_C(88172645463325252), .bins = 5};
    struct loading part = {.cost = INT64_MAX};
    s.demand = memory_alloc(classes, sizeof(int64_t));
    s.covered = memory_alloc(classes, sizeof(int64_t));
    s.available = memory_alloc(types, sizeof(int64_t));
    int in_vain = 0;
    waste_measure(&s);
    types_choose(solver);
    while (in_vain < IN_VAIN_MAX && !solver_late(solver) && !lp_fence_broken(solver->fence) &&
           solver_work(solver) < solver->work_limit &&
           (double)solver->best.cost > solver->bound * problem->unit + 0.5 * (double)problem->cost_divisor) {
        s.bins = 2 + (int)(dice(&s.seed) % 6);
        int64_t cost = neighbourhood(&s);
        struct part_limits limits = {.cost_below = cost, .nodes_max = 60, .rounds_max = 12, .work_max = INFINITY};
        in_vain++;
        if (!part_solve(solver, s.demand, s.available, &limits, &part))
            continue;
        in_vain = 0;
        loading_replace(&s, &part);
        waste_measure(&s);
    }
    loading_release(&part);
    free(s.waste);
    free(s.taken);
    free(s.demand);
    free(s.covered);
    free(s.available);
}
