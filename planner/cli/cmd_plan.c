/* cmd_plan.c — profile and prices in, plan out; its reports on the way. */
#include "planner/cli/outputs.h"
#include "planner/cli/planned.h"
#include "planner/cli/prices.h"
#include "planner/cli/run.h"
#include "planner/cli/sources.h"
#include "planner/cli/terminal.h"
#include <string.h>

enum { FINDINGS_NOTED = 10 };

/* "-o -": the document in place of the tables. */
static bool put_document_on_stdout(struct outputs *outputs, struct error *err)
{
    for (int i = 0; i < outputs->count; i++) {
        struct output *output = &outputs->all[i];
        if (!output->path && strcmp(output->format->name, "text") == 0)
            output->format = report_format_find("json", REPORT_PLAN);
        if (!output->path && strcmp(output->format->name, "json") == 0)
            return true;
    }
    return outputs_add(outputs, REPORT_PLAN, "json", "report", NULL, err);
}

static bool choose_outputs(const struct invocation *invocation, struct outputs *outputs, struct error *err)
{
    const char *path = invocation->settings[OPTION_OUTPUT].text;
    const char *report = invocation->settings[OPTION_REPORT].text;
    bool to_stdout = path && strcmp(path, "-") == 0;
    return outputs_choose(outputs, invocation, REPORT_PLAN, NULL, NULL, err) &&
           (!to_stdout || put_document_on_stdout(outputs, err)) &&
           (!path || to_stdout || outputs_add(outputs, REPORT_PLAN, NULL, "plan", path, err)) &&
           (!report || outputs_add(outputs, REPORT_PLAN, "html", "report", report, err));
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

static bool answer(const struct invocation *invocation, struct outputs *outputs, struct sources *sources,
                   const struct planned *planned, struct error *err)
{
    const char *output = invocation->settings[OPTION_OUTPUT].text;
    struct report report = {.plan = &planned->plan,
                            .verdict = &planned->count,
                            .plan_file = output && strcmp(output, "-") != 0 ? output : "",
                            .policy_file = ""};
    if (outputs_have(outputs, "html") && !sources_draw(sources, &planned->plan, err))
        return false;
    sources_show(sources, &report);
    outputs_render(outputs, invocation, REPORT_PLAN, &report);
    for (int i = 0; i < outputs->count; i++)
        if (!outputs->all[i].format)
            plan_write(&planned->plan, &outputs->all[i].bytes);
    return outputs_write(outputs, invocation, err);
}

static bool plan_and_answer(const struct invocation *invocation, struct outputs *outputs, const struct profile *profile,
                            const struct catalogue *catalogue, int *ret_exit_code, struct error *err)
{
    struct planned planned = {0};
    struct sources sources = {0};
    bool done = sources_load_cluster(&sources, invocation, catalogue, err) &&
                planned_make(invocation, profile, catalogue, &planned, err) &&
                answer(invocation, outputs, &sources, &planned, err);
    if (done)
        *ret_exit_code = exit_code_of(invocation, &planned);
    sources_release(&sources);
    planned_release(&planned);
    return done;
}

static bool load_and_plan(const struct invocation *invocation, struct outputs *outputs, int *ret_exit_code,
                          struct error *err)
{
    struct profile profile = {0};
    struct catalogue catalogue = {0};
    if (!profile_load(invocation->arguments[0], &profile, err))
        return false;
    bool done = prices_for_region(invocation, profile.region, "the profile", &catalogue, err);
    if (done) {
        done = plan_and_answer(invocation, outputs, &profile, &catalogue, ret_exit_code, err);
        catalogue_release(&catalogue);
    }
    profile_release(&profile);
    return done;
}

bool run_plan(const struct invocation *invocation, int *ret_exit_code, struct error *err)
{
    struct outputs outputs = {0};
    *ret_exit_code = 0;
    bool done = choose_outputs(invocation, &outputs, err) && load_and_plan(invocation, &outputs, ret_exit_code, err);
    outputs_release(&outputs);
    return done;
}
