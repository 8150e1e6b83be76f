/* commit_parts.h — a problem of commitments that hangs together, in on-demand dollars: inner header of commit*.c. */
#ifndef BAYPLAN_SOLVE_COMMIT_PARTS_H
#define BAYPLAN_SOLVE_COMMIT_PARTS_H

#include "planner/solve/commit.h"

/* Uses with the same ratios are one group; hours with the same use are one, with a weight. Offers are counted in
 * dollars of their own cost, so that one more dollar an hour of any of them costs `hours_weight` in all. */
struct commit_part {
    int groups_count, hours_count, offers_count;
    double *use;         /* [hours_count][groups_count] what the group's use of the hour costs on demand */
    double *hour_weight; /* [hours_count] */
    double hours_weight; /* their sum */
    double *ratio;       /* [groups_count][offers_count] of the offer for a dollar on demand; 0 = not covered */
    double *existing;    /* [offers_count] */
    bool *is_fixed;      /* [offers_count] */
    double *bought;      /* [offers_count] the answer, beyond what exists */
    double cost;         /* of all hours, the least */
};

/* One offer: the quantile rule, by sorting. */
void part_solve_one(struct commit_part *part);
/* Several: linear programmes on GLPK. Errors: INTERNAL. */
MUST_CHECK bool part_solve_many(struct commit_part *part, struct error *err);

#endif
