/* test_tally.c — which moment and which seed are the worst, and how seeds and pools sum up. */
#include "planner/simulate/tally.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void note(struct tally *tally, int64_t seed, bool failed, int64_t tasks, const char *why)
{
    if (tally_is_worse(tally, seed, failed, tasks))
        tally->worst[seed] = (struct moment){.failed = failed, .tasks = tasks, .why = why};
}

static void test_worst_moment(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct tally tally;
    tally_init(&tally, SCENARIO_DEPLOYMENT, true, 1, &arena);
    note(&tally, 0, false, 0, "nothing waits");
    assert_int_equal(tally_result(&tally, 1).worst.tasks, 0);
    note(&tally, 0, false, 9, "held, nine waited");
    note(&tally, 0, false, 8, "held, eight waited");
    assert_string_equal(tally_result(&tally, 1).worst.why, "held, nine waited");
    note(&tally, 0, true, 2, "failed, two waited");
    note(&tally, 0, false, 100, "held, a hundred waited");
    note(&tally, 0, true, 1, "failed, one waited");
    assert_string_equal(tally_result(&tally, 1).worst.why, "failed, two waited");
    arena_release(&arena);
}

static void test_worst_seed(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct tally tally;
    tally_init(&tally, SCENARIO_WEEK, true, 4, &arena);
    tally_add_minutes(&tally, 1, 30);
    tally_add_minutes(&tally, 1, 30);
    tally_add_minutes(&tally, 2, 50);
    assert_int_equal(tally_result(&tally, 11).worst.seed, 12);
    assert_true(tally_result(&tally, 11).unplaced_task_minutes == 60);
    tally_most_minutes(&tally, 2, 60);
    tally_most_minutes(&tally, 2, 20);
    assert_int_equal(tally_result(&tally, 11).worst.seed, 12); /* as much: the first */
    note(&tally, 2, false, 3, "more at once");
    assert_int_equal(tally_result(&tally, 11).worst.seed, 13);
    note(&tally, 3, true, 1, "failed");
    assert_int_equal(tally_result(&tally, 11).worst.seed, 14);
    assert_true(tally_result(&tally, 11).unplaced_task_minutes == 0);
    arena_release(&arena);
}

static void test_sums(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct tally tally;
    tally_init(&tally, SCENARIO_ZONE_LOSS, false, 2, &arena);
    assert_false(tally_result(&tally, 1).applies);
    assert_true(tally_result(&tally, 1).passed);
    tally_run(&tally, false);
    tally_run(&tally, true);
    tally_instances(&tally, 120, 1000000000); /* an hour a seed at a dollar */
    tally_instances(&tally, -60, 500000000);
    tally_longest(&tally, 7);
    tally_longest(&tally, 3);
    struct verdict_scenario result = tally_result(&tally, 1);
    assert_true(result.applies && !result.passed && !result.required);
    assert_int_equal(result.runs, 2);
    assert_int_equal(result.runs_failed, 1);
    assert_true(result.instance_hours == 0.5);
    assert_int_equal(result.usd_nano, 750000000);
    assert_true(result.minutes_longest == 7);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_worst_moment),
        cmocka_unit_test(test_worst_seed),
        cmocka_unit_test(test_sums),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
