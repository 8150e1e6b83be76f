/* request_group.c — Auto Scaling groups and their scheduled actions. The desired capacity is managed scaling's. */
#include "planner/apply/request_parts.h"

#include <stdio.h>
#include <string.h>

static void add_tag(struct making *making, int number, const char *key, const char *value)
{
    struct aws_call *call = making->call;
    struct arena *arena = &making->arena;
    aws_parameter(call, arena_printf(arena, "Tags.member.%d.ResourceId", number), making->request->step->object.name);
    aws_parameter(call, arena_printf(arena, "Tags.member.%d.ResourceType", number), "auto-scaling-group");
    aws_parameter(call, arena_printf(arena, "Tags.member.%d.Key", number), key);
    aws_parameter(call, arena_printf(arena, "Tags.member.%d.Value", number), value);
    aws_parameter(call, arena_printf(arena, "Tags.member.%d.PropagateAtLaunch", number), "true");
}

static void add_tags(struct making *making)
{
    struct own_tag tags[OWN_TAGS];
    own_tags(making->request, tags);
    for (int i = 0; i < OWN_TAGS; i++)
        add_tag(making, i + 1, tags[i].key, tags[i].value);
}

/* AWS takes a mixed instances policy whole. What is on demand is of the cheapest type ("lowest-price"). */
static void add_policy(struct making *making, const char *version)
{
    struct aws_call *call = making->call;
    struct arena *arena = &making->arena;
    struct field_strings types = object_set_members(making_wanted(making, "instance_types"), arena);
    aws_parameter(call, "MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.LaunchTemplateName",
                  making_wanted(making, "launch_template"));
    aws_parameter(call, "MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.Version", version);
    for (int i = 0; i < types.count; i++)
        aws_parameter(
            call, arena_printf(arena, "MixedInstancesPolicy.LaunchTemplate.Overrides.member.%d.InstanceType", i + 1),
            types.items[i]);
    aws_parameter(call, "MixedInstancesPolicy.InstancesDistribution.OnDemandAllocationStrategy", "lowest-price");
    aws_parameter(call, "MixedInstancesPolicy.InstancesDistribution.OnDemandBaseCapacity", "0");
    making_count(making, "MixedInstancesPolicy.InstancesDistribution.OnDemandPercentageAboveBaseCapacity",
                 "on_demand_percent", making_wanted(making, "on_demand_percent"));
    aws_parameter(call, "MixedInstancesPolicy.InstancesDistribution.SpotAllocationStrategy",
                  making_wanted(making, "spot_allocation_strategy"));
}

static bool sets_template(const struct step *step)
{
    static const char *const parts[] = {"launch_template", "launch_template_version", "instance_types",
                                        "on_demand_percent", "spot_allocation_strategy"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (step_sets(step, parts[i]))
            return true;
    return false;
}

static void add_launch_template(struct making *making)
{
    const char *version = making_wanted(making, "launch_template_version");
    if (!sets_template(making->request->step))
        return;
    if (strspn(version, "0123456789") != strlen(version) || version[0] == '\0') {
        making_wrong(making, "launch_template_version", version, "is no number: a group never follows $Latest");
        return;
    }
    if (making_wanted(making, "instance_types")[0] != '\0') {
        add_policy(making, version);
        return;
    }
    aws_parameter(making->call, "LaunchTemplate.LaunchTemplateName", making_wanted(making, "launch_template"));
    aws_parameter(making->call, "LaunchTemplate.Version", version);
}

static void add_boolean(struct making *making, const char *name, const char *property)
{
    const char *value = step_sets(making->request->step, property);
    if (value && value[0] != '\0')
        aws_parameter(making->call, name, word_is_on(value) ? "true" : "false");
}

static void add_settings(struct making *making)
{
    const struct step *step = making->request->step;
    aws_parameter(making->call, "AutoScalingGroupName", step->object.name);
    add_launch_template(making);
    making_count(making, "MinSize", "min_size", step_sets(step, "min_size"));
    making_count(making, "MaxSize", "max_size", step_sets(step, "max_size"));
    const char *subnets = step_sets(step, "subnets");
    if (subnets && subnets[0] != '\0')
        aws_parameter(making->call, "VPCZoneIdentifier", subnets);
    add_boolean(making, "NewInstancesProtectedFromScaleIn", "new_instances_protected_from_scale_in");
    add_boolean(making, "CapacityRebalance", "capacity_rebalance");
}

void make_group(struct making *making)
{
    switch (making->request->step->action) {
    case STEP_CREATE:
        making_query(making, AWS_AUTOSCALING, "CreateAutoScalingGroup", false);
        add_settings(making);
        add_tags(making);
        /* What ECS puts on a group that a capacity provider stands before; here already so that it never differs. */
        add_tag(making, OWN_TAGS + 1, "AmazonECSManaged", "");
        return;
    case STEP_UPDATE:
        making_query(making, AWS_AUTOSCALING, "UpdateAutoScalingGroup", true);
        add_settings(making);
        return;
    case STEP_DELETE:
        making_query(making, AWS_AUTOSCALING, "DeleteAutoScalingGroup", true);
        aws_parameter(making->call, "AutoScalingGroupName", making->request->step->object.name);
        return;
    case STEP_ADOPT:
        making_query(making, AWS_AUTOSCALING, gives_back(making->request) ? "DeleteTags" : "CreateOrUpdateTags", true);
        add_tags(making);
        return;
    }
}

void make_group_action(struct making *making)
{
    const struct step *step = making->request->step;
    bool goes = step->action == STEP_DELETE;
    making_query(making, AWS_AUTOSCALING, goes ? "DeleteScheduledAction" : "PutScheduledUpdateGroupAction", true);
    aws_parameter(making->call, "AutoScalingGroupName", step->object.parent);
    aws_parameter(making->call, "ScheduledActionName", step->object.name);
    if (goes)
        return;
    aws_parameter(making->call, "Recurrence", making_wanted(making, "recurrence"));
    making_count(making, "MinSize", "min_size", making_wanted(making, "min_size"));
    making_count(making, "MaxSize", "max_size", making_wanted(making, "max_size"));
    const char *zone = making_wanted(making, "time_zone");
    if (zone[0] != '\0')
        aws_parameter(making->call, "TimeZone", zone);
}
