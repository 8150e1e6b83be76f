#include "reports/difference_report.h"
#include "reports/difference_rows.h"
#include "reports/figures.h"
#include "reports/table.h"
#include "reports/text_report.h"
#include <stdio.h>

enum { AMOUNTS_FIRST = 1, COLUMNS_COUNT = AMOUNTS_FIRST + 2 + CHANGE_CAUSES_COUNT };

static const int64_t cents_below = INT64_C(1000000) * NANO_PER_USD; /* larger amounts are shown in whole dollars */

static void add_total(const struct difference *difference, struct screen *screen)
{
    char was[FIGURE_SIZE], is[FIGURE_SIZE], change[FIGURE_SIZE], percent[FIGURE_SIZE];
    int64_t old_nano = difference->old_usd_per_month_nano, new_nano = difference->new_usd_per_month_nano;
    struct text parts;
    text_init(&parts, 1024);
    for (int cause = 0; cause < CHANGE_CAUSES_COUNT; cause++)
        text_printf(&parts, "%s%s %s", cause > 0 ? ", " : "", difference_cause_names[cause],
                    figure_change(difference->by_cause_nano[cause], change));
    difference_percent(old_nano, new_nano, percent, sizeof percent);
    screen_print(screen, INK_BOLD, "%s -> %s a month, %s", figure_usd(old_nano, was), figure_usd(new_nano, is),
                 figure_change(new_nano - old_nano, change));
    screen_print(screen, INK_PLAIN, "%s%s%s", *percent ? " (" : "", percent, *percent ? ")" : "");
    text_add(screen->out, "\n");
    screen_paragraph(screen, INK_PLAIN, "  ", "%s", parts.bytes);
    text_release(&parts);
}

static bool is_large(const struct difference_row *row)
{
    bool large = row->new_usd_per_month_nano >= cents_below || row->old_usd_per_month_nano >= cents_below;
    for (int cause = 0; cause < CHANGE_CAUSES_COUNT; cause++)
        large = large || row->by_cause_nano[cause] >= cents_below || row->by_cause_nano[cause] <= -cents_below;
    return large;
}

static const char *amount(int64_t nano, bool with_sign, bool whole, char buffer[FIGURE_SIZE])
{
    char number[FIGURE_SIZE];
    if (!whole && with_sign)
        return figure_change_cents(nano, buffer);
    if (!whole)
        return nano_format_cents(nano, buffer);
    snprintf(buffer, FIGURE_SIZE, "%s%.60s", with_sign && nano > 0 ? "+" : "", figure_rate(nano, 0, number));
    return buffer;
}

static void add_changed_row(struct table *table, const struct difference_row *row, bool whole)
{
    char buffer[FIGURE_SIZE];
    table_cell(table, "%s%s", difference_row_name(row), row->kind == DIFFERENCE_JOB ? " (job)" : "");
    table_cell(table, "%s", amount(row->new_usd_per_month_nano, false, whole, buffer));
    table_cell(table, "%s", amount(difference_row_change(row), true, whole, buffer));
    for (int cause = 0; cause < CHANGE_CAUSES_COUNT; cause++)
        table_cell(table, "%s",
                   row->by_cause_nano[cause] == 0 ? "" : amount(row->by_cause_nano[cause], true, whole, buffer));
}

/* "… 2,047 more, +$12.00 together; --format csv has all" */
static void add_rest(const struct difference_rows *rows, struct screen *screen)
{
    char number[FIGURE_SIZE], change[FIGURE_SIZE];
    int64_t rest = 0;
    if (rows->changed_count <= REPORT_ROWS_MAX)
        return;
    for (int i = REPORT_ROWS_MAX; i < rows->changed_count; i++)
        rest += difference_row_change(rows->changed[i]);
    text_add(screen->out, "  ");
    screen_print(screen, INK_DIM, "… %s more, %s together; --format csv has all",
                 figure_count(rows->changed_count - REPORT_ROWS_MAX, number), figure_change(rest, change));
    text_add(screen->out, "\n");
}

static void add_changed(const struct difference_rows *rows, struct screen *screen)
{
    struct table_column columns[COLUMNS_COUNT] = {{.title = "changed most", .flexible = true},
                                                  {.title = "$/month", .right = true},
                                                  {.title = "change", .right = true}};
    bool whole = false;
    int count = rows->changed_count < REPORT_ROWS_MAX ? rows->changed_count : REPORT_ROWS_MAX;
    if (count == 0)
        return;
    for (int cause = 0; cause < CHANGE_CAUSES_COUNT; cause++)
        columns[AMOUNTS_FIRST + 2 + cause] =
            (struct table_column){.title = difference_cause_names[cause], .right = true, .absent = true};
    for (int i = 0; i < count; i++) {
        whole = whole || is_large(rows->changed[i]);
        for (int cause = 0; cause < CHANGE_CAUSES_COUNT; cause++)
            if (rows->changed[i]->by_cause_nano[cause] != 0)
                columns[AMOUNTS_FIRST + 2 + cause].absent = false;
    }
    struct table table;
    screen_heading(screen, "Services and jobs");
    table_init(&table, columns, COLUMNS_COUNT);
    for (int i = 0; i < count; i++)
        add_changed_row(&table, rows->changed[i], whole);
    table_finish(&table, screen);
    add_rest(rows, screen);
}

static void place_cell(struct table *table, const char *place, const char *type)
{
    struct text words;
    text_init(&words, 4096);
    difference_place_add(&words, place, type);
    table_cell(table, "%s", words.bytes);
    text_release(&words);
}

static void add_moves(const struct difference_rows *rows, struct screen *screen)
{
    static const struct table_column columns[] = {{.title = "who", .flexible = true},
                                                  {.title = "from", .flexible = true},
                                                  {.title = "to", .flexible = true},
                                                  {.title = "change", .right = true}};
    char number[FIGURE_SIZE], change[FIGURE_SIZE];
    struct table table;
    if (rows->moves_count == 0)
        return;
    screen_heading(screen, "Moved, added and removed");
    table_init(&table, columns, 4);
    for (int i = 0; i < rows->moves_count && i < REPORT_ROWS_MAX; i++) {
        const struct difference_move *move = &rows->moves[i];
        if (move->count == 1)
            table_cell(&table, "%s", move->first->name);
        else
            table_cell(&table, "%s and %s more", move->first->name, figure_count(move->count - 1, number));
        place_cell(&table, move->first->old_place, move->first->old_type);
        place_cell(&table, move->first->new_place, move->first->new_type);
        table_cell(&table, "%s", figure_change_cents(move->usd_per_month_nano, change));
    }
    table_finish(&table, screen);
    if (rows->moves_count > REPORT_ROWS_MAX)
        screen_paragraph(screen, INK_DIM, "  ", "… %s more ways; --format csv has all",
                         figure_count(rows->moves_count - REPORT_ROWS_MAX, number));
}

static void add_list(const char *heading, const struct field_strings *list, struct screen *screen)
{
    char number[FIGURE_SIZE];
    if (list->count == 0)
        return;
    screen_heading(screen, "%s", heading);
    for (int i = 0; i < list->count && i < REPORT_ROWS_MAX; i++)
        screen_paragraph(screen, INK_PLAIN, "  - ", "%s", list->items[i]);
    if (list->count > REPORT_ROWS_MAX)
        screen_paragraph(screen, INK_DIM, "  ", "… %s more; --format json has all",
                         figure_count(list->count - REPORT_ROWS_MAX, number));
}

void text_report_difference(const struct report *report, struct screen *screen)
{
    const struct difference *difference = report->difference;
    char month[FIGURE_SIZE];
    if (difference_is_nothing(difference)) {
        screen_print(screen, INK_PLAIN, "Nothing changed: %s a month.",
                     figure_usd(difference->new_usd_per_month_nano, month));
        text_add(screen->out, "\n");
        return;
    }
    struct difference_rows rows = difference_rows_of(difference);
    add_total(difference, screen);
    add_changed(&rows, screen);
    add_moves(&rows, screen);
    add_list("Settings that changed", &difference->settings, screen);
    add_list("Notes", &difference->notes, screen);
    difference_rows_release(&rows);
}
