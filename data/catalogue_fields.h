/* catalogue_fields.h — the price book's table of fields and the struct it fills; for catalogue.c and its tests. */
#ifndef BAYPLAN_CATALOGUE_FIELDS_H
#define BAYPLAN_CATALOGUE_FIELDS_H

#include "data/catalogue.h"

#include "data/base/fields.h"

struct node;

/* As the table of fields reads a row. */
struct price_fields {
    const char *service, *item;
    int purchase, unit;
    int64_t price; /* nano-dollars */
    int64_t from_quantity;
    const char *source, *as_of;
};

/* Integers as wide as the table reads them. */
struct type_fields {
    const char *name, *source, *as_of;
    int architecture;
    int64_t vcpus, memory_mib, registered_memory_mib, gpus, awsvpc_tasks, awsvpc_tasks_trunked, local_disk_gb;
    bool awsvpc_tasks_trunked_given, burstable, bare_metal, current_generation;
};

struct catalogue_fields {
    const char *schema, *region, *as_of;
    struct field_objects sources;        /* of struct catalogue_source */
    struct field_objects instance_types; /* of struct type_fields */
    struct field_objects prices;         /* of struct price_fields */
};

/* Of struct catalogue_fields: what data/schema/catalogue.schema.json says too. */
const struct field_table *catalogue_field_table(void);

/* Sources by URL, types by name; region and dates looked at. Everything lies in the catalogue's arena. Errors: INPUT.
 */
MUST_CHECK bool catalogue_head_take(const char *file, const struct node *root, const struct catalogue_fields *fields,
                                    struct catalogue *catalogue, struct error *err);

#endif
