/* html_checks.c — what the replay of ECS found, and what plan and prices rest on. */
#include "reports/figures.h"
#include "reports/html_parts.h"
#include "reports/html_report.h"
#include "reports/verdict_report.h"
#include <stdio.h>
#include <string.h>

static const char *scenario_meaning(enum scenario scenario)
{
    switch (scenario) {
    case SCENARIO_WEEK:
        return "every hour of the week, groups growing and shrinking as planned";
    case SCENARIO_COLD_START:
        return "all tasks of an hour started at once on empty instances";
    case SCENARIO_DEPLOYMENT:
        return "a rolling deployment of each service at its busiest";
    case SCENARIO_ZONE_LOSS:
        return "each zone lost at the busiest hour";
    case SCENARIO_SPOT:
        return "Spot instances taken back";
    case SCENARIOS_COUNT:
        break;
    }
    bug_found(__FILE__, __LINE__, "unknown scenario");
}

static void add_result(struct part_table *table, const struct verdict_scenario *at)
{
    const char *class = !at->applies ? "quiet" : at->passed ? "ok" : at->required ? "bad" : "warn";
    const char *words = !at->applies   ? "– nothing to try"
                        : at->passed   ? "✓ holds"
                        : at->required ? "✗ fails"
                                       : "! fails, not promised";
    part_cell_open(table);
    part_span(table->html, class, words);
    part_cell_close(table);
}

static void add_scenario(struct part_table *table, const struct verdict_scenario *at)
{
    char number[FIGURE_SIZE];
    bool week = at->scenario == SCENARIO_WEEK;
    part_row(table);
    part_row_words(table, scenario_words(at->scenario));
    part_cell(table, "%s", scenario_meaning(at->scenario));
    part_cell(table, "%s", at->required ? "yes" : "no");
    add_result(table, at);
    part_cell(table, "%s", at->applies ? figure_count(at->runs, number) : "");
    part_cell(table, "%s", at->applies ? figure_count(at->runs_failed, number) : "");
    part_cell(table, "%s", at->applies ? figure_real(at->unplaced_task_minutes, 0, number) : "");
    part_cell(table, "%s%s", !week && at->usd_nano > 0 ? "+" : "",
              at->applies && (week || at->usd_nano > 0) ? figure_usd(at->usd_nano, number) : "");
    part_cell(table, "%s", at->minutes_longest > 0 ? figure_minutes(at->minutes_longest, number) : "");
}

static void add_worst_moments(struct html *html, const struct plan *plan)
{
    const struct plan_verification *verification = &plan->verification;
    bool any = false;
    for (int i = 0; i < verification->scenarios_count; i++) {
        const struct verdict_scenario *at = &verification->scenarios[i];
        if (!at->applies || at->worst.tasks == 0)
            continue;
        if (!any) {
            part_heading(html, "Worst moments");
            html_open(html, "ul");
        }
        any = true;
        struct text moment = {0};
        text_init(&moment, 64 * 1024);
        verdict_moment_add(&moment, plan, at);
        html_open(html, "li");
        html_textf(html, "%s: %s", scenario_words(at->scenario), moment.bytes);
        html_close(html, "li");
        text_release(&moment);
    }
    if (any)
        html_close(html, "ul");
}

/* "Not replayed, as not promised: zone loss." */
static void add_left_out(struct html *html, const struct plan *plan)
{
    struct text names = {0};
    text_init(&names, 1024); /* a pool bought on Spot is no matter of what the profile asks for */
    for (int scenario = 0; scenario < SCENARIOS_COUNT; scenario++) {
        bool found = false;
        for (int i = 0; i < plan->verification.scenarios_count; i++)
            found = found || (int)plan->verification.scenarios[i].scenario == scenario;
        if (!found && scenario != SCENARIO_SPOT)
            text_printf(&names, "%s%s", names.length ? ", " : "", scenario_words((enum scenario)scenario));
    }
    if (names.length > 0)
        part_paragraph(html, "quiet", "Not replayed while planning, as the profile does not ask for it: %s.",
                       names.bytes);
    text_release(&names);
}

static void add_scenarios(struct html *html, const struct plan *plan)
{
    static const struct part_column columns[] = {
        {.title = "Scenario"},
        {.title = "What is replayed", .class = "what"},
        {.title = "Promised"},
        {.title = "Result", .class = "result"},
        {.title = "Replays", .number = true},
        {.title = "Failed", .number = true},
        {.title = "Waited, task-min", .number = true},
        {.title = "$ of instances", .number = true},
        {.title = "Longest", .number = true},
    };
    struct part_table table;
    part_table_open(&table, html, "Replays of ECS, by scenario", TABLE_PLAIN, columns, 9);
    for (int i = 0; i < plan->verification.scenarios_count; i++)
        add_scenario(&table, &plan->verification.scenarios[i]);
    part_table_close(&table);
    part_paragraph(html, "quiet",
                   "Waited: of the worst order. Dollars are what ECS really runs: of a week, mean of the orders; + is "
                   "what the event adds once, over "
                   "every service or pool. Longest is until every task runs again.");
    add_left_out(html, plan);
}

void html_simulation(struct html *html, const struct report *report)
{
    char count[FIGURE_SIZE];
    const struct plan *plan = report->plan;
    int64_t seeds = plan->verification.seeds;
    part_section(html, "simulation", "Simulation verdicts");
    if (plan->pools_count == 0)
        part_paragraph(html, "",
                       "The plan has no instances: Fargate and Lambda find room by themselves, so there is "
                       "nothing to replay.");
    else if (seeds == 0)
        part_paragraph(html, "", "ECS's placement was not replayed.");
    else
        part_paragraph(
            html, "",
            "An independent replay of ECS placed the plan's tasks one at a time, in %s order%s that ECS might "
            "choose. %s",
            figure_count(seeds, count), seeds == 1 ? "" : "s",
            plan->verification.passed ? "Everything promised holds." : "Something promised does not hold.");
    if (plan->verification.scenarios_count > 0) {
        add_scenarios(html, plan);
        add_worst_moments(html, plan);
    }
    html_open(html, "p");
    html_text(html, "Again, from the plan alone: ");
    part_command(html, "simulate", report_plan_file(report), "", "");
    html_close(html, "p");
    html_close(html, "section");
}

/* How much of the demand is known hour by hour, and how much is one number for all week. */
static void add_coverage(struct html *html, const struct plan *plan)
{
    char some[FIGURE_SIZE], all[FIGURE_SIZE];
    int hourly = 0, alternatives = 0;
    for (int i = 0; i < plan->services_count; i++) {
        hourly += plan->services[i].tasks.count > 1;
        alternatives += plan->services[i].alternatives_count > 0;
    }
    if (plan->services_count == 0)
        return;
    html_open(html, "li");
    html_textf(html, "%s of %s services give their tasks by the hour; the others one number for all hours.",
               figure_count(hourly, some), figure_count(plan->services_count, all));
    html_close(html, "li");
    html_open(html, "li");
    html_textf(html, "%s of %s services have another place in question.", figure_count(alternatives, some),
               figure_count(plan->services_count, all));
    html_close(html, "li");
}

static void add_fact(struct html *html, const char *name, const char *value)
{
    if (!value || !*value)
        return;
    html_open(html, "div");
    html_element(html, "dt", name);
    html_element(html, "dd", value);
    html_close(html, "div");
}

static void add_origin(struct html *html, const struct report *report)
{
    const struct plan *plan = report->plan;
    part_heading(html, "Where it comes from");
    part_open(html, "dl", "facts");
    add_fact(html, "bayplan", plan->bayplan_version);
    add_fact(html, "Region", plan->region);
    add_fact(html, "Prices of", plan->catalogue_as_of);
    add_fact(html, "Prices, SHA-256", plan->catalogue_sha256);
    add_fact(html, "Profile, SHA-256", plan->profile_sha256);
    add_fact(html, "Settings, SHA-256", plan->settings_sha256);
    if (report->cluster) {
        add_fact(html, "Cluster", report->cluster->name);
        add_fact(html, "Observed", report->cluster->observed_at);
        add_fact(html, "Cluster, SHA-256", report->cluster->sha256);
    }
    html_close(html, "dl");
}

void html_assumptions(struct html *html, const struct report *report)
{
    const struct plan *plan = report->plan;
    part_section(html, "assumptions", "Assumptions and data coverage");
    html_open(html, "ul");
    add_coverage(html, plan);
    for (int i = 0; i < plan->assumptions.count; i++)
        html_element(html, "li", plan->assumptions.items[i]);
    html_close(html, "ul");
    add_origin(html, report);
    html_close(html, "section");
}
