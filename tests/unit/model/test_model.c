/* test_model.c — what model_build makes of a profile: the golden of a small one, then rule by rule. */
#include "tests/unit/model/build_text.h"

#include "data/base/file.h"
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

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
        cmocka_unit_test(equal_hours_are_one_slot),
        cmocka_unit_test(names_are_listed_up_to_three),
        cmocka_unit_test(regions_must_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
