#include "pricing/feed_answer.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static bool same_but_first_case(const char *left, const char *right, size_t length)
{
    return tolower((unsigned char)left[0]) == tolower((unsigned char)right[0]) &&
           strncmp(left + 1, right + 1, length - 1) == 0;
}

/* The API's "spotPriceHistorySet" is the CLI's "SpotPriceHistory", "instanceTypeSet" its "InstanceTypes". */
static bool is_set_of(const char *name, size_t name_length, const char *key, size_t length)
{
    size_t stem = key[length - 1] == 's' ? length - 1 : length;
    return name_length == stem + 3 && strcmp(name + stem, "Set") == 0 && same_but_first_case(name, key, stem);
}

static const struct node *child_named(const struct node *object, const char *key, size_t length)
{
    if (object->kind != NODE_OBJECT && object->kind != NODE_XML_ELEMENT)
        return NULL;
    for (const struct node *child = object->first; child; child = child->next) {
        size_t name_length = child->name ? strlen(child->name) : 0;
        bool found = name_length == length && same_but_first_case(child->name, key, length);
        if (found || (name_length > 0 && is_set_of(child->name, name_length, key, length)))
            return child->kind == NODE_NULL ? NULL : child;
    }
    return NULL;
}

const struct node *feed_answer_at(const struct node *object, const char *path)
{
    for (;;) {
        size_t length = strcspn(path, ".");
        object = object ? child_named(object, path, length) : NULL;
        if (!object || path[length] == '\0')
            return object;
        path += length + 1;
    }
}

void feed_answer_fail(const struct feed_answer *answer, const struct node *node, const char *key, const char *format,
                      ...)
{
    char where[NODE_WHERE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    char *text = format_text(format, arguments);
    va_end(arguments);
    (void)error_set(answer->err, ERROR_INPUT, node_where(answer->name, node, key, where), "%s", text);
    free(text);
}

static bool is_text(const struct node *node)
{
    return node->kind == NODE_STRING || node->kind == NODE_XML_TEXT;
}

const struct node *feed_answer_members(const struct feed_answer *answer, const struct node *object, const char *path)
{
    const struct node *list = feed_answer_at(object, path);
    if (!list || (is_text(list) && list->string[strspn(list->string, " \t\r\n")] == '\0'))
        return NULL;
    if (list->kind == NODE_LIST || list->kind == NODE_XML_ELEMENT)
        return list->first;
    feed_answer_fail(answer, list, NULL, "must be a list");
    return NULL;
}

const char *feed_answer_text_of(const struct feed_answer *answer, const struct node *node)
{
    if (is_text(node) && node->string[0] != '\0')
        return node->string;
    feed_answer_fail(answer, node, NULL, "must be a text that is not empty");
    return "";
}

const char *feed_answer_text(const struct feed_answer *answer, const struct node *object, const char *path)
{
    const struct node *node = feed_answer_at(object, path);
    if (node)
        return feed_answer_text_of(answer, node);
    feed_answer_fail(answer, object, path, "is missing");
    return "";
}

static bool integer_of(const struct node *node, int64_t *ret_integer)
{
    if (node->kind == NODE_NUMBER && node->is_integer) {
        *ret_integer = node->integer;
        return true;
    }
    double number;
    bool is_integer = false;
    return node->kind != NODE_NUMBER && is_text(node) &&
           number_parse(node->string, strlen(node->string), &number, ret_integer, &is_integer) && is_integer;
}

int64_t feed_answer_integer(const struct feed_answer *answer, const struct node *object, const char *path,
                            int64_t maximum)
{
    const struct node *node = feed_answer_at(object, path);
    int64_t integer = 0;
    if (!node)
        feed_answer_fail(answer, object, path, "is missing");
    else if (!integer_of(node, &integer) || integer < 0 || integer > maximum)
        feed_answer_fail(answer, node, NULL, "must be a whole number from 0 to %lld", (long long)maximum);
    else
        return integer;
    return 0;
}

bool feed_answer_flag(const struct feed_answer *answer, const struct node *object, const char *path)
{
    const struct node *node = feed_answer_at(object, path);
    if (!node)
        return false;
    if (node->kind == NODE_BOOLEAN)
        return node->boolean;
    if (is_text(node) && strcmp(node->string, "true") == 0)
        return true;
    if (!is_text(node) || strcmp(node->string, "false") != 0)
        feed_answer_fail(answer, node, NULL, "must be true or false");
    return false;
}
