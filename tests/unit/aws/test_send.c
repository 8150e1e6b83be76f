/* test_send.c — calls against a server that answers by script: what is sent again, what never is, whose clock it is. */
#include "data/aws/client.h"
#include "tests/unit/aws/world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

/* One call of ECS's against a script; the world is left for closer looks. */
static struct world *told(const struct loopback_reply *script, int count, bool repeatable)
{
    struct world *world = world_open(script, count, NULL, NULL);
    world_send(world, AWS_ECS, "CreateService", repeatable);
    return world;
}

static void a_call_is_signed_and_read(void **state)
{
    (void)state;
    const struct loopback_reply script[] = {
        {.headers = "x-amzn-RequestId: abc-1\r\n", .body = "{\"service\":{\"serviceName\":\"web\"}}"},
        {.body = "<GetCallerIdentityResponse xmlns=\"x\"><GetCallerIdentityResult><Account>123456789012</Account>"
                 "</GetCallerIdentityResult></GetCallerIdentityResponse>"},
    };
    struct world *world = world_open(script, 2, NULL, NULL);
    assert_string_equal(aws_region(world->client), "eu-central-1");
    assert_true(world_send(world, AWS_ECS, "CreateService", false));
    assert_string_equal(world->reply.request_id, "abc-1");
    assert_string_equal(node_child(node_child(world->reply.body, "service"), "serviceName")->string, "web");
    assert_true(world_send(world, AWS_STS, "GetCallerIdentity", true));
    assert_string_equal(node_child(world->reply.body, "Account")->string, "123456789012");
    assert_int_equal(world_stop(world), 2);
    const char *request = loopback_request(world->loopback, 0);
    assert_non_null(strstr(request, "\r\nX-Amz-Target: AmazonEC2ContainerServiceV20141113.CreateService\r\n"));
    assert_non_null(strstr(request, "\r\nContent-Type: application/x-amz-json-1.1\r\n"));
    assert_non_null(strstr(request, "/eu-central-1/ecs/aws4_request, SignedHeaders=content-type;host;x-amz-date;"
                                    "x-amz-security-token;x-amz-target, Signature="));
    assert_non_null(strstr(request, world_token));
    assert_non_null(strstr(request, "\r\n\r\n{}"));
    request = loopback_request(world->loopback, 1);
    assert_non_null(strstr(request, "/eu-central-1/sts/aws4_request, "));
    assert_non_null(strstr(request, "\r\n\r\nAction=GetCallerIdentity&Version=2011-06-15"));
    assert_non_null(strstr(world->said.bytes, "POST ecs.CreateService attempt 1: 200 in "));
    assert_non_null(strstr(world->said.bytes, "request abc-1"));
    world_close(world);
}

static void a_refusal_says_whose_words(void **state)
{
    (void)state;
    const struct loopback_reply script[] = {
        {.status = 400, .headers = "x-amzn-RequestId: r-7\r\n", JSON_ERROR("ClusterNotFoundException")}};
    struct world *world = told(script, 1, true);
    world_expect(world, 1, AWS_REFUSED, "ClusterNotFoundException");
    assert_int_equal(world->failure.status, 400);
    assert_false(world->failure.lost_before);
    assert_int_equal(world->err.kind, ERROR_AWS);
    assert_string_equal(world->err.text,
                        "ecs CreateService: ClusterNotFoundException: AWS's words (HTTP 400, request r-7)");
    assert_non_null(strstr(world->said.bytes, "attempt 1: 400 ClusterNotFoundException in "));
    world_close(world);
    const struct loopback_reply wordless[] = {{.status = 400, .headers = "x-amzn-ErrorType: Busy\r\n", .body = "{}"}};
    world = told(wordless, 1, true);
    world_expect(world, 1, AWS_REFUSED, "Busy");
    assert_string_equal(world->err.text, "ecs CreateService: Busy (HTTP 400)");
    world_close(world);
}

static void throttling_is_waited_for(void **state)
{
    (void)state;
    const struct loopback_reply script[] = {
        {.status = 400, .headers = QUICK, JSON_ERROR("ThrottlingException")},
        {.status = 503, .headers = QUICK, JSON_ERROR("SlowDown")},
        {.body = "{}"},
    };
    for (int repeatable = 0; repeatable <= 1; repeatable++) {
        time_t began = time(NULL);
        struct world *world = told(script, 3, repeatable);
        world_expect(world, 3, AWS_NO_FAILURE, "");
        assert_true(time(NULL) - began < 2); /* AWS asked for 1 ms each time */
        world_close(world);
    }
    const struct loopback_reply always[] = {
        {.status = 400, .headers = QUICK, JSON_ERROR("ThrottlingException")},
        {.status = 400, .headers = QUICK, JSON_ERROR("ThrottlingException")},
        {.status = 400, .headers = QUICK, JSON_ERROR("ThrottlingException")},
    };
    struct world *world = told(always, 3, false);
    world_expect(world, 3, AWS_REFUSED, "ThrottlingException");
    world_close(world);
}

static void a_full_quota_is_not_waited_for(void **state)
{
    (void)state;
    const struct loopback_reply script[] = {{.status = 400, JSON_ERROR("LimitExceededException")}};
    struct world *world = told(script, 1, true);
    world_expect(world, 1, AWS_REFUSED, "LimitExceededException");
    world_close(world);
}

/* Each way to lose a reply: (status 500 may come from a call that was carried out). */
static const struct loopback_reply losses[] = {
    {.drop = true},
    {.body = "{\"service\":{}}", .cut = 90},
    {.body = "<html>proxy</html>"},
    {.body = "{\"service\":"},
    {.body = ""},
    {.status = 500, .headers = QUICK, JSON_ERROR("ServerException")},
    {.status = 502, .headers = QUICK, .body = "<html>Bad Gateway</html>"},
    {.status = 504, .headers = QUICK},
};
enum { LOSSES_COUNT = sizeof losses / sizeof *losses };

static void a_lost_call_that_is_not_repeatable_is_never_sent_again(void **state)
{
    (void)state;
    for (int i = 0; i < LOSSES_COUNT; i++) {
        const struct loopback_reply script[] = {losses[i], {.body = "{}"}};
        struct world *world = told(script, 2, false);
        world_expect(world, 1, AWS_LOST, i == 5 ? "ServerException" : "");
        assert_true(world->failure.lost_before);
        assert_non_null(strstr(world->err.text, "it may have been carried out, so it was not sent again"));
        world_close(world);
    }
}

/* Nor by libcurl, which repeats what was lost on a connection that it had kept. */
static void a_call_for_once_is_not_lost_on_an_old_connection(void **state)
{
    (void)state;
    const struct loopback_reply script[] = {{.body = "{}", .keep_alive = true}, {.drop = true}, {.body = "{}"}};
    struct world *world = told(script, 3, true);
    assert_false(world_send(world, AWS_ECS, "CreateService", false));
    world_expect(world, 2, AWS_LOST, "");
    world_close(world);
}

static void a_lost_call_that_is_repeatable_is_sent_again(void **state)
{
    (void)state;
    for (int i = 5; i < LOSSES_COUNT; i++) {
        const struct loopback_reply script[] = {losses[i], losses[i], {.body = "{}"}};
        struct world *world = told(script, 3, true);
        world_expect(world, 3, AWS_NO_FAILURE, "");
        world_close(world);
    }
    const struct loopback_reply torn[] = {{.drop = true}, {.body = "{}"}};
    struct world *world = told(torn, 2, true);
    world_expect(world, 2, AWS_NO_FAILURE, "");
    world_close(world);
}

static void a_refusal_behind_a_loss_says_so(void **state)
{
    (void)state;
    const struct loopback_reply script[] = {{.status = 500, .headers = QUICK},
                                            {.status = 400, JSON_ERROR("ServiceNotFoundException")}};
    struct world *world = told(script, 2, true);
    world_expect(world, 2, AWS_REFUSED, "ServiceNotFoundException");
    assert_true(world->failure.lost_before);
    world_close(world);
}

static void a_gateway_s_page_is_no_answer_of_aws(void **state)
{
    (void)state;
    const struct loopback_reply script[] = {{.status = 403, .body = "<html>Forbidden by proxy</html>"}};
    struct world *world = told(script, 1, true);
    world_expect(world, 1, AWS_REFUSED, "");
    assert_non_null(strstr(world->err.text, "no error code of AWS"));
    world_close(world);
    const struct loopback_reply redirect[] = {{.status = 302, .headers = "Location: http://127.0.0.1:1/\r\n"}};
    world = told(redirect, 1, true);
    world_expect(world, 1, AWS_REFUSED, "");
    world_close(world);
}

/* The date a request was signed with, as seconds since 1970. */
static int64_t date_of(const struct world *world, int request)
{
    struct tm parts = {0};
    const char *header = strstr(loopback_request(world->loopback, request), "\r\nX-Amz-Date: ");
    assert_non_null(header);
    assert_non_null(strptime(header + 14, "%Y%m%dT%H%M%SZ", &parts));
    return (int64_t)timegm(&parts);
}

static void a_wrong_clock_is_mended_once(void **state)
{
    (void)state;
    const struct loopback_reply script[] = {
        {.status = 403, .date_offset_s = 3600, JSON_ERROR("InvalidSignatureException")},
        {.body = "{}", .date_offset_s = 3600},
        {.body = "{}", .date_offset_s = 3600},
    };
    struct world *world = told(script, 3, false);
    assert_int_equal(world->failure.kind, AWS_NO_FAILURE);
    assert_true(world_send(world, AWS_ECS, "CreateService", false));
    assert_int_equal(world_stop(world), 3);
    assert_in_range(date_of(world, 1) - date_of(world, 0), 3590, 3610);
    assert_in_range(date_of(world, 2) - date_of(world, 0), 3590, 3620);
    assert_in_range(aws_now(world->client) - time(NULL), 3598, 3602);
    world_close(world);
    const struct loopback_reply stubborn[] = {
        {.status = 400, .date_offset_s = -900, JSON_ERROR("RequestTimeTooSkewed")},
        {.status = 400, .date_offset_s = -1900, JSON_ERROR("RequestTimeTooSkewed")},
    };
    world = told(stubborn, 2, false);
    world_expect(world, 2, AWS_REFUSED, "RequestTimeTooSkewed");
    world_close(world);
}

static void a_wrong_secret_is_no_wrong_clock(void **state)
{
    (void)state;
    const struct loopback_reply script[] = {{.status = 403, .date_offset_s = 100, JSON_ERROR("SignatureDoesNotMatch")}};
    struct world *world = told(script, 1, true);
    world_expect(world, 1, AWS_REFUSED, "SignatureDoesNotMatch");
    assert_non_null(strstr(world->err.text, "is the secret key that of this access key?"));
    world_close(world);
    const struct loopback_reply undated[] = {{.status = 400, .no_date = true, JSON_ERROR("RequestTimeTooSkewed")}};
    world = told(undated, 1, true);
    world_expect(world, 1, AWS_REFUSED, "RequestTimeTooSkewed");
    world_close(world);
}

/* The environment's keys cannot be renewed: asking again would give the same. */
static void expired_keys_of_the_environment_are_final(void **state)
{
    (void)state;
    const struct loopback_reply script[] = {{.status = 400, JSON_ERROR("ExpiredTokenException")}};
    struct world *world = told(script, 1, true);
    world_expect(world, 1, AWS_REFUSED, "ExpiredTokenException");
    assert_non_null(strstr(world->err.text, "get new credentials"));
    world_close(world);
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* A profile whose keys come from a command: each time others. */
static struct world *world_of_a_process(char folder[32], const struct loopback_reply *script, int count)
{
    char path[64], text[512];
    snprintf(folder, 32, "/tmp/bayplan-send-XXXXXX");
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/config", folder);
    snprintf(text, sizeof text, "[profile p]\ncredential_process = /bin/sh %s/keys\n", folder);
    write_file(path, text);
    snprintf(path, sizeof path, "%s/keys", folder);
    snprintf(text, sizeof text,
             "echo x >>%s/count\n"
             "echo '{\"Version\":1,\"AccessKeyId\":\"AKID'$(wc -l <%s/count)'\",\"SecretAccessKey\":\"%s\","
             "\"SessionToken\":\"%s\",\"Expiration\":\"2999-01-01T00:00:00Z\"}'\n",
             folder, folder, world_secret, world_token);
    write_file(path, text);
    snprintf(path, sizeof path, "%s/config", folder);
    setenv("AWS_CONFIG_FILE", path, 1);
    struct world *world = world_open(script, count, NULL, "p");
    setenv("AWS_CONFIG_FILE", "/dev/null", 1);
    return world;
}

static void folder_remove(const char *folder)
{
    static const char *const names[] = {"config", "keys", "count", ""};
    for (int i = 0; i < 4; i++) {
        char path[64];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        assert_int_equal(remove(path), 0);
    }
}

static void expired_credentials_are_renewed_once(void **state)
{
    (void)state;
    char folder[32];
    const struct loopback_reply script[] = {
        {.match = "Credential=AKID1/", .status = 400, JSON_ERROR("ExpiredTokenException")},
        {.match = "Credential=AKID2/", .body = "{}"},
        {.match = "Credential=AKID2/", .status = 400, JSON_ERROR("ExpiredTokenException")},
        {.match = "Credential=AKID3/", .status = 400, JSON_ERROR("ExpiredTokenException")},
    };
    struct world *world = world_of_a_process(folder, script, 4);
    assert_true(world_send(world, AWS_ECS, "CreateService", false));
    assert_false(world_send(world, AWS_ECS, "CreateService", false));
    world_expect(world, 4, AWS_REFUSED, "ExpiredTokenException");
    world_close(world);
    folder_remove(folder);
}

static void an_echo_of_our_request_is_not_shown(void **state)
{
    (void)state;
    char body[512];
    snprintf(
        body, sizeof body,
        "<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code><Message>It does not match.\n\nThe Canonical String "
        "for this request should have been\n'x-amz-security-token:%s'</Message></Error></ErrorResponse>",
        world_token);
    const struct loopback_reply script[] = {{.status = 403, .body = body}};
    struct world *world = told(script, 1, true);
    world_expect(world, 1, AWS_REFUSED, "SignatureDoesNotMatch");
    assert_non_null(strstr(world->err.text, "It does not match."));
    world_close(world);
}

static void nothing_is_sent_once_stopped(void **state)
{
    (void)state;
    volatile bool stop = true;
    struct world *world = world_open(NULL, 0, &stop, NULL);
    assert_false(world_send(world, AWS_ECS, "CreateService", true));
    world_expect(world, 0, AWS_NOT_SENT, "");
    assert_false(aws_sleep(world->client, 60));
    stop = false;
    assert_true(aws_sleep(world->client, 0.01));
    world_close(world);
}

/* Of the endpoints only this machine's may be asked as fast as they answer. */
static void aws_itself_is_asked_slowly(void **state)
{
    (void)state;
    struct world *world = world_open(NULL, 0, NULL, NULL);
    struct aws_options options = {.region = "eu-central-1"};
    struct aws_client *client = NULL;
    assert_true(aws_open(&options, &client, &world->err));
    for (int i = 0; i < AWS_SERVICES_COUNT; i++) {
        assert_true(client->is_limited[i]);
        assert_false(world->client->is_limited[i]);
    }
    assert_string_equal(client->urls[AWS_ECS], "https://ecs.eu-central-1.amazonaws.com/");
    assert_string_equal(client->hosts[AWS_ECS], "ecs.eu-central-1.amazonaws.com");
    aws_close(client);
    world_close(world);
}

static void nobody_there_is_not_sent(void **state)
{
    (void)state;
    struct world *world = world_open(NULL, 0, NULL, NULL);
    loopback_stop(world->loopback);
    assert_false(world_send(world, AWS_ECS, "CreateService", false));
    assert_int_equal(world->failure.kind, AWS_NOT_SENT);
    assert_non_null(strstr(world->said.bytes, "attempt 3: no reply"));
    world_close(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_is_signed_and_read),
        cmocka_unit_test(a_refusal_says_whose_words),
        cmocka_unit_test(throttling_is_waited_for),
        cmocka_unit_test(a_full_quota_is_not_waited_for),
        cmocka_unit_test(a_lost_call_that_is_not_repeatable_is_never_sent_again),
        cmocka_unit_test(a_call_for_once_is_not_lost_on_an_old_connection),
        cmocka_unit_test(a_lost_call_that_is_repeatable_is_sent_again),
        cmocka_unit_test(a_refusal_behind_a_loss_says_so),
        cmocka_unit_test(a_gateway_s_page_is_no_answer_of_aws),
        cmocka_unit_test(a_wrong_clock_is_mended_once),
        cmocka_unit_test(a_wrong_secret_is_no_wrong_clock),
        cmocka_unit_test(expired_keys_of_the_environment_are_final),
        cmocka_unit_test(expired_credentials_are_renewed_once),
        cmocka_unit_test(an_echo_of_our_request_is_not_shown),
        cmocka_unit_test(nothing_is_sent_once_stopped),
        cmocka_unit_test(aws_itself_is_asked_slowly),
        cmocka_unit_test(nobody_there_is_not_sent),
    };
    world_prepare();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
