/* lists.c — see lists.h. */
#include "planner/apply/lists.h"

#include "data/base/node.h"

#include <stdlib.h>
#include <string.h>

/* Room for one more: what is full doubles. */
static void *grown(struct arena *arena, void *items, int count, size_t size)
{
    if ((count & (count - 1)) != 0 && count != 0)
        return items;
    void *larger = arena_alloc(arena, count == 0 ? 1 : 2 * (size_t)count, size);
    if (count > 0)
        memcpy(larger, items, (size_t)count * size);
    return larger;
}

void object_list_add(struct object_list *list, struct arena *arena, struct object object)
{
    list->items = grown(arena, list->items, list->count, sizeof *list->items);
    list->items[list->count++] = object;
}

void strings_add(struct field_strings *strings, struct arena *arena, const char *string)
{
    strings->items = grown(arena, strings->items, strings->count, sizeof *strings->items);
    strings->items[strings->count++] = string;
}

void strings_printf(struct field_strings *strings, struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *string = arena_vprintf(arena, format, arguments);
    va_end(arguments);
    strings_add(strings, arena, string);
}

const char *strings_join(const struct field_strings *strings, int shown_max, struct arena *arena)
{
    const char *joined = "";
    int shown = strings->count <= shown_max ? strings->count : shown_max;
    for (int i = 0; i < shown; i++)
        joined = arena_printf(arena, "%s%s%s", joined, i > 0 ? ", " : "", strings->items[i]);
    return shown == strings->count ? joined : arena_printf(arena, "%s and %d more", joined, strings->count - shown);
}

static const char *or_empty(const char *text)
{
    return text != NULL ? text : "";
}

static void add_names(struct field_strings *names, struct arena *arena, const char *set, const char *without)
{
    char *name = NULL;
    while (object_set_next(&set, arena, &name))
        if (!object_set_has(without, name))
            strings_add(names, arena, name);
}

const char *set_union(const char *left, const char *right, struct arena *arena)
{
    struct field_strings names = {.count = 0};
    add_names(&names, arena, left, NULL);
    add_names(&names, arena, right, NULL);
    return object_set_of(names.items, names.count, arena);
}

const char *set_minus(const char *left, const char *right, struct arena *arena)
{
    struct field_strings names = {.count = 0};
    add_names(&names, arena, left, right);
    return object_set_of(names.items, names.count, arena);
}

bool value_equal(const char *left, const char *right)
{
    return strcmp(or_empty(left), or_empty(right)) == 0;
}

int64_t value_integer(const char *value)
{
    double number;
    int64_t integer;
    bool is_integer;
    if (value == NULL || !number_parse(value, strlen(value), &number, &integer, &is_integer) || !is_integer)
        return -1;
    return integer >= 0 ? integer : -1;
}

bool object_is_as(const struct object *now, const struct object *target)
{
    enum property_role role;
    const char *name;
    for (int index = 0; (name = object_property_name(target->kind, index, &role)) != NULL; index++) {
        const char *wanted = object_value(target, name);
        if (role == PROPERTY_SET && wanted != NULL && !value_equal(wanted, object_value(now, name)))
            return false;
    }
    return true;
}

const struct object *object_in_order(const struct object *objects, int count, enum object_kind kind, const char *parent,
                                     const char *name)
{
    if (count == 0)
        return NULL;
    struct object wanted = {.kind = kind, .parent = parent, .name = name};
    return bsearch(&wanted, objects, (size_t)count, sizeof *objects, object_compare);
}
