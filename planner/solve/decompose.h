/* decompose.h — the compact programme's own solution made whole: every type packs by itself what it was given.
 *
 * The programme puts nearly every class on one type, and what a type has been given fills all its dimensions alike. So
 * each type is a small problem whose programme over patterns converges in no time; bins that come out wasteful are
 * emptied, and what was in them all is packed together. */
#ifndef BAYPLAN_SOLVE_DECOMPOSE_H
#define BAYPLAN_SOLVE_DECOMPOSE_H

#include "planner/solve/compact.h"

/* After compact_solve for the solver's slot; offers what it finds. */
void decompose(struct solver *solver, const struct compact *compact);

#endif
