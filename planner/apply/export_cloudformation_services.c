/* export_cloudformation_services.c — services, and the count they have by hour. */
#include "planner/apply/export_cloudformation.h"

#include <string.h>

/* --- services --- */

static void write_strategy(struct exporting *exporting, const char *head, const char *rest)
{
    const char *weight = strchr(rest, ':');
    json_begin_object(&exporting->writer, NULL);
    cloudformation_provider(exporting, "CapacityProvider", head);
    json_integer(&exporting->writer, "Base", value_integer(arena_strndup(&exporting->arena, rest, strcspn(rest, ":"))));
    json_integer(&exporting->writer, "Weight", weight != NULL ? value_integer(weight + 1) : 1);
    json_end_object(&exporting->writer);
}

static void write_placement(struct exporting *exporting, const char *head, const char *rest)
{
    json_begin_object(&exporting->writer, NULL);
    json_string(&exporting->writer, "Type", head);
    json_words(&exporting->writer, "Field", rest);
    json_end_object(&exporting->writer);
}

static void write_deployment(struct exporting *exporting, const struct object *service)
{
    struct json_writer *writer = &exporting->writer;
    json_begin_object(writer, "DeploymentConfiguration");
    export_integer(exporting, "MinimumHealthyPercent", service, "minimum_healthy_percent");
    export_integer(exporting, "MaximumPercent", service, "maximum_percent");
    json_begin_object(writer, "DeploymentCircuitBreaker");
    json_boolean(writer, "Enable", true);
    json_boolean(writer, "Rollback", true);
    json_end_object(writer);
    json_end_object(writer);
}

static void write_network(struct exporting *exporting, const struct object *service)
{
    struct json_writer *writer = &exporting->writer;
    if (export_service(exporting, service->name)->network_mode != NETWORK_AWSVPC)
        return;
    json_begin_object(writer, "NetworkConfiguration");
    json_begin_object(writer, "AwsvpcConfiguration");
    if (export_asks_subnets(exporting, NULL))
        cloudformation_reference(exporting, "Subnets", export_subnets_id(exporting, NULL));
    else
        export_set(exporting, "Subnets", object_value(service, "subnets"));
    cloudformation_security_groups(exporting, "SecurityGroups", service);
    json_string(writer, "AssignPublicIp", "DISABLED");
    json_end_object(writer);
    json_end_object(writer);
}

void cloudformation_service(struct exporting *exporting, const struct object *service)
{
    struct json_writer *writer = &exporting->writer;
    cloudformation_begin(exporting, export_id(exporting, "Service", service->name), "AWS::ECS::Service",
                         "ClusterCapacityProviders");
    export_string(exporting, "ServiceName", service->name);
    cloudformation_reference(exporting, "Cluster", "Cluster");
    if (export_asks_definition(export_service(exporting, service->name)))
        cloudformation_reference(exporting, "TaskDefinition", cloudformation_definition_id(exporting, service->name));
    else
        export_property(exporting, "TaskDefinition", service, "task_definition");
    if (!export_is_scheduled(exporting, service))
        export_integer(exporting, "DesiredCount", service, "desired_count");
    json_begin_list(writer, "CapacityProviderStrategy");
    export_each(exporting, object_value(service, "capacity_provider_strategy"), write_strategy);
    json_end_list(writer);
    if (!value_equal(object_value(service, "placement_strategy"), "")) {
        json_begin_list(writer, "PlacementStrategies");
        export_each(exporting, object_value(service, "placement_strategy"), write_placement);
        json_end_list(writer);
    }
    write_deployment(exporting, service);
    export_property(exporting, "AvailabilityZoneRebalancing", service, "availability_zone_rebalancing");
    write_network(exporting, service);
    cloudformation_tags(exporting, "Tags");
    cloudformation_end(exporting);
}

static void write_service_action(struct exporting *exporting, const struct object *action)
{
    struct json_writer *writer = &exporting->writer;
    json_begin_object(writer, NULL);
    export_string(exporting, "ScheduledActionName", action->name);
    export_property(exporting, "Schedule", action, "schedule");
    export_property(exporting, "Timezone", action, "timezone");
    json_begin_object(writer, "ScalableTargetAction");
    export_integer(exporting, "MinCapacity", action, "min_capacity");
    export_integer(exporting, "MaxCapacity", action, "max_capacity");
    json_end_object(writer);
    json_end_object(writer);
}

static void write_resource_id(struct exporting *exporting, const char *service)
{
    struct json_writer *writer = &exporting->writer;
    json_begin_object(writer, "ResourceId");
    json_begin_list(writer, "Fn::Join");
    json_string(writer, NULL, "/");
    json_begin_list(writer, NULL);
    json_string(writer, NULL, "service");
    cloudformation_reference(exporting, NULL, "Cluster");
    cloudformation_attribute(exporting, NULL, export_id(exporting, "Service", service), "Name");
    json_end_list(writer);
    json_end_list(writer);
    json_end_object(writer);
}

void cloudformation_scaling(struct exporting *exporting, const struct object *scaling)
{
    struct json_writer *writer = &exporting->writer;
    if (object_value(scaling, "min_capacity") == NULL)
        return;
    cloudformation_begin(exporting, export_id(exporting, "Scaling", scaling->name),
                         "AWS::ApplicationAutoScaling::ScalableTarget", NULL);
    json_string(writer, "ServiceNamespace", "ecs");
    json_string(writer, "ScalableDimension", "ecs:service:DesiredCount");
    write_resource_id(exporting, scaling->name);
    export_integer(exporting, "MinCapacity", scaling, "min_capacity");
    export_integer(exporting, "MaxCapacity", scaling, "max_capacity");
    json_begin_list(writer, "ScheduledActions");
    for (int i = 0; i < exporting->target.objects_count; i++) {
        const struct object *action = &exporting->target.objects[i];
        if (action->kind == OBJECT_SERVICE_ACTION && strcmp(action->parent, scaling->name) == 0)
            write_service_action(exporting, action);
    }
    json_end_list(writer);
    cloudformation_end(exporting);
}
