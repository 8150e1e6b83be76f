/* plan_mutators.c — one falsehood each; sums are made good again where the falsehood is not theirs. */
#include "tests/support/plan_mutators.h"

#include "data/base/arena.h"
#include "data/base/wide.h"
#include <stdlib.h>
#include <string.h>

/* --- sums made good again --- */

static int64_t half_up(int128 numerator, int64_t denominator)
{
    return (int64_t)((2 * numerator + denominator) / (2 * (int128)denominator));
}

static void sum_pool(struct plan *plan, struct plan_pool *pool)
{
    int64_t sum = 0, before = pool->usd_per_month_nano;
    pool->instances_min = pool->instances_max = pool->instances.items[0];
    for (int hour = 0; hour < pool->instances.count; hour++) {
        int64_t instances = pool->instances.items[hour];
        sum += instances;
        pool->instances_min = instances < pool->instances_min ? instances : pool->instances_min;
        pool->instances_max = instances > pool->instances_max ? instances : pool->instances_max;
    }
    int64_t hour_nano = pool->usd_per_instance_hour_nano + pool->usd_per_root_volume_hour_nano;
    pool->usd_per_month_nano = half_up((int128)sum * hour_nano * 730, pool->instances.count);
    for (int i = 0; i < plan->services_count; i++)
        if (strcmp(plan->services[i].place, pool->name) == 0) {
            plan->services[i].usd_per_month_nano += pool->usd_per_month_nano - before;
            return;
        }
    for (int i = 0; i < plan->jobs_count; i++)
        if (strcmp(plan->jobs[i].place, pool->name) == 0) {
            plan->jobs[i].usd_per_month_nano += pool->usd_per_month_nano - before;
            return;
        }
}

static void sum_gap(struct plan *plan)
{
    int64_t cost = plan->cost.total - plan->cost.overhead, bound = plan->bound.usd_per_month_nano;
    double gap = bound > 0 ? (double)(cost - bound) / (double)bound : 0;
    plan->bound.gap_by_cause[0] += gap - plan->bound.gap_ratio;
    plan->bound.gap_ratio = gap;
    plan->all_fargate.saving_usd_per_month_nano = plan->all_fargate.usd_per_month_nano - cost;
}

static void sum_again(struct plan *plan)
{
    plan->cost.ec2 = plan->cost.fargate = plan->cost.lambda = 0;
    for (int i = 0; i < plan->pools_count; i++) {
        sum_pool(plan, &plan->pools[i]);
        plan->cost.ec2 += plan->pools[i].usd_per_month_nano;
    }
    for (int i = 0; i < plan->services_count; i++)
        if (strncmp(plan->services[i].place, "fargate", 7) == 0)
            plan->cost.fargate += plan->services[i].usd_per_month_nano;
    for (int i = 0; i < plan->jobs_count; i++) {
        if (strncmp(plan->jobs[i].place, "fargate", 7) == 0)
            plan->cost.fargate += plan->jobs[i].usd_per_month_nano;
        if (strcmp(plan->jobs[i].place, "lambda") == 0)
            plan->cost.lambda += plan->jobs[i].usd_per_month_nano;
    }
    plan->cost.total = plan->cost.ec2 + plan->cost.fargate + plan->cost.lambda + plan->cost.overhead;
    sum_gap(plan);
}

/* --- what to falsify --- */

static struct plan_pool *some_pool(struct plan_mutation *m)
{
    return m->plan->pools_count > 0 ? &m->plan->pools[random_between(m->random, 0, m->plan->pools_count - 1)] : NULL;
}

static struct plan_service *service_on(struct plan_mutation *m, const char *place)
{
    for (int i = 0; i < m->plan->services_count; i++)
        if (strncmp(m->plan->services[i].place, place, strlen(place)) == 0)
            return &m->plan->services[i];
    return NULL;
}

static struct plan_job *job_on(struct plan_mutation *m, const char *place)
{
    for (int i = 0; i < m->plan->jobs_count; i++)
        if (strcmp(m->plan->jobs[i].place, place) == 0)
            return &m->plan->jobs[i];
    return NULL;
}

static int peak_hour(const struct plan_pool *pool)
{
    int peak = 0;
    for (int hour = 1; hour < pool->instances.count; hour++)
        if (pool->instances.items[hour] > pool->instances.items[peak])
            peak = hour;
    return peak;
}

/* --- mutators: false where there is nothing of the kind to falsify --- */

static bool total_a_nano_less(struct plan_mutation *m)
{
    m->plan->cost.total--;
    sum_gap(m->plan);
    return true;
}

static bool fargate_service_a_nano_less(struct plan_mutation *m)
{
    struct plan_service *service = service_on(m, "fargate");
    if (service == NULL || service->usd_per_month_nano == 0)
        return false;
    service->usd_per_month_nano--;
    sum_again(m->plan);
    return true;
}

static bool fargate_task_cheaper(struct plan_mutation *m)
{
    struct plan_service *service = service_on(m, "fargate");
    if (service == NULL)
        return false;
    service->usd_per_task_hour_nano--;
    return true;
}

static bool fargate_size_not_sold(struct plan_mutation *m)
{
    struct plan_service *service = service_on(m, "fargate");
    if (service == NULL)
        return false;
    service->fargate_memory_mib += 1;
    return true;
}

static bool instance_cheaper(struct plan_mutation *m)
{
    struct plan_pool *pool = some_pool(m);
    if (pool == NULL)
        return false;
    pool->usd_per_instance_hour_nano -= 1000;
    sum_again(m->plan);
    return true;
}

static bool volume_free(struct plan_mutation *m)
{
    struct plan_pool *pool = some_pool(m);
    if (pool == NULL)
        return false;
    pool->usd_per_root_volume_hour_nano = 0;
    sum_again(m->plan);
    return true;
}

static bool an_instance_unpaid(struct plan_mutation *m)
{
    struct plan_pool *pool = some_pool(m);
    if (pool == NULL)
        return false;
    pool->instances.items[peak_hour(pool)]++;
    pool->instances_max = pool->instances.items[peak_hour(pool)];
    return true;
}

static bool a_zone_without_instance(struct plan_mutation *m)
{
    struct plan_pool *pool = some_pool(m);
    if (pool == NULL)
        return false;
    pool->instances.items[peak_hour(pool)] = m->profile->zones.count - 1;
    sum_again(m->plan);
    return true;
}

/* Whether counting alone shows that so many instances cannot hold the pool's services in this hour. */
static bool too_few(const struct plan_mutation *m, const struct plan_pool *pool, int hour, int64_t instances)
{
    int128 cpu = 0, memory = 0;
    for (int i = 0; i < m->plan->services_count; i++) {
        const struct plan_service *service = &m->plan->services[i];
        if (strcmp(service->place, pool->name) != 0)
            continue;
        int64_t tasks = service->tasks.items[hour % service->tasks.count];
        cpu += (int128)tasks * service->cpu_units;
        memory += (int128)tasks * service->memory_mib;
    }
    return instances < m->profile->zones.count || cpu > (int128)pool->cpu_units * instances ||
           memory > (int128)pool->memory_mib * instances;
}

static bool an_instance_fewer_at_the_peak(struct plan_mutation *m)
{
    struct plan_pool *pool = some_pool(m);
    int hour = pool != NULL ? peak_hour(pool) : 0;
    if (pool == NULL || !too_few(m, pool, hour, pool->instances_max - 1))
        return false;
    pool->instances.items[hour]--;
    sum_again(m->plan);
    return true;
}

static bool t3_instead(struct plan_mutation *m)
{
    struct plan_pool *pool = some_pool(m);
    if (pool == NULL)
        return false;
    pool->instance_type = "t3.large";
    return true;
}

static bool bought_on_the_spot(struct plan_mutation *m)
{
    struct plan_pool *pool = some_pool(m);
    if (pool == NULL)
        return false;
    pool->purchase = "spot";
    return true;
}

static bool offers_more_memory(struct plan_mutation *m)
{
    struct plan_pool *pool = some_pool(m);
    if (pool == NULL)
        return false;
    pool->memory_mib += 256;
    return true;
}

static bool pool_forgets_a_service(struct plan_mutation *m)
{
    struct plan_pool *pool = some_pool(m);
    if (pool == NULL || pool->services.count == 0)
        return false;
    pool->services.count--;
    return true;
}

static bool shares_do_not_sum(struct plan_mutation *m)
{
    struct plan_service *service = service_on(m, "pool-");
    if (service == NULL)
        return false;
    service->usd_per_month_nano++;
    return true;
}

static void move_service(struct plan_mutation *m, struct plan_service *service, struct plan_pool *to)
{
    struct plan *plan = m->plan;
    for (int i = 0; i < plan->pools_count; i++) {
        struct field_strings *names = &plan->pools[i].services;
        int kept = 0;
        for (int k = 0; k < names->count; k++)
            if (strcmp(names->items[k], service->name) != 0)
                names->items[kept++] = names->items[k];
        names->count = kept;
    }
    const char **names = ARENA_ARRAY(&plan->arena, const char *, to->services.count + 1);
    for (int k = 0; k < to->services.count; k++)
        names[k] = to->services.items[k];
    names[to->services.count] = service->name;
    to->services = (struct field_strings){.items = names, .count = to->services.count + 1};
    service->place = to->name;
}

/* Into a pool of an architecture it has no image for. */
static bool other_architecture(struct plan_mutation *m)
{
    for (int p = 0; p < m->plan->pools_count; p++) {
        struct plan_pool *pool = &m->plan->pools[p];
        const struct instance_type *type = instance_type_find(pool->instance_type);
        for (int i = 0; i < m->profile->services_count; i++) {
            const struct service *service = &m->profile->services[i];
            if (service->architectures & 1u << type->architecture)
                continue;
            for (int k = 0; k < m->plan->services_count; k++)
                if (strcmp(m->plan->services[k].name, service->name) == 0)
                    move_service(m, &m->plan->services[k], pool);
            return true;
        }
    }
    return false;
}

/* Everything into the first pool, its size unchanged. */
static bool all_in_one_pool(struct plan_mutation *m)
{
    int128 cpu = 0, memory = 0;
    struct plan_pool *pool = m->plan->pools;
    if (m->plan->pools_count == 0)
        return false;
    int hour = peak_hour(pool);
    for (int i = 0; i < m->plan->services_count; i++) {
        struct plan_service *service = &m->plan->services[i];
        int64_t tasks = service->tasks.items[hour % service->tasks.count];
        cpu += (int128)tasks * service->cpu_units;
        memory += (int128)tasks * service->memory_mib;
        move_service(m, service, pool);
    }
    return cpu > (int128)pool->cpu_units * pool->instances_max ||
           memory > (int128)pool->memory_mib * pool->instances_max;
}

static bool forbidden_place(struct plan_mutation *m)
{
    for (int i = 0; i < m->profile->services_count; i++)
        for (int k = 0; k < m->plan->services_count; k++)
            if (!(m->profile->services[i].places & 1u << PLACE_FARGATE_SPOT) &&
                strcmp(m->profile->services[i].name, m->plan->services[k].name) == 0) {
                m->plan->services[k].place = "fargate_spot";
                return true;
            }
    return false;
}

static bool nowhere(struct plan_mutation *m)
{
    m->plan->services[0].place = "pool-9";
    return true;
}

static bool service_left_out(struct plan_mutation *m)
{
    m->plan->services_count--;
    return true;
}

static bool service_made_up(struct plan_mutation *m)
{
    m->plan->services[m->plan->services_count - 1].name = "zzz";
    return true;
}

static bool out_of_order(struct plan_mutation *m)
{
    if (m->plan->services_count < 2)
        return false;
    struct plan_service swap = m->plan->services[0];
    m->plan->services[0] = m->plan->services[1];
    m->plan->services[1] = swap;
    return true;
}

static bool fewer_tasks(struct plan_mutation *m)
{
    m->plan->services[0].tasks.items[0]--;
    return true;
}

static bool smaller_tasks(struct plan_mutation *m)
{
    m->plan->services[0].cpu_units--;
    return true;
}

static bool bound_above_cost(struct plan_mutation *m)
{
    m->plan->bound.usd_per_month_nano = m->plan->cost.total - m->plan->cost.overhead + 1;
    sum_gap(m->plan);
    return true;
}

static bool gap_flattered(struct plan_mutation *m)
{
    m->plan->bound.gap_ratio -= 0.001;
    m->plan->bound.gap_by_cause[0] -= 0.001;
    return true;
}

static bool cause_left_out(struct plan_mutation *m)
{
    m->plan->bound.gap_by_cause[GAP_ZONES] += 0.001;
    return true;
}

static bool overhead_made_up(struct plan_mutation *m)
{
    m->plan->cost.overhead += NANO_PER_USD;
    sum_again(m->plan);
    return true;
}

static bool too_many_pools(struct plan_mutation *m)
{
    if (m->plan->pools_count < 2)
        return false;
    m->profile->limits.pools_max = m->plan->pools_count - 1;
    return true;
}

static bool lambda_too_small(struct plan_mutation *m)
{
    struct plan_job *job = job_on(m, "lambda");
    if (job == NULL)
        return false;
    job->lambda_memory_mb--;
    return true;
}

static bool lambda_a_nano_less(struct plan_mutation *m)
{
    struct plan_job *job = job_on(m, "lambda");
    if (job == NULL)
        return false;
    job->usd_per_month_nano--;
    sum_again(m->plan);
    return true;
}

static bool another_catalogue(struct plan_mutation *m)
{
    m->plan->catalogue_sha256 = "0";
    return true;
}

const struct plan_mutator plan_mutators[] = {
#define MUTATOR(falsify, ...)                                                                                          \
    {                                                                                                                  \
#falsify, falsify,                                                                                             \
        {                                                                                                              \
            __VA_ARGS__                                                                                                \
        }                                                                                                              \
    }
    MUTATOR(total_a_nano_less, "cost.total"),
    MUTATOR(fargate_service_a_nano_less, "fargate.cost"),
    MUTATOR(fargate_task_cheaper, "fargate.price"),
    MUTATOR(fargate_size_not_sold, "fargate.size"),
    MUTATOR(instance_cheaper, "pool.price"),
    MUTATOR(volume_free, "pool.volume"),
    MUTATOR(an_instance_unpaid, "pool.cost"),
    MUTATOR(a_zone_without_instance, "pool.zones"),
    MUTATOR(an_instance_fewer_at_the_peak, "pool.full", "pool.zones"),
    MUTATOR(t3_instead, "pool.type"),
    MUTATOR(bought_on_the_spot, "pool.purchase"),
    MUTATOR(offers_more_memory, "pool.offer"),
    MUTATOR(pool_forgets_a_service, "pool.lists"),
    MUTATOR(shares_do_not_sum, "pool.shares"),
    MUTATOR(other_architecture, "pool.architecture"),
    MUTATOR(all_in_one_pool, "pool.full"),
    MUTATOR(forbidden_place, "place.forbidden"),
    MUTATOR(nowhere, "place.unknown"),
    MUTATOR(service_left_out, "service.count"),
    MUTATOR(service_made_up, "service.unknown"),
    MUTATOR(out_of_order, "order.services"),
    MUTATOR(fewer_tasks, "service.tasks"),
    MUTATOR(smaller_tasks, "service.size"),
    MUTATOR(bound_above_cost, "bound.above"),
    MUTATOR(gap_flattered, "bound.gap"),
    MUTATOR(cause_left_out, "bound.causes"),
    MUTATOR(overhead_made_up, "cost.overhead"),
    MUTATOR(too_many_pools, "pools.count"),
    MUTATOR(lambda_too_small, "lambda.memory"),
    MUTATOR(lambda_a_nano_less, "lambda.job"),
    MUTATOR(another_catalogue, "head.catalogue"),
};
const int plan_mutators_count = sizeof plan_mutators / sizeof *plan_mutators;
