/* cases_bill.c — a plan made false in one way at a time: inputs, the bill, the bound and promises. */
#include "tests/unit/check/hand.h"

#include <string.h>

FALSEHOOD(other_profile, PLAN.profile_sha256 = "12")
FALSEHOOD(other_name, PLAN.profile_name = "shop")
FALSEHOOD(other_catalogue, PLAN.catalogue_sha256 = "12")
FALSEHOOD(other_region, PLAN.region = "eu-west-1")
FALSEHOOD(total_off, PLAN.cost.total++; PLAN.all_fargate.possible = false)
FALSEHOOD(bound_off, PLAN.free_packing.bound_usd_per_hour_nano = 500000001)
FALSEHOOD(overhead_off, PLAN.cost.overhead += 10; PLAN.cost.total += 10)
FALSEHOOD(gap_off, PLAN.bound.gap_ratio += 0.000002)
FALSEHOOD(causes_off, PLAN.bound.gap_by_cause[GAP_HEADROOM] += 0.001)
FALSEHOOD(cause_shifted, PLAN.bound.gap_by_cause[GAP_FEW_POOLS] = 0; PLAN.bound.gap_by_cause[GAP_ZONES] = 0.01)
FALSEHOOD(break_even_off, PLAN.all_fargate.break_even_hours_per_month = 2)
FALSEHOOD(hour_off, PLAN.all_fargate.usd_per_hour_nano++)
FALSEHOOD(no_help, PLAN.all_fargate.helps = false; PLAN.all_fargate.break_even_hours_per_month = 0)
FALSEHOOD(cause_negative, PLAN.bound.gap_by_cause[GAP_ZONES] = -0.001; PLAN.bound.gap_by_cause[GAP_HEADROOM] += 0.001)
FALSEHOOD(cause_unpromised, PLAN.bound.gap_by_cause[GAP_ZONE_LOSS] = 0.001;
          PLAN.bound.gap_by_cause[GAP_HEADROOM] -= 0.001)
FALSEHOOD(saving_off, PLAN.all_fargate.saving_usd_per_month_nano--)
FALSEHOOD(headroom_off, PLAN.safety.headroom_ratio = 0.2)
FALSEHOOD(zone_loss_off, PLAN.safety.survive_zone_loss = true)
FALSEHOOD(reserve_off, PLAN.safety.deployments = DEPLOYMENTS_RESERVE)
FALSEHOOD(not_replayed, PLAN.verification.seeds = 0)
FALSEHOOD(daemon_smaller, PLAN.daemons[0].memory_mib = 420)
FALSEHOOD(daemon_renamed, PLAN.daemons[0].name = "agent2")
FALSEHOOD(daemon_forgotten, PLAN.daemons_count = 0)

const struct hand_case hand_cases_bill[] = {
    CASE(other_profile, RULE_PROFILE, "profile.sha256", "SHA-256 12...", 0),
    CASE(other_name, RULE_PROFILE, "profile.name", "of \"shop\", the profile given is \"hand\"", 0),
    CASE(other_catalogue, RULE_CATALOGUE, "catalogue.sha256", "give the same with --prices", 0),
    CASE(other_region, RULE_CATALOGUE, "catalogue.region", "for eu-west-1, the profile for us-east-1", 0),
    CASE(total_off, RULE_COST_SUM, "cost.usd_per_month", "says 507.544404435 a month, its parts sum to 507.544404434",
         0),
    CASE(bound_off, RULE_BOUND, "free_packing.bound_usd_per_hour", "0.500000001 an hour is above the cost of 0.50", 0),
    CASE(overhead_off, RULE_OVERHEAD, "cost.overhead_usd_per_month", "profile's overhead is 187.50", 0),
    CASE(gap_off, RULE_GAP, "bound.gap_ratio", "cost and bound say 0.066814681", 0),
    CASE(causes_off, RULE_GAP_CAUSES, "bound.gap_by_cause", "causes sum to 0.067814681, the gap is 0.066814681", 0),
    CASE(cause_shifted, RULE_GAP_CAUSES, "bound.gap_by_cause[2].ratio", "which is 3.00 a month; it adds 0.00", 0),
    CASE(break_even_off, RULE_SAVING, "all_fargate.break_even_hours_per_month", "says 2.000000", 0),
    CASE(hour_off, RULE_SAVING, "all_fargate.usd_per_hour", "an hour of work costs 60.00", 0),
    CASE(no_help, RULE_SAVING, "all_fargate.helps", "says false, with 1 pools and a saving of 79.955595566", 0),
    CASE(cause_negative, RULE_GAP_CAUSES, "bound.gap_by_cause[2].ratio", "zones is given -0.001000000", 0),
    CASE(cause_unpromised, RULE_GAP_CAUSES, "bound.gap_by_cause[4].ratio", "no such promise", 0),
    CASE(saving_off, RULE_SAVING, "all_fargate.saving_usd_per_month",
         "says 79.955595565 a month, the bills differ by 79.955595566", 0),
    CASE(headroom_off, RULE_SAFETY, "safety.headroom_ratio", "says 0.2, the profile 0.25", 0),
    CASE(zone_loss_off, RULE_SAFETY, "safety.survive_zone_loss", "says true, the profile false", 0),
    CASE(reserve_off, RULE_SAFETY, "safety.deployments", "says reserve, the profile scale_out", 0),
    CASE(not_replayed, RULE_VERIFICATION, "verification.seeds", "0 orders of tasks were replayed for 1 pools", 0),
    CASE(daemon_smaller, RULE_DAEMONS, "daemons[0]", "420 MiB of every instance, in the profile 48 and 421", 0),
    CASE(daemon_renamed, RULE_DAEMONS, "daemons[0].name", "is \"agent2\"", 0),
    CASE(daemon_forgotten, RULE_DAEMONS, "daemons", "lists 0, the profile has 1", 0),
};
const int hand_cases_bill_count = sizeof hand_cases_bill / sizeof *hand_cases_bill;
