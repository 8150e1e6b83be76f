/* members.c — who is in a pool, and how many of each one instance holds beside the daemons. */
#include "planner/check/hours.h"

#include <stdlib.h>
#include <string.h>

const char *const resource_words[RESOURCES] = {"CPU units", "MiB of memory", "network interfaces", "GPUs"};

/* TCP ports that are taken on every instance: SSH, Docker's and the agent's (Amazon ECS API, PortMapping.hostPort). */
static const int64_t ports_reserved[] = {22, 2375, 2376, 51678, 51679, 51680};

static bool holds_port(const struct field_integers *ports, int64_t port)
{
    for (int i = 0; i < ports->count; i++)
        if (ports->items[i] == port)
            return true;
    return false;
}

static bool runs_here(const struct pool_look *look, const struct service *daemon)
{
    return (daemon->architectures & 1u << look->type->architecture) != 0;
}

static bool port_is_taken(const struct pool_look *look, int64_t port)
{
    const struct checking *at = look->at;
    for (size_t i = 0; i < sizeof ports_reserved / sizeof *ports_reserved; i++)
        if (ports_reserved[i] == port)
            return true;
    for (int i = 0; i < at->daemons_count; i++) {
        const struct service *daemon = at->services[at->services_count + i];
        if (runs_here(look, daemon) && takes_ports(daemon->network_mode) && holds_port(&daemon->host_ports, port))
            return true;
    }
    return false;
}

static void take_daemons_off(const struct pool_look *look, int64_t free_of_instance[RESOURCES])
{
    const struct checking *at = look->at;
    memcpy(free_of_instance, look->capacity, sizeof look->capacity);
    for (int i = 0; i < at->daemons_count; i++) {
        const struct service *daemon = at->services[at->services_count + i];
        if (!runs_here(look, daemon))
            continue;
        free_of_instance[0] -= daemon->cpu_units;
        free_of_instance[1] -= daemon->memory_mib;
        free_of_instance[2] -= daemon->network_mode == NETWORK_AWSVPC;
        free_of_instance[3] -= daemon->gpus;
    }
}

static void set_size(struct member *member, int64_t cpu_units, int64_t memory_mib, int network_mode, int64_t gpus)
{
    member->size[0] = cpu_units;
    member->size[1] = memory_mib;
    member->size[2] = network_mode == NETWORK_AWSVPC;
    member->size[3] = gpus;
}

static void set_most(const struct members *members, struct member *member, int64_t limit)
{
    member->most = limit > 0 ? limit : INT64_MAX;
    for (int d = 0; d < RESOURCES; d++) {
        if (member->size[d] == 0)
            continue;
        int64_t fit = members->free[d] > 0 ? members->free[d] / member->size[d] : 0;
        member->most = fit < member->most ? fit : member->most;
    }
}

static void add_service(const struct pool_look *look, struct members *members, const struct service *service)
{
    struct member *member = &members->items[members->count++];
    *member = (struct member){.name = service->name, .tasks = &service->tasks};
    set_size(member, service->cpu_units, service->memory_mib, service->network_mode, service->gpus);
    member->every_zone = service->zones_min >= look->at->profile->zones.count;
    member->maximum_percent = service->deployment.maximum_percent;
    set_most(members, member, service->tasks_per_instance_max);
    if (!takes_ports(service->network_mode) || service->host_ports.count == 0)
        return;
    member->most = member->most < 1 ? 0 : 1;
    for (int i = 0; i < service->host_ports.count; i++) {
        int64_t port = service->host_ports.items[i];
        member->most = port_is_taken(look, port) ? 0 : member->most;
        members->ports[members->ports_count++] = port;
    }
}

static void add_job(struct members *members, const struct plan_job *planned, const struct job *job)
{
    struct member *member = &members->items[members->count++];
    *member = (struct member){.name = job->name, .job_tasks = planned->tasks, .maximum_percent = 100};
    set_size(member, job->cpu_units, job->memory_mib, job->network_mode, job->gpus);
    set_most(members, member, 0);
}

static int compare_ports(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

static void sort_ports(struct members *members)
{
    int kept = 0;
    qsort(members->ports, (size_t)members->ports_count, sizeof *members->ports, compare_ports);
    for (int i = 0; i < members->ports_count; i++)
        if (kept == 0 || members->ports[kept - 1] != members->ports[i])
            members->ports[kept++] = members->ports[i];
    members->ports_count = kept;
}

/* After sort_ports. The services come first among the members, in the plan's order. */
static void point_to_ports(const struct pool_look *look, struct members *members)
{
    int member = 0, used = 0;
    for (int i = 0; i < look->at->plan->services_count; i++) {
        const struct service *service = look->at->service_of[i];
        if (look->at->pool_of_service[i] != look->index || service == NULL)
            continue;
        struct member *of = &members->items[member++];
        of->ports = &members->port_indices[used];
        for (int p = 0; takes_ports(service->network_mode) && p < service->host_ports.count; p++) {
            const int64_t *port = bsearch(&service->host_ports.items[p], members->ports, (size_t)members->ports_count,
                                          sizeof *members->ports, compare_ports);
            members->port_indices[used++] = (int)(port - members->ports);
            of->ports_count++;
        }
    }
}

void members_of_pool(const struct pool_look *look, struct members *ret_members)
{
    const struct checking *at = look->at;
    size_t ports = 1;
    for (int i = 0; i < at->plan->services_count; i++)
        if (at->pool_of_service[i] == look->index && at->service_of[i] != NULL)
            ports += (size_t)at->service_of[i]->host_ports.count;
    *ret_members = (struct members){0};
    ret_members->items =
        memory_alloc((size_t)(at->plan->services_count + at->plan->jobs_count + 1), sizeof *ret_members->items);
    ret_members->ports = memory_alloc(ports, sizeof *ret_members->ports);
    ret_members->port_indices = memory_alloc(ports, sizeof *ret_members->port_indices);
    take_daemons_off(look, ret_members->free);
    for (int i = 0; i < at->plan->services_count; i++)
        if (at->pool_of_service[i] == look->index && at->service_of[i] != NULL)
            add_service(look, ret_members, at->service_of[i]);
    for (int i = 0; i < at->plan->jobs_count; i++)
        if (at->pool_of_job[i] == look->index && at->job_of[i] != NULL)
            add_job(ret_members, &at->plan->jobs[i], at->job_of[i]);
    sort_ports(ret_members);
    point_to_ports(look, ret_members);
}

void members_release(struct members *members)
{
    free(members->items);
    free(members->ports);
    free(members->port_indices);
    *members = (struct members){0};
}
