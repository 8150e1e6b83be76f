/* fake_aws_groups.c — Auto Scaling groups. */
#include "tests/support/fake_aws_handlers.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

json_t *instances_of(json_t *group)
{
    return list_of(group, "Instances");
}

static json_t *groups_of(const struct call *call)
{
    return json_object_get(call->fake->state, "groups");
}

/* NULL: refused. */
static json_t *group_named(struct call *call, const char *name)
{
    json_t *group = json_object_get(groups_of(call), name);
    if (!group)
        refuse(call, 400, "ValidationError", "AutoScalingGroup name not found - AutoScalingGroup '%s' not found", name);
    return group;
}

static json_t *group_writable(struct call *call)
{
    json_t *group = group_named(call, text_of(call->in, "AutoScalingGroupName"));
    if (group && has(group, "Status")) {
        refuse(call, 400, "ScalingActivityInProgress", "AutoScalingGroup %s is pending delete",
               text_of(group, "AutoScalingGroupName"));
        return NULL;
    }
    return group;
}

json_t *group_template(const json_t *group)
{
    json_t *policy = json_object_get(group, "MixedInstancesPolicy");
    json_t *own = json_object_get(json_object_get(policy, "LaunchTemplate"), "LaunchTemplateSpecification");
    return own ? own : json_object_get(group, "LaunchTemplate");
}

/* A policy's distribution and overrides, beside a template that asks for no Spot of its own. */
static bool policy_valid(struct call *call, const json_t *data)
{
    static const char *const strategies[] = {"lowest-price", "capacity-optimized", "capacity-optimized-prioritized",
                                             "price-capacity-optimized"};
    const json_t *policy = json_object_get(call->in, "MixedInstancesPolicy");
    const json_t *distribution = json_object_get(policy, "InstancesDistribution"), *override;
    const char *strategy = text_of(distribution, "SpotAllocationStrategy");
    int64_t percent = integer_of(distribution, "OnDemandPercentageAboveBaseCapacity", 100);
    bool known = !*strategy;
    size_t index;
    if (has(data, "InstanceMarketOptions"))
        return refuse(call, 400, "ValidationError",
                      "Incompatible launch template: You cannot use a launch template that is set to request Spot "
                      "Instances (InstanceMarketOptions) when you configure an Auto Scaling group with a mixed "
                      "instances policy.");
    for (size_t i = 0; i < sizeof strategies / sizeof *strategies; i++)
        known = known || strcmp(strategy, strategies[i]) == 0;
    if (!known || percent < 0 || percent > 100)
        return refuse(call, 400, "ValidationError", "the instances distribution is invalid: %s, %lld %%", strategy,
                      (long long)percent);
    json_array_foreach(json_object_get(json_object_get(policy, "LaunchTemplate"), "Overrides"), index, override)
    {
        const char *type = text_of(override, "InstanceType");
        if (!has(json_object_get(call->fake->state, "instance_types"), type))
            return refuse(call, 400, "ValidationError", "The instance type '%s' of an override does not exist", type);
    }
    return true;
}

static bool template_valid(struct call *call)
{
    json_t *given = group_template(call->in);
    bool is_mixed = has(call->in, "MixedInstancesPolicy");
    if (is_mixed && has(call->in, "LaunchTemplate"))
        return refuse(call, 400, "ValidationError",
                      "Valid requests must contain either LaunchTemplate or MixedInstancesPolicy");
    if (!given)
        return !is_mixed || refuse(call, 400, "ValidationError", "a mixed instances policy needs a launch template");
    const char *id = text_of(given, "LaunchTemplateId"), *name = text_of(given, "LaunchTemplateName");
    const char *version = text_of(given, "Version");
    if (!*id == !*name)
        return refuse(call, 400, "ValidationError",
                      "Valid requests must contain either launchTemplateId or LaunchTemplateName");
    json_t *launch_template = template_find(call->fake, id, name);
    if (!launch_template)
        return refuse(call, 400, "ValidationError",
                      "You must use a valid fully-formed launch template. The template %s%s "
                      "does not exist.",
                      id, name);
    const json_t *found = template_version(launch_template, version);
    if (!found || (*version && version[0] != '$' && strspn(version, "0123456789") != strlen(version)))
        return refuse(call, 400, "ValidationError",
                      "You must use a valid fully-formed launch template. Could not find version '%s'.", version);
    if (!*version || version[0] == '$')
        harm(call->fake, "group %s follows the launch template's version '%s'",
             text_of(call->in, "AutoScalingGroupName"), version);
    const json_t *data = json_object_get(found, "LaunchTemplateData");
    const char *image = text_of(data, "ImageId");
    if (!*image || !has(json_object_get(call->fake->state, "images"), image))
        return refuse(call, 400, "ValidationError",
                      "You must use a valid fully-formed launch template. The image id '%s' does not exist", image);
    if (!*text_of(data, "InstanceType"))
        return refuse(call, 400, "ValidationError", "The launch template has no instance type");
    if (is_mixed && !policy_valid(call, data))
        return false;
    put_text(given, "LaunchTemplateName", text_of(launch_template, "LaunchTemplateName"));
    put_text(given, "_LaunchTemplateId", text_of(launch_template, "_LaunchTemplateId"));
    json_object_del(given, "LaunchTemplateId");
    return true;
}

static bool subnets_valid(struct call *call)
{
    char list[2048], *rest = list;
    snprintf(list, sizeof list, "%s", text_of(call->in, "VPCZoneIdentifier"));
    for (char *id; *list && (id = strsep(&rest, ","));)
        if (!has(json_object_get(call->fake->state, "subnets"), id))
            return refuse(call, 400, "ValidationError", "The subnet ID '%s' does not exist", id);
    return true;
}

static bool sizes_valid(struct call *call, int64_t min, int64_t max, int64_t desired)
{
    if (min < 0 || max < 0 || max > 10000)
        return refuse(call, 400, "ValidationError", "sizes are from 0 to 10000");
    if (min > max)
        return refuse(call, 400, "ValidationError", "Max bound, %lld, must be greater than or equal to min bound, %lld",
                      (long long)max, (long long)min);
    if (desired < min || desired > max)
        return refuse(call, 400, "ValidationError",
                      "Desired capacity:%lld must be between the specified min size:%lld and "
                      "max size:%lld",
                      (long long)desired, (long long)min, (long long)max);
    return true;
}

static bool asg_tags_valid(struct call *call, const json_t *tags, const char *group)
{
    size_t index;
    const json_t *tag;
    json_array_foreach((json_t *)tags, index, tag)
    {
        if ((has(tag, "ResourceId") && strcmp(text_of(tag, "ResourceId"), group) != 0) ||
            (has(tag, "ResourceType") && strcmp(text_of(tag, "ResourceType"), "auto-scaling-group") != 0))
            return refuse(call, 400, "ValidationError", "a tag's ResourceId or ResourceType is not the group's");
    }
    return tags_valid(call, tags, "Key");
}

static void group_tags_merge(json_t *group, const json_t *tags)
{
    size_t index;
    const json_t *tag;
    json_t *list = list_of(group, "Tags");
    tags_merge(list, tags, "Key", "Value");
    json_array_foreach((json_t *)tags, index, tag)
    {
        json_t *kept = find_by(list, "Key", text_of(tag, "Key"));
        put_text(kept, "ResourceId", text_of(group, "AutoScalingGroupName"));
        put_text(kept, "ResourceType", "auto-scaling-group");
        put(kept, "PropagateAtLaunch", json_boolean(flag_of(tag, "PropagateAtLaunch")));
    }
}

static const char *const group_fields[] = {"MinSize",
                                           "MaxSize",
                                           "DesiredCapacity",
                                           "DefaultCooldown",
                                           "HealthCheckType",
                                           "HealthCheckGracePeriod",
                                           "VPCZoneIdentifier",
                                           "TerminationPolicies",
                                           "NewInstancesProtectedFromScaleIn",
                                           "CapacityRebalance",
                                           "MaxInstanceLifetime",
                                           "DefaultInstanceWarmup",
                                           "LaunchTemplate",
                                           "MixedInstancesPolicy",
                                           NULL};

/* The one given replaces the other. */
static void take_given(json_t *group, const json_t *in)
{
    if (has(in, "LaunchTemplate"))
        json_object_del(group, "MixedInstancesPolicy");
    if (has(in, "MixedInstancesPolicy"))
        json_object_del(group, "LaunchTemplate");
    copy_given(group, in, group_fields);
}

static json_t *zones_of(const struct fake *fake, const json_t *group)
{
    char list[2048], *rest = list;
    json_t *zones = json_array();
    snprintf(list, sizeof list, "%s", text_of(group, "VPCZoneIdentifier"));
    for (char *id; *list && (id = strsep(&rest, ","));) {
        const char *zone = text_of(json_object_get(json_object_get(fake->state, "subnets"), id), "zone");
        if (!list_has(zones, zone))
            json_array_append_new(zones, json_string(zone));
    }
    return zones;
}

bool create_group(struct call *call)
{
    const char *name = text_of(call->in, "AutoScalingGroupName");
    int64_t min = integer_of(call->in, "MinSize", 0), max = integer_of(call->in, "MaxSize", 0);
    if (has(groups_of(call), name))
        return refuse(call, 400, "AlreadyExists",
                      "AutoScalingGroup by this name already exists - A group with the name %s "
                      "already exists%s",
                      name, has(json_object_get(groups_of(call), name), "Status") ? " and is pending delete" : "");
    if (!*name || strlen(name) > 255 || strpbrk(name, ":\n"))
        return refuse(call, 400, "ValidationError", "the group's name '%s' is invalid", name);
    if (!group_template(call->in) || !*text_of(call->in, "VPCZoneIdentifier"))
        return refuse(call, 400, "ValidationError", "a group needs a launch template and VPCZoneIdentifier");
    if (!sizes_valid(call, min, max, integer_of(call->in, "DesiredCapacity", min)) || !template_valid(call) ||
        !subnets_valid(call) || !asg_tags_valid(call, json_object_get(call->in, "Tags"), name))
        return false;
    json_t *group = json_object();
    put_text(group, "AutoScalingGroupName", name);
    put(group, "_AutoScalingGroupARN",
        format_json("arn:aws:autoscaling:%s:%s:autoScalingGroup:%016llx:autoScalingGroupName/%s",
                    state_region(call->fake), state_account(call->fake), (unsigned long long)draw(call->fake), name));
    take_given(group, call->in);
    if (!has(group, "DesiredCapacity"))
        put_number(group, "DesiredCapacity", min);
    group_tags_merge(group, json_object_get(call->in, "Tags"));
    instances_of(group);
    put(group, "_CreatedTime", wall_time(call->fake));
    begin_hidden(call->fake, group);
    put(groups_of(call), name, group);
    made(call, "group", name);
    return true;
}

bool update_group(struct call *call)
{
    json_t *group = group_writable(call);
    if (!group)
        return false;
    int64_t min = integer_of(call->in, "MinSize", integer_of(group, "MinSize", 0));
    int64_t max = integer_of(call->in, "MaxSize", integer_of(group, "MaxSize", 0));
    int64_t desired = integer_of(call->in, "DesiredCapacity", -1);
    if (desired < 0) {
        desired = integer_of(group, "DesiredCapacity", 0);
        desired = desired < min ? min : desired > max && max >= min ? max : desired;
    }
    if (!sizes_valid(call, min, max, desired) || !template_valid(call) || !subnets_valid(call))
        return false;
    if (has(call->in, "DesiredCapacity") && flag_of(group, "__managed"))
        harm(call->fake, "the desired capacity of %s was written though ECS scales it",
             text_of(group, "AutoScalingGroupName"));
    begin_stale(call->fake, group);
    take_given(group, call->in);
    put_number(group, "DesiredCapacity", desired);
    return true;
}

bool set_desired_capacity(struct call *call)
{
    json_t *group = group_writable(call);
    if (!group)
        return false;
    int64_t desired = integer_of(call->in, "DesiredCapacity", 0);
    if (!sizes_valid(call, integer_of(group, "MinSize", 0), integer_of(group, "MaxSize", 0), desired))
        return false;
    put_number(group, "DesiredCapacity", desired);
    return true;
}

static bool group_filters(const json_t *filters, const json_t *group)
{
    size_t index, at;
    const json_t *filter, *tag;
    json_array_foreach((json_t *)filters, index, filter)
    {
        const char *name = text_of(filter, "Name");
        bool found = false;
        json_array_foreach(json_object_get(group, "Tags"), at, tag)
        {
            const char *wanted = strcmp(name, "tag-key") == 0 ? text_of(tag, "Key") : text_of(tag, "Value");
            bool key_fits = strncmp(name, "tag:", 4) != 0 || strcmp(name + 4, text_of(tag, "Key")) == 0;
            found = found || (key_fits && list_has(json_object_get(filter, "Values"), wanted));
        }
        if (!found)
            return false;
    }
    return true;
}

bool describe_groups(struct call *call)
{
    const json_t *names = json_object_get(call->in, "AutoScalingGroupNames");
    const json_t *filters = json_object_get(call->in, "Filters");
    json_t *all = json_array(), *group;
    const char *name;
    json_object_foreach(groups_of(call), name, group)
    {
        if ((json_array_size(names) > 0 && !list_has(names, name)) || !group_filters(filters, group))
            continue;
        const json_t *visible = seen(group);
        if (!visible)
            continue;
        json_t *copy = shown(visible);
        put(copy, "AvailabilityZones", zones_of(call->fake, visible));
        json_array_append_new(all, copy);
    }
    return paginate(call, all, "AutoScalingGroups", "MaxRecords", 100);
}

static void group_is_used(const struct call *call, const char *name)
{
    const char *key;
    json_t *provider;
    json_object_foreach(json_object_get(call->fake->state, "providers"), key, provider)
    {
        if (strcmp(text_of(provider, "__group"), name) == 0 && strcmp(text_of(provider, "status"), "INACTIVE") != 0)
            harm(call->fake, "group %s was deleted while capacity provider %s uses it", name, key);
    }
}

bool delete_group(struct call *call)
{
    json_t *group = group_writable(call);
    if (!group)
        return false;
    const char *name = text_of(group, "AutoScalingGroupName");
    if (json_array_size(instances_of(group)) > 0 && !flag_of(call->in, "ForceDelete"))
        return refuse(call, 400, "ResourceInUse",
                      "You cannot delete an AutoScalingGroup while there are instances or pending "
                      "Spot instance request(s) still in the group.");
    group_is_used(call, name);
    begin_stale(call->fake, group);
    put_text(group, "Status", "Delete in progress");
    put_number(group, "__ticks", delay(call->fake));
    json_t *actions = json_object_get(call->fake->state, "group_actions");
    json_object_del(actions, name);
    return true;
}

bool set_instance_protection(struct call *call)
{
    json_t *group = group_writable(call);
    const json_t *ids = json_object_get(call->in, "InstanceIds"), *id;
    if (!group)
        return false;
    if (json_array_size(ids) > 50 || json_array_size(ids) < 1)
        return refuse(call, 400, "ValidationError", "1 to 50 instance ids");
    size_t index;
    json_array_foreach((json_t *)ids, index, id)
    {
        const json_t *instance = find_by(instances_of(group), "_InstanceId", json_string_value(id));
        if (!instance || strcmp(text_of(instance, "LifecycleState"), "InService") != 0)
            return refuse(call, 400, "ValidationError",
                          "The instance %s is not part of Auto Scaling group %s or not in "
                          "InService",
                          json_string_value(id), text_of(group, "AutoScalingGroupName"));
    }
    begin_stale(call->fake, group);
    json_array_foreach((json_t *)ids, index, id)
    {
        json_t *instance = find_by(instances_of(group), "_InstanceId", json_string_value(id));
        put(instance, "ProtectedFromScaleIn", json_boolean(flag_of(call->in, "ProtectedFromScaleIn")));
    }
    return true;
}

bool describe_activities(struct call *call)
{
    json_t *all = json_array(), *group;
    const char *name, *wanted = text_of(call->in, "AutoScalingGroupName");
    if (*wanted && !group_named(call, wanted)) {
        json_decref(all);
        return false;
    }
    json_object_foreach(groups_of(call), name, group)
    {
        size_t index;
        const json_t *activity;
        if (*wanted && strcmp(wanted, name) != 0)
            continue;
        json_array_foreach(list_of(group, "__activities"), index, activity)
        {
            json_array_insert_new(all, 0, shown(activity));
        }
    }
    return paginate(call, all, "Activities", "MaxRecords", 100);
}

bool group_tags(struct call *call)
{
    size_t index;
    const json_t *tags = json_object_get(call->in, "Tags"), *tag;
    if (!tags_valid(call, tags, "Key"))
        return false;
    json_array_foreach((json_t *)tags, index, tag)
    {
        json_t *group = group_named(call, text_of(tag, "ResourceId"));
        if (!group)
            return false;
        if (strcmp(text_of(tag, "ResourceType"), "auto-scaling-group") != 0)
            return refuse(call, 400, "ValidationError", "ResourceType must be auto-scaling-group");
        json_t *one = json_pack("[O]", tag);
        begin_stale(call->fake, group);
        group_tags_merge(group, one);
        json_decref(one);
    }
    return true;
}

bool delete_group_tags(struct call *call)
{
    size_t index;
    const json_t *tag;
    json_array_foreach(json_object_get(call->in, "Tags"), index, tag)
    {
        json_t *group = group_named(call, text_of(tag, "ResourceId"));
        if (!group)
            return false;
        tags_remove(list_of(group, "Tags"), "Key", text_of(tag, "Key"));
    }
    return true;
}
