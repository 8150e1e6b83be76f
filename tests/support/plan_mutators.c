/* plan_mutators.c — the table, and what the mutators share. */
#include "tests/support/plan_mutators_parts.h"

#include "data/base/arena.h"
#include "data/base/wide.h"
#include <stdlib.h>
#include <string.h>

const struct plan_mutator plan_mutators[] = {
#define COUNT(...) (int)(sizeof((enum check_rule[]){__VA_ARGS__}) / sizeof(enum check_rule))
#define X(name, ...) {#name, name, {__VA_ARGS__}, COUNT(__VA_ARGS__)},
    MONEY_MUTATORS(X) POOL_MUTATORS(X) TENANT_MUTATORS(X) REPLAY_MUTATORS(X)
#undef X
#undef COUNT
};
const int plan_mutators_count = sizeof plan_mutators / sizeof *plan_mutators;

/* --- sums made good again --- */

static int64_t half_up(int128 numerator, int64_t denominator)
{
    return (int64_t)((2 * numerator + denominator) / (2 * (int128)denominator));
}

/* To whoever comes first in the pool. */
static void give_share(struct plan *plan, const struct plan_pool *pool, int64_t nano)
{
    for (int i = 0; i < plan->services_count; i++)
        if (strcmp(plan->services[i].place, pool->name) == 0) {
            plan->services[i].usd_per_month_nano += nano;
            return;
        }
    for (int i = 0; i < plan->jobs_count; i++)
        if (strcmp(plan->jobs[i].place, pool->name) == 0) {
            plan->jobs[i].usd_per_month_nano += nano;
            return;
        }
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
    give_share(plan, pool, pool->usd_per_month_nano - before);
}

void sum_gap(struct plan *plan)
{
    int64_t cost = plan->cost.total - plan->cost.overhead, bound = plan->bound.usd_per_month_nano;
    double gap = bound > 0 ? (double)(cost - bound) / (double)bound : 0;
    plan->bound.gap_by_cause[0] += gap - plan->bound.gap_ratio;
    plan->bound.gap_ratio = gap;
    plan->all_fargate.saving_usd_per_month_nano = plan->all_fargate.usd_per_month_nano - cost;
}

void sum_again(struct plan *plan)
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

struct plan_pool *some_pool(struct plan_mutation *m)
{
    return m->plan->pools_count > 0 ? &m->plan->pools[random_between(m->random, 0, m->plan->pools_count - 1)] : NULL;
}

struct plan_pool *pool_with_actions(struct plan_mutation *m)
{
    for (int i = 0; i < m->plan->pools_count; i++)
        if (m->plan->pools[i].scheduled_actions_count > 1)
            return &m->plan->pools[i];
    return NULL;
}

struct plan_service *some_service(struct plan_mutation *m)
{
    int last = m->plan->services_count - 1;
    return last >= 0 ? &m->plan->services[random_between(m->random, 0, last)] : NULL;
}

struct plan_service *service_on(struct plan_mutation *m, const char *place_prefix)
{
    for (int i = 0; i < m->plan->services_count; i++)
        if (strncmp(m->plan->services[i].place, place_prefix, strlen(place_prefix)) == 0)
            return &m->plan->services[i];
    return NULL;
}

struct plan_job *job_on(struct plan_mutation *m, const char *place_prefix)
{
    for (int i = 0; i < m->plan->jobs_count; i++)
        if (strncmp(m->plan->jobs[i].place, place_prefix, strlen(place_prefix)) == 0)
            return &m->plan->jobs[i];
    return NULL;
}

struct service *profile_service(struct plan_mutation *m, const struct plan_service *planned)
{
    for (int i = 0; i < m->profile->services_count; i++)
        if (strcmp(m->profile->services[i].name, planned->name) == 0)
            return &m->profile->services[i];
    abort(); /* a true plan names none but the profile's */
}

int peak_hour(const struct plan_pool *pool)
{
    int peak = 0;
    for (int hour = 1; hour < pool->instances.count; hour++)
        if (pool->instances.items[hour] > pool->instances.items[peak])
            peak = hour;
    return peak;
}

static void forget_service(struct plan *plan, const char *name)
{
    for (int i = 0; i < plan->pools_count; i++) {
        struct field_strings *names = &plan->pools[i].services;
        int kept = 0;
        for (int k = 0; k < names->count; k++)
            if (strcmp(names->items[k], name) != 0)
                names->items[kept++] = names->items[k];
        names->count = kept;
    }
}

void move_service(struct plan_mutation *m, struct plan_service *service, struct plan_pool *to)
{
    forget_service(m->plan, service->name);
    int at = 0, count = to->services.count;
    const char **names = ARENA_ARRAY(&m->plan->arena, const char *, count + 1);
    while (at < count && strcmp(to->services.items[at], service->name) < 0)
        at++;
    for (int k = 0; k < count; k++)
        names[k + (k >= at)] = to->services.items[k];
    names[at] = service->name;
    to->services = (struct field_strings){.items = names, .count = count + 1};
    service->place = to->name;
}

void resize(struct plan_mutation *m, struct plan_pool *pool, int hour, int64_t instances)
{
    pool->instances.items[hour] = instances;
    sum_again(m->plan);
    if (pool->scheduled_actions_count == 0)
        pool->scheduled_usd_per_month_nano =
            half_up((int128)pool->instances_max *
                        (pool->usd_per_instance_hour_nano + pool->usd_per_root_volume_hour_nano) * 730,
                    1);
}
