/* objects.c — see objects.h: one table of kinds and their properties; what reads, compares and hashes by it. */
#include "data/objects.h"

#include "data/base/node.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

const char *const object_kind_words[] = {
#define X(kind, word, title) word,
    OBJECT_KINDS(X)
#undef X
        NULL};

const char *const object_kind_titles[] = {
#define X(kind, word, title) title,
    OBJECT_KINDS(X)
#undef X
        NULL};

struct property_row {
    enum object_kind kind;
    const char *name;
    enum property_role role;
};

static const struct property_row property_rows[] = {
#define X(kind, name, role) {kind, name, role},
    OBJECT_PROPERTIES(X)
#undef X
};
enum { PROPERTY_ROWS_COUNT = sizeof property_rows / sizeof property_rows[0] };

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

int object_kind_of(const char *word)
{
    for (int kind = 0; kind < OBJECT_KINDS_COUNT; kind++)
        if (strcmp(object_kind_words[kind], word) == 0)
            return kind;
    return -1;
}

const char *object_property_name(enum object_kind kind, int index, enum property_role *ret_role)
{
    for (int row = 0; row < PROPERTY_ROWS_COUNT; row++) {
        if (property_rows[row].kind != kind || index-- > 0)
            continue;
        if (ret_role)
            *ret_role = property_rows[row].role;
        return property_rows[row].name;
    }
    return NULL;
}

/* Of a property among its kind's; -1 where the kind has none of that name. */
static int row_of(enum object_kind kind, const char *property)
{
    const char *name;
    for (int index = 0; (name = object_property_name(kind, index, NULL)); index++)
        if (strcmp(name, property) == 0)
            return index;
    return -1;
}

const char *object_value(const struct object *object, const char *property)
{
    for (int i = 0; i < object->properties_count; i++)
        if (strcmp(object->properties[i].name, property) == 0)
            return object->properties[i].value;
    return NULL;
}

int64_t object_integer(const struct object *object, const char *property)
{
    const char *value = object_value(object, property);
    double number;
    int64_t integer;
    bool is_integer;
    if (!value || !number_parse(value, strlen(value), &number, &integer, &is_integer) || !is_integer || integer < 0)
        return -1;
    return integer;
}

/* A new list each time: objects are handed on as values, and a copy's list must stay as it is. */
void object_set(struct object *object, struct arena *arena, const char *property, const char *value)
{
    int row = row_of(object->kind, property);
    BUG_IF(row < 0);
    struct property *properties = ARENA_ARRAY(arena, struct property, object->properties_count + 1);
    int at = 0, behind = 0;
    while (behind < object->properties_count && row_of(object->kind, object->properties[behind].name) < row)
        properties[at++] = object->properties[behind++];
    if (behind < object->properties_count && strcmp(object->properties[behind].name, property) == 0)
        behind++;
    properties[at++] = (struct property){object_property_name(object->kind, row, NULL), arena_strdup(arena, value)};
    while (behind < object->properties_count)
        properties[at++] = object->properties[behind++];
    object->properties = properties;
    object->properties_count = at;
}

void object_set_integer(struct object *object, struct arena *arena, const char *property, int64_t value)
{
    object_set(object, arena, property, arena_printf(arena, "%" PRId64, value));
}

struct object object_copy(const struct object *object, struct arena *arena)
{
    struct object copy = {
        .kind = object->kind,
        .name = arena_strdup(arena, or_empty(object->name)),
        .parent = arena_strdup(arena, or_empty(object->parent)),
        .id = arena_strdup(arena, or_empty(object->id)),
        .stack = arena_strdup(arena, or_empty(object->stack)),
        .run = arena_strdup(arena, or_empty(object->run)),
        .properties = ARENA_ARRAY(arena, struct property, object->properties_count),
        .properties_count = object->properties_count,
    };
    for (int i = 0; i < object->properties_count; i++)
        copy.properties[i] = (struct property){arena_strdup(arena, object->properties[i].name),
                                               arena_strdup(arena, object->properties[i].value)};
    return copy;
}

static int compare_with(const struct object *object, enum object_kind kind, const char *parent, const char *name)
{
    if (object->kind != kind)
        return object->kind < kind ? -1 : 1;
    int order = strcmp(or_empty(object->parent), or_empty(parent));
    return order != 0 ? order : strcmp(or_empty(object->name), or_empty(name));
}

int object_compare(const void *left, const void *right)
{
    const struct object *other = right;
    return compare_with(left, other->kind, other->parent, other->name);
}

/* From first to last, so that a list still being gathered may be asked too. */
const struct object *object_find(const struct object *objects, int count, enum object_kind kind, const char *parent,
                                 const char *name)
{
    for (int i = 0; i < count; i++)
        if (compare_with(&objects[i], kind, parent, name) == 0)
            return &objects[i];
    return NULL;
}

/* Of an object in a cluster: a run has only one, so that its name would say nothing. */
static bool parent_is_cluster(enum object_kind kind)
{
    return kind == OBJECT_SERVICE || kind == OBJECT_SCALABLE_TARGET || kind == OBJECT_CONTAINER_INSTANCE;
}

const char *object_label(const struct object *object, struct arena *arena)
{
    bool with_parent = or_empty(object->parent)[0] != '\0' && !parent_is_cluster(object->kind);
    return arena_printf(arena, "%s/%s%s%s", object_kind_words[object->kind], with_parent ? object->parent : "",
                        with_parent ? "/" : "", or_empty(object->name));
}

/* With its length before it, so that no two lists of texts are the same bytes. */
static void fingerprint_add(struct text *text, const char *value)
{
    text_printf(text, "%zu:%s;", strlen(value), value);
}

enum { FINGERPRINT_BYTES_MAX = 1024 * 1024 };

void object_fingerprint(const struct object *object, char hex[SHA256_HEX_SIZE])
{
    struct text text;
    text_init(&text, FINGERPRINT_BYTES_MAX);
    fingerprint_add(&text, object_kind_words[object->kind]);
    fingerprint_add(&text, or_empty(object->parent));
    fingerprint_add(&text, or_empty(object->name));
    fingerprint_add(&text, or_empty(object->id));
    fingerprint_add(&text, or_empty(object->stack));
    enum property_role role = PROPERTY_OBSERVED;
    const char *name;
    for (int index = 0; (name = object_property_name(object->kind, index, &role)); index++) {
        const char *value = object_value(object, name);
        if (role != PROPERTY_SET || or_empty(value)[0] == '\0' || strcmp(name, "lock") == 0)
            continue;
        fingerprint_add(&text, name);
        fingerprint_add(&text, value);
    }
    BUG_IF(text.overflown);
    sha256_hex(text.bytes, text.length, hex);
    text_release(&text);
}

static int name_compare(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

const char *object_set_of(const char *const *names, int count, struct arena *arena)
{
    const char **sorted = ARENA_ARRAY(arena, const char *, count + 1);
    size_t length = 1;
    for (int i = 0; i < count; i++) {
        sorted[i] = names[i];
        length += strlen(names[i]) + 1;
    }
    if (count > 1)
        qsort(sorted, (size_t)count, sizeof *sorted, name_compare);
    char *set = ARENA_ARRAY(arena, char, length), *end = set;
    for (int i = 0; i < count; i++) {
        if (i > 0 && strcmp(sorted[i], sorted[i - 1]) == 0)
            continue;
        size_t bytes = strlen(sorted[i]);
        if (end != set)
            *end++ = ',';
        memcpy(end, sorted[i], bytes);
        end += bytes;
    }
    return set;
}

bool object_set_next(const char **set, struct arena *arena, char **ret_name)
{
    if (*set == NULL || **set == '\0')
        return false;
    size_t length = strcspn(*set, ",");
    *ret_name = arena_strndup(arena, *set, length);
    *set += length + ((*set)[length] == ',');
    return true;
}

bool object_set_has(const char *set, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = set; at != NULL && *at != '\0';) {
        size_t here = strcspn(at, ",");
        if (here == length && memcmp(at, name, length) == 0)
            return true;
        at += here + (at[here] == ',');
    }
    return false;
}

struct field_strings object_set_members(const char *set, struct arena *arena)
{
    struct field_strings members = {0};
    size_t most = 1;
    char *name = NULL;
    for (const char *at = set; at != NULL && *at != '\0'; at++)
        most += *at == ',';
    members.items = ARENA_ARRAY(arena, const char *, most);
    while (object_set_next(&set, arena, &name))
        members.items[members.count++] = name;
    return members;
}
