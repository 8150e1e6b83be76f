/* catalogue_fields.c — every key of a price book: type, limits, default; sources and instance types. */
#include "data/catalogue_fields.h"

#include "data/document.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

const char *const price_unit_names[] = {"usd_per_hour",
                                        "usd_per_gb_month",
                                        "usd_per_million_requests",
                                        "usd_per_million_gb_seconds",
                                        "ratio_of_on_demand",
                                        "ratio_per_month",
                                        NULL};

enum { CATALOGUE_FROM_QUANTITY_MAX = 1000 * 1000 * 1000 };
#define CATALOGUE_BYTES_MAX 1e15 /* of a source */

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

static const struct field source_rows[] = {
    {FIELD_KEY(catalogue_source, url), .type = FIELD_STRING, .required = true, .maximum = CATALOGUE_URL_BYTES_MAX},
    {FIELD_KEY(catalogue_source, etag), .type = FIELD_STRING},
    {FIELD_KEY(catalogue_source, published_at), .type = FIELD_STRING},
    {FIELD_KEY(catalogue_source, bytes), FIELD_WHOLE(0, CATALOGUE_BYTES_MAX), .required = true},
    {FIELD_KEY(catalogue_source, prices), FIELD_WHOLE(0, CATALOGUE_PRICES_MAX), .required = true},
};
static const struct catalogue_source source_defaults = {.etag = "", .published_at = ""};
static const struct field_table source_table = {FIELD_TABLE("source", catalogue_source, source_rows),
                                                .defaults = &source_defaults};

static const struct field type_rows[] = {
    {FIELD_KEY(type_fields, name), .type = FIELD_STRING, .required = true},
    {FIELD_KEY(type_fields, vcpus), FIELD_WHOLE(1, CATALOGUE_VCPUS_MAX), .required = true},
    {FIELD_KEY(type_fields, memory_mib), FIELD_WHOLE(1, CATALOGUE_MEMORY_MIB_MAX), .required = true},
    {FIELD_KEY(type_fields, registered_memory_mib), FIELD_WHOLE(0, CATALOGUE_MEMORY_MIB_MAX)},
    {FIELD_KEY(type_fields, architecture), .type = FIELD_CHOICE, .choices = architecture_names, .required = true},
    {FIELD_KEY(type_fields, gpus), FIELD_WHOLE(0, 1000)},
    {FIELD_KEY(type_fields, awsvpc_tasks), FIELD_WHOLE(-1, 10000)},
    {FIELD_KEY(type_fields, awsvpc_tasks_trunked), FIELD_GIVEN(type_fields, awsvpc_tasks_trunked_given),
     FIELD_WHOLE(-1, 10000)},
    {FIELD_KEY(type_fields, burstable), .type = FIELD_BOOLEAN},
    {FIELD_KEY(type_fields, bare_metal), .type = FIELD_BOOLEAN},
    {FIELD_KEY(type_fields, current_generation), .type = FIELD_BOOLEAN},
    {FIELD_KEY(type_fields, local_disk_gb), FIELD_WHOLE(0, 100 * 1000 * 1000)},
    {FIELD_KEY(type_fields, source), .type = FIELD_STRING, .required = true},
    {FIELD_KEY(type_fields, as_of), .type = FIELD_STRING, .required = true},
};
static const struct type_fields type_defaults = {.awsvpc_tasks = -1, .current_generation = true};
static const struct field_table type_table = {FIELD_TABLE("instance type", type_fields, type_rows),
                                              .defaults = &type_defaults};

static const struct field catalogue_rows_of_fields[] = {
    {FIELD_KEY(catalogue_fields, schema), .type = FIELD_STRING, .required = true},
    {FIELD_KEY(catalogue_fields, region), .type = FIELD_STRING, .required = true},
    {FIELD_KEY(catalogue_fields, as_of), .type = FIELD_STRING},
    {FIELD_KEY(catalogue_fields, sources), FIELD_LIST(source_table, CATALOGUE_SOURCES_MAX), .unnamed = true},
    {FIELD_KEY(catalogue_fields, instance_types), FIELD_LIST(type_table, CATALOGUE_TYPES_MAX)},
    {FIELD_KEY(catalogue_fields, prices), FIELD_LIST(price_table, CATALOGUE_PRICES_MAX), .required = true,
     .unnamed = true},
};
static const struct field_table catalogue_table = {
    FIELD_TABLE("catalogue", catalogue_fields, catalogue_rows_of_fields)};

const struct field_table *catalogue_field_table(void)
{
    return &catalogue_table;
}

struct checking {
    const char *file;
    const struct node *root;
    struct error *err;
    char where[NODE_WHERE_SIZE];
};

static int source_compare(const void *a, const void *b)
{
    const struct catalogue_source *left = a, *right = b;
    return strcmp(left->url, right->url);
}

static bool take_sources(struct checking *at, const struct field_objects *rows, struct catalogue *catalogue)
{
    catalogue->sources = rows->items;
    catalogue->sources_count = rows->count;
    if (rows->count == 0)
        return true;
    qsort(catalogue->sources, (size_t)rows->count, sizeof catalogue->sources[0], source_compare);
    for (int i = 1; i < rows->count; i++)
        if (source_compare(&catalogue->sources[i - 1], &catalogue->sources[i]) == 0)
            return error_set(at->err, ERROR_INPUT, document_where(at->file, at->root, "sources", at->where),
                             "the source %s is given twice", catalogue->sources[i].url);
    return true;
}

static int type_compare(const void *a, const void *b)
{
    const struct instance_type *left = a, *right = b;
    return strcmp(left->name, right->name);
}

static bool check_type(struct checking *at, const struct type_fields *given, int index)
{
    const struct node *member = document_member(at->root, "instance_types", index);
    if (!instance_type_is_valid(given->name))
        return error_set(at->err, ERROR_INPUT, document_where(at->file, member, "name", at->where),
                         "must be an instance type like m7g.large, not \"%s\"", given->name);
    if (given->registered_memory_mib > given->memory_mib)
        return error_set(at->err, ERROR_INPUT, document_where(at->file, member, "registered_memory_mib", at->where),
                         "must be at most memory_mib, %" PRId64 ", not %" PRId64, given->memory_mib,
                         given->registered_memory_mib);
    if (!date_is_valid(given->as_of))
        return error_set(at->err, ERROR_INPUT, document_where(at->file, member, "as_of", at->where), DATE_IS_WRONG,
                         given->as_of);
    return true;
}

static struct instance_type type_of(const struct type_fields *given)
{
    int64_t trunked = given->awsvpc_tasks_trunked_given ? given->awsvpc_tasks_trunked : given->awsvpc_tasks;
    return (struct instance_type){.name = given->name,
                                  .vcpus = (int)given->vcpus,
                                  .cpu_units = INT64_C(1024) * given->vcpus,
                                  .memory_mib = given->memory_mib,
                                  .registered_memory_mib = given->registered_memory_mib,
                                  .architecture = (enum architecture)given->architecture,
                                  .gpus = (int)given->gpus,
                                  .awsvpc_tasks = (int)given->awsvpc_tasks,
                                  .awsvpc_tasks_trunked = (int)trunked,
                                  .burstable = given->burstable,
                                  .bare_metal = given->bare_metal,
                                  .current_generation = given->current_generation,
                                  .local_disk_gb = given->local_disk_gb,
                                  .source = given->source,
                                  .as_of = given->as_of};
}

static bool take_types(struct checking *at, const struct field_objects *rows, struct catalogue *catalogue)
{
    const struct type_fields *given = rows->items;
    catalogue->types = ARENA_ARRAY(&catalogue->arena, struct instance_type, rows->count);
    for (int i = 0; i < rows->count; i++) {
        if (!check_type(at, &given[i], i))
            return false;
        catalogue->types[catalogue->types_count++] = type_of(&given[i]);
    }
    if (rows->count > 0)
        qsort(catalogue->types, (size_t)rows->count, sizeof catalogue->types[0], type_compare);
    return true;
}

bool catalogue_head_take(const char *file, const struct node *root, const struct catalogue_fields *fields,
                         struct catalogue *catalogue, struct error *err)
{
    struct checking at = {.file = file, .root = root, .err = err};
    if (!region_is_valid(fields->region))
        return error_set(err, ERROR_INPUT, document_where(file, root, "region", at.where), REGION_IS_WRONG,
                         fields->region);
    if (fields->as_of != NULL && !date_is_valid(fields->as_of))
        return error_set(err, ERROR_INPUT, document_where(file, root, "as_of", at.where), DATE_IS_WRONG, fields->as_of);
    catalogue->region = fields->region;
    return take_sources(&at, &fields->sources, catalogue) && take_types(&at, &fields->instance_types, catalogue);
}
