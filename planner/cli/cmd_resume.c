/* cmd_resume.c — a journal in: its run goes on to its end, or back to where it began. The journal alone is enough. */
#include "planner/cli/apply_run.h"
#include "planner/cli/run.h"
#include "planner/cli/terminal.h"
#include <string.h>

struct journal_work {
    struct arena arena;
    struct journal *journal;
    struct journal_record *records;
    int records_count;
    int first; /* the last PLAN or UNDO: what the run works on now; the records behind it are its own */
    struct steps steps;
    struct steps_document document;
    struct apply_run run;
};

static void work_release(struct journal_work *work)
{
    apply_run_close(&work->run);
    steps_release(&work->steps);
    journal_close(work->journal);
    arena_release(&work->arena);
}

static bool find_first(struct journal_work *work, const char *path, struct error *err)
{
    work->first = -1;
    for (int i = 0; i < work->records_count; i++)
        if (work->records[i].kind == RECORD_PLAN || work->records[i].kind == RECORD_UNDO)
            work->first = i;
    return work->first >= 0 ||
           error_set(err, ERROR_INPUT, path, "the journal ends before its run began: nothing was changed; delete it");
}

static bool work_read(struct journal_work *work, const struct invocation *invocation, struct error *err)
{
    const char *path = invocation->arguments[0];
    if (!journal_open(path, &work->arena, &work->journal, &work->records, &work->records_count, err) ||
        !find_first(work, path, err))
        return false;
    const struct journal_record *first = &work->records[work->first];
    return steps_parse(path, first->text, strlen(first->text), &work->steps, &work->document, err);
}

static bool has_ended(const struct journal_work *work)
{
    return work->records[work->records_count - 1].kind == RECORD_END;
}

static bool work_open(struct journal_work *work, const struct invocation *invocation, struct error *err)
{
    return apply_run_open(&work->run, invocation, work->steps.region, work->steps.account, err);
}

static struct journal_of_run journal_of(const struct journal_work *work)
{
    return (struct journal_of_run){.journal = work->journal,
                                   .plan_sha256 = work->document.plan_sha256,
                                   .run = work->records[work->first].run,
                                   .records = work->records,
                                   .records_count = work->records_count};
}

static bool go_on(struct journal_work *work, struct error *err)
{
    struct journal_of_run of = journal_of(work);
    return apply_run_execute(&work->run, &work->steps, &of, err);
}

bool run_resume(const struct invocation *invocation, int *ret_exit_code, struct error *err)
{
    struct journal_work work = {0};
    *ret_exit_code = 0;
    bool done = work_read(&work, invocation, err);
    if (done && has_ended(&work))
        terminal_note(invocation, "this run is at its end: %s", work.records[work.records_count - 1].text);
    else if (done)
        done = work_open(&work, invocation, err) && go_on(&work, err);
    work_release(&work);
    return done;
}

static bool undo(struct journal_work *work, const struct steps *inverse, struct error *err)
{
    const struct invocation *invocation = work->run.invocation;
    struct text document = {0};
    if (!apply_run_show(inverse, err))
        return false;
    if (invocation->settings[OPTION_DRY_RUN].flag) {
        terminal_note(invocation, "the plan's hash, for --yes: %.*s", HASH_DIGITS_SHOWN, work->document.plan_sha256);
        return true;
    }
    /* Nothing to take back: the journal is brought to its end all the same. */
    if (inverse->steps_count > 0 &&
        !apply_run_confirm(&work->run, work->document.plan_sha256, "yes", inverse->steps_count, err))
        return false;
    text_init(&document, ANSWER_BYTES_MAX);
    steps_write(inverse, &work->document, &document);
    struct journal_of_run of = journal_of(work);
    struct journal_record record = {
        .kind = RECORD_UNDO, .at = work->run.moment, .run = of.run, .sha256 = of.plan_sha256, .text = document.bytes};
    bool done = journal_add(work->journal, &record, err) && apply_run_execute(&work->run, inverse, &of, err);
    text_release(&document);
    return done;
}

static bool check_undone(const struct journal_work *work, const char *path, struct error *err)
{
    if (work->records[work->first].kind != RECORD_UNDO)
        return true;
    return error_set(err, ERROR_USAGE, path,
                     has_ended(work) ? "this run is rolled back already"
                                     : "its rollback has begun: 'bayplan resume' goes on with it");
}

bool run_rollback(const struct invocation *invocation, int *ret_exit_code, struct error *err)
{
    struct journal_work work = {0};
    struct steps inverse = {0};
    *ret_exit_code = 0;
    bool done = work_read(&work, invocation, err) && check_undone(&work, invocation->arguments[0], err) &&
                work_open(&work, invocation, err);
    if (done) {
        struct journal_of_run of = journal_of(&work);
        bool *begun = ARENA_ARRAY(&work.arena, bool, work.steps.steps_count + 1);
        execution_done(work.records, work.records_count, &work.steps, begun);
        done = steps_invert(&work.steps, begun, &inverse, err) && apply_run_check_undo(&work.run, &inverse, &of, err) &&
               undo(&work, &inverse, err);
    }
    steps_release(&inverse);
    work_release(&work);
    return done;
}
