/* export_terraform.c — the target as Terraform's JSON (*.tf.json). Sizes and counts that schedules and managed scaling
 * own are in ignore_changes: a later `terraform apply` must not set them back. */
#include "planner/apply/export_terraform.h"

#include <stdlib.h>
#include <string.h>

/* --- parts --- */

static const char *pool_id(struct exporting *exporting, const char *name)
{
    return export_id(exporting, "pool_", name);
}

const char *terraform_service_id(struct exporting *exporting, const char *name)
{
    return export_id(exporting, "service_", name);
}

void terraform_expression(struct exporting *exporting, const char *key, const char *type, const char *id,
                          const char *attribute)
{
    json_string(&exporting->writer, key,
                arena_printf(&exporting->arena, "${%s.%s%s%s}", type, id, attribute[0] != '\0' ? "." : "", attribute));
}

void terraform_tags(struct exporting *exporting)
{
    json_begin_object(&exporting->writer, "tags");
    json_string(&exporting->writer, TAG_OWNER, "bayplan");
    export_string(exporting, TAG_STACK, exporting->target.stack);
    json_end_object(&exporting->writer);
}

void terraform_ignored(struct exporting *exporting, const char *const *attributes, int count)
{
    json_begin_object(&exporting->writer, "lifecycle");
    json_strings(&exporting->writer, "ignore_changes", attributes, count);
    json_end_object(&exporting->writer);
}

/* Every object of a kind as one block of resources; those that are only looked for have nothing to write. */
static void write_kind(struct exporting *exporting, const char *type, enum object_kind kind,
                       void (*write)(struct exporting *exporting, const struct object *object))
{
    bool any = false;
    for (int i = 0; i < exporting->target.objects_count; i++) {
        const struct object *object = &exporting->target.objects[i];
        if (object->kind != kind || object->properties_count == 0)
            continue;
        if (!any)
            json_begin_object(&exporting->writer, type);
        any = true;
        write(exporting, object);
    }
    if (any)
        json_end_object(&exporting->writer);
}

/* --- variables and data --- */

static void write_variable(struct exporting *exporting, const char *name, const char *type, const char *description)
{
    export_member(exporting);
    json_begin_object(&exporting->writer, name);
    json_string(&exporting->writer, "type", type);
    export_string(exporting, "description", description);
    json_end_object(&exporting->writer);
}

static void write_subnets_variables(struct exporting *exporting)
{
    const struct plan *plan = exporting->plan;
    for (int i = 0; i < plan->pools_count; i++)
        if (export_asks_subnets(exporting, &plan->pools[i]) && export_is_first_zones(exporting, i))
            write_variable(exporting, export_subnets_id(exporting, &plan->pools[i]), "list(string)",
                           arena_printf(&exporting->arena, "subnets of instances in %s",
                                        export_zones(exporting, &plan->pools[i])));
    if (export_has_awsvpc(exporting) && export_asks_subnets(exporting, NULL))
        write_variable(exporting, export_subnets_id(exporting, NULL), "list(string)",
                       "subnets of tasks in awsvpc mode");
}

static void write_variables(struct exporting *exporting)
{
    const struct plan *plan = exporting->plan;
    export_begin_block(exporting, "variable");
    write_subnets_variables(exporting);
    if (export_asks_groups(exporting))
        write_variable(exporting, "security_groups", "list(string)",
                       "security groups of instances and of tasks in awsvpc mode");
    if (export_asks_profile(exporting))
        write_variable(exporting, "instance_profile", "string",
                       "instance profile whose role has AmazonEC2ContainerServiceforEC2Role");
    for (int i = 0; i < plan->services_count; i++)
        if (export_asks_definition(&plan->services[i]))
            write_variable(
                exporting, export_id(exporting, "task_definition_", plan->services[i].name), "string",
                arena_printf(&exporting->arena, "task definition of %s, FAMILY:REVISION", plan->services[i].name));
    export_end_block(exporting);
}

static const char *image_id(const struct plan_pool *pool)
{
    switch (pool_image_kind(pool)) {
    case IMAGE_X86_64:
        return "x86_64";
    case IMAGE_ARM64:
        return "arm64";
    case IMAGE_GPU:
        return "gpu";
    case IMAGE_NONE:
        break;
    }
    return "image";
}

static void write_images(struct exporting *exporting)
{
    const struct plan *plan = exporting->plan;
    if (plan->pools_count == 0)
        return;
    export_member(exporting);
    json_begin_object(&exporting->writer, "aws_ssm_parameter");
    for (int i = 0; i < plan->pools_count; i++) {
        if (!export_is_first_image(exporting, i))
            continue;
        json_begin_object(&exporting->writer, image_id(&plan->pools[i]));
        export_string(exporting, "name", pool_image_parameter(plan, &plan->pools[i]));
        json_end_object(&exporting->writer);
    }
    json_end_object(&exporting->writer);
}

/* A family without a revision: the latest, by number, so that the next `terraform plan` sees a new one. */
static void write_definitions(struct exporting *exporting)
{
    const struct plan *plan = exporting->plan;
    bool any = false;
    for (int i = 0; i < plan->services_count; i++) {
        const struct plan_service *service = &plan->services[i];
        if (export_asks_definition(service) || strchr(service->task_definition, ':') != NULL)
            continue;
        export_member(exporting);
        if (!any)
            json_begin_object(&exporting->writer, "aws_ecs_task_definition");
        any = true;
        json_begin_object(&exporting->writer, terraform_service_id(exporting, service->name));
        export_string(exporting, "task_definition", service->task_definition);
        json_end_object(&exporting->writer);
    }
    if (any)
        json_end_object(&exporting->writer);
}

/* --- cluster --- */

void terraform_provider(struct exporting *exporting, const char *key, const char *name)
{
    if (strcmp(name, "FARGATE") == 0 || strcmp(name, "FARGATE_SPOT") == 0)
        json_string(&exporting->writer, key, name);
    else
        terraform_expression(exporting, key, "aws_ecs_capacity_provider", pool_id(exporting, name), "name");
}

static void write_member(struct exporting *exporting, const char *head, const char *rest)
{
    (void)rest;
    terraform_provider(exporting, NULL, head);
}

static void write_cluster(struct exporting *exporting)
{
    struct json_writer *writer = &exporting->writer;
    json_begin_object(writer, "aws_ecs_cluster");
    json_begin_object(writer, "main");
    export_string(exporting, "name", exporting->target.cluster);
    terraform_tags(exporting);
    json_end_object(writer);
    json_end_object(writer);
    const struct object *providers =
        export_find(exporting, OBJECT_CLUSTER_CAPACITY_PROVIDERS, "", exporting->target.cluster);
    json_begin_object(writer, "aws_ecs_cluster_capacity_providers");
    json_begin_object(writer, "main");
    terraform_expression(exporting, "cluster_name", "aws_ecs_cluster", "main", "name");
    json_begin_list(writer, "capacity_providers");
    export_each(exporting, object_value(providers, "capacity_providers"), write_member);
    json_end_list(writer);
    json_end_object(writer);
    json_end_object(writer);
}

/* --- pools --- */

void terraform_security_groups(struct exporting *exporting, const char *key, const struct object *object)
{
    if (export_asks_groups(exporting))
        terraform_expression(exporting, key, "var", "security_groups", "");
    else
        export_set(exporting, key, object_value(object, "security_groups"));
}

static void write_volume(struct exporting *exporting, const struct object *template)
{
    struct json_writer *writer = &exporting->writer;
    if (value_equal(object_value(template, "root_volume_gib"), ""))
        return;
    json_begin_object(writer, "block_device_mappings");
    json_string(writer, "device_name", "/dev/xvda");
    json_begin_object(writer, "ebs");
    export_integer(exporting, "volume_size", template, "root_volume_gib");
    json_string(writer, "volume_type", "gp3");
    json_end_object(writer);
    json_end_object(writer);
}

static void write_template(struct exporting *exporting, const struct object *template)
{
    struct json_writer *writer = &exporting->writer;
    const char *user_data = object_value(template, "user_data");
    json_begin_object(writer, pool_id(exporting, template->name));
    export_string(exporting, "name", template->name);
    terraform_expression(exporting, "image_id", "data.aws_ssm_parameter",
                         image_id(export_pool(exporting, template->name)), "insecure_value");
    export_property(exporting, "instance_type", template, "instance_type");
    if (!value_equal(object_value(template, "market_type"), "")) {
        json_begin_object(writer, "instance_market_options");
        export_property(exporting, "market_type", template, "market_type");
        json_end_object(writer);
    }
    json_begin_object(writer, "iam_instance_profile");
    if (export_asks_profile(exporting))
        terraform_expression(exporting, "name", "var", "instance_profile", "");
    else
        export_property(exporting, "name", template, "instance_profile");
    json_end_object(writer);
    terraform_security_groups(exporting, "vpc_security_group_ids", template);
    write_volume(exporting, template);
    json_begin_object(writer, "metadata_options");
    json_string(writer, "http_endpoint", "enabled");
    export_property(exporting, "http_tokens", template, "http_tokens");
    json_end_object(writer);
    json_string(writer, "user_data", base64_encode(&exporting->arena, user_data, strlen(user_data)));
    terraform_tags(exporting);
    json_end_object(writer);
}

static void write_group_tag(struct exporting *exporting, const char *key, const char *value, bool propagate)
{
    json_begin_object(&exporting->writer, NULL);
    json_string(&exporting->writer, "key", key);
    export_string(exporting, "value", value);
    json_boolean(&exporting->writer, "propagate_at_launch", propagate);
    json_end_object(&exporting->writer);
}

static void write_policy(struct exporting *exporting, const struct object *group, const char *id)
{
    struct json_writer *writer = &exporting->writer;
    struct field_strings types = object_set_members(object_value(group, "instance_types"), &exporting->arena);
    json_begin_object(writer, "mixed_instances_policy");
    json_begin_object(writer, "launch_template");
    json_begin_object(writer, "launch_template_specification");
    terraform_expression(exporting, "launch_template_id", "aws_launch_template", id, "id");
    terraform_expression(exporting, "version", "aws_launch_template", id, "latest_version");
    json_end_object(writer);
    json_begin_list(writer, "override");
    for (int i = 0; i < types.count; i++) {
        json_begin_object(writer, NULL);
        export_string(exporting, "instance_type", types.items[i]);
        json_end_object(writer);
    }
    json_end_list(writer);
    json_end_object(writer);
    json_begin_object(writer, "instances_distribution");
    json_string(writer, "on_demand_allocation_strategy", "lowest-price");
    json_integer(writer, "on_demand_base_capacity", 0);
    export_integer(exporting, "on_demand_percentage_above_base_capacity", group, "on_demand_percent");
    export_property(exporting, "spot_allocation_strategy", group, "spot_allocation_strategy");
    json_end_object(writer);
    json_end_object(writer);
}

static void write_group(struct exporting *exporting, const struct object *group)
{
    static const char *const owned[] = {"desired_capacity", "min_size", "max_size"};
    static const char *const before[] = {"aws_ecs_cluster.main"};
    struct json_writer *writer = &exporting->writer;
    const char *id = pool_id(exporting, group->name);
    const struct plan_pool *pool = export_pool(exporting, group->name);
    const struct field_strings *subnets = &exporting->plan->apply.subnets;
    json_begin_object(writer, id);
    export_string(exporting, "name", group->name);
    export_integer(exporting, "min_size", group, "min_size");
    export_integer(exporting, "max_size", group, "max_size");
    if (export_asks_subnets(exporting, pool))
        terraform_expression(exporting, "vpc_zone_identifier", "var", export_subnets_id(exporting, pool), "");
    else
        export_set(exporting, "vpc_zone_identifier", object_set_of(subnets->items, subnets->count, &exporting->arena));
    if (!value_equal(object_value(group, "instance_types"), "")) {
        write_policy(exporting, group, id);
    } else {
        json_begin_object(writer, "launch_template");
        terraform_expression(exporting, "id", "aws_launch_template", id, "id");
        terraform_expression(exporting, "version", "aws_launch_template", id, "latest_version");
        json_end_object(writer);
    }
    json_boolean(writer, "protect_from_scale_in",
                 value_equal(object_value(group, "new_instances_protected_from_scale_in"), "true"));
    json_boolean(writer, "capacity_rebalance", value_equal(object_value(group, "capacity_rebalance"), "true"));
    json_begin_list(writer, "tag");
    write_group_tag(exporting, TAG_OWNER, "bayplan", true);
    write_group_tag(exporting, TAG_STACK, exporting->target.stack, true);
    write_group_tag(exporting, "AmazonECSManaged", "", true);
    json_end_list(writer);
    json_strings(writer, "depends_on", before, 1);
    terraform_ignored(exporting, owned, pool->scheduled_actions_count > 0 ? 3 : 1);
    json_end_object(writer);
}

static void write_provider(struct exporting *exporting, const struct object *provider)
{
    struct json_writer *writer = &exporting->writer;
    json_begin_object(writer, pool_id(exporting, provider->name));
    export_string(exporting, "name", provider->name);
    json_begin_object(writer, "auto_scaling_group_provider");
    terraform_expression(exporting, "auto_scaling_group_arn", "aws_autoscaling_group",
                         pool_id(exporting, object_value(provider, "auto_scaling_group")), "arn");
    export_property(exporting, "managed_termination_protection", provider, "managed_termination_protection");
    export_property(exporting, "managed_draining", provider, "managed_draining");
    json_begin_object(writer, "managed_scaling");
    export_property(exporting, "status", provider, "managed_scaling");
    export_integer(exporting, "target_capacity", provider, "target_capacity");
    json_end_object(writer);
    json_end_object(writer);
    terraform_tags(exporting);
    json_end_object(writer);
}

/* A desired capacity left out would be 0: -1 leaves it to managed scaling. */
static void write_group_action(struct exporting *exporting, const struct object *action)
{
    struct json_writer *writer = &exporting->writer;
    const char *pool = pool_id(exporting, action->parent);
    json_begin_object(writer,
                      arena_printf(&exporting->arena, "%s_%s", pool, action->name + strlen(OBJECT_ACTION_PREFIX)));
    export_string(exporting, "scheduled_action_name", action->name);
    terraform_expression(exporting, "autoscaling_group_name", "aws_autoscaling_group", pool, "name");
    export_integer(exporting, "min_size", action, "min_size");
    export_integer(exporting, "max_size", action, "max_size");
    json_integer(writer, "desired_capacity", -1);
    export_property(exporting, "recurrence", action, "recurrence");
    export_property(exporting, "time_zone", action, "time_zone");
    json_end_object(writer);
}

/* --- all --- */

static void write_head(struct exporting *exporting)
{
    struct json_writer *writer = &exporting->writer;
    const char *account = exporting->plan->apply.account;
    struct field_strings notes = export_notes(exporting);
    json_strings(writer, "//", notes.items, notes.count);
    json_begin_object(writer, "terraform");
    json_string(writer, "required_version", ">= 1.3");
    json_begin_object(writer, "required_providers");
    json_begin_object(writer, "aws");
    json_string(writer, "source", "hashicorp/aws");
    json_string(writer, "version", ">= 5.81"); /* availability_zone_rebalancing */
    json_end_object(writer);
    json_end_object(writer);
    json_end_object(writer);
    json_begin_object(writer, "provider");
    json_begin_object(writer, "aws");
    export_string(exporting, "region", exporting->plan->region);
    if (account != NULL && account[0] != '\0')
        json_strings(writer, "allowed_account_ids", &account, 1);
    json_end_object(writer);
    json_end_object(writer);
}

static void write_resources(struct exporting *exporting)
{
    write_cluster(exporting);
    write_kind(exporting, "aws_launch_template", OBJECT_LAUNCH_TEMPLATE, write_template);
    write_kind(exporting, "aws_autoscaling_group", OBJECT_AUTO_SCALING_GROUP, write_group);
    write_kind(exporting, "aws_ecs_capacity_provider", OBJECT_CAPACITY_PROVIDER, write_provider);
    write_kind(exporting, "aws_autoscaling_schedule", OBJECT_GROUP_ACTION, write_group_action);
    write_kind(exporting, "aws_ecs_service", OBJECT_SERVICE, terraform_service);
    write_kind(exporting, "aws_appautoscaling_target", OBJECT_SCALABLE_TARGET, terraform_scaling);
    write_kind(exporting, "aws_appautoscaling_scheduled_action", OBJECT_SERVICE_ACTION, terraform_service_action);
}

bool export_terraform(const struct plan *plan, struct text *ret_json, struct error *err)
{
    struct exporting exporting;
    if (!export_begin(&exporting, plan, true, ret_json, err))
        return false;
    json_begin_object(&exporting.writer, NULL);
    write_head(&exporting);
    write_variables(&exporting);
    export_begin_block(&exporting, "data");
    write_images(&exporting);
    write_definitions(&exporting);
    export_end_block(&exporting);
    json_begin_object(&exporting.writer, "resource");
    write_resources(&exporting);
    json_end_object(&exporting.writer);
    json_end_object(&exporting.writer);
    json_finish(&exporting.writer);
    export_end(&exporting);
    return true;
}
