/* fake_aws_shape.c — parameters against an operation's shape: the form "A.member.1.B=c" becomes the tree that JSON
 * would be, and what the shape does not name is refused. */
#include "tests/support/fake_aws.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct checking {
    struct call *call;
    bool ec2, form;
};

static int hex_value(char character)
{
    const char *digits = "0123456789abcdef";
    const char *found = character ? strchr(digits, tolower((unsigned char)character)) : NULL;
    return found ? (int)(found - digits) : -1;
}

/* Decoded in place; false where a '%' is not followed by two digits. */
static bool percent_decode(char *text)
{
    char *to = text;
    for (const char *from = text; *from; from++) {
        if (*from == '%') {
            int high = hex_value(from[1]), low = high < 0 ? -1 : hex_value(from[2]);
            if (low < 0)
                return false;
            *to++ = (char)(high * 16 + low);
            from += 2;
        } else {
            *to++ = *from == '+' ? ' ' : *from;
        }
    }
    *to = '\0';
    return true;
}

/* One "A.member.1.B" into nested objects. */
static bool form_put(struct call *call, char *name, const char *value)
{
    json_t *at = call->in;
    for (char *dot = strchr(name, '.'); dot; dot = strchr(name, '.')) {
        *dot = '\0';
        if (has(at, name) && !json_is_object(json_object_get(at, name)))
            return refuse(call, 400, "MalformedInput", "'%s' is given both as a value and as a group", name);
        at = child_of(at, name);
        name = dot + 1;
    }
    if (!*name || has(at, name))
        return refuse(call, 400, "MalformedInput", "the parameter '%s' is given twice or has no name", name);
    json_t *text = json_string(value);
    if (!text)
        return refuse(call, 400, "MalformedInput", "the parameter '%s' is not UTF-8", name);
    json_object_set_new(at, name, text);
    return true;
}

bool form_read(struct call *call, const char *body, size_t length, bool ec2)
{
    (void)ec2;
    char *copy = strndup(body, length), *rest = copy;
    json_decref(call->in);
    call->in = json_object();
    bool fine = true;
    for (char *pair; fine && (pair = strsep(&rest, "&"));) {
        char *equals = strchr(pair, '=');
        if (!equals) {
            fine = refuse(call, 400, "MalformedQueryString", "'%s' has no '='", pair);
            break;
        }
        *equals = '\0';
        fine = percent_decode(pair) && percent_decode(equals + 1)
                   ? form_put(call, pair, equals + 1)
                   : refuse(call, 400, "MalformedQueryString", "'%s' is wrongly encoded", pair);
    }
    free(copy);
    return fine;
}

static const char *shape_skip(const char *shape)
{
    if (*shape != '{' && *shape != '[')
        return shape + 1;
    int depth = 0;
    do {
        depth += *shape == '{' || *shape == '[';
        depth -= *shape == '}' || *shape == ']';
        shape++;
    } while (depth > 0);
    return shape;
}

static bool unknown(const struct checking *checking, const char *path, const char *key)
{
    return refuse(checking->call, 400, "UnknownParameter", "The parameter %s%s%s is not recognized", path,
                  *path ? "." : "", key);
}

static json_t *scalar_check(const struct checking *checking, char type, const json_t *value, const char *path)
{
    const char *text = json_string_value(value);
    if (type == '*')
        return json_deep_copy(value);
    if (type == 's' && text)
        return json_string(text);
    if (checking->form && text) {
        char *end;
        long long number = strtoll(text, &end, 10);
        if (type == 'i' && *text && !*end)
            return json_integer(number);
        if (type == 'b' && (strcmp(text, "true") == 0 || strcmp(text, "false") == 0))
            return json_boolean(strcmp(text, "true") == 0);
        if (type == 'd' && *text && (strtod(text, &end), !*end))
            return json_real(strtod(text, NULL));
    } else if ((type == 'i' && json_is_integer(value)) || (type == 'b' && json_is_boolean(value)) ||
               (type == 'd' && json_is_number(value))) {
        return json_deep_copy(value);
    }
    refuse(checking->call, 400, checking->form ? "MalformedInput" : "SerializationException",
           "%s is not of the type it must have", path);
    return NULL;
}

static json_t *value_check(const struct checking *checking, const char *shape, const json_t *value, const char *path);

/* The members of a list in a form: NAME.member.N, in EC2 NAME.N; N from 1 without gaps. */
static json_t *form_list(const struct checking *checking, const char *shape, const json_t *value, const char *path)
{
    json_t *list = json_array();
    if (json_is_string(value) && !*json_string_value(value))
        return list;
    const json_t *members = checking->ec2 ? value : json_object_get(value, "member");
    if (!json_is_object(members) || (!checking->ec2 && json_object_size(value) != 1)) {
        unknown(checking, path, checking->ec2 ? "(not N)" : "(not member.N)");
        json_decref(list);
        return NULL;
    }
    for (size_t number = 1; number <= json_object_size(members); number++) {
        char key[32], place[512];
        snprintf(key, sizeof key, "%zu", number);
        snprintf(place, sizeof place, "%s.%zu", path, number);
        const json_t *member = json_object_get(members, key);
        json_t *checked = member ? value_check(checking, shape, member, place) : NULL;
        if (!checked) {
            if (!member)
                unknown(checking, path, "(numbers have a gap)");
            json_decref(list);
            return NULL;
        }
        json_array_append_new(list, checked);
    }
    return list;
}

static json_t *list_check(const struct checking *checking, const char *shape, const json_t *value, const char *path)
{
    if (checking->form)
        return form_list(checking, shape, value, path);
    if (!json_is_array(value)) {
        refuse(checking->call, 400, "SerializationException", "%s is not a list", path);
        return NULL;
    }
    json_t *list = json_array();
    size_t index;
    const json_t *member;
    json_array_foreach((json_t *)value, index, member)
    {
        json_t *checked = value_check(checking, shape, member, path);
        if (!checked) {
            json_decref(list);
            return NULL;
        }
        json_array_append_new(list, checked);
    }
    return list;
}

static bool field_check(const struct checking *checking, const char *shape, size_t name_length, const json_t *value,
                        json_t *to, const char *path)
{
    char name[128], place[512];
    snprintf(name, sizeof name, "%.*s", (int)name_length, shape);
    snprintf(place, sizeof place, "%s%s%s", path, *path ? "." : "", name);
    const json_t *given = json_object_get(value, name);
    if (!given || json_is_null(given)) {
        if (shape[name_length] == '!')
            return refuse(checking->call, 400, checking->ec2 ? "MissingParameter" : "ValidationError",
                          "The request must contain the parameter %s", place);
        return true;
    }
    json_t *checked = value_check(checking, shape + name_length + 1, given, place);
    if (!checked)
        return false;
    json_object_set_new(to, name, checked);
    return true;
}

/* `shape` is behind the '{'. */
static json_t *object_check(const struct checking *checking, const char *shape, const json_t *value, const char *path)
{
    if (!json_is_object(value)) {
        refuse(checking->call, 400, "SerializationException", "%s is not an object", *path ? path : "the request");
        return NULL;
    }
    json_t *to = json_object();
    while (*shape && *shape != '}') {
        size_t name_length = strcspn(shape, "!?");
        if (!field_check(checking, shape, name_length, value, to, path)) {
            json_decref(to);
            return NULL;
        }
        shape = shape_skip(shape + name_length + 1);
        shape += strspn(shape, " ");
    }
    const char *key;
    json_t *member;
    json_object_foreach((json_t *)value, key, member)
    {
        if (!has(to, key) && !json_is_null(member)) {
            unknown(checking, path, key);
            json_decref(to);
            return NULL;
        }
    }
    return to;
}

static json_t *value_check(const struct checking *checking, const char *shape, const json_t *value, const char *path)
{
    if (*shape == '{')
        return object_check(checking, shape + 1, value, path);
    if (*shape == '[')
        return list_check(checking, shape + 1, value, path);
    return scalar_check(checking, *shape, value, path);
}

bool shape_check(struct call *call, bool ec2, bool form)
{
    struct checking checking = {.call = call, .ec2 = ec2, .form = form};
    json_t *checked = object_check(&checking, call->operation->shape, call->in, "");
    if (!checked)
        return false;
    json_decref(call->in);
    call->in = checked;
    return true;
}
