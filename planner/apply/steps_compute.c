/* steps_compute.c — see steps.h: all phases in their order. */
#include "planner/apply/steps_parts.h"

#include <string.h>

static void add_cluster(struct computing *at)
{
    if (now_find(at, OBJECT_CLUSTER, "", at->cluster) == NULL)
        steps_create(at, &(struct object){.kind = OBJECT_CLUSTER, .name = at->cluster, .parent = "", .id = ""},
                     "new cluster");
}

static bool add_all(struct computing *at)
{
    add_cluster(at);
    if (!add_lock(at) || !add_adoptions(at))
        return false;
    add_suspension(at);
    add_templates(at);
    if (!add_groups(at) || !add_providers(at))
        return false;
    add_attachment(at);
    add_definitions(at);
    add_growth(at);
    if (!add_services(at))
        return false;
    add_schedules(at);
    add_shrinkage(at);
    add_removals(at);
    add_restoration(at);
    return true;
}

/* A lock alone is never a step. */
static bool only_lock(const struct steps *steps)
{
    return steps->steps_count == 1 && steps->steps[0].changes_count == 1 &&
           strcmp(steps->steps[0].changes[0].property, "lock") == 0;
}

bool steps_compute(const struct target *target, const struct running_cluster *now, const struct step_options *options,
                   struct steps *ret_steps, struct error *err)
{
    struct steps steps = {.stack = NULL};
    steps_begin(&steps, target->stack, target->cluster, now);
    struct step_options own = options_own(options, &steps.arena);
    struct computing at = {.stack = steps.stack,
                           .cluster = steps.cluster,
                           .copy_stack = target_copy_stack(steps.stack, steps.cluster, &steps.arena),
                           .target = target,
                           .now = now,
                           .options = &own,
                           .steps = &steps,
                           .arena = &steps.arena,
                           .err = err};
    for (int i = 0; i < target->notes.count; i++)
        strings_add(&steps.notes, at.arena, arena_strdup(at.arena, target->notes.items[i]));
    if (!add_all(&at)) {
        steps_release(&steps);
        return false;
    }
    if (only_lock(&steps))
        steps.steps_count = 0;
    if (steps.steps_count > 0)
        add_unlock(&at);
    steps_number(&steps, "");
    *ret_steps = steps;
    return true;
}
