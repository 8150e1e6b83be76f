/* fuzz_report.c — any bytes as a plan; a plan that is taken is reported and explained in full, and no byte of the
 * answer is one a terminal would obey. */
#include "reports/text_report.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

static void explain(struct screen *screen, const struct plan *plan, const char *name)
{
    struct error err = {0};
    if (!text_report_explain(screen, plan, "f", name, &err))
        abort();
}

static void report_everything(struct screen *screen, const struct plan *plan)
{
    text_report_plan(screen, plan, NULL, NULL);
    text_report_explain_all(screen, plan);
    for (int i = 0; i < plan->pools_count; i++)
        explain(screen, plan, plan->pools[i].name);
    for (int i = 0; i < plan->services_count; i++)
        explain(screen, plan, plan->services[i].name);
    for (int i = 0; i < plan->jobs_count; i++)
        explain(screen, plan, plan->jobs[i].name);
    for (int i = 0; i < plan->daemons_count; i++)
        explain(screen, plan, plan->daemons[i].name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct plan plan = {0};
    struct error err = {0};
    struct text out = {0};
    if (!plan_parse("f", (const char *)data, size, &plan, &err))
        return 0;
    text_init(&out, 256 * 1024 * 1024);
    struct screen screen = {&out, SCREEN_WIDTH, false};
    report_everything(&screen, &plan);
    for (const char *at = out.bytes; *at; at++)
        if ((*at >= 0 && *at < ' ' && *at != '\n') || *at == 0x7f)
            abort();
    text_release(&out);
    plan_release(&plan);
    return 0;
}
