/* test_model.c — what model_build makes of a profile: the golden of a small one, then rule by rule. */
#include "data/base/file.h"
#include "planner/model/model.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define FOLDER "tests/unit/model/small/"
#define HEAD "{\"schema\":\"bayplan.profile/1\",\"name\":\"t\",\"region\":\"us-east-1\","

struct built {
    struct profile profile;
    struct catalogue catalogue;
    struct model model;
    struct error err;
    bool ok;
};

static void catalogue_of(struct catalogue *ret_catalogue, const char *without)
{
    struct arena arena = {0};
    struct error err = {0};
    char *bytes, *kept;
    size_t length, kept_length = 0;
    assert_true(file_read(FOLDER "prices.csv", &arena, &bytes, &length, &err));
    kept = ARENA_ARRAY(&arena, char, length + 1);
    for (char *line = strtok(bytes, "\n"); line != NULL; line = strtok(NULL, "\n"))
        if (without == NULL || strstr(line, without) == NULL)
            kept_length += (size_t)sprintf(kept + kept_length, "%s\n", line);
    if (!catalogue_parse_csv("prices.csv", "us-east-1", kept, kept_length, ret_catalogue, &err))
        fail_msg("%s: %s", err.where, err.text);
    arena_release(&arena);
}

/* The body is JSON after HEAD; rows of the prices that hold `without` are left out. */
static struct built *build_without(const char *without, const char *body)
{
    struct built *built = memory_alloc(1, sizeof *built);
    char *text = memory_alloc(strlen(HEAD) + strlen(body) + 1, 1);
    sprintf(text, "%s%s", HEAD, body);
    if (!profile_parse("t.json", text, strlen(text), &built->profile, &built->err))
        fail_msg("%s: %s", built->err.where, built->err.text);
    free(text);
    catalogue_of(&built->catalogue, without);
    built->ok = model_build(&built->profile, &built->catalogue, &built->model, &built->err);
    return built;
}

static struct built *build(const char *body)
{
    return build_without(NULL, body);
}

static void built_release(struct built *built)
{
    if (built->ok)
        model_release(&built->model);
    profile_release(&built->profile);
    catalogue_release(&built->catalogue);
    free(built);
}

static struct built *build_ok(const char *body)
{
    struct built *built = build(body);
    if (!built->ok)
        fail_msg("%s: %s", built->err.where, built->err.text);
    return built;
}

static void expect_error_without(const char *without, const char *body, enum error_kind kind, const char *where,
                                 const char *text)
{
    struct built *built = build_without(without, body);
    assert_false(built->ok);
    if (built->err.kind != kind || strcmp(built->err.where, where) != 0 || strstr(built->err.text, text) == NULL)
        fail_msg("got %s, %s: %s", error_word(built->err.kind), built->err.where, built->err.text);
    built_release(built);
}

static void expect_error(const char *body, enum error_kind kind, const char *where, const char *text)
{
    expect_error_without(NULL, body, kind, where, text);
}

static const struct model_item *item_of(const struct built *built, const char *name)
{
    for (int i = 0; i < built->model.items_count; i++)
        if (strcmp(built->model.items[i].name, name) == 0)
            return &built->model.items[i];
    fail_msg("no item %s", name);
    return NULL;
}

static bool instance_there(const struct built *built, const char *name)
{
    for (int i = 0; i < built->model.instances_count; i++)
        if (strcmp(built->model.instances[i].facts->name, name) == 0)
            return true;
    return false;
}

static bool assumes(const struct built *built, const char *text)
{
    for (int i = 0; i < built->model.assumptions.count; i++)
        if (strstr(built->model.assumptions.items[i], text) != NULL)
            return true;
    return false;
}

static void assert_assumes(const struct built *built, const char *text)
{
    if (assumes(built, text))
        return;
    for (int i = 0; i < built->model.assumptions.count; i++)
        print_error("  %s\n", built->model.assumptions.items[i]);
    fail_msg("nothing assumes: %s", text);
}

/* --- the golden --- */

static void small_profile_gives_the_golden(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct error err = {0};
    struct profile profile;
    struct model model;
    struct catalogue catalogue;
    struct text dump;
    char *expected;
    size_t length;
    text_init(&dump, 1 << 20);
    catalogue_of(&catalogue, NULL);
    assert_true(profile_load(FOLDER "profile.json", &profile, &err));
    if (!model_build(&profile, &catalogue, &model, &err))
        fail_msg("%s: %s", err.where, err.text);
    model_dump(&model, &dump);
    if (getenv("BAYPLAN_UPDATE_GOLDEN") != NULL)
        assert_true(file_write(FOLDER "model.golden", dump.bytes, dump.length, &err));
    if (!file_read(FOLDER "model.golden", &arena, &expected, &length, &err))
        fail_msg("%s", err.text);
    assert_string_equal(dump.bytes, expected);
    text_release(&dump);
    arena_release(&arena);
    model_release(&model);
    profile_release(&profile);
    catalogue_release(&catalogue);
}

/* --- instance types --- */

#define WEB "\"services\":[{\"name\":\"web\",\"cpu_units\":512,\"memory_mib\":1024,\"tasks\":4}]"

static void reserve_is_2_percent_at_least_256_mib(void **state)
{
    (void)state;
    struct built *built = build_ok(WEB ",\"limits\":{\"instance_types\":[\"m7i.large\",\"r7i.xlarge\"]}}");
    const struct model_instance *small = &built->model.instances[0], *large = &built->model.instances[1];
    int64_t registered = large->facts->registered_memory_mib;
    assert_int_equal(small->capacity[DIMENSION_MEMORY], small->facts->registered_memory_mib - 256);
    assert_int_equal(large->capacity[DIMENSION_MEMORY], registered - (registered * 2 + 99) / 100);
    assert_assumes(built, "kept for the system");
    built_release(built);

    built = build_ok(WEB ",\"limits\":{\"instance_types\":[\"m7i.large\"],\"reserved_memory_mib\":0,"
                         "\"reserved_cpu_units\":128}}");
    small = &built->model.instances[0];
    assert_int_equal(small->capacity[DIMENSION_MEMORY], small->facts->registered_memory_mib);
    assert_int_equal(small->capacity[DIMENSION_CPU], 2048 - 128);
    assert_false(assumes(built, "kept for the system"));
    built_release(built);
}

static void trunking_changes_the_enis(void **state)
{
    (void)state;
    struct built *built = build_ok(WEB ",\"limits\":{\"instance_types\":[\"m7i.large\"]}}");
    assert_int_equal(built->model.instances[0].capacity[DIMENSION_ENI], 2);
    assert_assumes(built, "ENI trunking is off");
    built_release(built);
    built = build_ok(WEB ",\"limits\":{\"instance_types\":[\"m7i.large\"],\"eni_trunking\":true}}");
    assert_int_equal(built->model.instances[0].capacity[DIMENSION_ENI], 10);
    assert_false(assumes(built, "ENI trunking"));
    built_release(built);
}

static void bridge_tasks_take_no_eni(void **state)
{
    (void)state;
    struct built *built = build_ok("\"services\":[{\"name\":\"a\",\"cpu_units\":1,\"memory_mib\":1,\"tasks\":1,"
                                   "\"network_mode\":\"bridge\"}]}");
    assert_int_equal(item_of(built, "a")->size[DIMENSION_ENI], 0);
    assert_false(item_of(built, "a")->outside_possible);
    assert_assumes(built, "1 service (a) is not offered Fargate, which runs awsvpc alone.");
    assert_false(assumes(built, "trunking"));
    built_release(built);
}

static void special_types_need_to_be_asked_for(void **state)
{
    (void)state;
    struct built *built = build_ok(WEB "}");
    assert_false(instance_there(built, "t3.large"));
    assert_false(instance_there(built, "m4.large"));
    assert_false(instance_there(built, "c6i.metal"));
    assert_false(instance_there(built, "m7g.large")); /* no service runs on arm64 */
    assert_assumes(built, " burstable");
    assert_assumes(built, " bare metal");
    assert_assumes(built, " of a previous generation");
    assert_assumes(built, "no price in the catalogue of us-east-1 (2026-07) and were not considered.");
    built_release(built);

    built = build_ok(WEB ",\"limits\":{\"burstable\":true,\"instance_types\":[\"t3.*\",\"m4.large\",\"*.metal\"]}}");
    assert_true(instance_there(built, "t3.large"));
    assert_true(instance_there(built, "m4.large"));
    assert_true(instance_there(built, "c6i.metal"));
    assert_false(instance_there(built, "m7i.large"));
    built_release(built);
}

static void bad_patterns_are_errors(void **state)
{
    (void)state;
    expect_error(WEB ",\"limits\":{\"instance_types\":[\"m7i.*\",\"m7i.lrge\"]}}", ERROR_INPUT,
                 "t.json: limits.instance_types[1]", "did you mean \"m7i.large\"?");
    expect_error(WEB ",\"limits\":{\"instance_types\":[\"t3.*\"]}}", ERROR_INPUT, "t.json: limits.instance_types[0]",
                 "limits.burstable");
    expect_error(WEB ",\"limits\":{\"instance_types\":[\"c6i.large\"]}}", ERROR_UNKNOWN_PRICE, "prices.csv",
                 "ec2 c6i.large");
    expect_error_without("gp3", WEB "}", ERROR_UNKNOWN_PRICE, "prices.csv", "root_volume_gib to 0");
}

static void dominated_types_are_no_bins(void **state)
{
    (void)state;
    struct built *built = build_ok(WEB "}");
    for (int t = 0; t < built->model.packing.types_count; t++) {
        const struct model_instance *instance = &built->model.instances[built->model.type_instance[t]];
        assert_false(instance->dominated);
        assert_int_equal(built->model.packing.types[t].cost_nano, instance->price.nano + instance->root_volume.nano);
        assert_string_not_equal(instance->facts->name, "m7a.xlarge"); /* m7i.xlarge is cheaper, no smaller */
    }
    assert_true(instance_there(built, "m7a.xlarge"));
    built_release(built);
}

/* --- ports and limits per instance --- */

#define PORTED(name, ports)                                                                                            \
    "{\"name\":\"" name "\",\"cpu_units\":256,\"memory_mib\":512,\"tasks\":1,\"network_mode\":\"host\","               \
    "\"host_ports\":" ports "}"

static void shared_ports_are_dimensions(void **state)
{
    (void)state;
    /* 80 is shared by all three; 81 and 82 by the same two of them, which 80 covers; 83 is of one alone */
    struct built *built = build_ok(
        "\"services\":[" PORTED("a", "[80,81,82]") "," PORTED("b", "[80,81,82]") "," PORTED("c", "[80,83]") "]}");
    assert_int_equal(built->model.packing.dimensions, DIMENSIONS_FIXED + 1);
    assert_string_equal(built->model.dimension_names[DIMENSIONS_FIXED], "host_port_80");
    assert_int_equal(built->model.packing.classes_count, 1); /* the dimension says it all: they merge */
    assert_int_equal(built->model.packing.classes[0].per_bin_max, 0);
    assert_int_equal(item_of(built, "a")->per_instance_max, 1);
    assert_int_equal(built->model.packing.demand[0], 3);
    built_release(built);

    built = build_ok("\"services\":[" PORTED("a", "[80]") "," PORTED("b", "[81]") "]}");
    assert_int_equal(built->model.packing.dimensions, DIMENSIONS_FIXED);
    assert_int_equal(built->model.packing.classes_count, 2); /* one of each in a bin: merged, just one would be */
    assert_int_equal(built->model.packing.classes[0].per_bin_max, 1);
    built_release(built);
}

static void too_many_port_sets_are_a_limit(void **state)
{
    (void)state;
    struct text body;
    text_init(&body, 1 << 16);
    text_add(&body, "\"services\":[");
    for (int i = 0; i < 14; i++)
        text_printf(&body,
                    "%s{\"name\":\"s%d\",\"cpu_units\":1,\"memory_mib\":1,\"tasks\":1,\"network_mode\":\"bridge\","
                    "\"host_ports\":[%d,%d]}",
                    i > 0 ? "," : "", i, 1000 + i, 1001 + i);
    text_add(&body, "]}");
    expect_error(body.bytes, ERROR_LIMIT, "t.json", "13 different sets of services; at most 12");
    text_release(&body);
}

static void limits_that_capacity_implies_merge(void **state)
{
    (void)state;
    struct built *built =
        build_ok("\"services\":[{\"name\":\"a\",\"cpu_units\":512,\"memory_mib\":1024,\"tasks\":4,\"tasks_per_instance_"
                 "max\":900},"
                 "{\"name\":\"b\",\"cpu_units\":512,\"memory_mib\":1024,\"tasks\":5},"
                 "{\"name\":\"c\",\"cpu_units\":512,\"memory_mib\":1024,\"tasks\":5,\"tasks_per_instance_max\":2}]}");
    assert_int_equal(built->model.packing.classes_count, 2);
    assert_int_equal(item_of(built, "a")->item_class, item_of(built, "b")->item_class);
    assert_int_equal(built->model.packing.classes[item_of(built, "c")->item_class].per_bin_max, 2);
    assert_int_equal(built->model.packing.demand[item_of(built, "a")->item_class], 9);
    built_release(built);
}

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

static void ec2_spot_is_not_considered(void **state)
{
    (void)state;
    struct built *built = build_ok(PLACED("\"places\":[\"ec2_spot\",\"fargate\"]"));
    assert_int_equal(item_of(built, "a")->item_class, -1);
    assert_assumes(built, "1 service (a) allows ec2_spot, which is not considered");
    built_release(built);
    expect_error(PLACED("\"places\":[\"ec2_spot\"]"), ERROR_UNKNOWN_PRICE, "t.json: services[0].places",
                 "no EC2 Spot prices");
}

static void fargate_asked_for_in_bridge_mode_is_an_error(void **state)
{
    (void)state;
    expect_error(PLACED("\"places\":[\"ec2\",\"fargate\"],\"network_mode\":\"bridge\""), ERROR_INPUT,
                 "t.json: services[0].places", "network mode bridge");
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

/* --- hours and names --- */

static void equal_hours_are_one_slot(void **state)
{
    (void)state;
    struct built *built = build_ok("\"services\":[{\"name\":\"b\",\"cpu_units\":512,\"memory_mib\":1024,\"tasks\":"
                                   "[1,1,1,1,1,1,2,2,2,2,2,2,2,2,2,2,2,2,1,1,1,1,1,1]},"
                                   "{\"name\":\"a\",\"cpu_units\":512,\"memory_mib\":1024,\"tasks\":"
                                   "[4,4,4,4,4,4,3,3,3,3,3,3,3,3,3,3,3,9,4,4,4,4,4,4]}]}");
    const struct packing *packing = &built->model.packing; /* equal sums of one class: just hour 17 differs */
    assert_int_equal(packing->slots_count, 2);
    assert_int_equal(packing->slot_hours[0], 23);
    assert_int_equal(packing->slot_hours[1], 1);
    assert_int_equal(built->model.slot_of_hour[17], 1);
    assert_int_equal(packing->demand[0], 5);
    assert_int_equal(packing->demand[1], 11);
    built_release(built);
}

static void names_are_listed_up_to_three(void **state)
{
    (void)state;
    struct text body;
    text_init(&body, 1 << 16);
    text_add(&body, "\"services\":[");
    for (int i = 12; i > 0; i--)
        text_printf(&body, "{\"name\":\"s%02d\",\"cpu_units\":1,\"memory_mib\":1,\"tasks\":1}%s", i,
                    i > 1 ? "," : "]}");
    struct built *built = build_ok(body.bytes);
    assert_assumes(built, "12 services (s01, s02, s03 and 9 more) name no network mode: awsvpc is assumed.");
    assert_string_equal(built->model.items[0].name, "s01");
    built_release(built);
    text_release(&body);
}

static void regions_must_agree(void **state)
{
    (void)state;
    struct built built = {0};
    const char *text = "{\"schema\":\"bayplan.profile/1\",\"name\":\"t\",\"region\":\"eu-west-1\"," WEB "}";
    assert_true(profile_parse("t.json", text, strlen(text), &built.profile, &built.err));
    catalogue_of(&built.catalogue, NULL);
    assert_false(model_build(&built.profile, &built.catalogue, &built.model, &built.err));
    assert_int_equal(built.err.kind, ERROR_UNKNOWN_PRICE);
    profile_release(&built.profile);
    catalogue_release(&built.catalogue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_profile_gives_the_golden),
        cmocka_unit_test(reserve_is_2_percent_at_least_256_mib),
        cmocka_unit_test(trunking_changes_the_enis),
        cmocka_unit_test(bridge_tasks_take_no_eni),
        cmocka_unit_test(special_types_need_to_be_asked_for),
        cmocka_unit_test(bad_patterns_are_errors),
        cmocka_unit_test(dominated_types_are_no_bins),
        cmocka_unit_test(shared_ports_are_dimensions),
        cmocka_unit_test(too_many_port_sets_are_a_limit),
        cmocka_unit_test(limits_that_capacity_implies_merge),
        cmocka_unit_test(fargate_spot_without_a_price),
        cmocka_unit_test(places_nobody_named_may_lack_prices),
        cmocka_unit_test(the_cheapest_outside_is_taken),
        cmocka_unit_test(ec2_spot_is_not_considered),
        cmocka_unit_test(fargate_asked_for_in_bridge_mode_is_an_error),
        cmocka_unit_test(nothing_fits_is_infeasible),
        cmocka_unit_test(jobs_are_priced_by_the_month),
        cmocka_unit_test(room_is_mean_concurrency_and_headroom),
        cmocka_unit_test(short_jobs_stay_off_ec2),
        cmocka_unit_test(lambda_limits_are_checked_against_p99),
        cmocka_unit_test(lambda_tiers_never_raise_the_bound),
        cmocka_unit_test(equal_hours_are_one_slot),
        cmocka_unit_test(names_are_listed_up_to_three),
        cmocka_unit_test(regions_must_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
