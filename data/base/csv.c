/* csv.c — see csv.h. */
#include "data/base/csv.h"
#include "data/base/text.h"

#include <stdlib.h>
#include <string.h>

static bool fail(const struct csv *csv, enum error_kind kind, const char *text, struct error *err)
{
    return error_set(err, kind, arena_printf(csv->arena, "%s:%d:1", csv->file, csv->line), "%s", text);
}

static bool at_line_end(const struct csv *csv)
{
    return csv->next == csv->end || *csv->next == '\n' ||
           (*csv->next == '\r' && csv->next + 1 < csv->end && csv->next[1] == '\n');
}

static void skip_line_end(struct csv *csv)
{
    if (csv->next < csv->end && *csv->next == '\r')
        csv->next++;
    if (csv->next < csv->end)
        csv->next++;
}

/* The line breaks inside quotes belong to the field; `lines` counts them for the rows after it. */
static bool quoted_field(struct csv *csv, struct text *field, int *lines, struct error *err)
{
    for (csv->next++; csv->next < csv->end; csv->next++) {
        bool quote = *csv->next == '"';
        if (quote && (csv->next + 1 == csv->end || csv->next[1] != '"')) {
            csv->next++;
            if (!at_line_end(csv) && *csv->next != ',')
                return fail(csv, ERROR_INPUT, "text follows a closing quote; double the quotes inside a field", err);
            return true;
        }
        if (quote)
            csv->next++;
        *lines += *csv->next == '\n';
        text_add_bytes(field, csv->next, 1);
    }
    return fail(csv, ERROR_INPUT, "a quoted field does not end", err);
}

static bool plain_field(struct csv *csv, struct text *field, struct error *err)
{
    const char *start = csv->next;
    while (!at_line_end(csv) && *csv->next != ',') {
        if (*csv->next == '"')
            return fail(csv, ERROR_INPUT, "a quote inside an unquoted field; quote the whole field", err);
        csv->next++;
    }
    text_add_bytes(field, start, (size_t)(csv->next - start));
    return true;
}

static bool read_field(struct csv *csv, const char **ret_field, int *lines, struct error *err)
{
    struct text field;
    text_init(&field, CSV_FIELD_BYTES_MAX);
    bool quoted = csv->next < csv->end && *csv->next == '"';
    bool ok = quoted ? quoted_field(csv, &field, lines, err) : plain_field(csv, &field, err);
    if (ok && field.overflown)
        ok = error_set(err, ERROR_LIMIT, arena_printf(csv->arena, "%s:%d:1", csv->file, csv->line),
                       "a field of more than %d bytes", CSV_FIELD_BYTES_MAX);
    if (ok && field.length > 0 && memchr(field.bytes, '\0', field.length))
        ok = fail(csv, ERROR_INPUT, "holds a NUL byte; it is not a text file", err);
    if (ok && utf8_valid_length(field.bytes, field.length) != field.length)
        ok = fail(csv, ERROR_INPUT, "is not UTF-8; save the file as UTF-8", err);
    if (ok)
        *ret_field = field.length > 0 ? arena_strndup(csv->arena, field.bytes, field.length) : "";
    text_release(&field);
    return ok;
}

/* One row into `fields`, with the line break behind it. */
static bool read_row(struct csv *csv, const char *fields[CSV_COLUMNS_MAX], int *ret_count, int *ret_lines,
                     struct error *err)
{
    int count = 0, lines = 1;
    for (;;) {
        if (count == CSV_COLUMNS_MAX)
            return error_set(err, ERROR_LIMIT, arena_printf(csv->arena, "%s:%d:1", csv->file, csv->line),
                             "more than %d columns", CSV_COLUMNS_MAX);
        if (!read_field(csv, &fields[count++], &lines, err))
            return false;
        if (at_line_end(csv))
            break;
        csv->next++; /* the comma */
    }
    skip_line_end(csv);
    *ret_count = count;
    *ret_lines = lines;
    return true;
}

static void skip_comments(struct csv *csv)
{
    while (csv->next < csv->end && (*csv->next == '#' || at_line_end(csv))) {
        while (!at_line_end(csv))
            csv->next++;
        skip_line_end(csv);
        csv->line++;
    }
}

static void skip_blank_lines(struct csv *csv)
{
    for (; csv->next < csv->end && at_line_end(csv); csv->line++)
        skip_line_end(csv);
}

static bool columns_check(const struct csv *csv, struct error *err)
{
    for (int i = 0; i < csv->columns_count; i++) {
        const char *where = arena_printf(csv->arena, "%s:%d:1", csv->file, csv->line);
        if (csv->columns[i][0] == '\0')
            return error_set(err, ERROR_INPUT, where, "column %d has no name", i + 1);
        for (int j = 0; j < i; j++)
            if (strcmp(csv->columns[i], csv->columns[j]) == 0)
                return error_set(err, ERROR_INPUT, where, "two columns are named \"%s\": %d and %d", csv->columns[i],
                                 j + 1, i + 1);
    }
    return true;
}

bool csv_open(struct csv *csv, const char *file, const char *bytes, size_t length, struct arena *arena,
              struct error *err)
{
    *csv = (struct csv){.file = file, .next = bytes, .end = bytes + length, .line = 1, .arena = arena};
    if (length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
        csv->next += 3;
    skip_comments(csv);
    if (csv->next == csv->end)
        return fail(csv, ERROR_INPUT, "has no header line", err);
    int lines = 0;
    if (!read_row(csv, csv->columns, &csv->columns_count, &lines, err) || !columns_check(csv, err))
        return false;
    csv->row_lines = lines;
    return true;
}

bool csv_next(struct csv *csv, bool *ret_more, struct error *err)
{
    csv->line += csv->row_lines;
    csv->row_lines = 0;
    if (csv->columns_count > 1)
        skip_blank_lines(csv); /* in a file of one column a blank line is an empty field */
    if (csv->next == csv->end) {
        *ret_more = false;
        return true;
    }
    int count = 0, lines = 0;
    if (!read_row(csv, csv->fields, &count, &lines, err))
        return false;
    csv->row_lines = lines;
    if (count != csv->columns_count)
        return error_set(err, ERROR_INPUT, arena_printf(csv->arena, "%s:%d:1", csv->file, csv->line),
                         "has %d fields, the header has %d", count, csv->columns_count);
    *ret_more = true;
    return true;
}

int csv_column(const struct csv *csv, const char *name)
{
    for (int i = 0; i < csv->columns_count; i++)
        if (strcmp(csv->columns[i], name) == 0)
            return i;
    return -1;
}

const char *csv_where(const struct csv *csv, int column)
{
    BUG_IF(column < 0 || column >= csv->columns_count);
    return arena_printf(csv->arena, "%s:%d:1: %s", csv->file, csv->line, csv->columns[column]);
}
