#include "planner/cli/apply_run.h"
#include "planner/cli/aws_session.h"
#include "planner/cli/terminal.h"
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static bool check_account(const struct apply_run *run, const char *account, struct error *err)
{
    if (!*account || strcmp(account, run->identity.account) == 0)
        return true;
    return error_set(err, ERROR_DRIFT, NULL,
                     "this is for account %s, and these credentials (%s) are of account %s: nothing was touched; "
                     "choose others with --profile or AWS_PROFILE",
                     account, run->identity.arn, run->identity.account);
}

bool apply_run_open(struct apply_run *run, const struct invocation *invocation, const char *region, const char *account,
                    struct error *err)
{
    *run = (struct apply_run){.invocation = invocation};
    session_catch_signals();
    struct aws_options options = session_options(invocation, region);
    if (!aws_open(&options, &run->client, err))
        return false;
    if (!observe_identity(run->client, &run->arena, &run->identity, err) || !check_account(run, account, err)) {
        apply_run_close(run);
        return false;
    }
    run->now = aws_now(run->client);
    moment_format(run->now, run->moment);
    terminal_note(invocation, "account %s, region %s, as %s", run->identity.account, aws_region(run->client),
                  run->identity.arn);
    return true;
}

void apply_run_close(struct apply_run *run)
{
    aws_close(run->client);
    arena_release(&run->arena);
    *run = (struct apply_run){0};
}

/* Two runs of one second are two: the clock's nanoseconds and the process tell them apart. */
const char *apply_run_id(struct apply_run *run, const char *plan_sha256)
{
    char compact[MOMENT_TEXT_SIZE], own[SHA256_HEX_SIZE];
    struct timespec clock;
    int length = 0;
    if (run->id)
        return run->id;
    for (const char *at = run->moment; *at; at++)
        if (*at != '-' && *at != ':')
            compact[length++] = *at;
    clock_gettime(CLOCK_REALTIME, &clock);
    const char *seed = arena_printf(&run->arena, "%s %ld %ld", plan_sha256, (long)clock.tv_nsec, (long)getpid());
    sha256_hex(seed, strlen(seed), own);
    run->id = arena_printf(&run->arena, "%.*s-%.8s", length, compact, own);
    return run->id;
}

static bool check_hash(const char *given, const char *hash, struct error *err)
{
    size_t length = strlen(given);
    if (length < HASH_DIGITS_SHOWN)
        return error_set(err, ERROR_USAGE, "--yes", "'%s' has fewer than %d digits of the plan's hash", given,
                         HASH_DIGITS_SHOWN);
    if (strncmp(given, hash, length) != 0)
        return error_set(err, ERROR_USAGE, "--yes",
                         "'%s' is not this plan's hash, which is %.*s: is it the plan that was reviewed?", given,
                         HASH_DIGITS_SHOWN, hash);
    return true;
}

bool apply_run_confirm(const struct apply_run *run, const char *hash, const char *word, int steps_count,
                       struct error *err)
{
    const char *given = run->invocation->settings[OPTION_YES].text;
    if (given)
        return check_hash(given, hash, err);
    if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
        return error_set(err, ERROR_USAGE, NULL,
                         "there is nobody to ask; after looking at the steps (--dry-run) give --yes %.*s",
                         HASH_DIGITS_SHOWN, hash);
    char answer[256] = "";
    fprintf(stderr, "Do these %d step%s? Only '%s' does: ", steps_count, steps_count == 1 ? "" : "s", word);
    if (!fgets(answer, sizeof answer, stdin))
        answer[0] = '\0';
    answer[strcspn(answer, "\n")] = '\0';
    if (strcmp(answer, word) != 0)
        return error_set(err, ERROR_USAGE, NULL, "not confirmed: nothing was changed");
    return true;
}

bool apply_run_show(const struct steps *steps, struct error *err)
{
    struct text shown = {0};
    text_init(&shown, ANSWER_BYTES_MAX);
    steps_text(steps, &shown);
    bool done = terminal_answer(&shown, err);
    text_release(&shown);
    return done;
}

struct telling {
    const struct invocation *invocation;
    struct progress progress;
    int steps_count;
};

/* The line of the moment on a terminal, and one line that stays for each step that ended. */
static void tell(void *context, const struct step *step, int number, const char *words, bool last)
{
    struct telling *telling = context;
    char line[512];
    const char *label = strchr(step->id, ' ');
    snprintf(line, sizeof line, "%d/%d %s: %s", number, telling->steps_count, label ? label + 1 : step->id, words);
    if (!last) {
        progress_line(&telling->progress, line);
        return;
    }
    progress_end(&telling->progress);
    terminal_note(telling->invocation, "%s", line);
    telling->progress = progress_begin(telling->invocation);
}

static struct execution execution_of(const struct apply_run *run, const struct steps *steps,
                                     const struct journal_of_run *of)
{
    return (struct execution){.client = run->client,
                              .journal = of->journal,
                              .steps = steps,
                              .plan_sha256 = of->plan_sha256,
                              .run = of->run,
                              .records = of->records,
                              .records_count = of->records_count,
                              .poll_seconds = EXECUTE_POLL_SECONDS,
                              .wait_seconds = run->invocation->settings[OPTION_WAIT_LIMIT].seconds,
                              .stop = session_stop_asked()};
}

bool apply_run_execute(const struct apply_run *run, const struct steps *steps, const struct journal_of_run *of,
                       struct error *err)
{
    struct telling telling = {
        .invocation = run->invocation, .progress = progress_begin(run->invocation), .steps_count = steps->steps_count};
    struct execution execution = execution_of(run, steps, of);
    struct execution_result result = {0};
    execution.progress = tell;
    execution.progress_context = &telling;
    bool done = execute(&execution, &result, err);
    progress_end(&telling.progress);
    if (done)
        terminal_note(run->invocation, "done: %d of %d steps, %d changes", result.done, steps->steps_count,
                      result.changed);
    return done;
}

bool apply_run_check_undo(const struct apply_run *run, const struct steps *undo, const struct journal_of_run *of,
                          struct error *err)
{
    struct execution execution = execution_of(run, undo, of);
    return execution_check_undo(&execution, err);
}
