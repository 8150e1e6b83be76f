#include "tests/unit/reports/report_plans.h"
#include <stdio.h>

#define USD(amount) ((int64_t)((amount)*1e6 + 0.5) * 1000)

static const char *one_name[] = {"web"};
static const char *job_name[] = {"a job with a rather long name that has to be cut somewhere"};
static const char *zones[] = {"eu-west-1a", "eu-west-1b", "eu-west-1c"};
static const char *odd_zones[] = {"eu-west-1a", "elsewhere"};
static int64_t instances[] = {3, 5, 4};
static int64_t tasks[] = {10, 1200, 40};
static int64_t one_task[] = {2};
static int64_t max_sizes[] = {5, 8, 6};
static int64_t max_size[] = {2};
static const char *strategies[] = {"spread:attribute:ecs.availability-zone", "binpack:cpu"};

static struct plan_action actions[] = {
    {.hour_of_week = 0,
     .minutes_before = 5,
     .recurrence = "55 23 * * *",
     .min_size = 5,
     .max_size = 8,
     .desired_capacity = 5},
    {.hour_of_week = 2, .recurrence = "0 2 * * *", .min_size = 4, .max_size = 6, .desired_capacity = 4}};

static struct plan_daemon daemons[] = {
    {.name = "fluent-bit", .cpu_units = 128, .memory_mib = 256, .architectures = 1u << ARCHITECTURE_ARM64},
    {.name = "node-exporter",
     .cpu_units = 64,
     .memory_mib = 64,
     .architectures = 1u << ARCHITECTURE_ARM64 | 1u << ARCHITECTURE_X86_64}};

static struct plan_alternative web_elsewhere[] = {
    {.place = "fargate", .possible = true, .usd_per_month_nano = USD(1480.2), .note = "0.5 vCPU, 1 GiB"},
    {.place = "pool-2", .possible = true, .usd_per_month_nano = USD(899.9), .note = ""},
    {.place = "fargate_spot", .possible = false, .note = "the profile's places do not allow it"}};

static struct plan_alternative job_elsewhere[] = {
    {.place = "lambda", .possible = false, .note = "a run takes 3,900 s; Lambda stops at 900 s"},
    {.place = "fargate", .possible = true, .usd_per_month_nano = USD(310), .note = ""}};

static struct plan_pool pools[] = {
    {.name = "pool-1",
     .instance_type = "m7g.2xlarge",
     .purchase = "on_demand",
     .zones = {zones, 3},
     .instances = {instances, 3},
     .instances_min = 3,
     .instances_max = 5,
     .max_size = {max_sizes, 3},
     .target_capacity_percent = 100,
     .scheduled_actions = actions,
     .scheduled_actions_count = 2,
     .scheduled_usd_per_month_nano = USD(970.95),
     .usd_per_month_by_cause_nano = {[GAP_WHOLE_INSTANCES] = USD(24.3),
                                     [GAP_ZONES] = USD(10.8),
                                     [GAP_ZONE_LOSS] = USD(2.7),
                                     [GAP_HEADROOM] = USD(5.4)},
     .services = {one_name, 1},
     .jobs = {job_name, 1},
     .cpu_units = 8192,
     .memory_mib = 31000,
     .awsvpc_tasks = 3,
     .usd_per_instance_hour_nano = 326400000,
     .usd_per_root_volume_hour_nano = 3287671,
     .usd_per_month_nano = USD(962.57),
     .binding = "eni"},
    {.name = "pool-2",
     .instance_type = "g5.xlarge",
     .purchase = "on_demand",
     .zones = {odd_zones, 2},
     .instances = {one_task, 1},
     .instances_min = 2,
     .instances_max = 2,
     .max_size = {max_size, 1},
     .target_capacity_percent = 87,
     .usd_per_month_by_cause_nano = {[GAP_PLACEMENT] = -USD(1.2), [GAP_ZONE_LOSS] = USD(700)},
     .cpu_units = 4096,
     .memory_mib = 15000,
     .gpus = 1,
     .awsvpc_tasks = 1,
     .usd_per_instance_hour_nano = 1006000000,
     .usd_per_root_volume_hour_nano = 3287671,
     .usd_per_month_nano = USD(1473.56),
     .binding = "gpu"}};

static struct plan_service services[] = {
    {.name = "draw\033[2J\xe2\x80\xaeme",
     .place = "fargate_spot",
     .cpu_units = 200,
     .memory_mib = 500,
     .tasks = {one_task, 1},
     .architecture = "arm64",
     .fargate_cpu_units = 256,
     .fargate_memory_mib = 512,
     .usd_per_task_hour_nano = 2962500,
     .usd_per_month_nano = USD(4.33),
     .why = "Fargate Spot is the cheapest place it may run"},
    {.name = "model",
     .place = "pool-2",
     .cpu_units = 4096,
     .memory_mib = 14000,
     .gpus = 1,
     .tasks = {one_task, 1},
     .architecture = "x86_64",
     .deployment = {100, 100},
     .usd_per_month_nano = USD(1473.56),
     .why = "Only EC2 has GPUs"},
    {.name = "web",
     .place = "pool-1",
     .cpu_units = 512,
     .memory_mib = 1024,
     .tasks = {tasks, 3},
     .architecture = "arm64",
     .zones_min = 2,
     .tasks_per_instance_max = 3,
     .deployment = {100, 200},
     .placement_strategies = {strategies, 2},
     .availability_zone_rebalancing = true,
     .deployment_instances = 3,
     .usd_per_deployment_nano = USD(0.49),
     .usd_per_month_nano = USD(900),
     .why = "pool-1 is 39 % cheaper than Fargate, as its tasks fill what instances offer almost without loss",
     .alternatives = web_elsewhere,
     .alternatives_count = 3,
     .flip = {.known = true, .price_ratio = 1.645, .tasks_ratio = 0.125, .hours_of_work_per_month = 9.67}}};

static struct plan_job jobs[] = {{.name = "a job with a rather long name that has to be cut somewhere",
                                  .place = "pool-1",
                                  .cpu_units = 4096,
                                  .memory_mib = 16384,
                                  .tasks = 2,
                                  .duration_s = 3900.5,
                                  .runs_per_day = 24,
                                  .architecture = "arm64",
                                  .usd_per_month_nano = USD(62.57),
                                  .why = "there is room",
                                  .warning = "",
                                  .alternatives = job_elsewhere,
                                  .alternatives_count = 2},
                                 {.name = "thumbs",
                                  .place = "lambda",
                                  .cpu_units = 1024,
                                  .memory_mib = 1769,
                                  .lambda_memory_mb = 1769,
                                  .duration_s = 3.2,
                                  .runs_per_day = 120000,
                                  .architecture = "x86_64",
                                  .usd_per_month_nano = USD(334.5),
                                  .why = "runs are short",
                                  .warning = "its p99 of 840 s is 93 % of Lambda's 900 s"}};

static const char *assumptions[] = {"zones: eu-west-1a, eu-west-1b and eu-west-1c",
                                    "a long assumption that has to be wrapped because it says more than fits on one "
                                    "line of eighty columns"};

struct plan plan_rich(struct arena *arena)
{
    (void)arena;
    struct plan plan = {
        .profile_name = "shop \"north\" Zürich",
        .region = "eu-west-1",
        .catalogue_as_of = "2026-07-06",
        .hours = 24,
        .cost = {USD(3134.96), USD(2436.13), USD(4.33), USD(334.5), USD(360)},
        .bound = {USD(2700), 0.027762962, {0.01, 0.009, 0.004, 0.001, 0.001, 0.001, 0.002, -0.000237038}},
        .safety = {.survive_zone_loss = true, .headroom_ratio = 0.05},
        .verification = {200, true},
        .daemons = daemons,
        .daemons_count = 2,
        .free_packing = {true, 17, 1700000001, 1690000000},
        .all_fargate = {.possible = true,
                        .usd_per_month_nano = USD(4100.5),
                        .why_not = "",
                        .helps = true,
                        .saving_usd_per_month_nano = USD(1325.54),
                        .break_even_hours_per_month = 22.0923,
                        .usd_per_hour_nano = USD(60)},
        .time_limit_reached = true,
        .pools = pools,
        .pools_count = 2,
        .services = services,
        .services_count = 3,
        .jobs = jobs,
        .jobs_count = 2,
        .assumptions = {assumptions, 2}};
    return plan;
}

struct plan plan_plain(struct arena *arena)
{
    (void)arena;
    struct plan plan = {.profile_name = "plain",
                        .region = "us-east-1",
                        .catalogue_as_of = "2026-07-06",
                        .hours = 1,
                        .cost = {.total = USD(4.33), .fargate = USD(4.33)},
                        .bound = {.usd_per_month_nano = USD(4.33)},
                        .all_fargate = {.possible = true, .usd_per_month_nano = USD(4.33), .why_not = ""},
                        .services = services,
                        .services_count = 1};
    return plan;
}

static const char *spot_types[] = {"c6g.8xlarge", "c7g.8xlarge", "c8g.8xlarge"};
static const char *what_ifs[] = {"price.ec2=+10%", "tasks=2x"};
static struct plan_commitment commitments[] = {{.purchase = "standard_reserved_instance.1y.partial_upfront",
                                                .family = "",
                                                .instance_type = "m7g.large",
                                                .count = 12,
                                                .held = true,
                                                .usd_per_hour_nano = USD(0.0513),
                                                .usd_per_month_nano = USD(449.39),
                                                .covered_usd_per_month_nano = USD(714.82),
                                                .utilisation_ratio = 1},
                                               {.purchase = "ec2_instance_savings_plan.1y.no_upfront",
                                                .family = "m7g",
                                                .instance_type = "",
                                                .usd_per_hour_nano = USD(6.95521),
                                                .usd_per_month_nano = USD(5077.3),
                                                .covered_usd_per_month_nano = USD(7667.31),
                                                .utilisation_ratio = 0.9473},
                                               {.purchase = "compute_savings_plan.3y.all_upfront",
                                                .family = "",
                                                .instance_type = "",
                                                .usd_per_hour_nano = USD(0.9479),
                                                .usd_upfront_nano = USD(24910.81),
                                                .usd_per_month_nano = USD(691.97),
                                                .covered_usd_per_month_nano = USD(1441.6),
                                                .utilisation_ratio = 1}};
static struct plan_downside downside[] = {{90, USD(7736.83), USD(10100.8)}, {50, USD(5662.17), USD(5613.54)}};
static struct plan_variation variations[] = {
    {.what_if = "price.ec2=+10%",
     .possible = true,
     .usd_per_month_nano = USD(3300),
     .bound_usd_per_month_nano = USD(2900),
     .pools = 1,
     .services_moved = 2,
     .note = ""},
    {.what_if = "tasks=-20%",
     .possible = true,
     .usd_per_month_nano = USD(2500.5),
     .bound_usd_per_month_nano = USD(2300),
     .pools = 2,
     .note = ""},
    {.what_if = "<b>|`spot\033[2J=allowed", .note = "no Spot price of <i>m7g.large</i>"}};

struct plan plan_bought(struct arena *arena)
{
    struct plan plan = plan_rich(arena);
    plan.pools = ARENA_ARRAY(arena, struct plan_pool, 2);
    plan.pools[0] = pools[0];
    plan.pools[1] = pools[1];
    plan.pools[0].purchase = "spot";
    plan.pools[0].instance_types = (struct field_strings){spot_types, 3};
    plan.pools[0].on_demand_percent = 20;
    plan.pools[0].interruptions_millionths_per_month = 62500;
    plan.pools[0].usd_per_spot_instance_hour_nano = USD(0.3138);
    plan.pools[0].usd_per_on_demand_instance_hour_nano = USD(1.1);
    plan.pools[0].usd_per_interruptions_hour_nano = USD(0.0000045);
    plan.pools[1].purchase = "managed_instances";
    plan.pools[1].usd_per_management_fee_hour_nano = USD(0.01);
    plan.cost.unused_commitments = USD(267.8);
    plan.cost.total += USD(267.8);
    plan.what_ifs = (struct field_strings){what_ifs, 2};
    plan.sensitivity = variations;
    plan.sensitivity_count = 3;
    plan.commitments = (struct plan_commitments){.given = true,
                                                 .items = commitments,
                                                 .items_count = 3,
                                                 .bill_usd_per_month_nano = USD(8503.52),
                                                 .on_demand_usd_per_month_nano = USD(11098.69),
                                                 .downside = downside,
                                                 .downside_count = 2};
    return plan;
}

struct plan plan_large(struct arena *arena, int count)
{
    struct plan plan = plan_rich(arena);
    plan.services = ARENA_ARRAY(arena, struct plan_service, count);
    plan.services_count = count;
    for (int i = 0; i < count; i++) {
        plan.services[i] = services[2];
        plan.services[i].name = arena_printf(arena, "service-%05d", i);
        plan.services[i].usd_per_month_nano = USD(1) * (i % 100);
    }
    return plan;
}
