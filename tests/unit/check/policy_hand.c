#include "tests/unit/check/policy_hand.h"
#include "data/base/date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char hash_a[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
static const char hash_b[] = "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210";

static void fill_pool(struct hand_plan *hand)
{
    hand->zones[0] = "us-east-1a";
    hand->zones[1] = "us-east-1b";
    hand->instances = 4;
    hand->max_size = 6;
    hand->pool = (struct plan_pool){.name = "pool-1",
                                    .instance_type = "m7g.large",
                                    .purchase = "on_demand",
                                    .zones = {hand->zones, 2},
                                    .instances = {&hand->instances, 1},
                                    .max_size = {&hand->max_size, 1},
                                    .instances_min = 4,
                                    .instances_max = 4,
                                    .cpu_units = 2048,
                                    .memory_mib = 7000,
                                    .awsvpc_tasks = 2,
                                    .usd_per_month_nano = USD(300)};
}

static void fill_tenants(struct hand_plan *hand)
{
    hand->tags[0] = (struct tag){"env", "prod"};
    hand->tags[1] = (struct tag){"team", "a"};
    hand->tags[2] = (struct tag){"team", "b"};
    hand->tasks[HAND_API] = 3;
    hand->tasks[HAND_WEB] = 8;
    hand->services[HAND_API] = (struct plan_service){.name = "api",
                                                     .settings_sha256 = hash_a,
                                                     .tags = {&hand->tags[1], 1},
                                                     .place = "fargate",
                                                     .cpu_units = 200,
                                                     .memory_mib = 400,
                                                     .fargate_cpu_units = 256,
                                                     .fargate_memory_mib = 512,
                                                     .tasks = {&hand->tasks[HAND_API], 1},
                                                     .usd_per_month_nano = USD(100)};
    hand->services[HAND_WEB] = (struct plan_service){.name = "web",
                                                     .settings_sha256 = hash_a,
                                                     .tags = {hand->tags, 2},
                                                     .place = "pool-1",
                                                     .cpu_units = 1024,
                                                     .memory_mib = 2048,
                                                     .tasks = {&hand->tasks[HAND_WEB], 1},
                                                     .usd_per_month_nano = USD(300)};
    hand->job = (struct plan_job){.name = "thumbs",
                                  .settings_sha256 = hash_a,
                                  .tags = {&hand->tags[2], 1},
                                  .place = "lambda",
                                  .lambda_memory_mb = 1769,
                                  .usd_per_month_nano = USD(50)};
}

static void fill_plan(struct hand_plan *hand)
{
    fill_pool(hand);
    fill_tenants(hand);
    hand->plan = (struct plan){.profile_name = "shop",
                               .profile_sha256 = hash_a,
                               .settings_sha256 = hash_a,
                               .catalogue_sha256 = hash_b,
                               .catalogue_as_of = "2026-07-06",
                               .region = "us-east-1",
                               .hours = 1,
                               .pools = &hand->pool,
                               .pools_count = 1,
                               .services = hand->services,
                               .services_count = HAND_SERVICES_COUNT,
                               .jobs = &hand->job,
                               .jobs_count = 1,
                               .verification = {.seeds = 200, .passed = true}};
    hand->plan.cost.total = USD(460);
}

void hand_begin(struct hand *hand)
{
    memset(hand, 0, sizeof *hand);
    fill_plan(&hand->now);
    fill_plan(&hand->before);
    hand->subjects.policy = &hand->policy;
    hand->subjects.plan = &hand->now.plan;
    assert_true(date_parse("2026-11-22", &hand->subjects.today));
}

void hand_add_baseline(struct hand *hand)
{
    hand->subjects.baseline = &hand->before.plan;
    hand->subjects.difference = &hand->difference;
}

void hand_change(struct hand *hand, int64_t before, enum difference_cause cause)
{
    hand_add_baseline(hand);
    hand->before.plan.cost.total = before;
    memset(hand->difference.by_cause_nano, 0, sizeof hand->difference.by_cause_nano);
    hand->difference.by_cause_nano[cause] = hand->now.plan.cost.total - before;
}

void hand_add_cluster(struct hand *hand)
{
    memcpy(hand->zones, hand->now.zones, sizeof hand->zones);
    hand->groups[0] = (struct running_group){.name = "pool-1",
                                             .instance_type = "m7g.large",
                                             .zones = {hand->zones, 2},
                                             .instances = 4,
                                             .min_size = -1,
                                             .max_size = -1};
    hand->running[0] =
        (struct running_service){.name = "api", .place = "fargate", .tasks = 3, .cpu_units = 256, .memory_mib = 512};
    hand->running[1] =
        (struct running_service){.name = "web", .place = "pool-1", .tasks = 8, .cpu_units = 1024, .memory_mib = 2048};
    hand->cluster = (struct running_cluster){.region = "us-east-1",
                                             .groups = hand->groups,
                                             .groups_count = 1,
                                             .services = hand->running,
                                             .services_count = 2};
    hand->subjects.cluster = &hand->cluster;
    hand->policy.drift.given = true;
}

void hand_check(struct hand *hand)
{
    verdict_release(&hand->verdict);
    policy_check(&hand->subjects, &hand->verdict);
}

void hand_end(struct hand *hand)
{
    verdict_release(&hand->verdict);
}

const struct verdict_rule *hand_rule(const struct hand *hand, const char *rule, const char *subject)
{
    const struct verdict_rule *found = NULL;
    for (int i = 0; i < hand->verdict.rules_count; i++) {
        const struct verdict_rule *at = &hand->verdict.rules[i];
        if (strcmp(at->rule, rule) != 0 || strcmp(at->subject, subject) != 0)
            continue;
        if (found)
            fail_msg("%s of \"%s\" twice", rule, subject);
        found = at;
    }
    if (!found)
        fail_msg("no %s of \"%s\"", rule, subject);
    return found;
}

int hand_count(const struct hand *hand, const char *rule)
{
    int count = 0;
    for (int i = 0; i < hand->verdict.rules_count; i++)
        count += strcmp(hand->verdict.rules[i].rule, rule) == 0;
    return count;
}

void hand_expect(struct hand *hand, const char *rule, const char *subject, enum rule_outcome outcome, const char *what)
{
    hand_check(hand);
    const struct verdict_rule *at = hand_rule(hand, rule, subject);
    if (at->outcome != outcome)
        fail_msg("%s of \"%s\" is %s: %s", rule, subject, rule_outcome_names[at->outcome], at->what);
    if (what)
        assert_string_equal(at->what, what);
}
