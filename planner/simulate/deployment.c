/* deployment.c — a rolling deployment on a timeline. */
#include "planner/simulate/deployment.h"

#include "planner/simulate/week.h"

#include <stdlib.h>

/* Longer than a warm-up and a boot: what has not moved by then waits for ever. */
enum { IDLE_MINUTES_MAX = 20, DEPLOYMENT_MINUTES_MAX = 24 * 60 };

/* The instances of the tasks still of the old revision, zone by zone. */
struct old_tasks {
    int **at; /* [zones][] one entry a task */
    int *count;
    int64_t total;
};

struct rollout {
    struct timeline timeline;
    struct old_tasks old;
    int service;
    int64_t wanted, max_running, min_healthy;
    int64_t started;     /* new tasks running */
    int64_t healthy_new; /* of those, since a minute or more */
};

int64_t deployment_max_running(const struct replay_service *service, int64_t tasks)
{
    return tasks * service->deployment.maximum_percent / 100;
}

int64_t deployment_min_healthy(const struct replay_service *service, int64_t tasks)
{
    return (tasks * service->deployment.minimum_healthy_percent + 99) / 100;
}

bool deployment_is_stuck(const struct replay_service *service, int64_t tasks)
{
    return tasks > 0 && deployment_max_running(service, tasks) <= tasks &&
           deployment_min_healthy(service, tasks) >= tasks;
}

static int64_t tasks_of_service(const struct cluster *cluster, int instance, int service, int *services, int64_t *tasks)
{
    int pairs = cluster_tasks_on(cluster, instance, services, tasks);
    for (int p = 0; p < pairs; p++) {
        if (services[p] == service)
            return tasks[p];
    }
    return 0;
}

static void old_tasks_init(struct old_tasks *old, const struct replay_pool *pool, const struct cluster *cluster,
                           int service)
{
    int *services = memory_alloc((size_t)pool->services_count + 1, sizeof *services);
    int64_t *tasks = memory_alloc((size_t)pool->services_count + 1, sizeof *tasks);
    old->at = memory_alloc((size_t)pool->zones, sizeof *old->at);
    old->count = memory_alloc((size_t)pool->zones, sizeof *old->count);
    old->total = cluster_running(cluster, service, -1);
    for (int z = 0; z < pool->zones; z++)
        old->at[z] = memory_alloc((size_t)cluster_running(cluster, service, z) + 1, sizeof **old->at);
    for (int i = 0; i < cluster_launched(cluster); i++) {
        int zone = cluster_zone_of(cluster, i);
        int64_t here = zone < 0 ? 0 : tasks_of_service(cluster, i, service, services, tasks);
        for (int64_t t = 0; t < here; t++)
            old->at[zone][old->count[zone]++] = i;
    }
    free(services);
    free(tasks);
}

static void old_tasks_release(struct old_tasks *old, int zones)
{
    for (int z = 0; z < zones; z++)
        free(old->at[z]);
    free(old->at);
    free(old->count);
}

/* One old task, from the zone with the most tasks of the service, drawn there. */
static void stop_old(struct rollout *rollout)
{
    struct cluster *cluster = rollout->timeline.cluster;
    struct old_tasks *old = &rollout->old;
    int fullest = -1;
    int64_t most = -1;
    for (int z = 0; z < rollout->timeline.pool->zones; z++) {
        int64_t here = cluster_running(cluster, rollout->service, z);
        if (old->count[z] > 0 && here > most) {
            most = here;
            fullest = z;
        }
    }
    int *at = old->at[fullest];
    int64_t drawn = cluster_draw(cluster, old->count[fullest]);
    cluster_stop_on(cluster, rollout->service, at[drawn]);
    at[drawn] = at[--old->count[fullest]];
    old->total--;
}

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* What the service scheduler may stop now; `waiting` new tasks are in PROVISIONING. */
static int64_t stops_now(const struct rollout *rollout, int64_t waiting)
{
    int64_t healthy = rollout->old.total + rollout->healthy_new;
    int64_t surplus = healthy - rollout->wanted;
    int64_t to_start = rollout->wanted - rollout->started - waiting;
    bool blocked = rollout->old.total + rollout->started + waiting >= rollout->max_running;
    /* No room, or no leave to start: old ones make room first. */
    if (waiting > 0 || (to_start > 0 && blocked && surplus <= 0))
        surplus = smaller(healthy - rollout->min_healthy, waiting + to_start);
    return surplus <= 0 ? 0 : smaller(surplus, rollout->old.total);
}

static int64_t starts_now(const struct rollout *rollout, int64_t waiting)
{
    int64_t leave = rollout->max_running - rollout->old.total - rollout->started - waiting;
    int64_t to_start = rollout->wanted - rollout->started - waiting;
    return leave > 0 && to_start > 0 ? smaller(leave, to_start) : 0;
}

static void rollout_minute(struct rollout *rollout)
{
    struct timeline *timeline = &rollout->timeline;
    int64_t *waiting = &timeline->pending[rollout->service];
    _Static_assert(HEALTHY_MINUTES == 1, "what started in the minute before is healthy");
    rollout->healthy_new = rollout->started;
    for (int64_t stops = stops_now(rollout, *waiting); stops > 0; stops--)
        stop_old(rollout);
    *waiting += starts_now(rollout, *waiting);
    timeline->min_size = timeline->desired; /* a deployment's group does not shrink under it */
    timeline_minute(timeline);
    rollout->started = cluster_running(timeline->cluster, rollout->service, -1) - rollout->old.total;
}

static void rollout_note(const struct rollout *rollout, struct deployment_run *run)
{
    int64_t waiting = rollout->timeline.pending[rollout->service];
    int64_t healthy = rollout->old.total + rollout->healthy_new;
    run->waiting_task_minutes += waiting;
    run->waiting_most = waiting > run->waiting_most ? waiting : run->waiting_most;
    run->healthy_least = smaller(run->healthy_least, healthy);
    run->instances_added = rollout->timeline.launched;
}

/* Rolls until all is new, or nothing has moved for long. */
static void rollout_play(struct rollout *rollout, struct deployment_run *run)
{
    int64_t idle = 0, moved_last = -1;
    while (idle < IDLE_MINUTES_MAX && rollout->timeline.minute < DEPLOYMENT_MINUTES_MAX) {
        rollout_minute(rollout);
        rollout_note(rollout, run);
        if (rollout->old.total == 0 && rollout->started == rollout->wanted) {
            run->ended = true;
            break;
        }
        int64_t moved = rollout->started - rollout->old.total + rollout->timeline.launched;
        idle = moved == moved_last ? idle + 1 : 0;
        moved_last = moved;
    }
    run->minutes = rollout->timeline.minute;
}

/* With room for the whole surge nothing waits, and which instance takes what does not matter: counts will do. */
static void rollout_count(struct rollout *rollout, struct deployment_run *run)
{
    rollout->old.total = rollout->wanted;
    while (!run->ended) {
        rollout->healthy_new = rollout->started;
        rollout->old.total -= stops_now(rollout, 0);
        run->healthy_least = smaller(run->healthy_least, rollout->old.total + rollout->healthy_new);
        rollout->started += starts_now(rollout, 0);
        run->ended = rollout->old.total == 0 && rollout->started == rollout->wanted;
        run->minutes++;
    }
}

/* Nothing moves by itself any more: no instance is empty, none may still be launched. */
static bool is_settled(const struct timeline *timeline)
{
    return timeline_is_still(timeline) && timeline->provider.low_minutes == 0 &&
           timeline->minute - timeline->launched_last > timeline->scaling.warmup_minutes;
}

/* What the group runs beyond `size` after the deployment: until it is back, which takes a quarter of an hour and an
 * empty instance, or else until its next scheduled action, `minutes` after the deployment began. */
static int64_t rollout_settle(struct rollout *rollout, int64_t size, int64_t minutes)
{
    struct timeline *timeline = &rollout->timeline;
    timeline->min_size = size;
    bool back = timeline->launched == 0;
    while (!back && timeline->minute < minutes && !is_settled(timeline)) {
        timeline_minute(timeline);
        back = timeline->desired == size && timeline_is_still(timeline);
    }
    int64_t left = back || timeline->minute >= minutes ? 0 : minutes - timeline->minute;
    int64_t instances = cluster_instances(timeline->cluster, -1);
    return timeline->instance_minutes - size * timeline->minute + left * (instances - size);
}

static void rollout_replay(struct rollout *rollout, const struct replay_pool *pool, struct cluster *cluster,
                           const int64_t *tasks, const struct deployment_limits *limits, struct deployment_run *run)
{
    int64_t size = cluster_instances(cluster, -1);
    timeline_init(&rollout->timeline, pool, cluster, tasks, size, limits->max_size);
    old_tasks_init(&rollout->old, pool, cluster, rollout->service);
    rollout_play(rollout, run);
    run->played = true;
    run->instance_minutes = rollout_settle(rollout, size, limits->minutes);
    old_tasks_release(&rollout->old, pool->zones);
    timeline_release(&rollout->timeline);
}

struct deployment_run deployment_branch(const struct replay_pool *pool, const struct cluster *cluster,
                                        struct cluster *branch, int64_t seed, const int64_t *tasks, int service,
                                        const struct deployment_limits *limits)
{
    const struct replay_service *of = &pool->services[service];
    int64_t wanted = tasks[service], surge = deployment_surge(of, wanted);
    struct deployment_run run = {.healthy_least = wanted, .ended = wanted == 0};
    run.cannot_progress = deployment_is_stuck(of, wanted);
    if (run.ended || run.cannot_progress)
        return run;
    struct rollout rollout = {.service = service,
                              .wanted = wanted,
                              .max_running = deployment_max_running(of, wanted),
                              .min_healthy = smaller(deployment_min_healthy(of, wanted), wanted)};
    if (cluster_running(cluster, service, -1) == wanted && cluster_room(cluster, service, surge) >= surge) {
        rollout_count(&rollout, &run);
        return run;
    }
    cluster_copy(branch, cluster);
    cluster_reseed(branch, replay_seed(seed, pool, SCENARIO_DEPLOYMENT));
    rollout_replay(&rollout, pool, branch, tasks, limits, &run);
    return run;
}
