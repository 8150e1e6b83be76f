/* lp.h — linear and small integer programmes on GLPK; the only place that sees it, and the fence around it.
 *
 * GLPK ends the process on a bad argument. Every call here checks what it can first and runs behind glp_error_hook and
 * longjmp: after a fault the fence is broken, all its programmes are gone, every call answers false or 0, and
 * lp_fence_error says so. Minimisation; columns are >= 0; indices from 0. */
#ifndef BAYPLAN_SOLVE_LP_H
#define BAYPLAN_SOLVE_LP_H

#include "data/base/error.h"
#include <stdint.h>

struct lp;

struct lp_fence; /* one at a time in a thread; owns nothing but the state of being broken */

struct lp_fence *lp_fence_open(void);
void lp_fence_close(struct lp_fence *fence); /* after its programmes are released; frees GLPK's environment */
bool lp_fence_broken(const struct lp_fence *fence);
/* Always false; ERROR_INTERNAL that names the call. */
bool lp_fence_error(const struct lp_fence *fence, struct error *err);

enum lp_status {
    LP_OPTIMAL,
    LP_INFEASIBLE,
    LP_STOPPED, /* limit reached; a primal simplex leaves a feasible point behind, if it had one */
    LP_FAILED   /* numerical trouble or broken fence */
};

struct lp *lp_new(struct lp_fence *fence);
void lp_release(struct lp *lp); /* NULL is fine */
/* Index of the first of `count` new rows, each `lower` <= row (at_least) or row <= `lower`. -1 = fault. */
int lp_add_rows(struct lp *lp, int count, bool at_least, const double *bounds);
void lp_row_bound(struct lp *lp, int row, bool at_least, double bound);
/* Index of the new column, -1 = fault. `upper` INFINITY = none. Rows must differ. */
int lp_add_column(struct lp *lp, double cost, double upper, int entries, const int *rows, const double *coefficients);
void lp_column_upper(struct lp *lp, int column, double upper); /* 0 fixes it */
int lp_columns(const struct lp *lp);
int lp_rows(const struct lp *lp);

enum lp_method { LP_PRIMAL, LP_DUAL };
enum lp_status lp_solve(struct lp *lp, enum lp_method method, int64_t iterations_max, double time_s);
double lp_objective(const struct lp *lp);
double lp_row_dual(const struct lp *lp, int row);
double lp_column_value(const struct lp *lp, int column);
double lp_column_dual(const struct lp *lp, int column); /* reduced cost */
int64_t lp_iterations(const struct lp *lp);             /* so far, of this programme */

/* All columns integral (after lp_solve was LP_OPTIMAL): branch and cut over at most `nodes_max` nodes, for solutions
 * cheaper than `below`. True where one was found; its values in `ret_values` [columns]. *ret_complete (may be NULL):
 * the search was not cut short. The programme's columns are continuous again afterwards. */
bool lp_solve_integers(struct lp *lp, double below, int nodes_max, double time_s, double *ret_values,
                       bool *ret_complete);

#endif
