#include "reports/verdict_report.h"
#include "reports/figures.h"
#include "reports/table.h"
#include <stdio.h>
#include <string.h>

const char *scenario_words(enum scenario scenario)
{
    switch (scenario) {
    case SCENARIO_WEEK:
        return "week";
    case SCENARIO_COLD_START:
        return "cold start";
    case SCENARIO_DEPLOYMENT:
        return "deployment";
    case SCENARIO_ZONE_LOSS:
        return "zone loss";
    case SCENARIO_SPOT:
        return "Spot";
    case SCENARIOS_COUNT:
        break;
    }
    bug_found(__FILE__, __LINE__, "unknown scenario");
}

static bool anything_applies(const struct verdict *verdict)
{
    bool any = false;
    for (int i = 0; i < verdict->scenarios_count; i++)
        any = any || verdict->scenarios[i].applies;
    return any;
}

/* "shop in us-east-1: the plan holds", and what was done to know it. */
static void add_headline(struct screen *screen, const struct plan *plan, const struct verdict *verdict)
{
    char first[FIGURE_SIZE], last[FIGURE_SIZE], count[FIGURE_SIZE];
    bool some = verdict->scenarios_count < SCENARIOS_COUNT, any = anything_applies(verdict);
    const char *holds = any || plan->pools_count == 0 ? "holds" : "was not replayed";
    screen_print(screen, INK_BOLD, "%s", plan->profile_name);
    screen_print(screen, INK_PLAIN, " in %s: ", plan->region);
    screen_print(screen, INK_ACCENT, "the plan %s%s", verdict->passed ? holds : "does not hold",
                 verdict->passed && some && any ? " in what was replayed" : "");
    text_add(screen->out, "\n\n");
    if (!any)
        screen_paragraph(screen, INK_PLAIN, "  ", "There was nothing to replay%s.",
                         plan->pools_count ? "" : ": the plan has no pool");
    else if (verdict->seeds == 1)
        screen_paragraph(screen, INK_PLAIN, "  ", "What ECS leaves open was drawn from seed %s.",
                         figure_count(verdict->seed, first));
    else
        screen_paragraph(screen, INK_PLAIN, "  ", "What ECS leaves open was drawn from %s seeds, %s to %s.",
                         figure_count(verdict->seeds, count), figure_count(verdict->seed, first),
                         figure_count(verdict->seed + verdict->seeds - 1, last));
}

/* What the plan's instances cost for `instance_hours` of them, at the mean price of its month. */
static int64_t planned_cost(const struct plan *plan, double instance_hours)
{
    double month = 0;
    for (int g = 0; g < plan->pools_count; g++)
        for (int h = 0; h < plan->hours && plan->pools[g].instances.count > 0; h++)
            month += (double)plan->pools[g].instances.items[h % plan->pools[g].instances.count];
    month *= (double)HOURS_PER_MONTH / plan->hours;
    return month > 0 ? (int64_t)((double)plan->cost.ec2 * (instance_hours / month)) : 0;
}

static void add_amounts(struct table *table, double instance_hours, int64_t usd_nano, const char *sign)
{
    char hours[FIGURE_SIZE], amount[FIGURE_SIZE];
    bool cents = usd_nano < 100 * 1000 * NANO_PER_USD;
    table_cell(table, "%s%s", sign, figure_real(instance_hours, instance_hours < 1000 ? 1 : 0, hours));
    table_cell(table, "%s%s", sign, figure_rate(usd_nano, cents ? 2 : 0, amount));
}

static void add_scenario_row(struct table *table, const struct verdict_scenario *at)
{
    char number[FIGURE_SIZE];
    bool is_week = at->scenario == SCENARIO_WEEK;
    table_cell(table, "%s", scenario_words(at->scenario));
    table_cell(table, "%s", at->required ? "yes" : "no");
    table_cell(table, "%s", at->passed ? "holds" : "fails");
    table_cell(table, "%s", figure_count(at->runs, number));
    table_cell(table, "%s", figure_real(at->unplaced_task_minutes, 0, number));
    if (is_week || at->instance_hours > 0)
        add_amounts(table, at->instance_hours, at->usd_nano, is_week ? "" : "+");
    else
        for (int i = 0; i < 2; i++)
            table_cell(table, "%s", "");
    table_cell(table, "%s", at->minutes_longest > 0 ? figure_minutes(at->minutes_longest, number) : "");
}

static void add_planned_row(struct table *table, const struct plan *plan, double instance_hours)
{
    table_cell(table, "%s", "as planned");
    for (int i = 0; i < 4; i++)
        table_cell(table, "%s", "");
    add_amounts(table, instance_hours, planned_cost(plan, instance_hours), "");
    table_cell(table, "%s", "");
}

static void add_idle_row(struct table *table, enum scenario scenario)
{
    table_cell(table, "%s", scenario_words(scenario));
    table_cell(table, "%s", "no");
    table_cell(table, "%s", "–");
    for (int i = 0; i < 5; i++)
        table_cell(table, "%s", "");
}

static void add_scenarios(struct screen *screen, const struct plan *plan, const struct verdict *verdict)
{
    static const struct table_column columns[] = {
        {.title = "scenario", .flexible = true},
        {.title = "needed"},
        {.title = "result"},
        {.title = "replays", .right = true},
        {.title = "unplaced", .right = true},
        {.title = "instance-h", .right = true},
        {.title = "$", .right = true},
        {.title = "longest", .right = true},
    };
    struct table table;
    if (!anything_applies(verdict))
        return;
    screen_heading(screen, "Scenarios");
    table_init(&table, columns, 8);
    for (int i = 0; i < verdict->scenarios_count; i++) {
        const struct verdict_scenario *at = &verdict->scenarios[i];
        if (!at->applies) {
            add_idle_row(&table, at->scenario);
            continue;
        }
        add_scenario_row(&table, at);
        if (at->planned_instance_hours > 0)
            add_planned_row(&table, plan, at->planned_instance_hours);
    }
    table_finish(&table, screen);
    screen_paragraph(screen, INK_DIM, "  ",
                     "unplaced: task-minutes, of the worst seed; instance-h and $: a week's (the plan's bill is a "
                     "month's), mean of the seeds, + is what is added, once for every service or pool; longest: until "
                     "it was over; –: nothing to try it on.");
}

void verdict_moment_add(struct text *out, const struct plan *plan, const struct verdict_scenario *at)
{
    char hour[FIGURE_SIZE], tasks[FIGURE_SIZE], seed[FIGURE_SIZE];
    const char *zone = at->worst.zone ? at->worst.zone : "", *why = at->worst.why ? at->worst.why : "";
    if (plan->hours > 1)
        text_printf(out, "%s, ", figure_hour((int)at->worst.hour, plan->hours, hour));
    if (*zone)
        text_printf(out, "%s lost, ", zone);
    if (strncmp(why, VERDICT_TOO_FEW_ZONES, strlen(VERDICT_TOO_FEW_ZONES)) == 0) {
        text_printf(out, "%s on %s (seed %s): %s", at->worst.service, at->worst.pool,
                    figure_count(at->worst.seed, seed), why);
        return; /* the tasks have places */
    }
    text_printf(out, "%s task%s of %s without a place on %s (seed %s)%s%s", figure_count(at->worst.tasks, tasks),
                at->worst.tasks == 1 ? "" : "s", at->worst.service, at->worst.pool, figure_count(at->worst.seed, seed),
                *why ? ": " : "", why);
}

/* "week fails in 3 of 33,600 replays: ..." */
static void add_worst(struct screen *screen, const struct plan *plan, const struct verdict_scenario *at)
{
    char failed[FIGURE_SIZE], runs[FIGURE_SIZE];
    struct text line = {0};
    text_init(&line, 64 * 1024);
    text_add(&line, scenario_words(at->scenario));
    if (at->passed)
        text_add(&line, " holds: ");
    else
        text_printf(&line, " fails in %s of %s replays: ", figure_count(at->runs_failed, failed),
                    figure_count(at->runs, runs));
    verdict_moment_add(&line, plan, at);
    screen_paragraph(screen, INK_PLAIN, "  - ", "%s", line.bytes);
    text_release(&line);
}

static void add_worst_moments(struct screen *screen, const struct plan *plan, const struct verdict *verdict)
{
    bool any = false;
    for (int i = 0; i < verdict->scenarios_count; i++) {
        const struct verdict_scenario *at = &verdict->scenarios[i];
        if (!at->applies || at->worst.tasks == 0)
            continue;
        if (!any)
            screen_heading(screen, "Worst moments");
        any = true;
        add_worst(screen, plan, at);
    }
}

void verdict_findings_add(struct screen *screen, const struct verdict *verdict)
{
    char count[FIGURE_SIZE];
    if (verdict->findings_count > 0)
        screen_heading(screen, "What does not hold in the plan");
    for (int i = 0; i < verdict->findings_count && i < FINDINGS_SHOWN_MAX; i++)
        screen_paragraph(screen, INK_PLAIN, "  - ", "%s: %s (%s)", verdict->findings[i].where,
                         verdict->findings[i].what, verdict->findings[i].code);
    if (verdict->findings_count > FINDINGS_SHOWN_MAX)
        screen_paragraph(screen, INK_DIM, "  ", "… %s more",
                         figure_count(verdict->findings_count - FINDINGS_SHOWN_MAX, count));
}

static void add_assumptions(struct screen *screen, const struct verdict *verdict)
{
    if (verdict->assumptions.count > 0)
        screen_heading(screen, "Assumptions");
    for (int i = 0; i < verdict->assumptions.count; i++)
        screen_paragraph(screen, INK_PLAIN, "  - ", "%s", verdict->assumptions.items[i]);
}

void text_report_verdict(struct screen *screen, const struct plan *plan, const struct verdict *verdict)
{
    add_headline(screen, plan, verdict);
    add_scenarios(screen, plan, verdict);
    add_worst_moments(screen, plan, verdict);
    verdict_findings_add(screen, verdict);
    add_assumptions(screen, verdict);
}
