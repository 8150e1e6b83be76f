/* steps_services.c — services one by one, their scaling held still meanwhile, and schedules. */
#include "planner/apply/steps_parts.h"

#include <string.h>

/* --- scaling held still --- */

static const struct object *service_target(const struct computing *at, const char *name)
{
    return object_in_order(at->target->objects, at->target->objects_count, OBJECT_SERVICE, at->cluster, name);
}

/* A service that is there and is going to change. */
static bool is_moved(const struct computing *at, const struct object *target)
{
    const struct object *now = now_find(at, OBJECT_SERVICE, at->cluster, target->name);
    return now != NULL && !object_is_as(now, target);
}

void delete_actions(struct computing *at, const char *service, const char *reason)
{
    for (int i = 0; i < at->now->objects_count; i++) {
        const struct object *action = &at->now->objects[i];
        if (action->kind == OBJECT_SERVICE_ACTION && strcmp(action->parent, service) == 0 &&
            strncmp(action->name, OBJECT_ACTION_PREFIX, strlen(OBJECT_ACTION_PREFIX)) == 0)
            steps_delete(at, action, reason);
    }
}

/* The same object before a service changes and, the other way round, at the end. Scheduled scaling goes on: an action
 * that fell due meanwhile would not be made up for. */
void add_suspended(struct computing *at, const struct object *scaling, bool restore)
{
    const char *before = object_value(scaling, "suspended");
    const char *held = set_union(before, SUSPENDED_DYNAMIC, at->arena);
    struct step step = step_begin(at, STEP_UPDATE, scaling, restore ? "restore scaling" : "suspend scaling");
    if (!is_ours(at, scaling)) {
        step.object.stack = arena_strdup(at->arena, scaling->stack);
        step.object.run = arena_strdup(at->arena, scaling->run);
    }
    step.at_end = restore;
    if (restore)
        step_change_add(&step, at->arena, "suspended", held, before != NULL ? before : "");
    else
        step_change_add(&step, at->arena, "suspended", before, held);
    steps_add(at, step);
}

void add_suspension(struct computing *at)
{
    for (int i = 0; i < at->now->objects_count; i++) {
        const struct object *scaling = &at->now->objects[i];
        const struct object *target =
            scaling->kind == OBJECT_SCALABLE_TARGET && strcmp(scaling->parent, at->cluster) == 0
                ? service_target(at, scaling->name)
                : NULL;
        if (target == NULL)
            continue;
        if (is_moved(at, target))
            add_suspended(at, scaling, false);
    }
}

void add_restoration(struct computing *at)
{
    for (int i = at->now->objects_count - 1; i >= 0; i--) {
        const struct object *scaling = &at->now->objects[i];
        const struct object *target =
            scaling->kind == OBJECT_SCALABLE_TARGET && strcmp(scaling->parent, at->cluster) == 0
                ? service_target(at, scaling->name)
                : NULL;
        if (target != NULL && is_moved(at, target))
            add_suspended(at, scaling, true);
    }
}

/* --- task definitions and services --- */

void add_definitions(struct computing *at)
{
    for (int i = 0; i < at->target->objects_count; i++)
        if (at->target->objects[i].kind == OBJECT_TASK_DEFINITION && target_is_copy(at->target->objects[i].name))
            steps_create(at, &at->target->objects[i], "copy for Fargate");
}

static bool check_service(struct computing *at, const struct object *now)
{
    const char *status = object_value(now, "status"), *scheduling = object_value(now, "scheduling_strategy");
    const char *controller = object_value(now, "deployment_controller");
    if (status != NULL && strcmp(status, "DRAINING") == 0)
        return error_set(at->err, ERROR_POLICY, object_label(now, at->arena),
                         "the service is being deleted (DRAINING): apply again when it is gone");
    if (!value_equal(controller, "") && strcmp(controller, "ECS") != 0)
        return error_set(
            at->err, ERROR_POLICY, object_label(now, at->arena),
            "its deployments are %s's, and ECS then changes neither its task definition nor where it runs: "
            "leave it out of the profile, or make it a service that ECS deploys",
            controller);
    if (scheduling != NULL && strcmp(scheduling, "DAEMON") == 0)
        return error_set(at->err, ERROR_POLICY, object_label(now, at->arena),
                         "the service is a DAEMON, and the plan counts its tasks: ECS cannot change that in place; "
                         "give the profile scheduling_strategy DAEMON, or delete the service");
    return true;
}

static const char *why_changed(const struct object *now, const struct object *target)
{
    if (!value_equal(object_value(now, "capacity_provider_strategy"),
                     object_value(target, "capacity_provider_strategy")))
        return "move";
    if (!value_equal(object_value(now, "task_definition"), object_value(target, "task_definition")))
        return "new task definition";
    return "settings";
}

bool add_services(struct computing *at)
{
    for (int i = 0; i < at->target->objects_count; i++) {
        const struct object *target = &at->target->objects[i];
        if (target->kind != OBJECT_SERVICE)
            continue;
        const struct object *now = now_find(at, target->kind, target->parent, target->name);
        if (now == NULL)
            steps_create(at, target, "new service");
        else if (!check_service(at, now))
            return false;
        else
            steps_update(at, now, target, why_changed(now, target));
    }
    return true;
}

/* --- schedules --- */

static bool is_scheduled(enum object_kind kind)
{
    return kind == OBJECT_SCALABLE_TARGET || kind == OBJECT_GROUP_ACTION || kind == OBJECT_SERVICE_ACTION;
}

/* Its owner is what it belongs to: a group of the target, or a scalable target of ours. */
static bool belongs_to_us(const struct computing *at, const struct object *action)
{
    const struct target *target = at->target;
    if (action->kind == OBJECT_GROUP_ACTION)
        return object_in_order(target->objects, target->objects_count, OBJECT_AUTO_SCALING_GROUP, "", action->parent) !=
               NULL;
    return object_in_order(target->objects, target->objects_count, OBJECT_SCALABLE_TARGET, at->cluster,
                           action->parent) != NULL;
}

/* Before new ones are made: a group may have 125. */
static void delete_stale(struct computing *at)
{
    for (int i = 0; i < at->now->objects_count; i++) {
        const struct object *action = &at->now->objects[i];
        if ((action->kind != OBJECT_GROUP_ACTION && action->kind != OBJECT_SERVICE_ACTION) ||
            strncmp(action->name, OBJECT_ACTION_PREFIX, strlen(OBJECT_ACTION_PREFIX)) != 0 ||
            !belongs_to_us(at, action) ||
            object_in_order(at->target->objects, at->target->objects_count, action->kind, action->parent,
                            action->name) != NULL)
            continue;
        steps_delete(at, action, "not in the plan's week");
    }
}

void add_schedules(struct computing *at)
{
    delete_stale(at);
    for (int i = 0; i < at->target->objects_count; i++) {
        const struct object *target = &at->target->objects[i];
        if (!is_scheduled(target->kind))
            continue;
        const struct object *now = now_find(at, target->kind, target->parent, target->name);
        if (now == NULL)
            steps_create(at, target, "the plan's week");
        else
            steps_update(at, now, target, "the plan's week");
    }
}
