/* fields_xml.c — gives XML nodes the kinds a table asks for. */
#include "data/base/fields_parts.h"

#include <string.h>

static bool is_list_type(enum field_type type)
{
    switch (type) {
    case FIELD_CHOICES:
    case FIELD_STRINGS:
    case FIELD_INTEGERS:
    case FIELD_OBJECTS:
        return true;
    case FIELD_STRING:
    case FIELD_INTEGER:
    case FIELD_NUMBER:
    case FIELD_BOOLEAN:
    case FIELD_MONEY:
    case FIELD_CHOICE:
    case FIELD_TEXTS:
    case FIELD_OBJECT:
        return false;
    }
    BUG_IF(true);
}

/* An XML text that is no number stays a string: the reader then says what it should be. */
static void text_to_number(struct node *node)
{
    node->kind = NODE_STRING;
    if (number_parse(node->string, strlen(node->string), &node->number, &node->integer, &node->is_integer))
        node->kind = NODE_NUMBER;
}

static void text_to_scalar(struct node *node, enum field_type type)
{
    switch (type) {
    case FIELD_INTEGER:
    case FIELD_NUMBER:
    case FIELD_INTEGERS:
        text_to_number(node);
        return;
    case FIELD_BOOLEAN:
        node->boolean = strcmp(node->string, "true") == 0;
        node->kind = node->boolean || strcmp(node->string, "false") == 0 ? NODE_BOOLEAN : NODE_STRING;
        return;
    case FIELD_STRING:
    case FIELD_MONEY:
    case FIELD_CHOICE:
    case FIELD_CHOICES:
    case FIELD_STRINGS:
    case FIELD_TEXTS:
    case FIELD_OBJECT:
    case FIELD_OBJECTS:
        node->kind = NODE_STRING;
        return;
    }
}

static void list_append(struct node *list, struct node **tail, struct node *member)
{
    member->name = NULL;
    member->next = NULL;
    member->parent = list;
    if (*tail)
        (*tail)->next = member;
    else
        list->first = member;
    *tail = member;
    list->children_count++;
}

/* "1 2 3" into members, all at the place of the whole. */
static void append_words(struct node *list, struct node **tail, const struct node *from, enum field_type type,
                         struct arena *arena)
{
    static const char blanks[] = " \t\r\n";
    const char *at = from->string;
    for (at += strspn(at, blanks); *at; at += strspn(at, blanks)) {
        size_t length = strcspn(at, blanks);
        struct node *member = ARENA_NEW(arena, struct node);
        *member = (struct node){.line = from->line, .column = from->column};
        member->string = arena_strndup(arena, at, length);
        text_to_scalar(member, type);
        list_append(list, tail, member);
        at += length;
    }
}

/* <services> holding only elements is the list itself; with attributes it is one member of a list without a frame. */
static bool is_frame(const struct node *node)
{
    return node->kind == NODE_XML_ELEMENT && (!node->first || !node->first->is_attribute);
}

static void append_members(struct node *list, struct node **tail, struct node *from, enum field_type type,
                           struct arena *arena)
{
    if (from->kind == NODE_XML_TEXT && type != FIELD_OBJECTS) {
        append_words(list, tail, from, type, arena);
        return;
    }
    if (!is_frame(from)) {
        list_append(list, tail, from);
        return;
    }
    struct node *next = NULL;
    for (struct node *member = from->first; member; member = next) {
        next = member->next;
        if (member->kind == NODE_XML_TEXT)
            text_to_scalar(member, type);
        list_append(list, tail, member);
    }
}

/* Puts a list in the place of `first`, the key's first element, and takes the later ones out of `object`. */
static struct node *collect_list(struct node *object, struct node *first, enum field_type type, struct arena *arena)
{
    struct node *list = ARENA_NEW(arena, struct node);
    *list = (struct node){
        .kind = NODE_LIST, .line = first->line, .column = first->column, .name = first->name, .parent = object};
    struct node *tail = NULL, *kept = list, *next = NULL;
    const char *key = first->name;
    for (struct node *child = first; child; child = next) {
        next = child->next;
        if (strcmp(child->name, key) == 0) {
            object->children_count--;
            append_members(list, &tail, child, type, arena);
        } else {
            kept->next = child;
            kept = child;
        }
    }
    kept->next = NULL;
    object->children_count++;
    return list;
}

static bool refuse_second(const char *file, const struct node *object, const struct node *child, struct error *err)
{
    for (const struct node *other = object->first; other != child; other = other->next)
        if (strcmp(other->name, child->name) == 0) {
            char where[NODE_WHERE_SIZE];
            return error_set(err, ERROR_INPUT, node_where(file, child, NULL, where),
                             "is given twice; it was given in line %d before", other->line);
        }
    return true;
}

static void element_to_empty_text(struct node *node) /* <value/> */
{
    node->kind = NODE_STRING;
    node->string = "";
}

/* An element whose attributes and elements are all texts, by whatever names. One of too many is left as it is. */
static bool element_to_texts(const struct field *field, const char *file, struct node *element, struct error *err)
{
    if (element->kind != NODE_XML_ELEMENT)
        return true;
    element->kind = NODE_OBJECT;
    if (element->children_count > field->count_max)
        return true;
    for (struct node *child = element->first; child; child = child->next) {
        if (!refuse_second(file, element, child, err))
            return false;
        if (child->kind == NODE_XML_TEXT)
            text_to_scalar(child, FIELD_STRING);
        else if (!child->first)
            element_to_empty_text(child);
    }
    return true;
}

bool fields_from_xml(const struct field_table *table, const char *file, struct node *object, struct arena *arena,
                     struct error *err)
{
    object->kind = NODE_OBJECT;
    for (struct node **place = &object->first; *place; place = &(*place)->next) {
        struct node *child = *place;
        const struct field *field = field_find(table, child->name);
        if (!field)
            return true; /* the reader names it */
        if (is_list_type(field->type))
            *place = collect_list(object, child, field->type, arena);
        else if (!refuse_second(file, object, child, err))
            return false;
        else if (field->type == FIELD_TEXTS && !element_to_texts(field, file, child, err))
            return false;
        else if (child->kind == NODE_XML_TEXT)
            text_to_scalar(child, field->type);
        else if (field->may_be_empty && field->type != FIELD_TEXTS && !child->first)
            element_to_empty_text(child);
    }
    return true;
}
