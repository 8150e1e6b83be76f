#include "tests/unit/observe/answers.h"
#include "data/aws/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { TEXT_MAX = 16 * 1024 * 1024 };

void answers_begin(struct answers *answers, const char *cluster)
{
    *answers = (struct answers){0};
    answers->decoding = (struct decoding){.failure = ERROR_INPUT, .source = "answer.json", .cluster = cluster};
}

static bool decode(struct answers *answers, const struct node *root)
{
    bool known = false;
    answers->decoding.arena = &answers->arena;
    if (!decode_answer(&answers->decoding, root, &known, &answers->err))
        return false;
    return known;
}

bool answers_add(struct answers *answers, const char *json)
{
    struct arena tree = {0};
    struct node *root = NULL;
    bool ok =
        node_parse(answers->decoding.source, json, strlen(json), &tree, &root, &answers->err) && decode(answers, root);
    arena_release(&tree); /* nothing of the tree may be in the objects: the sanitizer sees to it */
    return ok;
}

bool answers_add_wire(struct answers *answers, enum aws_service service, const char *operation, const char *body,
                      size_t length)
{
    struct arena tree = {0};
    struct aws_call call;
    struct aws_reply reply;
    struct http_reply http = {.status = 200};
    aws_call_begin(&call, service, operation, true);
    text_init(&http.headers, HTTP_HEADERS_BYTES_MAX);
    text_init(&http.body, AWS_REPLY_BYTES_MAX);
    text_add_bytes(&http.body, body, length);
    bool ok = wire_reply_read(&call, &http, &tree, &reply, &answers->err) && decode(answers, reply.body);
    http_reply_release(&http);
    aws_call_release(&call);
    arena_release(&tree);
    return ok;
}

const struct object *answers_object(const struct answers *answers, enum object_kind kind, const char *parent,
                                    const char *name)
{
    const struct object *object =
        object_find(answers->decoding.objects, answers->decoding.objects_count, kind, parent, name);
    if (object == NULL)
        fail_msg("no %s/%s/%s (%s)", object_kind_words[kind], parent, name, answers->err.text);
    return object;
}

void assert_value(const struct object *object, const char *property, const char *value)
{
    const char *found = object_value(object, property);
    if (found == NULL || strcmp(found, value) != 0)
        fail_msg("%s.%s is \"%s\", not \"%s\"", object->name, property, found == NULL ? "(absent)" : found, value);
}

const char *answers_text(struct answers *answers)
{
    struct text text;
    text_init(&text, TEXT_MAX);
    for (int i = 0; i < answers->decoding.objects_count; i++) {
        const struct object *object = &answers->decoding.objects[i];
        text_printf(&text, "%s/%s/%s %s %s %s\n", object_kind_words[object->kind], object->parent, object->name,
                    object->id, object->stack, object->run);
        for (int k = 0; k < object->properties_count; k++)
            text_printf(&text, "  %s=%s\n", object->properties[k].name, object->properties[k].value);
    }
    const char *copy = arena_strdup(&answers->arena, text.bytes == NULL ? "" : text.bytes);
    text_release(&text);
    return copy;
}

void answers_end(struct answers *answers)
{
    decode_release(&answers->decoding);
    arena_release(&answers->arena);
}
