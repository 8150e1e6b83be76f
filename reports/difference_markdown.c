#include "reports/difference_report.h"
#include "reports/difference_rows.h"
#include "reports/figures.h"
#include "reports/markdown.h"
#include <stdio.h>

/* Of the bytes there are, up to where each part may grow; the rest is for the lines that say how much was left out. */
enum {
    ROWS_BYTES = 44 * 1024,
    MOVES_BYTES = 50 * 1024,
    SETTINGS_BYTES = 56 * 1024,
    NOTES_BYTES = 62 * 1024,
    PIECE_BYTES_MAX = 16 * 1024
};

static void add_total(const struct report *report, struct text *out)
{
    const struct difference *difference = report->difference;
    char was[FIGURE_SIZE], is[FIGURE_SIZE], change[FIGURE_SIZE], percent[FIGURE_SIZE];
    int64_t old_nano = difference->old_usd_per_month_nano, new_nano = difference->new_usd_per_month_nano;
    difference_percent(old_nano, new_nano, percent, sizeof percent);
    text_add(out, "### ");
    if (report->plan != NULL && report->plan->profile_name != NULL && *report->plan->profile_name) {
        markdown_add(out, report->plan->profile_name);
        text_add(out, ": ");
    }
    text_printf(out, "%s → %s a month, %s%s%s%s\n\n|", figure_usd(old_nano, was), figure_usd(new_nano, is),
                figure_change(new_nano - old_nano, change), *percent ? " (" : "", percent, *percent ? ")" : "");
    for (int cause = 0; cause < CHANGE_CAUSES_COUNT; cause++)
        text_printf(out, " %s |", difference_cause_names[cause]);
    text_add(out, "\n|");
    for (int cause = 0; cause < CHANGE_CAUSES_COUNT; cause++)
        text_add(out, "---:|");
    text_add(out, "\n|");
    for (int cause = 0; cause < CHANGE_CAUSES_COUNT; cause++)
        text_printf(out, " %s |", figure_change(difference->by_cause_nano[cause], change));
    text_add(out, "\n");
}

static void fold(struct text *out, const char *summary)
{
    text_printf(out, "\n<details><summary>%s</summary>\n\n", summary);
}

static void unfold(struct text *out)
{
    text_add(out, "\n</details>\n");
}

static void add_cell_place(struct text *piece, const char *place, const char *type)
{
    if (*place)
        markdown_add_text(piece, place_words(place));
    if (*type) {
        text_add(piece, " ");
        markdown_add(piece, type);
    }
}

static void row_piece(const struct difference_row *row, struct text *piece)
{
    char amount[FIGURE_SIZE];
    text_add(piece, "| ");
    markdown_add(piece, difference_row_name(row));
    text_add(piece, row->kind == DIFFERENCE_JOB ? " (job) | " : " | ");
    add_cell_place(piece, row->new_place, row->new_type);
    text_printf(piece, " | %s |", nano_format_cents(row->old_usd_per_month_nano, amount));
    text_printf(piece, " %s |", nano_format_cents(row->new_usd_per_month_nano, amount));
    text_printf(piece, " %s |", figure_change_cents(difference_row_change(row), amount));
    for (int cause = 0; cause < CHANGE_CAUSES_COUNT; cause++)
        text_printf(piece, " %s |",
                    row->by_cause_nano[cause] == 0 ? "" : figure_change_cents(row->by_cause_nano[cause], amount));
    text_add(piece, "\n");
}

/* Adds the piece and empties it; false where it no longer fits. */
static bool add_piece(struct text *out, struct text *piece, size_t limit)
{
    bool fits = markdown_add_within(out, piece, limit);
    text_release(piece);
    text_init(piece, PIECE_BYTES_MAX);
    return fits;
}

static void add_left_out(struct text *out, int count, const char *what)
{
    char number[FIGURE_SIZE];
    if (count > 0)
        text_printf(out, "\n… %s more %s; the JSON and CSV reports have all.\n", figure_count(count, number), what);
}

static void add_changed(const struct difference_rows *rows, struct text *out, size_t limit)
{
    char number[FIGURE_SIZE], summary[2 * FIGURE_SIZE];
    struct text piece;
    int shown = 0;
    if (rows->changed_count == 0)
        return;
    snprintf(summary, sizeof summary, "%s changed, what changed most first", figure_count(rows->changed_count, number));
    fold(out, summary);
    text_add(out, "| what changed most | runs on | $/month before | now | change |");
    for (int cause = 0; cause < CHANGE_CAUSES_COUNT; cause++)
        text_printf(out, " %s |", difference_cause_names[cause]);
    text_add(out, "\n|---|---|---:|---:|---:|---:|---:|---:|---:|\n");
    text_init(&piece, PIECE_BYTES_MAX);
    for (; shown < rows->changed_count; shown++) {
        row_piece(rows->changed[shown], &piece);
        if (!add_piece(out, &piece, limit))
            break;
    }
    text_release(&piece);
    add_left_out(out, rows->changed_count - shown, "of smaller changes");
    unfold(out);
}

static void move_piece(const struct difference_move *move, struct text *piece)
{
    const struct difference_row *first = move->first;
    char number[FIGURE_SIZE], change[FIGURE_SIZE];
    text_add(piece, "- ");
    markdown_add(piece, first->name);
    if (move->count > 1)
        text_printf(piece, " and %s more", figure_count(move->count - 1, number));
    text_add(piece, *first->old_place ? *first->new_place ? ": " : ": removed from " : ": added on ");
    add_cell_place(piece, first->old_place, first->old_type);
    text_add(piece, *first->old_place && *first->new_place ? " → " : "");
    add_cell_place(piece, first->new_place, first->new_type);
    text_printf(piece, ", %s a month\n", figure_change(move->usd_per_month_nano, change));
}

static void add_moves(const struct difference_rows *rows, struct text *out, size_t limit)
{
    struct text piece;
    int shown = 0;
    if (rows->moves_count == 0)
        return;
    fold(out, "Moved, added and removed");
    text_init(&piece, PIECE_BYTES_MAX);
    for (; shown < rows->moves_count; shown++) {
        move_piece(&rows->moves[shown], &piece);
        if (!add_piece(out, &piece, limit))
            break;
    }
    text_release(&piece);
    add_left_out(out, rows->moves_count - shown, "ways");
    unfold(out);
}

static void add_list(const char *summary, const struct field_strings *list, struct text *out, size_t limit)
{
    struct text piece;
    int shown = 0;
    if (list->count == 0)
        return;
    fold(out, summary);
    text_init(&piece, PIECE_BYTES_MAX);
    for (; shown < list->count; shown++) {
        text_add(&piece, "- ");
        markdown_add_text(&piece, list->items[shown]);
        text_add(&piece, "\n");
        if (!add_piece(out, &piece, limit))
            break;
    }
    text_release(&piece);
    add_left_out(out, list->count - shown, "lines");
    unfold(out);
}

void markdown_report_difference(const struct report *report, struct screen *screen)
{
    const struct difference *difference = report->difference;
    struct text *out = screen->out;
    size_t start = out->length;
    char month[FIGURE_SIZE];
    if (difference_is_nothing(difference)) {
        text_printf(out, "Nothing changed: %s a month.\n", figure_usd(difference->new_usd_per_month_nano, month));
        return;
    }
    struct difference_rows rows = difference_rows_of(difference);
    add_total(report, out);
    add_changed(&rows, out, start + ROWS_BYTES);
    add_moves(&rows, out, start + MOVES_BYTES);
    add_list("Settings that changed", &difference->settings, out, start + SETTINGS_BYTES);
    add_list("Notes", &difference->notes, out, start + NOTES_BYTES);
    difference_rows_release(&rows);
}
