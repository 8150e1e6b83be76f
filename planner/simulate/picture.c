/* picture.c — one pool's cold start, kept to be looked at. */
#include "planner/simulate/picture.h"

#include "planner/simulate/scenarios.h"

#include <stdlib.h>
#include <string.h>

struct pictured { /* an instance */
    int zone;
    int64_t fullness; /* shares of CPU and memory, over a common denominator */
    struct placement_tasks *tasks;
    int tasks_count;
};

struct picture {
    const struct replay_pool *pool;
    const struct cluster *cluster;
    struct placement *placement;
    int *member_of;       /* [services, then daemons] */
    int *services;        /* [services] scratch */
    int64_t *tasks;       /* [services] scratch */
    struct pictured *all; /* [all_count] */
    int all_count;
};

/* --- members --- */

struct named {
    const struct replay_task *task;
    bool is_daemon;
    int index; /* among services, then daemons: breaks ties of names */
};

static int compare_named(const void *a, const void *b)
{
    const struct named *left = a, *right = b;
    int order = strcmp(left->task->name, right->task->name);
    return order != 0 ? order : (left->index > right->index) - (left->index < right->index);
}

static void members_fill(struct picture *picture)
{
    const struct replay_pool *pool = picture->pool;
    struct placement *placement = picture->placement;
    int count = pool->services_count + pool->daemons_count;
    struct named *names = memory_alloc((size_t)count + 1, sizeof *names);
    for (int i = 0; i < count; i++) {
        bool is_daemon = i >= pool->services_count;
        names[i] = (struct named){is_daemon ? &pool->daemons[i - pool->services_count] : &pool->services[i].task,
                                  is_daemon, i};
    }
    qsort(names, (size_t)count, sizeof *names, compare_named);
    placement->members = ARENA_ARRAY(&placement->arena, struct placement_member, count + 1);
    placement->members_count = count;
    for (int m = 0; m < count; m++) {
        const struct replay_task *task = names[m].task;
        picture->member_of[names[m].index] = m;
        placement->members[m] = (struct placement_member){.name = arena_strdup(&placement->arena, task->name),
                                                          .is_daemon = names[m].is_daemon,
                                                          .cpu_units = task->size[RESOURCE_CPU],
                                                          .memory_mib = task->size[RESOURCE_MEMORY],
                                                          .gpus = task->size[RESOURCE_GPU],
                                                          .enis = task->size[RESOURCE_ENI]};
    }
    free(names);
}

/* --- instances --- */

static int compare_tasks(const void *a, const void *b)
{
    const struct placement_tasks *left = a, *right = b;
    return (left->member > right->member) - (left->member < right->member);
}

static struct pictured instance_of(struct picture *picture, int number)
{
    const struct replay_pool *pool = picture->pool;
    struct pictured one = {.zone = cluster_zone_of(picture->cluster, number)};
    int count = cluster_tasks_on(picture->cluster, number, picture->services, picture->tasks);
    one.tasks = ARENA_ARRAY(&picture->placement->arena, struct placement_tasks, count + pool->daemons_count);
    for (int i = 0; i < count; i++)
        one.tasks[one.tasks_count++] =
            (struct placement_tasks){picture->member_of[picture->services[i]], picture->tasks[i]};
    for (int d = 0; d < pool->daemons_count; d++)
        one.tasks[one.tasks_count++] = (struct placement_tasks){picture->member_of[pool->services_count + d], 1};
    qsort(one.tasks, (size_t)one.tasks_count, sizeof *one.tasks, compare_tasks);
    for (int i = 0; i < one.tasks_count; i++) {
        const struct placement_member *member = &picture->placement->members[one.tasks[i].member];
        one.fullness += one.tasks[i].count * (member->cpu_units * pool->capacity[RESOURCE_MEMORY] +
                                              member->memory_mib * pool->capacity[RESOURCE_CPU]);
    }
    return one;
}

static int order_of(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int compare_pictured(const void *a, const void *b)
{
    const struct pictured *left = a, *right = b;
    int order = order_of(left->zone, right->zone);
    if (order == 0)
        order = order_of(right->fullness, left->fullness);
    if (order == 0)
        order = order_of(left->tasks_count, right->tasks_count);
    for (int i = 0; order == 0 && i < left->tasks_count; i++) {
        order = order_of(left->tasks[i].member, right->tasks[i].member);
        if (order == 0) /* more of what is named first comes first */
            order = order_of(right->tasks[i].count, left->tasks[i].count);
    }
    return order;
}

static void instances_gather(struct picture *picture)
{
    int launched = cluster_launched(picture->cluster);
    picture->all = memory_alloc((size_t)launched + 1, sizeof *picture->all);
    for (int i = 0; i < launched; i++)
        if (cluster_is_active(picture->cluster, i))
            picture->all[picture->all_count++] = instance_of(picture, i);
    qsort(picture->all, (size_t)picture->all_count, sizeof *picture->all, compare_pictured);
}

static void rows_fill(struct picture *picture)
{
    struct placement *placement = picture->placement;
    placement->rows = ARENA_ARRAY(&placement->arena, struct placement_row, picture->all_count + 1);
    for (int i = 0; i < picture->all_count; i++) {
        const struct pictured *one = &picture->all[i];
        if (i == 0 || compare_pictured(one, one - 1) != 0)
            placement->rows[placement->rows_count++] =
                (struct placement_row){.zone = one->zone, .tasks = one->tasks, .tasks_count = one->tasks_count};
        placement->rows[placement->rows_count - 1].instances++;
    }
}

static void picture_fill(struct picture *picture)
{
    const struct replay_pool *pool = picture->pool;
    size_t services = (size_t)pool->services_count + 1;
    picture->member_of = memory_alloc(services + (size_t)pool->daemons_count, sizeof *picture->member_of);
    picture->services = memory_alloc(services, sizeof *picture->services);
    picture->tasks = memory_alloc(services, sizeof *picture->tasks);
    members_fill(picture);
    instances_gather(picture);
    rows_fill(picture);
    free(picture->member_of);
    free(picture->services);
    free(picture->tasks);
    free(picture->all);
}

bool simulate_picture(const struct plan *plan, int pool, int64_t seed, struct placement *ret_placement,
                      struct error *err)
{
    struct arena arena = {0};
    struct replay_pool workload;
    struct replay replay = {.arena = &arena, .promises = replay_promises(plan), .seed = seed};
    BUG_IF(pool < 0 || pool >= plan->pools_count);
    if (seed < 0)
        return error_set(err, ERROR_INPUT, NULL, "seed %lld: seeds are whole numbers from 0", (long long)seed);
    if (!workload_of_pool(plan, pool, &arena, &workload, err)) {
        arena_release(&arena);
        return false;
    }
    replay_open(&replay, &workload, &plan->pools[pool]);
    replay_place_cold(&replay);
    *ret_placement = (struct placement){.hour = replay.peak_hour, .seed = seed};
    ret_placement->pool = arena_strdup(&ret_placement->arena, workload.name);
    for (int s = 0; s < workload.services_count; s++)
        ret_placement->unplaced += replay.unplaced[s];
    picture_fill(&(struct picture){.pool = &workload, .cluster = replay.cluster, .placement = ret_placement});
    replay_close(&replay);
    arena_release(&arena);
    return true;
}
