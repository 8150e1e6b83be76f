/* steps_state.c — an object against a step: as before it, as after it, or neither. */
#include "planner/apply/steps_parts.h"

#include <string.h>

static bool is_list(const struct step *step, const struct step_change *change)
{
    return step->object.kind == OBJECT_CLUSTER_CAPACITY_PROVIDERS &&
           strcmp(change->property, "capacity_providers") == 0;
}

static const char *tag_value(const struct object *object, const char *property)
{
    return strcmp(property, TAG_STACK) == 0 ? object->stack : object->run;
}

static const char *value_now(const struct step *step, const struct object *now, const char *property)
{
    if (now == NULL)
        return NULL;
    return step->action == STEP_ADOPT ? tag_value(now, property) : object_value(now, property);
}

static bool is_written(const struct step *step, const char *property)
{
    enum property_role role;
    const char *name;
    for (int index = 0; (name = object_property_name(step->object.kind, index, &role)) != NULL; index++)
        if (strcmp(name, property) == 0)
            return role == PROPERTY_WRITTEN;
    return false;
}

/* Every name of `names` is in `set`, or none is. */
static bool holds(const char *set, const char *names, bool all, struct arena *arena)
{
    const char *missing = set_minus(names, set, arena);
    return all ? missing[0] == '\0' : value_equal(missing, set_minus(names, NULL, arena));
}

/* A list that others add to and take from meanwhile: only what the step itself adds and takes away counts. */
static bool list_is(const struct step_change *change, const char *has, bool after, struct arena *arena)
{
    const char *added = set_minus(change->after, change->before, arena);
    const char *taken = set_minus(change->before, change->after, arena);
    return holds(has, added, after, arena) && holds(has, taken, !after, arena);
}

static bool all_are(const struct step *step, const struct object *now, bool after)
{
    struct arena arena = {.newest = NULL};
    bool all = true;
    for (int i = 0; i < step->changes_count && all; i++) {
        const struct step_change *change = &step->changes[i];
        const char *has = value_now(step, now, change->property);
        if (is_written(step, change->property))
            continue;
        all = is_list(step, change) ? list_is(change, has, after, &arena)
                                    : value_equal(has, after ? change->after : change->before);
    }
    arena_release(&arena);
    return all;
}

/* Scheduled actions cannot be tagged. */
static bool is_of_stack(const struct step *step, const struct object *now)
{
    return step->object.kind == OBJECT_GROUP_ACTION || step->object.kind == OBJECT_SERVICE_ACTION ||
           value_equal(now->stack, step->object.stack);
}

enum step_state step_state(const struct step *step, const struct object *now)
{
    bool is_there = now != NULL;
    switch (step->action) {
    case STEP_CREATE:
        if (!is_there)
            return STEP_AS_BEFORE;
        return is_of_stack(step, now) && all_are(step, now, true) ? STEP_AS_AFTER : STEP_NEITHER;
    case STEP_DELETE:
        if (!is_there)
            return STEP_AS_AFTER;
        return is_of_stack(step, now) && all_are(step, now, false) ? STEP_AS_BEFORE : STEP_NEITHER;
    case STEP_UPDATE:
    case STEP_ADOPT:
        break;
    }
    if (!is_there && step->object.kind != OBJECT_CLUSTER_CAPACITY_PROVIDERS)
        return STEP_NEITHER;
    if (all_are(step, now, true))
        return STEP_AS_AFTER;
    return all_are(step, now, false) ? STEP_AS_BEFORE : STEP_NEITHER;
}

static const struct step_change *change_of(const struct step *step, const char *property)
{
    for (int i = 0; i < step->changes_count; i++)
        if (strcmp(step->changes[i].property, property) == 0)
            return &step->changes[i];
    return NULL;
}

const char *step_value(const struct step *step, const struct object *now, const char *property, struct arena *arena)
{
    const struct step_change *change = change_of(step, property);
    const char *has = now != NULL ? object_value(now, property) : NULL;
    if (change == NULL)
        return has;
    if (!is_list(step, change))
        return change->after;
    const char *kept = set_minus(has, set_minus(change->before, change->after, arena), arena);
    return set_union(kept, set_minus(change->after, change->before, arena), arena);
}

static const char *shown(const char *value)
{
    return value == NULL || value[0] == '\0' ? "nothing" : value;
}

void step_difference(const struct step *step, const struct object *now, struct text *text)
{
    if (now == NULL) {
        text_add(text, step->action == STEP_CREATE ? "it is not there" : "it is gone");
        return;
    }
    bool first = true;
    for (int i = 0; i < step->changes_count; i++) {
        const struct step_change *change = &step->changes[i];
        const char *has = value_now(step, now, change->property);
        if (is_written(step, change->property) || value_equal(has, change->before) || value_equal(has, change->after))
            continue;
        text_printf(text, "%s%s: was %s, is to be %s, is %s", first ? "" : "; ", change->property,
                    shown(change->before), shown(change->after), shown(has));
        first = false;
    }
    if (first && !is_of_stack(step, now))
        text_printf(text, "it is of stack \"%s\", not of \"%s\"", now->stack, step->object.stack);
    else if (first)
        text_add(text, "some of it is as before the step, some as after");
}
