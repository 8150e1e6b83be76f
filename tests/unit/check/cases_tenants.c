/* cases_tenants.c — a plan made false in one way at a time: services and jobs. */
#include "tests/unit/check/hand.h"

#include <string.h>

static void swap_services(struct hand *hand, int one, int other)
{
    struct plan_service swap = PLAN.services[one];
    PLAN.services[one] = PLAN.services[other];
    PLAN.services[other] = swap;
}

static void add_profile_service(struct hand *hand, const char *name)
{
    struct service *services = ARENA_ARRAY(&PROFILE.arena, struct service, PROFILE.services_count + 1);
    memcpy(services, PROFILE.services, (size_t)PROFILE.services_count * sizeof *services);
    services[PROFILE.services_count] = *hand_service(hand, "web");
    services[PROFILE.services_count++].name = name;
    PROFILE.services = services;
}

FALSEHOOD(service_unknown, PLAN.services[API].name = "apj"; hand_service(hand, "api")->name = "apj";
          PLAN.services_count = 3; add_profile_service(hand, "zebra"))
FALSEHOOD(service_order, swap_services(hand, API, EDGE))
FALSEHOOD(job_unknown, hand_job(hand, "ship")->name = "shop")
FALSEHOOD(cpu_off, PLAN.services[API].cpu_units = 255)
FALSEHOOD(memory_off, WEB_PLAN.memory_mib = 1)
FALSEHOOD(job_runs_off, PLAN.jobs[BATCH].runs_per_day = 23)
FALSEHOOD(tasks_off, WEB_PLAN.tasks.items[9] = 15)
FALSEHOOD(job_room_off, PLAN.jobs[BATCH].tasks = 0)
FALSEHOOD(mode_off, PLAN.services[API].network_mode = NETWORK_HOST)
FALSEHOOD(ports_off, PLAN.services[EDGE].host_ports.count = 0)
FALSEHOOD(zones_off, WEB_PLAN.zones_min = 1)
FALSEHOOD(limit_off, PLAN.services[EDGE].tasks_per_instance_max = 2)
FALSEHOOD(rebalancing_off, WEB_PLAN.availability_zone_rebalancing = false)
FALSEHOOD(percent_off, WEB_PLAN.deployment.maximum_percent = 125)
FALSEHOOD(growth_on_fargate, PLAN.services[API].deployment_instances = 1;
          PLAN.services[API].usd_per_deployment_nano = 1)
FALSEHOOD(growth_unpaid, WEB_PLAN.usd_per_deployment_nano = 0)
FALSEHOOD(strategies_off, PLAN.services[EDGE].placement_strategies.count = 1)
FALSEHOOD(strategies_without_zones, WEB_PLAN.placement_strategies.items[0] = "binpack:memory")
FALSEHOOD(strategies_of_fargate, PLAN.services[API].placement_strategies = WEB_PLAN.placement_strategies)
FALSEHOOD(why_off, PLAN.services[API].why = "")
FALSEHOOD(place_unknown, PLAN.jobs[SHIP].place = "moon"; PLAN.cost.fargate -= 747520000; PLAN.cost.total -= 747520000;
          PLAN.bound.usd_per_month_nano = 0; no_gap(hand))
FALSEHOOD(place_forbidden, hand_service(hand, "api")->places = 1u << PLACE_EC2)
FALSEHOOD(fargate_storage, hand_job(hand, "ship")->ephemeral_storage_gib = 201;
          PLAN.jobs[SHIP].usd_per_month_nano += 1222202500; PLAN.cost.fargate += 1222202500;
          PLAN.cost.total += 1222202500; no_gap(hand))
FALSEHOOD(lambda_long, hand_job(hand, "thumbs")->duration_p99_s = 901)
FALSEHOOD(architecture_off, hand_service(hand, "web")->architectures = 2)
FALSEHOOD(fargate_size_unsold, PLAN.services[API].fargate_memory_mib = 513;
          PLAN.services[API].usd_per_task_hour_nano = 12292000; reprice_api(hand))
FALSEHOOD(fargate_size_small, hand_service(hand, "api")->memory_mib = PLAN.services[API].memory_mib = 513)
FALSEHOOD(fargate_price_off, PLAN.services[API].usd_per_task_hour_nano++; reprice_api(hand))
FALSEHOOD(fargate_job_off, PLAN.jobs[SHIP].usd_per_month_nano += 100; PLAN.cost.fargate += 100; PLAN.cost.total += 100;
          no_gap(hand))
FALSEHOOD(lambda_small, PLAN.jobs[THUMBS].lambda_memory_mb = 1768)
FALSEHOOD(lambda_price_off, PLAN.jobs[THUMBS].usd_per_month_nano--; PLAN.cost.lambda--; PLAN.cost.total--; no_gap(hand))

const struct hand_case hand_cases_tenants[] = {
    CASE(service_unknown, RULE_NAMES, "services",
         "zebra of the profile is in no place: the plan has 3 services, the profile 4", 0),
    CASE(service_order, RULE_NAMES, "services[1].name", "\"api\" comes after \"edge\"", 0),
    CASE(job_unknown, RULE_NAMES, "jobs[1].name", "\"ship\" is no job of the profile", 1),
    CASE(cpu_off, RULE_RESERVATION, "services[0].cpu_units", "api has 255 in the plan, 256 in the profile", 0),
    CASE(memory_off, RULE_RESERVATION, "services[2].memory_mib", "web has 1 in the plan, 1000 in the profile", 0),
    CASE(job_runs_off, RULE_RESERVATION, "jobs[0].runs_per_day", "batch has 23 in the plan, 24 in the profile", 0),
    CASE(tasks_off, RULE_TASKS, "services[2].tasks[9]", "web has 15 in the plan, 16 in the profile", 0),
    CASE(job_room_off, RULE_TASKS, "jobs[0].tasks", "batch has room for 0 runs in pool-1, at once there are 0.021", 0),
    CASE(mode_off, RULE_CONSTRAINTS, "services[0].network_mode", "has 2 in the plan, 0 in the profile", 0),
    CASE(ports_off, RULE_CONSTRAINTS, "services[1].host_ports", "edge has 0 host ports in the plan, 1 in the profile",
         0),
    CASE(zones_off, RULE_CONSTRAINTS, "services[2].zones_min", "web has 1 in the plan, 2 in the profile", 0),
    CASE(limit_off, RULE_CONSTRAINTS, "services[1].tasks_per_instance_max", "edge has 2 in the plan, 1 in the profile",
         0),
    CASE(rebalancing_off, RULE_CONSTRAINTS, "services[2].availability_zone_rebalancing",
         "it off in the plan, on in the profile", 0),
    CASE(percent_off, RULE_DEPLOYMENT, "services[2].deployment.maximum_percent",
         "web has 125 in the plan, 150 in the profile", 0),
    CASE(growth_on_fargate, RULE_DEPLOYMENT, "services[0].deployment_instances", "it is in no group, so it must be 0",
         0),
    CASE(growth_unpaid, RULE_DEPLOYMENT, "services[2].usd_per_deployment", "said to cost 0.00 for 2 more instances", 0),
    CASE(strategies_off, RULE_STRATEGIES, "services[1].placement_strategies",
         "edge has 1 strategies in the plan, 2 in the profile", 0),
    CASE(strategies_without_zones, RULE_STRATEGIES, "services[2].placement_strategies", "the first \"binpack:memory\"",
         0),
    CASE(strategies_of_fargate, RULE_STRATEGIES, "services[0].placement_strategies", "api has 2 strategies on Fargate",
         0),
    CASE(why_off, RULE_WHY, "services[0].why", "api is given no reason", 0),
    CASE(place_unknown, RULE_PLACE, "jobs[1].place", "ship is in \"moon\"", 0),
    CASE(place_forbidden, RULE_PLACE, "services[0].place",
         "api is in fargate, which its places in the profile do not allow", 0),
    CASE(fargate_storage, RULE_PLACE, "jobs[1].place", "201 GiB of storage: Fargate takes awsvpc, 0 and 200", 0),
    CASE(lambda_long, RULE_PLACE, "jobs[2].place", "thumbs runs up to 901 s with 0 GPUs: Lambda takes 900 s", 0),
    CASE(architecture_off, RULE_ARCHITECTURE, "services[2].architecture",
         "web is on \"x86_64\", for which the profile gives it no image", 0),
    CASE(fargate_size_unsold, RULE_FARGATE_SIZE, "services[0].fargate_cpu_units",
         "256 CPU units with 513 MiB is no size Fargate sells for api", 0),
    CASE(fargate_size_small, RULE_FARGATE_SIZE, "services[0].fargate_cpu_units",
         "256 CPU units with 512 MiB do not hold api, which needs 256 and 513", 0),
    CASE(fargate_price_off, RULE_FARGATE_PRICE, "services[0].usd_per_task_hour",
         "pays 0.012288001, the catalogue says 0.012288", 0),
    CASE(fargate_job_off, RULE_FARGATE_PRICE, "jobs[1].usd_per_month",
         "says 0.7475201, its runs cost 0.747520000 a month", 0),
    CASE(lambda_small, RULE_LAMBDA_SIZE, "jobs[2].lambda_memory_mb", "gives thumbs 1768 MB, it needs 1769", 0),
    CASE(lambda_price_off, RULE_LAMBDA_PRICE, "jobs[2].usd_per_month",
         "says 0.021164433, its runs cost 0.021164434 a month", 0),
};
const int hand_cases_tenants_count = sizeof hand_cases_tenants / sizeof *hand_cases_tenants;
