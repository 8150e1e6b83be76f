/* steps_invert.c — the way back: what was done, undone from the last step to the first. */
#include "planner/apply/steps_parts.h"

#include <string.h>

static const enum step_action inverse_actions[] = {
    [STEP_CREATE] = STEP_DELETE, [STEP_UPDATE] = STEP_UPDATE, [STEP_DELETE] = STEP_CREATE, [STEP_ADOPT] = STEP_ADOPT};

static bool changes_one(const struct step *step, const char *property)
{
    return step->changes_count == 1 && strcmp(step->changes[0].property, property) == 0;
}

/* What holds scaling or the cluster while the run is on: let go of even when the way back fails. */
static bool is_held(const struct step *step)
{
    return step->action == STEP_UPDATE && !step->at_end &&
           ((step->object.kind == OBJECT_SCALABLE_TARGET && changes_one(step, "suspended")) ||
            (step->object.kind == OBJECT_CLUSTER && changes_one(step, "lock")));
}

static struct object copy_identity(const struct object *object, struct arena *arena)
{
    return (struct object){.kind = object->kind,
                           .name = arena_strdup(arena, object->name),
                           .parent = arena_strdup(arena, object->parent),
                           .id = arena_strdup(arena, object->id),
                           .stack = arena_strdup(arena, object->stack),
                           .run = arena_strdup(arena, object->run)};
}

static const char *tag_before(const struct step *step, const char *tag)
{
    for (int i = 0; i < step->changes_count; i++)
        if (strcmp(step->changes[i].property, tag) == 0)
            return step->changes[i].before;
    return NULL;
}

/* The tags as they were; mostly none. */
static void untag(const struct step *step, struct step *inverse, struct arena *arena)
{
    const char *stack = tag_before(step, TAG_STACK), *run = tag_before(step, TAG_RUN);
    inverse->object.stack = arena_strdup(arena, stack != NULL ? stack : "");
    inverse->object.run = arena_strdup(arena, run != NULL ? run : "");
}

static struct step invert(const struct step *step, struct arena *arena)
{
    struct step inverse = {.id = "",
                           .action = inverse_actions[step->action],
                           .object = copy_identity(&step->object, arena),
                           .reason = arena_strdup(arena, step->reason),
                           .at_end = is_held(step)};
    for (int i = 0; i < step->changes_count; i++) {
        const struct step_change *change = &step->changes[i];
        step_change_add(&inverse, arena, change->property, change->after, change->before);
        if (inverse.action == STEP_CREATE && change->before != NULL)
            object_set(&inverse.object, arena, change->property, change->before);
    }
    if (step->action == STEP_ADOPT)
        untag(step, &inverse, arena);
    return inverse;
}

/* A template that is made again begins with version 1, whatever its group had. */
static void pin_first_version(const struct steps *inverse, struct step *step, struct arena *arena)
{
    const char *name = step->action == STEP_CREATE ? object_value(&step->object, "launch_template") : NULL;
    for (int i = 0; name != NULL && i < inverse->steps_count; i++) {
        const struct step *made = &inverse->steps[i];
        if (made->action != STEP_CREATE || made->object.kind != OBJECT_LAUNCH_TEMPLATE ||
            strcmp(made->object.name, name) != 0)
            continue;
        object_set(&step->object, arena, "launch_template_version", "1");
        for (int k = 0; k < step->changes_count; k++)
            if (strcmp(step->changes[k].property, "launch_template_version") == 0)
                step->changes[k].after = "1";
    }
}

/* --- what has no way back --- */

/* A template keeps its versions: the group goes back to the number it had. One that is deleted can be made again only
 * where what its instances ran at their start is known. */
static bool has_inverse(const struct step *step, struct steps *inverse)
{
    if (step->object.kind == OBJECT_LAUNCH_TEMPLATE && step->action == STEP_UPDATE) {
        strings_printf(&inverse->notes, &inverse->arena,
                       "%s keeps its new version; its group goes back to the version it had", step->object.name);
        return false;
    }
    return true;
}

static bool check_inverse(const struct step *step, struct error *err)
{
    bool has_user_data = false;
    if (step->object.kind != OBJECT_LAUNCH_TEMPLATE || step->action != STEP_DELETE)
        return true;
    for (int i = 0; i < step->changes_count; i++)
        has_user_data |= strcmp(step->changes[i].property, "user_data") == 0;
    return has_user_data ||
           error_set(err, ERROR_POLICY, step->id,
                     "the deleted launch template cannot be made again: what its instances ran at their start is not "
                     "known; the way forward is `bayplan apply` with the plan it was of");
}

bool steps_invert(const struct steps *steps, const bool *done, struct steps *ret_steps, struct error *err)
{
    struct steps inverse = {.stack = NULL};
    struct computing at = {.steps = &inverse, .arena = &inverse.arena};
    inverse.stack = arena_strdup(&inverse.arena, steps->stack);
    inverse.cluster = arena_strdup(&inverse.arena, steps->cluster);
    inverse.account = arena_strdup(&inverse.arena, steps->account);
    inverse.region = arena_strdup(&inverse.arena, steps->region);
    for (int i = steps->steps_count - 1; i >= 0; i--) {
        const struct step *step = &steps->steps[i];
        if (!done[i])
            continue;
        if (!check_inverse(step, err)) {
            steps_release(&inverse);
            return false;
        }
        if (!has_inverse(step, &inverse))
            continue;
        struct step undone = invert(step, &inverse.arena);
        if (step->object.kind == OBJECT_AUTO_SCALING_GROUP)
            pin_first_version(&inverse, &undone, &inverse.arena);
        steps_add(&at, undone);
    }
    steps_number(&inverse, "undo ");
    *ret_steps = inverse;
    return true;
}
