/* test_proposal.c — is a change worth it, may the baseline be kept, and does what runs match the plan? */
#include "tests/unit/check/policy_hand.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char hash_c[] = "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc";

static void expect_proposal(struct hand *hand, bool proposed, const char *why)
{
    hand_check(hand);
    assert_true(hand->verdict.proposal.given);
    if (why)
        assert_string_equal(hand->verdict.proposal.why, why);
    assert_int_equal(hand->verdict.proposal.proposed, proposed);
}

static void the_same_plan_proposes_nothing(void **state)
{
    struct hand hand;
    (void)state;
    hand_begin(&hand);
    hand_add_baseline(&hand);
    expect_proposal(&hand, false, "Nothing to change: pools, sizes and places are the baseline's.");
    assert_false(hand.verdict.proposal.changed);
    assert_string_equal(hand_rule(&hand, "baseline", "")->what, "Nothing changed since the baseline.");
    hand.before.pool.name = hand.before.services[HAND_WEB].place = "pool-7"; /* names follow cost */
    expect_proposal(&hand, false, NULL);
    assert_false(hand.verdict.proposal.changed);
    hand_change(&hand, USD(450), CHANGE_PRICE);
    expect_proposal(&hand, false, NULL);
    assert_string_equal(hand_rule(&hand, "baseline", "")->what, "From $450.00 a month to $460.00: price +$10.00.");
    hand.before.plan.profile_name = "shed";
    hand_expect(&hand, "baseline", "", RULE_BREACHED,
                "The baseline is of profile shed, the plan of shop: they may have nothing in common.");
    assert_int_equal(hand.verdict.exit_code, 0);
    hand_end(&hand);
}

/* Prices rose by $20 on what was $480; another type brings the bill to $460: keeping costs $500, the plan saves $40. */
static void begin_saving(struct hand *hand)
{
    hand_begin(hand);
    hand_change(hand, USD(480), CHANGE_SOLVER);
    hand->difference.by_cause_nano[CHANGE_PRICE] = USD(20);
    hand->difference.by_cause_nano[CHANGE_SOLVER] = USD(-40);
    hand->before.pool.instance_type = "m6i.large";
    hand->policy.saving = (struct policy_change){.given = true};
}

static void a_saving_must_beat_both(void **state)
{
    struct hand hand;
    (void)state;
    begin_saving(&hand);
    expect_proposal(
        &hand, true,
        "Saves $40.00 a month, or 8.00 %, over keeping the baseline's choices at $500.00: 1 service to move, 4 "
        "instances to replace.");
    assert_int_equal(hand.verdict.proposal.baseline_usd_per_month_nano, USD(500));
    assert_int_equal(hand.verdict.proposal.saving_usd_per_month_nano, USD(40));
    assert_int_equal(hand.verdict.proposal.services_moved, 1);
    assert_int_equal(hand.verdict.proposal.instances_replaced, 4);
    hand.policy.saving.usd_per_month_nano = USD(40);
    expect_proposal(
        &hand, false,
        "Cheaper by $40.00 a month, or 8.00 %, but not above the least saving of $40.00: keep the baseline's "
        "pools.");
    assert_int_equal(hand.verdict.exit_code, 0);
    assert_int_equal(hand_rule(&hand, "saving", "")->outcome, RULE_PASSED);
    hand.policy.saving.usd_per_month_nano--;
    expect_proposal(&hand, true, NULL);
    hand.policy.saving.percent = 8;
    expect_proposal(&hand, false, NULL);
    assert_int_equal(hand.verdict.proposal.least_saving_nano, USD(40));
    hand.policy.saving.percent = 7.9999999;
    expect_proposal(&hand, true, NULL);
    hand_end(&hand);
}

static void what_saves_nothing_is_not_proposed(void **state)
{
    struct hand hand;
    (void)state;
    begin_saving(&hand);
    hand.difference.by_cause_nano[CHANGE_PRICE] = USD(-20);
    hand.difference.by_cause_nano[CHANGE_SOLVER] = 0;
    expect_proposal(&hand, false,
                    "Not cheaper: keeping the baseline's choices costs $460.00 a month, the plan $460.00.");
    hand.difference.by_cause_nano[CHANGE_PRICE] = USD(-20) + 1; /* any saving beats none */
    expect_proposal(&hand, true, NULL);
    hand.difference.by_cause_nano[CHANGE_PRICE] = 0;
    hand.difference.by_cause_nano[CHANGE_DEMAND] = USD(-30);
    expect_proposal(&hand, false,
                    "Not cheaper: keeping the baseline's choices costs $450.00 a month, the plan $460.00. Keeping was "
                    "costed for the smaller demand: the baseline's sizes would have to shrink with it.");
    hand.difference.by_cause_nano[CHANGE_DEMAND] = USD(-20) - 1;
    expect_proposal(&hand, false, NULL);
    hand.subjects.baseline = NULL;
    hand_expect(&hand, "saving", "", RULE_SKIPPED, "There is no baseline to compare with.");
    hand_end(&hand);
}

static void what_counts_as_a_change(void **state)
{
    struct hand hand;
    (void)state;
    hand_begin(&hand);
    hand_add_baseline(&hand);
    hand.before.instances = hand.before.pool.instances_max = 5; /* one goes, and none comes for it */
    expect_proposal(&hand, false, NULL);
    assert_true(hand.verdict.proposal.changed);
    assert_int_equal(hand.verdict.proposal.instances_replaced, 0);
    hand.before.instances = hand.before.pool.instances_max = 4;
    hand.before.zones[1] = "us-east-1c";
    expect_proposal(&hand, false, NULL);
    assert_int_equal(hand.verdict.proposal.services_moved, 1);
    assert_int_equal(hand.verdict.proposal.instances_replaced, 4);
    hand.before.zones[1] = "us-east-1b";
    hand.before.max_size = 7;
    expect_proposal(&hand, false, NULL);
    assert_true(hand.verdict.proposal.changed);
    hand.before.max_size = 6;
    hand.before.job.lambda_memory_mb = 1024;
    expect_proposal(&hand, false, NULL);
    assert_true(hand.verdict.proposal.changed);
    assert_int_equal(hand.verdict.proposal.services_moved, 0);
    hand.before.job.lambda_memory_mb = 1769;
    hand.before.job.place = "fargate";
    expect_proposal(&hand, false, NULL);
    assert_int_equal(hand.verdict.proposal.services_moved, 1);
    hand.before.job.place = "lambda";
    hand.now.plan.services_count = 1; /* web went away: the pool is still there */
    expect_proposal(&hand, false, NULL);
    assert_true(hand.verdict.proposal.changed);
    hand_end(&hand);
}

/* Whatever it saves: a baseline that cannot run the plan's tasks is no choice. */
static void a_baseline_that_cannot_be_kept(void **state)
{
    struct hand hand;
    (void)state;
    hand_begin(&hand);
    hand_change(&hand, USD(400), CHANGE_DEMAND);
    hand.policy.saving = (struct policy_change){.given = true, .usd_per_month_nano = USD(1000)};
    hand.now.instances = hand.now.pool.instances_max = hand.now.pool.instances_min = 6;
    hand.now.tasks[HAND_WEB] = 8; /* as many as its 4 instances hold */
    expect_proposal(&hand, false,
                    "Not cheaper: keeping the baseline's choices costs $460.00 a month, the plan $460.00. Keeping was "
                    "costed for the larger demand, not replayed: the baseline's sizes may not hold it.");
    hand.now.tasks[HAND_WEB] = 9;
    expect_proposal(
        &hand, true,
        "The baseline is not for this profile: by counting, pool-1 is too small in hour 0: its 4 instances offer 8,192 "
        "CPU units, and 9,216 are needed. The plan: no service moves and no instance is replaced.");
    hand.now.services[HAND_WEB].cpu_units = 512;
    hand.now.services[HAND_WEB].memory_mib = 512;
    hand.now.services[HAND_WEB].network_mode = NETWORK_BRIDGE;
    expect_proposal(&hand, false, NULL);
    hand.now.services[HAND_WEB].network_mode = NETWORK_AWSVPC;
    expect_proposal(&hand, true, NULL);
    assert_non_null(strstr(hand.verdict.proposal.why, "offer 8 network interfaces, and 9 are needed"));
    hand.now.services[HAND_WEB].network_mode = NETWORK_BRIDGE;
    hand.now.services[HAND_WEB].gpus = 1;
    hand.before.pool.gpus = 2;
    expect_proposal(&hand, true, NULL);
    assert_non_null(strstr(hand.verdict.proposal.why, "offer 8 GPUs, and 9 are needed"));
    hand.now.tasks[HAND_WEB] = 8;
    hand.now.services[HAND_WEB].memory_mib = 3501; /* 7,000 MiB an instance hold two of 3,500 */
    expect_proposal(&hand, true, NULL);
    assert_non_null(strstr(hand.verdict.proposal.why, "offer 28,000 MiB of memory, and 28,008 are needed"));
    hand_end(&hand);
}

static void newcomers_and_other_settings(void **state)
{
    struct hand hand;
    (void)state;
    hand_begin(&hand);
    hand_add_baseline(&hand);
    hand.now.services[2] = hand.now.services[HAND_API];
    hand.now.services[2].name = "zoo";
    hand.now.plan.services_count = 3;
    expect_proposal(
        &hand, true,
        "The baseline is not for this profile: it has no place for zoo. The plan: no service moves and no instance "
        "is replaced.");
    hand.now.plan.services_count = 2;
    hand.now.instances = 5;
    hand.now.plan.settings_sha256 = hash_c;
    expect_proposal(&hand, true, NULL);
    assert_non_null(strstr(hand.verdict.proposal.why, "the profile's limits, zones, promises or overhead are others"));
    hand.now.plan.settings_sha256 = ""; /* an older plan: not known */
    expect_proposal(&hand, false, NULL);
    hand.now.services[HAND_WEB].settings_sha256 = hash_c;
    expect_proposal(&hand, true, NULL);
    assert_non_null(strstr(hand.verdict.proposal.why, "the settings of web are others now"));
    hand_end(&hand);
}

/* --- drift --- */

static void what_runs_as_planned(void **state)
{
    struct hand hand;
    (void)state;
    hand_begin(&hand);
    hand_add_cluster(&hand);
    hand_expect(&hand, "drift", "pool-1", RULE_PASSED, "Runs as planned: 4 instances of m7g.large.");
    hand_expect(&hand, "drift", "api", RULE_PASSED, "Runs as planned: 3 tasks on fargate."); /* in a Fargate size */
    hand_expect(&hand, "drift", "web", RULE_PASSED, "Runs as planned: 8 tasks on pool-1.");
    assert_int_equal(hand.verdict.rules_count, 4); /* jobs are in no cluster */
    assert_int_equal(hand.verdict.exit_code, 0);
    hand.running[0].cpu_units = 200;
    hand.running[0].memory_mib = 400;
    hand_expect(&hand, "drift", "api", RULE_PASSED, NULL);
    hand.zones[0] = "us-east-1b"; /* in any order */
    hand.zones[1] = "us-east-1a";
    hand_expect(&hand, "drift", "pool-1", RULE_PASSED, NULL);
    hand.subjects.cluster = NULL;
    hand_expect(&hand, "drift", "", RULE_SKIPPED, "There is no cluster document to compare with.");
    hand_end(&hand);
}

static void groups_that_drifted(void **state)
{
    struct hand hand;
    (void)state;
    hand_begin(&hand);
    hand_add_cluster(&hand);
    hand.groups[0].instances = 5;
    hand_expect(&hand, "drift", "pool-1", RULE_BREACHED, "5 instances run, planned 4.");
    assert_int_equal(hand.verdict.exit_code, 5);
    hand.now.pool.instances_max = 5;
    hand_expect(&hand, "drift", "pool-1", RULE_PASSED, NULL);
    hand.groups[0].instances = 6;
    hand_expect(&hand, "drift", "pool-1", RULE_BREACHED, "6 instances run, planned 4 to 5.");
    hand.groups[0].instances = 3;
    hand_expect(&hand, "drift", "pool-1", RULE_BREACHED, "3 instances run, planned 4 to 5.");
    hand.groups[0] = (struct running_group){.name = "pool-1",
                                            .instance_type = "m6i.large",
                                            .purchase = 1,
                                            .zones = {hand.zones, 1},
                                            .instances = 4,
                                            .min_size = 3,
                                            .max_size = 7};
    hand_expect(&hand, "drift", "pool-1", RULE_BREACHED,
                "runs m6i.large, planned m7g.large; is bought spot, planned on_demand; is in us-east-1a, planned "
                "us-east-1a, us-east-1b; the group's least size is 3, planned 4 to 5; the group's largest size is 7, "
                "planned 6.");
    static const char *types[] = {"m6i.large", "m7g.large"};
    struct plan_pool planned = hand.now.pool;
    hand.now.pool.instance_types = (struct field_strings){types, 2};
    hand.now.pool.purchase = "spot";
    hand.groups[0].zones.count = 2;
    hand.groups[0].min_size = hand.groups[0].max_size = -1;
    hand_expect(&hand, "drift", "pool-1", RULE_PASSED, NULL); /* of a Spot pool's types AWS gives any */
    hand.now.pool = planned;
    hand.groups[0].zones.count = 1;
    hand.groups[0].name = "a-group";
    hand_expect(&hand, "drift", "a-group", RULE_BREACHED, "A group of 4 m6i.large runs that is not planned.");
    hand_expect(&hand, "drift", "pool-1", RULE_BREACHED,
                "No group of this name runs; planned are m7g.large in us-east-1a, us-east-1b.");
    hand.policy.budget.given = true; /* of $0: another rule that denies is what counts */
    hand_check(&hand);
    assert_int_equal(hand.verdict.exit_code, 3);
    hand.policy.budget.given = false;
    hand.policy.drift.level = LEVEL_WARN;
    hand_check(&hand);
    assert_int_equal(hand.verdict.exit_code, 0);
    hand_end(&hand);
}

static void services_that_drifted(void **state)
{
    struct plan_daemon daemon = {.name = "agent", .cpu_units = 64, .memory_mib = 128};
    struct hand hand;
    (void)state;
    hand_begin(&hand);
    hand_add_cluster(&hand);
    hand.running[1].place = "fargate";
    hand.running[1].tasks = 9;
    hand.running[1].memory_mib = 4096;
    hand_expect(&hand, "drift", "web", RULE_BREACHED,
                "runs on fargate, planned pool-1; 9 tasks run, planned 8; memory_mib is 4,096, planned 2,048.");
    hand.running[2] = hand.running[1];
    hand.running[1] = (struct running_service){.name = "cron", .place = "fargate", .tasks = 1};
    hand.cluster.services_count = 3;
    hand_expect(&hand, "drift", "cron", RULE_BREACHED, "1 task on fargate, in no plan.");
    hand.running[1].name = "thumbs"; /* a job of the plan, and no service */
    hand_expect(&hand, "drift", "thumbs", RULE_BREACHED, NULL);
    hand.cluster.services_count = 0;
    hand_expect(&hand, "drift", "web", RULE_BREACHED, "Does not run; planned on pool-1.");
    hand.now.plan.daemons = &daemon;
    hand.now.plan.daemons_count = 1;
    hand.running[0] =
        (struct running_service){.name = "agent", .place = "pool-1", .tasks = 4, .cpu_units = 64, .memory_mib = 128};
    hand.cluster.services_count = 1;
    hand_expect(&hand, "drift", "agent", RULE_PASSED, "Runs as planned: a daemon.");
    hand.running[0].cpu_units = 65;
    hand_expect(&hand, "drift", "agent", RULE_BREACHED, "cpu_units is 65, planned 64.");
    hand.cluster.region = "eu-west-1";
    hand_expect(&hand, "drift", "", RULE_BREACHED,
                "The cluster is in eu-west-1, the plan in us-east-1: nothing else was compared.");
    assert_int_equal(hand_count(&hand, "drift"), 1);
    hand_end(&hand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_plan_proposes_nothing),
        cmocka_unit_test(a_saving_must_beat_both),
        cmocka_unit_test(what_saves_nothing_is_not_proposed),
        cmocka_unit_test(what_counts_as_a_change),
        cmocka_unit_test(a_baseline_that_cannot_be_kept),
        cmocka_unit_test(newcomers_and_other_settings),
        cmocka_unit_test(what_runs_as_planned),
        cmocka_unit_test(groups_that_drifted),
        cmocka_unit_test(services_that_drifted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
