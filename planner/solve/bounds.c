#include "planner/solve/bounds.h"

#include "planner/solve/compact.h"
#include "planner/solve/master.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CERTIFICATES_MAX = 48, SLOT_ROUNDS = 40, COLUMNS_CLASSES_MAX = 60 };
static const double WORTH_A_CERTIFICATE = 1e-4; /* of the bound */
static const double PRICED_ONLY = 0.05;         /* items of a class without demand */
static const double SLOTS_SHARE = 0.25;         /* of the effort */

double *wanted_of_slot(const struct problem *problem, int slot)
{
    const int64_t *demand = problem->demand + (size_t)slot * (size_t)problem->classes_count;
    double *wanted = memory_alloc((size_t)problem->classes_count + 1, sizeof(*wanted));
    for (int i = 0; i < problem->classes_count; i++)
        wanted[i] = problem->classes[i].wanted ? (double)demand[i] : problem->classes[i].packable ? PRICED_ONLY : 0.0;
    return wanted;
}

/* Certifies the prices, and lets every slot take them where they are better than what it has. */
static void certificate_add(struct solver *solver, const double *value, const double *relief, int nodes_max)
{
    struct solve_result *result = solver->result;
    struct certify_limits limits = {.nodes_max = nodes_max, .nodes_total = 40 * (int64_t)nodes_max};
    double theta = 1.0;
    int index = result->certificates_count++;
    certify(&solver->set, &solver->branch, value, relief, &limits, &result->arena, &result->certificates[index],
            &theta);
    for (int s = 0; s < solver->problem->slots_count; s++) {
        int64_t bound = certificate_bound(solver->problem, &result->certificates[index], s);
        if (index == 0 || bound > result->bounds[s].bound_nano)
            result->bounds[s] = (struct slot_bound){bound, index};
    }
}

/* Column generation from the columns there are, where classes are few enough for it in every slot. */
static void columns_generate(struct solver *solver, const double *wanted, struct dual_centre *centre)
{
    struct master master;
    struct master_limits limits = {.rounds_max = 60, .nodes_max = 400, .gap = 1e-6};
    limits.work_max = solver_work(solver) + 0.02 * solver->work_limit;
    master_open(&master, solver, wanted, false);
    master_generate(&master, &limits, centre);
    master_close(&master);
}

/* A slot's own prices; certified where they raise its bound by enough. */
static void slot_bound(struct solver *solver, struct compact *compact, int slot)
{
    struct dual_centre centre;
    double *wanted = wanted_of_slot(solver->problem, slot);
    dual_centre_open(&centre, solver, wanted);
    (void)dual_offer(&centre, solver, solver->value, solver->relief, 1.0);
    (void)compact_solve(compact, wanted, SLOT_ROUNDS, &centre);
    if (solver->problem->classes_count <= COLUMNS_CLASSES_MAX)
        columns_generate(solver, wanted, &centre);
    double known = (double)solver->result->bounds[slot].bound_nano / solver->problem->unit;
    if (centre.bound > known * (1.0 + WORTH_A_CERTIFICATE))
        certificate_add(solver, centre.value, centre.relief,
                        solver->problem->classes_count <= COLUMNS_CLASSES_MAX ? 400 : 20);
    dual_centre_close(&centre);
    free(wanted);
}

/* Slots are tried in halving strides, so that a budget that ends early has looked everywhere. */
static void slots_visit(struct solver *solver, struct compact *compact)
{
    int slots = solver->problem->slots_count, stride = 1;
    double work_max = solver_work(solver) + SLOTS_SHARE * solver->work_limit;
    while (stride < slots)
        stride *= 2;
    for (bool first = true; stride >= 1; stride /= 2, first = false)
        for (int s = first ? 0 : stride; s < slots; s += first ? stride : 2 * stride) {
            if (solver_work(solver) > work_max || solver_late(solver) || lp_fence_broken(solver->fence) ||
                solver->result->certificates_count == CERTIFICATES_MAX)
                return;
            if (s != solver->slot)
                slot_bound(solver, compact, s);
        }
}

void bounds_write(struct solver *solver)
{
    struct solve_result *result = solver->result;
    result->certificates = ARENA_ARRAY(&result->arena, struct solve_certificate, CERTIFICATES_MAX);
    result->certificates_count = 0;
    result->bounds = ARENA_ARRAY(&result->arena, struct slot_bound, solver->problem->slots_count);
    certificate_add(solver, solver->value, solver->relief, solver->options->quick ? 1 : 5000);
    if (solver->options->quick || solver->problem->slots_count == 1 || solver->problem->classes_count == 0)
        return;
    struct compact *compact = compact_open(solver);
    slots_visit(solver, compact);
    compact_close(compact);
}
