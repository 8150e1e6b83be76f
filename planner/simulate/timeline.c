/* timeline.c — one minute after another of a pool. */
#include "planner/simulate/timeline.h"

#include <stdlib.h>
#include <string.h>

void timeline_init(struct timeline *timeline, const struct replay_pool *pool, struct cluster *cluster,
                   const int64_t *wanted, int64_t min_size, int64_t max_size)
{
    *timeline = (struct timeline){.pool = pool,
                                  .cluster = cluster,
                                  .scaling = managed_scaling_default(),
                                  .wanted = wanted,
                                  .min_size = min_size,
                                  .max_size = max_size,
                                  .desired = cluster_instances(cluster, -1),
                                  .launched_last = PROVIDER_NEVER,
                                  .waiting_service = -1};
    timeline->scaling.target_capacity_percent = pool->target_capacity_percent;
    timeline->pending = memory_alloc((size_t)pool->services_count + 1, sizeof *timeline->pending);
}

void timeline_release(struct timeline *timeline)
{
    free(timeline->pending);
    free(timeline->draining);
    *timeline = (struct timeline){0};
}

/* ret_missing[services]: wanted and running nowhere; DRAINING instances' tasks still run. Returns their sum. */
static int64_t missing_by_service(const struct timeline *timeline, int64_t *ret_missing)
{
    int count = timeline->pool->services_count;
    int *services = memory_alloc((size_t)count + 1, sizeof *services);
    int64_t *tasks = memory_alloc((size_t)count + 1, sizeof *tasks), missing = 0;
    for (int s = 0; s < count; s++)
        ret_missing[s] = timeline->wanted[s] - cluster_running(timeline->cluster, s, -1);
    for (int d = 0; d < timeline->draining_count; d++) {
        int pairs = cluster_tasks_on(timeline->cluster, timeline->draining[d], services, tasks);
        for (int p = 0; p < pairs; p++)
            ret_missing[services[p]] -= tasks[p];
    }
    for (int s = 0; s < count; s++)
        missing += ret_missing[s] > 0 ? ret_missing[s] : 0;
    free(services);
    free(tasks);
    return missing;
}

int64_t timeline_missing(const struct timeline *timeline)
{
    int64_t *missing = memory_alloc((size_t)timeline->pool->services_count + 1, sizeof *missing);
    int64_t sum = missing_by_service(timeline, missing);
    free(missing);
    return sum;
}

static int64_t pending_sum(const struct timeline *timeline)
{
    int64_t sum = 0;
    for (int s = 0; s < timeline->pool->services_count; s++)
        sum += timeline->pending[s];
    return sum;
}

bool timeline_is_still(const struct timeline *timeline)
{
    return timeline->booting_count == 0 && timeline->draining_count == 0 && pending_sum(timeline) == 0;
}

void timeline_drain(struct timeline *timeline, int instance)
{
    cluster_drain(timeline->cluster, instance);
    if (timeline->draining_count == timeline->draining_capacity) {
        timeline->draining_capacity = 2 * timeline->draining_capacity + 8;
        timeline->draining =
            memory_resize(timeline->draining, (size_t)timeline->draining_capacity, sizeof *timeline->draining);
    }
    timeline->draining[timeline->draining_count++] = instance;
}

void timeline_lose(struct timeline *timeline, int instance)
{
    cluster_terminate(timeline->cluster, instance, timeline->pending);
    for (int d = 0; d < timeline->draining_count; d++) {
        if (timeline->draining[d] == instance)
            timeline->draining[d--] = timeline->draining[--timeline->draining_count];
    }
}

static void boot(struct timeline *timeline, int64_t count)
{
    if (count <= 0)
        return;
    timeline->booting[(timeline->minute + BOOT_MINUTES) % (BOOT_MINUTES + 1)] += count;
    timeline->booting_count += count;
    timeline->launched += count;
    timeline->launched_last = timeline->minute;
}

static void register_booted(struct timeline *timeline)
{
    int64_t *ready = &timeline->booting[timeline->minute % (BOOT_MINUTES + 1)];
    for (; *ready > 0; --*ready) {
        timeline->booting_count--;
        cluster_launch(timeline->cluster);
    }
}

/* A copy of each task of the draining instance is started elsewhere; where one finds room the task itself stops, and
 * where none does the copy waits in PROVISIONING while the task runs on. */
static int64_t move_tasks(struct timeline *timeline, int instance, int *services, int64_t *tasks, int64_t *waiting)
{
    int pairs = cluster_tasks_on(timeline->cluster, instance, services, tasks);
    int64_t left = 0;
    for (int p = 0; p < pairs; p++) {
        int64_t moved = 0;
        while (moved < tasks[p] && cluster_place(timeline->cluster, services[p]) >= 0)
            moved++;
        for (int64_t t = 0; t < moved; t++)
            cluster_stop_on(timeline->cluster, services[p], instance);
        waiting[services[p]] += tasks[p] - moved;
        left += tasks[p] - moved;
    }
    return left;
}

/* `waiting[services]`: copies that found no room. An emptied instance is gone in the minute after. */
static void drain(struct timeline *timeline, int64_t *waiting)
{
    int services_count = timeline->pool->services_count;
    int *services = memory_alloc((size_t)services_count + 1, sizeof *services);
    int64_t *tasks = memory_alloc((size_t)services_count + 1, sizeof *tasks);
    for (int d = timeline->draining_count - 1; d >= 0; d--) {
        int instance = timeline->draining[d];
        if (cluster_is_empty(timeline->cluster, instance))
            timeline_lose(timeline, instance);
        else
            move_tasks(timeline, instance, services, tasks, waiting);
    }
    free(services);
    free(tasks);
}

static int64_t empty_instances(const struct timeline *timeline)
{
    int64_t empty = 0;
    int count = cluster_launched(timeline->cluster);
    for (int i = 0; i < count; i++)
        empty += cluster_is_active(timeline->cluster, i) && cluster_is_empty(timeline->cluster, i);
    return empty;
}

/* The provider's minute, then the group's. `waiting` = all tasks in PROVISIONING. */
static void scale(struct timeline *timeline, const int64_t *waiting)
{
    int64_t active = cluster_instances(timeline->cluster, -1), present = active + timeline->booting_count;
    int64_t to_add = provider_instances_to_add(&timeline->scaling, timeline->pool, waiting);
    bool may_shrink = timeline->desired > timeline->min_size;
    struct provider_minute now = {.minute = timeline->minute,
                                  .present = present,
                                  .empty = may_shrink ? empty_instances(timeline) + timeline->booting_count : 0,
                                  .to_add = to_add,
                                  .desired = timeline->desired,
                                  .min_size = timeline->min_size,
                                  .max_size = timeline->max_size,
                                  .launched_last = timeline->launched_last};
    timeline->desired = provider_step(&timeline->scaling, &timeline->provider, &now);
    if (timeline->minute < timeline->blocked_until)
        return;
    boot(timeline, timeline->desired - present);
    for (int64_t surplus = active - timeline->desired; surplus > 0; surplus--) {
        int instance = cluster_choose_to_terminate(timeline->cluster);
        if (instance < 0)
            break;
        timeline_drain(timeline, instance);
    }
}

static void account(struct timeline *timeline)
{
    int64_t *missing = memory_alloc((size_t)timeline->pool->services_count + 1, sizeof *missing);
    int64_t sum = missing_by_service(timeline, missing), most = 0;
    int64_t instances = cluster_instances(timeline->cluster, -1) + timeline->draining_count + timeline->booting_count;
    timeline->instance_minutes += instances;
    timeline->unplaced_task_minutes += sum;
    for (int s = 0; s < timeline->pool->services_count && sum > timeline->waiting_most; s++) {
        if (missing[s] > most) {
            most = missing[s];
            timeline->waiting_service = s;
        }
    }
    timeline->waiting_most = sum > timeline->waiting_most ? sum : timeline->waiting_most;
    free(missing);
}

void timeline_minute(struct timeline *timeline)
{
    size_t services = (size_t)timeline->pool->services_count;
    int64_t *waiting = memory_alloc(services + 1, sizeof *waiting);
    register_booted(timeline);
    if (pending_sum(timeline) > 0)
        cluster_place_shuffled(timeline->cluster, timeline->pending);
    memcpy(waiting, timeline->pending, services * sizeof *waiting);
    drain(timeline, waiting);
    scale(timeline, waiting);
    account(timeline);
    timeline->minute++;
    free(waiting);
}
