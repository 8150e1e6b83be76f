/* markdown_visible.c — what a reader of the comment sees at once: verdict, pools, the biggest services, the gap. */
#include "reports/figures.h"
#include "reports/html_parts.h"
#include "reports/markdown.h"
#include "reports/markdown_parts.h"
#include "reports/places.h"
#include "reports/pools.h"
#include "reports/verdict_report.h"
#include <math.h>
#include <stdio.h>

enum { PIECE_BYTES_MAX = 64 * 1024, NAME_COLUMNS_MAX = 120, FINDINGS_LISTED = 5 };

struct page {
    struct text *out;
    size_t limit;
    struct text piece; /* a line being written: added whole where it fits */
};

/* Adds the piece; false where it was left out. */
static bool flush(struct page *page)
{
    bool fits = page->piece.length == 0 || markdown_add_within(page->out, &page->piece, page->limit);
    text_release(&page->piece);
    text_init(&page->piece, PIECE_BYTES_MAX);
    return fits;
}

static void add_line(struct page *page, const char *line)
{
    text_add(&page->piece, line);
    flush(page);
}

static void add_headline(struct page *page, const struct plan *plan)
{
    char amount[FIGURE_SIZE];
    struct text name = {0};
    text_init(&name, PIECE_BYTES_MAX);
    safe_add_cut(&name, plan->profile_name, NAME_COLUMNS_MAX);
    text_add(&page->piece, "## bayplan: ");
    markdown_add(&page->piece, name.bytes);
    text_add(&page->piece, " in ");
    markdown_add_text(&page->piece, plan->region);
    text_printf(&page->piece, ", %s a month\n\n", figure_usd(plan->cost.total, amount));
    text_release(&name);
    flush(page);
}

static void add_today(struct page *page, const struct report *report)
{
    char now[FIGURE_SIZE], then[FIGURE_SIZE], less[FIGURE_SIZE], percent[FIGURE_SIZE];
    if (!report->today)
        return;
    int64_t today = report->today->total_nano, saved = today - report->plan->cost.total;
    text_printf(&page->piece, "Today **%s** → plan **%s** a month: %s %s", figure_usd(today, now),
                figure_usd(report->plan->cost.total, then),
                saved >= 0 ? "saves" : "costs more:", figure_usd(saved < 0 ? -saved : saved, less));
    if (today > 0)
        text_printf(&page->piece, " (%s%s)", saved >= 0 ? "−" : "+",
                    figure_percent(fabs((double)saved / (double)today), percent));
    text_add(&page->piece, ".\n\n");
    flush(page);
}

static void add_worst_of(struct text *out, const struct plan *plan)
{
    for (int i = 0; i < plan->verification.scenarios_count; i++) {
        const struct verdict_scenario *at = &plan->verification.scenarios[i];
        struct text moment = {0};
        if (!at->required || at->passed || at->worst.tasks == 0)
            continue;
        text_init(&moment, PIECE_BYTES_MAX);
        verdict_moment_add(&moment, plan, at);
        text_printf(out, ": %s: ", scenario_words(at->scenario));
        markdown_add_text(out, moment.bytes);
        text_release(&moment);
        return;
    }
}

/* Does it hold? In one line. */
static void add_holds(struct page *page, const struct plan *plan)
{
    char count[FIGURE_SIZE];
    struct text *out = &page->piece;
    int64_t seeds = plan->verification.seeds;
    if (plan->pools_count == 0)
        return;
    if (seeds == 0) {
        text_add(out, "⚠️ **Not replayed**: whether ECS can place it is not known");
    } else if (!plan->verification.passed) {
        text_add(out, "❌ **Does not hold** in a replay of ECS");
        add_worst_of(out, plan);
    } else {
        text_printf(out, "✅ **Holds**: in %s drawn order%s a replay of ECS placed every task of every hour",
                    figure_count(seeds, count), seeds == 1 ? "" : "s");
        text_add(out, plan->safety.survive_zone_loss ? ", also after the loss of any zone" : "");
    }
    text_add(out, ".\n\n");
    if (!flush(page))
        add_line(page, "❌ **Does not hold** in a replay of ECS.\n\n");
}

static void add_findings(struct page *page, const struct verdict *count)
{
    char number[FIGURE_SIZE];
    if (!count || count->findings_count == 0)
        return;
    text_printf(&page->piece, "❌ **Not true**: an independent count found %s thing%s wrong.\n\n",
                figure_count(count->findings_count, number), count->findings_count == 1 ? "" : "s");
    flush(page);
    for (int i = 0; i < count->findings_count && i < FINDINGS_LISTED; i++) {
        text_add(&page->piece, "- ");
        markdown_add(&page->piece, count->findings[i].where);
        text_add(&page->piece, ": ");
        markdown_add_text(&page->piece, count->findings[i].what);
        text_add(&page->piece, "\n");
        flush(page);
    }
    add_line(page, "\n");
}

static void add_part(struct text *parts, const char *name, int64_t nano)
{
    char amount[FIGURE_SIZE];
    if (nano != 0)
        text_printf(parts, "%s%s %s", parts->length ? ", " : "", name, figure_usd(nano, amount));
}

static void add_figures(struct page *page, const struct plan *plan)
{
    char amount[FIGURE_SIZE], percent[FIGURE_SIZE];
    struct text parts = {0};
    bool bound = plan_has_bound(plan);
    text_init(&parts, PIECE_BYTES_MAX);
    text_add(&parts, "");
    add_part(&parts, "EC2", plan->cost.ec2);
    add_part(&parts, "Fargate", plan->cost.fargate);
    add_part(&parts, "Lambda", plan->cost.lambda);
    add_part(&parts, "unused commitments", plan->cost.unused_commitments);
    add_part(&parts, "overhead", plan->cost.overhead);
    text_printf(&page->piece, "|  | a month |  |\n|---|---:|---|\n| Cost | %s | %s |\n",
                figure_usd(plan->cost.total, amount), parts.bytes);
    text_release(&parts);
    text_printf(&page->piece, "| Bound | %s | %s%s |\n",
                bound ? figure_usd(plan->bound.usd_per_month_nano, amount) : "none",
                bound ? "no plan can cost less" : "not found in the time allowed",
                bound && plan->cost.overhead ? "; overhead is outside bound and gap" : "");
    if (bound)
        text_printf(&page->piece, "| Gap | %s | %s more than the bound |\n",
                    figure_percent(plan->bound.gap_ratio, percent),
                    figure_usd(plan->cost.total - plan->cost.overhead - plan->bound.usd_per_month_nano, amount));
    text_add(&page->piece, "| Prices of | ");
    markdown_add_text(&page->piece, plan->catalogue_as_of);
    text_printf(&page->piece, " | %s; a month is 730 hours |\n\n", plan_prices_words(plan));
    flush(page);
    if (plan->time_limit_reached)
        add_line(page, "⚠️ The time limit ended the search; more time may find a cheaper plan.\n\n");
}

static void add_pool(struct text *row, const struct plan *plan, const struct plan_pool *pool)
{
    char range[FIGURE_SIZE], amount[FIGURE_SIZE];
    struct text schedule = {0};
    text_init(&schedule, PIECE_BYTES_MAX);
    pool_schedule_add(&schedule, plan, pool);
    text_add(row, "| ");
    markdown_add(row, pool->name);
    text_add(row, " | ");
    markdown_add_text(row, pool->instance_type);
    text_printf(row, " | %s | %d | ", figure_range(pool->instances_min, pool->instances_max, range), pool->zones.count);
    markdown_add_text(row, binding_words(pool->binding));
    text_printf(row, " | %s | %s |\n", schedule.bytes, figure_usd(pool->usd_per_month_nano, amount));
    text_release(&schedule);
}

static void add_pools(struct page *page, const struct plan *plan)
{
    if (plan->pools_count == 0)
        return;
    add_line(page, "### Pools\n\n"
                   "| pool | instance type | instances | zones | fills first | scheduled actions | a month |\n"
                   "|---|---|---:|---:|---|---|---:|\n");
    for (int i = 0; i < plan->pools_count; i++) {
        add_pool(&page->piece, plan, &plan->pools[i]);
        flush(page);
    }
    add_line(page, "\n");
}

static void add_biggest(struct page *page, const struct ranked *all, int count)
{
    char amount[FIGURE_SIZE];
    int shown = 0;
    if (count == 0)
        return;
    add_line(page, "### Biggest of the bill\n\n| service or job | tasks | each | runs on | a month |\n"
                   "|---|---:|---:|---|---:|\n");
    for (bool fits = true; fits && shown < count && shown < RANKED_SHOWN; shown += fits) {
        ranked_add(&page->piece, &all[shown]);
        text_printf(&page->piece, "%s |\n", figure_usd(all[shown].usd_per_month_nano, amount));
        fits = flush(page);
    }
    if (shown < count) {
        text_add(&page->piece, "\n");
        ranked_add_rest(&page->piece, all, count, shown);
        text_add(&page->piece, ".\n");
    }
    text_add(&page->piece, "\n");
    flush(page);
}

static void add_gap(struct page *page, const struct plan *plan)
{
    char percent[FIGURE_SIZE], amount[FIGURE_SIZE];
    int shown = 0;
    for (int i = 0; i < GAP_CAUSES_COUNT && plan_has_bound(plan); i++) {
        if (fabs(plan->bound.gap_by_cause[i]) < 1e-7)
            continue;
        if (shown++ == 0)
            add_line(page, "### Above the bound because of\n\n| cause | of the bound | a month |\n|---|---:|---:|\n");
        text_printf(&page->piece, "| %s | %s | %s |\n", gap_cause_words((enum gap_cause)i),
                    figure_percent(plan->bound.gap_by_cause[i], percent),
                    figure_usd(gap_cause_cost(plan, (enum gap_cause)i), amount));
        flush(page);
    }
    add_line(page, shown ? "\n" : "");
}

void markdown_visible(struct text *out, const struct report *report, const struct ranked *all, int count, size_t limit)
{
    struct page page = {.out = out, .limit = limit};
    text_init(&page.piece, PIECE_BYTES_MAX);
    add_headline(&page, report->plan);
    add_today(&page, report);
    add_holds(&page, report->plan);
    add_findings(&page, report->verdict);
    add_figures(&page, report->plan);
    add_pools(&page, report->plan);
    add_gap(&page, report->plan);
    add_biggest(&page, all, count);
    text_release(&page.piece);
}
