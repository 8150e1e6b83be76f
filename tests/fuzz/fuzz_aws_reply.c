/* fuzz_aws_reply.c — any bytes as a reply: "SERVICE STATUS\n", header lines, an empty line, the body. A reply is a tree
 * of the shape that aws.h promises, or one error; a failure is a plain code or none. */
#include "data/aws/retry.h"
#include "data/aws/wire.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

static void require(bool truth)
{
    if (!truth)
        abort();
}

static void check_shape(const struct node *node, bool is_xml, int depth)
{
    require(depth <= NODE_DEPTH_MAX + 1);
    require(node->kind != NODE_XML_TEXT && node->kind != NODE_XML_ELEMENT);
    if (is_xml)
        require(node->kind == NODE_STRING || node->kind == NODE_OBJECT || node->kind == NODE_LIST);
    if (node->kind == NODE_STRING)
        require(node->string && utf8_valid_length(node->string, strlen(node->string)) == strlen(node->string));
    for (const struct node *child = node->first; child; child = child->next) {
        require(!child->name == (node->kind == NODE_LIST));
        check_shape(child, is_xml, depth + 1);
    }
}

static void check_plain(const char *word)
{
    for (; *word; word++)
        require(*word > ' ' && *word < 0x7f && *word != '#' && *word != '<' && *word != '"');
}

static void read_as_reply(enum aws_service service, const struct http_reply *http)
{
    struct arena arena = {0};
    struct error err = {0};
    struct aws_call call = {.service = service, .operation = "X"};
    struct aws_reply reply = {0};
    if (wire_reply_read(&call, http, &arena, &reply, &err)) {
        require(err.kind == ERROR_NONE && reply.body->kind == NODE_OBJECT && !reply.body->next);
        check_shape(reply.body, wire_service(service)->protocol != PROTOCOL_JSON_1_1, 1);
        check_plain(reply.request_id);
        const char *token = wire_page_token(service, reply.body);
        require(!token || *token);
    } else {
        require(err.kind == ERROR_AWS && err.text[0] != '\0' && !reply.body);
    }
    arena_release(&arena);
}

static void read_as_failure(enum aws_service service, const struct http_reply *http)
{
    struct arena arena = {0};
    struct wire_failure failure;
    bool has_code = wire_failure_read(http, &arena, &failure);
    require(has_code == (failure.code[0] != '\0'));
    check_plain(failure.code);
    check_plain(failure.request_id);
    require(utf8_valid_length(failure.message, strlen(failure.message)) == strlen(failure.message));
    enum retry_class class = retry_classify(service, http->status, failure.code);
    require(class != RETRY_CREDENTIALS || retry_is_expiry(failure.code));
    arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *bytes = (const char *)data, *end = bytes + size;
    const char *line_end = memchr(bytes, '\n', size);
    if (size < 6 || !line_end || line_end < bytes + 5)
        return 0;
    struct http_reply http = {.status = (bytes[2] & 7) * 100 + (bytes[3] & 15) * 10 + (bytes[4] & 15)};
    enum aws_service service = (enum aws_service)((unsigned char)bytes[0] % AWS_SERVICES_COUNT);
    const char *headers = line_end + 1;
    const char *blank = memmem(line_end, (size_t)(end - line_end), "\n\n", 2);
    const char *body = blank ? blank + 2 : end;
    text_init(&http.headers, HTTP_HEADERS_BYTES_MAX);
    text_init(&http.body, AWS_REPLY_BYTES_MAX);
    if (blank && blank >= headers && !memchr(headers, '\0', (size_t)(blank + 1 - headers)))
        text_add_bytes(&http.headers, headers, (size_t)(blank + 1 - headers));
    text_add_bytes(&http.body, body, (size_t)(end - body));
    char value[64];
    if (http_reply_header(&http, "Date", value, sizeof value))
        require(strlen(value) < sizeof value);
    int64_t date = 0;
    require(!http_reply_date(&http, &date) || date > 0);
    read_as_reply(service, &http);
    read_as_failure(service, &http);
    http_reply_release(&http);
    return 0;
}
