#include "data/base/csv.h"
#include "data/base/text.h"
#include "data/catalogue_rows.h"
#include "data/document.h"
#include <stdio.h>
#include <string.h>

enum column { SERVICE, ITEM, PURCHASE, UNIT, PRICE, FROM_QUANTITY, SOURCE, AS_OF, COLUMNS_COUNT };
static const char *const column_names[] = {"service", "item",          "purchase", "unit",
                                           "price",   "from_quantity", "source",   "as_of"};

/* Line of each row: places of errors that are found only when all rows are read. */
struct csv_lines {
    const char *file;
    int *lines;
};

static const char *line_where(const void *document, int index, const char *column, char buffer[ERROR_WHERE_SIZE])
{
    const struct csv_lines *self = document;
    snprintf(buffer, ERROR_WHERE_SIZE, "%s:%d:1%s%s", self->file, self->lines[index], column != NULL ? ": " : "",
             column != NULL ? column : "");
    return buffer;
}

static bool columns_find(const struct csv *csv, int columns[COLUMNS_COUNT], struct error *err)
{
    for (int i = 0; i < csv->columns_count; i++) {
        bool known = false;
        for (int j = 0; j < COLUMNS_COUNT; j++)
            known = known || strcmp(csv->columns[i], column_names[j]) == 0;
        const char *near = known ? NULL : text_nearest(csv->columns[i], column_names, COLUMNS_COUNT);
        if (!known)
            return error_set(err, ERROR_INPUT, csv_where(csv, i), "unknown column \"%s\"%s%s%s", csv->columns[i],
                             near != NULL ? "; did you mean \"" : "", near != NULL ? near : "",
                             near != NULL ? "\"?" : "");
    }
    for (int j = 0; j < COLUMNS_COUNT; j++) {
        columns[j] = csv_column(csv, column_names[j]);
        if (columns[j] < 0)
            return error_set(err, ERROR_INPUT, csv->file, "column \"%s\" is missing", column_names[j]);
    }
    return true;
}

static bool choice_read(const struct csv *csv, int column, const char *const *names, int *ret_choice, struct error *err)
{
    for (int i = 0; names[i] != NULL; i++)
        if (strcmp(names[i], csv->fields[column]) == 0) {
            *ret_choice = i;
            return true;
        }
    enum { LISTED_MAX = 4 };
    struct text list;
    int count = 0;
    text_init(&list, ERROR_TEXT_SIZE);
    while (names[count] != NULL)
        count++;
    bool many = count > 3 * LISTED_MAX;
    for (int i = 0; i < (many ? LISTED_MAX : count); i++)
        text_printf(&list, "%s\"%s\"", i > 0 ? ", " : "", names[i]);
    const char *near = text_nearest(csv->fields[column], names, (size_t)count);
    error_set(err, ERROR_INPUT, csv_where(csv, column), "must be one of %s%s, not \"%s\"%s%s%s", list.bytes,
              many ? " ..." : "", csv->fields[column], near != NULL ? "; did you mean \"" : "",
              near != NULL ? near : "", near != NULL ? "\"?" : "");
    text_release(&list);
    return false;
}

static bool quantity_read(const struct csv *csv, int column, int64_t *ret_quantity, struct error *err)
{
    const char *text = csv->fields[column];
    size_t length = strlen(text);
    if (length == 0 || length > 9 || strspn(text, "0123456789") != length)
        return error_set(err, ERROR_INPUT, csv_where(csv, column),
                         "must be a whole number of at most 9 digits, not \"%s\"", text);
    *ret_quantity = 0;
    for (; *text != '\0'; text++)
        *ret_quantity = *ret_quantity * 10 + (*text - '0');
    return true;
}

static bool row_read(const struct csv *csv, const int columns[COLUMNS_COUNT], struct price *ret_price,
                     struct error *err)
{
    int purchase = 0, unit = 0;
    struct price price = {.service = csv->fields[columns[SERVICE]],
                          .item = csv->fields[columns[ITEM]],
                          .source = csv->fields[columns[SOURCE]],
                          .as_of = csv->fields[columns[AS_OF]]};
    if (!choice_read(csv, columns[PURCHASE], purchase_names, &purchase, err) ||
        !choice_read(csv, columns[UNIT], price_unit_names, &unit, err) ||
        !quantity_read(csv, columns[FROM_QUANTITY], &price.from_quantity, err))
        return false;
    if (!nano_parse(csv->fields[columns[PRICE]], &price.nano))
        return error_set(err, ERROR_INPUT, csv_where(csv, columns[PRICE]),
                         "must be an amount like 0.0816 with at most 9 decimals, not \"%s\"",
                         csv->fields[columns[PRICE]]);
    price.purchase = (enum purchase)purchase;
    price.unit = (enum price_unit)unit;
    *ret_price = price;
    return true;
}

static int newlines_count(const char *bytes, size_t length)
{
    int count = 1;
    for (size_t i = 0; i < length && count <= CATALOGUE_PRICES_MAX; i++)
        count += bytes[i] == '\n';
    return count;
}

static bool rows_read(struct csv *csv, struct catalogue_rows *rows, struct csv_lines *lines, struct error *err)
{
    int columns[COLUMNS_COUNT];
    if (!columns_find(csv, columns, err))
        return false;
    for (;;) {
        bool more = false;
        struct price price = {0};
        if (!csv_next(csv, &more, err))
            return false;
        if (!more)
            return true;
        if (rows->count >= CATALOGUE_PRICES_MAX)
            return error_set(err, ERROR_LIMIT, csv_where(csv, 0), "more than %d prices", CATALOGUE_PRICES_MAX);
        if (!row_read(csv, columns, &price, err))
            return false;
        lines->lines[rows->count] = csv->line;
        catalogue_rows_add(rows, &price);
    }
}

/* The rest of the comment line at `*at` where it is "# KEY: REST", else NULL; `*at` moves to the next line. */
static const char *comment_of(const char **at, const char *end, const char *key, struct arena *arena)
{
    static const char blanks[] = " \t\r";
    const char *line = *at, *line_end = memchr(line, '\n', (size_t)(end - line));
    size_t key_length = strlen(key);
    *at = line_end ? line_end + 1 : end;
    line_end = line_end ? line_end : end;
    while (line < line_end && (*line == '#' || memchr(blanks, *line, sizeof blanks - 1)))
        line++;
    if ((size_t)(line_end - line) <= key_length || memcmp(line, key, key_length) != 0 || line[key_length] != ':')
        return NULL;
    for (line += key_length + 1; line < line_end && memchr(blanks, *line, sizeof blanks - 1);)
        line++;
    while (line_end > line && memchr(blanks, line_end[-1], sizeof blanks - 1))
        line_end--;
    return arena_strndup(arena, line, (size_t)(line_end - line));
}

/* What the comments before the header say at `key`; *ret_where is its line. NULL where none does. */
static const char *comment_find(const struct catalogue *catalogue, const char *bytes, size_t length, const char *key,
                                struct arena *arena, const char **ret_where)
{
    const char *at = bytes, *end = bytes + length;
    if (length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
        at += 3;
    for (int line = 1; at < end && (*at == '#' || *at == '\n' || *at == '\r'); line++) {
        const char *value = comment_of(&at, end, key, arena);
        *ret_where = arena_printf(arena, "%s:%d:1: %s", catalogue->file, line, key);
        if (value != NULL)
            return value;
    }
    return NULL;
}

/* Whose prices they are, which a snapshot's file does not say itself. */
static bool head_read(struct catalogue *catalogue, const char *bytes, size_t length, const char **ret_as_of,
                      struct error *err)
{
    const char *where = NULL, *as_of = comment_find(catalogue, bytes, length, "as_of", &catalogue->arena, &where);
    if (as_of != NULL && !date_is_valid(as_of))
        return error_set(err, ERROR_INPUT, where, DATE_IS_WRONG, as_of);
    *ret_as_of = as_of;
    if (catalogue->region != NULL)
        return true;
    catalogue->region = comment_find(catalogue, bytes, length, "region", &catalogue->arena, &where);
    if (catalogue->region == NULL)
        return error_set(err, ERROR_INPUT, catalogue->file,
                         "does not say whose prices these are; begin it with a line like \"# region: us-east-1\"");
    return region_is_valid(catalogue->region) || error_set(err, ERROR_INPUT, where, REGION_IS_WRONG, catalogue->region);
}

bool catalogue_read_csv(struct catalogue *catalogue, const char *bytes, size_t length, struct error *err)
{
    struct csv csv = {0};
    const char *as_of = NULL;
    if (!csv_open(&csv, catalogue->file, bytes, length, &catalogue->arena, err) ||
        !head_read(catalogue, bytes, length, &as_of, err))
        return false;
    int capacity = newlines_count(bytes, length);
    struct csv_lines lines = {.file = catalogue->file, .lines = ARENA_ARRAY(&catalogue->arena, int, capacity)};
    struct catalogue_rows rows = {.arena = &catalogue->arena, .where = line_where, .document = &lines};
    catalogue_rows_reserve(&rows, capacity);
    return rows_read(&csv, &rows, &lines, err) && catalogue_rows_finish(&rows, as_of, catalogue, err);
}
