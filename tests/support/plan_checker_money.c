/* plan_checker_money.c — every price from the catalogue, every sum made again, bound and gap. */
#include "pricing/lookup.h"
#include "tests/support/plan_checker_parts.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int64_t price_of(struct checking *at, const char *service, const char *item, enum purchase purchase)
{
    const struct price *price = price_find(at->catalogue, service, item, purchase);
    if (price == NULL)
        found(at, "price.missing", "%s %s %s", service, item, purchase_names[purchase]);
    return price != NULL ? price->nano : 0;
}

static int128 nano_abs(int128 value)
{
    return value < 0 ? -value : value;
}

/* --- Fargate --- */

static bool size_is_sold(int64_t cpu_units, int64_t memory_mib)
{
    int count;
    const struct fargate_size *sizes = fargate_sizes(&count);
    for (int i = 0; i < count; i++)
        if (sizes[i].cpu_units == cpu_units && sizes[i].memory_mib == memory_mib)
            return true;
    return false;
}

static int64_t fargate_hour(struct checking *at, const char *architecture, enum purchase purchase, int64_t cpu_units,
                            int64_t memory_mib, int64_t storage_gib)
{
    char vcpu[64], gb[64];
    snprintf(vcpu, sizeof vcpu, "%s.vcpu", architecture);
    snprintf(gb, sizeof gb, "%s.gb", architecture);
    int128 sum = (int128)price_of(at, "fargate", vcpu, purchase) * cpu_units;
    sum += (int128)price_of(at, "fargate", gb, purchase) * memory_mib;
    int128 hour = half_up(sum, 1024);
    if (storage_gib > 20)
        hour += (int128)price_of(at, "fargate", "ephemeral_storage.gb", PURCHASE_ON_DEMAND) * (storage_gib - 20);
    return (int64_t)hour;
}

static bool architecture_allowed(const char *architecture, unsigned mask)
{
    for (int i = 0; i < ARCHITECTURES_COUNT; i++)
        if (architecture != NULL && strcmp(architecture, architecture_names[i]) == 0)
            return (mask & 1u << i) != 0;
    return false;
}

static int64_t fargate_service(struct checking *at, const struct plan_service *planned, const struct service *service)
{
    bool spot = strcmp(planned->place, "fargate_spot") == 0;
    int128 sum = 0;
    if (!size_is_sold(planned->fargate_cpu_units, planned->fargate_memory_mib) ||
        planned->fargate_cpu_units < service->cpu_units || planned->fargate_memory_mib < service->memory_mib)
        found(at, "fargate.size", "%s on %" PRId64 "/%" PRId64, planned->name, planned->fargate_cpu_units,
              planned->fargate_memory_mib);
    if (!architecture_allowed(planned->architecture, service->architectures)) {
        found(at, "fargate.architecture", "%s on %s", planned->name, planned->architecture);
        return planned->usd_per_month_nano;
    }
    int64_t hour =
        fargate_hour(at, planned->architecture, spot ? PURCHASE_SPOT : PURCHASE_ON_DEMAND, planned->fargate_cpu_units,
                     planned->fargate_memory_mib, service->ephemeral_storage_gib);
    if (hour != planned->usd_per_task_hour_nano)
        found(at, "fargate.price", "%s pays %" PRId64 " an hour for %" PRId64, planned->name,
              planned->usd_per_task_hour_nano, hour);
    for (int h = 0; h < at->profile->hours; h++)
        sum += (int128)tasks_in(service, h) * hour;
    return month_of(sum, at->profile->hours);
}

/* The cheapest size at the job's architecture; the plan does not name a job's size. */
static int64_t cheapest_hour(struct checking *at, const char *architecture, enum purchase purchase,
                             const struct job *job)
{
    int count;
    const struct fargate_size *sizes = fargate_sizes(&count);
    int64_t least = -1;
    for (int i = 0; i < count; i++) {
        if (sizes[i].cpu_units < job->cpu_units || sizes[i].memory_mib < job->memory_mib)
            continue;
        int64_t hour = fargate_hour(at, architecture, purchase, sizes[i].cpu_units, sizes[i].memory_mib,
                                    job->ephemeral_storage_gib);
        if (least < 0 || hour < least)
            least = hour;
    }
    return least;
}

static void fargate_job(struct checking *at, const struct plan_job *planned, const struct job *job)
{
    enum purchase purchase = strcmp(planned->place, "fargate_spot") == 0 ? PURCHASE_SPOT : PURCHASE_ON_DEMAND;
    if (!architecture_allowed(planned->architecture, job->architectures)) {
        found(at, "fargate.architecture", "job %s on %s", planned->name, planned->architecture);
        return;
    }
    int64_t hour = cheapest_hour(at, planned->architecture, purchase, job);
    if (hour < 0) {
        found(at, "fargate.size", "job %s fits no size", planned->name);
        return;
    }
    long double seconds = ceill((long double)job->startup_s + (long double)job->duration_s - 1e-9L);
    long double runs = (long double)job->runs_per_day * 730 / 24;
    long double nano = (long double)hour * (seconds < 60 ? 60 : seconds) / 3600 * runs;
    long double slack = 1 + nano * 1e-12L + (long double)hour * (seconds < 60 ? 60 : seconds) / 3600e6L;
    if (fabsl(nano - (long double)planned->usd_per_month_nano) > slack)
        found(at, "fargate.job", "job %s costs %" PRId64 ", not %.0Lf", planned->name, planned->usd_per_month_nano,
              nano);
}

/* --- Lambda --- */

/* Nano-dollars of the MB-ns from..to of a month, tier by tier. */
static int128 duration_nano(struct checking *at, const char *architecture, int128 from, int128 to)
{
    const int128 million_gb_s = (int128)1024 * 1000 * 1000 * 1000 * 1000 * 1000;
    char item[64];
    snprintf(item, sizeof item, "%s.duration", architecture);
    int128 sum = 0;
    for (int i = 0; i < at->catalogue->prices_count; i++) {
        const struct price *tier = &at->catalogue->prices[i];
        if (strcmp(tier->service, "lambda") != 0 || strcmp(tier->item, item) != 0)
            continue;
        bool last = i + 1 == at->catalogue->prices_count || strcmp(tier[1].item, item) != 0;
        int128 low = tier->from_quantity * million_gb_s, high = last ? to : tier[1].from_quantity * million_gb_s;
        low = low > from ? low : from;
        high = high < to ? high : to;
        if (high > low)
            sum += (high - low) * tier->nano;
    }
    return half_up(sum, million_gb_s);
}

static void lambda_job(struct checking *at, const struct plan_job *planned, const struct job *job,
                       int128 before[ARCHITECTURES_COUNT])
{
    int64_t cpu_mb = (job->cpu_units * 1769 + 1023) / 1024, need = 128;
    need = job->memory_mib > need ? job->memory_mib : need;
    need = cpu_mb > need ? cpu_mb : need;
    if (planned->lambda_memory_mb != need || need > 10240)
        found(at, "lambda.memory", "job %s has %" PRId64 " MB for %" PRId64, planned->name, planned->lambda_memory_mb,
              need);
    if (!architecture_allowed(planned->architecture, job->architectures)) {
        found(at, "lambda.architecture", "job %s on %s", planned->name, planned->architecture);
        return;
    }
    int architecture = strcmp(planned->architecture, architecture_names[0]) == 0 ? 0 : 1;
    int64_t millionths = (int64_t)floor(job->runs_per_day * 1e6 * 730 / 24 + 0.5);
    int64_t ms = (int64_t)ceil(job->duration_s * 1000 - 1e-6);
    int128 use = (int128)need * (ms < 1 ? 1 : ms) * millionths;
    int128 nano = duration_nano(at, planned->architecture, before[architecture], before[architecture] + use);
    nano += half_up((int128)price_of(at, "lambda", "requests", PURCHASE_ON_DEMAND) * millionths,
                    (int128)1000 * 1000 * 1000 * 1000);
    before[architecture] += use;
    if (nano != planned->usd_per_month_nano)
        found(at, "lambda.job", "job %s costs %" PRId64 ", not %" PRId64, planned->name, planned->usd_per_month_nano,
              (int64_t)nano);
}

/* --- pools and sums --- */

static void check_pool_money(struct checking *at, const struct plan_pool *pool)
{
    int64_t hour = price_of(at, "ec2", pool->instance_type, PURCHASE_ON_DEMAND);
    int64_t gp3 = price_of(at, "ebs", "gp3", PURCHASE_ON_DEMAND);
    int64_t root = (int64_t)half_up((int128)gp3 * at->profile->limits.root_volume_gib, 730);
    int128 sum = 0, shares = 0;
    if (strcmp(pool->purchase, "on_demand") != 0)
        found(at, "pool.purchase", "%s is bought %s", pool->name, pool->purchase);
    if (hour != pool->usd_per_instance_hour_nano)
        found(at, "pool.price", "%s pays %" PRId64 " for %" PRId64, pool->name, pool->usd_per_instance_hour_nano, hour);
    if (root != pool->usd_per_root_volume_hour_nano)
        found(at, "pool.volume", "%s pays %" PRId64 " for %" PRId64, pool->name, pool->usd_per_root_volume_hour_nano,
              root);
    for (int h = 0; h < pool->instances.count; h++)
        sum += (int128)pool->instances.items[h] * (hour + root);
    if (pool->instances.count > 0 && month_of(sum, pool->instances.count) != pool->usd_per_month_nano)
        found(at, "pool.cost", "%s costs %" PRId64 ", not %" PRId64, pool->name, pool->usd_per_month_nano,
              month_of(sum, pool->instances.count));
    for (int i = 0; i < at->plan->services_count; i++)
        if (strcmp(at->plan->services[i].place, pool->name) == 0)
            shares += at->plan->services[i].usd_per_month_nano;
    for (int i = 0; i < at->plan->jobs_count; i++)
        if (strcmp(at->plan->jobs[i].place, pool->name) == 0)
            shares += at->plan->jobs[i].usd_per_month_nano;
    if (shares != pool->usd_per_month_nano)
        found(at, "pool.shares", "the shares of %s sum to %" PRId64 ", not %" PRId64, pool->name, (int64_t)shares,
              pool->usd_per_month_nano);
}

static bool on_fargate(const char *place)
{
    return strncmp(place, "fargate", 7) == 0;
}

static int64_t fargate_sum(struct checking *at)
{
    const struct plan *plan = at->plan;
    int128 sum = 0;
    for (int i = 0; i < plan->services_count; i++) {
        const struct plan_service *planned = &plan->services[i];
        const struct service *service = service_named(at, planned->name);
        if (!on_fargate(planned->place) || service == NULL)
            continue;
        int64_t month = fargate_service(at, planned, service);
        if (month != planned->usd_per_month_nano)
            found(at, "fargate.cost", "%s costs %" PRId64 ", not %" PRId64, planned->name, planned->usd_per_month_nano,
                  month);
        sum += month;
    }
    for (int i = 0; i < plan->jobs_count; i++) {
        const struct job *job = job_named(at, plan->jobs[i].name);
        if (!on_fargate(plan->jobs[i].place) || job == NULL)
            continue;
        fargate_job(at, &plan->jobs[i], job);
        sum += plan->jobs[i].usd_per_month_nano;
    }
    return (int64_t)sum;
}

static int64_t lambda_sum(struct checking *at)
{
    int128 before[ARCHITECTURES_COUNT] = {0}, sum = 0;
    for (int i = 0; i < at->plan->jobs_count; i++) {
        const struct job *job = job_named(at, at->plan->jobs[i].name);
        if (job == NULL || strcmp(at->plan->jobs[i].place, "lambda") != 0)
            continue;
        lambda_job(at, &at->plan->jobs[i], job, before);
        sum += at->plan->jobs[i].usd_per_month_nano;
    }
    return (int64_t)sum;
}

static void check_overhead(struct checking *at)
{
    const struct overhead *overhead = &at->profile->overhead;
    long double instance_hours = 0, work = 0;
    for (int p = 0; p < at->plan->pools_count; p++)
        for (int h = 0; h < at->plan->pools[p].instances.count; h++)
            instance_hours += (long double)at->plan->pools[p].instances.items[h];
    if (overhead->given && at->plan->pools_count > 0)
        work = overhead->hours_per_month_cluster +
               overhead->hours_per_month_instance * instance_hours / at->profile->hours;
    long double nano = work * (long double)overhead->usd_per_hour_nano;
    if (fabsl(nano - (long double)at->plan->cost.overhead) > 1 + nano * 1e-12L)
        found(at, "cost.overhead", "%" PRId64 ", not %.0Lf", at->plan->cost.overhead, nano);
}

static void compare(struct checking *at, const char *code, int64_t stated, int64_t summed)
{
    if (stated != summed)
        found(at, code, "%" PRId64 ", not %" PRId64, stated, summed);
}

static void check_bound(struct checking *at)
{
    const struct plan *plan = at->plan;
    int64_t cost = plan->cost.total - plan->cost.overhead, bound = plan->bound.usd_per_month_nano;
    double sum = 0;
    if (bound < 0 || bound > cost)
        found(at, "bound.above", "bound %" PRId64 ", cost %" PRId64, bound, cost);
    double gap = bound > 0 ? (double)(cost - bound) / (double)bound : 0;
    if (fabs(gap - plan->bound.gap_ratio) > 1e-6 * (1 + gap))
        found(at, "bound.gap", "%.9f, not %.9f", plan->bound.gap_ratio, gap);
    for (int cause = 0; cause < GAP_CAUSES_COUNT; cause++)
        sum += plan->bound.gap_by_cause[cause];
    if (fabs(sum - plan->bound.gap_ratio) > 5e-6 * (1 + gap))
        found(at, "bound.causes", "sum to %.9f, not %.9f", sum, plan->bound.gap_ratio);
    if (plan->free_packing.given && plan->free_packing.bound_usd_per_hour_nano > plan->free_packing.usd_per_hour_nano)
        found(at, "bound.free_packing", "bound above the cost");
    if (plan->all_fargate.possible && plan->all_fargate.helps &&
        nano_abs((int128)plan->all_fargate.usd_per_month_nano - cost - plan->all_fargate.saving_usd_per_month_nano) > 0)
        found(at, "all_fargate.saving", "%" PRId64, plan->all_fargate.saving_usd_per_month_nano);
}

void check_money(struct checking *at)
{
    const struct plan *plan = at->plan;
    int128 ec2 = 0;
    for (int i = 0; i < plan->pools_count; i++) {
        check_pool_money(at, &plan->pools[i]);
        ec2 += plan->pools[i].usd_per_month_nano;
    }
    compare(at, "cost.ec2", plan->cost.ec2, (int64_t)ec2);
    compare(at, "cost.fargate", plan->cost.fargate, fargate_sum(at));
    compare(at, "cost.lambda", plan->cost.lambda, lambda_sum(at));
    compare(at, "cost.total", plan->cost.total,
            plan->cost.ec2 + plan->cost.fargate + plan->cost.lambda + plan->cost.overhead);
    check_overhead(at);
    check_bound(at);
}
