/* deal.h — the classes that one bin type serves dealt to groups that can each be packed alone as well as the whole. */
#ifndef BAYPLAN_SOLVE_DEAL_H
#define BAYPLAN_SOLVE_DEAL_H

#include "planner/solve/compact.h"

/* Deals members[0..count) (indices in `shares`, those of most worth first) to `groups` groups of the type's own
 * proportions in all dimensions that are short, and in large items. `ret_group` [count]. */
void groups_deal(const struct problem *problem, int type, const struct compact_share *shares, const int *members,
                 int count, int groups, int *ret_group);

/* Bins of the type that so much of dimension d would fill if it were liquid. */
static inline double bins_liquid(const struct problem *problem, int type, int d, double size)
{
    int64_t capacity = problem->types[type].capacity[d];
    return size / (capacity > 0 ? (double)capacity : 1e-9);
}

#endif
