/* check_addresses.c — have the subnets an address for every instance, every task of network mode awsvpc and every task
 * on Fargate, when groups are as large as they may grow and one service is being deployed?
 *
 * Auto Scaling and ECS keep zones even: of n things in z zones each zone has floor(n / z) or one more. What is found
 * wrong has no such spread. Zones with the fewest addresses are looked at together: the s smallest must hold at least
 * s * floor(n / z), and what of the rest finds no other zone. */
#include "planner/check/checking.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Things to be spread, each even by itself: what they sum to is all that has to be known. */
struct spread {
    int zones;
    int128 even;                           /* in every zone */
    int64_t remainders[PROFILE_ZONES_MAX]; /* how many leave 0, 1, .. zones - 1 over */
};

struct zone_addresses {
    const char *zone;
    int128 free;
};

static void spread_add(struct spread *spread, int128 count)
{
    spread->even += count / spread->zones;
    spread->remainders[count % spread->zones]++;
}

/* Addresses that `zones` of them cannot do without. */
static int128 least_in(const struct spread *spread, int zones)
{
    int128 least = spread->even * zones;
    for (int rest = 1; rest < spread->zones; rest++) {
        int beyond = rest - (spread->zones - zones);
        least += beyond > 0 ? (int128)spread->remainders[rest] * beyond : 0;
    }
    return least;
}

static bool is_trunked(const struct instance_type *type)
{
    return type != NULL && type->awsvpc_tasks_trunked > type->awsvpc_tasks;
}

/* Whether an instance may have a trunk: of a Spot pool AWS gives any of the types. */
static bool has_trunk(const struct checking *at, const struct plan_pool *pool)
{
    bool trunked = is_trunked(catalogue_instance_type(at->catalogue, pool->instance_type));
    for (int k = 0; k < pool->instance_types.count; k++)
        trunked |= is_trunked(catalogue_instance_type(at->catalogue, pool->instance_types.items[k]));
    return trunked;
}

/* Addresses of one instance: its own and, with trunking, its trunk's (Amazon ECS developer guide, "Linux instances with
 * increased container instance network interfaces", 2023). */
static int64_t addresses_of_instance(const struct checking *at, const struct plan_pool *pool)
{
    const struct instance_type *type = catalogue_instance_type(at->catalogue, pool->instance_type);
    int64_t addresses = 1;
    addresses += at->profile->limits.eni_trunking && has_trunk(at, pool);
    for (int i = 0; type != NULL && i < at->daemons_count; i++) {
        const struct service *daemon = at->services[at->services_count + i];
        addresses += daemon->network_mode == NETWORK_AWSVPC && daemon->architectures & 1u << type->architecture;
    }
    return addresses;
}

/* A service's tasks have addresses on Fargate, and in mode awsvpc. */
static bool has_addresses(const struct checking *at, int service)
{
    return at->service_of[service] != NULL &&
           (at->pool_of_service[service] < 0 || at->service_of[service]->network_mode == NETWORK_AWSVPC);
}

static int64_t surge_of(const struct checking *at, int service, int hour)
{
    int128 tasks = room_for(at, tasks_in(&at->service_of[service]->tasks, hour));
    return (int64_t)(tasks * at->service_of[service]->deployment.maximum_percent / 100 - tasks);
}

static int64_t tasks_of_job(const struct checking *at, int index)
{
    const struct job *job = at->job_of[index];
    if (job == NULL || strcmp(at->plan->jobs[index].place, place_names[PLACE_LAMBDA]) == 0)
        return 0;
    if (at->pool_of_job[index] >= 0)
        return job->network_mode == NETWORK_AWSVPC ? at->plan->jobs[index].tasks : 0;
    return (int64_t)ceil(job->runs_per_day * (job->startup_s + job->duration_s) / 86400);
}

static void add_tasks(const struct checking *at, int hour, bool deploying, struct spread *spread)
{
    int widest = -1;
    for (int i = 0; deploying && i < at->plan->services_count; i++)
        if (has_addresses(at, i) && (widest < 0 || surge_of(at, i, hour) > surge_of(at, widest, hour)))
            widest = i;
    for (int i = 0; i < at->plan->services_count; i++)
        if (has_addresses(at, i))
            spread_add(spread, (int128)room_for(at, tasks_in(&at->service_of[i]->tasks, hour)) +
                                   (i == widest ? surge_of(at, i, hour) : 0));
    for (int i = 0; i < at->plan->jobs_count; i++)
        spread_add(spread, tasks_of_job(at, i));
}

/* Groups as large as they may grow; after the loss of a zone, what is left of what the plan has. */
static struct spread spread_of(const struct checking *at, int hour, bool zone_lost)
{
    int zones = at->profile->zones.count;
    struct spread spread = {.zones = zone_lost ? zones - 1 : zones};
    for (int p = 0; p < at->plan->pools_count; p++) {
        const struct plan_pool *pool = &at->plan->pools[p];
        int64_t instances = tasks_in(&pool->instances, hour), most = tasks_in(&pool->max_size, hour);
        int64_t there = zone_lost ? instances - (instances + zones - 1) / zones : most > instances ? most : instances;
        for (int64_t i = addresses_of_instance(at, pool); i > 0; i--)
            spread_add(&spread, there);
    }
    add_tasks(at, hour, !zone_lost, &spread);
    return spread;
}

/* --- the subnets --- */

static int compare_addresses(const void *a, const void *b)
{
    const struct zone_addresses *left = a, *right = b;
    return (left->free > right->free) - (left->free < right->free);
}

static void addresses_of_zones(const struct checking *at, struct zone_addresses zones[PROFILE_ZONES_MAX])
{
    for (int z = 0; z < at->profile->zones.count; z++) {
        zones[z] = (struct zone_addresses){.zone = at->profile->zones.items[z]};
        for (int i = 0; i < at->profile->subnets_count; i++)
            if (strcmp(at->profile->subnets[i].zone, zones[z].zone) == 0)
                zones[z].free += at->profile->subnets[i].free_addresses;
    }
}

static bool is_short(struct checking *at, const struct spread *spread, const struct zone_addresses *all, int lost,
                     int hour)
{
    struct zone_addresses zones[PROFILE_ZONES_MAX];
    int count = 0;
    int128 free_of = 0;
    for (int z = 0; z < at->profile->zones.count; z++)
        if (z != lost)
            zones[count++] = all[z];
    qsort(zones, (size_t)count, sizeof *zones, compare_addresses);
    for (int s = 1; s <= count; s++) {
        free_of += zones[s - 1].free;
        if (free_of >= least_in(spread, s))
            continue;
        found(at, RULE_SUBNETS, "pools",
              "the subnets of %s%s%s have %" PRId64 " free addresses, in hour %d %s%s%s at least %" PRId64
              " are needed: give larger subnets",
              zones[0].zone, s > 1 ? " and others up to " : "", s > 1 ? zones[s - 1].zone : "", (int64_t)free_of, hour,
              lost >= 0 ? "after the loss of " : "with groups at their largest and one deployment",
              lost >= 0 ? all[lost].zone : "", lost >= 0 ? "" : ",", (int64_t)least_in(spread, s));
        return true;
    }
    return false;
}

void check_addresses(struct checking *at)
{
    struct zone_addresses zones[PROFILE_ZONES_MAX];
    if (at->profile->subnets_count == 0)
        return;
    addresses_of_zones(at, zones);
    for (int hour = 0; hour < at->profile->hours; hour++) {
        struct spread spread = spread_of(at, hour, false);
        if (is_short(at, &spread, zones, -1, hour))
            return;
    }
    if (!at->profile->safety.survive_zone_loss || at->profile->zones.count < 2)
        return;
    for (int hour = 0; hour < at->profile->hours; hour++) {
        struct spread spread = spread_of(at, hour, true);
        for (int lost = 0; lost < at->profile->zones.count; lost++)
            if (is_short(at, &spread, zones, lost, hour))
                return;
    }
}
