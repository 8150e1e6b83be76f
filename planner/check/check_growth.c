/* check_growth.c — how far a group may grow, and whether its scheduled actions make it as large as the plan has it. */
#include "planner/check/checking.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { ACTIONS_MAX = 125, MINUTES_BEFORE_MAX = 60, SCHEDULE_PERCENT_MAX = 1 }; /* actions: AWS quota of a group */

/* The group's size in each hour of the week by its actions alone. */
struct schedule {
    int64_t size[HOURS_PER_WEEK], max_size[HOURS_PER_WEEK];
};

/* --- maximum size --- */

static void check_max_size(struct pool_look *look)
{
    struct checking *at = look->at;
    const struct plan_pool *pool = look->pool;
    int64_t growth = 0;
    if (pool->max_size.count != pool->instances.count) {
        found(at, RULE_HOURS, where(at, "pools[%d].max_size", look->index), "has %d numbers, instances has %d",
              pool->max_size.count, pool->instances.count);
        return;
    }
    for (int hour = 0; hour < pool->instances.count; hour++) {
        int64_t room = pool->max_size.items[hour] - pool->instances.items[hour];
        growth = room > growth ? room : growth;
        if (room < 0) {
            found(at, RULE_MAX_SIZE, where(at, "pools[%d].max_size[%d]", look->index, hour),
                  "is %" PRId64 ", the plan has %" PRId64 " instances then: it must be no less",
                  pool->max_size.items[hour], pool->instances.items[hour]);
            return;
        }
    }
    for (int i = 0; i < at->plan->services_count; i++)
        if (at->pool_of_service[i] == look->index && at->plan->services[i].deployment_instances > growth)
            found(at, RULE_MAX_SIZE, where(at, "pools[%d].max_size", look->index),
                  "a deployment of %s needs %" PRId64 " more instances, max_size allows %" PRId64 " at most",
                  at->plan->services[i].name, at->plan->services[i].deployment_instances, growth);
}

/* --- scheduled actions --- */

/* Monday is 1 and Sunday 0, as cron counts; a plan of one day repeats every day. */
static void cron_of(const struct checking *at, const struct plan_action *action, char *buffer, size_t size)
{
    int64_t minute = action->hour_of_week * 60 - action->minutes_before, week = HOURS_PER_WEEK * 60;
    minute = (minute + week) % week;
    int day = (int)(minute / 1440 + 1) % 7;
    if (at->plan->hours == 24)
        snprintf(buffer, size, "%d %d * * *", (int)(minute % 60), (int)(minute / 60 % 24));
    else
        snprintf(buffer, size, "%d %d * * %d", (int)(minute % 60), (int)(minute / 60 % 24), day);
}

static bool check_action(struct pool_look *look, int index, int hours)
{
    struct checking *at = look->at;
    const struct plan_action *action = &look->pool->scheduled_actions[index];
    const char *path = where(at, "pools[%d].scheduled_actions[%d]", look->index, index);
    char cron[64];
    int before = look->at->findings_count;
    if (action->hour_of_week < 0 || action->hour_of_week >= hours ||
        (index > 0 && action->hour_of_week <= action[-1].hour_of_week)) {
        found(at, RULE_SCHEDULE, path, "is for hour %" PRId64 ": hours must ascend and be below %d",
              action->hour_of_week, hours);
        return false;
    }
    if (action->minutes_before < 0 || action->minutes_before > MINUTES_BEFORE_MAX) {
        found(at, RULE_SCHEDULE, path, "is made %" PRId64 " minutes before its hour, must be 0 to %d",
              action->minutes_before, MINUTES_BEFORE_MAX);
        return false;
    }
    cron_of(at, action, cron, sizeof cron);
    if (strcmp(action->recurrence, cron) != 0)
        found(at, RULE_SCHEDULE, path, "recurs at \"%s\", its hour means \"%s\"", action->recurrence, cron);
    if (action->min_size != action->desired_capacity)
        found(at, RULE_SCHEDULE, path, "sets min_size %" PRId64 " and desired_capacity %" PRId64 ": must be the same",
              action->min_size, action->desired_capacity);
    return look->at->findings_count == before;
}

/* The last action of the week holds until the first. */
static struct schedule schedule_of(const struct pool_look *look, int hours)
{
    const struct plan_pool *pool = look->pool;
    const struct plan_action *last = &pool->scheduled_actions[pool->scheduled_actions_count - 1];
    struct schedule schedule = {0};
    for (int hour = 0, next = 0; hour < hours; hour++) {
        if (next < pool->scheduled_actions_count && pool->scheduled_actions[next].hour_of_week == hour)
            last = &pool->scheduled_actions[next++];
        schedule.size[hour] = last->desired_capacity;
        schedule.max_size[hour] = last->max_size;
    }
    return schedule;
}

static struct schedule constant_schedule(const struct plan_pool *pool)
{
    struct schedule schedule = {0};
    for (int hour = 0; hour < HOURS_PER_WEEK; hour++) {
        schedule.size[hour] = pool->instances_max;
        schedule.max_size[hour] = INT64_MAX;
    }
    return schedule;
}

static void check_schedule_size(struct pool_look *look, const struct schedule *schedule, int hours)
{
    struct checking *at = look->at;
    const struct plan_pool *pool = look->pool;
    for (int hour = 0; hour < hours; hour++) {
        int64_t instances = pool->instances.items[hour % pool->instances.count];
        int64_t most = tasks_in(&pool->max_size, hour);
        if (schedule->size[hour] >= instances && schedule->max_size[hour] >= most &&
            schedule->max_size[hour] >= schedule->size[hour])
            continue;
        found(at, RULE_SCHEDULE_SIZE, where(at, "pools[%d].scheduled_actions", look->index),
              "make a group of %" PRId64 ", at most %" PRId64 ", in hour %d; the plan has %" PRId64
              ", at most %" PRId64,
              schedule->size[hour], schedule->max_size[hour], hour, instances, most);
        return;
    }
}

/* 1 % above the plan is allowed, as the fewest actions that stay below that are wanted; more where the quota of actions
 * is used up, and more of them were needed. */
static void check_schedule_cost(struct pool_look *look, const struct schedule *schedule, int hours)
{
    struct checking *at = look->at;
    const struct plan_pool *pool = look->pool;
    const char *path = where(at, "pools[%d].scheduled_usd_per_month", look->index);
    int128 instance_hours = 0, hour = (int128)pool->usd_per_instance_hour_nano + pool->usd_per_root_volume_hour_nano;
    for (int h = 0; h < hours; h++)
        instance_hours += schedule->size[h];
    int128 month = month_of(instance_hours * hour, hours);
    if (month != pool->scheduled_usd_per_month_nano)
        found(at, RULE_SCHEDULE_COST, path, "the plan says %s, its actions make it %s a month: plan again",
              amount_of(pool->scheduled_usd_per_month_nano).text, amount_of(month).text);
    else if (pool->scheduled_actions_count != ACTIONS_MAX &&
             month * 100 > (int128)pool->usd_per_month_nano * (100 + SCHEDULE_PERCENT_MAX))
        found(at, RULE_SCHEDULE_COST, path, "%s a month is more than %d %% above the plan's %s", amount_of(month).text,
              SCHEDULE_PERCENT_MAX, amount_of(pool->usd_per_month_nano).text);
}

static void check_schedule(struct pool_look *look)
{
    const struct plan_pool *pool = look->pool;
    int hours = look->at->plan->hours == 24 ? 24 : HOURS_PER_WEEK;
    bool fine = true;
    if (pool->scheduled_actions_count > ACTIONS_MAX)
        found(look->at, RULE_SCHEDULE, where(look->at, "pools[%d].scheduled_actions", look->index),
              "there are %d, an Auto Scaling group has at most %d", pool->scheduled_actions_count, ACTIONS_MAX);
    for (int i = 0; i < pool->scheduled_actions_count && fine; i++)
        fine = check_action(look, i, hours);
    if (!fine)
        return;
    struct schedule schedule = pool->scheduled_actions_count > 0 ? schedule_of(look, hours) : constant_schedule(pool);
    check_schedule_size(look, &schedule, hours);
    check_schedule_cost(look, &schedule, hours);
}

void check_growth(struct pool_look *look)
{
    check_max_size(look);
    check_schedule(look);
}
