#include "planner/solve/solve.h"

#include "data/base/wide.h"
#include "planner/solve/bounds.h"
#include "planner/solve/compact.h"
#include "planner/solve/decompose.h"
#include "planner/solve/exact.h"
#include "planner/solve/improve.h"
#include "planner/solve/solver.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* With many classes the programme over patterns does not converge in time: its parts do, type by type, and it is then
 * solved once more over all their columns. Frozen exchanges would cost more than they gave. */
enum {
    MANY_CLASSES = 300,
    NEAR_ROUNDS = 3,
    THIN_CLASSES = 100,
    THIN_ITEMS = 20,
    LARGE_BIN_ITEMS = 8,
    FEW_CLASSES = 100,
    COMPACT_ROUNDS = 500,
    PACK_NODES = 24
};
static const double MASTER_GAP = 1.5e-4; /* of the programme's value to the bound, at which columns are enough */
static const double FEW_GAP = 1e-7, NEAR_GAP = 0.04;
static const double MASTER_SHARE = 0.35; /* of the effort */
static const double WORK_PER_CLASS = 1e7;
static const double WORK_PER_SECOND = 2.5e8; /* of the time limit: steps that any machine of today does with ease */

/* A first guess: what a class takes of each type, summed over the dimensions it may be short of. It is dual already: a
 * type's whole capacity is worth its cost. */
static void values_guess(struct solver *solver)
{
    const struct problem *problem = solver->problem;
    for (int i = 0; i < problem->classes_count; i++) {
        const struct problem_class *class = &problem->classes[i];
        double least = class->outside < 0 ? INFINITY : (double)class->outside / problem->unit;
        for (int t = 0; t < problem->types_count; t++) {
            double share = 0.0;
            if (problem_most(problem, t, i) == 0)
                continue;
            for (int d = 0; d < problem->dimensions; d++)
                if (problem->types[t].capacity[d] > 0)
                    share += (double)class->size[d] / (double)problem->types[t].capacity[d] / problem->dimensions;
            least = fmin(least, share * (double)problem->types[t].cost / problem->unit);
        }
        solver->value[i] = least;
    }
}

/* Sums of money must fit: every item at the greatest cost there is. */
static bool money_check(const struct problem *problem, struct error *err)
{
    int64_t dearest = 0;
    for (int t = 0; t < problem->types_count; t++)
        dearest = problem->types[t].cost > dearest ? problem->types[t].cost : dearest;
    for (int s = 0; s < problem->slots_count; s++) {
        int128 sum = 0;
        for (int i = 0; i < problem->classes_count; i++) {
            int64_t outside = problem->classes[i].outside;
            sum += (int128)problem->demand[(size_t)s * (size_t)problem->classes_count + (size_t)i] *
                   (outside > dearest ? outside : dearest);
        }
        if (sum > INT64_MAX / 4)
            return error_set(err, ERROR_LIMIT, NULL, "slot %d: demand times cost is too large a sum of money", s);
    }
    return true;
}

static void solver_init(struct solver *solver, const struct problem *problem, int slot,
                        const struct solve_options *options, struct solve_result *result)
{
    *solver = (struct solver){.problem = problem, .slot = slot, .options = options, .result = result};
    solver->arena = &result->arena;
    solver->started_s = solver_clock_s();
    solver->demand = problem->demand + (size_t)slot * (size_t)problem->classes_count;
    solver->best.cost = INT64_MAX;
    solver->value = ARENA_ARRAY(&result->arena, double, problem->classes_count + 1);
    solver->relief = ARENA_ARRAY(&result->arena, double, problem->types_count + 1);
    knapsack_set_build(problem, &result->arena, &solver->set);
    column_pool_init(&solver->pool, problem);
    solver->fence = lp_fence_open();
    solver->work_limit = fmin(WORK_PER_SECOND * (options->effort_s > 0 ? options->effort_s : options->time_limit_s),
                              WORK_PER_CLASS * (double)(problem->classes_count + 50));
}

static void solver_release(struct solver *solver)
{
    lp_fence_close(solver->fence);
    branch_release(&solver->branch);
    column_pool_release(&solver->pool);
    loading_release(&solver->best);
}

static void centre_keep(struct solver *solver, const struct dual_centre *centre)
{
    memcpy(solver->value, centre->value, (size_t)solver->problem->classes_count * sizeof(double));
    memcpy(solver->relief, centre->relief, (size_t)solver->problem->types_count * sizeof(double));
    solver->bound = centre->bound;
}

static int64_t items_count(const struct solver *solver)
{
    int64_t items = 0;
    for (int i = 0; i < solver->problem->classes_count; i++)
        items += solver->demand[i];
    return items;
}

/* Classes with few items each: there the whole numbers matter more than the programme over patterns. */
static bool classes_are_thin(const struct solver *solver)
{
    int classes = solver->problem->classes_count;
    return classes > THIN_CLASSES && items_count(solver) < (int64_t)THIN_ITEMS * classes;
}

/* Large bins, and a packing near the compact bound: column generation would raise that bound but little. */
static bool compact_suffices(const struct solver *solver)
{
    int64_t bins = 0;
    for (int u = 0; u < solver->best.count; u++)
        bins += solver->best.bins[u];
    return bins * LARGE_BIN_ITEMS <= items_count(solver) &&
           (double)solver->best.cost <= (1.0 + NEAR_GAP) * solver->bound * solver->problem->unit;
}

/* Bounds from below by the compact programme, then by column generation; from above by roundings of both. */
static void slot_solve(struct solver *solver, const double *wanted, bool packed, struct dual_centre *centre)
{
    struct master master;
    bool many = solver->problem->classes_count > MANY_CLASSES, near = false;
    struct compact *compact = compact_open(solver);
    (void)compact_solve(compact, wanted, COMPACT_ROUNDS, centre);
    centre_keep(solver, centre);
    if (!packed && !solver->options->quick && (many || classes_are_thin(solver))) {
        decompose(solver, compact);
        near = compact_suffices(solver);
    }
    if (!packed && !solver->options->bound_only && !near)
        solver_pack(solver, solver->value, PACK_NODES);
    compact_close(compact);
    if (solver->options->quick)
        return;
    master_open(&master, solver, wanted, !many && !near);
    struct master_limits limits = {.rounds_max = near ? NEAR_ROUNDS : 1000,
                                   .nodes_max = 1500,
                                   .gap = solver->problem->classes_count <= FEW_CLASSES ? FEW_GAP : MASTER_GAP};
    limits.work_max = solver_work(solver) + MASTER_SHARE * solver->work_limit;
    master_generate(&master, &limits, centre);
    centre_keep(solver, centre);
    if (!packed) {
        master_freeze_exchanges(&master);
        master.nodes_max = limits.nodes_max = PACK_NODES;
        limits.rounds_max = near ? 1 : 5;
        if (master_solve(&master, LP_DUAL))
            master_generate(&master, &limits, centre);
        solver_dive(solver, &master, 0.6);
    }
    master_close(&master);
}

static bool solve_run(struct solver *solver, struct error *err)
{
    double *wanted = wanted_of_slot(solver->problem, solver->slot);
    struct dual_centre centre;
    bool quick = solver->options->quick, feasible = true, packed = !quick && exact_solve(solver, &feasible);
    if (feasible) {
        dual_centre_open(&centre, solver, wanted);
        values_guess(solver);
        (void)dual_offer(&centre, solver, solver->value, solver->relief, 1.0); /* a bound whatever the clock says */
        slot_solve(solver, wanted, packed, &centre);
        dual_centre_close(&centre);
        bounds_write(solver);
        if (!packed && !quick)
            improve(solver);
    }
    free(wanted);
    if (lp_fence_broken(solver->fence))
        return lp_fence_error(solver->fence, err);
    if (solver->options->bound_only)
        return true;
    if (solver->best.cost == INT64_MAX)
        return error_set(err, ERROR_INFEASIBLE, NULL, "slot %d: no packing within the availability of the bin types",
                         solver->slot);
    return result_write_packing(solver, &solver->result->packing, err);
}

bool solve_packing(const struct packing *packing, int pack_slot, const struct solve_options *options,
                   struct solve_result *ret_result, struct error *err)
{
    struct problem problem;
    struct solver solver;
    struct solve_result result = {0};
    if (pack_slot < 0 || pack_slot >= packing->slots_count)
        return error_set(err, ERROR_LIMIT, NULL, "slot %d of %d", pack_slot, packing->slots_count);
    bool done = problem_build(packing, &result.arena, &problem, err) && money_check(&problem, err);
    if (done) {
        solver_init(&solver, &problem, pack_slot, options, &result);
        done = solve_run(&solver, err);
        solver_release(&solver);
    }
    if (!done) {
        arena_release(&result.arena);
        return false;
    }
    *ret_result = result;
    return true;
}

int64_t solve_class_price(const struct packing *packing, const struct solve_result *result, int slot, int item_class)
{
    BUG_IF(slot < 0 || slot >= packing->slots_count || item_class < 0 || item_class >= packing->classes_count);
    const struct solve_certificate *certificate = &result->certificates[result->bounds[slot].certificate];
    return certificate->pi[item_class] / certificate->scale;
}

void solve_result_release(struct solve_result *result)
{
    arena_release(&result->arena);
    *result = (struct solve_result){0};
}
