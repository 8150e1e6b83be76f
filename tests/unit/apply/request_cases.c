/* request_cases.c — see request_cases.h. Bodies are written out by hand from AWS's reference. */
#include "tests/unit/apply/request_cases.h"

#include "data/base/file.h"

#include <string.h>

#define TOKEN "0123456789abcdef0123456789abcdef"
#define OWN_JSON                                                                                                       \
    "{\"key\": \"bayplan:owner\",\"value\": \"bayplan\"},{\"key\": \"bayplan:stack\",\"value\": \"shop\"},"            \
    "{\"key\": \"bayplan:run\",\"value\": \"r1\"}"
#define ADOPTED_JSON                                                                                                   \
    "{\"key\": \"bayplan:owner\",\"value\": \"bayplan\"},{\"key\": \"bayplan:stack\",\"value\": \"shop\"},"            \
    "{\"key\": \"bayplan:run\",\"value\": \"adopted\"}"
#define OWN_KEYS "[\"bayplan:owner\", \"bayplan:stack\", \"bayplan:run\"]"
#define GROUP_TAG(n, key, value)                                                                                       \
    "&Tags.member." n ".ResourceId=pool&Tags.member." n ".ResourceType=auto-scaling-group&Tags.member." n ".Key=" key  \
    "&Tags.member." n ".Value=" value "&Tags.member." n ".PropagateAtLaunch=true"
#define TARGET                                                                                                         \
    "\"ServiceNamespace\": \"ecs\",\"ResourceId\": \"service/main/web\",\"ScalableDimension\": "                       \
    "\"ecs:service:DesiredCount\""

enum { PAIRS_MAX = 14, CASES_MAX = 64 };

struct making_case {
    const char *name;
    enum step_action action;
    enum object_kind kind;
    const char *object, *parent;
    const char *sets[PAIRS_MAX]; /* property, value, ... */
    const char *has[PAIRS_MAX];  /* of what is there now; none = nothing is there */
    const char *run;
    const char *operation, *body;
    bool repeatable, before;
};

static const struct making_case cases[] = {
    {"cluster",
     STEP_CREATE,
     OBJECT_CLUSTER,
     "main",
     "",
     {0},
     {0},
     "r1",
     "ecs.CreateCluster",
     "{\"clusterName\": \"main\",\"tags\": [" OWN_JSON "]}",
     true,
     false},
    {"lock",
     STEP_UPDATE,
     OBJECT_CLUSTER,
     "main",
     "",
     {"lock", "r1@t"},
     {"status", "ACTIVE"},
     "r1",
     "ecs.TagResource",
     "{\"resourceArn\": \"arn:aws:x:y\",\"tags\": [{\"key\": \"bayplan:lock\",\"value\": \"r1@t\"}]}",
     true,
     false},
    {"unlock",
     STEP_UPDATE,
     OBJECT_CLUSTER,
     "main",
     "",
     {"lock", ""},
     {"status", "ACTIVE"},
     "r1",
     "ecs.UntagResource",
     "{\"resourceArn\": \"arn:aws:x:y\",\"tagKeys\": [\"bayplan:lock\"]}",
     true,
     false},
    {"cluster adopted",
     STEP_ADOPT,
     OBJECT_CLUSTER,
     "main",
     "",
     {0},
     {"status", "ACTIVE"},
     "adopted",
     "ecs.TagResource",
     "{\"resourceArn\": \"arn:aws:x:y\",\"tags\": [" ADOPTED_JSON "]}",
     true,
     false},
    {"cluster given back",
     STEP_ADOPT,
     OBJECT_CLUSTER,
     "main",
     "",
     {0},
     {"status", "ACTIVE"},
     "",
     "ecs.UntagResource",
     "{\"resourceArn\": \"arn:aws:x:y\",\"tagKeys\": " OWN_KEYS "}",
     true,
     false},
    {"cluster deleted",
     STEP_DELETE,
     OBJECT_CLUSTER,
     "main",
     "",
     {0},
     {"status", "ACTIVE"},
     "r1",
     "ecs.DeleteCluster",
     "{\"cluster\": \"main\"}",
     true,
     false},

    {"template",
     STEP_CREATE,
     OBJECT_LAUNCH_TEMPLATE,
     "pool",
     "",
     {"image_id", "ami-1", "instance_type", "m7g.large", "market_type", "spot", "instance_profile", "ecs",
      "security_groups", "sg-1,sg-2", "http_tokens", "required"},
     {0},
     "r1",
     "ec2.CreateLaunchTemplate",
     "ClientToken=" TOKEN "&LaunchTemplateName=pool&VersionDescription=bayplan%3A" TOKEN
     "&LaunchTemplateData.ImageId=ami-1&LaunchTemplateData.InstanceType=m7g.large"
     "&LaunchTemplateData.InstanceMarketOptions.MarketType=spot&LaunchTemplateData.IamInstanceProfile.Name=ecs"
     "&LaunchTemplateData.SecurityGroupId.1=sg-1&LaunchTemplateData.SecurityGroupId.2=sg-2"
     "&LaunchTemplateData.MetadataOptions.HttpTokens=required&TagSpecification.1.ResourceType=launch-template"
     "&TagSpecification.1.Tag.1.Key=bayplan%3Aowner&TagSpecification.1.Tag.1.Value=bayplan"
     "&TagSpecification.1.Tag.2.Key=bayplan%3Astack&TagSpecification.1.Tag.2.Value=shop"
     "&TagSpecification.1.Tag.3.Key=bayplan%3Arun&TagSpecification.1.Tag.3.Value=r1",
     true,
     false},
    {"template's new version is whole",
     STEP_UPDATE,
     OBJECT_LAUNCH_TEMPLATE,
     "pool",
     "",
     {"instance_type", "m7g.xlarge", "market_type", "", "user_data", "#!/bin/sh\necho \xc3\xa4", "root_volume_gib",
      "40"},
     {"image_id", "ami-1", "instance_type", "m7g.large", "market_type", "spot", "instance_profile", "arn:aws:iam::1:p",
      "user_data_sha256", "ab"},
     "r1",
     "ec2.CreateLaunchTemplateVersion",
     "ClientToken=" TOKEN "&LaunchTemplateName=pool&VersionDescription=bayplan%3A" TOKEN
     "&LaunchTemplateData.ImageId=ami-1&LaunchTemplateData.InstanceType=m7g.xlarge"
     "&LaunchTemplateData.IamInstanceProfile.Arn=arn%3Aaws%3Aiam%3A%3A1%3Ap"
     "&LaunchTemplateData.BlockDeviceMapping.1.DeviceName=%2Fdev%2Fxvda"
     "&LaunchTemplateData.BlockDeviceMapping.1.Ebs.VolumeSize=40"
     "&LaunchTemplateData.BlockDeviceMapping.1.Ebs.VolumeType=gp3"
     "&LaunchTemplateData.BlockDeviceMapping.1.Ebs.DeleteOnTermination=true"
     "&LaunchTemplateData.UserData=IyEvYmluL3NoCmVjaG8gw6Q%3D",
     true,
     false},
    {"template adopted",
     STEP_ADOPT,
     OBJECT_LAUNCH_TEMPLATE,
     "pool",
     "",
     {0},
     {"version", "3"},
     "adopted",
     "ec2.CreateTags",
     "ResourceId.1=arn%3Aaws%3Ax%3Ay&Tag.1.Key=bayplan%3Aowner&Tag.1.Value=bayplan&Tag.2.Key=bayplan%3Astack"
     "&Tag.2.Value=shop&Tag.3.Key=bayplan%3Arun&Tag.3.Value=adopted",
     true,
     false},
    {"template deleted",
     STEP_DELETE,
     OBJECT_LAUNCH_TEMPLATE,
     "pool",
     "",
     {0},
     {"version", "1"},
     "r1",
     "ec2.DeleteLaunchTemplate",
     "LaunchTemplateName=pool",
     true,
     false},

    {"group",
     STEP_CREATE,
     OBJECT_AUTO_SCALING_GROUP,
     "pool",
     "",
     {"launch_template", "pool", "launch_template_version", "1", "subnets", "subnet-1,subnet-2", "min_size", "0",
      "max_size", "0", "new_instances_protected_from_scale_in", "false"},
     {0},
     "r1",
     "autoscaling.CreateAutoScalingGroup",
     "AutoScalingGroupName=pool&LaunchTemplate.LaunchTemplateName=pool&LaunchTemplate.Version=1&MinSize=0&MaxSize=0"
     "&VPCZoneIdentifier=subnet-1%2Csubnet-2&NewInstancesProtectedFromScaleIn=false" GROUP_TAG(
         "1", "bayplan%3Aowner", "bayplan") GROUP_TAG("2", "bayplan%3Astack", "shop")
         GROUP_TAG("3", "bayplan%3Arun", "r1") GROUP_TAG("4", "AmazonECSManaged", ""),
     false,
     false},
    {"group grows",
     STEP_UPDATE,
     OBJECT_AUTO_SCALING_GROUP,
     "pool",
     "",
     {"min_size", "3", "max_size", "6"},
     {"min_size", "0", "max_size", "0", "launch_template", "pool", "launch_template_version", "2"},
     "r1",
     "autoscaling.UpdateAutoScalingGroup",
     "AutoScalingGroupName=pool&MinSize=3&MaxSize=6",
     true,
     false},
    {"group takes a version",
     STEP_UPDATE,
     OBJECT_AUTO_SCALING_GROUP,
     "pool",
     "",
     {"launch_template_version", "3"},
     {"launch_template", "pool", "launch_template_version", "2", "min_size", "1", "max_size", "2"},
     "r1",
     "autoscaling.UpdateAutoScalingGroup",
     "AutoScalingGroupName=pool&LaunchTemplate.LaunchTemplateName=pool&LaunchTemplate.Version=3",
     true,
     false},
    {"group given back",
     STEP_ADOPT,
     OBJECT_AUTO_SCALING_GROUP,
     "pool",
     "",
     {0},
     {"min_size", "0"},
     "",
     "autoscaling.DeleteTags",
     NULL,
     true,
     false},
    {"group adopted",
     STEP_ADOPT,
     OBJECT_AUTO_SCALING_GROUP,
     "pool",
     "",
     {0},
     {"min_size", "0"},
     "adopted",
     "autoscaling.CreateOrUpdateTags",
     NULL,
     true,
     false},
    {"group deleted: emptied first",
     STEP_DELETE,
     OBJECT_AUTO_SCALING_GROUP,
     "pool",
     "",
     {0},
     {"min_size", "2", "max_size", "4", "instances_protected", "i-1,i-2"},
     "r1",
     "autoscaling.UpdateAutoScalingGroup",
     "AutoScalingGroupName=pool&MinSize=0&MaxSize=0&NewInstancesProtectedFromScaleIn=false",
     true,
     true},
    {"group deleted: protection off",
     STEP_DELETE,
     OBJECT_AUTO_SCALING_GROUP,
     "pool",
     "",
     {0},
     {"min_size", "0", "max_size", "0", "instances_protected", "i-1,i-2"},
     "r1",
     "autoscaling.SetInstanceProtection",
     "InstanceIds.member.1=i-1&InstanceIds.member.2=i-2&AutoScalingGroupName=pool&ProtectedFromScaleIn=false",
     true,
     true},
    {"group emptied: protection off",
     STEP_UPDATE,
     OBJECT_AUTO_SCALING_GROUP,
     "pool",
     "",
     {"min_size", "0", "max_size", "0"},
     {"min_size", "1", "max_size", "2", "instances_protected", "i-3"},
     "r1",
     "autoscaling.SetInstanceProtection",
     "InstanceIds.member.1=i-3&AutoScalingGroupName=pool&ProtectedFromScaleIn=false",
     true,
     true},
    {"group deleted",
     STEP_DELETE,
     OBJECT_AUTO_SCALING_GROUP,
     "pool",
     "",
     {0},
     {"min_size", "0", "max_size", "0"},
     "r1",
     "autoscaling.DeleteAutoScalingGroup",
     "AutoScalingGroupName=pool",
     true,
     false},
    {"group action",
     STEP_CREATE,
     OBJECT_GROUP_ACTION,
     "bayplan-007",
     "pool",
     {"recurrence", "55 6 * * *", "min_size", "6", "max_size", "10", "time_zone", "Etc/UTC"},
     {0},
     "r1",
     "autoscaling.PutScheduledUpdateGroupAction",
     "AutoScalingGroupName=pool&ScheduledActionName=bayplan-007&Recurrence=55+6+%2A+%2A+%2A&MinSize=6&MaxSize=10"
     "&TimeZone=Etc%2FUTC",
     true,
     false},
    {"group action changed: sent whole",
     STEP_UPDATE,
     OBJECT_GROUP_ACTION,
     "bayplan-007",
     "pool",
     {"min_size", "7"},
     {"recurrence", "55 6 * * *", "min_size", "6", "max_size", "10", "time_zone", "Etc/UTC"},
     "r1",
     "autoscaling.PutScheduledUpdateGroupAction",
     "AutoScalingGroupName=pool&ScheduledActionName=bayplan-007&Recurrence=55+6+%2A+%2A+%2A&MinSize=7&MaxSize=10"
     "&TimeZone=Etc%2FUTC",
     true,
     false},
    {"group action deleted",
     STEP_DELETE,
     OBJECT_GROUP_ACTION,
     "bayplan-007",
     "pool",
     {0},
     {"min_size", "6"},
     "r1",
     "autoscaling.DeleteScheduledAction",
     "AutoScalingGroupName=pool&ScheduledActionName=bayplan-007",
     true,
     false},

    {"provider",
     STEP_CREATE,
     OBJECT_CAPACITY_PROVIDER,
     "pool",
     "",
     {"auto_scaling_group", "pool", "managed_scaling", "ENABLED", "target_capacity", "95",
      "managed_termination_protection", "DISABLED", "managed_draining", "ENABLED"},
     {0},
     "r1",
     "ecs.CreateCapacityProvider",
     "{\"name\": \"pool\",\"autoScalingGroupProvider\": {\"autoScalingGroupArn\": \"arn:group\",\"managedScaling\": "
     "{\"status\": \"ENABLED\",\"targetCapacity\": 95},\"managedTerminationProtection\": \"DISABLED\","
     "\"managedDraining\": \"ENABLED\"},\"tags\": [" OWN_JSON "]}",
     false,
     false},
    {"provider changed",
     STEP_UPDATE,
     OBJECT_CAPACITY_PROVIDER,
     "pool",
     "",
     {"target_capacity", "100"},
     {"auto_scaling_group", "pool", "managed_scaling", "ENABLED", "target_capacity", "95",
      "managed_termination_protection", "ENABLED"},
     "r1",
     "ecs.UpdateCapacityProvider",
     "{\"name\": \"pool\",\"autoScalingGroupProvider\": {\"managedScaling\": {\"status\": \"ENABLED\","
     "\"targetCapacity\": 100},\"managedTerminationProtection\": \"ENABLED\"}}",
     true,
     false},
    {"provider deleted",
     STEP_DELETE,
     OBJECT_CAPACITY_PROVIDER,
     "pool",
     "",
     {0},
     {"status", "ACTIVE"},
     "r1",
     "ecs.DeleteCapacityProvider",
     "{\"capacityProvider\": \"pool\"}",
     true,
     false},
    {"attach: what others attached stays",
     STEP_UPDATE,
     OBJECT_CLUSTER_CAPACITY_PROVIDERS,
     "main",
     "",
     {"capacity_providers", "FARGATE,pool"},
     {"capacity_providers", "FARGATE,theirs", "default_strategy", "theirs:1:2"},
     "r1",
     "ecs.PutClusterCapacityProviders",
     "{\"cluster\": \"main\",\"capacityProviders\": [\"FARGATE\",\"pool\",\"theirs\"],"
     "\"defaultCapacityProviderStrategy\": [{\"capacityProvider\": \"theirs\",\"base\": 1,\"weight\": 2}]}",
     true,
     false},
    {"attach to a new cluster",
     STEP_UPDATE,
     OBJECT_CLUSTER_CAPACITY_PROVIDERS,
     "main",
     "",
     {"capacity_providers", "pool"},
     {"capacity_providers", ""},
     "r1",
     "ecs.PutClusterCapacityProviders",
     "{\"cluster\": \"main\",\"capacityProviders\": [\"pool\"],\"defaultCapacityProviderStrategy\": []}",
     true,
     false},

    {"task definition copied",
     STEP_CREATE,
     OBJECT_TASK_DEFINITION,
     "web:copy-of-7-512-1024",
     "",
     {"source", "web:7", "cpu", "512", "memory", "1024", "requires_compatibilities", "EC2,FARGATE"},
     {0},
     "r1",
     "ecs.RegisterTaskDefinition",
     "{\"family\": \"web\",\"networkMode\": \"awsvpc\",\"containerDefinitions\": [{\"name\": \"web\",\"image\": "
     "\"nginx\",\"cpu\": 256,\"essential\": true,\"environment\": []}],\"cpu\": \"512\",\"memory\": \"1024\","
     "\"requiresCompatibilities\": [\"EC2\",\"FARGATE\"],\"tags\": [{\"key\": \"team\",\"value\": \"a\"}," OWN_JSON
     ",{\"key\": \"bayplan:source\",\"value\": \"web:7\"}]}",
     false,
     false},
    {"task definition deregistered",
     STEP_DELETE,
     OBJECT_TASK_DEFINITION,
     "web:8",
     "",
     {0},
     {"status", "ACTIVE"},
     "r1",
     "ecs.DeregisterTaskDefinition",
     "{\"taskDefinition\": \"web:8\"}",
     true,
     false},

    {"service",
     STEP_CREATE,
     OBJECT_SERVICE,
     "web",
     "main",
     {"task_definition", "web:8", "desired_count", "4", "capacity_provider_strategy", "pool:0:1", "placement_strategy",
      "spread:attribute:ecs.availability-zone,binpack:memory", "circuit_breaker", "rollback", "subnets", "s-1,s-2"},
     {0},
     "r1",
     "ecs.CreateService",
     "{\"cluster\": \"main\",\"serviceName\": \"web\",\"clientToken\": \"" TOKEN "\",\"taskDefinition\": \"web:8\","
     "\"desiredCount\": 4,\"capacityProviderStrategy\": [{\"capacityProvider\": \"pool\",\"base\": 0,\"weight\": 1}],"
     "\"placementStrategy\": [{\"type\": \"spread\",\"field\": \"attribute:ecs.availability-zone\"},{\"type\": "
     "\"binpack\",\"field\": \"memory\"}],\"deploymentConfiguration\": {\"deploymentCircuitBreaker\": {\"enable\": "
     "true,\"rollback\": true}},\"networkConfiguration\": {\"awsvpcConfiguration\": {\"subnets\": [\"s-1\",\"s-2\"]}},"
     "\"tags\": [" OWN_JSON "]}",
     true,
     false},
    {"service moved: forced, once",
     STEP_UPDATE,
     OBJECT_SERVICE,
     "web",
     "main",
     {"capacity_provider_strategy", "FARGATE_SPOT:0:1", "placement_strategy", ""},
     {"capacity_provider_strategy", "pool:0:1", "maximum_percent", "150", "minimum_healthy_percent", "100"},
     "r1",
     "ecs.UpdateService",
     "{\"cluster\": \"main\",\"service\": \"web\",\"capacityProviderStrategy\": [{\"capacityProvider\": "
     "\"FARGATE_SPOT\",\"base\": 0,\"weight\": 1}],\"placementStrategy\": [],\"forceNewDeployment\": true}",
     false,
     false},
    {"service's breaker: percentages go along",
     STEP_UPDATE,
     OBJECT_SERVICE,
     "web",
     "main",
     {"circuit_breaker", "enable", "desired_count", "3"},
     {"maximum_percent", "150", "minimum_healthy_percent", "50", "circuit_breaker", ""},
     "r1",
     "ecs.UpdateService",
     "{\"cluster\": \"main\",\"service\": \"web\",\"desiredCount\": 3,\"deploymentConfiguration\": "
     "{\"deploymentCircuitBreaker\": {\"enable\": true,\"rollback\": false},\"maximumPercent\": 150,"
     "\"minimumHealthyPercent\": 50}}",
     true,
     false},
    {"service deleted: to 0 first",
     STEP_DELETE,
     OBJECT_SERVICE,
     "web",
     "main",
     {0},
     {"desired_count", "2"},
     "r1",
     "ecs.UpdateService",
     "{\"cluster\": \"main\",\"service\": \"web\",\"desiredCount\": 0}",
     true,
     true},
    {"service deleted",
     STEP_DELETE,
     OBJECT_SERVICE,
     "web",
     "main",
     {0},
     {"desired_count", "0"},
     "r1",
     "ecs.DeleteService",
     "{\"cluster\": \"main\",\"service\": \"web\",\"force\": true}",
     true,
     false},

    {"target",
     STEP_CREATE,
     OBJECT_SCALABLE_TARGET,
     "web",
     "main",
     {"min_capacity", "2", "max_capacity", "20"},
     {0},
     "r1",
     "application-autoscaling.RegisterScalableTarget",
     "{" TARGET ",\"MinCapacity\": 2,\"MaxCapacity\": 20,\"Tags\": {\"bayplan:owner\": \"bayplan\",\"bayplan:stack\": "
     "\"shop\",\"bayplan:run\": \"r1\"}}",
     false,
     false},
    {"scaling suspended",
     STEP_UPDATE,
     OBJECT_SCALABLE_TARGET,
     "web",
     "main",
     {"suspended", "dynamic_in,scheduled"},
     {"min_capacity", "2", "max_capacity", "20", "suspended", ""},
     "r1",
     "application-autoscaling.RegisterScalableTarget",
     "{" TARGET ",\"SuspendedState\": {\"DynamicScalingInSuspended\": true,\"DynamicScalingOutSuspended\": false,"
     "\"ScheduledScalingSuspended\": true}}",
     true,
     false},
    {"target adopted",
     STEP_ADOPT,
     OBJECT_SCALABLE_TARGET,
     "web",
     "main",
     {0},
     {"min_capacity", "2"},
     "adopted",
     "application-autoscaling.TagResource",
     NULL,
     true,
     false},
    {"target deleted",
     STEP_DELETE,
     OBJECT_SCALABLE_TARGET,
     "web",
     "main",
     {0},
     {"min_capacity", "2"},
     "r1",
     "application-autoscaling.DeregisterScalableTarget",
     "{" TARGET "}",
     true,
     false},
    {"service action",
     STEP_CREATE,
     OBJECT_SERVICE_ACTION,
     "bayplan-001",
     "web",
     {"schedule", "cron(0 1 * * ? *)", "timezone", "Etc/UTC", "min_capacity", "6", "max_capacity", "6"},
     {0},
     "r1",
     "application-autoscaling.PutScheduledAction",
     "{" TARGET ",\"ScheduledActionName\": \"bayplan-001\",\"Schedule\": \"cron(0 1 * * ? *)\",\"Timezone\": "
     "\"Etc/UTC\",\"ScalableTargetAction\": {\"MinCapacity\": 6,\"MaxCapacity\": 6}}",
     true,
     false},
    {"service action deleted",
     STEP_DELETE,
     OBJECT_SERVICE_ACTION,
     "bayplan-001",
     "web",
     {0},
     {"min_capacity", "6"},
     "r1",
     "application-autoscaling.DeleteScheduledAction",
     "{" TARGET ",\"ScheduledActionName\": \"bayplan-001\"}",
     true,
     false},
};

static const char described[] =
    "{\"taskDefinition\": {\"taskDefinitionArn\": \"arn:aws:ecs:x:1:task-definition/web:7\", \"family\": \"web\", "
    "\"revision\": 7, \"status\": \"ACTIVE\", \"networkMode\": \"awsvpc\", \"cpu\": \"256\", \"memory\": \"512\", "
    "\"compatibilities\": [\"EC2\"], \"registeredAt\": 1795341019.722, \"executionRoleArn\": null, "
    "\"containerDefinitions\": [{\"name\": \"web\", \"image\": \"nginx\", \"cpu\": 256, \"essential\": true, "
    "\"environment\": []}]}, \"tags\": [{\"key\": \"team\", \"value\": \"a\"}, {\"key\": \"aws:x\", \"value\": \"b\"}, "
    "{\"key\": \"bayplan:run\", \"value\": \"old\"}]}";

static struct step *step_of(const struct making_case *from, struct arena *arena)
{
    struct step *step = ARENA_NEW(arena, struct step);
    *step = (struct step){.id = from->name, .action = from->action, .reason = ""};
    step->object = (struct object){.kind = from->kind,
                                   .name = from->object,
                                   .parent = from->parent,
                                   .id = "",
                                   .stack = from->run[0] != '\0' ? "shop" : "",
                                   .run = from->run};
    step->changes = ARENA_ARRAY(arena, struct step_change, PAIRS_MAX);
    for (int i = 0; i + 1 < PAIRS_MAX && from->sets[i]; i += 2) {
        const char *before = NULL;
        for (int h = 0; h + 1 < PAIRS_MAX && from->has[h]; h += 2)
            if (strcmp(from->has[h], from->sets[i]) == 0)
                before = from->has[h + 1];
        /* Somebody attached a provider after the steps were made. */
        if (strcmp(from->sets[i], "capacity_providers") == 0 && before && before[0] != '\0')
            before = "FARGATE";
        step->changes[step->changes_count++] = (struct step_change){from->sets[i], before, from->sets[i + 1]};
        if (from->action == STEP_CREATE)
            object_set(&step->object, arena, from->sets[i], from->sets[i + 1]);
    }
    return step;
}

static struct object *object_of(const struct making_case *from, struct arena *arena)
{
    struct object *object = ARENA_NEW(arena, struct object);
    *object = (struct object){.kind = from->kind,
                              .name = from->object,
                              .parent = from->parent,
                              .id = "arn:aws:x:y",
                              .stack = "shop",
                              .run = "r0"};
    for (int i = 0; i + 1 < PAIRS_MAX && from->has[i]; i += 2)
        object_set(object, arena, from->has[i], from->has[i + 1]);
    return object;
}

int request_cases(struct arena *arena, struct request_case **ret_cases)
{
    enum { COUNT = sizeof cases / sizeof cases[0] };
    static const struct object group = {.kind = OBJECT_AUTO_SCALING_GROUP, .name = "pool", .id = "arn:group"};
    struct steps *steps = ARENA_NEW(arena, struct steps);
    *steps = (struct steps){.stack = "shop", .cluster = "main"};
    struct node *source = NULL;
    struct error err = {0};
    BUG_IF(!node_parse("described", described, strlen(described), arena, &source, &err));
    *ret_cases = ARENA_ARRAY(arena, struct request_case, COUNT);
    for (int i = 0; i < COUNT; i++)
        (*ret_cases)[i] = (struct request_case){.name = cases[i].name,
                                                .request = {.step = step_of(&cases[i], arena),
                                                            .steps = steps,
                                                            .now = cases[i].has[0] ? object_of(&cases[i], arena) : NULL,
                                                            .group = &group,
                                                            .source = source,
                                                            .token = TOKEN},
                                                .operation = cases[i].operation,
                                                .body = cases[i].body,
                                                .repeatable = cases[i].repeatable,
                                                .before = cases[i].before};
    return COUNT;
}
