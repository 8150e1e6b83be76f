#include "planner/cli/planned.h"
#include "planner/check/check.h"
#include "planner/cli/terminal.h"
#include "planner/pools/planning.h"

bool planned_make(const struct invocation *invocation, const struct profile *profile, const struct catalogue *catalogue,
                  struct planned *ret_planned, struct error *err)
{
    struct planned planned = {0};
    struct progress progress = progress_begin(invocation);
    struct planning_options options = {.time_limit_s = invocation->settings[OPTION_TIME_LIMIT].seconds,
                                       .progress = progress_line,
                                       .context = &progress};
    bool done = planning_run(profile, catalogue, &options, &planned.plan, err);
    progress_end(&progress);
    if (!done)
        return false;
    check_plan(&planned.plan, profile, catalogue, &planned.count);
    planned.plan.verification.findings = planned.count.findings;
    planned.plan.verification.findings_count = planned.count.findings_count;
    *ret_planned = planned;
    return true;
}

void planned_release(struct planned *planned)
{
    verdict_release(&planned->count);
    plan_release(&planned->plan);
}
