/* node_json.c — JSON into nodes: jansson decides what is JSON, a walk over the same bytes gives each value its place.
 */
#include "data/base/node_parts.h"

#include <jansson.h>
#include <string.h>

static bool fail(const struct node_builder *builder, const struct cursor *cursor, enum error_kind kind,
                 const char *text)
{
    char where[NODE_WHERE_SIZE];
    return error_set(builder->err, kind, cursor_where(cursor, where), "%s", text);
}

/* Behind the closing quote of the string at the cursor, or the end of the bytes. */
static void skip_string(struct cursor *cursor)
{
    cursor_advance(cursor, 1);
    while (cursor->at < cursor->end && *cursor->at != '"')
        cursor_advance(cursor, *cursor->at == '\\' ? 2 : 1);
    cursor_advance(cursor, 1);
}

/* Depth and count, before jansson builds anything: it recurses, and takes some 100 bytes a value. */
static bool limits_check(const struct node_builder *builder)
{
    struct cursor cursor = builder->cursor;
    int depth = 0, count = 1;
    while (cursor.at < cursor.end) {
        char byte = *cursor.at;
        if (byte == '"') {
            skip_string(&cursor);
            continue;
        }
        if ((byte == '[' || byte == '{') && ++depth > NODE_DEPTH_MAX)
            return error_set(builder->err, ERROR_LIMIT, cursor_where(&cursor, (char[NODE_WHERE_SIZE]){0}),
                             "nested more than %d levels deep", NODE_DEPTH_MAX);
        if (byte == ']' || byte == '}')
            depth--;
        if ((byte == ',' || byte == '[' || byte == '{') && ++count > NODE_COUNT_MAX)
            return error_set(builder->err, ERROR_LIMIT, cursor_where(&cursor, (char[NODE_WHERE_SIZE]){0}),
                             "more than %d values; split the document", NODE_COUNT_MAX);
        cursor_advance(&cursor, 1);
    }
    return true;
}

/* Some habits of other dialects deserve their own words; `cursor` stands where a value or a key should. */
static const char *dialect_advice(const struct cursor *cursor)
{
    static const struct {
        const char *start, *advice;
    } rows[] = {
        {"NaN", "NaN is not JSON; give a finite number, or leave the key out"},
        {"nan", "NaN is not JSON; give a finite number, or leave the key out"},
        {"Infinity", "Infinity is not JSON; give a finite number, or leave the key out"},
        {"-Infinity", "-Infinity is not JSON; give a finite number, or leave the key out"},
        {"inf", "Infinity is not JSON; give a finite number, or leave the key out"},
        {"//", "JSON has no comments; remove it"},
        {"/*", "JSON has no comments; remove it"},
        {"#", "JSON has no comments; remove it"},
        {"'", "JSON strings stand in double quotes, not in single ones"},
        {"True", "JSON writes true in lower case"},
        {"False", "JSON writes false in lower case"},
        {"None", "JSON writes null; better leave the key out"},
        {"+", "a JSON number has no leading '+'"},
        {".", "a JSON number has a digit before the point: 0.5, not .5"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (cursor_sees(cursor, rows[i].start))
            return rows[i].advice;
    return NULL;
}

/* Start of the last token that ends at or before `position`, with the token before it in *ret_before. */
static struct cursor token_before(const struct cursor *start, size_t position, char *ret_before)
{
    struct cursor cursor = *start, token = *start;
    char last = '\0';
    const char *stop = start->at + position;
    *ret_before = '\0';
    for (cursor_skip_blanks(&cursor); cursor.at < cursor.end && cursor.at < stop; cursor_skip_blanks(&cursor)) {
        token = cursor;
        *ret_before = last;
        last = *cursor.at;
        if (last == '"')
            skip_string(&cursor);
        else if (strchr("[]{},:", last))
            cursor_advance(&cursor, 1);
        else
            while (cursor.at < cursor.end && !strchr("[]{},: \t\r\n\"", *cursor.at))
                cursor_advance(&cursor, 1);
    }
    return token;
}

static bool syntax_error(const struct node_builder *builder, const json_error_t *cause)
{
    size_t position = cause->position > 0 ? (size_t)cause->position : 1;
    char before = '\0';
    struct cursor token = token_before(&builder->cursor, position, &before);
    const char *advice = *token.at == '"' ? NULL : dialect_advice(&token);
    if (advice)
        return fail(builder, &token, ERROR_INPUT, advice);
    if (before == ',' && (*token.at == ']' || *token.at == '}'))
        return fail(builder, &token, ERROR_INPUT, "a comma stands before the closing bracket; remove the comma");
    char where[NODE_WHERE_SIZE];
    return error_set(builder->err, ERROR_INPUT, cursor_where(&token, where), "not JSON: %s", cause->text);
}

static bool duplicate_key(const struct node_builder *builder, const json_error_t *cause)
{
    char before = '\0';
    struct cursor key = token_before(&builder->cursor, (size_t)cause->position, &before);
    struct cursor end = key;
    skip_string(&end);
    char where[NODE_WHERE_SIZE];
    return error_set(builder->err, ERROR_INPUT, cursor_where(&key, where), "key %.*s is given twice in this object",
                     (int)(end.at - key.at < 80 ? end.at - key.at : 80), key.at);
}

/* jansson's codes are an open list: what has no words of its own gets jansson's text. */
static bool jansson_error(const struct node_builder *builder, const json_error_t *cause)
{
    enum json_error_code code = json_error_code(cause);
    struct cursor end = builder->cursor;
    if (code == json_error_premature_end_of_input) {
        cursor_advance(&end, (size_t)(end.end - end.at));
        return fail(builder, &end, ERROR_INPUT, "the file ends in the middle: a closing bracket or quote is missing");
    }
    if (code == json_error_duplicate_key)
        return duplicate_key(builder, cause);
    char before = '\0';
    struct cursor token = token_before(&builder->cursor, (size_t)cause->position, &before);
    if (code == json_error_end_of_input_expected)
        return fail(builder, &token, ERROR_INPUT, "something follows the end of the document; remove it");
    if (code == json_error_numeric_overflow)
        return fail(builder, &token, ERROR_INPUT, "the number is too large");
    if (code == json_error_null_character || code == json_error_null_byte_in_key)
        return fail(builder, &token, ERROR_INPUT, "\\u0000 may not stand in a string");
    return syntax_error(builder, cause);
}

static bool walk(struct node_builder *builder, const json_t *value, const char *name, struct node **ret_node);

static bool walk_string(struct node_builder *builder, const json_t *value, struct node *node)
{
    size_t length = json_string_length(value);
    if (length > NODE_STRING_BYTES_MAX)
        return error_set(builder->err, ERROR_LIMIT, cursor_where(&builder->cursor, (char[NODE_WHERE_SIZE]){0}),
                         "a string of %zu bytes; at most %d are read", length, NODE_STRING_BYTES_MAX);
    node->string = arena_strndup(builder->arena, json_string_value(value), length);
    skip_string(&builder->cursor);
    return true;
}

static bool walk_number(struct node_builder *builder, struct node *node)
{
    const char *start = builder->cursor.at;
    size_t length = 0, rest = (size_t)(builder->cursor.end - start);
    while (length < rest && (strchr("+-.eE", start[length]) || (start[length] >= '0' && start[length] <= '9')))
        length++;
    if (length > NODE_STRING_BYTES_MAX ||
        !number_parse(start, length, &node->number, &node->integer, &node->is_integer))
        return fail(builder, &builder->cursor, ERROR_INPUT, "the number is too large");
    if (!node->is_integer || memchr(start, '.', length) || memchr(start, 'e', length) || memchr(start, 'E', length))
        node->string = arena_strndup(builder->arena, start, length);
    cursor_advance(&builder->cursor, length);
    return true;
}

static void skip_separator(struct cursor *cursor)
{
    cursor_skip_blanks(cursor);
    cursor_advance(cursor, 1);
    cursor_skip_blanks(cursor);
}

static bool walk_list(struct node_builder *builder, const json_t *value, struct node *node)
{
    struct node *tail = NULL, *child = NULL;
    size_t count = json_array_size(value);
    cursor_advance(&builder->cursor, 1);
    for (size_t i = 0; i < count; i++) {
        cursor_skip_blanks(&builder->cursor);
        if (!walk(builder, json_array_get(value, i), NULL, &child))
            return false;
        builder_append(node, &tail, child);
        if (i + 1 < count)
            skip_separator(&builder->cursor);
    }
    skip_separator(&builder->cursor);
    return true;
}

/* jansson keeps keys in the order they were written, so its iteration and the bytes stay in step. */
static bool walk_object(struct node_builder *builder, json_t *value, struct node *node)
{
    struct node *tail = NULL, *child = NULL;
    size_t left = json_object_size(value);
    cursor_advance(&builder->cursor, 1);
    for (void *entry = json_object_iter(value); entry; entry = json_object_iter_next(value, entry)) {
        cursor_skip_blanks(&builder->cursor);
        BUG_IF(!cursor_sees(&builder->cursor, "\""));
        const char *key = json_object_iter_key(entry);
        if (strlen(key) > NODE_STRING_BYTES_MAX)
            return fail(builder, &builder->cursor, ERROR_LIMIT, "the key is too long");
        struct cursor key_place = builder->cursor;
        skip_string(&builder->cursor);
        skip_separator(&builder->cursor);
        if (!walk(builder, json_object_iter_value(entry), arena_strdup(builder->arena, key), &child))
            return false;
        child->line = key_place.line;
        child->column = key_place.column;
        builder_append(node, &tail, child);
        if (--left > 0)
            skip_separator(&builder->cursor);
    }
    skip_separator(&builder->cursor);
    return true;
}

static bool walk(struct node_builder *builder, const json_t *value, const char *name, struct node **ret_node)
{
    static const enum node_kind kinds[] = {
        [JSON_OBJECT] = NODE_OBJECT,  [JSON_ARRAY] = NODE_LIST,  [JSON_STRING] = NODE_STRING,
        [JSON_INTEGER] = NODE_NUMBER, [JSON_REAL] = NODE_NUMBER, [JSON_TRUE] = NODE_BOOLEAN,
        [JSON_FALSE] = NODE_BOOLEAN,  [JSON_NULL] = NODE_NULL,
    };
    struct node *node = builder_node(builder, kinds[json_typeof(value)], name);
    if (!node)
        return false;
    *ret_node = node;
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return walk_object(builder, (json_t *)(uintptr_t)value, node);
    case JSON_ARRAY:
        return walk_list(builder, value, node);
    case JSON_STRING:
        return walk_string(builder, value, node);
    case JSON_INTEGER:
    case JSON_REAL:
        return walk_number(builder, node);
    case JSON_TRUE:
    case JSON_FALSE:
    case JSON_NULL:
        node->boolean = json_is_true(value);
        cursor_advance(&builder->cursor, json_is_false(value) ? 5 : 4);
        return true;
    }
    BUG_IF(true);
}

bool node_parse_json(struct node_builder *builder, struct node **ret_root)
{
    if (!limits_check(builder))
        return false;
    json_error_t cause = {0};
    size_t length = (size_t)(builder->cursor.end - builder->cursor.at);
    /* whole numbers are read as doubles here: node.c reads every number again from its text, exactly */
    json_t *value = json_loadb(builder->cursor.at, length, JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL, &cause);
    if (!value)
        return jansson_error(builder, &cause);
    cursor_skip_blanks(&builder->cursor);
    struct node *root = NULL;
    bool ok = walk(builder, value, NULL, &root);
    json_decref(value);
    if (ok)
        *ret_root = root;
    return ok;
}
