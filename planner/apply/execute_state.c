/* execute_state.c — what was read, against the step: as before, as after, or somebody's.
 *
 * Numbers that a schedule of the object's own moves are its own in any of the schedule's hours: a run may take longer
 * than the hour it began in. */
#include "planner/apply/execute_parts.h"
#include "planner/observe/ask.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    enum object_kind kind, action;
    const char *least, *most;               /* of the object */
    const char *action_least, *action_most; /* of its scheduled actions */
} schedules[] = {
    {OBJECT_AUTO_SCALING_GROUP, OBJECT_GROUP_ACTION, "min_size", "max_size", "min_size", "max_size"},
    {OBJECT_SCALABLE_TARGET, OBJECT_SERVICE_ACTION, "min_capacity", "max_capacity", "min_capacity", "max_capacity"},
    {OBJECT_SERVICE, OBJECT_SERVICE_ACTION, "desired_count", "desired_count", "min_capacity", "max_capacity"},
};
enum { SCHEDULES = sizeof schedules / sizeof schedules[0] };

static const struct step_change *change_of(const struct step *step, const char *property)
{
    for (int i = 0; i < step->changes_count; i++)
        if (strcmp(step->changes[i].property, property) == 0)
            return &step->changes[i];
    return NULL;
}

/* As it would be without its schedule: the numbers as the step has them before (or after). */
static enum step_state state_with(struct trying *trying, int row, bool after)
{
    struct object object = object_copy(&trying->now, &trying->read_arena);
    const char *const numbers[] = {schedules[row].least, schedules[row].most};
    for (int i = 0; i < 2; i++) {
        const struct step_change *change = change_of(trying->step, numbers[i]);
        const char *value = change ? (after ? change->after : change->before) : NULL;
        if (change)
            object_set(&object, &trying->read_arena, numbers[i], value ? value : "");
    }
    return step_state(trying->step, &object);
}

static bool is_of(const struct trying *trying, const struct object *action, int row)
{
    return action->kind == schedules[row].action && strcmp(action->parent, trying->now.name) == 0;
}

static bool is_row(const struct trying *trying, int row, int64_t low, int64_t high)
{
    int64_t least = object_integer(&trying->now, schedules[row].least);
    int64_t most = object_integer(&trying->now, schedules[row].most);
    bool is_service = schedules[row].kind == OBJECT_SERVICE;
    return low >= 0 && (is_service ? least >= low && most <= high : least == low && most == high);
}

static bool is_in_schedule(const struct trying *trying, const struct decoding *decoding, int row)
{
    for (int i = 0; i < decoding->objects_count; i++) {
        const struct object *action = &decoding->objects[i];
        if (is_of(trying, action, row) && is_row(trying, row, object_integer(action, schedules[row].action_least),
                                                 object_integer(action, schedules[row].action_most)))
            return true;
    }
    return false;
}

static int64_t number_of(const struct step *step, const char *property, bool after)
{
    const struct step_change *change = change_of(step, property);
    const char *value = change ? (after ? change->after : change->before) : NULL;
    return value && value[0] != '\0' ? strtoll(value, NULL, 10) : -1;
}

/* The run itself takes scheduled actions away, or changes them: they may have been due before. */
static bool was_in_schedule(const struct trying *trying, int row)
{
    const struct steps *steps = trying->runner->execution->steps;
    for (int i = 0; i < steps->steps_count; i++) {
        const struct step *step = &steps->steps[i];
        for (int after = 0; after < 2 && is_of(trying, &step->object, row); after++)
            if (is_row(trying, row, number_of(step, schedules[row].action_least, after),
                       number_of(step, schedules[row].action_most, after)))
                return true;
    }
    return false;
}

static bool schedule_says_so(struct trying *trying, int row, bool *ret_so, struct error *err)
{
    const struct execution *execution = trying->runner->execution;
    struct asking asking = {0};
    *ret_so = was_in_schedule(trying, row);
    if (*ret_so)
        return true;
    asking_begin(&asking, execution->client, &trying->read_arena, execution->steps->cluster);
    bool ok = schedules[row].action == OBJECT_GROUP_ACTION
                  ? ask_group_actions(&asking, trying->now.name, err)
                  : ask_service_actions(&asking, execution->steps->cluster, trying->now.name, err);
    if (ok)
        decode_finish(&asking.decoding);
    *ret_so = ok && is_in_schedule(trying, &asking.decoding, row);
    asking_release(&asking);
    return ok;
}

static bool look_at_schedule(struct trying *trying, enum step_state *ret_state, struct error *err)
{
    for (int row = 0; row < SCHEDULES; row++) {
        if (schedules[row].kind != trying->now.kind)
            continue;
        /* Where AWS took the call, the schedule moved what the step had made. */
        bool made = trying->track->accepted;
        enum step_state state = state_with(trying, row, made);
        if (state == STEP_NEITHER)
            state = state_with(trying, row, !made);
        bool so = false;
        if (state != STEP_NEITHER && !schedule_says_so(trying, row, &so, err))
            return false;
        if (so)
            *ret_state = state;
    }
    return true;
}

/* A deletion that was begun has changed numbers; that the object is ours, and the one meant, is asked all the same. */
static bool is_the_one_meant(const struct trying *trying)
{
    const struct object *meant = &trying->step->object, *now = &trying->now;
    bool same = meant->id[0] == '\0' || now->id[0] == '\0' || strcmp(meant->id, now->id) == 0;
    bool can_be_tagged = now->kind != OBJECT_GROUP_ACTION && now->kind != OBJECT_SERVICE_ACTION;
    return same && (!can_be_tagged || strcmp(now->stack, meant->stack) == 0);
}

bool state_now(struct trying *trying, enum step_state *ret_state, struct error *err)
{
    const struct step *step = trying->step;
    bool goes = step->action == STEP_DELETE;
    *ret_state = STEP_AS_AFTER;
    if (goes && !trying->exists)
        return true;
    if (goes && trying->track->intended) {
        *ret_state = is_the_one_meant(trying) ? STEP_AS_BEFORE : STEP_NEITHER;
        return true;
    }
    *ret_state = step_state(step, trying->exists ? &trying->now : NULL);
    if (*ret_state != STEP_NEITHER || !trying->exists || step->action == STEP_ADOPT)
        return true;
    return look_at_schedule(trying, ret_state, err);
}
