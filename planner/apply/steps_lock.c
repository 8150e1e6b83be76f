/* steps_lock.c — whose is it? The lock on the cluster, and things of our names that are not ours. */
#include "planner/apply/steps_parts.h"

#include "data/base/date.h"

#include <string.h>

/* --- lock --- */

/* "RUN@EXPIRY": past by the time the cluster was observed. */
static bool is_expired(const struct computing *at, const char *lock)
{
    const char *expiry = strrchr(lock, '@');
    int64_t ends, observed;
    return expiry != NULL && moment_parse(expiry + 1, &ends) && moment_parse(at->now->observed_at, &observed) &&
           ends < observed;
}

static bool is_own_lock(const struct computing *at, const char *lock)
{
    size_t length = strlen(at->options->run);
    return length > 0 && strncmp(lock, at->options->run, length) == 0 && lock[length] == '@';
}

static bool has_lock(const struct computing *at)
{
    return at->options->lock != NULL && at->options->lock[0] != '\0';
}

static bool check_lock(struct computing *at, const char *lock)
{
    if (value_equal(lock, "") || is_own_lock(at, lock))
        return true;
    if (!is_expired(at, lock))
        return error_set(at->err, ERROR_POLICY, at->cluster,
                         "another run holds the cluster (tag " TAG_LOCK " is \"%s\"): wait for it to end; if it is "
                         "dead, `bayplan resume` its journal or delete the tag",
                         lock);
    strings_printf(&at->steps->notes, at->arena, "the lock of a run that never ended is taken over: %s", lock);
    return true;
}

bool add_lock(struct computing *at)
{
    const struct object *cluster = now_find(at, OBJECT_CLUSTER, "", at->cluster);
    const char *lock = cluster != NULL ? object_value(cluster, "lock") : NULL;
    if (!check_lock(at, lock))
        return false;
    if (!has_lock(at))
        return true;
    struct object own = {.kind = OBJECT_CLUSTER,
                         .name = at->cluster,
                         .parent = "",
                         .id = "",
                         .stack = at->stack,
                         .run = at->options->run};
    struct step step = step_begin(at, STEP_UPDATE, cluster != NULL ? cluster : &own, "lock");
    if (cluster == NULL)
        step.object.run = at->options->run;
    step_change_add(&step, at->arena, "lock", lock, at->options->lock);
    steps_add(at, step);
    return true;
}

void add_unlock(struct computing *at)
{
    const struct object *cluster = now_find(at, OBJECT_CLUSTER, "", at->cluster);
    if (!has_lock(at))
        return;
    struct object own = {.kind = OBJECT_CLUSTER,
                         .name = at->cluster,
                         .parent = "",
                         .id = "",
                         .stack = at->stack,
                         .run = at->options->run};
    struct step step = step_begin(at, STEP_UPDATE, cluster != NULL ? cluster : &own, "unlock");
    if (cluster == NULL)
        step.object.run = at->options->run;
    step.at_end = true;
    step_change_add(&step, at->arena, "lock", at->options->lock, "");
    steps_add(at, step);
}

/* --- adoption --- */

static bool can_be_owned(enum object_kind kind)
{
    return kind == OBJECT_CLUSTER || kind == OBJECT_LAUNCH_TEMPLATE || kind == OBJECT_AUTO_SCALING_GROUP ||
           kind == OBJECT_CAPACITY_PROVIDER || kind == OBJECT_SERVICE;
}

static void add_adoption(struct computing *at, const struct object *now)
{
    struct step step = step_begin(at, STEP_ADOPT, now, "tag as this stack's");
    step_change_add(&step, at->arena, TAG_STACK, now->stack, at->stack);
    step_change_add(&step, at->arena, TAG_RUN, now->run, RUN_ADOPTED);
    steps_add(at, step);
}

static bool refuse(struct computing *at, const struct field_strings *labels, const char *first_stack)
{
    const char *joined = "";
    for (int i = 0; i < labels->count; i++)
        joined = arena_printf(at->arena, "%s%s%s", joined, i > 0 ? "," : "", labels->items[i]);
    return error_set(
        at->err, ERROR_POLICY, labels->items[0],
        "%d object%s of the plan's name%s there and not of stack \"%s\"%s%s%s: nothing is changed; to take "
        "%s over, give --adopt %s",
        labels->count, labels->count == 1 ? "" : "s", labels->count == 1 ? " is" : "s are", at->stack,
        first_stack[0] != '\0' ? " (but of \"" : "", first_stack, first_stack[0] != '\0' ? "\")" : "",
        labels->count == 1 ? "it" : "them", joined);
}

static void note_idle_labels(struct computing *at)
{
    for (int k = 0; k < at->options->adopt.count; k++) {
        const char *label = at->options->adopt.items[k];
        bool names_one = false;
        for (int i = 0; i < at->target->objects_count && !names_one; i++) {
            const struct object *wanted = &at->target->objects[i];
            names_one = can_be_owned(wanted->kind) && text_matches(label, object_label(wanted, at->arena)) &&
                        now_find(at, wanted->kind, wanted->parent, wanted->name) != NULL;
        }
        if (!names_one)
            strings_printf(&at->steps->notes, at->arena, "--adopt %s names nothing that the plan has and that is there",
                           label);
    }
}

bool add_adoptions(struct computing *at)
{
    struct field_strings foreign = {.count = 0};
    const char *first_stack = "";
    for (int i = 0; i < at->target->objects_count; i++) {
        const struct object *wanted = &at->target->objects[i];
        const struct object *now =
            can_be_owned(wanted->kind) ? now_find(at, wanted->kind, wanted->parent, wanted->name) : NULL;
        if (now == NULL || is_ours(at, now))
            continue;
        if (is_adoptable(at, now)) {
            add_adoption(at, now);
            continue;
        }
        if (foreign.count == 0 && now->stack != NULL)
            first_stack = now->stack;
        strings_add(&foreign, at->arena, object_label(now, at->arena));
    }
    note_idle_labels(at);
    return foreign.count == 0 || refuse(at, &foreign, first_stack);
}
