/* feed_csv.c — see feed_csv.h. */
#include "pricing/feed_csv.h"

#include "data/base/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *line_where(const struct feed_csv *csv, int64_t line, char where[ERROR_WHERE_SIZE])
{
    snprintf(where, ERROR_WHERE_SIZE, "%.400s:%lld", csv->name, (long long)line);
    return where;
}

static bool bytes_add(struct feed_csv *csv, const char *bytes, size_t length, struct error *err)
{
    char where[ERROR_WHERE_SIZE];
    if (csv->length + length > FEED_CSV_ROW_BYTES_MAX)
        return error_set(err, ERROR_LIMIT, line_where(csv, csv->row_line + 1, where), "a row of more than %d bytes",
                         FEED_CSV_ROW_BYTES_MAX);
    if (csv->length + length > csv->capacity) {
        csv->capacity = 2 * (csv->length + length) + 4096;
        csv->bytes = memory_resize(csv->bytes, csv->capacity, 1);
    }
    memcpy(csv->bytes + csv->length, bytes, length);
    csv->length += length;
    return true;
}

static bool field_begin(struct feed_csv *csv, struct error *err)
{
    char where[ERROR_WHERE_SIZE];
    if (csv->fields_count == FEED_CSV_FIELDS_MAX)
        return error_set(err, ERROR_LIMIT, line_where(csv, csv->row_line + 1, where), "more than %d fields",
                         FEED_CSV_FIELDS_MAX);
    csv->starts[csv->fields_count++] = csv->length;
    csv->state = FEED_CSV_BEGIN;
    return true;
}

static bool row_end(struct feed_csv *csv, struct error *err)
{
    const char *fields[FEED_CSV_FIELDS_MAX];
    bool blank = csv->fields_count == 1 && csv->length == 0;
    if (!bytes_add(csv, "", 1, err))
        return false;
    for (int i = 0; i < csv->fields_count; i++)
        fields[i] = csv->bytes + csv->starts[i];
    bool good = blank || csv->row(csv->context, fields, csv->fields_count, csv->row_line + 1, err);
    csv->length = 0;
    csv->fields_count = 0;
    csv->row_line = csv->line;
    csv->state = FEED_CSV_BEGIN;
    return good;
}

/* One byte that may mean something outside quotation marks. */
static bool plain_byte(struct feed_csv *csv, char byte, struct error *err)
{
    if (byte == ',')
        return bytes_add(csv, "", 1, err) && field_begin(csv, err);
    if (byte == '\n') {
        bool carriage = csv->length > csv->starts[csv->fields_count - 1] && csv->bytes[csv->length - 1] == '\r' &&
                        csv->state != FEED_CSV_QUOTE;
        csv->length -= carriage;
        csv->line++;
        return row_end(csv, err);
    }
    csv->state = FEED_CSV_PLAIN;
    return bytes_add(csv, &byte, 1, err);
}

static bool byte_take(struct feed_csv *csv, char byte, struct error *err)
{
    char where[ERROR_WHERE_SIZE];
    if (csv->fields_count == 0 && !field_begin(csv, err))
        return false;
    switch (csv->state) {
    case FEED_CSV_BEGIN:
        if (byte != '"')
            return plain_byte(csv, byte, err);
        csv->state = FEED_CSV_QUOTED;
        return true;
    case FEED_CSV_PLAIN:
        return plain_byte(csv, byte, err);
    case FEED_CSV_QUOTED:
        if (byte == '"') {
            csv->state = FEED_CSV_QUOTE;
            return true;
        }
        csv->line += byte == '\n';
        return bytes_add(csv, &byte, 1, err);
    case FEED_CSV_QUOTE:
        if (byte == '"') {
            csv->state = FEED_CSV_QUOTED;
            return bytes_add(csv, &byte, 1, err);
        }
        if (byte == ',' || byte == '\n')
            return plain_byte(csv, byte, err);
        return byte == '\r' || error_set(err, ERROR_INPUT, line_where(csv, csv->line + 1, where),
                                         "a quoted field goes on behind its closing quotation mark");
    }
    return false;
}

/* Bytes from `at` on that mean nothing in this state. */
static size_t run_length(const struct feed_csv *csv, const char *at, const char *end)
{
    const char *start = at;
    if (csv->state == FEED_CSV_QUOTED)
        while (at < end && *at != '"' && *at != '\n')
            at++;
    else if (csv->state == FEED_CSV_PLAIN)
        while (at < end && *at != ',' && *at != '\n')
            at++;
    return (size_t)(at - start);
}

bool feed_csv_push(struct feed_csv *csv, const char *bytes, size_t length, struct error *err)
{
    char where[ERROR_WHERE_SIZE];
    const char *nul = memchr(bytes, '\0', length);
    for (const char *at = bytes, *end = nul != NULL ? nul : bytes + length; at < end;) {
        size_t run = csv->fields_count > 0 ? run_length(csv, at, end) : 0;
        if (run > 0 ? !bytes_add(csv, at, run, err) : !byte_take(csv, *at, err))
            return false;
        at += run > 0 ? run : 1;
    }
    return nul == NULL ||
           error_set(err, ERROR_INPUT, line_where(csv, csv->line + 1, where), "holds a NUL byte: no text");
}

bool feed_csv_finish(struct feed_csv *csv, struct error *err)
{
    char where[ERROR_WHERE_SIZE];
    if (csv->state == FEED_CSV_QUOTED)
        return error_set(err, ERROR_INPUT, line_where(csv, csv->row_line + 1, where),
                         "a quoted field has no end: the file is cut");
    return csv->fields_count == 0 || row_end(csv, err);
}

void feed_csv_release(struct feed_csv *csv)
{
    free(csv->bytes);
    csv->bytes = NULL;
}

/* --- AWS's tables --- */

enum { METAS_MAX = 40 };

static bool header_take(struct feed_table *table, const char *const *fields, int count, int64_t line, struct error *err)
{
    bool met[FEED_CSV_FIELDS_MAX] = {false};
    char where[ERROR_WHERE_SIZE];
    for (int i = 0; i < count; i++) {
        table->at[i] = -1;
        for (int column = 0; column < table->columns_count; column++)
            if (strcasecmp(fields[i], table->columns[column]) == 0)
                table->at[i] = column;
        if (table->at[i] >= 0)
            met[table->at[i]] = true;
    }
    for (int i = 0; i < table->required_count; i++)
        if (!met[i])
            return error_set(err, ERROR_INPUT, line_where(&table->csv, line, where), "the header has no column %s",
                             table->columns[i]);
    table->header_count = count;
    return true;
}

static bool table_row(void *context, const char *const *fields, int count, int64_t line, struct error *err)
{
    struct feed_table *table = context;
    const char *values[FEED_CSV_FIELDS_MAX];
    char where[ERROR_WHERE_SIZE];
    if (table->header_count == 0) {
        if (strcasecmp(fields[0], "SKU") == 0)
            return header_take(table, fields, count, line, err);
        if (++table->metas_count > METAS_MAX)
            return error_set(err, ERROR_INPUT, line_where(&table->csv, line, where),
                             "no header line that begins with SKU: no price list of AWS's");
        if (count >= 2)
            table->meta(table->context, fields[0], fields[1]);
        return true;
    }
    if (count != table->header_count) {
        table->odd(table->context, line, count, table->header_count);
        return true;
    }
    for (int i = 0; i < table->columns_count; i++)
        values[i] = "";
    for (int i = 0; i < count; i++)
        if (table->at[i] >= 0)
            values[table->at[i]] = fields[i];
    return table->row(table->context, values, err);
}

void feed_table_begin(struct feed_table *table, const char *name)
{
    BUG_IF(table->columns_count > FEED_CSV_FIELDS_MAX);
    table->csv = (struct feed_csv){.name = name, .context = table, .row = table_row};
}

bool feed_table_finish(struct feed_table *table, struct error *err)
{
    if (!feed_csv_finish(&table->csv, err))
        return false;
    return table->header_count > 0 ||
           error_set(err, ERROR_INPUT, table->csv.name, "no header line that begins with SKU: no price list of AWS's");
}
