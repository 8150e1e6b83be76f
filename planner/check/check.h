/* check.h — is a plan true? Summed and counted again from plan, profile and catalogue, with no code of the planner.
 *
 * Every service and job is placed once and where it may be; every pool can hold its tasks in every hour by counting
 * (volume, interfaces, GPUs, ports, tasks per instance, daemons), in zones enough; subnets have the addresses; Fargate
 * sizes are sizes Fargate sells; every sum of money is made again in 128-bit integers; hashes match. What it finds
 * wrong is certain. Whether ECS can place it is simulate's to say. */
#ifndef BAYPLAN_CHECK_H
#define BAYPLAN_CHECK_H

#include "data/catalogue.h"
#include "data/plan.h"
#include "data/profile.h"
#include "data/verdict.h"

/* A finding's code, and what is true of a plan that has none of it. */
#define CHECK_RULES(X)                                                                                                 \
    X(RULE_PROFILE, "profile_hash", "the plan was made from this profile")                                             \
    X(RULE_CATALOGUE, "catalogue_hash", "the plan was made with these prices")                                         \
    X(RULE_SETTINGS, "settings_hash", "the hashes of settings are those of this profile")                              \
    X(RULE_TAGS, "tags", "tags are the profile's")                                                                     \
    X(RULE_HOURS, "hours", "every list by hour is as long as the profile's longest demand")                            \
    X(RULE_COST_SUM, "cost_sum", "the bill is the sum of its parts")                                                   \
    X(RULE_OVERHEAD, "overhead", "overhead is what the profile says work on EC2 costs")                                \
    X(RULE_BOUND, "bound", "no bound is above what it bounds")                                                         \
    X(RULE_GAP, "gap_ratio", "the gap is cost less overhead above the bound, by the bound")                            \
    X(RULE_GAP_CAUSES, "gap_causes", "the gap's causes sum to it; none is below 0, none of a promise not made")        \
    X(RULE_SAVING, "all_fargate", "the saving over Fargate alone is the difference of the bills")                      \
    X(RULE_SAFETY, "safety", "the plan keeps the profile's promises")                                                  \
    X(RULE_VERIFICATION, "verification",                                                                               \
      "a plan with pools was replayed before it was given, and says what that found")                                  \
    X(RULE_DAEMONS, "daemons", "the plan lists the profile's daemons, each with its reservation")                      \
    X(RULE_POOLS_MAX, "pools_max", "there are no more pools than limits.pools_max")                                    \
    X(RULE_POOL_ORDER, "pool_order", "pools are named pool-1, pool-2 ... by falling cost")                             \
    X(RULE_POOL_EMPTY, "pool_empty", "every pool runs something")                                                      \
    X(RULE_INSTANCE_TYPE, "instance_type", "a pool's instance type is known, allowed by the limits and has a price")   \
    X(RULE_PURCHASE, "purchase", "a pool is bought in a way that is sold, a Spot pool as the profile asks")            \
    X(RULE_INSTANCE_PRICE, "instance_price", "an instance and its root volume cost what the catalogue says")           \
    X(RULE_CAPACITY, "capacity", "an instance offers the least that one of its types registers, less the reserve")     \
    X(RULE_POOL_ZONES, "pool_zones", "a pool is in the profile's zones, with an instance in each in every hour")       \
    X(RULE_POOL_RANGE, "pool_range", "instances_min and instances_max are the least and the most of instances")        \
    X(RULE_POOL_COST, "pool_cost", "a pool costs its instance-hours")                                                  \
    X(RULE_POOL_SHARES, "pool_shares", "the shares of what runs in a pool sum to its cost")                            \
    X(RULE_POOL_CAUSES, "pool_causes", "what promises add to a pool is not below 0, nor above its cost together")      \
    X(RULE_POOL_MEMBERS, "pool_members", "a pool lists, by name, just the services and jobs whose place it is")        \
    X(RULE_POOL_FULL, "pool_full", "a pool's instances have room for its tasks, by counting")                          \
    X(RULE_POOL_HEADROOM, "pool_headroom", "... and with the headroom promised")                                       \
    X(RULE_POOL_ZONE_LOSS, "pool_zone_loss", "... and without any one zone, where that is promised")                   \
    X(RULE_POOL_DEPLOYMENTS, "pool_deployments", "... and with one service's surge, where that is reserved")           \
    X(RULE_MAX_SIZE, "max_size", "a group may grow no less than to its instances, nor to less than deployments need")  \
    X(RULE_TARGET_CAPACITY, "target_capacity", "managed scaling does not want more instances than the plan has")       \
    X(RULE_SCHEDULE, "schedule", "scheduled actions are in order, and say the same in words of cron")                  \
    X(RULE_SCHEDULE_SIZE, "schedule_size", "by its scheduled actions a group is as large as the plan has it")          \
    X(RULE_SCHEDULE_COST, "schedule_cost", "scheduled actions cost what they state, at most 1 % above or 125 of them") \
    X(RULE_NAMES, "names", "every service and job of the profile is in the plan once, by name")                        \
    X(RULE_RESERVATION, "reservation", "CPU, memory, GPUs and runs are the profile's")                                 \
    X(RULE_TASKS, "tasks", "tasks by hour are the profile's; a job has room for its runs")                             \
    X(RULE_CONSTRAINTS, "constraints", "network mode, ports, zones and tasks per instance are the profile's")          \
    X(RULE_DEPLOYMENT, "deployment", "deployments go as the profile says, and growth for them is paid for")            \
    X(RULE_STRATEGIES, "placement_strategies", "placement strategies are the profile's, or spread over zones first")   \
    X(RULE_WHY, "why", "every service and job has a reason")                                                           \
    X(RULE_PLACE, "place", "every service and job is in a place there is, and that its profile allows")                \
    X(RULE_ARCHITECTURE, "architecture", "nothing runs on an architecture it has no image for")                        \
    X(RULE_FARGATE_SIZE, "fargate_size", "a Fargate size is one that is sold and holds the task")                      \
    X(RULE_FARGATE_PRICE, "fargate_price", "Fargate costs what the catalogue says")                                    \
    X(RULE_LAMBDA_SIZE, "lambda_size", "a function has the memory its job needs, and Lambda has that much")            \
    X(RULE_LAMBDA_PRICE, "lambda_price", "Lambda costs what the catalogue says")                                       \
    X(RULE_COMMITMENTS, "commitments",                                                                                 \
      "commitments are those offered and held, and cost and cover what the plan says")                                 \
    X(RULE_RATES, "rates", "an effective price is what the week's use costs, commitments applied hour by hour")        \
    X(RULE_COMMITMENTS_BILL, "commitments_bill", "the bill with commitments is that of its hours, unused included")    \
    X(RULE_DOWNSIDE, "downside", "at less demand the same plan and its commitments cost what is said")                 \
    X(RULE_SUBNETS, "subnets", "subnets have an address for every task and instance at the fullest hour")
enum check_rule {
#define X(rule, code, says) rule,
    CHECK_RULES(X)
#undef X
        CHECK_RULES_COUNT
};
extern const char *const check_rule_codes[]; /* ends with NULL */
extern const char *const check_rule_says[];

/* Findings above this many are counted, not told. */
enum { CHECK_FINDINGS_MAX = 1000 };

/* Fills findings, in the order of the plan; verdict->passed where there are none. `catalogue` has the prices without
 * commitments: those of a plan with some are its own rates, which are made again. */
void check_plan(const struct plan *plan, const struct profile *profile, const struct catalogue *catalogue,
                struct verdict *ret_verdict);

/* Adds to a verdict's findings (at most CHECK_FINDINGS_MAX) what sums, bound and gap of a plan say against themselves:
 * for a plan whose profile is not at hand. With the very prices it was made with (NULL = not at hand), the bill of its
 * commitments is made again too. */
void check_plan_alone(const struct plan *plan, const struct catalogue *prices, struct verdict *verdict);

#endif
