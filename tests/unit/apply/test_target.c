/* What a plan asks for: names, sizes by the hour, definitions, whose a count is, and what is missing. */
#include "planner/apply/target.h"
#include "tests/unit/apply/hand_plan.h"
#include "tests/unit/apply/world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const char *const families[] = {"web", "worker", NULL};

struct fixture {
    struct hand hand;
    struct world world;
    struct target target;
    struct error err;
};

static void begin(struct fixture *fixture, int hours)
{
    *fixture = (struct fixture){.err = {.kind = ERROR_NONE}};
    hand_begin(&fixture->hand, hours);
    world_begin(&fixture->world, "shop", families);
}

static void make(struct fixture *fixture)
{
    target_release(&fixture->target);
    fixture->err = (struct error){.kind = ERROR_NONE};
    if (!target_make(&fixture->hand.plan, &fixture->world.cluster, &fixture->target, &fixture->err))
        fail_msg("%s: %s", fixture->err.where, fixture->err.text);
}

static void refuse(struct fixture *fixture, const char *where, const char *words)
{
    struct target target;
    fixture->err = (struct error){.kind = ERROR_NONE};
    assert_false(target_make(&fixture->hand.plan, &fixture->world.cluster, &target, &fixture->err));
    assert_int_equal(fixture->err.kind, ERROR_INPUT);
    assert_string_equal(fixture->err.where, where);
    if (strstr(fixture->err.text, words) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", fixture->err.text, words);
}

static const char *value(struct fixture *fixture, enum object_kind kind, const char *parent, const char *name,
                         const char *property)
{
    const struct object *object =
        object_find(fixture->target.objects, fixture->target.objects_count, kind, parent, name);
    return object != NULL ? object_value(object, property) : "no such object";
}

#define assert_value(kind, parent, name, property, expected)                                                           \
    assert_string_equal(value(fixture, kind, parent, name, property), expected)
#define assert_absent(kind, parent, name, property) assert_null(value(fixture, kind, parent, name, property))

static void finish(struct fixture *fixture)
{
    target_release(&fixture->target);
    hand_release(&fixture->hand);
    world_release(&fixture->world);
}

/* Of several types: the group's policy says what is Spot, its template must not. */
static void test_mixed_pool(void **state)
{
    (void)state;
    static const char *types[] = {"m6g.large", "m7g.large"};
    struct fixture own, *fixture = &own;
    begin(fixture, 1);
    struct plan_pool *pool = hand_pool(&fixture->hand, "m7g.large", 4, 9);
    pool->purchase = "spot";
    pool->instance_types = (struct field_strings){types, 2};
    pool->on_demand_percent = 20;
    make(fixture);
    const char *name = "shop-m7g-large-spot";
    assert_value(OBJECT_LAUNCH_TEMPLATE, "", name, "market_type", "");
    assert_value(OBJECT_LAUNCH_TEMPLATE, "", name, "user_data",
                 "#!/bin/bash\ncat >> /etc/ecs/ecs.config <<'BAYPLAN'\nECS_CLUSTER=shop\n"
                 "ECS_ENABLE_SPOT_INSTANCE_DRAINING=true\nBAYPLAN\n");
    assert_value(OBJECT_AUTO_SCALING_GROUP, "", name, "instance_types", "m6g.large,m7g.large");
    assert_value(OBJECT_AUTO_SCALING_GROUP, "", name, "on_demand_percent", "20");
    assert_value(OBJECT_AUTO_SCALING_GROUP, "", name, "spot_allocation_strategy", "price-capacity-optimized");
    assert_value(OBJECT_AUTO_SCALING_GROUP, "", name, "capacity_rebalance", "true");
    finish(fixture);
}

/* What bayplan cannot build is refused before anything is asked or made. */
static void test_managed_pool(void **state)
{
    (void)state;
    struct fixture own, *fixture = &own;
    struct error err = {0};
    begin(fixture, 1);
    hand_pool(&fixture->hand, "m7g.large", 4, 9)->purchase = "managed_instances";
    assert_false(target_complete(&fixture->hand.plan, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_string_equal(err.where, "pool-1");
    refuse(fixture, "pool-1", "ECS Managed Instances, which bayplan plans but cannot build yet");
    finish(fixture);
}

static void test_pool(void **state)
{
    (void)state;
    struct fixture own, *fixture = &own;
    begin(fixture, 1);
    hand_pool(&fixture->hand, "m7g.large", 4, 9)->purchase = "spot";
    make(fixture);
    const char *name = "shop-m7g-large-spot";
    assert_value(OBJECT_LAUNCH_TEMPLATE, "", name, "image_id", "ami-0");
    assert_value(OBJECT_LAUNCH_TEMPLATE, "", name, "market_type", "spot");
    assert_value(OBJECT_LAUNCH_TEMPLATE, "", name, "instance_profile", "ecsInstanceRole");
    assert_value(OBJECT_LAUNCH_TEMPLATE, "", name, "http_tokens", "required");
    assert_value(OBJECT_LAUNCH_TEMPLATE, "", name, "user_data",
                 "#!/bin/bash\ncat >> /etc/ecs/ecs.config <<'BAYPLAN'\nECS_CLUSTER=shop\n"
                 "ECS_ENABLE_SPOT_INSTANCE_DRAINING=true\nBAYPLAN\n");
    assert_value(OBJECT_AUTO_SCALING_GROUP, "", name, "launch_template_version", "1");
    assert_value(OBJECT_AUTO_SCALING_GROUP, "", name, "subnets", "subnet-a,subnet-b");
    assert_value(OBJECT_AUTO_SCALING_GROUP, "", name, "min_size", "4");
    assert_value(OBJECT_AUTO_SCALING_GROUP, "", name, "max_size", "9");
    assert_value(OBJECT_AUTO_SCALING_GROUP, "", name, "capacity_rebalance", "true");
    assert_absent(OBJECT_AUTO_SCALING_GROUP, "", name, "desired_capacity");
    assert_value(OBJECT_CAPACITY_PROVIDER, "", name, "target_capacity", "90");
    assert_value(OBJECT_CLUSTER_CAPACITY_PROVIDERS, "", "shop", "capacity_providers", name);
    finish(fixture);
}

static void test_names(void **state)
{
    (void)state;
    struct hand hand;
    hand_begin(&hand, 1);
    struct arena *arena = &hand.plan.arena;
    const char *web = "web", *api = "api";
    hand_pool(&hand, "m7g.large", 2, 2)->services = (struct field_strings){&web, 1};
    hand_pool(&hand, "m7g.large", 2, 2)->services = (struct field_strings){&api, 1};
    hand_pool(&hand, "c7i.xlarge", 2, 2);
    assert_string_equal(target_pool_name(&hand.plan, 0, arena), "shop-m7g-large-2");
    assert_string_equal(target_pool_name(&hand.plan, 1, arena), "shop-m7g-large");
    assert_string_equal(target_pool_name(&hand.plan, 2, arena), "shop-c7i-xlarge");
    struct plan_pool first = hand.pools[0]; /* the same pools in another order have the same names */
    hand.pools[0] = hand.pools[1];
    hand.pools[1] = first;
    assert_string_equal(target_pool_name(&hand.plan, 0, arena), "shop-m7g-large");
    assert_string_equal(target_pool_name(&hand.plan, 1, arena), "shop-m7g-large-2");
    hand.plan.apply.cluster = "ecs-prod"; /* no provider's name may begin so */
    assert_string_equal(target_pool_name(&hand.plan, 2, arena), "bp-ecs-prod-c7i-xlarge");
    hand_release(&hand);
}

/* Observed on Wednesday at 10:30: hour 58. */
static void test_schedule(void **state)
{
    (void)state;
    struct fixture own, *fixture = &own;
    begin(fixture, 168);
    struct plan_pool *pool = hand_pool(&fixture->hand, "m7i.large", 2, 4);
    hand_action(&fixture->hand, pool, 50, 3, 5);
    hand_action(&fixture->hand, pool, 58, 7, 9);
    hand_action(&fixture->hand, pool, 60, 2, 4);
    make(fixture);
    const char *name = "shop-m7i-large";
    assert_value(OBJECT_AUTO_SCALING_GROUP, "", name, "min_size", "7");
    assert_value(OBJECT_AUTO_SCALING_GROUP, "", name, "max_size", "9");
    assert_value(OBJECT_GROUP_ACTION, name, "bayplan-060", "min_size", "2");
    assert_value(OBJECT_GROUP_ACTION, name, "bayplan-060", "recurrence", "0 12 * * 3");
    assert_value(OBJECT_GROUP_ACTION, name, "bayplan-060", "time_zone", "Etc/UTC");
    fixture->world.cluster.observed_at = "2026-11-16T00:00:00Z"; /* Monday: the week goes round */
    make(fixture);
    assert_value(OBJECT_AUTO_SCALING_GROUP, "", name, "min_size", "2");
    pool->scheduled_actions[1].minutes_before = 5;
    fixture->world.cluster.observed_at = "2026-11-18T09:56:00Z";
    make(fixture);
    assert_value(OBJECT_AUTO_SCALING_GROUP, "", name, "min_size", "7");
    finish(fixture);
}

static void test_counts(void **state)
{
    (void)state;
    struct fixture own, *fixture = &own;
    begin(fixture, 24);
    int64_t tasks[24];
    for (int h = 0; h < 24; h++)
        tasks[h] = h < 8 ? 2 : h < 20 ? 5 : 3;
    struct plan_service *web = hand_service(&fixture->hand, "web", "fargate", 4);
    make(fixture);
    assert_value(OBJECT_SERVICE, "shop", "web", "desired_count", "4");
    hand_tasks(&fixture->hand, web, tasks, 24);
    make(fixture);
    assert_value(OBJECT_SERVICE, "shop", "web", "desired_count", "5"); /* it is 10:30 */
    assert_value(OBJECT_SCALABLE_TARGET, "shop", "web", "min_capacity", "5");
    assert_value(OBJECT_SCALABLE_TARGET, "shop", "web", "max_capacity", "5");
    assert_value(OBJECT_SERVICE_ACTION, "web", "bayplan-008", "schedule", "cron(0 8 * * ? *)");
    assert_value(OBJECT_SERVICE_ACTION, "web", "bayplan-020", "max_capacity", "3");
    assert_value(OBJECT_SERVICE_ACTION, "web", "bayplan-009", "schedule", "no such object");
    world_add(&fixture->world, OBJECT_SERVICE, "shop", "web", "shop", "run");
    make(fixture);
    assert_absent(OBJECT_SERVICE, "shop", "web", "desired_count");
    assert_absent(OBJECT_SERVICE, "shop", "web", "subnets");
    world_add(&fixture->world, OBJECT_SCALABLE_TARGET, "shop", "web", "", "");
    hand_tasks(&fixture->hand, web, tasks, 1);
    make(fixture);
    assert_absent(OBJECT_SERVICE, "shop", "web", "desired_count"); /* its own autoscaler's */
    assert_value(OBJECT_SCALABLE_TARGET, "shop", "web", "min_capacity", "no such object");
    assert_int_equal(fixture->target.notes.count, 1);
    finish(fixture);
}

static void test_week_of_counts(void **state)
{
    (void)state;
    struct fixture own, *fixture = &own;
    begin(fixture, 168);
    int64_t tasks[168];
    for (int h = 0; h < 168; h++)
        tasks[h] = h == 167 ? 9 : 1;
    hand_tasks(&fixture->hand, hand_service(&fixture->hand, "web", "fargate", 1), tasks, 168);
    make(fixture);
    assert_value(OBJECT_SERVICE_ACTION, "web", "bayplan-167", "schedule", "cron(0 23 ? * SUN *)");
    assert_value(OBJECT_SERVICE_ACTION, "web", "bayplan-000", "schedule", "cron(0 0 ? * MON *)");
    finish(fixture);
}

static void test_definitions(void **state)
{
    (void)state;
    struct fixture own, *fixture = &own;
    begin(fixture, 1);
    struct plan_service *web = hand_service(&fixture->hand, "web", "fargate", 4);
    make(fixture);
    assert_value(OBJECT_SERVICE, "shop", "web", "task_definition", "web:copy-of-7-256-512");
    assert_value(OBJECT_TASK_DEFINITION, "", "web:copy-of-7-256-512", "source", "web:7");
    assert_value(OBJECT_TASK_DEFINITION, "", "web:copy-of-7-256-512", "requires_compatibilities", "FARGATE");
    /* The copy that is there stands for its source, and is taken again. */
    struct object *copy = world_add(&fixture->world, OBJECT_TASK_DEFINITION, "", "web:12", "shop@shop", "run");
    world_set(&fixture->world, copy, "source", "web:7");
    world_set(&fixture->world, copy, "cpu", "256");
    world_set(&fixture->world, copy, "memory", "512");
    world_set(&fixture->world, copy, "requires_compatibilities", "FARGATE");
    make(fixture);
    assert_value(OBJECT_SERVICE, "shop", "web", "task_definition", "web:12");
    web->fargate_memory_mib = 1024;
    make(fixture);
    assert_value(OBJECT_SERVICE, "shop", "web", "task_definition", "web:copy-of-7-256-1024");
    web->memory_mib = 600;
    refuse(fixture, "services[web].task_definition", "web:7 reserves 512 MiB of memory, and the plan was made for 600");
    web->memory_mib = 512;
    web->network_mode = NETWORK_BRIDGE;
    refuse(fixture, "services[web].task_definition", "network mode awsvpc, and the plan was made for bridge");
    web->network_mode = NETWORK_AWSVPC;
    /* What runs stays, while it is as planned: another revision is not this plan's to roll out. */
    world_set(&fixture->world, world_add(&fixture->world, OBJECT_SERVICE, "shop", "web", "shop", "run"),
              "task_definition", "web:7");
    world_remove(&fixture->world, OBJECT_TASK_DEFINITION, "", "web:12");
    struct object *newer = world_add(&fixture->world, OBJECT_TASK_DEFINITION, "", "web:20", "", "");
    world_set(&fixture->world, newer, "containers_cpu", "256");
    world_set(&fixture->world, newer, "containers_memory", "640");
    world_set(&fixture->world, newer, "network_mode", "awsvpc");
    web->place = "fargate";
    make(fixture);
    assert_value(OBJECT_SERVICE, "shop", "web", "task_definition", "web:copy-of-7-256-1024");
    web->memory_mib = 640;
    make(fixture);
    assert_value(OBJECT_SERVICE, "shop", "web", "task_definition", "web:copy-of-20-256-1024");
    web->memory_mib = 512;
    web->task_definition = "web:8";
    refuse(fixture, "services[web].task_definition", "web:8 is not there");
    world_set(&fixture->world, world_find(&fixture->world, OBJECT_TASK_DEFINITION, "", "web:7"), "status", "INACTIVE");
    web->task_definition = "web:7";
    refuse(fixture, "services[web].task_definition", "INACTIVE");
    finish(fixture);
}

static void test_network(void **state)
{
    (void)state;
    struct fixture own, *fixture = &own;
    begin(fixture, 1);
    struct plan_pool *pool = hand_pool(&fixture->hand, "m7i.large", 2, 2);
    pool->zones.items[1] = "us-east-1c";
    refuse(fixture, "apply.subnets", "none of the 2 subnets lies in us-east-1c");
    pool->zones.count = 1;
    refuse(fixture, "zones", "two zones");
    pool->zones.count = 2;
    pool->zones.items[1] = "us-east-1b";
    world_set(&fixture->world, world_find(&fixture->world, OBJECT_SUBNET, "", "subnet-a"), "vpc", "vpc-1");
    world_set(&fixture->world, world_find(&fixture->world, OBJECT_SUBNET, "", "subnet-b"), "vpc", "vpc-2");
    refuse(fixture, "apply.subnets", "one VPC");
    world_remove(&fixture->world, OBJECT_SUBNET, "", "subnet-b");
    refuse(fixture, "apply.subnets", "subnet subnet-b is not there");
    pool->instance_type = "g5g.xlarge";
    fixture->hand.plan.apply.subnets.count = 1;
    refuse(fixture, "apply.image_parameters", "g5g.xlarge");
    pool->instance_type = "m7i.large";
    world_remove(&fixture->world, OBJECT_IMAGE, "", "/ami/x86");
    refuse(fixture, "apply.image_parameters", "/ami/x86 is not there");
    finish(fixture);
}

static void test_template(void **state)
{
    (void)state;
    struct fixture own, *fixture = &own;
    begin(fixture, 1);
    hand_pool(&fixture->hand, "m7i.large", 2, 2);
    hand_service(&fixture->hand, "web", "pool-1", 4);
    assert_true(target_make(&fixture->hand.plan, NULL, &fixture->target, &fixture->err));
    assert_absent(OBJECT_LAUNCH_TEMPLATE, "", "shop-m7i-large", "image_id");
    assert_absent(OBJECT_AUTO_SCALING_GROUP, "", "shop-m7i-large", "launch_template_version");
    assert_absent(OBJECT_AUTO_SCALING_GROUP, "", "shop-m7i-large", "subnets");
    assert_value(OBJECT_SERVICE, "shop", "web", "task_definition", "web");
    assert_value(OBJECT_SERVICE, "shop", "web", "subnets", "subnet-a,subnet-b");
    assert_value(OBJECT_SERVICE, "shop", "web", "capacity_provider_strategy", "shop-m7i-large:0:1");
    assert_value(OBJECT_SERVICE, "shop", "web", "placement_strategy",
                 "spread:attribute:ecs.availability-zone,binpack:memory");
    finish(fixture);
}

static void test_complete(void **state)
{
    (void)state;
    struct fixture own, *fixture = &own;
    begin(fixture, 1);
    hand_pool(&fixture->hand, "m7i.large", 2, 2);
    struct plan_service *web = hand_service(&fixture->hand, "web", "pool-1", 4);
    assert_true(target_complete(&fixture->hand.plan, &fixture->err));
    struct apply_settings given = fixture->hand.plan.apply;
    fixture->hand.plan.apply = (struct apply_settings){.account = ""};
    web->task_definition = "";
    assert_false(target_complete(&fixture->hand.plan, &fixture->err));
    assert_int_equal(fixture->err.kind, ERROR_INPUT);
    assert_string_equal(fixture->err.text,
                        "to apply it, the plan needs apply.account, apply.subnets, apply.security_groups, "
                        "apply.instance_profile, apply.image_parameters.x86_64, services[web].task_definition: give "
                        "them in the profile and plan again");
    fixture->hand.plan.apply = given;
    fixture->hand.plan.apply.cluster = "my shop";
    web->task_definition = "web";
    fixture->err = (struct error){.kind = ERROR_NONE};
    assert_false(target_complete(&fixture->hand.plan, &fixture->err));
    assert_string_equal(fixture->err.where, "apply.cluster");
    finish(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pool),        cmocka_unit_test(test_mixed_pool),     cmocka_unit_test(test_managed_pool),
        cmocka_unit_test(test_names),       cmocka_unit_test(test_schedule),       cmocka_unit_test(test_counts),
        cmocka_unit_test(test_definitions), cmocka_unit_test(test_week_of_counts), cmocka_unit_test(test_network),
        cmocka_unit_test(test_template),    cmocka_unit_test(test_complete),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
