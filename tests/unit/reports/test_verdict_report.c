/* Verdicts as text, against golden files and by the sentences that matter. */
#include "reports/verdict_report.h"
#include "tests/unit/reports/golden_text.h"
#include "tests/unit/reports/report_plans.h"
#include "tests/unit/reports/report_verdicts.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct text report(const struct plan *plan, const struct verdict *verdict)
{
    struct text out = {0};
    text_init(&out, 1024 * 1024);
    struct screen screen = {&out, SCREEN_WIDTH, false};
    text_report_verdict(&screen, plan, verdict);
    assert_fits_and_is_safe(&out);
    return out;
}

static void golden_verdicts(void **state)
{
    const struct {
        const char *file;
        struct verdict verdict;
    } rows[] = {{"verdict_holds", verdict_holds()},
                {"verdict_fails", verdict_fails()},
                {"verdict_one_seed", verdict_of_one_seed()},
                {"verdict_nothing", verdict_of_nothing()}};
    struct arena arena = {0};
    struct plan plan = plan_rich(&arena);
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct text out = report(&plan, &rows[i].verdict);
        assert_golden(rows[i].file, &out);
        text_release(&out);
    }
    arena_release(&arena);
}

/* The plan's instance-hours of a week are priced as the plan's month is. */
static void plans_cost_is_scaled(void **state)
{
    struct arena arena = {0};
    struct plan plan = plan_rich(&arena);
    struct verdict verdict = verdict_of_one_seed();
    struct verdict_scenario week = verdict.scenarios[0];
    double month = 0;
    (void)state;
    for (int g = 0; g < plan.pools_count; g++)
        for (int h = 0; h < plan.hours; h++)
            month += (double)plan.pools[g].instances.items[h % plan.pools[g].instances.count] * 730.0 / plan.hours;
    week.planned_instance_hours = month / 2;
    verdict.scenarios = &week;
    plan.cost.ec2 = 2 * 4321 * NANO_PER_USD;
    struct text out = report(&plan, &verdict);
    const char *row = strstr(out.bytes, "as planned");
    assert_non_null(row);
    assert_non_null(strstr(row, "4,321.00"));
    text_release(&out);
    arena_release(&arena);
}

/* Some scenarios only, or none that applies: the headline claims no more than was looked at. */
static void headlines_claim_no_more(void **state)
{
    struct arena arena = {0};
    struct plan plan = plan_rich(&arena);
    struct verdict all = verdict_holds(), some = verdict_holds(), none = verdict_of_nothing();
    (void)state;
    some.scenarios_count = 2;
    struct text out = report(&plan, &all);
    assert_non_null(strstr(out.bytes, ": the plan holds\n"));
    text_release(&out);
    out = report(&plan, &some);
    assert_non_null(strstr(out.bytes, ": the plan holds in what was replayed\n"));
    text_release(&out);
    some.passed = false;
    out = report(&plan, &some);
    assert_non_null(strstr(out.bytes, ": the plan does not hold\n"));
    text_release(&out);
    out = report(&plan, &none);
    assert_non_null(strstr(out.bytes, ": the plan was not replayed\n"));
    assert_non_null(strstr(out.bytes, "There was nothing to replay."));
    text_release(&out);
    arena_release(&arena);
}

/* Beside "unplaced 0" no task may be said to have no place. */
static void too_few_zones_is_no_missing_place(void **state)
{
    struct arena arena = {0};
    struct plan plan = plan_rich(&arena);
    struct verdict verdict = verdict_fails();
    struct verdict_scenario week = verdict.scenarios[0];
    (void)state;
    week.unplaced_task_minutes = 0;
    week.worst.tasks = 1;
    week.worst.service = "s4";
    week.worst.why = VERDICT_TOO_FEW_ZONES ": 1 more zone is asked for";
    verdict.scenarios = &week;
    verdict.scenarios_count = 1;
    struct text out = report(&plan, &verdict);
    assert_null(strstr(out.bytes, "without a place"));
    assert_non_null(strstr(out.bytes, "s4 on pool-1"));
    text_release(&out);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(golden_verdicts), cmocka_unit_test(plans_cost_is_scaled),
                                       cmocka_unit_test(headlines_claim_no_more),
                                       cmocka_unit_test(too_few_zones_is_no_missing_place)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
