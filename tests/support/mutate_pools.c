/* mutate_pools.c — pools of the wrong type, capacity, zones, size, members, growth or schedule; subnets too small. */
#include "tests/support/plan_mutators_parts.h"

#include "data/base/wide.h"
#include <string.h>

enum { ACTIONS_OF_A_GROUP = 125 }; /* AWS quota of scheduled actions */

/* Changes one thing of some pool. */
#define OF_SOME_POOL(name, change)                                                                                     \
    bool name(struct plan_mutation *m)                                                                                 \
    {                                                                                                                  \
        struct plan_pool *pool = some_pool(m);                                                                         \
        if (pool == NULL)                                                                                              \
            return false;                                                                                              \
        change;                                                                                                        \
        return true;                                                                                                   \
    }

OF_SOME_POOL(burstable_type, pool->instance_type = "t3.large")
OF_SOME_POOL(unknown_type, pool->instance_type = "m7g.enormous")
OF_SOME_POOL(bought_on_the_spot, pool->purchase = "spot")
OF_SOME_POOL(offers_more_cpu, pool->cpu_units += 128)
OF_SOME_POOL(offers_more_memory, pool->memory_mib += 256)
OF_SOME_POOL(offers_more_interfaces, pool->awsvpc_tasks++)
OF_SOME_POOL(offers_a_gpu, pool->gpus++)
OF_SOME_POOL(reserve_forgotten, m->profile->limits.reserved_cpu_units += 128)
OF_SOME_POOL(zone_dropped, pool->zones.count--)
OF_SOME_POOL(zone_renamed, pool->zones.items[0] = "us-east-1f")
OF_SOME_POOL(peak_overstated, pool->instances_max++)
OF_SOME_POOL(fewest_understated, pool->instances_min--)
OF_SOME_POOL(pool_renamed, pool->name = "pool-9")
OF_SOME_POOL(a_zone_without_instance, resize(m, pool, peak_hour(pool), m->profile->zones.count - 1))

bool forbidden_type(struct plan_mutation *m)
{
    const char **patterns = ARENA_ARRAY(&m->profile->arena, const char *, 1);
    patterns[0] = "zz9.*";
    m->profile->limits.instance_types = (struct field_strings){patterns, 1};
    return m->plan->pools_count > 0;
}

bool slot_shortened(struct plan_mutation *m)
{
    struct plan_pool *pool = some_pool(m);
    if (pool == NULL || pool->instances.count < 2)
        return false;
    pool->instances.count--;
    return true;
}

/* --- too small --- */

/* CPU and memory of the pool's services in an hour. */
static void volume_of(const struct plan_mutation *m, const struct plan_pool *pool, int hour, int128 ret_volume[2])
{
    ret_volume[0] = ret_volume[1] = 0;
    for (int i = 0; i < m->plan->services_count; i++) {
        const struct plan_service *service = &m->plan->services[i];
        int64_t tasks = service->tasks.items[hour % service->tasks.count];
        if (strcmp(service->place, pool->name) != 0)
            continue;
        ret_volume[0] += (int128)tasks * service->cpu_units;
        ret_volume[1] += (int128)tasks * service->memory_mib;
    }
}

/* Whether counting alone shows that so many instances cannot hold the pool's services in this hour. */
static bool too_few(const struct plan_mutation *m, const struct plan_pool *pool, int hour, int64_t instances)
{
    int128 volume[2];
    volume_of(m, pool, hour, volume);
    return volume[0] > (int128)pool->cpu_units * instances || volume[1] > (int128)pool->memory_mib * instances;
}

bool an_instance_fewer_at_the_peak(struct plan_mutation *m)
{
    struct plan_pool *pool = some_pool(m);
    int hour = pool != NULL ? peak_hour(pool) : 0;
    if (pool == NULL ||
        (pool->instances_max > m->profile->zones.count && !too_few(m, pool, hour, pool->instances_max - 1)))
        return false;
    resize(m, pool, hour, pool->instances_max - 1);
    return true;
}

bool all_in_one_pool(struct plan_mutation *m)
{
    struct plan_pool *pool = m->plan->pools;
    if (m->plan->pools_count == 0)
        return false;
    for (int i = 0; i < m->plan->services_count; i++)
        move_service(m, &m->plan->services[i], pool);
    return too_few(m, pool, peak_hour(pool), pool->instances_max);
}

/* A promise that no pool of this size can keep. */
bool headroom_forgotten(struct plan_mutation *m)
{
    m->profile->safety.headroom_ratio = m->plan->safety.headroom_ratio = 1000 * 1000;
    for (int i = 0; i < m->plan->services_count; i++)
        for (int hour = 0; hour < m->plan->services[i].tasks.count; hour++)
            if (strncmp(m->plan->services[i].place, "pool-", 5) == 0 && m->plan->services[i].tasks.items[hour] > 0)
                return true;
    return false;
}

bool zone_loss_forgotten(struct plan_mutation *m)
{
    struct plan_pool *pool = some_pool(m);
    int zones = m->profile->zones.count, hour = pool != NULL ? peak_hour(pool) : 0;
    m->profile->safety.survive_zone_loss = m->plan->safety.survive_zone_loss = true;
    if (pool == NULL)
        return false;
    for (int64_t instances = pool->instances_max; instances >= zones; instances--)
        if (too_few(m, pool, hour, instances - (instances + zones - 1) / zones)) {
            resize(m, pool, hour, instances);
            return true;
        }
    return false;
}

bool deployments_forgotten(struct plan_mutation *m)
{
    struct plan_service *service = service_on(m, "pool-");
    m->profile->safety.deployments = m->plan->safety.deployments = DEPLOYMENTS_RESERVE;
    if (service == NULL)
        return false;
    profile_service(m, service)->deployment.maximum_percent = service->deployment.maximum_percent = 1000 * 1000 * 1000;
    for (int hour = 0; hour < service->tasks.count; hour++)
        if (service->tasks.items[hour] > 0)
            return true;
    return false;
}

/* As large as an instance, so that nothing else fits there. */
bool daemon_forgotten_in_the_pools(struct plan_mutation *m)
{
    struct plan_pool *pool = some_pool(m);
    if (pool == NULL)
        return false;
    int services = m->profile->services_count, daemons = m->plan->daemons_count;
    struct service *all = ARENA_ARRAY(&m->profile->arena, struct service, services + 1);
    struct plan_daemon *planned = ARENA_ARRAY(&m->plan->arena, struct plan_daemon, daemons + 1);
    memcpy(all, m->profile->services, (size_t)services * sizeof *all);
    if (daemons > 0)
        memcpy(planned, m->plan->daemons, (size_t)daemons * sizeof *planned);
    all[services] = (struct service){.name = "zzz",
                                     .scheduling_strategy = SCHEDULING_DAEMON,
                                     .cpu_units = pool->cpu_units,
                                     .memory_mib = pool->memory_mib,
                                     .architectures = 3};
    planned[daemons] = (struct plan_daemon){
        .name = "zzz", .cpu_units = pool->cpu_units, .memory_mib = pool->memory_mib, .architectures = 3};
    m->profile->services = all;
    m->profile->services_count++;
    m->plan->daemons = planned;
    m->plan->daemons_count++;
    return true;
}

/* All services of a pool on one port. */
bool ports_collide(struct plan_mutation *m)
{
    struct plan_pool *pool = some_pool(m);
    int hour = pool != NULL ? peak_hour(pool) : 0;
    int64_t *ports = ARENA_ARRAY(&m->profile->arena, int64_t, 1), tasks = 0;
    ports[0] = 9000;
    for (int i = 0; pool != NULL && i < m->plan->services_count; i++) {
        struct plan_service *planned = &m->plan->services[i];
        if (strcmp(planned->place, pool->name) != 0)
            continue;
        struct service *service = profile_service(m, planned);
        service->network_mode = planned->network_mode = NETWORK_BRIDGE;
        service->host_ports = planned->host_ports = (struct field_integers){ports, 1};
        tasks += service->tasks.items[hour % service->tasks.count];
    }
    return pool != NULL && tasks > pool->instances.items[hour];
}

/* The account's trunking is off, and the plan knows. */
bool interfaces_run_out(struct plan_mutation *m)
{
    bool short_of_them = false;
    m->profile->limits.eni_trunking = false;
    for (int p = 0; p < m->plan->pools_count; p++) {
        struct plan_pool *pool = &m->plan->pools[p];
        int hour = peak_hour(pool);
        int64_t tasks = 0;
        pool->awsvpc_tasks = instance_type_find(pool->instance_type)->awsvpc_tasks;
        for (int i = 0; i < m->plan->services_count; i++)
            if (strcmp(m->plan->services[i].place, pool->name) == 0 &&
                profile_service(m, &m->plan->services[i])->network_mode == NETWORK_AWSVPC)
                tasks += m->plan->services[i].tasks.items[hour % m->plan->services[i].tasks.count];
        short_of_them |= tasks > pool->awsvpc_tasks * pool->instances.items[hour];
    }
    return short_of_them;
}

/* --- number, order, members --- */

bool too_many_pools(struct plan_mutation *m)
{
    if (m->plan->pools_count < 2)
        return false;
    m->profile->limits.pools_max = m->plan->pools_count - 1;
    return true;
}

bool pools_swapped(struct plan_mutation *m)
{
    struct plan_pool *pools = m->plan->pools, first;
    if (m->plan->pools_count < 2 || strcmp(pools[0].instance_type, pools[1].instance_type) == 0)
        return false;
    first = pools[0];
    pools[0] = pools[1];
    pools[1] = first;
    return true;
}

bool pool_forgets_a_service(struct plan_mutation *m)
{
    struct plan_pool *pool = some_pool(m);
    if (pool == NULL || pool->services.count == 0)
        return false;
    pool->services.count--;
    return true;
}

bool pool_lists_a_stranger(struct plan_mutation *m)
{
    struct plan_pool *pool = some_pool(m);
    if (pool == NULL)
        return false;
    const char **names = ARENA_ARRAY(&m->plan->arena, const char *, pool->jobs.count + 1);
    for (int i = 0; i < pool->jobs.count; i++)
        names[i] = pool->jobs.items[i];
    names[pool->jobs.count] = "zzz";
    pool->jobs = (struct field_strings){names, pool->jobs.count + 1};
    return true;
}

bool pool_lists_out_of_order(struct plan_mutation *m)
{
    struct plan_pool *pool = some_pool(m);
    if (pool == NULL || pool->services.count < 2)
        return false;
    const char *first = pool->services.items[0];
    pool->services.items[0] = pool->services.items[1];
    pool->services.items[1] = first;
    return true;
}

bool pool_of_nothing(struct plan_mutation *m)
{
    struct plan_pool *pool = some_pool(m);
    if (pool == NULL)
        return false;
    for (int i = 0; i < m->plan->services_count; i++)
        if (strcmp(m->plan->services[i].place, pool->name) == 0)
            m->plan->services[i].place = "fargate";
    for (int i = 0; i < m->plan->jobs_count; i++)
        if (strcmp(m->plan->jobs[i].place, pool->name) == 0)
            m->plan->jobs[i].place = "fargate";
    pool->services.count = pool->jobs.count = 0;
    return true;
}

/* --- growth --- */

bool max_size_below(struct plan_mutation *m)
{
    struct plan_pool *pool = some_pool(m);
    if (pool == NULL || pool->max_size.count == 0)
        return false;
    int hour = peak_hour(pool);
    pool->max_size.items[hour] = pool->instances.items[hour] - 1;
    return true;
}

bool max_size_shortened(struct plan_mutation *m)
{
    struct plan_pool *pool = some_pool(m);
    if (pool == NULL || pool->max_size.count == 0)
        return false;
    pool->max_size.count--;
    return true;
}

bool max_size_forgets_a_deployment(struct plan_mutation *m)
{
    for (int p = 0; p < m->plan->pools_count; p++) {
        struct plan_pool *pool = &m->plan->pools[p];
        for (int i = 0; i < m->plan->services_count; i++)
            if (strcmp(m->plan->services[i].place, pool->name) == 0 && m->plan->services[i].deployment_instances > 0) {
                for (int hour = 0; hour < pool->max_size.count; hour++)
                    pool->max_size.items[hour] = pool->instances.items[hour];
                return true;
            }
    }
    return false;
}

OF_SOME_POOL(target_of_nothing, pool->target_capacity_percent = 0)
OF_SOME_POOL(target_above_all, pool->target_capacity_percent = 101)

bool target_too_low(struct plan_mutation *m)
{
    struct plan_pool *pool = some_pool(m);
    if (pool == NULL || !too_few(m, pool, peak_hour(pool), pool->instances_max / 50))
        return false;
    pool->target_capacity_percent = 1;
    return true;
}

/* --- scheduled actions --- */

static struct plan_action *largest_action(struct plan_pool *pool)
{
    struct plan_action *largest = pool->scheduled_actions;
    for (int i = 1; i < pool->scheduled_actions_count; i++)
        if (pool->scheduled_actions[i].desired_capacity > largest->desired_capacity)
            largest = &pool->scheduled_actions[i];
    return largest;
}

bool action_dropped(struct plan_mutation *m)
{
    struct plan_pool *pool = pool_with_actions(m);
    if (pool == NULL)
        return false;
    struct plan_action *last = &pool->scheduled_actions[--pool->scheduled_actions_count];
    for (struct plan_action *action = largest_action(pool); action < last; action++)
        action[0] = action[1];
    return true;
}

/* Changes one thing of the largest action. */
#define OF_LARGEST_ACTION(name, change)                                                                                \
    bool name(struct plan_mutation *m)                                                                                 \
    {                                                                                                                  \
        struct plan_pool *pool = pool_with_actions(m);                                                                 \
        if (pool == NULL)                                                                                              \
            return false;                                                                                              \
        struct plan_action *action = largest_action(pool);                                                             \
        change;                                                                                                        \
        return true;                                                                                                   \
    }

OF_LARGEST_ACTION(action_too_small, action->min_size = --action->desired_capacity)
OF_LARGEST_ACTION(action_maximum_too_small, action->max_size = action->desired_capacity - 1)
OF_LARGEST_ACTION(action_an_hour_late, action->hour_of_week++)
OF_LARGEST_ACTION(action_of_another_minute, action->minutes_before++)
OF_LARGEST_ACTION(action_of_two_sizes, action->min_size--)

bool actions_out_of_order(struct plan_mutation *m)
{
    struct plan_pool *pool = pool_with_actions(m);
    if (pool == NULL)
        return false;
    struct plan_action first = pool->scheduled_actions[0];
    pool->scheduled_actions[0] = pool->scheduled_actions[1];
    pool->scheduled_actions[1] = first;
    return true;
}

OF_SOME_POOL(schedule_a_nano_less, pool->scheduled_usd_per_month_nano--)

/* Every action a tenth and one instance larger than it need be, and truly paid for. Where the quota is used up, no
 * limit tells waste from need. */
bool schedule_wasteful(struct plan_mutation *m)
{
    struct plan_pool *pool = pool_with_actions(m);
    int hours = m->plan->hours;
    if (pool == NULL || pool->scheduled_actions_count == ACTIONS_OF_A_GROUP)
        return false;
    int128 sum = 0, hour_nano = pool->usd_per_instance_hour_nano + pool->usd_per_root_volume_hour_nano;
    const struct plan_action *actions = pool->scheduled_actions;
    for (int i = 0; i < pool->scheduled_actions_count; i++) {
        struct plan_action *action = &pool->scheduled_actions[i];
        action->min_size = action->desired_capacity += action->desired_capacity / 10 + 1;
        action->max_size += action->desired_capacity;
    }
    for (int i = 0; i < pool->scheduled_actions_count; i++) {
        int64_t next =
            i + 1 < pool->scheduled_actions_count ? actions[i + 1].hour_of_week : hours + actions[0].hour_of_week;
        sum += (next - actions[i].hour_of_week) * actions[i].desired_capacity;
    }
    pool->scheduled_usd_per_month_nano = (int64_t)((2 * sum * hour_nano * 730 + hours) / (2 * hours));
    return true;
}

/* --- subnets --- */

static void give_subnets(struct plan_mutation *m, int count, int64_t free_addresses)
{
    m->profile->subnets = ARENA_ARRAY(&m->profile->arena, struct subnet, count);
    m->profile->subnets_count = count;
    for (int z = 0; z < count; z++)
        m->profile->subnets[z] = (struct subnet){m->profile->zones.items[z], "10.0.0.0/8", free_addresses};
}

/* None in the last zone, where every pool has an instance. */
bool subnet_without_addresses(struct plan_mutation *m)
{
    give_subnets(m, m->profile->zones.count - 1, 1000 * 1000);
    return m->plan->pools_count > 0;
}

bool an_address_too_few(struct plan_mutation *m)
{
    int64_t needed = 0;
    for (int p = 0; p < m->plan->pools_count; p++)
        needed += m->plan->pools[p].instances.items[0];
    for (int i = 0; i < m->plan->services_count; i++)
        if (profile_service(m, &m->plan->services[i])->network_mode == NETWORK_AWSVPC)
            needed += m->plan->services[i].tasks.items[0];
    give_subnets(m, m->profile->zones.count, (needed - 1) / m->profile->zones.count);
    return needed > 0;
}
