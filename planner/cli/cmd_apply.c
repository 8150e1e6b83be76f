/* cmd_apply.c — a plan in, a cluster that is as the plan says out; or all that bayplan made for it away. */
#include "data/policy.h"
#include "planner/check/check.h"
#include "planner/cli/apply_run.h"
#include "planner/cli/run.h"
#include "planner/cli/terminal.h"
#include <stdio.h>
#include <string.h>

/* What one run of the two commands works on. */
struct apply_work {
    const struct plan *plan;
    struct apply_run *run;
    struct target named; /* without what runs: the names of all that is read */
    struct running_cluster now;
    struct target target; /* of destroy: empty */
    struct steps steps;
    struct text document; /* of the steps */
};

static void work_release(struct apply_work *work)
{
    text_release(&work->document);
    steps_release(&work->steps);
    target_release(&work->target);
    target_release(&work->named);
    running_cluster_release(&work->now);
}

/* Everything that the plan names is read, whether it hangs on the cluster or not. */
static bool read_all(struct apply_work *work, struct error *err)
{
    if (!target_make(work->plan, NULL, &work->named, err))
        return false;
    struct observe_scope scope = {.cluster = work->named.cluster,
                                  .stack = work->named.stack,
                                  .also = work->named.objects,
                                  .also_count = work->named.objects_count};
    return observe_cluster(work->run->client, &scope, &work->now, err);
}

static struct step_options step_options_of(struct apply_work *work)
{
    const struct setting *settings = work->run->invocation->settings;
    char expiry[MOMENT_TEXT_SIZE];
    const char *run = apply_run_id(work->run, work->plan->sha256);
    moment_format(work->run->now + LOCK_SECONDS, expiry);
    return (struct step_options){.run = run,
                                 .lock = arena_printf(&work->run->arena, "%s@%s", run, expiry),
                                 .adopt = object_set_members(settings[OPTION_ADOPT].text, &work->run->arena),
                                 .allow_delete = settings[OPTION_ALLOW_DELETE].flag};
}

static bool check_guard(const struct apply_work *work, struct error *err)
{
    const struct setting *settings = work->run->invocation->settings;
    const struct setting *change = &settings[OPTION_MAX_CHANGE];
    struct policy policy = {0};
    const char *path = settings[OPTION_POLICY].text;
    if (path && !policy_load(path, &policy, err))
        return false;
    struct guard guard = {.growth_percent = change->text ? change->count : GUARD_GROWTH_PERCENT,
                          .shrink_percent = change->text ? change->count : GUARD_SHRINK_PERCENT,
                          .policy = path ? &policy : NULL};
    bool allowed = guard_check(&guard, work->plan, &work->now, &work->steps, err);
    policy_release(&policy);
    return allowed;
}

static bool check_reviewed(struct apply_work *work, struct error *err)
{
    const char *path = work->run->invocation->settings[OPTION_REVIEWED].text;
    if (!path)
        return true;
    char *bytes = NULL;
    size_t length = 0;
    struct steps steps = {0};
    struct steps_document document = {0};
    if (!file_read(path, &work->run->arena, &bytes, &length, err) ||
        !steps_parse(path, bytes, length, &steps, &document, err))
        return false;
    bool same = steps_reviewed(&steps, &document, work->plan->sha256, &work->now, work->run->moment, err) &&
                steps_same_as_reviewed(&steps, &work->steps, err);
    steps_release(&steps);
    return same;
}

static void write_document(struct apply_work *work)
{
    char expiry[MOMENT_TEXT_SIZE];
    struct steps_document document = {.plan_sha256 = work->plan->sha256, .observed_at = work->run->moment};
    moment_format(work->run->now + REVIEW_SECONDS, expiry);
    document.expires_at = expiry;
    steps_observed(&work->steps, &work->target, &work->now, &work->run->arena, &document.observed,
                   &document.observed_count);
    text_init(&work->document, ANSWER_BYTES_MAX);
    steps_write(&work->steps, &document, &work->document);
}

static bool answer_dry_run(struct apply_work *work, struct error *err)
{
    const struct invocation *invocation = work->run->invocation;
    const char *path = invocation->settings[OPTION_OUTPUT].text;
    if (path && strcmp(path, "-") == 0)
        return terminal_answer(&work->document, err);
    if (path && !terminal_save(path, &work->document, err))
        return false;
    if (!apply_run_show(&work->steps, err))
        return false;
    if (path)
        terminal_note(invocation, "the steps are in %s; for 60 minutes: --reviewed %s --yes %.*s", path, path,
                      HASH_DIGITS_SHOWN, work->plan->sha256);
    else
        terminal_note(invocation, "the plan's hash, for --yes: %.*s", HASH_DIGITS_SHOWN, work->plan->sha256);
    return true;
}

/* PLAN.json -> PLAN.journal */
static const char *journal_file(struct apply_work *work)
{
    const struct invocation *invocation = work->run->invocation;
    const char *given = invocation->settings[OPTION_JOURNAL].text, *plan = invocation->arguments[0];
    if (given)
        return given;
    size_t length = strlen(plan);
    if (length > 5 && strcmp(plan + length - 5, ".json") == 0)
        length -= 5;
    return arena_printf(&work->run->arena, "%.*s.journal", (int)length, plan);
}

static bool do_steps(struct apply_work *work, struct error *err)
{
    const char *path = journal_file(work);
    struct journal_of_run of = {.plan_sha256 = work->plan->sha256, .run = apply_run_id(work->run, work->plan->sha256)};
    struct journal_record record = {.kind = RECORD_PLAN,
                                    .at = work->run->moment,
                                    .run = of.run,
                                    .sha256 = of.plan_sha256,
                                    .text = work->document.bytes};
    if (!journal_create(path, &of.journal, err))
        return false;
    terminal_note(work->run->invocation, "the journal is %s", path);
    bool done = journal_add(of.journal, &record, err) && apply_run_execute(work->run, &work->steps, &of, err);
    journal_close(of.journal);
    return done;
}

/* After the last step all is read again: what is there must be what was asked for. */
static bool read_back(struct apply_work *work, struct error *err)
{
    struct apply_work again = {.plan = work->plan, .run = work->run};
    struct step_options options = step_options_of(work);
    struct error why = {0};
    bool read = read_all(&again, &why) && target_make(work->plan, &again.now, &again.target, &why) &&
                steps_compute(&again.target, &again.now, &options, &again.steps, &why);
    bool done = read && again.steps.steps_count == 0;
    if (!read)
        error_set(err, ERROR_PARTLY_APPLIED, why.where, "every step was done, but not all could be read again: %s",
                  why.text);
    else if (!done)
        error_set(err, ERROR_PARTLY_APPLIED, again.steps.steps[0].id,
                  "every step was done, and the cluster is still not as the plan says: somebody else changes it; "
                  "'bayplan apply --dry-run' shows what differs");
    work_release(&again);
    return done;
}

static bool go_on(struct apply_work *work, const char *word, bool is_destroy, struct error *err)
{
    const struct invocation *invocation = work->run->invocation;
    write_document(work);
    if (invocation->settings[OPTION_DRY_RUN].flag)
        return answer_dry_run(work, err);
    if (!apply_run_show(&work->steps, err))
        return false;
    if (work->steps.steps_count == 0)
        return true;
    return apply_run_confirm(work->run, work->plan->sha256, word, work->steps.steps_count, err) &&
           do_steps(work, err) && (is_destroy || read_back(work, err));
}

/* A document that was changed by hand, or that its own replay did not hold, builds nothing. */
static bool check_truth(const struct plan *plan, const char *path, struct error *err)
{
    struct verdict verdict = {.passed = true};
    plan_findings_give(plan, &verdict);
    check_plan_alone(plan, NULL, &verdict);
    bool holds = verdict.findings_count == 0 && (plan->verification.seeds == 0 || plan->verification.passed);
    if (!holds)
        error_set(err, ERROR_INFEASIBLE, path, "the plan does not hold%s%s; see 'bayplan check' and 'bayplan simulate'",
                  verdict.findings_count > 0 ? ": " : "",
                  verdict.findings_count > 0 ? verdict.findings[0].what : " in a replay of ECS");
    verdict_release(&verdict);
    return holds;
}

static bool apply_plan(struct apply_work *work, struct error *err)
{
    if (!read_all(work, err) || !target_make(work->plan, &work->now, &work->target, err))
        return false;
    struct step_options options = step_options_of(work);
    return steps_compute(&work->target, &work->now, &options, &work->steps, err) && check_guard(work, err) &&
           check_reviewed(work, err) && go_on(work, "yes", false, err);
}

static bool destroy_plan(struct apply_work *work, struct error *err)
{
    if (!read_all(work, err))
        return false;
    struct step_options options = step_options_of(work);
    options.allow_delete = true;
    return steps_destroy(work->named.stack, work->named.cluster, &work->now, &options, &work->steps, err) &&
           go_on(work, work->named.cluster, true, err);
}

/* Stdin cannot be asked as well, and has no name for a journal. */
static bool check_stdin(const struct invocation *invocation, struct error *err)
{
    const struct setting *settings = invocation->settings;
    if (strcmp(invocation->arguments[0], "-") != 0 || settings[OPTION_DRY_RUN].flag)
        return true;
    if (!settings[OPTION_YES].text)
        return error_set(err, ERROR_USAGE, NULL, "a plan on stdin cannot be confirmed there too: give --yes HASH");
    return settings[OPTION_JOURNAL].text ||
           error_set(err, ERROR_USAGE, NULL, "a plan on stdin gives its journal no name: give --journal FILE");
}

static bool run_work(const struct invocation *invocation, const struct plan *plan,
                     bool (*work_on)(struct apply_work *, struct error *), struct error *err)
{
    struct apply_run run = {0};
    struct apply_work work = {.plan = plan, .run = &run};
    bool done = target_complete(plan, err) &&
                apply_run_open(&run, invocation, plan->region, plan->apply.account, err) && work_on(&work, err);
    work_release(&work);
    apply_run_close(&run);
    return done;
}

bool run_apply(const struct invocation *invocation, int *ret_exit_code, struct error *err)
{
    struct plan plan = {0};
    const char *path = invocation->arguments[0];
    *ret_exit_code = 0;
    if (!check_stdin(invocation, err) || !plan_load(path, &plan, err))
        return false;
    bool done = check_truth(&plan, path, err) && run_work(invocation, &plan, apply_plan, err);
    plan_release(&plan);
    return done;
}

bool run_destroy(const struct invocation *invocation, int *ret_exit_code, struct error *err)
{
    struct plan plan = {0};
    *ret_exit_code = 0;
    if (!check_stdin(invocation, err) || !plan_load(invocation->arguments[0], &plan, err))
        return false;
    bool done = run_work(invocation, &plan, destroy_plan, err);
    plan_release(&plan);
    return done;
}
