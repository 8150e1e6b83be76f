/* provider.h — a capacity provider with managed scaling: how many instances ECS asks its Auto Scaling group for.
 *
 * Amazon ECS developer guide, "managed scaling behavior" and "cluster auto scaling" (2026), and the AWS blog "Deep dive
 * on Amazon ECS cluster auto scaling" (2020-01). Every minute a metric, 100 * M / N: N instances there are, M are
 * needed; target tracking moves the group's desired size to where the metric would be the target. Pure functions. */
#ifndef BAYPLAN_SIMULATE_PROVIDER_H
#define BAYPLAN_SIMULATE_PROVIDER_H

#include "planner/simulate/workload.h"

struct managed_scaling {
    int64_t target_capacity_percent; /* 1..100 */
    int64_t step_min, step_max;      /* minimum and maximumScalingStepSize: of scale-out only */
    int64_t warmup_minutes;          /* instanceWarmupPeriod */
    int64_t low_datapoints;          /* minutes below the target before the first scale-in */
    int64_t shrink_max_percent;      /* of the group, in one minute */
};
/* ECS's defaults (API reference, ManagedScaling, 2026): target 100, steps 1 to 10,000, warm-up 300 s. */
struct managed_scaling managed_scaling_default(void);

/* CapacityProviderReservation in percent; 100 when there is nothing and nothing is needed, 200 from zero. */
double provider_metric(int64_t needed, int64_t present);

/* What an instance has for tasks: daemons start first, each that fits beside those before it. */
void provider_room_of_empty(const struct replay_pool *pool, int64_t room[RESOURCES_COUNT]);

/* A host port of the task is one that the instance keeps for itself, or a daemon's. */
bool provider_port_is_taken(const struct replay_pool *pool, const struct replay_task *task);

/* Tasks of the service that an empty instance with its daemons holds; 0 = larger than the instance type: ECS leaves
 * such a task out of its sums, and it waits for ever. distinctInstance counts, other constraints do not. */
int64_t provider_tasks_per_instance(const struct replay_pool *pool, int service);

/* Instances for the tasks in PROVISIONING: each group of equal tasks binpacked on empty instances, the largest group's
 * number, then the scaling steps. 0 where nothing waits, or only what never fits. */
int64_t provider_instances_to_add(const struct managed_scaling *settings, const struct replay_pool *pool,
                                  const int64_t *pending /* [services] */);

/* Where target tracking wants the group: the least N with 100 * needed / N <= target; from zero two. */
int64_t provider_desired(const struct managed_scaling *settings, int64_t needed, int64_t present);

/* One minute of the scaling policy. */
struct provider_minute {
    int64_t minute;
    int64_t present, empty; /* instances in the group, and those of them that run nothing but daemons */
    int64_t to_add;         /* provider_instances_to_add */
    int64_t desired;        /* of the group now */
    int64_t min_size, max_size;
    int64_t launched_last; /* minute of the newest launch; PROVIDER_NEVER = long ago */
};
enum { PROVIDER_NEVER = -1000000 };
struct provider_state {  /* {0} at the start */
    int64_t low_minutes; /* datapoints below the target, one after another */
};
/* The group's new desired size. */
int64_t provider_step(const struct managed_scaling *settings, struct provider_state *state,
                      const struct provider_minute *now);

#endif
