/* lists.h — lists that grow in an arena, and sets of names as an object's value holds them ("a,b,c"). */
#ifndef BAYPLAN_APPLY_LISTS_H
#define BAYPLAN_APPLY_LISTS_H

#include "data/base/fields.h"
#include "data/objects.h"

struct object_list {
    struct object *items;
    int count;
};
void object_list_add(struct object_list *list, struct arena *arena, struct object object);

void strings_add(struct field_strings *strings, struct arena *arena, const char *string);
void strings_printf(struct field_strings *strings, struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* "a, b, c and 4 more". */
const char *strings_join(const struct field_strings *strings, int shown_max, struct arena *arena);

/* NULL is the empty set. */
const char *set_union(const char *left, const char *right, struct arena *arena);
const char *set_minus(const char *left, const char *right, struct arena *arena);

/* "" and NULL are the same. */
bool value_equal(const char *left, const char *right);
/* -1 where it is no number of 0 or more. */
int64_t value_integer(const char *value);
/* Every property that a plan sets and `target` has is the same in `now`. */
bool object_is_as(const struct object *now, const struct object *target);
/* By object_compare's order: NULL where there is none. */
const struct object *object_in_order(const struct object *objects, int count, enum object_kind kind, const char *parent,
                                     const char *name);

#endif
