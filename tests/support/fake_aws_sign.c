/* fake_aws_sign.c — Signature Version 4 as AWS checks it, written from the specification and apart from the product's
 * own ("Signature Version 4 signing process", docs.aws.amazon.com). */
#include "tests/support/fake_aws.h"
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { DIGEST = 32, CLOCK_SKEW_SECONDS_MAX = 300 };

struct scope {
    char key[128], date[16], region[64], service[64], signed_headers[1024], signature[128];
};

static void to_hex(const unsigned char *bytes, char hex[2 * DIGEST + 1])
{
    for (int index = 0; index < DIGEST; index++)
        snprintf(hex + 2 * index, 3, "%02x", bytes[index]);
}

static void hash_hex(const void *bytes, size_t length, char hex[2 * DIGEST + 1])
{
    unsigned char digest[DIGEST];
    EVP_Digest(bytes, length, digest, NULL, EVP_sha256(), NULL);
    to_hex(digest, hex);
}

static void keyed(const void *key, int key_length, const char *text, unsigned char digest[DIGEST])
{
    HMAC(EVP_sha256(), key, key_length, (const unsigned char *)text, strlen(text), digest, NULL);
}

static bool scope_read(const char *authorization, struct scope *ret_scope)
{
    *ret_scope = (struct scope){0};
    return sscanf(authorization,
                  "AWS4-HMAC-SHA256 Credential=%127[^/]/%15[^/]/%63[^/]/%63[^/]/aws4_request, "
                  "SignedHeaders=%1023[^,], Signature=%127s",
                  ret_scope->key, ret_scope->date, ret_scope->region, ret_scope->service, ret_scope->signed_headers,
                  ret_scope->signature) == 6;
}

static void canonical_value(FILE *out, const char *value)
{
    value += strspn(value, " ");
    size_t length = strlen(value);
    while (length > 0 && value[length - 1] == ' ')
        length--;
    for (size_t index = 0; index < length; index++)
        if (!(value[index] == ' ' && index + 1 < length && value[index + 1] == ' '))
            fputc(value[index], out);
}

/* False where a signed header is not there, or they are not sorted. */
static bool canonical_request(const struct request *request, const char *signed_headers, char hash[2 * DIGEST + 1])
{
    char *text, names[1024], *rest = names, body[2 * DIGEST + 1];
    size_t length;
    FILE *out = open_memstream(&text, &length);
    fprintf(out, "%s\n%s\n\n", request->method, request->path);
    snprintf(names, sizeof names, "%s", signed_headers);
    bool fine = true;
    const char *before = "";
    for (char *name; (name = strsep(&rest, ";"));) {
        const char *value = request_header(request, name);
        fine = fine && value && strcmp(before, name) < 0;
        fprintf(out, "%s:", name);
        canonical_value(out, value ? value : "");
        fputc('\n', out);
        before = name;
    }
    hash_hex(request->body, request->body_length, body);
    fprintf(out, "\n%s\n%s", signed_headers, body);
    fclose(out);
    hash_hex(text, length, hash);
    free(text);
    return fine;
}

static void signature_make(const struct scope *scope, const char *at, const char *secret, const char *canonical,
                           char hex[2 * DIGEST + 1])
{
    char key[256], text[1024];
    unsigned char digest[DIGEST];
    int length = snprintf(key, sizeof key, "AWS4%s", secret);
    keyed(key, length, scope->date, digest);
    keyed(digest, DIGEST, scope->region, digest);
    keyed(digest, DIGEST, scope->service, digest);
    keyed(digest, DIGEST, "aws4_request", digest);
    snprintf(text, sizeof text, "AWS4-HMAC-SHA256\n%s\n%s/%s/%s/aws4_request\n%s", at, scope->date, scope->region,
             scope->service, canonical);
    keyed(digest, DIGEST, text, digest);
    to_hex(digest, hex);
}

static bool wrong_signature(struct call *call, enum service service, const char *why)
{
    if (service == EC2)
        return refuse(call, 401, "AuthFailure", "AWS was not able to validate the provided access credentials: %s",
                      why);
    if (services[service].json)
        return refuse(call, 400, "InvalidSignatureException", "The request signature does not match: %s", why);
    return refuse(call, 403, "SignatureDoesNotMatch", "The request signature does not match: %s", why);
}

static bool unknown_key(struct call *call, enum service service)
{
    const char *text = "The security token included in the request is invalid.";
    if (service == EC2)
        return refuse(call, 401, "AuthFailure", "%s", text);
    if (services[service].json)
        return refuse(call, 400, "UnrecognizedClientException", "%s", text);
    return refuse(call, 403, "InvalidClientTokenId", "%s", text);
}

static bool skew_check(struct call *call, enum service service, const char *at, int64_t server_now)
{
    struct tm parts = {0};
    const char *end = strptime(at, "%Y%m%dT%H%M%SZ", &parts);
    if (!end || *end)
        return refuse(call, 400, "IncompleteSignature", "X-Amz-Date '%s' is not a date", at);
    int64_t difference = server_now - (int64_t)timegm(&parts);
    if (difference >= -CLOCK_SKEW_SECONDS_MAX && difference <= CLOCK_SKEW_SECONDS_MAX)
        return true;
    if (service == EC2)
        return refuse(call, 400, "RequestExpired", "Request has expired.");
    const char *word =
        difference > 0 ? "Signature expired: is now earlier than" : "Signature not yet current: later than";
    return refuse(call, services[service].json ? 400 : 403,
                  services[service].json ? "InvalidSignatureException" : "SignatureDoesNotMatch",
                  "%s the server's time", word);
}

static bool needs_signed(const struct request *request, const struct scope *scope, const char *name)
{
    if (!request_header(request, name))
        return false;
    char list[1040], word[80];
    snprintf(list, sizeof list, ";%s;", scope->signed_headers);
    snprintf(word, sizeof word, ";%s;", name);
    return strstr(list, word) == NULL;
}

static bool scope_check(struct call *call, enum service service, const struct request *request,
                        const struct scope *scope)
{
    static const char *const wanted[] = {"host", "x-amz-date", "x-amz-target", "x-amz-security-token", "content-type"};
    for (size_t index = 0; index < sizeof wanted / sizeof *wanted; index++)
        if (needs_signed(request, scope, wanted[index]))
            return wrong_signature(call, service, "a header that must be signed is not");
    if (strcmp(scope->service, services[service].name) != 0 || strcmp(scope->region, state_region(call->fake)) != 0)
        return wrong_signature(call, service, "Credential should be scoped to a valid region and the correct service");
    return true;
}

bool signature_check(struct call *call, enum service service, const struct request *request, int64_t server_now)
{
    const char *authorization = request_header(request, "authorization"), *at = request_header(request, "x-amz-date");
    if (!authorization || !at)
        return refuse(call, 403, "MissingAuthenticationToken", "Request is missing Authentication Token");
    struct scope scope;
    if (!scope_read(authorization, &scope) || strncmp(scope.date, at, 8) != 0)
        return refuse(call, 400, "IncompleteSignature", "the Authorization header cannot be read");
    const json_t *credentials = json_object_get(json_object_get(call->fake->state, "credentials"), scope.key);
    const char *token = request_header(request, "x-amz-security-token");
    if (!credentials || strcmp(token ? token : "", text_of(credentials, "session_token")) != 0)
        return unknown_key(call, service);
    char canonical[2 * DIGEST + 1], signature[2 * DIGEST + 1];
    if (!canonical_request(request, scope.signed_headers, canonical))
        return wrong_signature(call, service, "SignedHeaders names what is not there, or is not sorted");
    signature_make(&scope, at, text_of(credentials, "secret"), canonical, signature);
    if (strcmp(signature, scope.signature) != 0)
        return wrong_signature(call, service, "Check your AWS Secret Access Key and signing method.");
    call->account = text_of(credentials, "account");
    call->arn = text_of(credentials, "arn");
    return scope_check(call, service, request, &scope) && skew_check(call, service, at, server_now);
}
