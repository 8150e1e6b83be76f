/* cases_pools.c — a plan made false in one way at a time: pools, their growth, and the subnets. */
#include "tests/unit/check/hand.h"

#include <string.h>

/* Fewer instances in one hour; the schedule stays, at most 1 % dearer. */
static void shrink(struct hand *hand, int hour, int64_t instances)
{
    POOL.instances.items[hour] = instances;
    POOL.instances_min = instances < POOL.instances_min ? instances : POOL.instances_min;
    repay(hand);
}

/* An instance, though no task runs in that hour. */
static void lone_instance(struct hand *hand)
{
    struct service *web = hand_service(hand, "web"), *edge = hand_service(hand, "edge");
    int64_t *none = ARENA_ARRAY(&PLAN.arena, int64_t, 24);
    for (int hour = 0; hour < 24; hour++)
        none[hour] = hour == 3 ? 0 : 2;
    web->tasks.items[3] = WEB_PLAN.tasks.items[3] = 0;
    edge->tasks = PLAN.services[EDGE].tasks = (struct field_integers){none, 24};
    shrink(hand, 3, 1);
    POOL.scheduled_usd_per_month_nano = POOL.usd_per_month_nano + POOL.usd_per_month_nano / 50;
}

static void rename_pool(struct hand *hand, const char *name)
{
    POOL.name = WEB_PLAN.place = PLAN.services[EDGE].place = PLAN.jobs[BATCH].place = name;
}

/* A second one, that costs nothing. */
static void empty_pool(struct hand *hand)
{
    struct plan_pool *pools = ARENA_ARRAY(&PLAN.arena, struct plan_pool, 2);
    int64_t *none = ARENA_ARRAY(&PLAN.arena, int64_t, 24);
    pools[0] = pools[1] = POOL;
    pools[1].name = "pool-2";
    pools[1].services = pools[1].jobs = (struct field_strings){0};
    pools[1].instances = pools[1].max_size = (struct field_integers){none, 24};
    pools[1].scheduled_actions_count = 0;
    PLAN.pools = pools;
    PLAN.pools_count = 2;
}

static void reprice(struct hand *hand, int64_t more)
{
    POOL.usd_per_instance_hour_nano += more;
    repay(hand);
    POOL.scheduled_usd_per_month_nano = POOL.usd_per_month_nano;
}

static void drop_price(struct hand *hand, const char *item)
{
    struct catalogue *catalogue = &hand->catalogue;
    int kept = 0;
    for (int i = 0; i < catalogue->prices_count; i++)
        if (strcmp(catalogue->prices[i].item, item) != 0)
            catalogue->prices[kept++] = catalogue->prices[i];
    catalogue->prices_count = kept;
}

static void set_edge_port(struct hand *hand, int64_t port)
{
    hand_service(hand, "edge")->host_ports.items[0] = PLAN.services[EDGE].host_ports.items[0] = port;
}

static void grow_web(struct hand *hand, int64_t cpu_units)
{
    hand_service(hand, "web")->cpu_units = WEB_PLAN.cpu_units = cpu_units;
}

static void reserve(struct hand *hand)
{
    PROFILE.safety.deployments = PLAN.safety.deployments = DEPLOYMENTS_RESERVE;
    WEB_PLAN.deployment_instances = WEB_PLAN.usd_per_deployment_nano = 0;
}

FALSEHOOD(pools_max_off, PROFILE.limits.pools_max = 0)
FALSEHOOD(pool_renamed, rename_pool(hand, "pool-2"))
FALSEHOOD(pool_empty, empty_pool(hand))
FALSEHOOD(type_forbidden, static const char *patterns[] = {"m7g.*", "c6i.*"};
          PROFILE.limits.instance_types = (struct field_strings){patterns, 2})
FALSEHOOD(bartered_pool, POOL.purchase = "barter")
FALSEHOOD(price_off, reprice(hand, 1000))
FALSEHOOD(price_missing, drop_price(hand, "m5a.large"))
FALSEHOOD(capacity_cpu_off, POOL.cpu_units++)
FALSEHOOD(capacity_memory_off, POOL.memory_mib = 7677)
FALSEHOOD(capacity_eni_off, POOL.awsvpc_tasks = 11)
FALSEHOOD(capacity_gpu_off, POOL.gpus = 1)
FALSEHOOD(pool_zone_dropped, POOL.zones.count = 1)
FALSEHOOD(pool_zone_bare, lone_instance(hand))
FALSEHOOD(range_low, POOL.instances_min = 2)
FALSEHOOD(range_high, POOL.instances_max = 7)
FALSEHOOD(pool_cost_off, POOL.usd_per_month_nano += 5; WEB_PLAN.usd_per_month_nano += 5; PLAN.cost.ec2 += 5;
          PLAN.cost.total += 5; PLAN.all_fargate.possible = false)
FALSEHOOD(pool_shares_off, WEB_PLAN.usd_per_month_nano++)
FALSEHOOD(pool_cause_negative, POOL.usd_per_month_by_cause_nano[GAP_ZONES] = -1)
FALSEHOOD(pool_cause_foreign, POOL.usd_per_month_by_cause_nano[GAP_JOBS] = 1)
FALSEHOOD(pool_causes_too_dear, POOL.usd_per_month_by_cause_nano[GAP_HEADROOM] = POOL.usd_per_month_nano)
FALSEHOOD(member_forgotten, POOL.services.count = 1)
FALSEHOOD(member_strange, POOL.services.items[0] = "api")
FALSEHOOD(too_few_for_tasks, shrink(hand, 3, 2))
FALSEHOOD(port_of_a_daemon, set_edge_port(hand, 8125))
FALSEHOOD(port_of_the_agent, set_edge_port(hand, 51679))
FALSEHOOD(daemon_too_large, hand_service(hand, "agent")->cpu_units = PLAN.daemons[0].cpu_units = 1600)
FALSEHOOD(large_tasks, grow_web(hand, 1200))
FALSEHOOD(too_few_for_headroom, shrink(hand, 9, 5))
FALSEHOOD(too_few_for_zone_loss, PROFILE.safety.survive_zone_loss = PLAN.safety.survive_zone_loss = true;
          PROFILE.subnets_count = 0)
FALSEHOOD(too_few_for_deployments, reserve(hand))
FALSEHOOD(max_size_low, POOL.max_size.items[9] = 5)
FALSEHOOD(max_size_tight, WEB_PLAN.deployment_instances = 3)
FALSEHOOD(max_size_short, POOL.max_size.count = 1)
FALSEHOOD(target_low, POOL.target_capacity_percent = 80)
FALSEHOOD(target_zero, POOL.target_capacity_percent = 0)
FALSEHOOD(cron_off, POOL.scheduled_actions[0].recurrence = "55 8 * * *")
FALSEHOOD(action_twice, POOL.scheduled_actions[1].hour_of_week = 8)
FALSEHOOD(action_min_off, POOL.scheduled_actions[1].min_size = 2)
FALSEHOOD(action_small, POOL.scheduled_actions[0].min_size = POOL.scheduled_actions[0].desired_capacity = 5;
          reschedule(hand, 12 * 5 + 12 * 3))
FALSEHOOD(action_max_small, POOL.scheduled_actions[1].max_size = 4)
FALSEHOOD(schedule_cost_off, POOL.scheduled_usd_per_month_nano++)
FALSEHOOD(schedule_dear, POOL.scheduled_actions_count = 0; reschedule(hand, 24 * 6))
FALSEHOOD(subnet_zone_short, PROFILE.subnets[0].free_addresses = 24; PROFILE.subnets[1].free_addresses = 99)
FALSEHOOD(subnet_total_short, PROFILE.subnets[0].free_addresses = 25)

const struct hand_case hand_cases_pools[] = {
    CASE(pools_max_off, RULE_POOLS_MAX, "pools", "there are 1, limits.pools_max is 0", 0),
    CASE(pool_renamed, RULE_POOL_ORDER, "pools[0].name", "is \"pool-2\", must be \"pool-1\"", 0),
    CASE(pool_empty, RULE_POOL_EMPTY, "pools[1]", "pool-2 runs nothing", 7),
    CASE(type_forbidden, RULE_INSTANCE_TYPE, "pools[0].instance_type",
         "m5a.large is in no pattern of limits.instance_types", 0),
    CASE(bartered_pool, RULE_PURCHASE, "pools[0].purchase", "bought \"barter\"", 0),
    CASE(price_off, RULE_INSTANCE_PRICE, "pools[0].usd_per_instance_hour",
         "pays 0.086001 an hour, the catalogue says 0.086", 0),
    CASE(price_missing, RULE_INSTANCE_PRICE, "pools[0].usd_per_instance_hour", "(2026-07-06) have none", 0),
    CASE(capacity_cpu_off, RULE_CAPACITY, "pools[0].cpu_units", "counts on 2049, a m5a.large offers 2048", 0),
    CASE(capacity_memory_off, RULE_CAPACITY, "pools[0].memory_mib", "counts on 7677, a m5a.large offers 7421", 0),
    CASE(capacity_eni_off, RULE_CAPACITY, "pools[0].awsvpc_tasks", "counts on 11, a m5a.large offers 10", 0),
    CASE(capacity_gpu_off, RULE_CAPACITY, "pools[0].gpus", "counts on 1, a m5a.large offers 0", 0),
    CASE(pool_zone_dropped, RULE_POOL_ZONES, "pools[0].zones", "in 1 zones, the profile has 2", 0),
    CASE(pool_zone_bare, RULE_POOL_ZONES, "pools[0].instances[3]", "1 instances in 2 zones", 1),
    CASE(range_low, RULE_POOL_RANGE, "pools[0].instances_min", "is 2, the fewest are 3", 0),
    CASE(range_high, RULE_POOL_RANGE, "pools[0].instances_max", "is 7, the most are 6", 0),
    CASE(pool_cost_off, RULE_POOL_COST, "pools[0].usd_per_month",
         "says 292.365000005, its instance-hours cost 292.365 a month", 0),
    CASE(pool_shares_off, RULE_POOL_SHARES, "pools[0].usd_per_month", "sum to 292.365000001", 0),
    CASE(pool_cause_negative, RULE_POOL_CAUSES, "pools[0].usd_per_month_by_cause.zones",
         "zones adds -0.000000001 a month", 0),
    CASE(pool_cause_foreign, RULE_POOL_CAUSES, "pools[0].usd_per_month_by_cause.jobs", "must be 0", 0),
    CASE(pool_causes_too_dear, RULE_POOL_CAUSES, "pools[0].usd_per_month_by_cause",
         "293.865 a month to pool-1, which costs 292.365", 0),
    CASE(member_forgotten, RULE_POOL_MEMBERS, "pools[0].services[1]",
         "is \"nothing\"; the next whose place is pool-1, by name, is \"web\"", 0),
    CASE(member_strange, RULE_POOL_MEMBERS, "pools[0].services[0]",
         "is \"api\"; the next whose place is pool-1, by name, is \"edge\"", 0),
    CASE(too_few_for_tasks, RULE_POOL_FULL, "pools[0].instances[3]",
         "2 instances cannot hold its tasks: 3 are needed for CPU units, by volume (1 hours", 0),
    CASE(port_of_a_daemon, RULE_POOL_FULL, "pools[0].instances[0]",
         "pool-1 cannot run its tasks: edge, which fits no such instance (24 hours)", 0),
    CASE(port_of_the_agent, RULE_POOL_FULL, "pools[0].instances[0]", "edge, which fits no such instance", 0),
    CASE(daemon_too_large, RULE_POOL_FULL, "pools[0].instances[0]",
         "pool-1 cannot run its tasks: web, which fits no such instance (24 hours)", 0),
    CASE(large_tasks, RULE_POOL_FULL, "pools[0].instances[8]", "6 instances cannot hold its tasks: 16 are needed", 0),
    CASE(too_few_for_headroom, RULE_POOL_HEADROOM, "pools[0].instances[9]",
         "5 instances cannot hold its tasks with headroom: 6 are needed for CPU units", 0),
    CASE(too_few_for_zone_loss, RULE_POOL_ZONE_LOSS, "pools[0].instances[8]",
         "6 instances cannot hold its tasks after the loss of a zone: 12 are needed for CPU units, by volume (24 hours",
         0),
    CASE(too_few_for_deployments, RULE_POOL_DEPLOYMENTS, "pools[0].instances[0]",
         "3 instances cannot hold its tasks and one deployment's: 6 are needed for edge", 0),
    CASE(max_size_low, RULE_MAX_SIZE, "pools[0].max_size[9]", "is 5, the plan has 6 instances then", 0),
    CASE(max_size_tight, RULE_MAX_SIZE, "pools[0].max_size",
         "a deployment of web needs 3 more instances, max_size allows 2 at most", 0),
    CASE(max_size_short, RULE_HOURS, "pools[0].max_size", "has 1 numbers, instances has 24", 0),
    CASE(target_low, RULE_TARGET_CAPACITY, "pools[0].target_capacity_percent",
         "is 80, but 3 of the 3 instances of hour 0 are needed", 0),
    CASE(target_zero, RULE_TARGET_CAPACITY, "pools[0].target_capacity_percent", "is 0, must be 1 to 100", 0),
    CASE(cron_off, RULE_SCHEDULE, "pools[0].scheduled_actions[0]",
         "recurs at \"55 8 * * *\", its hour means \"55 7 * * *\"", 0),
    CASE(action_twice, RULE_SCHEDULE, "pools[0].scheduled_actions[1]", "is for hour 8: hours must ascend", 0),
    CASE(action_min_off, RULE_SCHEDULE, "pools[0].scheduled_actions[1]", "sets min_size 2 and desired_capacity 3", 0),
    CASE(action_small, RULE_SCHEDULE_SIZE, "pools[0].scheduled_actions",
         "make a group of 5, at most 8, in hour 8; the plan has 6, at most 8", 0),
    CASE(action_max_small, RULE_SCHEDULE_SIZE, "pools[0].scheduled_actions",
         "make a group of 3, at most 4, in hour 0; the plan has 3, at most 5", 0),
    CASE(schedule_cost_off, RULE_SCHEDULE_COST, "pools[0].scheduled_usd_per_month",
         "says 292.365000001, its actions make it 292.365 a month", 0),
    CASE(schedule_dear, RULE_SCHEDULE_COST, "pools[0].scheduled_usd_per_month",
         "389.82 a month is more than 1 % above the plan's 292.365", 0),
    CASE(subnet_zone_short, RULE_SUBNETS, "pools",
         "the subnets of us-east-1a have 24 free addresses, in hour 8 with groups at their largest and one deployment, "
         "at "
         "least 25",
         0),
    CASE(
        subnet_total_short, RULE_SUBNETS, "pools",
        "us-east-1a and others up to us-east-1b have 51 free addresses, in hour 8 with groups at their largest and one "
        "deployment, at least 52",
        0),
};
const int hand_cases_pools_count = sizeof hand_cases_pools / sizeof *hand_cases_pools;
