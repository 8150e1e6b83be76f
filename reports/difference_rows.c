#include "reports/difference_rows.h"
#include "data/base/wide.h"
#include "reports/figures.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const difference_kind_names[] = {"service", "job", "unused_commitments", "overhead", NULL};

int64_t difference_row_change(const struct difference_row *row)
{
    return row->new_usd_per_month_nano - row->old_usd_per_month_nano;
}

const char *difference_row_name(const struct difference_row *row)
{
    if (row->kind == DIFFERENCE_UNUSED_COMMITMENTS)
        return "unused commitments";
    return row->kind == DIFFERENCE_OVERHEAD ? difference_kind_names[DIFFERENCE_OVERHEAD] : row->name;
}

void difference_place_add(struct text *out, const char *place, const char *type)
{
    text_add(out, *place ? place_words(place) : "nowhere");
    if (*type)
        text_printf(out, " (%s)", type);
}

const char *difference_percent(int64_t old_nano, int64_t new_nano, char *buffer, size_t size)
{
    char percent[FIGURE_SIZE];
    double ratio = old_nano > 0 ? ((double)new_nano - (double)old_nano) / (double)old_nano : 0;
    snprintf(buffer, size, "%s%s", old_nano > 0 && ratio > 0 ? "+" : "",
             old_nano > 0 ? figure_percent(ratio, percent) : "");
    return buffer;
}

static int128 magnitude(int128 value)
{
    return value < 0 ? -value : value;
}

/* What changed most; then what is made of the largest parts, though they cancel out. */
static int changed_compare(const void *a, const void *b)
{
    const struct difference_row *x = *(const struct difference_row *const *)a;
    const struct difference_row *y = *(const struct difference_row *const *)b;
    int128 x_size = magnitude(difference_row_change(x)), y_size = magnitude(difference_row_change(y));
    for (int cause = 0; cause < CHANGE_CAUSES_COUNT && x_size == y_size; cause++) {
        x_size += magnitude(x->by_cause_nano[cause]);
        y_size += magnitude(y->by_cause_nano[cause]);
    }
    if (x_size != y_size)
        return x_size > y_size ? -1 : 1;
    return x->kind != y->kind ? (x->kind < y->kind ? -1 : 1) : strcmp(x->name, y->name);
}

static int places_compare(const struct difference_row *x, const struct difference_row *y)
{
    int order = strcmp(x->old_place, y->old_place);
    order = order != 0 ? order : strcmp(x->new_place, y->new_place);
    order = order != 0 ? order : strcmp(x->old_type, y->old_type);
    return order != 0 ? order : strcmp(x->new_type, y->new_type);
}

static int moved_compare(const void *a, const void *b)
{
    const struct difference_row *x = *(const struct difference_row *const *)a;
    const struct difference_row *y = *(const struct difference_row *const *)b;
    int order = places_compare(x, y);
    if (order != 0)
        return order;
    return x->kind != y->kind ? (x->kind < y->kind ? -1 : 1) : strcmp(x->name, y->name);
}

static int move_compare(const void *a, const void *b)
{
    const struct difference_move *x = a, *y = b;
    return x->count != y->count ? (x->count > y->count ? -1 : 1) : places_compare(x->first, y->first);
}

static bool has_moved(const struct difference_row *row)
{
    return strcmp(row->old_place, row->new_place) != 0 || strcmp(row->old_type, row->new_type) != 0;
}

static void group_moves(const struct difference *difference, struct difference_rows *rows)
{
    const struct difference_row **moved = memory_alloc((size_t)difference->rows_count + 1, sizeof *moved);
    int count = 0;
    for (int i = 0; i < difference->rows_count; i++)
        if (has_moved(&difference->rows[i]))
            moved[count++] = &difference->rows[i];
    qsort(moved, (size_t)count, sizeof *moved, moved_compare);
    rows->moves = memory_alloc((size_t)count + 1, sizeof *rows->moves);
    for (int i = 0; i < count; i++) {
        if (i == 0 || places_compare(moved[i], moved[i - 1]) != 0)
            rows->moves[rows->moves_count++].first = moved[i];
        rows->moves[rows->moves_count - 1].count++;
        rows->moves[rows->moves_count - 1].usd_per_month_nano += difference_row_change(moved[i]);
    }
    qsort(rows->moves, (size_t)rows->moves_count, sizeof *rows->moves, move_compare);
    free(moved);
}

struct difference_rows difference_rows_of(const struct difference *difference)
{
    struct difference_rows rows = {0};
    rows.changed = memory_alloc((size_t)difference->rows_count + 1, sizeof *rows.changed);
    for (int i = 0; i < difference->rows_count; i++)
        if (!difference_row_is_nothing(&difference->rows[i]))
            rows.changed[rows.changed_count++] = &difference->rows[i];
    qsort(rows.changed, (size_t)rows.changed_count, sizeof *rows.changed, changed_compare);
    group_moves(difference, &rows);
    return rows;
}

void difference_rows_release(struct difference_rows *rows)
{
    free(rows->changed);
    free(rows->moves);
    *rows = (struct difference_rows){0};
}
