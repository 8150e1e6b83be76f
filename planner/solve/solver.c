#include "planner/solve/solver.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static const double QUICK_LEFT_S = 3600; /* its counters end it, not the clock */

double solver_clock_s(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

bool solver_late(struct solver *solver)
{
    if (!solver->options->quick && !solver->result->time_limit_reached &&
        solver_clock_s() - solver->started_s > solver->options->time_limit_s)
        solver->result->time_limit_reached = true;
    return solver->result->time_limit_reached;
}

double solver_left_s(const struct solver *solver)
{
    if (solver->options->quick)
        return QUICK_LEFT_S;
    double left = solver->options->time_limit_s - (solver_clock_s() - solver->started_s);
    return left > 0.0 ? left : 0.0;
}

double solver_work(const struct solver *solver)
{
    return (double)solver->set.work.work + solver->simplex_work + solver->part_work;
}

void solver_progress(struct solver *solver)
{
    if (solver->silent || solver->options->progress == NULL)
        return;
    struct solve_progress progress = {.elapsed_s = solver_clock_s() - solver->started_s};
    progress.cost_nano = solver->best.cost == INT64_MAX ? 0 : solver->best.cost;
    progress.bound_nano = (int64_t)(solver->bound * solver->problem->unit);
    solver->options->progress(solver->options->context, &progress);
}

bool solver_offer(struct solver *solver, struct loading *loading)
{
    loading_settle(loading, &solver->pool, solver->demand, NULL);
    if (loading->cost >= solver->best.cost)
        return false;
    loading_copy(&solver->best, loading);
    solver_progress(solver);
    return true;
}

void solver_stock(const struct solver *solver, int64_t **ret_rest, int64_t **ret_available)
{
    const struct problem *problem = solver->problem;
    int64_t *rest = memory_alloc((size_t)problem->classes_count + 1, sizeof(*rest));
    int64_t *available = memory_alloc((size_t)problem->types_count + 1, sizeof(*available));
    memcpy(rest, solver->demand, (size_t)problem->classes_count * sizeof(*rest));
    for (int t = 0; t < problem->types_count; t++)
        available[t] = problem->types[t].available;
    *ret_rest = rest;
    *ret_available = available;
}

void solver_pack(struct solver *solver, const double *value, int nodes_max)
{
    struct loading loading = {.cost = INT64_MAX};
    int64_t *rest, *available;
    solver_stock(solver, &rest, &available);
    struct packer packer = {&solver->set, &solver->branch, &solver->pool, available, nodes_max};
    price_and_pack(&packer, value, rest, &loading);
    (void)solver_offer(solver, &loading);
    loading_release(&loading);
    free(available);
    free(rest);
}
