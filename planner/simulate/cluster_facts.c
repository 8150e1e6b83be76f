/* cluster_facts.c — what follows from a pool alone: an empty instance's room, and how each service chooses. */
#include "planner/simulate/cluster_parts.h"

#include <stdlib.h>
#include <string.h>

enum { PORTS_REGISTERED_MAX = 100 }; /* AWS quota: reserved ports of an instance, the agent's own included */

static int32_t narrow(int64_t value)
{
    return value > INT32_MAX ? INT32_MAX : value < INT32_MIN ? INT32_MIN : (int32_t)value;
}

/* --- ports: each that some task takes is one bit --- */

struct ports {
    int64_t *items;
    int count;
};

static int compare_ports(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void ports_add(struct ports *ports, const struct replay_task *task)
{
    for (int i = 0; i < task->host_ports_count; i++)
        ports->items[ports->count++] = task->host_ports[i];
}

static struct ports ports_collect(struct cluster_facts *facts)
{
    const struct replay_pool *pool = facts->pool;
    int most = RESERVED_PORTS;
    for (int i = 0; i < pool->daemons_count; i++)
        most += pool->daemons[i].host_ports_count;
    for (int i = 0; i < pool->services_count; i++)
        most += pool->services[i].task.host_ports_count;
    struct ports ports = {.items = ARENA_ARRAY(&facts->arena, int64_t, most)};
    for (int i = 0; i < pool->daemons_count; i++)
        ports_add(&ports, &pool->daemons[i]);
    for (int i = 0; i < pool->services_count; i++)
        ports_add(&ports, &pool->services[i].task);
    if (ports.count == 0)
        return ports; /* nobody asks, so what is reserved does not matter */
    memcpy(ports.items + ports.count, reserved_ports, RESERVED_PORTS * sizeof *reserved_ports);
    ports.count += RESERVED_PORTS;
    qsort(ports.items, (size_t)ports.count, sizeof *ports.items, compare_ports);
    int distinct = 0;
    for (int i = 0; i < ports.count; i++)
        if (i == 0 || ports.items[i] != ports.items[i - 1])
            ports.items[distinct++] = ports.items[i];
    ports.count = distinct;
    return ports;
}

static void ports_mark(const struct ports *ports, const int64_t *items, int count, uint64_t *bits)
{
    for (int i = 0; i < count; i++) {
        const int64_t *found =
            bsearch(&items[i], ports->items, (size_t)ports->count, sizeof *ports->items, compare_ports);
        size_t at = (size_t)(found - ports->items);
        bits[at / 64] |= (uint64_t)1 << (at % 64);
    }
}

static bool ports_meet(const uint64_t *a, const uint64_t *b, int words)
{
    for (int w = 0; w < words; w++)
        if ((a[w] & b[w]) != 0)
            return true;
    return false;
}

/* --- an empty instance --- */

static void needs_of_task(const struct replay_task *task, int32_t need[DIMENSIONS])
{
    for (int d = 0; d < RESOURCES_COUNT; d++)
        need[d] = narrow(task->size[d]);
    need[DIMENSION_PORTS] = narrow(task->host_ports_count);
}

/* Daemons start first, each that fits beside those before it. */
static void base_take_daemon(struct cluster_facts *facts, const struct ports *ports, const struct replay_task *daemon)
{
    int32_t need[DIMENSIONS];
    needs_of_task(daemon, need);
    for (int d = 0; d < DIMENSIONS; d++)
        if (need[d] > facts->base[d])
            return;
    if (daemon->host_ports_count > 0) {
        uint64_t *bits = ARENA_ARRAY(&facts->arena, uint64_t, facts->port_words);
        ports_mark(ports, daemon->host_ports, daemon->host_ports_count, bits);
        if (ports_meet(bits, facts->base_ports, facts->port_words))
            return;
        for (int w = 0; w < facts->port_words; w++)
            facts->base_ports[w] |= bits[w];
    }
    for (int d = 0; d < DIMENSIONS; d++)
        facts->base[d] -= need[d];
}

static void base_of_pool(struct cluster_facts *facts, const struct ports *ports)
{
    for (int d = 0; d < RESOURCES_COUNT; d++)
        facts->base[d] = narrow(facts->pool->capacity[d]);
    facts->base[DIMENSION_PORTS] = PORTS_REGISTERED_MAX - RESERVED_PORTS;
    facts->port_words = (ports->count + 63) / 64;
    facts->base_ports = ARENA_ARRAY(&facts->arena, uint64_t, facts->port_words + 1);
    if (ports->count > 0)
        ports_mark(ports, reserved_ports, RESERVED_PORTS, facts->base_ports);
    for (int i = 0; i < facts->pool->daemons_count; i++)
        base_take_daemon(facts, ports, &facts->pool->daemons[i]);
}

/* --- services --- */

/* What a service that names no strategy gets: zones evenly, and there the instance with the fewest of its tasks
 * ("Amazon ECS service options", replica scheduling strategy, 2026). A job's task goes anywhere. */
static const enum placement_strategy unnamed[] = {PLACE_SPREAD_ZONES, PLACE_SPREAD_INSTANCES};

static void strategies_of_service(struct service_facts *facts, const struct replay_service *service)
{
    bool named = service->strategies_count > 0;
    const enum placement_strategy *strategies = named ? service->strategies : unnamed;
    int count = named ? service->strategies_count : service->is_job ? 0 : 2;
    facts->zones_first = count > 0 && strategies[0] == PLACE_SPREAD_ZONES;
    for (int i = facts->zones_first ? 1 : 0; i < count; i++) {
        facts->keys[facts->keys_count++] = strategies[i];
        if (strategies[i] == PLACE_RANDOM)
            break; /* nothing is left for later strategies to decide */
    }
}

/* Zones are kept even, and in a zone any task is stopped; with binpack the one whose going leaves the most free; where
 * no strategy is named, one on an instance with the most of them ("Use strategies to define Amazon ECS task placement"
 * and "Amazon ECS service options", 2026). */
static void stops_of_service(struct service_facts *facts, const struct replay_service *service)
{
    bool binpack =
        facts->keys_count > 0 && (facts->keys[0] == PLACE_BINPACK_CPU || facts->keys[0] == PLACE_BINPACK_MEMORY);
    facts->stop_by_zone = facts->zones_first || !binpack;
    if (binpack)
        facts->stop_by = STOP_MOST_FREE;
    else if (service->strategies_count == 0 && !service->is_job)
        facts->stop_by = STOP_MOST_TASKS;
    if (binpack)
        facts->stop_dimension = facts->keys[0] == PLACE_BINPACK_CPU ? RESOURCE_CPU : RESOURCE_MEMORY;
}

static bool looks_at_counts(const struct service_facts *facts)
{
    bool looks = facts->per_instance_max > 0;
    for (int i = 0; i < facts->keys_count; i++)
        looks |= facts->keys[i] == PLACE_SPREAD_INSTANCES;
    return looks;
}

/* By its resources alone. */
static int64_t could_run_on_one(const struct cluster_facts *cluster, const struct service_facts *facts)
{
    int64_t most = INT32_MAX;
    for (int i = 0; i < facts->dimensions_count; i++) {
        int d = facts->dimensions[i];
        most = cluster->base[d] / facts->need[d] < most ? cluster->base[d] / facts->need[d] : most;
    }
    return most;
}

static void facts_of_service(struct cluster_facts *cluster, const struct ports *ports, int index)
{
    const struct replay_service *service = &cluster->pool->services[index];
    struct service_facts *facts = &cluster->services[index];
    needs_of_task(&service->task, facts->need);
    facts->fits_empty = true;
    for (int d = 0; d < DIMENSIONS; d++) {
        if (facts->need[d] > 0)
            facts->dimensions[facts->dimensions_count++] = d;
        facts->fits_empty &= facts->need[d] <= cluster->base[d];
    }
    facts->per_instance_max = narrow(service->per_instance_max);
    strategies_of_service(facts, service);
    stops_of_service(facts, service);
    facts->count_column = looks_at_counts(facts) ? cluster->count_columns++ : NONE;
    if (facts->count_column != NONE && (facts->per_instance_max == 0 || facts->per_instance_max > COUNT_MOST))
        facts->per_instance_max = could_run_on_one(cluster, facts) > COUNT_MOST ? COUNT_MOST : 0;
    if (service->task.host_ports_count > 0) {
        uint64_t *bits = ARENA_ARRAY(&cluster->arena, uint64_t, cluster->port_words);
        ports_mark(ports, service->task.host_ports, service->task.host_ports_count, bits);
        facts->fits_empty &= !ports_meet(bits, cluster->base_ports, cluster->port_words);
        facts->ports = bits;
    }
    facts->constrained = facts->per_instance_max > 0 || facts->ports != NULL;
    facts->rebalanced =
        service->rebalancing && !service->is_job && service->deployment.maximum_percent > 100 && facts->zones_first;
}

/* --- levels --- */

static int compare_needs(const void *a, const void *b)
{
    const int32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* The different needs of a dimension, or LEVELS_MAX of them, the least among them; what is free on an empty instance
 * too, so that those lie apart. */
static void levels_of_dimension(struct cluster_facts *facts, int d)
{
    int count = 0, services = facts->pool->services_count;
    int32_t *needs = memory_alloc((size_t)services + 1, sizeof *needs);
    for (int s = 0; s < services; s++)
        if (facts->services[s].need[d] > 0)
            needs[count++] = facts->services[s].need[d];
    if (count > 0 && facts->base[d] > 0)
        needs[count++] = facts->base[d];
    qsort(needs, (size_t)count, sizeof *needs, compare_needs);
    int distinct = 0;
    for (int i = 0; i < count; i++)
        if (i == 0 || needs[i] != needs[i - 1])
            needs[distinct++] = needs[i];
    int levels = distinct < LEVELS_MAX ? distinct : LEVELS_MAX;
    for (int i = 0; i < levels; i++)
        facts->levels[d][i] = needs[(int64_t)i * (distinct - 1) / (levels > 1 ? levels - 1 : 1)];
    facts->levels_count[d] = levels;
    facts->levels_first[d] = facts->levels_total;
    facts->levels_total += levels;
    free(needs);
}

static void levels_of_service(struct cluster_facts *facts, struct service_facts *service)
{
    service->exact = true;
    for (int i = 0; i < service->dimensions_count; i++) {
        int d = service->dimensions[i], level = 0;
        while (level + 1 < facts->levels_count[d] && facts->levels[d][level + 1] <= service->need[d])
            level++;
        service->level[d] = level;
        service->exact &= facts->levels[d][level] == service->need[d];
    }
}

struct cluster_facts *cluster_facts_new(const struct replay_pool *pool)
{
    struct cluster_facts *facts = memory_alloc(1, sizeof *facts);
    facts->pool = pool;
    facts->users = 1;
    facts->services = ARENA_ARRAY(&facts->arena, struct service_facts, pool->services_count + 1);
    struct ports ports = ports_collect(facts);
    base_of_pool(facts, &ports);
    for (int i = 0; i < pool->services_count; i++)
        facts_of_service(facts, &ports, i);
    for (int d = 0; d < DIMENSIONS; d++)
        levels_of_dimension(facts, d);
    for (int i = 0; i < pool->services_count; i++)
        levels_of_service(facts, &facts->services[i]);
    return facts;
}

void cluster_facts_release(struct cluster_facts *facts)
{
    if (--facts->users > 0)
        return;
    arena_release(&facts->arena);
    free(facts);
}
