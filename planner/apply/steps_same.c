/* steps_same.c — are two computings of steps the same work, and does a rollback leave others where they are? */
#include "planner/apply/steps_parts.h"

#include <string.h>

/* --- the same work --- */

/* The lock's value, and the tags of the run, are each run's own. */
static bool change_is_same(const struct step_change *left, const struct step_change *right)
{
    if (strcmp(left->property, right->property) != 0)
        return false;
    return strcmp(left->property, "lock") == 0 || strcmp(left->property, TAG_RUN) == 0 ||
           value_equal(left->after, right->after);
}

/* NULL = the same. */
static const char *step_differs(const struct step *reviewed, const struct step *now, struct arena *arena)
{
    if (reviewed->action != now->action || object_compare(&reviewed->object, &now->object) != 0)
        return arena_printf(arena, "\"%s\" is now \"%s\"", reviewed->id, now->id);
    int count = reviewed->changes_count < now->changes_count ? reviewed->changes_count : now->changes_count;
    for (int i = 0; i < count; i++)
        if (!change_is_same(&reviewed->changes[i], &now->changes[i]))
            return arena_printf(arena, "\"%s\" now changes %s to %s", now->id, now->changes[i].property,
                                now->changes[i].after != NULL ? now->changes[i].after : "nothing");
    if (reviewed->changes_count != now->changes_count)
        return arena_printf(arena, "\"%s\" now changes %d properties, not %d", now->id, now->changes_count,
                            reviewed->changes_count);
    return NULL;
}

bool steps_same(const struct steps *reviewed, const struct steps *now, struct error *err)
{
    struct arena arena = {0};
    const char *difference = NULL;
    int count = reviewed->steps_count < now->steps_count ? reviewed->steps_count : now->steps_count;
    for (int i = 0; i < count && difference == NULL; i++)
        difference = step_differs(&reviewed->steps[i], &now->steps[i], &arena);
    if (difference == NULL && reviewed->steps_count != now->steps_count)
        difference = arena_printf(&arena, "%d steps are now %d", reviewed->steps_count, now->steps_count);
    if (difference != NULL)
        error_set(err, ERROR_DRIFT, "reviewed steps",
                  "what would be done is not what was reviewed: %s; make a dry run with the same options and review it "
                  "anew",
                  difference);
    arena_release(&arena);
    return difference == NULL;
}

/* --- others' services --- */

static bool strategy_has(const char *strategy, const char *provider)
{
    size_t length = strlen(provider);
    for (const char *item = strategy; item != NULL && *item != '\0';) {
        if (strncmp(item, provider, length) == 0 && item[length] == ':')
            return true;
        item = strchr(item, ',');
        item = item != NULL ? item + 1 : NULL;
    }
    return false;
}

/* The steps delete the service, or move it. */
static bool leaves(const struct steps *steps, const struct object *service, const char *provider)
{
    bool gone = false;
    for (int i = 0; i < steps->steps_count; i++) {
        const struct step *step = &steps->steps[i];
        if (object_compare(&step->object, service) != 0)
            continue;
        gone = gone || step->action == STEP_DELETE;
        for (int k = 0; k < step->changes_count; k++)
            if (strcmp(step->changes[k].property, "capacity_provider_strategy") == 0)
                gone = gone || !strategy_has(step->changes[k].after, provider);
    }
    return gone;
}

static bool check_provider(const struct steps *steps, const struct running_cluster *now, const char *provider,
                           struct error *err)
{
    for (int i = 0; i < now->objects_count; i++) {
        const struct object *service = &now->objects[i];
        if (service->kind == OBJECT_SERVICE &&
            strategy_has(object_value(service, "capacity_provider_strategy"), provider) &&
            !leaves(steps, service, provider))
            return error_set(err, ERROR_POLICY, service->name,
                             "this service runs on capacity provider %s, which would be taken away, and came there "
                             "after the run: move it first; nothing was done",
                             provider);
    }
    return true;
}

bool steps_strand_nobody(const struct steps *steps, const struct running_cluster *now, struct error *err)
{
    for (int i = 0; i < steps->steps_count; i++)
        if (steps->steps[i].object.kind == OBJECT_CAPACITY_PROVIDER && steps->steps[i].action == STEP_DELETE &&
            !check_provider(steps, now, steps->steps[i].object.name, err))
            return false;
    return true;
}
