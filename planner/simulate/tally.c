/* tally.c — sums of one scenario. */
#include "planner/simulate/tally.h"

#include "data/base/money.h"

void tally_init(struct tally *tally, enum scenario scenario, bool required, int64_t seeds, struct arena *arena)
{
    *tally = (struct tally){.scenario = scenario,
                            .required = required,
                            .seeds = seeds,
                            .unplaced_task_minutes = ARENA_ARRAY(arena, double, seeds),
                            .worst = ARENA_ARRAY(arena, struct moment, seeds)};
}

void tally_add_minutes(struct tally *tally, int64_t seed_index, double minutes)
{
    tally->unplaced_task_minutes[seed_index] += minutes;
}

void tally_most_minutes(struct tally *tally, int64_t seed_index, double minutes)
{
    if (minutes > tally->unplaced_task_minutes[seed_index])
        tally->unplaced_task_minutes[seed_index] = minutes;
}

bool tally_is_worse(const struct tally *tally, int64_t seed_index, bool failed, int64_t tasks)
{
    const struct moment *worst = &tally->worst[seed_index];
    return tasks > 0 && (failed == worst->failed ? tasks > worst->tasks : failed);
}

void tally_run(struct tally *tally, bool failed)
{
    tally->applies = true;
    tally->runs++;
    tally->runs_failed += failed;
}

void tally_instances(struct tally *tally, int64_t minutes, int64_t nano_per_hour)
{
    tally->instance_minutes += minutes;
    tally->usd_nano += nano_scale(nano_per_hour, minutes, 60 * tally->seeds);
}

void tally_longest(struct tally *tally, int64_t minutes)
{
    if (minutes > tally->minutes_longest)
        tally->minutes_longest = minutes;
}

/* A seed that failed before one that did not, then by task-minutes unplaced, then by tasks waiting at once. */
static bool seed_is_worse(const struct tally *tally, int64_t a, int64_t b)
{
    double more = tally->unplaced_task_minutes[a] - tally->unplaced_task_minutes[b];
    if (tally->worst[a].failed != tally->worst[b].failed)
        return tally->worst[a].failed;
    return more > 0 || (more >= 0 && tally->worst[a].tasks > tally->worst[b].tasks);
}

static int64_t worst_seed(const struct tally *tally)
{
    int64_t worst = 0;
    for (int64_t i = 1; i < tally->seeds; i++) {
        if (seed_is_worse(tally, i, worst))
            worst = i;
    }
    return worst;
}

static const char *given(const char *text)
{
    return text == NULL ? "" : text;
}

struct verdict_scenario tally_result(const struct tally *tally, int64_t seed_first)
{
    int64_t seed = worst_seed(tally);
    const struct moment *moment = &tally->worst[seed];
    struct verdict_scenario result = {.scenario = tally->scenario,
                                      .required = tally->required,
                                      .applies = tally->applies,
                                      .passed = tally->runs_failed == 0,
                                      .runs = tally->runs,
                                      .runs_failed = tally->runs_failed,
                                      .unplaced_task_minutes = tally->unplaced_task_minutes[seed],
                                      .instance_hours = (double)tally->instance_minutes / (60.0 * (double)tally->seeds),
                                      .usd_nano = tally->usd_nano,
                                      .planned_instance_hours = (double)tally->planned_minutes / 60.0,
                                      .minutes_longest = (double)tally->minutes_longest};
    result.worst.seed = seed_first + seed;
    result.worst.hour = moment->hour;
    result.worst.tasks = moment->tasks;
    result.worst.pool = given(moment->pool);
    result.worst.service = given(moment->service);
    result.worst.zone = given(moment->zone);
    result.worst.why = given(moment->why);
    return result;
}
