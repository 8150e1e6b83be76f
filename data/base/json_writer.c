/* json_writer.c — see json_writer.h. */
#include "data/base/json_writer.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void quoted(struct text *out, const char *value)
{
    size_t length = strlen(value);
    BUG_IF(utf8_valid_length(value, length) != length);
    text_add(out, "\"");
    while (*value) {
        size_t plain = 0;
        while ((unsigned char)value[plain] >= 0x20 && value[plain] != '"' && value[plain] != '\\')
            plain++;
        text_add_bytes(out, value, plain);
        value += plain;
        if (*value == '\n')
            text_add(out, "\\n");
        else if (*value == '\t')
            text_add(out, "\\t");
        else if (*value == '"' || *value == '\\')
            text_printf(out, "\\%c", *value);
        else if (*value)
            text_printf(out, "\\u%04x", (unsigned)*value);
        value += *value != '\0';
    }
    text_add(out, "\"");
}

static void new_line(struct json_writer *writer)
{
    text_printf(writer->out, "\n%*s", 2 * writer->depth, "");
}

static bool stays_on_line(const struct json_writer *writer, int depth)
{
    return writer->depth_of_lines > 0 && depth > writer->depth_of_lines;
}

static void begin_member(struct json_writer *writer, const char *key)
{
    bool *has_member = &writer->has_member[writer->depth];
    bool stays = stays_on_line(writer, writer->depth);
    if (*has_member)
        text_add(writer->out, stays ? ", " : ",");
    *has_member = true;
    if (writer->depth > 0 && !stays)
        new_line(writer);
    if (key) {
        quoted(writer->out, key);
        text_add(writer->out, ": ");
    }
}

static void begin(struct json_writer *writer, const char *key, const char *bracket)
{
    begin_member(writer, key);
    text_add(writer->out, bracket);
    BUG_IF(writer->depth + 1 >= JSON_WRITER_DEPTH_MAX);
    writer->has_member[++writer->depth] = false;
}

static void end(struct json_writer *writer, const char *bracket)
{
    BUG_IF(writer->depth == 0);
    bool had_member = writer->has_member[writer->depth--];
    if (had_member && !stays_on_line(writer, writer->depth + 1))
        new_line(writer);
    text_add(writer->out, bracket);
}

void json_begin_object(struct json_writer *writer, const char *key)
{
    begin(writer, key, "{");
}

void json_end_object(struct json_writer *writer)
{
    end(writer, "}");
}

void json_begin_list(struct json_writer *writer, const char *key)
{
    begin(writer, key, "[");
}

void json_end_list(struct json_writer *writer)
{
    end(writer, "]");
}

void json_string(struct json_writer *writer, const char *key, const char *value)
{
    begin_member(writer, key);
    quoted(writer->out, value);
}

void json_words(struct json_writer *writer, const char *key, const char *value)
{
    if (value && *value)
        json_string(writer, key, value);
}

void json_integer(struct json_writer *writer, const char *key, int64_t value)
{
    begin_member(writer, key);
    text_printf(writer->out, "%" PRId64, value);
}

void json_number(struct json_writer *writer, const char *key, double value)
{
    BUG_IF(!isfinite(value));
    begin_member(writer, key);
    char digits[40];
    bool whole = value > -1e15 && value < 1e15 && value == (double)(int64_t)value;
    if (whole)
        snprintf(digits, sizeof digits, "%" PRId64, (int64_t)value);
    for (int precision = 1; !whole && precision <= 17; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, value);
        if (strtod(digits, NULL) == value)
            break;
    }
    text_add(writer->out, digits);
}

void json_boolean(struct json_writer *writer, const char *key, bool value)
{
    begin_member(writer, key);
    text_add(writer->out, value ? "true" : "false");
}

void json_money(struct json_writer *writer, const char *key, int64_t nano)
{
    char buffer[MONEY_TEXT_SIZE];
    json_string(writer, key, nano_format(nano, buffer));
}

void json_integers(struct json_writer *writer, const char *key, const int64_t *values, int count)
{
    begin_member(writer, key);
    text_add(writer->out, "[");
    for (int i = 0; i < count; i++)
        text_printf(writer->out, "%s%" PRId64, i > 0 ? ", " : "", values[i]);
    text_add(writer->out, "]");
}

void json_strings(struct json_writer *writer, const char *key, const char *const *values, int count)
{
    begin_member(writer, key);
    text_add(writer->out, "[");
    for (int i = 0; i < count; i++) {
        text_add(writer->out, i > 0 ? ", " : "");
        quoted(writer->out, values[i]);
    }
    text_add(writer->out, "]");
}

void json_finish(struct json_writer *writer)
{
    BUG_IF(writer->depth != 0);
    text_add(writer->out, "\n");
}
