/* cluster_many.c — many tasks at a time: in drawn order, and moved until the zones are even. */
#include "planner/simulate/cluster_parts.h"

#include <stdlib.h>
#include <string.h>

static void queue_reserve(struct cluster *cluster, int64_t count)
{
    if (count <= cluster->queue_capacity)
        return;
    cluster->queue_capacity = count + count / 2;
    cluster->queue = memory_resize(cluster->queue, (size_t)cluster->queue_capacity, sizeof *cluster->queue);
}

static void queue_shuffle(struct cluster *cluster, int64_t count)
{
    for (int64_t i = count; i > 1; i--) {
        int64_t j = draw_below(cluster, i);
        int32_t swapped = cluster->queue[i - 1];
        cluster->queue[i - 1] = cluster->queue[j];
        cluster->queue[j] = swapped;
    }
}

static int64_t queue_fill(struct cluster *cluster, const int64_t *counts)
{
    int services = cluster->facts->pool->services_count;
    int64_t count = 0, at = 0;
    for (int s = 0; s < services; s++)
        count += counts[s];
    queue_reserve(cluster, count);
    for (int s = 0; s < services; s++)
        for (int64_t i = 0; i < counts[s]; i++)
            cluster->queue[at++] = s;
    queue_shuffle(cluster, count);
    return count;
}

int64_t cluster_place_shuffled(struct cluster *cluster, int64_t *counts)
{
    int64_t count = queue_fill(cluster, counts), left = 0;
    if (count == 0)
        return 0;
    /* Placing frees nothing: what was refused once is refused until the end. */
    memset(cluster->refused, 0, (size_t)cluster->facts->pool->services_count * sizeof *cluster->refused);
    for (int64_t i = 0; i < count; i++) {
        int service = cluster->queue[i];
        if (!cluster->refused[service] && cluster_place(cluster, service) != NONE)
            counts[service]--;
        else
            cluster->refused[service] = true;
    }
    for (int s = 0; s < cluster->facts->pool->services_count; s++)
        left += counts[s];
    return left;
}

void cluster_stop_shuffled(struct cluster *cluster, const int64_t *counts)
{
    int64_t services = 0;
    queue_reserve(cluster, cluster->facts->pool->services_count);
    for (int s = 0; s < cluster->facts->pool->services_count; s++)
        if (counts[s] > 0)
            cluster->queue[services++] = s;
    queue_shuffle(cluster, services);
    for (int64_t i = 0; i < services; i++)
        cluster_stop_many(cluster, cluster->queue[i], counts[cluster->queue[i]]);
}

/* --- room --- */

static int64_t row_room(const struct cluster *cluster, const struct service_facts *facts, const struct zone_part *part,
                        int row)
{
    int64_t room = facts->per_instance_max > 0 ? facts->per_instance_max - part_counts(part, facts)[row] : INT32_MAX;
    for (int i = 0; i < facts->dimensions_count && room > 0; i++) {
        int64_t here = part->rows[row].free[facts->dimensions[i]] / facts->need[facts->dimensions[i]];
        room = here < room ? here : room;
    }
    const uint64_t *taken = part_ports(part, cluster->facts, row);
    for (int w = 0; w < cluster->facts->port_words && facts->ports != NULL && room > 0; w++)
        room = (taken[w] & facts->ports[w]) != 0 ? 0 : 1;
    return room > 0 ? room : 0;
}

static int64_t room_in_zone(const struct cluster *cluster, int service, int zone, int64_t enough)
{
    const struct service_facts *facts = &cluster->facts->services[service];
    const struct zone_part *part = &cluster->parts[zone];
    int64_t sum = 0;
    for (int row = 0; row < part->count && sum < enough; row++)
        sum += row_room(cluster, facts, part, row);
    return sum;
}

int64_t cluster_room(const struct cluster *cluster, int service, int64_t enough)
{
    int64_t sum = 0;
    for (int zone = 0; zone < cluster->facts->pool->zones && sum < enough; zone++)
        sum += room_in_zone(cluster, service, zone, enough - sum);
    return sum < enough ? sum : enough;
}

/* --- Availability Zone rebalancing --- */

static int fullest_zone(const struct cluster *cluster, int service)
{
    const int32_t *running = &cluster->running[service * cluster->facts->pool->zones];
    int fullest = 0;
    for (int zone = 1; zone < cluster->facts->pool->zones; zone++)
        if (running[zone] > running[fullest])
            fullest = zone;
    return fullest;
}

/* The emptiest zone that has instances, is not yet tried, and has two fewer than the fullest; NONE where even. */
static int zone_lacking(const struct cluster *cluster, int service, int fullest, unsigned tried)
{
    const int32_t *running = &cluster->running[service * cluster->facts->pool->zones];
    int emptiest = NONE;
    for (int zone = 0; zone < cluster->facts->pool->zones; zone++)
        if ((tried & 1u << zone) == 0 && cluster->parts[zone].count > 0 && running[zone] + 1 < running[fullest] &&
            (emptiest == NONE || running[zone] < running[emptiest]))
            emptiest = zone;
    return emptiest;
}

static int64_t rebalance_service(struct cluster *cluster, int service)
{
    int64_t moves = 0;
    unsigned tried = 0; /* a zone that had no room gets none by moves into others */
    for (;;) {
        int fullest = fullest_zone(cluster, service), zone = zone_lacking(cluster, service, fullest, tried);
        if (zone == NONE)
            return moves;
        if (cluster_place_in_zone(cluster, service, zone) == NONE) {
            tried |= 1u << zone;
            continue;
        }
        (void)cluster_stop_in_zone(cluster, service, fullest);
        moves++;
    }
}

int64_t cluster_rebalance(struct cluster *cluster)
{
    int64_t uneven = 0, moves = 0;
    queue_reserve(cluster, cluster->facts->pool->services_count);
    for (int s = 0; s < cluster->facts->pool->services_count; s++)
        if (cluster->facts->services[s].rebalanced && zone_lacking(cluster, s, fullest_zone(cluster, s), 0) != NONE)
            cluster->queue[uneven++] = s;
    queue_shuffle(cluster, uneven);
    for (int64_t i = 0; i < uneven; i++)
        moves += rebalance_service(cluster, cluster->queue[i]);
    return moves;
}
