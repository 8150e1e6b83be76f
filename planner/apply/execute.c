/* execute.c — see execute.h: the steps in their order, what is done in any case, and what is said at the end. */
#include "data/base/date.h"
#include "planner/apply/execute_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_stopped(const struct execution *execution)
{
    return execution->stop && *execution->stop;
}

static bool make_step(struct runner *runner, int index, struct execution_result *result, struct error *err)
{
    const struct execution *execution = runner->execution;
    struct trying trying = {.runner = runner,
                            .track = &runner->tracks[index],
                            .number = index + 1,
                            .touched = step_was_touched(runner, index)};
    trying.step = step_resolved(runner, &execution->steps->steps[index], &trying.arena);
    bool ok = step_make(&trying, err);
    result->stopped |= trying.stopped;
    if (!ok && !trying.stopped) {
        struct error own = {0};
        runner->tracks[index].failed = true;
        struct journal_record record = {.kind = RECORD_FAILED, .text = err->text};
        if (!write_record(&trying, &record, &own))
            *err = own;
    }
    if (!ok)
        execute_say(&trying, true, "%s", trying.stopped ? "stopped" : "failed");
    arena_release(&trying.read_arena);
    arena_release(&trying.arena);
    return ok;
}

static bool make_steps(struct runner *runner, struct execution_result *result, struct error *err)
{
    const struct steps *steps = runner->execution->steps;
    for (int i = 0; i < steps->steps_count; i++) {
        if (runner->tracks[i].done)
            continue;
        if (is_stopped(runner->execution)) {
            result->stopped = true;
            result->failed_step = steps->steps[i].id;
            return error_set(err, ERROR_AWS, steps->steps[i].id, "stopped");
        }
        if (!make_step(runner, i, result, err)) {
            result->failed_step = steps->steps[i].id;
            return false;
        }
    }
    return true;
}

/* What must not be left behind: scaling that is suspended, the lock. */
static bool make_ends(struct runner *runner, struct error *err)
{
    const struct steps *steps = runner->execution->steps;
    struct execution_result unheard = {0};
    bool ok = true;
    runner->ending = true;
    for (int i = 0; i < steps->steps_count; i++) {
        struct error own = {0};
        if (!steps->steps[i].at_end || runner->tracks[i].done || make_step(runner, i, &unheard, &own))
            continue;
        if (ok)
            *err = own;
        ok = false;
    }
    return ok;
}

static bool write_end(struct runner *runner, const char *words, struct error *err)
{
    const struct execution *execution = runner->execution;
    char at[MOMENT_TEXT_SIZE];
    struct journal_record record = {
        .kind = RECORD_END, .at = moment_format(aws_now(execution->client), at), .text = words};
    return journal_add(execution->journal, &record, err);
}

/* Steps that an at_end step took back count only where that one failed. */
static int count_changed(const struct runner *runner, bool ends_done)
{
    const struct steps *steps = runner->execution->steps;
    int count = 0;
    for (int i = 0; i < steps->steps_count; i++) {
        bool passes = ends_done && (steps->steps[i].at_end || step_is_paired(runner, i));
        count += runner->tracks[i].changed && !passes;
    }
    return count;
}

/* Scaling that is still suspended. A lock that another run has overwritten leaves nothing behind. */
static bool changed_in_passing(const struct runner *runner)
{
    const struct steps *steps = runner->execution->steps;
    for (int i = 0; i < steps->steps_count; i++)
        if (runner->tracks[i].changed && step_is_paired(runner, i) && steps->steps[i].object.kind != OBJECT_CLUSTER)
            return true;
    return false;
}

static int count_done(const struct runner *runner)
{
    int count = 0;
    for (int i = 0; i < runner->execution->steps->steps_count; i++)
        count += runner->tracks[i].done;
    return count;
}

static bool partly(const struct runner *runner, const struct execution_result *result, const struct error *why,
                   const struct error *end, struct error *err)
{
    const struct execution *execution = runner->execution;
    const char *journal = journal_path(execution->journal);
    bool undoes = journal_is_undoing(execution->journal);
    char left[ERROR_TEXT_SIZE / 4] = "";
    if (end->kind != ERROR_NONE)
        snprintf(left, sizeof left, "; and left behind: %.200s", end->text);
    if (undoes)
        return error_set(err, ERROR_PARTLY_APPLIED, why->where,
                         "%.500s%s; %d of %d steps are taken back: `bayplan resume %s` goes on", why->text, left,
                         result->done, execution->steps->steps_count, journal);
    return error_set(err, ERROR_PARTLY_APPLIED, why->where,
                     "%.500s%s; %d of %d steps are done: `bayplan resume %s` goes on, `bayplan rollback %s` takes them "
                     "back",
                     why->text, left, result->done, execution->steps->steps_count, journal, journal);
}

static bool unfinished(struct runner *runner, struct execution_result *result, const struct error *why,
                       struct error *err)
{
    struct error end = {0};
    /* Where nothing passing was ever done, there is nothing to end. */
    bool ends_done = runner->locked_out ? !changed_in_passing(runner) : make_ends(runner, &end);
    result->done = count_done(runner);
    result->changed = count_changed(runner, ends_done);
    if (result->changed > 0 || !ends_done || journal_is_undoing(runner->execution->journal))
        return partly(runner, result, why, &end, err);
    struct error unheard = {0};
    (void)!write_end(runner, "nothing was changed", &unheard);
    return error_set(err, why->kind, why->where, "%.900s; nothing was changed", why->text);
}

bool execute(const struct execution *execution, struct execution_result *ret_result, struct error *err)
{
    struct runner runner = {.execution = execution};
    struct error why = {0};
    *ret_result = (struct execution_result){0};
    tracks_read(&runner, journal_is_undoing(execution->journal));
    bool ok = make_steps(&runner, ret_result, &why);
    if (ok) {
        ret_result->done = count_done(&runner);
        ret_result->changed = count_changed(&runner, true);
        ok = write_end(&runner, journal_is_undoing(execution->journal) ? "rolled back" : "done", err);
    } else {
        unfinished(&runner, ret_result, &why, err);
    }
    free(runner.made);
    arena_release(&runner.arena);
    return ok;
}
