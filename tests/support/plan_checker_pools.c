/* plan_checker_pools.c — may the pool be of this type, and can its instances hold its tasks in every hour? */
#include "tests/support/plan_checker_parts.h"

#include "data/base/arena.h"
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PORTS_SHOWN_MAX = 64 };

static const char *const resources[4] = {"cpu", "memory", "eni", "gpu"};

/* A service or job in a pool. */
struct member {
    const char *name;
    const struct service *service; /* or */
    int64_t job_room;
    int64_t zones_min;
    struct witness_item item; /* its count is set hour by hour */
};

struct pool_look {
    struct checking *at;
    const struct plan_pool *pool;
    int64_t capacity[4];
    struct member *members;
    int members_count;
    int64_t ports[PORTS_SHOWN_MAX];
    int ports_count;
    bool ports_overflow;
    struct witness_item *zone_items; /* [members_count] */
};

static int64_t room_of(const struct pool_look *look, const struct member *member, int hour)
{
    if (member->service == NULL)
        return member->job_room;
    int64_t tasks = tasks_in(member->service, hour);
    double room = (double)tasks * (1 + look->at->profile->safety.headroom_ratio);
    int64_t whole = (int64_t)ceil(room - room * 1e-9);
    return whole > tasks ? whole : tasks;
}

/* --- the type --- */

static bool type_allowed(const struct profile *profile, const struct instance_type *type)
{
    const struct field_strings *patterns = &profile->limits.instance_types;
    bool named = false;
    for (int i = 0; i < patterns->count; i++)
        named |= text_matches(patterns->items[i], type->name);
    if (patterns->count > 0 && !named)
        return false;
    if (type->burstable && !profile->limits.burstable)
        return false;
    return named || (type->current_generation && !type->bare_metal);
}

static bool offers_of(struct pool_look *look)
{
    struct checking *at = look->at;
    const struct limits *limits = &at->profile->limits;
    const struct plan_pool *pool = look->pool;
    const struct instance_type *type = instance_type_find(pool->instance_type);
    if (type == NULL || !type_allowed(at->profile, type)) {
        found(at, "pool.type", "%s is of %s", pool->name, pool->instance_type);
        return false;
    }
    int64_t registered = type->registered_memory_mib, reserve = limits->reserved_memory_mib;
    if (reserve < 0)
        reserve = registered * 2 > 256 * 100 ? (registered * 2 + 99) / 100 : 256;
    look->capacity[0] = type->vcpus * INT64_C(1024) - limits->reserved_cpu_units;
    look->capacity[1] = registered - reserve;
    look->capacity[2] = limits->eni_trunking ? type->awsvpc_tasks_trunked : type->awsvpc_tasks;
    look->capacity[3] = type->gpus;
    if (pool->cpu_units != look->capacity[0] || pool->memory_mib != look->capacity[1] ||
        pool->awsvpc_tasks != look->capacity[2] || pool->gpus != look->capacity[3])
        found(at, "pool.offer", "%s does not offer what a %s does", pool->name, type->name);
    return true;
}

/* --- the members --- */

static uint64_t port_bits(struct pool_look *look, const struct service *service)
{
    uint64_t bits = 0;
    for (int p = 0; p < service->host_ports.count; p++) {
        int k = 0;
        while (k < look->ports_count && look->ports[k] != service->host_ports.items[p])
            k++;
        if (k == PORTS_SHOWN_MAX) {
            look->ports_overflow = true;
            continue;
        }
        if (k == look->ports_count)
            look->ports[look->ports_count++] = service->host_ports.items[p];
        bits |= UINT64_C(1) << k;
    }
    return bits;
}

static void check_architecture(struct pool_look *look, const char *name, unsigned mask)
{
    const struct instance_type *type = instance_type_find(look->pool->instance_type);
    if (type != NULL && !(mask & 1u << type->architecture))
        found(look->at, "pool.architecture", "%s in %s, which is %s", name, look->pool->name,
              architecture_names[type->architecture]);
}

static void add_service(struct pool_look *look, const char *name)
{
    const struct service *service = service_named(look->at, name);
    if (service == NULL) {
        found(look->at, "pool.member", "%s lists %s", look->pool->name, name);
        return;
    }
    struct member *member = &look->members[look->members_count++];
    *member = (struct member){.name = name, .service = service, .zones_min = service->zones_min};
    member->item.size[0] = service->cpu_units;
    member->item.size[1] = service->memory_mib;
    member->item.size[2] = service->network_mode == NETWORK_AWSVPC;
    member->item.size[3] = service->gpus;
    member->item.per_instance_max = service->tasks_per_instance_max;
    if (service->network_mode == NETWORK_BRIDGE || service->network_mode == NETWORK_HOST)
        member->item.ports = port_bits(look, service);
    check_architecture(look, name, service->architectures);
}

static void add_job(struct pool_look *look, const struct plan_job *planned)
{
    const struct job *job = job_named(look->at, planned->name);
    if (job == NULL) {
        found(look->at, "pool.member", "%s lists %s", look->pool->name, planned->name);
        return;
    }
    double rooms =
        job->runs_per_day * (job->startup_s + job->duration_s) / 86400 * (1 + look->at->profile->safety.headroom_ratio);
    if ((double)planned->tasks < rooms * (1 - 1e-9) || (double)planned->tasks > rooms + 1.000001)
        found(look->at, "job.room", "%s has room %" PRId64 " for %f", planned->name, planned->tasks, rooms);
    struct member *member = &look->members[look->members_count++];
    *member = (struct member){.name = job->name, .job_room = planned->tasks, .zones_min = 1};
    member->item.size[0] = job->cpu_units;
    member->item.size[1] = job->memory_mib;
    member->item.size[2] = job->network_mode == NETWORK_AWSVPC;
    member->item.size[3] = job->gpus;
    check_architecture(look, job->name, job->architectures);
}

static void check_listed(struct pool_look *look)
{
    const struct plan *plan = look->at->plan;
    int services = 0, jobs = 0;
    for (int i = 0; i < plan->services_count; i++)
        services += strcmp(plan->services[i].place, look->pool->name) == 0;
    for (int i = 0; i < plan->jobs_count; i++) {
        if (strcmp(plan->jobs[i].place, look->pool->name) != 0)
            continue;
        jobs++;
        add_job(look, &plan->jobs[i]);
    }
    for (int i = 0; i < look->pool->services.count; i++)
        add_service(look, look->pool->services.items[i]);
    if (services != look->pool->services.count || jobs != look->pool->jobs.count)
        found(look->at, "pool.lists", "%s lists %d services and %d jobs; %d and %d say they are there",
              look->pool->name, look->pool->services.count, look->pool->jobs.count, services, jobs);
    if (services + jobs == 0)
        found(look->at, "pool.empty", "%s holds nothing", look->pool->name);
}

/* --- one hour, by counting: what fails here fails in every packing --- */

static void say_full(struct pool_look *look, const char *code, int hour, const char *what, int64_t instances)
{
    found(look->at, code, "%s, hour %d: %s does not suffice on %" PRId64 " instances", look->pool->name, hour, what,
          instances);
}

/* `share` of every member's room on `instances` instances: the resources together, and each member alone. */
static bool counts_fit(struct pool_look *look, const char *code, int hour, int64_t instances,
                       int64_t (*share)(const struct pool_look *, const struct member *, int))
{
    int before = look->at->check->findings_count;
    int128 used[4] = {0}, on_port[PORTS_SHOWN_MAX] = {0};
    for (int i = 0; i < look->members_count; i++) {
        const struct member *member = &look->members[i];
        int64_t tasks = share(look, member, hour), most = INT64_MAX;
        for (int d = 0; d < 4; d++) {
            used[d] += (int128)tasks * member->item.size[d];
            if (member->item.size[d] > 0 && look->capacity[d] / member->item.size[d] < most)
                most = look->capacity[d] / member->item.size[d];
        }
        if (member->item.per_instance_max > 0 && member->item.per_instance_max < most)
            most = member->item.per_instance_max;
        for (int k = 0; k < look->ports_count; k++)
            on_port[k] += member->item.ports & UINT64_C(1) << k ? tasks : 0;
        if (tasks > 0 && (int128)tasks > (int128)most * instances)
            say_full(look, code, hour, member->name, instances);
    }
    for (int d = 0; d < 4; d++)
        if (used[d] > (int128)look->capacity[d] * instances)
            say_full(look, code, hour, resources[d], instances);
    for (int k = 0; k < look->ports_count; k++)
        if (on_port[k] > instances)
            say_full(look, code, hour, "a host port", instances);
    return look->at->check->findings_count == before;
}

/* In the smallest zone: what a spread over all zones cannot avoid putting there. */
static int64_t share_of_zone(const struct pool_look *look, const struct member *member, int hour)
{
    int zones = look->at->profile->zones.count;
    return member->zones_min >= zones ? room_of(look, member, hour) / zones : 0;
}

/* --- one hour, by a packing --- */

static int64_t zone_instances(int64_t instances, int zone, int zones)
{
    return instances / zones + (zone < instances % zones);
}

static bool zone_packs(struct pool_look *look, int64_t instances)
{
    return witness_packs(look->zone_items, look->members_count, look->capacity, instances);
}

static double worst_share(const struct pool_look *look, const struct member *member)
{
    double worst = 0;
    for (int d = 0; d < 4; d++) {
        double share = look->capacity[d] > 0 ? (double)member->item.size[d] / (double)look->capacity[d] : 0;
        worst = share > worst ? share : worst;
    }
    return worst;
}

/* Tasks over and above an equal share: each to the zone with most room left for its instances, one a zone. */
static void spread_rest(struct pool_look *look, int hour, int64_t instances, int64_t *counts)
{
    int zones = look->at->profile->zones.count, members = look->members_count;
    double load[PROFILE_ZONES_MAX] = {0};
    for (int i = 0; i < members; i++) {
        int64_t room = room_of(look, &look->members[i], hour);
        bool taken[PROFILE_ZONES_MAX] = {false};
        for (int zone = 0; zone < zones; zone++)
            counts[zone * members + i] = room / zones;
        for (int64_t rest = room % zones; rest > 0; rest--) {
            int least = -1;
            for (int zone = 0; zone < zones; zone++)
                if (!taken[zone] && (least < 0 || load[zone] < load[least]))
                    least = zone;
            taken[least] = true;
            load[least] += worst_share(look, &look->members[i]) / (double)zone_instances(instances, least, zones);
            counts[least * members + i]++;
        }
    }
}

static bool spread_packs(struct pool_look *look, int hour, int64_t instances)
{
    int zones = look->at->profile->zones.count, members = look->members_count;
    bool packs = true;
    int64_t *counts = memory_alloc((size_t)(zones * members) + 1, sizeof *counts);
    spread_rest(look, hour, instances, counts);
    for (int zone = 0; zone < zones && packs; zone++) {
        for (int i = 0; i < members; i++) {
            look->zone_items[i] = look->members[i].item;
            look->zone_items[i].count = counts[zone * members + i];
        }
        packs = zone_packs(look, zone_instances(instances, zone, zones));
    }
    free(counts);
    return packs;
}

static bool loss_packs(struct pool_look *look, int hour, int64_t instances)
{
    int zones = look->at->profile->zones.count;
    for (int i = 0; i < look->members_count; i++) {
        look->zone_items[i] = look->members[i].item;
        look->zone_items[i].count = (room_of(look, &look->members[i], hour) + zones - 2) / (zones - 1);
    }
    return zone_packs(look, instances / zones);
}

static void check_hour(struct pool_look *look, int hour)
{
    int zones = look->at->profile->zones.count;
    int64_t instances = look->pool->instances.items[hour], largest = (instances + zones - 1) / zones;
    bool loss = look->at->profile->safety.survive_zone_loss;
    if (instances < zones) {
        say_full(look, "pool.zones", hour, "one instance a zone", instances);
        return;
    }
    if (!counts_fit(look, "pool.full", hour, instances, room_of) ||
        !counts_fit(look, "pool.zone_full", hour, instances / zones, share_of_zone) ||
        (loss && !counts_fit(look, "pool.zone_loss", hour, instances - largest, room_of)))
        return;
    bool shown =
        !look->ports_overflow && spread_packs(look, hour, instances) && (!loss || loss_packs(look, hour, instances));
    look->at->check->hours_shown += shown;
    look->at->check->hours_unproven += !shown;
}

static void check_sizes(struct pool_look *look)
{
    const struct plan_pool *pool = look->pool;
    int64_t least = INT64_MAX, most = 0;
    if (pool->instances.count != look->at->profile->hours) {
        found(look->at, "pool.hours", "%s has %d hours", pool->name, pool->instances.count);
        return;
    }
    for (int hour = 0; hour < pool->instances.count; hour++) {
        least = pool->instances.items[hour] < least ? pool->instances.items[hour] : least;
        most = pool->instances.items[hour] > most ? pool->instances.items[hour] : most;
        check_hour(look, hour);
    }
    if (pool->instances_min != least || pool->instances_max != most)
        found(look->at, "pool.range", "%s runs %" PRId64 "..%" PRId64 ", not %" PRId64 "..%" PRId64, pool->name, least,
              most, pool->instances_min, pool->instances_max);
    const struct field_strings *zones = &look->at->profile->zones;
    bool same = pool->zones.count == zones->count;
    for (int z = 0; same && z < zones->count; z++)
        same = strcmp(pool->zones.items[z], zones->items[z]) == 0;
    if (!same)
        found(look->at, "pool.zone_names", "%s is not in the profile's zones", pool->name);
}

static void check_pool(struct checking *at, int index)
{
    const struct plan_pool *pool = &at->plan->pools[index];
    int members_max = pool->services.count + at->plan->jobs_count;
    struct pool_look look = {.at = at, .pool = pool};
    look.members = memory_alloc((size_t)members_max + 1, sizeof *look.members);
    look.zone_items = memory_alloc((size_t)members_max + 1, sizeof *look.zone_items);
    if (offers_of(&look)) {
        check_listed(&look);
        check_sizes(&look);
    }
    free(look.members);
    free(look.zone_items);
    if (index > 0 && pool[-1].usd_per_month_nano < pool->usd_per_month_nano)
        found(at, "order.pools", "%s is dearer than %s", pool->name, pool[-1].name);
}

void check_pools(struct checking *at)
{
    if (at->plan->pools_count > at->profile->limits.pools_max)
        found(at, "pools.count", "%d pools", at->plan->pools_count);
    for (int i = 0; i < at->plan->pools_count; i++) {
        char name[32];
        snprintf(name, sizeof name, "pool-%d", i + 1);
        if (strcmp(at->plan->pools[i].name, name) != 0)
            found(at, "pool.name", "%s is pool %d", at->plan->pools[i].name, i + 1);
        check_pool(at, i);
    }
}
