/* cmd_explain.c — a plan document in, its reasons out; nothing is planned again. */
#include "data/plan.h"
#include "planner/cli/run.h"
#include "planner/cli/terminal.h"
#include "reports/text_report.h"

bool run_explain(const struct invocation *invocation, int *ret_exit_code, struct error *err)
{
    struct plan plan = {0};
    struct text shown = {0};
    *ret_exit_code = 0;
    if (!plan_load(invocation->arguments[0], &plan, err))
        return false;
    text_init(&shown, ANSWER_BYTES_MAX);
    struct screen screen = {&shown, SCREEN_WIDTH, terminal_wants_colour(invocation)};
    bool done = true;
    if (invocation->arguments_count > 1)
        done = text_report_explain(&screen, &plan, invocation->arguments[0], invocation->arguments[1], err);
    else
        text_report_explain_all(&screen, &plan);
    done = done && terminal_answer(&shown, err);
    text_release(&shown);
    plan_release(&plan);
    return done;
}
