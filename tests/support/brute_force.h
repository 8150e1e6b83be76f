/* brute_force.h — the true optimum of a tiny packing, by trying everything. Shares no code with the solver. */
#ifndef BAYPLAN_TESTS_BRUTE_FORCE_H
#define BAYPLAN_TESTS_BRUTE_FORCE_H

#include "planner/model/packing.h"

enum { BRUTE_FORCE_STATES_MAX = 4096, BRUTE_FORCE_INFEASIBLE = -1 };

/* Least cost of one hour of `slot`, or BRUTE_FORCE_INFEASIBLE. The product of (demand + 1) over the classes must not
 * exceed BRUTE_FORCE_STATES_MAX, and every type must be available without limit (aborts). */
int64_t brute_force_cost(const struct packing *packing, int slot);

#endif
