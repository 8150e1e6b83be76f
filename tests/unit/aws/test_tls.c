/* test_tls.c — a server whose certificate nobody vouches for, or that is another's, is sent nothing. */
#include "data/aws/download.h"
#include "data/aws/http.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/bayplan-tls-XXXXXX";
static char certificate[64], key[64];
static bool is_here;

/* openssl's program makes the certificate and serves; where it is missing these tests are skipped. */
static int certificate_make(void **state)
{
    (void)state;
    char command[512];
    assert_non_null(mkdtemp(folder));
    snprintf(certificate, sizeof certificate, "%s/certificate", folder);
    snprintf(key, sizeof key, "%s/key", folder);
    snprintf(command, sizeof command,
             "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -keyout %s -out %s "
             "-subj /CN=localhost -addext subjectAltName=DNS:localhost >/dev/null 2>&1",
             key, certificate);
    is_here = system(command) == 0;
    return 0;
}

static int certificate_remove(void **state)
{
    (void)state;
    static const char *const names[] = {"certificate", "key", "document", "moved", "weaker"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[96];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        remove(path);
    }
    return rmdir(folder);
}

struct server {
    pid_t process;
    FILE *output; /* open while it runs: it writes */
    int port;
};

/* `mode`: -www shows a page, -HTTP sends a file of the folder as the whole reply. s_server names the port it has taken:
 * "ACCEPT 127.0.0.1:40123". */
static struct server server_start(const char *mode)
{
    int lines[2];
    assert_int_equal(pipe(lines), 0);
    struct server server = {.process = fork()};
    if (server.process == 0) {
        dup2(lines[1], STDOUT_FILENO);
        freopen("/dev/null", "w", stderr);
        if (chdir(folder) != 0)
            _exit(126);
        execlp("openssl", "openssl", "s_server", "-accept", "127.0.0.1:0", mode, "-cert", certificate, "-key", key,
               (char *)NULL);
        _exit(127);
    }
    close(lines[1]);
    server.output = fdopen(lines[0], "r");
    char line[256];
    while (server.port == 0 && fgets(line, sizeof line, server.output))
        sscanf(line, "ACCEPT 127.0.0.1:%d", &server.port);
    assert_true(server.port > 0);
    return server;
}

static void server_end(struct server server)
{
    int status = 0;
    kill(server.process, SIGKILL);
    waitpid(server.process, &status, 0);
    fclose(server.output);
}

static enum http_outcome ask(const char *host, int port, const char *bundle, struct error *err)
{
    char url[64];
    struct http *http = http_open(bundle);
    struct http_reply reply = {0};
    snprintf(url, sizeof url, "https://%s:%d/", host, port);
    struct http_request request = {.method = "GET", .url = url, .total_seconds = 10};
    enum http_outcome outcome = http_send(http, &request, &reply, err);
    assert_int_equal(outcome == HTTP_REPLIED, reply.status == 200);
    http_reply_release(&reply);
    http_close(http);
    return outcome;
}

static void a_certificate_nobody_vouches_for(void **state)
{
    (void)state;
    if (!is_here)
        skip();
    struct server server = server_start("-www");
    struct error err = {0};
    assert_int_equal(ask("localhost", server.port, NULL, &err), HTTP_NOT_SENT);
    assert_int_equal(err.kind, ERROR_AWS);
    assert_non_null(strstr(err.text, "AWS_CA_BUNDLE"));
    server_end(server);
}

static void a_certificate_of_the_bundle(void **state)
{
    (void)state;
    if (!is_here)
        skip();
    struct server server = server_start("-www");
    struct error err = {0}, other = {0}, missing = {0};
    assert_int_equal(ask("localhost", server.port, certificate, &err), HTTP_REPLIED);
    assert_int_equal(ask("127.0.0.1", server.port, certificate, &other), HTTP_NOT_SENT); /* it is localhost's */
    assert_int_equal(ask("localhost", server.port, "/no/such/file", &missing), HTTP_NOT_SENT);
    assert_non_null(strstr(other.text, "certificate subject name"));
    assert_non_null(strstr(missing.text, "/no/such/file"));
    server_end(server);
}

static bool collect(void *context, const char *bytes, size_t length, struct error *err)
{
    (void)err;
    text_add_bytes(context, bytes, length);
    return true;
}

static void reply_put(const char *name, const char *reply)
{
    char path[96];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_true(file && fputs(reply, file) >= 0 && fclose(file) == 0);
}

static bool fetch(int port, const char *name, struct text *out, struct error *err)
{
    char url[96];
    snprintf(url, sizeof url, "https://localhost:%d/%s", port, name);
    struct download request = {.url = url, .bytes_max = 1000, .sink = collect, .context = out};
    struct downloaded result = {0};
    return download(&request, &result, err);
}

/* AWS_CA_BUNDLE holds for downloads too, and a redirect never leads from https to http. */
static void downloads(void **state)
{
    (void)state;
    if (!is_here)
        skip();
    reply_put("document", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
    reply_put("moved", "HTTP/1.1 301 Moved\r\nLocation: document\r\nContent-Length: 0\r\n\r\n");
    reply_put("weaker", "HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
    struct server server = server_start("-HTTP");
    struct error err = {0};
    struct text out;
    text_init(&out, 1000);
    setenv("AWS_CA_BUNDLE", certificate, 1);
    assert_true(fetch(server.port, "document", &out, &err) && fetch(server.port, "moved", &out, &err));
    assert_string_equal(out.bytes, "hellohello");
    assert_false(fetch(server.port, "weaker", &out, &err));
    assert_non_null(strstr(err.text, "/weaker: the server redirects away from https"));
    unsetenv("AWS_CA_BUNDLE");
    text_release(&out);
    server_end(server);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_certificate_nobody_vouches_for),
        cmocka_unit_test(a_certificate_of_the_bundle),
        cmocka_unit_test(downloads),
    };
    return cmocka_run_group_tests(tests, certificate_make, certificate_remove);
}
