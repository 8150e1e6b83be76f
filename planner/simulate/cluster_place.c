/* cluster_place.c — where one task goes, and which one is stopped. */
#include "planner/simulate/cluster_parts.h"

#include <limits.h>
#include <stdlib.h>

/* --- the book of what runs where --- */

static int32_t node_find(const struct cluster *cluster, int service, int instance)
{
    int32_t at = cluster->instances[instance].first;
    while (at != NONE && cluster->nodes[at].service != service)
        at = cluster->nodes[at].next_on_instance;
    return at;
}

static int32_t node_new(struct cluster *cluster)
{
    int32_t at = cluster->nodes_unused;
    if (at != NONE) {
        cluster->nodes_unused = cluster->nodes[at].next_on_instance;
        return at;
    }
    if (cluster->nodes_count == cluster->nodes_capacity) {
        cluster->nodes_capacity = cluster->nodes_capacity * 2 + 64;
        cluster->nodes = memory_resize(cluster->nodes, (size_t)cluster->nodes_capacity, sizeof *cluster->nodes);
    }
    return cluster->nodes_count++;
}

/* New nodes go to the front of both lists, so that taking them away again leaves the lists as they were. */
static void node_add(struct cluster *cluster, int service, int zone, int number)
{
    int32_t at = node_find(cluster, service, number);
    if (at != NONE) {
        cluster->nodes[at].count++;
        return;
    }
    at = node_new(cluster);
    struct instance *instance = &cluster->instances[number];
    int32_t *first = &cluster->first[service * cluster->facts->pool->zones + zone];
    cluster->nodes[at] = (struct placed){service, number, 1, instance->first, *first, NONE};
    if (*first != NONE)
        cluster->nodes[*first].previous = at;
    instance->first = *first = at;
}

static void node_free(struct cluster *cluster, int32_t at)
{
    struct placed *node = &cluster->nodes[at];
    struct instance *instance = &cluster->instances[node->instance];
    if (instance->row != NONE) {
        if (node->previous != NONE)
            cluster->nodes[node->previous].next = node->next;
        else
            cluster->first[node->service * cluster->facts->pool->zones + instance->zone] = node->next;
        if (node->next != NONE)
            cluster->nodes[node->next].previous = node->previous;
    }
    int32_t *link = &instance->first;
    while (*link != at)
        link = &cluster->nodes[*link].next_on_instance;
    *link = node->next_on_instance;
    node->next_on_instance = cluster->nodes_unused;
    cluster->nodes_unused = at;
}

/* --- room on a row --- */

static uint64_t *row_ports(const struct cluster *cluster, const struct zone_part *part, int row)
{
    return part->ports + (size_t)row * (size_t)cluster->facts->port_words;
}

static int task_start(struct cluster *cluster, int service, int zone, int row)
{
    struct zone_part *part = &cluster->parts[zone];
    const struct service_facts *facts = &cluster->facts->services[service];
    for (int i = 0; i < facts->dimensions_count; i++)
        part->free[facts->dimensions[i]][row] -= facts->need[facts->dimensions[i]];
    if (facts->ports != NULL)
        for (int w = 0; w < cluster->facts->port_words; w++)
            row_ports(cluster, part, row)[w] |= facts->ports[w];
    cluster->running[service * cluster->facts->pool->zones + zone]++;
    node_add(cluster, service, zone, part->number[row]);
    return part->number[row];
}

static void row_give_back(struct cluster *cluster, const struct service_facts *facts, int zone, int row)
{
    struct zone_part *part = &cluster->parts[zone];
    for (int i = 0; i < facts->dimensions_count; i++) {
        int d = facts->dimensions[i];
        int32_t *free_now = &part->free[d][row], *most = &part->most[d][row / BLOCK];
        *free_now += facts->need[d];
        *most = *most < *free_now ? *free_now : *most;
    }
    if (facts->ports != NULL)
        for (int w = 0; w < cluster->facts->port_words; w++)
            row_ports(cluster, part, row)[w] &= ~facts->ports[w];
}

static void task_stop(struct cluster *cluster, int32_t at)
{
    struct placed *node = &cluster->nodes[at];
    const struct instance *instance = &cluster->instances[node->instance];
    if (instance->row != NONE) {
        row_give_back(cluster, &cluster->facts->services[node->service], instance->zone, instance->row);
        cluster->running[node->service * cluster->facts->pool->zones + instance->zone]--;
    }
    if (--node->count == 0)
        node_free(cluster, at);
}

/* --- looking: the quick scan, for at most one binpack --- */

static bool block_is_full(const struct zone_part *part, const struct service_facts *facts, int block)
{
    for (int i = 0; i < facts->dimensions_count; i++)
        if (part->most[facts->dimensions[i]][block] < facts->need[facts->dimensions[i]])
            return true;
    return false;
}

/* ret_keys: what is to be least, INT32_MAX where there is no room. */
static void block_keys(const struct zone_part *part, const struct service_facts *facts, int block,
                       int32_t ret_keys[BLOCK])
{
    if (facts->key_dimension == NONE)
        for (int j = 0; j < BLOCK; j++)
            ret_keys[j] = 0;
    else
        for (int j = 0; j < BLOCK; j++)
            ret_keys[j] = part->free[facts->key_dimension][block * BLOCK + j];
    for (int i = 0; i < facts->dimensions_count; i++) {
        const int32_t *free_here = part->free[facts->dimensions[i]] + block * BLOCK;
        int32_t need = facts->need[facts->dimensions[i]];
        for (int j = 0; j < BLOCK; j++)
            ret_keys[j] = free_here[j] < need ? INT32_MAX : ret_keys[j];
    }
}

static int32_t least_of(const int32_t keys[BLOCK])
{
    int32_t least = INT32_MAX;
    for (int j = 0; j < BLOCK; j++)
        least = keys[j] < least ? keys[j] : least;
    return least;
}

static int count_of(const int32_t keys[BLOCK], int32_t key)
{
    int count = 0;
    for (int j = 0; j < BLOCK; j++)
        count += keys[j] == key;
    return count;
}

/* No row of the block has the room: its bounds are made exact, so that it is passed over sooner. */
static void block_tighten(struct zone_part *part, int block)
{
    for (int d = 0; d < DIMENSIONS; d++) {
        int32_t most = -1;
        for (int j = 0; j < BLOCK; j++)
            most = part->free[d][block * BLOCK + j] > most ? part->free[d][block * BLOCK + j] : most;
        part->most[d][block] = most;
    }
}

static int row_of_tie(const struct zone_part *part, const struct service_facts *facts, int block, int32_t key,
                      int64_t which)
{
    int32_t keys[BLOCK];
    for (;; block++) {
        if (block_is_full(part, facts, block))
            continue;
        block_keys(part, facts, block, keys);
        for (int j = 0; j < BLOCK; j++)
            if (keys[j] == key && which-- == 0)
                return block * BLOCK + j;
    }
}

static int scan_plain(struct cluster *cluster, const struct service_facts *facts, int zone)
{
    struct zone_part *part = &cluster->parts[zone];
    int32_t keys[BLOCK], best = INT32_MAX;
    int ties = 0, first = 0, blocks = (part->count + BLOCK - 1) / BLOCK;
    for (int block = 0; block < blocks; block++) {
        if (block_is_full(part, facts, block))
            continue;
        block_keys(part, facts, block, keys);
        int32_t least = least_of(keys);
        if (least == INT32_MAX)
            block_tighten(part, block);
        if (least < best) {
            best = least;
            ties = 0;
            first = block;
        }
        if (least == best && best != INT32_MAX)
            ties += count_of(keys, best);
    }
    if (ties == 0)
        return NONE;
    return row_of_tie(part, facts, first, best, ties > 1 ? cluster_draw(cluster, ties) : 0);
}

/* --- looking: any constraints and strategies --- */

struct choice {
    int zone, row, ties;
    int64_t keys[PLACEMENT_STRATEGIES_MAX];
};

static int64_t key_of(const struct cluster *cluster, int service, int zone, int row, enum placement_strategy strategy)
{
    const struct zone_part *part = &cluster->parts[zone];
    switch (strategy) {
    case PLACE_SPREAD_ZONES:
        return cluster->running[service * cluster->facts->pool->zones + zone];
    case PLACE_SPREAD_INSTANCES:
        return part->mark[row];
    case PLACE_BINPACK_CPU:
        return part->free[RESOURCE_CPU][row];
    case PLACE_BINPACK_MEMORY:
        return part->free[RESOURCE_MEMORY][row];
    case PLACE_RANDOM:
        return 0;
    }
    return 0;
}

static bool row_allowed(const struct cluster *cluster, const struct service_facts *facts, const struct zone_part *part,
                        int row)
{
    for (int i = 0; i < facts->dimensions_count; i++)
        if (part->free[facts->dimensions[i]][row] < facts->need[facts->dimensions[i]])
            return false;
    if (facts->per_instance_max > 0 && part->mark[row] >= facts->per_instance_max)
        return false;
    if (facts->ports != NULL)
        for (int w = 0; w < cluster->facts->port_words; w++)
            if ((row_ports(cluster, part, row)[w] & facts->ports[w]) != 0)
                return false;
    return true;
}

/* Of equals each is as likely: the n-th takes the place of those before it once in n. */
static void choice_offer(struct cluster *cluster, int service, int zone, int row, struct choice *choice)
{
    const struct service_facts *facts = &cluster->facts->services[service];
    int64_t keys[PLACEMENT_STRATEGIES_MAX];
    int order = choice->row == NONE ? -1 : 0;
    for (int i = 0; i < facts->keys_count; i++) {
        keys[i] = key_of(cluster, service, zone, row, facts->keys[i]);
        if (order == 0)
            order = (keys[i] > choice->keys[i]) - (keys[i] < choice->keys[i]);
    }
    if (order > 0)
        return;
    choice->ties = order == 0 ? choice->ties + 1 : 1;
    if (order == 0 && cluster_draw(cluster, choice->ties) != 0)
        return;
    choice->zone = zone;
    choice->row = row;
    for (int i = 0; i < facts->keys_count; i++)
        choice->keys[i] = keys[i];
}

static void marks_set(struct cluster *cluster, int service, int zone, bool set)
{
    int32_t at = cluster->first[service * cluster->facts->pool->zones + zone];
    for (; at != NONE; at = cluster->nodes[at].next) {
        const struct placed *node = &cluster->nodes[at];
        cluster->parts[zone].mark[cluster->instances[node->instance].row] = set ? node->count : 0;
    }
}

static void scan_any(struct cluster *cluster, int service, int zone, struct choice *choice)
{
    const struct service_facts *facts = &cluster->facts->services[service];
    struct zone_part *part = &cluster->parts[zone];
    if (facts->counted)
        marks_set(cluster, service, zone, true);
    for (int block = 0; block * BLOCK < part->count; block++) {
        if (block_is_full(part, facts, block))
            continue;
        int end = block * BLOCK + BLOCK < part->count ? block * BLOCK + BLOCK : part->count;
        for (int row = block * BLOCK; row < end; row++)
            if (row_allowed(cluster, facts, part, row))
                choice_offer(cluster, service, zone, row, choice);
    }
    if (facts->counted)
        marks_set(cluster, service, zone, false);
}

/* --- placing --- */

static int scan_zone(struct cluster *cluster, int service, int zone)
{
    const struct service_facts *facts = &cluster->facts->services[service];
    if (facts->plain)
        return scan_plain(cluster, facts, zone);
    struct choice choice = {.row = NONE};
    scan_any(cluster, service, zone, &choice);
    return choice.row;
}

int cluster_place_in_zone(struct cluster *cluster, int service, int zone)
{
    cluster->steps++;
    int row = scan_zone(cluster, service, zone);
    return row == NONE ? NONE : task_start(cluster, service, zone, row);
}

/* Of the zones not yet tried, one with the fewest tasks of the service; NONE when all are. */
static int zone_next(struct cluster *cluster, int service, unsigned tried)
{
    const int32_t *running = &cluster->running[service * cluster->facts->pool->zones];
    int best = NONE, ties = 0;
    for (int zone = 0; zone < cluster->facts->pool->zones; zone++) {
        if ((tried & 1u << zone) != 0 || cluster->parts[zone].count == 0 ||
            (best != NONE && running[zone] > running[best]))
            continue;
        ties = best != NONE && running[zone] == running[best] ? ties + 1 : 1;
        if (ties == 1 || cluster_draw(cluster, ties) == 0)
            best = zone;
    }
    return best;
}

static int place_zones_first(struct cluster *cluster, int service)
{
    unsigned tried = 0;
    for (int zone; (zone = zone_next(cluster, service, tried)) != NONE; tried |= 1u << zone) {
        int row = scan_zone(cluster, service, zone);
        if (row != NONE)
            return task_start(cluster, service, zone, row);
    }
    return NONE;
}

int cluster_place(struct cluster *cluster, int service)
{
    const struct service_facts *facts = &cluster->facts->services[service];
    cluster->steps++;
    if (!facts->fits_empty)
        return NONE;
    if (facts->zones_first)
        return place_zones_first(cluster, service);
    struct choice choice = {.row = NONE};
    for (int zone = 0; zone < cluster->facts->pool->zones; zone++)
        scan_any(cluster, service, zone, &choice);
    return choice.row == NONE ? NONE : task_start(cluster, service, choice.zone, choice.row);
}

/* --- stopping --- */

static int32_t node_of_most_free(struct cluster *cluster, int service, int zone, enum resource resource)
{
    int32_t best = NONE, at = cluster->first[service * cluster->facts->pool->zones + zone], most = -1;
    for (int ties = 0; at != NONE; at = cluster->nodes[at].next) {
        int32_t here = cluster->parts[zone].free[resource][cluster->instances[cluster->nodes[at].instance].row];
        if (here < most)
            continue;
        ties = here == most ? ties + 1 : 1;
        if (ties == 1 || cluster_draw(cluster, ties) == 0)
            best = at;
        most = here;
    }
    return best;
}

static int32_t node_drawn(struct cluster *cluster, int service, int zone)
{
    int list = service * cluster->facts->pool->zones + zone;
    int64_t which = cluster_draw(cluster, cluster->running[list]);
    int32_t at = cluster->first[list];
    while ((which -= cluster->nodes[at].count) >= 0)
        at = cluster->nodes[at].next;
    return at;
}

int cluster_stop_in_zone(struct cluster *cluster, int service, int zone)
{
    const struct service_facts *facts = &cluster->facts->services[service];
    int32_t at = NONE;
    cluster->steps++;
    if (facts->keys_count > 0 && facts->keys[0] == PLACE_BINPACK_CPU)
        at = node_of_most_free(cluster, service, zone, RESOURCE_CPU);
    else if (facts->keys_count > 0 && facts->keys[0] == PLACE_BINPACK_MEMORY)
        at = node_of_most_free(cluster, service, zone, RESOURCE_MEMORY);
    else
        at = node_drawn(cluster, service, zone);
    int instance = cluster->nodes[at].instance;
    task_stop(cluster, at);
    return instance;
}

int cluster_stop(struct cluster *cluster, int service)
{
    const int32_t *running = &cluster->running[service * cluster->facts->pool->zones];
    int best = NONE, ties = 0;
    for (int zone = 0; zone < cluster->facts->pool->zones; zone++) {
        if (running[zone] == 0 || (best != NONE && running[zone] < running[best]))
            continue;
        ties = best != NONE && running[zone] == running[best] ? ties + 1 : 1;
        if (ties == 1 || cluster_draw(cluster, ties) == 0)
            best = zone;
    }
    return best == NONE ? NONE : cluster_stop_in_zone(cluster, service, best);
}

void cluster_stop_on(struct cluster *cluster, int service, int instance)
{
    int32_t at = node_find(cluster, service, instance);
    BUG_IF(at == NONE);
    task_stop(cluster, at);
}
