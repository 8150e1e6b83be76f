/* html_buying.c — how the plan is paid for, and what the answer hangs on: Spot, commitments, sensitivity. */
#include "reports/figures.h"
#include "reports/html_parts.h"
#include "reports/purchases.h"
#include <string.h>

static bool is_spot(const struct plan_pool *pool)
{
    return strcmp(pool->purchase, pool_purchase_names[POOL_SPOT]) == 0;
}

static void add_spot(struct html *html, const struct plan *plan)
{
    static const struct part_column columns[] = {{.title = "Spot pool"},
                                                 {.title = "Types of one size"},
                                                 {.title = "Spot, $ an hour", .number = true},
                                                 {.title = "On demand", .number = true},
                                                 {.title = "Taken back a month", .number = true},
                                                 {.title = "which costs, $ an hour", .number = true}};
    char spot[FIGURE_SIZE], taken[FIGURE_SIZE], lost[FIGURE_SIZE];
    struct part_table table;
    part_table_open(&table, html, "What Spot costs, and how often it is taken back", TABLE_PLAIN, columns, 6);
    for (int i = 0; i < plan->pools_count; i++) {
        const struct plan_pool *pool = &plan->pools[i];
        struct text types = {0};
        if (!is_spot(pool))
            continue;
        text_init(&types, 64 * 1024);
        for (int t = 0; t < pool->instance_types.count; t++)
            text_printf(&types, "%s%s", t ? ", " : "", pool->instance_types.items[t]);
        part_row(&table);
        part_row_name(&table, pool->name);
        part_cell(&table, "%s", types.length ? types.bytes : "");
        part_cell(&table, "%s", figure_rate(pool->usd_per_spot_instance_hour_nano, 5, spot));
        part_cell(&table, "%lld %%", (long long)pool->on_demand_percent);
        part_cell(&table, "%s", figure_percent((double)pool->interruptions_millionths_per_month / 1e6, taken));
        part_cell(&table, "%s", figure_rate(pool->usd_per_interruptions_hour_nano, 9, lost));
        text_release(&types);
    }
    part_table_close(&table);
}

/* --- commitments --- */

static void add_commitments(struct html *html, const struct plan_commitments *commitments)
{
    static const struct part_column columns[] = {{.title = "Commitment"},
                                                 {.title = "$ an hour", .number = true},
                                                 {.title = "Paid upfront", .number = true},
                                                 {.title = "$ a month", .number = true},
                                                 {.title = "Covers, on demand", .number = true},
                                                 {.title = "Used", .number = true}};
    char words[PLAN_COMMITMENT_WORDS_SIZE], hour[FIGURE_SIZE], upfront[FIGURE_SIZE], month[FIGURE_SIZE];
    char covered[FIGURE_SIZE], used[FIGURE_SIZE], count[FIGURE_SIZE];
    struct part_table table;
    part_table_open(&table, html, "Commitments, applied hour by hour in AWS's order", TABLE_PLAIN, columns, 6);
    for (int i = 0; i < commitments->items_count; i++) {
        const struct plan_commitment *at = &commitments->items[i];
        part_row(&table);
        part_row_words(&table, plan_commitment_words(at, words));
        part_cell(&table, "%s%s%s", at->count > 0 ? figure_count(at->count, count) : "", at->count > 0 ? " × " : "",
                  figure_rate(at->usd_per_hour_nano, figure_decimals(at->usd_per_hour_nano, 2), hour));
        part_cell(&table, "%s", at->usd_upfront_nano > 0 ? figure_usd(at->usd_upfront_nano, upfront) : "");
        part_cell(&table, "%s", figure_usd(at->usd_per_month_nano, month));
        part_cell(&table, "%s", figure_usd(at->covered_usd_per_month_nano, covered));
        part_cell(&table, "%s", figure_percent(at->utilisation_ratio, used));
    }
    part_table_close(&table);
}

static void add_downside(struct html *html, const struct plan_commitments *commitments)
{
    static const struct part_column columns[] = {{.title = "If demand is"},
                                                 {.title = "$ a month", .number = true},
                                                 {.title = "had none been bought", .number = true},
                                                 {.title = "Saved", .number = true}};
    char month[FIGURE_SIZE], without[FIGURE_SIZE], saved[FIGURE_SIZE];
    struct part_table table;
    part_heading(html, "If demand falls");
    part_table_open(&table, html, "The same plan and the same commitments with less to run", TABLE_PLAIN, columns, 4);
    for (int i = 0; i < commitments->downside_count; i++) {
        const struct plan_downside *at = &commitments->downside[i];
        part_row(&table);
        part_cell(&table, "%lld %% of today's", (long long)at->demand_percent);
        part_cell(&table, "%s", figure_usd(at->usd_per_month_nano, month));
        part_cell(&table, "%s", figure_usd(at->uncommitted_usd_per_month_nano, without));
        part_cell(&table, "%s", figure_change(at->uncommitted_usd_per_month_nano - at->usd_per_month_nano, saved));
    }
    part_table_close(&table);
}

static void add_committed(struct html *html, const struct plan_commitments *commitments)
{
    char bill[FIGURE_SIZE], list[FIGURE_SIZE];
    if (commitments->items_count == 0) {
        part_paragraph(
            html, "",
            "None of those offered is bought: at the rates known none makes this plan cheaper (see the assumptions).");
        return;
    }
    part_paragraph(html, "",
                   "With these commitments EC2, Fargate and Lambda cost %s a month; the same plan on demand costs %s. "
                   "Every price on this page is the effective one: what the week's use of a thing costs by how much of "
                   "it is used.",
                   figure_usd(commitments->bill_usd_per_month_nano, bill),
                   figure_usd(commitments->on_demand_usd_per_month_nano, list));
    add_commitments(html, commitments);
    if (commitments->downside_count > 0)
        add_downside(html, commitments);
}

static bool has_spot(const struct plan *plan)
{
    bool spot = false;
    for (int i = 0; i < plan->pools_count; i++)
        spot |= is_spot(&plan->pools[i]);
    return spot;
}

bool html_has_buying(const struct plan *plan)
{
    return plan->commitments.given || has_spot(plan);
}

void html_buying(struct html *html, const struct report *report)
{
    part_section(html, "buying", "How it is paid for");
    if (report->plan->commitments.given)
        add_committed(html, &report->plan->commitments);
    if (has_spot(report->plan))
        add_spot(html, report->plan);
    html_close(html, "section");
}

/* --- sensitivity --- */

bool html_has_sensitivity(const struct plan *plan)
{
    return plan->sensitivity_count > 0;
}

void html_sensitivity(struct html *html, const struct report *report)
{
    static const struct part_column columns[] = {{.title = "What if"},
                                                 {.title = "$ a month", .number = true},
                                                 {.title = "Change", .number = true},
                                                 {.title = "Bound", .number = true},
                                                 {.title = "Pools", .number = true},
                                                 {.title = "Moved", .number = true}};
    char month[FIGURE_SIZE], change[FIGURE_SIZE], bound[FIGURE_SIZE], pools[FIGURE_SIZE], moved[FIGURE_SIZE];
    const struct plan *plan = report->plan;
    struct part_table table;
    part_section(html, "sensitivity", "What the answer hangs on");
    part_paragraph(html, "",
                   "Planned anew with one thing changed at a time. Moved: services and jobs that would run in "
                   "another kind of place.");
    part_table_open(&table, html, "One change at a time", TABLE_SORTABLE, columns, 6);
    for (int i = 0; i < plan->sensitivity_count; i++) {
        const struct plan_variation *at = &plan->sensitivity[i];
        if (!at->possible)
            continue;
        part_row(&table);
        part_row_words(&table, at->what_if);
        part_cell(&table, "%s", figure_usd(at->usd_per_month_nano, month));
        part_cell(&table, "%s", figure_change(at->usd_per_month_nano - plan->cost.total, change));
        part_cell(&table, "%s", figure_usd(at->bound_usd_per_month_nano, bound));
        part_cell(&table, "%s", figure_count(at->pools, pools));
        part_cell(&table, "%s", figure_count(at->services_moved, moved));
    }
    part_table_close(&table);
    for (int i = 0; i < plan->sensitivity_count; i++)
        if (!plan->sensitivity[i].possible)
            part_paragraph(html, "quiet", "%s cannot be planned: %s", plan->sensitivity[i].what_if,
                           plan->sensitivity[i].note);
    html_close(html, "section");
}
