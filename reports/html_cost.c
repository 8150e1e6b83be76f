/* html_cost.c — what the bill is made of, what it would be elsewhere, and how far from the least possible it is. */
#include "reports/charts.h"
#include "reports/figures.h"
#include "reports/html_parts.h"
#include "reports/html_report.h"
#include "reports/places.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { JOBS_CHARTED_MAX = 6 };

static void add_amount(struct part_table *table, const struct plan *plan, int64_t nano)
{
    char amount[FIGURE_SIZE], percent[FIGURE_SIZE];
    double share = plan->cost.total > 0 ? (double)nano / (double)plan->cost.total : 0;
    part_cell(table, "%s", figure_usd(nano, amount));
    part_cell(table, "%s", figure_percent(share, percent));
}

static void counts_add(struct text *out, int services, int jobs)
{
    char count[FIGURE_SIZE];
    if (services > 0)
        text_printf(out, "%s%s service%s", out->length ? ", " : "", figure_count(services, count),
                    services == 1 ? "" : "s");
    if (jobs > 0)
        text_printf(out, "%s%s job%s", out->length ? ", " : "", figure_count(jobs, count), jobs == 1 ? "" : "s");
}

static void add_pool_row(struct part_table *table, const struct plan *plan, const struct plan_pool *pool)
{
    char range[FIGURE_SIZE], rate[FIGURE_SIZE];
    struct text what = {0};
    text_init(&what, 64 * 1024);
    text_printf(&what, "%s instances", figure_range(pool->instances_min, pool->instances_max, range));
    text_printf(
        &what, " at $%s an hour, zones ",
        figure_rate(pool->usd_per_instance_hour_nano, figure_decimals(pool->usd_per_instance_hour_nano, 4), rate));
    zones_add(&what, plan->region, &pool->zones);
    counts_add(&what, pool->services.count, pool->jobs.count);
    part_row(table);
    part_cell_open(table);
    part_place(table->html, plan, pool->name);
    part_cell_close(table);
    part_cell(table, "%s", pool_purchase_words(pool->purchase));
    part_cell(table, "%s", what.bytes);
    add_amount(table, plan, pool->usd_per_month_nano);
    text_release(&what);
}

/* Services and jobs of a place that is no pool. */
static void add_place_row(struct part_table *table, const struct plan *plan, const char *place)
{
    struct text what = {0};
    int services = 0, jobs = 0;
    int64_t nano = 0;
    for (int i = 0; i < plan->services_count; i++)
        if (strcmp(plan->services[i].place, place) == 0) {
            services++;
            nano += plan->services[i].usd_per_month_nano;
        }
    for (int i = 0; i < plan->jobs_count; i++)
        if (strcmp(plan->jobs[i].place, place) == 0) {
            jobs++;
            nano += plan->jobs[i].usd_per_month_nano;
        }
    if (services == 0 && jobs == 0)
        return;
    text_init(&what, 1024);
    counts_add(&what, services, jobs);
    part_row(table);
    part_cell_open(table);
    part_place(table->html, plan, place);
    part_cell_close(table);
    part_cell(table, "%s",
              strcmp(place, "fargate_spot") == 0 ? "Spot"
              : strcmp(place, "lambda") == 0     ? "by run"
                                                 : "on demand");
    part_cell(table, "%s", what.bytes);
    add_amount(table, plan, nano);
    text_release(&what);
}

static void add_bill(struct html *html, const struct plan *plan)
{
    static const struct part_column columns[] = {{.title = "Place"},
                                                 {.title = "Bought"},
                                                 {.title = "What", .class = "what"},
                                                 {.title = "$ a month", .number = true},
                                                 {.title = "Share", .number = true}};
    struct part_table table;
    part_table_open(&table, html, "The bill by place and purchase option", TABLE_PLAIN, columns, 5);
    for (int i = 0; i < plan->pools_count; i++)
        add_pool_row(&table, plan, &plan->pools[i]);
    add_place_row(&table, plan, "fargate");
    add_place_row(&table, plan, "fargate_spot");
    add_place_row(&table, plan, "lambda");
    if (plan->cost.unused_commitments != 0) {
        part_row(&table);
        part_cell(&table, "Unused commitments");
        part_cell(&table, "committed");
        part_cell(&table, "paid for, and covering nothing");
        add_amount(&table, plan, plan->cost.unused_commitments);
    }
    if (plan->cost.overhead != 0) {
        part_row(&table);
        part_cell(&table, "Overhead");
        part_cell(&table, "%s", "");
        part_cell(&table, "people's work on EC2, outside bound and gap");
        add_amount(&table, plan, plan->cost.overhead);
    }
    part_total_row(&table);
    part_cell(&table, "Together");
    part_cell(&table, "%s", "");
    part_cell(&table, "%s", "");
    add_amount(&table, plan, plan->cost.total);
    part_table_close(&table);
}

void html_cost(struct html *html, const struct report *report)
{
    part_section(html, "cost", "Cost by place and purchase option");
    chart_cost(html, report);
    add_bill(html, report->plan);
    if (report->today && report->today->assumptions.count > 0) {
        html_open(html, "details");
        html_element(html, "summary", "How today's cost was taken");
        html_open(html, "ul");
        for (int i = 0; i < report->today->assumptions.count; i++)
            html_element(html, "li", report->today->assumptions.items[i]);
        html_close(html, "ul");
        html_close(html, "details");
    }
    html_close(html, "section");
}

static int compare_jobs(const void *a, const void *b)
{
    const struct plan_job *left = *(const struct plan_job *const *)a, *right = *(const struct plan_job *const *)b;
    if (left->usd_per_month_nano != right->usd_per_month_nano)
        return left->usd_per_month_nano < right->usd_per_month_nano ? 1 : -1;
    return strcmp(left->name, right->name);
}

/* The dearest jobs; each other one's alternatives are in the table of jobs. */
static void add_job_charts(struct html *html, const struct report *report)
{
    char count[FIGURE_SIZE];
    const struct plan *plan = report->plan;
    if (plan->jobs_count == 0)
        return;
    const struct plan_job **jobs = memory_alloc((size_t)plan->jobs_count + 1, sizeof *jobs);
    for (int i = 0; i < plan->jobs_count; i++)
        jobs[i] = &plan->jobs[i];
    qsort(jobs, (size_t)plan->jobs_count, sizeof *jobs, compare_jobs);
    part_open(html, "div", "side-by-side");
    for (int i = 0; i < plan->jobs_count && i < JOBS_CHARTED_MAX; i++)
        chart_job_break_even(html, report, jobs[i]);
    html_close(html, "div");
    if (plan->jobs_count > JOBS_CHARTED_MAX)
        part_paragraph(html, "quiet", "The dearest %d of %s jobs; the other places of each are in the table of jobs.",
                       JOBS_CHARTED_MAX, figure_count(plan->jobs_count, count));
    free(jobs);
}

void html_break_even(struct html *html, const struct report *report)
{
    part_section(html, "break-even", "Break-even: you are here");
    chart_break_even(html, report);
    add_job_charts(html, report);
    html_close(html, "section");
}

void html_gap(struct html *html, const struct report *report)
{
    char percent[FIGURE_SIZE], amount[FIGURE_SIZE], hour[FIGURE_SIZE];
    const struct plan *plan = report->plan;
    part_section(html, "gap", "Gap by cause");
    if (plan_has_bound(plan))
        part_paragraph(html, "",
                       "The bound of %s a month is what the perfect mix of all instance types, cut to fit, would cost: "
                       "no cluster reaches it. The plan is %s above it, and this is why.",
                       figure_usd(plan->bound.usd_per_month_nano, amount),
                       figure_percent(plan->bound.gap_ratio, percent));
    else
        part_paragraph(html, "", "No bound was found in the time allowed, so the gap is not known.");
    if (plan_has_bound(plan))
        chart_gap(html, report);
    double bound = (double)plan->free_packing.bound_usd_per_hour_nano;
    if (plan->free_packing.given && bound > 1) {
        bool named = plan->hours > 1;
        part_paragraph(html, "quiet",
                       "Packed freely, with any number of types, the costliest hour%s%s is %s above its bound.",
                       named ? ", " : "", named ? figure_hour(plan->free_packing.hour, plan->hours, hour) : "",
                       figure_percent((double)plan->free_packing.usd_per_hour_nano / bound - 1, percent));
    }
    html_close(html, "section");
}
