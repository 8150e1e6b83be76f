/* provider.c — managed scaling: metric, instances to add, desired size. */
#include "planner/simulate/provider.h"

#include <string.h>

enum { DATAPOINTS_LOW = 15, WARMUP_MINUTES = 5, STEP_MAX = 10000, FROM_ZERO = 2, SHRINK_MAX_PERCENT = 50 };

struct managed_scaling managed_scaling_default(void)
{
    return (struct managed_scaling){.target_capacity_percent = 100,
                                    .step_min = 1,
                                    .step_max = STEP_MAX,
                                    .warmup_minutes = WARMUP_MINUTES,
                                    .low_datapoints = DATAPOINTS_LOW,
                                    .shrink_max_percent = SHRINK_MAX_PERCENT};
}

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t ceil_divide(int64_t a, int64_t b)
{
    return (a + b - 1) / b;
}

double provider_metric(int64_t needed, int64_t present)
{
    if (present == 0)
        return needed == 0 ? 100.0 : 200.0;
    return 100.0 * (double)needed / (double)present;
}

static bool ports_clash(const struct replay_task *a, const struct replay_task *b)
{
    for (int i = 0; i < a->host_ports_count; i++) {
        for (int k = 0; k < b->host_ports_count; k++) {
            if (a->host_ports[i] == b->host_ports[k])
                return true;
        }
    }
    return false;
}

bool provider_port_is_taken(const struct replay_pool *pool, const struct replay_task *task)
{
    const struct replay_task agent = {.host_ports = reserved_ports, .host_ports_count = RESERVED_PORTS};
    for (int d = 0; d < pool->daemons_count; d++) {
        if (ports_clash(task, &pool->daemons[d]))
            return true;
    }
    return ports_clash(task, &agent);
}

/* Daemons start first, each that fits beside those before it. */
void provider_room_of_empty(const struct replay_pool *pool, int64_t room[RESOURCES_COUNT])
{
    memcpy(room, pool->capacity, sizeof pool->capacity);
    for (int d = 0; d < pool->daemons_count; d++) {
        bool fits = true;
        for (int r = 0; r < RESOURCES_COUNT; r++)
            fits = fits && pool->daemons[d].size[r] <= room[r];
        for (int r = 0; r < RESOURCES_COUNT && fits; r++)
            room[r] -= pool->daemons[d].size[r];
    }
}

int64_t provider_tasks_per_instance(const struct replay_pool *pool, int service)
{
    const struct replay_service *of = &pool->services[service];
    int64_t count = of->per_instance_max == 1 || of->task.host_ports_count > 0 ? 1 : INT64_MAX;
    if (provider_port_is_taken(pool, &of->task))
        return 0;
    int64_t room[RESOURCES_COUNT];
    provider_room_of_empty(pool, room);
    for (int r = 0; r < RESOURCES_COUNT; r++) {
        if (of->task.size[r] > 0)
            count = smaller(count, room[r] / of->task.size[r]);
    }
    return count;
}

/* Equal for the provider's groups: every requirement the same. */
static bool requirements_equal(const struct replay_service *a, const struct replay_service *b)
{
    return memcmp(a->task.size, b->task.size, sizeof a->task.size) == 0 &&
           (a->per_instance_max == 1) == (b->per_instance_max == 1) &&
           a->task.host_ports_count == b->task.host_ports_count &&
           (a->task.host_ports_count == 0 ||
            memcmp(a->task.host_ports, b->task.host_ports,
                   (size_t)a->task.host_ports_count * sizeof *a->task.host_ports) == 0);
}

/* Waiting tasks of the service's group; 0 unless the service is the first of the group that waits. */
static int64_t group_pending(const struct replay_pool *pool, const int64_t *pending, int service)
{
    int64_t sum = pending[service];
    if (sum == 0)
        return 0;
    for (int s = 0; s < pool->services_count; s++) {
        if (s == service || pending[s] == 0 || !requirements_equal(&pool->services[s], &pool->services[service]))
            continue;
        if (s < service)
            return 0;
        sum += pending[s];
    }
    return sum;
}

int64_t provider_instances_to_add(const struct managed_scaling *settings, const struct replay_pool *pool,
                                  const int64_t *pending)
{
    int64_t most = 0;
    for (int s = 0; s < pool->services_count; s++) {
        int64_t tasks = group_pending(pool, pending, s);
        if (tasks == 0)
            continue;
        int64_t per_instance = provider_tasks_per_instance(pool, s);
        if (per_instance > 0)
            most = larger(most, ceil_divide(tasks, per_instance));
    }
    return most == 0 ? 0 : smaller(larger(most, settings->step_min), settings->step_max);
}

int64_t provider_desired(const struct managed_scaling *settings, int64_t needed, int64_t present)
{
    if (present == 0)
        return needed == 0 ? 0 : FROM_ZERO;
    return ceil_divide(needed * 100, settings->target_capacity_percent);
}

/* A scale-in: at least one and at most half of the group, not below what is needed. */
static int64_t shrink(const struct managed_scaling *settings, const struct provider_minute *now, int64_t wanted)
{
    int64_t step = larger(1, now->present * settings->shrink_max_percent / 100);
    return larger(wanted, now->present - step);
}

int64_t provider_step(const struct managed_scaling *settings, struct provider_state *state,
                      const struct provider_minute *now)
{
    int64_t needed = now->to_add > 0 ? now->present + now->to_add : now->present - now->empty;
    int64_t wanted = provider_desired(settings, needed, now->present);
    int64_t desired = now->desired;
    /* Below the target is where fewer instances would do, so never while tasks wait: they end every scale-in. */
    state->low_minutes = wanted < now->present ? state->low_minutes + 1 : 0;
    if (wanted > now->present && now->minute - now->launched_last >= settings->warmup_minutes)
        desired = larger(desired, wanted);
    else if (state->low_minutes >= settings->low_datapoints)
        desired = smaller(desired, shrink(settings, now, wanted));
    return smaller(larger(desired, now->min_size), larger(now->max_size, now->min_size));
}
