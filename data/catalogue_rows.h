/* catalogue_rows.h — rows of prices on their way into a catalogue: checked one by one, sorted, duplicates refused.
 * Shared by the document reader (catalogue.c) and the CSV reader (catalogue_csv.c); nobody else needs it. */
#ifndef BAYPLAN_CATALOGUE_ROWS_H
#define BAYPLAN_CATALOGUE_ROWS_H

#include "data/catalogue.h"

#define CATALOGUE_SCHEMA "bayplan.catalogue/1"

struct catalogue_row {
    struct price price;
    int index; /* in the order of the file: ties of the sort, and places in errors */
};

struct catalogue_rows {
    struct arena *arena;
    struct catalogue_row *rows;
    int count, capacity;
    /* Place of column `column` (may be NULL) of row `index`, written to `buffer`. */
    const char *(*where)(const void *document, int index, const char *column, char buffer[ERROR_WHERE_SIZE]);
    const void *document;
};

void catalogue_rows_reserve(struct catalogue_rows *rows, int capacity);
void catalogue_rows_add(struct catalogue_rows *rows, const struct price *price);

/* Checks every row, sorts, and fills prices and as_of (`as_of` NULL: the latest date of the EC2 rows, of all rows
 * where there is none). Errors: INPUT with the place of the row; a duplicate names both places. */
MUST_CHECK bool catalogue_rows_finish(struct catalogue_rows *rows, const char *as_of, struct catalogue *catalogue,
                                      struct error *err);

/* Body of catalogue_parse_csv: file is set already, region where it was given (else NULL). Errors: INPUT, LIMIT. */
MUST_CHECK bool catalogue_read_csv(struct catalogue *catalogue, const char *bytes, size_t length, struct error *err);

#endif
