/* master.h — column generation on the covering programme over patterns (Gilmore & Gomory 1961, 1963).
 *
 *   min sum_p c_p x_p + sum_i f_i o_i    sum_p a_pi x_p + o_i >= b_i    sum_{p of t} x_p <= available_t
 *
 * Exchange columns (a smaller item in the place of a larger one; Valerio de Carvalho 2005) steady the duals and are
 * frozen before rounding; prices are smoothed towards the best bound (Wentges 1997). */
#ifndef BAYPLAN_SOLVE_MASTER_H
#define BAYPLAN_SOLVE_MASTER_H

#include "planner/solve/dual.h"

struct master {
    struct solver *solver;
    struct lp *lp;
    const double *wanted; /* [classes] */
    int *column_of;       /* [pool capacity] column of each pool column, -1 = not in */
    int *pool_of;         /* [lp columns] pool index, -1 = outside or exchange */
    int column_of_capacity, pool_of_capacity, pool_seen;
    int exchange_first, exchange_count;
    int *row_of_type; /* [types] availability, -1 = no limit */
    double *value, *trial, *relief;
    double objective;
    int nodes_max;       /* of each knapsack, raised when nothing is found */
    const int64_t *rest; /* when diving: no pattern may hold more; NULL = the problem's own limits */
    bool failed;
};

struct master_limits {
    int rounds_max;
    double gap;      /* stop when objective <= bound * (1 + gap) */
    int nodes_max;   /* of one knapsack, when fewer find nothing */
    double work_max; /* effort of the whole solver at which to stop */
};

void master_open(struct master *master, struct solver *solver, const double *wanted, bool exchanges);
void master_close(struct master *master);
/* Columns that were added to the pool since the last call. */
void master_take_pool(struct master *master);
/* Until no type has a pattern that pays, or limits. Offers duals to `centre`, which may be NULL: no smoothing then. */
void master_generate(struct master *master, const struct master_limits *limits, struct dual_centre *centre);
/* Solves the programme as it is. */
bool master_solve(struct master *master, enum lp_method method);
void master_freeze_exchanges(struct master *master);
/* Value of each pool column in the programme as last solved; `ret_x` has room for pool.count. */
void master_solution(const struct master *master, double *ret_x);

#endif
