/* cmd_simulate.c — a plan document in, what a replay of ECS found out. */
#include "planner/cli/run.h"
#include "planner/cli/terminal.h"
#include "planner/simulate/simulate.h"
#include "reports/verdict_report.h"

static bool answer(const struct invocation *invocation, const struct plan *plan, const struct verdict *verdict,
                   struct error *err)
{
    struct text document = {0}, shown = {0};
    text_init(&document, ANSWER_BYTES_MAX);
    text_init(&shown, ANSWER_BYTES_MAX);
    struct screen screen = {&shown, SCREEN_WIDTH, terminal_wants_colour(invocation)};
    verdict_write(verdict, &document);
    text_report_verdict(&screen, plan, verdict);
    bool done = terminal_answer_document(invocation, "verdict", &document, &shown, err);
    text_release(&document);
    text_release(&shown);
    return done;
}

static bool simulate_and_answer(const struct invocation *invocation, const struct plan *plan, int *ret_exit_code,
                                struct error *err)
{
    const struct setting *seed = &invocation->settings[OPTION_SEED];
    struct progress progress = progress_begin(invocation);
    struct simulate_options options = {.scenarios = invocation->settings[OPTION_SCENARIO].members,
                                       .seed = seed->text ? seed->count : 1,
                                       .seeds =
                                           seed->text || plan->verification.seeds < 1 ? 1 : plan->verification.seeds,
                                       .progress = progress_line,
                                       .context = &progress};
    struct verdict verdict = {0};
    bool done = simulate_plan(plan, &options, &verdict, err);
    progress_end(&progress);
    if (!done)
        return false;
    plan_findings_give(plan, &verdict);
    done = answer(invocation, plan, &verdict, err);
    *ret_exit_code = verdict.passed ? 0 : error_exit_code(ERROR_INFEASIBLE);
    verdict_release(&verdict);
    return done;
}

bool run_simulate(const struct invocation *invocation, int *ret_exit_code, struct error *err)
{
    struct plan plan = {0};
    *ret_exit_code = 0;
    if (!plan_load(invocation->arguments[0], &plan, err))
        return false;
    bool done = simulate_and_answer(invocation, &plan, ret_exit_code, err);
    plan_release(&plan);
    return done;
}
