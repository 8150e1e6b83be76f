/* week.c — one hour after another, and what each promises. */
#include "planner/simulate/week.h"

#include "planner/simulate/cluster_parts.h"

#include <string.h>

uint64_t replay_seed(int64_t seed, const struct replay_pool *pool, enum scenario scenario)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    for (const char *at = pool->instance_type; *at != '\0'; at++)
        hash = (hash ^ (unsigned char)*at) * 1099511628211u;
    hash = (hash ^ (uint64_t)scenario) * 1099511628211u;
    hash += (uint64_t)seed * 0xd6e8feb86659fd93u;
    /* Seeds one apart must not start a few draws apart on one sequence: mixed as by MurmurHash3's last step. */
    hash = (hash ^ hash >> 33) * 0xff51afd7ed558ccdu;
    hash = (hash ^ hash >> 33) * 0xc4ceb9fe1a85ec53u;
    return hash ^ hash >> 33;
}

int week_peak_hour(const struct replay_pool *pool, const int64_t *instances)
{
    int peak = 0;
    int64_t peak_cpu = -1;
    for (int h = 0; h < pool->hours; h++) {
        if (instances[h] < instances[peak])
            continue;
        int64_t cpu = 0;
        for (int s = 0; s < pool->services_count; s++)
            cpu += pool->services[s].tasks[h] * pool->services[s].task.size[RESOURCE_CPU];
        if (instances[h] > instances[peak] || cpu > peak_cpu) {
            peak = h;
            peak_cpu = cpu;
        }
    }
    return peak;
}

int64_t deployment_surge(const struct replay_service *service, int64_t tasks)
{
    int64_t most = tasks * service->deployment.maximum_percent / 100;
    return most > tasks ? most - tasks : 0;
}

static int64_t tasks_asked(const struct replay_service *service, int hour, unsigned promises)
{
    return (promises & PROMISE_HEADROOM) != 0 ? service->room[hour] : service->tasks[hour];
}

/* --- an hour begins --- */

static void stop_surplus(struct cluster *cluster, int hour, unsigned promises)
{
    const struct replay_pool *pool = cluster->facts->pool;
    for (int s = 0; s < pool->services_count; s++) {
        int64_t surplus = cluster_running(cluster, s, -1) - tasks_asked(&pool->services[s], hour, promises);
        cluster->counts[s] = surplus > 0 ? surplus : 0;
    }
    cluster_stop_shuffled(cluster, cluster->counts);
}

static void start_missing(struct cluster *cluster, int hour, unsigned promises, int64_t *ret_unplaced)
{
    const struct replay_pool *pool = cluster->facts->pool;
    for (int s = 0; s < pool->services_count; s++) {
        int64_t missing = tasks_asked(&pool->services[s], hour, promises) - cluster_running(cluster, s, -1);
        ret_unplaced[s] = missing > 0 ? missing : 0;
    }
    (void)cluster_place_shuffled(cluster, ret_unplaced);
}

/* All that goes drains at once, so that nothing is started on an instance about to go; what ran on it is started
 * elsewhere before it stops, which needs the same room as starting it after. */
static void shrink_group(struct cluster *cluster, int64_t instances, int64_t *unplaced)
{
    int services = cluster->facts->pool->services_count;
    int64_t surplus = cluster_instances(cluster, -1) - instances;
    if (surplus <= 0)
        return;
    memset(cluster->counts, 0, (size_t)services * sizeof *cluster->counts);
    for (; surplus > 0; surplus--)
        cluster_terminate(cluster, cluster_choose_to_terminate(cluster), cluster->counts);
    (void)cluster_place_shuffled(cluster, cluster->counts);
    for (int s = 0; s < services; s++)
        unplaced[s] += cluster->counts[s];
}

void week_step(struct cluster *cluster, int from, int hour, int64_t instances, unsigned promises, int64_t *ret_unplaced)
{
    if (from < 0)
        cluster_clear(cluster);
    while (cluster_instances(cluster, -1) < instances && cluster_launch(cluster) != NONE)
        continue;
    stop_surplus(cluster, hour, promises);
    start_missing(cluster, hour, promises, ret_unplaced);
    shrink_group(cluster, instances, ret_unplaced);
    (void)cluster_rebalance(cluster);
    (void)cluster_place_shuffled(cluster, ret_unplaced);
}

/* --- does it hold? --- */

static struct shortfall look_placement(const struct cluster *cluster, const int64_t *unplaced)
{
    const struct replay_pool *pool = cluster->facts->pool;
    for (int s = 0; s < pool->services_count; s++)
        if (unplaced[s] > 0)
            return (struct shortfall){unplaced[s], s, NONE, PROMISE_PLACEMENT, false};
    for (int s = 0; s < pool->services_count; s++) {
        const struct replay_service *service = &pool->services[s];
        int64_t tasks = cluster_running(cluster, s, -1), zones = 0;
        int64_t asked = service->zones_min < pool->zones ? service->zones_min : pool->zones;
        for (int zone = 0; zone < pool->zones; zone++)
            zones += cluster_running(cluster, s, zone) > 0;
        asked = asked < tasks ? asked : tasks;
        if (!service->is_job && zones < asked)
            return (struct shortfall){asked - zones, s, NONE, PROMISE_PLACEMENT, true};
    }
    return (struct shortfall){0};
}

/* Any one service's whole surge, at once. */
static struct shortfall look_deployments(const struct cluster *cluster, int hour, unsigned promises)
{
    const struct replay_pool *pool = cluster->facts->pool;
    for (int s = 0; s < pool->services_count; s++) {
        const struct replay_service *service = &pool->services[s];
        if (service->is_job)
            continue;
        int64_t surge = deployment_surge(service, tasks_asked(service, hour, promises));
        int64_t room = surge > 0 ? cluster_room(cluster, s, surge) : 0;
        if (room < surge)
            return (struct shortfall){surge - room, s, NONE, PROMISE_DEPLOYMENT, false};
    }
    return (struct shortfall){0};
}

static struct shortfall look_zone(const struct cluster *cluster, struct cluster *scratch, int zone)
{
    const struct replay_pool *pool = cluster->facts->pool;
    int64_t *lost = scratch->counts;
    cluster_copy(scratch, cluster);
    memset(lost, 0, (size_t)pool->services_count * sizeof *lost);
    cluster_close_zone(scratch, zone, true);
    while (scratch->parts[zone].count > 0)
        cluster_terminate(scratch, scratch->parts[zone].rows[scratch->parts[zone].count - 1].number, lost);
    if (cluster_place_shuffled(scratch, lost) > 0)
        for (int s = 0; s < pool->services_count; s++)
            if (lost[s] > 0)
                return (struct shortfall){lost[s], s, zone, PROMISE_ZONE_LOSS, false};
    return (struct shortfall){0};
}

struct shortfall week_look(const struct cluster *cluster, struct cluster *scratch, int hour, unsigned promises,
                           const int64_t *unplaced)
{
    struct shortfall found = look_placement(cluster, unplaced);
    if (found.tasks == 0 && (promises & PROMISE_DEPLOYMENT) != 0)
        found = look_deployments(cluster, hour, promises);
    if ((promises & PROMISE_ZONE_LOSS) != 0)
        for (int zone = 0; zone < cluster->facts->pool->zones && found.tasks == 0; zone++)
            found = look_zone(cluster, scratch, zone);
    return found;
}
