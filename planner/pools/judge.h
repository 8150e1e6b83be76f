/* judge.h — what a month of the bill becomes by replay, if one item alone moved: for moves that look cheaper by
 * counting, so that no plan argues against itself with instances on which ECS would fail. */
#ifndef BAYPLAN_POOLS_JUDGE_H
#define BAYPLAN_POOLS_JUDGE_H

#include "planner/pools/pools.h"

struct judge;

enum judged {
    JUDGED_BY_COUNTING, /* too few steps left for all the seeds: the replay was not asked, or not to the end */
    JUDGED_IMPOSSIBLE,  /* on no number of instances does ECS keep every promise */
    JUDGED_BY_REPLAY
};

struct judgement {
    enum judged judged;
    int64_t change_nano; /* by replay: of the month's bill. Where it is above 0 few seeds have shown that: at least */
    int64_t instances;   /* by replay: the most in an hour where the item goes */
};

/* `seeds`: with which the pools of `result` hold. */
struct judge *judge_new(const struct model *model, const struct pools_result *result, int64_t seeds);
void judge_free(struct judge *judge);
/* `to`: a pool, ITEM_OUTSIDE, or ITEM_OWN_POOL of `own_instance`. outside_nano: the item's month outside, where it is
 * there or goes there. */
struct judgement judge_move(struct judge *judge, int item, int to, int own_instance, int64_t outside_nano);

#endif
