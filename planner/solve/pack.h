/* pack.h — price-and-pack: repeat the pattern of best value for its cost on what is left, as often as it fits. */
#ifndef BAYPLAN_SOLVE_PACK_H
#define BAYPLAN_SOLVE_PACK_H

#include "planner/solve/branch.h"
#include "planner/solve/columns.h"

struct packer {
    struct knapsack_set *set;
    struct branch *branch;
    struct column_pool *pool;
    int64_t *available; /* [types] bins still to be had, -1 = no limit */
    int nodes_max;      /* of each knapsack */
};

/* Adds bins for `rest` (what is packed is taken off it) to `loading`; `value` per class in units of problem->unit. What
 * cannot be packed, or costs less outside, stays in `rest`. */
void price_and_pack(struct packer *packer, const double *value, int64_t *rest, struct loading *loading);

/* Pattern of the branch's best as entries; returns their number. `entries` has room for the group's items. */
int pattern_entries(const struct branch *branch, const struct knapsack *knapsack, struct column_entry *entries);

#endif
