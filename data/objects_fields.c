/* objects_fields.c — see objects_fields.h. */
#include "data/objects_fields.h"

#include "data/document.h"

#include <stdlib.h>
#include <string.h>

enum { OBJECT_NAME_BYTES_MAX = 2048 }; /* an SSM parameter's name, and an ARN */

#define OBJECT_TEXT(member)                                                                                            \
    FIELD_KEY(object_row, member), .type = FIELD_STRING, .maximum = OBJECT_NAME_BYTES_MAX, .may_be_empty = true

static const struct field object_fields[] = {
    {FIELD_KEY(object_row, kind), .type = FIELD_CHOICE, .choices = object_kind_words, .required = true},
    {FIELD_KEY(object_row, name), .type = FIELD_STRING, .maximum = OBJECT_NAME_BYTES_MAX, .required = true},
    {OBJECT_TEXT(parent)},
    {OBJECT_TEXT(id)},
    {OBJECT_TEXT(stack)},
    {OBJECT_TEXT(run)},
    {FIELD_KEY(object_row, properties), .type = FIELD_TEXTS, .maximum = OBJECT_VALUE_BYTES_MAX,
     .count_max = OBJECT_PROPERTIES_MAX, .may_be_empty = true},
};
static const struct object_row object_defaults = {.parent = "", .id = "", .stack = "", .run = ""};
const struct field_table object_field_table = {FIELD_TABLE("object", object_row, object_fields),
                                               .defaults = &object_defaults};

static int property_index(enum object_kind kind, const char *property)
{
    const char *name;
    for (int index = 0; (name = object_property_name(kind, index, NULL)); index++)
        if (strcmp(name, property) == 0)
            return index;
    return -1;
}

static bool refuse_property(const char *file, const struct node *member, enum object_kind kind, const char *property,
                            struct error *err)
{
    const char *names[OBJECT_PROPERTIES_MAX];
    size_t count = 0;
    for (const char *name; count < OBJECT_PROPERTIES_MAX && (name = object_property_name(kind, (int)count, NULL));)
        names[count++] = name;
    const char *nearest = text_nearest(property, names, count);
    char where[NODE_WHERE_SIZE];
    int shown_max = 80;
    return error_set(err, ERROR_INPUT, document_where(file, node_child(member, "properties"), property, where),
                     "unknown property \"%.*s\" of %s%s%s%s", shown_max, property, object_kind_words[kind],
                     nearest ? ": did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "");
}

/* In the table's order, whatever the document's. */
static bool take_properties(const char *file, const struct node *member, const struct object_row *row,
                            struct arena *arena, struct object *object, struct error *err)
{
    const char *values[OBJECT_PROPERTIES_MAX] = {NULL};
    for (int i = 0; i < row->properties.count; i++) {
        int index = property_index(object->kind, row->properties.keys[i]);
        if (index < 0)
            return refuse_property(file, member, object->kind, row->properties.keys[i], err);
        BUG_IF(index >= OBJECT_PROPERTIES_MAX);
        values[index] = row->properties.values[i];
    }
    object->properties = ARENA_ARRAY(arena, struct property, row->properties.count);
    for (int index = 0; index < OBJECT_PROPERTIES_MAX; index++)
        if (values[index])
            object->properties[object->properties_count++] =
                (struct property){object_property_name(object->kind, index, NULL), values[index]};
    return true;
}

struct placed {
    struct object object;
    const struct node *member;
};

static int placed_compare(const void *left, const void *right)
{
    const struct placed *a = left, *b = right;
    int order = object_compare(&a->object, &b->object);
    if (order != 0)
        return order;
    if (a->member->line != b->member->line)
        return a->member->line < b->member->line ? -1 : 1;
    return (a->member->column > b->member->column) - (a->member->column < b->member->column);
}

static bool take_sorted(const char *file, struct placed *placed, int count, struct object *objects, struct error *err)
{
    qsort(placed, (size_t)count, sizeof *placed, placed_compare);
    for (int i = 0; i < count; i++) {
        char where[NODE_WHERE_SIZE];
        objects[i] = placed[i].object;
        if (i > 0 && object_compare(&objects[i - 1], &objects[i]) == 0)
            return error_set(err, ERROR_INPUT, node_where(file, placed[i].member, NULL, where),
                             "this %s \"%s\" is given already in line %d", object_kind_words[objects[i].kind],
                             objects[i].name, placed[i - 1].member->line);
    }
    return true;
}

bool objects_take(const char *file, const struct node *owner, const char *key, const struct field_objects *rows,
                  struct arena *arena, struct object **ret_objects, int *ret_count, struct error *err)
{
    const struct object_row *row = rows->items;
    struct object *objects = ARENA_ARRAY(arena, struct object, rows->count + 1);
    struct placed *placed = memory_alloc((size_t)rows->count + 1, sizeof *placed);
    const struct node *member = document_member(owner, key, 0);
    bool ok = true;
    for (int i = 0; i < rows->count && ok; i++, member = member->next) {
        placed[i] = (struct placed){.object = {.kind = (enum object_kind)row[i].kind,
                                               .name = row[i].name,
                                               .parent = row[i].parent,
                                               .id = row[i].id,
                                               .stack = row[i].stack,
                                               .run = row[i].run},
                                    .member = member};
        ok = take_properties(file, member, &row[i], arena, &placed[i].object, err);
    }
    ok = ok && take_sorted(file, placed, rows->count, objects, err);
    free(placed);
    if (!ok)
        return false;
    *ret_objects = objects;
    *ret_count = rows->count;
    return true;
}

void object_write(struct json_writer *writer, const char *key, const struct object *object)
{
    json_begin_object(writer, key);
    json_string(writer, "kind", object_kind_words[object->kind]);
    json_string(writer, "name", object->name);
    json_words(writer, "parent", object->parent);
    json_words(writer, "id", object->id);
    json_words(writer, "stack", object->stack);
    json_words(writer, "run", object->run);
    if (object->properties_count > 0) {
        json_begin_object(writer, "properties");
        for (int i = 0; i < object->properties_count; i++)
            json_string(writer, object->properties[i].name, object->properties[i].value);
        json_end_object(writer);
    }
    json_end_object(writer);
}

void objects_write(struct json_writer *writer, const char *key, const struct object *objects, int count)
{
    json_begin_list(writer, key);
    for (int i = 0; i < count; i++)
        object_write(writer, NULL, &objects[i]);
    json_end_list(writer);
}
