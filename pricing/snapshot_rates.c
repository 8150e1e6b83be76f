#include "pricing/snapshot_rates.h"

#include "data/base/csv.h"
#include <string.h>

/* A row that each type with a value in `field` of the rates gets; `price` lacks item and nano. */
struct rate_column {
    int field;
    struct price price;
};

struct rate_columns {
    struct rate_column columns[RATE_ROWS_PER_TYPE_MAX]; /* in the order of a catalogue's rows of one item */
    int count;
};

struct rate_line {
    const char *item;
    const int64_t *nanos; /* by field; 0 = empty */
};

struct rate_lines {
    struct rate_line *lines;
    int count, capacity;
};

static bool name_find(const struct csv *csv, int field, const char *const *names, int *ret_place, struct error *err)
{
    for (int i = 0; names[i] != NULL; i++)
        if (strcmp(names[i], csv->fields[field]) == 0) {
            *ret_place = i;
            return true;
        }
    return error_set(err, ERROR_INPUT, csv_where(csv, field), "unknown name \"%s\"", csv->fields[field]);
}

enum { COLUMN, SERVICE, PURCHASE, UNIT, SOURCE, AS_OF, COLUMNS_FIELDS_COUNT };
static const char *const columns_fields[] = {"column", "service", "purchase", "unit", "source", "as_of"};

static bool column_read(const struct csv *csv, const struct csv *rates, struct rate_column *ret_column,
                        struct error *err)
{
    int purchase = 0, unit = 0;
    int field = csv_column(rates, csv->fields[COLUMN]);
    if (field <= 0)
        return error_set(err, ERROR_INPUT, csv_where(csv, COLUMN), "%s has no column \"%s\" after its first",
                         rates->file, csv->fields[COLUMN]);
    if (!name_find(csv, PURCHASE, purchase_names, &purchase, err) ||
        !name_find(csv, UNIT, price_unit_names, &unit, err))
        return false;
    *ret_column = (struct rate_column){field,
                                       {.service = csv->fields[SERVICE],
                                        .item = "",
                                        .purchase = (enum purchase)purchase,
                                        .unit = (enum price_unit)unit,
                                        .source = csv->fields[SOURCE],
                                        .as_of = csv->fields[AS_OF]}};
    return true;
}

/* Keeps the order; false where such a row is there already. */
static bool column_insert(struct rate_columns *columns, const struct rate_column *column)
{
    int place = columns->count;
    while (place > 0 && price_compare(&columns->columns[place - 1].price, &column->price) > 0)
        place--;
    if (place > 0 && price_compare(&columns->columns[place - 1].price, &column->price) == 0)
        return false;
    memmove(&columns->columns[place + 1], &columns->columns[place],
            (size_t)(columns->count - place) * sizeof *columns->columns);
    columns->columns[place] = *column;
    columns->count++;
    return true;
}

static bool columns_header_check(const struct csv *csv, struct error *err)
{
    bool same = csv->columns_count == COLUMNS_FIELDS_COUNT;
    for (int i = 0; same && i < COLUMNS_FIELDS_COUNT; i++)
        same = strcmp(csv->columns[i], columns_fields[i]) == 0;
    return same || error_set(err, ERROR_INPUT, csv_where(csv, 0),
                             "the columns must be column, service, purchase, unit, source, as_of");
}

static bool columns_read(struct csv *csv, const struct csv *rates, struct rate_columns *columns, struct error *err)
{
    if (!columns_header_check(csv, err))
        return false;
    for (bool more = false;;) {
        struct rate_column column;
        if (!csv_next(csv, &more, err))
            return false;
        if (!more)
            return true;
        if (columns->count == RATE_ROWS_PER_TYPE_MAX)
            return error_set(err, ERROR_LIMIT, csv_where(csv, 0), "more than %d rows for each type",
                             RATE_ROWS_PER_TYPE_MAX);
        if (!column_read(csv, rates, &column, err))
            return false;
        if (!column_insert(columns, &column))
            return error_set(err, ERROR_INPUT, csv_where(csv, PURCHASE), "%s %s is made by two lines",
                             column.price.service, purchase_names[column.price.purchase]);
    }
}

static bool line_read(const struct csv *csv, struct rate_line *ret_line, struct error *err)
{
    int64_t *nanos = ARENA_ARRAY(csv->arena, int64_t, csv->columns_count);
    for (int i = 1; i < csv->columns_count; i++)
        if (csv->fields[i][0] != '\0' && (!nano_parse(csv->fields[i], &nanos[i]) || nanos[i] <= 0))
            return error_set(err, ERROR_INPUT, csv_where(csv, i), "must be an amount like 0.0816, not \"%s\"",
                             csv->fields[i]);
    *ret_line = (struct rate_line){csv->fields[0], nanos};
    return true;
}

static void line_add(struct rate_lines *lines, struct arena *arena, const struct rate_line *line)
{
    if (lines->count == lines->capacity) {
        int capacity = lines->capacity > 0 ? 2 * lines->capacity : 1024;
        struct rate_line *larger = ARENA_ARRAY(arena, struct rate_line, capacity);
        if (lines->count > 0)
            memcpy(larger, lines->lines, (size_t)lines->count * sizeof *larger);
        lines->lines = larger;
        lines->capacity = capacity;
    }
    lines->lines[lines->count++] = *line;
}

static bool lines_read(struct csv *csv, struct rate_lines *lines, struct error *err)
{
    for (bool more = false;;) {
        struct rate_line line;
        if (!csv_next(csv, &more, err))
            return false;
        if (!more)
            return true;
        if (lines->count == CATALOGUE_TYPES_MAX)
            return error_set(err, ERROR_LIMIT, csv_where(csv, 0), "more than %d types", CATALOGUE_TYPES_MAX);
        if (!line_read(csv, &line, err))
            return false;
        if (lines->count > 0 && strcmp(lines->lines[lines->count - 1].item, line.item) >= 0)
            return error_set(err, ERROR_INPUT, csv_where(csv, 0), "\"%s\" must come before \"%s\", once", line.item,
                             lines->lines[lines->count - 1].item);
        line_add(lines, csv->arena, &line);
    }
}

/* Both are sorted, so the rows are made in their order: service by service, type by type. */
static int rows_make(const struct rate_columns *columns, const struct rate_lines *lines, struct price *rows)
{
    int count = 0, end = 0;
    for (int begin = 0; begin < columns->count; begin = end) {
        for (end = begin; end < columns->count; end++)
            if (strcmp(columns->columns[end].price.service, columns->columns[begin].price.service) != 0)
                break;
        for (int i = 0; i < lines->count; i++)
            for (int j = begin; j < end; j++) {
                int64_t nano = lines->lines[i].nanos[columns->columns[j].field];
                if (nano == 0)
                    continue;
                rows[count] = columns->columns[j].price;
                rows[count].item = lines->lines[i].item;
                rows[count++].nano = nano;
            }
    }
    return count;
}

static bool rows_merge(struct catalogue *catalogue, const struct price *rows, int count, const char *file,
                       struct error *err)
{
    int total = catalogue->prices_count + count, old = 0, new = 0;
    struct price *merged = ARENA_ARRAY(&catalogue->arena, struct price, total);
    for (int i = 0; i < total; i++) {
        int order = new == count                     ? -1
                    : old == catalogue->prices_count ? 1
                                                     : price_compare(&catalogue->prices[old], &rows[new]);
        if (order == 0)
            return error_set(err, ERROR_INPUT, file, "%s %s %s is priced twice", rows[new].service, rows[new].item,
                             purchase_names[rows[new].purchase]);
        merged[i] = order < 0 ? catalogue->prices[old++] : rows[new ++];
    }
    catalogue->prices = merged;
    catalogue->prices_count = total;
    return true;
}

bool snapshot_rates_add(struct catalogue *catalogue, const struct embedded_csv *columns,
                        const struct embedded_csv *rates, struct error *err)
{
    struct csv columns_csv = {0}, rates_csv = {0};
    struct rate_columns made = {0};
    struct rate_lines lines = {0};
    if (!csv_open(&rates_csv, rates->name, rates->bytes, rates->length, &catalogue->arena, err) ||
        !csv_open(&columns_csv, columns->name, columns->bytes, columns->length, &catalogue->arena, err) ||
        !columns_read(&columns_csv, &rates_csv, &made, err) || !lines_read(&rates_csv, &lines, err))
        return false;
    struct price *rows = ARENA_ARRAY(&catalogue->arena, struct price, lines.count * made.count + 1);
    int count = rows_make(&made, &lines, rows);
    return rows_merge(catalogue, rows, count, rates->name, err);
}
