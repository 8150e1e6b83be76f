/* The text reports against golden files. */
#include "reports/text_report.h"
#include "tests/unit/reports/golden_text.h"
#include "tests/unit/reports/report_plans.h"
#include "tests/unit/reports/report_verdicts.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct text report(const struct plan *plan, const char *name, bool colour)
{
    struct text out = {0};
    struct error err = {0};
    text_init(&out, 16 * 1024 * 1024);
    struct screen screen = {&out, SCREEN_WIDTH, colour};
    if (!name)
        text_report_plan(&screen, plan, NULL, NULL);
    else if (!*name)
        text_report_explain_all(&screen, plan);
    else
        assert_true(text_report_explain(&screen, plan, "plan.json", name, &err));
    assert_false(out.overflown);
    return out;
}

static void golden_reports(void **state)
{
    static const struct {
        const char *file, *name;
    } rows[] = {{"plan_rich", NULL},
                {"explain_all", ""},
                {"explain_web", "web"},
                {"explain_pool", "pool-1"},
                {"explain_daemon", "node-exporter"},
                {"explain_spot", "draw\033[2J\xe2\x80\xaeme"},
                {"explain_lambda", "thumbs"},
                {"explain_job", "a job with a rather long name that has to be cut somewhere"}};
    struct arena arena = {0};
    struct plan plan = plan_rich(&arena);
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct text out = report(&plan, rows[i].name, false);
        assert_fits_and_is_safe(&out);
        assert_golden(rows[i].file, &out);
        text_release(&out);
    }
    arena_release(&arena);
}

static void golden_plain(void **state)
{
    struct arena arena = {0};
    struct plan plan = plan_plain(&arena);
    (void)state;
    struct text out = report(&plan, NULL, false);
    assert_fits_and_is_safe(&out);
    assert_golden("plan_plain", &out);
    text_release(&out);
    arena_release(&arena);
}

static void golden_bought(void **state)
{
    struct arena arena = {0};
    struct plan plan = plan_bought(&arena);
    (void)state;
    struct text out = report(&plan, NULL, false);
    assert_fits_and_is_safe(&out);
    assert_golden("plan_bought", &out);
    text_release(&out);
    plan.commitments.items_count = 0;
    plan.commitments.downside_count = 0;
    out = report(&plan, NULL, false);
    assert_non_null(strstr(out.bytes, "None of those offered is bought: "));
    assert_null(strstr(out.bytes, "effective"));
    text_release(&out);
    arena_release(&arena);
}

/* Colour adds escapes and changes nothing else. */
static void colour_is_only_colour(void **state)
{
    struct arena arena = {0};
    struct plan plan = plan_rich(&arena);
    (void)state;
    struct text plain = report(&plan, NULL, false), coloured = report(&plan, NULL, true);
    struct text stripped = {0};
    text_init(&stripped, coloured.limit);
    for (const char *at = coloured.bytes; *at; at++) {
        if (*at == '\033')
            at += strcspn(at, "m");
        else
            text_add_bytes(&stripped, at, 1);
    }
    assert_true(coloured.length > plain.length);
    assert_string_equal(stripped.bytes, plain.bytes);
    text_release(&plain);
    text_release(&coloured);
    text_release(&stripped);
    arena_release(&arena);
}

static void many_services_are_summed_up(void **state)
{
    struct arena arena = {0};
    struct plan plan = plan_large(&arena, 2077);
    (void)state;
    struct text out = report(&plan, NULL, false);
    assert_fits_and_is_safe(&out);
    /* 99 dollars each for the 20 dearest, by name, then 98 */
    assert_non_null(strstr(out.bytes, "service-00099 "));
    assert_non_null(strstr(out.bytes, "service-00998 "));
    assert_null(strstr(out.bytes, "service-01098 "));
    assert_non_null(strstr(out.bytes, "… 2,047 more, $"));
    assert_non_null(strstr(out.bytes, "-o plan.json has all"));
    text_release(&out);
    arena_release(&arena);
}

static void sentences_about_fargate(void **state)
{
    struct arena arena = {0};
    struct plan plan = plan_rich(&arena);
    (void)state;
    plan.all_fargate.helps = false;
    struct text out = report(&plan, NULL, false);
    assert_non_null(strstr(out.bytes, "EC2 saves nothing over all-Fargate ($4,100.50 a month)."));
    text_release(&out);
    plan.all_fargate.possible = false;
    plan.all_fargate.why_not = "model needs a GPU";
    out = report(&plan, NULL, false);
    assert_non_null(strstr(out.bytes, "All-Fargate is not possible: model needs a GPU."));
    text_release(&out);
    arena_release(&arena);
}

/* As if nothing were wrapped. */
static void assert_holds(const struct text *out, const char *sentence)
{
    struct text flat = {0};
    bool blank = false;
    text_init(&flat, out->limit);
    for (const char *at = out->bytes; *at; at++) {
        bool space = *at == ' ' || *at == '\n';
        if (!space || !blank)
            text_add_bytes(&flat, space ? " " : at, 1);
        blank = space;
    }
    if (!strstr(flat.bytes, sentence))
        fail_msg("not said: %s\n%s", sentence, out->bytes);
    assert_fits_and_is_safe(out);
    text_release(&flat);
}

static void assert_says(const struct plan *plan, const char *name, const char *sentence)
{
    struct text out = report(plan, name, false);
    assert_holds(&out, sentence);
    text_release(&out);
}

static void replays_are_said_as_they_were(void **state)
{
    struct arena arena = {0};
    struct plan plan = plan_rich(&arena);
    (void)state;
    assert_says(&plan, NULL,
                "verified 200 orders in each, a replay of ECS placed every task of every hour, also after "
                "the loss of any zone and with 5 % more tasks prices");
    plan.safety = (struct safety){.deployments = DEPLOYMENTS_RESERVE};
    plan.verification.seeds = 1;
    assert_says(&plan, NULL,
                "verified 1 order in each, a replay of ECS placed every task of every hour, with room for "
                "the deployment of any one service prices");
    plan.verification.passed = false;
    assert_says(&plan, NULL, "verified fails a replay of ECS left tasks without a place; 'bayplan simulate' says");
    plan.verification.seeds = 0;
    assert_says(&plan, NULL, "verified no ECS's placement was not replayed");
    arena_release(&arena);
}

static void broken_promises_name_the_moment(void **state)
{
    struct arena arena = {0};
    struct plan plan = plan_rich(&arena);
    struct verdict verdict = verdict_fails();
    struct text out = {0};
    (void)state;
    plan.verification.passed = false;
    text_init(&out, 64 * 1024);
    struct screen screen = {&out, SCREEN_WIDTH, false};
    text_report_plan(&screen, &plan, &verdict, &verdict);
    assert_fits_and_is_safe(&out);
    assert_non_null(strstr(out.bytes, "  verified         fails   in the replay of ECS, week: 17:00 UTC, 1,200"));
    assert_null(strstr(out.bytes, "elsewhere lost"));
    assert_non_null(strstr(out.bytes, "  - pools[1].instances[17]: 2 GPUs are asked for and 1 is there (pool_volume)"));
    text_release(&out);
    arena_release(&arena);
}

static void what_the_bill_leaves_out_is_said(void **state)
{
    struct arena arena = {0};
    struct plan plan = plan_rich(&arena);
    struct verdict verdict = verdict_holds();
    struct text out = {0};
    (void)state;
    text_init(&out, 64 * 1024);
    struct screen screen = {&out, SCREEN_WIDTH, false};
    text_report_plan(&screen, &plan, &verdict, NULL); /* 672 hours where 671 are planned */
    assert_holds(&out, "every hour, also after the loss of any zone and with 5 % more tasks; few scheduled actions, "
                       "early starts and draining add 0.15 % to the bill's instance-hours prices");
    text_release(&out);
    arena_release(&arena);
}

static void deployments_are_explained(void **state)
{
    struct arena arena = {0};
    struct plan plan = plan_rich(&arena);
    struct plan_service *web = &plan.services[2], kept = *web;
    (void)state;
    web->deployment_instances = 0;
    assert_says(&plan, "web", "100 % stay healthy and up to 10–1,200 more tasks start; its group need not grow");
    plan.safety.deployments = DEPLOYMENTS_RESERVE;
    assert_says(&plan, "web", "more tasks start; room for them is kept at all hours");
    web->deployment = (struct deployment){50, 100};
    assert_says(&plan, "web", "50 % stay healthy: tasks stop before others start");
    assert_says(&plan, "model", "100 % stay healthy and no task may start beyond them: a deployment never ends");
    *web = kept;
    web->placement_strategies.count = 0;
    assert_says(&plan, "web",
                "placed spread over the zones, then the instances, as ECS does where no strategy is given");
    *web = kept;
    arena_release(&arena);
}

static void missing_bounds_are_said(void **state)
{
    struct arena arena = {0};
    struct plan plan = plan_rich(&arena);
    (void)state;
    plan.time_limit_reached = true;
    plan.bound.usd_per_month_nano = 0;
    plan.bound.gap_ratio = plan.bound.gap_by_cause[0] = 1e15;
    plan.free_packing.given = false;
    struct text out = report(&plan, NULL, false);
    assert_non_null(strstr(out.bytes, "none   not found in the time allowed"));
    assert_null(strstr(out.bytes, "e+"));
    assert_null(strstr(out.bytes, "\nGap\n"));
    assert_fits_and_is_safe(&out);
    text_release(&out);
    arena_release(&arena);
}

static void plans_that_cost_nothing(void **state)
{
    struct arena arena = {0};
    struct plan plan = plan_rich(&arena);
    (void)state;
    plan.cost.total = plan.cost.ec2 = plan.cost.fargate = plan.cost.lambda = plan.cost.overhead = 0;
    plan.bound.usd_per_month_nano = 0;
    struct text out = report(&plan, NULL, false);
    assert_non_null(strstr(out.bytes, "$0.00\n"));
    assert_fits_and_is_safe(&out);
    text_release(&out);
    arena_release(&arena);
}

static void unknown_names_suggest(void **state)
{
    struct arena arena = {0};
    struct plan plan = plan_rich(&arena);
    struct text out = {0};
    struct error err = {0};
    (void)state;
    text_init(&out, 4096);
    struct screen screen = {&out, SCREEN_WIDTH, false};
    assert_false(text_report_explain(&screen, &plan, "plan.json", "thmbs", &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_string_equal(err.where, "plan.json");
    assert_string_equal(err.text, "no service, job, daemon or pool is called 'thmbs'; did you mean 'thumbs'?");
    assert_int_equal(out.length, 0);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(golden_reports),
                                       cmocka_unit_test(golden_plain),
                                       cmocka_unit_test(golden_bought),
                                       cmocka_unit_test(colour_is_only_colour),
                                       cmocka_unit_test(many_services_are_summed_up),
                                       cmocka_unit_test(sentences_about_fargate),
                                       cmocka_unit_test(unknown_names_suggest),
                                       cmocka_unit_test(missing_bounds_are_said),
                                       cmocka_unit_test(plans_that_cost_nothing),
                                       cmocka_unit_test(replays_are_said_as_they_were),
                                       cmocka_unit_test(broken_promises_name_the_moment),
                                       cmocka_unit_test(what_the_bill_leaves_out_is_said),
                                       cmocka_unit_test(deployments_are_explained)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
