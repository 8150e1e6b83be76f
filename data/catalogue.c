#include "data/catalogue.h"

#include "data/base/file.h"
#include "data/catalogue_rows.h"
#include "data/document.h"
#include <string.h>

const char *const price_unit_names[] = {"usd_per_hour",
                                        "usd_per_gb_month",
                                        "usd_per_million_requests",
                                        "usd_per_million_gb_seconds",
                                        "ratio_of_on_demand",
                                        "ratio_per_month",
                                        NULL};

enum { CATALOGUE_FROM_QUANTITY_MAX = 1000 * 1000 * 1000 };

/* As the table of fields reads it. */
struct price_fields {
    const char *service, *item;
    int purchase, unit;
    int64_t price; /* nano-dollars */
    int64_t from_quantity;
    const char *source, *as_of;
};

struct catalogue_fields {
    const char *schema, *region, *as_of;
    struct field_objects prices;
};

static const struct field price_rows[] = {
    {FIELD_KEY(price_fields, service), .type = FIELD_STRING, .required = true},
    {FIELD_KEY(price_fields, item), .type = FIELD_STRING, .required = true},
    {FIELD_KEY(price_fields, purchase), .type = FIELD_CHOICE, .choices = purchase_names},
    {FIELD_KEY(price_fields, unit), .type = FIELD_CHOICE, .choices = price_unit_names, .required = true},
    {FIELD_KEY(price_fields, price), .type = FIELD_MONEY, .required = true},
    {FIELD_KEY(price_fields, from_quantity), .type = FIELD_INTEGER, .maximum = CATALOGUE_FROM_QUANTITY_MAX},
    {FIELD_KEY(price_fields, source), .type = FIELD_STRING, .required = true},
    {FIELD_KEY(price_fields, as_of), .type = FIELD_STRING, .required = true},
};
static const struct field_table price_table = {FIELD_TABLE("price", price_fields, price_rows)};

static const struct field catalogue_rows_of_fields[] = {
    {FIELD_KEY(catalogue_fields, schema), .type = FIELD_STRING, .required = true},
    {FIELD_KEY(catalogue_fields, region), .type = FIELD_STRING, .required = true},
    {FIELD_KEY(catalogue_fields, as_of), .type = FIELD_STRING},
    {FIELD_KEY(catalogue_fields, prices), .type = FIELD_OBJECTS, .required = true, .count_max = CATALOGUE_PRICES_MAX,
     .object = &price_table, .unnamed = true},
};
static const struct field_table catalogue_table = {
    FIELD_TABLE("catalogue", catalogue_fields, catalogue_rows_of_fields)};

const struct field_table *catalogue_field_table(void)
{
    return &catalogue_table;
}

static bool head_check(const char *file, const struct node *root, const struct catalogue_fields *fields,
                       struct error *err)
{
    char where[NODE_WHERE_SIZE];
    if (!region_is_valid(fields->region))
        return error_set(err, ERROR_INPUT, document_where(file, root, "region", where),
                         "must be a region like \"us-east-1\", not \"%s\"", fields->region);
    if (fields->as_of != NULL && !date_is_valid(fields->as_of))
        return error_set(err, ERROR_INPUT, document_where(file, root, "as_of", where), DATE_IS_WRONG, fields->as_of);
    return true;
}

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

static bool document_read(struct catalogue *catalogue, const char *bytes, size_t length, struct error *err)
{
    struct node *root = NULL;
    struct catalogue_fields fields = {0};
    if (!node_parse(catalogue->file, bytes, length, &catalogue->arena, &root, err) ||
        !document_check_root(catalogue->file, root, "catalogue", err) ||
        !fields_read(&catalogue_table, catalogue->file, root, &catalogue->arena, &fields, err) ||
        !head_check(catalogue->file, root, &fields, err))
        return false;
    struct document document = {catalogue->file, root};
    struct catalogue_rows rows = {.arena = &catalogue->arena, .where = row_where, .document = &document};
    catalogue_rows_reserve(&rows, fields.prices.count);
    rows_from_fields(&rows, &fields.prices);
    catalogue->region = fields.region;
    return catalogue_rows_finish(&rows, fields.as_of, catalogue, err);
}

static void catalogue_begin(struct catalogue *catalogue, const char *file, const char *bytes, size_t length)
{
    *catalogue = (struct catalogue){0};
    catalogue->file = arena_strdup(&catalogue->arena, file);
    sha256_hex(bytes, length, catalogue->sha256);
}

bool catalogue_parse(const char *file, const char *bytes, size_t length, struct catalogue *ret_catalogue,
                     struct error *err)
{
    struct catalogue catalogue;
    catalogue_begin(&catalogue, file, bytes, length);
    if (!document_read(&catalogue, bytes, length, err)) {
        catalogue_release(&catalogue);
        return false;
    }
    *ret_catalogue = catalogue;
    return true;
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

bool catalogue_parse_csv(const char *file, const char *region, const char *bytes, size_t length,
                         struct catalogue *ret_catalogue, struct error *err)
{
    struct catalogue catalogue;
    catalogue_begin(&catalogue, file, bytes, length);
    catalogue.region = arena_strdup(&catalogue.arena, region);
    if (!catalogue_read_csv(&catalogue, bytes, length, err)) {
        catalogue_release(&catalogue);
        return false;
    }
    *ret_catalogue = catalogue;
    return true;
}

static void price_write(struct json_writer *writer, const struct price *price)
{
    json_begin_object(writer, NULL);
    json_string(writer, "service", price->service);
    json_string(writer, "item", price->item);
    json_string(writer, "purchase", purchase_names[price->purchase]);
    json_string(writer, "unit", price_unit_names[price->unit]);
    json_money(writer, "price", price->nano);
    if (price->from_quantity > 0)
        json_integer(writer, "from_quantity", price->from_quantity);
    json_string(writer, "source", price->source);
    json_string(writer, "as_of", price->as_of);
    json_end_object(writer);
}

void catalogue_write(const struct catalogue *catalogue, struct text *ret_json)
{
    struct json_writer writer = {.out = ret_json};
    json_begin_object(&writer, NULL);
    json_string(&writer, "schema", CATALOGUE_SCHEMA);
    json_string(&writer, "region", catalogue->region);
    json_string(&writer, "as_of", catalogue->as_of);
    json_begin_list(&writer, "prices");
    for (int i = 0; i < catalogue->prices_count; i++)
        price_write(&writer, &catalogue->prices[i]);
    json_end_list(&writer);
    json_end_object(&writer);
    json_finish(&writer);
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
