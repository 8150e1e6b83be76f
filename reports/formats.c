/* formats.c — the one table of report formats (report.h). */
#include "reports/check_report.h"
#include "reports/csv_report.h"
#include "reports/difference_report.h"
#include "reports/html_report.h"
#include "reports/markdown_report.h"
#include "reports/report.h"
#include "reports/text_report.h"
#include <string.h>

/* A plan's own replay, as `simulate` would hand it over. */
static void text_plan(const struct report *report, struct screen *screen)
{
    const struct plan_verification *verification = &report->plan->verification;
    const struct verdict replay = {.scenarios = verification->scenarios,
                                   .scenarios_count = verification->scenarios_count,
                                   .seeds = verification->seeds,
                                   .passed = verification->passed};
    text_report_plan(screen, report->plan, verification->seeds > 0 ? &replay : NULL, report->verdict);
    if (report->today)
        text_report_today(screen, report->plan, report->cluster, report->today);
}

static void json_plan(const struct report *report, struct screen *screen)
{
    plan_write(report->plan, screen->out);
}

const struct report_format report_formats[] = {
    {"text",
     "Text for a terminal",
     {[REPORT_PLAN] = text_plan, [REPORT_DIFFERENCE] = text_report_difference, [REPORT_CHECK] = text_report_check}},
    {"html", "One self-contained page with charts", {[REPORT_PLAN] = html_report_plan}},
    {"markdown",
     "A comment for a pull request, below 65,536 characters",
     {[REPORT_PLAN] = markdown_report_plan,
      [REPORT_DIFFERENCE] = markdown_report_difference,
      [REPORT_CHECK] = markdown_report_check}},
    {"json",
     "The document itself",
     {[REPORT_PLAN] = json_plan, [REPORT_DIFFERENCE] = json_report_difference, [REPORT_CHECK] = json_report_check}},
    {"csv",
     "Services and jobs, a row each",
     {[REPORT_PLAN] = csv_report_plan, [REPORT_DIFFERENCE] = csv_report_difference}},
    {"csv-pools", "Pools, a row each", {[REPORT_PLAN] = csv_report_pools}},
    {"csv-hours", "Pools by hour of the week", {[REPORT_PLAN] = csv_report_hours}},
    {"junit", "JUnit XML, a test case for each rule and service", {[REPORT_CHECK] = junit_report_check}},
    {"sarif", "SARIF 2.1 with stable fingerprints", {[REPORT_CHECK] = sarif_report_check}},
    {"github", "GitHub's workflow commands: annotations", {[REPORT_CHECK] = github_report_check}},
    {"gitlab", "GitLab's code-quality report", {[REPORT_CHECK] = gitlab_report_check}},
    {0},
};

const struct report_format *report_format_find(const char *name, enum report_kind kind)
{
    for (const struct report_format *at = report_formats; at->name; at++)
        if (at->writers[kind] && strcmp(at->name, name) == 0)
            return at;
    return NULL;
}

const char *const *report_format_names(enum report_kind kind)
{
    enum { ROOM = sizeof report_formats / sizeof *report_formats };
    static const char *const names[REPORT_KINDS_COUNT][ROOM] = {
        /* those of the table above that have a writer; a test holds the two together */
        [REPORT_PLAN] = {"text", "html", "markdown", "json", "csv", "csv-pools", "csv-hours"},
        [REPORT_DIFFERENCE] = {"text", "markdown", "json", "csv"},
        [REPORT_CHECK] = {"text", "markdown", "json", "junit", "sarif", "github", "gitlab"},
    };
    return names[kind];
}
