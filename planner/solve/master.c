#include "planner/solve/master.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NODES_FIRST = 24, EXCHANGES_PER_CLASS = 2 };
static const double PAYS = 1e-7;
static const double PIVOT_ROWS = 45.0, PIVOT_COLUMNS = 15.0; /* effort of a pivot; the simplex prices every column */

static void index_grow(struct master *m)
{
    int pool = m->solver->pool.count + 1, columns = lp_columns(m->lp) + 2;
    if (pool > m->column_of_capacity) {
        m->column_of = memory_resize(m->column_of, (size_t)(2 * pool), sizeof(int));
        for (int c = m->column_of_capacity; c < 2 * pool; c++)
            m->column_of[c] = -1;
        m->column_of_capacity = 2 * pool;
    }
    if (columns > m->pool_of_capacity) {
        m->pool_of = memory_resize(m->pool_of, (size_t)(2 * columns), sizeof(int));
        for (int c = m->pool_of_capacity; c < 2 * columns; c++)
            m->pool_of[c] = -1;
        m->pool_of_capacity = 2 * columns;
    }
}

static void column_take(struct master *m, int pool_column)
{
    const struct solver *solver = m->solver;
    const struct problem *problem = solver->problem;
    const struct column *column = &solver->pool.columns[pool_column];
    const struct column_entry *entries = column_entries(&solver->pool, pool_column);
    index_grow(m);
    if (m->column_of[pool_column] >= 0)
        return;
    int *rows = memory_alloc((size_t)column->entries_count + 1, sizeof(int)), count = 0;
    double *coefficients = memory_alloc((size_t)column->entries_count + 1, sizeof(double));
    for (; count < column->entries_count; count++) {
        rows[count] = entries[count].item_class;
        coefficients[count] = entries[count].count;
    }
    if (m->row_of_type[column->type] >= 0) {
        rows[count] = m->row_of_type[column->type];
        coefficients[count++] = 1.0;
    }
    double cost = (double)problem->types[column->type].cost / problem->unit;
    int at = lp_add_column(m->lp, cost, INFINITY, count, rows, coefficients);
    free(rows);
    free(coefficients);
    if (at < 0) {
        m->failed = true;
        return;
    }
    index_grow(m);
    m->column_of[pool_column] = at;
    m->pool_of[at] = pool_column;
    m->solver->result->columns_made++;
}

void master_take_pool(struct master *m)
{
    for (; m->pool_seen < m->solver->pool.count && !m->failed; m->pool_seen++)
        column_take(m, m->pool_seen);
}

/* small fits wherever large does, so a pattern with large in it is one with small as well. */
static bool exchanges(const struct problem *problem, int small, int large)
{
    const struct problem_class *a = &problem->classes[small], *b = &problem->classes[large];
    if (!a->exchangeable || !a->packable || !b->packable || (b->mask & ~a->mask) != 0)
        return false;
    bool less = false;
    for (int d = 0; d < problem->dimensions; d++) {
        if (a->size[d] > b->size[d])
            return false;
        less = less || a->size[d] < b->size[d];
    }
    return less || small < large;
}

/* For each class the nearest few that it may give its place to. */
static void exchanges_make(struct master *m)
{
    const struct problem *problem = m->solver->problem;
    m->exchange_first = lp_columns(m->lp);
    for (int large = 0; large < problem->classes_count; large++) {
        int best[EXCHANGES_PER_CLASS] = {-1, -1};
        double share[EXCHANGES_PER_CLASS] = {-1.0, -1.0};
        for (int small = 0; small < problem->classes_count; small++) {
            if (small == large || !exchanges(problem, small, large))
                continue;
            double value = m->solver->value[small];
            if (value > share[0]) {
                share[1] = share[0];
                best[1] = best[0];
                share[0] = value;
                best[0] = small;
            } else if (value > share[1]) {
                share[1] = value;
                best[1] = small;
            }
        }
        for (int e = 0; e < EXCHANGES_PER_CLASS; e++) {
            int rows[2] = {best[e], large};
            double coefficients[2] = {1.0, -1.0};
            if (best[e] >= 0)
                m->failed = lp_add_column(m->lp, 0.0, INFINITY, 2, rows, coefficients) < 0 || m->failed;
        }
    }
    m->exchange_count = lp_columns(m->lp) - m->exchange_first;
}

static void rows_make(struct master *m)
{
    const struct problem *problem = m->solver->problem;
    double dearest = 1.0;
    if (lp_add_rows(m->lp, problem->classes_count, true, m->wanted) < 0)
        m->failed = true;
    for (int t = 0; t < problem->types_count; t++) {
        double available = (double)problem->types[t].available;
        m->row_of_type[t] = available < 0.0 ? -1 : lp_add_rows(m->lp, 1, false, &available);
        dearest = fmax(dearest, (double)problem->types[t].cost / problem->unit);
    }
    for (int i = 0; i < problem->classes_count; i++) {
        double one = 1.0, outside = (double)problem->classes[i].outside / problem->unit;
        if (lp_add_column(m->lp, outside >= 0.0 ? outside : 100.0 * (dearest + 1.0), INFINITY, 1, &i, &one) < 0)
            m->failed = true;
    }
}

void master_open(struct master *m, struct solver *solver, const double *wanted, bool exchanges)
{
    size_t classes = (size_t)solver->problem->classes_count + 1, types = (size_t)solver->problem->types_count + 1;
    *m = (struct master){.solver = solver, .wanted = wanted, .nodes_max = NODES_FIRST};
    m->lp = lp_new(solver->fence);
    m->value = memory_alloc(classes, sizeof(double));
    m->trial = memory_alloc(classes, sizeof(double));
    m->relief = memory_alloc(types, sizeof(double));
    m->row_of_type = memory_alloc(types, sizeof(int));
    rows_make(m);
    if (exchanges)
        exchanges_make(m);
    master_take_pool(m);
}

void master_close(struct master *m)
{
    lp_release(m->lp);
    free(m->column_of);
    free(m->pool_of);
    free(m->row_of_type);
    free(m->value);
    free(m->trial);
    free(m->relief);
    *m = (struct master){0};
}

bool master_solve(struct master *m, enum lp_method method)
{
    int64_t before = lp_iterations(m->lp);
    enum lp_status status = lp_solve(m->lp, method, INT64_MAX, solver_left_s(m->solver));
    m->solver->simplex_work +=
        (double)(lp_iterations(m->lp) - before) * (PIVOT_ROWS * lp_rows(m->lp) + PIVOT_COLUMNS * lp_columns(m->lp));
    if (status == LP_FAILED || status == LP_INFEASIBLE)
        m->failed = true;
    if (status != LP_OPTIMAL)
        return false;
    const struct problem *problem = m->solver->problem;
    m->objective = lp_objective(m->lp);
    for (int i = 0; i < problem->classes_count; i++)
        m->value[i] = lp_row_dual(m->lp, i);
    dual_cut(m->solver, m->value);
    for (int t = 0; t < problem->types_count; t++)
        m->relief[t] = m->row_of_type[t] < 0 ? 0.0 : fmax(0.0, -lp_row_dual(m->lp, m->row_of_type[t]));
    return true;
}

/* Prices every type at `value`: new columns for the patterns that pay at the programme's own prices, and the bound.
 * Returns how many columns are new. */
static int types_price(struct master *m, const double *value, struct dual_centre *centre)
{
    struct solver *solver = m->solver;
    const struct problem *problem = solver->problem;
    struct column_entry *entries = memory_alloc((size_t)problem->classes_count + 1, sizeof(*entries));
    double theta = 1.0;
    int made = 0;
    knapsack_values(&solver->set, value);
    for (int t = 0; t < problem->types_count; t++) {
        double room = dual_room(solver, m->relief, t), worth = 0.0;
        if (problem->types[t].available == 0)
            continue;
        struct knapsack *k = knapsack_load(&solver->set, t, m->rest);
        struct branch_limits limits = {.target = room * (1.0 + 1e-9), .nodes_max = m->nodes_max};
        branch_run(&solver->branch, k, &limits);
        knapsack_keep(&solver->set);
        theta = fmin(theta, room / fmax(solver->branch.bound, 1e-300));
        int count = pattern_entries(&solver->branch, k, entries);
        for (int e = 0; e < count; e++)
            worth += m->value[entries[e].item_class] * entries[e].count;
        bool fresh = false;
        if (worth > room * (1.0 + PAYS))
            (void)column_add(&solver->pool, t, entries, count, &fresh);
        made += fresh;
    }
    free(entries);
    if (centre != NULL)
        (void)dual_offer(centre, solver, value, m->relief, theta);
    master_take_pool(m);
    return made;
}

void master_generate(struct master *m, const struct master_limits *limits, struct dual_centre *centre)
{
    const struct problem *problem = m->solver->problem;
    enum lp_method method = LP_PRIMAL;
    const double smoothing = 0.8;
    for (int round = 0; round < limits->rounds_max && !m->failed && !solver_late(m->solver); round++) {
        if (!master_solve(m, method))
            return;
        m->solver->result->rounds++;
        if ((centre != NULL && m->objective <= centre->bound * (1.0 + limits->gap)) ||
            solver_work(m->solver) > limits->work_max)
            return;
        int made = 0;
        if (centre != NULL && centre->bound > 0.0) {
            for (int i = 0; i < problem->classes_count; i++)
                m->trial[i] = smoothing * centre->value[i] + (1.0 - smoothing) * m->value[i];
            made = types_price(m, m->trial, centre);
        }
        if (made == 0)
            made = types_price(m, m->value, centre);
        if (made == 0 && m->nodes_max >= limits->nodes_max)
            return;
        if (made == 0)
            m->nodes_max *= 4;
    }
}

void master_freeze_exchanges(struct master *m)
{
    for (int c = 0; c < m->exchange_count; c++)
        lp_column_upper(m->lp, m->exchange_first + c, 0.0);
}

void master_solution(const struct master *m, double *ret_x)
{
    for (int c = 0; c < m->solver->pool.count; c++)
        ret_x[c] = c < m->column_of_capacity && m->column_of[c] >= 0
                       ? fmax(0.0, lp_column_value(m->lp, m->column_of[c]))
                       : 0.0;
}
