#include "reports/text_report.h"
#include "reports/figures.h"
#include "reports/places.h"
#include "reports/pools.h"
#include "reports/table.h"
#include "reports/text_buying.h"
#include "reports/verdict_report.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LABEL_WIDTH = 8, AMOUNT_WIDTH = 14 };

/* "  cost       $1,234.56  note", the amount in bold, the note wrapped under itself. */
static void add_verdict_line(struct screen *screen, const char *label, const char *amount, const char *note)
{
    struct text first = {0};
    text_init(&first, 1024);
    text_printf(&first, "  %-*s%*s%s", LABEL_WIDTH, label, AMOUNT_WIDTH - text_columns(amount), "", amount);
    if (*note)
        text_add(&first, "   ");
    screen_paragraph(screen, INK_PLAIN, first.bytes, "%s", note);
    text_release(&first);
}

static void add_part(struct text *parts, const char *name, int64_t nano)
{
    char amount[FIGURE_SIZE];
    if (nano != 0)
        text_printf(parts, "%s%s %s", parts->length ? ", " : "", name, figure_usd(nano, amount));
}

/* The time was too short for any bound but zero. */
static bool is_bound_missing(const struct plan *plan)
{
    return plan->time_limit_reached && plan->bound.usd_per_month_nano <= 1 && plan->cost.total > 0;
}

static void add_bound(struct screen *screen, const struct plan *plan)
{
    char amount[FIGURE_SIZE], note[2 * FIGURE_SIZE];
    if (is_bound_missing(plan)) {
        add_verdict_line(screen, "bound", "none",
                         "not found in the time allowed; how far the plan is from the best is "
                         "not known");
        return;
    }
    add_verdict_line(screen, "bound", figure_usd(plan->bound.usd_per_month_nano, amount),
                     plan->cost.overhead ? "no plan can cost less; overhead is outside bound and gap"
                                         : "no plan can cost less");
    snprintf(note, sizeof note, "the plan costs %s more than the bound",
             figure_usd(plan->cost.total - plan->cost.overhead - plan->bound.usd_per_month_nano, amount));
    add_verdict_line(screen, "gap", figure_percent(plan->bound.gap_ratio, amount), note);
}

static void add_promises_kept(struct text *note, const struct safety *safety)
{
    char percent[FIGURE_SIZE];
    text_add(note, "in each, a replay of ECS placed every task of every hour");
    if (safety->survive_zone_loss)
        text_add(note, ", also after the loss of any zone");
    if (safety->deployments == DEPLOYMENTS_RESERVE)
        text_add(note, ", with room for the deployment of any one service");
    if (safety->headroom_ratio > 0)
        text_printf(note, "%s with %s %% more tasks",
                    safety->survive_zone_loss || safety->deployments == DEPLOYMENTS_RESERVE ? " and" : ",",
                    figure_short(100 * safety->headroom_ratio, 2, percent));
}

/* A size kept over several hours, instances made before their hour, draining ones: in no bill. */
static void add_really_run(struct text *note, const struct verdict *replay)
{
    char percent[FIGURE_SIZE];
    for (int i = 0; replay && i < replay->scenarios_count; i++) {
        const struct verdict_scenario *at = &replay->scenarios[i];
        if (at->scenario == SCENARIO_WEEK && at->planned_instance_hours > 0 &&
            at->instance_hours > at->planned_instance_hours)
            text_printf(note, "; few scheduled actions, early starts and draining add %s to the bill's instance-hours",
                        figure_percent(at->instance_hours / at->planned_instance_hours - 1, percent));
    }
}

static void add_promise_broken(struct text *note, const struct plan *plan, const struct verdict *verdict)
{
    for (int i = 0; verdict && i < verdict->scenarios_count && note->length == 0; i++) {
        const struct verdict_scenario *at = &verdict->scenarios[i];
        if (!at->required || at->passed || at->worst.tasks == 0)
            continue;
        text_printf(note, "in the replay of ECS, %s: ", scenario_words(at->scenario));
        verdict_moment_add(note, plan, at);
    }
    if (note->length == 0)
        text_add(note, "a replay of ECS left tasks without a place; 'bayplan simulate' says where");
}

/* What the planner itself replayed before it answered. */
static void add_verification(struct screen *screen, const struct plan *plan, const struct verdict *verdict)
{
    char count[FIGURE_SIZE], amount[2 * FIGURE_SIZE];
    struct text note = {0};
    if (plan->pools_count == 0)
        return;
    text_init(&note, 64 * 1024);
    snprintf(amount, sizeof amount, "%s order%s", figure_count(plan->verification.seeds, count),
             plan->verification.seeds == 1 ? "" : "s");
    if (plan->verification.seeds == 0) {
        text_add(&note, "ECS's placement was not replayed");
    } else if (!plan->verification.passed) {
        add_promise_broken(&note, plan, verdict);
    } else {
        add_promises_kept(&note, &plan->safety);
        add_really_run(&note, verdict);
    }
    add_verdict_line(screen, "verified",
                     plan->verification.seeds == 0 ? "no"
                     : plan->verification.passed   ? amount
                                                   : "fails",
                     note.bytes);
    text_release(&note);
}

static void add_verdict(struct screen *screen, const struct plan *plan, const struct verdict *verdict)
{
    char amount[FIGURE_SIZE], note[2 * FIGURE_SIZE];
    screen_print(screen, INK_BOLD, "%s", plan->profile_name);
    screen_print(screen, INK_PLAIN, " in %s: ", plan->region);
    screen_print(screen, INK_ACCENT, "%s a month", figure_usd(plan->cost.total, amount));
    text_add(screen->out, "\n\n");
    text_what_ifs(screen, plan);

    struct text parts = {0};
    text_init(&parts, 1024);
    add_part(&parts, "EC2", plan->cost.ec2);
    add_part(&parts, "Fargate", plan->cost.fargate);
    add_part(&parts, "Lambda", plan->cost.lambda);
    add_part(&parts, "unused commitments", plan->cost.unused_commitments);
    add_part(&parts, "overhead", plan->cost.overhead);
    add_verdict_line(screen, "cost", figure_usd(plan->cost.total, amount), parts.bytes ? parts.bytes : "");
    text_release(&parts);

    add_bound(screen, plan);
    add_verification(screen, plan, verdict);
    snprintf(note, sizeof note, "%s; a month is 730 hours", plan_prices_words(plan));
    add_verdict_line(screen, "prices", plan->catalogue_as_of, note);
    if (plan->time_limit_reached)
        screen_paragraph(screen, INK_PLAIN, "  ",
                         "The time limit ended the search; a longer --time-limit may find a cheaper plan.");
}

static void add_pools(struct screen *screen, const struct plan *plan)
{
    struct table_column columns[] = {
        {.title = "pool"},
        {.title = "instance type", .flexible = true},
        {.title = "bought"},
        {.title = "instances", .right = true},
        {.title = "$/hour", .right = true},
        {.title = "zones", .flexible = true},
        {.title = "fills first", .flexible = true},
        {.title = "$/month", .right = true},
    };
    char range[FIGURE_SIZE], rate[FIGURE_SIZE], month[FIGURE_SIZE];
    if (plan->pools_count == 0)
        return;
    int decimals = 4;
    columns[2].absent = true;
    for (int i = 0; i < plan->pools_count; i++) {
        columns[2].absent &= strcmp(plan->pools[i].purchase, pool_purchase_names[POOL_ON_DEMAND]) == 0;
        int needed = figure_decimals(plan->pools[i].usd_per_instance_hour_nano, decimals);
        decimals = needed > 6 ? 6 : needed;
    }
    screen_heading(screen, "Pools");
    struct table table;
    table_init(&table, columns, 8);
    for (int i = 0; i < plan->pools_count; i++) {
        const struct plan_pool *pool = &plan->pools[i];
        struct text zones = {0};
        text_init(&zones, 4096);
        zones_add(&zones, plan->region, &pool->zones);
        table_cell(&table, "%s", pool->name);
        table_cell(&table, "%s", pool->instance_type);
        table_cell(&table, "%s", pool_purchase_words(pool->purchase));
        table_cell(&table, "%s", figure_range(pool->instances_min, pool->instances_max, range));
        table_cell(&table, "%s", figure_rate(pool->usd_per_instance_hour_nano, decimals, rate));
        table_cell(&table, "%s", zones.bytes ? zones.bytes : "");
        table_cell(&table, "%s", binding_words(pool->binding));
        table_cell(&table, "%s", nano_format_cents(pool->usd_per_month_nano, month));
        text_release(&zones);
    }
    table_finish(&table, screen);
}

/* How each pool's group follows the hours. */
static void add_groups(struct screen *screen, const struct plan *plan)
{
    static const struct table_column columns[] = {{.title = "group"},
                                                  {.title = "minimum", .right = true},
                                                  {.title = "maximum", .right = true},
                                                  {.title = "target", .right = true},
                                                  {.title = "scheduled actions, and what so few cost"}};
    char range[FIGURE_SIZE], count[FIGURE_SIZE];
    struct table table;
    table_init(&table, columns, 5);
    for (int i = 0; i < plan->pools_count; i++) {
        const struct plan_pool *pool = &plan->pools[i];
        struct text schedule = {0};
        int64_t least = 0, most = 0;
        if (pool->max_size.count == 0)
            continue;
        text_init(&schedule, 1024);
        integers_range(&pool->max_size, &least, &most);
        pool_schedule_add(&schedule, plan, pool);
        table_cell(&table, "%s", pool->name);
        table_cell(&table, "%s", figure_range(pool->instances_min, pool->instances_max, range));
        table_cell(&table, "%s", figure_range(least, most, range));
        table_cell(&table, "%s %%", figure_count(pool->target_capacity_percent, count));
        table_cell(&table, "%s", schedule.bytes);
        text_release(&schedule);
    }
    text_add(screen->out, table.cells_count > 0 ? "\n" : "");
    table_finish(&table, screen);
}

static void add_daemons(struct screen *screen, const struct plan *plan)
{
    static const struct table_column columns[] = {{.title = "daemon", .flexible = true},
                                                  {.title = "vCPU", .right = true},
                                                  {.title = "GiB", .right = true},
                                                  {.title = "on every instance of", .flexible = true}};
    char vcpus[FIGURE_SIZE], gib[FIGURE_SIZE];
    if (plan->daemons_count == 0)
        return;
    screen_heading(screen, "Daemons");
    struct table table;
    table_init(&table, columns, 4);
    for (int i = 0; i < plan->daemons_count && i < REPORT_ROWS_MAX; i++) {
        const struct plan_daemon *daemon = &plan->daemons[i];
        struct text pools = {0};
        text_init(&pools, 64 * 1024);
        for (int p = 0; p < plan->pools_count; p++)
            if (pool_carries(&plan->pools[p], daemon))
                text_printf(&pools, "%s%s", pools.length ? ", " : "", plan->pools[p].name);
        table_cell(&table, "%s", daemon->name);
        table_cell(&table, "%s", figure_vcpus(daemon->cpu_units, vcpus));
        table_cell(&table, "%s", figure_gib(daemon->memory_mib, gib));
        table_cell(&table, "%s", pools.length ? pools.bytes : "no pool");
        text_release(&pools);
    }
    table_finish(&table, screen);
}

struct row {
    int64_t usd_per_month_nano;
    const char *name;
    int index;
};

static int compare_rows(const void *a, const void *b)
{
    const struct row *left = a, *right = b;
    if (left->usd_per_month_nano != right->usd_per_month_nano)
        return left->usd_per_month_nano < right->usd_per_month_nano ? 1 : -1;
    return strcmp(left->name, right->name);
}

/* "… 2,047 more, $1,234.56 together; -o plan.json has all" */
static void add_rest(struct screen *screen, const struct row *rows, int count)
{
    char number[FIGURE_SIZE], amount[FIGURE_SIZE];
    if (count <= REPORT_ROWS_MAX)
        return;
    int64_t rest = 0;
    for (int i = REPORT_ROWS_MAX; i < count; i++)
        rest += rows[i].usd_per_month_nano;
    text_add(screen->out, "  ");
    screen_print(screen, INK_DIM, "… %s more, %s together; -o plan.json has all",
                 figure_count(count - REPORT_ROWS_MAX, number), figure_usd(rest, amount));
    text_add(screen->out, "\n");
}

static void add_service_row(struct table *table, const struct plan_service *service)
{
    char tasks[FIGURE_SIZE], vcpus[FIGURE_SIZE], gib[FIGURE_SIZE], gpus[FIGURE_SIZE], month[FIGURE_SIZE];
    int64_t least = 0, most = 0;
    integers_range(&service->tasks, &least, &most);
    table_cell(table, "%s", service->name);
    table_cell(table, "%s", figure_range(least, most, tasks));
    table_cell(table, "%s", figure_vcpus(service->cpu_units, vcpus));
    table_cell(table, "%s", figure_gib(service->memory_mib, gib));
    table_cell(table, "%s", service->gpus ? figure_count(service->gpus, gpus) : "");
    table_cell(table, "%s", place_words(service->place));
    table_cell(table, "%s", nano_format_cents(service->usd_per_month_nano, month));
}

static void add_services(struct screen *screen, const struct plan *plan)
{
    struct table_column columns[] = {
        {.title = "service", .flexible = true}, {.title = "tasks", .right = true}, {.title = "vCPU", .right = true},
        {.title = "GiB", .right = true},        {.title = "GPUs", .right = true},  {.title = "runs on"},
        {.title = "$/month", .right = true},
    };
    int count = plan->services_count;
    if (count == 0)
        return;
    struct row *rows = memory_alloc((size_t)count, sizeof *rows);
    columns[4].absent = true;
    for (int i = 0; i < count; i++) {
        rows[i] = (struct row){plan->services[i].usd_per_month_nano, plan->services[i].name, i};
        columns[4].absent = columns[4].absent && plan->services[i].gpus == 0;
    }
    qsort(rows, (size_t)count, sizeof *rows, compare_rows);
    screen_heading(screen, "Services");
    struct table table;
    table_init(&table, columns, 7);
    for (int i = 0; i < count && i < REPORT_ROWS_MAX; i++)
        add_service_row(&table, &plan->services[rows[i].index]);
    table_finish(&table, screen);
    add_rest(screen, rows, count);
    free(rows);
}

static void add_job_row(struct table *table, const struct plan_job *job)
{
    char runs[FIGURE_SIZE], lasts[FIGURE_SIZE], vcpus[FIGURE_SIZE], gib[FIGURE_SIZE], month[FIGURE_SIZE];
    table_cell(table, "%s", job->name);
    table_cell(table, "%s", figure_runs(job->runs_per_day, runs));
    table_cell(table, "%s", figure_seconds(job->duration_s, lasts));
    table_cell(table, "%s", figure_vcpus(job->cpu_units, vcpus));
    table_cell(table, "%s", figure_gib(job->memory_mib, gib));
    table_cell(table, "%s", place_words(job->place));
    table_cell(table, "%s", nano_format_cents(job->usd_per_month_nano, month));
}

static void add_jobs(struct screen *screen, const struct plan *plan)
{
    static const struct table_column columns[] = {
        {.title = "job", .flexible = true},  {.title = "runs/day", .right = true}, {.title = "lasts", .right = true},
        {.title = "vCPU", .right = true},    {.title = "GiB", .right = true},      {.title = "runs on"},
        {.title = "$/month", .right = true},
    };
    int count = plan->jobs_count, warnings = 0;
    if (count == 0)
        return;
    struct row *rows = memory_alloc((size_t)count, sizeof *rows);
    for (int i = 0; i < count; i++)
        rows[i] = (struct row){plan->jobs[i].usd_per_month_nano, plan->jobs[i].name, i};
    qsort(rows, (size_t)count, sizeof *rows, compare_rows);
    screen_heading(screen, "Jobs");
    struct table table;
    table_init(&table, columns, 7);
    for (int i = 0; i < count && i < REPORT_ROWS_MAX; i++)
        add_job_row(&table, &plan->jobs[rows[i].index]);
    table_finish(&table, screen);
    add_rest(screen, rows, count);
    for (int i = 0; i < count; i++) {
        const struct plan_job *job = &plan->jobs[rows[i].index];
        if (job->warning && *job->warning && warnings++ < REPORT_ROWS_MAX)
            screen_paragraph(screen, INK_PLAIN, "  ! ", "%s: %s", job->name, job->warning);
    }
    free(rows);
}

static void add_gap(struct screen *screen, const struct plan *plan)
{
    static const struct table_column columns[] = {{.title = "above the bound because of"},
                                                  {.title = "of the bound", .right = true},
                                                  {.title = "$/month", .right = true},
                                                  {.title = ""}};
    char percent[FIGURE_SIZE], month[FIGURE_SIZE], hour[FIGURE_SIZE];
    struct table table;
    table_init(&table, columns, 4);
    for (int i = 0; i < GAP_CAUSES_COUNT && !is_bound_missing(plan); i++) {
        double ratio = plan->bound.gap_by_cause[i];
        int64_t nano = gap_cause_cost(plan, (enum gap_cause)i);
        if (ratio > -1e-7 && ratio < 1e-7)
            continue;
        table_cell(&table, "%s", gap_cause_words((enum gap_cause)i));
        table_cell(&table, "%s", figure_percent(ratio, percent));
        table_cell(&table, "%s", nano_format_cents(nano, month));
        table_cell(&table, "%s", "");
    }
    bool packed = plan->free_packing.given && plan->free_packing.bound_usd_per_hour_nano > 1;
    if (table.cells_count > 0 || packed)
        screen_heading(screen, "Gap");
    table_finish(&table, screen);
    if (packed) {
        double bound = (double)plan->free_packing.bound_usd_per_hour_nano;
        screen_paragraph(
            screen, INK_PLAIN, "  ", "Free packing of the costliest hour%s%s, any number of types: %s above its bound.",
            plan->hours > 1 ? ", " : "", plan->hours > 1 ? figure_hour(plan->free_packing.hour, plan->hours, hour) : "",
            figure_percent((double)plan->free_packing.usd_per_hour_nano / bound - 1, percent));
    }
}

static void add_break_even(struct screen *screen, const struct plan *plan)
{
    char saving[FIGURE_SIZE], all[FIGURE_SIZE], hours[FIGURE_SIZE], rate[FIGURE_SIZE];
    screen_heading(screen, "Is EC2 worth the work?");
    figure_usd(plan->all_fargate.usd_per_month_nano, all);
    if (!plan->all_fargate.possible)
        screen_paragraph(screen, INK_PLAIN, "  ", "All-Fargate is not possible: %s.", plan->all_fargate.why_not);
    else if (plan->pools_count == 0)
        screen_paragraph(screen, INK_PLAIN, "  ", "This plan has no instances to look after.");
    else if (!plan->all_fargate.helps)
        screen_paragraph(screen, INK_PLAIN, "  ", "EC2 saves nothing over all-Fargate (%s a month).", all);
    else
        screen_paragraph(screen, INK_PLAIN, "  ",
                         "EC2 saves %s a month over all-Fargate (%s): worth it if it takes fewer than %s hours of work "
                         "a month at %s an hour.",
                         figure_usd(plan->all_fargate.saving_usd_per_month_nano, saving), all,
                         figure_real(plan->all_fargate.break_even_hours_per_month, 1, hours),
                         figure_usd(plan->all_fargate.usd_per_hour_nano, rate));
}

static void add_assumptions(struct screen *screen, const struct plan *plan)
{
    if (plan->assumptions.count == 0)
        return;
    screen_heading(screen, "Assumptions");
    for (int i = 0; i < plan->assumptions.count; i++)
        screen_paragraph(screen, INK_PLAIN, "  - ", "%s", plan->assumptions.items[i]);
}

void text_report_plan(struct screen *screen, const struct plan *plan, const struct verdict *replay,
                      const struct verdict *count)
{
    add_verdict(screen, plan, replay);
    if (count)
        verdict_findings_add(screen, count);
    add_pools(screen, plan);
    add_groups(screen, plan);
    add_daemons(screen, plan);
    add_services(screen, plan);
    add_jobs(screen, plan);
    text_spot(screen, plan);
    text_commitments(screen, plan);
    add_gap(screen, plan);
    add_break_even(screen, plan);
    text_sensitivity(screen, plan);
    add_assumptions(screen, plan);
}
