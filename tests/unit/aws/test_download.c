/* test_download.c — documents by download.h from a server that answers by a script: conditions, redirects, ranges that
 * fit or do not, changed documents, gzip, errors and waits. */
#include "tests/unit/base/check.h"

#include "data/aws/download.h"
#include "data/base/text.h"
#include "tests/support/loopback.h"

#include <zlib.h>

static bool collect(void *context, const char *bytes, size_t length, struct error *err)
{
    struct text *out = context;
    text_add_bytes(out, bytes, length);
    return !out->overflown || error_set(err, ERROR_INPUT, "sink", "is full");
}

struct run {
    struct loopback_reply script[8];
    const char *etag; /* at hand */
    const char *path; /* NULL = "/doc.json?secret" */
    size_t sink_max;  /* 0 = 1000 */
    int64_t bytes_max;
    const char *wanted;      /* bytes, then "| WORD: TEXT" where it fails, with URL for the server's address */
    const char *requests[8]; /* what each request holds; "!x" = not x */
    int connections;         /* 0 = not looked at */
    const char *result_etag;
};

static void url_name(struct text *out, const char *text, const char *url)
{
    const char *found;
    while ((found = strstr(text, url))) {
        text_printf(out, "%.*sURL", (int)(found - text), text);
        text = found + strlen(url);
    }
    text_add(out, text);
}

static void run(const struct run *run)
{
    int count = 0;
    while (count < 8 && (run->script[count].status || run->script[count].raw || run->script[count].drop))
        count++;
    struct loopback *server = loopback_open(run->script, count);
    struct text out, url;
    text_init(&out, run->sink_max ? run->sink_max : 1000);
    text_init(&url, 100);
    text_printf(&url, "%s%s", loopback_url(server), run->path ? run->path : "/doc.json?secret");
    struct download request = {.url = url.bytes,
                               .etag = run->etag,
                               .bytes_max = run->bytes_max ? run->bytes_max : 100,
                               .sink = collect,
                               .context = &out,
                               .stall_seconds = 1};
    struct downloaded result = {0};
    struct error err = {0};
    bool ok = download(&request, &result, &err);
    loopback_stop(server);
    assert_int_equal(ok, err.kind == ERROR_NONE);
    out.limit = 4000;
    if (!ok) {
        text_printf(&out, "| %s: ", error_word(err.kind));
        url_name(&out, err.text, loopback_url(server));
    }
    if (result.not_modified)
        text_add(&out, "| not modified");
    assert_string_equal(out.bytes ? out.bytes : "", run->wanted);
    for (int i = 0; i < 8 && run->requests[i]; i++) {
        bool is_absent = run->requests[i][0] == '!';
        const char *found = strstr(loopback_request(server, i), run->requests[i] + is_absent);
        assert_int_equal(found == NULL, is_absent);
    }
    if (run->connections)
        assert_int_equal(result.connections, run->connections);
    if (run->result_etag)
        assert_string_equal(result.etag, run->result_etag);
    assert_int_equal(loopback_unscripted(server), 0);
    loopback_close(server);
    text_release(&out);
    text_release(&url);
}

#define HEAD(status, length, more) "HTTP/1.1 " status " x\r\nContent-Length: " length "\r\n" more "\r\n"
#define E "ETag: \"v1\"\r\n"

static void plain(void **state)
{
    (void)state;
    run(&(struct run){.script = {{.status = 200, .body = "hello", .headers = E "Last-Modified: Mon\r\n"}},
                      .wanted = "hello",
                      .requests = {"Accept-Encoding: gzip\r\n"},
                      .connections = 1,
                      .result_etag = "\"v1\""});
    run(&(struct run){.script = {{.status = 200}}, .wanted = "", .requests = {"!If-None-Match"}, .connections = 1});
    run(&(struct run){.script = {{.status = 304}},
                      .etag = "\"v1\"",
                      .wanted = "| not modified",
                      .requests = {"If-None-Match: \"v1\"\r\n"}});
    run(&(struct run){.script = {{.status = 200, .body = "new"}}, .etag = "\"v0\"", .wanted = "new"});
    run(&(struct run){.script = {{.status = 304}},
                      .wanted = "| AWS: URL/doc.json: the server answers with status 304"});
    run(&(struct run){.script = {{.status = 404, .body = "<Error/>"}},
                      .wanted = "| AWS: URL/doc.json: the server answers with status 404; is there such a document?"});
    run(&(struct run){.script = {{.status = 206, .body = "part"}, {.status = 200, .body = "all"}}, .wanted = "all"});
    run(&(struct run){.script = {{.status = 200, .headers = "Content-Encoding: br\r\n", .body = "x"}},
                      .wanted = "| AWS: URL/doc.json: comes as \"br\", which was not asked for"});
    run(&(struct run){.script = {{.status = 200, .body = "0123456789"}},
                      .bytes_max = 9,
                      .wanted = "| limit: URL/doc.json: longer than 9 bytes"});
    run(&(struct run){.script = {{.raw = "HTTP/1.1 200 x\r\nConnection: close\r\n\r\n0123456789"}},
                      .bytes_max = 9,
                      .wanted = "| limit: URL/doc.json: longer than 9 bytes"});
    run(&(struct run){.script = {{.status = 200, .body = "0123456789"}}, .sink_max = 5, .wanted = "| input: is full"});
    run(&(struct run){.etag = "\"a\r\nX: y\"",
                      .wanted = "| input: URL/doc.json: the ETag at hand holds a control character"});
}

static void redirects(void **state)
{
    (void)state;
    run(&(struct run){.script = {{.match = "GET /doc", .status = 301, .headers = "Location: /a/b\r\n", .body = "gone"},
                                 {.match = "GET /a/b ", .status = 307, .headers = "Location: c?d#e\r\n"},
                                 {.match = "GET /a/c?d ", .status = 200, .body = "there"}},
                      .wanted = "there",
                      .connections = 1});
    run(&(struct run){.script = {{.status = 302, .headers = "Location: file:///etc/passwd\r\n"}},
                      .wanted =
                          "| input: \"file:///etc/passwd\" is no URL; write https://HOST or http://127.0.0.1:PORT"});
    run(&(struct run){.script = {{.status = 302}},
                      .wanted = "| AWS: URL/doc.json: the server redirects to what is no URL"});
    struct run round = {.wanted = "| AWS: URL/doc.json: more than 5 redirects"};
    for (int i = 0; i < 6; i++)
        round.script[i] = (struct loopback_reply){.status = 302, .headers = "Location: /doc.json\r\n"};
    run(&round);
}

static void resumed(void **state)
{
    (void)state;
    run(&(struct run){.script = {{.raw = HEAD("200", "10", E) "01234"},
                                 {.raw = HEAD("206", "5", E "Content-Range: bytes 5-9/10\r\n") "56"},
                                 {.raw = HEAD("206", "3", "Content-Range: bytes 7-9/*\r\n") "789"}},
                      .etag = "\"v0\"",
                      .wanted = "0123456789",
                      .requests = {"If-None-Match: \"v0\"\r\n", "Range: bytes=5-\r\nIf-Range: \"v1\"\r\n",
                                   "Range: bytes=7-\r\nIf-Range: \"v1\"\r\n"},
                      .connections = 3,
                      .result_etag = "\"v1\""});
    /* a form that was chosen is asked for again */
    run(&(struct run){
        .script = {{.raw = HEAD("200", "4", E) "01"}, {.raw = HEAD("206", "2", "Content-Range: bytes 2-3/4\r\n") "23"}},
        .wanted = "0123",
        .requests = {"Accept-Encoding: gzip\r\n", "Accept-Encoding: identity\r\n"}});
    /* nothing arrived yet: the whole again */
    run(&(struct run){.script = {{.drop = true}, {.status = 200, .body = "late"}},
                      .etag = "\"v0\"",
                      .wanted = "late",
                      .requests = {"", "If-None-Match: \"v0\""}});
}

/* No ranges, or none that can be trusted: the whole again, dropping what is known. */
static void repeated(void **state)
{
    (void)state;
    static const char *const second[] = {
        HEAD("200", "10", E) "0123456789",                  /* knows no ranges */
        HEAD("200", "10", "ETag: \"v2\"\r\n") "0123456789", /* another version, the same so far */
    };
    for (size_t i = 0; i < COUNT_OF(second); i++)
        run(&(struct run){.script = {{.raw = HEAD("200", "10", E) "01234"}, {.raw = second[i]}},
                          .wanted = "0123456789",
                          .requests = {"", "Range: bytes=5-"},
                          .connections = 2});
    static const char *const wrong[] = {
        HEAD("206", "5", E "Content-Range: bytes 4-8/10\r\n") "45678",
        HEAD("206", "5", E "Content-Range: bytes 5-9/11\r\n") "56789",
        HEAD("206", "5", E "Content-Range: bytes 5-4/10\r\n") "56789",
        HEAD("206", "5", E) "56789",
        HEAD("206", "5", "ETag: \"v2\"\r\nContent-Range: bytes 5-9/10\r\n") "56789",
        HEAD("206", "5", E "Content-Encoding: gzip\r\nContent-Range: bytes 5-9/10\r\n") "56789",
        HEAD("416", "0", "Content-Range: bytes */10\r\n"),
        HEAD("412", "0", ""),
    };
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        run(&(struct run){.script = {{.raw = HEAD("200", "10", E) "01234"},
                                     {.raw = wrong[i]},
                                     {.raw = HEAD("200", "10", E) "0123456789"}},
                          .wanted = "0123456789",
                          .requests = {"", "Range: bytes=5-", "!Range"}});
    static const char *const weak[] = {HEAD("200", "10", "") "01234", HEAD("200", "10", "ETag: W/\"v1\"\r\n") "01234"};
    for (size_t i = 0; i < COUNT_OF(weak); i++)
        run(&(struct run){.script = {{.raw = weak[i]}, {.status = 200, .body = "0123456789"}},
                          .etag = "\"v0\"",
                          .wanted = "0123456789",
                          .requests = {"If-None-Match", "!Range"}});
    run(&(struct run){.script = {{.raw = weak[0]}, {.status = 200, .body = "0123456789"}},
                      .etag = "\"v0\"",
                      .wanted = "0123456789",
                      .requests = {"", "!If-None-Match"}});
    /* broken again while it is dropped, and then further on */
    run(&(struct run){.script = {{.raw = HEAD("200", "10", "") "01234567"},
                                 {.raw = HEAD("200", "10", "") "012"},
                                 {.raw = HEAD("200", "10", "") "012345678"},
                                 {.raw = HEAD("200", "10", "") "0123456789"}},
                      .wanted = "0123456789",
                      .connections = 4});
}

static void changed(void **state)
{
    (void)state;
    static const char *const second[] = {
        HEAD("200", "10", "ETag: \"v2\"\r\n") "0123x56789",
        HEAD("200", "4", "ETag: \"v2\"\r\n") "0123",
        HEAD("200", "0", "ETag: \"v2\"\r\n"),
    };
    for (size_t i = 0; i < COUNT_OF(second); i++)
        run(&(struct run){.script = {{.raw = HEAD("200", "10", E) "01234"}, {.raw = second[i]}},
                          .wanted = "01234| AWS: URL/doc.json: the document changed while it was read; start again"});
    /* differs while it is dropped: also known where that pass breaks, and the next is like it */
    run(&(struct run){.script = {{.raw = HEAD("200", "10", "") "01234567"},
                                 {.raw = HEAD("200", "10", "") "xx"},
                                 {.raw = HEAD("200", "10", "") "xx23456789"}},
                      .wanted = "01234567| AWS: URL/doc.json: the document changed while it was read; start again"});
}

static size_t gzip(const char *text, int level, char *out, size_t size)
{
    z_stream zlib = {.next_in = (Bytef *)text, .avail_in = (uInt)strlen(text), .next_out = (Bytef *)out};
    zlib.avail_out = (uInt)size;
    assert_int_equal(deflateInit2(&zlib, level, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    assert_int_equal(deflate(&zlib, Z_FINISH), Z_STREAM_END);
    deflateEnd(&zlib);
    return size - zlib.avail_out;
}

#define PACKED E "Content-Encoding: gzip\r\n"

/* A reply of packed bytes that is cut behind `count` of them. */
static struct loopback_reply packed_cut(const char *bytes, size_t length, size_t count)
{
    char head[200];
    snprintf(head, sizeof head, "HTTP/1.1 200 Scripted\r\n" PACKED "Content-Length: %zu\r\nConnection: close\r\n\r\n",
             length);
    return (struct loopback_reply){.status = 200,
                                   .headers = PACKED,
                                   .body = bytes,
                                   .body_length = length,
                                   .no_date = true,
                                   .cut = strlen(head) + count};
}

static struct loopback_reply packed_rest(const char *bytes, size_t length, size_t from, char headers[200])
{
    snprintf(headers, 200, PACKED "Content-Range: bytes %zu-%zu/%zu\r\n", from, length - 1, length);
    return (struct loopback_reply){
        .status = 206, .headers = headers, .body = bytes + from, .body_length = length - from};
}

static void packed(void **state)
{
    (void)state;
    static const char text[] = "one two three one two three one two three, and more and more and more";
    char best[200], plain[200], headers[200], ranged[300];
    size_t length = gzip(text, 9, best, sizeof best), plain_length = gzip(text, 0, plain, sizeof plain);
    size_t half = length / 2;
    struct loopback_reply whole = {.status = 200, .headers = PACKED, .body = best, .body_length = length};
    run(&(struct run){.script = {whole}, .wanted = text});
    run(&(struct run){.script = {packed_cut(best, length, half), packed_rest(best, length, half, headers)},
                      .wanted = text,
                      .requests = {"", "Accept-Encoding: gzip\r\n"},
                      .connections = 2});
    /* the server packs anew for each request, under one ETag: the two halves are no gzip */
    memcpy(ranged, best, length);
    memcpy(ranged + half, plain, length - half);
    run(&(struct run){.script = {packed_cut(best, length, half), packed_rest(ranged, length, half, headers), whole},
                      .wanted = text,
                      .requests = {"", "Range: ", "!Range: "},
                      .connections = 3});
    /* the sink's own error is no reason to read again; stored bytes begin at the 16th */
    run(&(struct run){.script = {packed_cut(plain, plain_length, 24), packed_rest(plain, plain_length, 24, headers)},
                      .sink_max = 24,
                      .wanted = "one two t| input: is full"});
    run(&(struct run){.script = {{.status = 200, .headers = PACKED, .body = "no gzip"}},
                      .wanted = "| input: not gzip: incorrect header check"});
    /* the server's file itself is cut: asked once only */
    whole.body_length = 10; /* its head */
    run(&(struct run){.script = {whole}, .wanted = "| input: not gzip: it ends in the middle"});
}

static void errors(void **state)
{
    (void)state;
    run(&(struct run){.script = {{.status = 503, .headers = "Retry-After: 0\r\n"},
                                 {.status = 500, .headers = "Retry-After: 0\r\n"},
                                 {.status = 429, .headers = "Retry-After: 0\r\n"},
                                 {.status = 200, .body = "at last"}},
                      .wanted = "at last",
                      .connections = 4});
    struct run down = {.wanted = "| AWS: URL/doc.json: the server answers with status 503; given up after 6 "
                                 "connections, at byte 0"};
    for (int i = 0; i < 6; i++)
        down.script[i] = (struct loopback_reply){.status = 503, .headers = "Retry-After: 0\r\n"};
    run(&down);
    /* in the middle of a document */
    run(&(struct run){.script = {{.raw = HEAD("200", "4", E) "01"},
                                 {.status = 503, .headers = "Retry-After: 0\r\n", .body = "an explanation"},
                                 {.raw = HEAD("206", "2", "Content-Range: bytes 2-3/4\r\n") "23"}},
                      .wanted = "0123"});
    run(&(struct run){.script = {{.raw = HEAD("200", "4", E) "01"}, {.status = 404}},
                      .wanted =
                          "01| AWS: URL/doc.json: the server answers with status 404; is there such a document?"});
    /* not a byte for a second is a broken connection */
    run(&(struct run){.script = {{.status = 200, .headers = E, .body = "0123", .pause_ms = 1500},
                                 {.raw = HEAD("200", "4", E) "0123"}},
                      .wanted = "0123",
                      .connections = 2});
}

static void urls(void **state)
{
    (void)state;
    static const struct {
        const char *url, *text;
    } rows[] = {
        {"file:///etc/passwd", "\"file:///etc/passwd\" is no URL; write https://HOST or http://127.0.0.1:PORT"},
        {"ftp://127.0.0.1/x", "\"ftp://127.0.0.1/x\": only https, and http to this machine, is spoken"},
        {"nonsense://x", "\"nonsense://x\" is no URL; write https://HOST or http://127.0.0.1:PORT"},
        {"", "\"\" is no URL; write https://HOST or http://127.0.0.1:PORT"},
        {"http://me:word@127.0.0.1/", "an endpoint URL holds a user or a password; remove them from it"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct download request = {.url = rows[i].url, .bytes_max = 1, .sink = collect};
        struct downloaded result = {0};
        struct error err = {0};
        assert_false(download(&request, &result, &err));
        assert_int_equal(err.kind, ERROR_INPUT);
        assert_string_equal(err.text, rows[i].text);
    }
}

static void stopped(void **state)
{
    (void)state;
    static const bool stop = true;
    struct download request = {.url = "http://127.0.0.1:1/x", .bytes_max = 1, .sink = collect, .stop = &stop};
    struct downloaded result = {0};
    struct error err = {0};
    assert_false(download(&request, &result, &err));
    assert_string_equal(err.text, "http://127.0.0.1:1/x: interrupted");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain),    cmocka_unit_test(redirects), cmocka_unit_test(resumed),
        cmocka_unit_test(repeated), cmocka_unit_test(changed),   cmocka_unit_test(packed),
        cmocka_unit_test(errors),   cmocka_unit_test(urls),      cmocka_unit_test(stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
