/* steps_build.c — one step: which object, what of it was so and is to be so. */
#include "planner/apply/steps_parts.h"

#include <string.h>

const char *const step_action_words[] = {"create", "update", "delete", "adopt", NULL};

/* --- what is there --- */

static bool is_gone(const struct object *object)
{
    const char *status = object->kind != OBJECT_AUTO_SCALING_GROUP ? object_value(object, "status") : NULL;
    return status != NULL && strcmp(status, "INACTIVE") == 0;
}

const struct object *now_find(const struct computing *at, enum object_kind kind, const char *parent, const char *name)
{
    const struct object *found = object_in_order(at->now->objects, at->now->objects_count, kind, parent, name);
    return found != NULL && !is_gone(found) ? found : NULL;
}

bool is_ours(const struct computing *at, const struct object *object)
{
    return value_equal(object->stack, object->kind == OBJECT_TASK_DEFINITION ? at->copy_stack : at->stack);
}

bool is_made_by_us(const struct computing *at, const struct object *object)
{
    return is_ours(at, object) && !value_equal(object->run, "") && strcmp(object->run, RUN_ADOPTED) != 0;
}

/* Spot instances are told to drain; of a group of several types its policy says what is Spot, not the template. */
const char *known_user_data(const struct computing *at, const struct object *template)
{
    for (int is_spot = 0; is_spot < 2; is_spot++) {
        const char *user_data = target_user_data(at->cluster, is_spot == 1, at->arena);
        char hex[SHA256_HEX_SIZE];
        sha256_hex(user_data, strlen(user_data), hex);
        if (value_equal(object_value(template, "user_data_sha256"), hex))
            return user_data;
    }
    return NULL;
}

bool is_of_cluster(const struct computing *at, const struct object *object)
{
    const struct object *list = now_find(at, OBJECT_CLUSTER_CAPACITY_PROVIDERS, "", at->cluster);
    const struct object *template = now_find(at, OBJECT_LAUNCH_TEMPLATE, "", object->name);
    if (list != NULL && object_set_has(object_value(list, "capacity_providers"), object->name))
        return true;
    if (template == NULL)
        return false;
    return known_user_data(at, template) != NULL;
}

/* Another stack's only by its own label: a pattern is meant for what nobody has tagged. */
bool is_adoptable(const struct computing *at, const struct object *object)
{
    const char *label = object_label(object, at->arena);
    bool is_anothers = !value_equal(object->stack, "") && !is_ours(at, object);
    for (int i = 0; i < at->options->adopt.count; i++)
        if (is_anothers ? strcmp(at->options->adopt.items[i], label) == 0
                        : text_matches(at->options->adopt.items[i], label))
            return true;
    return false;
}

/* --- one step --- */

struct step step_begin(const struct computing *at, enum step_action action, const struct object *object,
                       const char *reason)
{
    struct object its = {.kind = object->kind,
                         .name = arena_strdup(at->arena, object->name),
                         .parent = arena_strdup(at->arena, object->parent),
                         .id = arena_strdup(at->arena, object->id != NULL ? object->id : ""),
                         .stack = object->kind == OBJECT_TASK_DEFINITION ? at->copy_stack : at->stack,
                         .run = at->options->run};
    if (action != STEP_CREATE)
        its.run = is_ours(at, object) ? arena_strdup(at->arena, object->run) : RUN_ADOPTED;
    return (struct step){.id = "", .action = action, .object = its, .reason = reason};
}

void step_change_add(struct step *step, struct arena *arena, const char *property, const char *before,
                     const char *after)
{
    if (value_equal(before, after))
        return;
    struct step_change *changes = ARENA_ARRAY(arena, struct step_change, step->changes_count + 1);
    if (step->changes_count > 0)
        memcpy(changes, step->changes, (size_t)step->changes_count * sizeof *changes);
    changes[step->changes_count++] = (struct step_change){.property = arena_strdup(arena, property),
                                                          .before = before ? arena_strdup(arena, before) : NULL,
                                                          .after = after ? arena_strdup(arena, after) : NULL};
    step->changes = changes;
}

void step_take_difference(struct step *step, struct arena *arena, const struct object *now, const struct object *target,
                          const char *without)
{
    enum property_role role;
    const char *name;
    for (int index = 0; (name = object_property_name(step->object.kind, index, &role)) != NULL; index++) {
        const char *after = object_value(target, name);
        if (role == PROPERTY_SET && after != NULL && !object_set_has(without, name))
            step_change_add(step, arena, name, object_value(now, name), after);
    }
}

void steps_add(struct computing *at, struct step step)
{
    struct steps *steps = at->steps;
    if (step.action == STEP_UPDATE && step.changes_count == 0)
        return;
    int count = steps->steps_count;
    if ((count & (count - 1)) == 0) {
        struct step *larger = ARENA_ARRAY(at->arena, struct step, count == 0 ? 1 : 2 * count);
        if (count > 0)
            memcpy(larger, steps->steps, (size_t)count * sizeof *larger);
        steps->steps = larger;
    }
    steps->steps[steps->steps_count++] = step;
}

void steps_create(struct computing *at, const struct object *target, const char *reason)
{
    struct step step = step_begin(at, STEP_CREATE, target, reason);
    for (int i = 0; i < target->properties_count; i++) {
        const struct property *property = &target->properties[i];
        object_set(&step.object, at->arena, property->name, property->value);
        step_change_add(&step, at->arena, property->name, NULL, property->value);
    }
    steps_add(at, step);
}

void steps_update(struct computing *at, const struct object *now, const struct object *target, const char *reason)
{
    struct step step = step_begin(at, STEP_UPDATE, now, reason);
    step_take_difference(&step, at->arena, now, target, NULL);
    steps_add(at, step);
}

void steps_delete(struct computing *at, const struct object *now, const char *reason)
{
    struct step step = step_begin(at, STEP_DELETE, now, reason);
    enum property_role role;
    const char *name;
    for (int index = 0; (name = object_property_name(now->kind, index, &role)) != NULL; index++)
        if (role == PROPERTY_SET)
            step_change_add(&step, at->arena, name, object_value(now, name), NULL);
    steps_add(at, step);
}

void steps_begin(struct steps *steps, const char *stack, const char *cluster, const struct running_cluster *now)
{
    steps->stack = arena_strdup(&steps->arena, stack);
    steps->cluster = arena_strdup(&steps->arena, cluster);
    steps->account = arena_strdup(&steps->arena, now->account != NULL ? now->account : "");
    steps->region = arena_strdup(&steps->arena, now->region != NULL ? now->region : "");
}

struct step_options options_own(const struct step_options *options, struct arena *arena)
{
    struct step_options own = *options;
    own.run = arena_strdup(arena, options->run != NULL ? options->run : "");
    own.lock = arena_strdup(arena, options->lock != NULL ? options->lock : "");
    return own;
}

/* "07 update auto_scaling_group/shop-m7g-large grow" */
void steps_number(struct steps *steps, const char *prefix)
{
    int width = steps->steps_count > 999 ? 4 : steps->steps_count > 99 ? 3 : 2;
    for (int i = 0; i < steps->steps_count; i++) {
        struct step *step = &steps->steps[i];
        step->id = arena_printf(&steps->arena, "%s%0*d %s %s %s", prefix, width, i + 1, step_action_words[step->action],
                                object_label(&step->object, &steps->arena), step->reason);
    }
}

void steps_release(struct steps *steps)
{
    arena_release(&steps->arena);
    *steps = (struct steps){.stack = NULL};
}
