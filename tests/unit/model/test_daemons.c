/* test_daemons.c — DAEMON services are no items; their room is off every capacity of their architectures. */
#include "tests/unit/model/build_text.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define BOTH "\"architectures\":[\"x86_64\",\"arm64\"]"
#define TASKS(name, more) "{\"name\":\"" name "\",\"cpu_units\":512,\"memory_mib\":1024,\"tasks\":4" more "}"
#define DAEMON(name, cpu, more)                                                                                        \
    "{\"name\":\"" name "\",\"scheduling_strategy\":\"DAEMON\",\"cpu_units\":" cpu ",\"memory_mib\":256" more "}"
#define LARGE ",\"limits\":{\"instance_types\":[\"m7i.large\",\"m7g.large\"]}}"

#define HOST ",\"network_mode\":\"host\""

static const struct model_instance *instance_of(const struct built *built, const char *name)
{
    for (int i = 0; i < built->model.instances_count; i++)
        if (strcmp(built->model.instances[i].facts->name, name) == 0)
            return &built->model.instances[i];
    return NULL;
}

static void daemons_are_no_items(void **state)
{
    (void)state;
    struct built *built = build_ok("\"services\":[" DAEMON("z", "64", "") "," TASKS("web", "") "," DAEMON(
        "agent", "32", ",\"network_mode\":\"host\"") "," TASKS("api", "") "]}");
    assert_int_equal(built->model.services_count, 2);
    assert_int_equal(built->model.items_count, 2);
    assert_string_equal(built->model.items[0].name, "api");
    assert_int_equal(built->model.items[0].profile_index, 3);
    assert_string_equal(built->model.items[1].name, "web");
    assert_int_equal(built->model.daemons_count, 2);
    assert_string_equal(built->model.daemons[0].name, "agent");
    assert_int_equal(built->model.daemons[0].size[DIMENSION_ENI], 0);
    assert_int_equal(built->model.daemons[1].size[DIMENSION_ENI], 1);
    assert_assumes(built, "the room of daemons agent and z is kept free");
    assert_assumes(built, "4 services (api, web, agent and 1 more) name no architecture");
    built_release(built);
}

static void their_room_is_off_their_architecture(void **state)
{
    (void)state;
    struct built *built = build_ok("\"services\":[" TASKS("web", "," BOTH) "," DAEMON("agent", "100", "") "]" LARGE);
    const struct model_instance *x86 = instance_of(built, "m7i.large"), *arm = instance_of(built, "m7g.large");
    assert_int_equal(x86->offered[DIMENSION_CPU], 2048);
    assert_int_equal(x86->capacity[DIMENSION_CPU], 2048 - 100);
    assert_int_equal(x86->capacity[DIMENSION_MEMORY], x86->offered[DIMENSION_MEMORY] - 256);
    assert_int_equal(x86->capacity[DIMENSION_ENI], x86->offered[DIMENSION_ENI] - 1);
    assert_int_equal(arm->capacity[DIMENSION_CPU], 2048);
    assert_int_equal(arm->capacity[DIMENSION_MEMORY], arm->offered[DIMENSION_MEMORY]);
    assert_int_equal(arm->capacity[DIMENSION_ENI], arm->offered[DIMENSION_ENI]);
    const struct packing *packing = &built->model.packing; /* what the bound is made of */
    for (int t = 0; t < packing->types_count; t++)
        assert_int_equal(packing->types[t].capacity[DIMENSION_CPU],
                         built->model.instances[built->model.type_instance[t]].capacity[DIMENSION_CPU]);
    built_release(built);
}

static void types_too_small_for_them_are_out(void **state)
{
    (void)state;
    struct built *built = build_ok("\"services\":[" TASKS("web", "," BOTH) "," DAEMON("agent", "2049", "") "]" LARGE);
    assert_null(instance_of(built, "m7i.large"));
    assert_non_null(instance_of(built, "m7g.large"));
    assert_assumes(built, "1 too small for the daemons");
    built_release(built);
    built = build_ok("\"services\":[" TASKS("web", "," BOTH) "," DAEMON("agent", "2048", "") "]" LARGE);
    assert_non_null(instance_of(built, "m7i.large")); /* it just fits, and holds nothing else */
    assert_true(instance_of(built, "m7i.large")->dominated);
    built_release(built);
}

static void infeasible_names_them(void **state)
{
    (void)state;
    expect_error("\"services\":[" TASKS("web", ",\"places\":[\"ec2\"]") "," DAEMON("logs", "1600", HOST) "," DAEMON(
                     "agent", "100", HOST) "]" LARGE,
                 ERROR_INFEASIBLE, "t.json: services[0].cpu_units", "offers 348 beside daemons agent and logs");
    expect_error("\"services\":[" TASKS("web", ",\"places\":[\"ec2\"]") "," DAEMON("agent", "9000", "") "]" LARGE,
                 ERROR_INFEASIBLE, "t.json: services[0].places", "allowed and priced and holds daemon agent");
}

#define PORT(number) ",\"network_mode\":\"host\",\"host_ports\":[" number "]"

static void their_ports_are_taken(void **state)
{
    (void)state;
    struct built *built = build_ok("\"services\":[" TASKS("web", "," BOTH PORT("8125")) "," TASKS(
        "dns", "," BOTH PORT("53")) "," DAEMON("agent", "100", PORT("8125")) "]" LARGE);
    int port = DIMENSIONS_FIXED;
    assert_int_equal(built->model.packing.dimensions, DIMENSIONS_FIXED + 1);
    assert_string_equal(built->model.dimension_names[port], "host_port_8125");
    assert_int_equal(instance_of(built, "m7i.large")->capacity[port], 0);
    assert_int_equal(instance_of(built, "m7g.large")->capacity[port], 1);
    assert_int_equal(item_of(built, "web")->size[port], 1);
    assert_int_equal(item_of(built, "dns")->size[port], 0);
    built_release(built);
    expect_error("\"services\":[" TASKS("web", PORT("8125")) "," DAEMON("agent", "100", PORT("8125")) "]" LARGE,
                 ERROR_INFEASIBLE, "t.json: services[0].host_ports",
                 "host port 8125 is held on every x86_64 instance "
                 "by daemon agent");
}

static void two_daemons_on_one_port_fit_no_instance(void **state)
{
    (void)state;
    expect_error("\"services\":[" TASKS("web", ",\"places\":[\"ec2\"]") "," DAEMON("a", "1", PORT("9")) "," DAEMON(
                     "b", "1", PORT("9")) "]" LARGE,
                 ERROR_INFEASIBLE, "t.json: services[0].places", "allowed and priced and holds daemons a and b");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(daemons_are_no_items),
        cmocka_unit_test(their_room_is_off_their_architecture),
        cmocka_unit_test(types_too_small_for_them_are_out),
        cmocka_unit_test(infeasible_names_them),
        cmocka_unit_test(their_ports_are_taken),
        cmocka_unit_test(two_daemons_on_one_port_fit_no_instance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
