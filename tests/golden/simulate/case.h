/* case.h — one known behaviour of ECS as a small document: where it is told, a situation, what then happens.
 *
 * A case is a pool, its services and steps; each step does one thing (`do`) and says what must hold afterwards. A case
 * is played with seeds 1..seeds, and what is expected holds for each; only `occupied` may name several numbers: those
 * seen over all seeds, each at least once. */
#ifndef BAYPLAN_TESTS_SCHEDULER_CASE_H
#define BAYPLAN_TESTS_SCHEDULER_CASE_H

#include "planner/simulate/cluster.h"

enum act {
    ACT_LAUNCH,        /* `count` instances */
    ACT_PLACE,         /* `tasks` of `service`, one after another; what finds no place waits */
    ACT_PLACE_ALL,     /* the `tasks` of every service, single tasks in a drawn order */
    ACT_PLACE_GROWING, /* the same, launching an instance whenever a task finds no place */
    ACT_STOP,          /* `tasks` of `service` */
    ACT_DRAIN,         /* the `count` instances launched first */
    ACT_CLOSE_ZONE,    /* no launches in `zone` */
    ACT_OPEN_ZONE,
    ACT_LOSE_ZONE, /* `zone` with all that runs there; its tasks wait */
    ACT_REBALANCE, /* one round */
    ACT_MINUTES,   /* `count` minutes of the timeline */
    ACT_DEPLOY,    /* `service`, to its end */
    ACT_METRIC,    /* of managed scaling, for `needed` and `present` instances */
    ACT_SIMULATE,  /* the case's plan, `scenario` */
    ACTS_COUNT
};

/* -1 (or NULL, or count 0) = not given. */
struct step {
    int act;
    const char *service, *scenario;
    int64_t tasks, count, zone, needed, present;
    /* what must hold then */
    int64_t running, waiting, instances, booting, minutes, healthy_least, desired, grown;
    int64_t ended, stuck, passed; /* 0 or 1 */
    double metric_percent;
    struct field_integers occupied;    /* instances that run a task: numbers seen over the seeds */
    struct field_integers by_zone;     /* of `service`, most first */
    struct field_integers by_instance; /* of `service`, on ACTIVE instances, most first */
    const char *beside;                /* each instance with a task of `service` has one of this too */
    const char *why;                   /* why `service` finds no place: contains this */
};

struct case_service {
    const char *name;
    int64_t cpu_units, memory_mib, enis, gpus, tasks, tasks_per_instance_max;
    int64_t minimum_healthy_percent, maximum_percent;
    struct field_integers host_ports;
    struct field_strings placement_strategies;
    bool rebalancing;
};

struct scheduler_case {
    struct arena arena;
    const char *schema, *case_name;
    struct {
        const char *title, *address, *date, *taken; /* `taken`: what is AWS's or the author's, and what is ours */
    } source;
    int64_t seeds;
    const char *plan; /* file beside the case; NULL = pool and services are given here */
    struct {
        int64_t zones, cpu_units, memory_mib, enis, gpus, min_size, max_size, target_capacity_percent;
    } pool;
    struct field_objects daemons, services; /* struct case_service */
    struct field_objects steps;             /* struct step */
};

/* Owned by `ret_case->arena`. Errors: INPUT with the place. */
MUST_CHECK bool case_load(const char *path, struct scheduler_case *ret_case, struct error *err);
/* Plays all seeds. What went wrong is added to `complaints`; empty = as expected. */
void case_play(const struct scheduler_case *scheduler_case, const char *folder, struct text *complaints);

#endif
