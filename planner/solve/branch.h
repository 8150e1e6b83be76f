/* branch.h — best-first branch and bound on one bin type's knapsack: best patterns, and the tree that proves a bound.
 *
 * Never drops a leaf: what the nodes' budget leaves open still counts in `bound`. */
#ifndef BAYPLAN_SOLVE_BRANCH_H
#define BAYPLAN_SOLVE_BRANCH_H

#include "planner/solve/knapsack.h"

struct branch_node {
    int parent; /* -1 = root */
    int item;   /* of the group (while searching, of the kept ones) whose box the step from the parent narrowed */
    bool above; /* low := limit, else high := limit */
    double limit;
    double bound;
    int branch_item; /* item to split at `branch_floor`; -1 = integral or infeasible */
    double branch_floor;
    int child_below, child_above; /* -1 = leaf */
    int basis[PACKING_DIMENSIONS_MAX];
    double multipliers[PACKING_DIMENSIONS_MAX];
};

struct branch {
    struct branch_node *nodes;
    int nodes_count, nodes_capacity;
    int *heap;
    int heap_count, heap_capacity;
    double *counts; /* [items of the group] best pattern */
    double *trial;
    int *kept;  /* items of the group that the tree is about */
    int *fixed; /* the others: one of them in a pattern, and it is worth no more than fixed_bound */
    int kept_count, fixed_count, counts_capacity;
    double fixed_bound;
    double best;  /* value of the best pattern, -1 = none yet */
    double bound; /* no pattern is worth more */
};

struct branch_limits {
    double target; /* patterns worth no more are of no interest: their nodes are closed */
    int nodes_max;
};

/* On the knapsack as loaded (its box is the root's and is put back). knapsack->basis holds the root's basis after. */
void branch_run(struct branch *branch, struct knapsack *knapsack, const struct branch_limits *limits);
void branch_release(struct branch *branch);

#endif
