/* send.c — one call: signed, sent, and sent again where that is right; see aws.h. */
#include "data/aws/client.h"
#include "data/aws/sign.h"
#include "data/aws/wire.h"
#include "data/base/secret.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* What one attempt has shown. */
struct attempt {
    enum aws_failure_kind kind;
    enum retry_class class;
    struct aws_failure failure;
    char request_id[AWS_REQUEST_ID_SIZE];
    struct error err;  /* transport's own, or what is wrong with the reply */
    const char *words; /* AWS's; in `arena`, "" = none */
    double asked_s;    /* to wait: x-amz-retry-after; < 0 = none */
    int64_t aws_clock; /* Date of the reply; 0 = none */
};

struct sending {
    struct aws_client *client;
    const struct aws_call *call;
    const struct wire_service *service;
    struct wire_request wire;
    struct arena *arena;
    int number;  /* of the attempt, from 1 */
    int retries; /* that the quota was charged for */
    bool clock_mended, credentials_renewed, was_lost;
};

static double monotonic_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double random_ratio(void)
{
    return (double)arc4random() / 4294967296.0;
}

/* Signs and sends. */
static enum http_outcome exchange(struct sending *sending, const struct aws_credentials *credentials,
                                  struct http_reply *reply, struct error *err)
{
    struct aws_client *client = sending->client;
    const struct aws_call *call = sending->call;
    struct http_header headers[6] = {{"Content-Type", sending->wire.content_type}};
    int count = 1;
    if (sending->wire.target[0] != '\0')
        headers[count++] = (struct http_header){"X-Amz-Target", sending->wire.target};
    struct sign_request request = {
        .method = "POST",
        .host = client->hosts[call->service],
        .path = "/",
        .query = "",
        .headers = headers,
        .headers_count = count,
        .body = sending->wire.body.bytes,
        .body_length = sending->wire.body.length,
    };
    struct sign_scope scope = {client->settings.region, sending->service->signing_name, aws_now(client)};
    struct signed_headers signature = {0};
    aws_sign(&request, &scope, credentials, &signature);
    for (int i = 0; i < signature.count; i++)
        headers[count++] = signature.headers[i];
    headers[count++] = (struct http_header){"User-Agent", "bayplan/" BAYPLAN_VERSION};
    struct http_request http = {
        .method = "POST",
        .url = client->urls[call->service],
        .headers = headers,
        .headers_count = count,
        .body = request.body,
        .body_length = request.body_length,
        .once = !call->repeatable,
    };
    enum http_outcome outcome = http_send(client->http, &http, reply, err);
    signed_headers_release(&signature);
    return outcome;
}

/* A reply of status 5xx that is no throttling may come from a call that was carried out. */
static void take_failure(const struct sending *sending, const struct http_reply *reply, struct attempt *attempt)
{
    struct wire_failure failure;
    bool has_code = wire_failure_read(reply, sending->arena, &failure);
    memcpy(attempt->failure.code, failure.code, sizeof failure.code);
    memcpy(attempt->request_id, failure.request_id, sizeof failure.request_id);
    attempt->words = failure.message;
    attempt->class = retry_classify(sending->call->service, reply->status, failure.code);
    attempt->kind = reply->status >= 500 && attempt->class != RETRY_THROTTLED ? AWS_LOST : AWS_REFUSED;
    if (!has_code)
        error_set(&attempt->err, ERROR_AWS, NULL, "the answer has no error code of AWS; is a proxy between?");
}

static void take_reply(const struct sending *sending, const struct http_reply *reply, struct attempt *attempt,
                       struct aws_reply *ret_reply)
{
    char milliseconds[16];
    double asked_ms = 0;
    int64_t integer = 0;
    bool is_integer = false;
    attempt->failure.status = reply->status;
    if (http_reply_header(reply, "x-amz-retry-after", milliseconds, sizeof milliseconds) &&
        number_parse(milliseconds, strlen(milliseconds), &asked_ms, &integer, &is_integer))
        attempt->asked_s = asked_ms / 1000;
    if (!http_reply_date(reply, &attempt->aws_clock))
        attempt->aws_clock = 0;
    if (reply->status < 200 || reply->status >= 300) {
        take_failure(sending, reply, attempt);
    } else if (wire_reply_read(sending->call, reply, sending->arena, ret_reply, &attempt->err)) {
        memcpy(attempt->request_id, ret_reply->request_id, sizeof attempt->request_id);
    } else {
        attempt->kind = AWS_LOST;
        attempt->class = RETRY_TRANSIENT;
    }
}

static void log_attempt(const struct sending *sending, const struct attempt *attempt, double began_s)
{
    const struct aws_failure *failure = &attempt->failure;
    char status[16] = "no reply";
    if (failure->status > 0)
        snprintf(status, sizeof status, "%d", failure->status);
    aws_settings_log(&sending->client->settings, "POST %s.%s attempt %d: %s%s%s in %.0f ms%s%s", sending->service->host,
                     sending->call->operation, sending->number, status, failure->code[0] ? " " : "", failure->code,
                     (monotonic_s() - began_s) * 1000, attempt->request_id[0] ? ", request " : "", attempt->request_id);
}

static struct attempt try_once(struct sending *sending, struct aws_reply *ret_reply)
{
    struct attempt attempt = {.kind = AWS_NO_FAILURE, .words = "", .asked_s = -1};
    const struct aws_credentials *credentials = NULL;
    double began_s = monotonic_s();
    if (!aws_credentials_get(sending->client->chain, aws_now(sending->client), &credentials, &attempt.err)) {
        attempt.kind = AWS_NOT_SENT;
        attempt.class = RETRY_NEVER;
        return attempt;
    }
    sending->client->clock_offset_s += aws_chain_skew(sending->client->chain);
    struct http_reply reply = {0};
    switch (exchange(sending, credentials, &reply, &attempt.err)) {
    case HTTP_REPLIED:
        take_reply(sending, &reply, &attempt, ret_reply);
        break;
    case HTTP_NOT_SENT:
        attempt.kind = AWS_NOT_SENT;
        attempt.class = RETRY_TRANSIENT;
        break;
    case HTTP_LOST:
        attempt.kind = AWS_LOST;
        attempt.class = RETRY_TRANSIENT;
        break;
    }
    http_reply_release(&reply);
    log_attempt(sending, &attempt, began_s);
    return attempt;
}

/* Once per call: our clock moved to AWS's. */
static bool mend_clock(struct sending *sending, const struct attempt *attempt)
{
    enum { DOUBTFUL_S = 4 * 60 }; /* below that, a wrong signature has another cause */
    struct aws_client *client = sending->client;
    if (sending->clock_mended || attempt->aws_clock == 0)
        return false;
    int64_t apart = attempt->aws_clock - aws_now(client);
    int64_t distance = apart < 0 ? -apart : apart;
    if (distance <= (attempt->class == RETRY_CLOCK ? 1 : DOUBTFUL_S))
        return false;
    sending->clock_mended = true;
    client->clock_offset_s += apart;
    aws_settings_log(&client->settings, "this machine's clock differs from AWS's by %lld s: signing with AWS's",
                     (long long)client->clock_offset_s);
    return true;
}

static bool renew_credentials(struct sending *sending, const struct attempt *attempt)
{
    if (sending->credentials_renewed || !retry_is_expiry(attempt->failure.code))
        return false;
    sending->credentials_renewed = true;
    return aws_credentials_expire(sending->client->chain);
}

static bool wait_and_retry(struct sending *sending, const struct attempt *attempt)
{
    if (attempt->kind == AWS_LOST && !sending->call->repeatable)
        return false;
    if (sending->number - sending->clock_mended - sending->credentials_renewed >= RETRY_ATTEMPTS_MAX ||
        !retry_quota_take(&sending->client->quota))
        return false;
    sending->retries++;
    return aws_sleep(sending->client, retry_delay(sending->retries, random_ratio(), attempt->asked_s));
}

/* Whether another attempt is due; by then everything is waited for. */
static bool goes_on(struct sending *sending, const struct attempt *attempt)
{
    sending->was_lost = sending->was_lost || attempt->kind == AWS_LOST;
    if (client_is_stopped(sending->client))
        return false;
    switch (attempt->class) {
    case RETRY_NEVER:
        return false;
    case RETRY_CLOCK:
    case RETRY_CLOCK_MAYBE:
        return mend_clock(sending, attempt) || renew_credentials(sending, attempt);
    case RETRY_CREDENTIALS:
        return renew_credentials(sending, attempt);
    case RETRY_THROTTLED:
    case RETRY_TRANSIENT:
        return wait_and_retry(sending, attempt);
    }
    BUG_IF(true);
}

/* What a reader can do about the commonest refusals. */
static const char *hint_of(const char *code)
{
    static const char *const hints[][2] = {
        {"AuthFailure", "; AWS does not accept these credentials: look where they come from"},
        {"ExpiredToken", "; get new credentials and call again"},
        {"ExpiredTokenException", "; get new credentials and call again"},
        {"InvalidClientTokenId", "; AWS does not know this access key: look where the credentials come from"},
        {"InvalidSignatureException", "; is the secret key that of this access key?"},
        {"SignatureDoesNotMatch", "; is the secret key that of this access key?"},
        {"UnrecognizedClientException", "; AWS does not know this access key: look where the credentials come from"},
    };
    for (size_t i = 0; i < sizeof hints / sizeof *hints; i++)
        if (strcmp(code, hints[i][0]) == 0)
            return hints[i][1];
    return "";
}

/* AWS's words without what some services add to a refused signature: our own request, session token and all. */
static int words_length(const char *words)
{
    const char *echo = strstr(words, "Canonical String");
    const char *string = strstr(words, "String-to-Sign");
    if (!echo || (string && string < echo))
        echo = string ? string : echo;
    return (int)(echo ? (size_t)(echo - words) : strlen(words));
}

static bool say(const struct sending *sending, const struct attempt *attempt, struct aws_failure *ret_failure,
                struct error *err)
{
    const struct aws_failure *failure = &attempt->failure;
    *ret_failure = *failure;
    ret_failure->kind = attempt->kind == AWS_NOT_SENT && sending->was_lost ? AWS_LOST : attempt->kind;
    ret_failure->lost_before = sending->was_lost;
    enum error_kind kind = attempt->err.kind == ERROR_NONE ? ERROR_AWS : attempt->err.kind;
    char tail[64 + AWS_REQUEST_ID_SIZE] = "";
    if (failure->status > 0)
        snprintf(tail, sizeof tail, " (HTTP %d%s%s)", failure->status, attempt->request_id[0] ? ", request " : "",
                 attempt->request_id);
    const char *again = attempt->kind == AWS_LOST && !sending->call->repeatable
                            ? "; it may have been carried out, so it was not sent again"
                            : "";
    if (failure->code[0] != '\0')
        return error_set(err, kind, NULL, "%s %s: %s%s%.*s%s%s%s", sending->service->host, sending->call->operation,
                         failure->code, *attempt->words ? ": " : "", words_length(attempt->words), attempt->words,
                         hint_of(failure->code), tail, again);
    return error_set(err, kind, attempt->err.where, "%s %s: %s%s%s", sending->service->host, sending->call->operation,
                     attempt->err.text, tail, again);
}

/* False where `stop` came first. */
static bool wait_for_turn(struct sending *sending)
{
    struct aws_client *client = sending->client;
    double wait_s = client->is_limited[sending->call->service] ? rate_take(&client->rate, monotonic_s()) : 0;
    return aws_sleep(client, wait_s);
}

static bool run(struct sending *sending, struct aws_reply *ret_reply, struct aws_failure *ret_failure,
                struct error *err)
{
    struct attempt attempt = {.kind = AWS_NOT_SENT, .words = ""};
    error_set(&attempt.err, ERROR_AWS, NULL, "stopped before it was sent");
    do {
        if (!wait_for_turn(sending))
            break;
        sending->number++;
        attempt = try_once(sending, ret_reply);
        if (attempt.kind == AWS_NO_FAILURE) {
            retry_quota_give(&sending->client->quota, sending->retries);
            return true;
        }
    } while (goes_on(sending, &attempt));
    return say(sending, &attempt, ret_failure, err);
}

bool aws_send(struct aws_client *client, const struct aws_call *call, struct arena *arena, struct aws_reply *ret_reply,
              struct aws_failure *ret_failure, struct error *err)
{
    struct sending sending = {
        .client = client,
        .call = call,
        .service = wire_service(call->service),
        .arena = arena,
    };
    *ret_failure = (struct aws_failure){.kind = AWS_NOT_SENT};
    if (!wire_request_make(call, &sending.wire, err))
        return false;
    struct aws_reply reply = {0};
    bool ok = run(&sending, &reply, ret_failure, err);
    secret_text_release(&sending.wire.body);
    if (ok) {
        *ret_failure = (struct aws_failure){.kind = AWS_NO_FAILURE};
        *ret_reply = reply;
    }
    return ok;
}
