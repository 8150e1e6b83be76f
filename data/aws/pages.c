/* pages.c — a read that comes in pages; see aws.h. */
#include "data/aws/aws.h"
#include "data/aws/wire.h"
#include "data/base/hash.h"
#include "data/base/json_writer.h"

#include <stdlib.h>
#include <string.h>

/* The tokens had so far, by their hashes: they may be long. */
struct tokens {
    char (*hashes)[SHA256_HEX_SIZE];
    int count, capacity;
};

static bool tokens_add(struct tokens *tokens, const char *token)
{
    char hash[SHA256_HEX_SIZE];
    sha256_hex(token, strlen(token), hash);
    for (int i = 0; i < tokens->count; i++)
        if (memcmp(tokens->hashes[i], hash, sizeof hash) == 0)
            return false;
    if (tokens->count == tokens->capacity) {
        tokens->capacity = tokens->capacity ? 2 * tokens->capacity : 16;
        tokens->hashes = memory_resize(tokens->hashes, (size_t)tokens->capacity, sizeof *tokens->hashes);
    }
    memcpy(tokens->hashes[tokens->count++], hash, sizeof hash);
    return true;
}

/* `first` with the token as one more member of its JSON object. */
static void json_page(const struct aws_call *first, const char *token, struct aws_call *ret_call)
{
    const char *body = first->body.length > 0 ? first->body.bytes : "{}";
    const char *end = strrchr(body, '}');
    BUG_IF(!end);
    struct text member;
    text_init(&member, AWS_REQUEST_BYTES_MAX);
    struct json_writer writer = {.out = &member};
    json_begin_object(&writer, NULL);
    json_string(&writer, wire_page_parameter(first->service), token);
    json_end_object(&writer);
    size_t kept = (size_t)(end - body);
    bool is_empty = strspn(body, "{ \t\r\n") >= kept;
    text_add_bytes(&ret_call->body, body, kept);
    text_add(&ret_call->body, is_empty ? "" : ",");
    text_add(&ret_call->body, strchr(member.bytes, '{') + 1);
    text_release(&member);
}

static void page_call(const struct aws_call *first, const char *token, struct aws_call *ret_call)
{
    aws_call_begin(ret_call, first->service, first->operation, first->repeatable);
    if (wire_service(first->service)->protocol == PROTOCOL_JSON_1_1) {
        json_page(first, token, ret_call);
        return;
    }
    if (first->body.length > 0)
        text_add_bytes(&ret_call->body, first->body.bytes, first->body.length);
    aws_parameter(ret_call, wire_page_parameter(first->service), token);
}

static bool repeated(const struct aws_call *call, struct error *err)
{
    return error_set(err, ERROR_AWS, NULL, "%s %s: a page names a page again that was read before; call again",
                     wire_service(call->service)->host, call->operation);
}

bool aws_send_pages(struct aws_client *client, const struct aws_call *call, struct arena *arena,
                    bool (*each)(void *context, struct node *page, struct error *err), void *context,
                    struct aws_failure *ret_failure, struct error *err)
{
    struct tokens tokens = {0};
    struct aws_reply reply = {0};
    bool ok = aws_send(client, call, arena, &reply, ret_failure, err) && each(context, reply.body, err);
    const char *token = ok ? wire_page_token(call->service, reply.body) : NULL;
    while (ok && token) {
        struct aws_call next;
        page_call(call, token, &next);
        ok = tokens_add(&tokens, token) || repeated(call, err);
        if (ok && tokens.count >= AWS_PAGES_MAX)
            ok = error_set(err, ERROR_LIMIT, NULL, "%s %s: more than %d pages", wire_service(call->service)->host,
                           call->operation, AWS_PAGES_MAX);
        ok = ok && aws_send(client, &next, arena, &reply, ret_failure, err) && each(context, reply.body, err);
        aws_call_release(&next);
        token = ok ? wire_page_token(call->service, reply.body) : NULL;
    }
    free(tokens.hashes);
    return ok;
}
