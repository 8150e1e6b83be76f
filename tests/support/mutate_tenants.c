/* mutate_tenants.c — services and jobs that are not the profile's, or not where they may be. */
#include "tests/support/plan_mutators_parts.h"

#include <string.h>

/* --- places --- */

bool forbidden_place(struct plan_mutation *m)
{
    struct plan_service *service = some_service(m);
    if (service == NULL || profile_service(m, service)->places & 1u << PLACE_FARGATE_SPOT)
        return false;
    service->place = "fargate_spot";
    return true;
}

bool nowhere(struct plan_mutation *m)
{
    struct plan_service *service = some_service(m);
    if (service == NULL)
        return false;
    service->place = "pool-9";
    return true;
}

bool service_on_lambda(struct plan_mutation *m)
{
    struct plan_service *service = some_service(m);
    if (service == NULL)
        return false;
    service->place = "lambda";
    return true;
}

bool fargate_without_awsvpc(struct plan_mutation *m)
{
    struct plan_service *service = service_on(m, "fargate");
    if (service == NULL)
        return false;
    profile_service(m, service)->network_mode = service->network_mode = NETWORK_HOST;
    return true;
}

bool fargate_with_too_much_storage(struct plan_mutation *m)
{
    struct plan_service *service = service_on(m, "fargate");
    if (service == NULL)
        return false;
    profile_service(m, service)->ephemeral_storage_gib = FARGATE_STORAGE_MAX_GIB + 1;
    return true;
}

bool service_moved_unlisted(struct plan_mutation *m)
{
    struct plan_service *service = service_on(m, "pool-1");
    if (service == NULL || m->plan->pools_count < 2)
        return false;
    service->place = m->plan->pools[1].name;
    return true;
}

/* Into a pool of an architecture it has no image for. */
bool other_architecture(struct plan_mutation *m)
{
    for (int p = 0; p < m->plan->pools_count; p++) {
        const struct instance_type *type = instance_type_find(m->plan->pools[p].instance_type);
        for (int i = 0; i < m->plan->services_count; i++) {
            struct plan_service *service = &m->plan->services[i];
            if (profile_service(m, service)->architectures & 1u << type->architecture)
                continue;
            move_service(m, service, &m->plan->pools[p]);
            service->architecture = architecture_names[type->architecture];
            return true;
        }
    }
    return false;
}

bool architecture_of_no_image(struct plan_mutation *m)
{
    struct plan_service *service = some_service(m);
    if (service == NULL)
        return false;
    struct service *source = profile_service(m, service);
    source->architectures = strcmp(service->architecture, architecture_names[0]) == 0 ? 2 : 1;
    return true;
}

/* --- names --- */

bool service_left_out(struct plan_mutation *m)
{
    if (m->plan->services_count == 0)
        return false;
    m->plan->services_count--;
    return true;
}

bool service_made_up(struct plan_mutation *m)
{
    if (m->plan->services_count == 0)
        return false;
    m->plan->services[m->plan->services_count - 1].name = "zzz";
    return true;
}

bool service_twice(struct plan_mutation *m)
{
    struct plan *plan = m->plan;
    if (plan->services_count == 0)
        return false;
    struct plan_service *services = ARENA_ARRAY(&plan->arena, struct plan_service, plan->services_count + 1);
    memcpy(services, plan->services, (size_t)plan->services_count * sizeof *services);
    services[plan->services_count] = services[plan->services_count - 1];
    plan->services = services;
    plan->services_count++;
    return true;
}

bool services_out_of_order(struct plan_mutation *m)
{
    if (m->plan->services_count < 2)
        return false;
    struct plan_service swap = m->plan->services[0];
    m->plan->services[0] = m->plan->services[1];
    m->plan->services[1] = swap;
    return true;
}

/* --- what one task is --- */

/* Changes one thing of some service. */
#define OF_SOME_SERVICE(name, change)                                                                                  \
    bool name(struct plan_mutation *m)                                                                                 \
    {                                                                                                                  \
        struct plan_service *service = some_service(m);                                                                \
        if (service == NULL)                                                                                           \
            return false;                                                                                              \
        change;                                                                                                        \
        return true;                                                                                                   \
    }

OF_SOME_SERVICE(fewer_tasks, service->tasks.items[random_between(m->random, 0, service->tasks.count - 1)]--)
OF_SOME_SERVICE(smaller_cpu, service->cpu_units--)
OF_SOME_SERVICE(smaller_memory, service->memory_mib--)
OF_SOME_SERVICE(network_mode_changed, service->network_mode = (service->network_mode + 1) % 4)
OF_SOME_SERVICE(rebalancing_turned, service->availability_zone_rebalancing = !service->availability_zone_rebalancing)
OF_SOME_SERVICE(deployment_minimum_lowered, service->deployment.minimum_healthy_percent--)
OF_SOME_SERVICE(deployment_maximum_lowered, service->deployment.maximum_percent--)
OF_SOME_SERVICE(zones_forgotten, service->zones_min--)
OF_SOME_SERVICE(no_reason, service->why = "")

bool fewer_hours_of_tasks(struct plan_mutation *m)
{
    struct plan_service *service = some_service(m);
    if (service == NULL || service->tasks.count == 1)
        return false;
    service->tasks.count = 1;
    return true;
}

bool gpu_forgotten(struct plan_mutation *m)
{
    for (int i = 0; i < m->plan->services_count; i++)
        if (m->plan->services[i].gpus > 0) {
            m->plan->services[i].gpus = 0;
            return true;
        }
    return false;
}

bool host_port_forgotten(struct plan_mutation *m)
{
    for (int i = 0; i < m->plan->services_count; i++)
        if (m->plan->services[i].host_ports.count > 0) {
            m->plan->services[i].host_ports.count--;
            return true;
        }
    return false;
}

bool tasks_per_instance_forgotten(struct plan_mutation *m)
{
    for (int i = 0; i < m->plan->services_count; i++)
        if (m->plan->services[i].tasks_per_instance_max > 0) {
            m->plan->services[i].tasks_per_instance_max = 0;
            return true;
        }
    return false;
}

/* --- deployments and strategies --- */

bool deployment_free_of_charge(struct plan_mutation *m)
{
    for (int i = 0; i < m->plan->services_count; i++)
        if (m->plan->services[i].usd_per_deployment_nano > 0) {
            m->plan->services[i].usd_per_deployment_nano = 0;
            return true;
        }
    return false;
}

bool deployment_grows_no_group(struct plan_mutation *m)
{
    struct plan_service *service = service_on(m, "fargate");
    if (service == NULL)
        return false;
    service->deployment_instances = 1;
    return true;
}

static void set_strategy(struct plan_mutation *m, struct plan_service *service, const char *strategy)
{
    const char **items = ARENA_ARRAY(&m->plan->arena, const char *, 1);
    items[0] = strategy;
    service->placement_strategies = (struct field_strings){items, 1};
}

/* No plan's own: "random" first spreads over nothing. */
bool strategies_changed(struct plan_mutation *m)
{
    struct plan_service *service = service_on(m, "pool-");
    if (service == NULL)
        return false;
    const struct field_strings *asked = &profile_service(m, service)->placement_strategies;
    if (asked->count == 1 && strcmp(asked->items[0], "random") == 0)
        return false;
    set_strategy(m, service, "random");
    return true;
}

bool strategies_on_fargate(struct plan_mutation *m)
{
    struct plan_service *service = service_on(m, "fargate");
    if (service == NULL)
        return false;
    set_strategy(m, service, "binpack:memory");
    return true;
}

bool strategy_unknown(struct plan_mutation *m)
{
    struct plan_service *service = service_on(m, "pool-");
    if (service == NULL)
        return false;
    set_strategy(m, service, "spread:luck");
    return true;
}

/* --- sizes on Fargate and Lambda --- */

bool fargate_size_not_sold(struct plan_mutation *m)
{
    struct plan_service *service = service_on(m, "fargate");
    if (service == NULL)
        return false;
    service->fargate_memory_mib++;
    return true;
}

bool fargate_size_too_small(struct plan_mutation *m)
{
    struct plan_service *service = service_on(m, "fargate");
    if (service == NULL || (service->cpu_units <= 256 && service->memory_mib <= 512))
        return false;
    service->fargate_cpu_units = 256;
    service->fargate_memory_mib = 512;
    return true;
}

bool lambda_too_small(struct plan_mutation *m)
{
    struct plan_job *job = job_on(m, "lambda");
    if (job == NULL)
        return false;
    job->lambda_memory_mb--;
    return true;
}

static struct job *profile_job(struct plan_mutation *m, const struct plan_job *planned)
{
    for (int i = 0; i < m->profile->jobs_count; i++)
        if (strcmp(m->profile->jobs[i].name, planned->name) == 0)
            return &m->profile->jobs[i];
    return NULL;
}

bool lambda_too_slow(struct plan_mutation *m)
{
    struct plan_job *job = job_on(m, "lambda");
    if (job == NULL)
        return false;
    profile_job(m, job)->duration_p99_s = LAMBDA_DURATION_SECONDS_MAX + 1;
    return true;
}

/* --- jobs --- */

/* Changes one thing of the last job. */
#define OF_LAST_JOB(name, change)                                                                                      \
    bool name(struct plan_mutation *m)                                                                                 \
    {                                                                                                                  \
        if (m->plan->jobs_count == 0)                                                                                  \
            return false;                                                                                              \
        struct plan_job *job = &m->plan->jobs[m->plan->jobs_count - 1];                                                \
        change;                                                                                                        \
        return true;                                                                                                   \
    }

OF_LAST_JOB(job_left_out, (void)job; m->plan->jobs_count--)
OF_LAST_JOB(job_made_up, job->name = "zzz")
OF_LAST_JOB(job_runs_fewer, job->runs_per_day -= 0.5)
OF_LAST_JOB(job_runs_shorter, job->duration_s /= 2)

bool job_in_a_forbidden_place(struct plan_mutation *m)
{
    for (int i = 0; i < m->plan->jobs_count; i++) {
        struct plan_job *job = &m->plan->jobs[i];
        if (profile_job(m, job)->places & 1u << PLACE_FARGATE_SPOT)
            continue;
        job->place = "fargate_spot";
        return true;
    }
    return false;
}

bool job_room_forgotten(struct plan_mutation *m)
{
    struct plan_job *job = job_on(m, "pool-");
    if (job == NULL)
        return false;
    job->tasks--;
    return true;
}

bool job_room_on_fargate(struct plan_mutation *m)
{
    struct plan_job *job = job_on(m, "fargate");
    if (job == NULL)
        return false;
    job->tasks = 1;
    return true;
}
