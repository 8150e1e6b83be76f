/* test_profile.c — profiles as read: every key from JSON and from XML, defaults, examples. Bad ones: tests/invalid. */
#include "data/profile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct profile load(const char *path)
{
    struct profile profile = {0};
    struct error err = {0};
    if (!profile_load(path, &profile, &err))
        fail_msg("%s: %s", err.where, err.text);
    return profile;
}

static struct profile parse(const char *text)
{
    struct profile profile = {0};
    struct error err = {0};
    if (!profile_parse("test", text, strlen(text), &profile, &err))
        fail_msg("%s: %s", err.where, err.text);
    return profile;
}

static void assert_same_strings(const struct field_strings *a, const struct field_strings *b)
{
    assert_int_equal(a->count, b->count);
    for (int i = 0; i < a->count; i++)
        assert_string_equal(a->items[i], b->items[i]);
}

static void assert_same_integers(const struct field_integers *a, const struct field_integers *b)
{
    assert_int_equal(a->count, b->count);
    for (int i = 0; i < a->count; i++)
        assert_int_equal(a->items[i], b->items[i]);
}

static void assert_same_tags(const struct field_objects *a, const struct field_objects *b)
{
    const struct tag *left = a->items, *right = b->items;
    assert_int_equal(a->count, b->count);
    for (int i = 0; i < a->count; i++) {
        assert_string_equal(left[i].key, right[i].key);
        assert_string_equal(left[i].value, right[i].value);
    }
}

static void assert_same_service(const struct service *a, const struct service *b)
{
    assert_string_equal(a->name, b->name);
    assert_same_tags(&a->tags, &b->tags);
    assert_int_equal(a->cpu_units, b->cpu_units);
    assert_int_equal(a->memory_mib, b->memory_mib);
    assert_int_equal(a->gpus, b->gpus);
    assert_same_integers(&a->tasks, &b->tasks);
    assert_int_equal(a->architectures, b->architectures);
    assert_int_equal(a->network_mode, b->network_mode);
    assert_same_integers(&a->host_ports, &b->host_ports);
    assert_int_equal(a->places, b->places);
    assert_int_equal(a->zones_min, b->zones_min);
    assert_int_equal(a->tasks_per_instance_max, b->tasks_per_instance_max);
    assert_int_equal(a->ephemeral_storage_gib, b->ephemeral_storage_gib);
    assert_int_equal(a->deployment.minimum_healthy_percent, b->deployment.minimum_healthy_percent);
    assert_int_equal(a->deployment.maximum_percent, b->deployment.maximum_percent);
    assert_int_equal(a->scheduling_strategy, b->scheduling_strategy);
    assert_same_strings(&a->placement_strategies, &b->placement_strategies);
    assert_int_equal(a->availability_zone_rebalancing, b->availability_zone_rebalancing);
    assert_string_equal(a->task_definition, b->task_definition);
    assert_int_equal(a->architectures_given, b->architectures_given);
    assert_int_equal(a->network_mode_given, b->network_mode_given);
    assert_int_equal(a->places_given, b->places_given);
    assert_int_equal(a->zones_min_given, b->zones_min_given);
}

static void assert_same_job(const struct job *a, const struct job *b)
{
    assert_string_equal(a->name, b->name);
    assert_same_tags(&a->tags, &b->tags);
    assert_int_equal(a->cpu_units, b->cpu_units);
    assert_int_equal(a->memory_mib, b->memory_mib);
    assert_int_equal(a->gpus, b->gpus);
    assert_true(a->duration_s == b->duration_s);
    assert_true(a->duration_p99_s == b->duration_p99_s);
    assert_true(a->startup_s == b->startup_s);
    assert_true(a->runs_per_day == b->runs_per_day);
    assert_int_equal(a->architectures, b->architectures);
    assert_int_equal(a->network_mode, b->network_mode);
    assert_int_equal(a->places, b->places);
    assert_int_equal(a->ephemeral_storage_gib, b->ephemeral_storage_gib);
    assert_int_equal(a->architectures_given, b->architectures_given);
    assert_int_equal(a->places_given, b->places_given);
    assert_int_equal(a->startup_given, b->startup_given);
}

static void assert_same_settings(const struct profile *a, const struct profile *b)
{
    assert_int_equal(a->limits.pools_max, b->limits.pools_max);
    assert_same_strings(&a->limits.instance_types, &b->limits.instance_types);
    assert_int_equal(a->limits.burstable, b->limits.burstable);
    assert_int_equal(a->limits.eni_trunking, b->limits.eni_trunking);
    assert_int_equal(a->limits.eni_trunking_given, b->limits.eni_trunking_given);
    assert_int_equal(a->limits.reserved_cpu_units, b->limits.reserved_cpu_units);
    assert_int_equal(a->limits.reserved_memory_mib, b->limits.reserved_memory_mib);
    assert_int_equal(a->limits.root_volume_gib, b->limits.root_volume_gib);
    assert_int_equal(a->limits.root_volume_gib_given, b->limits.root_volume_gib_given);
    assert_int_equal(a->safety.survive_zone_loss, b->safety.survive_zone_loss);
    assert_true(a->safety.headroom_ratio == b->safety.headroom_ratio);
    assert_int_equal(a->safety.deployments, b->safety.deployments);
    assert_int_equal(a->overhead.given, b->overhead.given);
    assert_int_equal(a->overhead.usd_per_hour_nano, b->overhead.usd_per_hour_nano);
    assert_true(a->overhead.hours_per_month_cluster == b->overhead.hours_per_month_cluster);
    assert_true(a->overhead.hours_per_month_instance == b->overhead.hours_per_month_instance);
}

static void assert_same_apply(const struct apply_settings *a, const struct apply_settings *b)
{
    assert_int_equal(a->given, b->given);
    assert_string_equal(a->account, b->account);
    assert_string_equal(a->cluster, b->cluster);
    assert_same_strings(&a->subnets, &b->subnets);
    assert_same_strings(&a->security_groups, &b->security_groups);
    assert_string_equal(a->instance_profile, b->instance_profile);
    assert_string_equal(a->image_parameters.x86_64, b->image_parameters.x86_64);
    assert_string_equal(a->image_parameters.arm64, b->image_parameters.arm64);
    assert_string_equal(a->image_parameters.gpu, b->image_parameters.gpu);
}

/* Equal but for the bytes they were read from. */
static void assert_same_profile(const struct profile *a, const struct profile *b)
{
    assert_string_equal(a->name, b->name);
    assert_string_equal(a->region, b->region);
    assert_same_strings(&a->zones, &b->zones);
    assert_int_equal(a->zones_given, b->zones_given);
    assert_int_equal(a->hours, b->hours);
    assert_int_equal(a->subnets_count, b->subnets_count);
    for (int i = 0; i < a->subnets_count; i++) {
        assert_string_equal(a->subnets[i].zone, b->subnets[i].zone);
        assert_string_equal(a->subnets[i].cidr, b->subnets[i].cidr);
        assert_int_equal(a->subnets[i].free_addresses, b->subnets[i].free_addresses);
    }
    assert_int_equal(a->services_count, b->services_count);
    for (int i = 0; i < a->services_count; i++)
        assert_same_service(&a->services[i], &b->services[i]);
    assert_int_equal(a->jobs_count, b->jobs_count);
    for (int i = 0; i < a->jobs_count; i++)
        assert_same_job(&a->jobs[i], &b->jobs[i]);
    assert_same_settings(a, b);
    assert_same_apply(&a->apply, &b->apply);
}

static void test_json_and_xml_say_the_same(void **state)
{
    (void)state;
    struct profile json = load("tests/unit/documents/full.json");
    struct profile xml = load("tests/unit/documents/full.xml");
    struct profile elements = load("tests/unit/documents/full_elements.xml");
    assert_same_profile(&json, &xml);
    assert_same_profile(&json, &elements);
    assert_string_not_equal(json.sha256, xml.sha256);
    profile_release(&json);
    profile_release(&xml);
    profile_release(&elements);
}

static void test_every_key_is_read(void **state)
{
    (void)state;
    struct profile profile = load("tests/unit/documents/full.json");
    const struct service *web = &profile.services[0];
    const struct job *thumbs = &profile.jobs[0];
    const struct tag *tags = web->tags.items;
    assert_int_equal(profile.zones.count, 3);
    assert_int_equal(web->tags.count, 2);
    assert_string_equal(tags[0].key, "team");
    assert_string_equal(tags[0].value, "shop & co");
    assert_string_equal(tags[1].key, "Größe:a/b");
    assert_string_equal(tags[1].value, "");
    assert_string_equal(((const struct tag *)thumbs->tags.items)->value, "media");
    assert_int_equal(web->gpus, 1);
    assert_int_equal(web->architectures, 1u << ARCHITECTURE_X86_64 | 1u << ARCHITECTURE_ARM64);
    assert_int_equal(web->network_mode, NETWORK_BRIDGE);
    assert_int_equal(web->host_ports.items[1], 443);
    assert_int_equal(web->places,
                     1u << PLACE_EC2 | 1u << PLACE_EC2_SPOT | 1u << PLACE_FARGATE | 1u << PLACE_FARGATE_SPOT);
    assert_int_equal(web->zones_min, 3);
    assert_int_equal(web->tasks_per_instance_max, 4);
    assert_int_equal(web->ephemeral_storage_gib, 50);
    assert_int_equal(web->deployment.minimum_healthy_percent, 50);
    assert_int_equal(web->deployment.maximum_percent, 150);
    assert_int_equal(web->placement_strategies.count, 3);
    assert_string_equal(web->placement_strategies.items[1], "spread:instanceId");
    assert_false(web->availability_zone_rebalancing);
    assert_string_equal(profile.services[2].name, "zürich & co");
    assert_true(thumbs->duration_s == 3.2 && thumbs->duration_p99_s == 20 && thumbs->runs_per_day == 0.25);
    assert_true(thumbs->startup_given && thumbs->startup_s == 0);
    assert_int_equal(thumbs->places, 1u << PLACE_LAMBDA | 1u << PLACE_EC2);
    assert_int_equal(profile.limits.pools_max, 7);
    assert_string_equal(profile.limits.instance_types.items[1], "c7i.large");
    assert_true(profile.limits.burstable && profile.limits.eni_trunking && profile.limits.eni_trunking_given);
    assert_int_equal(profile.limits.reserved_cpu_units, 128);
    assert_int_equal(profile.limits.reserved_memory_mib, 0);
    assert_int_equal(profile.limits.root_volume_gib, 40);
    assert_true(profile.safety.survive_zone_loss && profile.safety.headroom_ratio == 0.05);
    assert_int_equal(profile.safety.deployments, DEPLOYMENTS_RESERVE);
    assert_int_equal(profile.subnets_count, 4);
    assert_string_equal(profile.subnets[1].zone, "ap-southeast-2b");
    assert_string_equal(profile.subnets[1].cidr, "10.1.0.16/28");
    assert_int_equal(profile.subnets[3].free_addresses, 11);
    assert_true(profile.overhead.given);
    assert_int_equal(profile.overhead.usd_per_hour_nano, INT64_C(60123456789));
    profile_release(&profile);
}

static const char smallest[] = "{\"schema\": \"bayplan.profile/1\", \"name\": \"n\", \"region\": \"us-gov-west-1\","
                               " \"services\": [{\"name\": \"a\", \"cpu_units\": 1, \"memory_mib\": 6, \"tasks\": 0}],"
                               " \"jobs\": [{\"name\": \"b\", \"cpu_units\": 1, \"memory_mib\": 6, \"duration_s\": 1,"
                               " \"runs_per_day\": 0}]}";

static void test_defaults(void **state)
{
    (void)state;
    struct profile profile = parse(smallest);
    const struct service *a = &profile.services[0];
    const struct job *b = &profile.jobs[0];
    assert_false(profile.zones_given);
    assert_int_equal(profile.zones.count, 2);
    assert_string_equal(profile.zones.items[0], "us-gov-west-1a");
    assert_string_equal(profile.zones.items[1], "us-gov-west-1b");
    assert_int_equal(profile.hours, 1);
    assert_int_equal(a->architectures, 1u << ARCHITECTURE_X86_64);
    assert_int_equal(a->tags.count, 0);
    assert_int_equal(a->network_mode, NETWORK_AWSVPC);
    assert_int_equal(a->places, 1u << PLACE_EC2 | 1u << PLACE_FARGATE);
    assert_int_equal(a->zones_min, 2);
    assert_int_equal(a->tasks_per_instance_max, 0);
    assert_int_equal(a->ephemeral_storage_gib, 20);
    assert_int_equal(a->deployment.minimum_healthy_percent, 100);
    assert_int_equal(a->deployment.maximum_percent, 200);
    assert_int_equal(a->scheduling_strategy, SCHEDULING_REPLICA);
    assert_int_equal(a->placement_strategies.count, 0);
    assert_true(a->availability_zone_rebalancing);
    assert_int_equal(profile.safety.deployments, DEPLOYMENTS_SCALE_OUT);
    assert_int_equal(profile.subnets_count, 0);
    assert_false(a->architectures_given || a->network_mode_given || a->places_given || a->zones_min_given);
    assert_int_equal(b->places, 1u << PLACE_LAMBDA | 1u << PLACE_FARGATE | 1u << PLACE_EC2);
    assert_int_equal(b->architectures, 1u << ARCHITECTURE_X86_64);
    assert_int_equal(b->ephemeral_storage_gib, 20);
    assert_false(b->architectures_given || b->places_given || b->startup_given);
    assert_int_equal(profile.limits.pools_max, 4);
    assert_int_equal(profile.limits.reserved_memory_mib, -1);
    assert_int_equal(profile.limits.root_volume_gib, 30);
    assert_false(profile.limits.burstable || profile.limits.eni_trunking || profile.limits.eni_trunking_given);
    assert_false(profile.safety.survive_zone_loss || profile.overhead.given);
    assert_string_equal(a->task_definition, "");
    profile_release(&profile);
}

static void test_half_a_deployment_keeps_the_other_default(void **state)
{
    (void)state;
    struct profile profile =
        parse("{\"schema\": \"bayplan.profile/1\", \"name\": \"n\", \"region\": \"us-east-1\","
              " \"services\": [{\"name\": \"a\", \"cpu_units\": 1, \"memory_mib\": 6, \"tasks\": 0,"
              " \"deployment\": {\"minimum_healthy_percent\": 0}}]}");
    assert_int_equal(profile.services[0].deployment.minimum_healthy_percent, 0);
    assert_int_equal(profile.services[0].deployment.maximum_percent, 200);
    profile_release(&profile);
}

static void test_hash_is_of_the_bytes(void **state)
{
    (void)state;
    struct profile profile = parse(smallest);
    char expected[SHA256_HEX_SIZE];
    sha256_hex(smallest, strlen(smallest), expected);
    assert_string_equal(profile.sha256, expected);
    profile_release(&profile);
}

/* Strings must not point into the caller's bytes. */
static void test_profile_outlives_its_bytes(void **state)
{
    (void)state;
    char bytes[sizeof smallest];
    memcpy(bytes, smallest, sizeof smallest);
    struct profile profile = parse(bytes);
    memset(bytes, 'x', sizeof bytes);
    assert_string_equal(profile.name, "n");
    assert_string_equal(profile.services[0].name, "a");
    assert_string_equal(profile.file, "test");
    profile_release(&profile);
}

static void test_short_demand_repeats(void **state)
{
    (void)state;
    int64_t day[24], week[HOURS_PER_WEEK];
    for (int i = 0; i < 24; i++)
        day[i] = i;
    for (int i = 0; i < HOURS_PER_WEEK; i++)
        week[i] = 1000 + i;
    int64_t one = 7;
    struct service flat = {.tasks = {&one, 1}}, daily = {.tasks = {day, 24}};
    struct service weekly = {.tasks = {week, HOURS_PER_WEEK}};
    for (int hour = 0; hour < HOURS_PER_WEEK; hour++) {
        assert_int_equal(service_tasks(&flat, hour), 7);
        assert_int_equal(service_tasks(&daily, hour), hour % 24);
        assert_int_equal(service_tasks(&weekly, hour), 1000 + hour);
    }
}

/* awsvpc: the port belongs to the task's own interface and binds nothing. */
static void test_ports_of_own_interfaces_are_dropped(void **state)
{
    (void)state;
    struct profile profile =
        parse("{\"schema\": \"bayplan.profile/1\", \"name\": \"n\", \"region\": \"us-east-1\","
              " \"services\": [{\"name\": \"a\", \"cpu_units\": 1, \"memory_mib\": 6, \"tasks\": 0,"
              " \"network_mode\": \"awsvpc\", \"host_ports\": 8080},"
              " {\"name\": \"b\", \"cpu_units\": 1, \"memory_mib\": 6, \"tasks\": 0,"
              " \"network_mode\": \"host\", \"host_ports\": 8080}]}");
    assert_int_equal(profile.services[0].host_ports.count, 0);
    assert_int_equal(profile.services[1].host_ports.count, 1);
    assert_int_equal(profile.services[1].host_ports.items[0], 8080);
    profile_release(&profile);
}

/* One on every instance: nothing of it can be counted, and nothing is its own to choose. */
static void test_daemon(void **state)
{
    (void)state;
    struct profile profile = load("tests/unit/documents/full.json");
    const struct service *logs = &profile.services[1];
    assert_string_equal(logs->name, "logs");
    assert_int_equal(logs->scheduling_strategy, SCHEDULING_DAEMON);
    assert_int_equal(logs->cpu_units, 64);
    assert_int_equal(logs->host_ports.items[0], 8125);
    assert_int_equal(logs->places, 0);
    assert_int_equal(logs->zones_min, 0);
    assert_int_equal(logs->tasks.count, 0);
    assert_int_equal(logs->deployment.minimum_healthy_percent, 50);
    assert_int_equal(logs->deployment.maximum_percent, 100);
    assert_false(logs->availability_zone_rebalancing || logs->places_given || logs->zones_min_given);
    for (int hour = 0; hour < profile.hours; hour++)
        assert_int_equal(service_tasks(logs, hour), 0);
    profile_release(&profile);
}

static struct profile one_service(const char *more)
{
    char text[512];
    snprintf(text, sizeof text,
             "{\"schema\": \"bayplan.profile/1\", \"name\": \"n\", \"region\": \"us-east-1\", \"jobs\": [{\"name\": "
             "\"j\", \"cpu_units\": 1, \"memory_mib\": 6, \"duration_s\": 1, \"runs_per_day\": 1}], \"services\": "
             "[{\"name\": \"a\", \"cpu_units\": 1, \"memory_mib\": 6, %s}]}",
             more);
    return parse(text);
}

/* Where ECS cannot rebalance, it does not by default; asking for it there is refused (tests/invalid). */
static void test_default_of_rebalancing(void **state)
{
    (void)state;
    static const struct {
        const char *more;
        bool rebalanced;
    } rows[] = {
        {"\"tasks\": 1", true},
        {"\"tasks\": 1, \"placement_strategies\": []", true},
        {"\"tasks\": 1, \"placement_strategies\": [\"spread:attribute:ecs.availability-zone\", \"random\"]", true},
        {"\"tasks\": 1, \"placement_strategies\": [\"random\", \"spread:attribute:ecs.availability-zone\"]", false},
        {"\"tasks\": 1, \"placement_strategies\": [\"binpack:cpu\"], \"availability_zone_rebalancing\": false", false},
        {"\"tasks\": 1, \"deployment\": {\"minimum_healthy_percent\": 0, \"maximum_percent\": 100}", false},
        {"\"tasks\": 1, \"availability_zone_rebalancing\": true", true},
        {"\"scheduling_strategy\": \"DAEMON\"", false},
        {"\"scheduling_strategy\": \"DAEMON\", \"availability_zone_rebalancing\": false", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct profile profile = one_service(rows[i].more);
        if (profile.services[0].availability_zone_rebalancing != rows[i].rebalanced)
            fail_msg("%s", rows[i].more);
        profile_release(&profile);
    }
}

/* Two zones are asked for by default, but not of strategies that do not know zones. */
static void test_default_of_zones(void **state)
{
    (void)state;
    static const struct {
        const char *more;
        int zones_min;
        bool given;
    } rows[] = {
        {"\"tasks\": 1", 2, false},
        {"\"tasks\": 1, \"placement_strategies\": []", 2, false},
        {"\"tasks\": 1, \"placement_strategies\": [\"binpack:cpu\"]", 1, true},
        {"\"tasks\": 1, \"placement_strategies\": [\"binpack:cpu\"], \"zones_min\": 2", 2, true},
        {"\"tasks\": 1, \"placement_strategies\": [\"random\", \"spread:attribute:ecs.availability-zone\"]", 2, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct profile profile = one_service(rows[i].more);
        if (profile.services[0].zones_min != rows[i].zones_min || profile.services[0].zones_min_given != rows[i].given)
            fail_msg("%s", rows[i].more);
        profile_release(&profile);
    }
}

static void test_daemon_deployment_defaults(void **state)
{
    (void)state;
    struct profile profile = one_service("\"scheduling_strategy\": \"DAEMON\"");
    assert_int_equal(profile.services[0].deployment.minimum_healthy_percent, 0);
    assert_int_equal(profile.services[0].deployment.maximum_percent, 100);
    profile_release(&profile);
}

/* In awsvpc mode a task's ports are on an interface of its own; only the instance's own are taken. */
static void test_ports_of_the_instance_are_free_for_own_interfaces(void **state)
{
    (void)state;
    struct profile profile = one_service("\"tasks\": 1, \"host_ports\": [22, 51678]");
    profile_release(&profile);
}

static void test_strategies_by_name(void **state)
{
    (void)state;
    for (int i = 0; placement_strategy_names[i]; i++) {
        enum placement_strategy strategy = PLACE_RANDOM;
        assert_true(placement_strategy_parse(placement_strategy_names[i], &strategy));
        assert_int_equal(strategy, i);
    }
    enum placement_strategy strategy = PLACE_RANDOM;
    assert_string_equal(placement_strategy_names[PLACE_BINPACK_MEMORY], "binpack:memory");
    assert_false(placement_strategy_parse("binpack", &strategy));
    assert_false(placement_strategy_parse("", &strategy));
}

static void test_examples(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        int services, jobs, hours;
    } rows[] = {
        {"data/examples/shop.json", 12, 2, 168},
        {"data/examples/team.xml", 8, 0, 24},
        {"data/examples/nightly.json", 1, 11, 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct profile profile = load(rows[i].path);
        assert_int_equal(profile.services_count, rows[i].services);
        assert_int_equal(profile.jobs_count, rows[i].jobs);
        assert_int_equal(profile.hours, rows[i].hours);
        assert_string_equal(profile.file, rows[i].path);
        profile_release(&profile);
    }
}

static void test_missing_file(void **state)
{
    (void)state;
    struct profile profile = {0};
    struct error err = {0};
    assert_false(profile_load("tests/unit/documents/no-such-file.json", &profile, &err));
    assert_int_equal(err.kind, ERROR_IO);
    assert_null(profile.name);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json_and_xml_say_the_same),
        cmocka_unit_test(test_every_key_is_read),
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_half_a_deployment_keeps_the_other_default),
        cmocka_unit_test(test_hash_is_of_the_bytes),
        cmocka_unit_test(test_profile_outlives_its_bytes),
        cmocka_unit_test(test_short_demand_repeats),
        cmocka_unit_test(test_ports_of_own_interfaces_are_dropped),
        cmocka_unit_test(test_daemon),
        cmocka_unit_test(test_default_of_rebalancing),
        cmocka_unit_test(test_default_of_zones),
        cmocka_unit_test(test_daemon_deployment_defaults),
        cmocka_unit_test(test_ports_of_the_instance_are_free_for_own_interfaces),
        cmocka_unit_test(test_strategies_by_name),
        cmocka_unit_test(test_examples),
        cmocka_unit_test(test_missing_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
