/* wire.h — what a call and its reply look like on the wire, for the three protocols. Pure: no network, no clock. */
#ifndef BAYPLAN_AWS_WIRE_H
#define BAYPLAN_AWS_WIRE_H

#include "data/aws/aws.h"
#include "data/aws/http.h"

struct wire_service {
    const char *host; /* "ecs", also its name in messages */
    const char *signing_name;
    enum aws_protocol protocol;
    const char *version; /* or the JSON protocol's target prefix */
};
const struct wire_service *wire_service(enum aws_service service);

/* The HTTP body (the caller's to release) and the headers that go with it. */
struct wire_request {
    struct text body;
    const char *content_type;
    char target[128]; /* X-Amz-Target; "" = none */
};
/* Errors: LIMIT. */
MUST_CHECK bool wire_request_make(const struct aws_call *call, struct wire_request *ret_request, struct error *err);

/* The body of a reply with status 2xx. False and an error where it is not what the operation answers: then nobody
 * knows what was done. */
MUST_CHECK bool wire_reply_read(const struct aws_call *call, const struct http_reply *reply, struct arena *arena,
                                struct aws_reply *ret_reply, struct error *err);

struct wire_failure {
    char code[AWS_CODE_SIZE]; /* stripped of namespace and URL */
    const char *message;      /* AWS's words; "" = none */
    char request_id[AWS_REQUEST_ID_SIZE];
};
/* The error in a reply of any other status. XML and JSON are both taken from every service: gateways answer in either.
 * False where there is no code: HTML of a proxy, nothing. */
bool wire_failure_read(const struct http_reply *reply, struct arena *arena, struct wire_failure *ret_failure);

/* Name of the token that asks for the next page, and the token in a page; NULL where it is the last. */
const char *wire_page_parameter(enum aws_service service);
const char *wire_page_token(enum aws_service service, const struct node *page);

#endif
