#include "reports/prices_difference_rows.h"
#include "reports/table.h"

#include <string.h>

static void add_head(const struct price_comparison *comparison, const struct price_change_rows *rows,
                     struct screen *screen)
{
    const struct catalogue *older = comparison->older, *newer = comparison->newer;
    char changed[FIGURE_SIZE], added[FIGURE_SIZE], gone[FIGURE_SIZE], same[FIGURE_SIZE];
    bool regions = strcmp(older->region, newer->region) != 0;
    struct text head = {0};
    text_init(&head, 4096);
    text_printf(&head, "%s as of %s → %s%s%s: ", older->region, older->as_of, regions ? newer->region : "",
                regions ? " as of " : "", newer->as_of);
    figure_count(comparison->changes->same, same);
    if (rows->rows_count == 0)
        text_printf(&head, "no price changed, %s are the same", same);
    else
        text_printf(&head, "%s changed, %s new, %s gone, %s the same",
                    figure_count(rows->counts[PRICE_CHANGED], changed), figure_count(rows->counts[PRICE_NEW], added),
                    figure_count(rows->counts[PRICE_GONE], gone), same);
    screen_paragraph(screen, INK_PLAIN, "", "%s", head.bytes);
    text_release(&head);
}

static void count_cell(struct table *table, int count)
{
    char number[FIGURE_SIZE];
    table_cell(table, "%s", count > 0 ? figure_count(count, number) : "");
}

static void percent_cell(struct table *table, bool known, double ratio)
{
    char percent[FIGURE_SIZE];
    table_cell(table, "%s", known ? price_change_percent(ratio, percent) : "");
}

static void add_groups(const struct price_change_rows *rows, struct screen *screen)
{
    static const struct table_column columns[] = {{.title = "service"},
                                                  {.title = "bought", .flexible = true},
                                                  {.title = "changed", .right = true},
                                                  {.title = "new", .right = true},
                                                  {.title = "gone", .right = true},
                                                  {.title = "from", .right = true},
                                                  {.title = "to", .right = true}};
    char words[FIGURE_SIZE];
    struct table table;
    table_init(&table, columns, 7);
    for (int i = 0; i < rows->groups_count; i++) {
        const struct price_change_group *group = &rows->groups[i];
        bool changed = group->counts[PRICE_CHANGED] > 0;
        bool prices = strcmp(group->service, "ec2_spot_interruptions") != 0;
        table_cell(&table, "%s", prices ? group->service : "taken back");
        table_cell(&table, "%s", purchase_words(group->purchase, words));
        for (int kind = 0; kind < (int)PRICE_CHANGE_KINDS_COUNT; kind++)
            count_cell(&table, group->counts[kind]);
        percent_cell(&table, changed, group->least_ratio);
        percent_cell(&table, changed, group->most_ratio);
    }
    screen_heading(screen, "By service and way of buying");
    table_finish(&table, screen);
}

static void price_cell(struct table *table, const struct price *price, int decimals)
{
    char rate[FIGURE_SIZE];
    table_cell(table, "%s", price ? figure_rate(price->nano, decimals, rate) : "");
}

static void add_row(struct table *table, const struct price_change *change)
{
    const struct price *row = price_change_row(change);
    char words[FIGURE_SIZE], unit[FIGURE_SIZE];
    int decimals = change->older ? figure_decimals(change->older->nano, 2) : 2;
    if (change->newer)
        decimals = figure_decimals(change->newer->nano, decimals);
    table_cell(table, "%s", row->item);
    table_cell(table, "%s", purchase_words(row->purchase, words));
    price_cell(table, change->older, decimals);
    price_cell(table, change->newer, decimals);
    percent_cell(table, price_change_kind_of(change) == PRICE_CHANGED, price_change_ratio(change));
    table_cell(table, "%s", price_unit_words(row, unit));
}

/* The rows from `first` on that are of its service and kind; returns how many. */
static int add_rows(const struct price_change_rows *rows, int first, struct screen *screen)
{
    const char *service = price_change_row(rows->rows[first])->service;
    enum price_change_kind kind = price_change_kind_of(rows->rows[first]);
    const struct table_column columns[] = {{.title = "item"},
                                           {.title = "bought", .flexible = true},
                                           {.title = "before", .right = true, .absent = kind == PRICE_NEW},
                                           {.title = "now", .right = true, .absent = kind == PRICE_GONE},
                                           {.title = "change", .right = true, .absent = kind != PRICE_CHANGED},
                                           {.title = "unit"}};
    struct table table;
    int count = 0;
    table_init(&table, columns, 6);
    for (; first + count < rows->rows_count; count++) {
        const struct price_change *change = rows->rows[first + count];
        if (price_change_kind_of(change) != kind || strcmp(price_change_row(change)->service, service) != 0)
            break;
        add_row(&table, change);
    }
    screen_heading(screen, "%s, %s%s", service, price_change_kind_names[kind],
                   kind == PRICE_CHANGED ? ", the largest change first" : "");
    table_finish(&table, screen);
    return count;
}

void text_report_price_changes(const struct price_comparison *comparison, struct screen *screen)
{
    struct price_change_rows rows = price_change_rows_of(comparison->changes);
    add_head(comparison, &rows, screen);
    if (rows.rows_count > 0)
        add_groups(&rows, screen);
    for (int i = 0; i < rows.rows_count;)
        i += add_rows(&rows, i, screen);
    price_change_rows_release(&rows);
}
