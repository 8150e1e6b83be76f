/* Reviews, guards, ways back, taking away, and the dry run as text. */
#include "data/policy.h"
#include "tests/unit/apply/steps_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const char *const families[] = {"web", "worker", NULL};

/* --- reviews and guards --- */

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
    steps_fixture_begin(fixture);
    fixture->options.adopt = (struct field_strings){all, 1};
    hand_service(&fixture->hand, "web", "fargate", 8);
    world_add(&fixture->world, OBJECT_CLUSTER, "", "shop", "", "");
    struct object *service = world_add(&fixture->world, OBJECT_SERVICE, "shop", "web", "", "");
    world_set(&fixture->world, service, "maximum_percent", "200");
    world_set(&fixture->world, service, "desired_count", "3");
    assert_true(steps_fixture_compute(fixture));
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
    steps_fixture_finish(fixture);
}

static bool guarded(struct fixture *fixture, int64_t growth, int64_t shrink, const struct policy *policy)
{
    struct guard guard = {growth, shrink, policy};
    fixture->err = (struct error){.kind = ERROR_NONE};
    return guard_check(&guard, &fixture->hand.plan, &fixture->world.cluster, &fixture->steps, &fixture->err);
}

static void test_guard(void **state)
{
    (void)state;
    struct fixture own, *fixture = &own;
    struct plan_pool *pool;
    struct policy policy = {.budget = {.given = true, .usd_per_month_nano = 100 * NANO_PER_USD}};
    steps_fixture_begin_pool(fixture, &pool);
    assert_true(guarded(fixture, 0, 0, NULL)); /* what is new is no growth */
    pool->instances_max = 6;
    assert_true(steps_fixture_compute(fixture));
    assert_true(guarded(fixture, 50, 20, NULL));
    assert_false(guarded(fixture, 49, 20, NULL));
    assert_int_equal(fixture->err.kind, ERROR_POLICY);
    assert_string_equal(fixture->err.where, "02 update auto_scaling_group/shop-m7i-large grow");
    assert_non_null(strstr(fixture->err.text, "min_size from 4 to 6 is 50 % more"));
    assert_non_null(strstr(fixture->err.text, "--max-change 50"));
    pool->instances_max = 3;
    assert_true(steps_fixture_compute(fixture));
    assert_false(guarded(fixture, 50, 24, NULL));
    assert_true(guarded(fixture, 50, 25, NULL));
    fixture->hand.plan.cost.total = 101 * NANO_PER_USD;
    assert_false(guarded(fixture, 50, 25, &policy));
    assert_non_null(strstr(fixture->err.text, "$101.00 a month, and the policy allows $100.00"));
    policy.budget.level = LEVEL_WARN;
    assert_true(guarded(fixture, 50, 25, &policy));
    steps_fixture_finish(fixture);
}

/* Actions of other hours are other objects: the week's most and least are compared as such. */
static void test_guard_week(void **state)
{
    (void)state;
    struct fixture own, *fixture = &own;
    struct plan_pool *pool;
    steps_fixture_begin_pool(fixture, &pool);
    const char *group = "shop-m7i-large"; /* an addition moves the objects: each is set at once */
    world_set(&fixture->world, world_add(&fixture->world, OBJECT_GROUP_ACTION, group, "bayplan-009", "shop", "r"),
              "min_size", "10");
    world_set(&fixture->world, world_add(&fixture->world, OBJECT_GROUP_ACTION, group, "bayplan-020", "shop", "r"),
              "min_size", "4");
    int64_t instances[] = {4, 10};
    pool->instances = (struct field_integers){instances, 2};
    assert_true(guarded(fixture, 0, 0, NULL));
    instances[1] = 7;
    assert_false(guarded(fixture, 50, 29, NULL));
    assert_int_equal(fixture->err.kind, ERROR_POLICY);
    assert_string_equal(fixture->err.where, "shop-m7i-large");
    assert_non_null(strstr(fixture->err.text, "the week's most from 10 to 7 is 30 % less"));
    assert_true(guarded(fixture, 50, 30, NULL));
    instances[0] = 7;
    assert_false(guarded(fixture, 74, 30, NULL));
    assert_non_null(strstr(fixture->err.text, "the week's least from 4 to 7 is 75 % more"));
    steps_fixture_finish(fixture);
}

/* --- taking away --- */

static void test_destroy(void **state)
{
    (void)state;
    struct fixture own, *fixture = &own;
    struct plan_pool *pool;
    steps_fixture_begin_pool(fixture, &pool);
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
    steps_fixture_expect(fixture, ids);
    if (!world_apply(&fixture->world, &fixture->steps, NULL))
        fail_msg("%s", fixture->world.broken);
    steps_fixture_finish(fixture);
}

/* One stack's name, two clusters: what belongs to the other is not seen as left over. */
static void test_other_cluster(void **state)
{
    (void)state;
    struct fixture own, *fixture = &own;
    struct plan_pool *pool;
    steps_fixture_begin_pool(fixture, &pool);
    fixture->hand.plan.apply.cluster = "staging";
    fixture->options.allow_delete = true;
    assert_true(steps_fixture_compute(fixture));
    assert_int_equal(fixture->steps.notes.count, 0);
    for (int i = 0; i < fixture->steps.steps_count; i++)
        assert_int_not_equal(fixture->steps.steps[i].action, STEP_DELETE);
    steps_release(&fixture->steps);
    assert_true(
        steps_destroy("shop", "staging", &fixture->world.cluster, &fixture->options, &fixture->steps, &fixture->err));
    assert_int_equal(fixture->steps.steps_count, 0);
    steps_fixture_finish(fixture);
}

static void test_same_steps(void **state)
{
    (void)state;
    struct fixture own, *fixture = &own;
    struct plan_pool *pool;
    struct steps reviewed;
    steps_fixture_begin_pool(fixture, &pool);
    pool->instance_type = "m7g.large";
    assert_true(steps_fixture_compute(fixture));
    reviewed = fixture->steps;
    fixture->steps = (struct steps){.stack = NULL};
    fixture->options.run = "run-2"; /* another run and lock, the same steps */
    fixture->options.lock = "run-2@2026-11-18T11:40:00Z";
    assert_true(steps_fixture_compute(fixture));
    assert_true(steps_same_as_reviewed(&reviewed, &fixture->steps, &fixture->err));
    fixture->options.allow_delete = true;
    assert_true(steps_fixture_compute(fixture));
    assert_false(steps_same_as_reviewed(&reviewed, &fixture->steps, &fixture->err));
    assert_int_equal(fixture->err.kind, ERROR_DRIFT);
    steps_release(&reviewed);
    steps_fixture_finish(fixture);
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
    steps_fixture_begin(fixture);
    hand_pool(&fixture->hand, "m7i.large", 4, 6);
    hand_service(&fixture->hand, "web", "pool-1", 8);
    hand_service(&fixture->hand, "worker", "fargate", 8);
    steps_fixture_apply(fixture);
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
    steps_fixture_finish(fixture);
}

static void test_text(void **state)
{
    (void)state;
    struct fixture own, *fixture = &own;
    struct text text;
    struct plan_pool *pool;
    steps_fixture_begin_pool(fixture, &pool);
    pool->instances_max = 5;
    assert_true(steps_fixture_compute(fixture));
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
    steps_fixture_finish(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_review),  cmocka_unit_test(test_guard),         cmocka_unit_test(test_guard_week),
        cmocka_unit_test(test_destroy), cmocka_unit_test(test_other_cluster), cmocka_unit_test(test_same_steps),
        cmocka_unit_test(test_undo),    cmocka_unit_test(test_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
