/* test_http.c — the transport against a server that misbehaves by script. */
#include "data/aws/http.h"
#include "tests/support/loopback.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static void host_of_a_url_without_default_port(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"https://ecs.us-east-1.amazonaws.com", "ecs.us-east-1.amazonaws.com"},
        {"https://ecs.us-east-1.amazonaws.com:443/", "ecs.us-east-1.amazonaws.com"},
        {"https://proxy.example:8443/x", "proxy.example:8443"},
        {"http://127.0.0.1:5000", "127.0.0.1:5000"},
        {"http://127.0.0.1:80", "127.0.0.1"},
        {"http://localhost:4566/", "localhost:4566"},
        {"http://[::1]:5000/", "[::1]:5000"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char host[HTTP_HOST_SIZE] = "";
        struct error err = {0};
        assert_true(http_host(rows[i][0], PLAIN_TO_LOOPBACK, host, &err));
        assert_string_equal(host, rows[i][1]);
    }
}

static void plain_http_goes_to_this_machine_only(void **state)
{
    (void)state;
    static const char *const refused[] = {
        "http://ecs.us-east-1.amazonaws.com",
        "http://10.0.0.1:80/",
        "http://127.0.0.1.example.com/",
        "http://localhost.example.com/",
        "http://[::2]/",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "http://user:pw@127.0.0.1:80/",
        "https://key@example.com/",
        "http://169.254.169.254/",
        "127.0.0.1:80",
        "",
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        char host[HTTP_HOST_SIZE];
        struct error err = {0};
        assert_false(http_host(refused[i], PLAIN_TO_LOOPBACK, host, &err));
        assert_int_equal(err.kind, ERROR_INPUT);
        assert_null(strstr(err.text, "pw@"));
    }
    static const char *const metadata[] = {"http://169.254.169.254/latest/api/token", "http://169.254.170.2/v2/x",
                                           "http://[fd00:ec2::254]/", "http://127.0.0.1:1/"};
    for (size_t i = 0; i < sizeof metadata / sizeof *metadata; i++) {
        char host[HTTP_HOST_SIZE];
        struct error err = {0};
        assert_true(http_host(metadata[i], PLAIN_TO_METADATA, host, &err));
    }
    char host[HTTP_HOST_SIZE];
    struct error err = {0};
    assert_false(http_host("http://169.254.169.253/", PLAIN_TO_METADATA, host, &err));
}

/* One request to a server with one entry of script. */
struct asked {
    struct loopback *loopback;
    struct http *http;
    const char *path;
    char url[128];
    struct http_request request;
    struct http_reply reply;
    struct error err;
    enum http_outcome outcome;
};

static void ask(struct asked *asked, const struct loopback_reply *script)
{
    asked->loopback = loopback_open(script, 1);
    asked->http = http_open(NULL);
    snprintf(asked->url, sizeof asked->url, "%s%s", loopback_url(asked->loopback), asked->path ? asked->path : "");
    asked->request.url = asked->url;
    if (!asked->request.method)
        asked->request.method = "GET";
    asked->outcome = http_send(asked->http, &asked->request, &asked->reply, &asked->err);
    loopback_stop(asked->loopback);
    assert_int_equal(loopback_unscripted(asked->loopback), 0);
}

static void asked_release(struct asked *asked)
{
    http_reply_release(&asked->reply);
    http_close(asked->http);
    loopback_close(asked->loopback);
}

static void request_line_and_headers_are_as_given(void **state)
{
    (void)state;
    struct loopback_reply script = {.headers = "X-One:  two  \r\n", .body = "{}"};
    struct http_header headers[] = {{"Content-Type", "text/plain"}, {"X-Key", "value"}};
    struct asked asked = {
        .path = "/a/../b//c%2F?x=%20y",
        .request = {.method = "POST", .body = "hello", .body_length = 5, .headers = headers, .headers_count = 2}};
    ask(&asked, &script);
    assert_int_equal(asked.outcome, HTTP_REPLIED);
    assert_int_equal(asked.reply.status, 200);
    assert_string_equal(asked.reply.body.bytes, "{}");
    char value[16];
    assert_true(http_reply_header(&asked.reply, "x-one", value, sizeof value));
    assert_string_equal(value, "two");
    assert_false(http_reply_header(&asked.reply, "x-on", value, sizeof value));
    assert_false(http_reply_header(&asked.reply, "Content-Length-Not", value, sizeof value));
    int64_t date = 0;
    assert_true(http_reply_date(&asked.reply, &date));
    assert_in_range(date, time(NULL) - 5, time(NULL) + 5);
    const char *request = loopback_request(asked.loopback, 0);
    assert_ptr_equal(strstr(request, "POST /a/../b//c%2F?x=%20y HTTP/1.1\r\n"), request);
    assert_non_null(strstr(request, "\r\nHost: 127.0.0.1:"));
    assert_non_null(strstr(request, "\r\nContent-Type: text/plain\r\n"));
    assert_non_null(strstr(request, "\r\nX-Key: value\r\n"));
    assert_non_null(strstr(request, "\r\n\r\nhello"));
    assert_null(strstr(request, "Expect:"));
    assert_null(strstr(request, "Accept"));
    asked_release(&asked);
}

static void a_put_without_body_says_so(void **state)
{
    (void)state;
    struct loopback_reply script = {.body = "token"};
    struct http_header header = {"X-aws-ec2-metadata-token-ttl-seconds", "21600"};
    struct asked asked = {.request = {.method = "PUT", .headers = &header, .headers_count = 1}};
    ask(&asked, &script);
    assert_int_equal(asked.outcome, HTTP_REPLIED);
    const char *request = loopback_request(asked.loopback, 0);
    assert_ptr_equal(strstr(request, "PUT / HTTP/1.1\r\n"), request);
    assert_non_null(strstr(request, "\r\nContent-Length: 0\r\n"));
    assert_null(strstr(request, "Content-Type"));
    asked_release(&asked);
}

static void redirects_are_answers(void **state)
{
    (void)state;
    struct loopback_reply script = {.status = 301, .headers = "Location: http://127.0.0.1:1/\r\n"};
    struct asked asked = {0};
    ask(&asked, &script);
    assert_int_equal(asked.outcome, HTTP_REPLIED);
    assert_int_equal(asked.reply.status, 301);
    asked_release(&asked);
}

static void expect_lost(const struct loopback_reply *script, const char *said)
{
    struct asked asked = {.request = {.method = "POST", .body = "x", .body_length = 1, .total_seconds = 0.3}};
    ask(&asked, script);
    assert_int_equal(asked.outcome, HTTP_LOST);
    assert_int_equal(asked.reply.status, 0);
    assert_int_equal(asked.err.kind, ERROR_AWS);
    if (!strstr(asked.err.text, said))
        fail_msg("\"%s\" is not in: %s", said, asked.err.text);
    assert_int_equal(loopback_requests(asked.loopback), 1);
    asked_release(&asked);
}

static void what_is_not_whole_is_lost(void **state)
{
    (void)state;
    expect_lost(&(struct loopback_reply){.drop = true}, "127.0.0.1:");
    expect_lost(&(struct loopback_reply){.body = "{\"a\":1}", .cut = 20}, "127.0.0.1:");
    expect_lost(&(struct loopback_reply){.body = "{\"a\":\"0123456789012345678901234567890\"}", .cut = 130},
                "127.0.0.1:");
    expect_lost(&(struct loopback_reply){.delay_ms = 600}, "timed out");
    expect_lost(&(struct loopback_reply){.body = "0123456789", .pause_ms = 600}, "timed out");
    expect_lost(&(struct loopback_reply){.raw = "SSH-2.0-OpenSSH_9.2\r\n\r\n"}, "127.0.0.1:");
}

static void a_reply_has_its_limit(void **state)
{
    (void)state;
    struct loopback_reply script = {.body = "0123456789"};
    struct asked fits = {.request = {.reply_bytes_max = 10}};
    ask(&fits, &script);
    assert_int_equal(fits.outcome, HTTP_REPLIED);
    asked_release(&fits);
    struct asked asked = {.request = {.reply_bytes_max = 9}};
    ask(&asked, &script);
    assert_int_equal(asked.outcome, HTTP_LOST);
    assert_non_null(strstr(asked.err.text, "larger than 9 bytes"));
    asked_release(&asked);
}

static void nobody_there_is_not_sent(void **state)
{
    (void)state;
    struct loopback *loopback = loopback_open(&(struct loopback_reply){.body = "{}", .keep_alive = true}, 1);
    struct http *http = http_open(NULL);
    struct http_request request = {.method = "POST", .url = loopback_url(loopback), .body = "x", .body_length = 1};
    struct http_reply reply = {0}, second = {0};
    struct error err = {0};
    assert_int_equal(http_send(http, &request, &reply, &err), HTTP_REPLIED);
    loopback_stop(loopback);
    request.once = true;
    assert_int_equal(http_send(http, &request, &second, &err), HTTP_NOT_SENT);
    assert_int_equal(err.kind, ERROR_AWS);
    assert_int_equal(second.status, 0);
    http_reply_release(&reply);
    http_reply_release(&second);
    http_close(http);
    loopback_close(loopback);
}

static void a_refused_url_is_not_asked(void **state)
{
    (void)state;
    struct http *http = http_open(NULL);
    struct http_request request = {.method = "GET", .url = "http://10.1.2.3/"};
    struct http_reply reply = {0};
    struct error err = {0};
    assert_int_equal(http_send(http, &request, &reply, &err), HTTP_NOT_SENT);
    assert_int_equal(err.kind, ERROR_INPUT);
    http_reply_release(&reply);
    http_close(http);
}

/* libcurl would send a request again, on its own, where a connection that it had kept turns out to be closed. */
static void a_request_for_once_takes_a_new_connection(void **state)
{
    (void)state;
    const struct loopback_reply script[] = {{.body = "1", .keep_alive = true},
                                            {.body = "2", .keep_alive = true},
                                            {.drop = true},
                                            {.body = "it was sent twice"}};
    for (int once = 0; once <= 1; once++) {
        struct loopback *loopback = loopback_open(script, 4);
        struct http *http = http_open(NULL);
        struct http_request request = {.method = "POST", .url = loopback_url(loopback), .body = "x", .body_length = 1};
        enum http_outcome outcome = HTTP_REPLIED;
        for (int i = 0; i < 3; i++) {
            struct http_reply reply = {0};
            struct error err = {0};
            request.once = i == 2 && once;
            outcome = http_send(http, &request, &reply, &err);
            http_reply_release(&reply);
        }
        loopback_stop(loopback);
        assert_int_equal(outcome, once ? HTTP_LOST : HTTP_REPLIED);
        assert_int_equal(loopback_requests(loopback), once ? 3 : 4);
        assert_int_equal(loopback_connections(loopback), 2);
        http_close(http);
        loopback_close(loopback);
    }
}

/* The request was sent on the old connection; that there is no new one does not make it unsent. */
static void lost_on_an_old_connection_is_lost(void **state)
{
    (void)state;
    const struct loopback_reply script[] = {{.body = "1", .keep_alive = true}, {.drop = true, .leave = true}};
    struct loopback *loopback = loopback_open(script, 2);
    struct http *http = http_open(NULL);
    struct http_request request = {.method = "POST", .url = loopback_url(loopback), .body = "x", .body_length = 1};
    for (int i = 0; i < 3; i++) {
        static const enum http_outcome outcomes[] = {HTTP_REPLIED, HTTP_LOST, HTTP_NOT_SENT};
        struct http_reply reply = {0};
        struct error err = {0};
        assert_int_equal(http_send(http, &request, &reply, &err), outcomes[i]);
        http_reply_release(&reply);
    }
    loopback_stop(loopback);
    assert_int_equal(loopback_requests(loopback), 2);
    http_close(http);
    loopback_close(loopback);
}

static void stop_ends_an_exchange(void **state)
{
    (void)state;
    static const volatile bool stop = true;
    struct loopback_reply script = {.delay_ms = 1500};
    struct asked asked = {.request = {.stop = &stop}};
    time_t began = time(NULL);
    asked.loopback = loopback_open(&script, 1);
    asked.http = http_open(NULL);
    asked.request.url = loopback_url(asked.loopback);
    asked.request.method = "GET";
    asked.outcome = http_send(asked.http, &asked.request, &asked.reply, &asked.err);
    assert_int_not_equal(asked.outcome, HTTP_REPLIED);
    assert_non_null(strstr(asked.err.text, "stopped"));
    assert_true(time(NULL) - began < 2);
    asked_release(&asked);
}

/* A proxy named for http must not see what goes to this machine. */
static void no_proxy_is_used_for_this_machine(void **state)
{
    (void)state;
    setenv("http_proxy", "http://127.0.0.1:1", 1);
    setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
    struct loopback_reply script = {.body = "{}"};
    struct asked asked = {0};
    ask(&asked, &script);
    assert_int_equal(asked.outcome, HTTP_REPLIED);
    unsetenv("http_proxy");
    unsetenv("ALL_PROXY");
    asked_release(&asked);
}

/* CONNECT is no part of the request: what a proxy refuses has not left. */
static void a_proxy_that_refuses(void **state)
{
    (void)state;
    struct loopback_reply script = {.match = "CONNECT ecs.example.com:443", .status = 403, .body = "no"};
    struct loopback *loopback = loopback_open(&script, 1);
    struct http *http = http_open(NULL);
    struct http_reply reply = {0};
    struct error err = {0};
    struct http_request request = {
        .method = "POST", .url = "https://ecs.example.com/", .body = "x", .body_length = 1, .once = true};
    setenv("https_proxy", loopback_url(loopback), 1);
    assert_int_equal(http_send(http, &request, &reply, &err), HTTP_NOT_SENT);
    unsetenv("https_proxy");
    loopback_stop(loopback);
    assert_int_equal(loopback_requests(loopback), 1);
    assert_int_equal(loopback_unscripted(loopback), 0);
    http_reply_release(&reply);
    http_close(http);
    loopback_close(loopback);
}

static void chunks_end_with_the_last_one(void **state)
{
    (void)state;
#define CHUNKED "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n"
    struct loopback_reply whole = {.raw = "HTTP/1.1 100 Continue\r\nX-A: 1\r\n\r\n" CHUNKED "0\r\n\r\n"};
    struct asked asked = {.request = {.method = "POST", .body = "x", .body_length = 1}};
    char value[8];
    ask(&asked, &whole);
    assert_int_equal(asked.outcome, HTTP_REPLIED);
    assert_string_equal(asked.reply.body.bytes, "abcde");
    assert_false(http_reply_header(&asked.reply, "X-A", value, sizeof value)); /* not of the final reply */
    asked_release(&asked);
    expect_lost(&(struct loopback_reply){.raw = CHUNKED}, "127.0.0.1:");
}

/* Headers are as hostile as bodies. */
static void headers_have_their_limit(void **state)
{
    (void)state;
    enum { LONG = HTTP_HEADERS_BYTES_MAX / 2 };
    char *headers = calloc(3, LONG);
    for (int i = 0; i < 2; i++)
        snprintf(headers + strlen(headers), LONG + 64, "X-%d: %0*d\r\n", i, LONG, 1);
    expect_lost(&(struct loopback_reply){.headers = headers}, "larger than 65536 bytes");
    free(headers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(host_of_a_url_without_default_port),
        cmocka_unit_test(plain_http_goes_to_this_machine_only),
        cmocka_unit_test(request_line_and_headers_are_as_given),
        cmocka_unit_test(a_put_without_body_says_so),
        cmocka_unit_test(redirects_are_answers),
        cmocka_unit_test(what_is_not_whole_is_lost),
        cmocka_unit_test(a_reply_has_its_limit),
        cmocka_unit_test(nobody_there_is_not_sent),
        cmocka_unit_test(a_refused_url_is_not_asked),
        cmocka_unit_test(a_request_for_once_takes_a_new_connection),
        cmocka_unit_test(lost_on_an_old_connection_is_lost),
        cmocka_unit_test(stop_ends_an_exchange),
        cmocka_unit_test(a_proxy_that_refuses),
        cmocka_unit_test(chunks_end_with_the_last_one),
        cmocka_unit_test(headers_have_their_limit),
        cmocka_unit_test(no_proxy_is_used_for_this_machine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
