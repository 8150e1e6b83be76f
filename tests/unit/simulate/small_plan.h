/* small_plan.h — a plan of one pool and a few services, made in place. */
#ifndef BAYPLAN_TESTS_SMALL_PLAN_H
#define BAYPLAN_TESTS_SMALL_PLAN_H

#include "data/plan.h"

enum { SERVICES_MAX = 4, HOURS_MAX = 24 };

/* One pool of m5.large (2,048 CPU units, 7,680 MiB, 3 tasks in awsvpc mode) at $0.10 an hour, in two zones. */
struct small {
    struct plan plan;
    struct plan_pool pool;
    struct plan_service services[SERVICES_MAX];
    const char *names[SERVICES_MAX], *zones[2];
    int64_t instances[HOURS_MAX], max_size[HOURS_MAX], tasks[SERVICES_MAX][HOURS_MAX];
    struct plan_action actions[HOURS_MAX];
};

void small_init(struct small *small, int hours, int64_t instances, int64_t max_size);
/* On the pool, in bridge mode, 512 MiB a task, no strategies; deployments at 100 and 200 %. To be changed as needed. */
struct plan_service *small_service(struct small *small, const char *name, int64_t cpu, int64_t tasks);

#endif
