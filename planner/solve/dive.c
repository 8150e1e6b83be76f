#include "planner/solve/part.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double TAKE_SHARE = 0.03;
static const double DIVE_SHARE = 0.5; /* of the effort */

struct candidate {
    double fraction;
    int column;
};

static int candidate_compare(const void *left, const void *right)
{
    const struct candidate *a = left, *b = right;
    if (a->fraction != b->fraction)
        return a->fraction > b->fraction ? -1 : 1;
    return (a->column > b->column) - (a->column < b->column);
}

/* How often the column's pattern goes into what is left. */
static int64_t times_proper(const struct column_pool *pool, int column, const int64_t *rest, const int64_t *available)
{
    const struct column_entry *entries = column_entries(pool, column);
    int64_t times = available[pool->columns[column].type] < 0 ? INT64_MAX : available[pool->columns[column].type];
    for (int e = 0; e < pool->columns[column].entries_count; e++)
        if (rest[entries[e].item_class] / entries[e].count < times)
            times = rest[entries[e].item_class] / entries[e].count;
    return times;
}

static void bins_take(const struct column_pool *pool, int column, int64_t bins, int64_t *rest, int64_t *available,
                      struct loading *loading)
{
    const struct column_entry *entries = column_entries(pool, column);
    loading_add(loading, column, bins);
    for (int e = 0; e < pool->columns[column].entries_count; e++)
        rest[entries[e].item_class] -= bins * entries[e].count;
    if (available[pool->columns[column].type] > 0)
        available[pool->columns[column].type] -= bins;
}

/* Whole parts, then fractions from the greatest down to `take_from`, at least a share of their sum. Returns the bins
 * taken. */
static int64_t columns_take(struct master *m, const double *x, int64_t *rest, int64_t *available,
                            struct loading *loading, double take_from)
{
    const struct column_pool *pool = &m->solver->pool;
    struct candidate *candidates = memory_alloc((size_t)pool->count + 1, sizeof(*candidates));
    int count = 0;
    int64_t taken = 0;
    for (int c = 0; c < pool->count; c++) {
        double whole = floor(x[c] + 1e-6);
        int64_t proper = x[c] > 1e-6 ? times_proper(pool, c, rest, available) : 0;
        int64_t bins = whole < (double)proper ? (int64_t)whole : proper;
        if (bins > 0) {
            bins_take(pool, c, bins, rest, available, loading);
            taken += bins;
        }
        if (x[c] - whole > 1e-6)
            candidates[count++] = (struct candidate){x[c] - whole, c};
    }
    qsort(candidates, (size_t)count, sizeof(*candidates), candidate_compare);
    double sum = 0.0;
    for (int k = 0; k < count; k++)
        sum += candidates[k].fraction;
    int64_t enough = taken + (int64_t)ceil(sum * TAKE_SHARE);
    for (int k = 0; k < count && (taken < enough || candidates[k].fraction >= take_from); k++)
        if (times_proper(pool, candidates[k].column, rest, available) > 0) {
            bins_take(pool, candidates[k].column, 1, rest, available, loading);
            taken++;
        }
    free(candidates);
    return taken;
}

static bool rest_empty(const struct problem *problem, const int64_t *rest)
{
    for (int i = 0; i < problem->classes_count; i++)
        if (rest[i] > 0)
            return false;
    return true;
}

static void dive(struct master *m, int64_t *rest, int64_t *available, struct loading *loading, double take_from)
{
    struct solver *solver = m->solver;
    const struct problem *problem = solver->problem;
    struct master_limits limits = {.rounds_max = 2, .nodes_max = 24, .work_max = INFINITY};
    struct packer packer = {&solver->set, &solver->branch, &solver->pool, available, 20};
    m->rest = rest;
    m->nodes_max = 24;
    double work_max = solver_work(solver) + DIVE_SHARE * solver->work_limit;
    while (!rest_empty(problem, rest) && !m->failed && !solver_late(solver)) {
        double *x = memory_alloc((size_t)solver->pool.count + 1, sizeof(*x));
        master_solution(m, x);
        int64_t taken = columns_take(m, x, rest, available, loading, take_from);
        free(x);
        if (taken == 0 || solver_work(solver) > work_max)
            break;
        for (int i = 0; i < problem->classes_count; i++)
            lp_row_bound(m->lp, i, true, (double)rest[i]);
        for (int t = 0; t < problem->types_count; t++)
            if (m->row_of_type[t] >= 0)
                lp_row_bound(m->lp, m->row_of_type[t], false, (double)available[t]);
        if (!master_solve(m, LP_DUAL))
            break;
        master_generate(m, &limits, NULL);
    }
    if (!rest_empty(problem, rest))
        price_and_pack(&packer, solver->value, rest, loading);
    m->rest = NULL;
}

void solver_dive(struct solver *solver, struct master *m, double take_from)
{
    struct loading loading = {.cost = INT64_MAX};
    int64_t *rest, *available;
    solver_stock(solver, &rest, &available);
    dive(m, rest, available, &loading, take_from);
    (void)solver_offer(solver, &loading);
    loading_release(&loading);
    free(rest);
    free(available);
}
