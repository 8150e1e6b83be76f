/* test_plan.c — a plan written, read and written again gives the same bytes and means the same. Bad plans:
 * tests/invalid. */
#include "data/base/file.h"
#include "data/plan.h"
#include "tests/unit/documents/sample_plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { PLAN_BYTES_MAX = 16 * 1024 * 1024, RANDOM_PLANS = 500 };

static struct text write_plan(const struct plan *plan)
{
    struct text text;
    text_init(&text, PLAN_BYTES_MAX);
    plan_write(plan, &text);
    assert_false(text.overflown);
    return text;
}

static struct plan read_plan(const struct text *text)
{
    struct plan plan = {0};
    struct error err = {0};
    if (!plan_parse("plan", text->bytes, text->length, &plan, &err))
        fail_msg("%s: %s\n%s", err.where, err.text, text->bytes);
    return plan;
}

static void assert_round_trip(const struct plan *plan)
{
    struct text first = write_plan(plan);
    struct plan again = read_plan(&first);
    struct text second = write_plan(&again);
    assert_string_equal(first.bytes, second.bytes);
    plan_release(&again);
    text_release(&first);
    text_release(&second);
}

static void test_round_trip(void **state)
{
    (void)state;
    struct plan plan;
    sample_plan(&plan);
    assert_round_trip(&plan);
    plan_release(&plan);
}

static void test_round_trip_of_random_plans(void **state)
{
    (void)state;
    for (unsigned seed = 0; seed < RANDOM_PLANS; seed++) {
        struct plan plan;
        sample_plan_random(seed, &plan);
        assert_round_trip(&plan);
        plan_release(&plan);
    }
}

static void test_golden(void **state)
{
    (void)state;
    struct plan plan;
    struct arena arena = {0};
    struct error err = {0};
    char *expected = NULL;
    size_t length = 0;
    sample_plan(&plan);
    struct text text = write_plan(&plan);
    if (!file_read("tests/golden/documents/plan.json", &arena, &expected, &length, &err))
        fail_msg("%s: %s", err.where, err.text);
    if (getenv("BAYPLAN_GOLDEN_WRITE")) {
        struct error write_err = {0};
        if (!file_write("tests/golden/documents/plan.json", text.bytes, text.length, &write_err))
            fail_msg("%s: %s", write_err.where, write_err.text);
    }
    assert_string_equal(text.bytes, expected);
    arena_release(&arena);
    text_release(&text);
    plan_release(&plan);
}

static void assert_head(const struct plan *plan)
{
    assert_string_equal(plan->profile_name, "shop \"north\" \\ Zürich");
    assert_string_equal(plan->region, "us-east-1");
    assert_string_equal(plan->catalogue_as_of, "2026-07-06");
    assert_int_equal(plan->hours, 24);
    assert_int_equal(plan->cost.total, INT64_C(1234560000001));
    assert_int_equal(plan->cost.overhead, INT64_C(4560000000));
    assert_true(plan->bound.gap_by_cause[GAP_JOBS] == -1e-9);
    assert_true(plan->bound.gap_by_cause[GAP_ZONES] == 0.0001 * GAP_ZONES / 3);
    assert_true(plan->free_packing.given);
    assert_int_equal(plan->free_packing.hour, 17);
    assert_int_equal(plan->all_fargate.saving_usd_per_month_nano, INT64_C(770000000000));
    assert_true(plan->all_fargate.break_even_hours_per_month == 12.833333333333334);
    assert_true(plan->all_fargate.possible && plan->all_fargate.helps && plan->time_limit_reached);
    assert_int_equal(plan->assumptions.count, 2);
}

static void assert_body(const struct plan *plan)
{
    const struct plan_service *web = &plan->services[1];
    const struct plan_job *load = &plan->jobs[0], *thumbs = &plan->jobs[1];
    assert_int_equal(plan->pools[0].instances.items[23], 25);
    assert_int_equal(plan->pools[0].usd_per_root_volume_hour_nano, 3287671);
    assert_string_equal(plan->pools[0].jobs.items[0], "load");
    assert_string_equal(web->place, "pool-1");
    assert_int_equal(web->tasks.count, 24);
    assert_int_equal(web->alternatives_count, 2);
    assert_int_equal(web->alternatives[0].usd_per_month_nano, -1500000000);
    assert_false(web->alternatives[1].possible);
    assert_string_equal(web->alternatives[1].note, "its places do not allow it");
    assert_true(web->flip.known && web->flip.price_ratio == 1.6949152542372883);
    assert_false(plan->services[0].flip.known);
    assert_int_equal(plan->services[0].usd_per_task_hour_nano, 9874999);
    assert_int_equal(load->tasks, 2);
    assert_string_equal(load->warning, "");
    assert_int_equal(thumbs->lambda_memory_mb, 1769);
    assert_true(thumbs->runs_per_day == 0.0067);
    assert_string_equal(thumbs->warning, "its p99 of 840 s is 93 % of Lambda's 900 s");
}

static void assert_tags_and_settings(const struct plan *plan)
{
    const struct plan_service *mail = &plan->services[0], *web = &plan->services[1];
    const struct tag *tags = web->tags.items;
    assert_int_equal(strncmp(plan->settings_sha256, "00ff00ff", 8), 0);
    assert_string_equal(web->settings_sha256, plan->catalogue_sha256);
    assert_string_equal(plan->jobs[1].settings_sha256, plan->profile_sha256);
    assert_int_equal(web->tags.count, 2);
    assert_string_equal(tags[0].key, "team");
    assert_string_equal(tags[0].value, "shop <north>");
    assert_string_equal(tags[1].key, "Größe");
    assert_string_equal(tags[1].value, "");
    assert_int_equal(plan->jobs[1].tags.count, 1);
    /* What is not there is there, and empty. */
    assert_string_equal(mail->settings_sha256, "");
    assert_string_equal(plan->jobs[0].settings_sha256, "");
    assert_int_equal(mail->tags.count, 0);
}

static void assert_scenarios(const struct plan_verification *verification)
{
    assert_int_equal(verification->scenarios_count, 3);
    const struct verdict_scenario *week = &verification->scenarios[0], *loss = &verification->scenarios[1],
                                  *spot = &verification->scenarios[2];
    assert_int_equal(week->scenario, SCENARIO_WEEK);
    assert_true(week->required && week->passed && week->applies);
    assert_int_equal(week->runs, 200);
    assert_int_equal(week->usd_nano, INT64_C(402950800000));
    assert_true(week->instance_hours == 1234.5 && week->planned_instance_hours == 1200);
    assert_int_equal(week->worst.tasks, 0);
    assert_string_equal(week->worst.why, "");
    assert_int_equal(loss->scenario, SCENARIO_ZONE_LOSS);
    assert_false(loss->passed);
    assert_int_equal(loss->usd_nano, -123400001);
    assert_int_equal(loss->runs_failed, 3);
    assert_true(loss->unplaced_task_minutes == 21.25 && loss->minutes_longest == 5.3 && loss->instance_hours == -0.5);
    assert_int_equal(loss->worst.seed, 17);
    assert_int_equal(loss->worst.hour, 9);
    assert_int_equal(loss->worst.tasks, 4);
    assert_string_equal(loss->worst.pool, "pool-1");
    assert_string_equal(loss->worst.service, "web");
    assert_string_equal(loss->worst.zone, "us-east-1b");
    assert_string_equal(loss->worst.why, "no instance has 512 CPU units free");
    assert_int_equal(spot->scenario, SCENARIO_SPOT);
    assert_false(spot->applies || spot->required);
}

static void assert_promises(const struct plan *plan)
{
    const struct plan_pool *pool = &plan->pools[0];
    assert_true(plan->safety.survive_zone_loss && plan->safety.headroom_ratio == 0.05);
    assert_int_equal(plan->safety.deployments, DEPLOYMENTS_RESERVE);
    assert_int_equal(plan->verification.seeds, 200);
    assert_false(plan->verification.passed);
    assert_int_equal(pool->max_size.count, 24);
    assert_int_equal(pool->max_size.items[23], 50);
    assert_int_equal(pool->target_capacity_percent, 97);
    assert_int_equal(pool->scheduled_usd_per_month_nano, INT64_C(1010000000000));
    assert_int_equal(pool->usd_per_month_by_cause_nano[GAP_WHOLE_INSTANCES], -1000000001);
    assert_int_equal(pool->usd_per_month_by_cause_nano[GAP_ZONES], 0);
    assert_int_equal(pool->usd_per_month_by_cause_nano[GAP_HEADROOM], INT64_C(4000000004));
    assert_int_equal(pool->scheduled_actions_count, 2);
    const struct plan_action *growth = &pool->scheduled_actions[1];
    assert_int_equal(growth->hour_of_week, 9);
    assert_int_equal(growth->minutes_before, 5);
    assert_string_equal(growth->recurrence, "55 8 * * *");
    assert_int_equal(growth->min_size, 25);
    assert_int_equal(growth->max_size, 50);
    assert_int_equal(growth->desired_capacity, 25);
}

static void assert_daemons(const struct plan *plan)
{
    const struct plan_daemon *router = &plan->daemons[0], *scanner = &plan->daemons[1];
    assert_int_equal(plan->daemons_count, 2);
    assert_string_equal(router->name, "log router");
    assert_int_equal(router->cpu_units, 64);
    assert_int_equal(router->memory_mib, 128);
    assert_int_equal(router->gpus, 0);
    assert_int_equal(router->architectures, 1u << ARCHITECTURE_X86_64 | 1u << ARCHITECTURE_ARM64);
    assert_int_equal(router->network_mode, NETWORK_HOST);
    assert_int_equal(router->host_ports.count, 2);
    assert_int_equal(router->host_ports.items[1], 8126);
    assert_int_equal(scanner->gpus, 1);
    assert_int_equal(scanner->architectures, 1u << ARCHITECTURE_ARM64);
    assert_int_equal(scanner->network_mode, NETWORK_AWSVPC);
    assert_int_equal(scanner->host_ports.count, 0);
}

static void assert_scheduling(const struct plan *plan)
{
    const struct plan_service *mail = &plan->services[0], *web = &plan->services[1];
    assert_int_equal(web->network_mode, NETWORK_BRIDGE);
    assert_int_equal(web->host_ports.items[0], 8080);
    assert_int_equal(web->zones_min, 2);
    assert_int_equal(web->tasks_per_instance_max, 1);
    assert_int_equal(web->deployment.minimum_healthy_percent, 50);
    assert_int_equal(web->deployment.maximum_percent, 150);
    assert_int_equal(web->placement_strategies.count, 2);
    assert_string_equal(web->placement_strategies.items[1], "binpack:memory");
    assert_true(web->availability_zone_rebalancing);
    assert_int_equal(web->deployment_instances, 4);
    assert_int_equal(web->usd_per_deployment_nano, 123400000);
    assert_int_equal(mail->network_mode, NETWORK_AWSVPC);
    assert_int_equal(mail->deployment.maximum_percent, 200);
    assert_int_equal(mail->placement_strategies.count, 0);
    assert_false(mail->availability_zone_rebalancing);
    assert_int_equal(plan->jobs[0].network_mode, NETWORK_NONE);
}

static void test_members_are_read_back(void **state)
{
    (void)state;
    struct plan plan;
    sample_plan(&plan);
    struct text text = write_plan(&plan);
    struct plan again = read_plan(&text);
    assert_head(&again);
    assert_body(&again);
    assert_promises(&again);
    assert_daemons(&again);
    assert_scheduling(&again);
    assert_tags_and_settings(&again);
    assert_scenarios(&again.verification);
    plan_release(&plan);
    plan_release(&again);
    text_release(&text);
}

static struct apply_settings sample_apply(void)
{
    static const char *subnets[] = {"subnet-0123456789abcdef0", "subnet-89abcdef"};
    static const char *groups[] = {"sg-89abcdef"};
    return (struct apply_settings){.given = true,
                                   .account = "012345678901",
                                   .cluster = "north_1",
                                   .subnets = {subnets, 2},
                                   .security_groups = {groups, 1},
                                   .instance_profile = "nodes",
                                   .image_parameters = {"/own/x86", "/own/arm64", "/own/gpu"}};
}

/* What apply needs is written where the profile had it, and only there: the golden has none of it. */
static void test_apply_is_read_back(void **state)
{
    (void)state;
    struct plan plan;
    sample_plan(&plan);
    plan.apply = sample_apply();
    plan.root_volume_gib = 40;
    plan.services[1].task_definition = "web:12";
    assert_round_trip(&plan);
    struct text text = write_plan(&plan);
    struct plan again = read_plan(&text);
    assert_true(again.apply.given);
    assert_string_equal(again.apply.account, "012345678901");
    assert_string_equal(again.apply.cluster, "north_1");
    assert_int_equal(again.apply.subnets.count, 2);
    assert_string_equal(again.apply.subnets.items[1], "subnet-89abcdef");
    assert_string_equal(again.apply.security_groups.items[0], "sg-89abcdef");
    assert_string_equal(again.apply.instance_profile, "nodes");
    assert_string_equal(again.apply.image_parameters.gpu, "/own/gpu");
    assert_int_equal(again.root_volume_gib, 40);
    assert_string_equal(again.services[1].task_definition, "web:12");
    assert_string_equal(again.services[0].task_definition, "");
    plan_release(&plan);
    plan_release(&again);
    text_release(&text);
}

/* Half of it is enough to read; the rest is AWS's names and the profile's, and apply asks for what has none. */
static void test_defaults_of_apply(void **state)
{
    (void)state;
    struct plan plan;
    sample_plan(&plan);
    plan.profile_name = "shop";
    struct text without = write_plan(&plan);
    plan.apply = (struct apply_settings){.given = true, .account = "012345678901"};
    struct text half = write_plan(&plan);
    struct plan old = read_plan(&without), again = read_plan(&half);
    assert_false(old.apply.given);
    assert_true(again.apply.given);
    assert_string_equal(old.apply.cluster, "shop");
    assert_string_equal(again.apply.cluster, "shop");
    assert_string_equal(old.apply.account, "");
    assert_string_equal(again.apply.instance_profile, "");
    assert_int_equal(again.apply.subnets.count, 0);
    assert_string_equal(again.apply.image_parameters.arm64, old.apply.image_parameters.arm64);
    assert_string_equal(old.apply.image_parameters.arm64,
                        "/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id");
    plan_release(&plan);
    plan_release(&old);
    plan_release(&again);
    text_release(&without);
    text_release(&half);
}

static void test_hash_is_of_the_bytes(void **state)
{
    (void)state;
    struct plan plan;
    char expected[SHA256_HEX_SIZE];
    sample_plan(&plan);
    assert_string_equal(plan.sha256, "");
    struct text text = write_plan(&plan);
    struct plan again = read_plan(&text);
    sha256_hex(text.bytes, text.length, expected);
    assert_string_equal(again.sha256, expected);
    plan_release(&plan);
    plan_release(&again);
    text_release(&text);
}

/* A plan of nothing has every string a reader may touch. */
static void test_absent_strings_are_empty(void **state)
{
    (void)state;
    struct plan plan;
    sample_plan(&plan);
    plan.pools_count = plan.services_count = plan.jobs_count = 0;
    plan.bayplan_version = NULL;
    plan.all_fargate.why_not = NULL;
    struct text text = write_plan(&plan);
    struct plan again = read_plan(&text);
    assert_string_equal(again.bayplan_version, "");
    assert_string_equal(again.all_fargate.why_not, "");
    assert_int_equal(again.services_count, 0);
    plan_release(&plan);
    plan_release(&again);
    text_release(&text);
}

/* The document as design.md shows it to other programs: fewer keys than bayplan writes. */
static void test_plan_of_another_program(void **state)
{
    (void)state;
    struct plan plan;
    struct error err = {0};
    if (!plan_load("tests/unit/documents/foreign_plan.json", &plan, &err))
        fail_msg("%s: %s", err.where, err.text);
    assert_int_equal(plan.pools[0].instances.count, 1);
    assert_true(plan.bound.gap_by_cause[GAP_WHOLE_INSTANCES] == 0.0044);
    assert_true(plan.bound.gap_by_cause[GAP_ZONES] == 0);
    plan_release(&plan);
}

/* What such a document does not say is as ECS has it, and nothing was replayed. */
static void test_defaults_of_scheduling(void **state)
{
    (void)state;
    struct plan plan;
    struct error err = {0};
    if (!plan_load("tests/unit/documents/foreign_plan.json", &plan, &err))
        fail_msg("%s: %s", err.where, err.text);
    const struct plan_pool *pool = &plan.pools[0];
    const struct plan_service *web = &plan.services[0];
    assert_int_equal(pool->max_size.count, 1);
    assert_int_equal(pool->max_size.items[0], 4);
    assert_int_equal(pool->target_capacity_percent, 100);
    assert_int_equal(pool->scheduled_actions_count, 0);
    assert_int_equal(web->network_mode, NETWORK_AWSVPC);
    assert_int_equal(web->zones_min, 0);
    assert_int_equal(web->tasks_per_instance_max, 0);
    assert_int_equal(web->deployment.minimum_healthy_percent, 100);
    assert_int_equal(web->deployment.maximum_percent, 200);
    assert_int_equal(web->placement_strategies.count, 0);
    assert_true(web->availability_zone_rebalancing);
    assert_int_equal(plan.daemons_count, 0);
    assert_int_equal(plan.verification.seeds, 0);
    assert_false(plan.verification.passed);
    assert_int_equal(plan.verification.scenarios_count, 0);
    assert_string_equal(plan.settings_sha256, "");
    assert_string_equal(web->settings_sha256, "");
    assert_int_equal(web->tags.count, 0);
    assert_true(plan.safety.survive_zone_loss);
    plan_release(&plan);
}

/* A planner that has not looked into scaling writes what reads back as no growth and ECS's own percentages. */
static void test_zeros_are_written_as_defaults(void **state)
{
    (void)state;
    struct plan plan;
    sample_plan(&plan);
    plan.pools[0].max_size = (struct field_integers){0};
    plan.pools[0].target_capacity_percent = 0;
    plan.services[1].deployment = (struct deployment){0};
    assert_round_trip(&plan);
    struct text text = write_plan(&plan);
    struct plan again = read_plan(&text);
    assert_int_equal(again.pools[0].max_size.items[23], 25);
    assert_int_equal(again.pools[0].target_capacity_percent, 100);
    assert_int_equal(again.services[1].deployment.maximum_percent, 200);
    plan_release(&plan);
    plan_release(&again);
    text_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_round_trip_of_random_plans),
        cmocka_unit_test(test_golden),
        cmocka_unit_test(test_members_are_read_back),
        cmocka_unit_test(test_apply_is_read_back),
        cmocka_unit_test(test_defaults_of_apply),
        cmocka_unit_test(test_hash_is_of_the_bytes),
        cmocka_unit_test(test_absent_strings_are_empty),
        cmocka_unit_test(test_plan_of_another_program),
        cmocka_unit_test(test_defaults_of_scheduling),
        cmocka_unit_test(test_zeros_are_written_as_defaults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
