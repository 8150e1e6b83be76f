/* test_policy.c — every rule of a policy at its limit: equal passes, one nano-dollar (or day, or step) above breaches.
 */
#include "tests/unit/check/policy_hand.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void an_empty_policy_asks_only_of_the_plan(void **state)
{
    struct hand hand;
    (void)state;
    hand_begin(&hand);
    hand_check(&hand);
    assert_int_equal(hand.verdict.rules_count, 1);
    assert_string_equal(hand_rule(&hand, "plan", "")->what, "The plan holds in 200 replays of ECS placing its tasks.");
    assert_true(hand.verdict.passed);
    assert_int_equal(hand.verdict.exit_code, 0);
    assert_false(hand.verdict.proposal.given);
    hand_end(&hand);
}

static void a_plan_that_does_not_hold(void **state)
{
    struct hand hand;
    struct verdict_finding finding = {"cost_sum", "cost.usd_per_month", "is 12.00"};
    struct verdict_scenario scenario = {.scenario = SCENARIO_WEEK, .required = true, .applies = true};
    (void)state;
    hand_begin(&hand);
    hand.policy.budget = (struct policy_budget){.given = true};
    hand.now.plan.verification.passed = false;
    hand_expect(&hand, "plan", "", RULE_BREACHED, "The planner's own replay of the plan failed.");
    assert_int_equal(hand.verdict.exit_code, 4); /* although the budget is breached too */
    hand.now.plan.verification = (struct plan_verification){0};
    hand_expect(&hand, "plan", "", RULE_BREACHED, "The plan has pools and was never replayed.");
    hand.now.plan.verification = (struct plan_verification){.seeds = 200, .passed = true};

    verdict_release(&hand.verdict);
    hand.verdict.findings = &finding;
    hand.verdict.findings_count = 1;
    policy_check(&hand.subjects, &hand.verdict);
    assert_string_equal(hand_rule(&hand, "plan", "")->what, "Not true in the plan: cost.usd_per_month: is 12.00.");
    assert_int_equal(hand.verdict.exit_code, 4);
    assert_false(hand.verdict.passed);

    verdict_release(&hand.verdict);
    hand.verdict.scenarios = &scenario;
    hand.verdict.scenarios_count = 1;
    policy_check(&hand.subjects, &hand.verdict);
    assert_string_equal(hand_rule(&hand, "plan", "")->what,
                        "Replayed as ECS places tasks, the plan does not hold: week.");
    assert_int_equal(hand.verdict.scenarios_count, 1);
    scenario.applies = false; /* nothing to try it on */
    verdict_release(&hand.verdict);
    hand.verdict.scenarios = &scenario;
    hand.verdict.scenarios_count = 1;
    policy_check(&hand.subjects, &hand.verdict);
    assert_int_equal(hand_rule(&hand, "plan", "")->outcome, RULE_PASSED);
    scenario = (struct verdict_scenario){.required = true, .applies = true, .passed = true};
    verdict_release(&hand.verdict);
    hand.verdict.scenarios = &scenario;
    hand.verdict.scenarios_count = 1;
    policy_check(&hand.subjects, &hand.verdict);
    assert_int_equal(hand_rule(&hand, "plan", "")->outcome, RULE_PASSED);
    assert_int_equal(hand.verdict.exit_code, 3);
    hand_end(&hand);
}

/* --- budgets --- */

static void the_budget(void **state)
{
    struct hand hand;
    (void)state;
    hand_begin(&hand);
    hand.policy.budget = (struct policy_budget){.given = true, .usd_per_month_nano = USD(460)};
    hand_expect(&hand, "budget", "", RULE_PASSED, "$460.00 a month is within the budget of $460.00.");
    assert_int_equal(hand.verdict.exit_code, 0);
    hand.now.plan.cost.total = USD(460) + 1;
    hand_expect(&hand, "budget", "", RULE_BREACHED,
                "$460.000000001 a month is $0.000000001 above the budget of $460.00.");
    assert_string_equal(hand_rule(&hand, "budget", "")->mend,
                        "Costliest: web ($300.00), api ($100.00), thumbs ($50.00). Lower demand or reservations, allow "
                        "more places, or raise the budget.");
    assert_int_equal(hand_rule(&hand, "budget", "")->value_nano, USD(460) + 1);
    assert_int_equal(hand_rule(&hand, "budget", "")->limit_nano, USD(460));
    assert_int_equal(hand.verdict.exit_code, 3);
    assert_false(hand.verdict.passed);
    hand.policy.budget.level = LEVEL_WARN;
    hand_expect(&hand, "budget", "", RULE_BREACHED, NULL);
    assert_int_equal(hand.verdict.exit_code, 0);
    assert_true(hand.verdict.passed);
    hand.now.plan.cost.total = USD(123456) + 780 * 1000 * 1000;
    hand_expect(&hand, "budget", "", RULE_BREACHED, "$123,456.78 a month is $122,996.78 above the budget of $460.00.");
    hand_end(&hand);
}

static void budgets_of_services(void **state)
{
    struct hand hand;
    struct policy_budget budgets[] = {
        {.given = true, .name = "w*", .usd_per_month_nano = USD(300)},
        {.given = true, .name = "?*", .usd_per_month_nano = USD(299), .level = LEVEL_WARN},
        {.given = true, .name = "thumbs", .usd_per_month_nano = USD(50)},
        {.given = true, .name = "webb", .usd_per_month_nano = USD(1)},
    };
    (void)state;
    hand_begin(&hand);
    hand.policy.service_budgets = budgets;
    hand.policy.service_budgets_count = 1;
    hand_expect(&hand, "service_budget", "web", RULE_PASSED, "$300.00 a month is within the budget of $300.00.");
    assert_int_equal(hand_count(&hand, "service_budget"), 1);
    hand.now.services[HAND_WEB].usd_per_month_nano++;
    hand_expect(&hand, "service_budget", "web", RULE_BREACHED,
                "$300.000000001 a month is $0.000000001 above the budget of $300.00.");
    assert_int_equal(hand.verdict.exit_code, 3);
    hand.now.services[HAND_WEB].usd_per_month_nano--;

    hand.policy.service_budgets_count = 4;
    hand_check(&hand);
    assert_int_equal(hand.verdict.rules_count, 1 + 1 + 3 + 1 + 1);
    assert_string_equal(hand.verdict.rules[2].subject, "api"); /* the policy's order, then by name */
    assert_string_equal(hand.verdict.rules[3].subject, "thumbs");
    assert_string_equal(hand.verdict.rules[4].subject, "web");
    assert_int_equal(hand.verdict.rules[4].outcome, RULE_BREACHED);
    assert_string_equal(hand.verdict.rules[5].subject, "thumbs");
    assert_int_equal(hand.verdict.rules[5].outcome, RULE_PASSED);
    hand_end(&hand);
}

/* A rule that compares nothing would pass for ever: it is said, and fails nothing. */
static void patterns_and_tags_of_nothing(void **state)
{
    struct hand hand;
    struct policy_budget service = {.given = true, .name = "webb", .usd_per_month_nano = USD(1)};
    struct policy_budget tag = {.given = true, .key = "team", .value = "c", .usd_per_month_nano = USD(1)};
    struct policy_places places = {.given = true, .name = "x-*", .forbid = 1u << PLACE_EC2};
    (void)state;
    hand_begin(&hand);
    hand.policy.service_budgets = &service;
    hand.policy.tag_budgets = &tag;
    hand.policy.service_places = &places;
    hand.policy.service_budgets_count = hand.policy.tag_budgets_count = hand.policy.service_places_count = 1;
    hand_expect(&hand, "service_budget", "webb", RULE_BREACHED,
                "No service or job of the plan has a name that fits: nothing was compared with this budget.");
    hand_expect(&hand, "tag_budget", "team=c", RULE_BREACHED,
                "No service or job of the plan carries this tag: nothing was compared with this budget.");
    hand_expect(&hand, "service_places", "x-*", RULE_BREACHED,
                "No service or job of the plan has a name that fits: no place was looked at.");
    for (int i = 1; i < hand.verdict.rules_count; i++)
        assert_int_equal(hand.verdict.rules[i].level, LEVEL_WARN);
    assert_int_equal(hand.verdict.exit_code, 0);
    hand_end(&hand);
}

static void budgets_of_tags(void **state)
{
    struct hand hand;
    struct policy_budget budgets[] = {
        {.given = true, .key = "team", .value = "a", .usd_per_month_nano = USD(400)},
        {.given = true, .key = "env", .value = "prod", .usd_per_month_nano = USD(300)},
    };
    (void)state;
    hand_begin(&hand);
    hand.policy.tag_budgets = budgets;
    hand.policy.tag_budgets_count = 2;
    hand_expect(&hand, "tag_budget", "team=a", RULE_PASSED,
                "$400.00 a month is within the budget of $400.00. 2 services or jobs carry it.");
    hand_expect(&hand, "tag_budget", "env=prod", RULE_PASSED,
                "$300.00 a month is within the budget of $300.00. One service or job carries it.");
    hand.now.services[HAND_API].usd_per_month_nano++;
    hand_expect(&hand, "tag_budget", "team=a", RULE_BREACHED,
                "$400.000000001 a month is $0.000000001 above the budget of $400.00. 2 services or jobs carry it.");
    hand_end(&hand);
}

/* Sums that no int64 holds stop at the largest amount, and breach. */
static void a_sum_beyond_money(void **state)
{
    struct hand hand;
    struct policy_budget budget = {.given = true, .key = "team", .value = "a", .usd_per_month_nano = INT64_MAX - 1};
    (void)state;
    hand_begin(&hand);
    hand.policy.tag_budgets = &budget;
    hand.policy.tag_budgets_count = 1;
    hand.now.services[HAND_API].usd_per_month_nano = INT64_MAX - 5;
    hand.now.services[HAND_WEB].usd_per_month_nano = INT64_MAX - 5;
    hand_expect(&hand, "tag_budget", "team=a", RULE_BREACHED, NULL);
    hand.policy.tag_budgets_count = 0;
    hand.policy.increase = hand.policy.decrease = (struct policy_change){.given = true, .percent = 1000 * 1000};
    hand.now.plan.cost.total = INT64_MAX;
    hand_change(&hand, 0, CHANGE_DEMAND);
    hand_expect(&hand, "increase", "", RULE_BREACHED, NULL);
    hand.now.plan.cost.total = 0;
    hand_change(&hand, INT64_MAX, CHANGE_DEMAND);
    hand_expect(&hand, "decrease", "", RULE_PASSED, NULL);
    hand_end(&hand);
}

/* --- changes --- */

static void an_increase_must_be_above_both(void **state)
{
    struct hand hand;
    (void)state;
    hand_begin(&hand);
    hand.policy.increase = (struct policy_change){.given = true, .percent = 15, .usd_per_month_nano = USD(60)};
    hand_expect(&hand, "increase", "", RULE_SKIPPED, "There is no baseline to compare with.");
    hand_change(&hand, USD(400), CHANGE_PRICE); /* exactly 15 % and $60 more */
    hand_expect(
        &hand, "increase", "", RULE_PASSED,
        "$460.00 a month is up by $60.00, or 15.00 %, from $400.00; allowed is 15 % and $60.00: price +$60.00.");
    hand_change(&hand, USD(400) - 1, CHANGE_DEMAND);
    hand_expect(&hand, "increase", "", RULE_BREACHED,
                "$460.00 a month is up by $60.000000001, or 15.0000000003 %, from $400.00; that is above 15 % and "
                "$60.00: demand +$60.00.");
    assert_int_equal(hand.verdict.exit_code, 3);
    hand.policy.increase.usd_per_month_nano++;
    hand_expect(&hand, "increase", "", RULE_PASSED, NULL); /* percent alone is not enough */
    hand.policy.increase.usd_per_month_nano = 0;
    hand_expect(&hand, "increase", "", RULE_BREACHED, NULL);
    hand.policy.increase.percent = 15.0000001;
    hand_expect(&hand, "increase", "", RULE_PASSED, NULL);
    hand.policy.increase = (struct policy_change){.given = true, .usd_per_month_nano = USD(60)};
    hand_expect(&hand, "increase", "", RULE_BREACHED, NULL); /* dollars alone */
    hand_end(&hand);
}

static void a_decrease_is_the_other_way(void **state)
{
    struct hand hand;
    (void)state;
    hand_begin(&hand);
    hand.policy.decrease = (struct policy_change){.given = true, .percent = 8, .level = LEVEL_WARN};
    hand.policy.increase = (struct policy_change){.given = true};
    hand_change(&hand, USD(500), CHANGE_SETTINGS);
    hand_expect(&hand, "decrease", "", RULE_PASSED,
                "$460.00 a month is down by $40.00, or 8.00 %, from $500.00; allowed is 8 %: settings -$40.00.");
    hand_expect(&hand, "increase", "", RULE_PASSED,
                "$460.00 a month is down from $500.00; allowed is 0 %: settings -$40.00.");
    hand_change(&hand, USD(500) + 1, CHANGE_SETTINGS);
    hand_expect(&hand, "decrease", "", RULE_BREACHED, NULL);
    assert_int_equal(hand.verdict.exit_code, 0);
    hand_change(&hand, USD(460), CHANGE_SETTINGS);
    hand_expect(&hand, "increase", "", RULE_PASSED, "$460.00 a month is what the baseline costs; allowed is 0 %.");
    hand_change(&hand, USD(460) - 1, CHANGE_SETTINGS);
    hand_expect(&hand, "increase", "", RULE_BREACHED, NULL);
    hand_end(&hand);
}

/* --- prices and gap --- */

static void the_age_of_prices(void **state)
{
    struct hand hand;
    (void)state;
    hand_begin(&hand); /* prices of 2026-07-06, today is 139 days later */
    hand.policy.price_age.given = true;
    hand.policy.price_age.days = 139;
    hand_expect(&hand, "price_age", "", RULE_PASSED,
                "The prices are of 2026-07-06, 139 days old; allowed are 139 days.");
    hand.policy.price_age.days = 138;
    hand_expect(&hand, "price_age", "", RULE_BREACHED,
                "The prices are of 2026-07-06, 139 days old: 1 day more than allowed.");
    assert_int_equal(hand.verdict.exit_code, 3);
    hand.now.plan.catalogue_as_of = "2026-11-23";
    hand_expect(&hand, "price_age", "", RULE_BREACHED,
                "The prices are of 2026-11-23, a date in the future: 1 day after today, 2026-11-22.");
    hand.now.plan.catalogue_as_of = "2026-11-22";
    hand.policy.price_age.days = 0;
    hand_expect(&hand, "price_age", "", RULE_PASSED, NULL);
    hand.now.plan.catalogue_as_of = "";
    hand_expect(&hand, "price_age", "", RULE_BREACHED, NULL);
    hand.now.plan.catalogue_as_of = NULL;
    hand_expect(&hand, "price_age", "", RULE_BREACHED, NULL);
    hand_end(&hand);
}

static void the_gap(void **state)
{
    struct hand hand;
    (void)state;
    hand_begin(&hand);
    hand.policy.gap.given = true;
    hand.policy.gap.ratio = 0.05;
    hand.now.plan.bound.gap_ratio = 0.05;
    hand.now.plan.bound.gap_by_cause[GAP_ZONES] = 0.03;
    hand_expect(&hand, "gap", "", RULE_PASSED,
                "The plan costs at most 5.00 % more than the cheapest possible; allowed is 5 %.");
    hand.now.plan.bound.gap_ratio = 0.0500001;
    hand_expect(&hand, "gap", "", RULE_BREACHED,
                "The plan may cost 5.00001 % more than the cheapest possible, above the 5 % allowed; most of it is "
                "zones.");
    hand_end(&hand);
}

/* --- places --- */

static void forbidden_and_required_places(void **state)
{
    struct hand hand;
    struct policy_places of_one = {.given = true, .name = "web", .require = 1u << PLACE_EC2_SPOT, .level = LEVEL_WARN};
    (void)state;
    hand_begin(&hand);
    hand.policy.places = (struct policy_places){.given = true, .forbid = 1u << PLACE_FARGATE};
    hand_expect(&hand, "places", "api", RULE_BREACHED, "Runs on fargate, which is forbidden.");
    hand_expect(&hand, "places", "web", RULE_PASSED, "Runs on pool-1 (ec2).");
    assert_int_equal(hand_count(&hand, "places"), 3);
    assert_int_equal(hand.verdict.exit_code, 3);
    hand.policy.places.forbid = 1u << PLACE_FARGATE_SPOT;
    hand.policy.places.require = 1u << PLACE_EC2 | 1u << PLACE_FARGATE;
    hand_expect(&hand, "places", "api", RULE_PASSED, NULL);
    hand_expect(&hand, "places", "thumbs", RULE_BREACHED, "Runs on lambda; required is ec2 or fargate.");
    hand.policy.places.given = false;
    hand.policy.service_places = &of_one;
    hand.policy.service_places_count = 1;
    hand_expect(&hand, "service_places", "web", RULE_BREACHED, "Runs on pool-1 (ec2); required is ec2_spot.");
    assert_int_equal(hand.verdict.exit_code, 0);
    hand.now.pool.purchase = "spot";
    hand_expect(&hand, "service_places", "web", RULE_PASSED, "Runs on pool-1 (ec2_spot).");
    hand_end(&hand);
}

/* --- the order, and too many --- */

static void rules_come_in_the_policys_order(void **state)
{
    static const char *const order[] = {"plan", "baseline", "budget", "increase", "decrease", "price_age",
                                        "gap",  "places",   "places", "places",   "saving",   "drift"};
    struct hand hand;
    (void)state;
    hand_begin(&hand);
    hand_add_baseline(&hand);
    hand.policy.budget.given = hand.policy.increase.given = hand.policy.decrease.given = true;
    hand.policy.price_age.given = hand.policy.gap.given = hand.policy.saving.given = true;
    hand.policy.places.given = hand.policy.drift.given = true;
    hand_check(&hand);
    assert_int_equal(hand.verdict.rules_count, sizeof order / sizeof *order);
    for (int i = 0; i < hand.verdict.rules_count; i++)
        assert_string_equal(hand.verdict.rules[i].rule, order[i]);
    hand_end(&hand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_policy_asks_only_of_the_plan),
        cmocka_unit_test(a_plan_that_does_not_hold),
        cmocka_unit_test(the_budget),
        cmocka_unit_test(budgets_of_services),
        cmocka_unit_test(patterns_and_tags_of_nothing),
        cmocka_unit_test(budgets_of_tags),
        cmocka_unit_test(a_sum_beyond_money),
        cmocka_unit_test(an_increase_must_be_above_both),
        cmocka_unit_test(a_decrease_is_the_other_way),
        cmocka_unit_test(the_age_of_prices),
        cmocka_unit_test(the_gap),
        cmocka_unit_test(forbidden_and_required_places),
        cmocka_unit_test(rules_come_in_the_policys_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
