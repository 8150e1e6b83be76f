/* fields.c — reads an object by its table. XML was given JSON's kinds before (fields_xml.c), so messages are the same.
 */
#include "data/base/fields.h"
#include "data/base/fields_parts.h"
#include "data/base/money.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reader {
    const char *file;
    struct arena *arena;
    struct error *err;
};

enum { SHOWN_SIZE = 64 };

/* What stands there, for "..., not X". */
static const char *shown(const struct node *node, char buffer[SHOWN_SIZE])
{
    switch (node->kind) {
    case NODE_NULL:
        return "null";
    case NODE_BOOLEAN:
        return node->boolean ? "true" : "false";
    case NODE_NUMBER:
        if (node->string)
            snprintf(buffer, SHOWN_SIZE, "%.40s%s", node->string, strlen(node->string) > 40 ? "..." : "");
        else
            snprintf(buffer, SHOWN_SIZE, "%" PRId64, node->integer);
        return buffer;
    case NODE_STRING:
    case NODE_XML_TEXT:
        snprintf(buffer, SHOWN_SIZE, "\"%.40s%s\"", node->string, strlen(node->string) > 40 ? "..." : "");
        return buffer;
    case NODE_LIST:
        return "a list";
    case NODE_OBJECT:
        return "an object";
    case NODE_XML_ELEMENT:
        return node->first ? "an element with members" : "an empty element";
    }
    BUG_IF(true);
}

static bool refuse(struct reader *reader, const struct node *node, const char *must_be)
{
    char where[NODE_WHERE_SIZE], buffer[SHOWN_SIZE];
    return error_set(reader->err, ERROR_INPUT, node_where(reader->file, node, NULL, where), "must be %s, not %s",
                     must_be, shown(node, buffer));
}

const struct field *field_find(const struct field_table *table, const char *key)
{
    for (int i = 0; i < table->count; i++)
        if (strcmp(table->fields[i].key, key) == 0)
            return &table->fields[i];
    return NULL;
}

static bool has_control(const char *string)
{
    size_t length = strlen(string);
    for (size_t at = 0; at < length;) {
        unsigned code_point = 0;
        int bytes = utf8_decode(string + at, length - at, &code_point);
        BUG_IF(bytes == 0); /* node_parse checked the encoding */
        if (code_point < 0x20 || (code_point >= 0x7f && code_point < 0xa0))
            return true;
        at += (size_t)bytes;
    }
    return false;
}

static size_t characters_count(const char *string)
{
    size_t count = 0;
    for (; *string; string++)
        count += ((unsigned char)*string & 0xc0) != 0x80;
    return count;
}

/* Length by the field's own measure: characters where it has a limit of them, else bytes. */
static bool check_length(struct reader *reader, const struct field *field, const struct node *node)
{
    char where[NODE_WHERE_SIZE];
    size_t bytes = strlen(node->string), characters = characters_count(node->string);
    size_t most = field->maximum > 0 ? (size_t)field->maximum : FIELD_NAME_BYTES_MAX;
    if (bytes == 0 && !field->may_be_empty)
        return error_set(reader->err, ERROR_INPUT, node_where(reader->file, node, NULL, where), "must not be empty");
    if (field->characters_max > 0 && characters > (size_t)field->characters_max)
        return error_set(reader->err, ERROR_LIMIT, node_where(reader->file, node, NULL, where),
                         "is %zu characters long; at most %d are allowed", characters, field->characters_max);
    if (field->characters_max == 0 && bytes > most)
        return error_set(reader->err, ERROR_LIMIT, node_where(reader->file, node, NULL, where),
                         "is %zu bytes long; at most %zu are allowed", bytes, most);
    return true;
}

static bool read_string(struct reader *reader, const struct field *field, const struct node *node,
                        const char **ret_string)
{
    char where[NODE_WHERE_SIZE];
    if (node->kind != NODE_STRING)
        return refuse(reader, node, "a string");
    if (!check_length(reader, field, node))
        return false;
    if (!field->any_characters && has_control(node->string))
        return error_set(reader->err, ERROR_INPUT, node_where(reader->file, node, NULL, where),
                         "holds a control character; use printable characters only");
    *ret_string = arena_strdup(reader->arena, node->string);
    return true;
}

static bool in_range(const struct field *field, double value)
{
    return (field->minimum == 0 && field->maximum == 0) || (value >= field->minimum && value <= field->maximum);
}

static bool read_integer(struct reader *reader, const struct field *field, const struct node *node, int64_t *ret_value)
{
    if (node->kind == NODE_NUMBER && node->is_integer && in_range(field, node->number)) {
        *ret_value = node->integer;
        return true;
    }
    char must_be[128] = "a whole number";
    if (field->minimum != 0 || field->maximum != 0)
        snprintf(must_be, sizeof must_be, "a whole number from %.0f to %.0f", field->minimum, field->maximum);
    return refuse(reader, node, must_be);
}

static bool read_number(struct reader *reader, const struct field *field, const struct node *node, double *ret_value)
{
    if (node->kind == NODE_NUMBER && in_range(field, node->number)) {
        *ret_value = node->number;
        return true;
    }
    char must_be[128] = "a number";
    if (field->minimum != 0 || field->maximum != 0)
        snprintf(must_be, sizeof must_be, "a number from %.15g to %.15g", field->minimum, field->maximum);
    return refuse(reader, node, must_be);
}

static bool read_money(struct reader *reader, const struct node *node, int64_t *ret_nano)
{
    char digits[32];
    const char *text = node->kind == NODE_STRING || node->kind == NODE_NUMBER ? node->string : NULL;
    if (node->kind == NODE_NUMBER && !text) {
        snprintf(digits, sizeof digits, "%" PRId64, node->integer);
        text = digits;
    }
    if (text && nano_parse(text, ret_nano) && *ret_nano >= 0)
        return true;
    return refuse(reader, node,
                  "an amount like \"12.50\" of at least 0, with at most 10 digits before and 9 after the point");
}

static size_t choices_count(const char *const *choices)
{
    size_t count = 0;
    while (choices[count])
        count++;
    return count;
}

/* Of very many the first few: what is left of the line must still say what stands there. */
static void choices_list(const struct field *field, size_t count, struct text *ret_list)
{
    enum { CHOICES_LISTED_MAX = 20, CHOICES_LISTED_OF_MANY = 4 };
    bool many = count > CHOICES_LISTED_MAX;
    size_t listed = many ? CHOICES_LISTED_OF_MANY : count;
    text_init(ret_list, ERROR_TEXT_SIZE);
    for (size_t i = 0; i < listed; i++)
        text_printf(ret_list, "%s\"%s\"", i == 0 ? "" : i + 1 < count ? ", " : " or ", field->choices[i]);
    if (many)
        text_printf(ret_list, " ... (%zu in all)", count);
}

static bool refuse_choice(struct reader *reader, const struct field *field, const struct node *node)
{
    struct text list;
    size_t count = choices_count(field->choices);
    choices_list(field, count, &list);
    const char *nearest = node->kind == NODE_STRING ? text_nearest(node->string, field->choices, count) : NULL;
    char where[NODE_WHERE_SIZE], buffer[SHOWN_SIZE];
    error_set(reader->err, ERROR_INPUT, node_where(reader->file, node, NULL, where), "must be %s, not %s%s%s%s",
              list.bytes, shown(node, buffer), nearest ? ": did you mean \"" : "", nearest ? nearest : "",
              nearest ? "\"?" : "");
    text_release(&list);
    return false;
}

static bool read_choice(struct reader *reader, const struct field *field, const struct node *node, int *ret_index)
{
    if (node->kind == NODE_STRING)
        for (int i = 0; field->choices[i]; i++)
            if (strcmp(field->choices[i], node->string) == 0) {
                *ret_index = i;
                return true;
            }
    return refuse_choice(reader, field, node);
}

static bool check_list(struct reader *reader, const struct field *field, const struct node *node, const char *must_be)
{
    char where[NODE_WHERE_SIZE];
    if (node->kind != NODE_LIST)
        return refuse(reader, node, must_be);
    if (field->count_max > 0 && node->children_count > field->count_max)
        return error_set(reader->err, ERROR_LIMIT, node_where(reader->file, node, NULL, where),
                         "has %d members; at most %d are allowed", node->children_count, field->count_max);
    return true;
}

static bool read_choices(struct reader *reader, const struct field *field, const struct node *node, unsigned *ret_bits)
{
    char where[NODE_WHERE_SIZE];
    if (!check_list(reader, field, node, "a list of strings"))
        return false;
    if (node->children_count == 0)
        return error_set(reader->err, ERROR_INPUT, node_where(reader->file, node, NULL, where),
                         "must hold at least one member%s",
                         field->required ? "" : "; leave the key out for the default");
    unsigned bits = 0;
    for (const struct node *member = node->first; member; member = member->next) {
        int index = 0;
        if (!read_choice(reader, field, member, &index))
            return false;
        if (bits & 1u << index)
            return error_set(reader->err, ERROR_INPUT, node_where(reader->file, member, NULL, where),
                             "\"%s\" is given twice in this list", field->choices[index]);
        bits |= 1u << index;
    }
    *ret_bits = bits;
    return true;
}

/* One of the field's choices, and none of the `count` before it: in order, which FIELD_CHOICES does not keep. */
static bool read_ordered_choice(struct reader *reader, const struct field *field, const struct node *node,
                                const char **items, int count)
{
    char where[NODE_WHERE_SIZE];
    int index = 0;
    if (!read_choice(reader, field, node, &index))
        return false;
    items[count] = field->choices[index];
    for (int i = 0; i < count; i++)
        if (items[i] == items[count])
            return error_set(reader->err, ERROR_INPUT, node_where(reader->file, node, NULL, where),
                             "\"%s\" is given twice in this list", items[count]);
    return true;
}

static bool read_strings(struct reader *reader, const struct field *field, const struct node *node,
                         struct field_strings *ret_strings)
{
    if (!check_list(reader, field, node, "a list of strings"))
        return false;
    const char **items = ARENA_ARRAY(reader->arena, const char *, node->children_count);
    int count = 0;
    for (const struct node *member = node->first; member; member = member->next, count++)
        if (!(field->choices ? read_ordered_choice(reader, field, member, items, count)
                             : read_string(reader, field, member, &items[count])))
            return false;
    *ret_strings = (struct field_strings){items, count};
    return true;
}

static bool read_integers(struct reader *reader, const struct field *field, const struct node *node,
                          struct field_integers *ret_integers)
{
    bool alone = node->kind == NODE_NUMBER;
    if (!alone && !check_list(reader, field, node, "a whole number or a list of whole numbers"))
        return false;
    int64_t *items = ARENA_ARRAY(reader->arena, int64_t, alone ? 1 : node->children_count);
    int count = 0;
    for (const struct node *member = alone ? node : node->first; member; member = alone ? NULL : member->next)
        if (!read_integer(reader, field, member, &items[count++]))
            return false;
    *ret_integers = (struct field_integers){items, count};
    return true;
}

static bool read_texts(struct reader *reader, const struct field *field, const struct node *node,
                       struct field_texts *ret_texts)
{
    char where[NODE_WHERE_SIZE];
    if (node->kind != NODE_OBJECT)
        return refuse(reader, node, "an object");
    if (node->children_count > field->count_max)
        return error_set(reader->err, ERROR_LIMIT, node_where(reader->file, node, NULL, where),
                         "has %d members; at most %d are allowed", node->children_count, field->count_max);
    struct field_texts texts = {ARENA_ARRAY(reader->arena, const char *, node->children_count),
                                ARENA_ARRAY(reader->arena, const char *, node->children_count), 0};
    for (const struct node *member = node->first; member; member = member->next, texts.count++) {
        if (member->kind != NODE_STRING)
            return refuse(reader, member, "a string");
        if (!check_length(reader, field, member))
            return false;
        texts.keys[texts.count] = arena_strdup(reader->arena, member->name);
        texts.values[texts.count] = arena_strdup(reader->arena, member->string);
    }
    *ret_texts = texts;
    return true;
}

static bool read_object(struct reader *reader, const struct field_table *table, struct node *object, void *ret_struct);

struct named {
    const char *name;
    const struct node *node;
};

/* By name; equal names by place, so that the first of them is named as the first. */
static int named_compare(const void *left, const void *right)
{
    const struct named *a = left, *b = right;
    int order = strcmp(a->name, b->name);
    if (order != 0)
        return order;
    if (a->node->line != b->node->line)
        return a->node->line < b->node->line ? -1 : 1;
    return (a->node->column > b->node->column) - (a->node->column < b->node->column);
}

static bool check_names_unique(struct reader *reader, const struct field *field, const char *items,
                               const struct node *list)
{
    const struct field *name = field_find(field->object, "name");
    BUG_IF(!name || name->type != FIELD_STRING);
    struct named *named = memory_alloc((size_t)list->children_count, sizeof *named);
    size_t count = 0;
    for (const struct node *member = list->first; member; member = member->next, count++) {
        const char *const *slot = (const void *)(items + count * field->object->size + name->offset);
        named[count] = (struct named){*slot ? *slot : "", member};
    }
    qsort(named, count, sizeof *named, named_compare);
    bool ok = true;
    for (size_t i = 1; i < count && ok; i++) {
        char where[NODE_WHERE_SIZE];
        if (strcmp(named[i - 1].name, named[i].name) == 0)
            ok = error_set(reader->err, ERROR_INPUT, node_where(reader->file, named[i].node, "name", where),
                           "\"%s\" is the name of another %s already (line %d); names must differ", named[i].name,
                           field->object->what, named[i - 1].node->line);
    }
    free(named);
    return ok;
}

static bool read_objects(struct reader *reader, const struct field *field, const struct node *node,
                         struct field_objects *ret_objects)
{
    const struct field_table *table = field->object;
    if (!check_list(reader, field, node, "a list of objects"))
        return false;
    char *items = arena_alloc(reader->arena, (size_t)node->children_count, table->size);
    char *item = items;
    for (struct node *member = node->first; member; member = member->next, item += table->size) {
        if (table->defaults)
            memcpy(item, table->defaults, table->size);
        if (!read_object(reader, table, member, item))
            return false;
    }
    if (!field->unnamed && !check_names_unique(reader, field, items, node))
        return false;
    *ret_objects = (struct field_objects){items, node->children_count};
    return true;
}

static bool read_boolean(struct reader *reader, const struct node *node, bool *ret_value)
{
    if (node->kind != NODE_BOOLEAN)
        return refuse(reader, node, "true or false");
    *ret_value = node->boolean;
    return true;
}

static bool read_field(struct reader *reader, const struct field *field, struct node *node, void *slot)
{
    switch (field->type) {
    case FIELD_STRING:
        return read_string(reader, field, node, slot);
    case FIELD_INTEGER:
        return read_integer(reader, field, node, slot);
    case FIELD_NUMBER:
        return read_number(reader, field, node, slot);
    case FIELD_BOOLEAN:
        return read_boolean(reader, node, slot);
    case FIELD_MONEY:
        return read_money(reader, node, slot);
    case FIELD_CHOICE:
        return read_choice(reader, field, node, slot);
    case FIELD_CHOICES:
        return read_choices(reader, field, node, slot);
    case FIELD_STRINGS:
        return read_strings(reader, field, node, slot);
    case FIELD_INTEGERS:
        return read_integers(reader, field, node, slot);
    case FIELD_TEXTS:
        return read_texts(reader, field, node, slot);
    case FIELD_OBJECT:
        return read_object(reader, field->object, node, slot);
    case FIELD_OBJECTS:
        return read_objects(reader, field, node, slot);
    }
    BUG_IF(true);
}

static bool refuse_unknown(struct reader *reader, const struct field_table *table, const struct node *child)
{
    const char **keys = ARENA_ARRAY(reader->arena, const char *, table->count);
    for (int i = 0; i < table->count; i++)
        keys[i] = table->fields[i].key;
    const char *nearest = text_nearest(child->name, keys, (size_t)table->count);
    char where[NODE_WHERE_SIZE];
    int shown_max = 80;
    return error_set(reader->err, ERROR_INPUT, node_where(reader->file, child, NULL, where),
                     "unknown key \"%.*s\" in %s %s%s%s%s", shown_max, child->name,
                     strchr("aeiou", table->what[0]) ? "an" : "a", table->what, nearest ? ": did you mean \"" : "",
                     nearest ? nearest : "", nearest ? "\"?" : "");
}

static bool check_required(struct reader *reader, const struct field_table *table, const struct node *object)
{
    for (int i = 0; i < table->count; i++) {
        const struct field *field = &table->fields[i];
        char where[NODE_WHERE_SIZE];
        if (field->required && !node_child(object, field->key))
            return error_set(reader->err, ERROR_INPUT, node_where(reader->file, object, NULL, where),
                             "missing \"%s\" in this %s", field->key, table->what);
    }
    return true;
}

static bool read_object(struct reader *reader, const struct field_table *table, struct node *object, void *ret_struct)
{
    if (object->kind == NODE_XML_ELEMENT && !fields_from_xml(table, reader->file, object, reader->arena, reader->err))
        return false;
    if (object->kind != NODE_OBJECT)
        return refuse(reader, object, "an object");
    for (const struct node *child = object->first; child; child = child->next)
        if (!field_find(table, child->name))
            return refuse_unknown(reader, table, child);
    if (!check_required(reader, table, object))
        return false;
    for (struct node *child = object->first; child; child = child->next) {
        const struct field *field = field_find(table, child->name);
        if (!read_field(reader, field, child, (char *)ret_struct + field->offset))
            return false;
        if (field->given_offset > 0)
            *(bool *)((char *)ret_struct + field->given_offset) = true;
    }
    return true;
}

bool fields_read(const struct field_table *table, const char *file, struct node *object, struct arena *arena,
                 void *ret_struct, struct error *err)
{
    struct reader reader = {.file = file, .arena = arena, .err = err};
    return read_object(&reader, table, object, ret_struct);
}
