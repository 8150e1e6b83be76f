/* steps_destroy.c — all of a stack is taken away; what was there before bayplan stays. */
#include "planner/apply/steps_parts.h"

#include <string.h>

#define FARGATE_PROVIDERS "FARGATE,FARGATE_SPOT"

/* Made by a run of ours, or named by --adopt although it was there before. */
static bool goes(const struct computing *at, const struct object *object)
{
    bool is_pools = object->kind == OBJECT_LAUNCH_TEMPLATE || object->kind == OBJECT_AUTO_SCALING_GROUP ||
                    object->kind == OBJECT_CAPACITY_PROVIDER;
    if (is_pools && !is_of_cluster(at, object))
        return false;
    return is_made_by_us(at, object) || (is_ours(at, object) && is_adoptable(at, object));
}

static bool is_in_cluster(const struct computing *at, const struct object *object, enum object_kind kind)
{
    return object->kind == kind && strcmp(object->parent, at->cluster) == 0 &&
           now_find(at, kind, object->parent, object->name) != NULL;
}

/* --- does anything that stays need what goes? --- */

static bool names_one_that_goes(const struct computing *at, const char *strategy, const char **ret_name)
{
    for (int i = 0; i < at->now->objects_count; i++) {
        const struct object *provider = &at->now->objects[i];
        if (provider->kind == OBJECT_CAPACITY_PROVIDER && goes(at, provider) &&
            strategy_names(strategy, provider->name)) {
            *ret_name = provider->name;
            return true;
        }
    }
    return false;
}

static bool check_stays(struct computing *at)
{
    for (int i = 0; i < at->now->objects_count; i++) {
        const struct object *service = &at->now->objects[i];
        const char *provider;
        if (!is_in_cluster(at, service, OBJECT_SERVICE) || goes(at, service) ||
            !names_one_that_goes(at, object_value(service, "capacity_provider_strategy"), &provider))
            continue;
        return error_set(at->err, ERROR_POLICY, object_label(service, at->arena),
                         "%s and runs on %s, which is to go: move or delete it first%s%s",
                         is_ours(at, service) ? "it was there before bayplan" : "it is not this stack's", provider,
                         is_ours(at, service) ? ", or give --adopt " : "",
                         is_ours(at, service) ? object_label(service, at->arena) : "");
    }
    return true;
}

/* --- services --- */

/* Its scaling first, so that the count stays 0. What is not ours is held still meanwhile. */
static void end_scaling(struct computing *at, const struct object *service)
{
    const struct object *scaling = now_find(at, OBJECT_SCALABLE_TARGET, at->cluster, service->name);
    if (scaling == NULL)
        return;
    if (!is_ours(at, scaling)) {
        add_suspended(at, scaling, false);
        return;
    }
    delete_actions(at, service->name, "the stack goes");
    steps_delete(at, scaling, "the stack goes");
}

static void delete_service(struct computing *at, const struct object *service)
{
    struct object empty = object_copy(service, at->arena);
    object_set(&empty, at->arena, "desired_count", "0");
    end_scaling(at, service);
    struct step step = step_begin(at, STEP_UPDATE, service, "stop its tasks");
    step_change_add(&step, at->arena, "desired_count", object_value(service, "desired_count"), "0");
    steps_add(at, step);
    steps_delete(at, &empty, "the stack goes");
}

/* Scaling of ours of a service that stays, or that somebody has deleted. */
static void delete_other_scaling(struct computing *at)
{
    for (int i = 0; i < at->now->objects_count; i++) {
        const struct object *scaling = &at->now->objects[i];
        const struct object *service = is_in_cluster(at, scaling, OBJECT_SCALABLE_TARGET) && is_ours(at, scaling)
                                           ? now_find(at, OBJECT_SERVICE, at->cluster, scaling->name)
                                           : scaling;
        if (service == scaling || (service != NULL && goes(at, service)))
            continue;
        delete_actions(at, scaling->name, "the stack goes");
        steps_delete(at, scaling, "the stack goes");
    }
}

static void delete_services(struct computing *at)
{
    for (int i = 0; i < at->now->objects_count; i++) {
        const struct object *service = &at->now->objects[i];
        if (is_in_cluster(at, service, OBJECT_SERVICE) && goes(at, service))
            delete_service(at, service);
    }
}

static void restore_scaling(struct computing *at)
{
    for (int i = at->now->objects_count - 1; i >= 0; i--) {
        const struct object *scaling = &at->now->objects[i];
        const struct object *service = is_in_cluster(at, scaling, OBJECT_SCALABLE_TARGET)
                                           ? now_find(at, OBJECT_SERVICE, at->cluster, scaling->name)
                                           : NULL;
        if (service != NULL && goes(at, service) && !is_ours(at, scaling))
            add_suspended(at, scaling, true);
    }
}

/* --- the rest --- */

/* By a service that goes, or by one that stays. A copy that no service of this cluster runs may be another's. */
static bool is_run(const struct computing *at, const struct object *definition, bool by_one_that_goes)
{
    for (int i = 0; i < at->now->objects_count; i++) {
        const struct object *service = &at->now->objects[i];
        if (is_in_cluster(at, service, OBJECT_SERVICE) && goes(at, service) == by_one_that_goes &&
            value_equal(object_value(service, "task_definition"), definition->name))
            return true;
    }
    return false;
}

static void delete_definitions(struct computing *at)
{
    for (int i = 0; i < at->now->objects_count; i++) {
        const struct object *definition = &at->now->objects[i];
        if (definition->kind == OBJECT_TASK_DEFINITION && is_made_by_us(at, definition) &&
            now_find(at, OBJECT_TASK_DEFINITION, "", definition->name) != NULL &&
            !value_equal(object_value(definition, "source"), "") && is_run(at, definition, true) &&
            !is_run(at, definition, false))
            steps_delete(at, definition, "the stack goes");
    }
}

/* Why an instance, a service or a provider in the cluster keeps it; NULL = it does not. */
static const char *why_kept_by(const struct computing *at, const struct object *object)
{
    if (is_in_cluster(at, object, OBJECT_SERVICE) && !goes(at, object))
        return arena_printf(at->arena, "service %s is in it", object->name);
    if (!is_in_cluster(at, object, OBJECT_CONTAINER_INSTANCE))
        return NULL;
    const char *provider = object_value(object, "capacity_provider");
    const struct object *its = now_find(at, OBJECT_CAPACITY_PROVIDER, "", provider != NULL ? provider : "");
    return its != NULL && goes(at, its) ? NULL : arena_printf(at->arena, "instance %s is in it", object->name);
}

/* Of the providers attached, what stays: neither Fargate's nor one that goes. */
static const char *foreign_providers(const struct computing *at)
{
    const struct object *now = now_find(at, OBJECT_CLUSTER_CAPACITY_PROVIDERS, "", at->cluster);
    const char *names =
        set_minus(now != NULL ? object_value(now, "capacity_providers") : NULL, FARGATE_PROVIDERS, at->arena);
    for (int i = 0; i < at->now->objects_count; i++)
        if (at->now->objects[i].kind == OBJECT_CAPACITY_PROVIDER && goes(at, &at->now->objects[i]))
            names = set_minus(names, at->now->objects[i].name, at->arena);
    return names;
}

/* Only an empty one that a run of ours made. */
static bool cluster_goes(const struct computing *at, const struct object *cluster, const char **ret_why)
{
    *ret_why = "it was there before bayplan";
    if (!is_made_by_us(at, cluster))
        return false;
    const char *foreign = foreign_providers(at);
    *ret_why = arena_printf(at->arena, "capacity provider %s is attached to it", foreign);
    if (foreign[0] != '\0')
        return false;
    for (int i = 0; i < at->now->objects_count; i++) {
        *ret_why = why_kept_by(at, &at->now->objects[i]);
        if (*ret_why != NULL)
            return false;
    }
    return true;
}

static void note_adopted(struct computing *at)
{
    for (int i = 0; i < at->now->objects_count; i++) {
        const struct object *object = &at->now->objects[i];
        if (object->kind != OBJECT_CLUSTER && object->kind != OBJECT_GROUP_ACTION &&
            object->kind != OBJECT_SERVICE_ACTION && is_ours(at, object) && !is_made_by_us(at, object) &&
            !goes(at, object))
            strings_printf(&at->steps->notes, at->arena,
                           "%s was there before bayplan and is left; --adopt %s takes it away too",
                           object_label(object, at->arena), object_label(object, at->arena));
    }
}

static void end_cluster(struct computing *at, const struct object *cluster, const char *why)
{
    restore_scaling(at);
    if (at->steps->steps_count == 1 && why != NULL)
        at->steps->steps_count = 0; /* a lock alone */
    if (at->steps->steps_count > 0)
        add_unlock(at);
    if (why == NULL) {
        struct object unlocked = object_copy(cluster, at->arena);
        object_set(&unlocked, at->arena, "lock", "");
        steps_delete(at, &unlocked, "the stack goes");
    } else if (is_ours(at, cluster)) {
        strings_printf(&at->steps->notes, at->arena, "cluster %s is left: %s", at->cluster, why);
    }
}

static bool destroy_all(struct computing *at)
{
    const struct object *cluster = now_find(at, OBJECT_CLUSTER, "", at->cluster);
    const char *why = NULL;
    if (cluster == NULL) {
        add_teardown(at, goes, "the stack goes"); /* killed on the way: its pools may be there still */
        return true;
    }
    if (!check_stays(at) || !add_lock(at))
        return false;
    note_adopted(at);
    delete_services(at);
    delete_other_scaling(at);
    if (cluster_goes(at, cluster, &why)) {
        why = NULL;
        strings_add(&at->taken_names, at->arena, "FARGATE");
        strings_add(&at->taken_names, at->arena, "FARGATE_SPOT");
    }
    add_teardown(at, goes, "the stack goes");
    delete_definitions(at);
    end_cluster(at, cluster, why);
    return true;
}

bool steps_destroy(const char *stack, const char *cluster, const struct running_cluster *now,
                   const struct step_options *options, struct steps *ret_steps, struct error *err)
{
    struct steps steps = {.stack = NULL};
    steps_begin(&steps, stack, cluster, now);
    struct step_options own = options_own(options, &steps.arena);
    struct computing at = {.stack = steps.stack,
                           .cluster = steps.cluster,
                           .copy_stack = target_copy_stack(steps.stack, steps.cluster, &steps.arena),
                           .now = now,
                           .options = &own,
                           .steps = &steps,
                           .arena = &steps.arena,
                           .err = err};
    if (!destroy_all(&at)) {
        steps_release(&steps);
        return false;
    }
    steps_number(&steps, "");
    *ret_steps = steps;
    return true;
}
