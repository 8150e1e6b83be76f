/* test_policy.c — policies as read: every key from JSON and from XML, defaults, the example. Bad ones: tests/invalid.
 */
#include "data/policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct policy load(const char *path)
{
    struct policy policy = {0};
    struct error err = {0};
    if (!policy_load(path, &policy, &err))
        fail_msg("%s: %s", err.where, err.text);
    return policy;
}

static struct policy parse(const char *text)
{
    struct policy policy = {0};
    struct error err = {0};
    if (!policy_parse("test", text, strlen(text), &policy, &err))
        fail_msg("%s: %s", err.where, err.text);
    return policy;
}

static void assert_budgets(const struct policy *policy)
{
    const struct policy_budget *services = policy->service_budgets, *tags = policy->tag_budgets;
    assert_true(policy->budget.given);
    assert_int_equal(policy->budget.usd_per_month_nano, INT64_C(5000250000000));
    assert_int_equal(policy->budget.level, LEVEL_WARN);
    assert_int_equal(policy->service_budgets_count, 2);
    assert_true(services[0].given && services[1].given);
    assert_string_equal(services[0].name, "web-*");
    assert_int_equal(services[0].usd_per_month_nano, INT64_C(10500000000));
    assert_int_equal(services[0].level, LEVEL_DENY);
    assert_string_equal(services[1].name, "zürich & co");
    assert_int_equal(services[1].usd_per_month_nano, 7 * NANO_PER_USD);
    assert_int_equal(services[1].level, LEVEL_WARN);
    assert_int_equal(policy->tag_budgets_count, 2);
    assert_true(tags[0].given && tags[1].given);
    assert_string_equal(tags[0].key, "team");
    assert_string_equal(tags[0].value, "shop & co");
    assert_int_equal(tags[0].level, LEVEL_DENY);
    assert_string_equal(tags[1].value, "");
    assert_int_equal(tags[1].usd_per_month_nano, 1);
    assert_int_equal(tags[1].level, LEVEL_WARN);
}

static void assert_changes(const struct policy *policy)
{
    assert_true(policy->increase.given && policy->decrease.given && policy->saving.given);
    assert_true(policy->increase.percent == 5 && policy->decrease.percent == 12.5 && policy->saving.percent == 0);
    assert_int_equal(policy->increase.usd_per_month_nano, 100 * NANO_PER_USD);
    assert_int_equal(policy->decrease.usd_per_month_nano, 0);
    assert_int_equal(policy->saving.usd_per_month_nano, 50 * NANO_PER_USD);
    assert_int_equal(policy->increase.level, LEVEL_WARN);
    assert_int_equal(policy->decrease.level, LEVEL_DENY);
}

static void assert_rest(const struct policy *policy)
{
    const struct policy_places *services = policy->service_places;
    assert_true(policy->price_age.given && policy->gap.given && policy->places.given && policy->drift.given);
    assert_int_equal(policy->price_age.days, 90);
    assert_int_equal(policy->price_age.level, LEVEL_WARN);
    assert_true(policy->gap.ratio == 0.05);
    assert_int_equal(policy->gap.level, LEVEL_DENY);
    assert_int_equal(policy->places.forbid, 1u << PLACE_FARGATE_SPOT | 1u << PLACE_EC2_SPOT);
    assert_int_equal(policy->places.require, 0);
    assert_int_equal(policy->places.level, LEVEL_WARN);
    assert_int_equal(policy->service_places_count, 2);
    assert_true(services[0].given && services[1].given);
    assert_string_equal(services[0].name, "*");
    assert_int_equal(services[0].require, 1u << PLACE_EC2 | 1u << PLACE_FARGATE | 1u << PLACE_LAMBDA);
    assert_int_equal(services[0].forbid, 1u << PLACE_EC2_SPOT);
    assert_string_equal(services[1].name, "db");
    assert_int_equal(services[1].require, 1u << PLACE_EC2);
    assert_int_equal(services[1].level, LEVEL_WARN);
    assert_int_equal(policy->drift.level, LEVEL_DENY);
}

static void every_key_is_read(void **state)
{
    (void)state;
    static const char *const paths[] = {"tests/unit/documents/full_policy.json",
                                        "tests/unit/documents/full_policy.xml"};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        struct policy policy = load(paths[i]);
        assert_string_equal(policy.file, paths[i]);
        assert_int_equal(strlen(policy.sha256), 64);
        assert_budgets(&policy);
        assert_changes(&policy);
        assert_rest(&policy);
        policy_release(&policy);
    }
}

/* No rule at all is a policy too: nothing is checked. */
static void what_is_not_given_is_no_rule(void **state)
{
    (void)state;
    struct policy policy = parse("{\"schema\": \"bayplan.policy/1\"}");
    assert_false(policy.budget.given || policy.increase.given || policy.decrease.given || policy.price_age.given ||
                 policy.gap.given || policy.saving.given || policy.places.given || policy.drift.given);
    assert_int_equal(policy.service_budgets_count + policy.tag_budgets_count + policy.service_places_count, 0);
    policy_release(&policy);
    policy_release(&policy); /* again is allowed, and nothing is left */
    assert_null(policy.service_budgets);
}

static void the_policy_outlives_its_bytes(void **state)
{
    (void)state;
    char bytes[] = "{\"schema\": \"bayplan.policy/1\", \"service_budgets\": [{\"name\": \"web\", \"usd_per_month\": "
                   "\"1\"}]}";
    struct policy policy = parse(bytes);
    memset(bytes, 'x', sizeof bytes - 1);
    assert_string_equal(policy.service_budgets[0].name, "web");
    assert_string_equal(policy.file, "test");
    policy_release(&policy);
}

static void the_example_is_of_the_shop(void **state)
{
    (void)state;
    struct policy policy = load("data/examples/policy.json");
    assert_true(policy.budget.given && policy.increase.given && policy.price_age.given && policy.saving.given);
    assert_true(policy.tag_budgets_count > 0 && policy.service_budgets_count > 0);
    policy_release(&policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_is_read),
        cmocka_unit_test(what_is_not_given_is_no_rule),
        cmocka_unit_test(the_policy_outlives_its_bytes),
        cmocka_unit_test(the_example_is_of_the_shop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
