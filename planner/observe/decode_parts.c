#include "planner/observe/decode_parts.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static bool same_but_first_case(const char *left, const char *right, size_t length)
{
    return length > 0 && tolower((unsigned char)left[0]) == tolower((unsigned char)right[0]) &&
           strncmp(left + 1, right + 1, length - 1) == 0;
}

/* `name` as the answer has it: is it what `key` (of `length` bytes) asks for? */
static bool name_is(const char *name, const char *key, size_t length)
{
    size_t name_length = strlen(name);
    if (name_length == length && same_but_first_case(name, key, length))
        return true;
    return key[length - 1] == 's' && name_length == length + 2 && strcmp(name + length - 1, "Set") == 0 &&
           same_but_first_case(name, key, length - 1);
}

static const struct node *child_named(const struct node *object, const char *key, size_t length)
{
    if (object->kind != NODE_OBJECT)
        return NULL;
    for (const struct node *child = object->first; child != NULL; child = child->next)
        if (child->name != NULL && name_is(child->name, key, length))
            return child->kind == NODE_NULL ? NULL : child;
    return NULL;
}

const struct node *answer_at(const struct node *object, const char *path)
{
    for (;;) {
        size_t length = strcspn(path, ".");
        object = object == NULL ? NULL : child_named(object, path, length);
        if (object == NULL || path[length] == '\0')
            return object;
        path += length + 1;
    }
}

static void fail(const struct reading *reading, const struct node *node, const char *key, const char *problem)
{
    char where[NODE_WHERE_SIZE];
    (void)error_set(reading->err, reading->decoding->failure, node_where(reading->decoding->source, node, key, where),
                    "%s", problem);
}

/* An empty element of XML is "": no members. */
static bool is_empty_text(const struct node *node)
{
    return node->kind == NODE_STRING && node->string[0] == '\0';
}

const struct node *answer_members(const struct reading *reading, const struct node *object, const char *path)
{
    const struct node *list = answer_at(object, path);
    if (list == NULL || is_empty_text(list))
        return NULL;
    if (list->kind == NODE_LIST)
        return list->first;
    fail(reading, list, NULL, "AWS answers with a list here, this is none");
    return NULL;
}

static const char *scalar_text(const struct reading *reading, const struct node *node)
{
    struct arena *arena = reading->decoding->arena;
    if (node->kind == NODE_STRING)
        return arena_strdup(arena, node->string);
    if (node->kind == NODE_BOOLEAN)
        return node->boolean ? "true" : "false";
    if (node->kind == NODE_NUMBER && node->is_integer)
        return arena_printf(arena, "%lld", (long long)node->integer);
    if (node->kind == NODE_NUMBER)
        return arena_printf(arena, "%.15g", node->number); /* 90.0 is "90" */
    if (node->kind != NODE_NULL)
        fail(reading, node, NULL, "AWS answers with a text or a number here, this is neither");
    return "";
}

const char *answer_text(const struct reading *reading, const struct node *object, const char *path)
{
    const struct node *node = answer_at(object, path);
    return node == NULL ? "" : scalar_text(reading, node);
}

const char *answer_name(const struct reading *reading, const struct node *object, const char *path)
{
    const char *text = answer_text(reading, object, path);
    if (text[0] == '\0')
        fail(reading, object, path, "missing: not an answer of AWS, or one that a --query has cut");
    return text;
}

bool answer_is(const struct reading *reading, const struct node *object, const char *path, const char *value)
{
    return strcmp(answer_text(reading, object, path), value) == 0;
}

int answer_count(const struct reading *reading, const struct node *object, const char *path)
{
    int count = 0;
    for (const struct node *member = answer_members(reading, object, path); member != NULL; member = member->next)
        count++;
    return count;
}

const char *answer_set(const struct reading *reading, const struct node *object, const char *path)
{
    int count = 0;
    int most = answer_count(reading, object, path);
    const char **names = memory_alloc((size_t)most + 1, sizeof(*names));
    for (const struct node *member = answer_members(reading, object, path); member != NULL; member = member->next)
        names[count++] = name_of_arn(scalar_text(reading, member));
    const char *set = object_set_of(names, count, reading->decoding->arena);
    free(names);
    return set;
}

const char *answer_tag(const struct reading *reading, const struct node *object, const char *path, const char *tag)
{
    for (const struct node *member = answer_members(reading, object, path); member != NULL; member = member->next)
        if (answer_is(reading, member, "Key", tag))
            return answer_text(reading, member, "Value");
    return "";
}

struct object object_begin(const struct reading *reading, enum object_kind kind, const char *parent, const char *name,
                           const char *id)
{
    struct arena *arena = reading->decoding->arena;
    struct object object = {.kind = kind,
                            .name = arena_strdup(arena, name),
                            .parent = arena_strdup(arena, parent),
                            .id = arena_strdup(arena, id),
                            .stack = "",
                            .run = ""};
    enum property_role role;
    const char *property;
    for (int i = 0; (property = object_property_name(kind, i, &role)) != NULL; i++)
        if (role != PROPERTY_WRITTEN)
            object_set(&object, arena, property, "");
    return object;
}

void object_take(const struct reading *reading, struct object *object, const char *property, const struct node *answer,
                 const char *path)
{
    object_set(object, reading->decoding->arena, property, answer_text(reading, answer, path));
}

void object_take_tags(const struct reading *reading, struct object *object, const struct node *answer, const char *path)
{
    object->stack = answer_tag(reading, answer, path, TAG_STACK);
    object->run = answer_tag(reading, answer, path, TAG_RUN);
}

/* AWS has no such names; what is taken for one would make a document that cannot be read again. */
static bool is_name(const char *name)
{
    enum { NAME_BYTES_MAX = 2048 };
    size_t length = strlen(name);
    unsigned code_point = 0;
    for (size_t at = 0; at < length;) {
        int bytes = utf8_decode(name + at, length - at, &code_point);
        if (bytes == 0 || code_point < 0x20 || (code_point >= 0x7f && code_point < 0xa0))
            return false;
        at += (size_t)bytes;
    }
    return length <= NAME_BYTES_MAX;
}

static bool check_object(const struct reading *reading, const struct object *object)
{
    struct decoding *decoding = reading->decoding;
    const char *const names[] = {object->name, object->parent, object->id, object->stack, object->run};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (!is_name(names[i]) || object->name[0] == '\0')
            return error_set(reading->err, decoding->failure, decoding->source,
                             "%s \"%.80s\": a name, id or tag that is no name of AWS", object_kind_titles[object->kind],
                             object->name);
    for (int i = 0; i < object->properties_count; i++)
        if (strlen(object->properties[i].value) > OBJECT_VALUE_BYTES_MAX)
            return error_set(reading->err, ERROR_LIMIT, decoding->source, "%s %.80s: %s is longer than %d bytes",
                             object_kind_titles[object->kind], object->name, object->properties[i].name,
                             OBJECT_VALUE_BYTES_MAX);
    return true;
}

void object_end(const struct reading *reading, const struct object *object)
{
    struct decoding *decoding = reading->decoding;
    if (reading->err->kind != ERROR_NONE || !check_object(reading, object))
        return;
    if (decoding->objects_count == OBJECTS_MAX) {
        (void)error_set(reading->err, ERROR_LIMIT, decoding->source, "more than %d objects", OBJECTS_MAX);
        return;
    }
    if (decoding->objects_count == decoding->objects_capacity) {
        decoding->objects_capacity = decoding->objects_capacity == 0 ? 64 : 2 * decoding->objects_capacity;
        decoding->objects =
            memory_resize(decoding->objects, (size_t)decoding->objects_capacity, sizeof(*decoding->objects));
    }
    decoding->objects[decoding->objects_count++] = *object;
}

static const char *or_zero(const char *number)
{
    return number[0] == '\0' ? "0" : number;
}

const char *answer_strategy(const struct reading *reading, const struct node *object, const char *path)
{
    struct arena *arena = reading->decoding->arena;
    int count = 0;
    int most = answer_count(reading, object, path);
    const char **rows = memory_alloc((size_t)most + 1, sizeof(*rows));
    for (const struct node *item = answer_members(reading, object, path); item != NULL; item = item->next)
        rows[count++] =
            arena_printf(arena, "%s:%s:%s", name_of_arn(answer_name(reading, item, "capacityProvider")),
                         or_zero(answer_text(reading, item, "base")), or_zero(answer_text(reading, item, "weight")));
    const char *strategy = object_set_of(rows, count, arena);
    free(rows);
    return strategy;
}

bool is_other_cluster(const struct reading *reading, const char *cluster)
{
    return reading->decoding->cluster != NULL && cluster[0] != '\0' && strcmp(cluster, reading->decoding->cluster) != 0;
}

const char *name_of_arn(const char *arn)
{
    static const char group_mark[] = ":autoScalingGroupName/";
    if (strncmp(arn, "arn:", 4) != 0)
        return arn;
    const char *group = strstr(arn, group_mark); /* a group's name may hold slashes */
    if (group != NULL)
        return group + sizeof(group_mark) - 1;
    const char *slash = strrchr(arn, '/');
    return slash != NULL ? slash + 1 : strrchr(arn, ':') + 1;
}
