/* commit.h — the commitments that make the bill of a week least: a linear programme on GLPK.
 *
 * With one rate the answer is the quantile of the hourly use at which the next dollar committed saves nothing more
 * (its discount); with several, min sum_h (fees + what stays on demand) over the commitments' sizes and how each hour
 * uses them, every kind at once. The programme may use commitments better than AWS's order does: the caller prices what
 * comes out in that order (pricing/commitment.h) and steps from breakpoint to breakpoint where it differs. */
#ifndef BAYPLAN_SOLVE_COMMIT_H
#define BAYPLAN_SOLVE_COMMIT_H

#include "data/base/arena.h"
#include "data/base/error.h"

/* One that can be bought, in any amount: `unit_cost` buys one unit for an hour. */
struct commit_offer {
    double unit_cost;    /* Savings Plan: 1 (a unit is a dollar of commitment); Reserved Instance: its hourly price */
    double existing;     /* units at hand already, which cost nothing more */
    bool is_fixed;       /* none can be bought: only what exists */
    const double *takes; /* [uses_count] units that one of the use takes; 0 = does not cover it */
};

struct commit_problem {
    int uses_count, hours, offers_count;
    const double *on_demand;           /* [uses_count] dollars of one */
    const double *const *quantity;     /* [uses_count][hours] */
    const struct commit_offer *offers; /* [offers_count] */
};

/* ret_units[offers_count]: bought beyond what exists. Hours that are alike are merged, and uses with the same ratios of
 * rate to price. *ret_cost: of all hours, the least possible, to a ten-millionth (to the last digits for one offer).
 * Errors: LIMIT (too large), INTERNAL (GLPK finds no optimum). */
MUST_CHECK bool solve_commitments(const struct commit_problem *problem, double *ret_units, double *ret_cost,
                                  struct error *err);

#endif
