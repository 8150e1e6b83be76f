/* workload.h — one pool and what runs on it, as the replay sees it: the capacity provider, its Auto Scaling group, the
 * services whose only capacity provider it is, and the daemons.
 *
 * Services of different pools never meet (a service has one capacity provider), so a plan is replayed pool by pool. */
#ifndef BAYPLAN_SIMULATE_WORKLOAD_H
#define BAYPLAN_SIMULATE_WORKLOAD_H

#include "data/plan.h"

/* What a container instance registers and a task takes (Amazon ECS agent, ToHostResources, 2026-06): CPU units, MiB,
 * network interfaces beyond the instance's own, whole GPUs. Host ports are apart. */
enum resource { RESOURCE_CPU, RESOURCE_MEMORY, RESOURCE_ENI, RESOURCE_GPU, RESOURCES_COUNT };
extern const char *const resource_names[]; /* "cpu", "memory", "eni", "gpu" */

/* TCP ports that the agent registers as taken (Amazon ECS API Reference, PortMapping; agent README, 2026). */
enum { RESERVED_PORTS = 6 };
extern const int64_t reserved_ports[RESERVED_PORTS];

struct replay_task {
    const char *name; /* of the service, job or daemon */
    int64_t size[RESOURCES_COUNT];
    const int64_t *host_ports; /* fixed ports on the instance; none in awsvpc mode */
    int host_ports_count;
};

struct replay_service {
    struct replay_task task;
    bool is_job;              /* its runs are standalone tasks: no deployment, no rebalancing, zones_min 1 */
    const int64_t *tasks;     /* [hours] */
    const int64_t *room;      /* [hours]: tasks with headroom, ceil(tasks * (1 + headroom_ratio)); may be `tasks` */
    int64_t per_instance_max; /* 0 = no limit, 1 = the distinctInstance constraint */
    int64_t zones_min;
    struct deployment deployment;
    enum placement_strategy strategies[PLACEMENT_STRATEGIES_MAX];
    int strategies_count; /* 0: none given: even over zones, then over instances; a job's task goes anywhere */
    bool rebalancing;
};

struct replay_pool {
    const char *name, *instance_type;
    bool spot;
    int zones; /* how many; named by number here */
    const char *const *zone_names;
    int hours; /* 1, 24 or 168 */
    int64_t capacity[RESOURCES_COUNT];
    const struct replay_task *daemons; /* those of the pool's architecture */
    int daemons_count;
    const struct replay_service *services;
    int services_count;
    const int64_t *instances; /* [hours] minimum and desired size; may be NULL where it is what is asked for */
    const int64_t *max_size;  /* [hours]; may be NULL, likewise */
    int64_t target_capacity_percent;
    int64_t nano_per_instance_hour; /* price and root volume */
};

/* Pool `index` of the plan. Everything is in `arena` or in the plan, which must outlive it.
 * Errors: INPUT (a service names a pool that is not there, an unknown strategy ...), with the plan's path. */
MUST_CHECK bool workload_of_pool(const struct plan *plan, int index, struct arena *arena, struct replay_pool *ret_pool,
                                 struct error *err);

#endif
