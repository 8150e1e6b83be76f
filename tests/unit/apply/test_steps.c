/* Steps of small plans, one by one: order, reasons, what is refused, what is left; documents, reviews and guards. */
#include "data/policy.h"
#include "planner/apply/lists.h"
#include "planner/apply/steps.h"
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
    struct steps steps;
    struct step_options options;
    struct error err;
};

static void begin(struct fixture *fixture)
{
    *fixture = (struct fixture){.err = {.kind = ERROR_NONE}};
    hand_begin(&fixture->hand, 24);
    world_begin(&fixture->world, "shop", families);
    fixture->options = (struct step_options){.run = "run-1", .lock = "run-1@2026-11-18T11:30:00Z"};
}

static bool compute(struct fixture *fixture)
{
    target_release(&fixture->target);
    steps_release(&fixture->steps);
    fixture->err = (struct error){.kind = ERROR_NONE};
    if (!target_make(&fixture->hand.plan, &fixture->world.cluster, &fixture->target, &fixture->err))
        fail_msg("%s: %s", fixture->err.where, fixture->err.text);
    return steps_compute(&fixture->target, &fixture->world.cluster, &fixture->options, &fixture->steps, &fixture->err);
}

static void apply(struct fixture *fixture)
{
    if (!compute(fixture))
        fail_msg("%s: %s", fixture->err.where, fixture->err.text);
    if (!world_apply(&fixture->world, &fixture->steps, &fixture->target))
        fail_msg("%s", fixture->world.broken);
}

static void expect(struct fixture *fixture, const char *const *ids)
{
    for (int i = 0; i < fixture->steps.steps_count || ids[i] != NULL; i++) {
        const char *id = i < fixture->steps.steps_count ? fixture->steps.steps[i].id : "no more steps";
        assert_string_equal(id, ids[i] != NULL ? ids[i] : "no more steps");
    }
}

static void refuse(struct fixture *fixture, const char *where, const char *words)
{
    assert_false(compute(fixture));
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

static void finish(struct fixture *fixture)
{
    steps_release(&fixture->steps);
    target_release(&fixture->target);
    hand_release(&fixture->hand);
    world_release(&fixture->world);
}

static void test_first(void **state)
{
    (void)state;
    struct fixture own, *fixture = &own;
    begin(fixture);
    hand_action(&fixture->hand, hand_pool(&fixture->hand, "m7i.large", 4, 6), 8, 4, 6);
    hand_service(&fixture->hand, "web", "pool-1", 8);
    hand_service(&fixture->hand, "worker", "fargate", 2);
    apply(fixture);
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
    expect(fixture, ids);
    assert_true(fixture->steps.steps[11].at_end);
    assert_string_equal(object_value(&fixture->steps.steps[3].object, "max_size"), "0");
    assert_true(compute(fixture));
    assert_int_equal(fixture->steps.steps_count, 0);
    finish(fixture);
}

/* From one pool to another, with and without leave to delete. */
static void test_move(void **state)
{
    (void)state;
    struct fixture own, *fixture = &own;
    begin(fixture);
    struct plan_pool *pool = hand_pool(&fixture->hand, "m7i.large", 4, 6);
    hand_service(&fixture->hand, "web", "pool-1", 8);
    apply(fixture);
    pool->instance_type = "m7g.large";
    assert_true(compute(fixture));
    assert_true(has_note(fixture, "auto_scaling_group/shop-m7i-large is not in the plan: it is left; --allow-delete"));
    for (int i = 0; i < fixture->steps.steps_count; i++)
        assert_int_not_equal(fixture->steps.steps[i].action, STEP_DELETE);
    fixture->options.allow_delete = true;
    apply(fixture);
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
    expect(fixture, ids);
    finish(fixture);
}

/* A service that the plan has forgotten keeps its pool. */
static void test_forgotten(void **state)
{
    (void)state;
    struct fixture own, *fixture = &own;
    begin(fixture);
    struct plan_pool *pool = hand_pool(&fixture->hand, "m7i.large", 4, 6);
    hand_service(&fixture->hand, "web", "pool-1", 8);
    apply(fixture);
    pool->instance_type = "m7g.large";
    fixture->hand.plan.services_count = 0;
    fixture->options.allow_delete = true;
    apply(fixture);
    assert_true(has_note(fixture, "service web is not in the plan: services are never taken away"));
    assert_true(has_note(fixture, "auto_scaling_group/shop-m7i-large is not in the plan: it is left, service web"));
    assert_non_null(world_find(&fixture->world, OBJECT_AUTO_SCALING_GROUP, "", "shop-m7i-large"));
    finish(fixture);
}

static void test_owners(void **state)
{
    (void)state;
    struct fixture own, *fixture = &own;
    begin(fixture);
    hand_service(&fixture->hand, "web", "fargate", 2);
    world_add(&fixture->world, OBJECT_CLUSTER, "", "shop", "", "");
    world_add(&fixture->world, OBJECT_CLUSTER_CAPACITY_PROVIDERS, "", "shop", "", "");
    struct object *service = world_add(&fixture->world, OBJECT_SERVICE, "shop", "web", "depot", "run-0");
    refuse(fixture, "cluster/shop", "give --adopt cluster/shop,service/web");
    const char *labels[] = {"cluster/shop", "service/*"};
    fixture->options.adopt = (struct field_strings){labels, 1};
    refuse(fixture, "service/web", "is there and not of stack \"shop\" (but of \"depot\")");
    fixture->options.adopt.count = 2;
    assert_true(compute(fixture));
    assert_string_equal(fixture->steps.steps[1].id, "02 adopt cluster/shop tag as this stack's");
    assert_string_equal(fixture->steps.steps[2].id, "03 adopt service/web tag as this stack's");
    assert_string_equal(fixture->steps.steps[2].changes[0].before, "depot");
    assert_string_equal(fixture->steps.steps[2].object.run, "adopted");
    world_set(&fixture->world, service, "status", "DRAINING");
    refuse(fixture, "service/web", "is being deleted");
    world_set(&fixture->world, service, "status", "ACTIVE");
    world_set(&fixture->world, service, "scheduling_strategy", "DAEMON");
    refuse(fixture, "service/web", "is a DAEMON");
    finish(fixture);
}

static void test_lock(void **state)
{
    (void)state;
    struct fixture own, *fixture = &own;
    begin(fixture);
    hand_service(&fixture->hand, "web", "fargate", 2);
    struct object *cluster = world_add(&fixture->world, OBJECT_CLUSTER, "", "shop", "shop", "run-0");
    world_set(&fixture->world, cluster, "lock", "run-0@2026-11-18T10:31:00Z");
    refuse(fixture, "shop", "another run holds the cluster");
    world_set(&fixture->world, cluster, "lock", "run-0@2026-11-18T10:29:00Z");
    assert_true(compute(fixture));
    assert_true(has_note(fixture, "taken over"));
    assert_string_equal(fixture->steps.steps[0].changes[0].before, "run-0@2026-11-18T10:29:00Z");
    world_set(&fixture->world, cluster, "lock", "run-1@2026-11-18T10:50:00Z"); /* this run's own, gone on with */
    assert_true(compute(fixture));
    finish(fixture);
}

/* Grow first, shrink last; a count of somebody's autoscaler is held still, never written. */
static void test_scaling(void **state)
{
    (void)state;
    struct fixture own, *fixture = &own;
    begin(fixture);
    struct plan_pool *pool = hand_pool(&fixture->hand, "m7i.large", 4, 6);
    struct plan_service *web = hand_service(&fixture->hand, "web", "pool-1", 8);
    apply(fixture);
    struct object *scaling = world_add(&fixture->world, OBJECT_SCALABLE_TARGET, "shop", "web", "", "");
    world_set(&fixture->world, scaling, "suspended", "dynamic_in");
    pool->instances_max = 2;
    pool->max_size.items[0] = 9;
    web->deployment.maximum_percent = 150;
    hand_tasks(&fixture->hand, web, &(int64_t){3}, 1);
    apply(fixture);
    static const char *const ids[] = {"01 update cluster/shop lock",
                                      "02 update scalable_target/web suspend scaling",
                                      "03 update auto_scaling_group/shop-m7i-large grow",
                                      "04 update service/web settings",
                                      "05 update auto_scaling_group/shop-m7i-large shrink",
                                      "06 update scalable_target/web restore scaling",
                                      "07 update cluster/shop unlock",
                                      NULL};
    expect(fixture, ids);
    assert_int_equal(fixture->steps.steps[2].changes_count, 1);
    assert_string_equal(fixture->steps.steps[2].changes[0].property, "max_size");
    assert_int_equal(fixture->steps.steps[3].changes_count, 1);
    assert_string_equal(fixture->steps.steps[3].changes[0].property, "maximum_percent");
    assert_true(fixture->steps.steps[5].at_end);
    assert_string_equal(fixture->steps.steps[5].changes[0].after, "dynamic_in");
    finish(fixture);
}

static void test_template_version(void **state)
{
    (void)state;
    struct fixture own, *fixture = &own;
    begin(fixture);
    hand_pool(&fixture->hand, "m7i.large", 4, 6);
    apply(fixture);
    world_set(&fixture->world, world_find(&fixture->world, OBJECT_IMAGE, "", "/ami/x86"), "image_id", "ami-9");
    apply(fixture);
    static const char *const ids[] = {
        "01 update cluster/shop lock", "02 update launch_template/shop-m7i-large new version",
        "03 update auto_scaling_group/shop-m7i-large settings", "04 update cluster/shop unlock", NULL};
    expect(fixture, ids);
    const struct object *group = world_find(&fixture->world, OBJECT_AUTO_SCALING_GROUP, "", "shop-m7i-large");
    assert_string_equal(object_value(group, "launch_template_version"), "2");
    struct arena arena = {.newest = NULL};
    const struct object *template = world_find(&fixture->world, OBJECT_LAUNCH_TEMPLATE, "", "shop-m7i-large");
    assert_string_equal(step_value(&fixture->steps.steps[1], template, "instance_type", &arena), "m7i.large");
    assert_non_null(step_value(&fixture->steps.steps[1], NULL, "user_data", &arena));
    arena_release(&arena);
    finish(fixture);
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

/* --- reviews and guards --- */

static void begin_pool(struct fixture *fixture, struct plan_pool **ret_pool)
{
    begin(fixture);
    *ret_pool = hand_pool(&fixture->hand, "m7i.large", 4, 6);
    hand_service(&fixture->hand, "web", "pool-1", 8);
    apply(fixture);
}

static bool reviewed(struct fixture *fixture, const char *plan, const char *moment)
{
    struct steps_document document = {
        .plan_sha256 = "abc", .observed_at = "2026-11-18T10:30:00Z", .expires_at = "2026-11-18T11:30:00Z"};
    struct arena arena = {.newest = NULL};
    struct world then;
    world_begin(&then, "shop", families);
    world_add(&then, OBJECT_CLUSTER, "", "shop", "", "");
    struct object *service = world_add(&then, OBJECT_SERVICE, "shop", "web", "", "");
    world_set(&then, service, "maximum_percent", "200");
    world_set(&then, service, "desired_count", "3");
    steps_observed(&fixture->steps, &fixture->target, &then.cluster, &arena, &document.observed,
                   &document.observed_count);
    fixture->err = (struct error){.kind = ERROR_NONE};
    bool ok = steps_reviewed(&fixture->steps, &document, plan, &fixture->world.cluster, moment, &fixture->err);
    arena_release(&arena);
    world_release(&then);
    return ok;
}

static void test_review(void **state)
{
    (void)state;
    struct fixture own, *fixture = &own;
    const char *all[] = {"*"}, *at = "2026-11-18T11:30:00Z";
    begin(fixture);
    fixture->options.adopt = (struct field_strings){all, 1};
    hand_service(&fixture->hand, "web", "fargate", 8);
    world_add(&fixture->world, OBJECT_CLUSTER, "", "shop", "", "");
    struct object *service = world_add(&fixture->world, OBJECT_SERVICE, "shop", "web", "", "");
    world_set(&fixture->world, service, "maximum_percent", "200");
    world_set(&fixture->world, service, "desired_count", "3");
    assert_true(compute(fixture));
    assert_true(reviewed(fixture, "abc", at));
    assert_false(reviewed(fixture, "abd", at));
    assert_int_equal(fixture->err.kind, ERROR_INPUT);
    assert_false(reviewed(fixture, "abc", "2026-11-18T11:30:01Z"));
    assert_int_equal(fixture->err.kind, ERROR_DRIFT);
    world_set(&fixture->world, service, "maximum_percent", "150");
    assert_false(reviewed(fixture, "abc", at));
    assert_int_equal(fixture->err.kind, ERROR_DRIFT);
    assert_non_null(strstr(fixture->err.text, "service/web: maximum_percent was 200, is 150"));
    world_set(&fixture->world, service, "maximum_percent", "200");
    world_set(&fixture->world, service, "desired_count", "5");
    assert_false(reviewed(fixture, "abc", at));
    world_add(&fixture->world, OBJECT_SCALABLE_TARGET, "shop", "web", "", ""); /* it may move the count */
    assert_true(reviewed(fixture, "abc", at));
    fixture->world.cluster.account = "210987654321";
    assert_false(reviewed(fixture, "abc", at));
    assert_int_equal(fixture->err.kind, ERROR_INPUT);
    fixture->world.cluster.account = "123456789012";
    world_add(&fixture->world, OBJECT_TASK_DEFINITION, "", "web:copy-of-7-256-512", "", "");
    assert_false(reviewed(fixture, "abc", at));
    assert_non_null(strstr(fixture->err.text, "is there already"));
    finish(fixture);
}

static bool guarded(struct fixture *fixture, int64_t growth, int64_t shrink, const struct policy *policy)
{
    struct guard guard = {growth, shrink, policy};
    fixture->err = (struct error){.kind = ERROR_NONE};
    return guard_check(&guard, &fixture->hand.plan, &fixture->steps, &fixture->err);
}

static void test_guard(void **state)
{
    (void)state;
    struct fixture own, *fixture = &own;
    struct plan_pool *pool;
    struct policy policy = {.budget = {.given = true, .usd_per_month_nano = 100 * NANO_PER_USD}};
    begin_pool(fixture, &pool);
    assert_true(guarded(fixture, 0, 0, NULL)); /* what is new is no growth */
    pool->instances_max = 6;
    assert_true(compute(fixture));
    assert_true(guarded(fixture, 50, 20, NULL));
    assert_false(guarded(fixture, 49, 20, NULL));
    assert_int_equal(fixture->err.kind, ERROR_POLICY);
    assert_string_equal(fixture->err.where, "02 update auto_scaling_group/shop-m7i-large grow");
    assert_non_null(strstr(fixture->err.text, "min_size from 4 to 6 is 50 % more"));
    assert_non_null(strstr(fixture->err.text, "--max-change 50"));
    pool->instances_max = 3;
    assert_true(compute(fixture));
    assert_false(guarded(fixture, 50, 24, NULL));
    assert_true(guarded(fixture, 50, 25, NULL));
    fixture->hand.plan.cost.total = 101 * NANO_PER_USD;
    assert_false(guarded(fixture, 50, 25, &policy));
    assert_non_null(strstr(fixture->err.text, "$101.00 a month, and the policy allows $100.00"));
    policy.budget.level = LEVEL_WARN;
    assert_true(guarded(fixture, 50, 25, &policy));
    finish(fixture);
}

/* --- taking away --- */

static void test_destroy(void **state)
{
    (void)state;
    struct fixture own, *fixture = &own;
    struct plan_pool *pool;
    begin_pool(fixture, &pool);
    steps_release(&fixture->steps);
    struct object *stranger = world_add(&fixture->world, OBJECT_SERVICE, "shop", "theirs", "", "");
    world_set(&fixture->world, stranger, "capacity_provider_strategy", "shop-m7i-large:0:1");
    assert_false(
        steps_destroy("shop", "shop", &fixture->world.cluster, &fixture->options, &fixture->steps, &fixture->err));
    assert_int_equal(fixture->err.kind, ERROR_POLICY);
    assert_string_equal(fixture->err.where, "service/theirs");
    world_remove(&fixture->world, OBJECT_SERVICE, "shop", "theirs");
    fixture->err = (struct error){.kind = ERROR_NONE};
    fixture->world.destroying = true;
    assert_true(
        steps_destroy("shop", "shop", &fixture->world.cluster, &fixture->options, &fixture->steps, &fixture->err));
    static const char *const ids[] = {"01 update cluster/shop lock",
                                      "02 update service/web stop its tasks",
                                      "03 delete service/web the stack goes",
                                      "04 update cluster_capacity_providers/shop the stack goes",
                                      "05 delete capacity_provider/shop-m7i-large the stack goes",
                                      "06 update auto_scaling_group/shop-m7i-large empty",
                                      "07 delete auto_scaling_group/shop-m7i-large the stack goes",
                                      "08 delete launch_template/shop-m7i-large the stack goes",
                                      "09 update cluster/shop unlock",
                                      "10 delete cluster/shop the stack goes",
                                      NULL};
    expect(fixture, ids);
    if (!world_apply(&fixture->world, &fixture->steps, NULL))
        fail_msg("%s", fixture->world.broken);
    finish(fixture);
}

/* One stack's name, two clusters: what belongs to the other is not seen as left over. */
static void test_other_cluster(void **state)
{
    (void)state;
    struct fixture own, *fixture = &own;
    struct plan_pool *pool;
    begin_pool(fixture, &pool);
    fixture->hand.plan.apply.cluster = "staging";
    fixture->options.allow_delete = true;
    assert_true(compute(fixture));
    assert_int_equal(fixture->steps.notes.count, 0);
    for (int i = 0; i < fixture->steps.steps_count; i++)
        assert_int_not_equal(fixture->steps.steps[i].action, STEP_DELETE);
    steps_release(&fixture->steps);
    assert_true(
        steps_destroy("shop", "staging", &fixture->world.cluster, &fixture->options, &fixture->steps, &fixture->err));
    assert_int_equal(fixture->steps.steps_count, 0);
    finish(fixture);
}

static void test_same_steps(void **state)
{
    (void)state;
    struct fixture own, *fixture = &own;
    struct plan_pool *pool;
    struct steps reviewed;
    begin_pool(fixture, &pool);
    pool->instance_type = "m7g.large";
    assert_true(compute(fixture));
    reviewed = fixture->steps;
    fixture->steps = (struct steps){.stack = NULL};
    fixture->options.run = "run-2"; /* another run and lock, the same steps */
    fixture->options.lock = "run-2@2026-11-18T11:40:00Z";
    assert_true(compute(fixture));
    assert_true(steps_same_as_reviewed(&reviewed, &fixture->steps, &fixture->err));
    fixture->options.allow_delete = true;
    assert_true(compute(fixture));
    assert_false(steps_same_as_reviewed(&reviewed, &fixture->steps, &fixture->err));
    assert_int_equal(fixture->err.kind, ERROR_DRIFT);
    steps_release(&reviewed);
    finish(fixture);
}

static bool undo(struct fixture *fixture)
{
    struct steps back;
    bool done[32];
    memset(done, 1, sizeof done);
    fixture->err = (struct error){.kind = ERROR_NONE};
    assert_true(steps_invert(&fixture->steps, done, &back, &fixture->err));
    bool ok = steps_undo_check(&back, &fixture->world.cluster, &fixture->err);
    steps_release(&back);
    return ok;
}

static void test_undo(void **state)
{
    (void)state;
    struct fixture own, *fixture = &own;
    begin(fixture);
    hand_pool(&fixture->hand, "m7i.large", 4, 6);
    hand_service(&fixture->hand, "web", "pool-1", 8);
    hand_service(&fixture->hand, "worker", "fargate", 8);
    apply(fixture);
    assert_true(undo(fixture));
    struct object *theirs = world_add(&fixture->world, OBJECT_SERVICE, "shop", "theirs", "", "");
    world_set(&fixture->world, theirs, "capacity_provider_strategy", "shop-m7i-large:0:1");
    assert_false(undo(fixture));
    assert_int_equal(fixture->err.kind, ERROR_POLICY);
    assert_string_equal(fixture->err.where, "service/theirs");
    world_remove(&fixture->world, OBJECT_SERVICE, "shop", "theirs");
    world_set(&fixture->world, world_find(&fixture->world, OBJECT_SERVICE, "shop", "web"), "task_definition", "web:9");
    assert_false(undo(fixture));
    assert_int_equal(fixture->err.kind, ERROR_DRIFT);
    assert_string_equal(fixture->err.where, "service/web");
    finish(fixture);
}

static void test_text(void **state)
{
    (void)state;
    struct fixture own, *fixture = &own;
    struct text text;
    struct plan_pool *pool;
    begin_pool(fixture, &pool);
    pool->instances_max = 5;
    assert_true(compute(fixture));
    text_init(&text, 10000);
    steps_text(&fixture->steps, &text);
    assert_string_equal(text.bytes, "cluster shop in account 123456789012, us-east-1\n"
                                    "  ~ 01 update cluster/shop lock\n"
                                    "      lock: none -> run-1@2026-11-18T11:30:00Z\n"
                                    "  ~ 02 update auto_scaling_group/shop-m7i-large grow\n"
                                    "      min_size: 4 -> 5\n"
                                    "  ~ 03 update cluster/shop unlock\n"
                                    "      lock: run-1@2026-11-18T11:30:00Z -> none\n"
                                    "0 to create, 1 to change, 0 to delete\n");
    text_release(&text);
    finish(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first),      cmocka_unit_test(test_move),
        cmocka_unit_test(test_owners),     cmocka_unit_test(test_forgotten),
        cmocka_unit_test(test_lock),       cmocka_unit_test(test_scaling),
        cmocka_unit_test(test_states),     cmocka_unit_test(test_template_version),
        cmocka_unit_test(test_review),     cmocka_unit_test(test_guard),
        cmocka_unit_test(test_destroy),    cmocka_unit_test(test_text),
        cmocka_unit_test(test_undo),       cmocka_unit_test(test_other_cluster),
        cmocka_unit_test(test_same_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
