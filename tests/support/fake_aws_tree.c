/* fake_aws_tree.c — small helpers for the fake's JSON tree. */
#include "tests/support/fake_aws.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

int64_t integer_of(const json_t *object, const char *key, int64_t otherwise)
{
    const json_t *value = json_object_get(object, key);
    return json_is_integer(value) ? (int64_t)json_integer_value(value) : otherwise;
}

bool flag_of(const json_t *object, const char *key)
{
    return json_is_true(json_object_get(object, key));
}

bool has(const json_t *object, const char *key)
{
    return json_object_get(object, key) != NULL;
}

json_t *child_of(json_t *object, const char *key)
{
    if (!json_is_object(json_object_get(object, key)))
        json_object_set_new(object, key, json_object());
    return json_object_get(object, key);
}

json_t *list_of(json_t *object, const char *key)
{
    if (!json_is_array(json_object_get(object, key)))
        json_object_set_new(object, key, json_array());
    return json_object_get(object, key);
}

void put(json_t *object, const char *key, json_t *value)
{
    json_object_set_new(object, key, value ? value : json_null());
}

void put_text(json_t *object, const char *key, const char *value)
{
    put(object, key, json_string(value));
}

void put_number(json_t *object, const char *key, int64_t value)
{
    put(object, key, json_integer(value));
}

void add_number(json_t *object, const char *key, int64_t more)
{
    put_number(object, key, integer_of(object, key, 0) + more);
}

void copy_given(json_t *to, const json_t *from, const char *const *keys)
{
    for (; *keys; keys++)
        if (has(from, *keys))
            put(to, *keys, json_deep_copy(json_object_get(from, *keys)));
}

bool list_has(const json_t *list, const char *text)
{
    size_t index;
    const json_t *member;
    json_array_foreach((json_t *)list, index, member)
    {
        if (json_is_string(member) && strcmp(json_string_value(member), text) == 0)
            return true;
    }
    return false;
}

json_t *find_by(json_t *list, const char *key, const char *value)
{
    size_t index;
    json_t *member;
    json_array_foreach(list, index, member)
    {
        if (strcmp(text_of(member, key), value) == 0)
            return member;
    }
    return NULL;
}

json_t *format_json(const char *format, ...)
{
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return json_string(text);
}

static json_t *shown_list(const json_t *list)
{
    json_t *copy = json_array();
    size_t index;
    const json_t *member;
    json_array_foreach((json_t *)list, index, member)
    {
        json_array_append_new(copy, shown(member));
    }
    return copy;
}

json_t *shown(const json_t *object)
{
    if (json_is_array(object))
        return shown_list(object);
    if (!json_is_object(object))
        return json_deep_copy(object);
    json_t *copy = json_object();
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)object, key, value)
    {
        if (strncmp(key, "__", 2) != 0)
            json_object_set_new(copy, key[0] == '_' ? key + 1 : key, shown(value));
    }
    return copy;
}

/* splitmix64 */
uint64_t draw(struct fake *fake)
{
    uint64_t word = fake->random += UINT64_C(0x9e3779b97f4a7c15);
    word = (word ^ (word >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    word = (word ^ (word >> 27)) * UINT64_C(0x94d049bb133111eb);
    return word ^ (word >> 31);
}

json_t *new_id(struct fake *fake, const char *prefix, int digits)
{
    char hex[40];
    snprintf(hex, sizeof hex, "%016llx%016llx", (unsigned long long)draw(fake), (unsigned long long)draw(fake));
    return format_json("%s%.*s", prefix, digits, hex);
}

int64_t delay(struct fake *fake)
{
    return 2 + (int64_t)(draw(fake) % (uint64_t)(fake->slow > 0 ? fake->slow : 1));
}

int64_t wall_now(const struct fake *fake)
{
    return (int64_t)time(NULL) + fake->ahead_s;
}

json_t *wall_time(const struct fake *fake)
{
    time_t now = (time_t)wall_now(fake);
    struct tm parts;
    gmtime_r(&now, &parts);
    char text[40];
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S.000Z", &parts);
    return json_string(text);
}

json_t *wall_seconds(const struct fake *fake)
{
    return json_real((double)wall_now(fake) + 0.25);
}

void made(struct call *call, const char *kind, const char *name)
{
    char label[512];
    snprintf(label, sizeof label, "%s/%s", kind, name);
    add_number(child_of(call->fake->state, "created"), label, 1);
}

void harm(struct fake *fake, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    json_array_append_new(list_of(fake->state, "harm"), json_string(text));
}

const char *last_part(const char *arn)
{
    const char *slash = strrchr(arn, '/');
    return slash ? slash + 1 : arn;
}
