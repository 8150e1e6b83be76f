/* node.c — what JSON and XML trees have in common: places, numbers, the choice of format. */
#include "data/base/node.h"
#include "data/base/file.h"
#include "data/base/node_parts.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void cursor_advance(struct cursor *cursor, size_t bytes)
{
    for (; bytes > 0 && cursor->at < cursor->end; bytes--) {
        unsigned char byte = (unsigned char)*cursor->at++;
        if (byte == '\n') {
            cursor->line++;
            cursor->column = 1;
        } else if ((byte & 0xc0) != 0x80) {
            cursor->column++;
        }
    }
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

void cursor_skip_blanks(struct cursor *cursor)
{
    while (cursor->at < cursor->end && is_blank(*cursor->at))
        cursor_advance(cursor, 1);
}

bool cursor_sees(const struct cursor *cursor, const char *literal)
{
    size_t length = strlen(literal);
    return (size_t)(cursor->end - cursor->at) >= length && memcmp(cursor->at, literal, length) == 0;
}

void cursor_skip_behind(struct cursor *cursor, const char *literal)
{
    while (cursor->at < cursor->end && !cursor_sees(cursor, literal))
        cursor_advance(cursor, 1);
    cursor_advance(cursor, strlen(literal));
}

const char *cursor_where(const struct cursor *cursor, char buffer[NODE_WHERE_SIZE])
{
    snprintf(buffer, NODE_WHERE_SIZE, "%s:%d:%d", cursor->file, cursor->line, cursor->column);
    return buffer;
}

struct node *builder_node(struct node_builder *builder, enum node_kind kind, const char *name)
{
    if (++builder->count > NODE_COUNT_MAX) {
        char where[NODE_WHERE_SIZE];
        error_set(builder->err, ERROR_LIMIT, cursor_where(&builder->cursor, where),
                  "more than %d values; split the document", NODE_COUNT_MAX);
        return NULL;
    }
    struct node *node = ARENA_NEW(builder->arena, struct node);
    *node = (struct node){.kind = kind, .name = name, .line = builder->cursor.line, .column = builder->cursor.column};
    return node;
}

void builder_append(struct node *parent, struct node **tail, struct node *child)
{
    child->parent = parent;
    if (*tail)
        (*tail)->next = child;
    else
        parent->first = child;
    *tail = child;
    parent->children_count++;
}

struct node *node_child(const struct node *object, const char *key)
{
    for (struct node *child = object->first; child; child = child->next)
        if (child->name && strcmp(child->name, key) == 0)
            return child;
    return NULL;
}

static const char *skip_digits(const char *at, const char *end)
{
    while (at < end && *at >= '0' && *at <= '9')
        at++;
    return at;
}

/* End of the JSON number at `text`; NULL where there is none. *ret_plain: no fraction and no exponent. */
static const char *number_end(const char *text, const char *end, bool *ret_plain)
{
    const char *whole = text + (text < end && *text == '-');
    const char *at = skip_digits(whole, end);
    if (at == whole || (*whole == '0' && at > whole + 1))
        return NULL;
    const char *integer_end = at;
    if (at < end && *at == '.') {
        const char *fraction = at + 1;
        at = skip_digits(fraction, end);
        if (at == fraction)
            return NULL;
    }
    if (at < end && (*at == 'e' || *at == 'E')) {
        const char *exponent = at + 1;
        if (exponent < end && (*exponent == '+' || *exponent == '-'))
            exponent++;
        at = skip_digits(exponent, end);
        if (at == exponent)
            return NULL;
    }
    *ret_plain = at == integer_end;
    return at;
}

/* Sums digits below zero, where int64 has one value more. */
static bool integer_read(const char *text, const char *end, int64_t *ret_integer)
{
    bool negative = *text == '-';
    int64_t value = 0;
    for (const char *at = text + negative; at < end; at++)
        if (__builtin_mul_overflow(value, 10, &value) || __builtin_sub_overflow(value, *at - '0', &value))
            return false;
    if (!negative && value == INT64_MIN)
        return false;
    *ret_integer = negative ? value : -value;
    return true;
}

/* strtod wants a NUL behind the number; long ones are rare. */
static double double_read(const char *text, size_t length)
{
    char small[64];
    char *copy = length < sizeof small ? small : memory_alloc(length + 1, 1);
    memcpy(copy, text, length);
    copy[length] = '\0';
    double number = strtod(copy, NULL);
    if (copy != small)
        free(copy);
    return number;
}

bool number_parse(const char *text, size_t length, double *ret_number, int64_t *ret_integer, bool *ret_is_integer)
{
    bool plain = false;
    const char *end = number_end(text, text + length, &plain);
    if (end != text + length)
        return false;
    int64_t integer = 0;
    bool exact = plain && integer_read(text, end, &integer);
    double number = exact ? (double)integer : double_read(text, length);
    if (!isfinite(number))
        return false;
    const double exact_max = 9007199254740992.0; /* 2^53 */
    if (!exact && number >= -exact_max && number <= exact_max && number == (double)(int64_t)number) {
        exact = true; /* 5.0 and 1e3 are whole numbers too */
        integer = (int64_t)number;
    }
    *ret_number = number;
    *ret_integer = integer;
    *ret_is_integer = exact;
    return true;
}

static int index_in_parent(const struct node *node)
{
    int index = 0;
    for (const struct node *sibling = node->parent->first; sibling != node; sibling = sibling->next)
        index++;
    return index;
}

/* The path is written from the leaf up, into the end of the buffer; a path too long loses its first steps. */
static char *path_prepend(char *start, char *path, const char *step, bool dot)
{
    size_t length = strlen(step);
    if ((size_t)(path - start) < length + 1)
        return path;
    if (dot)
        *--path = '.';
    return memcpy(path - length, step, length);
}

const char *node_where(const char *file, const struct node *node, const char *key, char buffer[NODE_WHERE_SIZE])
{
    char space[NODE_WHERE_SIZE / 2];
    char *path = space + sizeof space - 1;
    *path = '\0';
    if (key)
        path = path_prepend(space, path, key, false);
    for (const struct node *step = node; step->parent; step = step->parent) {
        bool indexed = step->parent->kind == NODE_LIST;
        char index[24];
        snprintf(index, sizeof index, "[%d]", indexed ? index_in_parent(step) : 0);
        path = path_prepend(space, path, indexed ? index : step->name, *path != '\0' && *path != '[');
    }
    int file_bytes_max = NODE_WHERE_SIZE - (int)sizeof space - 32;
    snprintf(buffer, NODE_WHERE_SIZE, "%.*s:%d:%d%s%s", file_bytes_max, file, node->line, node->column,
             *path ? ": " : "", path);
    return buffer;
}

static bool encoding_check(const struct cursor *start, struct error *err)
{
    size_t length = (size_t)(start->end - start->at);
    char where[NODE_WHERE_SIZE];
    const char *utf16_marks[] = {"\xff\xfe", "\xfe\xff"};
    for (int i = 0; i < 2; i++)
        if (cursor_sees(start, utf16_marks[i]))
            return error_set(err, ERROR_INPUT, cursor_where(start, where), "is UTF-16; save it as UTF-8");
    size_t valid = utf8_valid_length(start->at, length);
    const char *nul = memchr(start->at, '\0', valid);
    struct cursor bad = *start;
    cursor_advance(&bad, nul ? (size_t)(nul - start->at) : valid);
    if (nul)
        return error_set(err, ERROR_INPUT, cursor_where(&bad, where), "holds a NUL byte; it is not a text file");
    if (valid < length)
        return error_set(err, ERROR_INPUT, cursor_where(&bad, where),
                         "byte 0x%02x at offset %zu is not UTF-8; save the file as UTF-8", (unsigned char)*bad.at,
                         valid);
    return true;
}

static bool parse(struct node_builder builder, size_t length, struct node **ret_root)
{
    struct error *err = builder.err;
    if (length > FILE_BYTES_MAX)
        return error_set(err, ERROR_LIMIT, builder.cursor.file, "%zu bytes; at most %d can be read", length,
                         FILE_BYTES_MAX);
    builder.cursor.end = builder.cursor.at + length;
    if (!encoding_check(&builder.cursor, err))
        return false;
    if (cursor_sees(&builder.cursor, "\xef\xbb\xbf"))
        builder.cursor.at += 3;
    struct cursor first = builder.cursor;
    cursor_skip_blanks(&first);
    if (first.at == first.end)
        return error_set(err, ERROR_INPUT, builder.cursor.file, "is empty; it must hold a JSON or an XML document");
    return *first.at == '<' ? node_parse_xml(&builder, ret_root) : node_parse_json(&builder, ret_root);
}

bool node_parse(const char *file, const char *bytes, size_t length, struct arena *arena, struct node **ret_root,
                struct error *err)
{
    struct cursor start = {.file = file, .at = bytes, .line = 1, .column = 1};
    return parse((struct node_builder){.arena = arena, .cursor = start, .err = err}, length, ret_root);
}

bool node_parse_foreign(const char *file, const char *bytes, size_t length, struct arena *arena, struct node **ret_root,
                        struct error *err)
{
    struct cursor start = {.file = file, .at = bytes, .line = 1, .column = 1};
    return parse((struct node_builder){.arena = arena, .cursor = start, .err = err, .foreign = true}, length, ret_root);
}
