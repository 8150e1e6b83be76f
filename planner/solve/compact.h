/* compact.h — the compact resource programme: fractions of items to types, their room bought by the fraction.
 *
 *   min sum_t c_t y_t + sum_i f_i o_i    sum_t x_ti + o_i >= b_i    sizes . x_t <= y_t W_t    0 <= y_t <= available_t
 *
 * Rows of a type and its columns are made when the type's fractional knapsack shows that it pays. The dual is a
 * pattern dual after division by the worst knapsack, at most some per mille below column generation's where bins are
 * large; it ignores limits on the items of one class in a bin, which the knapsacks do see. */
#ifndef BAYPLAN_SOLVE_COMPACT_H
#define BAYPLAN_SOLVE_COMPACT_H

#include "planner/solve/dual.h"

struct compact;

struct compact *compact_open(struct solver *solver);
void compact_close(struct compact *compact);
/* Solves for the right-hand side (number of items wanted of each class), warm from the last one. Offers its duals to
 * `centre`. False where GLPK failed. */
bool compact_solve(struct compact *compact, const double *wanted, int rounds_max, struct dual_centre *centre);

/* How many items of a class the programme, as last solved, puts on a type. A basic solution: few classes are split. */
struct compact_share {
    int type, item_class;
    double items;
};

int compact_shares_max(const struct compact *compact);
/* `ret_shares` has room for compact_shares_max. */
void compact_shares(const struct compact *compact, struct compact_share *ret_shares, int *ret_count);

#endif
