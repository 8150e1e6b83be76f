/* hold_stages.c — what a pool costs with fewer promises, how far it must be able to grow, and when managed scaling is
 * to leave it alone. */
#include "planner/pools/hold_parts.h"
#include <stdlib.h>
#include <string.h>

enum { TARGET_SEEDS = 3 };

static int64_t at_most(int64_t value, int64_t limit)
{
    return value < limit ? value : limit;
}

/* A month with some of the promises only. Placing is no monotone affair: where fewer promises cannot be held (a draw
 * leaves too few zones), the stage is the one after it. */
static bool stage_month(struct holder *holder, int g, unsigned promises, const int64_t *guess, int64_t *instances,
                        int64_t *ret_month, struct error *err)
{
    struct replay_pool pool;
    holder_replay_pool(holder, g, &pool);
    int64_t steps = holder_steps_left(holder) / (3 * (holder->result->pools_count - g));
    struct sizing_result sized = holder_size(holder, g, &pool, promises, holder->report.seeds, guess, steps, instances);
    if (!sized.possible)
        memcpy(instances, guess, (size_t)holder->model->hours * sizeof *instances);
    return holder_month(holder, g, instances, ret_month, err);
}

/* Promises are taken back one by one; where one was not asked for, its stage costs as much as the one after. */
static bool price_stages(struct holder *holder, int g, struct error *err)
{
    static const unsigned taken_back[] = {PROMISE_HEADROOM, PROMISE_DEPLOYMENT, PROMISE_ZONE_LOSS};
    struct pool_choice *choice = &holder->result->pools[g];
    int64_t *const months[] = {&choice->deployments, &choice->zone_loss, &choice->placement};
    int64_t month = choice->usd_per_month_nano, *instances = choice->instances;
    unsigned promises = holder->promises;
    for (int k = 0; k < 3; k++) {
        if (promises & taken_back[k]) {
            int64_t *fewer = ARENA_ARRAY(&holder->result->arena, int64_t, holder->model->hours), less;
            promises &= ~taken_back[k];
            if (!stage_month(holder, g, promises, instances, fewer, &less, err))
                return false;
            month = at_most(less, month);
            instances = fewer;
        }
        *months[k] = month;
    }
    choice->placed = instances;
    choice->zones = at_most(choice->zones, choice->placement);
    choice->whole = at_most(choice->whole, choice->zones);
    choice->fractional = at_most(choice->fractional, choice->whole);
    return true;
}

/* Instances that run more than daemons, in percent of the hour's, at the most. */
static int64_t busy_percent(const struct replay_pool *pool, unsigned promises, int64_t seed)
{
    struct cluster *cluster = cluster_new(pool, replay_seed(seed, pool, SCENARIO_WEEK));
    int64_t *unplaced = memory_alloc((size_t)pool->services_count + 1, sizeof *unplaced), most = 0;
    for (int h = 0; h < pool->hours; h++) {
        int64_t busy = 0;
        week_step(cluster, h - 1, h, pool->instances[h], promises, unplaced);
        for (int i = 0; i < cluster_launched(cluster); i++)
            busy += cluster_is_active(cluster, i) && !cluster_is_empty(cluster, i);
        int64_t percent = (100 * busy + pool->instances[h] - 1) / pool->instances[h];
        most = percent > most ? percent : most;
    }
    free(unplaced);
    cluster_free(cluster);
    return most;
}

/* Managed scaling compares what the tasks need with what there is: below the target it would take instances away (the
 * group's minimum forbids), above it would add some. */
static void find_target(struct holder *holder, struct pool_choice *choice, const struct replay_pool *pool)
{
    int64_t target = 1;
    for (int h = 0; h < pool->hours; h++) {
        int64_t percent = (100 * choice->placed[h] + choice->instances[h] - 1) / choice->instances[h];
        target = percent > target ? percent : target;
    }
    for (int64_t seed = 1; seed <= TARGET_SEEDS && seed <= holder->options->seeds && target < 100; seed++) {
        int64_t percent = busy_percent(pool, holder->promises, seed);
        target = percent > target ? percent : target;
    }
    choice->target_capacity_percent = at_most(target, 100);
}

bool holder_finish(struct holder *holder, int g, struct error *err)
{
    struct pool_choice *choice = &holder->result->pools[g];
    struct replay_pool pool;
    if (!price_stages(holder, g, err))
        return false;
    holder_replay_pool(holder, g, &pool);
    pool.instances = choice->instances;
    choice->max_size = ARENA_ARRAY(&holder->result->arena, int64_t, holder->model->hours);
    sizing_max_size(&pool, choice->instances, choice->max_size);
    find_target(holder, choice, &pool);
    return true;
}
