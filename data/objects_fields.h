/* objects_fields.h — objects within a document: their table of fields, what it fills, and how they are written. */
#ifndef BAYPLAN_OBJECTS_FIELDS_H
#define BAYPLAN_OBJECTS_FIELDS_H

#include "data/base/fields.h"
#include "data/base/json_writer.h"
#include "data/objects.h"

struct object_row {
    int kind; /* enum object_kind */
    const char *name, *parent, *id, *stack, *run;
    struct field_texts properties;
};

/* Of a list {OBJECTS_FIELD(struct_type, member)}, whose member is a struct field_objects of struct object_row. */
extern const struct field_table object_field_table;
#define OBJECTS_FIELD(struct_type, member)                                                                             \
    FIELD_KEY(struct_type, member), FIELD_LIST(object_field_table, OBJECTS_MAX), .unnamed = true

/* The rows as objects, by object_compare; their texts stay where fields_read put them. `owner` holds them as the list
 * `key`. Errors: INPUT (a property its kind does not have; the same kind, parent and name twice). */
MUST_CHECK bool objects_take(const char *file, const struct node *owner, const char *key,
                             const struct field_objects *rows, struct arena *arena, struct object **ret_objects,
                             int *ret_count, struct error *err);

/* A list `key` in the order given; what is "" is left out, but for properties: "" is a value, and absent is none. */
void objects_write(struct json_writer *writer, const char *key, const struct object *objects, int count);
void object_write(struct json_writer *writer, const char *key, const struct object *object);

#endif
