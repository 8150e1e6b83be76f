/* test_check.c — check_plan by a plan made by hand: it is accepted, and each single falsehood is found by its code,
 * path and numbers. */
#include "data/base/file.h"
#include "data/profile_settings.h"
#include "tests/support/findings.h"
#include "tests/unit/check/hand.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define FOLDER "tests/unit/check/"

static void read_prices(struct catalogue *ret_catalogue)
{
    struct error err = {0};
    struct arena arena = {0};
    char *bytes;
    size_t length;
    if (!file_read(FOLDER "prices.csv", &arena, &bytes, &length, &err) ||
        !catalogue_parse_csv(FOLDER "prices.csv", "us-east-1", bytes, length, ret_catalogue, &err))
        fail_msg("%s: %s", err.where, err.text);
    arena_release(&arena);
}

void hand_load(struct hand *hand)
{
    struct error err = {0};
    *hand = (struct hand){0};
    if (!profile_load(FOLDER "profile.json", &hand->profile, &err) || !plan_load(FOLDER "plan.json", &hand->plan, &err))
        fail_msg("%s: %s", err.where, err.text);
    read_prices(&hand->catalogue);
    /* The files may be edited without their hashes. */
    hand->plan.profile_sha256 = hand->profile.sha256;
    hand->plan.catalogue_sha256 = hand->catalogue.sha256;
}

void hand_release(struct hand *hand)
{
    plan_release(&hand->plan);
    profile_release(&hand->profile);
    catalogue_release(&hand->catalogue);
}

struct service *hand_service(struct hand *hand, const char *name)
{
    for (int i = 0; i < hand->profile.services_count; i++)
        if (strcmp(hand->profile.services[i].name, name) == 0)
            return &hand->profile.services[i];
    fail_msg("no service %s", name);
    abort();
}

struct job *hand_job(struct hand *hand, const char *name)
{
    for (int i = 0; i < hand->profile.jobs_count; i++)
        if (strcmp(hand->profile.jobs[i].name, name) == 0)
            return &hand->profile.jobs[i];
    fail_msg("no job %s", name);
    abort();
}

static void the_plan_by_hand_is_true(void **state)
{
    (void)state;
    struct hand hand;
    struct verdict verdict;
    hand_load(&hand);
    check_plan(&hand.plan, &hand.profile, &hand.catalogue, &verdict);
    struct text findings = findings_text(&verdict);
    if (!verdict.passed)
        fail_msg("%s", findings.bytes);
    assert_string_equal(verdict.plan_profile_name, "hand");
    assert_string_equal(verdict.plan_profile_sha256, hand.profile.sha256);
    text_release(&findings);
    verdict_release(&verdict);
    hand_release(&hand);
}

/* ... and with what it remembers of its replay, and the hashes of its settings. */
static void so_it_is_with_its_replay(void **state)
{
    (void)state;
    struct hand hand;
    struct verdict verdict;
    char profile[SHA256_HEX_SIZE], web[SHA256_HEX_SIZE], ship[SHA256_HEX_SIZE];
    hand_load(&hand);
    remember_replay(&hand);
    profile_settings_hash(&hand.profile, profile);
    service_settings_hash(hand_service(&hand, "web"), web);
    job_settings_hash(hand_job(&hand, "ship"), ship);
    hand.plan.settings_sha256 = profile;
    hand.plan.services[WEB].settings_sha256 = web;
    hand.plan.jobs[SHIP].settings_sha256 = ship;
    check_plan(&hand.plan, &hand.profile, &hand.catalogue, &verdict);
    struct text findings = findings_text(&verdict);
    if (!verdict.passed)
        fail_msg("%s", findings.bytes);
    text_release(&findings);
    verdict_release(&verdict);
    hand_release(&hand);
}

static void is_true(void (*had)(struct hand *hand))
{
    struct hand hand;
    struct verdict verdict;
    hand_load(&hand);
    had(&hand);
    check_plan(&hand.plan, &hand.profile, &hand.catalogue, &verdict);
    struct text findings = findings_text(&verdict);
    if (!verdict.passed)
        fail_msg("%s", findings.bytes);
    text_release(&findings);
    verdict_release(&verdict);
    hand_release(&hand);
}

static void so_it_is_on_spot_and_managed(void **state)
{
    (void)state;
    is_true(on_spot);
    is_true(on_managed_instances);
}

static void so_it_is_with_commitments(void **state)
{
    (void)state;
    is_true(on_savings_plan);
    is_true(on_reserved_instances);
    is_true(on_held);
}

static bool is_told(const struct verdict *verdict, const struct hand_case *one)
{
    for (int i = 0; i < verdict->findings_count; i++) {
        const struct verdict_finding *finding = &verdict->findings[i];
        if (strcmp(finding->code, check_rule_codes[one->rule]) == 0 && strcmp(finding->where, one->where) == 0 &&
            strstr(finding->what, one->says) != NULL)
            return !verdict->passed && verdict->findings_count == 1 + one->others;
    }
    return false;
}

/* False where another finding is given, or none. */
static bool holds(const struct hand_case *one)
{
    struct hand hand;
    struct verdict verdict;
    hand_load(&hand);
    one->falsify(&hand);
    check_plan(&hand.plan, &hand.profile, &hand.catalogue, &verdict);
    struct text findings = findings_text(&verdict);
    bool told = is_told(&verdict, one);
    if (!told)
        print_error("%s: %s %s: ... %s ... is due, found\n%s", one->name, check_rule_codes[one->rule], one->where,
                    one->says, findings.bytes);
    text_release(&findings);
    verdict_release(&verdict);
    hand_release(&hand);
    return told;
}

static const struct {
    const struct hand_case *cases;
    const int *count;
} groups[] = {{hand_cases_bill, &hand_cases_bill_count},     {hand_cases_commitments, &hand_cases_commitments_count},
              {hand_cases_pools, &hand_cases_pools_count},   {hand_cases_purchases, &hand_cases_purchases_count},
              {hand_cases_replay, &hand_cases_replay_count}, {hand_cases_tenants, &hand_cases_tenants_count}};
enum { GROUPS = sizeof groups / sizeof *groups };

static void each_falsehood_is_found(void **state)
{
    (void)state;
    int failures = 0;
    for (int g = 0; g < GROUPS; g++)
        for (int i = 0; i < *groups[g].count; i++)
            failures += !holds(&groups[g].cases[i]);
    assert_int_equal(failures, 0);
}

static void each_rule_has_a_case(void **state)
{
    (void)state;
    for (int rule = 0; rule < CHECK_RULES_COUNT; rule++) {
        int cases = 0;
        for (int g = 0; g < GROUPS; g++)
            for (int i = 0; i < *groups[g].count; i++)
                cases += (int)groups[g].cases[i].rule == rule;
        if (cases == 0)
            fail_msg("no case breaks %s", check_rule_codes[rule]);
    }
}

/* Codes go into verdicts and SARIF: words of small letters, each once. */
static void codes_are_words(void **state)
{
    (void)state;
    for (int rule = 0; rule < CHECK_RULES_COUNT; rule++) {
        const char *code = check_rule_codes[rule];
        assert_int_equal(strspn(code, "abcdefghijklmnopqrstuvwxyz_"), strlen(code));
        assert_true(check_rule_says[rule][0] != '\0');
        for (int other = 0; other < rule; other++)
            assert_string_not_equal(code, check_rule_codes[other]);
    }
}

/* More findings than are told are counted. */
static void findings_have_an_end(void **state)
{
    (void)state;
    struct hand hand;
    struct verdict verdict;
    char name[16];
    hand_load(&hand);
    struct plan_service *many = ARENA_ARRAY(&hand.plan.arena, struct plan_service, 3 * CHECK_FINDINGS_MAX);
    for (int i = 0; i < 3 * CHECK_FINDINGS_MAX; i++) {
        many[i] = hand.plan.services[API];
        snprintf(name, sizeof name, "x%05d", i);
        many[i].name = arena_strdup(&hand.plan.arena, name);
    }
    hand.plan.services = many;
    hand.plan.services_count = 3 * CHECK_FINDINGS_MAX;
    check_plan(&hand.plan, &hand.profile, &hand.catalogue, &verdict);
    assert_int_equal(verdict.findings_count, CHECK_FINDINGS_MAX);
    assert_non_null(strstr(verdict.findings[CHECK_FINDINGS_MAX - 1].what, "more findings"));
    verdict_release(&verdict);
    hand_release(&hand);
}

/* --- the quota of scheduled actions --- */

enum { QUOTA = 125 };

static struct field_integers week_of(struct hand *hand, struct field_integers day)
{
    int64_t *week = ARENA_ARRAY(&hand->plan.arena, int64_t, HOURS_PER_WEEK);
    for (int hour = 0; hour < HOURS_PER_WEEK; hour++)
        week[hour] = day.items[hour % day.count];
    return (struct field_integers){week, HOURS_PER_WEEK};
}

/* The same day seven times, and a group that stays as large as in the largest hour, by so many actions. */
static void make_week(struct hand *hand, int actions)
{
    struct plan_pool *pool = &hand->plan.pools[0];
    struct service *web = hand_service(hand, "web");
    hand->plan.hours = hand->profile.hours = HOURS_PER_WEEK;
    web->tasks = hand->plan.services[WEB].tasks = week_of(hand, web->tasks);
    pool->instances = week_of(hand, pool->instances);
    pool->max_size = week_of(hand, pool->max_size);
    pool->scheduled_actions = ARENA_ARRAY(&hand->plan.arena, struct plan_action, actions);
    pool->scheduled_actions_count = actions;
    for (int i = 0; i < actions; i++)
        pool->scheduled_actions[i] =
            (struct plan_action){.hour_of_week = i,
                                 .recurrence = arena_printf(&hand->plan.arena, "0 %d * * %d", i % 24, (i / 24 + 1) % 7),
                                 .min_size = 6,
                                 .desired_capacity = 6,
                                 .max_size = 8};
    reschedule(hand, 24 * 6);
}

/* An action more might have been cheaper, had the group been allowed one. */
static void more_than_one_percent_takes_the_whole_quota(void **state)
{
    (void)state;
    for (int actions = QUOTA - 1; actions <= QUOTA; actions++) {
        struct hand hand;
        struct verdict verdict;
        hand_load(&hand);
        make_week(&hand, actions);
        check_plan(&hand.plan, &hand.profile, &hand.catalogue, &verdict);
        struct text findings = findings_text(&verdict);
        if (verdict.findings_count != (actions < QUOTA))
            fail_msg("%d actions: %s", actions, findings.bytes);
        if (actions < QUOTA)
            assert_non_null(strstr(verdict.findings[0].what, "389.82 a month is more than 1 % above"));
        text_release(&findings);
        verdict_release(&verdict);
        hand_release(&hand);
    }
}

/* By a plan alone: what contradicts itself is found behind what is known already, and nothing is told twice. */
static void a_plan_alone(void **state)
{
    (void)state;
    struct verdict_finding known = {"subnets", "subnets[0]", "has no address left"};
    struct hand hand;
    struct verdict verdict = {.passed = true};
    hand_load(&hand);
    check_plan_alone(&hand.plan, NULL, &verdict);
    assert_int_equal(verdict.findings_count, 0);
    assert_true(verdict.passed);
    hand.plan.pools[0].usd_per_month_nano++;
    verdict.findings = &known;
    verdict.findings_count = 1;
    for (int again = 0; again < 2; again++) {
        check_plan_alone(&hand.plan, NULL, &verdict);
        assert_false(verdict.passed);
        assert_int_equal(verdict.findings_count, 4);
        assert_string_equal(verdict.findings[0].code, "subnets");
        assert_string_equal(verdict.findings[1].where, "cost.ec2_usd_per_month");
        assert_string_equal(verdict.findings[2].code, "pool_cost");
        assert_string_equal(verdict.findings[3].code, "pool_shares");
    }
    verdict_release(&verdict);
    hand_release(&hand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_plan_by_hand_is_true),
        cmocka_unit_test(each_falsehood_is_found),
        cmocka_unit_test(so_it_is_with_its_replay),
        cmocka_unit_test(so_it_is_on_spot_and_managed),
        cmocka_unit_test(so_it_is_with_commitments),
        cmocka_unit_test(each_rule_has_a_case),
        cmocka_unit_test(codes_are_words),
        cmocka_unit_test(findings_have_an_end),
        cmocka_unit_test(a_plan_alone),
        cmocka_unit_test(more_than_one_percent_takes_the_whole_quota),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
