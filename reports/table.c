#include "reports/table.h"
#include <stdlib.h>

enum { INDENT = 2, BETWEEN = 2 };

void table_init(struct table *table, const struct table_column *columns, int columns_count)
{
    BUG_IF(columns_count < 1 || columns_count > TABLE_COLUMNS_MAX);
    *table = (struct table){.columns = columns, .columns_count = columns_count};
}

void table_cell(struct table *table, const char *format, ...)
{
    if (table->cells_count == table->cells_room) {
        table->cells_room = table->cells_room ? 2 * table->cells_room : 64;
        table->cells = memory_resize(table->cells, table->cells_room, sizeof *table->cells);
    }
    va_list arguments;
    va_start(arguments, format);
    char *string = format_text(format, arguments);
    va_end(arguments);
    table->cells[table->cells_count++] = arena_strdup(&table->arena, string);
    free(string);
}

static void measure(const struct table *table, int widths[TABLE_COLUMNS_MAX])
{
    for (int c = 0; c < table->columns_count; c++)
        widths[c] = table->columns[c].absent ? 0 : text_columns(table->columns[c].title);
    for (size_t i = 0; i < table->cells_count; i++) {
        int c = (int)(i % (size_t)table->columns_count);
        int columns = safe_columns(table->cells[i]);
        if (!table->columns[c].absent && columns > widths[c])
            widths[c] = columns;
    }
}

/* Takes the columns over the screen's width from the widest flexible column, one by one. */
static void shrink(const struct table *table, int width, int widths[TABLE_COLUMNS_MAX])
{
    int total = INDENT - BETWEEN;
    for (int c = 0; c < table->columns_count; c++)
        total += table->columns[c].absent ? 0 : widths[c] + BETWEEN;
    for (; total > width; total--) {
        int widest = -1;
        for (int c = 0; c < table->columns_count; c++)
            if (table->columns[c].flexible && widths[c] > TABLE_FLEXIBLE_MIN &&
                (widest < 0 || widths[c] > widths[widest]))
                widest = c;
        if (widest < 0)
            return;
        widths[widest]--;
    }
}

static void add_blanks(struct text *out, int count)
{
    for (int i = 0; i < count; i++)
        text_add(out, " ");
}

static void add_cell(const struct table *table, struct text *out, int column, const char *cell, int width)
{
    struct text shown = {0};
    text_init(&shown, 64 * 1024);
    int used = safe_add_cut(&shown, cell, width);
    add_blanks(out, (out->length ? BETWEEN : 0) + (table->columns[column].right ? width - used : 0));
    if (shown.bytes)
        text_add(out, shown.bytes);
    add_blanks(out, table->columns[column].right ? 0 : width - used);
    text_release(&shown);
}

/* One line, without blanks at its end. */
static void add_row(const struct table *table, struct screen *screen, enum ink ink, const char *const *cells,
                    const int widths[TABLE_COLUMNS_MAX])
{
    struct text line = {0};
    text_init(&line, 1024 * 1024);
    for (int c = 0; c < table->columns_count; c++)
        if (!table->columns[c].absent)
            add_cell(table, &line, c, cells ? cells[c] : table->columns[c].title, widths[c]);
    while (line.length > 0 && line.bytes[line.length - 1] == ' ')
        line.bytes[--line.length] = '\0';
    add_blanks(screen->out, INDENT);
    screen_begin(screen, ink);
    text_add(screen->out, line.length ? line.bytes : "");
    screen_end(screen, ink);
    text_add(screen->out, "\n");
    text_release(&line);
}

void table_finish(struct table *table, struct screen *screen)
{
    BUG_IF(table->cells_count % (size_t)table->columns_count != 0);
    int widths[TABLE_COLUMNS_MAX] = {0};
    measure(table, widths);
    shrink(table, screen->width, widths);
    if (table->cells_count > 0)
        add_row(table, screen, INK_DIM, NULL, widths);
    for (size_t i = 0; i < table->cells_count; i += (size_t)table->columns_count)
        add_row(table, screen, INK_PLAIN, table->cells + i, widths);
    free(table->cells);
    arena_release(&table->arena);
    *table = (struct table){0};
}
