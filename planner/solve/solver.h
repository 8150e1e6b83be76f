/* solver.h — what the phases of one solve share. Each phase leaves it better: dual prices, columns, best loading. */
#ifndef BAYPLAN_SOLVE_SOLVER_H
#define BAYPLAN_SOLVE_SOLVER_H

#include "planner/solve/certify.h"
#include "planner/solve/lp.h"
#include "planner/solve/pack.h"
#include "planner/solve/solve.h"

struct solver {
    const struct problem *problem;
    const struct solve_options *options;
    struct arena *arena; /* lives as long as the result */
    int slot;
    const int64_t *demand; /* of the slot */
    struct lp_fence *fence;
    struct knapsack_set set;
    struct branch branch;
    struct column_pool pool;
    struct loading best;
    double *value;     /* [classes] best dual prices so far, units */
    double *relief;    /* [types] dual prices of availability, units */
    bool silent;       /* a part: says nothing of its progress */
    bool *type_useful; /* [types] worth a look when a few bins are packed anew; NULL = all */
    double bound;      /* of `value` made feasible, for the slot, in units */
    struct solve_result *result;
    double started_s;
    double part_work, work_limit; /* of parts; at which improvement ends */
    double simplex_work;          /* of GLPK, estimated from pivots and rows */
};

double solver_clock_s(void);
/* True, and remembered in the result, once the time limit has passed. */
bool solver_late(struct solver *solver);
double solver_left_s(const struct solver *solver); /* until the time limit, >= 0 */
/* Effort so far in elementary steps, about a nanosecond each: what budgets are made of. */
double solver_work(const struct solver *solver);
/* Takes the loading (settled against the slot's demand) as best where it is cheaper. True where it was. */
bool solver_offer(struct solver *solver, struct loading *loading);
void solver_progress(struct solver *solver);
/* The slot's whole demand and every type's bins, to be packed from; free() both. */
void solver_stock(const struct solver *solver, int64_t **ret_rest, int64_t **ret_available);
/* Price-and-pack of the slot's whole demand from the given prices; offers the loading. */
void solver_pack(struct solver *solver, const double *value, int nodes_max);

/* result.c: the best loading in terms of the packing as handed in, checked again in integers. */
MUST_CHECK bool result_write_packing(struct solver *solver, struct slot_packing *ret_packing, struct error *err);

#endif
