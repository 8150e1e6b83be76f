#include "data/catalogue.h"

#include "data/base/file.h"
#include "data/catalogue_fields.h"
#include "data/catalogue_rows.h"
#include "data/document.h"
#include <string.h>

static void rows_from_fields(struct catalogue_rows *rows, const struct field_objects *objects)
{
    const struct price_fields *given = objects->items;
    for (int i = 0; i < objects->count; i++)
        catalogue_rows_add(rows, &(struct price){.service = given[i].service,
                                                 .item = given[i].item,
                                                 .purchase = (enum purchase)given[i].purchase,
                                                 .unit = (enum price_unit)given[i].unit,
                                                 .nano = given[i].price,
                                                 .from_quantity = given[i].from_quantity,
                                                 .source = given[i].source,
                                                 .as_of = given[i].as_of});
}

struct document {
    const char *file;
    const struct node *root; /* of a tree that fields_read went through */
};

static const char *row_where(const void *document, int index, const char *column, char buffer[ERROR_WHERE_SIZE])
{
    const struct document *self = document;
    const struct node *row = document_member(self->root, "prices", index);
    return column != NULL ? document_where(self->file, row, column, buffer) : node_where(self->file, row, NULL, buffer);
}

/* `tree` holds the nodes and is the caller's. */
static bool document_read(struct catalogue *catalogue, const char *bytes, size_t length, struct arena *tree,
                          struct error *err)
{
    struct node *root = NULL;
    struct catalogue_fields fields = {0};
    if (!node_parse(catalogue->file, bytes, length, tree, &root, err) ||
        !document_check_root(catalogue->file, root, "catalogue", err) ||
        !fields_read(catalogue_field_table(), catalogue->file, root, &catalogue->arena, &fields, err) ||
        !catalogue_head_take(catalogue->file, root, &fields, catalogue, err))
        return false;
    struct document document = {catalogue->file, root};
    struct catalogue_rows rows = {.arena = &catalogue->arena, .where = row_where, .document = &document};
    catalogue_rows_reserve(&rows, fields.prices.count);
    rows_from_fields(&rows, &fields.prices);
    return catalogue_rows_finish(&rows, fields.as_of, catalogue, err);
}

static void catalogue_begin(struct catalogue *catalogue, const char *file, const char *bytes, size_t length)
{
    *catalogue = (struct catalogue){0};
    catalogue->file = arena_strdup(&catalogue->arena, file);
    sha256_hex(bytes, length, catalogue->sha256);
}

static bool catalogue_give(bool ok, struct catalogue *catalogue, struct catalogue *ret_catalogue)
{
    if (ok)
        *ret_catalogue = *catalogue;
    else
        catalogue_release(catalogue);
    return ok;
}

/* A line of comment or of names with commas between: neither JSON nor XML begins so. */
static bool is_csv(const char *bytes, size_t length)
{
    size_t at = length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    while (at < length && strchr(" \t\r\n", bytes[at]) && bytes[at] != '\0')
        at++;
    if (at == length || bytes[at] == '#')
        return at < length;
    bool letter = (bytes[at] >= 'a' && bytes[at] <= 'z') || (bytes[at] >= 'A' && bytes[at] <= 'Z');
    const char *line_end = memchr(bytes + at, '\n', length - at);
    size_t line = line_end ? (size_t)(line_end - bytes) - at : length - at;
    return letter && memchr(bytes + at, ',', line) != NULL;
}

bool catalogue_parse(const char *file, const char *bytes, size_t length, struct catalogue *ret_catalogue,
                     struct error *err)
{
    struct catalogue catalogue;
    struct arena tree = {0};
    if (is_csv(bytes, length))
        return catalogue_parse_csv(file, NULL, bytes, length, ret_catalogue, err);
    catalogue_begin(&catalogue, file, bytes, length);
    bool ok = document_read(&catalogue, bytes, length, &tree, err);
    arena_release(&tree);
    return catalogue_give(ok, &catalogue, ret_catalogue);
}

bool catalogue_parse_csv(const char *file, const char *region, const char *bytes, size_t length,
                         struct catalogue *ret_catalogue, struct error *err)
{
    struct catalogue catalogue;
    catalogue_begin(&catalogue, file, bytes, length);
    catalogue.region = region != NULL ? arena_strdup(&catalogue.arena, region) : NULL;
    bool ok = catalogue_read_csv(&catalogue, bytes, length, err);
    return catalogue_give(ok, &catalogue, ret_catalogue);
}

bool catalogue_load(const char *path, struct catalogue *ret_catalogue, struct error *err)
{
    struct arena arena = {0};
    char *bytes = NULL;
    size_t length = 0;
    bool done =
        file_read(path, &arena, &bytes, &length, err) && catalogue_parse(path, bytes, length, ret_catalogue, err);
    arena_release(&arena);
    return done;
}

int price_compare(const struct price *a, const struct price *b)
{
    int order = strcmp(a->service, b->service);
    if (order == 0)
        order = strcmp(a->item, b->item);
    if (order == 0)
        order = (a->purchase > b->purchase) - (a->purchase < b->purchase);
    return order != 0 ? order : (a->from_quantity > b->from_quantity) - (a->from_quantity < b->from_quantity);
}

void catalogue_release(struct catalogue *catalogue)
{
    arena_release(&catalogue->arena);
    *catalogue = (struct catalogue){0};
}
