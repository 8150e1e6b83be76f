/* plain_cluster.c — every question answered by looking at every instance. */
#include "tests/unit/simulate/plain_cluster.h"

#include <string.h>

/* --- a world --- */

static const char *const zone_names[] = {"a", "b", "c", "d"};

static void draw_ports(struct random *random, struct replay_task *task, int64_t *ports, bool often)
{
    if (!random_chance(random, often ? 60 : 8))
        return;
    task->host_ports = ports;
    task->host_ports_count = (int)random_between(random, 1, PORTS_MOST);
    for (int i = 0; i < task->host_ports_count; i++)
        ports[i] = random_chance(random, 2) ? 51680 : 8080 + 10 * i + random_between(random, 0, 5);
}

static void draw_task(struct random *random, bool many_sizes, struct replay_task *task)
{
    static const int64_t cpu[] = {0, 128, 256, 256, 512, 1024, 2048};
    task->name = "task";
    task->size[RESOURCE_CPU] = many_sizes ? random_between(random, 0, 1500) : cpu[random_between(random, 0, 6)];
    task->size[RESOURCE_MEMORY] = many_sizes ? random_between(random, 1, 3000) : random_between(random, 1, 6) * 256;
    task->size[RESOURCE_ENI] = random_between(random, 0, 1);
    task->size[RESOURCE_GPU] = random_chance(random, 10) ? 1 : 0;
}

static void draw_strategies(struct random *random, struct replay_service *service)
{
    if (random_chance(random, 40)) {
        service->strategies[0] = PLACE_SPREAD_ZONES;
        service->strategies[1] = random_chance(random, 50) ? PLACE_BINPACK_CPU : PLACE_BINPACK_MEMORY;
        service->strategies_count = 2;
        return;
    }
    service->strategies_count = (int)random_between(random, 0, 3);
    for (int i = 0; i < service->strategies_count; i++)
        service->strategies[i] = (enum placement_strategy)random_between(random, PLACE_SPREAD_ZONES, PLACE_RANDOM);
}

void world_draw(struct random *random, struct world *world)
{
    static const int64_t ones[1] = {1};
    bool many_sizes = random_chance(random, 40), often_ports = random_chance(random, 30);
    *world = (struct world){0};
    world->pool = (struct replay_pool){.name = "p", .instance_type = "t", .zone_names = zone_names, .hours = 1};
    world->pool.zones = (int)random_between(random, 1, 4);
    world->pool.capacity[RESOURCE_CPU] = random_between(random, 1, 4) * 2048;
    world->pool.capacity[RESOURCE_MEMORY] = random_between(random, 1, 4) * 3000;
    world->pool.capacity[RESOURCE_ENI] = random_between(random, 2, 12);
    world->pool.capacity[RESOURCE_GPU] = random_between(random, 0, 2);
    world->pool.services = world->services;
    /* Sometimes more sizes than are told apart at once. */
    world->pool.services_count = (int)random_between(random, 1, random_chance(random, 80) ? 12 : SERVICES);
    for (int s = 0; s < world->pool.services_count; s++) {
        struct replay_service *service = &world->services[s];
        *service = (struct replay_service){.tasks = ones, .room = ones, .zones_min = 1, .deployment = {100, 200}};
        service->is_job = random_chance(random, 10);
        service->rebalancing = random_chance(random, 50);
        service->per_instance_max = random_chance(random, 20) ? random_between(random, 1, 3) : 0;
        draw_task(random, many_sizes, &service->task);
        draw_ports(random, &service->task, world->ports[s], often_ports);
        draw_strategies(random, service);
    }
    world->pool.daemons = world->daemons;
    world->pool.daemons_count = (int)random_between(random, 0, 2);
    for (int i = 0; i < world->pool.daemons_count; i++) {
        world->daemons[i] = (struct replay_task){.name = "daemon", .size = {100, 128, i, 0}};
        draw_ports(random, &world->daemons[i], world->ports[SERVICES + i], often_ports);
    }
}

/* --- the plain cluster --- */

static bool task_has_port(const struct replay_task *task, int64_t port)
{
    for (int i = 0; i < task->host_ports_count; i++)
        if (task->host_ports[i] == port)
            return true;
    return false;
}

static bool tasks_share_port(const struct replay_task *a, const struct replay_task *b)
{
    for (int i = 0; i < a->host_ports_count; i++)
        if (task_has_port(b, a->host_ports[i]))
            return true;
    return false;
}

static bool meets_agent(const struct replay_task *task)
{
    static const int64_t taken[] = {22, 2375, 2376, 51678, 51679, 51680};
    static const struct replay_task agent = {.host_ports = taken, .host_ports_count = 6};
    return tasks_share_port(task, &agent);
}

/* What the daemons that run leave of an instance; whether the task's ports are free beside them. */
static bool beside_daemons(const struct world *world, const struct replay_task *task, int64_t ret_left[RESOURCES_COUNT])
{
    bool ports_free = !meets_agent(task), before_runs = false;
    memcpy(ret_left, world->pool.capacity, sizeof world->pool.capacity);
    for (int i = 0; i < world->pool.daemons_count; i++) {
        const struct replay_task *daemon = &world->daemons[i];
        bool runs = !meets_agent(daemon) && !(before_runs && tasks_share_port(daemon, &world->daemons[0]));
        for (int r = 0; r < RESOURCES_COUNT; r++)
            runs &= daemon->size[r] <= ret_left[r];
        for (int r = 0; r < RESOURCES_COUNT && runs; r++)
            ret_left[r] -= daemon->size[r];
        ports_free &= !runs || !tasks_share_port(task, daemon);
        before_runs = runs;
    }
    return ports_free;
}

static bool plain_allows(const struct plain *plain, int service, int at)
{
    const struct world *world = plain->world;
    const struct plain_instance *instance = &plain->instances[at];
    const struct replay_task *task = &world->services[service].task;
    int64_t left[RESOURCES_COUNT];
    bool allowed = instance->active && beside_daemons(world, task, left);
    for (int s = 0; s < world->pool.services_count; s++) {
        for (int r = 0; r < RESOURCES_COUNT; r++)
            left[r] -= instance->tasks[s] * world->services[s].task.size[r];
        if (instance->tasks[s] > 0 && tasks_share_port(task, &world->services[s].task))
            allowed = false;
    }
    for (int r = 0; r < RESOURCES_COUNT; r++)
        allowed &= task->size[r] <= left[r];
    int64_t most = world->services[service].per_instance_max;
    return allowed && (most == 0 || instance->tasks[service] < most);
}

int64_t plain_running(const struct plain *plain, int service, int zone)
{
    int64_t running = 0;
    for (int i = 0; i < plain->count; i++)
        if (plain->instances[i].active && (zone < 0 || plain->instances[i].zone == zone))
            running += plain->instances[i].tasks[service];
    return running;
}

int64_t plain_key(const struct plain *plain, int service, int at, enum placement_strategy strategy)
{
    const struct plain_instance *instance = &plain->instances[at];
    int resource = strategy == PLACE_BINPACK_CPU ? RESOURCE_CPU : RESOURCE_MEMORY;
    int64_t left = plain->world->pool.capacity[resource];
    if (strategy == PLACE_RANDOM)
        return 0;
    if (strategy == PLACE_SPREAD_ZONES)
        return plain_running(plain, service, instance->zone);
    if (strategy == PLACE_SPREAD_INSTANCES)
        return instance->tasks[service];
    for (int s = 0; s < plain->world->pool.services_count; s++)
        left -= instance->tasks[s] * plain->world->services[s].task.size[resource];
    return left; /* daemons are the same on all */
}

/* Leaves in `candidate` those that are least by the strategy. */
static void plain_keep_least(const struct plain *plain, int service, enum placement_strategy strategy, bool *candidate)
{
    int64_t least = INT64_MAX;
    for (int i = 0; i < plain->count; i++)
        if (candidate[i] && plain_key(plain, service, i, strategy) < least)
            least = plain_key(plain, service, i, strategy);
    for (int i = 0; i < plain->count; i++)
        candidate[i] = candidate[i] && plain_key(plain, service, i, strategy) == least;
}

int plain_strategies(const struct replay_service *service, enum placement_strategy *ret_strategies)
{
    memcpy(ret_strategies, service->strategies, sizeof service->strategies);
    if (service->strategies_count > 0 || service->is_job)
        return service->strategies_count;
    ret_strategies[0] = PLACE_SPREAD_ZONES;
    ret_strategies[1] = PLACE_SPREAD_INSTANCES;
    return 2;
}

static int plain_best_in(const struct plain *plain, int service, int zone, int first_strategy, bool *ret_candidate)
{
    enum placement_strategy strategies[PLACEMENT_STRATEGIES_MAX];
    int strategies_count = plain_strategies(&plain->world->services[service], strategies), count = 0;
    for (int i = 0; i < plain->count; i++)
        ret_candidate[i] = (zone < 0 || plain->instances[i].zone == zone) && plain_allows(plain, service, i);
    for (int k = first_strategy; k < strategies_count; k++) {
        plain_keep_least(plain, service, strategies[k], ret_candidate);
        if (strategies[k] == PLACE_RANDOM)
            break;
    }
    for (int i = 0; i < plain->count; i++)
        count += ret_candidate[i];
    return count;
}

int plain_candidates(const struct plain *plain, int service, int zone, bool *ret_candidate)
{
    enum placement_strategy strategies[PLACEMENT_STRATEGIES_MAX];
    int strategies_count = plain_strategies(&plain->world->services[service], strategies), count = 0;
    bool zones_first = strategies_count > 0 && strategies[0] == PLACE_SPREAD_ZONES;
    int later = zones_first ? 1 : 0;
    if (!zones_first || zone >= 0)
        return plain_best_in(plain, service, zone, later, ret_candidate);
    int64_t fewest = INT64_MAX;
    bool here[INSTANCES];
    for (int z = 0; z < plain->world->pool.zones; z++)
        if (plain_best_in(plain, service, z, later, here) > 0 && plain_running(plain, service, z) < fewest)
            fewest = plain_running(plain, service, z);
    memset(ret_candidate, 0, INSTANCES * sizeof *ret_candidate);
    for (int z = 0; z < plain->world->pool.zones; z++) {
        int found = plain_running(plain, service, z) == fewest ? plain_best_in(plain, service, z, later, here) : 0;
        for (int i = 0; i < plain->count && found > 0; i++)
            ret_candidate[i] |= here[i];
        count += found;
    }
    return count;
}
