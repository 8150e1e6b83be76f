/* http.h — one HTTP request and its reply, on libcurl. Knows no AWS: signing, retries and meaning are for others.
 *
 * TLS is verified, redirects are answers, plain http goes to this machine only (or, where the request says so, to the
 * metadata addresses of AWS or anywhere), to those never through a proxy. The path is sent exactly as written. Nothing
 * is logged here. */
#ifndef BAYPLAN_AWS_HTTP_H
#define BAYPLAN_AWS_HTTP_H

#include "data/base/error.h"
#include "data/base/text.h"
#include <stdint.h>

struct http; /* keeps connections open between requests; one per client, not for several threads */

/* `ca_bundle`: file of certificates instead of the system's (AWS_CA_BUNDLE), or NULL. Never NULL; http_close it. */
struct http *http_open(const char *ca_bundle);
void http_close(struct http *http); /* NULL is fine */

struct http_header {
    const char *name, *value;
};

enum http_plain {
    PLAIN_TO_LOOPBACK,
    PLAIN_TO_METADATA, /* loopback, IMDS and the container's credential addresses */
    PLAIN_TO_ANY       /* what everybody may read, without credentials */
};

struct http_reply;

struct http_request {
    const char *method;                /* "GET", "POST", "PUT" */
    const char *url;                   /* query encoded already */
    const struct http_header *headers; /* without Host and Content-Length, which follow from url and body */
    int headers_count;
    const char *body; /* may be NULL */
    size_t body_length;
    double connect_seconds, total_seconds; /* 0 = HTTP_CONNECT_SECONDS, HTTP_TOTAL_SECONDS */
    size_t reply_bytes_max;                /* 0 = AWS_REPLY_BYTES_MAX */
    enum http_plain plain;
    bool once; /* never twice on the wire: takes a new connection, as libcurl repeats what an old one has lost */
    const volatile bool *stop; /* may be NULL; set: the exchange ends as failed */
    double stall_seconds;      /* > 0: no limit in all; lost where not a byte comes for so long (whole seconds) */
    /* Takes the body as it arrives, status and headers being in `reply`, instead of reply->body; false ends the
     * exchange. May be NULL. */
    bool (*take)(void *context, const struct http_reply *reply, const char *bytes, size_t length);
    void *take_context;
};
#define HTTP_CONNECT_SECONDS 3.1
#define HTTP_TOTAL_SECONDS 60.0

enum http_outcome {
    HTTP_REPLIED,  /* a whole reply, of any status */
    HTTP_NOT_SENT, /* not a byte of the request left this machine */
    HTTP_LOST      /* it was sent, in part or whole, and there is no whole reply */
};

struct http_reply { /* `= {0}` before the call; http_reply_release after it, whatever the outcome */
    int status;
    struct text headers; /* "Name: value\n" lines of the final reply */
    struct text body;    /* may hold secrets: wiped when released */
};
enum { HTTP_HEADERS_BYTES_MAX = 64 * 1024, HTTP_HOST_SIZE = 300 };

/* HTTP_REPLIED, or another outcome with `err` (kind AWS; INPUT where the URL itself is refused): what failed and where
 * to look. Neither a header's value nor the query of the URL is in it. */
MUST_CHECK enum http_outcome http_send(struct http *http, const struct http_request *request, struct http_reply *reply,
                                       struct error *err);
void http_reply_release(struct http_reply *reply);

/* Value of the reply's first header of that name (any case) in `buffer`; false where absent or too long. */
bool http_reply_header(const struct http_reply *reply, const char *name, char *buffer, size_t size);

/* Seconds since 1970 of the reply's Date. */
bool http_reply_date(const struct http_reply *reply, int64_t *ret_seconds);

/* The Host header of a URL ("ecs.us-east-1.amazonaws.com", "127.0.0.1:5000"), and whether it may be asked at all:
 * https, or http to where `plain` says; no user or password in it. Errors: INPUT with the mend. */
MUST_CHECK bool http_host(const char *url, enum http_plain plain, char ret_host[HTTP_HOST_SIZE], struct error *err);
bool http_is_loopback(const char *url);

/* Where a redirect leads: the Location of a reply, which may be relative to `url`. False where that is no URL, or
 * longer than `size`. */
bool http_location(const char *url, const char *location, char *ret_url, size_t size);

#endif
