/* test_buying.c — small profiles planned with commitments: what must be true of every such plan, and laws between them.
 */
#include "planner/buy/buy.h"
#include "planner/check/check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char prices_csv[] =
    "service,item,purchase,unit,price,from_quantity,source,as_of\n"
    "ec2,m5.large,on_demand,usd_per_hour,0.096,0,by hand,2026-07-06\n"
    "ec2,m5.large,compute_savings_plan.1y.no_upfront,usd_per_hour,0.07,0,by hand,2026-07-06\n"
    "ec2,m5.large,ec2_instance_savings_plan.1y.no_upfront,usd_per_hour,0.06,0,by hand,2026-07-06\n"
    "ec2,m5.large,standard_reserved_instance.1y.no_upfront,usd_per_hour,0.06,0,by hand,2026-07-06\n"
    "ec2,r5.large,on_demand,usd_per_hour,0.126,0,by hand,2026-07-06\n"
    "ec2,r5.large,compute_savings_plan.1y.no_upfront,usd_per_hour,0.092,0,by hand,2026-07-06\n"
    "fargate,x86_64.gb,on_demand,usd_per_hour,0.004445,0,by hand,2026-07-06\n"
    "fargate,x86_64.gb,compute_savings_plan.1y.no_upfront,usd_per_hour,0.003556,0,by hand,2026-07-06\n"
    "fargate,x86_64.vcpu,on_demand,usd_per_hour,0.04048,0,by hand,2026-07-06\n"
    "fargate,x86_64.vcpu,compute_savings_plan.1y.no_upfront,usd_per_hour,0.032384,0,by hand,2026-07-06\n"
    "lambda,requests,on_demand,usd_per_million_requests,0.2,0,by hand,2026-07-06\n"
    "lambda,x86_64.duration,on_demand,usd_per_million_gb_seconds,16.6667,0,by hand,2026-07-06\n"
    "lambda,x86_64.duration,compute_savings_plan.1y.no_upfront,usd_per_million_gb_seconds,14.7,0,by hand,2026-07-06\n"
    "ebs,gp3,on_demand,usd_per_gb_month,0.08,0,by hand,2026-07-06\n";

static const char profile_json[] =
    "{\"schema\": \"bayplan.profile/1\", \"name\": \"p\", \"region\": \"us-east-1\", \"zones\": [\"us-east-1a\", "
    "\"us-east-1b\"],"
    " \"services\": ["
    "  {\"name\": \"web\", \"cpu_units\": 512, \"memory_mib\": 1024, \"tasks\":"
    "   [4, 4, 4, 4, 4, 4, 6, 8, 12, 12, 12, 12, 12, 12, 12, 12, 12, 10, 8, 6, 4, 4, 4, 4]},"
    "  {\"name\": \"api\", \"cpu_units\": 1024, \"memory_mib\": 2048, \"tasks\": [6], \"places\": [\"fargate\"]}],"
    " \"jobs\": [{\"name\": \"mail\", \"cpu_units\": 256, \"memory_mib\": 512, \"duration_s\": 20,"
    "   \"runs_per_day\": 20000, \"places\": [\"lambda\"]}],"
    " \"limits\": {\"eni_trunking\": true}%s}";

struct bought {
    struct profile profile;
    struct catalogue catalogue;
    struct plan plan;
    struct verdict verdict;
};

/* `commitments`: a member of the profile, with its comma; price_percent of every price but the committed ones. */
static void buy(const char *commitments, int64_t price_percent, struct bought *ret_bought)
{
    struct bought *bought = ret_bought;
    struct planning_options options = {.time_limit_s = 0.3, .ret_verdict = &bought->verdict};
    struct error err = {0};
    char json[2048];
    *bought = (struct bought){0};
    snprintf(json, sizeof json, profile_json, commitments);
    if (!profile_parse("test", json, strlen(json), &bought->profile, &err) ||
        !catalogue_parse_csv("prices", "us-east-1", prices_csv, strlen(prices_csv), &bought->catalogue, &err))
        fail_msg("%s: %s", err.where, err.text);
    for (int p = 0; p < bought->catalogue.prices_count; p++)
        if (bought->catalogue.prices[p].purchase == PURCHASE_ON_DEMAND)
            bought->catalogue.prices[p].nano = bought->catalogue.prices[p].nano * price_percent / 100;
    if (!buying_run(&bought->profile, &bought->catalogue, &options, &bought->plan, &err))
        fail_msg("%s: %s", err.where, err.text);
}

static void release(struct bought *bought)
{
    verdict_release(&bought->verdict);
    plan_release(&bought->plan);
    catalogue_release(&bought->catalogue);
    profile_release(&bought->profile);
}

static void is_true(const struct bought *bought)
{
    struct verdict verdict;
    check_plan(&bought->plan, &bought->profile, &bought->catalogue, &verdict);
    if (!verdict.passed)
        fail_msg("%s %s: %s", verdict.findings[0].code, verdict.findings[0].where, verdict.findings[0].what);
    verdict_release(&verdict);
}

#define OFFER(patterns) ", \"commitments\": {\"offered\": [" patterns "]}"
#define HOLD(held) ", \"commitments\": {\"held\": [" held "]}"
#define COMPUTE_PLAN(usd)                                                                                              \
    "{\"kind\": \"compute_savings_plan\", \"term\": \"1y\", \"payment\": \"no_upfront\", \"usd_per_hour\": \"" usd "\"}"

static const char *const ways[] = {OFFER("\"compute_savings_plan.1y.no_upfront\""),
                                   OFFER("\"ec2_instance_savings_plan.*\""),
                                   OFFER("\"standard_reserved_instance.1y.no_upfront\""),
                                   OFFER("\"*\""),
                                   HOLD(COMPUTE_PLAN("0.2")),
                                   HOLD("{\"kind\": \"standard_reserved_instance\", \"term\": \"1y\", \"payment\": "
                                        "\"no_upfront\", \"instance_type\": \"m5.large\", \"count\": 3, "
                                        "\"usd_per_hour\": \"0.06\"}"),
                                   ", \"commitments\": {\"offered\": [\"*\"], \"held\": [" COMPUTE_PLAN("0.1") "]}"};

static void every_way_gives_a_true_plan(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof ways / sizeof *ways; k++) {
        struct bought bought;
        buy(ways[k], 100, &bought);
        is_true(&bought);
        assert_true(bought.plan.bound.usd_per_month_nano > 0);
        assert_true(bought.plan.bound.gap_by_cause[GAP_COMMITMENTS] >= 0);
        release(&bought);
    }
}

/* More may be bought: neither the plan nor its bound gets dearer. Solvers stop within a part in a million. */
static void what_is_offered_makes_nothing_dearer(void **state)
{
    (void)state;
    struct bought without, with, all;
    buy("", 100, &without);
    buy(ways[0], 100, &with);
    buy(ways[3], 100, &all);
    assert_true(with.plan.cost.total <= without.plan.cost.total);
    assert_true(all.plan.cost.total <= with.plan.cost.total);
    assert_true(with.plan.bound.usd_per_month_nano <= without.plan.bound.usd_per_month_nano);
    assert_true((double)all.plan.bound.usd_per_month_nano <= (double)with.plan.bound.usd_per_month_nano * 1.000001);
    assert_true(with.plan.commitments.items_count == 1);
    assert_true(with.plan.commitments.on_demand_usd_per_month_nano > with.plan.commitments.bill_usd_per_month_nano);
    release(&without);
    release(&with);
    release(&all);
}

static void dearer_prices_lower_no_bound(void **state)
{
    (void)state;
    struct bought before, after;
    buy(ways[0], 100, &before);
    buy(ways[0], 110, &after);
    assert_true((double)after.plan.bound.usd_per_month_nano >= (double)before.plan.bound.usd_per_month_nano * 0.999999);
    assert_true(after.plan.cost.total >= before.plan.bound.usd_per_month_nano);
    release(&before);
    release(&after);
}

static struct text document_of(const struct plan *plan)
{
    struct text text;
    text_init(&text, 1 << 24);
    plan_write(plan, &text);
    return text;
}

static void without_any_it_is_the_plan_of_before(void **state)
{
    (void)state;
    struct bought bought;
    struct planning_options options = {.time_limit_s = 0.3};
    struct plan plan;
    struct error err = {0};
    buy("", 100, &bought);
    if (!planning_run(&bought.profile, &bought.catalogue, &options, &plan, &err))
        fail_msg("%s: %s", err.where, err.text);
    struct text a = document_of(&bought.plan), b = document_of(&plan);
    assert_string_equal(a.bytes, b.bytes);
    assert_false(bought.plan.commitments.given);
    text_release(&a);
    text_release(&b);
    plan_release(&plan);
    release(&bought);
}

static void the_same_inputs_give_the_same_bytes(void **state)
{
    (void)state;
    struct bought first, second;
    buy(ways[3], 100, &first);
    buy(ways[3], 100, &second);
    struct text a = document_of(&first.plan), b = document_of(&second.plan);
    assert_string_equal(a.bytes, b.bytes);
    text_release(&a);
    text_release(&b);
    release(&first);
    release(&second);
}

static void an_offer_without_rates_is_told(void **state)
{
    (void)state;
    struct profile profile;
    struct catalogue catalogue;
    struct plan plan;
    struct planning_options options = {.time_limit_s = 0.3};
    struct error err = {0};
    char json[2048];
    snprintf(json, sizeof json, profile_json, OFFER("\"compute_savings_plan.3y.*\""));
    assert_true(profile_parse("test", json, strlen(json), &profile, &err));
    assert_true(catalogue_parse_csv("prices", "us-east-1", prices_csv, strlen(prices_csv), &catalogue, &err));
    assert_false(buying_run(&profile, &catalogue, &options, &plan, &err));
    assert_int_equal(err.kind, ERROR_UNKNOWN_PRICE);
    assert_non_null(strstr(err.text, "compute_savings_plan.3y.*"));
    catalogue_release(&catalogue);
    profile_release(&profile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_way_gives_a_true_plan),         cmocka_unit_test(what_is_offered_makes_nothing_dearer),
        cmocka_unit_test(dearer_prices_lower_no_bound),        cmocka_unit_test(without_any_it_is_the_plan_of_before),
        cmocka_unit_test(the_same_inputs_give_the_same_bytes), cmocka_unit_test(an_offer_without_rates_is_told)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
