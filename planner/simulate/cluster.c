/* cluster.c — instances come and go: launched, drained, terminated; and the cluster as a value that is copied. */
#include "planner/simulate/cluster_parts.h"

#include <stdlib.h>
#include <string.h>

/* --- memory --- */

static struct cluster *cluster_of_facts(struct cluster_facts *facts)
{
    struct cluster *cluster = memory_alloc(1, sizeof *cluster);
    size_t services = (size_t)facts->pool->services_count, zones = (size_t)facts->pool->zones;
    cluster->facts = facts;
    cluster->nodes_unused = NONE;
    cluster->first = memory_alloc(services * zones + 1, sizeof(int32_t));
    cluster->running = memory_alloc(services * zones + 1, sizeof(int32_t));
    cluster->refused = memory_alloc(services + 1, sizeof(bool));
    cluster->counts = memory_alloc(services + 1, sizeof(int64_t));
    for (size_t i = 0; i < services * zones; i++)
        cluster->first[i] = NONE;
    return cluster;
}

struct cluster *cluster_new(const struct replay_pool *pool, uint64_t seed)
{
    struct cluster *cluster = cluster_of_facts(cluster_facts_new(pool));
    cluster_reseed(cluster, seed);
    return cluster;
}

struct cluster *cluster_new_like(const struct cluster *other)
{
    other->facts->users++;
    return cluster_of_facts(other->facts);
}

void cluster_clear(struct cluster *cluster)
{
    size_t lists = (size_t)cluster->facts->pool->services_count * (size_t)cluster->facts->pool->zones;
    for (int zone = 0; zone < cluster->facts->pool->zones; zone++)
        part_clear(&cluster->parts[zone], cluster->facts);
    cluster->instances_count = cluster->nodes_count = 0;
    cluster->nodes_unused = NONE;
    for (size_t i = 0; i < lists; i++) {
        cluster->first[i] = NONE;
        cluster->running[i] = 0;
    }
}

static void *grown(void *block, int *capacity, int count, size_t size)
{
    if (count <= *capacity)
        return block;
    *capacity = count + count / 2 + 16;
    return memory_resize(block, (size_t)*capacity, size);
}

void cluster_copy(struct cluster *to, const struct cluster *from)
{
    size_t lists = (size_t)from->facts->pool->services_count * (size_t)from->facts->pool->zones;
    to->random = from->random;
    to->nodes_unused = from->nodes_unused;
    to->instances = grown(to->instances, &to->instances_capacity, from->instances_count, sizeof *to->instances);
    to->nodes = grown(to->nodes, &to->nodes_capacity, from->nodes_count, sizeof *to->nodes);
    to->instances_count = from->instances_count;
    to->nodes_count = from->nodes_count;
    if (from->instances_count > 0)
        memcpy(to->instances, from->instances, (size_t)from->instances_count * sizeof *to->instances);
    if (from->nodes_count > 0)
        memcpy(to->nodes, from->nodes, (size_t)from->nodes_count * sizeof *to->nodes);
    memcpy(to->first, from->first, lists * sizeof *to->first);
    memcpy(to->running, from->running, lists * sizeof *to->running);
    for (int zone = 0; zone < from->facts->pool->zones; zone++)
        part_copy(&to->parts[zone], &from->parts[zone], from->facts);
}

void cluster_free(struct cluster *cluster)
{
    if (cluster == NULL)
        return;
    for (int zone = 0; zone < cluster->facts->pool->zones; zone++)
        part_release(&cluster->parts[zone]);
    cluster_facts_release(cluster->facts);
    free(cluster->instances);
    free(cluster->nodes);
    free(cluster->first);
    free(cluster->running);
    free(cluster->fits);
    free(cluster->stoppable);
    free(cluster->queue);
    free(cluster->refused);
    free(cluster->counts);
    free(cluster);
}

void cluster_reseed(struct cluster *cluster, uint64_t seed)
{
    cluster->random = seed;
}

int64_t cluster_draw(struct cluster *cluster, int64_t below)
{
    return draw_below(cluster, below);
}

/* --- the Auto Scaling group --- */

static int zone_for_launch(const struct cluster *cluster)
{
    int best = NONE;
    for (int zone = 0; zone < cluster->facts->pool->zones; zone++)
        if (!cluster->parts[zone].closed && (best == NONE || cluster->parts[zone].count < cluster->parts[best].count))
            best = zone;
    return best;
}

static void row_remove(struct cluster *cluster, int zone, int row)
{
    struct zone_part *part = &cluster->parts[zone];
    part_remove_row(part, cluster->facts, row);
    if (row < part->count)
        cluster->instances[part->rows[row].number].row = row;
}

int cluster_launch(struct cluster *cluster)
{
    int zone = zone_for_launch(cluster);
    if (zone == NONE)
        return NONE;
    int number = cluster->instances_count++;
    cluster->instances =
        grown(cluster->instances, &cluster->instances_capacity, cluster->instances_count, sizeof *cluster->instances);
    cluster->instances[number] =
        (struct instance){NONE, part_add_row(&cluster->parts[zone], cluster->facts, number), zone};
    return number;
}

void cluster_close_zone(struct cluster *cluster, int zone, bool closed)
{
    cluster->parts[zone].closed = closed;
}

int cluster_choose_to_terminate(struct cluster *cluster)
{
    int best = NONE, ties = 0;
    for (int zone = 0; zone < cluster->facts->pool->zones; zone++) {
        int count = cluster->parts[zone].count;
        if (count == 0 || (best != NONE && count < cluster->parts[best].count))
            continue;
        ties = best != NONE && count == cluster->parts[best].count ? ties + 1 : 1;
        if (ties == 1 || cluster_draw(cluster, ties) == 0)
            best = zone;
    }
    if (best == NONE)
        return NONE;
    return cluster->parts[best].rows[cluster_draw(cluster, cluster->parts[best].count)].number;
}

void cluster_unlink(struct cluster *cluster, int zone, int32_t at)
{
    const struct placed *node = &cluster->nodes[at];
    if (node->previous != NONE)
        cluster->nodes[node->previous].next = node->next;
    else
        cluster->first[node->service * cluster->facts->pool->zones + zone] = node->next;
    if (node->next != NONE)
        cluster->nodes[node->next].previous = node->previous;
}

void cluster_drain(struct cluster *cluster, int instance)
{
    struct instance *drained = &cluster->instances[instance];
    if (drained->row == NONE)
        return;
    for (int32_t at = drained->first; at != NONE; at = cluster->nodes[at].next_on_instance) {
        const struct placed *node = &cluster->nodes[at];
        cluster->running[node->service * cluster->facts->pool->zones + drained->zone]--;
        cluster_unlink(cluster, drained->zone, at);
    }
    row_remove(cluster, drained->zone, drained->row);
    drained->row = NONE;
}

void cluster_terminate(struct cluster *cluster, int instance, int64_t *ret_lost)
{
    cluster_drain(cluster, instance);
    struct instance *gone = &cluster->instances[instance];
    for (int32_t at = gone->first, next; at != NONE; at = next) {
        struct placed *node = &cluster->nodes[at];
        next = node->next_on_instance;
        ret_lost[node->service]++;
        node->next_on_instance = cluster->nodes_unused;
        cluster->nodes_unused = at;
    }
    gone->first = gone->zone = NONE;
}

/* --- what there is --- */

int cluster_instances(const struct cluster *cluster, int zone)
{
    if (zone >= 0)
        return cluster->parts[zone].count;
    int count = 0;
    for (int z = 0; z < cluster->facts->pool->zones; z++)
        count += cluster->parts[z].count;
    return count;
}

int cluster_launched(const struct cluster *cluster)
{
    return cluster->instances_count;
}

int cluster_zone_of(const struct cluster *cluster, int instance)
{
    return cluster->instances[instance].zone;
}

bool cluster_is_active(const struct cluster *cluster, int instance)
{
    return cluster->instances[instance].row != NONE;
}

bool cluster_is_empty(const struct cluster *cluster, int instance)
{
    return cluster->instances[instance].first == NONE;
}

int64_t cluster_running(const struct cluster *cluster, int service, int zone)
{
    int zones = cluster->facts->pool->zones;
    const int32_t *running = &cluster->running[service * zones];
    if (zone >= 0)
        return running[zone];
    int64_t sum = 0;
    for (int z = 0; z < zones; z++)
        sum += running[z];
    return sum;
}

int cluster_tasks_on(const struct cluster *cluster, int instance, int *ret_services, int64_t *ret_tasks)
{
    int count = 0;
    for (int32_t at = cluster->instances[instance].first; at != NONE; at = cluster->nodes[at].next_on_instance) {
        int pair = 0;
        while (pair < count && ret_services[pair] != cluster->nodes[at].service)
            pair++;
        if (pair == count) {
            ret_services[count] = cluster->nodes[at].service;
            ret_tasks[count++] = 0;
        }
        ret_tasks[pair]++;
    }
    return count;
}

int64_t cluster_steps(const struct cluster *cluster)
{
    return cluster->steps;
}
