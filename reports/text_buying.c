#include "reports/text_buying.h"
#include "reports/figures.h"
#include "reports/purchases.h"
#include "reports/table.h"
#include <stdio.h>
#include <string.h>

void text_what_ifs(struct screen *screen, const struct plan *plan)
{
    struct text list = {0};
    if (plan->what_ifs.count == 0)
        return;
    text_init(&list, 64 * 1024);
    for (int i = 0; i < plan->what_ifs.count; i++)
        text_printf(&list, "%s%s", i ? ", " : "", plan->what_ifs.items[i]);
    screen_paragraph(screen, INK_BOLD, "  ", "What if: %s. The inputs are not the profile's and the price book's own.",
                     list.bytes);
    text_add(screen->out, "\n");
    text_release(&list);
}

/* --- Spot --- */

static void add_spot_pool(struct screen *screen, const struct plan_pool *pool)
{
    char percent[FIGURE_SIZE], spot[FIGURE_SIZE], lost[FIGURE_SIZE], base[FIGURE_SIZE];
    struct text types = {0};
    text_init(&types, 64 * 1024);
    for (int i = 0; i < pool->instance_types.count; i++)
        text_printf(&types, "%s%s", i ? ", " : "", pool->instance_types.items[i]);
    snprintf(base, sizeof base, "  %s  ", pool->name);
    screen_paragraph(screen, INK_PLAIN, base,
                     "%d type%s of one size: %s. Spot is $%s an hour on average; %s of its Spot instances are taken "
                     "back a month, which costs $%s an hour of each.%s",
                     pool->instance_types.count, pool->instance_types.count == 1 ? "" : "s", types.bytes,
                     figure_rate(pool->usd_per_spot_instance_hour_nano, 5, spot),
                     figure_percent((double)pool->interruptions_millionths_per_month / 1e6, percent),
                     figure_rate(pool->usd_per_interruptions_hour_nano, 9, lost),
                     pool->on_demand_percent > 0 ? "" : " None of it is on demand.");
    if (pool->on_demand_percent > 0)
        screen_paragraph(screen, INK_PLAIN, "          ", "%lld %% of the group is on demand, at $%s an hour.",
                         (long long)pool->on_demand_percent,
                         figure_rate(pool->usd_per_on_demand_instance_hour_nano, 5, spot));
    text_release(&types);
}

void text_spot(struct screen *screen, const struct plan *plan)
{
    bool begun = false;
    for (int i = 0; i < plan->pools_count; i++) {
        if (strcmp(plan->pools[i].purchase, pool_purchase_names[POOL_SPOT]) != 0)
            continue;
        if (!begun)
            screen_heading(screen, "Spot");
        begun = true;
        add_spot_pool(screen, &plan->pools[i]);
    }
}

/* --- commitments --- */

static void add_commitment_rows(struct screen *screen, const struct plan_commitments *commitments)
{
    static const struct table_column columns[] = {{.title = "commitment", .flexible = true},
                                                  {.title = "$/hour", .right = true},
                                                  {.title = "upfront", .right = true},
                                                  {.title = "$/month", .right = true},
                                                  {.title = "used", .right = true}};
    char words[PLAN_COMMITMENT_WORDS_SIZE], hour[FIGURE_SIZE], upfront[FIGURE_SIZE], month[FIGURE_SIZE];
    char used[FIGURE_SIZE], count[FIGURE_SIZE];
    struct table table;
    table_init(&table, columns, 5);
    for (int i = 0; i < commitments->items_count; i++) {
        const struct plan_commitment *at = &commitments->items[i];
        table_cell(&table, "%s", plan_commitment_words(at, words));
        table_cell(&table, "%s%s%s", at->count > 0 ? figure_count(at->count, count) : "", at->count > 0 ? " x " : "",
                   figure_rate(at->usd_per_hour_nano, figure_decimals(at->usd_per_hour_nano, 2), hour));
        table_cell(&table, "%s", at->usd_upfront_nano > 0 ? nano_format_cents(at->usd_upfront_nano, upfront) : "");
        table_cell(&table, "%s", nano_format_cents(at->usd_per_month_nano, month));
        table_cell(&table, "%s", figure_percent(at->utilisation_ratio, used));
    }
    table_finish(&table, screen);
}

static void add_downside(struct screen *screen, const struct plan_commitments *commitments)
{
    static const struct table_column columns[] = {{.title = "if demand is"},
                                                  {.title = "$/month", .right = true},
                                                  {.title = "had none been bought", .right = true},
                                                  {.title = "saved", .right = true}};
    char month[FIGURE_SIZE], without[FIGURE_SIZE], saved[FIGURE_SIZE];
    struct table table;
    table_init(&table, columns, 4);
    for (int i = 0; i < commitments->downside_count; i++) {
        const struct plan_downside *at = &commitments->downside[i];
        table_cell(&table, "%lld %% of today's", (long long)at->demand_percent);
        table_cell(&table, "%s", nano_format_cents(at->usd_per_month_nano, month));
        table_cell(&table, "%s", nano_format_cents(at->uncommitted_usd_per_month_nano, without));
        table_cell(&table, "%s",
                   figure_change_cents(at->uncommitted_usd_per_month_nano - at->usd_per_month_nano, saved));
    }
    text_add(screen->out, commitments->downside_count > 0 ? "\n" : "");
    table_finish(&table, screen);
}

void text_commitments(struct screen *screen, const struct plan *plan)
{
    const struct plan_commitments *commitments = &plan->commitments;
    char bill[FIGURE_SIZE], list[FIGURE_SIZE];
    if (!commitments->given)
        return;
    screen_heading(screen, "Commitments");
    if (commitments->items_count == 0) {
        screen_paragraph(
            screen, INK_PLAIN, "  ",
            "None of those offered is bought: at the rates known none makes this plan cheaper (see the assumptions).");
        return;
    }
    add_commitment_rows(screen, commitments);
    screen_paragraph(screen, INK_PLAIN, "  ",
                     "With them EC2, Fargate and Lambda cost %s a month, the same plan on demand %s. All prices here "
                     "are effective ones: what the week's use of a thing costs by how much of it is used.",
                     figure_usd(commitments->bill_usd_per_month_nano, bill),
                     figure_usd(commitments->on_demand_usd_per_month_nano, list));
    add_downside(screen, commitments);
}

/* --- sensitivity --- */

void text_sensitivity(struct screen *screen, const struct plan *plan)
{
    static const struct table_column columns[] = {{.title = "what if", .flexible = true},
                                                  {.title = "$/month", .right = true},
                                                  {.title = "change", .right = true},
                                                  {.title = "bound", .right = true},
                                                  {.title = "moved", .right = true}};
    char month[FIGURE_SIZE], change[FIGURE_SIZE], bound[FIGURE_SIZE], moved[FIGURE_SIZE];
    struct table table;
    if (plan->sensitivity_count == 0)
        return;
    screen_heading(screen, "What the answer hangs on");
    table_init(&table, columns, 5);
    for (int i = 0; i < plan->sensitivity_count; i++) {
        const struct plan_variation *at = &plan->sensitivity[i];
        if (!at->possible)
            continue;
        table_cell(&table, "%s", at->what_if);
        table_cell(&table, "%s", nano_format_cents(at->usd_per_month_nano, month));
        table_cell(&table, "%s", figure_change_cents(at->usd_per_month_nano - plan->cost.total, change));
        table_cell(&table, "%s", nano_format_cents(at->bound_usd_per_month_nano, bound));
        table_cell(&table, "%s", figure_count(at->services_moved, moved));
    }
    table_finish(&table, screen);
    for (int i = 0; i < plan->sensitivity_count; i++)
        if (!plan->sensitivity[i].possible)
            screen_paragraph(screen, INK_PLAIN, "  - ", "%s cannot be planned: %s", plan->sensitivity[i].what_if,
                             plan->sensitivity[i].note);
}
