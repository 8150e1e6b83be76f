/* bounds.h — certificates for all slots: the packed slot's dual bounds every slot; where demand is of another shape
 * the compact programme, warm from slot to slot, makes more, and each slot takes the best. */
#ifndef BAYPLAN_SOLVE_BOUNDS_H
#define BAYPLAN_SOLVE_BOUNDS_H

#include "planner/solve/solver.h"

/* Right-hand side of a slot: demand; next to nothing for classes that have none in any slot, so that they get a price.
 * The caller frees it. */
double *wanted_of_slot(const struct problem *problem, int slot);

/* Fills result->certificates and ->bounds; the first certificate is of solver->value. */
void bounds_write(struct solver *solver);

#endif
