/* deployment_week.c — each service's worst hour, and what a deployment then makes of the group. */
#include "planner/simulate/deployment.h"
#include "planner/simulate/week.h"

#include <stdlib.h>

enum { DAY_MINUTES = 24 * 60 };

static int64_t tasks_at(const struct replay_service *service, int hour, unsigned promises)
{
    return (promises & PROMISE_HEADROOM) != 0 ? service->room[hour] : service->tasks[hour];
}

/* free_room[hours * RESOURCES_COUNT]: by volume. */
static void free_by_hour(const struct replay_pool *pool, unsigned promises, int64_t *free_room)
{
    int64_t room[RESOURCES_COUNT];
    provider_room_of_empty(pool, room);
    for (int h = 0; h < pool->hours; h++) {
        for (int r = 0; r < RESOURCES_COUNT; r++)
            free_room[h * RESOURCES_COUNT + r] = room[r] * pool->instances[h];
        for (int s = 0; s < pool->services_count; s++) {
            for (int r = 0; r < RESOURCES_COUNT; r++)
                free_room[h * RESOURCES_COUNT + r] -=
                    pool->services[s].task.size[r] * tasks_at(&pool->services[s], h, promises);
        }
    }
}

/* How many instances' worth of the scarcest resource the surge is beyond what is free; may be negative. */
static double excess(const struct replay_pool *pool, const struct replay_service *service, int64_t surge,
                     const int64_t *free_room)
{
    double most = -1e18;
    for (int r = 0; r < RESOURCES_COUNT; r++) {
        if (service->task.size[r] == 0 || pool->capacity[r] == 0)
            continue;
        double over = (double)(surge * service->task.size[r] - free_room[r]) / (double)pool->capacity[r];
        most = over > most ? over : most;
    }
    return most;
}

void deployment_worst_hours(const struct replay_pool *pool, unsigned promises, int *ret_hours)
{
    int64_t *free_room = memory_alloc((size_t)pool->hours * RESOURCES_COUNT, sizeof *free_room);
    free_by_hour(pool, promises, free_room);
    for (int s = 0; s < pool->services_count; s++) {
        const struct replay_service *service = &pool->services[s];
        double worst = 0;
        ret_hours[s] = -1;
        for (int h = 0; h < pool->hours && !service->is_job; h++) {
            int64_t tasks = tasks_at(service, h, promises);
            double over = excess(pool, service, deployment_surge(service, tasks), &free_room[h * RESOURCES_COUNT]);
            if (tasks > 0 && (ret_hours[s] < 0 || over > worst)) {
                worst = over;
                ret_hours[s] = h;
            }
        }
    }
    free(free_room);
}

struct deployment_limits deployment_limits_of_hour(const struct replay_pool *pool, int hour)
{
    int64_t minutes = 60;
    while (minutes < DAY_MINUTES && pool->instances[(hour + minutes / 60) % pool->hours] == pool->instances[hour])
        minutes += 60;
    return (struct deployment_limits){.max_size = pool->max_size[hour], .minutes = minutes};
}

struct walk {
    const struct replay_pool *pool;
    unsigned promises;
    int64_t seed;
    struct cluster *cluster, *branch;
    int64_t *tasks; /* [services] */
    int *worst_hours;
};

static void grow_at(const struct walk *walk, int hour, struct deployment_growth *ret_growth)
{
    const struct replay_pool *pool = walk->pool;
    for (int s = 0; s < pool->services_count; s++)
        walk->tasks[s] = tasks_at(&pool->services[s], hour, walk->promises);
    struct deployment_limits limits = deployment_limits_of_hour(pool, hour);
    for (int s = 0; s < pool->services_count; s++) {
        if (walk->worst_hours[s] != hour)
            continue;
        struct deployment_run run =
            deployment_branch(pool, walk->cluster, walk->branch, walk->seed, walk->tasks, s, &limits);
        ret_growth[s] = (struct deployment_growth){.ends = run.ended,
                                                   .instances = run.instances_added,
                                                   .extra_instance_hours = (double)run.instance_minutes / 60.0,
                                                   .minutes = (double)run.minutes};
    }
}

void deployment_grow(const struct replay_pool *pool, unsigned promises, int64_t seed,
                     struct deployment_growth *ret_growth)
{
    size_t services = (size_t)pool->services_count + 1;
    struct cluster *cluster = cluster_new(pool, replay_seed(seed, pool, SCENARIO_WEEK));
    struct walk walk = {.pool = pool,
                        .promises = promises,
                        .seed = seed,
                        .cluster = cluster,
                        .branch = cluster_new_like(cluster),
                        .tasks = memory_alloc(services, sizeof *walk.tasks),
                        .worst_hours = memory_alloc(services, sizeof *walk.worst_hours)};
    int64_t *unplaced = memory_alloc(services, sizeof *unplaced);
    for (int s = 0; s < pool->services_count; s++)
        ret_growth[s] = (struct deployment_growth){.ends = true};
    deployment_worst_hours(pool, promises, walk.worst_hours);
    for (int step = 0; step <= pool->hours; step++) {
        int hour = step % pool->hours;
        week_step(cluster, step - 1, hour, pool->instances[hour], promises, unplaced);
        if (step > 0)
            grow_at(&walk, hour, ret_growth);
    }
    cluster_free(walk.branch);
    cluster_free(cluster);
    free(walk.tasks);
    free(walk.worst_hours);
    free(unplaced);
}
