/* cmd_plan.c — profile and prices in, plan out. */
#include "planner/check/check.h"
#include "planner/cli/run.h"
#include "planner/cli/terminal.h"
#include "planner/pools/planning.h"
#include "pricing/snapshot.h"
#include "reports/text_report.h"
#include <string.h>

enum { FINDINGS_NOTED = 10 };

static bool load_prices(const struct invocation *invocation, const struct profile *profile,
                        struct catalogue *ret_catalogue, struct error *err)
{
    const char *path = invocation->settings[OPTION_PRICES].text;
    if (!path)
        return snapshot_catalogue(profile->region, ret_catalogue, err);
    if (!catalogue_load(path, ret_catalogue, err))
        return false;
    if (strcmp(ret_catalogue->region, profile->region) == 0)
        return true;
    error_set(err, ERROR_UNKNOWN_PRICE, path, "has the prices of %s; the profile is for %s", ret_catalogue->region,
              profile->region);
    catalogue_release(ret_catalogue);
    return false;
}

/* What was planned, what its replay found, what an independent count found. */
struct planned {
    struct plan plan;
    struct verdict replay, count;
};

static void planned_release(struct planned *planned)
{
    verdict_release(&planned->replay);
    verdict_release(&planned->count);
    plan_release(&planned->plan);
}

static bool answer(const struct invocation *invocation, const struct planned *planned, struct error *err)
{
    struct text document = {0}, shown = {0};
    text_init(&document, ANSWER_BYTES_MAX);
    text_init(&shown, ANSWER_BYTES_MAX);
    struct screen screen = {&shown, SCREEN_WIDTH, terminal_wants_colour(invocation)};
    plan_write(&planned->plan, &document);
    text_report_plan(&screen, &planned->plan, &planned->replay, &planned->count);
    bool done = terminal_answer_document(invocation, "plan", &document, &shown, err);
    text_release(&document);
    text_release(&shown);
    return done;
}

/* A plan that breaks a promise or is not true is given all the same; notes and the exit code say so. */
static int exit_code_of(const struct invocation *invocation, const struct planned *planned)
{
    const struct verdict *count = &planned->count;
    bool replayed = planned->plan.verification.seeds == 0 || planned->plan.verification.passed;
    if (!replayed)
        terminal_note(invocation,
                      "the plan does not hold: a scenario that must pass does not; bayplan simulate tells which");
    for (int i = 0; i < count->findings_count && i < FINDINGS_NOTED; i++)
        terminal_note(invocation, "the plan does not hold: %s: %s", count->findings[i].where, count->findings[i].what);
    return replayed && count->findings_count == 0 ? 0 : error_exit_code(ERROR_INFEASIBLE);
}

static bool plan_and_answer(const struct invocation *invocation, const struct profile *profile,
                            const struct catalogue *catalogue, int *ret_exit_code, struct error *err)
{
    struct planned planned = {0};
    struct progress progress = progress_begin(invocation);
    struct planning_options options = {.time_limit_s = invocation->settings[OPTION_TIME_LIMIT].seconds,
                                       .progress = progress_line,
                                       .context = &progress,
                                       .ret_verdict = &planned.replay};
    bool done = planning_run(profile, catalogue, &options, &planned.plan, err);
    progress_end(&progress);
    if (!done)
        return false;
    check_plan(&planned.plan, profile, catalogue, &planned.count);
    done = answer(invocation, &planned, err);
    if (done)
        *ret_exit_code = exit_code_of(invocation, &planned);
    planned_release(&planned);
    return done;
}

bool run_plan(const struct invocation *invocation, int *ret_exit_code, struct error *err)
{
    struct profile profile = {0};
    struct catalogue catalogue = {0};
    *ret_exit_code = 0;
    if (!profile_load(invocation->arguments[0], &profile, err))
        return false;
    bool done = load_prices(invocation, &profile, &catalogue, err);
    if (done) {
        done = plan_and_answer(invocation, &profile, &catalogue, ret_exit_code, err);
        catalogue_release(&catalogue);
    }
    profile_release(&profile);
    return done;
}
