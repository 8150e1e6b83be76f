#include "data/catalogue.h"

#include "data/base/csv.h"
#include "data/base/fields.h"
#include "data/base/file.h"
#include "data/catalogue_rows.h"
#include <string.h>

const char *const purchase_names[] = {"on_demand", "spot", NULL};
const char *const price_unit_names[] = {"usd_per_hour",
                                        "usd_per_gb_month",
                                        "usd_per_million_requests",
                                        "usd_per_million_gb_seconds",
                                        "ratio_of_on_demand",
                                        NULL};

enum { CATALOGUE_FROM_QUANTITY_MAX = 1000 * 1000 * 1000 };

/* As the table of fields reads it. */
struct price_fields {
    const char *service, *item;
    int purchase, unit;
    int64_t price_nano, from_quantity;
    const char *source, *as_of;
};

struct catalogue_fields {
    const char *schema, *region, *as_of;
    struct field_objects prices;
};

#define PRICE(member) offsetof(struct price_fields, member)
static const struct field price_fields[] = {
    {.key = "service", .type = FIELD_STRING, .offset = PRICE(service), .required = true, .given_offset = -1},
    {.key = "item", .type = FIELD_STRING, .offset = PRICE(item), .required = true, .given_offset = -1},
    {.key = "purchase", .type = FIELD_CHOICE, .offset = PRICE(purchase), .given_offset = -1, .choices = purchase_names},
    {.key = "unit",
     .type = FIELD_CHOICE,
     .offset = PRICE(unit),
     .required = true,
     .given_offset = -1,
     .choices = price_unit_names},
    {.key = "price", .type = FIELD_MONEY, .offset = PRICE(price_nano), .required = true, .given_offset = -1},
    {.key = "from_quantity",
     .type = FIELD_INTEGER,
     .offset = PRICE(from_quantity),
     .given_offset = -1,
     .maximum = CATALOGUE_FROM_QUANTITY_MAX},
    {.key = "source", .type = FIELD_STRING, .offset = PRICE(source), .required = true, .given_offset = -1},
    {.key = "as_of", .type = FIELD_STRING, .offset = PRICE(as_of), .required = true, .given_offset = -1},
};

static const struct field_table price_table = {.what = "price",
                                               .size = sizeof(struct price_fields),
                                               .fields = price_fields,
                                               .count = sizeof price_fields / sizeof price_fields[0]};

#define CATALOGUE(member) offsetof(struct catalogue_fields, member)
static const struct field catalogue_fields[] = {
    {.key = "schema", .type = FIELD_STRING, .offset = CATALOGUE(schema), .required = true, .given_offset = -1},
    {.key = "region", .type = FIELD_STRING, .offset = CATALOGUE(region), .required = true, .given_offset = -1},
    {.key = "as_of", .type = FIELD_STRING, .offset = CATALOGUE(as_of), .given_offset = -1},
    {.key = "prices",
     .type = FIELD_OBJECTS,
     .offset = CATALOGUE(prices),
     .required = true,
     .given_offset = -1,
     .count_max = CATALOGUE_PRICES_MAX,
     .object = &price_table,
     .unnamed = true},
};

static const struct field_table catalogue_table = {.what = "catalogue",
                                                   .size = sizeof(struct catalogue_fields),
                                                   .fields = catalogue_fields,
                                                   .count = sizeof catalogue_fields / sizeof catalogue_fields[0]};

static bool schema_check(const char *file, const struct node *root, const char *schema, struct error *err)
{
    char where[NODE_WHERE_SIZE];
    if (strcmp(schema, CATALOGUE_SCHEMA) == 0)
        return true;
    return error_set(err, ERROR_INPUT, node_where(file, root, "schema", where), "schema is \"%s\"; this reads \"%s\"",
                     schema, CATALOGUE_SCHEMA);
}

static bool head_check(const char *file, const struct node *root, const struct catalogue_fields *fields,
                       struct error *err)
{
    char where[NODE_WHERE_SIZE];
    if (!schema_check(file, root, fields->schema, err))
        return false;
    if (!region_is_valid(fields->region))
        return error_set(err, ERROR_INPUT, node_where(file, root, "region", where),
                         "\"%s\" is no region name like us-east-1", fields->region);
    if (fields->as_of != NULL && !date_is_valid(fields->as_of))
        return error_set(err, ERROR_INPUT, node_where(file, root, "as_of", where),
                         "\"%s\" is no date: write YYYY-MM-DD or YYYY-MM", fields->as_of);
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
                                                 .nano = given[i].price_nano,
                                                 .from_quantity = given[i].from_quantity,
                                                 .source = given[i].source,
                                                 .as_of = given[i].as_of});
}

/* Node of the price at `index` in the document's order: members of a list in JSON or in one <prices>, or the
 * repeated <prices .../> elements themselves. */
static const struct node *price_node(const struct node *root, int index)
{
    const struct node *list = node_child(root, "prices");
    int elements = 0;
    for (const struct node *node = root->first; node != NULL; node = node->next)
        elements += node->name != NULL && strcmp(node->name, "prices") == 0;
    bool repeated = elements > 1 || node_child(list, "service") != NULL;
    const struct node *node = repeated ? list : list->first;
    while (node != NULL && index > 0) {
        node = node->next;
        index -= node != NULL && (!repeated || strcmp(node->name, "prices") == 0);
    }
    return node != NULL ? node : list;
}

struct document {
    const char *file;
    const struct node *root;
};

static const char *document_where(const void *document, int index, const char *column, char buffer[ERROR_WHERE_SIZE])
{
    const struct document *self = document;
    return node_where(self->file, price_node(self->root, index), column, buffer);
}

static bool document_read(struct catalogue *catalogue, const char *bytes, size_t length, struct error *err)
{
    struct node *root = NULL;
    struct catalogue_fields fields = {0};
    if (!node_parse(catalogue->file, bytes, length, &catalogue->arena, &root, err) ||
        !fields_read(&catalogue_table, catalogue->file, root, &catalogue->arena, &fields, err) ||
        !head_check(catalogue->file, root, &fields, err))
        return false;
    struct document document = {catalogue->file, root};
    struct catalogue_rows rows = {.arena = &catalogue->arena, .where = document_where, .document = &document};
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
