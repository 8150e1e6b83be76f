/* execute_track.c — what a journal says of each step, and the names that only AWS could give. */
#include "planner/apply/execute_parts.h"

#include <stdlib.h>
#include <string.h>

static bool is_same_object(const struct step *a, const struct step *b)
{
    return a->object.kind == b->object.kind && strcmp(a->object.parent, b->object.parent) == 0 &&
           strcmp(a->object.name, b->object.name) == 0;
}

int step_index(const struct runner *runner, const struct step *step)
{
    return (int)(step - runner->execution->steps->steps);
}

bool step_is_paired(const struct runner *runner, int index)
{
    const struct steps *steps = runner->execution->steps;
    const struct step *step = &steps->steps[index];
    for (int i = 0; i < steps->steps_count; i++)
        if (i != index && steps->steps[i].at_end && !step->at_end && step->action == STEP_UPDATE &&
            is_same_object(step, &steps->steps[i]) && step->changes_count > 0 && steps->steps[i].changes_count > 0 &&
            strcmp(step->changes[0].property, steps->steps[i].changes[0].property) == 0)
            return true;
    return false;
}

bool step_was_touched(const struct runner *runner, int index)
{
    const struct steps *steps = runner->execution->steps;
    for (int i = 0; i < index; i++)
        if (runner->tracks[i].intended && is_same_object(&steps->steps[i], &steps->steps[index]))
            return true;
    return false;
}

/* --- from the journal --- */

static struct track *track_of(struct runner *runner, const char *id)
{
    const struct steps *steps = runner->execution->steps;
    for (int i = 0; i < steps->steps_count; i++)
        if (strcmp(steps->steps[i].id, id) == 0)
            return &runner->tracks[i];
    return NULL;
}

static void take_made(struct runner *runner, struct track *track, const char *text)
{
    const char *equals = strchr(text, '=');
    if (!equals)
        return;
    made_add(runner, arena_strndup(&runner->arena, text, (size_t)(equals - text)), equals + 1);
    if (track)
        track->made = runner->made[runner->made_count - 1].name;
}

static void take_reply(struct runner *runner, struct track *track, const struct journal_record *record)
{
    bool taken = record->status >= 200 && record->status < 300;
    track->under_way = false;
    track->changed |= taken;
    track->accepted |= taken && record->token[0] != '\0';
    if (taken && record->text[0] != '\0')
        track->deployment = arena_strdup(&runner->arena, record->text);
}

static void take(struct runner *runner, const struct journal_record *record)
{
    struct track *track = track_of(runner, record->step);
    if (record->kind == RECORD_DONE)
        take_made(runner, track, record->text);
    if (!track)
        return;
    switch (record->kind) {
    case RECORD_INTENT:
        track->intended = true;
        track->failed = false;
        return;
    case RECORD_SENT:
        track->under_way = true;
        return;
    case RECORD_REPLY:
        take_reply(runner, track, record);
        return;
    case RECORD_DONE:
        track->done = true;
        return;
    case RECORD_FAILED:
        track->failed = true;
        return;
    case RECORD_PLAN:
    case RECORD_OBSERVED:
    case RECORD_UNDO:
    case RECORD_END:
        return;
    }
}

/* "07 update service/web ..." is of the object with that label. */
static bool is_of(const char *id, const struct object *object, struct arena *arena)
{
    const char *label = object_label(object, arena), *at = strstr(id, label);
    return at && at > id && at[-1] == ' ' && (at[strlen(label)] == ' ' || at[strlen(label)] == '\0');
}

/* The call that a run was killed in may have been done and not be seen yet: its undoing does not take the first look
 * for the truth. */
static void doubt_last_call(struct runner *runner)
{
    const struct execution *execution = runner->execution;
    const char *under_way = "";
    for (int i = 0; i < execution->records_count && execution->records[i].kind != RECORD_UNDO; i++) {
        const struct journal_record *record = &execution->records[i];
        if (record->kind == RECORD_SENT)
            under_way = record->step;
        else if ((record->kind == RECORD_REPLY || record->kind == RECORD_DONE) && strcmp(record->step, under_way) == 0)
            under_way = "";
    }
    for (int i = 0; i < execution->steps->steps_count; i++)
        runner->tracks[i].unproved =
            under_way[0] != '\0' && is_of(under_way, &execution->steps->steps[i].object, &runner->arena);
}

/* What is taken back at the end, and what takes it back, is true only until the run ends: it is looked at again. Where
 * nothing is left to do but that, the lock need not be taken once more. */
static void forget_passing(struct runner *runner)
{
    const struct steps *steps = runner->execution->steps;
    bool work_left = false;
    for (int i = 0; i < steps->steps_count; i++)
        work_left |= !runner->tracks[i].done && !steps->steps[i].at_end && !step_is_paired(runner, i);
    for (int i = 0; i < steps->steps_count; i++) {
        bool looks_again = steps->steps[i].at_end || (work_left && step_is_paired(runner, i));
        if (looks_again)
            runner->tracks[i] = (struct track){.intended = runner->tracks[i].intended,
                                               .changed = runner->tracks[i].changed,
                                               .deployment = "",
                                               .made = ""};
    }
}

void tracks_read(struct runner *runner, bool undoes)
{
    const struct execution *execution = runner->execution;
    int count = execution->steps->steps_count;
    runner->tracks = ARENA_ARRAY(&runner->arena, struct track, count > 0 ? count : 1);
    for (int i = 0; i < count; i++)
        runner->tracks[i] = (struct track){.deployment = "", .made = ""};
    for (int i = 0; i < execution->records_count; i++)
        take(runner, &execution->records[i]);
    for (int i = 0; i < count; i++)
        runner->tracks[i].changed |= runner->tracks[i].under_way;
    forget_passing(runner);
    if (undoes)
        doubt_last_call(runner);
}

void execution_done(const struct journal_record *records, int count, const struct steps *steps, bool *ret_done)
{
    for (int i = 0; i < steps->steps_count; i++) {
        ret_done[i] = false;
        for (int r = 0; r < count; r++) {
            if (strcmp(records[r].step, steps->steps[i].id) != 0)
                continue;
            bool taken = records[r].kind == RECORD_REPLY && records[r].status >= 200 && records[r].status < 300;
            bool under_way = records[r].kind == RECORD_SENT && (r + 1 == count || records[r + 1].kind != RECORD_REPLY);
            ret_done[i] |= taken || under_way;
        }
    }
}

/* --- names --- */

void made_add(struct runner *runner, const char *foretold, const char *name)
{
    if (runner->made_count == runner->made_capacity) {
        runner->made_capacity = runner->made_capacity ? 2 * runner->made_capacity : 16;
        runner->made = memory_resize(runner->made, (size_t)runner->made_capacity, sizeof *runner->made);
    }
    runner->made[runner->made_count++] =
        (struct made){arena_strdup(&runner->arena, foretold), arena_strdup(&runner->arena, name)};
}

static const char *made_name(const struct runner *runner, const char *foretold)
{
    for (int i = runner->made_count - 1; i >= 0; i--)
        if (strcmp(runner->made[i].foretold, foretold) == 0)
            return runner->made[i].name;
    return NULL;
}

const char *step_foretold(const struct step *step, struct arena *arena)
{
    if (step->object.kind == OBJECT_TASK_DEFINITION && step->action == STEP_CREATE)
        return step->object.name;
    if (step->object.kind != OBJECT_LAUNCH_TEMPLATE)
        return "";
    if (step->action == STEP_CREATE)
        return arena_printf(arena, "%s:1", step->object.name);
    const char *version = step->action == STEP_UPDATE ? step_sets(step, "version") : NULL;
    return version ? arena_printf(arena, "%s:%s", step->object.name, version) : "";
}

static const char *replaced(const struct runner *runner, const struct step *step, const char *property,
                            const char *value, struct arena *arena)
{
    const char *name = NULL;
    if (!value)
        return NULL;
    if (step->object.kind == OBJECT_SERVICE && strcmp(property, "task_definition") == 0)
        name = made_name(runner, value);
    if (step->object.kind == OBJECT_AUTO_SCALING_GROUP && strcmp(property, "launch_template_version") == 0) {
        /* A pool's template and group have one name. */
        const char *of = step_sets(step, "launch_template");
        name = made_name(runner, arena_printf(arena, "%s:%s", of && of[0] != '\0' ? of : step->object.name, value));
    }
    return name ? name : value;
}

struct step *step_resolved(struct runner *runner, const struct step *step, struct arena *arena)
{
    struct step *own = ARENA_NEW(arena, struct step);
    *own = *step;
    own->object = object_copy(&step->object, arena);
    for (int i = 0; i < own->object.properties_count; i++) {
        const struct property *property = &own->object.properties[i];
        const char *value = replaced(runner, step, property->name, property->value, arena);
        if (value != property->value)
            object_set(&own->object, arena, property->name, value);
    }
    own->changes = ARENA_ARRAY(arena, struct step_change, step->changes_count > 0 ? step->changes_count : 1);
    for (int i = 0; i < step->changes_count; i++) {
        struct step_change *change = &own->changes[i];
        *change = step->changes[i];
        change->before = replaced(runner, step, change->property, change->before, arena);
        change->after = replaced(runner, step, change->property, change->after, arena);
    }
    return own;
}
