/* test_verdict.c — verdicts as written: what `simulate` and `check` give, byte for byte. That data/schema's schema
 * accepts these goldens is schema_examples.py's to test. */
#include "data/base/file.h"
#include "data/verdict.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { VERDICT_BYTES_MAX = 1024 * 1024 };

static const char hash_a[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
static const char hash_b[] = "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210";

static void assert_golden(const struct verdict *verdict, const char *path)
{
    struct arena arena = {0};
    struct error err = {0};
    struct text text;
    char *expected = NULL;
    size_t length = 0;
    text_init(&text, VERDICT_BYTES_MAX);
    verdict_write(verdict, &text);
    assert_false(text.overflown);
    if (getenv("BAYPLAN_GOLDEN_WRITE") && !file_write(path, text.bytes, text.length, &err))
        fail_msg("%s: %s", err.where, err.text);
    if (!file_read(path, &arena, &expected, &length, &err))
        fail_msg("%s: %s", err.where, err.text);
    assert_string_equal(text.bytes, expected);
    arena_release(&arena);
    text_release(&text);
}

static void fill_head(struct verdict *verdict)
{
    *verdict = (struct verdict){
        .plan_profile_name = "shop \"north\" Zürich", .plan_profile_sha256 = hash_a, .plan_catalogue_sha256 = hash_b};
}

static void add_assumption(struct verdict *verdict, const char *words)
{
    verdict->assumptions.items = ARENA_ARRAY(&verdict->arena, const char *, 1);
    verdict->assumptions.items[0] = words;
    verdict->assumptions.count = 1;
}

/* Every scenario: one that holds, one that fails with all that can be said, one that fails with least, one not tried.
 */
static void test_simulated(void **state)
{
    (void)state;
    struct verdict verdict;
    fill_head(&verdict);
    verdict.seed = 1;
    verdict.seeds = 200;
    struct verdict_scenario scenarios[] = {
        {.scenario = SCENARIO_WEEK,
         .required = true,
         .passed = true,
         .applies = true,
         .runs = 400,
         .instance_hours = 1234.5,
         .planned_instance_hours = 1200,
         .usd_nano = INT64_C(123456789012)},
        {.scenario = SCENARIO_COLD_START, .required = true, .applies = true, .runs = 400, .runs_failed = 399},
        {.scenario = SCENARIO_DEPLOYMENT,
         .applies = true,
         .passed = true,
         .runs = 22,
         .minutes_longest = 12.25,
         .instance_hours = 0.5,
         .usd_nano = INT64_C(70000001)},
        {.scenario = SCENARIO_ZONE_LOSS,
         .required = true,
         .applies = true,
         .runs = 6,
         .runs_failed = 2,
         .unplaced_task_minutes = 37.5,
         .worst = {17, 167, 3, "pool-1", "web", "us-east-1b", "no instance has 1,536 CPU units free"},
         .minutes_longest = 9},
        {.scenario = SCENARIO_SPOT, .required = false, .passed = true},
    };
    verdict.scenarios = scenarios;
    verdict.scenarios_count = sizeof scenarios / sizeof scenarios[0];
    add_assumption(&verdict, "tasks that found no place are tried once more, at the end of the hour");
    assert_golden(&verdict, "tests/golden/documents/verdict_simulated.json");
    verdict_release(&verdict);
    assert_int_equal(verdict.scenarios_count, 0);
}

static void test_checked(void **state)
{
    (void)state;
    struct verdict verdict;
    fill_head(&verdict);
    struct verdict_finding findings[] = {
        {"cost_sum", "cost.usd_per_month", "is 12.00, and its parts sum to 13.00"},
        {"no_such_thing", NULL, "a finding of the whole plan"},
    };
    verdict.findings = findings;
    verdict.findings_count = 2;
    assert_golden(&verdict, "tests/golden/documents/verdict_checked.json");
    verdict_release(&verdict);
}

/* Nothing looked at: still a whole document. */
static void test_empty(void **state)
{
    (void)state;
    struct verdict verdict = {.passed = true};
    assert_golden(&verdict, "tests/golden/documents/verdict_empty.json");
    verdict_release(&verdict);
}

static void test_names_of_scenarios(void **state)
{
    (void)state;
    assert_string_equal(scenario_names[SCENARIO_WEEK], "week");
    assert_string_equal(scenario_names[SCENARIO_SPOT], "spot");
    assert_null(scenario_names[SCENARIOS_COUNT]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_simulated),
        cmocka_unit_test(test_checked),
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_names_of_scenarios),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
