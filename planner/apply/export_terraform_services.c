/* export_terraform_services.c — services, and the count they have by hour. */
#include "planner/apply/export_terraform.h"

#include <string.h>

/* --- services --- */

static void write_strategy(struct exporting *exporting, const char *head, const char *rest)
{
    const char *weight = strchr(rest, ':');
    json_begin_object(&exporting->writer, NULL);
    terraform_provider(exporting, "capacity_provider", head);
    json_integer(&exporting->writer, "base", value_integer(arena_strndup(&exporting->arena, rest, strcspn(rest, ":"))));
    json_integer(&exporting->writer, "weight", weight != NULL ? value_integer(weight + 1) : 1);
    json_end_object(&exporting->writer);
}

static void write_placement(struct exporting *exporting, const char *head, const char *rest)
{
    json_begin_object(&exporting->writer, NULL);
    json_string(&exporting->writer, "type", head);
    json_words(&exporting->writer, "field", rest);
    json_end_object(&exporting->writer);
}

static void write_network(struct exporting *exporting, const struct object *service)
{
    if (export_service(exporting, service->name)->network_mode != NETWORK_AWSVPC)
        return;
    json_begin_object(&exporting->writer, "network_configuration");
    if (export_asks_subnets(exporting, NULL))
        terraform_expression(exporting, "subnets", "var", export_subnets_id(exporting, NULL), "");
    else
        export_set(exporting, "subnets", object_value(service, "subnets"));
    terraform_security_groups(exporting, "security_groups", service);
    json_boolean(&exporting->writer, "assign_public_ip", false);
    json_end_object(&exporting->writer);
}

static void write_definition(struct exporting *exporting, const struct object *service)
{
    const struct plan_service *planned = export_service(exporting, service->name);
    if (export_asks_definition(planned))
        terraform_expression(exporting, "task_definition", "var",
                             export_id(exporting, "task_definition_", service->name), "");
    else if (strchr(planned->task_definition, ':') == NULL)
        terraform_expression(exporting, "task_definition", "data.aws_ecs_task_definition",
                             terraform_service_id(exporting, service->name), "arn");
    else
        export_property(exporting, "task_definition", service, "task_definition");
}

static void write_strategies(struct exporting *exporting, const struct object *service)
{
    struct json_writer *writer = &exporting->writer;
    json_begin_list(writer, "capacity_provider_strategy");
    export_each(exporting, object_value(service, "capacity_provider_strategy"), write_strategy);
    json_end_list(writer);
    if (value_equal(object_value(service, "placement_strategy"), ""))
        return;
    json_begin_list(writer, "ordered_placement_strategy");
    export_each(exporting, object_value(service, "placement_strategy"), write_placement);
    json_end_list(writer);
}

/* force_new_deployment: without it the provider would replace a service whose strategy changes. */
void terraform_service(struct exporting *exporting, const struct object *service)
{
    static const char *const owned[] = {"desired_count"}, *const before[] = {"aws_ecs_cluster_capacity_providers.main"};
    struct json_writer *writer = &exporting->writer;
    bool is_scheduled = export_is_scheduled(exporting, service);
    json_begin_object(writer, terraform_service_id(exporting, service->name));
    export_string(exporting, "name", service->name);
    terraform_expression(exporting, "cluster", "aws_ecs_cluster", "main", "id");
    write_definition(exporting, service);
    if (!is_scheduled)
        export_integer(exporting, "desired_count", service, "desired_count");
    write_strategies(exporting, service);
    json_boolean(writer, "force_new_deployment", true);
    export_integer(exporting, "deployment_minimum_healthy_percent", service, "minimum_healthy_percent");
    export_integer(exporting, "deployment_maximum_percent", service, "maximum_percent");
    json_begin_object(writer, "deployment_circuit_breaker");
    json_boolean(writer, "enable", true);
    json_boolean(writer, "rollback", true);
    json_end_object(writer);
    export_property(exporting, "availability_zone_rebalancing", service, "availability_zone_rebalancing");
    write_network(exporting, service);
    terraform_tags(exporting);
    json_strings(writer, "depends_on", before, 1);
    if (is_scheduled)
        terraform_ignored(exporting, owned, 1);
    json_end_object(writer);
}

static void write_scaled(struct exporting *exporting, const char *service)
{
    json_string(&exporting->writer, "service_namespace", "ecs");
    json_string(&exporting->writer, "scalable_dimension", "ecs:service:DesiredCount");
    json_string(&exporting->writer, "resource_id",
                arena_printf(&exporting->arena, "service/${aws_ecs_cluster.main.name}/${aws_ecs_service.%s.name}",
                             terraform_service_id(exporting, service)));
}

void terraform_scaling(struct exporting *exporting, const struct object *scaling)
{
    static const char *const owned[] = {"min_capacity", "max_capacity"};
    json_begin_object(&exporting->writer, terraform_service_id(exporting, scaling->name));
    write_scaled(exporting, scaling->name);
    export_integer(exporting, "min_capacity", scaling, "min_capacity");
    export_integer(exporting, "max_capacity", scaling, "max_capacity");
    terraform_tags(exporting);
    terraform_ignored(exporting, owned, 2);
    json_end_object(&exporting->writer);
}

void terraform_service_action(struct exporting *exporting, const struct object *action)
{
    struct json_writer *writer = &exporting->writer;
    const char *service = terraform_service_id(exporting, action->parent);
    const char *after = arena_printf(&exporting->arena, "aws_appautoscaling_target.%s", service);
    json_begin_object(writer,
                      arena_printf(&exporting->arena, "%s_%s", service, action->name + strlen(OBJECT_ACTION_PREFIX)));
    export_string(exporting, "name", action->name);
    write_scaled(exporting, action->parent);
    export_property(exporting, "schedule", action, "schedule");
    export_property(exporting, "timezone", action, "timezone");
    json_begin_object(writer, "scalable_target_action");
    export_integer(exporting, "min_capacity", action, "min_capacity");
    export_integer(exporting, "max_capacity", action, "max_capacity");
    json_end_object(writer);
    json_strings(writer, "depends_on", &after, 1);
    json_end_object(writer);
}
