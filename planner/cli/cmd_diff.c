/* cmd_diff.c — two plan documents in, why one costs other than the other out; nothing is planned again. */
#include "planner/cli/outputs.h"
#include "planner/cli/prices.h"
#include "planner/cli/run.h"
#include <string.h>

static bool compare(const struct invocation *invocation, struct outputs *outputs, const struct plan *old_plan,
                    const struct plan *new_plan, struct error *err)
{
    const char *path = invocation->arguments[1];
    struct catalogue catalogue = {0};
    struct difference difference = {0};
    bool found = false;
    if (!prices_of_plan(invocation, path, new_plan, &catalogue, &found, err))
        return false;
    bool done = (!found || prices_make_effective(new_plan, &catalogue, err)) &&
                difference_of(old_plan, new_plan, found ? &catalogue : NULL, &difference, err);
    if (done) {
        struct report report = {.plan = new_plan,
                                .baseline = old_plan,
                                .difference = &difference,
                                .plan_file = strcmp(path, "-") == 0 ? "" : path,
                                .policy_file = ""};
        outputs_render(outputs, invocation, REPORT_DIFFERENCE, &report);
        done = outputs_write(outputs, invocation, err);
        difference_release(&difference);
    }
    if (found)
        catalogue_release(&catalogue);
    return done;
}

static bool load_and_compare(const struct invocation *invocation, struct outputs *outputs, struct error *err)
{
    struct plan old_plan = {0}, new_plan = {0};
    if (!plan_load(invocation->arguments[0], &old_plan, err))
        return false;
    bool done = plan_load(invocation->arguments[1], &new_plan, err);
    if (done) {
        done = compare(invocation, outputs, &old_plan, &new_plan, err);
        plan_release(&new_plan);
    }
    plan_release(&old_plan);
    return done;
}

bool run_diff(const struct invocation *invocation, int *ret_exit_code, struct error *err)
{
    struct outputs outputs = {0};
    const char *path = invocation->settings[OPTION_OUTPUT].text;
    *ret_exit_code = 0;
    if (strcmp(invocation->arguments[0], "-") == 0 && strcmp(invocation->arguments[1], "-") == 0)
        return error_set(err, ERROR_USAGE, NULL, "only one of OLD and NEW can be stdin");
    bool done =
        outputs_choose(&outputs, invocation, REPORT_DIFFERENCE, path ? format_of_file(path) : NULL, path, err) &&
        load_and_compare(invocation, &outputs, err);
    outputs_release(&outputs);
    return done;
}
