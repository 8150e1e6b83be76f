/* fake_aws_read.c — what a reader sees: not yet, as it was, in pages; and what tokens and tags do. */
#include "tests/support/fake_aws.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void begin_hidden(struct fake *fake, json_t *object)
{
    if (fake->hidden_reads > 0)
        put_number(object, "__hidden", fake->hidden_reads);
}

void begin_stale(struct fake *fake, json_t *object)
{
    if (fake->stale_reads <= 0)
        return;
    json_t *old = json_deep_copy(object);
    json_object_del(old, "__old");
    put(object, "__old", old);
    put_number(object, "__stale", fake->stale_reads);
}

const json_t *seen(json_t *object)
{
    if (!object)
        return NULL;
    if (integer_of(object, "__hidden", 0) > 0) {
        add_number(object, "__hidden", -1);
        return NULL;
    }
    if (integer_of(object, "__stale", 0) > 0) {
        add_number(object, "__stale", -1);
        return json_object_get(object, "__old");
    }
    return object;
}

static const char *token_name(const struct call *call)
{
    enum service service = call->operation->service;
    return service == ECS || service == EC2 ? (service == EC2 ? "NextToken" : "nextToken") : "NextToken";
}

static bool page_begin(struct call *call, size_t *ret_from, bool *ret_empty)
{
    const char *token = text_of(call->in, token_name(call));
    *ret_from = 0;
    *ret_empty = call->fake->empty_pages && !*token;
    if (!*token)
        return true;
    char *end;
    if (strncmp(token, "page-", 5) != 0 || (*ret_from = strtoul(token + 5, &end, 10), *end))
        return refuse(call, 400,
                      call->operation->service == AUTOSCALING ? "InvalidNextToken" : "InvalidNextTokenException",
                      "The token '%s' is invalid", token);
    return true;
}

bool paginate(struct call *call, json_t *all, const char *list, const char *most, int at_most)
{
    size_t from;
    bool empty;
    if (!page_begin(call, &from, &empty)) {
        json_decref(all);
        return false;
    }
    int64_t size = integer_of(call->in, most, at_most);
    if (size < 1 || size > at_most) {
        json_decref(all);
        return refuse(call, 400, "ValidationError", "%s must be from 1 to %d", most, at_most);
    }
    if (call->fake->page > 0 && size > call->fake->page)
        size = call->fake->page;
    size_t until = empty ? 0 : from + (size_t)size;
    json_t *page = list_of(call->out, list);
    for (size_t index = from; index < until && index < json_array_size(all); index++)
        json_array_append(page, json_array_get(all, index));
    if (empty || until < json_array_size(all)) {
        bool ec2 = call->operation->service == EC2;
        put(call->out, ec2 ? "nextToken" : token_name(call), format_json("page-%zu", until));
    }
    json_decref(all);
    return true;
}

static void token_label(const struct call *call, const char *key, char *label, size_t size)
{
    snprintf(label, size, "%d.%s.%s.%s", (int)call->operation->service, call->operation->name,
             text_of(call->in, "cluster"), text_of(call->in, key));
}

bool token_replay(struct call *call, const char *key, bool *ret_done)
{
    *ret_done = false;
    if (!has(call->in, key))
        return true;
    char label[512];
    token_label(call, key, label, sizeof label);
    const json_t *kept = json_object_get(call->fake->tokens, label);
    if (!kept)
        return true;
    if (!json_equal(json_object_get(kept, "in"), call->in))
        return refuse(call, 400,
                      call->operation->service == EC2 ? "IdempotentParameterMismatch" : "InvalidParameterException",
                      "The client token was used before with other parameters");
    json_decref(call->out);
    call->out = json_deep_copy(json_object_get(kept, "out"));
    *ret_done = true;
    return true;
}

void token_keep(struct call *call, const char *key)
{
    if (!has(call->in, key))
        return;
    char label[512];
    token_label(call, key, label, sizeof label);
    put(call->fake->tokens, label, json_pack("{s:O, s:o}", "in", call->in, "out", json_deep_copy(call->out)));
}

void tags_merge(json_t *list, const json_t *tags, const char *key, const char *value)
{
    size_t index;
    const json_t *tag;
    json_array_foreach((json_t *)tags, index, tag)
    {
        json_t *old = find_by(list, key, text_of(tag, key));
        if (!old) {
            old = json_object();
            put_text(old, key, text_of(tag, key));
            json_array_append_new(list, old);
        }
        put_text(old, value, text_of(tag, value));
    }
}

void tags_remove(json_t *list, const char *key_name, const char *key)
{
    for (size_t index = json_array_size(list); index-- > 0;)
        if (strcmp(text_of(json_array_get(list, index), key_name), key) == 0)
            json_array_remove(list, index);
}

bool tags_valid(struct call *call, const json_t *tags, const char *key)
{
    const char *code = call->operation->service == ECS ? "InvalidParameterException" : "ValidationError";
    if (json_array_size(tags) > 50)
        return refuse(call, 400, code, "at most 50 tags");
    size_t index;
    const json_t *tag;
    json_array_foreach((json_t *)tags, index, tag)
    {
        const char *name = text_of(tag, key);
        if (!*name || strlen(name) > 128 || strncmp(name, "aws:", 4) == 0)
            return refuse(call, 400, code, "the tag key '%s' is invalid", name);
    }
    return true;
}

bool filters_match(const json_t *filters, const char *values, const char *name, const char *value)
{
    size_t index;
    const json_t *filter;
    json_array_foreach((json_t *)filters, index, filter)
    {
        if (strcmp(text_of(filter, "Name"), name) == 0 && !list_has(json_object_get(filter, values), value))
            return false;
    }
    return true;
}
