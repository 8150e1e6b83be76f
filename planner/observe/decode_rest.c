/* decode_rest.c — the part of an answer that goes back to AWS as it came. */
#include "data/base/json_writer.h"
#include "planner/observe/decode_parts.h"

#include <string.h>

/* JSON writer's levels are few, and AWS's own trees flatter still. */
enum { REST_DEPTH_MAX = 12 };

static bool is_named(const char *name, const char *const *names)
{
    for (; names != NULL && *names != NULL; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return false;
}

static bool write_node(struct json_writer *writer, const char *key, const struct node *node,
                       const char *const *without);

static bool write_members(struct json_writer *writer, const struct node *node, const char *const *without)
{
    for (const struct node *child = node->first; child != NULL; child = child->next)
        if (child->name == NULL || !is_named(child->name, without))
            if (!write_node(writer, child->name, child, NULL))
                return false;
    return true;
}

/* False where it is too deep. What is null is left out. */
static bool write_node(struct json_writer *writer, const char *key, const struct node *node, const char *const *without)
{
    if (writer->depth >= REST_DEPTH_MAX)
        return false;
    bool ok = true;
    switch (node->kind) {
    case NODE_OBJECT:
        json_begin_object(writer, key);
        ok = write_members(writer, node, without);
        json_end_object(writer);
        break;
    case NODE_LIST:
        json_begin_list(writer, key);
        ok = write_members(writer, node, NULL);
        json_end_list(writer);
        break;
    case NODE_BOOLEAN:
        json_boolean(writer, key, node->boolean);
        break;
    case NODE_NUMBER:
        if (node->is_integer)
            json_integer(writer, key, node->integer);
        else
            json_number(writer, key, node->number);
        break;
    case NODE_STRING:
        json_string(writer, key, node->string);
        break;
    case NODE_NULL:
    case NODE_XML_TEXT:
    case NODE_XML_ELEMENT:
        break;
    }
    return ok;
}

/* A line's end and the blanks of the next begin stand between members only: texts have theirs escaped. */
static const char *one_line(const char *json, struct arena *arena)
{
    char *line = arena_strdup(arena, json);
    size_t length = 0;
    for (const char *at = json; *at != '\0'; at++)
        if (*at == '\n')
            at += strspn(at + 1, " ");
        else
            line[length++] = *at;
    line[length] = '\0';
    return line;
}

const char *answer_rest(const struct reading *reading, const struct node *object, const char *path,
                        const char *const *without)
{
    const struct node *node = answer_at(object, path);
    if (node == NULL || node->kind != NODE_OBJECT)
        return "";
    struct text text;
    text_init(&text, (size_t)4 * OBJECT_VALUE_BYTES_MAX);
    struct json_writer writer = {.out = &text};
    bool ok = write_node(&writer, NULL, node, without) && !text.overflown;
    const char *rest = ok ? one_line(text.bytes, reading->decoding->arena) : "";
    text_release(&text);
    if (!ok) {
        char where[NODE_WHERE_SIZE];
        (void)error_set(reading->err, reading->decoding->failure,
                        node_where(reading->decoding->source, node, NULL, where), "larger or deeper than AWS answers");
    }
    return strcmp(rest, "{}") == 0 ? "" : rest;
}
