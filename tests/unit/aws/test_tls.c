/* test_tls.c — a server whose certificate nobody vouches for, or that is another's, is sent nothing. */
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
    remove(certificate);
    remove(key);
    return rmdir(folder);
}

struct server {
    pid_t process;
    FILE *output; /* open while it runs: it writes */
    int port;
};

/* s_server names the port it has taken: "ACCEPT 127.0.0.1:40123". */
static struct server server_start(void)
{
    int lines[2];
    assert_int_equal(pipe(lines), 0);
    struct server server = {.process = fork()};
    if (server.process == 0) {
        dup2(lines[1], STDOUT_FILENO);
        freopen("/dev/null", "w", stderr);
        execlp("openssl", "openssl", "s_server", "-accept", "127.0.0.1:0", "-www", "-cert", certificate, "-key", key,
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
    struct server server = server_start();
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
    struct server server = server_start();
    struct error err = {0}, other = {0}, missing = {0};
    assert_int_equal(ask("localhost", server.port, certificate, &err), HTTP_REPLIED);
    assert_int_equal(ask("127.0.0.1", server.port, certificate, &other), HTTP_NOT_SENT); /* it is localhost's */
    assert_int_equal(ask("localhost", server.port, "/no/such/file", &missing), HTTP_NOT_SENT);
    assert_non_null(strstr(other.text, "certificate subject name"));
    assert_non_null(strstr(missing.text, "/no/such/file"));
    server_end(server);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_certificate_nobody_vouches_for),
        cmocka_unit_test(a_certificate_of_the_bundle),
    };
    return cmocka_run_group_tests(tests, certificate_make, certificate_remove);
}
