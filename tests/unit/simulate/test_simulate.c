/* test_simulate.c — simulate_plan on small plans: what holds, what does not and why, what it costs, and that seeds and
 * scenarios do not disturb one another. */
#include "planner/simulate/deployment.h"
#include "planner/simulate/simulate.h"
#include "planner/simulate/week.h"
#include "tests/unit/simulate/small_plan.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define assert_near(found, expected) assert_true(fabs((found) - (expected)) < 1e-6)

static struct verdict verdict_of(const struct small *small, unsigned scenarios, int64_t seed, int64_t seeds)
{
    struct verdict verdict;
    struct error err = {0};
    struct simulate_options options = {.scenarios = scenarios, .seed = seed, .seeds = seeds};
    if (!simulate_plan(&small->plan, &options, &verdict, &err))
        fail_msg("%s: %s", err.where, err.text);
    return verdict;
}

static const struct verdict_scenario *find(const struct verdict *verdict, enum scenario scenario)
{
    for (int s = 0; s < verdict->scenarios_count; s++) {
        if (verdict->scenarios[s].scenario == scenario)
            return &verdict->scenarios[s];
    }
    fail_msg("no scenario %s", scenario_names[scenario]);
    return NULL;
}

static void test_holds(void **state)
{
    (void)state;
    struct small small;
    small_init(&small, 1, 4, 8);
    small_service(&small, "web", 512, 8);
    struct verdict verdict = verdict_of(&small, 0, 1, 10);
    assert_true(verdict.passed);
    assert_int_equal(verdict.scenarios_count, SCENARIOS_COUNT);
    const struct verdict_scenario *week = find(&verdict, SCENARIO_WEEK);
    assert_true(week->required && week->applies && week->passed);
    assert_int_equal(week->runs, 10);
    assert_int_equal(week->worst.tasks, 0);
    assert_near(week->instance_hours, 4 * 168);
    assert_near(week->planned_instance_hours, 4 * 168);
    assert_int_equal(week->usd_nano, INT64_C(67200000000));
    const struct verdict_scenario *deployment = find(&verdict, SCENARIO_DEPLOYMENT);
    assert_true(deployment->passed);
    assert_near(deployment->minutes_longest, 2); /* start eight, stop eight: there is room */
    assert_near(deployment->instance_hours, 0);
    assert_false(find(&verdict, SCENARIO_SPOT)->applies);
    verdict_release(&verdict);
}

static void test_too_small(void **state)
{
    (void)state;
    struct small small;
    small_init(&small, 1, 2, 8);
    small_service(&small, "web", 512, 10); /* four an instance */
    struct verdict verdict = verdict_of(&small, 0, 5, 3);
    assert_false(verdict.passed);
    const struct verdict_scenario *week = find(&verdict, SCENARIO_WEEK);
    assert_false(week->passed);
    assert_int_equal(week->runs_failed, 3);
    assert_near(week->unplaced_task_minutes, 2 * 60 * 168);
    assert_int_equal(week->worst.tasks, 2);
    assert_int_equal(week->worst.seed, 5);
    assert_string_equal(week->worst.service, "web");
    assert_string_equal(week->worst.why,
                        "none of 2 instances has 512 CPU units and 512 MiB free: 2 lack CPU (at most 0 "
                        "CPU units free)");
    assert_false(find(&verdict, SCENARIO_COLD_START)->passed);
    assert_false(find(&verdict, SCENARIO_DEPLOYMENT)->passed);
    assert_string_equal(find(&verdict, SCENARIO_DEPLOYMENT)->worst.why,
                        "8 of its tasks are healthy, as some had no place before it began");
    verdict_release(&verdict);
}

static void test_stuck_deployment(void **state)
{
    (void)state;
    struct small small;
    small_init(&small, 1, 4, 8);
    small_service(&small, "web", 512, 4)->deployment = (struct deployment){100, 100};
    small_service(&small, "idle", 512, 0)->deployment = (struct deployment){100, 100}; /* nothing to deploy */
    struct verdict verdict = verdict_of(&small, 0, 1, 2);
    assert_false(verdict.passed);
    const struct verdict_scenario *deployment = find(&verdict, SCENARIO_DEPLOYMENT);
    assert_true(deployment->required);
    assert_int_equal(deployment->runs, 2);
    assert_int_equal(deployment->runs_failed, 2);
    assert_string_equal(deployment->worst.why,
                        "minimum_healthy_percent 100 and maximum_percent 100 of 4 tasks let none "
                        "start and none stop");
    assert_true(find(&verdict, SCENARIO_WEEK)->passed);
    verdict_release(&verdict);
}

/* Eight tasks on two instances of four: a deployment needs room for eight more. */
static void test_deployment_grows(void **state)
{
    (void)state;
    struct small small;
    small_init(&small, 1, 2, 4);
    small_service(&small, "web", 512, 8);
    struct verdict verdict = verdict_of(&small, 1u << SCENARIO_DEPLOYMENT, 1, 4);
    const struct verdict_scenario *grown = find(&verdict, SCENARIO_DEPLOYMENT);
    assert_true(verdict.passed);
    assert_int_equal(verdict.scenarios_count, 1);
    assert_int_equal(grown->worst.tasks, 8);
    assert_string_equal(grown->worst.why, "new tasks wait while 2 instances boot");
    assert_near(grown->unplaced_task_minutes, 8 * 3);
    assert_near(grown->minutes_longest, 5);
    /* Two more from the first minute; from the fifth two are empty, and go 15 datapoints later, drained if need be. */
    assert_true(grown->instance_hours >= 2 * 19 / 60.0 && grown->instance_hours <= 2 * 21 / 60.0);
    verdict_release(&verdict);
    small.max_size[0] = 2;
    verdict = verdict_of(&small, 1u << SCENARIO_DEPLOYMENT, 1, 4);
    assert_false(verdict.passed);
    assert_non_null(strstr(find(&verdict, SCENARIO_DEPLOYMENT)->worst.why, "may not grow beyond 2 instances"));
    verdict_release(&verdict);
    small.max_size[0] = 4;
    small.plan.safety.deployments = DEPLOYMENTS_RESERVE;
    verdict = verdict_of(&small, 1u << SCENARIO_DEPLOYMENT, 1, 4);
    assert_false(verdict.passed);
    verdict_release(&verdict);
    small.instances[0] = small.max_size[0] = 4;
    verdict = verdict_of(&small, 1u << SCENARIO_DEPLOYMENT, 1, 4);
    assert_true(verdict.passed);
    verdict_release(&verdict);
}

/* Two new tasks at a time: at the end all three instances run some, so the third stays; a day of it is counted. */
static void test_deployment_leaves_more(void **state)
{
    (void)state;
    struct small small;
    small_init(&small, 1, 2, 4);
    small_service(&small, "web", 512, 8)->deployment = (struct deployment){100, 125};
    struct verdict verdict = verdict_of(&small, 1u << SCENARIO_DEPLOYMENT, 1, 4);
    const struct verdict_scenario *grown = find(&verdict, SCENARIO_DEPLOYMENT);
    assert_true(verdict.passed);
    assert_int_equal(grown->worst.tasks, 2);
    assert_near(grown->instance_hours, 24);
    assert_int_equal(grown->usd_nano, INT64_C(2400000000));
    verdict_release(&verdict);
}

/* What the planner asks beforehand is what the verdict says afterwards. */
static void test_growth_foretold(void **state)
{
    (void)state;
    struct small small;
    struct arena arena = {0};
    struct error err = {0};
    struct replay_pool pool;
    struct deployment_growth growth[3];
    small_init(&small, 24, 2, 4);
    small_service(&small, "idle", 512, 0);
    small_service(&small, "little", 64, 1);
    small_service(&small, "web", 448, 8);
    assert_true(workload_of_pool(&small.plan, 0, &arena, &pool, &err));
    deployment_grow(&pool, PROMISE_PLACEMENT, 3, growth);
    struct verdict verdict = verdict_of(&small, 1u << SCENARIO_DEPLOYMENT, 3, 1);
    const struct verdict_scenario *deployment = find(&verdict, SCENARIO_DEPLOYMENT);
    assert_true(growth[0].ends && growth[0].instances == 0);
    assert_true(growth[1].ends && growth[1].instances == 0 && growth[1].extra_instance_hours <= 0);
    assert_true(growth[2].ends);
    assert_int_equal(growth[2].instances, 2);
    assert_near(growth[1].extra_instance_hours + growth[2].extra_instance_hours, deployment->instance_hours);
    assert_near(growth[2].minutes, deployment->minutes_longest);
    verdict_release(&verdict);
    arena_release(&arena);
}

static void test_zone_loss(void **state)
{
    (void)state;
    struct small small;
    small_init(&small, 1, 4, 8);
    small_service(&small, "web", 512, 12);
    struct verdict verdict = verdict_of(&small, 1u << SCENARIO_ZONE_LOSS, 1, 5);
    const struct verdict_scenario *loss = find(&verdict, SCENARIO_ZONE_LOSS);
    assert_true(verdict.passed && loss->passed && !loss->required);
    assert_int_equal(loss->runs, 5 * 2);
    /* Six tasks lost, room for two; the rest waits 2 minutes for the group and 3 for the boot. */
    assert_int_equal(loss->worst.tasks, 4);
    assert_near(loss->unplaced_task_minutes, 4 * 5);
    assert_string_equal(loss->worst.why, "what is left has no room until 2 new instances are up");
    verdict_release(&verdict);
    small.plan.safety.survive_zone_loss = true;
    verdict = verdict_of(&small, 1u << SCENARIO_ZONE_LOSS, 1, 5);
    assert_false(verdict.passed);
    assert_non_null(strstr(find(&verdict, SCENARIO_ZONE_LOSS)->worst.why, "us-east-1a lost, none of 2 instances"));
    verdict_release(&verdict);
    small.instances[0] = 6;
    verdict = verdict_of(&small, 1u << SCENARIO_ZONE_LOSS, 1, 5);
    assert_true(verdict.passed);
    assert_near(find(&verdict, SCENARIO_ZONE_LOSS)->unplaced_task_minutes, 0);
    verdict_release(&verdict);
}

static void test_spot(void **state)
{
    (void)state;
    struct small small;
    small_init(&small, 1, 3, 6);
    small.pool.purchase = "spot";
    small_service(&small, "web", 512, 9);
    struct verdict verdict = verdict_of(&small, 1u << SCENARIO_SPOT, 1, 3);
    const struct verdict_scenario *spot = find(&verdict, SCENARIO_SPOT);
    assert_true(spot->applies && spot->passed && spot->required);
    /* All nine run through the two-minute warning, then wait for the boot of three instances. */
    assert_int_equal(spot->worst.tasks, 9);
    assert_near(spot->unplaced_task_minutes, 9 * 3);
    assert_near(spot->minutes_longest, 6);
    assert_near(spot->instance_hours, 0); /* three drain, then three boot */
    verdict_release(&verdict);
    small.pool.purchase = "managed_instances";
    verdict = verdict_of(&small, 1u << SCENARIO_SPOT, 1, 3);
    assert_false(find(&verdict, SCENARIO_SPOT)->applies || find(&verdict, SCENARIO_SPOT)->required);
    verdict_release(&verdict);
}

static void test_interfaces_and_daemons(void **state)
{
    (void)state;
    struct small small;
    struct plan_daemon daemon = {.name = "log-router",
                                 .cpu_units = 64,
                                 .memory_mib = 64,
                                 .architectures = 1u << ARCHITECTURE_X86_64,
                                 .network_mode = NETWORK_AWSVPC};
    small_init(&small, 1, 2, 2);
    small_service(&small, "web", 128, 6)->network_mode = NETWORK_AWSVPC;
    struct verdict verdict = verdict_of(&small, 1u << SCENARIO_WEEK, 1, 2);
    assert_true(verdict.passed);
    verdict_release(&verdict);
    small.plan.daemons = &daemon;
    small.plan.daemons_count = 1;
    verdict = verdict_of(&small, 1u << SCENARIO_WEEK, 1, 2);
    assert_false(verdict.passed);
    assert_non_null(strstr(find(&verdict, SCENARIO_WEEK)->worst.why, "2 lack a network interface"));
    verdict_release(&verdict);
}

/* Spread over all instances none is empty, so a target of 80 asks for a quarter more. */
static void test_target_below_hundred(void **state)
{
    (void)state;
    struct small small;
    small_init(&small, 1, 4, 8);
    small_service(&small, "web", 512, 8)->placement_strategies =
        (struct field_strings){(const char *[]){"spread:instanceId"}, 1};
    small.pool.target_capacity_percent = 80;
    struct verdict verdict = verdict_of(&small, 1u << SCENARIO_WEEK, 1, 3);
    assert_near(find(&verdict, SCENARIO_WEEK)->instance_hours, 5 * 168);
    assert_near(find(&verdict, SCENARIO_WEEK)->planned_instance_hours, 4 * 168);
    verdict_release(&verdict);
}

/* A day of 2 instances, 4 from 9 to 17 h: growth 5 minutes ahead, draining 2 minutes after. */
static void test_schedule(void **state)
{
    (void)state;
    struct small small;
    small_init(&small, 24, 2, 8);
    small_service(&small, "web", 512, 4);
    for (int h = 9; h < 17; h++) {
        small.instances[h] = 4;
        small.tasks[0][h] = 16;
    }
    small.pool.instances_max = 4;
    small.actions[0] = (struct plan_action){.hour_of_week = 9, .minutes_before = 5, .desired_capacity = 4};
    small.actions[1] = (struct plan_action){.hour_of_week = 17, .desired_capacity = 2};
    small.pool.scheduled_actions = small.actions;
    small.pool.scheduled_actions_count = 2;
    struct verdict verdict = verdict_of(&small, 1u << SCENARIO_WEEK, 1, 3);
    const struct verdict_scenario *week = find(&verdict, SCENARIO_WEEK);
    assert_true(verdict.passed);
    assert_near(week->planned_instance_hours, 7 * (16 * 2 + 8 * 4));
    assert_near(week->instance_hours, 7 * (16 * 2 + 8 * 4 + 2 * 5 / 60.0 + 2 * 2 / 60.0));
    verdict_release(&verdict);
    small.pool.scheduled_actions_count = 0; /* then the group is as large as it ever must be */
    verdict = verdict_of(&small, 1u << SCENARIO_WEEK, 1, 3);
    assert_near(find(&verdict, SCENARIO_WEEK)->instance_hours, 4 * 168);
    verdict_release(&verdict);
}

static void assert_same(const struct verdict_scenario *a, const struct verdict_scenario *b)
{
    assert_int_equal(a->passed, b->passed);
    assert_near(a->unplaced_task_minutes, b->unplaced_task_minutes);
    assert_near(a->instance_hours, b->instance_hours);
    assert_int_equal(a->worst.tasks, b->worst.tasks);
    assert_int_equal(a->worst.hour, b->worst.hour);
    assert_string_equal(a->worst.why, b->worst.why);
}

/* A plan with little room to spare, so that draws matter. */
static void small_tight(struct small *small)
{
    small_init(small, 24, 5, 9);
    small_service(small, "large", 1200, 3);
    small_service(small, "small", 400, 11);
    small_service(small, "tiny", 160, 5);
    for (int h = 8; h < 20; h++)
        small->tasks[1][h] = 6;
}

static void test_scenarios_apart(void **state)
{
    (void)state;
    struct small small;
    small_tight(&small);
    struct verdict all = verdict_of(&small, 0, 1, 20);
    const struct verdict_scenario *whole = find(&all, SCENARIO_WEEK);
    int failures = 0;
    double most = 0;
    int64_t worst_seed = 0;
    for (int s = 0; s < SCENARIOS_COUNT; s++) {
        struct verdict alone = verdict_of(&small, 1u << s, 1, 20);
        assert_same(find(&all, (enum scenario)s), find(&alone, (enum scenario)s));
        verdict_release(&alone);
    }
    for (int64_t seed = 1; seed <= 20; seed++) {
        struct verdict one = verdict_of(&small, 1u << SCENARIO_WEEK, seed, 1);
        failures += !one.passed;
        if (find(&one, SCENARIO_WEEK)->unplaced_task_minutes > most) {
            most = find(&one, SCENARIO_WEEK)->unplaced_task_minutes;
            worst_seed = seed;
        }
        verdict_release(&one);
    }
    assert_int_equal(failures, whole->runs_failed);
    assert_near(whole->unplaced_task_minutes, most);
    assert_true(worst_seed == whole->worst.seed || whole->worst.tasks > 1);
    assert_in_range(failures, 1, 19); /* else the plan is not tight and the test sees nothing */
    verdict_release(&all);
}

/* Where a service has most tasks is not where its deployment is worst: that is where least is free. */
static void test_worst_hour(void **state)
{
    (void)state;
    struct small small;
    small_init(&small, 24, 4, 9);
    small_service(&small, "web", 512, 4);
    small_service(&small, "other", 512, 2);
    small.tasks[0][3] = 5;
    small.tasks[1][14] = 12;
    struct verdict verdict = verdict_of(&small, 1u << SCENARIO_DEPLOYMENT, 1, 3);
    const struct verdict_scenario *deployment = find(&verdict, SCENARIO_DEPLOYMENT);
    assert_true(verdict.passed);
    assert_int_equal(deployment->runs, 3 * 2);
    assert_int_equal(deployment->worst.hour, 14);
    assert_string_equal(deployment->worst.service, "other");
    assert_int_equal(deployment->worst.tasks, 12);
    verdict_release(&verdict);
    small.tasks[1][14] = 2;
    small.instances[20] = 2; /* eight places, six taken */
    small.max_size[20] = 9;
    verdict = verdict_of(&small, 1u << SCENARIO_DEPLOYMENT, 1, 3);
    deployment = find(&verdict, SCENARIO_DEPLOYMENT);
    assert_int_equal(deployment->worst.hour, 20);
    assert_string_equal(deployment->worst.service, "web");
    assert_int_equal(deployment->worst.tasks, 2);
    verdict_release(&verdict);
}

/* Ten tasks and a fifth more do not fit where ten do; nor has a deployment then less to place. */
static void test_headroom(void **state)
{
    (void)state;
    struct small small;
    small_init(&small, 1, 3, 9);
    small_service(&small, "web", 512, 11);
    struct verdict verdict = verdict_of(&small, 0, 1, 3);
    assert_true(verdict.passed);
    assert_int_equal(find(&verdict, SCENARIO_DEPLOYMENT)->worst.tasks, 10);
    verdict_release(&verdict);
    small.plan.safety.headroom_ratio = 0.2;
    verdict = verdict_of(&small, 0, 1, 3);
    assert_false(verdict.passed);
    assert_int_equal(find(&verdict, SCENARIO_WEEK)->worst.tasks, 3 + 11 - 12);
    assert_int_equal(find(&verdict, SCENARIO_COLD_START)->worst.tasks, 2);
    verdict_release(&verdict);
    small.instances[0] = 4;
    verdict = verdict_of(&small, 0, 1, 3);
    assert_true(verdict.passed);
    assert_int_equal(find(&verdict, SCENARIO_DEPLOYMENT)->worst.tasks, 14 - 2);
    verdict_release(&verdict);
}

static void test_bad_input(void **state)
{
    (void)state;
    struct small small;
    struct verdict verdict = {.seed = 77};
    struct error err = {0};
    small_init(&small, 1, 2, 2);
    small_service(&small, "web", 512, 4);
    struct simulate_options options = {.seed = 1, .seeds = 0};
    assert_false(simulate_plan(&small.plan, &options, &verdict, &err));
    assert_int_equal(err.kind, ERROR_LIMIT);
    options = (struct simulate_options){.seed = -1, .seeds = 1};
    err = (struct error){0};
    assert_false(simulate_plan(&small.plan, &options, &verdict, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_int_equal(verdict.seed, 77); /* untouched */
}

static void test_no_pool(void **state)
{
    (void)state;
    struct small small;
    small_init(&small, 1, 2, 2);
    small.plan.pools_count = 0;
    struct verdict verdict = verdict_of(&small, 0, 1, 1);
    assert_true(verdict.passed);
    for (int s = 0; s < verdict.scenarios_count; s++)
        assert_false(verdict.scenarios[s].applies);
    verdict_release(&verdict);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_holds),
        cmocka_unit_test(test_too_small),
        cmocka_unit_test(test_stuck_deployment),
        cmocka_unit_test(test_deployment_grows),
        cmocka_unit_test(test_deployment_leaves_more),
        cmocka_unit_test(test_growth_foretold),
        cmocka_unit_test(test_zone_loss),
        cmocka_unit_test(test_spot),
        cmocka_unit_test(test_interfaces_and_daemons),
        cmocka_unit_test(test_target_below_hundred),
        cmocka_unit_test(test_schedule),
        cmocka_unit_test(test_scenarios_apart),
        cmocka_unit_test(test_worst_hour),
        cmocka_unit_test(test_headroom),
        cmocka_unit_test(test_bad_input),
        cmocka_unit_test(test_no_pool),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
