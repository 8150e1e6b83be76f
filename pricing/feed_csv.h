/* feed_csv.h — rows of CSV (RFC 4180) read as they arrive, of documents that nobody wants whole; csv.h is for what is
 * in memory. For pricing/feed*.c alone. */
#ifndef BAYPLAN_PRICING_FEED_CSV_H
#define BAYPLAN_PRICING_FEED_CSV_H

#include "data/base/error.h"
#include <stdint.h>

enum { FEED_CSV_FIELDS_MAX = 256, FEED_CSV_ROW_BYTES_MAX = 1024 * 1024 };

struct feed_csv {
    const char *name;
    void *context;
    /* Each row that is not blank; the fields last until it returns. `line` is where the row begins, from 1. */
    bool (*row)(void *context, const char *const *fields, int count, int64_t line, struct error *err);

    /* its own; zero at the beginning */
    char *bytes; /* of the row: fields, each with NUL at its end */
    size_t length, capacity;
    size_t starts[FEED_CSV_FIELDS_MAX]; /* offsets of the fields in `bytes` */
    int fields_count;                   /* begun: the last of them is open */
    int64_t line, row_line;             /* lines ended, before the row */
    enum { FEED_CSV_BEGIN, FEED_CSV_PLAIN, FEED_CSV_QUOTED, FEED_CSV_QUOTE } state;
};

/* Errors: INPUT, LIMIT, with NAME:LINE; those of `row`. */
MUST_CHECK bool feed_csv_push(struct feed_csv *csv, const char *bytes, size_t length, struct error *err);
MUST_CHECK bool feed_csv_finish(struct feed_csv *csv, struct error *err);
void feed_csv_release(struct feed_csv *csv);

/* Rows of one of AWS's CSV files: "key,value" lines, then the header that begins with SKU, then rows by column. */
struct feed_table {
    struct feed_csv csv;
    const char *const *columns;        /* wanted, compared without regard to case */
    int columns_count, required_count; /* the first of them must be there */
    void *context;
    void (*meta)(void *context, const char *key, const char *value);
    /* values[i] of columns[i]; "" where the file has no such column. */
    bool (*row)(void *context, const char *const *values, struct error *err);
    void (*odd)(void *context, int64_t line, int fields, int expected); /* a row of another length; it is left out */

    int at[FEED_CSV_FIELDS_MAX]; /* its own: field -> wanted column, or -1 */
    int header_count;            /* fields of the header; 0 before it */
    int metas_count;
};

void feed_table_begin(struct feed_table *table, const char *name);
MUST_CHECK bool feed_table_finish(struct feed_table *table, struct error *err);

#endif
