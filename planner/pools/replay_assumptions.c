/* replay_assumptions.c — what a plan takes for granted: the model's defaults, then the replay's. */
#include "planner/pools/assembly.h"
#include "planner/pools/schedule.h"

enum { OWN_MAX = 12 + PROFILE_POOLS_MAX };

/* AWS quotas, not adjustable ("Amazon ECS endpoints and quotas", 2026). */
enum { CLUSTER_INSTANCES_MAX = 5000, SERVICE_TASKS_MAX = 5000 };

static void add(struct plan *plan, const char *sentence)
{
    plan->assumptions.items[plan->assumptions.count++] = sentence;
}

static void say_orders(const struct assembly *assembly)
{
    struct plan *plan = assembly->plan;
    int64_t seeds = plan->verification.seeds;
    const char *those = seeds == 1 ? "a drawn order of tasks and choices among equals (seed 1)"
                                   : arena_printf(&plan->arena,
                                                  "%lld drawn orders of tasks and choices among equals (seeds 1 to "
                                                  "%lld)",
                                                  (long long)seeds, (long long)seeds);
    add(plan,
        arena_printf(&plan->arena,
                     "Pools are as small as ECS can fill in %s. Of %lld other weeks of a pool, each in an order of "
                     "its own, %lld had a task that waits until managed scaling adds an instance.",
                     those, (long long)assembly->other_weeks, (long long)assembly->other_weeks_failed));
}

static void say_replay(const struct assembly *assembly)
{
    struct plan *plan = assembly->plan;
    say_orders(assembly);
    add(plan, "An Auto Scaling group keeps its zones balanced and has in each hour the instances of the plan; those of "
              "a growth are started 5 minutes before, which the bill leaves out.");
    add(plan, "Managed scaling and managed draining are on, managed termination protection is off: an instance that "
              "goes is drained, and its tasks are started elsewhere first.");
    if (plan->safety.deployments == DEPLOYMENTS_RESERVE)
        add(plan, "Services are deployed one at a time: the whole surge of any one finds room on running instances.");
    else
        add(plan,
            arena_printf(&plan->arena,
                         "Instances that a rolling deployment adds are not in the bill, as the number of "
                         "deployments is not known; each service says what one costs%s.",
                         plan->safety.headroom_ratio > 0 ? ", its surge being that of its tasks with headroom" : ""));
}

static void say_verdict(struct plan *plan)
{
    if (!plan->verification.passed)
        add(plan, "Some service's deployment can never progress: its minimum and maximum percent let no task start and "
                  "none stop at its worst hour. No choice of pools changes that; bayplan simulate names it.");
}

static void say_limits_per_instance(struct plan *plan)
{
    for (int i = 0; i < plan->services_count; i++)
        if (plan->services[i].tasks_per_instance_max > 1 && plan->services[i].placement_strategies.count > 0) {
            add(plan, "ECS has no constraint for more than one task of a service per instance: tasks_per_instance_max "
                      "above 1 is replayed as if it had.");
            return;
        }
}

static int64_t cluster_most(const struct plan *plan, int *ret_hour)
{
    int64_t most = 0;
    for (int h = 0; h < plan->hours; h++) {
        int64_t instances = 0;
        for (int g = 0; g < plan->pools_count; g++)
            instances += plan->pools[g].instances.items[h];
        if (instances > most) {
            most = instances;
            *ret_hour = h;
        }
    }
    return most;
}

static int64_t tasks_most(const struct plan_service *service)
{
    int64_t most = 0;
    for (int h = 0; h < service->tasks.count; h++)
        most = service->tasks.items[h] > most ? service->tasks.items[h] : most;
    return most;
}

static void say_quotas(struct plan *plan)
{
    int hour = 0, large = 0;
    const char *largest = NULL;
    int64_t instances = cluster_most(plan, &hour), most = SERVICE_TASKS_MAX;
    if (instances > CLUSTER_INSTANCES_MAX)
        add(plan,
            arena_printf(&plan->arena,
                         "The plan has %lld instances in hour %d; a cluster takes at most %d, a quota that is not "
                         "adjusted: pools are to be shared out over several clusters.",
                         (long long)instances, hour, CLUSTER_INSTANCES_MAX));
    for (int i = 0; i < plan->services_count; i++) {
        int64_t tasks = tasks_most(&plan->services[i]);
        large += tasks > SERVICE_TASKS_MAX;
        if (tasks > most) {
            most = tasks;
            largest = plan->services[i].name;
        }
    }
    if (largest)
        add(plan,
            arena_printf(&plan->arena,
                         "%d service%s more than the %d tasks that a service may have (%s: %lld), a quota that is "
                         "not adjusted: to be created as several services.",
                         large, large == 1 ? " has" : "s have", SERVICE_TASKS_MAX, largest, (long long)most));
}

static void say_schedules(struct plan *plan)
{
    for (int g = 0; g < plan->pools_count; g++) {
        const struct plan_pool *pool = &plan->pools[g];
        double more = (double)pool->scheduled_usd_per_month_nano / (double)pool->usd_per_month_nano - 1;
        if (more > SCHEDULE_EXCESS_PERCENT / 100.0 + 1e-6) {
            add(plan, arena_printf(&plan->arena,
                                   "%s changes too often for the %d scheduled actions of a group: with those it costs "
                                   "%.1f %% more than hour by hour.",
                                   pool->name, SCHEDULE_ACTIONS_MAX, more * 100));
            return;
        }
    }
}

/* What whole instances on demand cost above the exact share of each hour. */
static int64_t rounding_month(const struct plan *plan, const struct plan_pool *pool)
{
    int64_t dearer = pool->usd_per_on_demand_instance_hour_nano - pool->usd_per_spot_instance_hour_nano, parts = 0;
    for (int h = 0; h < plan->hours; h++) {
        int64_t share = pool->instances.items[h] * pool->on_demand_percent;
        parts += (100 - share % 100) % 100;
    }
    return dearer > 0 ? usd_of_month((struct usd_per_hour){nano_scale(dearer, parts, 100)}, plan->hours).nano : 0;
}

static void say_on_demand_shares(struct plan *plan)
{
    char money[MONEY_TEXT_SIZE];
    for (int g = 0; g < plan->pools_count; g++) {
        const struct plan_pool *pool = &plan->pools[g];
        int64_t more = pool->on_demand_percent > 0 ? rounding_month(plan, pool) : 0;
        if (more > 0)
            add(plan, arena_printf(&plan->arena,
                                   "AWS rounds the %lld %% of %s that are on demand up to whole instances; the bill "
                                   "counts the exact share, up to $%s a month less.",
                                   (long long)pool->on_demand_percent, pool->name, nano_format_cents(more, money)));
    }
}

void assemble_assumptions(struct assembly *assembly)
{
    const struct field_strings *given = &assembly->model->assumptions;
    struct plan *plan = assembly->plan;
    plan->assumptions.items = ARENA_ARRAY(&plan->arena, const char *, given->count + OWN_MAX);
    for (int i = 0; i < given->count; i++)
        add(plan, arena_strdup(&plan->arena, given->items[i]));
    if (plan->pools_count > 0) {
        say_replay(assembly);
        say_verdict(plan);
        say_limits_per_instance(plan);
        say_schedules(plan);
        say_on_demand_shares(plan);
    }
    say_quotas(plan);
}
