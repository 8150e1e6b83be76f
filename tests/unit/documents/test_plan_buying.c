/* test_plan_buying.c — what a plan says of buying is written where there is some, and read back; plan.json, the golden
 * of test_plan.c, has none of it. */
#include "data/plan.h"
#include "tests/unit/documents/sample_plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *offered[] = {"*.1y.no_upfront", "standard_reserved_instance.3y.*"};
static const char *spot_types[] = {"m6g.2xlarge", "m7g.2xlarge", "m8g.2xlarge"};
static const char *what_ifs[] = {"price.ec2=+10%", "tasks.web=2x"};

static struct plan_commitment items[] = {
    {.purchase = "standard_reserved_instance.3y.all_upfront",
     .family = "",
     .instance_type = "m7g.large",
     .count = 12,
     .held = true,
     .usd_per_hour_nano = 32230000,
     .usd_per_month_nano = INT64_C(282334800000),
     .covered_usd_per_month_nano = INT64_C(500000000000),
     .utilisation_ratio = 0.75},
    {.purchase = "ec2_instance_savings_plan.1y.partial_upfront",
     .family = "m7g",
     .instance_type = "",
     .usd_per_hour_nano = 1234567891,
     .usd_upfront_nano = INT64_C(5407000000000),
     .usd_per_month_nano = INT64_C(901234560430),
     .covered_usd_per_month_nano = INT64_C(1400000000001),
     .utilisation_ratio = 1},
    {.purchase = "compute_savings_plan.1y.no_upfront",
     .family = "",
     .instance_type = "",
     .usd_per_hour_nano = 1,
     .usd_per_month_nano = 730,
     .utilisation_ratio = 0},
};
static struct plan_rate rates[] = {{"ec2", "m7g.2xlarge", 326400000, 201000001},
                                   {"fargate", "arm64.gb", 3560000, 3000000},
                                   {"fargate", "arm64.vcpu", 32380000, 27000000},
                                   {"lambda", "arm64.duration", INT64_C(13333400000), INT64_C(12000000000)}};
static struct plan_downside downside[] = {{90, INT64_C(1100000000000), INT64_C(1080000000000)},
                                          {50, INT64_C(1000000000000), INT64_C(600000000000)}};
static struct plan_variation variations[] = {
    {"price.ec2=+10%", true, INT64_C(1300000000000), INT64_C(1290000000000), 2, 1, ""},
    {"price.spot=none", false, 0, 0, 0, 0, "batch may run on EC2 Spot alone"}};

static void fill_buying(struct plan *plan)
{
    struct plan_pool *pool = &plan->pools[0];
    plan->cost.unused_commitments = INT64_C(70583700000);
    plan->bound.gap_by_cause[GAP_COMMITMENTS] = 0.0125;
    plan->commitments = (struct plan_commitments){.given = true,
                                                  .offered = {offered, 2},
                                                  .items = items,
                                                  .items_count = 3,
                                                  .rates = rates,
                                                  .rates_count = 4,
                                                  .bill_usd_per_month_nano = INT64_C(1230000000000),
                                                  .on_demand_usd_per_month_nano = INT64_C(1800000000000),
                                                  .downside = downside,
                                                  .downside_count = 2};
    pool->purchase = "spot";
    pool->instance_types = (struct field_strings){spot_types, 3};
    pool->on_demand_percent = 25;
    pool->interruptions_millionths_per_month = 73333;
    pool->usd_per_spot_instance_hour_nano = 130560001;
    pool->usd_per_on_demand_instance_hour_nano = 326400000;
    pool->usd_per_interruptions_hour_nano = 16391;
    plan->spot = (struct spot_settings){3, 12, 25, 15, 7};
    plan->what_ifs = (struct field_strings){what_ifs, 2};
    plan->sensitivity = variations;
    plan->sensitivity_count = 2;
}

static struct text written(const struct plan *plan)
{
    struct text text;
    text_init(&text, 1024 * 1024);
    plan_write(plan, &text);
    return text;
}

static struct plan read_back(const struct text *text)
{
    struct plan plan = {0};
    struct error err = {0};
    if (!plan_parse("plan", text->bytes, text->length, &plan, &err))
        fail_msg("%s: %s\n%s", err.where, err.text, text->bytes);
    return plan;
}

static void assert_commitments(const struct plan_commitments *commitments)
{
    assert_true(commitments->given);
    assert_int_equal(commitments->offered.count, 2);
    assert_string_equal(commitments->offered.items[1], offered[1]);
    assert_int_equal(commitments->items_count, 3);
    for (int i = 0; i < 3; i++) {
        const struct plan_commitment *item = &commitments->items[i];
        assert_string_equal(item->purchase, items[i].purchase);
        assert_string_equal(item->family, items[i].family);
        assert_string_equal(item->instance_type, items[i].instance_type);
        assert_int_equal(item->count, items[i].count);
        assert_int_equal(item->held, items[i].held);
        assert_int_equal(item->usd_per_hour_nano, items[i].usd_per_hour_nano);
        assert_int_equal(item->usd_upfront_nano, items[i].usd_upfront_nano);
        assert_int_equal(item->usd_per_month_nano, items[i].usd_per_month_nano);
        assert_int_equal(item->covered_usd_per_month_nano, items[i].covered_usd_per_month_nano);
        assert_true(item->utilisation_ratio == items[i].utilisation_ratio);
    }
    assert_int_equal(commitments->rates_count, 4);
    for (int i = 0; i < 4; i++) {
        assert_string_equal(commitments->rates[i].service, rates[i].service);
        assert_string_equal(commitments->rates[i].item, rates[i].item);
        assert_int_equal(commitments->rates[i].on_demand_nano, rates[i].on_demand_nano);
        assert_int_equal(commitments->rates[i].effective_nano, rates[i].effective_nano);
    }
    assert_int_equal(commitments->bill_usd_per_month_nano, INT64_C(1230000000000));
    assert_int_equal(commitments->on_demand_usd_per_month_nano, INT64_C(1800000000000));
    assert_int_equal(commitments->downside_count, 2);
    assert_int_equal(commitments->downside[1].demand_percent, 50);
    assert_int_equal(commitments->downside[1].usd_per_month_nano, INT64_C(1000000000000));
    assert_int_equal(commitments->downside[1].uncommitted_usd_per_month_nano, INT64_C(600000000000));
}

static void assert_spot(const struct plan *plan)
{
    const struct plan_pool *pool = &plan->pools[0];
    assert_int_equal(pool->instance_types.count, 3);
    assert_string_equal(pool->instance_types.items[2], "m8g.2xlarge");
    assert_int_equal(pool->on_demand_percent, 25);
    assert_int_equal(pool->interruptions_millionths_per_month, 73333);
    assert_int_equal(pool->usd_per_spot_instance_hour_nano, 130560001);
    assert_int_equal(pool->usd_per_on_demand_instance_hour_nano, 326400000);
    assert_int_equal(pool->usd_per_interruptions_hour_nano, 16391);
    assert_int_equal(pool->usd_per_management_fee_hour_nano, 0);
    assert_int_equal(plan->spot.types_min, 3);
    assert_int_equal(plan->spot.types_max, 12);
    assert_int_equal(plan->spot.on_demand_percent, 25);
    assert_int_equal(plan->spot.interruptions_percent_max, 15);
    assert_int_equal(plan->spot.minutes_per_interruption, 7);
}

static void test_buying_is_read_back(void **state)
{
    (void)state;
    struct plan plan;
    sample_plan(&plan);
    fill_buying(&plan);
    struct text text = written(&plan);
    struct plan again = read_back(&text);
    struct text second = written(&again);
    assert_string_equal(text.bytes, second.bytes);
    assert_int_equal(again.cost.unused_commitments, INT64_C(70583700000));
    assert_true(again.bound.gap_by_cause[GAP_COMMITMENTS] == 0.0125);
    assert_commitments(&again.commitments);
    assert_spot(&again);
    assert_int_equal(again.what_ifs.count, 2);
    assert_string_equal(again.what_ifs.items[1], "tasks.web=2x");
    assert_int_equal(again.sensitivity_count, 2);
    assert_true(again.sensitivity[0].possible);
    assert_int_equal(again.sensitivity[0].bound_usd_per_month_nano, INT64_C(1290000000000));
    assert_int_equal(again.sensitivity[0].services_moved, 1);
    assert_false(again.sensitivity[1].possible);
    assert_string_equal(again.sensitivity[1].note, "batch may run on EC2 Spot alone");
    plan_release(&plan);
    plan_release(&again);
    text_release(&text);
    text_release(&second);
}

/* A plan of Managed Instances alone: the fee, and no Spot settings in the document. */
static void test_managed_instances_are_read_back(void **state)
{
    (void)state;
    struct plan plan;
    sample_plan(&plan);
    plan.pools[0].purchase = "managed_instances";
    plan.pools[0].usd_per_on_demand_instance_hour_nano = 291428571;
    plan.pools[0].usd_per_management_fee_hour_nano = 34971429;
    plan.jobs[1].fargate_cpu_units = 1024;
    plan.jobs[1].fargate_memory_mib = 2048;
    plan.jobs[1].fargate_billed_s = 61;
    struct text text = written(&plan);
    struct plan again = read_back(&text);
    assert_null(strstr(text.bytes, "\"spot\": {"));
    assert_null(strstr(text.bytes, "\"commitments\""));
    assert_int_equal(again.pools[0].usd_per_on_demand_instance_hour_nano, 291428571);
    assert_int_equal(again.pools[0].usd_per_management_fee_hour_nano, 34971429);
    assert_int_equal(again.spot.types_min, 3); /* the defaults */
    assert_int_equal(again.jobs[1].fargate_cpu_units, 1024);
    assert_int_equal(again.jobs[1].fargate_memory_mib, 2048);
    assert_int_equal(again.jobs[1].fargate_billed_s, 61);
    plan_release(&plan);
    plan_release(&again);
    text_release(&text);
}

/* Commitments were offered and none is worth it: that is said too, with a cause of 0. */
static void test_none_bought_is_said(void **state)
{
    (void)state;
    struct plan plan;
    sample_plan(&plan);
    plan.commitments = (struct plan_commitments){.given = true, .offered = {offered, 1}};
    struct text text = written(&plan);
    struct plan again = read_back(&text);
    assert_non_null(strstr(text.bytes, "\"cause\": \"commitments\""));
    assert_true(again.commitments.given);
    assert_int_equal(again.commitments.items_count, 0);
    assert_int_equal(again.commitments.rates_count, 0);
    plan_release(&plan);
    plan_release(&again);
    text_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_buying_is_read_back),
        cmocka_unit_test(test_managed_instances_are_read_back),
        cmocka_unit_test(test_none_bought_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
