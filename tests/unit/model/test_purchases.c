/* test_purchases.c — Spot pools and Managed Instances in the model: which types share a pool, what it offers and costs,
 * and which items may go there. */
#include "tests/unit/model/build_text.h"

#include "data/base/file.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROW(item, price) "ec2," item ",on_demand,usd_per_hour," price ",0,test,2026-07\n"
#define SPOT(item, price, rate)                                                                                        \
    "ec2," item ",spot,usd_per_hour," price ",0,test,2026-07\n"                                                        \
    "ec2_spot_interruptions," item ",spot,ratio_per_month," rate ",0,test,2026-07\n"
#define FEE "ecs,managed_instances_fee,on_demand,ratio_of_on_demand,0.12,0,test,2026-07\n"
#define OTHERS                                                                                                         \
    "ebs,gp3,on_demand,usd_per_gb_month,0.073,0,test,2026-07\n"                                                        \
    "fargate,x86_64.gb,on_demand,usd_per_hour,0.004445,0,test,2026-07\n"                                               \
    "fargate,x86_64.vcpu,on_demand,usd_per_hour,0.04048,0,test,2026-07\n"
#define ON_DEMAND                                                                                                      \
    ROW("m5a.large", "0.086")                                                                                          \
    ROW("m5n.large", "0.119")                                                                                          \
    ROW("m6a.large", "0.0864") ROW("m7a.large", "0.11592") ROW("m7i.large", "0.1008") ROW("m7i.xlarge", "0.2016")
#define SPOTS                                                                                                          \
    SPOT("m5a.large", "0.040", "0.05")                                                                                 \
    SPOT("m5n.large", "0.030", "0.10")                                                                                 \
    SPOT("m6a.large", "0.034", "0.05")                                                                                 \
    SPOT("m7a.large", "0.044", "0.15") SPOT("m7i.large", "0.036", "0.25") SPOT("m7i.xlarge", "0.072", "0.05")

static struct built *build_priced(const char *rows, const char *body)
{
    struct built *built = memory_alloc(1, sizeof *built);
    struct text text;
    text_init(&text, 1 << 20);
    text_printf(&text, "%s%s}", HEAD, body);
    if (!profile_parse("t.json", text.bytes, text.length, &built->profile, &built->err))
        fail_msg("%s: %s", built->err.where, built->err.text);
    text_release(&text);
    text_init(&text, 1 << 20);
    text_printf(&text, "service,item,purchase,unit,price,from_quantity,source,as_of\n%s", rows);
    if (!catalogue_parse_csv("prices.csv", "us-east-1", text.bytes, text.length, &built->catalogue, &built->err))
        fail_msg("%s: %s", built->err.where, built->err.text);
    text_release(&text);
    built->ok = model_build(&built->profile, &built->catalogue, &built->model, &built->err);
    return built;
}

static struct built *build_priced_ok(const char *rows, const char *body)
{
    struct built *built = build_priced(rows, body);
    if (!built->ok)
        fail_msg("%s: %s", built->err.where, built->err.text);
    return built;
}

static const struct model_instance *spot_of(const struct built *built, int index)
{
    for (int i = 0; i < built->model.instances_count; i++)
        if (built->model.instances[i].spot != NULL && index-- == 0)
            return &built->model.instances[i];
    return NULL;
}

static void assert_types(const struct model_instance *instance, const char *names)
{
    struct text all;
    text_init(&all, 1000);
    assert_non_null(instance);
    for (int k = 0; k < instance->spot->types_count; k++)
        text_printf(&all, "%s%s", k > 0 ? " " : "", instance->spot->types[k]->name);
    assert_string_equal(all.bytes, names);
    text_release(&all);
}

#define WEB_AT(places, more)                                                                                           \
    "\"services\":[{\"name\":\"web\",\"cpu_units\":512,\"memory_mib\":1024,\"tasks\":4,\"places\":[" places "]" more   \
    "}],\"limits\":{\"eni_trunking\":true}"

static void every_way_of_buying_gives_the_golden(void **state)
{
    (void)state;
    static const char golden[] = FOLDER "purchases.golden";
    struct built *built = build_priced_ok(
        OTHERS FEE ON_DEMAND SPOTS,
        "\"services\":[{\"name\":\"all\",\"cpu_units\":512,\"memory_mib\":1024,\"tasks\":4,"
        "\"places\":[\"ec2\",\"ec2_spot\",\"managed_instances\"]},"
        "{\"name\":\"bridged\",\"cpu_units\":512,\"memory_mib\":1024,\"tasks\":4,\"network_mode\":\"bridge\","
        "\"places\":[\"ec2_spot\",\"managed_instances\"]},"
        "{\"name\":\"managed\",\"cpu_units\":512,\"memory_mib\":1024,\"tasks\":4,"
        "\"places\":[\"managed_instances\"]},"
        "{\"name\":\"plain\",\"cpu_units\":512,\"memory_mib\":1024,\"tasks\":2}],"
        "\"spot\":{\"types_min\":2,\"on_demand_percent\":10}");
    struct arena arena = {0};
    struct error err = {0};
    struct text dump;
    char *expected;
    size_t length;
    text_init(&dump, 1 << 20);
    model_dump(&built->model, &dump);
    if (getenv("BAYPLAN_UPDATE_GOLDEN") != NULL)
        assert_true(file_write(golden, dump.bytes, dump.length, &err));
    if (!file_read(golden, &arena, &expected, &length, &err))
        fail_msg("%s", err.text);
    assert_string_equal(dump.bytes, expected);
    text_release(&dump);
    arena_release(&arena);
    built_release(built);
}

/* m7i.large is interrupted too often; m5n.large takes 2 awsvpc tasks, the others 10. */
static void the_poorest_type_sets_what_a_pool_offers(void **state)
{
    (void)state;
    struct built *built = build_priced_ok(OTHERS ON_DEMAND SPOTS, WEB_AT("\"ec2_spot\"", ""));
    assert_types(spot_of(built, 0), "m5a.large m5n.large m6a.large m7a.large");
    assert_types(spot_of(built, 1), "m5a.large m6a.large m7a.large");
    assert_null(spot_of(built, 2));
    assert_int_equal(spot_of(built, 0)->offered[DIMENSION_ENI], 2);
    assert_int_equal(spot_of(built, 1)->offered[DIMENSION_ENI], 10);
    for (int k = 0; k < 2; k++) {
        assert_string_equal(spot_of(built, k)->facts->name, "m5a.large"); /* 7,677 MiB, the least */
        assert_int_equal(spot_of(built, k)->offered[DIMENSION_MEMORY], 7677 - 256);
    }
    assert_true(spot_of(built, 0)->spot->spot_price.nano == 37000000);
    assert_true(spot_of(built, 0)->price.nano == spot_of(built, 0)->spot->price.nano);
    assert_assumes(built, "1 size in all");
    assert_assumes(built, "1 of more than 20 % interruptions a month, 1 of sizes with fewer than 3 such types");
    built_release(built);
}

/* Without interfaces nothing tells them apart. */
static void without_interfaces_a_size_is_one_offer(void **state)
{
    (void)state;
    struct built *built =
        build_priced_ok(OTHERS ON_DEMAND SPOTS, WEB_AT("\"ec2_spot\"", ",\"network_mode\":\"bridge\""));
    assert_types(spot_of(built, 0), "m5a.large m5n.large m6a.large m7a.large");
    assert_null(spot_of(built, 1));
    built_release(built);
}

static void the_cheapest_types_are_taken(void **state)
{
    (void)state;
    struct built *built = build_priced_ok(
        OTHERS ON_DEMAND SPOTS,
        WEB_AT("\"ec2_spot\"", ",\"network_mode\":\"bridge\"") ",\"spot\":{\"types_min\":1,\"types_max\":2,"
                                                               "\"interruptions_percent_max\":100}");
    assert_types(spot_of(built, 0), "m5n.large m6a.large");
    assert_types(spot_of(built, 1), "m7i.xlarge");
    assert_null(spot_of(built, 2));
    built_release(built);
}

/* ... and a base needs an on-demand price of every type. */
static void a_base_needs_prices_on_demand(void **state)
{
    (void)state;
    static const char body[] =
        WEB_AT("\"ec2_spot\"", ",\"network_mode\":\"bridge\"") ",\"spot\":{\"types_min\":2,\"on_demand_percent\":50}";
    struct built *built = build_priced_ok(OTHERS ROW("m5a.large", "0.086") ROW("m6a.large", "0.0864") SPOTS, body);
    assert_types(spot_of(built, 0), "m5a.large m6a.large");
    assert_true(spot_of(built, 0)->spot->on_demand_price.nano == 86000000);
    assert_assumes(built, "Of every Spot pool 50 % are on demand");
    built_release(built);
}

static bool is_outdone(const struct built *built, const char *name, enum pool_purchase purchase)
{
    for (int i = 0; i < built->model.instances_count; i++)
        if (built->model.instances[i].purchase == purchase && strcmp(built->model.instances[i].facts->name, name) == 0)
            return built->model.instances[i].outdone;
    fail_msg("no %s", name);
    return false;
}

/* A Spot bin takes a dearer on-demand bin's place where all that may go to the one may go to the other. */
static void a_way_of_buying_outdoes_another_for_all_alone(void **state)
{
    (void)state;
    static const char alone[] = WEB_AT("\"ec2\",\"ec2_spot\"", "");
    static const char beside[] = "\"services\":[{\"name\":\"web\",\"cpu_units\":512,\"memory_mib\":1024,\"tasks\":4,"
                                 "\"places\":[\"ec2\",\"ec2_spot\"]},{\"name\":\"db\",\"cpu_units\":512,"
                                 "\"memory_mib\":1024,\"tasks\":4,\"places\":[\"ec2\"]}],"
                                 "\"limits\":{\"eni_trunking\":true}";
    struct built *built = build_priced_ok(OTHERS ON_DEMAND SPOTS, alone);
    assert_true(is_outdone(built, "m5a.large", POOL_ON_DEMAND));
    assert_false(is_outdone(built, "m6a.large", POOL_ON_DEMAND)); /* more memory than the pool's least */
    assert_false(is_outdone(built, "m5a.large", POOL_SPOT));
    built_release(built);
    built = build_priced_ok(OTHERS ON_DEMAND SPOTS, beside);
    assert_false(is_outdone(built, "m5a.large", POOL_ON_DEMAND)); /* db needs it */
    built_release(built);
}

/* ... and is kept to be asked about. */
static void ways_of_buying_do_not_dominate_each_other(void **state)
{
    (void)state;
    struct built *built =
        build_priced_ok(OTHERS FEE ON_DEMAND SPOTS, WEB_AT("\"ec2\",\"ec2_spot\",\"managed_instances\"", ""));
    bool left[POOL_PURCHASES_COUNT] = {false};
    for (int i = 0; i < built->model.instances_count; i++)
        left[built->model.instances[i].purchase] |= !built->model.instances[i].dominated;
    assert_true(left[POOL_ON_DEMAND] && left[POOL_SPOT] && left[POOL_MANAGED_INSTANCES]);
    for (int i = 1; i < built->model.instances_count; i++)
        assert_true(built->model.instances[i - 1].purchase <= built->model.instances[i].purchase);
    assert_int_equal(item_of(built, "web")->mask, 1 | 1 << 2 | 1 << 4);
    assert_int_equal(item_of(built, "web")->architectures, 1);
    assert_int_equal(pool_architectures(item_of(built, "web")->mask), 1);
    built_release(built);
}

static void expect_priced_error(const char *rows, const char *body, enum error_kind kind, const char *where,
                                const char *says)
{
    struct built *built = build_priced(rows, body);
    assert_false(built->ok);
    if (built->err.kind != kind || strcmp(built->err.where, where) != 0 || strstr(built->err.text, says) == NULL)
        fail_msg("got %s, %s: %s", error_word(built->err.kind), built->err.where, built->err.text);
    built_release(built);
}

static void spot_without_prices_or_sizes_is_said(void **state)
{
    (void)state;
    struct built *built = build_priced_ok(OTHERS ON_DEMAND, WEB_AT("\"ec2_spot\",\"fargate\"", ""));
    assert_assumes(built, "1 service (web) is not offered EC2 Spot: the catalogue has no price of it.");
    assert_false(item_of(built, "web")->ec2_allowed);
    built_release(built);
    built = build_priced_ok(OTHERS ON_DEMAND SPOT("m5a.large", "0.04", "0.05"), WEB_AT("\"ec2_spot\",\"fargate\"", ""));
    assert_assumes(built, "1 service (web) is not offered EC2 Spot: of no size are there enough types");
    built_release(built);
    expect_priced_error(OTHERS ON_DEMAND, WEB_AT("\"ec2_spot\"", ""), ERROR_UNKNOWN_PRICE, "t.json: services[0].places",
                        "no EC2 Spot prices");
    expect_priced_error(OTHERS ON_DEMAND SPOT("m5a.large", "0.04", "0.05"), WEB_AT("\"ec2_spot\"", ""),
                        ERROR_INFEASIBLE, "t.json: services[0].places", "EC2 Spot: of no size are there enough types");
}

static void managed_instances_need_their_fee_and_network(void **state)
{
    (void)state;
    expect_priced_error(OTHERS ON_DEMAND, WEB_AT("\"managed_instances\",\"fargate\"", ""), ERROR_UNKNOWN_PRICE,
                        "prices.csv", "managed_instances_fee");
    expect_priced_error(OTHERS FEE ON_DEMAND, WEB_AT("\"managed_instances\"", ",\"network_mode\":\"bridge\""),
                        ERROR_INPUT, "t.json: services[0].places", "run network modes awsvpc and host alone");
    struct built *built =
        build_priced_ok(OTHERS FEE ON_DEMAND, WEB_AT("\"managed_instances\",\"ec2\"", ",\"network_mode\":\"bridge\""));
    assert_assumes(built, "1 service (web) is not offered ECS Managed Instances, which run awsvpc and host alone.");
    assert_int_equal(item_of(built, "web")->mask, 1);
    built_release(built);
    built = build_priced_ok(OTHERS FEE ROW("m5a.large", "0.1"),
                            WEB_AT("\"managed_instances\"", ",\"network_mode\":\"host\""));
    assert_int_equal(built->model.instances_count, 1);
    assert_true(built->model.instances[0].price.nano == 112000000 && built->model.instances[0].fee.nano == 12000000);
    assert_assumes(built, "ECS Managed Instances: AWS chooses and packs their instances");
    built_release(built);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_way_of_buying_gives_the_golden),
        cmocka_unit_test(the_poorest_type_sets_what_a_pool_offers),
        cmocka_unit_test(without_interfaces_a_size_is_one_offer),
        cmocka_unit_test(the_cheapest_types_are_taken),
        cmocka_unit_test(a_base_needs_prices_on_demand),
        cmocka_unit_test(a_way_of_buying_outdoes_another_for_all_alone),
        cmocka_unit_test(ways_of_buying_do_not_dominate_each_other),
        cmocka_unit_test(spot_without_prices_or_sizes_is_said),
        cmocka_unit_test(managed_instances_need_their_fee_and_network),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
