/* random_world.c — see random_world.h. */
#include "tests/unit/apply/random_world.h"

#include "planner/apply/lists.h"

#include <stdlib.h>
#include <string.h>

const char *const random_families[] = {"api", "batch", "cart", "docs", "edge", "feed", NULL};
enum { FAMILIES_COUNT = 6 };

/* --- plans --- */

static void add_pool(struct random *random, struct hand *hand, const char *type)
{
    int64_t min = random_between(random, 2, 9);
    struct plan_pool *pool = hand_pool(hand, type, min, min + random_between(random, 0, 5));
    if (random_chance(random, 30))
        pool->purchase = "spot";
    if (hand->plan.hours == 1 || random_chance(random, 40))
        return;
    for (int hour = 0; hour < hand->plan.hours; hour += (int)random_between(random, 3, 40)) {
        min = random_between(random, 2, 9);
        hand_action(hand, pool, hour, min, min + random_between(random, 0, 5));
    }
}

static void vary(struct random *random, struct hand *hand, struct plan_service *service)
{
    int64_t tasks[168];
    for (int h = 0; h < hand->plan.hours; h++)
        tasks[h] = h > 0 && random_chance(random, 70) ? tasks[h - 1] : random_between(random, 1, 6);
    hand_tasks(hand, service, tasks, hand->plan.hours);
}

static void add_service(struct random *random, struct hand *hand, const char *name)
{
    const char *place = "fargate";
    int kind = (int)random_between(random, 0, 3);
    if (kind == 0)
        place = "fargate_spot";
    else if (kind > 1 && hand->plan.pools_count > 0)
        place = hand->pools[random_between(random, 0, hand->plan.pools_count - 1)].name;
    struct plan_service *service = hand_service(hand, name, place, random_between(random, 0, 9));
    if (service->fargate_cpu_units > 0 && random_chance(random, 50))
        service->fargate_memory_mib = 1024;
    if (hand->plan.hours > 1 && random_chance(random, 50))
        vary(random, hand, service);
    if (random_chance(random, 20))
        service->deployment.maximum_percent = 150;
}

void random_plan(struct random *random, struct hand *hand)
{
    static const char *const types[] = {"c7i.large", "m7g.large", "m7i.xlarge", "m7i.large"};
    static const int hours[] = {1, 24, 168};
    hand_begin(hand, hours[random_between(random, 0, 2)]);
    for (int t = 0; t < 4; t++)
        if (random_chance(random, 45))
            add_pool(random, hand, types[t]);
    if (hand->plan.pools_count > 0 && random_chance(random, 20))
        add_pool(random, hand, hand->pools[0].instance_type); /* a second one of a type */
    for (int f = 0; f < FAMILIES_COUNT; f++)
        if (random_chance(random, 60))
            add_service(random, hand, random_families[f]);
    if (hand->plan.services_count == 0)
        add_service(random, hand, "api");
}

/* --- strangers --- */

static void add_cluster(struct world *world)
{
    world_add(world, OBJECT_CLUSTER, "", "shop", "", "");
    world_set(world, world_add(world, OBJECT_CLUSTER_CAPACITY_PROVIDERS, "", "shop", "", ""), "capacity_providers",
              "FARGATE");
}

static void add_legacy(struct world *world)
{
    struct object *list = world_find(world, OBJECT_CLUSTER_CAPACITY_PROVIDERS, "", "shop");
    world_set(world, list, "capacity_providers", "FARGATE,legacy");
    world_set(world, list, "default_strategy", "legacy:0:1");
    struct object *group = world_add(world, OBJECT_AUTO_SCALING_GROUP, "", "legacy-asg", "", "");
    world_set(world, group, "min_size", "3");
    world_set(world, group, "max_size", "5");
    world_set(world, world_add(world, OBJECT_CAPACITY_PROVIDER, "", "legacy", "", ""), "auto_scaling_group",
              "legacy-asg");
    world_add(world, OBJECT_GROUP_ACTION, "legacy-asg", "bayplan-000", "", "");
    struct object *service = world_add(world, OBJECT_SERVICE, "shop", "old", "other", "run-x");
    world_set(world, service, "capacity_provider_strategy", "legacy:0:1");
    world_set(world, service, "desired_count", "4");
}

static void add_own_service(struct random *random, struct world *world, const char *name)
{
    struct object *service = world_add(world, OBJECT_SERVICE, "shop", name, "", "");
    world_set(world, service, "desired_count", "2");
    world_set(world, service, "task_definition", arena_printf(&world->arena, "%s:7", name));
    world_set(world, service, "status", "ACTIVE");
    if (random_chance(random, 50))
        world_set(world, service, "capacity_provider_strategy", "FARGATE:0:1");
    else
        world_set(world, service, "launch_type", "EC2");
}

static void add_scaling(struct random *random, struct world *world, const char *name)
{
    struct object *scaling = world_add(world, OBJECT_SCALABLE_TARGET, "shop", name, "", "");
    world_set(world, scaling, "min_capacity", "1");
    world_set(world, scaling, "max_capacity", "9");
    world_set(world, scaling, "suspended", random_chance(random, 30) ? "dynamic_in" : "");
    world_add(world, OBJECT_SERVICE_ACTION, name, "morning", "", "");
}

void random_strangers(struct random *random, struct world *world)
{
    if (random_chance(random, 30))
        return;
    add_cluster(world);
    if (random_chance(random, 60))
        add_legacy(world);
    for (int f = 0; f < FAMILIES_COUNT; f++) {
        if (random_chance(random, 60))
            continue;
        add_own_service(random, world, random_families[f]);
        if (random_chance(random, 50))
            add_scaling(random, world, random_families[f]);
    }
    if (random_chance(random, 20))
        world_set(world, world_add(world, OBJECT_LAUNCH_TEMPLATE, "", "shop-m7g-large", "", ""), "version", "4");
}

/* --- drift, and the passing of time --- */

static void drift_one(struct random *random, struct world *world, struct object *object)
{
    const char *number = arena_printf(&world->arena, "%d", (int)random_between(random, 0, 12));
    if (object->kind == OBJECT_AUTO_SCALING_GROUP && value_integer(number) <= object_integer(object, "max_size"))
        world_set(world, object, "min_size", number);
    if (object->kind == OBJECT_SERVICE)
        world_set(world, object, random_chance(random, 50) ? "desired_count" : "maximum_percent", number);
    if (object->kind == OBJECT_CAPACITY_PROVIDER)
        world_set(world, object, "target_capacity", "77");
    if (object->kind == OBJECT_LAUNCH_TEMPLATE)
        world_set(world, object, "http_tokens", "optional");
    if (object->kind == OBJECT_SCALABLE_TARGET)
        world_set(world, object, "max_capacity", "99");
    if (object->kind == OBJECT_SERVICE_ACTION || object->kind == OBJECT_GROUP_ACTION)
        world_remove(world, object->kind, object->parent, object->name);
}

void random_drift(struct random *random, struct world *world)
{
    for (int k = 0; k < 4 && world->cluster.objects_count > 0; k++) {
        struct object *object = &world->cluster.objects[random_between(random, 0, world->cluster.objects_count - 1)];
        if (strcmp(object->stack, world->stack) == 0)
            drift_one(random, world, object);
    }
    struct object *group = world_find(world, OBJECT_AUTO_SCALING_GROUP, "", "shop-m7g-large");
    if (group != NULL && random_chance(random, 50) &&
        world_find(world, OBJECT_GROUP_ACTION, group->name, "nightly") == NULL)
        world_add(world, OBJECT_GROUP_ACTION, group->name, "nightly", "", "");
}

/* As the plan's week has it at that time, which a target says of an account where no schedule has begun. */
static void take_sizes(struct world *world, const struct plan *plan)
{
    struct world bare;
    struct target target;
    struct error err = {.kind = ERROR_NONE};
    world_copy(world, &bare);
    for (int i = 0; i < world->cluster.objects_count; i++) {
        const struct object *object = &world->cluster.objects[i];
        if (object->kind == OBJECT_GROUP_ACTION || object->kind == OBJECT_SERVICE_ACTION)
            world_remove(&bare, object->kind, object->parent, object->name);
    }
    if (target_make(plan, &bare.cluster, &target, &err)) {
        for (int i = 0; i < target.objects_count; i++) {
            const struct object *wanted = &target.objects[i];
            struct object *object = world_find(world, wanted->kind, wanted->parent, wanted->name);
            bool is_group = wanted->kind == OBJECT_AUTO_SCALING_GROUP;
            if (object == NULL || wanted->properties_count == 0 ||
                (!is_group && wanted->kind != OBJECT_SCALABLE_TARGET))
                continue;
            const char *min = is_group ? "min_size" : "min_capacity", *max = is_group ? "max_size" : "max_capacity";
            world_set(world, object, min, object_value(wanted, min));
            world_set(world, object, max, object_value(wanted, max));
        }
        target_release(&target);
    }
    world_release(&bare);
}

void random_hour(struct random *random, struct world *world, const struct plan *plan)
{
    int day = (int)random_between(random, 16, 22), hour = (int)random_between(random, 0, 22);
    world->cluster.observed_at = arena_printf(&world->arena, "2026-11-%02dT%02d:20:00Z", day, hour);
    take_sizes(world, plan);
    /* Looked at an hour later: what the next action will set is not there yet, and that is no change. */
    if (random_chance(random, 50))
        world->cluster.observed_at = arena_printf(&world->arena, "2026-11-%02dT%02d:20:00Z", day, hour + 1);
}
