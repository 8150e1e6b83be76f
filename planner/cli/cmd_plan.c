/* cmd_plan.c — profile and prices in, plan out. */
#include "planner/cli/run.h"
#include "planner/cli/terminal.h"
#include "planner/pools/planning.h"
#include "pricing/snapshot.h"
#include "reports/text_report.h"
#include <string.h>

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

static bool answer(const struct invocation *invocation, const struct plan *plan, const struct verdict *verdict,
                   struct error *err)
{
    struct text document = {0}, shown = {0};
    text_init(&document, ANSWER_BYTES_MAX);
    text_init(&shown, ANSWER_BYTES_MAX);
    struct screen screen = {&shown, SCREEN_WIDTH, terminal_wants_colour(invocation)};
    plan_write(plan, &document);
    text_report_plan(&screen, plan, verdict);
    bool done = terminal_answer_document(invocation, "plan", &document, &shown, err);
    text_release(&document);
    text_release(&shown);
    return done;
}

static bool plan_and_answer(const struct invocation *invocation, const struct profile *profile,
                            const struct catalogue *catalogue, int *ret_exit_code, struct error *err)
{
    struct verdict verdict = {0};
    struct progress progress = progress_begin(invocation);
    struct planning_options options = {.time_limit_s = invocation->settings[OPTION_TIME_LIMIT].seconds,
                                       .progress = progress_line,
                                       .context = &progress,
                                       .ret_verdict = &verdict};
    struct plan plan = {0};
    bool done = planning_run(profile, catalogue, &options, &plan, err);
    progress_end(&progress);
    if (!done)
        return false;
    done = answer(invocation, &plan, &verdict, err);
    if (plan.verification.seeds > 0 && !plan.verification.passed)
        *ret_exit_code = error_exit_code(ERROR_INFEASIBLE);
    verdict_release(&verdict);
    plan_release(&plan);
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
