/* tightness.c — see the header. */
#include "tests/support/tightness.h"

#include "planner/simulate/week.h"
#include "planner/simulate/workload.h"

unsigned scenarios_required(const struct plan *plan)
{
    unsigned always = 1u << SCENARIO_WEEK | 1u << SCENARIO_COLD_START | 1u << SCENARIO_DEPLOYMENT;
    return plan->safety.survive_zone_loss ? always | 1u << SCENARIO_ZONE_LOSS : always;
}

/* The group's maximum stays: what a deployment may grow to is not what is taken away. */
static void pool_shrink(struct plan_pool *pool, int hour, struct arena *arena)
{
    int count = pool->instances.count;
    int64_t *instances = ARENA_ARRAY(arena, int64_t, count);
    for (int h = 0; h < count; h++)
        instances[h] = pool->instances.items[h] - (h == hour % count ? 1 : 0);
    pool->instances.items = instances;
    pool->instances_min = pool->instances_max = instances[0];
    for (int h = 1; h < count; h++) {
        pool->instances_min = instances[h] < pool->instances_min ? instances[h] : pool->instances_min;
        pool->instances_max = instances[h] > pool->instances_max ? instances[h] : pool->instances_max;
    }
}

static bool replay_until_fails(const struct plan *plan, int64_t seeds, struct tightness *found, struct error *err)
{
    for (int64_t seed = 1; seed <= seeds && !found->tight; seed++) {
        struct simulate_options options = {.scenarios = scenarios_required(plan), .seed = seed, .seeds = 1};
        struct verdict verdict;
        if (!simulate_plan(plan, &options, &verdict, err))
            return false;
        for (int s = 0; s < verdict.scenarios_count && !found->tight; s++) {
            if (!verdict.scenarios[s].required || verdict.scenarios[s].passed)
                continue;
            found->tight = true;
            found->seed = seed;
            found->scenario = verdict.scenarios[s].scenario;
        }
        verdict_release(&verdict);
    }
    return true;
}

bool pool_tightness(const struct plan *plan, int index, int64_t seeds, struct tightness *ret_tightness,
                    struct error *err)
{
    struct arena arena = {0};
    struct replay_pool pool;
    struct plan_pool less = plan->pools[index];
    struct plan alone = *plan; /* a seed's draws do not depend on the other pools */
    alone.pools = &less;
    alone.pools_count = 1;
    bool ok = workload_of_pool(plan, index, &arena, &pool, err);
    if (ok) {
        int hour = week_peak_hour(&pool, pool.instances);
        *ret_tightness = (struct tightness){.hour = hour, .instances = pool.instances[hour]};
        pool_shrink(&less, hour, &arena);
        ok = replay_until_fails(&alone, seeds, ret_tightness, err);
    }
    arena_release(&arena);
    return ok;
}
