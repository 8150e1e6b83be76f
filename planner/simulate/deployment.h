/* deployment.h — one rolling deployment, minute by minute.
 *
 * Amazon ECS developer guide, "Deploy Amazon ECS services by replacing tasks" (2026): never more tasks than
 * floor(desired * maximum_percent / 100), never fewer healthy ones than ceil(desired * minimum_healthy_percent / 100).
 * New tasks start as far as the maximum lets them; as they turn healthy old ones stop; where none can start (no room,
 * or the maximum is reached) old ones stop first, down to the minimum. */
#ifndef BAYPLAN_SIMULATE_DEPLOYMENT_H
#define BAYPLAN_SIMULATE_DEPLOYMENT_H

#include "planner/simulate/timeline.h"

struct deployment_run {
    bool ended;
    bool played;                  /* minute by minute: the branch holds its end */
    bool cannot_progress;         /* its percentages let no task start and none stop */
    int64_t minutes;              /* until the last old task stopped */
    int64_t healthy_least;        /* fewest healthy tasks in any minute */
    int64_t instances_added;      /* the most by which the group grew */
    int64_t instance_minutes;     /* beyond the group's size, until it is back or set anew */
    int64_t waiting_task_minutes; /* of new tasks in PROVISIONING */
    int64_t waiting_most;
};

struct deployment_limits {
    int64_t max_size; /* how far the group may grow */
    int64_t minutes;  /* until a scheduled action sets its size again */
};
/* Of an hour of the plan: the next hour of another size sets it; where there is none, a day is counted. */
struct deployment_limits deployment_limits_of_hour(const struct replay_pool *pool, int hour);

/* From the hour's state in `cluster`, where tasks[services] are wanted. Where the whole surge has room counts will do;
 * else it is played on a copy in `branch` (cluster_new_like), drawn from the seed, which then holds the end. */
struct deployment_run deployment_branch(const struct replay_pool *pool, const struct cluster *cluster,
                                        struct cluster *branch, int64_t seed, const int64_t *tasks, int service,
                                        const struct deployment_limits *limits);

/* The hour in which the service's surge is furthest above what the pool has free by volume; ties: the first. -1 = a
 * job, or no tasks all week. ret_hours[services]. */
void deployment_worst_hours(const struct replay_pool *pool, unsigned promises, int *ret_hours);

/* What a deployment of each service at its worst hour makes of the group, in one walk through the week. */
struct deployment_growth {
    bool ends;
    int64_t instances;           /* the most by which the group grew */
    double extra_instance_hours; /* above the hour's size until it is back */
    double minutes;
};
/* pool->instances and max_size are set; `promises` as week_step's. Where a service never has tasks: {.ends = true}. */
void deployment_grow(const struct replay_pool *pool, unsigned promises, int64_t seed,
                     struct deployment_growth *ret_growth /* [services] */);

/* True where neither a task may start nor one stop. */
bool deployment_is_stuck(const struct replay_service *service, int64_t tasks);
int64_t deployment_max_running(const struct replay_service *service, int64_t tasks);
int64_t deployment_min_healthy(const struct replay_service *service, int64_t tasks);

#endif
