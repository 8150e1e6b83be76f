/* part.h — the same problem with less demand: what a few bins hold, packed anew. */
#ifndef BAYPLAN_SOLVE_PART_H
#define BAYPLAN_SOLVE_PART_H

#include "planner/solve/master.h"

struct part_limits {
    int64_t cost_below; /* only a cheaper loading is of use */
    int nodes_max;      /* of the integer programme; 0 = without it */
    int rounds_max;     /* of column generation */
    double work_max;    /* effort of column generation */
    double gap;         /* to the worth of the demand at which it ends; 0 = when no pattern pays */
};

/* Packs `demand` (and no more than `available` bins of each type) from the whole's dual prices: column generation on
 * the classes that are in it, then diving and a small integer programme over its columns. True where `ret_loading`, in
 * columns of the whole's pool, is feasible and costs less than limits->cost_below. */
bool part_solve(struct solver *whole, const int64_t *demand, const int64_t *available, const struct part_limits *limits,
                struct loading *ret_loading);

/* Rounds the master's programme to bins and offers the loading: takes what is whole, then what is more than `take_from`
 * of a bin or the most, and solves again; what is left in the end goes to price-and-pack. */
void solver_dive(struct solver *solver, struct master *master, double take_from);

#endif
