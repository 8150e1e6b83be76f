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

static void test_members_are_read_back(void **state)
{
    (void)state;
    struct plan plan;
    sample_plan(&plan);
    struct text text = write_plan(&plan);
    struct plan again = read_plan(&text);
    assert_head(&again);
    assert_body(&again);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_round_trip_of_random_plans),
        cmocka_unit_test(test_golden),
        cmocka_unit_test(test_members_are_read_back),
        cmocka_unit_test(test_absent_strings_are_empty),
        cmocka_unit_test(test_plan_of_another_program),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
