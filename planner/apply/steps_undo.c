/* steps_undo.c — may a run be undone? Asked of the whole way back before its first call. */
#include "planner/apply/steps_parts.h"

#include <string.h>

struct undoing {
    const struct steps *undo;
    const struct running_cluster *now;
    struct arena arena;
    struct error *err;
};

/* --- is all as the run left it? --- */

/* The name that steps have for a copy, from what it has become. */
static const char *copy_name(struct undoing *undoing, const struct object *definition)
{
    const char *source = object_value(definition, "source");
    const char *revision = source != NULL ? strrchr(source, ':') : NULL;
    if (revision == NULL)
        return "";
    return arena_printf(&undoing->arena, "%.*s:copy-of-%s-%s-%s", (int)(revision - source), source, revision + 1,
                        object_value(definition, "cpu"), object_value(definition, "memory"));
}

static const char *real_name(struct undoing *undoing, const char *name)
{
    if (name == NULL || !target_is_copy(name))
        return name;
    const char *found = name;
    const char *stack = target_copy_stack(undoing->undo->stack, undoing->undo->cluster, &undoing->arena);
    for (int i = 0; i < undoing->now->objects_count; i++) {
        const struct object *object = &undoing->now->objects[i];
        if (object->kind == OBJECT_TASK_DEFINITION && value_equal(object->stack, stack) &&
            value_equal(object_value(object, "status"), "ACTIVE") && strcmp(copy_name(undoing, object), name) == 0)
            found = object->name;
    }
    return found;
}

static struct step with_real_names(struct undoing *undoing, const struct step *step)
{
    struct step real = *step;
    real.changes = ARENA_ARRAY(&undoing->arena, struct step_change, step->changes_count + 1);
    if (step->object.kind == OBJECT_TASK_DEFINITION)
        real.object.name = real_name(undoing, step->object.name);
    for (int i = 0; i < step->changes_count; i++) {
        real.changes[i] = step->changes[i];
        if (strcmp(step->changes[i].property, "task_definition") != 0)
            continue;
        real.changes[i].before = real_name(undoing, step->changes[i].before);
        real.changes[i].after = real_name(undoing, step->changes[i].after);
    }
    return real;
}

static bool is_first_of_object(const struct steps *undo, int index)
{
    for (int i = 0; i < index; i++)
        if (object_compare(&undo->steps[i].object, &undo->steps[index].object) == 0)
            return false;
    return true;
}

static bool check_state(struct undoing *undoing, int index)
{
    struct step step = with_real_names(undoing, &undoing->undo->steps[index]);
    const struct object *now = object_in_order(undoing->now->objects, undoing->now->objects_count, step.object.kind,
                                               step.object.parent, step.object.name);
    struct text text;
    if (!is_first_of_object(undoing->undo, index) || step_state(&step, now) != STEP_NEITHER)
        return true;
    text_init(&text, ERROR_TEXT_SIZE);
    step_difference(&step, now, &text);
    error_set(
        undoing->err, ERROR_DRIFT, object_label(&step.object, &undoing->arena),
        "it is not as the run left it (%s): nothing is undone; `bayplan apply` with the plan that is wanted is the "
        "way on",
        text.bytes != NULL ? text.bytes : "");
    text_release(&text);
    return false;
}

/* --- does anything run on what goes? --- */

static const struct step_change *change_of(const struct step *step, const char *property)
{
    for (int i = 0; i < step->changes_count; i++)
        if (strcmp(step->changes[i].property, property) == 0)
            return &step->changes[i];
    return NULL;
}

/* Names of pools that the step empties, deletes or takes off the cluster. */
static const char *pools_gone(struct undoing *undoing, const struct step *step)
{
    const struct step_change *size = change_of(step, "max_size"), *list = change_of(step, "capacity_providers");
    if (step->action == STEP_DELETE &&
        (step->object.kind == OBJECT_AUTO_SCALING_GROUP || step->object.kind == OBJECT_CAPACITY_PROVIDER))
        return step->object.name;
    if (step->object.kind == OBJECT_AUTO_SCALING_GROUP && size != NULL && value_equal(size->after, "0"))
        return step->object.name;
    return list != NULL ? set_minus(list->before, list->after, &undoing->arena) : "";
}

static bool leaves(const struct steps *undo, const struct object *service, const char *pool)
{
    for (int i = 0; i < undo->steps_count; i++) {
        const struct step *step = &undo->steps[i];
        const struct step_change *strategy = change_of(step, "capacity_provider_strategy");
        if (object_compare(&step->object, service) == 0 &&
            (step->action == STEP_DELETE || (strategy != NULL && !strategy_names(strategy->after, pool))))
            return true;
    }
    return false;
}

static bool check_pool(struct undoing *undoing, const char *pool)
{
    for (int i = 0; i < undoing->now->objects_count; i++) {
        const struct object *service = &undoing->now->objects[i];
        if (service->kind != OBJECT_SERVICE || value_equal(object_value(service, "status"), "INACTIVE") ||
            !strategy_names(object_value(service, "capacity_provider_strategy"), pool) ||
            leaves(undoing->undo, service, pool))
            continue;
        return error_set(undoing->err, ERROR_POLICY, object_label(service, &undoing->arena),
                         "it runs on %s by now, which the way back takes away: nothing is undone; move the service "
                         "first, or go on with `bayplan apply`",
                         pool);
    }
    return true;
}

static bool check_pools(struct undoing *undoing, const struct step *step)
{
    const char *names = pools_gone(undoing, step);
    char *pool = NULL;
    while (object_set_next(&names, &undoing->arena, &pool))
        if (!check_pool(undoing, pool))
            return false;
    return true;
}

bool steps_undo_check(const struct steps *undo, const struct running_cluster *now, struct error *err)
{
    struct undoing undoing = {.undo = undo, .now = now, .err = err};
    bool ok = true;
    for (int i = 0; i < undo->steps_count && ok; i++)
        ok = check_pools(&undoing, &undo->steps[i]);
    for (int i = 0; i < undo->steps_count && ok; i++)
        ok = check_state(&undoing, i);
    arena_release(&undoing.arena);
    return ok;
}
