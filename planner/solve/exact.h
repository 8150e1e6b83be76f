/* exact.h — the optimum of tiny packings by dynamic programming over what is left to pack; all in integers. */
#ifndef BAYPLAN_SOLVE_EXACT_H
#define BAYPLAN_SOLVE_EXACT_H

#include "planner/solve/solver.h"

/* Where the states (remaining demand of each class, remaining bins of each limited type) and the patterns are few
 * enough: offers an optimal loading and returns true; *ret_feasible is false where there is none at all. */
bool exact_solve(struct solver *solver, bool *ret_feasible);

#endif
