/* test_difference_settings.c — what two plans tell of settings and notes, and pairs that cannot be compared. */
#include "pricing/difference.h"
#include "tests/unit/pricing/book.h"
#include "tests/unit/pricing/plan_pair.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct hand was, is;
static const char *zones_abc[] = {"us-east-1a", "us-east-1b", "us-east-1c"};

static int set_up(void **state)
{
    (void)state;
    hand_init(&was);
    hand_init(&is);
    was.pools[0].zones = (struct field_strings){zones_abc, 2};
    is.pools[0].zones = (struct field_strings){zones_abc, 2};
    hand_other_profile(&is);
    return 0;
}

static struct difference difference_now(void)
{
    struct difference difference;
    struct error err = {0};
    if (!difference_of(&was.plan, &is.plan, NULL, &difference, &err))
        fail_msg("%s: %s", err.where, err.text);
    return difference;
}

static void assert_list(const struct field_strings *list, const char *const *wanted)
{
    int count = 0;
    for (; wanted[count] != NULL; count++) {
        assert_true(count < list->count);
        assert_string_equal(list->items[count], wanted[count]);
    }
    assert_int_equal(list->count, count);
}

static void a_profiles_settings_are_told(void **state)
{
    static const char *const wanted[] = {"safety.survive_zone_loss: false -> true",
                                         "safety.headroom_ratio: 0 -> 0.05",
                                         "safety.deployments: scale_out -> reserve",
                                         "zones: us-east-1a, us-east-1b -> us-east-1a, us-east-1b, us-east-1c",
                                         "agent.daemon: 64 CPU units, 128 MiB, 0 GPUs, awsvpc, x86_64, arm64 -> none",
                                         "logs.daemon: 64 CPU units, 128 MiB, 0 GPUs, host, ports 24224, x86_64 -> 128 "
                                         "CPU units, 128 MiB, 0 GPUs, host, ports 24224, x86_64",
                                         NULL};
    static const char *const none[] = {NULL};
    int64_t port = 24224;
    struct plan_daemon daemons[] = {
        {.name = "logs", .cpu_units = 64, .memory_mib = 128, .architectures = 1, .network_mode = NETWORK_HOST},
        {.name = "agent", .cpu_units = 64, .memory_mib = 128, .architectures = 3}};
    (void)state;
    daemons[0].host_ports = (struct field_integers){&port, 1};
    struct plan_daemon logs = daemons[0];
    logs.cpu_units = 128;
    is.plan.safety = (struct safety){true, 0.05, DEPLOYMENTS_RESERVE};
    is.pools[0].zones.count = 3;
    was.plan.daemons = daemons;
    was.plan.daemons_count = 2;
    is.plan.daemons = &logs;
    is.plan.daemons_count = 1;
    is.plan.settings_sha256 = is.plan.catalogue_sha256;
    is.services[HAND_WEB].usd_per_month_nano += 1000;
    hand_sum(&is);
    struct difference difference = difference_now();
    assert_list(&difference.settings, wanted);
    assert_list(&difference.notes, none);
    assert_int_equal(difference.by_cause_nano[CHANGE_SETTINGS], 1000);
    assert_false(difference.same_settings);
    difference_release(&difference);
}

static void a_services_settings_are_told(void **state)
{
    static const char *const wanted[] = {"web.network_mode: awsvpc -> bridge",
                                         "web.host_ports: none -> 8080",
                                         "web.zones_min: 2 -> 1",
                                         "web.tasks_per_instance_max: 0 -> 3",
                                         "web.deployment.minimum_healthy_percent: 100 -> 50",
                                         "web.deployment.maximum_percent: 200 -> 100",
                                         "web.placement_strategies: none -> binpack:memory",
                                         "web.availability_zone_rebalancing: false -> true",
                                         NULL};
    static const char *strategies[] = {"binpack:memory"};
    int64_t port = 8080;
    (void)state;
    is.services[HAND_WEB].settings_sha256 = is.plan.catalogue_sha256;
    is.services[HAND_WEB].network_mode = NETWORK_BRIDGE;
    is.services[HAND_WEB].host_ports = (struct field_integers){&port, 1};
    is.services[HAND_WEB].zones_min = 1;
    is.services[HAND_WEB].tasks_per_instance_max = 3;
    is.services[HAND_WEB].deployment = (struct deployment){50, 100};
    is.services[HAND_WEB].placement_strategies = (struct field_strings){strategies, 1};
    is.services[HAND_WEB].availability_zone_rebalancing = true;
    is.services[HAND_WEB].usd_per_month_nano += 3000; /* its own settings */
    is.services[HAND_API].usd_per_month_nano += 500;  /* none of its own: what packing with web did */
    is.services[HAND_API].placement_strategies = (struct field_strings){strategies, 1};
    hand_sum(&is);
    struct difference difference = difference_now();
    assert_list(&difference.settings, wanted);
    assert_int_equal(difference.by_cause_nano[CHANGE_SETTINGS], 3000);
    assert_int_equal(difference.by_cause_nano[CHANGE_SOLVER], 500);
    difference_release(&difference);
}

static void what_is_not_told_is_noted(void **state)
{
    static const char *const notes[] = {
        "The plans are of two profiles: hand and other.",
        "The plans were made by bayplan 0.1.0 and 0.2.0, which may choose differently: that counts as the solver's.",
        "The new plan's search was ended by its time limit.", NULL};
    static const char *const untold[] = {
        "The profile's settings changed in what plans do not tell: zones, subnets, limits, overhead or daemons.",
        "api and 1 more have other settings than before, of those that plans do not tell (places, architectures, "
        "storage ...).",
        NULL};
    (void)state;
    is.plan.profile_name = "other";
    is.plan.bayplan_version = "0.2.0";
    is.plan.time_limit_reached = true;
    struct difference difference = difference_now();
    assert_list(&difference.notes, notes);
    assert_true(difference_is_nothing(&difference));
    difference_release(&difference);
    hand_init(&is);
    hand_other_profile(&is);
    is.pools[0].zones = was.pools[0].zones;
    is.plan.settings_sha256 = is.services[HAND_API].settings_sha256 = is.jobs[0].settings_sha256 =
        is.plan.catalogue_sha256;
    difference = difference_now();
    assert_list(&difference.notes, untold);
    difference_release(&difference);
}

static void without_hashes_the_rest_is_the_solvers(void **state)
{
    static const char *const notes[] = {"The old plan does not tell by a hash what settings it was made with: a change "
                                        "of settings counts as the solver's.",
                                        NULL};
    static const char *const told[] = {"safety.survive_zone_loss: false -> true", NULL};
    (void)state;
    was.plan.settings_sha256 = "";
    is.plan.safety.survive_zone_loss = true;
    is.services[HAND_WEB].usd_per_month_nano += 1000;
    hand_sum(&is);
    struct difference difference = difference_now();
    assert_int_equal(difference.by_cause_nano[CHANGE_SOLVER], 1000);
    assert_int_equal(difference.by_cause_nano[CHANGE_SETTINGS], 0);
    assert_list(&difference.notes, notes);
    assert_list(&difference.settings, told);
    assert_false(difference.same_settings);
    difference_release(&difference);
    is.plan.profile_sha256 = was.plan.profile_sha256; /* of one profile: nothing else is needed */
    difference = difference_now();
    assert_int_equal(difference.notes.count, 0);
    assert_true(difference.same_settings);
    difference_release(&difference);
}

static void assert_refused(const struct catalogue *prices, enum error_kind kind, const char *part)
{
    struct difference difference;
    struct error err = {0};
    assert_false(difference_of(&was.plan, &is.plan, prices, &difference, &err));
    assert_int_equal(err.kind, kind);
    if (strstr(err.text, part) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", err.text, part);
}

static void what_cannot_be_compared_is_refused(void **state)
{
    struct catalogue book = book_of(book_rows);
    (void)state;
    assert_refused(&book, ERROR_INPUT, "is not the one the new plan was made with (2026-07-01)");
    catalogue_release(&book);
    is.plan.cost.total++;
    assert_refused(NULL, ERROR_INPUT,
                   "the new plan's services, jobs, unused commitments and overhead do not sum to its cost");
    is.plan.cost.total--;
    is.plan.region = "eu-west-1";
    assert_refused(NULL, ERROR_INPUT, "the old plan is of us-east-1, the new one of eu-west-1");
}

/* $9,000 million a month at a price that doubles, and at a demand that does. */
static void what_cannot_be_counted_is_refused(void **state)
{
    (void)state;
    was.services[HAND_WEB].usd_per_month_nano = INT64_C(9000000000) * NANO_PER_USD;
    hand_sum(&was);
    is.tasks[HAND_WEB] *= 2;
    assert_refused(NULL, ERROR_LIMIT, "web at the other plan's prices or demand costs more than can be counted");
    is.tasks[HAND_WEB] /= 2;
    hand_other_prices(&is);
    was.instances[0] = 4000000;
    was.pools[0].usd_per_instance_hour_nano = INT64_C(3000000000);
    is.pools[0].usd_per_instance_hour_nano = INT64_C(4000000000);
    assert_refused(NULL, ERROR_LIMIT, "pool-1 at the other plan's prices or demand costs more than can be counted");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_profiles_settings_are_told, set_up),
        cmocka_unit_test_setup(a_services_settings_are_told, set_up),
        cmocka_unit_test_setup(what_is_not_told_is_noted, set_up),
        cmocka_unit_test_setup(without_hashes_the_rest_is_the_solvers, set_up),
        cmocka_unit_test_setup(what_cannot_be_compared_is_refused, set_up),
        cmocka_unit_test_setup(what_cannot_be_counted_is_refused, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
