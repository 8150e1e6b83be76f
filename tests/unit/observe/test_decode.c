/* test_decode.c — ECS's answers in the one form of objects, and answers that make no sense. */
#include "tests/unit/observe/answers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char service_json[] =
    "{\"services\": [{\"serviceArn\": \"arn:aws:ecs:eu-west-1:1:service/shop/web\", \"serviceName\": \"web\", "
    "\"clusterArn\": \"arn:aws:ecs:eu-west-1:1:cluster/shop\", \"status\": \"ACTIVE\", \"desiredCount\": 4, "
    "\"runningCount\": 3, \"pendingCount\": 1, \"capacityProviderStrategy\": [{\"capacityProvider\": \"pool-b\", "
    "\"weight\": 1, \"base\": 0}, {\"capacityProvider\": \"pool-a\", \"base\": 2}], \"taskDefinition\": "
    "\"arn:aws:ecs:eu-west-1:1:task-definition/web:7\", \"deploymentConfiguration\": {\"deploymentCircuitBreaker\": "
    "{\"enable\": true, \"rollback\": true}, \"maximumPercent\": 200, \"minimumHealthyPercent\": 50, "
    "\"alarms\": {\"alarmNames\": [\"a\\n b\", \"c\"], \"enable\": true, \"none\": null}, \"bakeTimeInMinutes\": 5}, "
    "\"deploymentController\": {\"type\": \"CODE_DEPLOY\"}, "
    "\"deployments\": [{\"id\": \"ecs-svc/1\", \"status\": \"ACTIVE\", \"rolloutState\": \"COMPLETED\"}, {\"id\": "
    "\"ecs-svc/2\", \"status\": \"PRIMARY\", \"rolloutState\": \"IN_PROGRESS\", \"rolloutStateReason\": \"ECS "
    "deployment ecs-svc/2 in progress.\"}], \"placementStrategy\": [{\"type\": \"spread\", \"field\": "
    "\"attribute:ecs.availability-zone\"}, {\"type\": \"binpack\", \"field\": \"MEMORY\"}, {\"type\": \"random\"}], "
    "\"networkConfiguration\": {\"awsvpcConfiguration\": {\"subnets\": [\"subnet-b\", \"subnet-a\"], "
    "\"securityGroups\": [\"sg-1\"], \"assignPublicIp\": \"DISABLED\"}}, \"schedulingStrategy\": \"REPLICA\", "
    "\"availabilityZoneRebalancing\": \"ENABLED\", \"tags\": [{\"key\": \"bayplan:stack\", \"value\": \"shop\"}, "
    "{\"key\": \"bayplan:run\", \"value\": \"adopted\"}]}, "
    "{\"serviceArn\": \"arn:x\", \"serviceName\": \"web\", \"clusterArn\": \"arn:aws:ecs:eu-west-1:1:cluster/other\", "
    "\"status\": \"ACTIVE\"}, {\"serviceArn\": \"arn:y\", \"serviceName\": \"gone\", \"clusterArn\": "
    "\"arn:aws:ecs:eu-west-1:1:cluster/shop\", \"status\": \"INACTIVE\"}], \"failures\": []}";
static const char service_text[] =
    "service/shop/web arn:aws:ecs:eu-west-1:1:service/shop/web shop adopted\n  task_definition=web:7\n"
    "  desired_count=4\n  capacity_provider_strategy=pool-a:2:0,pool-b:0:1\n"
    "  placement_strategy=spread:attribute:ecs.availability-zone,binpack:memory,random\n"
    "  minimum_healthy_percent=50\n  maximum_percent=200\n  circuit_breaker=rollback\n"
    "  availability_zone_rebalancing=ENABLED\n  subnets=subnet-a,subnet-b\n  security_groups=sg-1\n"
    "  scheduling_strategy=REPLICA\n  launch_type=\n  deployment_controller=CODE_DEPLOY\n"
    "  deployment_configuration={\"alarms\": {\"alarmNames\": [\"a\\n b\",\"c\"],\"enable\": "
    "true},\"bakeTimeInMinutes\": "
    "5}\n"
    "  status=ACTIVE\n  running_count=3\n  pending_count=1\n"
    "  deployments=2\n  primary_deployment=ecs-svc/2\n  rollout_state=IN_PROGRESS\n"
    "  rollout_state_reason=ECS deployment ecs-svc/2 in progress.\n";

static void a_service_is_of_its_cluster_and_gone_when_inactive(void **state)
{
    (void)state;
    struct answers answers;
    answers_begin(&answers, "shop");
    assert_true(answers_add(&answers, service_json));
    assert_string_equal(answers_text(&answers), service_text);
    answers_end(&answers);
    answers_begin(&answers, NULL);
    assert_true(answers_add(&answers, service_json));
    assert_int_equal(answers.decoding.objects_count, 2);
    answers_end(&answers);
}

static void circuit_breakers_come_in_three(void **state)
{
    (void)state;
    static const char *const breakers[][2] = {{"{}", ""},
                                              {"{\"enable\": false, \"rollback\": true}", ""},
                                              {"{\"enable\": true, \"rollback\": false}", "enable"}};
    for (size_t i = 0; i < sizeof breakers / sizeof breakers[0]; i++) {
        struct answers answers;
        char json[512];
        answers_begin(&answers, NULL);
        snprintf(json, sizeof json,
                 "{\"services\": [{\"serviceName\": \"a\", \"clusterArn\": \"arn:aws:ecs:r:1:cluster/c\", "
                 "\"deploymentConfiguration\": {\"deploymentCircuitBreaker\": %s}}]}",
                 breakers[i][0]);
        assert_true(answers_add(&answers, json));
        assert_value(answers_object(&answers, OBJECT_SERVICE, "c", "a"), "circuit_breaker", breakers[i][1]);
        assert_value(answers_object(&answers, OBJECT_SERVICE, "c", "a"), "deployment_configuration", "");
        answers_end(&answers);
    }
}

static void a_cluster_is_itself_and_what_is_attached(void **state)
{
    (void)state;
    struct answers answers;
    answers_begin(&answers, "shop");
    assert_true(answers_add(
        &answers,
        "{\"clusters\": [{\"clusterArn\": \"arn:aws:ecs:r:1:cluster/shop\", \"clusterName\": \"shop\", \"status\": "
        "\"ACTIVE\", \"tags\": [{\"key\": \"bayplan:lock\", \"value\": \"r1@2026-11-22T03:00:00Z\"}], "
        "\"capacityProviders\": [\"FARGATE\", \"pool\"], \"defaultCapacityProviderStrategy\": [{\"capacityProvider\": "
        "\"pool\", \"weight\": 1}], \"attachmentsStatus\": \"UPDATE_COMPLETE\"}, {\"clusterName\": \"other\", "
        "\"status\": \"ACTIVE\"}], \"failures\": [{\"arn\": \"x\", \"reason\": \"MISSING\"}]}"));
    assert_string_equal(answers_text(&answers), "cluster//shop arn:aws:ecs:r:1:cluster/shop  \n  status=ACTIVE\n"
                                                "  lock=r1@2026-11-22T03:00:00Z\n"
                                                "cluster_capacity_providers//shop arn:aws:ecs:r:1:cluster/shop  \n"
                                                "  capacity_providers=FARGATE,pool\n  default_strategy=pool:0:1\n"
                                                "  attachments_status=UPDATE_COMPLETE\n");
    answers_end(&answers);
    answers_begin(&answers, "shop");
    assert_true(answers_add(&answers, "{\"clusters\": [{\"clusterName\": \"shop\", \"status\": \"INACTIVE\"}]}"));
    assert_int_equal(answers.decoding.objects_count, 0);
    answers_end(&answers);
}

static void a_provider_names_its_group(void **state)
{
    (void)state;
    struct answers answers;
    answers_begin(&answers, NULL);
    assert_true(answers_add(
        &answers,
        "{\"capacityProviders\": [{\"capacityProviderArn\": \"arn:p\", \"name\": \"pool\", \"status\": \"ACTIVE\", "
        "\"autoScalingGroupProvider\": {\"autoScalingGroupArn\": "
        "\"arn:aws:autoscaling:r:1:autoScalingGroup:u-u:autoScalingGroupName/team/pool\", \"managedScaling\": "
        "{\"status\": \"ENABLED\", \"targetCapacity\": 90}, \"managedTerminationProtection\": \"DISABLED\", "
        "\"managedDraining\": \"ENABLED\"}, \"updateStatus\": \"UPDATE_COMPLETE\", \"tags\": []}, {\"name\": "
        "\"FARGATE\", \"status\": \"ACTIVE\"}, {\"name\": \"gone\", \"status\": \"INACTIVE\", "
        "\"autoScalingGroupProvider\": {\"autoScalingGroupArn\": \"a\"}}]}"));
    assert_string_equal(answers_text(&answers),
                        "capacity_provider//pool arn:p  \n  auto_scaling_group=team/pool\n  managed_scaling=ENABLED\n"
                        "  target_capacity=90\n  managed_termination_protection=DISABLED\n"
                        "  managed_draining=ENABLED\n  status=ACTIVE\n  update_status=UPDATE_COMPLETE\n");
    answers_end(&answers);
}

static void a_task_definition_says_what_it_reserves_and_nothing_else(void **state)
{
    (void)state;
    struct answers answers;
    answers_begin(&answers, NULL);
    assert_true(answers_add(
        &answers,
        "{\"taskDefinition\": {\"taskDefinitionArn\": \"arn:aws:ecs:r:1:task-definition/web:7\", \"family\": \"web\", "
        "\"revision\": 7, \"status\": \"ACTIVE\", \"networkMode\": \"awsvpc\", \"cpu\": \"512\", \"memory\": \"1024\", "
        "\"requiresCompatibilities\": [\"FARGATE\", \"EC2\"], \"runtimePlatform\": {\"cpuArchitecture\": \"ARM64\"}, "
        "\"containerDefinitions\": [{\"name\": \"a\", \"cpu\": 256, \"memory\": 600, \"memoryReservation\": 300, "
        "\"environment\": [{\"name\": \"PASSWORD\", \"value\": \"hunter2\"}], \"resourceRequirements\": [{\"type\": "
        "\"GPU\", \"value\": \"2\"}]}, {\"name\": \"b\", \"cpu\": 64, \"memory\": 128}]}, \"tags\": [{\"key\": "
        "\"bayplan:stack\", \"value\": \"shop\"}, {\"key\": \"bayplan:source\", \"value\": \"web:6\"}]}"));
    assert_string_equal(answers_text(&answers),
                        "task_definition//web:7 arn:aws:ecs:r:1:task-definition/web:7 shop \n  source=web:6\n"
                        "  cpu=512\n  memory=1024\n  requires_compatibilities=EC2,FARGATE\n  containers_cpu=320\n"
                        "  containers_memory=428\n  gpus=2\n  network_mode=awsvpc\n  architecture=arm64\n"
                        "  revision=7\n  status=ACTIVE\n");
    answers_end(&answers);
}

static void sums_that_cannot_be_do_not_overflow(void **state)
{
    (void)state;
    struct answers answers;
    answers_begin(&answers, NULL);
    assert_true(answers_add(&answers, "{\"taskDefinition\": {\"taskDefinitionArn\": \"a:1\", \"containerDefinitions\": "
                                      "[{\"cpu\": 9223372036854775807}, {\"cpu\": 9223372036854775807}, {\"cpu\": "
                                      "-5}]}}"));
    assert_value(answers_object(&answers, OBJECT_TASK_DEFINITION, "", "a:1"), "containers_cpu", "2000000000");
    answers_end(&answers);
}

static void a_container_instance_says_what_it_registered(void **state)
{
    (void)state;
    struct answers answers;
    answers_begin(&answers, "shop");
    assert_true(answers_add(
        &answers,
        "{\"containerInstances\": [{\"containerInstanceArn\": \"arn:aws:ecs:r:1:container-instance/shop/ab12\", "
        "\"ec2InstanceId\": \"i-1\", \"capacityProviderName\": \"pool\", \"status\": \"DRAINING\", "
        "\"runningTasksCount\": 3, \"registeredResources\": [{\"name\": \"CPU\", \"integerValue\": 2048}, {\"name\": "
        "\"MEMORY\", \"integerValue\": 7754}, {\"name\": \"GPU\", \"stringSetValue\": [\"GPU-1\", \"GPU-2\"]}], "
        "\"attributes\": [{\"name\": \"ecs.availability-zone\", \"value\": \"eu-west-1a\"}, {\"name\": "
        "\"ecs.instance-type\", \"value\": \"g4dn.xlarge\"}]}, {\"containerInstanceArn\": "
        "\"arn:aws:ecs:r:1:container-instance/other/cd\", \"status\": \"ACTIVE\"}, {\"containerInstanceArn\": "
        "\"arn:aws:ecs:r:1:container-instance/old\", \"status\": \"ACTIVE\"}]}"));
    assert_int_equal(answers.decoding.objects_count, 2);
    const struct object *instance = answers_object(&answers, OBJECT_CONTAINER_INSTANCE, "shop", "ab12");
    assert_value(instance, "instance_type", "g4dn.xlarge");
    assert_value(instance, "zone", "eu-west-1a");
    assert_value(instance, "capacity_provider", "pool");
    assert_value(instance, "registered_cpu_units", "2048");
    assert_value(instance, "registered_memory_mib", "7754");
    assert_value(instance, "registered_gpus", "2");
    assert_value(instance, "running_tasks", "3");
    assert_value(answers_object(&answers, OBJECT_CONTAINER_INSTANCE, "shop", "old"), "registered_gpus", "0");
    answers_end(&answers);
}

static void what_makes_no_sense_is_refused_where_it_stands(void **state)
{
    (void)state;
    static const char *const rows[][3] = {
        {"{\n\"services\": {\"a\": 1}}", "answer.json:2:", "AWS answers with a list here"},
        {"{\"services\": [{\"clusterArn\": \"c\"}]}", "services[0].serviceName", "missing"},
        {"{\"services\": [{\"clusterArn\": \"c\", \"serviceName\": \"s\", \"desiredCount\": [1]}]}",
         "services[0].desiredCount", "neither"},
        {"{\"taskDefinition\": {\"family\": \"web\"}}", "taskDefinition.taskDefinitionArn", "--query"},
        {"{\"Subnets\": [{\"SubnetId\": \"a\\nb\"}]}", "answer.json", "no name of AWS"},
        {"{\"services\": [{\"clusterArn\": \"c\", \"serviceName\": \"s\", \"deploymentConfiguration\": {\"a\": "
         "[[[[[[[[[[[[[[1]]]]]]]]]]]]]]}}]}",
         "services[0].deploymentConfiguration", "deeper"},
        {"{\"Subnets\": [7]}", "Subnets[0]", "missing"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct answers answers;
        answers_begin(&answers, NULL);
        assert_false(answers_add(&answers, rows[i][0]));
        assert_int_equal(answers.err.kind, ERROR_INPUT);
        if (strstr(answers.err.where, rows[i][1]) == NULL || strstr(answers.err.text, rows[i][2]) == NULL)
            fail_msg("%s: %s", answers.err.where, answers.err.text);
        answers_end(&answers);
    }
}

static void an_answer_to_something_else_is_not_known(void **state)
{
    (void)state;
    struct answers answers;
    answers_begin(&answers, NULL);
    assert_false(answers_add(&answers, "{\"Reservations\": []}"));
    assert_int_equal(answers.err.kind, ERROR_NONE);
    assert_true(answers_add(&answers, "{\"services\": [], \"failures\": []}"));
    answers_end(&answers);
}

static void names_of_arns(void **state)
{
    (void)state;
    assert_string_equal(name_of_arn("web"), "web");
    assert_string_equal(name_of_arn("arn:aws:ecs:r:1:task-definition/web:7"), "web:7");
    assert_string_equal(name_of_arn("arn:aws:iam::1:instance-profile/a/b"), "b");
    assert_string_equal(name_of_arn("arn:aws:sns:r:1:topic"), "topic");
    assert_string_equal(name_of_arn("arn:aws:autoscaling:r:1:autoScalingGroup:u:autoScalingGroupName/a/b"), "a/b");
    assert_string_equal(name_of_arn(""), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_service_is_of_its_cluster_and_gone_when_inactive),
        cmocka_unit_test(circuit_breakers_come_in_three),
        cmocka_unit_test(a_cluster_is_itself_and_what_is_attached),
        cmocka_unit_test(a_provider_names_its_group),
        cmocka_unit_test(a_task_definition_says_what_it_reserves_and_nothing_else),
        cmocka_unit_test(sums_that_cannot_be_do_not_overflow),
        cmocka_unit_test(a_container_instance_says_what_it_registered),
        cmocka_unit_test(what_makes_no_sense_is_refused_where_it_stands),
        cmocka_unit_test(an_answer_to_something_else_is_not_known),
        cmocka_unit_test(names_of_arns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
