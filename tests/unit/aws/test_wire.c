/* test_wire.c — requests and replies of the three protocols, without a network. */
#include "data/aws/wire.h"
#include "data/base/file.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void query_bodies_are_encoded_strictly(void **state)
{
    (void)state;
    struct aws_call call;
    struct wire_request wire;
    struct error err = {0};
    aws_call_begin(&call, AWS_AUTOSCALING, "CreateAutoScalingGroup", false);
    aws_parameter(&call, "AutoScalingGroupName", "a b/c+d=e&f~g-h_i.j%\xc3\xa9");
    aws_parameter_integer(&call, "MinSize", -3);
    aws_parameters(&call, "AvailabilityZones", "member", "us-east-1a,us-east-1b");
    aws_parameters(&call, "VPCZoneIdentifier", "", "one");
    aws_parameters(&call, "Nothing", "member", "");
    aws_parameter(&call, "Cleared", "");
    assert_true(wire_request_make(&call, &wire, &err));
    assert_string_equal(wire.body.bytes, "Action=CreateAutoScalingGroup&Version=2011-01-01"
                                         "&AutoScalingGroupName=a+b%2Fc%2Bd%3De%26f~g-h_i.j%25%C3%A9&MinSize=-3"
                                         "&AvailabilityZones.member.1=us-east-1a&AvailabilityZones.member.2=us-east-1b"
                                         "&VPCZoneIdentifier.1=one&Cleared=");
    assert_string_equal(wire.content_type, "application/x-www-form-urlencoded; charset=utf-8");
    assert_string_equal(wire.target, "");
    text_release(&wire.body);
    aws_call_release(&call);
}

static void json_bodies_stand_as_they_are(void **state)
{
    (void)state;
    struct aws_call call;
    struct wire_request wire;
    struct error err = {0};
    aws_call_begin(&call, AWS_ECS, "ListClusters", true);
    assert_true(wire_request_make(&call, &wire, &err));
    assert_string_equal(wire.body.bytes, "{}");
    assert_string_equal(wire.content_type, "application/x-amz-json-1.1");
    assert_string_equal(wire.target, "AmazonEC2ContainerServiceV20141113.ListClusters");
    text_release(&wire.body);
    text_add(&call.body, "{\"a\":1}");
    assert_true(wire_request_make(&call, &wire, &err));
    assert_string_equal(wire.body.bytes, "{\"a\":1}");
    text_release(&wire.body);
    aws_call_release(&call);
}

static void a_request_has_its_limit(void **state)
{
    (void)state;
    struct aws_call call;
    struct wire_request wire;
    struct error err = {0};
    char *large = calloc(AWS_REQUEST_BYTES_MAX, 1);
    memset(large, 'x', AWS_REQUEST_BYTES_MAX - 1);
    aws_call_begin(&call, AWS_EC2, "CreateLaunchTemplate", false);
    aws_parameter(&call, "LaunchTemplateName", large);
    assert_false(wire_request_make(&call, &wire, &err));
    assert_int_equal(err.kind, ERROR_LIMIT);
    aws_call_release(&call);
    free(large);
}

static struct http_reply reply_of(int status, const char *headers, const char *body)
{
    struct http_reply reply = {.status = status};
    text_init(&reply.headers, HTTP_HEADERS_BYTES_MAX);
    text_init(&reply.body, AWS_REPLY_BYTES_MAX);
    text_add(&reply.headers, headers);
    text_add(&reply.body, body);
    return reply;
}

static bool read_reply(enum aws_service service, const char *operation, const char *body, struct arena *arena,
                       struct aws_reply *ret_reply)
{
    struct aws_call call = {.service = service, .operation = operation};
    struct http_reply http = reply_of(200, "x-amzn-RequestId: id-1\n", body);
    struct error err = {0};
    bool ok = wire_reply_read(&call, &http, arena, ret_reply, &err);
    if (!ok)
        assert_int_equal(err.kind, ERROR_AWS);
    http_reply_release(&http);
    return ok;
}

static const char *string_at(const struct node *node, const char *key)
{
    const struct node *child = node_child(node, key);
    assert_non_null(child);
    assert_int_equal(child->kind, NODE_STRING);
    return child->string;
}

static void query_replies_get_the_shape_of_json(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct aws_reply reply;
    assert_true(
        read_reply(AWS_AUTOSCALING, "DescribeAutoScalingGroups",
                   "<?xml version=\"1.0\"?>\n<a:DescribeAutoScalingGroupsResponse xmlns:a=\"http://x/\" b=\"c\">"
                   "<a:DescribeAutoScalingGroupsResult><a:AutoScalingGroups>\n<a:member><a:Name>one</a:Name>"
                   "<a:Zones><a:member>z1</a:member><a:member>z2</a:member></a:Zones><a:Tags/></a:member>\n"
                   "<a:member><a:Name>&lt;two&gt;</a:Name></a:member></a:AutoScalingGroups>"
                   "<a:NextToken>t/1</a:NextToken></a:DescribeAutoScalingGroupsResult>"
                   "<a:ResponseMetadata><a:RequestId>id-2</a:RequestId></a:ResponseMetadata>"
                   "</a:DescribeAutoScalingGroupsResponse>",
                   &arena, &reply));
    assert_string_equal(reply.request_id, "id-1");
    assert_int_equal(reply.body->kind, NODE_OBJECT);
    assert_null(node_child(reply.body, "ResponseMetadata"));
    struct node *groups = node_child(reply.body, "AutoScalingGroups");
    assert_int_equal(groups->kind, NODE_LIST);
    assert_int_equal(groups->children_count, 2);
    assert_null(groups->first->name);
    assert_string_equal(string_at(groups->first, "Name"), "one");
    assert_string_equal(string_at(groups->first, "Tags"), "");
    struct node *zones = node_child(groups->first, "Zones");
    assert_int_equal(zones->kind, NODE_LIST);
    assert_string_equal(zones->first->next->string, "z2");
    assert_string_equal(string_at(groups->first->next, "Name"), "<two>");
    assert_string_equal(wire_page_token(AWS_AUTOSCALING, reply.body), "t/1");
    arena_release(&arena);
}

static void replies_without_a_result_are_objects(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct aws_reply reply;
    assert_true(
        read_reply(AWS_AUTOSCALING, "DeleteAutoScalingGroup",
                   "<DeleteAutoScalingGroupResponse xmlns=\"http://autoscaling.amazonaws.com/doc/2011-01-01/\">"
                   "<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></DeleteAutoScalingGroupResponse>",
                   &arena, &reply));
    assert_int_equal(reply.body->kind, NODE_OBJECT);
    assert_true(read_reply(AWS_AUTOSCALING, "PutX", "<PutXResponse><PutXResult/></PutXResponse>", &arena, &reply));
    assert_int_equal(reply.body->kind, NODE_OBJECT);
    assert_int_equal(reply.body->children_count, 0);
    assert_true(read_reply(AWS_EC2, "DescribeSubnets",
                           "<DescribeSubnetsResponse><requestId>r</requestId><subnetSet><item><subnetId>s</subnetId>"
                           "<free>  12 </free></item></subnetSet><nextToken/></DescribeSubnetsResponse>",
                           &arena, &reply));
    assert_int_equal(node_child(reply.body, "subnetSet")->kind, NODE_LIST);
    assert_null(wire_page_token(AWS_EC2, reply.body));
    assert_true(read_reply(AWS_ECS, "ListServices", "{\"serviceArns\":[],\"nextToken\":null}", &arena, &reply));
    assert_int_equal(node_child(reply.body, "serviceArns")->kind, NODE_LIST);
    assert_null(wire_page_token(AWS_ECS, reply.body));
    arena_release(&arena);
}

static void what_the_operation_does_not_answer_is_refused(void **state)
{
    (void)state;
    static const struct {
        enum aws_service service;
        const char *body;
    } rows[] = {
        {AWS_ECS, ""},
        {AWS_ECS, "<html><body>Welcome</body></html>"},
        {AWS_ECS, "[]"},
        {AWS_ECS, "\"a\""},
        {AWS_ECS, "{\"clusters\":[1,2"},
        {AWS_ECS, "{\"a\":1} trailing"},
        {AWS_ECS, "{\"a\":\"\xff\"}"},
        {AWS_EC2, ""},
        {AWS_EC2, "{}"},
        {AWS_EC2, "<html/>"},
        {AWS_EC2, "<OtherResponse/>"},
        {AWS_EC2, "<XResponse><a></XResponse>"},
        {AWS_EC2, "<XResponse>"},
        {AWS_EC2, "<!DOCTYPE html><XResponse/>"},
        {AWS_EC2, "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><XResponse>&b;</XResponse>"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena arena = {0};
        struct aws_reply reply;
        if (read_reply(rows[i].service, "X", rows[i].body, &arena, &reply))
            fail_msg("was read: %s", rows[i].body);
        arena_release(&arena);
    }
}

static void failures_are_stripped_to_their_code(void **state)
{
    (void)state;
    static const struct {
        const char *headers, *body, *code, *message, *request_id;
    } rows[] = {
        {"",
         "<ErrorResponse xmlns=\"u\"><Error><Type>Sender</Type><Code>AlreadyExists</Code><Message>is there</Message>"
         "</Error><RequestId>q</RequestId></ErrorResponse>",
         "AlreadyExists", "is there", "q"},
        {"",
         "<Response><Errors><Error><Code>InvalidSubnetID.NotFound</Code><Message>no &amp; no</Message></Error></Errors>"
         "<RequestID>e</RequestID></Response>",
         "InvalidSubnetID.NotFound", "no & no", "e"},
        {"x-amzn-RequestId: j\n", "{\"__type\":\"com.amazonaws.ecs#ClusterNotFoundException\",\"message\":\"m\"}",
         "ClusterNotFoundException", "m", "j"},
        {"", "{\"__type\":\"ServiceNotFoundException\",\"Message\":\"n\"}", "ServiceNotFoundException", "n", ""},
        {"x-amzn-ErrorType: AccessDeniedException:http://internal.amazon.com/x/\n", "{}", "AccessDeniedException", "",
         ""},
        {"x-amzn-ErrorType: ns#SlowDown\n", "", "SlowDown", "", ""},
        {"x-amzn-RequestId: two words\n", "{\"code\":\"X\",\"__type\":7}", "X", "", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena arena = {0};
        struct wire_failure failure;
        struct http_reply http = reply_of(400, rows[i].headers, rows[i].body);
        assert_true(wire_failure_read(&http, &arena, &failure));
        assert_string_equal(failure.code, rows[i].code);
        assert_string_equal(failure.message, rows[i].message);
        assert_string_equal(failure.request_id, rows[i].request_id);
        http_reply_release(&http);
        arena_release(&arena);
    }
}

static void a_failure_without_a_code_is_known_by_its_status_only(void **state)
{
    (void)state;
    static const char *const bodies[] = {
        "",
        "<html><body>502 Bad Gateway</body></html>",
        "<!DOCTYPE html><html>",
        "{\"a\":1}",
        "not much",
        "{\"__type\":\"has blanks and \\u0007\"}",
        "{\"__type\":{}}",
        "<Response/>",
        "[{\"__type\":\"X\"}]",
    };
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        struct arena arena = {0};
        struct wire_failure failure;
        struct http_reply http = reply_of(502, "", bodies[i]);
        if (wire_failure_read(&http, &arena, &failure))
            fail_msg("%s: %s", bodies[i], failure.code);
        http_reply_release(&http);
        arena_release(&arena);
    }
    char body[1024];
    snprintf(body, sizeof body, "{\"__type\":\"%0600d\"}", 1);
    struct arena arena = {0};
    struct wire_failure failure;
    struct http_reply http = reply_of(400, "x-amzn-ErrorType: InHeader\n", "<html>");
    assert_false(wire_failure_read(&http, &arena, &failure));
    http_reply_release(&http);
    http = reply_of(400, "", body);
    assert_false(wire_failure_read(&http, &arena, &failure));
    http_reply_release(&http);
    arena_release(&arena);
}

static void page_tokens_have_the_name_of_their_service(void **state)
{
    (void)state;
    assert_string_equal(wire_page_parameter(AWS_ECS), "nextToken");
    assert_string_equal(wire_page_parameter(AWS_EC2), "NextToken");
    assert_string_equal(wire_page_parameter(AWS_APPLICATION_AUTOSCALING), "NextToken");
    struct arena arena = {0};
    struct aws_reply reply;
    assert_true(read_reply(AWS_SSM, "X", "{\"NextToken\":\"a\",\"nextToken\":\"b\"}", &arena, &reply));
    assert_string_equal(wire_page_token(AWS_SSM, reply.body), "a");
    assert_string_equal(wire_page_token(AWS_ECS, reply.body), "b");
    assert_true(read_reply(AWS_SSM, "X", "{\"NextToken\":\"\"}", &arena, &reply));
    assert_null(wire_page_token(AWS_SSM, reply.body));
    arena_release(&arena);
}

#define WIRE "../shared/aws/wire"

static enum aws_service service_named(const char *name)
{
    for (int i = 0; i < AWS_SERVICES_COUNT; i++)
        if (strcmp(wire_service((enum aws_service)i)->host, name) == 0)
            return (enum aws_service)i;
    return AWS_SERVICES_COUNT;
}

/* "020-autoscaling.DescribeAutoScalingGroups.resp": head and body as they were captured. */
static void sample_check(const char *name)
{
    struct arena arena = {0};
    struct error err = {0};
    char path[512], host[64] = "", operation[128] = "", *bytes = NULL;
    size_t length = 0;
    snprintf(path, sizeof path, WIRE "/%s", name);
    assert_true(file_read(path, &arena, &bytes, &length, &err));
    assert_int_equal(sscanf(name, "%*d-%63[^.].%127[^.].resp", host, operation), 2);
    char *body = strstr(bytes, "\r\n\r\n");
    assert_non_null(body);
    struct aws_call call = {.service = service_named(host), .operation = operation};
    int status = 0;
    assert_int_equal(sscanf(bytes, "HTTP/1.1 %d", &status), 1);
    struct http_reply http = reply_of(status, "", body + 4);
    struct aws_reply reply;
    struct wire_failure failure;
    if (call.service == AWS_SERVICES_COUNT)
        print_message("%s: of a service that is not spoken\n", name);
    else if (http.status == 200 && !wire_reply_read(&call, &http, &arena, &reply, &err))
        fail_msg("%s: %s", name, err.text);
    else if (http.status != 200 && http.status != 500 && !wire_failure_read(&http, &arena, &failure))
        fail_msg("%s: no code", name);
    http_reply_release(&http);
    arena_release(&arena);
}

static void captured_replies_are_read(void **state)
{
    (void)state;
    DIR *folder = opendir(WIRE);
    int count = 0;
    if (!folder) {
        print_message("skipped: " WIRE " is not here\n");
        skip();
    }
    for (const struct dirent *entry = readdir(folder); entry; entry = readdir(folder))
        if (strstr(entry->d_name, ".resp")) {
            sample_check(entry->d_name);
            count++;
        }
    closedir(folder);
    assert_true(count > 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(query_bodies_are_encoded_strictly),
        cmocka_unit_test(json_bodies_stand_as_they_are),
        cmocka_unit_test(a_request_has_its_limit),
        cmocka_unit_test(query_replies_get_the_shape_of_json),
        cmocka_unit_test(replies_without_a_result_are_objects),
        cmocka_unit_test(what_the_operation_does_not_answer_is_refused),
        cmocka_unit_test(failures_are_stripped_to_their_code),
        cmocka_unit_test(a_failure_without_a_code_is_known_by_its_status_only),
        cmocka_unit_test(page_tokens_have_the_name_of_their_service),
        cmocka_unit_test(captured_replies_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
