/* knapsack.h — the fractional knapsack of one bin type: few rows, many boxed items; exact bounds are branch.h's.
 *
 * maximise value . a  subject to  sizes . a <= capacity,  low <= a <= high. Solved by a bounded dual simplex with bound
 * flipping in a basis of as many columns as there are dimensions: as every variable is boxed, any basis is a dual
 * feasible start after its flips, so one routine serves changed values (pricing) and changed boxes (branching). */
#ifndef BAYPLAN_SOLVE_KNAPSACK_H
#define BAYPLAN_SOLVE_KNAPSACK_H

#include "planner/solve/problem.h"

/* Classes some types may hold, their sizes by dimension for whole-row arithmetic. Shared by the types of one mask. */
struct item_group {
    uint32_t mask;
    int count;
    int *classes;  /* [count] index in problem->classes */
    double *sizes; /* [dimension * count + item] */
    double *value; /* [count] set by knapsack_values */
};

/* Work memory for one knapsack at a time; `high` and `low` may be narrowed by the caller between solves. */
struct knapsack {
    const struct problem *problem;
    const struct item_group *group; /* of the type loaded */
    int type;                       /* -1 = none */
    int dimensions, count;          /* items; variables are items, then one slack a dimension */
    double capacity[PACKING_DIMENSIONS_MAX];
    double *low, *high; /* [count + dimensions] */
    /* Answer of knapsack_solve: */
    int basis[PACKING_DIMENSIONS_MAX];
    double basic_value[PACKING_DIMENSIONS_MAX];
    double multipliers[PACKING_DIMENSIONS_MAX]; /* >= 0 */
    double bound;                               /* of the multipliers, whether or not the simplex ended */
    double *reduced;                            /* [count] value - multipliers . sizes */
    double *side;                               /* [count + dimensions] 0 = basic, 1 = at low, -1 = at high */
    bool feasible;
    /* Private: */
    double inverse[PACKING_DIMENSIONS_MAX * PACKING_DIMENSIONS_MAX];
    double *row; /* [count + dimensions] */
    double *steps;
    int *steps_variable;
    struct knapsack *sub; /* for knapsack_restrict; NULL in itself */
    struct item_group *sub_group;
    int64_t work; /* elementary steps so far, for effort budgets */
};

struct knapsack_set {
    const struct problem *problem;
    int groups_count;
    struct item_group *groups;
    int *group_of_type;
    double **high_of_type; /* [type][item of group] most in one bin */
    int *basis_of_type;    /* [type * dimensions + row] last root basis */
    struct knapsack work;
};

void knapsack_set_build(const struct problem *problem, struct arena *arena, struct knapsack_set *ret_set);
/* value[class], in units of problem->unit, for all that follows. */
void knapsack_values(struct knapsack_set *set, const double *value);
/* Loads a type with its root box, `demand` (may be NULL) narrowing it further, and the basis it had last. */
struct knapsack *knapsack_load(struct knapsack_set *set, int type, const int64_t *demand);
/* Solves from knapsack->basis. */
void knapsack_solve(struct knapsack *knapsack);
/* The same knapsack with only the `count` items kept[] (which include every item of its basis), at 0 the others; its
 * basis is the same. Valid until the next call; `work` goes on counting in the original. */
struct knapsack *knapsack_restrict(struct knapsack *knapsack, const int *kept, int count);
/* Keeps the basis as the type's next start. */
void knapsack_keep(struct knapsack_set *set);

#endif
