/* test_places.c — Fargate, Lambda and EC2 for services and jobs: what may, what can, what it costs. */
#include "tests/unit/model/build_text.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define JOB(extra) "\"jobs\":[{\"name\":\"j\",\"cpu_units\":1024,\"memory_mib\":1024,\"runs_per_day\":240," extra "}]}"

/* --- places --- */

#define PLACED(extra) "\"services\":[{\"name\":\"a\",\"cpu_units\":512,\"memory_mib\":1024,\"tasks\":1," extra "}]}"

static void fargate_spot_without_a_price(void **state)
{
    (void)state;
    struct built *built = build_without("spot", PLACED("\"places\":[\"ec2\",\"fargate_spot\"]"));
    assert_true(built->ok);
    assert_false(item_of(built, "a")->outside_possible);
    assert_assumes(built, "1 service (a) is not offered Fargate Spot: the catalogue has no price of it.");
    built_release(built);
    expect_error_without("spot", PLACED("\"places\":[\"fargate_spot\"]"), ERROR_UNKNOWN_PRICE, "prices.csv", "spot");
    expect_error_without("x86_64.vcpu", PLACED("\"places\":[\"ec2\",\"fargate\"]"), ERROR_UNKNOWN_PRICE, "prices.csv",
                         "fargate x86_64.vcpu");
}

static void places_nobody_named_may_lack_prices(void **state)
{
    (void)state;
    struct built *built = build_without("fargate", WEB "}");
    assert_true(built->ok);
    assert_false(item_of(built, "web")->outside_possible);
    assert_assumes(built, "1 service (web) is not offered Fargate: the catalogue has no price of it.");
    built_release(built);
    built = build_without("lambda", JOB("\"duration_s\":120"));
    assert_true(built->ok);
    assert_true(item_of(built, "j")->job_month[PLACE_LAMBDA].nano == -1);
    assert_assumes(built, "1 job (j) is not offered Lambda: the catalogue has no price of it.");
    built_release(built);
    expect_error_without("lambda", JOB("\"duration_s\":120,\"places\":[\"lambda\",\"ec2\"]"), ERROR_UNKNOWN_PRICE,
                         "prices.csv", "lambda");
}

/* By the profile, not by name; one that can do without the price is passed over. */
static void a_missing_price_names_who_needs_it_first(void **state)
{
    (void)state;
#define TASK(name, places) "{\"name\":\"" name "\",\"cpu_units\":512,\"memory_mib\":1024,\"tasks\":1" places "}"
#define RUNS(name, places)                                                                                             \
    "{\"name\":\"" name "\",\"cpu_units\":512,\"memory_mib\":1024,\"runs_per_day\":9,\"duration_s\":99" places "}"
#define ON(place) ",\"places\":[\"" place "\"]"
    static const char services[] = "\"services\":[" TASK("z", "") "," TASK("y", ON("fargate")) "," TASK(
        "c", ON("ec2")) "," TASK("b", ON("fargate")) "," TASK("a", ON("ec2")) "]";
    static const char jobs[] = "\"jobs\":[" RUNS("j", "") "," RUNS("i", ON("lambda")) "," RUNS("h", ON("lambda")) "]}";
    char both[2048], picked[2048];
    snprintf(both, sizeof both, "%s,%s", services, jobs);
    snprintf(picked, sizeof picked, "%s,\"limits\":{\"instance_types\":[\"c6i.large\"]}}", services);
    expect_error_without("fargate", both, ERROR_UNKNOWN_PRICE, "prices.csv",
                         "no on_demand price of fargate x86_64.vcpu in us-east-1, in the price book of 2026-07; a book "
                         "that has it can be given with --prices; service \"y\" needs it first");
    expect_error_without("lambda", both, ERROR_UNKNOWN_PRICE, "prices.csv", "; job \"i\" needs it first");
    expect_error_without("gp3", both, ERROR_UNKNOWN_PRICE, "prices.csv", "; service \"z\" needs it first");
    expect_error(picked, ERROR_UNKNOWN_PRICE, "prices.csv", "; service \"z\" needs it first");
#undef TASK
#undef RUNS
#undef ON
}

static void the_cheapest_outside_is_taken(void **state)
{
    (void)state;
    struct built *built = build_ok(PLACED("\"places\":[\"fargate\",\"fargate_spot\"]"));
    const struct model_item *item = item_of(built, "a");
    assert_int_equal(item->outside_place, PLACE_FARGATE_SPOT);
    assert_int_equal(item->outside_per_task.nano, 12700000 / 2 + 1400000);
    assert_int_equal(item->item_class, -1);
    assert_int_equal(built->model.packing.classes_count, 0);
    assert_int_equal(built->model.instances_count, 0);
    built_release(built);
}

static void ec2_spot_needs_prices(void **state)
{
    (void)state;
    struct built *built = build_ok(PLACED("\"places\":[\"ec2_spot\",\"fargate\"]"));
    assert_int_equal(item_of(built, "a")->item_class, -1);
    assert_assumes(built, "1 service (a) is not offered EC2 Spot: the catalogue has no price of it.");
    built_release(built);
    expect_error(PLACED("\"places\":[\"ec2_spot\"]"), ERROR_UNKNOWN_PRICE, "t.json: services[0].places",
                 "no EC2 Spot prices");
}

static void fargate_alone_in_bridge_mode_is_an_error(void **state)
{
    (void)state;
    expect_error(PLACED("\"places\":[\"fargate\"],\"network_mode\":\"bridge\""), ERROR_INPUT,
                 "t.json: services[0].places", "network mode bridge");
    struct built *built = build_ok(PLACED("\"places\":[\"ec2\",\"fargate\"],\"network_mode\":\"bridge\""));
    assert_false(item_of(built, "a")->outside_possible);
    assert_assumes(built, "1 service (a) is not offered Fargate, which runs awsvpc alone.");
    built_release(built);
}

static void nothing_fits_is_infeasible(void **state)
{
    (void)state;
    struct built *built = build("\"services\":[{\"name\":\"ok\",\"cpu_units\":1,\"memory_mib\":1,\"tasks\":1},"
                                "{\"name\":\"etl\",\"cpu_units\":512,\"memory_mib\":400000,\"tasks\":1}]}");
    assert_false(built->ok);
    assert_int_equal(built->err.kind, ERROR_INFEASIBLE);
    assert_string_equal(built->err.where, "t.json: services[1].memory_mib");
    assert_non_null(strstr(built->err.text, "\"etl\""));
    assert_non_null(strstr(built->err.text, "needs 400000 MiB of memory"));
    assert_non_null(strstr(built->err.text, "r7i.xlarge, offers "));
    assert_non_null(strstr(built->err.text, "Fargate: more memory than Fargate's largest size"));
    built_release(built);
    expect_error(PLACED("\"gpus\":1"), ERROR_INFEASIBLE, "t.json: services[0].gpus", "needs 1 GPUs");
    expect_error(PLACED("\"gpus\":1,\"places\":[\"fargate\"]"), ERROR_INFEASIBLE, "t.json: services[0].gpus",
                 "Fargate has no GPUs");
    expect_error_without("7g.", PLACED("\"architectures\":[\"arm64\"],\"places\":[\"ec2\"]"), ERROR_INFEASIBLE,
                         "t.json: services[0].places", "no arm64 instance type is both allowed and priced");
}

/* --- jobs --- */

static void jobs_are_priced_by_the_month(void **state)
{
    (void)state;
    struct built *built = build_ok(JOB("\"duration_s\":120,\"startup_s\":0"));
    const struct model_item *item = item_of(built, "j");
    /* 7300 runs of 120 s on 1 vCPU and 2 GB */
    int64_t hour = 40480000 + 2 * 4445000;
    assert_int_equal(item->job_month[PLACE_FARGATE].nano, (hour * 7300 * 120 + 1800) / 3600);
    /* 7300 requests; 1769 MB for 120 s */
    int64_t requests = INT64_C(200000000) * 7300 / 1000000;
    double duration = 16.6667e9 / 1e6 * 1769.0 / 1024 * 120 * 7300;
    assert_true(llabs(item->job_month[PLACE_LAMBDA].nano - requests - (int64_t)(duration + 0.5)) <= 1);
    assert_int_equal(item->outside_place, item->job_month[PLACE_LAMBDA].nano < item->job_month[PLACE_FARGATE].nano
                                              ? PLACE_LAMBDA
                                              : PLACE_FARGATE);
    assert_int_equal(item->job_outside_bound.nano, item->job_outside.nano);
    assert_true(item->ec2_allowed);
    assert_int_equal(item->tasks[0], 1);
    assert_assumes(built, "1 job (j) gives no duration_p99_s");
    assert_assumes(built, "may queue for room on EC2");
    built_release(built);
}

static void room_is_mean_concurrency_and_headroom(void **state)
{
    (void)state;
    struct built *built = build_ok("\"safety\":{\"headroom_ratio\":0.1}," JOB("\"duration_s\":3540,\"startup_s\":60"));
    assert_true(item_of(built, "j")->job_concurrency == 10);
    assert_int_equal(item_of(built, "j")->tasks[0], 11);
    assert_non_null(strstr(item_of(built, "j")->lambda_why_not, "900 s"));
    built_release(built);
}

static void short_jobs_stay_off_ec2(void **state)
{
    (void)state;
    struct built *built = build_ok(JOB("\"duration_s\":5"));
    assert_false(item_of(built, "j")->ec2_allowed);
    assert_assumes(built, "1 job (j) runs under 60 s and gives no startup_s: not offered EC2");
    built_release(built);
    built = build_ok(JOB("\"duration_s\":5,\"startup_s\":3"));
    assert_true(item_of(built, "j")->ec2_allowed);
    built_release(built);
    built = build_ok(JOB("\"duration_s\":5,\"places\":[\"ec2\"]"));
    assert_true(item_of(built, "j")->ec2_allowed);
    assert_assumes(built, "has no place but EC2");
    built_release(built);
}

static void lambda_limits_are_checked_against_p99(void **state)
{
    (void)state;
    struct built *built = build_ok(JOB("\"duration_s\":100,\"duration_p99_s\":901"));
    assert_true(item_of(built, "j")->job_month[PLACE_LAMBDA].nano == -1);
    assert_non_null(strstr(item_of(built, "j")->lambda_why_not, "900 s"));
    built_release(built);
    expect_error(JOB("\"duration_s\":100,\"duration_p99_s\":901,\"places\":[\"lambda\"]"), ERROR_INFEASIBLE,
                 "t.json: jobs[0].places", "Lambda: it runs longer");
}

/* A run of a millisecond is billed a minute on Fargate. */
#define MANY(name)                                                                                                     \
    "{\"name\":\"" name "\",\"cpu_units\":16384,\"memory_mib\":32768,\"duration_s\":0.001,"                            \
    "\"runs_per_day\":1000000000,\"places\":[\"fargate\"]}"

static void uncountable_jobs_are_a_limit(void **state)
{
    (void)state;
    expect_error("\"jobs\":[" MANY("f") "," MANY("g") "," MANY("h") "," MANY("i") "," MANY("j") "," MANY("k") "]}",
                 ERROR_LIMIT, "t.json: jobs[5].runs_per_day", "jobs up to \"k\" cost more than");
}

/* Past the first tier a job's bill hangs on the others: the bound must not. 6,000 million GB-s end the first tier. */
static void lambda_tiers_never_raise_the_bound(void **state)
{
    (void)state;
    struct built *built = build_ok(
        "\"jobs\":[{\"name\":\"a\",\"cpu_units\":1,\"memory_mib\":1024,\"duration_s\":100,\"runs_per_day\":1000000,"
        "\"places\":[\"lambda\"]},"
        "{\"name\":\"b\",\"cpu_units\":1,\"memory_mib\":1024,\"duration_s\":200,\"runs_per_day\":1500000,"
        "\"places\":[\"lambda\"]}]}");
    const struct model_item *a = item_of(built, "a"), *b = item_of(built, "b");
    int64_t both = a->job_outside.nano + b->job_outside.nano;
    int64_t bound = a->job_outside_bound.nano + b->job_outside_bound.nano;
    assert_true(bound <= both && bound >= both - 10); /* together they pay just this: C(total) */
    assert_true(a->job_outside_bound.nano < a->job_outside.nano);
    assert_true(b->job_outside_bound.nano > b->job_outside.nano); /* it gains from a's being there */
    /* b's 9,125 million GB-s follow a's 3,042: 2,958 at the first price, the rest at the second */
    double gbs_a = 1000000.0 * 730 / 24 * 100 / 1e6, gbs_b = 1500000.0 * 730 / 24 * 200 / 1e6;
    double expected = (6000 - gbs_a) * 16.6667 + (gbs_b - (6000 - gbs_a)) * 15 + 1.5 * 730 / 24 * 0.2;
    assert_true(llabs(b->job_outside.nano - (int64_t)(expected * 1e9)) < 1000000);
    built_release(built);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fargate_spot_without_a_price),
        cmocka_unit_test(places_nobody_named_may_lack_prices),
        cmocka_unit_test(a_missing_price_names_who_needs_it_first),
        cmocka_unit_test(the_cheapest_outside_is_taken),
        cmocka_unit_test(ec2_spot_needs_prices),
        cmocka_unit_test(fargate_alone_in_bridge_mode_is_an_error),
        cmocka_unit_test(nothing_fits_is_infeasible),
        cmocka_unit_test(jobs_are_priced_by_the_month),
        cmocka_unit_test(room_is_mean_concurrency_and_headroom),
        cmocka_unit_test(short_jobs_stay_off_ec2),
        cmocka_unit_test(lambda_limits_are_checked_against_p99),
        cmocka_unit_test(uncountable_jobs_are_a_limit),
        cmocka_unit_test(lambda_tiers_never_raise_the_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
