/* test_decode.c — answers of AWS, as the CLI prints them and as they come over the wire, in the one form of objects. */
#include "tests/unit/observe/answers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void assert_value(const struct object *object, const char *property, const char *value)
{
    const char *found = object_value(object, property);
    if (found == NULL || strcmp(found, value) != 0)
        fail_msg("%s.%s is \"%s\", not \"%s\"", object->name, property, found == NULL ? "(absent)" : found, value);
}

/* "#!/bin/bash\necho hunter2\n" */
#define USER_DATA "IyEvYmluL2Jhc2gKZWNobyBodW50ZXIyCg=="
#define USER_DATA_SHA256 "2dfcc19de262ddf183d0f7694fdfd1e9e30ddba039cb595cea88f331fb7ba1f5"

static const char template_json[] =
    "{\"LaunchTemplates\": [{\"LaunchTemplateId\": \"lt-1\", \"LaunchTemplateName\": \"pool\", \"CreateTime\": "
    "\"2026-11-22T09:50:06+00:00\", \"LatestVersionNumber\": 2, \"DefaultVersionNumber\": 1, \"Tags\": [{\"Key\": "
    "\"bayplan:stack\", \"Value\": \"shop\"}, {\"Key\": \"bayplan:run\", \"Value\": \"r1\"}]}]}";
static const char version_json[] =
    "{\"LaunchTemplateVersions\": [{\"LaunchTemplateId\": \"lt-1\", \"LaunchTemplateName\": \"pool\", "
    "\"VersionNumber\": 2, \"DefaultVersion\": false, \"LaunchTemplateData\": {\"IamInstanceProfile\": {\"Arn\": "
    "\"arn:aws:iam::1:instance-profile/team/ecsInstanceRole\"}, \"BlockDeviceMappings\": [{\"DeviceName\": "
    "\"/dev/xvdb\", \"Ebs\": {\"VolumeSize\": 9, \"VolumeType\": \"gp3\"}}, {\"DeviceName\": \"/dev/xvda\", \"Ebs\": "
    "{\"VolumeSize\": 40, \"VolumeType\": \"gp3\"}}], \"ImageId\": \"ami-1\", \"InstanceType\": \"m7g.large\", "
    "\"UserData\": \"" USER_DATA "\", \"SecurityGroupIds\": [\"sg-2\", \"sg-1\"], \"InstanceMarketOptions\": "
    "{\"MarketType\": \"spot\"}, \"MetadataOptions\": {\"HttpTokens\": \"required\"}}}]}";
static const char template_xml[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<DescribeLaunchTemplatesResponse "
    "xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>1-2</requestId><launchTemplates><item>"
    "<launchTemplateId>lt-1</launchTemplateId><launchTemplateName>pool</launchTemplateName>"
    "<latestVersionNumber>2</latestVersionNumber><tagSet><item><key>bayplan:stack</key><value>shop</value></item>"
    "<item><key>bayplan:run</key><value>r1</value></item></tagSet></item></launchTemplates>"
    "</DescribeLaunchTemplatesResponse>";
static const char version_xml[] =
    "<DescribeLaunchTemplateVersionsResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">"
    "<requestId>1-3</requestId><launchTemplateVersionSet><item><launchTemplateId>lt-1</launchTemplateId>"
    "<launchTemplateName>pool</launchTemplateName><versionNumber>2</versionNumber><launchTemplateData>"
    "<iamInstanceProfile><name>ecsInstanceRole</name></iamInstanceProfile><blockDeviceMappingSet><item>"
    "<deviceName>/dev/xvda</deviceName><ebs><volumeSize>40</volumeSize><volumeType>gp3</volumeType></ebs></item>"
    "</blockDeviceMappingSet><imageId>ami-1</imageId><instanceType>m7g.large</instanceType><userData>" USER_DATA
    "</userData><securityGroupIdSet><item>sg-1</item><item>sg-2</item></securityGroupIdSet><securityGroupSet/>"
    "<instanceMarketOptions><marketType>spot</marketType></instanceMarketOptions><metadataOptions>"
    "<httpTokens>required</httpTokens></metadataOptions><networkInterfaceSet/></launchTemplateData></item>"
    "</launchTemplateVersionSet></DescribeLaunchTemplateVersionsResponse>";
static const char template_text[] =
    "launch_template//pool lt-1 shop r1\n  image_id=ami-1\n  instance_type=m7g.large\n  market_type=spot\n"
    "  instance_profile=ecsInstanceRole\n  security_groups=sg-1,sg-2\n  root_volume_gib=40\n  http_tokens=required\n"
    "  user_data_sha256=" USER_DATA_SHA256 "\n  version=2\n";

static void a_launch_template_is_its_newest_version_with_its_tags(void **state)
{
    (void)state;
    struct answers answers;
    answers_begin(&answers, NULL);
    assert_true(answers_add(&answers, version_json) && answers_add(&answers, template_json));
    assert_true(answers_add(&answers, "{\"LaunchTemplateVersions\": [{\"LaunchTemplateId\": \"lt-1\", "
                                      "\"LaunchTemplateName\": \"pool\", \"VersionNumber\": 1, "
                                      "\"LaunchTemplateData\": {\"ImageId\": \"ami-0\"}}]}"));
    decode_finish(&answers.decoding);
    assert_string_equal(answers_text(&answers), template_text);
    answers_end(&answers);

    answers_begin(&answers, NULL);
    assert_true(answers_add_wire(&answers, AWS_EC2, "DescribeLaunchTemplates", template_xml, strlen(template_xml)));
    assert_true(
        answers_add_wire(&answers, AWS_EC2, "DescribeLaunchTemplateVersions", version_xml, strlen(version_xml)));
    decode_finish(&answers.decoding);
    assert_string_equal(answers_text(&answers), template_text);
    answers_end(&answers);
}

static void what_a_template_does_not_say_is_empty(void **state)
{
    (void)state;
    struct answers answers;
    answers_begin(&answers, NULL);
    assert_true(answers_add(
        &answers,
        "{\"LaunchTemplateVersions\": ["
        "{\"LaunchTemplateId\": \"lt-1\", \"LaunchTemplateName\": \"bare\", \"VersionNumber\": 1, "
        "\"LaunchTemplateData\": {}}, "
        "{\"LaunchTemplateId\": \"lt-2\", \"LaunchTemplateName\": \"nic\", \"VersionNumber\": 1, "
        "\"LaunchTemplateData\": {\"NetworkInterfaces\": [{\"DeviceIndex\": 0, \"Groups\": [\"sg-9\"]}], "
        "\"BlockDeviceMappings\": [{\"DeviceName\": \"/dev/xvda\", \"Ebs\": {\"VolumeSize\": 40, \"VolumeType\": "
        "\"gp2\"}}], \"UserData\": \"not base64\"}}]}"));
    decode_finish(&answers.decoding);
    const struct object *bare = answers_object(&answers, OBJECT_LAUNCH_TEMPLATE, "", "bare");
    assert_value(bare, "market_type", "");
    assert_value(bare, "user_data_sha256", "");
    assert_value(bare, "root_volume_gib", "");
    assert_null(object_value(bare, "user_data"));
    const struct object *nic = answers_object(&answers, OBJECT_LAUNCH_TEMPLATE, "", "nic");
    assert_value(nic, "security_groups", "sg-9");
    assert_value(nic, "root_volume_gib", ""); /* gp2: not what bayplan sets */
    assert_int_equal(strlen(object_value(nic, "user_data_sha256")), 64);
    answers_end(&answers);
}

static const char group_json[] =
    "{\"AutoScalingGroups\": [{\"AutoScalingGroupName\": \"pool\", \"AutoScalingGroupARN\": \"arn:g\", "
    "\"LaunchTemplate\": {\"LaunchTemplateId\": \"lt-1\", \"LaunchTemplateName\": \"pool\", \"Version\": \"7\"}, "
    "\"MinSize\": 2, \"MaxSize\": 5, \"DesiredCapacity\": 4, \"AvailabilityZones\": [\"eu-west-1b\", \"eu-west-1a\"], "
    "\"Instances\": [{\"InstanceId\": \"i-3\", \"LifecycleState\": \"InService\", \"HealthStatus\": \"Healthy\", "
    "\"ProtectedFromScaleIn\": true}, {\"InstanceId\": \"i-2\", \"LifecycleState\": \"InService\", \"HealthStatus\": "
    "\"Unhealthy\", \"ProtectedFromScaleIn\": false}, {\"InstanceId\": \"i-1\", \"LifecycleState\": \"Pending\", "
    "\"HealthStatus\": \"Healthy\", \"ProtectedFromScaleIn\": true}], \"VPCZoneIdentifier\": "
    "\"subnet-b,subnet-a\", \"NewInstancesProtectedFromScaleIn\": true, \"CapacityRebalance\": true, \"Tags\": "
    "[{\"ResourceId\": \"pool\", \"Key\": \"bayplan:stack\", \"Value\": \"shop\", \"PropagateAtLaunch\": true}]}]}";
static const char group_xml[] =
    "<DescribeAutoScalingGroupsResponse xmlns=\"http://autoscaling.amazonaws.com/doc/2011-01-01/\">"
    "<DescribeAutoScalingGroupsResult><AutoScalingGroups><member><AutoScalingGroupName>pool</AutoScalingGroupName>"
    "<AutoScalingGroupARN>arn:g</AutoScalingGroupARN><MixedInstancesPolicy><LaunchTemplate>"
    "<LaunchTemplateSpecification><LaunchTemplateId>lt-1</LaunchTemplateId><LaunchTemplateName>pool"
    "</LaunchTemplateName><Version>7</Version></LaunchTemplateSpecification></LaunchTemplate></MixedInstancesPolicy>"
    "<MinSize>2</MinSize><MaxSize>5</MaxSize><DesiredCapacity>4</DesiredCapacity><AvailabilityZones>"
    "<member>eu-west-1a</member><member>eu-west-1b</member></AvailabilityZones><Instances><member>"
    "<InstanceId>i-1</InstanceId><LifecycleState>Pending</LifecycleState><HealthStatus>Healthy</HealthStatus>"
    "<ProtectedFromScaleIn>true</ProtectedFromScaleIn></member><member><InstanceId>i-2</InstanceId>"
    "<LifecycleState>InService</LifecycleState><HealthStatus>Unhealthy</HealthStatus>"
    "<ProtectedFromScaleIn>false</ProtectedFromScaleIn></member><member><InstanceId>i-3</InstanceId>"
    "<LifecycleState>InService</LifecycleState><HealthStatus>Healthy</HealthStatus>"
    "<ProtectedFromScaleIn>true</ProtectedFromScaleIn></member></Instances>"
    "<VPCZoneIdentifier>subnet-a,subnet-b</VPCZoneIdentifier><EnabledMetrics/><Tags><member>"
    "<ResourceId>pool</ResourceId><Key>bayplan:stack</Key><Value>shop</Value></member></Tags>"
    "<NewInstancesProtectedFromScaleIn>true</NewInstancesProtectedFromScaleIn>"
    "<CapacityRebalance>true</CapacityRebalance></member></AutoScalingGroups></DescribeAutoScalingGroupsResult>"
    "<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></DescribeAutoScalingGroupsResponse>";
static const char group_text[] =
    "auto_scaling_group//pool arn:g shop \n  launch_template=pool\n  launch_template_version=7\n"
    "  subnets=subnet-a,subnet-b\n  min_size=2\n  max_size=5\n  new_instances_protected_from_scale_in=true\n"
    "  capacity_rebalance=true\n  desired_capacity=4\n  instances=1\n  instances_any_state=3\n"
    "  instances_protected=i-1,i-3\n  zones=eu-west-1a,eu-west-1b\n  status=\n";

static void a_group_is_the_same_from_the_cli_and_the_wire(void **state)
{
    (void)state;
    struct answers answers;
    answers_begin(&answers, NULL);
    assert_true(answers_add(&answers, group_json));
    assert_string_equal(answers_text(&answers), group_text);
    answers_end(&answers);
    answers_begin(&answers, NULL);
    assert_true(answers_add_wire(&answers, AWS_AUTOSCALING, "DescribeAutoScalingGroups", group_xml, strlen(group_xml)));
    assert_string_equal(answers_text(&answers), group_text);
    answers_end(&answers);
}

static void a_group_names_its_template_though_it_knows_the_id_only(void **state)
{
    (void)state;
    struct answers answers;
    answers_begin(&answers, NULL);
    assert_true(answers_add(&answers, "{\"AutoScalingGroups\": [{\"AutoScalingGroupName\": \"g\", \"LaunchTemplate\": "
                                      "{\"LaunchTemplateId\": \"lt-1\"}}, {\"AutoScalingGroupName\": \"old\", "
                                      "\"LaunchConfigurationName\": \"lc\"}]}"));
    assert_true(answers_add(&answers, version_json));
    decode_finish(&answers.decoding);
    const struct object *group = answers_object(&answers, OBJECT_AUTO_SCALING_GROUP, "", "g");
    assert_value(group, "launch_template", "pool");
    assert_value(group, "launch_template_version", "$Default");
    assert_value(group, "capacity_rebalance", "false");
    assert_value(answers_object(&answers, OBJECT_AUTO_SCALING_GROUP, "", "old"), "launch_template", "");
    answers_end(&answers);
}

static void no_more_protected_instances_are_named_than_one_call_takes(void **state)
{
    (void)state;
    struct answers answers;
    struct text json;
    text_init(&json, 64 * 1024);
    text_add(&json, "{\"AutoScalingGroups\": [{\"AutoScalingGroupName\": \"g\", \"Instances\": [");
    for (int i = 0; i < 60; i++)
        text_printf(&json, "%s{\"InstanceId\": \"i-%02d\", \"ProtectedFromScaleIn\": true}", i == 0 ? "" : ",", 59 - i);
    text_add(&json, "]}]}");
    answers_begin(&answers, NULL);
    assert_true(answers_add(&answers, json.bytes));
    const struct object *group = answers_object(&answers, OBJECT_AUTO_SCALING_GROUP, "", "g");
    const char *protected = object_value(group, "instances_protected");
    assert_int_equal(strlen(protected), 50 * strlen("i-00,") - 1);
    assert_memory_equal(protected, "i-00,i-01,", 10);
    assert_value(group, "instances_any_state", "60");
    answers_end(&answers);
    text_release(&json);
}

static const char service_json[] =
    "{\"services\": [{\"serviceArn\": \"arn:aws:ecs:eu-west-1:1:service/shop/web\", \"serviceName\": \"web\", "
    "\"clusterArn\": \"arn:aws:ecs:eu-west-1:1:cluster/shop\", \"status\": \"ACTIVE\", \"desiredCount\": 4, "
    "\"runningCount\": 3, \"pendingCount\": 1, \"capacityProviderStrategy\": [{\"capacityProvider\": \"pool-b\", "
    "\"weight\": 1, \"base\": 0}, {\"capacityProvider\": \"pool-a\", \"base\": 2}], \"taskDefinition\": "
    "\"arn:aws:ecs:eu-west-1:1:task-definition/web:7\", \"deploymentConfiguration\": {\"deploymentCircuitBreaker\": "
    "{\"enable\": true, \"rollback\": true}, \"maximumPercent\": 200, \"minimumHealthyPercent\": 50}, "
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
    "  scheduling_strategy=REPLICA\n  launch_type=\n  status=ACTIVE\n  running_count=3\n  pending_count=1\n"
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

static void scheduled_actions_of_ours_have_their_owners_stack(void **state)
{
    (void)state;
    struct answers answers;
    answers_begin(&answers, "shop");
    assert_true(answers_add(&answers, "{\"ScheduledUpdateGroupActions\": [{\"AutoScalingGroupName\": \"pool\", "
                                      "\"ScheduledActionName\": \"bayplan-1\", \"Recurrence\": \"0 7 * * 1\", "
                                      "\"MinSize\": 3, \"MaxSize\": 4, \"TimeZone\": \"Etc/UTC\"}, "
                                      "{\"AutoScalingGroupName\": \"pool\", \"ScheduledActionName\": \"mine\"}]}"));
    assert_true(answers_add(&answers, group_json));
    assert_true(answers_add(
        &answers, "{\"ScalableTargets\": [{\"ServiceNamespace\": \"ecs\", \"ResourceId\": \"service/shop/web\", "
                  "\"ScalableDimension\": \"ecs:service:DesiredCount\", \"MinCapacity\": 2, \"MaxCapacity\": 20, "
                  "\"SuspendedState\": {\"DynamicScalingInSuspended\": true, \"DynamicScalingOutSuspended\": false, "
                  "\"ScheduledScalingSuspended\": true}}, {\"ServiceNamespace\": \"ecs\", \"ResourceId\": "
                  "\"service/other/web\", \"ScalableDimension\": \"ecs:service:DesiredCount\"}, "
                  "{\"ServiceNamespace\": \"dynamodb\", \"ResourceId\": \"table/t\", \"ScalableDimension\": "
                  "\"dynamodb:table:ReadCapacityUnits\"}]}"));
    assert_true(answers_add(
        &answers, "{\"ScheduledActions\": [{\"ScheduledActionName\": \"bayplan-9\", \"ServiceNamespace\": "
                  "\"ecs\", \"Schedule\": \"cron(0 7 ? * MON *)\", \"Timezone\": \"Etc/UTC\", \"ResourceId\": "
                  "\"service/shop/web\", \"ScalableDimension\": \"ecs:service:DesiredCount\", "
                  "\"ScalableTargetAction\": {\"MinCapacity\": 3, \"MaxCapacity\": 3}}]}"));
    decode_finish(&answers.decoding);
    const struct object *ours = answers_object(&answers, OBJECT_GROUP_ACTION, "pool", "bayplan-1");
    assert_string_equal(ours->stack, "shop");
    assert_value(ours, "recurrence", "0 7 * * 1");
    assert_value(ours, "min_size", "3");
    assert_string_equal(answers_object(&answers, OBJECT_GROUP_ACTION, "pool", "mine")->stack, "");
    const struct object *target = answers_object(&answers, OBJECT_SCALABLE_TARGET, "shop", "web");
    assert_value(target, "suspended", "dynamic_in,scheduled");
    const struct object *action = answers_object(&answers, OBJECT_SERVICE_ACTION, "web", "bayplan-9");
    assert_string_equal(action->stack, "");
    assert_value(action, "schedule", "cron(0 7 ? * MON *)");
    assert_value(action, "max_capacity", "3");
    assert_int_equal(answers.decoding.objects_count, 5);
    answers_end(&answers);
}

static void subnets_and_images(void **state)
{
    (void)state;
    static const char xml[] = "<DescribeSubnetsResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><subnetSet>"
                              "<item><tagSet/><subnetId>subnet-1</subnetId><vpcId>vpc-1</vpcId><cidrBlock>10.9.1.0/24"
                              "</cidrBlock><availableIpAddressCount>251</availableIpAddressCount><availabilityZone>"
                              "eu-west-1a</availabilityZone></item></subnetSet></DescribeSubnetsResponse>";
    struct answers answers;
    answers_begin(&answers, NULL);
    assert_true(answers_add_wire(&answers, AWS_EC2, "DescribeSubnets", xml, strlen(xml)));
    assert_true(answers_add(&answers, "{\"Parameter\": {\"Name\": \"/a\", \"Value\": \"ami-1\"}}"));
    assert_true(answers_add(&answers, "{\"Parameter\": {\"Name\": \"/b\", \"Value\": "
                                      "\"{\\\"image_id\\\": \\\"ami-2\\\", \\\"os\\\": \\\"x\\\"}\"}}"));
    decode_finish(&answers.decoding);
    const struct object *subnet = answers_object(&answers, OBJECT_SUBNET, "", "subnet-1");
    assert_value(subnet, "zone", "eu-west-1a");
    assert_value(subnet, "free_addresses", "251");
    assert_value(answers_object(&answers, OBJECT_IMAGE, "", "/a"), "image_id", "ami-1");
    assert_string_equal(answers_object(&answers, OBJECT_IMAGE, "", "/b")->id, "ami-2");
    assert_false(answers_add(&answers, "{\"Parameter\": {\"Name\": \"/c\", \"Value\": \"hello\"}}"));
    assert_non_null(strstr(answers.err.text, "parameter /c names no machine image"));
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

static void the_later_of_two_answers_counts(void **state)
{
    (void)state;
    struct answers answers;
    answers_begin(&answers, NULL);
    assert_true(answers_add(&answers, group_json));
    assert_true(
        answers_add(&answers, "{\"AutoScalingGroups\": [{\"AutoScalingGroupName\": \"pool\", \"MinSize\": 9}]}"));
    decode_finish(&answers.decoding);
    assert_int_equal(answers.decoding.objects_count, 1);
    assert_value(&answers.decoding.objects[0], "min_size", "9");
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
        cmocka_unit_test(a_launch_template_is_its_newest_version_with_its_tags),
        cmocka_unit_test(what_a_template_does_not_say_is_empty),
        cmocka_unit_test(a_group_is_the_same_from_the_cli_and_the_wire),
        cmocka_unit_test(a_group_names_its_template_though_it_knows_the_id_only),
        cmocka_unit_test(no_more_protected_instances_are_named_than_one_call_takes),
        cmocka_unit_test(a_service_is_of_its_cluster_and_gone_when_inactive),
        cmocka_unit_test(circuit_breakers_come_in_three),
        cmocka_unit_test(a_cluster_is_itself_and_what_is_attached),
        cmocka_unit_test(a_provider_names_its_group),
        cmocka_unit_test(a_task_definition_says_what_it_reserves_and_nothing_else),
        cmocka_unit_test(sums_that_cannot_be_do_not_overflow),
        cmocka_unit_test(a_container_instance_says_what_it_registered),
        cmocka_unit_test(scheduled_actions_of_ours_have_their_owners_stack),
        cmocka_unit_test(subnets_and_images),
        cmocka_unit_test(what_makes_no_sense_is_refused_where_it_stands),
        cmocka_unit_test(an_answer_to_something_else_is_not_known),
        cmocka_unit_test(the_later_of_two_answers_counts),
        cmocka_unit_test(names_of_arns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
