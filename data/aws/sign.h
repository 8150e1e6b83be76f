/* sign.h — AWS Signature Version 4, header form: each stage a function, so that each can be tested alone.
 *
 * Source: "Create a signed AWS API request", IAM User Guide (2026-06). The path is normalised and encoded once more, as
 * all services but S3 ask. Strings returned by stages are the caller's: secret_free() them (a canonical request holds
 * the session token). */
#ifndef BAYPLAN_AWS_SIGN_H
#define BAYPLAN_AWS_SIGN_H

#include "data/aws/credentials.h"
#include "data/aws/http.h"
#include "data/base/hash.h"
#include <stdint.h>

enum { SIGN_DATE_SIZE = sizeof "20150830T123600Z", SIGN_HEADERS_MAX = 32 };

struct sign_request {
    const char *method;                /* "POST" */
    const char *host;                  /* as http_host gives it; NULL where it is among the headers */
    const char *path;                  /* of the request line, as sent, without the query: "/" */
    const char *query;                 /* as sent, without '?'; "" or NULL = none */
    const struct http_header *headers; /* all are signed: content-type, x-amz-target. At most SIGN_HEADERS_MAX - 3 */
    int headers_count;
    const char *body; /* may be NULL */
    size_t body_length;
};

struct sign_scope {
    const char *region;  /* "us-east-1" */
    const char *service; /* signing name, "ecs" */
    int64_t now;         /* seconds since 1970 by AWS's clock */
};

/* What to send besides the request's own headers; signed_headers_release wipes it. */
struct signed_headers {
    struct http_header headers[3]; /* X-Amz-Date[, X-Amz-Security-Token], Authorization */
    int count;
    char date[SIGN_DATE_SIZE];
    char *authorization, *token; /* `headers` points into this struct: do not copy it */
};

void aws_sign(const struct sign_request *request, const struct sign_scope *scope,
              const struct aws_credentials *credentials, struct signed_headers *ret_signed);
void signed_headers_release(struct signed_headers *headers);

/* --- stages --- */

void sign_date(int64_t now, char ret_date[SIGN_DATE_SIZE]);
/* Dots and doubled slashes taken out of a path ("/a//./b/../" -> "/a/"). secret_free() it. */
char *sign_path_normal(const char *path);
/* The first stage, of a path as it is (not normalised). */
char *sign_canonical_request(const struct sign_request *request);
/* "content-type;host;x-amz-date" */
char *sign_header_names(const struct sign_request *request);
/* `date` "20150830T123600Z" */
char *sign_string_to_sign(const char *canonical_request, const char *date, const struct sign_scope *scope);
void sign_key(const char *secret, const char *date, const struct sign_scope *scope,
              unsigned char ret_key[SHA256_BYTES]);
void sign_signature(const unsigned char key[SHA256_BYTES], const char *string_to_sign, char ret_hex[SHA256_HEX_SIZE]);

#endif
