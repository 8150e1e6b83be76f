/* hand_plan.c — see hand_plan.h. */
#include "tests/unit/apply/hand_plan.h"

#include <string.h>

static struct field_strings strings(struct arena *arena, const char *first, const char *second)
{
    const char **items = ARENA_ARRAY(arena, const char *, 2);
    items[0] = first;
    items[1] = second;
    return (struct field_strings){items, second != NULL ? 2 : 1};
}

void hand_begin(struct hand *hand, int hours)
{
    *hand = (struct hand){.plan = {.profile_name = "shop", .region = "us-east-1", .hours = hours}};
    struct arena *arena = &hand->plan.arena;
    hand->plan.pools = hand->pools;
    hand->plan.services = hand->services;
    hand->plan.apply = (struct apply_settings){.account = "123456789012",
                                               .cluster = "shop",
                                               .subnets = strings(arena, "subnet-a", "subnet-b"),
                                               .security_groups = strings(arena, "sg-1", NULL),
                                               .instance_profile = "ecsInstanceRole",
                                               .image_parameters = {"/ami/x86", "/ami/arm", "/ami/gpu"}};
}

static struct field_integers integers(struct arena *arena, const int64_t *values, int count)
{
    int64_t *items = ARENA_ARRAY(arena, int64_t, count);
    memcpy(items, values, (size_t)count * sizeof *items);
    return (struct field_integers){items, count};
}

struct plan_pool *hand_pool(struct hand *hand, const char *type, int64_t min, int64_t max)
{
    struct arena *arena = &hand->plan.arena;
    struct plan_pool *pool = &hand->pools[hand->plan.pools_count++];
    *pool = (struct plan_pool){.name = arena_printf(arena, "pool-%d", hand->plan.pools_count),
                               .instance_type = type,
                               .purchase = "on_demand",
                               .zones = strings(arena, "us-east-1a", "us-east-1b"),
                               .instances = integers(arena, &min, 1),
                               .max_size = integers(arena, &max, 1),
                               .instances_min = min,
                               .instances_max = min,
                               .target_capacity_percent = 90};
    return pool;
}

void hand_action(struct hand *hand, struct plan_pool *pool, int hour, int64_t min, int64_t max)
{
    struct arena *arena = &hand->plan.arena;
    struct plan_action *actions = ARENA_ARRAY(arena, struct plan_action, pool->scheduled_actions_count + 1);
    if (pool->scheduled_actions_count > 0)
        memcpy(actions, pool->scheduled_actions, (size_t)pool->scheduled_actions_count * sizeof *actions);
    actions[pool->scheduled_actions_count++] = (struct plan_action){
        .hour_of_week = hour,
        .recurrence = hand->plan.hours <= 24 ? arena_printf(arena, "0 %d * * *", hour)
                                             : arena_printf(arena, "0 %d * * %d", hour % 24, (hour / 24 + 1) % 7),
        .min_size = min,
        .max_size = max,
        .desired_capacity = min};
    pool->scheduled_actions = actions;
    pool->instances_max = min > pool->instances_max ? min : pool->instances_max;
    if (max > pool->max_size.items[0])
        pool->max_size.items[0] = max;
}

struct plan_service *hand_service(struct hand *hand, const char *name, const char *place, int64_t tasks)
{
    struct arena *arena = &hand->plan.arena;
    struct plan_service *service = &hand->services[hand->plan.services_count++];
    bool on_fargate = strncmp(place, "fargate", 7) == 0;
    *service = (struct plan_service){.name = name,
                                     .place = place,
                                     .cpu_units = 256,
                                     .memory_mib = 512,
                                     .tasks = integers(arena, &tasks, 1),
                                     .network_mode = NETWORK_AWSVPC,
                                     .deployment = {100, 200},
                                     .task_definition = name,
                                     .availability_zone_rebalancing = true,
                                     .architecture = "x86_64",
                                     .fargate_cpu_units = on_fargate ? 256 : 0,
                                     .fargate_memory_mib = on_fargate ? 512 : 0};
    if (!on_fargate)
        service->placement_strategies = strings(arena, "spread:attribute:ecs.availability-zone", "binpack:memory");
    return service;
}

void hand_tasks(struct hand *hand, struct plan_service *service, const int64_t *tasks, int count)
{
    service->tasks = integers(&hand->plan.arena, tasks, count);
}

void hand_release(struct hand *hand)
{
    arena_release(&hand->plan.arena);
}
