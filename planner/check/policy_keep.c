/* policy_keep.c — what speaks for certain against keeping a baseline: it has no place for a service, it was made for
 * other settings, or one of its groups is too small for the tasks, by counting alone. */
#include "planner/check/policy_parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum resource { RESOURCE_CPU, RESOURCE_MEMORY, RESOURCE_GPUS, RESOURCE_INTERFACES, RESOURCES_COUNT };

static bool are_others(const char *a, const char *b)
{
    return a && b && *a && *b && strcmp(a, b) != 0;
}

/* One with no place in the baseline, or with settings the baseline did not know. */
static const char *newcomers(struct judging *at)
{
    int64_t added = 0, others = 0;
    const char *first_added = "", *first_other = "";
    for (int i = at->now.count - 1; i >= 0; i--) {
        const struct tenant *now = &at->now.items[i], *before = tenant_find(&at->before, now->name);
        if (!before) {
            added++;
            first_added = now->name;
        } else if (are_others(before->settings_sha256, now->settings_sha256)) {
            others++;
            first_other = now->name;
        }
    }
    if (added > 0)
        return added == 1 ? say(at, "it has no place for %s", first_added)
                          : say(at, "it has no place for %s and %s", first_added, count_words(at, added - 1, "other"));
    if (others > 0)
        return others == 1 ? say(at, "the settings of %s are others now", first_other)
                           : say(at, "the settings of %s and %s are others now", first_other,
                                 count_words(at, others - 1, "other"));
    return NULL;
}

/* --- counting --- */

static void add_load(const struct tenant *now, int hour, int128 load[RESOURCES_COUNT])
{
    const struct plan_service *service = now->service;
    const struct plan_job *job = now->job;
    int128 tasks = service ? tasks_at(&service->tasks, hour) : job->tasks;
    load[RESOURCE_CPU] += tasks * (service ? service->cpu_units : job->cpu_units);
    load[RESOURCE_MEMORY] += tasks * (service ? service->memory_mib : job->memory_mib);
    load[RESOURCE_GPUS] += tasks * (service ? service->gpus : job->gpus);
    if ((service ? service->network_mode : job->network_mode) == NETWORK_AWSVPC)
        load[RESOURCE_INTERFACES] += tasks;
}

/* "by counting, pool-1 is too small in hour 14: its 10 instances have 20 GPUs ..."; NULL: it is not. That managed
 * scaling may grow it is no plan: tasks would wait for the instances, and the bill would not be the plan's. */
static const char *too_small(struct judging *at, const struct plan_pool *pool, int hour,
                             const int128 load[RESOURCES_COUNT])
{
    static const char *const nouns[] = {"CPU units", "MiB of memory", "GPUs", "network interfaces"};
    const int64_t offers[] = {pool->cpu_units, pool->memory_mib, pool->gpus, pool->awsvpc_tasks};
    int64_t size = tasks_at(&pool->instances, hour);
    for (int r = 0; r < RESOURCES_COUNT; r++)
        if (load[r] > (int128)size * offers[r])
            return say(at, "by counting, %s is too small in hour %d: its %s offer %s %s, and %s are needed", pool->name,
                       hour, count_words(at, size, "instance"), number_words(at, held((int128)size * offers[r])),
                       nouns[r], number_words(at, held(load[r])));
    return NULL;
}

/* What the plan's tasks need in the baseline's groups, were they all to stay; by hour. */
static const char *groups_too_small(struct judging *at)
{
    const struct plan *baseline = at->subjects->baseline;
    int hours = at->subjects->plan->hours > baseline->hours ? at->subjects->plan->hours : baseline->hours;
    const struct plan_pool **home = memory_alloc((size_t)at->now.count + 1, sizeof *home);
    int128(*load)[RESOURCES_COUNT] = memory_alloc((size_t)baseline->pools_count + 1, sizeof *load);
    const char *why = NULL;
    for (int i = 0; i < at->now.count; i++)
        home[i] = pool_find(baseline, tenant_find(&at->before, at->now.items[i].name)->place);
    for (int hour = 0; hour < hours && !why; hour++) {
        memset(load, 0, (size_t)baseline->pools_count * sizeof *load);
        for (int i = 0; i < at->now.count; i++)
            if (home[i])
                add_load(&at->now.items[i], hour, load[home[i] - baseline->pools]);
        for (int g = 0; g < baseline->pools_count && !why; g++)
            why = too_small(at, &baseline->pools[g], hour, load[g]);
    }
    free(home);
    free(load);
    return why;
}

const char *baseline_is_out(struct judging *at)
{
    const char *why = newcomers(at);
    if (!why && are_others(at->subjects->baseline->settings_sha256, at->subjects->plan->settings_sha256))
        why = "the profile's limits, zones, promises or overhead are others now";
    return why ? why : groups_too_small(at);
}
