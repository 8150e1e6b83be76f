/* export_cloudformation.c — the target as an AWS CloudFormation template (JSON). Logical ids come from names, so that a
 * later plan's template updates a stack in place. */
#include "planner/apply/export_cloudformation.h"

#include <stdlib.h>
#include <string.h>

enum { RESOURCES_MAX = 500, PARAMETERS_MAX = 200 }; /* of a template ("CloudFormation quotas", 2026) */

/* --- parts --- */

void cloudformation_reference(struct exporting *exporting, const char *key, const char *id)
{
    json_begin_object(&exporting->writer, key);
    json_string(&exporting->writer, "Ref", id);
    json_end_object(&exporting->writer);
}

void cloudformation_attribute(struct exporting *exporting, const char *key, const char *id, const char *attribute)
{
    json_begin_object(&exporting->writer, key);
    json_begin_list(&exporting->writer, "Fn::GetAtt");
    json_string(&exporting->writer, NULL, id);
    json_string(&exporting->writer, NULL, attribute);
    json_end_list(&exporting->writer);
    json_end_object(&exporting->writer);
}

static void write_tag(struct exporting *exporting, const char *key, const char *value, int propagate)
{
    json_begin_object(&exporting->writer, NULL);
    json_string(&exporting->writer, "Key", key);
    json_string(&exporting->writer, "Value", value);
    if (propagate >= 0)
        json_boolean(&exporting->writer, "PropagateAtLaunch", propagate != 0);
    json_end_object(&exporting->writer);
}

void cloudformation_tags(struct exporting *exporting, const char *key)
{
    json_begin_list(&exporting->writer, key);
    write_tag(exporting, TAG_OWNER, "bayplan", -1);
    write_tag(exporting, TAG_STACK, exporting->target.stack, -1);
    json_end_list(&exporting->writer);
}

void cloudformation_begin(struct exporting *exporting, const char *id, const char *type, const char *depends_on)
{
    json_begin_object(&exporting->writer, id);
    json_string(&exporting->writer, "Type", type);
    if (depends_on != NULL)
        json_string(&exporting->writer, "DependsOn", depends_on);
    json_begin_object(&exporting->writer, "Properties");
}

void cloudformation_end(struct exporting *exporting)
{
    json_end_object(&exporting->writer);
    json_end_object(&exporting->writer);
}

/* --- parameters --- */

static void write_parameter(struct exporting *exporting, const char *id, const char *type, const char *description,
                            const char *value)
{
    export_member(exporting);
    json_begin_object(&exporting->writer, id);
    json_string(&exporting->writer, "Type", type);
    json_string(&exporting->writer, "Description", description);
    json_words(&exporting->writer, "Default", value);
    json_end_object(&exporting->writer);
}

static const char *image_id(const struct plan_pool *pool)
{
    switch (pool_image_kind(pool)) {
    case IMAGE_X86_64:
        return "ImageX8664";
    case IMAGE_ARM64:
        return "ImageArm64";
    case IMAGE_GPU:
        return "ImageGpu";
    case IMAGE_NONE:
        break;
    }
    return "Image";
}

static void write_images(struct exporting *exporting)
{
    for (int i = 0; i < exporting->plan->pools_count; i++)
        if (export_is_first_image(exporting, i))
            write_parameter(exporting, image_id(&exporting->plan->pools[i]),
                            "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>",
                            "SSM parameter that holds the ECS-optimised image",
                            pool_image_parameter(exporting->plan, &exporting->plan->pools[i]));
}

static void write_subnets(struct exporting *exporting)
{
    const struct plan *plan = exporting->plan;
    for (int i = 0; i < plan->pools_count; i++)
        if (export_asks_subnets(exporting, &plan->pools[i]) && export_is_first_zones(exporting, i))
            write_parameter(
                exporting, export_subnets_id(exporting, &plan->pools[i]), "List<AWS::EC2::Subnet::Id>",
                arena_printf(&exporting->arena, "subnets of instances in %s", export_zones(exporting, &plan->pools[i])),
                NULL);
    if (export_has_awsvpc(exporting) && export_asks_subnets(exporting, NULL))
        write_parameter(exporting, export_subnets_id(exporting, NULL), "List<AWS::EC2::Subnet::Id>",
                        "subnets of tasks in awsvpc mode", NULL);
}

const char *cloudformation_definition_id(struct exporting *exporting, const char *service)
{
    return export_id(exporting, "TaskDefinition", service);
}

static void write_parameters(struct exporting *exporting)
{
    const struct plan *plan = exporting->plan;
    export_begin_block(exporting, "Parameters");
    write_images(exporting);
    write_subnets(exporting);
    if (export_asks_groups(exporting))
        write_parameter(exporting, "SecurityGroups", "List<AWS::EC2::SecurityGroup::Id>",
                        "security groups of instances and of tasks in awsvpc mode", NULL);
    if (export_asks_profile(exporting))
        write_parameter(exporting, "InstanceProfile", "String",
                        "instance profile whose role has AmazonEC2ContainerServiceforEC2Role", NULL);
    for (int i = 0; i < plan->services_count; i++)
        if (export_asks_definition(&plan->services[i]))
            write_parameter(
                exporting, cloudformation_definition_id(exporting, plan->services[i].name), "String",
                arena_printf(&exporting->arena, "task definition of %s, FAMILY:REVISION", plan->services[i].name),
                NULL);
    export_end_block(exporting);
}

void cloudformation_security_groups(struct exporting *exporting, const char *key, const struct object *object)
{
    if (export_asks_groups(exporting))
        cloudformation_reference(exporting, key, "SecurityGroups");
    else
        export_set(exporting, key, object_value(object, "security_groups"));
}

/* --- cluster --- */

void cloudformation_provider(struct exporting *exporting, const char *key, const char *name)
{
    if (strcmp(name, "FARGATE") == 0 || strcmp(name, "FARGATE_SPOT") == 0)
        json_string(&exporting->writer, key, name);
    else
        cloudformation_reference(exporting, key, export_id(exporting, "Provider", name));
}

static void write_member(struct exporting *exporting, const char *head, const char *rest)
{
    (void)rest;
    cloudformation_provider(exporting, NULL, head);
}

static void write_cluster(struct exporting *exporting, const struct object *providers)
{
    cloudformation_begin(exporting, "Cluster", "AWS::ECS::Cluster", NULL);
    export_string(exporting, "ClusterName", exporting->target.cluster);
    cloudformation_tags(exporting, "Tags");
    cloudformation_end(exporting);
    cloudformation_begin(exporting, "ClusterCapacityProviders", "AWS::ECS::ClusterCapacityProviderAssociations", NULL);
    cloudformation_reference(exporting, "Cluster", "Cluster");
    json_begin_list(&exporting->writer, "CapacityProviders");
    export_each(exporting, object_value(providers, "capacity_providers"), write_member);
    json_end_list(&exporting->writer);
    json_begin_list(&exporting->writer, "DefaultCapacityProviderStrategy");
    json_end_list(&exporting->writer);
    cloudformation_end(exporting);
}

/* --- pools --- */

static void write_volume(struct exporting *exporting, const struct object *template)
{
    if (value_equal(object_value(template, "root_volume_gib"), ""))
        return;
    json_begin_list(&exporting->writer, "BlockDeviceMappings");
    json_begin_object(&exporting->writer, NULL);
    json_string(&exporting->writer, "DeviceName", "/dev/xvda");
    json_begin_object(&exporting->writer, "Ebs");
    export_integer(exporting, "VolumeSize", template, "root_volume_gib");
    json_string(&exporting->writer, "VolumeType", "gp3");
    json_end_object(&exporting->writer);
    json_end_object(&exporting->writer);
    json_end_list(&exporting->writer);
}

static void write_template_data(struct exporting *exporting, const struct object *template)
{
    struct json_writer *writer = &exporting->writer;
    cloudformation_reference(exporting, "ImageId", image_id(export_pool(exporting, template->name)));
    export_property(exporting, "InstanceType", template, "instance_type");
    if (!value_equal(object_value(template, "market_type"), "")) {
        json_begin_object(writer, "InstanceMarketOptions");
        export_property(exporting, "MarketType", template, "market_type");
        json_end_object(writer);
    }
    json_begin_object(writer, "IamInstanceProfile");
    if (export_asks_profile(exporting))
        cloudformation_reference(exporting, "Name", "InstanceProfile");
    else
        export_property(exporting, "Name", template, "instance_profile");
    json_end_object(writer);
    cloudformation_security_groups(exporting, "SecurityGroupIds", template);
    write_volume(exporting, template);
    json_begin_object(writer, "MetadataOptions");
    export_property(exporting, "HttpTokens", template, "http_tokens");
    json_end_object(writer);
    json_begin_object(writer, "UserData");
    export_property(exporting, "Fn::Base64", template, "user_data");
    json_end_object(writer);
}

static void write_template(struct exporting *exporting, const struct object *template)
{
    struct json_writer *writer = &exporting->writer;
    cloudformation_begin(exporting, export_id(exporting, "Template", template->name), "AWS::EC2::LaunchTemplate", NULL);
    export_string(exporting, "LaunchTemplateName", template->name);
    json_begin_object(writer, "LaunchTemplateData");
    write_template_data(exporting, template);
    json_end_object(writer);
    json_begin_list(writer, "TagSpecifications");
    json_begin_object(writer, NULL);
    json_string(writer, "ResourceType", "launch-template");
    cloudformation_tags(exporting, "Tags");
    json_end_object(writer);
    json_end_list(writer);
    cloudformation_end(exporting);
}

static void write_template_of(struct exporting *exporting, const char *template)
{
    cloudformation_reference(exporting, "LaunchTemplateId", template);
    cloudformation_attribute(exporting, "Version", template, "LatestVersionNumber");
}

static void write_policy(struct exporting *exporting, const struct object *group, const char *template)
{
    struct json_writer *writer = &exporting->writer;
    struct field_strings types = object_set_members(object_value(group, "instance_types"), &exporting->arena);
    json_begin_object(writer, "MixedInstancesPolicy");
    json_begin_object(writer, "LaunchTemplate");
    json_begin_object(writer, "LaunchTemplateSpecification");
    write_template_of(exporting, template);
    json_end_object(writer);
    json_begin_list(writer, "Overrides");
    for (int i = 0; i < types.count; i++) {
        json_begin_object(writer, NULL);
        export_string(exporting, "InstanceType", types.items[i]);
        json_end_object(writer);
    }
    json_end_list(writer);
    json_end_object(writer);
    json_begin_object(writer, "InstancesDistribution");
    json_string(writer, "OnDemandAllocationStrategy", "lowest-price");
    json_integer(writer, "OnDemandBaseCapacity", 0);
    export_integer(exporting, "OnDemandPercentageAboveBaseCapacity", group, "on_demand_percent");
    export_property(exporting, "SpotAllocationStrategy", group, "spot_allocation_strategy");
    json_end_object(writer);
    json_end_object(writer);
}

static void write_group(struct exporting *exporting, const struct object *group)
{
    struct json_writer *writer = &exporting->writer;
    const char *template = export_id(exporting, "Template", group->name);
    const struct plan_pool *pool = export_pool(exporting, group->name);
    const struct field_strings *subnets = &exporting->plan->apply.subnets;
    cloudformation_begin(exporting, export_id(exporting, "Group", group->name), "AWS::AutoScaling::AutoScalingGroup",
                         "Cluster");
    export_string(exporting, "AutoScalingGroupName", group->name);
    if (!value_equal(object_value(group, "instance_types"), "")) {
        write_policy(exporting, group, template);
    } else {
        json_begin_object(writer, "LaunchTemplate");
        write_template_of(exporting, template);
        json_end_object(writer);
    }
    if (export_asks_subnets(exporting, pool))
        cloudformation_reference(exporting, "VPCZoneIdentifier", export_subnets_id(exporting, pool));
    else
        export_set(exporting, "VPCZoneIdentifier", object_set_of(subnets->items, subnets->count, &exporting->arena));
    export_property(exporting, "MinSize", group, "min_size");
    export_property(exporting, "MaxSize", group, "max_size");
    json_boolean(writer, "NewInstancesProtectedFromScaleIn",
                 value_equal(object_value(group, "new_instances_protected_from_scale_in"), "true"));
    json_boolean(writer, "CapacityRebalance", value_equal(object_value(group, "capacity_rebalance"), "true"));
    json_begin_list(writer, "Tags");
    write_tag(exporting, TAG_OWNER, "bayplan", 1);
    write_tag(exporting, TAG_STACK, exporting->target.stack, 1);
    write_tag(exporting, "AmazonECSManaged", "", 1);
    json_end_list(writer);
    cloudformation_end(exporting);
}

static void write_provider(struct exporting *exporting, const struct object *provider)
{
    struct json_writer *writer = &exporting->writer;
    cloudformation_begin(exporting, export_id(exporting, "Provider", provider->name), "AWS::ECS::CapacityProvider",
                         NULL);
    export_string(exporting, "Name", provider->name);
    json_begin_object(writer, "AutoScalingGroupProvider");
    cloudformation_reference(exporting, "AutoScalingGroupArn",
                             export_id(exporting, "Group", object_value(provider, "auto_scaling_group")));
    json_begin_object(writer, "ManagedScaling");
    export_property(exporting, "Status", provider, "managed_scaling");
    export_integer(exporting, "TargetCapacity", provider, "target_capacity");
    json_end_object(writer);
    export_property(exporting, "ManagedTerminationProtection", provider, "managed_termination_protection");
    export_property(exporting, "ManagedDraining", provider, "managed_draining");
    json_end_object(writer);
    cloudformation_tags(exporting, "Tags");
    cloudformation_end(exporting);
}

static void write_group_action(struct exporting *exporting, const struct object *action)
{
    const char *id = arena_printf(&exporting->arena, "%s%s", export_id(exporting, "Action", action->parent),
                                  action->name + strlen(OBJECT_ACTION_PREFIX));
    cloudformation_begin(exporting, id, "AWS::AutoScaling::ScheduledAction", NULL);
    cloudformation_reference(exporting, "AutoScalingGroupName", export_id(exporting, "Group", action->parent));
    export_integer(exporting, "MinSize", action, "min_size");
    export_integer(exporting, "MaxSize", action, "max_size");
    export_property(exporting, "Recurrence", action, "recurrence");
    export_property(exporting, "TimeZone", action, "time_zone");
    cloudformation_end(exporting);
}

/* --- all --- */

static bool check_quotas(struct exporting *exporting)
{
    int resources = 0;
    for (int i = 0; i < exporting->target.objects_count; i++) {
        enum object_kind kind = exporting->target.objects[i].kind;
        resources += kind != OBJECT_SUBNET && kind != OBJECT_IMAGE && kind != OBJECT_TASK_DEFINITION &&
                     kind != OBJECT_SERVICE_ACTION;
    }
    if (resources > RESOURCES_MAX)
        return error_set(exporting->err, ERROR_LIMIT, NULL,
                         "the template would have %d resources, and CloudFormation takes %d: give --format terraform, "
                         "or `bayplan apply` the plan",
                         resources, RESOURCES_MAX);
    if (exporting->plan->services_count > PARAMETERS_MAX / 2)
        for (int i = 0; i < exporting->plan->services_count; i++)
            if (export_asks_definition(&exporting->plan->services[i]))
                return error_set(
                    exporting->err, ERROR_INPUT,
                    arena_printf(&exporting->arena, "services[%s].task_definition", exporting->plan->services[i].name),
                    "it is not given, and a template takes %d parameters: give the services' task "
                    "definitions in the profile and plan again",
                    PARAMETERS_MAX);
    return true;
}

static void write_resource(struct exporting *exporting, const struct object *object)
{
    switch (object->kind) {
    case OBJECT_CLUSTER_CAPACITY_PROVIDERS:
        write_cluster(exporting, object);
        break;
    case OBJECT_LAUNCH_TEMPLATE:
        write_template(exporting, object);
        break;
    case OBJECT_AUTO_SCALING_GROUP:
        write_group(exporting, object);
        break;
    case OBJECT_CAPACITY_PROVIDER:
        write_provider(exporting, object);
        break;
    case OBJECT_SERVICE:
        cloudformation_service(exporting, object);
        break;
    case OBJECT_SCALABLE_TARGET:
        cloudformation_scaling(exporting, object);
        break;
    case OBJECT_GROUP_ACTION:
        write_group_action(exporting, object);
        break;
    case OBJECT_SUBNET:
    case OBJECT_IMAGE:
    case OBJECT_CLUSTER:
    case OBJECT_CONTAINER_INSTANCE:
    case OBJECT_TASK_DEFINITION:
    case OBJECT_SERVICE_ACTION:
    case OBJECT_KINDS_COUNT:
        break;
    }
}

static void write_all(struct exporting *exporting)
{
    struct json_writer *writer = &exporting->writer;
    struct field_strings notes = export_notes(exporting);
    json_begin_object(writer, NULL);
    json_string(writer, "AWSTemplateFormatVersion", "2010-09-09");
    json_string(writer, "Description",
                arena_printf(&exporting->arena, "ECS cluster %s as bayplan planned it", exporting->target.cluster));
    json_begin_object(writer, "Metadata");
    json_strings(writer, "Notes", notes.items, notes.count);
    json_end_object(writer);
    write_parameters(exporting);
    json_begin_object(writer, "Resources");
    for (int i = 0; i < exporting->target.objects_count; i++)
        write_resource(exporting, &exporting->target.objects[i]);
    json_end_object(writer);
    json_end_object(writer);
    json_finish(writer);
}

bool export_cloudformation(const struct plan *plan, struct text *ret_json, struct error *err)
{
    struct exporting exporting;
    if (!export_begin(&exporting, plan, false, ret_json, err))
        return false;
    bool ok = check_quotas(&exporting);
    if (ok)
        write_all(&exporting);
    export_end(&exporting);
    return ok;
}
