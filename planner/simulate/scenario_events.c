/* scenario_events.c — a deployment, a lost zone, a Spot pool taken back: minute by minute, off the week's hours. */
#include "planner/simulate/deployment.h"
#include "planner/simulate/rules.h"
#include "planner/simulate/scenarios.h"
#include "planner/simulate/shortage.h"
#include "planner/simulate/timeline.h"

static void tasks_of_hour(struct replay *replay, int hour)
{
    for (int s = 0; s < replay->pool->services_count; s++)
        replay->tasks[s] = replay_tasks(replay, s, hour);
}

static void note(struct replay *replay, struct tally *tally, const struct moment *moment)
{
    if (tally_is_worse(tally, replay->seed_index, moment->failed, moment->tasks))
        tally->worst[replay->seed_index] = *moment;
}

/* --- deployments --- */

static const char *why_deployment(struct replay *replay, int service, const struct deployment_run *run, int hour)
{
    const struct replay_pool *pool = replay->pool;
    const struct replay_service *of = &pool->services[service];
    if (run->cannot_progress)
        return arena_printf(replay->arena,
                            "minimum_healthy_percent %lld and maximum_percent %lld of %lld tasks let none start and "
                            "none stop",
                            (long long)of->deployment.minimum_healthy_percent,
                            (long long)of->deployment.maximum_percent, (long long)replay->tasks[service]);
    if (!run->ended)
        return arena_printf(replay->arena, "the group may not grow beyond %lld instances: %s",
                            (long long)pool->max_size[hour],
                            shortage_words(replay->scratch, pool, service, replay->arena));
    if (run->healthy_least < deployment_min_healthy(of, replay->tasks[service]))
        return arena_printf(replay->arena, "%lld of its tasks are healthy, as some had no place before it began",
                            (long long)run->healthy_least);
    return arena_printf(replay->arena, "new tasks wait while %lld instance%s boot%s", (long long)run->instances_added,
                        run->instances_added == 1 ? "" : "s", run->instances_added == 1 ? "s" : "");
}

static void replay_deployment(struct replay *replay, int service, int hour)
{
    const struct replay_pool *pool = replay->pool;
    const struct replay_service *of = &pool->services[service];
    struct tally *tally = &replay->tallies[SCENARIO_DEPLOYMENT];
    bool reserve = (replay->promises & PROMISE_DEPLOYMENT) != 0;
    struct deployment_limits limits = deployment_limits_of_hour(pool, hour);
    int64_t tasks = replay->tasks[service];
    if (reserve)
        limits.max_size = pool->instances[hour];
    int64_t healthy_min = deployment_min_healthy(of, tasks);
    struct deployment_run run =
        deployment_branch(pool, replay->cluster, replay->scratch, replay->seed, replay->tasks, service, &limits);
    bool failed = !run.ended || run.healthy_least < (healthy_min < tasks ? healthy_min : tasks);
    tally_run(tally, failed);
    tally_most_minutes(tally, replay->seed_index, (double)run.waiting_task_minutes);
    tally_instances(tally, run.instance_minutes, pool->nano_per_instance_hour);
    tally_longest(tally, run.minutes);
    replay->rules |= 1u << RULE_DEPLOYMENT | 1u << RULE_STOP;
    replay->rules |= run.instances_added > 0 ? 1u << RULE_BOOT | 1u << RULE_GROUPS : 0;
    int64_t waiting = run.cannot_progress ? tasks : run.waiting_most > 0 ? run.waiting_most : failed;
    if (tally_is_worse(tally, replay->seed_index, failed, waiting))
        tally->worst[replay->seed_index] = (struct moment){.failed = failed,
                                                           .hour = hour,
                                                           .tasks = waiting,
                                                           .pool = pool->name,
                                                           .service = of->task.name,
                                                           .zone = "",
                                                           .why = why_deployment(replay, service, &run, hour)};
}

void replay_deployments(struct replay *replay, int hour)
{
    tasks_of_hour(replay, hour);
    for (int s = 0; s < replay->pool->services_count; s++) {
        if (replay->worst_hours[s] == hour)
            replay_deployment(replay, s, hour);
    }
}

/* --- a zone, a Spot pool --- */

/* Minute by minute until everything runs again and nothing boots; whether it came to that. */
static bool recover(struct timeline *timeline, int64_t *ret_minutes)
{
    bool all_run = false;
    while (timeline->minute < TIMELINE_MINUTES_MAX && !(all_run && timeline_is_still(timeline))) {
        timeline_minute(timeline);
        if (!all_run && timeline_missing(timeline) == 0) {
            all_run = true;
            *ret_minutes = timeline->minute;
        }
    }
    if (!all_run)
        *ret_minutes = timeline->minute;
    return all_run;
}

/* The service with most tasks in PROVISIONING. */
static int service_waiting(const struct timeline *timeline)
{
    int most = 0;
    for (int s = 1; s < timeline->pool->services_count; s++) {
        if (timeline->pending[s] > timeline->pending[most])
            most = s;
    }
    return most;
}

static void event_result(struct replay *replay, enum scenario scenario, struct timeline *timeline, int hour,
                         const char *zone)
{
    const struct replay_pool *pool = replay->pool;
    struct tally *tally = &replay->tallies[scenario];
    int64_t minutes;
    bool recovered = recover(timeline, &minutes);
    tally_run(tally, !recovered);
    tally_most_minutes(tally, replay->seed_index, (double)timeline->unplaced_task_minutes);
    tally_longest(tally, minutes);
    replay->rules |= timeline->launched > 0 ? 1u << RULE_BOOT | 1u << RULE_GROUPS : 0;
    if (timeline->waiting_most == 0)
        return;
    int service = recovered ? timeline->waiting_service : service_waiting(timeline);
    struct moment moment = {.failed = !recovered,
                            .hour = hour,
                            .tasks = timeline->waiting_most,
                            .pool = pool->name,
                            .service = pool->services[service].task.name,
                            .zone = zone};
    if (tally_is_worse(tally, replay->seed_index, moment.failed, moment.tasks))
        moment.why = recovered ? arena_printf(replay->arena, "what is left has no room until %lld new instance%s up",
                                              (long long)timeline->launched, timeline->launched == 1 ? " is" : "s are")
                               : shortage_words(timeline->cluster, pool, service, replay->arena);
    note(replay, tally, &moment);
}

/* Instance-minutes beyond the hour's size. */
static int64_t minutes_beyond(const struct timeline *timeline, int64_t size)
{
    return timeline->instance_minutes - size * timeline->minute;
}

static int64_t lose_zone(struct replay *replay, int hour, int zone)
{
    const struct replay_pool *pool = replay->pool;
    struct cluster *branch = replay->scratch;
    struct timeline timeline;
    cluster_copy(branch, replay->cluster);
    cluster_reseed(branch, replay_seed(replay->seed, pool, SCENARIO_ZONE_LOSS));
    timeline_init(&timeline, pool, branch, replay->tasks, pool->instances[hour], pool->max_size[hour]);
    timeline.blocked_until = ZONE_NOTICE_MINUTES;
    cluster_close_zone(branch, zone, true);
    for (int i = 0; i < cluster_launched(branch); i++) {
        if (cluster_zone_of(branch, i) == zone)
            timeline_lose(&timeline, i);
    }
    event_result(replay, SCENARIO_ZONE_LOSS, &timeline, hour, pool->zone_names[zone]);
    int64_t beyond = minutes_beyond(&timeline, pool->instances[hour]);
    timeline_release(&timeline);
    return beyond;
}

void replay_zone_losses(struct replay *replay, int hour)
{
    const struct replay_pool *pool = replay->pool;
    int64_t most = 0;
    tasks_of_hour(replay, hour);
    for (int zone = 0; zone < pool->zones; zone++) {
        int64_t beyond = lose_zone(replay, hour, zone);
        most = zone == 0 || beyond > most ? beyond : most;
    }
    replay->rules |= 1u << RULE_ZONE_NOTICE;
    tally_instances(&replay->tallies[SCENARIO_ZONE_LOSS], most, pool->nano_per_instance_hour);
}

void replay_spot(struct replay *replay, int hour)
{
    const struct replay_pool *pool = replay->pool;
    struct cluster *branch = replay->scratch;
    struct timeline timeline;
    tasks_of_hour(replay, hour);
    cluster_copy(branch, replay->cluster);
    cluster_reseed(branch, replay_seed(replay->seed, pool, SCENARIO_SPOT));
    timeline_init(&timeline, pool, branch, replay->tasks, pool->instances[hour], pool->max_size[hour]);
    timeline.blocked_until = SPOT_WARNING_MINUTES;
    int count = cluster_launched(branch);
    for (int i = 0; i < count; i++) {
        if (cluster_is_active(branch, i))
            timeline_drain(&timeline, i);
    }
    while (timeline.minute < SPOT_WARNING_MINUTES)
        timeline_minute(&timeline);
    for (int i = 0; i < count; i++) {
        if (cluster_zone_of(branch, i) >= 0)
            timeline_lose(&timeline, i);
    }
    event_result(replay, SCENARIO_SPOT, &timeline, hour, "");
    tally_instances(&replay->tallies[SCENARIO_SPOT], minutes_beyond(&timeline, pool->instances[hour]),
                    pool->nano_per_instance_hour);
    replay->rules |= 1u << RULE_SPOT_AGAIN;
    timeline_release(&timeline);
}
