/* html_pools.c — each pool over the week, what stands on its instances, what it runs out of, what promises cost it. */
#include "reports/charts.h"
#include "reports/figures.h"
#include "reports/html_parts.h"
#include "reports/html_report.h"
#include "reports/places.h"
#include <stdio.h>
#include <string.h>

/* Demand that no pool has to have room for. */
static void add_outside_pools(struct html *html, const struct plan *plan)
{
    char range[FIGURE_SIZE];
    int64_t least = INT64_MAX, most = 0;
    for (int hour = 0; hour < plan->hours; hour++) {
        int64_t tasks = 0;
        for (int i = 0; i < plan->services_count; i++) {
            const struct plan_service *service = &plan->services[i];
            if (!pool_find(plan, service->place))
                tasks += service->tasks.items[hour % service->tasks.count];
        }
        least = tasks < least ? tasks : least;
        most = tasks > most ? tasks : most;
    }
    if (most > 0)
        part_paragraph(
            html, "",
            "%s Fargate runs %s tasks of services at a time, hour by hour as many as are asked for: there is "
            "no size to manage.",
            plan->pools_count > 0 ? "Besides," : "The plan has no pool.", figure_range(least, most, range));
    else if (plan->pools_count == 0)
        part_paragraph(html, "", "The plan has no pool: jobs start on Fargate or Lambda as they come.");
}

void html_week(struct html *html, const struct report *report)
{
    part_section(html, "week", report->plan->hours == HOURS_PER_WEEK ? "The week" : "The hours");
    for (int i = 0; i < report->plan->pools_count; i++)
        chart_week(html, report, &report->plan->pools[i]);
    add_outside_pools(html, report->plan);
    html_close(html, "section");
}

void html_packing(struct html *html, const struct report *report)
{
    part_section(html, "packing", "The packing picture");
    if (report->placements_count == 0)
        part_paragraph(html, "", "The plan has no instance that tasks could be packed on.");
    else
        part_paragraph(
            html, "",
            "Where ECS puts the tasks of each pool's busiest hour when it starts them all from nothing, in one "
            "order of many. Hatched is room that no task can use.");
    for (int i = 0; i < report->placements_count; i++)
        chart_packing(html, report, &report->placements[i]);
    html_close(html, "section");
}

/* What would ease it, where anything does. */
static const char *eased_by(const char *binding)
{
    static const char *const words[][2] = {
        {"cpu", "smaller CPU reservations, or a type with more CPU for its memory"},
        {"memory", "smaller memory reservations, or a type with more memory for its CPU"},
        {"eni", "ENI trunking (limits.eni_trunking), bridge networking, or a larger type"},
        {"gpu", "services that share a GPU, or a type with more of them"},
        {"zones", "fewer zones (zones_min), or fewer pools for so few tasks"},
    };
    if (strncmp(binding, "host_port_", strlen("host_port_")) == 0)
        return "dynamic host ports, or awsvpc networking";
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(binding, words[i][0]) == 0)
            return words[i][1];
    return "";
}

static void add_bindings(struct html *html, const struct plan *plan)
{
    static const struct part_column columns[] = {
        {.title = "Pool"},
        {.title = "Fills first"},
        {.title = "One instance holds"},
        {.title = "Eased by"},
    };
    char vcpus[FIGURE_SIZE], gib[FIGURE_SIZE], tasks[FIGURE_SIZE];
    struct part_table table;
    part_table_open(&table, html, "What each pool runs out of first", TABLE_PLAIN, columns, 4);
    for (int i = 0; i < plan->pools_count; i++) {
        const struct plan_pool *pool = &plan->pools[i];
        part_row(&table);
        part_cell_open(&table);
        part_place(html, plan, pool->name);
        part_cell_close(&table);
        part_cell(&table, "%s", binding_words(pool->binding));
        part_cell(&table, "%s vCPU, %s GiB, %s tasks with an interface of their own",
                  figure_vcpus(pool->cpu_units, vcpus), figure_gib(pool->memory_mib, gib),
                  figure_count(pool->awsvpc_tasks, tasks));
        part_cell(&table, "%s", eased_by(pool->binding));
    }
    part_table_close(&table);
}

/* Dollars a month of each pool by promise; promises that cost nothing anywhere are left out. */
static void add_promises(struct html *html, const struct plan *plan)
{
    enum { FIRST = GAP_POOL_FIRST, COUNT = GAP_POOL_LAST - GAP_POOL_FIRST + 1 };
    struct part_column columns[COUNT + 2] = {{.title = "Pool"}, [COUNT + 1] = {.title = "Whole", .number = true}};
    char amount[FIGURE_SIZE];
    bool any = false;
    for (int c = 0; c < COUNT; c++) {
        bool absent = true;
        for (int i = 0; i < plan->pools_count; i++)
            absent = absent && plan->pools[i].usd_per_month_by_cause_nano[FIRST + c] == 0;
        columns[c + 1] = (struct part_column){
            .title = gap_cause_words((enum gap_cause)(FIRST + c)), .number = true, .absent = absent};
        any = any || !absent;
    }
    if (!any)
        return;
    struct part_table table;
    part_table_open(&table, html, "What each promise costs, $ a month of each pool's price", TABLE_PLAIN, columns,
                    COUNT + 2);
    for (int i = 0; i < plan->pools_count; i++) {
        const struct plan_pool *pool = &plan->pools[i];
        part_row(&table);
        part_row_name(&table, pool->name);
        for (int c = 0; c < COUNT; c++)
            part_cell(&table, "%s", figure_usd(pool->usd_per_month_by_cause_nano[FIRST + c], amount));
        part_cell(&table, "%s", figure_usd(pool->usd_per_month_nano, amount));
    }
    part_table_close(&table);
}

/* The dearest single deployment: outside the bill, as how many there are is not known. */
static void add_dearest_deployment(struct html *html, const struct plan *plan)
{
    char amount[FIGURE_SIZE], count[FIGURE_SIZE];
    const struct plan_service *dearest = NULL;
    for (int i = 0; i < plan->services_count; i++)
        if (plan->services[i].usd_per_deployment_nano > (dearest ? dearest->usd_per_deployment_nano : 0))
            dearest = &plan->services[i];
    if (!dearest)
        return;
    html_open(html, "p");
    html_text(html, "Outside the bill: each deployment lets its group grow for a while, at most by ");
    html_textf(html, "%s instance%s and %s, for ", figure_count(dearest->deployment_instances, count),
               dearest->deployment_instances == 1 ? "" : "s", figure_usd(dearest->usd_per_deployment_nano, amount));
    part_name(html, dearest->name);
    html_text(html, ".");
    html_close(html, "p");
}

void html_binding(struct html *html, const struct report *report)
{
    part_section(html, "constraints", "Binding constraints");
    if (report->plan->pools_count > 0) {
        add_bindings(html, report->plan);
        add_promises(html, report->plan);
        add_dearest_deployment(html, report->plan);
    } else {
        part_paragraph(html, "", "The plan has no instances, so nothing of theirs can fill up.");
    }
    html_close(html, "section");
}
