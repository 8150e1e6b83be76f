/* download.c — see download.h. Conditional and range requests: RFC 9110, sections 8.8, 13 and 14.
 *
 * A *pass* reads the document once from its start, over one or more connections. A new pass begins whenever the server
 * sends it whole (200); it drops the bytes that earlier passes have handed on, and compares their digests. */
#include "data/aws/download.h"
#include "data/aws/http.h"
#include "data/aws/pause.h"
#include "data/aws/retry.h"
#include "data/aws/settings.h"
#include "data/base/hash.h"
#include "data/base/inflate.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

/* A page that explains an error is read to its end where it is short, so that the connection stays of use. */
enum { EXPLANATION_BYTES_MAX = 64 * 1024 };

struct pass {
    struct inflate *inflate; /* NULL where the document comes as it is */
    struct sha256_running *digest;
    int64_t wire_at, wire_total; /* -1 = unknown */
    int64_t bytes;               /* unpacked; equal to `handed` unless some are dropped */
    bool was_resumed;
};

struct reading {
    const struct download *download;
    struct downloaded *result;
    struct http *http;
    char *name; /* the URL without its query, for errors */
    struct pass pass;
    int64_t handed;                            /* to the sink, over all passes */
    unsigned char handed_digest[SHA256_BYTES]; /* of these; set where `bytes` < `handed` */
    bool began, ranges_off;
    bool refused; /* by the sink, or by hand_on for it: the download is over */
    bool reached; /* the server has answered something */
    int barren;   /* connections in a row that brought nothing */

    /* Of the connection at hand: */
    bool head_taken, is_body; /* a 200 or 206 that fits */
    bool is_range;            /* the rest was asked for */
    int64_t received, explanation;
    double asked_s;    /* Retry-After, 0 where another request is the remedy; < 0 = none */
    struct error *err; /* what ends the download */
    struct error cause;
    double shown_s; /* when progress was last told */
};

static double monotonic_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static bool is_stopped(const struct reading *reading)
{
    return reading->download->stop && *reading->download->stop;
}

static void progress_tell(struct reading *reading, bool now)
{
    const struct download *download = reading->download;
    double time_s = monotonic_s();
    if (!download->progress || (!now && time_s - reading->shown_s < 0.1))
        return;
    reading->shown_s = time_s;
    download->progress(download->context, reading->pass.wire_at, reading->pass.wire_total, reading->handed);
}

/* --- bytes on their way to the sink --- */

static bool fail_long(const struct reading *reading, struct error *err)
{
    return error_set(err, ERROR_LIMIT, NULL, "%s: longer than %" PRId64 " bytes", reading->name,
                     reading->download->bytes_max);
}

static bool fail_changed(struct reading *reading, struct error *err)
{
    return error_set(err, ERROR_AWS, NULL, "%s: the document changed while it was read; start again", reading->name);
}

/* Of `length` bytes those that were handed on before: *ret_dropped of them. */
static bool drop_again(struct reading *reading, const char *bytes, size_t length, size_t *ret_dropped,
                       struct error *err)
{
    struct pass *pass = &reading->pass;
    int64_t due = reading->handed - pass->bytes;
    size_t dropped = (int64_t)length < due ? length : (size_t)due;
    sha256_add(pass->digest, bytes, dropped);
    pass->bytes += (int64_t)dropped;
    *ret_dropped = dropped;
    if (pass->bytes < reading->handed)
        return true;
    unsigned char digest[SHA256_BYTES];
    sha256_digest(pass->digest, digest);
    return memcmp(digest, reading->handed_digest, sizeof digest) == 0 || fail_changed(reading, err);
}

static bool hand_on(void *context, const char *bytes, size_t length, struct error *err)
{
    struct reading *reading = context;
    const struct download *download = reading->download;
    size_t dropped = 0;
    bool ok = reading->pass.bytes == reading->handed || drop_again(reading, bytes, length, &dropped, err);
    length -= dropped;
    if (ok && (int64_t)length > download->bytes_max - reading->handed)
        ok = error_set(err, ERROR_LIMIT, NULL, "%s: longer than %" PRId64 " bytes", reading->name, download->bytes_max);
    if (ok && length > 0) {
        sha256_add(reading->pass.digest, bytes + dropped, length);
        reading->pass.bytes += (int64_t)length;
        reading->handed += (int64_t)length;
        ok = download->sink(download->context, bytes + dropped, length, err);
    }
    reading->refused = reading->refused || !ok;
    return ok;
}

/* --- what the server says --- */

static void pass_release(struct pass *pass)
{
    inflate_free(pass->inflate);
    sha256_end(pass->digest);
    *pass = (struct pass){.wire_total = -1};
}

/* A header of the reply in `value`, "" where there is none or it is too long. */
static void header_take(const struct http_reply *reply, const char *name, char value[DOWNLOAD_HEADER_BYTES_MAX])
{
    if (!http_reply_header(reply, name, value, DOWNLOAD_HEADER_BYTES_MAX))
        value[0] = '\0';
}

/* A whole number of at least 0 at the start of `text`; -1 where there is none. */
static int64_t number_of(const char *text, const char **ret_end)
{
    char *end = NULL;
    long long number = *text >= '0' && *text <= '9' ? strtoll(text, &end, 10) : -1;
    if (ret_end)
        *ret_end = end ? end : text;
    return (int64_t)number;
}

/* Content-Encoding: false where it is one that was not asked for. */
static bool encoding_read(const struct http_reply *reply, bool *ret_packed)
{
    char value[DOWNLOAD_HEADER_BYTES_MAX];
    header_take(reply, "Content-Encoding", value);
    *ret_packed = strcasecmp(value, "gzip") == 0 || strcasecmp(value, "x-gzip") == 0;
    return *ret_packed || value[0] == '\0' || strcasecmp(value, "identity") == 0;
}

/* 200: the whole document, from its start. */
static bool pass_begin(struct reading *reading, const struct http_reply *reply, struct error *err)
{
    struct pass *pass = &reading->pass;
    char value[DOWNLOAD_HEADER_BYTES_MAX];
    bool is_packed = false;
    if (!encoding_read(reply, &is_packed)) {
        header_take(reply, "Content-Encoding", value);
        return error_set(err, ERROR_AWS, NULL, "%s: comes as \"%s\", which was not asked for", reading->name, value);
    }
    if (reading->began && pass->bytes == reading->handed)
        sha256_digest(pass->digest, reading->handed_digest);
    pass_release(pass);
    pass->digest = sha256_begin();
    pass->inflate = is_packed ? inflate_new(reading->name, hand_on, reading) : NULL;
    header_take(reply, "Content-Length", value);
    pass->wire_total = number_of(value, NULL);
    header_take(reply, "ETag", reading->result->etag);
    header_take(reply, "Last-Modified", reading->result->last_modified);
    reading->began = true;
    return is_packed || pass->wire_total <= reading->download->bytes_max || fail_long(reading, err);
}

/* 206: exactly the rest that was asked for, of the same document in the same form. */
static bool range_fits(const struct reading *reading, const struct http_reply *reply)
{
    const struct pass *pass = &reading->pass;
    char value[DOWNLOAD_HEADER_BYTES_MAX];
    const char *at = value;
    bool is_packed = false;
    header_take(reply, "ETag", value);
    if (!reading->is_range || (value[0] && strcmp(value, reading->result->etag) != 0))
        return false;
    header_take(reply, "Content-Encoding", value);
    if (!encoding_read(reply, &is_packed) || (value[0] && is_packed != (pass->inflate != NULL)))
        return false;
    header_take(reply, "Content-Range", value);
    if (strncasecmp(value, "bytes ", 6) != 0 || number_of(value + 6, &at) != pass->wire_at || *at != '-')
        return false;
    int64_t last = number_of(at + 1, &at);
    int64_t total = *at == '/' ? number_of(at + 1, NULL) : -1;
    return last >= pass->wire_at && (pass->wire_total < 0 || total < 0 || total == pass->wire_total);
}

/* Status and headers are there: is what follows the document? False ends the exchange. */
static bool head_take(struct reading *reading, const struct http_reply *reply)
{
    reading->head_taken = true;
    if (reply->status == 200) {
        reading->is_body = pass_begin(reading, reply, reading->err);
        return reading->is_body;
    }
    if (reply->status == 206) {
        reading->is_body = range_fits(reading, reply);
        reading->ranges_off = !reading->is_body;
        reading->pass.was_resumed = true;
        reading->asked_s = reading->is_body ? -1 : 0;
        return reading->is_body || error_set(&reading->cause, ERROR_AWS, NULL, "another range than was asked for");
    }
    return true;
}

/* Gzip that breaks behind a resumption may be two that were packed apart under one ETag: then once more from the start
 * without ranges. */
static bool gzip_failed(struct reading *reading, struct error *err)
{
    if (reading->refused || !reading->pass.was_resumed) {
        *reading->err = *err;
        return false;
    }
    reading->ranges_off = true;
    reading->cause = *err;
    return false;
}

static bool unpack(struct reading *reading, const char *bytes, size_t length)
{
    struct error err = {0};
    if (!reading->pass.inflate)
        return hand_on(reading, bytes, length, reading->err);
    return inflate_push(reading->pass.inflate, bytes, length, &err) || gzip_failed(reading, &err);
}

static bool body_take(void *context, const struct http_reply *reply, const char *bytes, size_t length)
{
    struct reading *reading = context;
    if (!reading->head_taken && !head_take(reading, reply))
        return false;
    reading->result->wire_bytes += (int64_t)length;
    if (!reading->is_body) {
        reading->explanation += (int64_t)length;
        return reading->explanation <= EXPLANATION_BYTES_MAX;
    }
    reading->received += (int64_t)length;
    reading->pass.wire_at += (int64_t)length;
    if (!unpack(reading, bytes, length))
        return false;
    progress_tell(reading, false);
    return true;
}

/* --- one connection --- */

/* If-Range needs a strong ETag: RFC 9110, 13.1.5. */
static bool can_resume(const struct reading *reading)
{
    return reading->began && !reading->ranges_off && reading->pass.wire_at > 0 && reading->result->etag[0] == '"';
}

enum { REQUEST_HEADERS_MAX = 3, RANGE_SIZE = 40 };

static int headers_make(struct reading *reading, char range[RANGE_SIZE],
                        struct http_header headers[REQUEST_HEADERS_MAX])
{
    const char *etag = reading->download->etag;
    int count = 0;
    reading->is_range = can_resume(reading);
    bool as_is = reading->is_range && !reading->pass.inflate;
    headers[count++] = (struct http_header){"Accept-Encoding", as_is ? "identity" : "gzip"};
    if (reading->is_range) {
        snprintf(range, RANGE_SIZE, "bytes=%" PRId64 "-", reading->pass.wire_at);
        headers[count++] = (struct http_header){"Range", range};
        headers[count++] = (struct http_header){"If-Range", reading->result->etag};
    } else if (!reading->began && etag && *etag) {
        headers[count++] = (struct http_header){"If-None-Match", etag};
    }
    return count;
}

static bool is_redirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/* The redirect's target in place of `url`. */
static bool redirect_follow(const struct reading *reading, const struct http_reply *reply,
                            char url[DOWNLOAD_URL_BYTES_MAX], struct error *err)
{
    char location[DOWNLOAD_URL_BYTES_MAX], target[DOWNLOAD_URL_BYTES_MAX];
    if (!http_reply_header(reply, "Location", location, sizeof location) ||
        !http_location(url, location, target, sizeof target))
        return error_set(err, ERROR_AWS, NULL, "%s: the server redirects to what is no URL", reading->name);
    bool is_weaker = strncasecmp(url, "https:", 6) == 0 && strncasecmp(target, "https:", 6) != 0;
    if (is_weaker)
        return error_set(err, ERROR_AWS, NULL, "%s: the server redirects away from https", reading->name);
    memcpy(url, target, strlen(target) + 1);
    return true;
}

static enum http_outcome send_once(struct reading *reading, const char *url, struct http_reply *reply)
{
    const struct download *download = reading->download;
    struct http_header headers[REQUEST_HEADERS_MAX];
    char range[RANGE_SIZE];
    reading->head_taken = reading->is_body = false;
    reading->explanation = 0;
    struct http_request request = {
        .method = "GET",
        .url = url,
        .headers = headers,
        .headers_count = headers_make(reading, range, headers),
        .connect_seconds = DOWNLOAD_CONNECT_SECONDS,
        .stall_seconds = download->stall_seconds > 0 ? download->stall_seconds : DOWNLOAD_STALL_SECONDS,
        .plain = PLAIN_TO_ANY,
        .stop = download->stop,
        .take = body_take,
        .take_context = reading,
    };
    return http_send(reading->http, &request, reply, &reading->cause);
}

/* Sends, and follows redirects; false where the download is over with its error. */
static bool exchange(struct reading *reading, struct http_reply *reply, enum http_outcome *ret_outcome,
                     struct error *err)
{
    char url[DOWNLOAD_URL_BYTES_MAX];
    if (strlen(reading->download->url) >= sizeof url)
        return error_set(err, ERROR_INPUT, NULL, "%.100s...: a URL longer than %zu bytes", reading->name, sizeof url);
    memcpy(url, reading->download->url, strlen(reading->download->url) + 1);
    for (int redirects = 0;; redirects++) {
        *ret_outcome = send_once(reading, url, reply);
        reading->reached = reading->reached || reply->status > 0 || reading->head_taken;
        if (*ret_outcome != HTTP_REPLIED || !is_redirect(reply->status))
            return true;
        if (redirects == DOWNLOAD_REDIRECTS_MAX)
            return error_set(err, ERROR_AWS, NULL, "%s: more than %d redirects", reading->name, redirects);
        if (!redirect_follow(reading, reply, url, err))
            return false;
        http_reply_release(reply);
    }
}

/* --- what to do about it --- */

enum verdict { DONE, AGAIN, OVER };

/* The document's end, as the server has it. */
static enum verdict pass_finish(struct reading *reading, struct error *err)
{
    struct pass *pass = &reading->pass;
    if (pass->inflate && !inflate_finish(pass->inflate, &reading->cause)) {
        bool is_whole = pass->wire_at == pass->wire_total;
        reading->ranges_off = reading->ranges_off || is_whole;
        if (!is_whole || pass->was_resumed)
            return AGAIN;
        *err = reading->cause;
        return OVER;
    }
    if (pass->bytes < reading->handed)
        return fail_changed(reading, err) ? DONE : OVER;
    return DONE;
}

static enum verdict status_judge(struct reading *reading, const struct http_reply *reply, struct error *err)
{
    char value[DOWNLOAD_HEADER_BYTES_MAX];
    int status = reply->status;
    bool is_conditional = !reading->began && reading->download->etag && reading->download->etag[0];
    if (status == 304 && is_conditional) {
        reading->result->not_modified = true;
        return DONE;
    }
    error_set(&reading->cause, ERROR_AWS, NULL, "the server answers with status %d", status);
    if (reading->is_range && (status == 412 || status == 416)) {
        reading->ranges_off = true;
        reading->asked_s = 0;
        return AGAIN;
    }
    enum retry_class class = retry_classify(AWS_STS, status, "");
    if (status >= 400 && (class == RETRY_THROTTLED || class == RETRY_TRANSIENT)) {
        header_take(reply, "Retry-After", value);
        reading->asked_s = (double)number_of(value, NULL);
        return AGAIN;
    }
    error_set(err, ERROR_AWS, NULL, "%s: the server answers with status %d%s", reading->name, status,
              status == 403 || status == 404 ? "; is there such a document?" : "");
    return OVER;
}

static enum verdict reply_judge(struct reading *reading, const struct http_reply *reply, struct error *err)
{
    if (!reading->head_taken && !head_take(reading, reply)) /* without a body */
        return err->kind == ERROR_NONE ? AGAIN : OVER;
    return reading->is_body ? pass_finish(reading, err) : status_judge(reading, reply, err);
}

static enum verdict connection_run(struct reading *reading, struct error *err)
{
    struct http_reply reply = {0};
    enum http_outcome outcome = HTTP_LOST;
    reading->received = 0;
    reading->asked_s = -1;
    reading->cause = (struct error){0};
    reading->result->connections++;
    enum verdict verdict = OVER;
    if (exchange(reading, &reply, &outcome, err) && err->kind == ERROR_NONE) {
        verdict = outcome == HTTP_REPLIED ? reply_judge(reading, &reply, err) : AGAIN;
        if (outcome == HTTP_NOT_SENT && reading->cause.kind == ERROR_INPUT) {
            *err = reading->cause; /* the URL itself */
            verdict = OVER;
        }
    }
    http_reply_release(&reply);
    return verdict;
}

/* Waits before the next connection, where there may be one. */
static bool goes_on(struct reading *reading, struct error *err)
{
    int connections = reading->result->connections;
    reading->barren = reading->received > 0 ? 0 : reading->barren + 1;
    if (connections == DOWNLOAD_ATTEMPTS_MAX ||
        reading->barren >= (reading->reached ? DOWNLOAD_BARREN_MAX : RETRY_ATTEMPTS_MAX))
        return error_set(err, ERROR_AWS, NULL, "%s: %s; given up after %d connections, at byte %" PRId64, reading->name,
                         reading->cause.text, connections, reading->handed);
    double chance = (double)arc4random() / 4294967296.0;
    double delay = reading->barren > 0 ? retry_delay(reading->barren, chance, reading->asked_s) : 0;
    return aws_pause(delay, reading->download->stop);
}

static bool url_and_etag_check(const struct reading *reading, struct error *err)
{
    char host[HTTP_HOST_SIZE];
    const char *etag = reading->download->etag ? reading->download->etag : "";
    for (const char *at = etag; *at; at++)
        if ((unsigned char)*at < 0x20 || *at == 0x7f)
            return error_set(err, ERROR_INPUT, NULL, "%s: the ETag at hand holds a control character", reading->name);
    return http_host(reading->download->url, PLAIN_TO_ANY, host, err);
}

bool download(const struct download *download, struct downloaded *ret_downloaded, struct error *err)
{
    struct downloaded result = {0};
    struct error over = {0};
    struct reading reading = {.download = download, .result = &result, .err = &over, .pass.wire_total = -1};
    reading.name = memory_alloc(strlen(download->url) + 1, 1);
    memcpy(reading.name, download->url, strcspn(download->url, "?#"));
    bool ok = url_and_etag_check(&reading, &over);
    enum verdict verdict = ok ? AGAIN : OVER;
    if (ok)
        reading.http = http_open(aws_environment("AWS_CA_BUNDLE"));
    while (verdict == AGAIN) {
        verdict = connection_run(&reading, &over);
        if (verdict == AGAIN && !goes_on(&reading, &over))
            verdict = OVER;
    }
    if (verdict == OVER && is_stopped(&reading)) {
        over = (struct error){0};
        error_set(&over, ERROR_AWS, NULL, "%s: interrupted", reading.name);
    }
    if (verdict == DONE) {
        progress_tell(&reading, true);
        result.bytes = reading.handed;
        *ret_downloaded = result;
    } else {
        error_set(err, over.kind, over.where[0] ? over.where : NULL, "%s", over.text);
    }
    http_close(reading.http);
    pass_release(&reading.pass);
    free(reading.name);
    return verdict == DONE;
}
