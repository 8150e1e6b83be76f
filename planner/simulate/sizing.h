/* sizing.h — the fewest instances, hour by hour, with which ECS itself keeps every promise: the replay turned round.
 *
 * The judge of a pool: pools are not sized by what could be packed but by what the replay needs for every seed. The
 * seeds go through the week side by side; in each hour the group is as small as all of them allow. */
#ifndef BAYPLAN_SIMULATE_SIZING_H
#define BAYPLAN_SIMULATE_SIZING_H

#include "planner/simulate/week.h"

struct sizing_request {
    const struct replay_pool *pool; /* instances and max_size are not looked at */
    unsigned promises;              /* of enum promise; placement always */
    int64_t seeds;                  /* 1..seeds; fewer where two clusters each would take too much memory */
    const int64_t *least;           /* [hours] to start from: no hour is tried below; NULL = one instance a zone */
    const int64_t *guess;           /* [hours] where to look first (a packing's answer); NULL = by volume */
    int64_t instances_max;          /* no hour is tried above */
    int64_t steps_max;              /* of placing and stopping: fewer seeds are taken when these run out */
};

struct sizing_result {
    bool possible; /* false: a task fits no empty instance, or instances_max does not do */
    int64_t seeds; /* that were kept, 1..seeds */
    int64_t steps;
    int impossible_service; /* where not possible; -1 = instances_max */
};

/* ret_instances[hours]. The scenarios of simulate.h then pass for every seed counted. */
struct sizing_result sizing_find(const struct sizing_request *request, int64_t *ret_instances);

/* A quick judge for searching: instances by cold start at the given hours only, the most of `seeds` orders. */
struct sizing_result sizing_sample(const struct sizing_request *request, const int *hours, int hours_count,
                                   int64_t *ret_instances /* [hours_count] */);

/* How far the group must be able to grow, hour by hour: for any one deployment and any one lost zone. */
void sizing_max_size(const struct replay_pool *pool, const int64_t *instances, int64_t *ret_max_size /* [hours] */);

#endif
