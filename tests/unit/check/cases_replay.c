/* cases_replay.c — what the plan says of its own replay, of tags and of settings, made false in one way at a time. */
#include "tests/unit/check/hand.h"

enum { WEEK, COLD, DEPLOY };

/* A replay that fits the plan by hand: a pool of 756 instance-hours a week at 0.089 dollars, 200 orders. */
struct verdict_scenario *remember_replay(struct hand *hand)
{
    struct verdict_scenario *scenarios = ARENA_ARRAY(&PLAN.arena, struct verdict_scenario, SCENARIOS_COUNT);
    for (int i = WEEK; i <= DEPLOY; i++)
        scenarios[i] = (struct verdict_scenario){.scenario = (enum scenario)i,
                                                 .required = true,
                                                 .passed = true,
                                                 .applies = true,
                                                 .runs = 200,
                                                 .worst = {.pool = "", .service = "", .zone = "", .why = ""}};
    scenarios[WEEK].planned_instance_hours = 756;
    scenarios[WEEK].instance_hours = 760;
    scenarios[WEEK].usd_nano = 760 * INT64_C(89000000);
    scenarios[DEPLOY].runs = 800;
    scenarios[DEPLOY].worst.seed = 3;
    scenarios[DEPLOY].worst.hour = 8;
    scenarios[DEPLOY].worst.tasks = 8;
    scenarios[DEPLOY].worst.pool = "pool-1";
    scenarios[DEPLOY].worst.service = "web";
    scenarios[DEPLOY].worst.zone = "us-east-1a";
    PLAN.verification.scenarios = scenarios;
    PLAN.verification.scenarios_count = 3;
    return scenarios;
}

#define REPLAY_FALSEHOOD(name, ...)                                                                                    \
    static void name(struct hand *hand)                                                                                \
    {                                                                                                                  \
        struct verdict_scenario *replay = remember_replay(hand);                                                       \
        __VA_ARGS__;                                                                                                   \
    }

static const char some_hash[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

FALSEHOOD(settings_off, PLAN.settings_sha256 = some_hash)
FALSEHOOD(service_settings_off, WEB_PLAN.settings_sha256 = some_hash)
FALSEHOOD(job_settings_off, PLAN.jobs[SHIP].settings_sha256 = some_hash)
FALSEHOOD(tags_forgotten, WEB_PLAN.tags.count = 0)
FALSEHOOD(tag_value_off, ((struct tag *)WEB_PLAN.tags.items)[1].value = "gold")
FALSEHOOD(tag_key_off, ((struct tag *)WEB_PLAN.tags.items)[0].key = "Team")
FALSEHOOD(job_tags_made_up, PLAN.jobs[BATCH].tags = WEB_PLAN.tags)
REPLAY_FALSEHOOD(week_hours_off, replay[WEEK].planned_instance_hours = 757)
REPLAY_FALSEHOOD(week_too_cheap, replay[WEEK].usd_nano -= 1000000)
REPLAY_FALSEHOOD(week_too_dear, replay[WEEK].usd_nano += 1000000)
REPLAY_FALSEHOOD(week_runs_off, replay[WEEK].runs = 199)
REPLAY_FALSEHOOD(event_runs_off, replay[DEPLOY].runs = 801)
REPLAY_FALSEHOOD(failures_hidden, replay[DEPLOY].runs_failed = 2)
REPLAY_FALSEHOOD(failures_above_runs, replay[DEPLOY].runs_failed = 801; replay[DEPLOY].passed = false;
                 PLAN.verification.passed = false)
REPLAY_FALSEHOOD(failures_of_nobody, replay[COLD].runs_failed = 1; replay[COLD].passed = false;
                 PLAN.verification.passed = false)
REPLAY_FALSEHOOD(passed_off, replay[DEPLOY].runs_failed = 2; replay[DEPLOY].passed = false)
REPLAY_FALSEHOOD(failed_off, PLAN.verification.passed = false; (void)replay)
REPLAY_FALSEHOOD(not_required, replay[COLD].required = false)
REPLAY_FALSEHOOD(too_much_required, replay[3] = replay[COLD]; replay[3].scenario = SCENARIO_ZONE_LOSS;
                 PLAN.verification.scenarios_count = 4)
REPLAY_FALSEHOOD(not_applied, replay[COLD].applies = false)
REPLAY_FALSEHOOD(scenario_left_out, PLAN.verification.scenarios_count = 2; (void)replay)
REPLAY_FALSEHOOD(worst_seed_off, replay[DEPLOY].worst.seed = 201)
REPLAY_FALSEHOOD(worst_hour_off, replay[DEPLOY].worst.hour = 24)
REPLAY_FALSEHOOD(worst_pool_off, replay[DEPLOY].worst.pool = "pool-2")
REPLAY_FALSEHOOD(worst_service_off, replay[DEPLOY].worst.service = "api")
REPLAY_FALSEHOOD(worst_zone_off, replay[DEPLOY].worst.zone = "us-east-1c")

#define SCENARIO(index, key) "verification.scenarios[" #index "]." key

const struct hand_case hand_cases_replay[] = {
    CASE(settings_off, RULE_SETTINGS, "profile.settings_sha256", "the profile has settings of SHA-256 0123456789ab", 0),
    CASE(service_settings_off, RULE_SETTINGS, "services[2].settings_sha256", "web has settings", 0),
    CASE(job_settings_off, RULE_SETTINGS, "jobs[1].settings_sha256", "ship has settings", 0),
    CASE(tags_forgotten, RULE_TAGS, "services[2].tags", "web has 0 tags in the plan, 2 in the profile", 0),
    CASE(tag_value_off, RULE_TAGS, "services[2].tags[1]", "web has the tag tier=gold in the plan, tier= in the profile",
         0),
    CASE(tag_key_off, RULE_TAGS, "services[2].tags[0]", "has the tag Team=shop in the plan, team=shop in the", 0),
    CASE(job_tags_made_up, RULE_TAGS, "jobs[0].tags", "batch has 2 tags in the plan, 0 in the profile", 0),
    CASE(week_hours_off, RULE_VERIFICATION, SCENARIO(0, "planned_instance_hours"), "its pools have 756.000", 0),
    CASE(week_too_cheap, RULE_VERIFICATION, SCENARIO(0, "usd"), "says 67.639 for 760.000 instance-hours", 0),
    CASE(week_too_dear, RULE_VERIFICATION, SCENARIO(0, "usd"), "which cost from 67.64 to 67.64", 0),
    CASE(week_runs_off, RULE_VERIFICATION, SCENARIO(0, "runs"), "is 199 of \"week\": must be 200", 0),
    CASE(event_runs_off, RULE_VERIFICATION, SCENARIO(2, "runs"), "must be a multiple of 200", 0),
    CASE(failures_hidden, RULE_VERIFICATION, SCENARIO(2, "passed"), "says true of \"deployment\": must be false", 0),
    CASE(failures_above_runs, RULE_VERIFICATION, SCENARIO(2, "runs_failed"), "is 801 of 800", 0),
    CASE(failures_of_nobody, RULE_VERIFICATION, SCENARIO(1, "worst"), "1 replays of \"cold_start\" failed", 0),
    CASE(passed_off, RULE_VERIFICATION, "verification.passed", "says true, by its scenarios it is false", 0),
    CASE(failed_off, RULE_VERIFICATION, "verification.passed", "says false, by its scenarios it is true", 0),
    CASE(not_required, RULE_VERIFICATION, SCENARIO(1, "required"), "must be true, as the plan's safety has it", 0),
    CASE(too_much_required, RULE_VERIFICATION, SCENARIO(3, "required"), "says true of \"zone_loss\": must be false", 0),
    CASE(not_applied, RULE_VERIFICATION, SCENARIO(1, "applies"), "must be true, by its replays", 0),
    CASE(scenario_left_out, RULE_VERIFICATION, "verification.scenarios", "\"deployment\" is missing", 0),
    CASE(worst_seed_off, RULE_VERIFICATION, SCENARIO(2, "worst.seed"), "is 201, and 1 to 200 were replayed", 0),
    CASE(worst_hour_off, RULE_VERIFICATION, SCENARIO(2, "worst.hour"), "is 24, and the plan has 24 hours", 0),
    CASE(worst_pool_off, RULE_VERIFICATION, SCENARIO(2, "worst.pool"), "\"pool-2\" is no pool of the plan", 0),
    CASE(worst_service_off, RULE_VERIFICATION, SCENARIO(2, "worst.service"), "\"api\" is not in pool-1", 0),
    CASE(worst_zone_off, RULE_VERIFICATION, SCENARIO(2, "worst.zone"), "\"us-east-1c\" is no zone of pool-1", 0),
};
const int hand_cases_replay_count = sizeof hand_cases_replay / sizeof *hand_cases_replay;
