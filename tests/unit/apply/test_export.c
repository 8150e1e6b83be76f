/* Both templates, read again: every number in them is the plan's, and the target's. */
#include "data/base/node.h"
#include "planner/apply/export.h"
#include "planner/apply/lists.h"
#include "tests/unit/apply/rich_plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct fixture {
    struct hand hand;
    struct target target;
    struct arena arena;
    struct node *cloudformation, *terraform; /* resources */
    struct text bytes[2];
    struct error err;
};

static struct node *parse(struct fixture *fixture, const struct text *text)
{
    struct node *root;
    if (!node_parse("template", text->bytes, text->length, &fixture->arena, &root, &fixture->err))
        fail_msg("%s: %s", fixture->err.where, fixture->err.text);
    return root;
}

static void begin_named(struct fixture *fixture, bool settings, const char *name)
{
    *fixture = (struct fixture){.err = {.kind = ERROR_NONE}};
    rich_plan(&fixture->hand, settings);
    fixture->hand.plan.profile_name = name;
    for (int i = 0; i < 2; i++)
        text_init(&fixture->bytes[i], 1024 * 1024);
    assert_true(target_make(&fixture->hand.plan, NULL, &fixture->target, &fixture->err));
    assert_true(export_cloudformation(&fixture->hand.plan, &fixture->bytes[0], &fixture->err));
    assert_true(export_terraform(&fixture->hand.plan, &fixture->bytes[1], &fixture->err));
    fixture->cloudformation = node_child(parse(fixture, &fixture->bytes[0]), "Resources");
    fixture->terraform = node_child(parse(fixture, &fixture->bytes[1]), "resource");
}

static void begin(struct fixture *fixture, bool settings)
{
    begin_named(fixture, settings, "rich");
}

static void finish(struct fixture *fixture)
{
    for (int i = 0; i < 2; i++)
        text_release(&fixture->bytes[i]);
    target_release(&fixture->target);
    arena_release(&fixture->arena);
    hand_release(&fixture->hand);
}

/* "A.B.0.C" from a node. */
static struct node *at(struct node *node, const char *path)
{
    while (node != NULL && *path != '\0') {
        char key[64];
        size_t length = strcspn(path, ".");
        snprintf(key, sizeof key, "%.*s", (int)length, path);
        if (node->kind == NODE_LIST) {
            node = node->first;
            for (int i = (int)value_integer(key); i > 0 && node != NULL; i--)
                node = node->next;
        } else {
            node = node_child(node, key);
        }
        path += length + (path[length] == '.');
    }
    return node;
}

/* A number, a word of digits, or a word, as an object's property would say it. */
static const char *words(struct fixture *fixture, const struct node *node)
{
    if (node == NULL)
        return NULL;
    if (node->kind == NODE_NUMBER)
        return arena_printf(&fixture->arena, "%lld", (long long)node->integer);
    if (node->kind == NODE_BOOLEAN)
        return node->boolean ? "true" : "false";
    return node->string;
}

/* --- resources by the name that AWS has of them --- */

static struct node *in_cloudformation(struct fixture *fixture, const char *type, const char *key, const char *name)
{
    for (struct node *child = fixture->cloudformation->first; child != NULL; child = child->next)
        if (strcmp(node_child(child, "Type")->string, type) == 0 &&
            (key == NULL || value_equal(words(fixture, at(child, key)), name)))
            return node_child(child, "Properties");
    return NULL;
}

static struct node *in_terraform(struct fixture *fixture, const char *type, const char *key, const char *name)
{
    struct node *block = node_child(fixture->terraform, type);
    for (struct node *child = block != NULL ? block->first : NULL; child != NULL; child = child->next)
        if (value_equal(words(fixture, node_child(child, key)), name))
            return child;
    return NULL;
}

struct pair { /* a property, and where each template has it; NULL = nowhere */
    const char *property, *cloudformation, *terraform;
};

static void compare(struct fixture *fixture, const struct object *object, struct node *cloudformation,
                    struct node *terraform, const struct pair *pairs, int count)
{
    assert_non_null(cloudformation);
    assert_non_null(terraform);
    for (int i = 0; i < count; i++) {
        const char *wanted = object_value(object, pairs[i].property);
        const char *first = words(fixture, at(cloudformation, pairs[i].cloudformation));
        const char *second = words(fixture, at(terraform, pairs[i].terraform));
        if (!value_equal(wanted, first) || !value_equal(wanted, second))
            fail_msg("%s: %s is %s in the target, %s in CloudFormation, %s in Terraform",
                     object_label(object, &fixture->arena), pairs[i].property, wanted, first, second);
    }
}

#define COMPARE(object, cloudformation, terraform, pairs)                                                              \
    compare(fixture, object, cloudformation, terraform, pairs, (int)(sizeof(pairs) / sizeof(pairs)[0]))

static void compare_template(struct fixture *fixture, const struct object *object)
{
    static const struct pair pairs[] = {
        {"instance_type", "LaunchTemplateData.InstanceType", "instance_type"},
        {"market_type", "LaunchTemplateData.InstanceMarketOptions.MarketType", "instance_market_options.market_type"},
        {"instance_profile", "LaunchTemplateData.IamInstanceProfile.Name", "iam_instance_profile.name"},
        {"root_volume_gib", "LaunchTemplateData.BlockDeviceMappings.0.Ebs.VolumeSize",
         "block_device_mappings.ebs.volume_size"},
        {"http_tokens", "LaunchTemplateData.MetadataOptions.HttpTokens", "metadata_options.http_tokens"},
        {"security_groups", "LaunchTemplateData.SecurityGroupIds.0", "vpc_security_group_ids.0"},
    };
    struct node *cloudformation =
        in_cloudformation(fixture, "AWS::EC2::LaunchTemplate", "Properties.LaunchTemplateName", object->name);
    struct node *terraform = in_terraform(fixture, "aws_launch_template", "name", object->name);
    COMPARE(object, cloudformation, terraform, pairs);
    char *user_data;
    size_t length;
    assert_true(base64_decode(&fixture->arena, words(fixture, at(terraform, "user_data")), "user_data", &user_data,
                              &length, &fixture->err));
    assert_string_equal(user_data, object_value(object, "user_data"));
    assert_string_equal(words(fixture, at(cloudformation, "LaunchTemplateData.UserData.Fn::Base64")), user_data);
}

static void compare_group(struct fixture *fixture, const struct object *object)
{
    static const struct pair pairs[] = {
        {"min_size", "MinSize", "min_size"},
        {"max_size", "MaxSize", "max_size"},
        {"new_instances_protected_from_scale_in", "NewInstancesProtectedFromScaleIn", "protect_from_scale_in"},
        {"capacity_rebalance", "CapacityRebalance", "capacity_rebalance"},
    };
    struct node *cloudformation = in_cloudformation(fixture, "AWS::AutoScaling::AutoScalingGroup",
                                                    "Properties.AutoScalingGroupName", object->name);
    struct node *terraform = in_terraform(fixture, "aws_autoscaling_group", "name", object->name);
    COMPARE(object, cloudformation, terraform, pairs);
    assert_string_equal(words(fixture, at(cloudformation, "VPCZoneIdentifier.1")), "subnet-0b1c2d3e4f5061728");
    assert_string_equal(words(fixture, at(terraform, "vpc_zone_identifier.1")), "subnet-0b1c2d3e4f5061728");
    assert_string_equal(words(fixture, at(terraform, "depends_on.0")), "aws_ecs_cluster.main");
    assert_string_equal(words(fixture, at(terraform, "tag.2.key")), "AmazonECSManaged");
    assert_null(at(cloudformation, "DesiredCapacity"));
    assert_null(at(terraform, "desired_capacity"));
}

static void compare_provider(struct fixture *fixture, const struct object *object)
{
    static const struct pair pairs[] = {
        {"target_capacity", "AutoScalingGroupProvider.ManagedScaling.TargetCapacity",
         "auto_scaling_group_provider.managed_scaling.target_capacity"},
        {"managed_scaling", "AutoScalingGroupProvider.ManagedScaling.Status",
         "auto_scaling_group_provider.managed_scaling.status"},
        {"managed_termination_protection", "AutoScalingGroupProvider.ManagedTerminationProtection",
         "auto_scaling_group_provider.managed_termination_protection"},
        {"managed_draining", "AutoScalingGroupProvider.ManagedDraining",
         "auto_scaling_group_provider.managed_draining"},
    };
    COMPARE(object, in_cloudformation(fixture, "AWS::ECS::CapacityProvider", "Properties.Name", object->name),
            in_terraform(fixture, "aws_ecs_capacity_provider", "name", object->name), pairs);
}

static void compare_group_action(struct fixture *fixture, const struct object *object)
{
    static const struct pair pairs[] = {
        {"min_size", "MinSize", "min_size"},
        {"max_size", "MaxSize", "max_size"},
        {"recurrence", "Recurrence", "recurrence"},
        {"time_zone", "TimeZone", "time_zone"},
    };
    struct node *terraform =
        in_terraform(fixture, "aws_autoscaling_schedule", "recurrence", object_value(object, "recurrence"));
    COMPARE(object,
            in_cloudformation(fixture, "AWS::AutoScaling::ScheduledAction", "Properties.Recurrence",
                              object_value(object, "recurrence")),
            terraform, pairs);
    assert_string_equal(words(fixture, at(terraform, "desired_capacity")), "-1");
}

static void compare_service(struct fixture *fixture, const struct object *object)
{
    static const struct pair pairs[] = {
        {"minimum_healthy_percent", "DeploymentConfiguration.MinimumHealthyPercent",
         "deployment_minimum_healthy_percent"},
        {"maximum_percent", "DeploymentConfiguration.MaximumPercent", "deployment_maximum_percent"},
        {"availability_zone_rebalancing", "AvailabilityZoneRebalancing", "availability_zone_rebalancing"},
    };
    static const struct pair count[] = {{"desired_count", "DesiredCount", "desired_count"}};
    struct node *cloudformation =
        in_cloudformation(fixture, "AWS::ECS::Service", "Properties.ServiceName", object->name);
    struct node *terraform = in_terraform(fixture, "aws_ecs_service", "name", object->name);
    COMPARE(object, cloudformation, terraform, pairs);
    if (strcmp(object->name, "web") != 0) {
        COMPARE(object, cloudformation, terraform, count);
    } else { /* its schedule's */
        assert_null(at(cloudformation, "DesiredCount"));
        assert_null(at(terraform, "desired_count"));
        assert_string_equal(words(fixture, at(terraform, "lifecycle.ignore_changes.0")), "desired_count");
    }
    assert_string_equal(words(fixture, at(terraform, "force_new_deployment")), "true");
    const char *strategy = object_value(object, "capacity_provider_strategy");
    if (strncmp(strategy, "FARGATE", 7) == 0) {
        const char *name = arena_strndup(&fixture->arena, strategy, strcspn(strategy, ":"));
        assert_string_equal(words(fixture, at(cloudformation, "CapacityProviderStrategy.0.CapacityProvider")), name);
        assert_string_equal(words(fixture, at(terraform, "capacity_provider_strategy.0.capacity_provider")), name);
    } else {
        assert_string_equal(words(fixture, at(cloudformation, "PlacementStrategies.0.Field")),
                            "attribute:ecs.availability-zone");
        assert_string_equal(words(fixture, at(terraform, "ordered_placement_strategy.1.field")), "memory");
    }
}

static void compare_scaling(struct fixture *fixture, const struct object *object)
{
    static const struct pair pairs[] = {{"min_capacity", "MinCapacity", "min_capacity"},
                                        {"max_capacity", "MaxCapacity", "max_capacity"}};
    if (object->properties_count == 0)
        return;
    COMPARE(object, in_cloudformation(fixture, "AWS::ApplicationAutoScaling::ScalableTarget", NULL, NULL),
            in_terraform(fixture, "aws_appautoscaling_target", "service_namespace", "ecs"), pairs);
}

static void compare_service_action(struct fixture *fixture, const struct object *object)
{
    static const struct pair pairs[] = {
        {"schedule", "Schedule", "schedule"},
        {"timezone", "Timezone", "timezone"},
        {"min_capacity", "ScalableTargetAction.MinCapacity", "scalable_target_action.min_capacity"},
        {"max_capacity", "ScalableTargetAction.MaxCapacity", "scalable_target_action.max_capacity"},
    };
    struct node *scaling = in_cloudformation(fixture, "AWS::ApplicationAutoScaling::ScalableTarget", NULL, NULL);
    struct node *action = at(scaling, "ScheduledActions.0");
    while (action != NULL && !value_equal(words(fixture, node_child(action, "ScheduledActionName")), object->name))
        action = action->next;
    COMPARE(object, action, in_terraform(fixture, "aws_appautoscaling_scheduled_action", "name", object->name), pairs);
}

static void test_numbers(void **state)
{
    (void)state;
    struct fixture own, *fixture = &own;
    int compared = 0;
    begin(fixture, true);
    for (int i = 0; i < fixture->target.objects_count; i++) {
        const struct object *object = &fixture->target.objects[i];
        void (*const compare_kind[OBJECT_KINDS_COUNT])(struct fixture *, const struct object *) = {
            [OBJECT_LAUNCH_TEMPLATE] = compare_template,
            [OBJECT_AUTO_SCALING_GROUP] = compare_group,
            [OBJECT_CAPACITY_PROVIDER] = compare_provider,
            [OBJECT_GROUP_ACTION] = compare_group_action,
            [OBJECT_SERVICE] = compare_service,
            [OBJECT_SCALABLE_TARGET] = compare_scaling,
            [OBJECT_SERVICE_ACTION] = compare_service_action};
        if (compare_kind[object->kind] == NULL)
            continue;
        compare_kind[object->kind](fixture, object);
        compared++;
    }
    assert_int_equal(compared, 3 * 2 + 2 + 4 + 4 + 14);
    assert_int_equal(node_child(fixture->terraform, "aws_ecs_service")->children_count, 4);
    assert_int_equal(node_child(fixture->terraform, "aws_appautoscaling_scheduled_action")->children_count, 14);
    finish(fixture);
}

/* Against the plan itself, with no target between. */
static void test_plan(void **state)
{
    (void)state;
    struct fixture own, *fixture = &own;
    begin(fixture, true);
    for (int i = 0; i < fixture->hand.plan.pools_count; i++) {
        const struct plan_pool *pool = &fixture->hand.plan.pools[i];
        const char *name = target_pool_name(&fixture->hand.plan, i, &fixture->arena);
        struct node *group = in_terraform(fixture, "aws_autoscaling_group", "name", name);
        struct node *stack =
            in_cloudformation(fixture, "AWS::AutoScaling::AutoScalingGroup", "Properties.AutoScalingGroupName", name);
        assert_int_equal(at(group, "min_size")->integer, pool->instances_max);
        assert_int_equal(value_integer(at(stack, "MinSize")->string), pool->instances_max);
        assert_int_equal(at(group, "max_size")->integer, pool->max_size.items[0]);
    }
    struct node *first = in_terraform(fixture, "aws_autoscaling_schedule", "recurrence", "0 8 * * 1");
    assert_int_equal(at(first, "min_size")->integer, 9);
    assert_int_equal(at(first, "max_size")->integer, 14);
    assert_int_equal(at(in_terraform(fixture, "aws_ecs_service", "name", "api-v2"), "desired_count")->integer, 5);
    finish(fixture);
}

static void test_words(void **state)
{
    (void)state;
    struct fixture own, *fixture = &own;
    begin_named(fixture, true, "rich ${stack}");
    /* Names that would be one without their signs, and one that Terraform would compute. */
    assert_non_null(strstr(fixture->bytes[1].bytes, "\"bayplan:stack\": \"rich $${stack}\""));
    assert_non_null(strstr(fixture->bytes[0].bytes, "\"Value\": \"rich ${stack}\""));
    assert_null(node_child(fixture->cloudformation, "Serviceapiv2"));
    assert_null(node_child(node_child(fixture->terraform, "aws_ecs_service"), "service_api_v2"));
    assert_non_null(node_child(fixture->cloudformation, "Serviceweb"));
    assert_non_null(strstr(fixture->bytes[1].bytes, "worker runs on Fargate: its task definition must have cpu 256"));
    assert_null(strstr(fixture->bytes[1].bytes, "\"variable\""));
    finish(fixture);
    begin(fixture, false);
    assert_non_null(strstr(fixture->bytes[1].bytes, "\"subnets_us_east_1a_us_east_1c\": {"));
    assert_non_null(strstr(fixture->bytes[0].bytes, "\"Subnetsuseast1auseast1c\": {"));
    assert_non_null(strstr(fixture->bytes[0].bytes, "\"TaskDefinitionworker\": {"));
    assert_non_null(strstr(fixture->bytes[1].bytes, "\"${var.instance_profile}\""));
    finish(fixture);
}

static void refuse(struct hand *hand, enum error_kind kind, const char *where, const char *says)
{
    for (int terraform = 0; terraform < 2; terraform++) {
        struct error err = {.kind = ERROR_NONE};
        struct text text;
        text_init(&text, 4 * 1024 * 1024);
        bool ok = (terraform ? export_terraform : export_cloudformation)(&hand->plan, &text, &err);
        text_release(&text);
        assert_false(ok);
        assert_int_equal(err.kind, kind);
        assert_string_equal(err.where, where);
        if (strstr(err.text, says) == NULL)
            fail_msg("\"%s\" does not say \"%s\"", err.text, says);
    }
}

/* What the validators let pass. */
static void test_rules(void **state)
{
    (void)state;
    struct hand hand;
    rich_plan(&hand, true);
    hand.pools[0].target_capacity_percent = 500;
    refuse(&hand, ERROR_INPUT, "capacity_provider/shop-m7i-large", "1 to 100");
    hand.pools[0].target_capacity_percent = 100;
    hand.pools[0].scheduled_actions[0].recurrence = "0 25 * * 1";
    refuse(&hand, ERROR_INPUT, "group_action/shop-m7i-large/bayplan-008", "cron");
    hand.pools[0].scheduled_actions[0].recurrence = "0 8 * * 1";
    hand.pools[0].scheduled_actions[0].max_size = 8;
    refuse(&hand, ERROR_INPUT, "group_action/shop-m7i-large/bayplan-008", "minimum is above");
    hand.pools[0].scheduled_actions[0].max_size = 14;
    hand.pools[0].instance_type = "m99.large";
    refuse(&hand, ERROR_INPUT, "launch_template/shop-m99-large", "unknown");
    hand.pools[0].instance_type = "m7i.large";
    hand.services[3].fargate_memory_mib = 768;
    refuse(&hand, ERROR_INPUT, "service/worker", "Fargate has no task of its size");
    hand.services[3].fargate_memory_mib = 1024;
    hand.services[3].network_mode = NETWORK_BRIDGE;
    refuse(&hand, ERROR_INPUT, "service/worker", "awsvpc mode only");
    hand.services[3].network_mode = NETWORK_AWSVPC;
    hand.services[3].deployment.maximum_percent = 100;
    refuse(&hand, ERROR_INPUT, "service/worker", "never be deployed");
    hand.services[3].deployment.maximum_percent = 200;
    hand.plan.apply.image_parameters.x86_64 = "";
    refuse(&hand, ERROR_INPUT, "apply.image_parameters", "m7i.large");
    hand_release(&hand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_plan),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_rules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
