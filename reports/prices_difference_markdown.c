#include "reports/markdown.h"
#include "reports/prices_difference_rows.h"

#include <string.h>

/* Of what a comment may hold (MARKDOWN_BYTES_MAX), the rest is for the line that says how much was left out. */
enum { ROWS_BYTES = 60 * 1024, PIECE_BYTES_MAX = 16 * 1024 };

static void add_head(const struct price_comparison *comparison, struct text *out)
{
    const struct catalogue *older = comparison->older, *newer = comparison->newer;
    text_add(out, "### Prices: ");
    markdown_add(out, older->region);
    text_printf(out, " as of %s → ", older->as_of);
    if (strcmp(older->region, newer->region) != 0) {
        markdown_add(out, newer->region);
        text_add(out, " as of ");
    }
    text_printf(out, "%s\n", newer->as_of);
}

static const char *percent_of(const struct price_change_group *group, double ratio, char buffer[FIGURE_SIZE])
{
    return group->counts[PRICE_CHANGED] > 0 ? price_change_percent(ratio, buffer) : "";
}

static void add_groups(const struct price_comparison *comparison, const struct price_change_rows *rows,
                       struct text *out)
{
    char words[FIGURE_SIZE], mean[FIGURE_SIZE], least[FIGURE_SIZE], most[FIGURE_SIZE], same[FIGURE_SIZE];
    text_add(out, "\n| service | bought | changed | new | gone | mean | from | to |\n"
                  "|---|---|---:|---:|---:|---:|---:|---:|\n");
    for (int i = 0; i < rows->groups_count; i++) {
        const struct price_change_group *group = &rows->groups[i];
        text_printf(out, "| %s | %s | %d | %d | %d | %s | %s | %s |\n", group->service,
                    purchase_words(group->purchase, words), group->counts[PRICE_CHANGED], group->counts[PRICE_NEW],
                    group->counts[PRICE_GONE], percent_of(group, group->mean_ratio, mean),
                    percent_of(group, group->least_ratio, least), percent_of(group, group->most_ratio, most));
    }
    text_printf(out, "\n%s prices are the same.\n", figure_count(comparison->changes->same, same));
}

static void add_price(struct text *piece, const struct price *price)
{
    char amount[MONEY_TEXT_SIZE];
    text_printf(piece, " %s |", price ? nano_format(price->nano, amount) : "");
}

static void row_piece(const struct price_change *change, struct text *piece)
{
    const struct price *row = price_change_row(change);
    enum price_change_kind kind = price_change_kind_of(change);
    char words[FIGURE_SIZE], unit[FIGURE_SIZE];
    text_printf(piece, "| %s | ", row->service);
    markdown_add(piece, row->item);
    text_printf(piece, " | %s |", purchase_words(row->purchase, words));
    add_price(piece, change->older);
    add_price(piece, change->newer);
    text_printf(piece, " %s |",
                kind == PRICE_CHANGED ? price_change_percent(price_change_ratio(change), words)
                                      : price_change_kind_names[kind]);
    text_printf(piece, " %s |\n", price_unit_words(row, unit));
}

static void add_rows(const struct price_change_rows *rows, struct text *out, size_t limit)
{
    char number[FIGURE_SIZE];
    struct text piece;
    int shown = 0;
    text_printf(out, "\n<details><summary>%s prices, the largest changes of a service first</summary>\n\n",
                figure_count(rows->rows_count, number));
    text_add(out, "| service | item | bought | before | now | change | unit |\n|---|---|---|---:|---:|---:|---|\n");
    for (; shown < rows->rows_count; shown++) {
        text_init(&piece, PIECE_BYTES_MAX);
        row_piece(rows->rows[shown], &piece);
        bool fits = markdown_add_within(out, &piece, limit);
        text_release(&piece);
        if (!fits)
            break;
    }
    if (shown < rows->rows_count)
        text_printf(out, "\n… %s more; the JSON and CSV reports have all.\n",
                    figure_count(rows->rows_count - shown, number));
    text_add(out, "\n</details>\n");
}

void markdown_report_price_changes(const struct price_comparison *comparison, struct screen *screen)
{
    struct price_change_rows rows = price_change_rows_of(comparison->changes);
    struct text *out = screen->out;
    size_t start = out->length;
    char same[FIGURE_SIZE];
    add_head(comparison, out);
    if (rows.rows_count == 0) {
        text_printf(out, "\nNo price changed; %s are the same.\n", figure_count(comparison->changes->same, same));
    } else {
        add_groups(comparison, &rows, out);
        add_rows(&rows, out, start + ROWS_BYTES);
    }
    price_change_rows_release(&rows);
}
