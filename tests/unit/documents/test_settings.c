/* test_settings.c — hashes of settings: the same whatever the form and the order, another for each setting, and none of
 * them for what a plan says itself. */
#include "data/profile_settings.h"

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

struct hashes {
    char profile[SHA256_HEX_SIZE], service[SHA256_HEX_SIZE], job[SHA256_HEX_SIZE];
};

static struct hashes hashes_of(const struct profile *profile)
{
    struct hashes hashes;
    profile_settings_hash(profile, hashes.profile);
    service_settings_hash(&profile->services[0], hashes.service);
    job_settings_hash(&profile->jobs[0], hashes.job);
    return hashes;
}

static void assert_same(const struct hashes *a, const struct hashes *b)
{
    assert_string_equal(a->profile, b->profile);
    assert_string_equal(a->service, b->service);
    assert_string_equal(a->job, b->job);
}

static void forms_are_alike(void **state)
{
    (void)state;
    static const char *const paths[] = {"tests/unit/documents/full.json", "tests/unit/documents/full.xml",
                                        "tests/unit/documents/full_elements.xml"};
    struct hashes first = {0};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        struct profile profile = load(paths[i]);
        struct hashes hashes = hashes_of(&profile);
        assert_int_equal(strlen(hashes.profile), 64);
        if (i == 0)
            first = hashes;
        assert_same(&first, &hashes);
        profile_release(&profile);
    }
}

static struct profile parse(const char *rest)
{
    struct profile profile = {0};
    struct error err = {0};
    char text[8192];
    snprintf(text, sizeof text, "{\"schema\": \"bayplan.profile/1\", \"name\": \"n\", \"region\": \"us-east-1\", %s}",
             rest);
    if (!profile_parse("test", text, strlen(text), &profile, &err))
        fail_msg("%s: %s", err.where, err.text);
    return profile;
}

#define LOGS "{\"name\": \"logs\", \"cpu_units\": 1, \"memory_mib\": 6, \"scheduling_strategy\": \"DAEMON\"}"
#define ROUTER "{\"name\": \"router\", \"cpu_units\": 2, \"memory_mib\": 6, \"scheduling_strategy\": \"DAEMON\"}"
#define JOBS                                                                                                           \
    "\"jobs\": [{\"name\": \"j\", \"cpu_units\": 1, \"memory_mib\": 6, \"duration_s\": 1, \"runs_per_day\": 2}]"
#define SUBNET(zone, cidr) "{\"zone\": \"us-east-1" zone "\", \"cidr\": \"" cidr "\", \"free_addresses\": 9}"
#define PORTS(ports) ", \"network_mode\": \"host\", \"host_ports\": " ports
#define SERVICE(rest) "{\"name\": \"web\", \"cpu_units\": 1, \"memory_mib\": 6, \"tasks\": 1" rest "}"

/* Two profiles that say the same in other words. */
static void words_do_not_count(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"\"services\": [" SERVICE("") ", " LOGS ", " ROUTER "], " JOBS,
         "\"services\": [" SERVICE("") ", " ROUTER ", " LOGS "], " JOBS},
        {"\"services\": [" SERVICE("") "], " JOBS,
         "\"services\": [" SERVICE(", \"places\": [\"fargate\", \"ec2\"], \"zones_min\": 2, \"gpus\": "
                                   "0") "], "
                                        "\"zones\": [\"us-east-1b\", \"us-east-1a\"], \"limits\": "
                                        "{\"pools_max\": 4, \"root_volume_gib\": 30}, "
                                        "\"safety\": {\"headroom_ratio\": 0}, \"subnets\": [], " JOBS},
        {"\"services\": [" SERVICE(PORTS("[8080, 81]")) "], " JOBS,
         "\"services\": [" SERVICE(PORTS("[81, 8080]")) "], " JOBS},
        {"\"services\": [" SERVICE("") "], \"subnets\": [" SUBNET("a", "10.0.0.0/24") ", " SUBNET(
             "b", "10.0.1.0/24") "], \"limits\": {\"instance_types\": [\"m7g.*\", \"c7g.*\"]}, " JOBS,
         "\"services\": [" SERVICE("") "], \"subnets\": [" SUBNET("b", "10.0.1.0/24") ", " SUBNET(
             "a", "10.0.0.0/24") "], \"limits\": {\"instance_types\": [\"c7g.*\", \"m7g.*\"]}, " JOBS},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        struct profile one = parse(pairs[i][0]), other = parse(pairs[i][1]);
        struct hashes a = hashes_of(&one), b = hashes_of(&other);
        assert_same(&a, &b);
        profile_release(&one);
        profile_release(&other);
    }
}

/* What a change of the profile changes: bits of PROFILE, SERVICE and JOB. */
enum { NOTHING = 0, PROFILE = 1, SERVICE_ = 2, JOB = 4 };

static void assert_changes(struct profile *profile, const struct hashes *before, const char *what, int expected)
{
    struct hashes after = hashes_of(profile);
    int changed = (strcmp(before->profile, after.profile) != 0 ? PROFILE : 0) |
                  (strcmp(before->service, after.service) != 0 ? SERVICE_ : 0) |
                  (strcmp(before->job, after.job) != 0 ? JOB : 0);
    if (changed != expected)
        fail_msg("%s changes hashes %d, not %d", what, changed, expected);
}

#define CHANGES(expected, ...)                                                                                         \
    do {                                                                                                               \
        struct profile profile = load("tests/unit/documents/full.json");                                               \
        struct hashes before = hashes_of(&profile);                                                                    \
        struct service *service = &profile.services[0], *daemon = &profile.services[1];                                \
        struct job *job = &profile.jobs[0];                                                                            \
        (void)service, (void)daemon, (void)job;                                                                        \
        __VA_ARGS__;                                                                                                   \
        assert_changes(&profile, &before, #__VA_ARGS__, expected);                                                     \
        profile_release(&profile);                                                                                     \
    } while (0)

static void demand_is_no_setting(void **state)
{
    (void)state;
    CHANGES(NOTHING, profile.name = "other");
    CHANGES(NOTHING, service->name = "other");
    CHANGES(NOTHING, service->tags.count = 0);
    CHANGES(NOTHING, service->tasks.items[3]++);
    CHANGES(NOTHING, service->cpu_units++);
    CHANGES(NOTHING, service->memory_mib++);
    CHANGES(NOTHING, service->gpus++);
    CHANGES(NOTHING, job->name = "other");
    CHANGES(NOTHING, job->tags.count = 0);
    CHANGES(NOTHING, job->runs_per_day += 1);
    CHANGES(NOTHING, job->duration_s += 1);
    CHANGES(NOTHING, job->cpu_units++);
    CHANGES(NOTHING, job->memory_mib++);
    CHANGES(NOTHING, job->gpus++);
    CHANGES(NOTHING, service->task_definition = "other");
    CHANGES(NOTHING, daemon->task_definition = "other");
    CHANGES(NOTHING, profile.apply.account = "999999999999");
    CHANGES(NOTHING, profile.apply.cluster = "other");
    CHANGES(NOTHING, profile.apply.subnets.count = 0);
    CHANGES(NOTHING, profile.apply.given = false);
    CHANGES(NOTHING, profile.services_count = 2); /* the third is no daemon */
}

static void settings_of_the_whole(void **state)
{
    (void)state;
    CHANGES(PROFILE, profile.region = "ap-southeast-1");
    CHANGES(PROFILE, profile.zones.count--);
    CHANGES(NOTHING, profile.subnets[2].free_addresses--);
    CHANGES(NOTHING, profile.subnets[2].zone = profile.subnets[1].zone);
    CHANGES(NOTHING, profile.subnets_count--);
    CHANGES(PROFILE, profile.limits.pools_max++);
    CHANGES(PROFILE, profile.limits.instance_types.count--);
    CHANGES(PROFILE, profile.limits.burstable = false);
    CHANGES(PROFILE, profile.limits.eni_trunking = false);
    CHANGES(PROFILE, profile.limits.reserved_cpu_units++);
    CHANGES(PROFILE, profile.limits.reserved_memory_mib++);
    CHANGES(PROFILE, profile.limits.root_volume_gib++);
    CHANGES(PROFILE, profile.safety.survive_zone_loss = false);
    CHANGES(PROFILE, profile.safety.headroom_ratio = 0.0500000001);
    CHANGES(PROFILE, profile.safety.deployments = DEPLOYMENTS_SCALE_OUT);
    CHANGES(PROFILE, profile.overhead.given = false);
    CHANGES(PROFILE, profile.overhead.usd_per_hour_nano++);
    CHANGES(PROFILE, profile.overhead.hours_per_month_cluster = 7);
    CHANGES(PROFILE, profile.overhead.hours_per_month_instance = 0.3);
    CHANGES(PROFILE, daemon->memory_mib++);
    CHANGES(PROFILE, daemon->cpu_units++);
    CHANGES(PROFILE, daemon->gpus++);
    CHANGES(PROFILE, daemon->host_ports.items[0]++);
    CHANGES(PROFILE, daemon->network_mode = NETWORK_BRIDGE);
    CHANGES(PROFILE, daemon->architectures = 1);
    CHANGES(PROFILE, daemon->name = "other");
    CHANGES(PROFILE, profile.services_count = 1);
}

static void settings_of_services_and_jobs(void **state)
{
    (void)state;
    CHANGES(SERVICE_, service->architectures = 2);
    CHANGES(SERVICE_, service->network_mode = NETWORK_HOST);
    CHANGES(SERVICE_, service->host_ports.items[0]++);
    CHANGES(SERVICE_, service->places &= ~(1u << PLACE_EC2_SPOT));
    CHANGES(SERVICE_, service->zones_min--);
    CHANGES(SERVICE_, service->tasks_per_instance_max++);
    CHANGES(SERVICE_, service->ephemeral_storage_gib++);
    CHANGES(SERVICE_, service->deployment.minimum_healthy_percent++);
    CHANGES(SERVICE_, service->deployment.maximum_percent++);
    CHANGES(SERVICE_, service->placement_strategies.items[0] = "random");
    CHANGES(SERVICE_, service->placement_strategies.count--);
    CHANGES(SERVICE_, service->availability_zone_rebalancing = true);
    CHANGES(JOB, job->architectures = 1);
    CHANGES(JOB, job->network_mode = NETWORK_AWSVPC);
    CHANGES(JOB, job->places |= 1u << PLACE_FARGATE);
    CHANGES(JOB, job->ephemeral_storage_gib++);
    CHANGES(JOB, job->startup_s += 1);
    CHANGES(JOB, job->duration_p99_s += 1);
}

/* The order of placement strategies is what ECS goes by. */
static void order_of_strategies_counts(void **state)
{
    (void)state;
    struct profile profile = load("tests/unit/documents/full.json");
    struct hashes before = hashes_of(&profile);
    const char **items = profile.services[0].placement_strategies.items, *first = items[0];
    items[0] = items[1];
    items[1] = first;
    assert_changes(&profile, &before, "order of strategies", SERVICE_);
    profile_release(&profile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms_are_alike),
        cmocka_unit_test(words_do_not_count),
        cmocka_unit_test(demand_is_no_setting),
        cmocka_unit_test(settings_of_the_whole),
        cmocka_unit_test(settings_of_services_and_jobs),
        cmocka_unit_test(order_of_strategies_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
