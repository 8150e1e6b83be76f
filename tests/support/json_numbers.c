#include "tests/support/json_numbers.h"

#include "data/base/arena.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 16, KEY_SIZE = 64 };

struct scan {
    const char *bytes;
    size_t at, length;
    char keys[DEPTH_MAX][KEY_SIZE]; /* the last one read in each open object; "" in a list */
    int depth;
    struct json_number *numbers;
    int count, capacity;
};

/* A path too long is cut. */
static void write_path(const struct scan *scan, char path[JSON_PATH_SIZE])
{
    size_t length = 0;
    path[0] = '\0';
    for (int d = 1; d <= scan->depth && length < JSON_PATH_SIZE; d++)
        if (scan->keys[d][0] != '\0')
            length +=
                (size_t)snprintf(path + length, JSON_PATH_SIZE - length, "%s%s", length > 0 ? "." : "", scan->keys[d]);
}

static void add_number(struct scan *scan, size_t offset, size_t length)
{
    if (scan->count == scan->capacity) {
        scan->capacity = scan->capacity > 0 ? scan->capacity * 2 : 256;
        scan->numbers = memory_resize(scan->numbers, (size_t)scan->capacity, sizeof *scan->numbers);
    }
    struct json_number *number = &scan->numbers[scan->count++];
    *number = (struct json_number){.offset = offset, .length = length};
    write_path(scan, number->path);
}

static bool is_number(const char *bytes, size_t length)
{
    bool digits = false;
    for (size_t i = 0; i < length; i++) {
        digits |= isdigit((unsigned char)bytes[i]) != 0;
        if (!isdigit((unsigned char)bytes[i]) && strchr("+-.eE", bytes[i]) == NULL)
            return false;
    }
    return digits;
}

static size_t string_length(const struct scan *scan, size_t offset)
{
    size_t end = offset;
    while (end < scan->length && scan->bytes[end] != '"')
        end += scan->bytes[end] == '\\' ? 2 : 1;
    return end - offset;
}

static void take_string(struct scan *scan)
{
    size_t offset = scan->at + 1, length = string_length(scan, offset);
    scan->at = offset + length + 1;
    if (scan->at < scan->length && scan->bytes[scan->at] == ':') {
        size_t kept = length < KEY_SIZE - 1 ? length : KEY_SIZE - 1;
        memcpy(scan->keys[scan->depth], scan->bytes + offset, kept);
        scan->keys[scan->depth][kept] = '\0';
    } else if (is_number(scan->bytes + offset, length)) {
        add_number(scan, offset, length);
    }
}

static void take_other(struct scan *scan)
{
    size_t length = strspn(scan->bytes + scan->at, "0123456789+-.eE");
    bool starts = strchr("-0123456789", scan->bytes[scan->at]) != NULL;
    if (starts && is_number(scan->bytes + scan->at, length)) {
        add_number(scan, scan->at, length);
        scan->at += length;
        return;
    }
    if (strchr("{[", scan->bytes[scan->at]) != NULL && scan->depth + 1 < DEPTH_MAX)
        scan->keys[++scan->depth][0] = '\0';
    if (strchr("}]", scan->bytes[scan->at]) != NULL && scan->depth > 0)
        scan->depth--;
    scan->at++;
}

struct json_number *json_numbers_find(const struct text *json, int *ret_count)
{
    struct scan scan = {.bytes = json->bytes, .length = json->length};
    while (scan.at < scan.length) {
        if (scan.bytes[scan.at] == '"')
            take_string(&scan);
        else
            take_other(&scan);
    }
    *ret_count = scan.count;
    return scan.numbers;
}

struct text json_number_replace(const struct text *json, const struct json_number *number, const char *with)
{
    struct text text;
    size_t rest = number->offset + number->length;
    text_init(&text, json->length + strlen(with) + 1);
    text_add_bytes(&text, json->bytes, number->offset);
    text_add(&text, with);
    text_add_bytes(&text, json->bytes + rest, json->length - rest);
    return text;
}
