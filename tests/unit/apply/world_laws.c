/* world_laws.c — written from apply's rules and AWS's, not from what the steps' own code does. */
#include "tests/unit/apply/world_laws.h"

#include "planner/apply/lists.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct look {
    struct world *world;
    const struct steps *steps;
    int index;
    const struct step *step;
    const struct object *now;
    const struct target *target;
};

static const struct step_change *change_of(const struct look *look, const char *property)
{
    for (int i = 0; i < look->step->changes_count; i++)
        if (strcmp(look->step->changes[i].property, property) == 0)
            return &look->step->changes[i];
    return NULL;
}

static bool only_changes(const struct look *look, const char *property)
{
    return look->step->changes_count == 1 && change_of(look, property) != NULL;
}

static bool has_prefix(const char *name)
{
    return strncmp(name, OBJECT_ACTION_PREFIX, strlen(OBJECT_ACTION_PREFIX)) == 0;
}

static bool may_adopt(const struct look *look, const struct object *object)
{
    const char *label = object_label(object, &look->world->arena);
    for (int i = 0; look->world->adopt != NULL && look->world->adopt[i] != NULL; i++)
        if (text_matches(look->world->adopt[i], label))
            return true;
    return false;
}

/* --- whose it is --- */

/* A copied task definition is of a stack's one cluster. */
static bool is_ours(const struct look *look, const struct object *object)
{
    if (object->kind == OBJECT_TASK_DEFINITION)
        return strcmp(object->stack, arena_printf(&look->world->arena, "%s@shop", look->world->stack)) == 0;
    return strcmp(object->stack, look->world->stack) == 0;
}

static bool group_is_ours(const struct look *look, const char *name)
{
    const struct object *group = world_find(look->world, OBJECT_AUTO_SCALING_GROUP, "", name);
    return group != NULL && strcmp(group->stack, look->world->stack) == 0;
}

static const char *ownership(const struct look *look)
{
    const struct object *object = &look->step->object, *now = look->now;
    if (object->kind == OBJECT_GROUP_ACTION || object->kind == OBJECT_SERVICE_ACTION)
        return !has_prefix(object->name) ? "a foreign action"
               : object->kind == OBJECT_GROUP_ACTION && !group_is_ours(look, object->parent)
                   ? "an action of a foreign group"
                   : NULL;
    if (now == NULL || object->kind == OBJECT_CLUSTER_CAPACITY_PROVIDERS)
        return NULL;
    if (look->step->action == STEP_ADOPT)
        return is_ours(look, now) || may_adopt(look, now) ? NULL : "adopted without leave";
    if (is_ours(look, now))
        return NULL;
    if (object->kind == OBJECT_SCALABLE_TARGET && look->step->action == STEP_UPDATE && only_changes(look, "suspended"))
        return NULL;
    /* The lock comes before the adoption that the run's order allowed. */
    if (object->kind == OBJECT_CLUSTER && only_changes(look, "lock") && may_adopt(look, now))
        return NULL;
    return "a foreign object is changed";
}

/* --- references --- */

static bool strategy_has(const char *strategy, const char *provider)
{
    const char *found = strategy;
    size_t length = strlen(provider);
    while (found != NULL && (found = strstr(found, provider)) != NULL) {
        if ((found == strategy || found[-1] == ',') && found[length] == ':')
            return true;
        found += length;
    }
    return false;
}

static const char *attached(const struct look *look)
{
    const struct object *list = world_find(look->world, OBJECT_CLUSTER_CAPACITY_PROVIDERS, "", "shop");
    return list != NULL ? object_value(list, "capacity_providers") : "";
}

/* The pool that a service is put on is attached, and as large as it is to be. */
static const char *place(const struct look *look, const char *strategy)
{
    char provider[256];
    if (value_equal(strategy, ""))
        return look->world->undoing != NULL ? NULL : "a service without a strategy";
    snprintf(provider, sizeof provider, "%.*s", (int)strcspn(strategy, ":"), strategy);
    if (!object_set_has(attached(look), provider))
        return "a service's provider is not attached";
    const struct object *group = world_find(look->world, OBJECT_AUTO_SCALING_GROUP, "", provider);
    const struct object *wanted = look->target != NULL ? object_find(look->target->objects, look->target->objects_count,
                                                                     OBJECT_AUTO_SCALING_GROUP, "", provider)
                                                       : NULL;
    if (wanted != NULL && (object_integer(group, "min_size") < object_integer(wanted, "min_size") ||
                           object_integer(group, "max_size") < object_integer(wanted, "max_size")))
        return "a service comes before its group has grown";
    return NULL;
}

static const char *definition(const struct look *look, const char *name)
{
    const struct object *found = world_find(look->world, OBJECT_TASK_DEFINITION, "", name != NULL ? name : "");
    return found == NULL ? "no such task definition" : NULL;
}

static bool is_suspended(const struct object *scaling)
{
    return object_set_has(object_value(scaling, "suspended"), "dynamic_out") &&
           object_set_has(object_value(scaling, "suspended"), "dynamic_in");
}

static const char *service(const struct look *look)
{
    const struct step *step = look->step;
    const struct object *scaling = world_find(look->world, OBJECT_SCALABLE_TARGET, "shop", step->object.name);
    const struct step_change *count = change_of(look, "desired_count");
    const struct step_change *strategy = change_of(look, "capacity_provider_strategy");
    const struct step_change *named = change_of(look, "task_definition");
    if (step->action == STEP_ADOPT)
        return NULL;
    if (step->action == STEP_DELETE && look->world->undoing == NULL &&
        !(look->world->destroying && object_integer(look->now, "desired_count") == 0))
        return "a service is deleted";
    if (step->action == STEP_DELETE)
        return NULL;
    if (step->action == STEP_UPDATE && scaling != NULL && !is_suspended(scaling))
        return "a service changes while its scaling is on";
    if (step->action == STEP_UPDATE && count != NULL && scaling != NULL && !look->world->destroying)
        return "a count is written that an autoscaler owns";
    if (strategy != NULL && place(look, strategy->after) != NULL)
        return place(look, strategy->after);
    return named != NULL ? definition(look, named->after) : NULL;
}

/* --- groups --- */

static bool services_follow(const struct look *look)
{
    for (int i = look->index + 1; i < look->steps->steps_count; i++) {
        const struct step *step = &look->steps->steps[i];
        if (step->object.kind == OBJECT_SERVICE && step->action != STEP_ADOPT)
            return true;
    }
    return false;
}

static bool lowers(const struct look *look, const char *property)
{
    const struct step_change *change = change_of(look, property);
    return change != NULL && change->before != NULL && change->after != NULL &&
           value_integer(change->after) < value_integer(change->before);
}

static const char *group(const struct look *look)
{
    struct world *world = look->world;
    const struct step *step = look->step;
    if (step->action == STEP_DELETE) {
        for (int i = 0; i < world->cluster.objects_count; i++)
            if (world->cluster.objects[i].kind == OBJECT_CAPACITY_PROVIDER &&
                value_equal(object_value(&world->cluster.objects[i], "auto_scaling_group"), step->object.name))
                return "a group is deleted before its provider";
        return object_integer(look->now, "max_size") == 0 ? NULL : "a group with room for instances is deleted";
    }
    if (step->action == STEP_ADOPT)
        return NULL;
    if ((lowers(look, "min_size") || lowers(look, "max_size")) && services_follow(look))
        return "a group shrinks before its services are done";
    const char *min = step_value(step, look->now, "min_size", &world->arena);
    const char *max = step_value(step, look->now, "max_size", &world->arena);
    const char *version = step_value(step, look->now, "launch_template_version", &world->arena);
    const char *name = step_value(step, look->now, "launch_template", &world->arena);
    if (step->action == STEP_CREATE && value_integer(max) != 0)
        return "a group is made with instances";
    if (value_integer(min) > value_integer(max))
        return "a group's minimum is above its maximum";
    const struct object *template = world_find(world, OBJECT_LAUNCH_TEMPLATE, "", name);
    if (template == NULL || value_integer(version) > object_integer(template, "version"))
        return "a group's template has no such version";
    return NULL;
}

/* --- the others --- */

static const char *provider(const struct look *look)
{
    const char *name = look->step->object.name;
    if (look->step->action == STEP_CREATE)
        return world_find(look->world, OBJECT_AUTO_SCALING_GROUP, "",
                          object_value(&look->step->object, "auto_scaling_group")) != NULL
                   ? NULL
                   : "a provider of no group";
    if (look->step->action == STEP_DELETE && object_set_has(attached(look), name))
        return "an attached provider is deleted";
    return look->step->action == STEP_UPDATE && change_of(look, "auto_scaling_group") != NULL
               ? "a provider's group is changed"
               : NULL;
}

static bool is_in_use(const struct look *look, const char *name)
{
    for (int i = 0; i < look->world->cluster.objects_count; i++) {
        const struct object *object = &look->world->cluster.objects[i];
        if (object->kind == OBJECT_SERVICE && strategy_has(object_value(object, "capacity_provider_strategy"), name))
            return true;
    }
    return false;
}

/* Each name that leaves the list: ours or Fargate's, and nothing runs on it. Each that comes is there. */
static const char *attachment(const struct look *look)
{
    struct arena *arena = &look->world->arena;
    const struct step_change *list = change_of(look, "capacity_providers");
    if (list == NULL)
        return NULL;
    for (int i = 0; i < look->world->cluster.objects_count; i++) {
        const struct object *object = &look->world->cluster.objects[i];
        if (object->kind != OBJECT_CAPACITY_PROVIDER ||
            !object_set_has(set_minus(list->before, list->after, arena), object->name))
            continue;
        if (strcmp(object->stack, look->world->stack) != 0)
            return "a foreign provider is taken off the cluster";
        if (is_in_use(look, object->name))
            return "a provider is taken off that a service runs on";
    }
    const char *added = set_minus(list->after, list->before, arena);
    while (*added != '\0') {
        char name[256];
        snprintf(name, sizeof name, "%.*s", (int)strcspn(added, ","), added);
        if (strncmp(name, "FARGATE", 7) != 0 && world_find(look->world, OBJECT_CAPACITY_PROVIDER, "", name) == NULL)
            return "a provider is attached that is not there";
        added += strcspn(added, ",");
        added += *added == ',';
    }
    return NULL;
}

static const char *template(const struct look *look)
{
    if (look->step->action != STEP_DELETE)
        return NULL;
    for (int i = 0; i < look->world->cluster.objects_count; i++) {
        const struct object *object = &look->world->cluster.objects[i];
        if (object->kind == OBJECT_AUTO_SCALING_GROUP &&
            value_equal(object_value(object, "launch_template"), look->step->object.name))
            return "a template is deleted that a group uses";
    }
    return NULL;
}

static const char *cluster(const struct look *look)
{
    if (look->step->action != STEP_DELETE)
        return NULL;
    for (int i = 0; i < look->world->cluster.objects_count; i++)
        if (look->world->cluster.objects[i].kind == OBJECT_SERVICE)
            return "a cluster with services is deleted";
    return NULL;
}

static const char *copy(const struct look *look)
{
    for (int i = 0; look->step->action == STEP_DELETE && i < look->world->cluster.objects_count; i++) {
        const struct object *object = &look->world->cluster.objects[i];
        if (object->kind == OBJECT_SERVICE &&
            value_equal(object_value(object, "task_definition"), look->step->object.name))
            return "a task definition is taken away that a service runs";
    }
    return NULL;
}

static const char *action(const struct look *look)
{
    const char *parent = look->step->object.parent;
    if (look->step->object.kind == OBJECT_GROUP_ACTION)
        return world_find(look->world, OBJECT_AUTO_SCALING_GROUP, "", parent) != NULL ? NULL : "an action of no group";
    return world_find(look->world, OBJECT_SCALABLE_TARGET, "shop", parent) != NULL ? NULL : "an action of no target";
}

/* Only what a run of ours made, or what it was told to. */
static const char *deletion(const struct look *look)
{
    const struct object *now = look->now;
    bool is_action = now->kind == OBJECT_GROUP_ACTION || now->kind == OBJECT_SERVICE_ACTION;
    if (is_action)
        return NULL;
    if (!is_ours(look, now) || value_equal(now->run, ""))
        return "what is not ours is deleted";
    if (strcmp(now->run, "adopted") == 0 && !(look->world->destroying && may_adopt(look, now)))
        return "what was there before bayplan is deleted";
    if (look->world->undoing != NULL && strcmp(now->run, look->world->undoing) != 0)
        return "what another run made is deleted on the way back";
    return NULL;
}

const char *law_broken(struct world *world, const struct steps *steps, int index, const struct step *step,
                       const struct object *now, const struct target *target)
{
    struct look look = {world, steps, index, step, now, target};
    const char *law = ownership(&look);
    if (law == NULL && step->action == STEP_DELETE)
        law = deletion(&look);
    if (law != NULL)
        return law;
    switch (step->object.kind) {
    case OBJECT_CLUSTER:
        return cluster(&look);
    case OBJECT_LAUNCH_TEMPLATE:
        return template(&look);
    case OBJECT_AUTO_SCALING_GROUP:
        return group(&look);
    case OBJECT_CAPACITY_PROVIDER:
        return provider(&look);
    case OBJECT_CLUSTER_CAPACITY_PROVIDERS:
        return attachment(&look);
    case OBJECT_SERVICE:
        return service(&look);
    case OBJECT_GROUP_ACTION:
    case OBJECT_SERVICE_ACTION:
        return action(&look);
    case OBJECT_TASK_DEFINITION:
        return copy(&look);
    case OBJECT_SCALABLE_TARGET:
        return NULL;
    case OBJECT_SUBNET:
    case OBJECT_IMAGE:
    case OBJECT_CONTAINER_INSTANCE:
        return "what is only read is changed";
    case OBJECT_KINDS_COUNT:
        break;
    }
    return "no kind of object";
}
