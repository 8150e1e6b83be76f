/* scenarios.c — the week and the cold start of one pool with one seed. */
#include "planner/simulate/scenarios.h"

#include "data/base/money.h"
#include "planner/simulate/deployment.h"
#include "planner/simulate/provider.h"
#include "planner/simulate/rules.h"
#include "planner/simulate/shortage.h"
#include "planner/simulate/timeline.h"

#include <stdlib.h>

unsigned replay_promises(const struct plan *plan)
{
    unsigned promises = PROMISE_PLACEMENT;
    promises |= plan->safety.survive_zone_loss ? PROMISE_ZONE_LOSS : 0;
    promises |= plan->safety.deployments == DEPLOYMENTS_RESERVE ? PROMISE_DEPLOYMENT : 0;
    promises |= plan->safety.headroom_ratio > 0 ? PROMISE_HEADROOM : 0;
    return promises;
}

void replay_open(struct replay *replay, const struct replay_pool *pool, const struct plan_pool *planned)
{
    size_t services = (size_t)pool->services_count + 1;
    replay->pool = pool;
    replay->planned = planned;
    replay->cluster = cluster_new(pool, 0);
    replay->scratch = cluster_new_like(replay->cluster);
    replay->unplaced = memory_alloc(services, sizeof *replay->unplaced);
    replay->tasks = memory_alloc(services, sizeof *replay->tasks);
    replay->worst_hours = memory_alloc(services, sizeof *replay->worst_hours);
    replay->peak_hour = week_peak_hour(pool, pool->instances);
    deployment_worst_hours(pool, replay->promises, replay->worst_hours);
}

void replay_close(struct replay *replay)
{
    cluster_free(replay->scratch);
    cluster_free(replay->cluster);
    free(replay->unplaced);
    free(replay->tasks);
    free(replay->worst_hours);
}

bool replay_wants(const struct replay *replay, enum scenario scenario)
{
    return (replay->scenarios & 1u << scenario) != 0;
}

int64_t replay_tasks(const struct replay *replay, int service, int hour)
{
    const struct replay_service *of = &replay->pool->services[service];
    return (replay->promises & PROMISE_HEADROOM) != 0 ? of->room[hour] : of->tasks[hour];
}

/* --- what the plan runs --- */

static int weeks_of_hours(const struct replay_pool *pool)
{
    return HOURS_PER_WEEK / pool->hours;
}

/* The size the group is given for an hour: by the latest scheduled action, round the week; without any the largest. */
static int64_t scheduled_size(const struct plan_pool *planned, int hour)
{
    int count = planned->scheduled_actions_count;
    if (count == 0)
        return planned->instances_max;
    const struct plan_action *latest = &planned->scheduled_actions[count - 1];
    for (int a = 0; a < count && planned->scheduled_actions[a].hour_of_week <= hour; a++)
        latest = &planned->scheduled_actions[a];
    return latest->desired_capacity;
}

void replay_plan_hours(struct replay *replay)
{
    const struct replay_pool *pool = replay->pool;
    struct tally *tally = &replay->tallies[SCENARIO_WEEK];
    int64_t minutes = 0, weeks = weeks_of_hours(pool);
    const struct plan_pool *planned = replay->planned;
    if (!replay_wants(replay, SCENARIO_WEEK))
        return;
    for (int h = 0; h < pool->hours; h++) {
        int64_t size = scheduled_size(planned, h);
        int64_t change = size - scheduled_size(planned, (h + pool->hours - 1) % pool->hours);
        minutes += 60 * size + (change > 0 ? LEAD_MINUTES * change : -DRAIN_MINUTES * change);
        tally->planned_minutes += 60 * pool->instances[h] * weeks;
        replay->rules |= change > 0 ? 1u << RULE_LEAD : change < 0 ? 1u << RULE_SHRINK : 0;
    }
    tally_instances(tally, minutes * weeks * tally->seeds, pool->nano_per_instance_hour);
}

/* With a target below 100 managed scaling keeps spare instances beside those that run something. */
static void add_spare(struct replay *replay, int hour)
{
    const struct replay_pool *pool = replay->pool;
    struct tally *tally = &replay->tallies[SCENARIO_WEEK];
    struct managed_scaling scaling = managed_scaling_default();
    int64_t busy = 0, size = scheduled_size(replay->planned, hour);
    scaling.target_capacity_percent = pool->target_capacity_percent;
    if (scaling.target_capacity_percent >= 100)
        return;
    for (int i = 0; i < cluster_launched(replay->cluster); i++)
        busy += cluster_is_active(replay->cluster, i) && !cluster_is_empty(replay->cluster, i);
    int64_t wanted = provider_desired(&scaling, busy, size);
    wanted = wanted < pool->max_size[hour] ? wanted : pool->max_size[hour];
    replay->rules |= 1u << RULE_TARGET;
    if (wanted > size)
        tally_instances(tally, 60 * (wanted - size) * weeks_of_hours(pool), pool->nano_per_instance_hour);
}

/* --- what goes wrong --- */

static const char *why_short(struct replay *replay, const struct shortfall *found, const struct cluster *cluster)
{
    const struct replay_pool *pool = replay->pool;
    const char *zone = found->zone < 0 ? "" : pool->zone_names[found->zone];
    if (found->too_few_zones)
        return arena_printf(replay->arena, VERDICT_TOO_FEW_ZONES ": %d more zone%s asked for", (int)found->tasks,
                            found->tasks == 1 ? " is" : "s are");
    const char *words = shortage_words(cluster, pool, found->service, replay->arena);
    if (found->zone >= 0)
        return arena_printf(replay->arena, "with %s lost, %s", zone, words);
    if (found->promise == PROMISE_DEPLOYMENT)
        return arena_printf(replay->arena, "not all new tasks of a deployment have room beside the old ones: %s",
                            words);
    return words;
}

static void note_shortfall(struct replay *replay, struct tally *tally, int hour, const struct shortfall *found,
                           const struct cluster *cluster)
{
    const struct replay_pool *pool = replay->pool;
    if (!tally_is_worse(tally, replay->seed_index, true, found->tasks))
        return;
    tally->worst[replay->seed_index] = (struct moment){.failed = true,
                                                       .hour = hour,
                                                       .tasks = found->tasks,
                                                       .pool = pool->name,
                                                       .service = pool->services[found->service].task.name,
                                                       .zone = found->zone < 0 ? "" : pool->zone_names[found->zone],
                                                       .why = why_short(replay, found, cluster)};
}

static int64_t sum_of(const int64_t *numbers, int count)
{
    int64_t sum = 0;
    for (int i = 0; i < count; i++)
        sum += numbers[i];
    return sum;
}

/* The tasks of an hour: placed, and in zones enough? What is unplaced waits all hour. */
static bool look_at_placement(struct replay *replay, struct tally *tally, int hour, double minutes)
{
    struct shortfall found =
        week_look(replay->cluster, replay->scratch, hour, replay->promises & PROMISE_HEADROOM, replay->unplaced);
    int64_t unplaced = sum_of(replay->unplaced, replay->pool->services_count);
    if (found.tasks == 0)
        return true;
    tally_add_minutes(tally, replay->seed_index, (double)unplaced * minutes);
    if (unplaced > found.tasks && !found.too_few_zones)
        found.tasks = unplaced;
    note_shortfall(replay, tally, hour, &found, replay->cluster);
    return false;
}

/* What room there is for a surge taken up on the scratch, so that what the rest lacks can be seen. */
static void fill_room(struct replay *replay, int service)
{
    cluster_copy(replay->scratch, replay->cluster);
    while (cluster_place(replay->scratch, service) >= 0)
        continue;
}

/* A promise beyond placement, kept without growing the group. */
static void look_at_promise(struct replay *replay, enum scenario scenario, enum promise promise, int hour, int64_t runs)
{
    struct tally *tally = &replay->tallies[scenario];
    if (!replay_wants(replay, scenario) || (replay->promises & promise) == 0)
        return;
    struct shortfall found = week_look(replay->cluster, replay->scratch, hour,
                                       promise | (replay->promises & PROMISE_HEADROOM), replay->unplaced);
    for (int64_t run = 0; run < runs; run++)
        tally_run(tally, run == 0 && found.tasks > 0);
    if (found.tasks == 0)
        return;
    if (found.zone < 0)
        fill_room(replay, found.service);
    tally_most_minutes(tally, replay->seed_index, (double)(found.tasks * (ZONE_NOTICE_MINUTES + BOOT_MINUTES)));
    note_shortfall(replay, tally, hour, &found, replay->scratch);
}

/* Services with a deployment to try in the hour. */
static int64_t deployable(const struct replay *replay, int hour)
{
    int64_t count = 0;
    for (int s = 0; s < replay->pool->services_count; s++)
        count += !replay->pool->services[s].is_job && replay_tasks(replay, s, hour) > 0;
    return count;
}

static bool week_hour(struct replay *replay, int step)
{
    const struct replay_pool *pool = replay->pool;
    int hour = step % pool->hours;
    double minutes = step == 0 ? 0 : 60.0 * weeks_of_hours(pool); /* hour 0 is counted when it comes round */
    week_step(replay->cluster, step - 1, hour, pool->instances[hour], replay->promises, replay->unplaced);
    if (!look_at_placement(replay, &replay->tallies[SCENARIO_WEEK], hour, minutes))
        return false;
    look_at_promise(replay, SCENARIO_ZONE_LOSS, PROMISE_ZONE_LOSS, hour, pool->zones);
    look_at_promise(replay, SCENARIO_DEPLOYMENT, PROMISE_DEPLOYMENT, hour, deployable(replay, hour));
    return true;
}

static void run_week(struct replay *replay)
{
    const struct replay_pool *pool = replay->pool;
    bool holds = true;
    cluster_clear(replay->cluster);
    cluster_reseed(replay->cluster, replay_seed(replay->seed, pool, SCENARIO_WEEK));
    for (int step = 0; step <= pool->hours; step++) {
        int hour = step % pool->hours;
        holds = week_hour(replay, step) && holds;
        if (step == 0)
            continue;
        if (replay_wants(replay, SCENARIO_WEEK))
            add_spare(replay, hour);
        if (replay_wants(replay, SCENARIO_DEPLOYMENT))
            replay_deployments(replay, hour);
        if (replay_wants(replay, SCENARIO_ZONE_LOSS) && hour == replay->peak_hour)
            replay_zone_losses(replay, hour);
        if (replay_wants(replay, SCENARIO_SPOT) && hour == replay->peak_hour && pool->spot)
            replay_spot(replay, hour);
    }
    if (replay_wants(replay, SCENARIO_WEEK))
        tally_run(&replay->tallies[SCENARIO_WEEK], !holds);
}

void replay_place_cold(struct replay *replay)
{
    const struct replay_pool *pool = replay->pool;
    int hour = replay->peak_hour;
    cluster_clear(replay->cluster);
    cluster_reseed(replay->cluster, replay_seed(replay->seed, pool, SCENARIO_COLD_START));
    week_step(replay->cluster, -1, hour, pool->instances[hour], replay->promises, replay->unplaced);
}

static void run_cold_start(struct replay *replay)
{
    struct tally *tally = &replay->tallies[SCENARIO_COLD_START];
    replay_place_cold(replay);
    tally_run(tally, !look_at_placement(replay, tally, replay->peak_hour, 60.0));
}

static unsigned rules_of_pool(const struct replay_pool *pool)
{
    unsigned rules = 1u << RULE_TIES | 1u << RULE_ORDER;
    for (int s = 0; s < pool->services_count; s++) {
        const struct replay_service *service = &pool->services[s];
        rules |= service->rebalancing ? 1u << RULE_REBALANCING : 0;
        rules |= service->per_instance_max > 1 ? 1u << RULE_PER_INSTANCE : 0;
        rules |= service->is_job ? 1u << RULE_JOBS : 0;
    }
    return rules;
}

void replay_run(struct replay *replay)
{
    replay->rules |= rules_of_pool(replay->pool);
    if ((replay->scenarios & ~(1u << SCENARIO_COLD_START)) != 0)
        run_week(replay);
    if (replay_wants(replay, SCENARIO_COLD_START))
        run_cold_start(replay);
}
