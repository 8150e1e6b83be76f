/* workload.c — a plan's pool as the replay sees it. */
#include "planner/simulate/workload.h"

#include "data/base/text.h"
#include "data/facts/facts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const char *const resource_names[] = {"cpu", "memory", "eni", "gpu"};
const int64_t reserved_ports[RESERVED_PORTS] = {22, 2375, 2376, 51678, 51679, 51680};

struct builder {
    const struct plan *plan;
    const struct plan_pool *source;
    struct arena *arena;
    struct replay_pool *pool;
    struct error *err;
};

/* --- numbers by hour --- */

static bool hours_of(struct builder *build, const struct field_integers *numbers, const char *where,
                     const int64_t **ret_hours)
{
    int hours = build->pool->hours;
    if (numbers->count != 1 && numbers->count != 24 && numbers->count != hours)
        return error_set(build->err, ERROR_INPUT, where, "has %d numbers, but the plan has %d hours", numbers->count,
                         hours);
    if (numbers->count > hours)
        return error_set(build->err, ERROR_INPUT, where, "has %d numbers, more than the plan's %d hours",
                         numbers->count, hours);
    int64_t *row = ARENA_ARRAY(build->arena, int64_t, hours);
    for (int h = 0; h < hours; h++) {
        row[h] = numbers->items[h % numbers->count];
        if (row[h] < 0 || row[h] > PROFILE_TASKS_MAX)
            return error_set(build->err, ERROR_INPUT, where, "%lld is not within 0 to %d", (long long)row[h],
                             PROFILE_TASKS_MAX);
    }
    *ret_hours = row;
    return true;
}

/* tasks * (1 + ratio), rounded up; the small step back keeps 10 * 1.1 from becoming 12. */
static const int64_t *room_of(struct builder *build, const int64_t *tasks)
{
    double ratio = build->plan->safety.headroom_ratio;
    if (ratio <= 0)
        return tasks;
    int64_t *room = ARENA_ARRAY(build->arena, int64_t, build->pool->hours);
    for (int h = 0; h < build->pool->hours; h++)
        room[h] = tasks[h] + (int64_t)ceil((double)tasks[h] * ratio - 1e-9);
    return room;
}

/* --- tasks --- */

static struct replay_task task_of(const char *name, int64_t cpu_units, int64_t memory_mib, int64_t gpus,
                                  int network_mode)
{
    struct replay_task task = {.name = name};
    task.size[RESOURCE_CPU] = cpu_units;
    task.size[RESOURCE_MEMORY] = memory_mib;
    task.size[RESOURCE_ENI] = network_mode == NETWORK_AWSVPC ? 1 : 0;
    task.size[RESOURCE_GPU] = gpus;
    return task;
}

/* Only bridge and host mode take ports of the instance. */
static void task_ports(struct replay_task *task, const struct field_integers *ports, int network_mode)
{
    if (network_mode != NETWORK_BRIDGE && network_mode != NETWORK_HOST)
        return;
    task->host_ports = ports->items;
    task->host_ports_count = ports->count;
}

static bool task_check(struct builder *build, const struct replay_task *task, const char *where)
{
    if (task->size[RESOURCE_CPU] < 0 || task->size[RESOURCE_CPU] > PROFILE_CPU_UNITS_MAX ||
        task->size[RESOURCE_MEMORY] < 1 || task->size[RESOURCE_MEMORY] > PROFILE_MEMORY_MIB_MAX ||
        task->size[RESOURCE_GPU] < 0 || task->size[RESOURCE_GPU] > PROFILE_GPUS_MAX)
        return error_set(build->err, ERROR_INPUT, where, "%s: no task has %lld CPU units, %lld MiB and %lld GPUs",
                         task->name, (long long)task->size[RESOURCE_CPU], (long long)task->size[RESOURCE_MEMORY],
                         (long long)task->size[RESOURCE_GPU]);
    return true;
}

static bool service_strategies(struct builder *build, const struct plan_service *source, const char *where,
                               struct replay_service *service)
{
    const struct field_strings *names = &source->placement_strategies;
    if (names->count > PLACEMENT_STRATEGIES_MAX)
        return error_set(build->err, ERROR_INPUT, where, "%d placement strategies, at most %d", names->count,
                         PLACEMENT_STRATEGIES_MAX);
    for (int i = 0; i < names->count; i++)
        if (!placement_strategy_parse(names->items[i], &service->strategies[i]))
            return error_set(build->err, ERROR_INPUT, where, "no placement strategy is called \"%s\"", names->items[i]);
    service->strategies_count = names->count;
    return true;
}

static bool service_of_plan(struct builder *build, int index, struct replay_service *service)
{
    const struct plan_service *source = &build->plan->services[index];
    char where[64];
    (void)snprintf(where, sizeof where, "services[%d]", index);
    *service = (struct replay_service){.per_instance_max = source->tasks_per_instance_max,
                                       .zones_min = source->zones_min,
                                       .deployment = source->deployment,
                                       .rebalancing = source->availability_zone_rebalancing};
    service->task = task_of(source->name, source->cpu_units, source->memory_mib, source->gpus, source->network_mode);
    task_ports(&service->task, &source->host_ports, source->network_mode);
    if (!task_check(build, &service->task, where) || !service_strategies(build, source, where, service) ||
        !hours_of(build, &source->tasks, where, &service->tasks))
        return false;
    service->room = room_of(build, service->tasks);
    return true;
}

/* Room for a job's runs is held in every hour; headroom is in it already. */
static bool service_of_job(struct builder *build, int index, struct replay_service *service)
{
    const struct plan_job *source = &build->plan->jobs[index];
    char where[64];
    (void)snprintf(where, sizeof where, "jobs[%d]", index);
    if (source->tasks < 0 || source->tasks > PROFILE_TASKS_MAX)
        return error_set(build->err, ERROR_INPUT, where, "%lld tasks are not within 0 to %d", (long long)source->tasks,
                         PROFILE_TASKS_MAX);
    int64_t *tasks = ARENA_ARRAY(build->arena, int64_t, build->pool->hours);
    for (int h = 0; h < build->pool->hours; h++)
        tasks[h] = source->tasks;
    *service = (struct replay_service){.is_job = true, .tasks = tasks, .room = tasks, .zones_min = 1};
    service->deployment = (struct deployment){100, 100};
    service->task = task_of(source->name, source->cpu_units, source->memory_mib, source->gpus, source->network_mode);
    return task_check(build, &service->task, where);
}

static bool services_of_pool(struct builder *build)
{
    const struct plan *plan = build->plan;
    struct replay_service *services =
        ARENA_ARRAY(build->arena, struct replay_service, plan->services_count + plan->jobs_count + 1);
    int count = 0;
    for (int i = 0; i < plan->services_count; i++)
        if (strcmp(plan->services[i].place, build->source->name) == 0 && !service_of_plan(build, i, &services[count++]))
            return false;
    for (int i = 0; i < plan->jobs_count; i++)
        if (strcmp(plan->jobs[i].place, build->source->name) == 0 && !service_of_job(build, i, &services[count++]))
            return false;
    build->pool->services = services;
    build->pool->services_count = count;
    return true;
}

static bool daemons_of_pool(struct builder *build, enum architecture architecture)
{
    const struct plan *plan = build->plan;
    struct replay_task *daemons = ARENA_ARRAY(build->arena, struct replay_task, plan->daemons_count + 1);
    int count = 0;
    for (int i = 0; i < plan->daemons_count; i++) {
        const struct plan_daemon *source = &plan->daemons[i];
        char where[64];
        (void)snprintf(where, sizeof where, "daemons[%d]", i);
        if ((source->architectures & 1u << architecture) == 0)
            continue;
        daemons[count] =
            task_of(source->name, source->cpu_units, source->memory_mib, source->gpus, source->network_mode);
        task_ports(&daemons[count], &source->host_ports, source->network_mode);
        if (!task_check(build, &daemons[count++], where))
            return false;
    }
    build->pool->daemons = daemons;
    build->pool->daemons_count = count;
    return true;
}

/* --- the pool --- */

static bool sizes_of_pool(struct builder *build, const char *where)
{
    const struct plan_pool *source = build->source;
    if (!hours_of(build, &source->instances, where, &build->pool->instances))
        return false;
    if (source->max_size.count == 0)
        build->pool->max_size = build->pool->instances;
    else if (!hours_of(build, &source->max_size, where, &build->pool->max_size))
        return false;
    for (int h = 0; h < build->pool->hours; h++)
        if (build->pool->max_size[h] < build->pool->instances[h])
            return error_set(build->err, ERROR_INPUT, where, "max_size %lld is below the %lld instances of hour %d",
                             (long long)build->pool->max_size[h], (long long)build->pool->instances[h], h);
    return true;
}

bool workload_of_pool(const struct plan *plan, int index, struct arena *arena, struct replay_pool *ret_pool,
                      struct error *err)
{
    const struct plan_pool *source = &plan->pools[index];
    struct replay_pool pool = {.name = source->name,
                               .instance_type = source->instance_type,
                               .spot = strcmp(source->purchase, pool_purchase_names[POOL_SPOT]) == 0,
                               .zones = source->zones.count,
                               .zone_names = source->zones.items,
                               .hours = plan->hours,
                               .capacity = {source->cpu_units, source->memory_mib, source->awsvpc_tasks, source->gpus},
                               .target_capacity_percent = source->target_capacity_percent,
                               .nano_per_instance_hour =
                                   source->usd_per_instance_hour_nano + source->usd_per_root_volume_hour_nano};
    struct builder build = {plan, source, arena, &pool, err};
    enum architecture architecture = ARCHITECTURE_X86_64;
    char where[64];
    (void)snprintf(where, sizeof where, "pools[%d]", index);
    if (!plan_pool_architecture(source, &architecture))
        return error_set(err, ERROR_INPUT, where, "no instance type is called \"%s\"", source->instance_type);
    if (pool.zones < 1 || pool.zones > PROFILE_ZONES_MAX)
        return error_set(err, ERROR_INPUT, where, "has %d zones, not 1 to %d", pool.zones, PROFILE_ZONES_MAX);
    if (plan->hours < 1)
        return error_set(err, ERROR_INPUT, where, "the plan has no hours");
    if (!sizes_of_pool(&build, where) || !services_of_pool(&build) || !daemons_of_pool(&build, architecture))
        return false;
    *ret_pool = pool;
    return true;
}
