/* wire.c — see wire.h. Shapes: "Query API" pages of EC2, Auto Scaling and STS; AWS JSON 1.1 protocol (2026-06). */
#include "data/aws/wire.h"

#include <stdio.h>
#include <string.h>

const struct wire_service *wire_service(enum aws_service service)
{
    static const struct wire_service services[AWS_SERVICES_COUNT] = {
#define X(service_name, variable, host, signing, protocol, version) {host, signing, protocol, version},
        AWS_SERVICES(X)
#undef X
    };
    return &services[service];
}

static void query_make(const struct wire_service *service, const struct aws_call *call, struct wire_request *request)
{
    request->content_type = "application/x-www-form-urlencoded; charset=utf-8";
    text_printf(&request->body, "Action=%s&Version=%s", call->operation, service->version);
    if (call->body.length > 0)
        text_add_bytes(&request->body, call->body.bytes, call->body.length);
}

static void json_make(const struct wire_service *service, const struct aws_call *call, struct wire_request *request)
{
    request->content_type = "application/x-amz-json-1.1";
    snprintf(request->target, sizeof request->target, "%s.%s", service->version, call->operation);
    if (call->body.length > 0)
        text_add_bytes(&request->body, call->body.bytes, call->body.length);
    else
        text_add(&request->body, "{}");
}

bool wire_request_make(const struct aws_call *call, struct wire_request *ret_request, struct error *err)
{
    const struct wire_service *service = wire_service(call->service);
    struct wire_request request = {0};
    text_init(&request.body, AWS_REQUEST_BYTES_MAX);
    switch (service->protocol) {
    case PROTOCOL_QUERY:
    case PROTOCOL_EC2:
        query_make(service, call, &request);
        break;
    case PROTOCOL_JSON_1_1:
        json_make(service, call, &request);
        break;
    }
    if (request.body.overflown || call->body.overflown) {
        text_release(&request.body);
        return error_set(err, ERROR_LIMIT, NULL, "%s %s: the request is larger than %d bytes", service->host,
                         call->operation, AWS_REQUEST_BYTES_MAX);
    }
    *ret_request = request;
    return true;
}

static bool is_member(const struct node *node)
{
    return strcmp(node->name, "member") == 0 || strcmp(node->name, "item") == 0;
}

/* An XML tree into the shape of JSON (aws.h); as deep as the parser allows. */
static void shape(struct node *node)
{
    if (node->kind == NODE_XML_TEXT) {
        node->kind = NODE_STRING;
    } else if (!node->first) {
        node->kind = NODE_STRING;
        node->string = "";
    } else {
        node->kind = NODE_LIST;
        for (const struct node *child = node->first; child; child = child->next)
            if (!is_member(child))
                node->kind = NODE_OBJECT;
    }
    for (struct node *child = node->first; child; child = child->next) {
        shape(child);
        if (node->kind == NODE_LIST)
            child->name = NULL;
    }
}

static bool body_parse(const struct http_reply *reply, struct arena *arena, struct node **ret_root, bool *ret_is_xml,
                       struct error *err)
{
    const char *bytes = reply->body.bytes ? reply->body.bytes : "";
    if (!node_parse_foreign("reply", bytes, reply->body.length, arena, ret_root, err))
        return false;
    *ret_is_xml = (*ret_root)->kind == NODE_XML_ELEMENT || (*ret_root)->kind == NODE_XML_TEXT;
    return true;
}

static const struct node *child_of(const struct node *node, const char *name)
{
    return node ? node_child(node, name) : NULL;
}

static const char *string_of(const struct node *node)
{
    return node && (node->kind == NODE_STRING || node->kind == NODE_XML_TEXT) ? node->string : "";
}

/* Copies a word made of letters, digits and `others`; "" where it is not such a word or too long. */
static void word_copy(const char *word, const char *others, char *copy, size_t size)
{
    size_t length = strlen(word);
    *copy = '\0';
    if (length >= size)
        return;
    for (const char *at = word; *at; at++) {
        bool plain = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || (*at >= '0' && *at <= '9');
        if (!plain && !strchr(others, *at))
            return;
    }
    memcpy(copy, word, length + 1);
}

static void request_id_copy(const char *word, char copy[AWS_REQUEST_ID_SIZE])
{
    word_copy(word, "-_+/=.:", copy, AWS_REQUEST_ID_SIZE);
}

static void request_id_find(const struct http_reply *reply, const struct node *root, char copy[AWS_REQUEST_ID_SIZE])
{
    static const char *const headers[] = {"x-amzn-RequestId", "x-amz-request-id", "x-amzn-request-id"};
    char value[AWS_REQUEST_ID_SIZE] = "";
    for (size_t i = 0; i < sizeof headers / sizeof *headers && value[0] == '\0'; i++)
        if (!http_reply_header(reply, headers[i], value, sizeof value))
            value[0] = '\0';
    request_id_copy(value, copy);
    const struct node *places[] = {child_of(root, "RequestId"), child_of(root, "requestId"),
                                   child_of(root, "RequestID"),
                                   child_of(child_of(root, "ResponseMetadata"), "RequestId")};
    for (size_t i = 0; i < sizeof places / sizeof *places && copy[0] == '\0'; i++)
        request_id_copy(string_of(places[i]), copy);
}

/* "CreateClusterResponse", around "CreateClusterResult" in the query protocol. */
static bool xml_unwrap(const struct aws_call *call, struct node *root, struct node **ret_body, struct error *err)
{
    char name[128];
    snprintf(name, sizeof name, "%sResponse", call->operation);
    if (strcmp(root->name, name) != 0)
        return error_set(err, ERROR_AWS, NULL, "the reply is <%.60s>, not <%s>", root->name, name);
    snprintf(name, sizeof name, "%sResult", call->operation);
    struct node *result = node_child(root, name);
    *ret_body = result ? result : root;
    (*ret_body)->next = NULL; /* ResponseMetadata is no sibling of what a caller walks */
    shape(*ret_body);
    if (!(*ret_body)->first)
        (*ret_body)->kind = NODE_OBJECT;
    return true;
}

bool wire_reply_read(const struct aws_call *call, const struct http_reply *reply, struct arena *arena,
                     struct aws_reply *ret_reply, struct error *err)
{
    struct node *root = NULL;
    struct error cause = {0};
    bool is_xml = false;
    struct aws_reply result = {0};
    if (!body_parse(reply, arena, &root, &is_xml, &cause))
        return error_set(err, ERROR_AWS, NULL, "the reply cannot be read (%s: %s)", cause.where, cause.text);
    bool wants_xml = wire_service(call->service)->protocol != PROTOCOL_JSON_1_1;
    if (is_xml != wants_xml || (!is_xml && root->kind != NODE_OBJECT))
        return error_set(err, ERROR_AWS, NULL, "the reply is not %s", wants_xml ? "XML" : "a JSON object");
    request_id_find(reply, root, result.request_id);
    result.body = root;
    if (is_xml && !xml_unwrap(call, root, &result.body, err))
        return false;
    *ret_reply = result;
    return true;
}

/* "com.amazonaws.ecs#ClusterNotFoundException:http://..." is ClusterNotFoundException. */
static void code_copy(const char *raw, char copy[AWS_CODE_SIZE])
{
    char word[4 * AWS_CODE_SIZE];
    size_t length = strcspn(raw, ":");
    const char *hash = memrchr(raw, '#', length);
    const char *start = hash ? hash + 1 : raw;
    length -= (size_t)(start - raw);
    *copy = '\0';
    if (length >= sizeof word)
        return;
    memcpy(word, start, length);
    word[length] = '\0';
    word_copy(word, "._-", copy, AWS_CODE_SIZE);
}

/* <ErrorResponse><Error> (query) or <Response><Errors><Error> (EC2). */
static void xml_failure(const struct node *root, struct wire_failure *failure)
{
    const struct node *error = child_of(root, "Error");
    if (!error)
        error = child_of(child_of(root, "Errors"), "Error");
    code_copy(string_of(child_of(error, "Code")), failure->code);
    failure->message = string_of(child_of(error, "Message"));
}

static void json_failure(const struct node *root, struct wire_failure *failure)
{
    static const char *const codes[] = {"__type", "code", "Code"};
    static const char *const messages[] = {"message", "Message", "errorMessage"};
    for (size_t i = 0; i < sizeof codes / sizeof *codes && failure->code[0] == '\0'; i++)
        code_copy(string_of(child_of(root, codes[i])), failure->code);
    for (size_t i = 0; i < sizeof messages / sizeof *messages && *failure->message == '\0'; i++)
        failure->message = string_of(child_of(root, messages[i]));
}

bool wire_failure_read(const struct http_reply *reply, struct arena *arena, struct wire_failure *ret_failure)
{
    struct wire_failure failure = {.message = ""};
    struct error ignored = {0};
    struct node *root = NULL;
    bool is_xml = false, parsed = body_parse(reply, arena, &root, &is_xml, &ignored);
    request_id_find(reply, parsed ? root : NULL, failure.request_id);
    if (parsed && is_xml)
        xml_failure(root, &failure);
    else if (parsed && root->kind == NODE_OBJECT)
        json_failure(root, &failure);
    char type[4 * AWS_CODE_SIZE];
    bool may_be_in_header = (parsed && !is_xml) || reply->body.length == 0;
    if (failure.code[0] == '\0' && may_be_in_header && http_reply_header(reply, "x-amzn-ErrorType", type, sizeof type))
        code_copy(type, failure.code);
    *ret_failure = failure;
    return failure.code[0] != '\0';
}

const char *wire_page_parameter(enum aws_service service)
{
    return service == AWS_ECS ? "nextToken" : "NextToken";
}

const char *wire_page_token(enum aws_service service, const struct node *page)
{
    bool small = service == AWS_ECS || service == AWS_EC2;
    const char *token = string_of(child_of(page, small ? "nextToken" : "NextToken"));
    return *token ? token : NULL;
}
