/* fake_aws_operations.c — every operation that is spoken, with its parameters as on the wire (botocore's models). */
#include "tests/support/fake_aws_handlers.h"
#include <string.h>

#define EC2_FILTERS "Filter?[{Name!s Value![s]}] NextToken?s MaxResults?i DryRun?b"
#define EC2_TAGS "TagSpecification?[{ResourceType!s Tag![{Key!s Value?s}]}]"
#define TEMPLATE_DATA                                                                                                  \
    "{ImageId?s InstanceType?s KeyName?s EbsOptimized?b UserData?s IamInstanceProfile?{Arn?s Name?s} "                 \
    "BlockDeviceMapping?[{DeviceName?s Ebs?{Encrypted?b DeleteOnTermination?b Iops?i KmsKeyId?s VolumeSize?i "         \
    "VolumeType?s Throughput?i}}] NetworkInterface?[{AssociatePublicIpAddress?b DeviceIndex?i SecurityGroupId?[s]}] "  \
    "Monitoring?{Enabled?b} SecurityGroupId?[s] InstanceMarketOptions?{MarketType?s SpotOptions?{MaxPrice?s "          \
    "SpotInstanceType?s InstanceInterruptionBehavior?s}} MetadataOptions?{HttpTokens?s HttpPutResponseHopLimit?i "     \
    "HttpEndpoint?s} TagSpecification?[{ResourceType!s Tag![{Key!s Value?s}]}]}"
#define GROUP_TEMPLATE "LaunchTemplate?{LaunchTemplateId?s LaunchTemplateName?s Version?s}"
#define GROUP_TEMPLATE_2                                                                                               \
    "MixedInstancesPolicy?{LaunchTemplate?{LaunchTemplateSpecification?{LaunchTemplateId?s LaunchTemplateName?s "      \
    "Version?s} Overrides?[{InstanceType?s WeightedCapacity?s}]} InstancesDistribution?{OnDemandBaseCapacity?i "       \
    "OnDemandPercentageAboveBaseCapacity?i SpotAllocationStrategy?s OnDemandAllocationStrategy?s}}"
#define GROUP_REST                                                                                                     \
    "DesiredCapacity?i DefaultCooldown?i HealthCheckType?s HealthCheckGracePeriod?i VPCZoneIdentifier?s "              \
    "TerminationPolicies?[s] NewInstancesProtectedFromScaleIn?b CapacityRebalance?b MaxInstanceLifetime?i "            \
    "DefaultInstanceWarmup?i " GROUP_TEMPLATE " " GROUP_TEMPLATE_2
#define GROUP_FILTERS "Filters?[{Name!s Values![s]}]"
#define GROUP_TAGS "[{ResourceId?s ResourceType?s Key!s Value?s PropagateAtLaunch?b}]"
#define STRATEGY "[{capacityProvider!s weight?i base?i}]"
#define ECS_TAGS "tags?[{key!s value?s}]"
#define PROVIDER_REST                                                                                                  \
    "managedScaling?{status?s targetCapacity?i minimumScalingStepSize?i maximumScalingStepSize?i "                     \
    "instanceWarmupPeriod?i} managedTerminationProtection?s managedDraining?s"
#define SERVICE_REST                                                                                                   \
    "cluster?s taskDefinition?s desiredCount?i capacityProviderStrategy?" STRATEGY                                     \
    " platformVersion?s deploymentConfiguration?{deploymentCircuitBreaker?{enable!b rollback!b} maximumPercent?i "     \
    "minimumHealthyPercent?i strategy?s bakeTimeInMinutes?i "                                                          \
    "alarms?{alarmNames![s] rollback!b enable!b} lifecycleHooks?[*]} placementConstraints?[{type?s expression?s}] "    \
    "placementStrategy?[{type?s field?s}] networkConfiguration?{awsvpcConfiguration?{subnets![s] securityGroups?[s] "  \
    "assignPublicIp?s}} availabilityZoneRebalancing?s enableECSManagedTags?b propagateTags?s "                         \
    "enableExecuteCommand?b healthCheckGracePeriodSeconds?i"
#define CONTAINER                                                                                                      \
    "{name!s image!s cpu?i memory?i memoryReservation?i links?[s] portMappings?[{containerPort?i hostPort?i "          \
    "protocol?s name?s appProtocol?s}] essential?b entryPoint?[s] command?[s] environment?[{name?s value?s}] "         \
    "mountPoints?[*] volumesFrom?[*] linuxParameters?* secrets?[{name!s valueFrom!s}] dependsOn?[*] startTimeout?i "   \
    "stopTimeout?i hostname?s user?s workingDirectory?s disableNetworking?b privileged?b readonlyRootFilesystem?b "    \
    "dnsServers?[s] dnsSearchDomains?[s] extraHosts?[*] dockerSecurityOptions?[s] interactive?b pseudoTerminal?b "     \
    "dockerLabels?* ulimits?[*] logConfiguration?* healthCheck?* systemControls?[*] "                                  \
    "resourceRequirements?[{value!s type!s}] environmentFiles?[*] repositoryCredentials?* firelensConfiguration?* "    \
    "versionConsistency?s restartPolicy?* credentialSpecs?[s]}"
#define TARGET "ServiceNamespace!s ResourceId!s ScalableDimension!s"
#define READ false
#define WRITE true

static const struct operation operations[] = {
    {STS, "GetCallerIdentity", READ, get_caller_identity, ""},
    {SSM, "GetParameter", READ, get_parameter, "Name!s WithDecryption?b"},
    {SSM, "GetParameters", READ, get_parameters, "Names![s] WithDecryption?b"},

    {EC2, "DescribeAvailabilityZones", READ, describe_zones, "ZoneName?[s] Filter?[{Name!s Value![s]}] DryRun?b"},
    {EC2, "DescribeSubnets", READ, describe_subnets, "SubnetId?[s] " EC2_FILTERS},
    {EC2, "DescribeSecurityGroups", READ, describe_security_groups, "GroupId?[s] GroupName?[s] " EC2_FILTERS},
    {EC2, "DescribeImages", READ, describe_images, "ImageId?[s] Owner?[s] " EC2_FILTERS},
    {EC2, "DescribeInstanceTypes", READ, describe_instance_types, "InstanceType?[s] " EC2_FILTERS},
    {EC2, "DescribeInstances", READ, describe_instances, "InstanceId?[s] " EC2_FILTERS},
    {EC2, "CreateTags", WRITE, create_tags, "ResourceId![s] Tag![{Key!s Value?s}] DryRun?b"},
    {EC2, "DeleteTags", WRITE, delete_tags, "ResourceId![s] Tag?[{Key!s Value?s}] DryRun?b"},
    {EC2, "CreateLaunchTemplate", WRITE, create_launch_template,
     "ClientToken?s LaunchTemplateName!s VersionDescription?s LaunchTemplateData!" TEMPLATE_DATA " " EC2_TAGS
     " DryRun?b"},
    {EC2, "CreateLaunchTemplateVersion", WRITE, create_launch_template_version,
     "ClientToken?s LaunchTemplateId?s LaunchTemplateName?s SourceVersion?s VersionDescription?s "
     "LaunchTemplateData!" TEMPLATE_DATA " DryRun?b"},
    {EC2, "ModifyLaunchTemplate", WRITE, modify_launch_template,
     "ClientToken?s LaunchTemplateId?s LaunchTemplateName?s SetDefaultVersion?s DryRun?b"},
    {EC2, "DescribeLaunchTemplates", READ, describe_launch_templates,
     "LaunchTemplateId?[s] LaunchTemplateName?[s] " EC2_FILTERS},
    {EC2, "DescribeLaunchTemplateVersions", READ, describe_launch_template_versions,
     "LaunchTemplateId?s LaunchTemplateName?s LaunchTemplateVersion?[s] MinVersion?s MaxVersion?s " EC2_FILTERS},
    {EC2, "DeleteLaunchTemplate", WRITE, delete_launch_template, "LaunchTemplateId?s LaunchTemplateName?s DryRun?b"},

    {AUTOSCALING, "CreateAutoScalingGroup", WRITE, create_group,
     "AutoScalingGroupName!s MinSize!i MaxSize!i Tags?" GROUP_TAGS " " GROUP_REST},
    {AUTOSCALING, "UpdateAutoScalingGroup", WRITE, update_group,
     "AutoScalingGroupName!s MinSize?i MaxSize?i " GROUP_REST},
    {AUTOSCALING, "DescribeAutoScalingGroups", READ, describe_groups,
     "AutoScalingGroupNames?[s] IncludeInstances?b NextToken?s MaxRecords?i " GROUP_FILTERS},
    {AUTOSCALING, "DeleteAutoScalingGroup", WRITE, delete_group, "AutoScalingGroupName!s ForceDelete?b"},
    {AUTOSCALING, "SetDesiredCapacity", WRITE, set_desired_capacity,
     "AutoScalingGroupName!s DesiredCapacity!i HonorCooldown?b"},
    {AUTOSCALING, "SetInstanceProtection", WRITE, set_instance_protection,
     "InstanceIds![s] AutoScalingGroupName!s ProtectedFromScaleIn!b"},
    {AUTOSCALING, "DescribeScalingActivities", READ, describe_activities,
     "ActivityIds?[s] AutoScalingGroupName?s IncludeDeletedGroups?b MaxRecords?i NextToken?s"},
    {AUTOSCALING, "CreateOrUpdateTags", WRITE, group_tags, "Tags!" GROUP_TAGS},
    {AUTOSCALING, "DeleteTags", WRITE, delete_group_tags, "Tags!" GROUP_TAGS},
    {AUTOSCALING, "PutScheduledUpdateGroupAction", WRITE, put_group_action,
     "AutoScalingGroupName!s ScheduledActionName!s StartTime?s EndTime?s Recurrence?s MinSize?i MaxSize?i "
     "DesiredCapacity?i TimeZone?s"},
    {AUTOSCALING, "DescribeScheduledActions", READ, describe_group_actions,
     "AutoScalingGroupName?s ScheduledActionNames?[s] StartTime?s EndTime?s NextToken?s MaxRecords?i"},
    {AUTOSCALING, "DeleteScheduledAction", WRITE, delete_group_action, "AutoScalingGroupName!s ScheduledActionName!s"},

    {ECS, "CreateCluster", WRITE, create_cluster,
     "clusterName?s settings?[{name?s value?s}] capacityProviders?[s] defaultCapacityProviderStrategy?" STRATEGY
     " " ECS_TAGS},
    {ECS, "DescribeClusters", READ, describe_clusters, "clusters?[s] include?[s]"},
    {ECS, "DeleteCluster", WRITE, delete_cluster, "cluster!s"},
    {ECS, "PutClusterCapacityProviders", WRITE, put_cluster_providers,
     "cluster!s capacityProviders![s] defaultCapacityProviderStrategy!" STRATEGY},
    {ECS, "CreateCapacityProvider", WRITE, create_provider,
     "name!s autoScalingGroupProvider!{autoScalingGroupArn!s " PROVIDER_REST "} " ECS_TAGS},
    {ECS, "UpdateCapacityProvider", WRITE, update_provider, "name!s autoScalingGroupProvider!{" PROVIDER_REST "}"},
    {ECS, "DescribeCapacityProviders", READ, describe_providers,
     "capacityProviders?[s] include?[s] maxResults?i nextToken?s cluster?s"},
    {ECS, "DeleteCapacityProvider", WRITE, delete_provider, "capacityProvider!s cluster?s"},
    {ECS, "RegisterTaskDefinition", WRITE, register_definition,
     "family!s taskRoleArn?s executionRoleArn?s networkMode?s containerDefinitions![" CONTAINER
     "] volumes?[*] placementConstraints?[{type?s expression?s}] requiresCompatibilities?[s] cpu?s memory?s pidMode?s "
     "ipcMode?s proxyConfiguration?* ephemeralStorage?{sizeInGiB!i} runtimePlatform?{cpuArchitecture?s "
     "operatingSystemFamily?s} enableFaultInjection?b " ECS_TAGS},
    {ECS, "DescribeTaskDefinition", READ, describe_definition, "taskDefinition!s include?[s]"},
    {ECS, "ListTaskDefinitions", READ, list_definitions, "familyPrefix?s status?s sort?s nextToken?s maxResults?i"},
    {ECS, "DeregisterTaskDefinition", WRITE, deregister_definition, "taskDefinition!s"},
    {ECS, "CreateService", WRITE, create_service,
     "serviceName!s clientToken?s launchType?s schedulingStrategy?s deploymentController?{type!s} " ECS_TAGS
     " " SERVICE_REST},
    {ECS, "UpdateService", WRITE, update_service, "service!s forceNewDeployment?b " SERVICE_REST},
    {ECS, "DescribeServices", READ, describe_services, "cluster?s services![s] include?[s]"},
    {ECS, "ListServices", READ, list_services, "cluster?s nextToken?s maxResults?i launchType?s schedulingStrategy?s"},
    {ECS, "DeleteService", WRITE, delete_service, "cluster?s service!s force?b"},
    {ECS, "ListContainerInstances", READ, list_container_instances,
     "cluster?s filter?s nextToken?s maxResults?i status?s"},
    {ECS, "DescribeContainerInstances", READ, describe_container_instances,
     "cluster?s containerInstances![s] include?[s]"},
    {ECS, "ListTasks", READ, list_tasks,
     "cluster?s containerInstance?s family?s nextToken?s maxResults?i startedBy?s serviceName?s desiredStatus?s "
     "launchType?s"},
    {ECS, "TagResource", WRITE, tag_resource, "resourceArn!s tags![{key!s value?s}]"},
    {ECS, "UntagResource", WRITE, untag_resource, "resourceArn!s tagKeys![s]"},
    {ECS, "ListTagsForResource", READ, list_tags, "resourceArn!s"},

    {APPLICATION_AUTOSCALING, "RegisterScalableTarget", WRITE, register_target,
     TARGET " MinCapacity?i MaxCapacity?i RoleARN?s SuspendedState?{DynamicScalingInSuspended?b "
            "DynamicScalingOutSuspended?b ScheduledScalingSuspended?b} Tags?*"},
    {APPLICATION_AUTOSCALING, "DescribeScalableTargets", READ, describe_targets,
     "ServiceNamespace!s ResourceIds?[s] ScalableDimension?s MaxResults?i NextToken?s"},
    {APPLICATION_AUTOSCALING, "DeregisterScalableTarget", WRITE, deregister_target, TARGET},
    {APPLICATION_AUTOSCALING, "PutScheduledAction", WRITE, put_target_action,
     TARGET " Schedule?s Timezone?s ScheduledActionName!s StartTime?d EndTime?d "
            "ScalableTargetAction?{MinCapacity?i MaxCapacity?i}"},
    {APPLICATION_AUTOSCALING, "DescribeScheduledActions", READ, describe_target_actions,
     "ScheduledActionNames?[s] ServiceNamespace!s ResourceId?s ScalableDimension?s MaxResults?i NextToken?s"},
    {APPLICATION_AUTOSCALING, "DeleteScheduledAction", WRITE, delete_target_action, TARGET " ScheduledActionName!s"},
    {APPLICATION_AUTOSCALING, "TagResource", WRITE, tag_target, "ResourceARN!s Tags!*"},
    {APPLICATION_AUTOSCALING, "UntagResource", WRITE, untag_target, "ResourceARN!s TagKeys![s]"},
    {APPLICATION_AUTOSCALING, "ListTagsForResource", READ, list_target_tags, "ResourceARN!s"},
};

const struct operation *operation_find(enum service service, const char *name)
{
    for (size_t index = 0; index < sizeof operations / sizeof *operations; index++)
        if (operations[index].service == service && strcmp(operations[index].name, name) == 0)
            return &operations[index];
    return NULL;
}
