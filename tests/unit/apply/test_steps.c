/* Steps of small plans, one by one: order, reasons, what is refused, what is left. */
#include "tests/unit/apply/steps_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void refuse(struct fixture *fixture, const char *where, const char *words)
{
    assert_false(steps_fixture_compute(fixture));
    assert_int_equal(fixture->err.kind, ERROR_POLICY);
    assert_string_equal(fixture->err.where, where);
    if (strstr(fixture->err.text, words) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", fixture->err.text, words);
}

static bool has_note(const struct fixture *fixture, const char *words)
{
    for (int i = 0; i < fixture->steps.notes.count; i++)
        if (strstr(fixture->steps.notes.items[i], words) != NULL)
            return true;
    return false;
}

static void test_first(void **state)
{
    (void)state;
    struct fixture own, *fixture = &own;
    steps_fixture_begin(fixture);
    hand_action(&fixture->hand, hand_pool(&fixture->hand, "m7i.large", 4, 6), 8, 4, 6);
    hand_service(&fixture->hand, "web", "pool-1", 8);
    hand_service(&fixture->hand, "worker", "fargate", 2);
    steps_fixture_apply(fixture);
    static const char *const ids[] = {"01 create cluster/shop new cluster",
                                      "02 update cluster/shop lock",
                                      "03 create launch_template/shop-m7i-large new pool",
                                      "04 create auto_scaling_group/shop-m7i-large new pool",
                                      "05 create capacity_provider/shop-m7i-large new pool",
                                      "06 update cluster_capacity_providers/shop attach",
                                      "07 create task_definition/worker:copy-of-7-256-512 copy for Fargate",
                                      "08 update auto_scaling_group/shop-m7i-large grow",
                                      "09 create service/web new service",
                                      "10 create service/worker new service",
                                      "11 create group_action/shop-m7i-large/bayplan-008 the plan's week",
                                      "12 update cluster/shop unlock",
                                      NULL};
    steps_fixture_expect(fixture, ids);
    assert_true(fixture->steps.steps[11].at_end);
    assert_string_equal(object_value(&fixture->steps.steps[3].object, "max_size"), "0");
    assert_true(steps_fixture_compute(fixture));
    assert_int_equal(fixture->steps.steps_count, 0);
    steps_fixture_finish(fixture);
}

/* From one pool to another, with and without leave to delete. */
static void test_move(void **state)
{
    (void)state;
    struct fixture own, *fixture = &own;
    steps_fixture_begin(fixture);
    struct plan_pool *pool = hand_pool(&fixture->hand, "m7i.large", 4, 6);
    hand_service(&fixture->hand, "web", "pool-1", 8);
    steps_fixture_apply(fixture);
    pool->instance_type = "m7g.large";
    assert_true(steps_fixture_compute(fixture));
    assert_true(has_note(fixture, "auto_scaling_group/shop-m7i-large is not in the plan: it is left; --allow-delete"));
    for (int i = 0; i < fixture->steps.steps_count; i++)
        assert_int_not_equal(fixture->steps.steps[i].action, STEP_DELETE);
    fixture->options.allow_delete = true;
    steps_fixture_apply(fixture);
    static const char *const ids[] = {"01 update cluster/shop lock",
                                      "02 create launch_template/shop-m7g-large new pool",
                                      "03 create auto_scaling_group/shop-m7g-large new pool",
                                      "04 create capacity_provider/shop-m7g-large new pool",
                                      "05 update cluster_capacity_providers/shop attach",
                                      "06 update auto_scaling_group/shop-m7g-large grow",
                                      "07 update service/web move",
                                      "08 update cluster_capacity_providers/shop not in the plan",
                                      "09 delete capacity_provider/shop-m7i-large not in the plan",
                                      "10 update auto_scaling_group/shop-m7i-large empty",
                                      "11 delete auto_scaling_group/shop-m7i-large not in the plan",
                                      "12 delete launch_template/shop-m7i-large not in the plan",
                                      "13 update cluster/shop unlock",
                                      NULL};
    steps_fixture_expect(fixture, ids);
    steps_fixture_finish(fixture);
}

/* A service that the plan has forgotten keeps its pool. */
static void test_forgotten(void **state)
{
    (void)state;
    struct fixture own, *fixture = &own;
    steps_fixture_begin(fixture);
    struct plan_pool *pool = hand_pool(&fixture->hand, "m7i.large", 4, 6);
    hand_service(&fixture->hand, "web", "pool-1", 8);
    steps_fixture_apply(fixture);
    pool->instance_type = "m7g.large";
    fixture->hand.plan.services_count = 0;
    fixture->options.allow_delete = true;
    steps_fixture_apply(fixture);
    assert_true(has_note(fixture, "service web is not in the plan: services are never taken away"));
    assert_true(has_note(fixture, "auto_scaling_group/shop-m7i-large is not in the plan: it is left, service web"));
    assert_non_null(world_find(&fixture->world, OBJECT_AUTO_SCALING_GROUP, "", "shop-m7i-large"));
    steps_fixture_finish(fixture);
}

static void test_owners(void **state)
{
    (void)state;
    struct fixture own, *fixture = &own;
    steps_fixture_begin(fixture);
    hand_service(&fixture->hand, "web", "fargate", 2);
    world_add(&fixture->world, OBJECT_CLUSTER, "", "shop", "", "");
    world_add(&fixture->world, OBJECT_CLUSTER_CAPACITY_PROVIDERS, "", "shop", "", "");
    struct object *service = world_add(&fixture->world, OBJECT_SERVICE, "shop", "web", "depot", "run-0");
    refuse(fixture, "cluster/shop", "give --adopt cluster/shop,service/web");
    const char *labels[] = {"cluster/shop", "service/*"};
    fixture->options.adopt = (struct field_strings){labels, 1};
    refuse(fixture, "service/web", "is there and not of stack \"shop\" (but of \"depot\")");
    fixture->options.adopt.count = 2;
    refuse(fixture, "service/web", "(but of \"depot\")"); /* a pattern takes no other stack's */
    labels[1] = "service/web";
    assert_true(steps_fixture_compute(fixture));
    assert_string_equal(fixture->steps.steps[1].id, "02 adopt cluster/shop tag as this stack's");
    assert_string_equal(fixture->steps.steps[2].id, "03 adopt service/web tag as this stack's");
    assert_string_equal(fixture->steps.steps[2].changes[0].before, "depot");
    assert_string_equal(fixture->steps.steps[2].object.run, "adopted");
    world_set(&fixture->world, service, "status", "DRAINING");
    refuse(fixture, "service/web", "is being deleted");
    world_set(&fixture->world, service, "status", "ACTIVE");
    world_set(&fixture->world, service, "deployment_controller", "CODE_DEPLOY");
    refuse(fixture, "service/web", "its deployments are CODE_DEPLOY's");
    world_set(&fixture->world, service, "deployment_controller", "ECS");
    world_set(&fixture->world, service, "scheduling_strategy", "DAEMON");
    refuse(fixture, "service/web", "is a DAEMON");
    steps_fixture_finish(fixture);
}

static void test_lock(void **state)
{
    (void)state;
    struct fixture own, *fixture = &own;
    steps_fixture_begin(fixture);
    hand_service(&fixture->hand, "web", "fargate", 2);
    struct object *cluster = world_add(&fixture->world, OBJECT_CLUSTER, "", "shop", "shop", "run-0");
    world_set(&fixture->world, cluster, "lock", "run-0@2026-11-18T10:31:00Z");
    refuse(fixture, "shop", "another run holds the cluster");
    world_set(&fixture->world, cluster, "lock", "run-0@2026-11-18T10:29:00Z");
    assert_true(steps_fixture_compute(fixture));
    assert_true(has_note(fixture, "taken over"));
    assert_string_equal(fixture->steps.steps[0].changes[0].before, "run-0@2026-11-18T10:29:00Z");
    world_set(&fixture->world, cluster, "lock", "run-1@2026-11-18T10:50:00Z"); /* this run's own, gone on with */
    assert_true(steps_fixture_compute(fixture));
    steps_fixture_finish(fixture);
}

/* Grow first, shrink last; a count of somebody's autoscaler is held still, never written. */
static void test_scaling(void **state)
{
    (void)state;
    struct fixture own, *fixture = &own;
    steps_fixture_begin(fixture);
    struct plan_pool *pool = hand_pool(&fixture->hand, "m7i.large", 4, 6);
    struct plan_service *web = hand_service(&fixture->hand, "web", "pool-1", 8);
    steps_fixture_apply(fixture);
    struct object *scaling = world_add(&fixture->world, OBJECT_SCALABLE_TARGET, "shop", "web", "", "");
    world_set(&fixture->world, scaling, "suspended", "dynamic_in");
    pool->instances_max = 2;
    pool->max_size.items[0] = 9;
    web->deployment.maximum_percent = 150;
    hand_tasks(&fixture->hand, web, &(int64_t){3}, 1);
    steps_fixture_apply(fixture);
    static const char *const ids[] = {"01 update cluster/shop lock",
                                      "02 update scalable_target/web suspend scaling",
                                      "03 update auto_scaling_group/shop-m7i-large grow",
                                      "04 update service/web settings",
                                      "05 update auto_scaling_group/shop-m7i-large shrink",
                                      "06 update scalable_target/web restore scaling",
                                      "07 update cluster/shop unlock",
                                      NULL};
    steps_fixture_expect(fixture, ids);
    assert_int_equal(fixture->steps.steps[2].changes_count, 1);
    assert_string_equal(fixture->steps.steps[2].changes[0].property, "max_size");
    assert_int_equal(fixture->steps.steps[3].changes_count, 1);
    assert_string_equal(fixture->steps.steps[3].changes[0].property, "maximum_percent");
    assert_true(fixture->steps.steps[5].at_end);
    assert_string_equal(fixture->steps.steps[5].changes[0].after, "dynamic_in");
    assert_string_equal(fixture->steps.steps[1].changes[0].after, "dynamic_in,dynamic_out");
    steps_fixture_finish(fixture);
}

static void test_template_version(void **state)
{
    (void)state;
    struct fixture own, *fixture = &own;
    steps_fixture_begin(fixture);
    hand_pool(&fixture->hand, "m7i.large", 4, 6);
    steps_fixture_apply(fixture);
    world_set(&fixture->world, world_find(&fixture->world, OBJECT_IMAGE, "", "/ami/x86"), "image_id", "ami-9");
    steps_fixture_apply(fixture);
    static const char *const ids[] = {
        "01 update cluster/shop lock", "02 update launch_template/shop-m7i-large new version",
        "03 update auto_scaling_group/shop-m7i-large settings", "04 update cluster/shop unlock", NULL};
    steps_fixture_expect(fixture, ids);
    const struct object *group = world_find(&fixture->world, OBJECT_AUTO_SCALING_GROUP, "", "shop-m7i-large");
    assert_string_equal(object_value(group, "launch_template_version"), "2");
    struct arena arena = {.newest = NULL};
    const struct object *template = world_find(&fixture->world, OBJECT_LAUNCH_TEMPLATE, "", "shop-m7i-large");
    assert_string_equal(step_value(&fixture->steps.steps[1], template, "instance_type", &arena), "m7i.large");
    assert_non_null(step_value(&fixture->steps.steps[1], NULL, "user_data", &arena));
    arena_release(&arena);
    steps_fixture_finish(fixture);
}

/* What our schedule leaves behind when the demand becomes constant stays, with what hangs on it. */
static void test_constant(void **state)
{
    (void)state;
    struct fixture own, *fixture = &own;
    int64_t tasks[24];
    for (int h = 0; h < 24; h++)
        tasks[h] = h < 8 ? 2 : 5;
    steps_fixture_begin(fixture);
    struct plan_service *web = hand_service(&fixture->hand, "web", "fargate", 2);
    hand_tasks(&fixture->hand, web, tasks, 24);
    steps_fixture_apply(fixture);
    hand_tasks(&fixture->hand, web, &(int64_t){4}, 1);
    steps_fixture_apply(fixture);
    static const char *const ids[] = {"01 update cluster/shop lock",
                                      "02 delete service_action/web/bayplan-000 not in the plan's week",
                                      "03 delete service_action/web/bayplan-008 not in the plan's week",
                                      "04 update scalable_target/web the plan's week",
                                      "05 update cluster/shop unlock",
                                      NULL};
    steps_fixture_expect(fixture, ids);
    const struct object *scaling = world_find(&fixture->world, OBJECT_SCALABLE_TARGET, "shop", "web");
    assert_string_equal(object_value(scaling, "min_capacity"), "4");
    assert_string_equal(object_value(scaling, "max_capacity"), "4");
    steps_fixture_finish(fixture);
}

/* A group whose template was deleted points at nothing, whatever is made under that name. */
static void test_lost_template(void **state)
{
    (void)state;
    struct fixture own, *fixture = &own;
    steps_fixture_begin(fixture);
    hand_pool(&fixture->hand, "m7i.large", 4, 6);
    steps_fixture_apply(fixture);
    world_remove(&fixture->world, OBJECT_LAUNCH_TEMPLATE, "", "shop-m7i-large");
    refuse(fixture, "auto_scaling_group/shop-m7i-large", "points at one that is no more");
    steps_fixture_finish(fixture);
}

/* --- states --- */

static void test_states(void **state)
{
    (void)state;
    struct arena arena = {.newest = NULL};
    struct text text;
    struct step_change change = {"min_size", "2", "4"};
    struct step step = {.action = STEP_UPDATE,
                        .object = {.kind = OBJECT_AUTO_SCALING_GROUP, .name = "g", .parent = "", .stack = "shop"},
                        .changes = &change,
                        .changes_count = 1};
    struct object now = step.object;
    text_init(&text, 1000);
    assert_int_equal(step_state(&step, NULL), STEP_NEITHER);
    object_set(&now, &arena, "min_size", "2");
    assert_int_equal(step_state(&step, &now), STEP_AS_BEFORE);
    object_set(&now, &arena, "min_size", "4");
    assert_int_equal(step_state(&step, &now), STEP_AS_AFTER);
    object_set(&now, &arena, "min_size", "3");
    assert_int_equal(step_state(&step, &now), STEP_NEITHER);
    step_difference(&step, &now, &text);
    assert_string_equal(text.bytes, "min_size: was 2, is to be 4, is 3");
    text_release(&text);
    /* A list to which others add meanwhile. */
    struct step_change list = {"capacity_providers", "FARGATE,old", "FARGATE,new"};
    step.object.kind = OBJECT_CLUSTER_CAPACITY_PROVIDERS;
    step.changes = &list;
    now = step.object;
    object_set(&now, &arena, "capacity_providers", "FARGATE,old,others");
    assert_int_equal(step_state(&step, &now), STEP_AS_BEFORE);
    assert_string_equal(step_value(&step, &now, "capacity_providers", &arena), "FARGATE,new,others");
    object_set(&now, &arena, "capacity_providers", "FARGATE,new,others");
    assert_int_equal(step_state(&step, &now), STEP_AS_AFTER);
    object_set(&now, &arena, "capacity_providers", "FARGATE,new,old");
    assert_int_equal(step_state(&step, &now), STEP_NEITHER);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first),    cmocka_unit_test(test_move),          cmocka_unit_test(test_forgotten),
        cmocka_unit_test(test_owners),   cmocka_unit_test(test_lock),          cmocka_unit_test(test_scaling),
        cmocka_unit_test(test_constant), cmocka_unit_test(test_lost_template), cmocka_unit_test(test_template_version),
        cmocka_unit_test(test_states),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
