/* sample_plan.c — see sample_plan.h. */
#include "tests/unit/documents/sample_plan.h"

#include <string.h>

enum { SERVICES_MAX = 5 }; /* of a random plan */

static const char hash_a[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
static const char hash_b[] = "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210";

static const char hash_c[] = "00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff";

static struct field_strings strings(struct arena *arena, int count, const char *const *items)
{
    const char **copy = ARENA_ARRAY(arena, const char *, count);
    for (int i = 0; i < count; i++)
        copy[i] = items[i];
    return (struct field_strings){copy, count};
}

static struct field_integers integers(struct arena *arena, int count, int64_t first, int64_t step)
{
    int64_t *items = ARENA_ARRAY(arena, int64_t, count);
    for (int i = 0; i < count; i++)
        items[i] = first + i % 24 * step;
    return (struct field_integers){items, count};
}

static struct field_objects tags(struct arena *arena, int count, const struct tag *items)
{
    struct tag *copy = ARENA_ARRAY(arena, struct tag, count);
    for (int i = 0; i < count; i++)
        copy[i] = items[i];
    return (struct field_objects){copy, count};
}

/* One that passed, one that failed, one that nothing could be tried on. */
static void fill_verification(struct plan *plan)
{
    struct verdict_scenario *scenarios = ARENA_ARRAY(&plan->arena, struct verdict_scenario, 3);
    scenarios[0] = (struct verdict_scenario){.scenario = SCENARIO_WEEK,
                                             .required = true,
                                             .passed = true,
                                             .applies = true,
                                             .runs = 200,
                                             .instance_hours = 1234.5,
                                             .usd_nano = INT64_C(402950800000),
                                             .planned_instance_hours = 1200};
    scenarios[1] = (struct verdict_scenario){.scenario = SCENARIO_ZONE_LOSS,
                                             .required = true,
                                             .applies = true,
                                             .runs = 400,
                                             .runs_failed = 3,
                                             .unplaced_task_minutes = 21.25,
                                             .worst = {.seed = 17,
                                                       .hour = 9,
                                                       .tasks = 4,
                                                       .pool = "pool-1",
                                                       .service = "web",
                                                       .zone = "us-east-1b",
                                                       .why = "no instance has 512 CPU units free"},
                                             .instance_hours = -0.5,
                                             .usd_nano = -INT64_C(123400001),
                                             .minutes_longest = 5.3};
    scenarios[2] = (struct verdict_scenario){.scenario = SCENARIO_SPOT, .passed = true};
    plan->verification =
        (struct plan_verification){.seeds = 200, .passed = false, .scenarios = scenarios, .scenarios_count = 3};
}

static void fill_head(struct plan *plan)
{
    plan->profile_name = "shop \"north\" \\ Zürich";
    plan->profile_sha256 = hash_a;
    plan->settings_sha256 = hash_c;
    plan->region = "us-east-1";
    plan->catalogue_as_of = "2026-07-06";
    plan->catalogue_sha256 = hash_b;
    plan->bayplan_version = "0.1.0";
    plan->hours = 24;
    plan->cost.total = INT64_C(1234560000001);
    plan->cost.ec2 = INT64_C(1000000000001);
    plan->cost.fargate = INT64_C(200000000000);
    plan->cost.lambda = INT64_C(30000000000);
    plan->cost.overhead = INT64_C(4560000000);
    plan->bound.usd_per_month_nano = INT64_C(1229100000000);
    plan->bound.gap_ratio = 0.0007322431;
    for (int cause = 0; cause < GAP_COMMITMENTS; cause++)
        plan->bound.gap_by_cause[cause] = cause == GAP_JOBS ? -1e-9 : 0.0001 * cause / 3;
    plan->free_packing = (struct plan_packing){true, 17, INT64_C(1700000001), INT64_C(1690000000)};
    plan->all_fargate.possible = true;
    plan->all_fargate.usd_per_month_nano = INT64_C(2000000000000);
    plan->all_fargate.helps = true;
    plan->all_fargate.saving_usd_per_month_nano = INT64_C(770000000000);
    plan->all_fargate.break_even_hours_per_month = 12.833333333333334;
    plan->all_fargate.usd_per_hour_nano = INT64_C(60000000000);
    plan->time_limit_reached = true;
    plan->safety = (struct safety){true, 0.05, DEPLOYMENTS_RESERVE};
    fill_verification(plan);
}

static void fill_pool(struct plan *plan)
{
    struct arena *arena = &plan->arena;
    plan->pools_count = 1;
    plan->pools = ARENA_NEW(arena, struct plan_pool);
    plan->pools[0] = (struct plan_pool){
        .name = "pool-1",
        .instance_type = "m7g.2xlarge",
        .purchase = "on_demand",
        .zones = strings(arena, 2, (const char *const[]){"us-east-1a", "us-east-1b"}),
        .instances = integers(arena, 24, 2, 1),
        .instances_min = 2,
        .instances_max = 25,
        .services = strings(arena, 1, (const char *const[]){"web"}),
        .jobs = strings(arena, 1, (const char *const[]){"load"}),
        .cpu_units = 8192,
        .memory_mib = 31000,
        .gpus = 1,
        .awsvpc_tasks = 3,
        .usd_per_instance_hour_nano = INT64_C(326400000),
        .usd_per_root_volume_hour_nano = INT64_C(3287671),
        .usd_per_month_nano = INT64_C(1000000000001),
        .binding = "memory",
    };
}

static void fill_scaling(struct plan *plan)
{
    struct arena *arena = &plan->arena;
    struct plan_pool *pool = &plan->pools[0];
    pool->max_size = integers(arena, 24, 4, 2);
    pool->target_capacity_percent = 97;
    pool->scheduled_usd_per_month_nano = INT64_C(1010000000000);
    pool->scheduled_actions_count = 2;
    pool->scheduled_actions = ARENA_ARRAY(arena, struct plan_action, 2);
    pool->scheduled_actions[0] = (struct plan_action){0, 0, "0 0 * * *", 2, 4, 2};
    pool->scheduled_actions[1] = (struct plan_action){9, 5, "55 8 * * *", 25, 50, 25};
    for (int cause = GAP_POOL_FIRST; cause <= (int)GAP_POOL_LAST; cause++)
        pool->usd_per_month_by_cause_nano[cause] = INT64_C(1000000001) * (cause - 2);
}

static void fill_daemons(struct plan *plan)
{
    struct arena *arena = &plan->arena;
    plan->daemons_count = 2;
    plan->daemons = ARENA_ARRAY(arena, struct plan_daemon, 2);
    plan->daemons[0] = (struct plan_daemon){.name = "log router",
                                            .cpu_units = 64,
                                            .memory_mib = 128,
                                            .architectures = 1u << ARCHITECTURE_X86_64 | 1u << ARCHITECTURE_ARM64,
                                            .network_mode = NETWORK_HOST,
                                            .host_ports = integers(arena, 2, 8125, 1)};
    plan->daemons[1] = (struct plan_daemon){
        .name = "scanner", .cpu_units = 128, .memory_mib = 256, .gpus = 1, .architectures = 1u << ARCHITECTURE_ARM64};
}

static void fill_services(struct plan *plan)
{
    struct arena *arena = &plan->arena;
    plan->services_count = 2;
    plan->services = ARENA_ARRAY(arena, struct plan_service, 2);
    struct plan_alternative *alternatives = ARENA_ARRAY(arena, struct plan_alternative, 2);
    alternatives[0] = (struct plan_alternative){"fargate", true, INT64_C(-1500000000), "0.5 vCPU, 1 GiB", false};
    alternatives[1] = (struct plan_alternative){"fargate_spot", false, 0, "its places do not allow it", false};
    plan->services[0] = (struct plan_service){
        .name = "mail",
        .place = "fargate",
        .cpu_units = 200,
        .memory_mib = 500,
        .tasks = integers(arena, 1, 3, 0),
        .architecture = "arm64",
        .fargate_cpu_units = 256,
        .fargate_memory_mib = 512,
        .usd_per_task_hour_nano = INT64_C(9874999),
        .usd_per_month_nano = INT64_C(200000000000),
        .why = "cheapest place for 3 tasks",
    };
    plan->services[1] = (struct plan_service){
        .name = "web",
        .settings_sha256 = hash_b,
        .tags = tags(arena, 2, (const struct tag[]){{"team", "shop <north>"}, {"Größe", ""}}),
        .place = "pool-1",
        .cpu_units = 512,
        .memory_mib = 1024,
        .gpus = 1,
        .tasks = integers(arena, 24, 10, 2),
        .architecture = "arm64",
        .network_mode = NETWORK_BRIDGE,
        .host_ports = integers(arena, 1, 8080, 0),
        .zones_min = 2,
        .tasks_per_instance_max = 1,
        .deployment = {.minimum_healthy_percent = 50, .maximum_percent = 150},
        .placement_strategies =
            strings(arena, 2, (const char *const[]){"spread:attribute:ecs.availability-zone", "binpack:memory"}),
        .availability_zone_rebalancing = true,
        .deployment_instances = 4,
        .usd_per_deployment_nano = INT64_C(123400000),
        .usd_per_month_nano = INT64_C(900000000000),
        .why = "EC2 is 41 % cheaper",
        .alternatives = alternatives,
        .alternatives_count = 2,
        .flip = {true, 1.6949152542372883, 0.125, 12.5},
    };
}

static void fill_jobs(struct plan *plan)
{
    struct arena *arena = &plan->arena;
    plan->jobs_count = 2;
    plan->jobs = ARENA_ARRAY(arena, struct plan_job, 2);
    struct plan_alternative *alternatives = ARENA_NEW(arena, struct plan_alternative);
    alternatives[0] = (struct plan_alternative){"lambda", false, 0, "runs longer than 15 minutes", false};
    plan->jobs[0] = (struct plan_job){
        .name = "load",
        .place = "pool-1",
        .cpu_units = 4096,
        .memory_mib = 16384,
        .tasks = 2,
        .network_mode = NETWORK_NONE,
        .duration_s = 3900.5,
        .runs_per_day = 24,
        .architecture = "arm64",
        .usd_per_month_nano = INT64_C(100000000001),
        .why = "there is room",
        .alternatives = alternatives,
        .alternatives_count = 1,
    };
    plan->jobs[1] = (struct plan_job){
        .name = "thumbs",
        .settings_sha256 = hash_a,
        .tags = tags(arena, 1, (const struct tag[]){{"team", "media"}}),
        .place = "lambda",
        .cpu_units = 1024,
        .memory_mib = 1769,
        .lambda_memory_mb = 1769,
        .duration_s = 0.1,
        .runs_per_day = 0.0067,
        .architecture = "x86_64",
        .usd_per_month_nano = INT64_C(30000000000),
        .why = "short runs",
        .warning = "its p99 of 840 s is 93 % of Lambda's 900 s",
    };
}

void sample_plan(struct plan *ret_plan)
{
    *ret_plan = (struct plan){0};
    fill_head(ret_plan);
    fill_pool(ret_plan);
    fill_scaling(ret_plan);
    fill_daemons(ret_plan);
    fill_services(ret_plan);
    fill_jobs(ret_plan);
    ret_plan->assumptions =
        strings(&ret_plan->arena, 2,
                (const char *const[]){"zones: us-east-1a and us-east-1b, as none were given", "a month has 730 hours"});
}

/* splitmix64: the same numbers everywhere. */
static uint64_t next(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static int64_t below(uint64_t *state, uint64_t limit)
{
    return (int64_t)(next(state) % limit);
}

static int64_t money(uint64_t *state)
{
    return (int64_t)(next(state) >> (1 + next(state) % 63));
}

static double number(uint64_t *state)
{
    return (double)(next(state) >> 11) / (double)(UINT64_C(1) << (53 - next(state) % 30));
}

static const char *words(struct arena *arena, uint64_t *state)
{
    static const char *const parts[] = {"a", "ß", "日本", "\"", "\\", "<&>", " ", "0", "😀", "x-1", "'", "/"};
    char buffer[64] = "";
    size_t length = 0;
    for (int64_t i = below(state, 8); i >= 0; i--) {
        const char *part = parts[below(state, sizeof parts / sizeof parts[0])];
        memcpy(buffer + length, part, strlen(part) + 1);
        length += strlen(part);
    }
    return arena_strdup(arena, buffer);
}

/* Different choices in any order, at most `most` of them. */
static struct field_strings some_choices(struct arena *arena, uint64_t *state, const char *const *choices, int count,
                                         int most)
{
    const char **items = ARENA_ARRAY(arena, const char *, count);
    for (int i = 0; i < count; i++) {
        int64_t place = below(state, (uint64_t)i + 1);
        items[i] = items[place];
        items[place] = choices[i];
    }
    return (struct field_strings){items, (int)below(state, (uint64_t)most + 1)};
}

static void random_scheduling(uint64_t *state, struct arena *arena, struct plan_service *service)
{
    service->network_mode = (int)below(state, 3);
    if (service->network_mode != NETWORK_AWSVPC)
        service->host_ports = integers(arena, (int)below(state, 4), 8000, 1);
    service->zones_min = below(state, PROFILE_ZONES_MAX + 1);
    service->tasks_per_instance_max = below(state, 3);
    service->deployment = (struct deployment){below(state, 101), 101 + below(state, 300)};
    service->availability_zone_rebalancing = below(state, 2);
    if (strncmp(service->place, "fargate", 7) == 0)
        return;
    service->placement_strategies = some_choices(arena, state, placement_strategy_names, 5, 5);
    service->availability_zone_rebalancing = service->placement_strategies.count == 0;
    service->deployment_instances = below(state, 100);
    service->usd_per_deployment_nano = money(state);
}

static void random_tags(uint64_t *state, struct arena *arena, struct field_objects *ret_tags)
{
    int count = (int)below(state, 4);
    struct tag *items = ARENA_ARRAY(arena, struct tag, count);
    for (int i = 0; i < count; i++)
        items[i] = (struct tag){arena_printf(arena, "%s%d", words(arena, state), i),
                                below(state, 3) > 0 ? words(arena, state) : ""};
    *ret_tags = (struct field_objects){items, count};
}

static void random_scenario(uint64_t *state, struct arena *arena, struct verdict_scenario *scenario)
{
    scenario->required = below(state, 2);
    scenario->passed = below(state, 2);
    scenario->applies = below(state, 4) > 0;
    scenario->runs = below(state, INT64_C(1000000000000000));
    scenario->runs_failed = below(state, 1000);
    scenario->unplaced_task_minutes = number(state);
    scenario->instance_hours = below(state, 2) ? number(state) : -number(state);
    scenario->usd_nano = below(state, 2) ? money(state) : -money(state);
    scenario->planned_instance_hours = number(state);
    scenario->minutes_longest = number(state);
    scenario->worst.seed = below(state, UINT64_C(1) << 53);
    scenario->worst.hour = below(state, HOURS_PER_WEEK);
    scenario->worst.tasks = below(state, 2) * below(state, PROFILE_TASKS_TOTAL_MAX);
    scenario->worst.service = below(state, 2) ? words(arena, state) : NULL;
    scenario->worst.why = below(state, 2) ? words(arena, state) : "";
}

static void random_verification(uint64_t *state, struct plan *plan)
{
    struct plan_verification *verification = &plan->verification;
    *verification = (struct plan_verification){.seeds = below(state, 1000), .passed = below(state, 2)};
    verification->scenarios = ARENA_ARRAY(&plan->arena, struct verdict_scenario, SCENARIOS_COUNT);
    for (int kind = 0; kind < SCENARIOS_COUNT; kind++) {
        if (below(state, 2))
            continue;
        struct verdict_scenario *scenario = &verification->scenarios[verification->scenarios_count++];
        random_scenario(state, &plan->arena, scenario);
        scenario->scenario = (enum scenario)kind;
    }
}

static void random_daemons(uint64_t *state, struct plan *plan)
{
    plan->daemons_count = (int)below(state, 4);
    plan->daemons = ARENA_ARRAY(&plan->arena, struct plan_daemon, plan->daemons_count);
    for (int i = 0; i < plan->daemons_count; i++)
        plan->daemons[i] = (struct plan_daemon){.name = arena_printf(&plan->arena, "daemon %d", i),
                                                .cpu_units = below(state, PROFILE_CPU_UNITS_MAX),
                                                .memory_mib = below(state, PROFILE_MEMORY_MIB_MAX),
                                                .gpus = below(state, PROFILE_GPUS_MAX),
                                                .architectures = 1u + (unsigned)below(state, 3),
                                                .network_mode = (int)below(state, 4)};
}

static void random_services(uint64_t *state, struct plan *plan)
{
    static const char *const outside[] = {"fargate", "fargate_spot"};
    int pools = plan->pools_count;
    plan->services_count = (int)below(state, SERVICES_MAX + 1);
    plan->services = ARENA_ARRAY(&plan->arena, struct plan_service, plan->services_count);
    for (int i = 0; i < plan->services_count; i++) {
        struct plan_service *service = &plan->services[i];
        service->name = arena_printf(&plan->arena, "%d %s", i, words(&plan->arena, state));
        struct plan_pool *pool = pools > 0 && below(state, 2) ? &plan->pools[below(state, (uint64_t)pools)] : NULL;
        service->place = pool ? pool->name : outside[below(state, 2)];
        if (pool)
            pool->services.items[pool->services.count++] = service->name;
        random_scheduling(state, &plan->arena, service);
        random_tags(state, &plan->arena, &service->tags);
        service->settings_sha256 = below(state, 2) ? hash_b : below(state, 2) ? "" : NULL;
        service->cpu_units = below(state, PROFILE_CPU_UNITS_MAX);
        service->memory_mib = below(state, PROFILE_MEMORY_MIB_MAX);
        service->tasks = integers(&plan->arena, below(state, 2) ? 1 : plan->hours, below(state, 1000), 3);
        if (!pool)
            service->fargate_cpu_units = 256 << below(state, 5);
        service->usd_per_task_hour_nano = pool ? 0 : money(state);
        service->usd_per_month_nano = money(state);
        service->why = words(&plan->arena, state);
        service->flip = (struct plan_flip){below(state, 2), number(state), number(state), number(state)};
        service->alternatives_count = (int)below(state, 4);
        service->alternatives = ARENA_ARRAY(&plan->arena, struct plan_alternative, service->alternatives_count);
        for (int k = 0; k < service->alternatives_count; k++)
            service->alternatives[k] =
                (struct plan_alternative){"fargate", true, below(state, 2) ? -money(state) : money(state), NULL, false};
    }
}

/* Sizes at some of the plan's hours, in their order. */
static void random_actions(uint64_t *state, struct plan *plan, struct plan_pool *pool)
{
    pool->scheduled_actions = ARENA_ARRAY(&plan->arena, struct plan_action, plan->hours);
    for (int hour = 0; hour < plan->hours; hour++) {
        if (below(state, 4) > 0)
            continue;
        int64_t size = below(state, 1000), more = below(state, 1000);
        pool->scheduled_actions[pool->scheduled_actions_count++] =
            (struct plan_action){hour, below(state, 61), words(&plan->arena, state),
                                 size, size + more,      size + below(state, (uint64_t)more + 1)};
    }
    pool->scheduled_usd_per_month_nano = money(state);
}

static void random_pools(uint64_t *state, struct plan *plan)
{
    plan->pools_count = (int)below(state, 5);
    plan->pools = ARENA_ARRAY(&plan->arena, struct plan_pool, plan->pools_count);
    for (int i = 0; i < plan->pools_count; i++) {
        struct plan_pool *pool = &plan->pools[i];
        int64_t least = below(state, 100000), step = below(state, 100);
        *pool = (struct plan_pool){.name = arena_printf(&plan->arena, "pool-%d", i + 1),
                                   .instance_type = "c7i.large",
                                   .purchase = "on_demand",
                                   .zones = strings(&plan->arena, 1, (const char *const[]){"us-east-1a"}),
                                   .instances = integers(&plan->arena, plan->hours, least, step),
                                   .instances_min = least,
                                   .instances_max = least + (plan->hours == 1 ? 0 : 23 * step),
                                   .cpu_units = below(state, PROFILE_CPU_UNITS_MAX),
                                   .usd_per_instance_hour_nano = money(state),
                                   .usd_per_root_volume_hour_nano = money(state),
                                   .usd_per_month_nano = money(state)};
        if (below(state, 2))
            pool->max_size = integers(&plan->arena, plan->hours, least + 7, step);
        pool->target_capacity_percent = below(state, 101);
        pool->services.items = ARENA_ARRAY(&plan->arena, const char *, SERVICES_MAX);
        random_actions(state, plan, pool);
        for (int cause = GAP_POOL_FIRST; cause <= (int)GAP_POOL_LAST; cause++)
            pool->usd_per_month_by_cause_nano[cause] = below(state, 2) ? money(state) : -money(state);
    }
}

void sample_plan_random(unsigned seed, struct plan *ret_plan)
{
    static const int hours[] = {1, 24, HOURS_PER_WEEK};
    uint64_t state = seed;
    *ret_plan = (struct plan){0};
    fill_head(ret_plan);
    ret_plan->profile_name = words(&ret_plan->arena, &state);
    ret_plan->hours = hours[below(&state, 3)];
    ret_plan->cost.total = money(&state);
    ret_plan->bound.gap_ratio = number(&state);
    for (int cause = 0; cause < GAP_CAUSES_COUNT; cause++)
        ret_plan->bound.gap_by_cause[cause] = number(&state) * (below(&state, 2) ? 1 : -1);
    ret_plan->free_packing.given = below(&state, 2);
    ret_plan->free_packing.hour = (int)below(&state, (uint64_t)ret_plan->hours);
    ret_plan->all_fargate.possible = below(&state, 2);
    ret_plan->all_fargate.saving_usd_per_month_nano = -money(&state);
    ret_plan->all_fargate.why_not = below(&state, 2) ? NULL : words(&ret_plan->arena, &state);
    ret_plan->safety = (struct safety){below(&state, 2), (double)below(&state, 101) / 100, (int)below(&state, 2)};
    random_verification(&state, ret_plan);
    random_pools(&state, ret_plan);
    random_daemons(&state, ret_plan);
    random_services(&state, ret_plan);
}
