/* steps_reviewed.c — is the world still as it was when the steps were reviewed? */
#include "planner/apply/steps_parts.h"

#include "data/base/date.h"

#include <stdlib.h>
#include <string.h>

static void add_observed(struct object_list *list, struct arena *arena, const struct running_cluster *now,
                         const struct object *named)
{
    const struct object *found =
        object_in_order(now->objects, now->objects_count, named->kind, named->parent, named->name);
    if (found != NULL)
        object_list_add(list, arena, object_copy(found, arena));
}

void steps_observed(const struct steps *steps, const struct target *target, const struct running_cluster *now,
                    struct arena *arena, struct object **ret_objects, int *ret_count)
{
    struct object_list all = {.count = 0}, list = {.count = 0};
    for (int i = 0; i < steps->steps_count; i++)
        add_observed(&all, arena, now, &steps->steps[i].object);
    for (int i = 0; target != NULL && i < target->objects_count; i++)
        add_observed(&all, arena, now, &target->objects[i]);
    if (all.count > 0)
        qsort(all.items, (size_t)all.count, sizeof *all.items, object_compare);
    for (int i = 0; i < all.count; i++)
        if (i == 0 || object_compare(&all.items[i - 1], &all.items[i]) != 0)
            object_list_add(&list, arena, all.items[i]);
    *ret_objects = list.items;
    *ret_count = list.count;
}

/* --- since a review --- */

struct review {
    const struct steps *steps;
    const struct running_cluster *now;
    struct arena arena;
    struct field_strings differences;
};

static const struct object *find(const struct review *review, enum object_kind kind, const char *parent,
                                 const char *name)
{
    return object_in_order(review->now->objects, review->now->objects_count, kind, parent, name);
}

static bool has_row(const struct review *review, enum object_kind kind, const char *parent, const char *min,
                    const char *max, const struct object *object, const char *its_min, const char *its_max)
{
    for (int i = 0; i < review->now->objects_count; i++) {
        const struct object *action = &review->now->objects[i];
        if (action->kind == kind && strcmp(action->parent, parent) == 0 &&
            value_equal(object_value(action, min), object_value(object, its_min)) &&
            value_equal(object_value(action, max), object_value(object, its_max)))
            return true;
    }
    return false;
}

/* Numbers that a schedule or an autoscaler moves by itself are no drift while they are as it may set them. */
static bool is_moving(const struct review *review, const struct object *now, const char *property)
{
    if (now->kind == OBJECT_SERVICE)
        return strcmp(property, "desired_count") == 0 &&
               find(review, OBJECT_SCALABLE_TARGET, now->parent, now->name) != NULL;
    if (now->kind == OBJECT_AUTO_SCALING_GROUP)
        return (strcmp(property, "min_size") == 0 || strcmp(property, "max_size") == 0) &&
               has_row(review, OBJECT_GROUP_ACTION, now->name, "min_size", "max_size", now, "min_size", "max_size");
    if (now->kind == OBJECT_SCALABLE_TARGET)
        return (strcmp(property, "min_capacity") == 0 || strcmp(property, "max_capacity") == 0) &&
               has_row(review, OBJECT_SERVICE_ACTION, now->name, "min_capacity", "max_capacity", now, "min_capacity",
                       "max_capacity");
    return strcmp(property, "lock") == 0;
}

static void add_difference(struct review *review, const struct object *object, const char *what, const char *before,
                           const char *now)
{
    strings_printf(&review->differences, &review->arena, "%s: %s was %s, is %s", object_label(object, &review->arena),
                   what, value_equal(before, "") ? "nothing" : before, value_equal(now, "") ? "nothing" : now);
}

static void compare_object(struct review *review, const struct object *before)
{
    const struct object *now = find(review, before->kind, before->parent, before->name);
    enum property_role role;
    const char *name;
    if (now == NULL) {
        strings_printf(&review->differences, &review->arena, "%s is gone", object_label(before, &review->arena));
        return;
    }
    if (!value_equal(before->id, now->id))
        add_difference(review, now, "id", before->id, now->id);
    if (!value_equal(before->stack, now->stack))
        add_difference(review, now, "tag " TAG_STACK, before->stack, now->stack);
    for (int index = 0; (name = object_property_name(now->kind, index, &role)) != NULL; index++)
        if ((role == PROPERTY_SET || strcmp(name, "image_id") == 0) && !is_moving(review, now, name) &&
            !value_equal(object_value(before, name), object_value(now, name)))
            add_difference(review, now, name, object_value(before, name), object_value(now, name));
}

/* What was to be made, and was not there, must not be there now. */
static void check_new(struct review *review)
{
    for (int i = 0; i < review->steps->steps_count; i++) {
        const struct step *step = &review->steps->steps[i];
        if (step->action == STEP_CREATE &&
            find(review, step->object.kind, step->object.parent, step->object.name) != NULL)
            strings_printf(&review->differences, &review->arena, "%s is there already",
                           object_label(&step->object, &review->arena));
    }
}

static bool check_same(const char *what, const char *reviewed, const char *now, struct error *err)
{
    if (value_equal(reviewed, now))
        return true;
    return error_set(err, ERROR_INPUT, "reviewed steps", "they were made for %s %s, and this is %s: review them anew",
                     what, reviewed, now);
}

static bool check_expiry(const struct steps_document *reviewed, const char *moment, struct error *err)
{
    int64_t ends, now;
    if (!moment_parse(reviewed->expires_at, &ends) || !moment_parse(moment, &now))
        return error_set(err, ERROR_INPUT, "reviewed steps", "expires_at must be a moment in UTC, not \"%s\"",
                         reviewed->expires_at);
    if (now <= ends)
        return true;
    return error_set(err, ERROR_DRIFT, "reviewed steps",
                     "they expired at %s (observed at %s): make a dry run and review it anew", reviewed->expires_at,
                     reviewed->observed_at);
}

enum { DIFFERENCES_SHOWN_MAX = 6 };

static bool check_drift(struct review *review, const struct steps_document *reviewed, struct error *err)
{
    for (int i = 0; i < reviewed->observed_count; i++)
        compare_object(review, &reviewed->observed[i]);
    check_new(review);
    if (review->differences.count == 0)
        return true;
    return error_set(err, ERROR_DRIFT, "reviewed steps",
                     "the cluster changed since they were reviewed (%s): make a dry run and review it anew",
                     strings_join(&review->differences, DIFFERENCES_SHOWN_MAX, &review->arena));
}

bool steps_reviewed(const struct steps *steps, const struct steps_document *reviewed, const char *plan_sha256,
                    const struct running_cluster *now, const char *moment, struct error *err)
{
    struct review review = {.steps = steps, .now = now};
    bool ok = check_same("plan", reviewed->plan_sha256, plan_sha256, err) &&
              check_same("account", steps->account, now->account, err) &&
              check_same("region", steps->region, now->region, err) && check_expiry(reviewed, moment, err) &&
              check_drift(&review, reviewed, err);
    arena_release(&review.arena);
    return ok;
}

/* --- the steps themselves --- */

static bool is_lock(const struct step *step)
{
    return step->object.kind == OBJECT_CLUSTER && step->changes_count == 1 &&
           strcmp(step->changes[0].property, "lock") == 0;
}

static bool is_same_step(const struct step *left, const struct step *right)
{
    if (left->action != right->action || object_compare(&left->object, &right->object) != 0 ||
        left->changes_count != right->changes_count)
        return false;
    for (int i = 0; i < left->changes_count && !(is_lock(left) && is_lock(right)); i++)
        if (strcmp(left->changes[i].property, right->changes[i].property) != 0 ||
            !value_equal(left->changes[i].before, right->changes[i].before) ||
            !value_equal(left->changes[i].after, right->changes[i].after))
            return false;
    return true;
}

bool steps_same_as_reviewed(const struct steps *reviewed, const struct steps *now, struct error *err)
{
    for (int i = 0; i < reviewed->steps_count || i < now->steps_count; i++) {
        const struct step *then = i < reviewed->steps_count ? &reviewed->steps[i] : NULL;
        const struct step *step = i < now->steps_count ? &now->steps[i] : NULL;
        if (then != NULL && step != NULL && is_same_step(then, step))
            continue;
        return error_set(err, ERROR_DRIFT, "reviewed steps",
                         "they are not what would be done now: reviewed was \"%s\", now it is \"%s\"; make a dry run "
                         "with the same options and review it anew",
                         then != NULL ? then->id : "no more steps", step != NULL ? step->id : "no more steps");
    }
    return true;
}
