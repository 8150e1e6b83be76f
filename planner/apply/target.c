/* target.c — see target.h: the cluster itself, what is only read, and what apply leaves to others. */
#include "planner/apply/target_parts.h"

#include "data/base/date.h"

#include <stdlib.h>
#include <string.h>

struct object making_object(const struct making *making, enum object_kind kind, const char *parent, const char *name)
{
    return (struct object){
        .kind = kind, .parent = parent, .name = name, .id = "", .stack = making->target->stack, .run = ""};
}

void making_add(struct making *making, struct object object)
{
    object_list_add(&making->objects, &making->target->arena, object);
}

const struct object *making_now(const struct making *making, enum object_kind kind, const char *parent,
                                const char *name)
{
    if (making->now == NULL)
        return NULL;
    return object_in_order(making->now->objects, making->now->objects_count, kind, parent, name);
}

bool making_is_there(const struct making *making, int first)
{
    for (int i = first; i < making->objects.count; i++) {
        const struct object *wanted = &making->objects.items[i];
        const struct object *now = making_now(making, wanted->kind, wanted->parent, wanted->name);
        if (now == NULL || !object_is_as(now, wanted))
            return false;
    }
    return true;
}

int making_hour(const struct making *making)
{
    return making->minute / 60 % making->plan->hours;
}

/* 1970-01-01 was a Thursday. */
static bool find_minute(struct making *making)
{
    int64_t seconds;
    if (making->now == NULL)
        return true;
    if (!moment_parse(making->now->observed_at, &seconds))
        return error_set(making->err, ERROR_INPUT, making->now->file,
                         "observed_at must say when the cluster was observed, like 2026-11-22T03:00:00Z: what a "
                         "schedule has in force depends on it");
    making->minute = (int)((seconds / 60 + 3 * MINUTES_PER_DAY) % MINUTES_PER_WEEK);
    return true;
}

/* --- what is read, never changed --- */

static bool make_read(struct making *making, enum object_kind kind, const char *name, const char *key, const char *mend)
{
    struct object object = making_object(making, kind, "", name);
    object.stack = "";
    if (object_find(making->objects.items, making->objects.count, kind, "", name) == NULL)
        making_add(making, object);
    if (making->now == NULL || making_now(making, kind, "", name) != NULL)
        return true;
    return error_set(making->err, ERROR_INPUT, key, "%s %s is not there in %s: %s", object_kind_titles[kind], name,
                     making->plan->region, mend);
}

static bool make_subnets(struct making *making)
{
    const struct field_strings *subnets = &making->plan->apply.subnets;
    const char *vpc = NULL;
    for (int i = 0; i < subnets->count; i++) {
        if (!make_read(making, OBJECT_SUBNET, subnets->items[i], "apply.subnets", "name one of the account's own"))
            return false;
        const struct object *subnet = making_now(making, OBJECT_SUBNET, "", subnets->items[i]);
        const char *its = subnet != NULL ? object_value(subnet, "vpc") : NULL;
        if (vpc != NULL && its != NULL && strcmp(vpc, its) != 0)
            return error_set(making->err, ERROR_INPUT, "apply.subnets",
                             "%s is in %s and %s in %s: a group's and a service's subnets must be of one VPC",
                             subnets->items[0], vpc, subnets->items[i], its);
        vpc = vpc != NULL ? vpc : its;
    }
    return true;
}

static bool make_images(struct making *making)
{
    for (int i = 0; i < making->plan->pools_count; i++) {
        const struct plan_pool *pool = &making->plan->pools[i];
        const char *parameter = pool_image_parameter(making->plan, pool);
        if (pool_image_kind(pool) == IMAGE_NONE)
            return error_set(making->err, ERROR_INPUT, "apply.image_parameters",
                             "there is no ECS-optimised image for %s: AWS has none for GPUs on arm64; take the type "
                             "out of limits.instance_types and plan again",
                             pool->instance_type);
        if (parameter == NULL || parameter[0] == '\0')
            continue; /* a template asks for it */
        if (!make_read(making, OBJECT_IMAGE, parameter, "apply.image_parameters",
                       "name an SSM parameter that holds an image's id"))
            return false;
    }
    return true;
}

/* --- the cluster --- */

static void make_cluster(struct making *making)
{
    struct arena *arena = &making->target->arena;
    const struct plan *plan = making->plan;
    making_add(making, making_object(making, OBJECT_CLUSTER, "", making->target->cluster));
    struct field_strings names = {.count = 0};
    for (int i = 0; i < plan->pools_count; i++)
        strings_add(&names, arena, target_pool_name(plan, i, arena));
    for (int i = 0; i < plan->services_count; i++)
        if (place_provider(plan, plan->services[i].place, arena) != NULL)
            strings_add(&names, arena, place_provider(plan, plan->services[i].place, arena));
    struct object providers = making_object(making, OBJECT_CLUSTER_CAPACITY_PROVIDERS, "", making->target->cluster);
    object_set(&providers, arena, "capacity_providers", object_set_of(names.items, names.count, arena));
    making_add(making, providers);
}

/* --- what is left to others --- */

enum { NAMES_SHOWN_MAX = 5 };

static void note_others(struct making *making)
{
    struct arena *arena = &making->target->arena;
    const struct plan *plan = making->plan;
    struct field_strings jobs = {.count = 0}, daemons = {.count = 0};
    for (int i = 0; i < plan->jobs_count; i++)
        strings_add(&jobs, arena, plan->jobs[i].name);
    for (int i = 0; i < plan->daemons_count; i++)
        strings_add(&daemons, arena, plan->daemons[i].name);
    if (jobs.count > 0)
        strings_printf(&making->target->notes, arena, "jobs are run by what starts them, not here: %s",
                       strings_join(&jobs, NAMES_SHOWN_MAX, arena));
    if (daemons.count > 0)
        strings_printf(&making->target->notes, arena, "daemons are left as they are: %s",
                       strings_join(&daemons, NAMES_SHOWN_MAX, arena));
}

/* --- all of it --- */

static bool make_all(struct making *making)
{
    const struct plan *plan = making->plan;
    if (!find_minute(making) || !make_subnets(making) || !make_images(making))
        return false;
    make_cluster(making);
    for (int i = 0; i < plan->pools_count; i++)
        if (!make_pool(making, i))
            return false;
    for (int i = 0; i < plan->services_count; i++)
        if (!make_planned_service(making, &plan->services[i]))
            return false;
    note_others(making);
    if (making->objects.count > 0)
        qsort(making->objects.items, (size_t)making->objects.count, sizeof(struct object), object_compare);
    return true;
}

bool target_make(const struct plan *plan, const struct running_cluster *now, struct target *ret_target,
                 struct error *err)
{
    struct target target = {.stack = NULL};
    target.stack = arena_strdup(&target.arena, plan->profile_name);
    target.cluster =
        arena_strdup(&target.arena, plan->apply.cluster != NULL && plan->apply.cluster[0] != '\0' ? plan->apply.cluster
                                                                                                  : plan->profile_name);
    struct making making = {.plan = plan, .now = now, .target = &target, .err = err};
    if (!target_purchases(plan, err) || !make_all(&making)) {
        target_release(&target);
        return false;
    }
    target.objects = making.objects.items;
    target.objects_count = making.objects.count;
    *ret_target = target;
    return true;
}

void target_release(struct target *target)
{
    arena_release(&target->arena);
    *target = (struct target){.stack = NULL};
}
