/* table.h — rows and columns that fit the screen: numbers to the right, the flexible column gives way. */
#ifndef BAYPLAN_REPORTS_TABLE_H
#define BAYPLAN_REPORTS_TABLE_H

#include "data/base/arena.h"
#include "reports/screen.h"

enum { TABLE_COLUMNS_MAX = 10, TABLE_FLEXIBLE_MIN = 8 };

struct table_column {
    const char *title;
    bool right;    /* aligned to the right */
    bool flexible; /* cut with an ellipsis where the table would be too wide */
    bool absent;   /* not shown: its cells are still given */
};

struct table {
    struct arena arena;
    const struct table_column *columns;
    int columns_count;
    const char **cells; /* rows_count * columns_count, plus the row being filled */
    size_t cells_count, cells_room;
};

void table_init(struct table *table, const struct table_column *columns, int columns_count);
void table_cell(struct table *table, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Title line (dim) and rows, each behind two blanks; then the table is released. A table without rows adds nothing. */
void table_finish(struct table *table, struct screen *screen);

#endif
