/* test_pages.c — reads that come in pages. */
#include "tests/unit/aws/world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

struct seen {
    int pages, fail_at;
    char names[256];
    size_t length;
};

static bool take_page(void *context, struct node *page, struct error *err)
{
    struct seen *seen = context;
    if (++seen->pages == seen->fail_at)
        return error_set(err, ERROR_INPUT, NULL, "enough");
    for (const struct node *arn = node_child(page, "serviceArns")->first; arn; arn = arn->next)
        seen->length +=
            (size_t)snprintf(seen->names + seen->length, sizeof seen->names - seen->length, "%s", arn->string);
    return true;
}

static bool send_pages(struct world *world, const char *body, struct seen *seen)
{
    struct aws_call call;
    aws_call_begin(&call, AWS_ECS, "ListServices", true);
    text_add(&call.body, body);
    bool ok = aws_send_pages(world->client, &call, &world->arena, take_page, seen, &world->failure, &world->err);
    aws_call_release(&call);
    return ok;
}

static void pages_are_read_to_the_last_empty_ones_too(void **state)
{
    (void)state;
    const struct loopback_reply script[] = {
        {.body = "{\"serviceArns\":[\"a\"],\"nextToken\":\"one\\\"+/=\"}"},
        {.body = "{\"serviceArns\":[],\"nextToken\":\"two\"}"},
        {.status = 400, .headers = QUICK, JSON_ERROR("ThrottlingException")},
        {.body = "{\"serviceArns\":[\"b\",\"c\"],\"nextToken\":null}"},
    };
    static const char *const bodies[] = {"", "{}", "{\"cluster\": \"x}\"}", "{ }\n"};
    for (int i = 0; i < 4; i++) {
        struct world *world = world_open(script, 4, NULL, NULL);
        struct seen seen = {0};
        assert_true(send_pages(world, bodies[i], &seen));
        assert_int_equal(seen.pages, 3);
        assert_string_equal(seen.names, "abc");
        assert_int_equal(world_stop(world), 4);
        const char *second = strstr(loopback_request(world->loopback, 1), "\r\n\r\n") + 4;
        struct error err = {0};
        struct node *root = NULL;
        assert_true(node_parse("request", second, strlen(second), &world->arena, &root, &err));
        assert_string_equal(node_child(root, "nextToken")->string, "one\"+/=");
        assert_int_equal(root->children_count, i == 2 ? 2 : 1);
        world_close(world);
    }
}

static void pages_of_the_query_protocols(void **state)
{
    (void)state;
    const struct loopback_reply script[] = {
        {.body = "<DescribeSubnetsResponse><serviceArns><item>s</item></serviceArns><nextToken>a/b=</nextToken>"
                 "</DescribeSubnetsResponse>"},
        {.match = "&MaxResults=5&NextToken=a%2Fb%3D",
         .body = "<DescribeSubnetsResponse><serviceArns/></DescribeSubnetsResponse>"},
    };
    struct world *world = world_open(script, 2, NULL, NULL);
    struct aws_call call;
    struct seen seen = {0};
    aws_call_begin(&call, AWS_EC2, "DescribeSubnets", true);
    aws_parameter_integer(&call, "MaxResults", 5);
    assert_true(aws_send_pages(world->client, &call, &world->arena, take_page, &seen, &world->failure, &world->err));
    assert_int_equal(seen.pages, 2);
    aws_call_release(&call);
    assert_int_equal(world_stop(world), 2);
    world_close(world);
}

static void pages_that_go_round_are_an_error(void **state)
{
    (void)state;
    const struct loopback_reply script[] = {
        {.body = "{\"serviceArns\":[],\"nextToken\":\"a\"}"},
        {.body = "{\"serviceArns\":[],\"nextToken\":\"b\"}"},
        {.body = "{\"serviceArns\":[],\"nextToken\":\"a\"}"},
    };
    struct world *world = world_open(script, 3, NULL, NULL);
    struct seen seen = {0};
    assert_false(send_pages(world, "{}", &seen));
    assert_int_equal(world->err.kind, ERROR_AWS);
    assert_non_null(strstr(world->err.text, "read before"));
    assert_int_equal(world_stop(world), 3);
    world_close(world);
}

static void a_reader_of_pages_may_fail(void **state)
{
    (void)state;
    const struct loopback_reply script[] = {{.body = "{\"serviceArns\":[],\"nextToken\":\"a\"}"},
                                            {.body = "{\"serviceArns\":[],\"nextToken\":\"b\"}"}};
    struct world *world = world_open(script, 2, NULL, NULL);
    struct seen seen = {.fail_at = 2};
    assert_false(send_pages(world, "{}", &seen));
    assert_string_equal(world->err.text, "enough");
    assert_int_equal(world->failure.kind, AWS_NO_FAILURE);
    world_stop(world);
    world_close(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_are_read_to_the_last_empty_ones_too),
        cmocka_unit_test(pages_of_the_query_protocols),
        cmocka_unit_test(pages_that_go_round_are_an_error),
        cmocka_unit_test(a_reader_of_pages_may_fail),
    };
    world_prepare();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
