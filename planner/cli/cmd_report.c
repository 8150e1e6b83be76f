/* cmd_report.c — a plan document in, the same plan in other forms out; nothing is planned again. */
#include "planner/check/check.h"
#include "planner/cli/outputs.h"
#include "planner/cli/run.h"
#include "planner/cli/sources.h"
#include <string.h>

/* What runs now, at the prices of the plan: at others the two could not be set side by side. */
static bool load_cluster(const struct invocation *invocation, const struct plan *plan, struct sources *sources,
                         struct error *err)
{
    struct catalogue catalogue = {0};
    bool found = false;
    if (!invocation->settings[OPTION_CLUSTER].text)
        return true;
    if (!prices_of_plan(invocation, invocation->arguments[0], plan, &catalogue, &found, err))
        return false;
    if (!found)
        return error_set(err, ERROR_UNKNOWN_PRICE, invocation->settings[OPTION_CLUSTER].text,
                         "what runs now can only be set beside the plan at the plan's own prices, of %s, sha256 %.16s, "
                         "and those are not compiled in: give them as --prices, or plan again",
                         plan->catalogue_as_of, plan->catalogue_sha256);
    bool done = sources_load_cluster(sources, invocation, &catalogue, err);
    catalogue_release(&catalogue);
    return done;
}

static bool answer(const struct invocation *invocation, struct outputs *outputs, struct error *err)
{
    struct plan plan = {0};
    struct sources sources = {0};
    const char *path = invocation->arguments[0];
    if (!plan_load(path, &plan, err))
        return false;
    struct verdict count = {0};
    plan_findings_give(&plan, &count);
    check_plan_alone(&plan, NULL, &count);
    struct report report = {.plan = &plan,
                            .verdict = count.findings_count > 0 ? &count : NULL,
                            .plan_file = strcmp(path, "-") == 0 ? "" : path,
                            .policy_file = ""};
    bool done = load_cluster(invocation, &plan, &sources, err) &&
                (!outputs_have(outputs, "html") || sources_draw(&sources, &plan, err));
    if (done) {
        sources_show(&sources, &report);
        outputs_render(outputs, invocation, REPORT_PLAN, &report);
        done = outputs_write(outputs, invocation, err);
    }
    sources_release(&sources);
    verdict_release(&count);
    plan_release(&plan);
    return done;
}

bool run_report(const struct invocation *invocation, int *ret_exit_code, struct error *err)
{
    struct outputs outputs = {0};
    const char *path = invocation->settings[OPTION_OUTPUT].text;
    *ret_exit_code = 0;
    bool done = outputs_choose(&outputs, invocation, REPORT_PLAN, path ? format_of_file(path) : NULL, path, err) &&
                answer(invocation, &outputs, err);
    outputs_release(&outputs);
    return done;
}
