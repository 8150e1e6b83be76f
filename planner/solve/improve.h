/* improve.h — large-neighbourhood search: a few wasteful bins at a time are emptied and packed anew. */
#ifndef BAYPLAN_SOLVE_IMPROVE_H
#define BAYPLAN_SOLVE_IMPROVE_H

#include "planner/solve/part.h"

/* Until the solver's work limit, the time limit, or the cost meets the bound. Repeatable: its dice are seeded. */
void improve(struct solver *solver);

#endif
