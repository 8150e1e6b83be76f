/* timeline.h — a pool minute by minute: waiting tasks tried again, instances booting and draining, managed scaling.
 *
 * For what happens within an hour: a deployment, a lost zone, a Spot pool taken back. The group's minimum is the plan's
 * size of the hour; managed scaling may grow it to the plan's maximum. */
#ifndef BAYPLAN_SIMULATE_TIMELINE_H
#define BAYPLAN_SIMULATE_TIMELINE_H

#include "planner/simulate/cluster.h"
#include "planner/simulate/provider.h"

/* Durations in whole minutes that AWS states nowhere, or in words only: assumptions of every verdict that used them. */
enum {
    /* Launch to registered with the cluster: 1-3 minutes in field reports; the longer. */
    BOOT_MINUTES = 3,
    /* RUNNING to healthy without a health check is 40 s (API reference, DeploymentConfiguration, 2026). */
    HEALTHY_MINUTES = 1,
    /* A zone is gone -> the group has seen it and launches elsewhere: two failed status checks a minute apart. */
    ZONE_NOTICE_MINUTES = 2,
    /* Spot: notice -> instance gone (EC2 user guide, Spot interruptions, 2026). */
    SPOT_WARNING_MINUTES = 2,
    /* A replica started elsewhere, healthy, and the old one stopped with its 30 s of stopTimeout. */
    DRAIN_MINUTES = 2,
    /* Scheduled actions make a growth this long before its hour (see plan_action). */
    LEAD_MINUTES = 5,
    /* What has not happened after this long does not. */
    TIMELINE_MINUTES_MAX = 180
};

struct timeline {
    const struct replay_pool *pool;
    struct cluster *cluster; /* the caller's */
    struct managed_scaling scaling;
    struct provider_state provider;
    int64_t minute;
    int64_t *pending;      /* [services] tasks in PROVISIONING */
    const int64_t *wanted; /* [services] desired counts */
    int64_t min_size, max_size, desired;
    int64_t booting[BOOT_MINUTES + 1]; /* by minute of registration, modulo */
    int64_t booting_count;
    int64_t launched_last;
    int *draining; /* instances */
    int draining_count, draining_capacity;
    int64_t launched;      /* instances started since timeline_init */
    int64_t blocked_until; /* the group launches nothing before this minute */
    int64_t unplaced_task_minutes, instance_minutes;
    int64_t waiting_most; /* tasks wanted and not running, in the worst minute */
    int waiting_service;  /* of which most then waited; -1 = none */
};

/* `wanted` must outlive it. The group has what the cluster has ACTIVE; nothing waits, nothing boots. */
void timeline_init(struct timeline *timeline, const struct replay_pool *pool, struct cluster *cluster,
                   const int64_t *wanted, int64_t min_size, int64_t max_size);
void timeline_release(struct timeline *timeline);
/* One minute: registrations, placements, draining, then the provider and its group. */
void timeline_minute(struct timeline *timeline);
/* Tasks that are wanted and do not run. */
int64_t timeline_missing(const struct timeline *timeline);
/* Everything wanted runs, nothing boots or drains. */
bool timeline_is_still(const struct timeline *timeline);
/* Sets an instance to DRAINING: its tasks move as room is found. */
void timeline_drain(struct timeline *timeline, int instance);
/* Gone at once: its tasks wait. */
void timeline_lose(struct timeline *timeline, int instance);

#endif
