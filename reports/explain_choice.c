/* explain_choice.c — where else a service or job could run, and what would turn the choice over. */
#include "reports/explain_parts.h"
#include "reports/figures.h"
#include "reports/table.h"
#include <stdlib.h>
#include <string.h>

static int compare_alternatives(const void *a, const void *b)
{
    const struct plan_alternative *left = a, *right = b;
    if (left->possible != right->possible)
        return left->possible ? -1 : 1;
    if (left->usd_per_month_nano != right->usd_per_month_nano)
        return left->usd_per_month_nano < right->usd_per_month_nano ? -1 : 1;
    return strcmp(left->place, right->place);
}

static void add_alternative_row(struct table *table, const struct plan *plan, const struct plan_alternative *at,
                                int64_t now)
{
    char month[FIGURE_SIZE], change[FIGURE_SIZE], percent[FIGURE_SIZE] = "";
    const struct plan_pool *pool = pool_find(plan, at->place);
    int64_t difference = at->usd_per_month_nano - now;
    if (pool)
        table_cell(table, "%s, %s", at->place, pool->instance_type);
    else
        table_cell(table, "%s", place_words(at->place));
    if (!at->possible) {
        table_cell(table, "–");
        table_cell(table, "%s", "");
        table_cell(table, "%s", "");
    } else {
        if (now > 0)
            figure_percent((double)difference / (double)now, percent);
        table_cell(table, "%s%s", difference > 0 ? "+" : "", nano_format_cents(difference, change));
        table_cell(table, "%s%s", difference > 0 && *percent && *percent != '<' ? "+" : "", percent);
        table_cell(table, "%s", nano_format_cents(at->usd_per_month_nano, month));
    }
}

static void add_notes(struct screen *screen, const struct plan_alternative *alternatives, int count)
{
    bool any = false;
    for (int i = 0; i < count; i++) {
        const struct plan_alternative *at = &alternatives[i];
        text_add(screen->out, !any && (!at->possible || *at->note) ? "\n" : "");
        any = any || !at->possible || *at->note;
        if (!at->possible)
            screen_paragraph(screen, INK_PLAIN, "  - ", "%s is not possible: %s", place_words(at->place), at->note);
        else if (*at->note)
            screen_paragraph(screen, INK_PLAIN, "  - ", "%s: %s", place_words(at->place), at->note);
    }
}

void explain_alternatives(struct screen *screen, const struct plan *plan, const char *place, int64_t now,
                          const struct plan_alternative *alternatives, int alternatives_count)
{
    static const struct table_column columns[] = {{.title = "place", .flexible = true},
                                                  {.title = "whole bill", .right = true},
                                                  {.title = "of its share", .right = true},
                                                  {.title = "share + change", .right = true}};
    char month[FIGURE_SIZE];
    screen_heading(screen, "Where else it could run, and what the whole bill would do");
    if (alternatives_count == 0) {
        screen_paragraph(screen, INK_PLAIN, "  ", "No other place was in question.");
        return;
    }
    struct plan_alternative *sorted = memory_alloc((size_t)alternatives_count + 1, sizeof *sorted);
    for (int i = 0; i < alternatives_count; i++)
        sorted[i] = alternatives[i];
    qsort(sorted, (size_t)alternatives_count, sizeof *sorted, compare_alternatives);
    struct table table;
    table_init(&table, columns, 4);
    const struct plan_pool *pool = pool_find(plan, place);
    table_cell(&table, "%s%s%s (here)", pool ? place : place_words(place), pool ? ", " : "",
               pool ? pool->instance_type : "");
    table_cell(&table, "%s", "");
    table_cell(&table, "%s", "");
    table_cell(&table, "%s", nano_format_cents(now, month));
    for (int i = 0; i < alternatives_count; i++)
        if (strcmp(sorted[i].place, place) != 0)
            add_alternative_row(&table, plan, &sorted[i], now);
    table_finish(&table, screen);
    if (sorted[0].possible)
        screen_paragraph(screen, INK_DIM, "  ",
                         "$ a month. share + change is no place's price: it is what this one pays of the bill now, and "
                         "what the whole bill would change by, those left behind included.");
    add_notes(screen, sorted, alternatives_count);
    free(sorted);
}

void explain_flip(struct screen *screen, const struct plan_flip *flip, const char *place)
{
    char number[FIGURE_SIZE], percent[FIGURE_SIZE];
    screen_heading(screen, "What would change the choice");
    bool price = flip->known && flip->price_ratio > 0;
    bool tasks = flip->known && flip->tasks_ratio > 0;
    bool hours = flip->known && flip->hours_of_work_per_month > 0;
    if (price)
        screen_paragraph(screen, INK_PLAIN, "  - ", "%s at %s times its price (%s%s)", place_words(place),
                         figure_real(flip->price_ratio, 3, number), flip->price_ratio > 1 ? "+" : "",
                         figure_percent(flip->price_ratio - 1, percent));
    if (tasks)
        screen_paragraph(screen, INK_PLAIN, "  - ", "%s times as many tasks",
                         figure_real(flip->tasks_ratio, 3, number));
    if (hours)
        screen_paragraph(screen, INK_PLAIN, "  - ", "%s hours of work a month spent on EC2 for it",
                         figure_real(flip->hours_of_work_per_month, 1, number));
    if (!price && !tasks && !hours)
        screen_paragraph(screen, INK_PLAIN, "  ", "No single change of price, tasks or work that was tried.");
}
