/* steps_groups.c — pools: templates, groups that first grow and last shrink, providers and their cluster. */
#include "planner/apply/steps_parts.h"

#include <string.h>

/* --- launch templates --- */

static void add_template_version(struct computing *at, const struct object *now, const struct object *target)
{
    struct step step = step_begin(at, STEP_UPDATE, now, "new version");
    step_take_difference(&step, at->arena, now, target, NULL);
    if (step.changes_count == 0)
        return;
    int64_t version = object_integer(now, "version");
    step_change_add(&step, at->arena, "user_data", NULL, object_value(target, "user_data"));
    step_change_add(&step, at->arena, "version", object_value(now, "version"),
                    arena_printf(at->arena, "%lld", (long long)(version > 0 ? version + 1 : 1)));
    steps_add(at, step);
    if (!is_made_by_us(at, now))
        strings_printf(
            &at->steps->notes, at->arena,
            "%s was there before bayplan: its new version has only what the steps say, no key pair, encryption "
            "or boot script that the old one may have",
            now->name);
    strings_printf(&at->steps->notes, at->arena,
                   "%s: instances that run keep what they were launched with; new ones get the new version", now->name);
}

void add_templates(struct computing *at)
{
    for (int i = 0; i < at->target->objects_count; i++) {
        const struct object *target = &at->target->objects[i];
        if (target->kind != OBJECT_LAUNCH_TEMPLATE)
            continue;
        const struct object *now = now_find(at, target->kind, "", target->name);
        if (now == NULL)
            steps_create(at, target, "new pool");
        else
            add_template_version(at, now, target);
    }
}

/* --- groups --- */

/* A new group is made empty: it grows once its provider is attached, so that no instance joins the wrong cluster's
 * scaling. */
static void add_new_group(struct computing *at, const struct object *target)
{
    struct object empty = *target;
    object_set(&empty, at->arena, "min_size", "0");
    object_set(&empty, at->arena, "max_size", "0");
    steps_create(at, &empty, "new pool");
}

/* Subnets that go, go when the group shrinks. */
static void add_group_settings(struct computing *at, const struct object *now, const struct object *target)
{
    struct step step = step_begin(at, STEP_UPDATE, now, "settings");
    const char *subnets = object_value(target, "subnets");
    step_take_difference(&step, at->arena, now, target, "max_size,min_size,subnets");
    if (subnets != NULL)
        step_change_add(&step, at->arena, "subnets", object_value(now, "subnets"),
                        set_union(object_value(now, "subnets"), subnets, at->arena));
    steps_add(at, step);
}

static void note_actions(struct computing *at, const struct object *group)
{
    for (int i = 0; i < at->now->objects_count; i++) {
        const struct object *action = &at->now->objects[i];
        if (action->kind == OBJECT_GROUP_ACTION && strcmp(action->parent, group->name) == 0 &&
            strncmp(action->name, OBJECT_ACTION_PREFIX, strlen(OBJECT_ACTION_PREFIX)) != 0)
            strings_printf(&at->steps->notes, at->arena,
                           "%s has a scheduled action of its own, %s, which is left and may change its size",
                           group->name, action->name);
    }
}

bool add_groups(struct computing *at)
{
    for (int i = 0; i < at->target->objects_count; i++) {
        const struct object *target = &at->target->objects[i];
        if (target->kind != OBJECT_AUTO_SCALING_GROUP)
            continue;
        const struct object *now = now_find(at, target->kind, "", target->name);
        if (now != NULL && !value_equal(object_value(now, "status"), ""))
            return error_set(at->err, ERROR_POLICY, object_label(now, at->arena),
                             "the group is being deleted (%s): apply again when it is gone",
                             object_value(now, "status"));
        if (now == NULL) {
            add_new_group(at, target);
            continue;
        }
        if (now_find(at, OBJECT_LAUNCH_TEMPLATE, "", target->name) == NULL)
            return error_set(
                at->err, ERROR_POLICY, object_label(now, at->arena),
                "its launch template %s was deleted: the group points at one that is no more, and one made "
                "anew is another; delete the group and its capacity provider, and apply again",
                target->name);
        add_group_settings(at, now, target);
        note_actions(at, now);
    }
    return true;
}

static const char *larger(const char *left, const char *right, struct arena *arena)
{
    int64_t a = value_integer(left), b = value_integer(right);
    int64_t most = a > b ? a : b;
    return arena_printf(arena, "%lld", (long long)(most > 0 ? most : 0));
}

/* The group between growing and shrinking: of each number the larger. */
static const char *grown(const struct computing *at, const struct object *now, const struct object *target,
                         const char *property)
{
    return larger(now != NULL ? object_value(now, property) : NULL, object_value(target, property), at->arena);
}

static struct step begin_size(struct computing *at, const struct object *now, const struct object *target,
                              const char *reason)
{
    struct step step = step_begin(at, STEP_UPDATE, now != NULL ? now : target, reason);
    if (now == NULL)
        step.object.run = at->options->run;
    return step;
}

static const char *size_now(const struct object *now, const char *property)
{
    return now != NULL ? object_value(now, property) : "0";
}

void add_growth(struct computing *at)
{
    static const char *const sizes[] = {"min_size", "max_size"};
    for (int i = 0; i < at->target->objects_count; i++) {
        const struct object *target = &at->target->objects[i];
        if (target->kind != OBJECT_AUTO_SCALING_GROUP)
            continue;
        const struct object *now = now_find(at, target->kind, "", target->name);
        struct step step = begin_size(at, now, target, "grow");
        for (int k = 0; k < 2; k++)
            step_change_add(&step, at->arena, sizes[k], size_now(now, sizes[k]), grown(at, now, target, sizes[k]));
        steps_add(at, step);
    }
}

void add_shrinkage(struct computing *at)
{
    static const char *const sizes[] = {"min_size", "max_size"};
    for (int i = 0; i < at->target->objects_count; i++) {
        const struct object *target = &at->target->objects[i];
        const struct object *now =
            target->kind == OBJECT_AUTO_SCALING_GROUP ? now_find(at, target->kind, "", target->name) : NULL;
        if (now == NULL)
            continue;
        struct step step = begin_size(at, now, target, "shrink");
        const char *subnets = object_value(target, "subnets");
        if (subnets != NULL)
            step_change_add(&step, at->arena, "subnets", set_union(object_value(now, "subnets"), subnets, at->arena),
                            subnets);
        for (int k = 0; k < 2; k++)
            step_change_add(&step, at->arena, sizes[k], grown(at, now, target, sizes[k]),
                            object_value(target, sizes[k]));
        steps_add(at, step);
    }
}

/* --- capacity providers --- */

static bool add_provider(struct computing *at, const struct object *target)
{
    const struct object *now = now_find(at, target->kind, "", target->name);
    if (now == NULL) {
        steps_create(at, target, "new pool");
        return true;
    }
    const char *group = object_value(now, "auto_scaling_group");
    if (!value_equal(group, object_value(target, "auto_scaling_group")))
        return error_set(at->err, ERROR_POLICY, object_label(now, at->arena),
                         "it stands for Auto Scaling group %s, which cannot be changed to %s: delete the provider, or "
                         "give the plan another apply.cluster",
                         group != NULL ? group : "?", target->name);
    steps_update(at, now, target, "settings");
    return true;
}

bool add_providers(struct computing *at)
{
    for (int i = 0; i < at->target->objects_count; i++)
        if (at->target->objects[i].kind == OBJECT_CAPACITY_PROVIDER && !add_provider(at, &at->target->objects[i]))
            return false;
    return true;
}

/* Whatever else is attached stays. */
void add_attachment(struct computing *at)
{
    const struct object *target = object_in_order(at->target->objects, at->target->objects_count,
                                                  OBJECT_CLUSTER_CAPACITY_PROVIDERS, "", at->cluster);
    const struct object *now = now_find(at, OBJECT_CLUSTER_CAPACITY_PROVIDERS, "", at->cluster);
    if (target == NULL)
        return;
    const char *attached = now != NULL ? object_value(now, "capacity_providers") : "";
    struct step step = begin_size(at, now, target, "attach");
    step_change_add(&step, at->arena, "capacity_providers", attached,
                    set_union(attached, object_value(target, "capacity_providers"), at->arena));
    steps_add(at, step);
}
