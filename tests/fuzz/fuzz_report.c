/* fuzz_report.c — any bytes as a plan; a plan that is taken is reported and explained in full and in every format, and
 * no byte of the answer is one a terminal would obey; a comment is never too long. */
#include "reports/report.h"
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

/* CSV has its cells as they are: spreadsheets show them. */
static void check_bytes(const char *name, const struct text *out)
{
    if (strcmp(name, "markdown") == 0 && out->length >= MARKDOWN_BYTES_MAX)
        abort();
    for (const char *at = out->bytes; strncmp(name, "csv", 3) != 0 && *at; at++)
        if ((*at >= 0 && *at < ' ' && *at != '\n') || *at == 0x7f)
            abort();
}

static void write_every_format(const struct plan *plan)
{
    const struct report report = {.plan = plan, .plan_file = "f", .policy_file = ""};
    for (const struct report_format *at = report_formats; at->name; at++) {
        struct text out = {0};
        text_init(&out, REPORT_BYTES_MAX);
        struct screen screen = {&out, SCREEN_WIDTH, false};
        if (at->writers[REPORT_PLAN]) {
            at->writers[REPORT_PLAN](&report, &screen);
            check_bytes(at->name, &out);
        }
        text_release(&out);
    }
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
    check_bytes("text", &out);
    write_every_format(&plan);
    text_release(&out);
    plan_release(&plan);
    return 0;
}
