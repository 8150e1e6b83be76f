/* dual.h — the best dual prices so far for one right-hand side, kept feasible by Farley's division.
 *
 * Prices that violate some type's knapsack by a factor are divided by the largest such factor (Farley 1990). */
#ifndef BAYPLAN_SOLVE_DUAL_H
#define BAYPLAN_SOLVE_DUAL_H

#include "planner/solve/solver.h"

struct dual_centre {
    const double *wanted; /* [classes] right-hand side */
    double *value;        /* [classes] feasible */
    double *relief;       /* [types] */
    double bound;         /* of these, in units; -1 = none yet */
};

void dual_centre_open(struct dual_centre *centre, const struct solver *solver, const double *wanted);
void dual_centre_close(struct dual_centre *centre);

/* What value/theta is worth with relief; takes it as the centre if better. True where it was. */
bool dual_offer(struct dual_centre *centre, const struct solver *solver, const double *value, const double *relief,
                double theta);

/* Cuts prices to the outside costs and below 0. */
void dual_cut(const struct solver *solver, double *value);
/* Cost of a bin of the type with its relief, in units. */
double dual_room(const struct solver *solver, const double *relief, int type);

#endif
