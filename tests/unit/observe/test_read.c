/* test_read.c — what is asked of AWS, in which batches, and what its answers mean; AWS answers by script. */
#include "planner/observe/observe.h"
#include "tests/support/loopback.h"
#include "tests/unit/observe/answers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define IDENTITY                                                                                                       \
    {                                                                                                                  \
        .match = "GetCallerIdentity",                                                                                  \
        .body = "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012</Account>"                  \
                "<Arn>arn:aws-cn:sts::123456789012:user/u</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>" \
    }
#define JSON(operation, json)                                                                                          \
    {                                                                                                                  \
        .match = "." operation "\r\n", .body = json                                                                    \
    }
#define FAILS(operation, code, words)                                                                                  \
    {                                                                                                                  \
        .match = "." operation "\r\n", .status = 400, .body = "{\"__type\":\"" code "\",\"message\":\"" words "\"}"    \
    }
#define XML(operation, result)                                                                                         \
    {                                                                                                                  \
        .match = "Action=" operation "&",                                                                              \
        .body = "<" operation "Response xmlns=\"http://autoscaling.amazonaws.com/doc/2011-01-01/\"><" operation        \
                "Result>" result "</" operation "Result></" operation "Response>"                                      \
    }
#define EC2(operation, result)                                                                                         \
    {                                                                                                                  \
        .match = "Action=" operation "&",                                                                              \
        .body = "<" operation "Response xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>1</requestId>"   \
                "" result "</" operation "Response>"                                                                   \
    }

struct world {
    struct loopback *loopback;
    struct aws_client *client;
    struct arena arena;
    struct error err;
};

static void world_open(struct world *world, const struct loopback_reply *script, int count)
{
    *world = (struct world){.loopback = loopback_open(script, count)};
    struct aws_options options = {.region = "eu-west-1", .endpoint = loopback_url(world->loopback)};
    if (!aws_open(&options, &world->client, &world->err))
        fail_msg("%s", world->err.text);
}

/* Every reply of the script was asked for, and nothing else. */
static void world_close(struct world *world, int requests)
{
    loopback_stop(world->loopback);
    for (int i = 0; i < loopback_requests(world->loopback) && loopback_unscripted(world->loopback) > 0; i++)
        print_message("%s\n", loopback_request(world->loopback, i));
    assert_int_equal(loopback_unscripted(world->loopback), 0);
    assert_int_equal(loopback_requests(world->loopback), requests);
    aws_close(world->client);
    loopback_close(world->loopback);
    arena_release(&world->arena);
}

static bool has(const struct world *world, int request, const char *words)
{
    return strstr(loopback_request(world->loopback, request), words) != NULL;
}

static bool observe_it(struct world *world, enum object_kind kind, const char *parent, const char *name,
                       struct object *ret_object)
{
    bool exists = false;
    if (!observe_object(world->client, "shop", kind, parent, name, &world->arena, ret_object, &exists, &world->err))
        fail_msg("%s", world->err.text);
    return exists;
}

#define COUNT(script) ((int)(sizeof script / sizeof script[0]))

static void who_asks(void **state)
{
    (void)state;
    static const struct loopback_reply script[] = {IDENTITY};
    struct world world;
    struct identity identity;
    world_open(&world, script, COUNT(script));
    assert_true(observe_identity(world.client, &world.arena, &identity, &world.err));
    assert_string_equal(identity.account, "123456789012");
    assert_string_equal(identity.partition, "aws-cn");
    assert_string_equal(identity.arn, "arn:aws-cn:sts::123456789012:user/u");
    world_close(&world, 1);
}

static void a_cluster_that_is_not_there_is_an_answer(void **state)
{
    (void)state;
    static const struct loopback_reply script[] = {
        IDENTITY,
        JSON("DescribeClusters", "{\"clusters\": [], \"failures\": [{\"arn\": \"x\", \"reason\": \"MISSING\"}]}"),
        IDENTITY,
        JSON("DescribeClusters", "{\"clusters\": [{\"clusterName\": \"shop\", \"status\": \"INACTIVE\"}]}"),
        IDENTITY,
        FAILS("DescribeClusters", "ClusterNotFoundException", "Cluster not found."),
    };
    struct world world;
    world_open(&world, script, COUNT(script));
    for (int i = 0; i < 3; i++) {
        struct running_cluster cluster;
        struct observe_scope scope = {.cluster = "shop"};
        if (!observe_cluster(world.client, &scope, &cluster, &world.err))
            fail_msg("%s", world.err.text);
        assert_int_equal(cluster.objects_count, 0);
        assert_string_equal(cluster.account, "123456789012");
        assert_string_equal(cluster.region, "eu-west-1");
        running_cluster_release(&cluster);
    }
    world_close(&world, COUNT(script));
}

#define CLUSTER_ARN "arn:aws:ecs:eu-west-1:1:cluster/shop"
#define SERVICE_ARN(name) "\"arn:aws:ecs:eu-west-1:1:service/shop/" name "\""
#define SERVICE(name, more)                                                                                            \
    "{\"serviceArn\": " SERVICE_ARN(                                                                                   \
        name) ", \"serviceName\": \"" name "\", \"clusterArn\": \"" CLUSTER_ARN                                        \
              "\", \"status\": \"ACTIVE\", \"desiredCount\": 1, \"runningCount\": 1, \"schedulingStrategy\": "         \
              "\"REPLICA\", "                                                                                          \
              "\"taskDefinition\": \"arn:aws:ecs:eu-west-1:1:task-definition/web:7\", " more "}"
#define ON_FARGATE "\"launchType\": \"FARGATE\""
#define DEFINITION(name, tags)                                                                                         \
    "{\"taskDefinition\": {\"taskDefinitionArn\": \"arn:aws:ecs:eu-west-1:1:task-definition/" name                     \
    "\", \"cpu\": \"256\", \"memory\": \"512\", \"containerDefinitions\": []}, \"tags\": [" tags "]}"

static void services_are_asked_for_in_tens_and_pages_may_be_empty(void **state)
{
    (void)state;
    static const struct loopback_reply script[] = {
        IDENTITY,
        JSON("DescribeClusters", "{\"clusters\": [{\"clusterName\": \"shop\", \"status\": \"ACTIVE\"}]}"),
        JSON("ListServices", "{\"serviceArns\": [" SERVICE_ARN("a") "," SERVICE_ARN("b") "," SERVICE_ARN(
                                 "c") "," SERVICE_ARN("d") "," SERVICE_ARN("e") "," SERVICE_ARN("f") "], "
                                                                                                     "\"nextToken\": "
                                                                                                     "\"t1\"}"),
        JSON("ListServices", "{\"serviceArns\": [], \"nextToken\": \"t2\"}"),
        JSON("ListServices", "{\"serviceArns\": [" SERVICE_ARN("g") "," SERVICE_ARN("h") "," SERVICE_ARN(
                                 "i") "," SERVICE_ARN("j") "," SERVICE_ARN("k") "," SERVICE_ARN("a") "]}"),
        JSON("DescribeServices", "{\"services\": [" SERVICE("a", ON_FARGATE) "], \"failures\": [{\"arn\": \"b\", "
                                                                             "\"reason\": \"MISSING\"}]}"),
        JSON("DescribeServices", "{\"services\": [" SERVICE("k", ON_FARGATE) "]}"),
        JSON("ListContainerInstances", "{\"containerInstanceArns\": []}"),
        JSON("DescribeTaskDefinition", DEFINITION("web:7", "")),
        JSON("DescribeScalableTargets", "{\"ScalableTargets\": []}"),
    };
    struct world world;
    struct running_cluster cluster;
    world_open(&world, script, COUNT(script));
    struct observe_scope scope = {.cluster = "shop"};
    if (!observe_cluster(world.client, &scope, &cluster, &world.err))
        fail_msg("%s", world.err.text);
    assert_int_equal(cluster.services_count, 2);
    assert_true(has(&world, 5, "service/shop/j\"") && !has(&world, 5, "service/shop/k\""));
    assert_true(has(&world, 6, "service/shop/k\"") && !has(&world, 6, "service/shop/a\""));
    assert_true(has(&world, 9, "service/shop/a\"") && has(&world, 9, "service/shop/k\""));
    running_cluster_release(&cluster);
    world_close(&world, COUNT(script));
}

#define STACK_TAGS "<item><key>bayplan:stack</key><value>webshop</value></item>"
#define TEMPLATE(name, id, tags)                                                                                       \
    "<item><launchTemplateId>" id "</launchTemplateId><launchTemplateName>" name "</launchTemplateName>"               \
    "<latestVersionNumber>1</latestVersionNumber><tagSet>" tags "</tagSet></item>"
#define VERSION(name, id)                                                                                              \
    "<launchTemplateVersionSet><item><launchTemplateId>" id "</launchTemplateId><launchTemplateName>" name             \
    "</launchTemplateName><versionNumber>1</versionNumber><launchTemplateData><instanceType>m7g.large</instanceType>"  \
    "</launchTemplateData></item></launchTemplateVersionSet>"
#define GROUP(name, template)                                                                                          \
    "<AutoScalingGroups><member><AutoScalingGroupName>" name "</AutoScalingGroupName><LaunchTemplate>"                 \
    "<LaunchTemplateName>" template "</LaunchTemplateName><Version>1</Version></LaunchTemplate>"                       \
                                    "<AvailabilityZones><member>eu-west-1a</member><member>eu-west-1b</member></"      \
                                    "AvailabilityZones>"                                                               \
                                    "<VPCZoneIdentifier>subnet-1</VPCZoneIdentifier></member></AutoScalingGroups>"
#define PROVIDER(name, group)                                                                                          \
    "{\"name\": \"" name "\", \"status\": \"ACTIVE\", \"autoScalingGroupProvider\": {\"autoScalingGroupArn\": "        \
    "\"arn:aws:autoscaling:eu-west-1:1:autoScalingGroup:u:autoScalingGroupName/" group "\"}}"

static const struct {
    enum object_kind kind;
    const char *parent, *name;
} there[] = {
    {OBJECT_IMAGE, "", "/ami"},
    {OBJECT_CLUSTER, "", "shop"},
    {OBJECT_LAUNCH_TEMPLATE, "", "left"},
    {OBJECT_LAUNCH_TEMPLATE, "", "theirs-template"},
    {OBJECT_AUTO_SCALING_GROUP, "", "left"},
    {OBJECT_AUTO_SCALING_GROUP, "", "theirs-group"},
    {OBJECT_CAPACITY_PROVIDER, "", "left"},
    {OBJECT_CAPACITY_PROVIDER, "", "theirs"},
    {OBJECT_CLUSTER_CAPACITY_PROVIDERS, "", "shop"},
    {OBJECT_CONTAINER_INSTANCE, "shop", "1"},
    {OBJECT_TASK_DEFINITION, "", "web:2"},
    {OBJECT_TASK_DEFINITION, "", "web:5"},
    {OBJECT_TASK_DEFINITION, "", "web:9"},
};

/* Attached: provider "theirs" on group "theirs-group". Of the stack and not attached: everything called "left". Asked
 * for besides: an image, a subnet, a provider that is not there, a pinned task definition with a copy of it. */
static void a_stack_is_found_attached_or_not(void **state)
{
    (void)state;
    static const struct loopback_reply script[] = {
        IDENTITY,
        JSON("DescribeClusters",
             "{\"clusters\": [{\"clusterName\": \"shop\", \"status\": \"ACTIVE\", \"capacityProviders\": "
             "[\"FARGATE\", \"theirs\"]}]}"),
        JSON("ListServices", "{\"serviceArns\": []}"),
        JSON("ListContainerInstances", "{\"containerInstanceArns\": [\"arn:aws:ecs:r:1:container-instance/shop/1\"]}"),
        JSON("DescribeContainerInstances",
             "{\"containerInstances\": [{\"containerInstanceArn\": \"arn:aws:ecs:r:1:container-instance/shop/1\", "
             "\"capacityProviderName\": \"theirs\", \"status\": \"ACTIVE\"}]}"),
        EC2("DescribeLaunchTemplates", "<launchTemplates>" TEMPLATE("left", "lt-1", STACK_TAGS) "</launchTemplates>"),
        EC2("DescribeLaunchTemplateVersions", VERSION("left", "lt-1")),
        XML("DescribeAutoScalingGroups", GROUP("left", "left")),
        JSON("DescribeCapacityProviders", "{\"capacityProviders\": [" PROVIDER("theirs", "theirs-group") "," PROVIDER(
                                              "left", "left") "], \"failures\": [{\"arn\": \"new\", \"reason\": "
                                                              "\"MISSING\"}]}"),
        XML("DescribeAutoScalingGroups", GROUP("theirs-group", "theirs-template")),
        XML("DescribeScheduledActions", "<ScheduledUpdateGroupActions/>"),
        XML("DescribeScheduledActions", "<ScheduledUpdateGroupActions/>"),
        EC2("DescribeLaunchTemplates",
            "<launchTemplates>" TEMPLATE("theirs-template", "lt-2", "") "</launchTemplates>"),
        EC2("DescribeLaunchTemplateVersions", VERSION("theirs-template", "lt-2")),
        EC2("DescribeSubnets", "<subnetSet/>"),
        JSON("GetParameter", "{\"Parameter\": {\"Name\": \"/ami\", \"Value\": \"ami-1\"}}"),
        JSON("DescribeTaskDefinition", DEFINITION("web:2", "")),
        JSON("ListTaskDefinitions", "{\"taskDefinitionArns\": [], \"nextToken\": \"t1\"}"),
        JSON("ListTaskDefinitions", "{\"taskDefinitionArns\": [\"arn:aws:ecs:r:1:task-definition/web-2:99\", "
                                    "\"arn:aws:ecs:r:1:task-definition/web:9\"], \"nextToken\": \"t2\"}"),
        JSON("ListTaskDefinitions",
             "{\"taskDefinitionArns\": [\"arn:aws:ecs:r:1:task-definition/web:2\"], \"nextToken\": \"t3\"}"),
        JSON("DescribeTaskDefinition", DEFINITION("web:9", "{\"key\": \"bayplan:source\", \"value\": \"web:5\"}")),
        JSON("DescribeTaskDefinition", DEFINITION("web:5", "")),
        JSON("DescribeScalableTargets", "{\"ScalableTargets\": []}"),
    };
    static const struct object also[] = {
        {.kind = OBJECT_IMAGE, .name = "/ami", .parent = ""},
        {.kind = OBJECT_SUBNET, .name = "subnet-2", .parent = ""},
        {.kind = OBJECT_CAPACITY_PROVIDER, .name = "new", .parent = ""},
        {.kind = OBJECT_TASK_DEFINITION, .name = "web:2", .parent = ""},
    };
    struct world world;
    struct running_cluster cluster;
    world_open(&world, script, COUNT(script));
    struct observe_scope scope = {.cluster = "shop", .stack = "webshop", .also = also, .also_count = 4};
    if (!observe_cluster(world.client, &scope, &cluster, &world.err))
        fail_msg("%s", world.err.text);
    assert_int_equal(cluster.objects_count, COUNT(there));
    for (int i = 0; i < COUNT(there); i++) {
        assert_int_equal(cluster.objects[i].kind, there[i].kind);
        assert_string_equal(cluster.objects[i].parent, there[i].parent);
        assert_string_equal(cluster.objects[i].name, there[i].name);
    }
    assert_string_equal(cluster.objects[2].stack, "webshop");
    assert_true(has(&world, 5, "Filter.1.Name=tag%3Abayplan%3Astack&Filter.1.Value.1=webshop"));
    assert_true(has(&world, 7, "Filters.member.1.Name=tag%3Abayplan%3Astack"));
    assert_true(has(&world, 8, "\"left\"") && has(&world, 8, "\"new\"") && has(&world, 8, "\"theirs\""));
    assert_true(has(&world, 9, "AutoScalingGroupNames.member.1=theirs-group") && !has(&world, 9, "member.2"));
    assert_true(has(&world, 14, "Filter.1.Value.1=subnet-1&Filter.1.Value.2=subnet-2"));
    assert_true(has(&world, 18, "\"t1\"") && has(&world, 20, "\"web:9\"") && has(&world, 21, "\"web:5\""));
    running_cluster_release(&cluster);
    world_close(&world, COUNT(script));
}

static void want_of_permission_is_said_with_the_iam_action(void **state)
{
    (void)state;
    static const struct loopback_reply script[] = {
        FAILS("DescribeServices", "AccessDeniedException", "No."),
        FAILS("DescribeServices", "AccessDeniedException",
              "User: arn:aws:iam::1:user/u is not authorized to perform: ecs:ListTagsForResource on resource: *"),
        {.match = "DescribeSubnets",
         .status = 403,
         .body = "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>No.</Message></Error></Errors>"
                 "</Response>"},
        JSON("DescribeServices", "{\"services\": [], \"failures\": [{\"arn\": \"web\", \"reason\": \"BROKEN\", "
                                 "\"detail\": \"by whom\"}]}"),
    };
    static const struct {
        enum object_kind kind;
        const char *words;
    } rows[] = {{OBJECT_SERVICE, "the IAM action ecs:DescribeServices is not allowed: ecs DescribeServices"},
                {OBJECT_SERVICE, "the IAM action ecs:ListTagsForResource is not allowed"},
                {OBJECT_SUBNET, "the IAM action ec2:DescribeSubnets is not allowed"},
                {OBJECT_SERVICE, "web: BROKEN by whom"}};
    struct world world;
    world_open(&world, script, COUNT(script));
    for (int i = 0; i < COUNT(rows); i++) {
        struct object object;
        bool exists;
        world.err = (struct error){0};
        assert_false(
            observe_object(world.client, "shop", rows[i].kind, "", "web", &world.arena, &object, &exists, &world.err));
        assert_int_equal(world.err.kind, ERROR_AWS);
        if (strstr(world.err.text, rows[i].words) == NULL)
            fail_msg("%s", world.err.text);
    }
    world_close(&world, COUNT(script));
}

static void what_is_not_there_is_no_error(void **state)
{
    (void)state;
    static const struct loopback_reply script[] = {
        JSON("DescribeServices", "{\"services\": [], \"failures\": [{\"arn\": \"web\", \"reason\": \"MISSING\"}]}"),
        FAILS("DescribeServices", "ClusterNotFoundException", "Cluster not found."),
        FAILS("DescribeTaskDefinition", "ClientException", "Unable to describe task definition."),
        XML("DescribeAutoScalingGroups", "<AutoScalingGroups/>"),
        XML("DescribeAutoScalingGroups", "<AutoScalingGroups/>"),
        EC2("DescribeLaunchTemplates", "<launchTemplates/>"),
        FAILS("GetParameter", "ParameterNotFound", ""),
        JSON("DescribeScalableTargets", "{\"ScalableTargets\": []}"),
    };
    struct world world;
    struct object object;
    world_open(&world, script, COUNT(script));
    assert_false(observe_it(&world, OBJECT_SERVICE, "", "web", &object));
    assert_false(observe_it(&world, OBJECT_SERVICE, "", "web", &object));
    assert_false(observe_it(&world, OBJECT_TASK_DEFINITION, "", "web:7", &object));
    assert_false(observe_it(&world, OBJECT_TASK_DEFINITION, "", "web:copy-of-7-512-1024", &object));
    assert_false(observe_it(&world, OBJECT_AUTO_SCALING_GROUP, "", "web", &object));
    assert_false(observe_it(&world, OBJECT_GROUP_ACTION, "web", "bayplan-1", &object));
    assert_false(observe_it(&world, OBJECT_LAUNCH_TEMPLATE, "", "web", &object));
    assert_false(observe_it(&world, OBJECT_IMAGE, "", "/ami", &object));
    assert_false(observe_it(&world, OBJECT_SCALABLE_TARGET, "", "web", &object));
    world_close(&world, COUNT(script));
}

#define TARGET                                                                                                         \
    "{\"ScalableTargets\": [{\"ServiceNamespace\": \"ecs\", \"ResourceId\": \"service/shop/web\", "                    \
    "\"ScalableDimension\": \"ecs:service:DesiredCount\", \"ScalableTargetARN\": \"arn:t\", \"MinCapacity\": 1}]}"
#define ACTIONS                                                                                                        \
    "{\"ScheduledActions\": [{\"ScheduledActionName\": \"bayplan-1\", \"ServiceNamespace\": \"ecs\", \"Schedule\": "   \
    "\"cron(0 7 ? * MON *)\", \"ResourceId\": \"service/shop/web\", \"ScalableDimension\": "                           \
    "\"ecs:service:DesiredCount\"}]}"
#define WEB_TAGS "\"tags\": [{\"key\": \"bayplan:stack\", \"value\": \"webshop\"}]"

static void a_scalable_target_is_whose_tag_it_has(void **state)
{
    (void)state;
    static const struct loopback_reply script[] = {
        JSON("DescribeScalableTargets", TARGET),
        JSON("ListTagsForResource", "{\"Tags\": {\"bayplan:stack\": \"webshop\", \"bayplan:run\": \"r1\"}}"),
        /* AWS's own 500 is asked again, and a gateway's page */
        JSON("DescribeScalableTargets", TARGET),
        {.match = "ListTagsForResource",
         .status = 500,
         .headers = "x-amz-retry-after: 1\r\n",
         .body = "{\"__type\":\"InternalServiceException\"}"},
        JSON("ListTagsForResource", "{\"Tags\": {}}"),
        JSON("DescribeScheduledActions", ACTIONS),
        JSON("DescribeScalableTargets", TARGET),
        {.match = "ListTagsForResource",
         .status = 502,
         .headers = "x-amz-retry-after: 1\r\n",
         .body = "<html>no gateway</html>"},
        JSON("ListTagsForResource", "{\"Tags\": {\"bayplan:run\": \"r2\"}}"),
        /* an emulator's is not: then an action of bayplan's makes it the service's stack's */
        JSON("DescribeScalableTargets", TARGET),
        {.match = "ListTagsForResource", .status = 500, .body = "<html>no such thing</html>"},
        JSON("DescribeScheduledActions", ACTIONS),
        JSON("DescribeServices", "{\"services\": [" SERVICE("web", WEB_TAGS) "]}"),
        /* and without one it is not ours */
        JSON("DescribeScalableTargets", TARGET),
        FAILS("ListTagsForResource", "UnknownOperationException", ""),
        JSON("DescribeScheduledActions", "{\"ScheduledActions\": []}"),
    };
    struct world world;
    struct object target;
    struct object action;
    world_open(&world, script, COUNT(script));
    assert_true(observe_it(&world, OBJECT_SCALABLE_TARGET, "shop", "web", &target));
    assert_string_equal(target.stack, "webshop");
    assert_string_equal(target.run, "r1");
    assert_true(observe_it(&world, OBJECT_SERVICE_ACTION, "web", "bayplan-1", &action));
    assert_string_equal(action.stack, "");
    assert_value(&action, "schedule", "cron(0 7 ? * MON *)");
    assert_true(observe_it(&world, OBJECT_SCALABLE_TARGET, "shop", "web", &target));
    assert_string_equal(target.run, "r2");
    assert_true(observe_it(&world, OBJECT_SCALABLE_TARGET, "shop", "web", &target));
    assert_string_equal(target.stack, "webshop");
    assert_string_equal(target.run, "");
    assert_true(observe_it(&world, OBJECT_SCALABLE_TARGET, "shop", "web", &target));
    assert_string_equal(target.stack, "");
    world_close(&world, COUNT(script));
}

static void a_family_is_its_latest_revision(void **state)
{
    (void)state;
    static const struct loopback_reply script[] = {JSON("DescribeTaskDefinition", DEFINITION("web:9", ""))};
    struct world world;
    struct object object;
    world_open(&world, script, COUNT(script));
    assert_true(observe_it(&world, OBJECT_TASK_DEFINITION, "", "web", &object));
    assert_string_equal(object.name, "web:9");
    world_close(&world, COUNT(script));
}

static void a_cluster_is_asked_for_by_its_name(void **state)
{
    (void)state;
    static const char *const names[] = {"", "arn:aws:ecs:r:1:cluster/shop", "a b", "\xff"};
    struct world world;
    world_open(&world, NULL, 0);
    for (int i = 0; i < COUNT(names); i++) {
        struct running_cluster cluster;
        struct observe_scope scope = {.cluster = names[i]};
        world.err = (struct error){0};
        assert_false(observe_cluster(world.client, &scope, &cluster, &world.err));
        assert_int_equal(world.err.kind, ERROR_INPUT);
    }
    world_close(&world, 0);
}

/* Nothing of whoever runs the tests. */
static void prepare(void)
{
    static const char *const unset[] = {"AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL", "AWS_REGION", NULL};
    for (int i = 0; unset[i] != NULL; i++)
        unsetenv(unset[i]);
    setenv("AWS_CONFIG_FILE", "/dev/null", 1);
    setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null", 1);
    setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE", 1);
    setenv("AWS_SECRET_ACCESS_KEY", "secret", 1);
}

int main(void)
{
    prepare();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_asks),
        cmocka_unit_test(a_cluster_that_is_not_there_is_an_answer),
        cmocka_unit_test(services_are_asked_for_in_tens_and_pages_may_be_empty),
        cmocka_unit_test(a_stack_is_found_attached_or_not),
        cmocka_unit_test(want_of_permission_is_said_with_the_iam_action),
        cmocka_unit_test(what_is_not_there_is_no_error),
        cmocka_unit_test(a_scalable_target_is_whose_tag_it_has),
        cmocka_unit_test(a_family_is_its_latest_revision),
        cmocka_unit_test(a_cluster_is_asked_for_by_its_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
