/* cluster_tasks.c — the book of what runs where, and which task is stopped. */
#include "planner/simulate/cluster_parts.h"

#include <string.h>

/* --- the book of what runs where --- */

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
    int32_t at = node_new(cluster);
    struct instance *instance = &cluster->instances[number];
    int32_t *first = &cluster->first[service * cluster->facts->pool->zones + zone];
    cluster->nodes[at] = (struct placed){service, number, instance->first, NONE, *first, NONE};
    if (*first != NONE)
        cluster->nodes[*first].previous = at;
    if (instance->first != NONE)
        cluster->nodes[instance->first].previous_on_instance = at;
    instance->first = *first = at;
}

static void node_free(struct cluster *cluster, int32_t at)
{
    struct placed *node = &cluster->nodes[at];
    struct instance *instance = &cluster->instances[node->instance];
    if (instance->row != NONE)
        cluster_unlink(cluster, instance->zone, at);
    if (node->previous_on_instance != NONE)
        cluster->nodes[node->previous_on_instance].next_on_instance = node->next_on_instance;
    else
        instance->first = node->next_on_instance;
    if (node->next_on_instance != NONE)
        cluster->nodes[node->next_on_instance].previous_on_instance = node->previous_on_instance;
    node->next_on_instance = cluster->nodes_unused;
    cluster->nodes_unused = at;
}

int cluster_start_task(struct cluster *cluster, int service, int zone, int row)
{
    struct zone_part *part = &cluster->parts[zone];
    part_change(part, cluster->facts, &cluster->facts->services[service], row, -1);
    cluster->running[service * cluster->facts->pool->zones + zone]++;
    node_add(cluster, service, zone, part->rows[row].number);
    return part->rows[row].number;
}

void cluster_stop_task(struct cluster *cluster, int32_t at)
{
    struct placed *node = &cluster->nodes[at];
    const struct instance *instance = &cluster->instances[node->instance];
    if (instance->row != NONE) {
        part_change(&cluster->parts[instance->zone], cluster->facts, &cluster->facts->services[node->service],
                    instance->row, 1);
        cluster->running[node->service * cluster->facts->pool->zones + instance->zone]--;
    }
    node_free(cluster, at);
}

/* --- stopping --- */

static int32_t node_drawn(struct cluster *cluster, int service, int zone)
{
    int list = service * cluster->facts->pool->zones + zone;
    int64_t which = draw_below(cluster, cluster->running[list]);
    int32_t at = cluster->first[list];
    for (; which > 0; which--)
        at = cluster->nodes[at].next;
    return at;
}

/* The service's tasks in the zone and what makes their instances the first to stop on, side by side, since following
 * the list is slow where many are to be stopped. Returns how many there are then. */
static int stoppable_gather(struct cluster *cluster, int service, int zone, int count)
{
    const struct service_facts *facts = &cluster->facts->services[service];
    struct zone_part *part = &cluster->parts[zone];
    int list = service * cluster->facts->pool->zones + zone, more = count + cluster->running[list];
    if (more > cluster->stoppable_capacity) {
        cluster->stoppable_capacity = more + more / 2;
        cluster->stoppable =
            memory_resize(cluster->stoppable, (size_t)cluster->stoppable_capacity, sizeof *cluster->stoppable);
    }
    for (int32_t at = cluster->first[list]; at != NONE; at = cluster->nodes[at].next) {
        int32_t instance = cluster->nodes[at].instance;
        int32_t row = cluster->instances[instance].row;
        int32_t key = facts->stop_by == STOP_MOST_TASKS ? part_counts(part, facts)[row]
                                                        : part->rows[row].free[facts->stop_dimension];
        cluster->stoppable[count++] = (struct stoppable){at, instance, key};
    }
    return count;
}

/* Of the first `count`, the one whose instance has the most; of equals, one drawn. */
static int stoppable_most(struct cluster *cluster, int count)
{
    const struct stoppable *tasks = cluster->stoppable;
    int32_t most = INT32_MIN;
    int ties = 0, first = 0;
    for (int i = 0; i < count; i++)
        if (tasks[i].key > most) {
            most = tasks[i].key;
            first = i;
            ties = 1;
        } else {
            ties += tasks[i].key == most;
        }
    for (int64_t which = ties > 1 ? draw_below(cluster, ties) : 0; which > 0; which--)
        for (first++; tasks[first].key != most;)
            first++;
    return first;
}

/* Stops `stops` of the `count` gathered; the instance of the last. */
static int stoppable_stop(struct cluster *cluster, int service, int count, int64_t stops)
{
    const struct service_facts *facts = &cluster->facts->services[service];
    int32_t change = facts->stop_by == STOP_MOST_TASKS ? -1 : facts->need[facts->stop_dimension];
    int instance = NONE;
    for (; stops > 0 && count > 0; stops--) {
        int which = stoppable_most(cluster, count--);
        instance = cluster->stoppable[which].instance;
        cluster_stop_task(cluster, cluster->stoppable[which].node);
        cluster->steps++;
        cluster->stoppable[which] = cluster->stoppable[count];
        for (int i = 0; i < count; i++)
            cluster->stoppable[i].key += cluster->stoppable[i].instance == instance ? change : 0;
    }
    return instance;
}

/* Stops `stops` tasks in the zone; the instance of the last. */
static int stop_in_zone(struct cluster *cluster, int service, int zone, int64_t stops)
{
    int instance = NONE;
    if (cluster->facts->services[service].stop_by != STOP_DRAWN)
        return stoppable_stop(cluster, service, stoppable_gather(cluster, service, zone, 0), stops);
    for (; stops > 0; stops--) {
        int32_t at = node_drawn(cluster, service, zone);
        instance = cluster->nodes[at].instance;
        cluster_stop_task(cluster, at);
        cluster->steps++;
    }
    return instance;
}

int cluster_stop_in_zone(struct cluster *cluster, int service, int zone)
{
    return stop_in_zone(cluster, service, zone, 1);
}

static int stop_in_any_zone(struct cluster *cluster, int service, int64_t stops)
{
    int count = 0;
    for (int zone = 0; zone < cluster->facts->pool->zones; zone++)
        count = stoppable_gather(cluster, service, zone, count);
    return stoppable_stop(cluster, service, count, stops);
}

/* The zone with the most tasks of the service; NONE where it has none. */
static int zone_to_stop_in(struct cluster *cluster, int service)
{
    const int32_t *running = &cluster->running[service * cluster->facts->pool->zones];
    int best = NONE, ties = 0;
    for (int zone = 0; zone < cluster->facts->pool->zones; zone++) {
        if (running[zone] == 0 || (best != NONE && running[zone] < running[best]))
            continue;
        ties = best != NONE && running[zone] == running[best] ? ties + 1 : 1;
        if (ties == 1 || draw_below(cluster, ties) == 0)
            best = zone;
    }
    return best;
}

int cluster_stop(struct cluster *cluster, int service)
{
    if (!cluster->facts->services[service].stop_by_zone)
        return stop_in_any_zone(cluster, service, 1);
    int zone = zone_to_stop_in(cluster, service);
    return zone == NONE ? NONE : cluster_stop_in_zone(cluster, service, zone);
}

/* Zones do not look at one another's instances, so the zones are chosen first: the same as one after another. */
void cluster_stop_many(struct cluster *cluster, int service, int64_t count)
{
    int zones = cluster->facts->pool->zones;
    if (!cluster->facts->services[service].stop_by_zone) {
        (void)stop_in_any_zone(cluster, service, count);
        return;
    }
    int32_t *running = &cluster->running[service * zones], before[PROFILE_ZONES_MAX];
    memcpy(before, running, (size_t)zones * sizeof *running);
    for (int zone; count > 0 && (zone = zone_to_stop_in(cluster, service)) != NONE; count--)
        running[zone]--;
    for (int zone = 0; zone < zones; zone++) {
        int32_t stops = before[zone] - running[zone];
        running[zone] = before[zone];
        if (stops > 0)
            (void)stop_in_zone(cluster, service, zone, stops);
    }
}

void cluster_stop_on(struct cluster *cluster, int service, int instance)
{
    int32_t at = cluster->instances[instance].first;
    while (at != NONE && cluster->nodes[at].service != service)
        at = cluster->nodes[at].next_on_instance;
    BUG_IF(at == NONE);
    cluster_stop_task(cluster, at);
}
