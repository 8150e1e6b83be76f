#include "planner/solve/part.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A problem of the classes that `demand` has, its own solver, and the way back. */
struct part {
    struct arena arena;
    struct problem problem;
    struct solver solver;
    struct solve_result result; /* takes the counts of effort */
    int *whole_class;           /* [part classes] */
    int *whole_type;            /* [part types] */
    double *wanted;
};

static void part_open(struct part *part, struct solver *whole, const int64_t *demand, const int64_t *available)
{
    const struct problem *from = whole->problem;
    struct problem *problem = &part->problem;
    memset(part, 0, sizeof(*part));
    *problem = *from;
    problem->classes = ARENA_ARRAY(&part->arena, struct problem_class, from->classes_count + 1);
    problem->types = ARENA_ARRAY(&part->arena, struct problem_type, from->types_count + 1);
    problem->demand = ARENA_ARRAY(&part->arena, int64_t, from->classes_count + 1);
    part->whole_class = ARENA_ARRAY(&part->arena, int, from->classes_count + 1);
    part->whole_type = ARENA_ARRAY(&part->arena, int, from->types_count + 1);
    part->wanted = ARENA_ARRAY(&part->arena, double, from->classes_count + 1);
    problem->classes_count = 0;
    problem->slots_count = 1;
    for (int i = 0; i < from->classes_count; i++) {
        int k = problem->classes_count;
        if (demand[i] == 0)
            continue;
        problem->classes[k] = from->classes[i];
        if (problem->classes[k].limit > demand[i])
            problem->classes[k].limit = demand[i];
        problem->demand[k] = demand[i];
        part->wanted[k] = (double)demand[i];
        part->whole_class[k] = i;
        problem->classes_count++;
    }
    problem->types_count = 0;
    for (int t = 0; t < from->types_count; t++) {
        if (available[t] == 0 || (whole->type_useful != NULL && !whole->type_useful[t]))
            continue;
        part->whole_type[problem->types_count] = t;
        problem->types[problem->types_count] = from->types[t];
        if (available[t] >= 0)
            problem->types[problem->types_count].available = available[t];
        problem->types_count++;
    }
    struct solver *solver = &part->solver;
    *solver = (struct solver){.problem = problem, .options = whole->options, .arena = &part->arena};
    solver->demand = problem->demand;
    solver->fence = whole->fence;
    solver->work_limit = INFINITY;
    solver->silent = true;
    solver->started_s = whole->started_s;
    solver->result = &part->result;
    solver->best.cost = INT64_MAX;
    solver->value = ARENA_ARRAY(&part->arena, double, problem->classes_count + 1);
    solver->relief = ARENA_ARRAY(&part->arena, double, problem->types_count + 1);
    for (int k = 0; k < problem->classes_count; k++)
        solver->value[k] = whole->value[part->whole_class[k]];
    knapsack_set_build(problem, &part->arena, &solver->set);
    column_pool_init(&solver->pool, problem);
}

static void part_close(struct part *part, struct solver *whole)
{
    whole->part_work += solver_work(&part->solver);
    whole->result->time_limit_reached = whole->result->time_limit_reached || part->result.time_limit_reached;
    branch_release(&part->solver.branch);
    column_pool_release(&part->solver.pool);
    loading_release(&part->solver.best);
    arena_release(&part->arena);
}

/* The integer programme over all columns made so far; offers what it finds. */
static void integers_solve(struct part *part, struct master *m, const struct part_limits *limits)
{
    struct solver *solver = &part->solver;
    const struct problem *problem = &part->problem;
    for (int i = 0; i < problem->classes_count; i++)
        lp_row_bound(m->lp, i, true, part->wanted[i]);
    for (int t = 0; t < problem->types_count; t++)
        if (m->row_of_type[t] >= 0)
            lp_row_bound(m->lp, m->row_of_type[t], false, (double)problem->types[t].available);
    master_take_pool(m);
    int64_t best = solver->best.cost < limits->cost_below ? solver->best.cost : limits->cost_below;
    double below = best == INT64_MAX ? INFINITY : (double)(best - problem->cost_divisor) / problem->unit * (1.0 + 1e-9);
    if (!master_solve(m, LP_DUAL) || m->objective > below)
        return;
    double *x = memory_alloc((size_t)lp_columns(m->lp) + 1, sizeof(*x));
    solver->simplex_work += 2e5; /* its pivots are not counted */
    if (lp_solve_integers(m->lp, below, limits->nodes_max, solver_left_s(solver), x, NULL)) {
        struct loading loading = {.cost = INT64_MAX};
        for (int c = 0; c < solver->pool.count; c++)
            if (m->column_of[c] >= 0)
                loading_add(&loading, c, (int64_t)llround(x[m->column_of[c]]));
        (void)solver_offer(solver, &loading);
        loading_release(&loading);
    }
    free(x);
}

/* The part's best loading in columns of the whole's pool. */
static void loading_lift(const struct part *part, struct solver *whole, struct loading *ret_loading)
{
    const struct loading *best = &part->solver.best;
    struct column_entry *entries = memory_alloc((size_t)part->problem.classes_count + 1, sizeof(*entries));
    loading_clear(ret_loading);
    for (int u = 0; u < best->count; u++) {
        const struct column *column = &part->solver.pool.columns[best->columns[u]];
        const struct column_entry *from = column_entries(&part->solver.pool, best->columns[u]);
        for (int e = 0; e < column->entries_count; e++)
            entries[e] = (struct column_entry){part->whole_class[from[e].item_class], from[e].count};
        loading_add(ret_loading,
                    column_add(&whole->pool, part->whole_type[column->type], entries, column->entries_count, NULL),
                    best->bins[u]);
    }
    ret_loading->cost = best->cost;
    free(entries);
}

/* With a gap to end at, prices are smoothed towards those of the whole, which bound the part too. */
static void generate_gap(struct part *part, const struct solver *whole, const struct part_limits *limits,
                         const struct master_limits *generate, struct master *master)
{
    struct dual_centre centre;
    if (limits->gap <= 0.0) {
        master_generate(master, generate, NULL);
        return;
    }
    double *relief = memory_alloc((size_t)part->problem.types_count + 1, sizeof(*relief));
    for (int t = 0; t < part->problem.types_count; t++)
        relief[t] = whole->relief[part->whole_type[t]];
    dual_centre_open(&centre, &part->solver, part->wanted);
    (void)dual_offer(&centre, &part->solver, part->solver.value, relief, 1.0);
    master_generate(master, generate, &centre);
    dual_centre_close(&centre);
    free(relief);
}

bool part_solve(struct solver *whole, const int64_t *demand, const int64_t *available, const struct part_limits *limits,
                struct loading *ret_loading)
{
    struct part part;
    struct master master;
    part_open(&part, whole, demand, available);
    solver_pack(&part.solver, part.solver.value, 10);
    master_open(&master, &part.solver, part.wanted, false);
    struct master_limits generate = {
        .rounds_max = limits->rounds_max, .nodes_max = 100, .work_max = limits->work_max, .gap = limits->gap};
    generate_gap(&part, whole, limits, &generate, &master);
    double unit = part.problem.unit;
    if (!master.failed && master.objective * unit < (double)limits->cost_below - 0.5) {
        solver_dive(&part.solver, &master, 0.75);
        if (limits->nodes_max > 0)
            integers_solve(&part, &master, limits);
    }
    bool better = part.solver.best.cost < limits->cost_below;
    if (better)
        loading_lift(&part, whole, ret_loading);
    master_close(&master);
    part_close(&part, whole);
    return better;
}
