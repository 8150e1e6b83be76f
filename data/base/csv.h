/* csv.h — RFC 4180 rows with a header line; '#' lines before the header are comments. Works on bytes in memory. */
#ifndef BAYPLAN_BASE_CSV_H
#define BAYPLAN_BASE_CSV_H

#include "data/base/arena.h"
#include "data/base/error.h"

enum { CSV_COLUMNS_MAX = 64, CSV_FIELD_BYTES_MAX = 64 * 1024 };

struct csv {
    const char *file; /* for places in errors */
    const char *next; /* first byte not yet read */
    const char *end;
    int line;      /* of the row last read, 1-based */
    int row_lines; /* it covers: more than 1 where a quoted field holds line breaks */
    int columns_count;
    const char *columns[CSV_COLUMNS_MAX]; /* header names */
    const char *fields[CSV_COLUMNS_MAX];  /* row last read; "" where empty */
    struct arena *arena;                  /* owns names and fields */
};

/* Reads the header. Errors: INPUT (no header, duplicate or empty column name), LIMIT. */
MUST_CHECK bool csv_open(struct csv *csv, const char *file, const char *bytes, size_t length, struct arena *arena,
                         struct error *err);
/* *ret_more is false at the end. A row with another number of fields than the header is an INPUT error. */
MUST_CHECK bool csv_next(struct csv *csv, bool *ret_more, struct error *err);
/* Index of a column, or -1. */
int csv_column(const struct csv *csv, const char *name);
/* "file:line:1: column": place of a field for error_set; lives in the arena. */
const char *csv_where(const struct csv *csv, int column);

#endif
