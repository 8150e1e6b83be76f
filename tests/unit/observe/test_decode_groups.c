/* test_decode_groups.c — launch templates, groups, scaling, subnets and images: the CLI's JSON and the wire's XML are
 * the same objects. */
#include "tests/unit/observe/answers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

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
    "\"Instances\": [{\"InstanceId\": \"i-3\", \"InstanceType\": \"m7g.large\", \"LifecycleState\": \"InService\", "
    "\"HealthStatus\": \"Healthy\", "
    "\"ProtectedFromScaleIn\": true}, {\"InstanceId\": \"i-2\", \"InstanceType\": \"c7g.large\", \"LifecycleState\": "
    "\"InService\", \"HealthStatus\": "
    "\"Unhealthy\", \"ProtectedFromScaleIn\": false}, {\"InstanceId\": \"i-1\", \"InstanceType\": \"m7g.large\", "
    "\"LifecycleState\": \"Pending\", "
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
    "<InstanceId>i-1</InstanceId><InstanceType>m7g.large</InstanceType><LifecycleState>Pending</"
    "LifecycleState><HealthStatus>Healthy</HealthStatus>"
    "<ProtectedFromScaleIn>true</ProtectedFromScaleIn></member><member><InstanceId>i-2</"
    "InstanceId><InstanceType>c7g.large</InstanceType>"
    "<LifecycleState>InService</LifecycleState><HealthStatus>Unhealthy</HealthStatus>"
    "<ProtectedFromScaleIn>false</ProtectedFromScaleIn></member><member><InstanceId>i-3</"
    "InstanceId><InstanceType>m7g.large</InstanceType>"
    "<LifecycleState>InService</LifecycleState><HealthStatus>Healthy</HealthStatus>"
    "<ProtectedFromScaleIn>true</ProtectedFromScaleIn></member></Instances>"
    "<VPCZoneIdentifier>subnet-a,subnet-b</VPCZoneIdentifier><EnabledMetrics/><Tags><member>"
    "<ResourceId>pool</ResourceId><Key>bayplan:stack</Key><Value>shop</Value></member></Tags>"
    "<NewInstancesProtectedFromScaleIn>true</NewInstancesProtectedFromScaleIn>"
    "<CapacityRebalance>true</CapacityRebalance></member></AutoScalingGroups></DescribeAutoScalingGroupsResult>"
    "<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></DescribeAutoScalingGroupsResponse>";
static const char group_text[] =
    "auto_scaling_group//pool arn:g shop \n  launch_template=pool\n  launch_template_version=7\n"
    "  instance_types=\n  on_demand_percent=\n  spot_allocation_strategy=\n"
    "  subnets=subnet-a,subnet-b\n  min_size=2\n  max_size=5\n  new_instances_protected_from_scale_in=true\n"
    "  capacity_rebalance=true\n  desired_capacity=4\n  instances=1\n  instances_any_state=3\n"
    "  instances_protected=i-1,i-3\n  zones=eu-west-1a,eu-west-1b\n  instance_type=m7g.large\n  status=\n";

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

static void a_group_of_several_types_says_which_and_how(void **state)
{
    (void)state;
    static const char json[] =
        "{\"AutoScalingGroups\": [{\"AutoScalingGroupName\": \"g\", \"MixedInstancesPolicy\": {\"LaunchTemplate\": "
        "{\"LaunchTemplateSpecification\": {\"LaunchTemplateName\": \"pool\", \"Version\": \"7\"}, \"Overrides\": "
        "[{\"InstanceType\": \"m7g.large\"}, {\"InstanceType\": \"m6g.large\"}]}, \"InstancesDistribution\": "
        "{\"OnDemandPercentageAboveBaseCapacity\": 20, \"SpotAllocationStrategy\": \"price-capacity-optimized\"}}}]}";
    static const char xml[] =
        "<DescribeAutoScalingGroupsResponse><DescribeAutoScalingGroupsResult><AutoScalingGroups><member>"
        "<AutoScalingGroupName>g</AutoScalingGroupName><MixedInstancesPolicy><LaunchTemplate>"
        "<LaunchTemplateSpecification><LaunchTemplateName>pool</LaunchTemplateName><Version>7</Version>"
        "</LaunchTemplateSpecification><Overrides><member><InstanceType>m7g.large</InstanceType></member><member>"
        "<InstanceType>m6g.large</InstanceType></member></Overrides></LaunchTemplate><InstancesDistribution>"
        "<OnDemandPercentageAboveBaseCapacity>20</OnDemandPercentageAboveBaseCapacity><SpotAllocationStrategy>"
        "price-capacity-optimized</SpotAllocationStrategy></InstancesDistribution></MixedInstancesPolicy></member>"
        "</AutoScalingGroups></DescribeAutoScalingGroupsResult></DescribeAutoScalingGroupsResponse>";
    for (int wire = 0; wire < 2; wire++) {
        struct answers answers;
        answers_begin(&answers, NULL);
        if (wire)
            assert_true(answers_add_wire(&answers, AWS_AUTOSCALING, "DescribeAutoScalingGroups", xml, strlen(xml)));
        else
            assert_true(answers_add(&answers, json));
        const struct object *group = answers_object(&answers, OBJECT_AUTO_SCALING_GROUP, "", "g");
        assert_value(group, "launch_template", "pool");
        assert_value(group, "instance_types", "m6g.large,m7g.large");
        assert_value(group, "on_demand_percent", "20");
        assert_value(group, "spot_allocation_strategy", "price-capacity-optimized");
        answers_end(&answers);
    }
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_launch_template_is_its_newest_version_with_its_tags),
        cmocka_unit_test(what_a_template_does_not_say_is_empty),
        cmocka_unit_test(a_group_is_the_same_from_the_cli_and_the_wire),
        cmocka_unit_test(a_group_of_several_types_says_which_and_how),
        cmocka_unit_test(a_group_names_its_template_though_it_knows_the_id_only),
        cmocka_unit_test(no_more_protected_instances_are_named_than_one_call_takes),
        cmocka_unit_test(scheduled_actions_of_ours_have_their_owners_stack),
        cmocka_unit_test(subnets_and_images),
        cmocka_unit_test(the_later_of_two_answers_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
