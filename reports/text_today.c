/* text_today.c — what runs now and its price, under a plan's text. */
#include "reports/figures.h"
#include "reports/table.h"
#include "reports/text_report.h"
#include <math.h>

static void add_groups(struct screen *screen, const struct running_cluster *cluster, const struct today *today)
{
    static const struct table_column columns[] = {{.title = "group", .flexible = true},
                                                  {.title = "instance type", .flexible = true},
                                                  {.title = "instances", .right = true},
                                                  {.title = "$/month", .right = true}};
    char count[FIGURE_SIZE], month[FIGURE_SIZE];
    struct table table;
    table_init(&table, columns, 4);
    for (int i = 0; i < today->groups_count && i < REPORT_ROWS_MAX; i++) {
        table_cell(&table, "%s", today->groups[i].name);
        table_cell(&table, "%s", cluster->groups[i].instance_type);
        table_cell(&table, "%s", figure_count(today->groups[i].instances, count));
        table_cell(&table, "%s", nano_format_cents(today->groups[i].usd_per_month_nano, month));
    }
    if (today->fargate_nano > 0) {
        table_cell(&table, "%s", "Fargate");
        table_cell(&table, "%s", "");
        table_cell(&table, "%s", "");
        table_cell(&table, "%s", nano_format_cents(today->fargate_nano, month));
    }
    table_finish(&table, screen);
}

void text_report_today(struct screen *screen, const struct plan *plan, const struct running_cluster *cluster,
                       const struct today *today)
{
    char now[FIGURE_SIZE], saved[FIGURE_SIZE], percent[FIGURE_SIZE];
    int64_t less = today->total_nano - plan->cost.total;
    double ratio = today->total_nano > 0 ? fabs((double)less / (double)today->total_nano) : 0;
    screen_heading(screen, "What runs now");
    add_groups(screen, cluster, today);
    screen_paragraph(screen, INK_PLAIN, "  ", "%s a month, as observed at %s; the plan %s %s (%s).",
                     figure_usd(today->total_nano, now), cluster->observed_at,
                     less >= 0 ? "saves" : "costs more:", figure_usd(less < 0 ? -less : less, saved),
                     figure_percent(ratio, percent));
    for (int i = 0; i < today->assumptions.count && i < REPORT_ROWS_MAX; i++)
        screen_paragraph(screen, INK_PLAIN, "  - ", "%s", today->assumptions.items[i]);
}
