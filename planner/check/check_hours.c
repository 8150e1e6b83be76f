/* check_hours.c — can the instances of each hour hold its tasks? By counting alone: what fails here fails in every
 * placement there is. Four levels, each with all of the one before: the tasks, with headroom, after the loss of a zone,
 * with one service's deployment. */
#include "planner/check/hours.h"

#include <stdlib.h>
#include <string.h>

enum level { LEVEL_TASKS, LEVEL_HEADROOM, LEVEL_ZONE_LOSS, LEVEL_DEPLOYMENTS, LEVELS_COUNT };

static const enum check_rule rule_of_level[LEVELS_COUNT] = {RULE_POOL_FULL, RULE_POOL_HEADROOM, RULE_POOL_ZONE_LOSS,
                                                            RULE_POOL_DEPLOYMENTS};
static const char *const level_words[LEVELS_COUNT] = {
    "its tasks", "its tasks with headroom", "its tasks after the loss of a zone", "its tasks and one deployment's"};

/* No number of instances does. */
static const int64_t never = INT64_MAX;

/* The fewest instances, and what asks for them. */
struct need {
    int64_t instances;
    const char *what; /* a resource, or a member's name */
    const char *why;
};

/* Of one level, the hour that misses most. */
struct worst {
    struct need need;
    int hour, hours; /* hours: in how many it is short */
    int64_t instances;
};

struct counting {
    const struct pool_look *look;
    const struct members *members;
    int64_t *counts; /* [members] tasks */
    int128 *on_port; /* [ports] */
    int128 used[RESOURCES];
    struct worst worst[LEVELS_COUNT];
    int low_target_hour; /* -1 = none */
    int64_t low_target_need;
};

static void raise_need(struct need *need, int128 instances, const char *what, const char *why)
{
    if (instances > need->instances)
        *need = (struct need){instances >= never ? never : (int64_t)instances, what, why};
}

static int128 ceil_div(int128 count, int128 divisor)
{
    return (count + divisor - 1) / divisor;
}

/* --- one state of the counts --- */

static void sum_counts(struct counting *counting)
{
    const struct members *members = counting->members;
    memset(counting->used, 0, sizeof counting->used);
    memset(counting->on_port, 0, (size_t)members->ports_count * sizeof *counting->on_port);
    for (int i = 0; i < members->count; i++) {
        const struct member *member = &members->items[i];
        for (int d = 0; d < RESOURCES; d++)
            counting->used[d] += (int128)counting->counts[i] * member->size[d];
        for (int p = 0; p < member->ports_count; p++)
            counting->on_port[member->ports[p]] += counting->counts[i];
    }
}

static void raise_by_volume(struct need *need, const struct members *members, int d, int128 used)
{
    if (used > 0)
        raise_need(need, members->free[d] > 0 ? ceil_div(used, members->free[d]) : never, resource_words[d],
                   "by volume");
}

static void raise_by_member(struct need *need, const struct member *member, int128 count)
{
    if (count > 0)
        raise_need(need, member->most > 0 ? ceil_div(count, member->most) : never, member->name,
                   member->most > 0 ? "of which an instance takes so many at most" : "which fits no such instance");
}

/* Tasks that take more than a (k+1)th of an instance: it holds at most k of them. */
static void raise_by_large(struct need *need, const struct counting *counting, int d)
{
    const struct members *members = counting->members;
    for (int k = 1; k <= 3; k++) {
        int128 large = 0;
        for (int i = 0; i < members->count; i++)
            if ((int128)members->items[i].size[d] * (k + 1) > members->free[d])
                large += counting->counts[i];
        raise_need(need, ceil_div(large, k), resource_words[d], "as large tasks share no instance");
    }
}

static struct need need_of_counts(struct counting *counting)
{
    const struct members *members = counting->members;
    struct need need = {0, "", ""};
    sum_counts(counting);
    for (int i = 0; i < members->count; i++)
        raise_by_member(&need, &members->items[i], counting->counts[i]);
    for (int d = 0; d < RESOURCES; d++) {
        raise_by_volume(&need, members, d, counting->used[d]);
        if (members->free[d] > 0)
            raise_by_large(&need, counting, d);
    }
    for (int p = 0; p < members->ports_count; p++)
        raise_need(&need, counting->on_port[p], "a host port", "as one task an instance takes it");
    return need;
}

/* With `extra` tasks of one member besides the counts, which need_of_counts has summed. */
static void raise_by_surge(struct need *need, const struct counting *counting, int index, int64_t extra)
{
    const struct member *member = &counting->members->items[index];
    raise_by_member(need, member, (int128)counting->counts[index] + extra);
    for (int d = 0; d < RESOURCES; d++)
        raise_by_volume(need, counting->members, d, counting->used[d] + (int128)extra * member->size[d]);
    for (int p = 0; p < member->ports_count; p++)
        raise_need(need, counting->on_port[member->ports[p]] + extra, "a host port",
                   "as one task an instance takes it");
}

/* --- one hour --- */

static int64_t member_tasks(const struct member *member, int hour)
{
    return member->tasks != NULL ? tasks_in(member->tasks, hour) : member->job_tasks;
}

static void count_tasks(struct counting *counting, int hour, bool headroom)
{
    for (int i = 0; i < counting->members->count; i++) {
        const struct member *member = &counting->members->items[i];
        int64_t tasks = member_tasks(member, hour);
        counting->counts[i] = headroom && member->tasks != NULL ? room_for(counting->look->at, tasks) : tasks;
    }
}

/* A service that must stand in every zone has one task at least in the smallest. */
static void raise_by_zones(struct need *need, struct counting *counting, int hour)
{
    int zones = counting->look->at->profile->zones.count;
    for (int i = 0; i < counting->members->count; i++) {
        const struct member *member = &counting->members->items[i];
        counting->counts[i] = member->every_zone && member_tasks(member, hour) >= zones;
    }
    struct need zone = need_of_counts(counting);
    raise_need(need, zone.instances == never ? never : (int128)zone.instances * zones, zone.what,
               "with a task of each service in every zone");
}

/* What `need` instances need beside them that the largest zone may go. */
static struct need after_loss(const struct counting *counting, struct need need)
{
    int128 others = counting->look->at->profile->zones.count - 1;
    if (need.instances != never && others > 0)
        raise_need(&need, need.instances + ceil_div(need.instances, others), need.what, need.why);
    return need;
}

static struct need with_deployment(const struct counting *counting, struct need need)
{
    for (int i = 0; i < counting->members->count; i++) {
        int128 tasks = counting->counts[i];
        int64_t surge = (int64_t)(tasks * counting->members->items[i].maximum_percent / 100 - tasks);
        if (surge > 0)
            raise_by_surge(&need, counting, i, surge);
    }
    return need;
}

static void note(struct counting *counting, enum level level, int hour, struct need need)
{
    struct worst *worst = &counting->worst[level];
    int64_t instances = counting->look->pool->instances.items[hour];
    worst->hours++;
    if (worst->hours == 1 || need.instances - instances > worst->need.instances - worst->instances) {
        worst->need = need;
        worst->hour = hour;
        worst->instances = instances;
    }
}

/* Managed scaling grows the group while more than its target of the instances is needed. */
static void look_at_target(struct counting *counting, int hour, int64_t need)
{
    const struct plan_pool *pool = counting->look->pool;
    if ((int128)need * 100 > (int128)pool->target_capacity_percent * pool->instances.items[hour] &&
        counting->low_target_hour < 0) {
        counting->low_target_hour = hour;
        counting->low_target_need = need;
    }
}

/* Only the first level that fails is told: the others fail by it. */
static void look_at_hour(struct counting *counting, int hour)
{
    const struct safety *safety = &counting->look->at->profile->safety;
    int64_t instances = counting->look->pool->instances.items[hour];
    count_tasks(counting, hour, false);
    struct need need = need_of_counts(counting), tasks = need;
    raise_by_zones(&need, counting, hour);
    if (need.instances > instances) {
        note(counting, LEVEL_TASKS, hour, need);
        return;
    }
    look_at_target(counting, hour, tasks.instances);
    count_tasks(counting, hour, true);
    struct need room = need_of_counts(counting);
    struct need loss = after_loss(counting, room), deployment = with_deployment(counting, room);
    if (room.instances > instances)
        note(counting, LEVEL_HEADROOM, hour, room);
    else if (safety->survive_zone_loss && loss.instances > instances)
        note(counting, LEVEL_ZONE_LOSS, hour, loss);
    else if (safety->deployments == DEPLOYMENTS_RESERVE && deployment.instances > instances)
        note(counting, LEVEL_DEPLOYMENTS, hour, deployment);
}

/* --- the pool --- */

static void tell_worst(struct pool_look *look, enum level level, const struct worst *worst)
{
    struct checking *at = look->at;
    const char *path = where(at, "pools[%d].instances[%d]", look->index, worst->hour);
    if (worst->need.instances == never)
        found(at, rule_of_level[level], path, "%s cannot run %s: %s, %s (%d hours)", look->pool->name,
              level_words[level], worst->need.what, worst->need.why, worst->hours);
    else
        found(at, rule_of_level[level], path,
              "%lld instances cannot hold %s: %lld are needed for %s, %s (%d hours are short, this one most)",
              (long long)worst->instances, level_words[level], (long long)worst->need.instances, worst->need.what,
              worst->need.why, worst->hours);
}

static void check_zones(struct pool_look *look)
{
    const struct plan_pool *pool = look->pool;
    int zones = look->at->profile->zones.count;
    for (int hour = 0; hour < pool->instances.count; hour++)
        if (pool->instances.items[hour] < zones) {
            found(look->at, RULE_POOL_ZONES, where(look->at, "pools[%d].instances[%d]", look->index, hour),
                  "%lld instances in %d zones: at least one in each is needed", (long long)pool->instances.items[hour],
                  zones);
            return;
        }
}

static void check_target(struct pool_look *look, const struct counting *counting)
{
    const struct plan_pool *pool = look->pool;
    const char *path = where(look->at, "pools[%d].target_capacity_percent", look->index);
    if (pool->target_capacity_percent < 1 || pool->target_capacity_percent > 100)
        found(look->at, RULE_TARGET_CAPACITY, path, "is %lld, must be 1 to 100",
              (long long)pool->target_capacity_percent);
    else if (counting->low_target_hour >= 0)
        found(look->at, RULE_TARGET_CAPACITY, path,
              "is %lld, but %lld of the %lld instances of hour %d are needed for its tasks: managed scaling would grow "
              "the group",
              (long long)pool->target_capacity_percent, (long long)counting->low_target_need,
              (long long)pool->instances.items[counting->low_target_hour], counting->low_target_hour);
}

void check_hours(struct pool_look *look)
{
    struct members members;
    members_of_pool(look, &members);
    struct counting counting = {.look = look, .members = &members, .low_target_hour = -1};
    counting.counts = memory_alloc((size_t)members.count + 1, sizeof *counting.counts);
    counting.on_port = memory_alloc((size_t)members.ports_count + 1, sizeof *counting.on_port);
    check_zones(look);
    for (int hour = 0; hour < look->pool->instances.count; hour++)
        look_at_hour(&counting, hour);
    for (int level = 0; level < LEVELS_COUNT; level++)
        if (counting.worst[level].hours > 0)
            tell_worst(look, (enum level)level, &counting.worst[level]);
    check_target(look, &counting);
    free(counting.counts);
    free(counting.on_port);
    members_release(&members);
}
