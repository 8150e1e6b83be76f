/* steps_remove.c — what the plan no longer has: pools of ours, once nothing runs on them. Services never. */
#include "planner/apply/steps_parts.h"

#include <string.h>

/* --- does anything still need it? --- */

bool strategy_names(const char *strategy, const char *provider)
{
    size_t length = strlen(provider);
    for (const char *item = strategy; item != NULL && *item != '\0';) {
        if (strncmp(item, provider, length) == 0 && (item[length] == ':' || item[length] == '\0'))
            return true;
        item = strchr(item, ',');
        item = item != NULL ? item + 1 : NULL;
    }
    return false;
}

/* A service that will still name the provider when the run has ended; NULL = none. */
static const struct object *service_on(const struct computing *at, const char *provider)
{
    for (int i = 0; i < at->now->objects_count; i++) {
        const struct object *service = &at->now->objects[i];
        if (service->kind != OBJECT_SERVICE || now_find(at, service->kind, service->parent, service->name) == NULL)
            continue;
        const struct object *wanted = object_in_order(at->target->objects, at->target->objects_count, service->kind,
                                                      service->parent, service->name);
        if (wanted == NULL && strategy_names(object_value(service, "capacity_provider_strategy"), provider))
            return service;
    }
    return NULL;
}

/* The provider that a pool's object belongs to has the pool's name. */
static bool is_dropped(const struct computing *at, const struct object *object)
{
    if (!is_made_by_us(at, object) || !is_of_cluster(at, object) ||
        object_in_order(at->target->objects, at->target->objects_count, object->kind, "", object->name) != NULL)
        return false;
    return at->options->allow_delete && service_on(at, object->name) == NULL;
}

/* --- taking away --- */

/* A strategy without the items of a provider. */
static const char *strategy_without(const char *strategy, const struct field_strings *providers, struct arena *arena)
{
    struct field_strings kept = {.count = 0};
    char *one = NULL;
    while (object_set_next(&strategy, arena, &one)) {
        bool goes = false;
        for (int i = 0; i < providers->count; i++)
            goes |= strategy_names(one, providers->items[i]);
        if (!goes)
            strings_add(&kept, arena, one);
    }
    return object_set_of(kept.items, kept.count, arena);
}

static void add_detachment(struct computing *at, const char *reason)
{
    const struct object *now = now_find(at, OBJECT_CLUSTER_CAPACITY_PROVIDERS, "", at->cluster);
    if (now == NULL || at->taken_names.count == 0)
        return;
    const char *attached = object_value(now, "capacity_providers"), *strategy = object_value(now, "default_strategy");
    if (at->target != NULL) {
        const struct object *target = object_in_order(at->target->objects, at->target->objects_count,
                                                      OBJECT_CLUSTER_CAPACITY_PROVIDERS, "", at->cluster);
        attached = set_union(attached, object_value(target, "capacity_providers"), at->arena);
    }
    struct step step = step_begin(at, STEP_UPDATE, now, reason);
    step_change_add(
        &step, at->arena, "capacity_providers", attached,
        set_minus(attached, object_set_of(at->taken_names.items, at->taken_names.count, at->arena), at->arena));
    step_change_add(&step, at->arena, "default_strategy", strategy,
                    strategy_without(strategy, &at->taken_names, at->arena));
    steps_add(at, step);
}

static void add_emptying(struct computing *at, const struct object *group, const char *reason)
{
    for (int i = 0; i < at->now->objects_count; i++) {
        const struct object *action = &at->now->objects[i];
        if (action->kind == OBJECT_GROUP_ACTION && strcmp(action->parent, group->name) == 0 &&
            strncmp(action->name, OBJECT_ACTION_PREFIX, strlen(OBJECT_ACTION_PREFIX)) == 0)
            steps_delete(at, action, reason);
    }
    struct step step = step_begin(at, STEP_UPDATE, group, "empty");
    step_change_add(&step, at->arena, "min_size", object_value(group, "min_size"), "0");
    step_change_add(&step, at->arena, "max_size", object_value(group, "max_size"), "0");
    step_change_add(&step, at->arena, "new_instances_protected_from_scale_in",
                    object_value(group, "new_instances_protected_from_scale_in"), "false");
    steps_add(at, step);
}

/* As the object is after it was emptied. */
static struct object emptied(struct computing *at, const struct object *group)
{
    struct object copy = object_copy(group, at->arena);
    object_set(&copy, at->arena, "min_size", "0");
    object_set(&copy, at->arena, "max_size", "0");
    object_set(&copy, at->arena, "new_instances_protected_from_scale_in", "false");
    return copy;
}

/* With what it was launched with, where that is still known: the way back needs it. */
static void delete_template(struct computing *at, const struct object *template, const char *reason)
{
    const char *user_data = known_user_data(at, template);
    steps_delete(at, template, reason);
    if (user_data != NULL)
        step_change_add(&at->steps->steps[at->steps->steps_count - 1], at->arena, "user_data", user_data, NULL);
}

static void delete_one(struct computing *at, const struct object *object, const char *reason)
{
    if (object->kind == OBJECT_LAUNCH_TEMPLATE) {
        delete_template(at, object, reason);
    } else if (object->kind == OBJECT_AUTO_SCALING_GROUP) {
        add_emptying(at, object, reason);
        struct object copy = emptied(at, object);
        steps_delete(at, &copy, reason);
    } else {
        steps_delete(at, object, reason);
    }
}

void add_teardown(struct computing *at, bool (*goes)(const struct computing *at, const struct object *object),
                  const char *reason)
{
    static const enum object_kind kinds[] = {OBJECT_CAPACITY_PROVIDER, OBJECT_AUTO_SCALING_GROUP,
                                             OBJECT_LAUNCH_TEMPLATE};
    for (int i = 0; i < at->now->objects_count; i++)
        if (at->now->objects[i].kind == OBJECT_CAPACITY_PROVIDER && goes(at, &at->now->objects[i]))
            strings_add(&at->taken_names, at->arena, at->now->objects[i].name);
    add_detachment(at, reason);
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
        for (int i = 0; i < at->now->objects_count; i++)
            if (at->now->objects[i].kind == kinds[k] && goes(at, &at->now->objects[i]))
                delete_one(at, &at->now->objects[i], reason);
}

/* --- what the plan no longer has --- */

static bool is_pools(enum object_kind kind)
{
    return kind == OBJECT_LAUNCH_TEMPLATE || kind == OBJECT_AUTO_SCALING_GROUP || kind == OBJECT_CAPACITY_PROVIDER;
}

static void note_left(struct computing *at, const struct object *object)
{
    const struct object *service = service_on(at, object->name);
    const char *label = object_label(object, at->arena);
    if (!is_made_by_us(at, object))
        strings_printf(&at->steps->notes, at->arena,
                       "%s is not in the plan: it was there before bayplan and is left as it is", label);
    else if (service != NULL)
        strings_printf(&at->steps->notes, at->arena, "%s is not in the plan: it is left, service %s runs on it", label,
                       service->name);
    else
        strings_printf(&at->steps->notes, at->arena, "%s is not in the plan: it is left; --allow-delete takes it away",
                       label);
}

void add_removals(struct computing *at)
{
    for (int i = 0; i < at->now->objects_count; i++) {
        const struct object *object = &at->now->objects[i];
        const struct object *wanted =
            object_in_order(at->target->objects, at->target->objects_count, object->kind, object->parent, object->name);
        if (wanted != NULL || !is_ours(at, object))
            continue;
        if (object->kind == OBJECT_SERVICE && strcmp(object->parent, at->cluster) == 0 &&
            now_find(at, object->kind, object->parent, object->name) != NULL)
            strings_printf(&at->steps->notes, at->arena,
                           "service %s is not in the plan: services are never taken away, it is left", object->name);
        if (is_pools(object->kind) && is_of_cluster(at, object) && !is_dropped(at, object))
            note_left(at, object);
    }
    add_teardown(at, is_dropped, "not in the plan");
}
