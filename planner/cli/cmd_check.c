/* cmd_check.c — a plan or a profile, the policy, the baseline and what runs in; a verdict and an exit code out. */
#include "planner/check/check.h"
#include "planner/check/policy_check.h"
#include "planner/cli/outputs.h"
#include "planner/cli/planned.h"
#include "planner/cli/prices.h"
#include "planner/cli/run.h"
#include "planner/cli/subject.h"
#include "planner/cli/terminal.h"
#include "planner/simulate/simulate.h"
#include <string.h>
#include <time.h>

struct checking { /* everything of one check; what was not given is {0} */
    const struct invocation *invocation;
    struct outputs outputs;
    struct policy policy;
    struct plan baseline;
    struct running_cluster cluster;
    struct subject subject; /* of a profile, with its new plan */
    bool has_prices;
    struct catalogue catalogue;
    struct difference difference;
    struct verdict verdict;
};

static void checking_release(struct checking *checking)
{
    verdict_release(&checking->verdict);
    difference_release(&checking->difference);
    if (checking->has_prices)
        catalogue_release(&checking->catalogue);
    subject_release(&checking->subject);
    running_cluster_release(&checking->cluster);
    plan_release(&checking->baseline);
    policy_release(&checking->policy);
    outputs_release(&checking->outputs);
}

static const char *path_of(const struct checking *checking, enum option_id id)
{
    return checking->invocation->settings[id].text;
}

static double seconds_now(void)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static bool load_rules(struct checking *checking, struct error *err)
{
    const char *policy = path_of(checking, OPTION_POLICY), *baseline = path_of(checking, OPTION_BASELINE);
    const char *cluster = path_of(checking, OPTION_CLUSTER);
    return (!policy || policy_load(policy, &checking->policy, err)) &&
           (!baseline || plan_load(baseline, &checking->baseline, err)) &&
           (!cluster || running_cluster_load(cluster, &checking->cluster, err));
}

/* The new plan takes the subject's place; what an independent count finds false in it goes into the verdict. */
static bool plan_profile(struct checking *checking, struct error *err)
{
    struct planned planned = {0};
    const struct profile *profile = &checking->subject.profile;
    checking->has_prices =
        prices_for_region(checking->invocation, profile->region, "the profile", &checking->catalogue, err);
    if (!checking->has_prices || !planned_make(checking->invocation, profile, &checking->catalogue, &planned, err))
        return false;
    checking->subject.plan = planned.plan;
    checking->verdict = planned.count;
    return true;
}

static void judge_document(const struct plan *plan, const struct catalogue *prices, struct verdict *verdict)
{
    plan_findings_give(plan, verdict);
    check_plan_alone(plan, prices, verdict);
}

static bool replay_plan(struct checking *checking, struct error *err)
{
    const struct plan *plan = &checking->subject.plan;
    struct progress progress = progress_begin(checking->invocation);
    struct simulate_options options = {.seed = 1,
                                       .seeds = plan->verification.seeds < 1 ? 1 : plan->verification.seeds,
                                       .progress = progress_line,
                                       .context = &progress};
    bool done = prices_of_plan(checking->invocation, checking->invocation->arguments[0], plan, &checking->catalogue,
                               &checking->has_prices, err) &&
                simulate_plan(plan, &options, &checking->verdict, err);
    progress_end(&progress);
    if (done)
        judge_document(plan, checking->has_prices ? &checking->catalogue : NULL, &checking->verdict);
    return done;
}

static bool judge(struct checking *checking, struct error *err)
{
    bool compared = path_of(checking, OPTION_BASELINE) != NULL;
    struct policy_subjects subjects = {
        .policy = &checking->policy,
        .plan = &checking->subject.plan,
        .baseline = compared ? &checking->baseline : NULL,
        .difference = compared ? &checking->difference : NULL,
        .cluster = path_of(checking, OPTION_CLUSTER) ? &checking->cluster : NULL,
        .today = prices_today(checking->invocation),
    };
    if (checking->has_prices && !prices_make_effective(subjects.plan, &checking->catalogue, err))
        return false;
    if (compared && !difference_of(subjects.baseline, subjects.plan, checking->has_prices ? &checking->catalogue : NULL,
                                   &checking->difference, err))
        return false;
    policy_check(&subjects, &checking->verdict);
    return true;
}

/* It does not hold, or breaks what the policy denies: all but drift, which is of what runs and not of the plan. */
static bool is_refused(const struct verdict *verdict)
{
    return verdict->exit_code != 0 && verdict->exit_code != CHECK_EXIT_DRIFT;
}

/* The plan is written where it is to be taken: proposed, or the first. */
static bool answer(struct checking *checking, struct error *err)
{
    const struct verdict *verdict = &checking->verdict;
    const char *path = checking->invocation->arguments[0], *policy = path_of(checking, OPTION_POLICY);
    bool compared = path_of(checking, OPTION_BASELINE) != NULL;
    struct report report = {.plan = &checking->subject.plan,
                            .baseline = compared ? &checking->baseline : NULL,
                            .difference = compared ? &checking->difference : NULL,
                            .verdict = verdict,
                            .plan_file = strcmp(path, "-") == 0 ? "" : path,
                            .policy_file = policy && strcmp(policy, "-") != 0 ? policy : ""};
    outputs_render(&checking->outputs, checking->invocation, REPORT_CHECK, &report);
    for (int i = 0; i < checking->outputs.count; i++) {
        struct output *output = &checking->outputs.all[i];
        if (output->format)
            continue;
        output->wanted = verdict->proposal.given ? verdict->proposal.proposed : !is_refused(verdict);
        plan_write(report.plan, &output->bytes);
    }
    return outputs_write(&checking->outputs, checking->invocation, err);
}

static bool choose_outputs(struct checking *checking, struct error *err)
{
    const char *path = path_of(checking, OPTION_OUTPUT);
    return outputs_choose(&checking->outputs, checking->invocation, REPORT_CHECK, NULL, NULL, err) &&
           (!path || outputs_add(&checking->outputs, REPORT_CHECK, NULL, "plan", path, err));
}

/* stdin can be read once. */
static bool check_stdin(const struct checking *checking, struct error *err)
{
    static const enum option_id ids[] = {OPTION_POLICY, OPTION_BASELINE, OPTION_CLUSTER, OPTION_PRICES};
    int readers = strcmp(checking->invocation->arguments[0], "-") == 0;
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        readers += path_of(checking, ids[i]) && strcmp(path_of(checking, ids[i]), "-") == 0;
    return readers <= 1 || error_set(err, ERROR_USAGE, NULL, "only one input can be stdin");
}

bool run_check(const struct invocation *invocation, int *ret_exit_code, struct error *err)
{
    struct checking checking = {.invocation = invocation};
    double started = seconds_now();
    *ret_exit_code = 0;
    bool done = check_stdin(&checking, err) && choose_outputs(&checking, err) && load_rules(&checking, err) &&
                subject_load(invocation->arguments[0], &checking.subject, err) &&
                (checking.subject.is_profile ? plan_profile(&checking, err) : replay_plan(&checking, err)) &&
                judge(&checking, err);
    checking.verdict.seconds = seconds_now() - started;
    done = done && answer(&checking, err);
    if (done)
        *ret_exit_code = checking.verdict.exit_code;
    checking_release(&checking);
    return done;
}
