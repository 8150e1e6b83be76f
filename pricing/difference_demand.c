/* difference_demand.c — what the new plan's tasks and reservations cost at what a unit of load costs in the old place.
 */
#include "pricing/difference_parts.h"
#include "pricing/lambda.h"
#include <math.h>
#include <string.h>

/* --- ratios --- */

static int128 common_divisor(int128 a, int128 b)
{
    while (b != 0) {
        int128 rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* Beyond 2^62 both lose their last bits: a ratio is then off by less than one part in 10^18. */
static void shorten(int128 *numerator, int128 *denominator)
{
    const int128 limit = (int128)1 << 62;
    int128 divisor = common_divisor(*numerator, *denominator);
    *numerator /= divisor;
    *denominator /= divisor;
    while (*numerator >= limit || *denominator >= limit) {
        *numerator /= 2;
        *denominator = *denominator > 1 ? *denominator / 2 : 1;
    }
}

struct ratio ratio_one(void)
{
    return (struct ratio){1, 1};
}

void ratio_times(struct ratio *ratio, int128 numerator, int128 denominator)
{
    BUG_IF(numerator < 0 || denominator <= 0);
    shorten(&numerator, &denominator);
    ratio->numerator *= numerator;
    ratio->denominator *= denominator;
    shorten(&ratio->numerator, &ratio->denominator);
}

bool ratio_of(int64_t nano, const struct ratio *ratio, int64_t *ret_nano)
{
    int128 product = nano * ratio->numerator, half = ratio->denominator / 2;
    int128 rounded = (product + (product < 0 ? -half : half)) / ratio->denominator;
    if (rounded > INT64_MAX || rounded < INT64_MIN)
        return false;
    *ret_nano = (int64_t)rounded;
    return true;
}

bool nano_of_month(int128 sum, int count, int64_t *ret_nano)
{
    int128 month = 0;
    if (__builtin_mul_overflow(sum, (int128)HOURS_PER_MONTH, &month))
        return false;
    month = count > 0 ? (month + count / 2) / count : 0;
    if (month > INT64_MAX)
        return false;
    *ret_nano = (int64_t)month;
    return true;
}

int128 sum_of(const struct field_integers *integers)
{
    int128 sum = 0;
    for (int i = 0; i < integers->count; i++)
        sum += integers->items[i];
    return sum;
}

/* --- loads --- */

/* The largest of a task's shares of an instance, as a multiple of 1 / (CPU * memory * GPUs of the instance). */
static int128 unit_of(const struct tenant *tenant, const struct plan_pool *pool)
{
    int128 cpu = pool->cpu_units > 0 ? pool->cpu_units : 1, memory = pool->memory_mib > 0 ? pool->memory_mib : 1;
    int128 gpus = pool->gpus > 0 ? pool->gpus : 1;
    int128 unit = tenant->cpu_units * memory * gpus;
    if (unit < tenant->memory_mib * cpu * gpus)
        unit = tenant->memory_mib * cpu * gpus;
    if (pool->gpus > 0 && unit < tenant->gpus * cpu * memory)
        unit = tenant->gpus * cpu * memory;
    return unit;
}

/* The larger of what it asks of a size's CPU and memory, as a multiple of 1 / (CPU * memory). */
static int128 unit_of_size(int64_t cpu_units, int64_t memory_mib, int64_t size_cpu, int64_t size_memory)
{
    int128 cpu = (int128)cpu_units * (size_memory > 0 ? size_memory : 1);
    int128 memory = (int128)memory_mib * (size_cpu > 0 ? size_cpu : 1);
    return cpu > memory ? cpu : memory;
}

static int64_t whole(double value, double unit)
{
    double units = floor(value * unit + 0.5);
    return units < 1 ? 1 : units > 1e17 ? (int64_t)1e17 : (int64_t)units;
}

struct ratio job_ratio(const struct plan_job *old_job, const struct plan_job *new_job, bool billed_on_fargate)
{
    struct ratio ratio = ratio_one();
    ratio_times(&ratio, whole(new_job->runs_per_day, 1e6), whole(old_job->runs_per_day, 1e6));
    if (billed_on_fargate) {
        double old_s = fmax(ceil(old_job->duration_s - 1e-9), FARGATE_BILLED_SECONDS_MIN);
        double new_s = fmax(ceil(new_job->duration_s - 1e-9), FARGATE_BILLED_SECONDS_MIN);
        ratio_times(&ratio, whole(new_s, 1), whole(old_s, 1));
    } else {
        ratio_times(&ratio, whole(ceil(new_job->duration_s * 1000 - 1e-6), 1),
                    whole(ceil(old_job->duration_s * 1000 - 1e-6), 1));
    }
    return ratio;
}

/* Tasks of an average hour, new over old. Where there were none there are none now. */
static void times_tasks(struct ratio *ratio, const struct plan_service *was, const struct plan_service *now)
{
    if (sum_of(&was->tasks) > 0)
        ratio_times(ratio, sum_of(&now->tasks) * was->tasks.count, sum_of(&was->tasks) * now->tasks.count);
}

static bool demand_on_pool(const struct differ *differ, const struct tenant *tenant, int64_t *ret_nano)
{
    const struct tenant *now = tenant->other;
    struct ratio ratio = ratio_one();
    if (tenant->service != NULL) {
        times_tasks(&ratio, tenant->service, now->service);
    } else if (tenant->job->tasks > 0 && now->job->tasks > 0 &&
               differ->old_plan->safety.headroom_ratio == differ->new_plan->safety.headroom_ratio) {
        ratio_times(&ratio, now->job->tasks, tenant->job->tasks); /* whole tasks are held for it */
    } else {
        ratio = job_ratio(tenant->job, now->job, false);
    }
    int128 unit = unit_of(tenant, tenant->pool);
    ratio_times(&ratio, unit_of(now, tenant->pool), unit > 0 ? unit : 1);
    return ratio_of(tenant->repriced_nano, &ratio, ret_nano);
}

/* The task-hour of the new reservation: of the same size; as bought; by the price book; or by what it asks of the old
 * size. */
static bool new_task_hour(const struct differ *differ, const struct tenant *tenant, int64_t *ret_nano)
{
    const struct plan_service *was = tenant->service;
    const struct tenant *now = tenant->other;
    const struct fargate_size *size = fargate_size_of(now->cpu_units, now->memory_mib);
    int64_t old_base = 0, new_base = 0;
    *ret_nano = tenant->task_hour_nano;
    if (size != NULL && size->cpu_units == was->fargate_cpu_units && size->memory_mib == was->fargate_memory_mib)
        return true;
    if (stays_outside(tenant) && tenant->priced) {
        *ret_nano = now->service->usd_per_task_hour_nano;
        return true;
    }
    if (size != NULL && tenant->priced &&
        fargate_base_price(differ, tenant, was->fargate_cpu_units, was->fargate_memory_mib, &old_base) &&
        fargate_base_price(differ, tenant, size->cpu_units, size->memory_mib, &new_base)) {
        int64_t storage = tenant->task_hour_nano > old_base ? tenant->task_hour_nano - old_base : 0;
        return !__builtin_add_overflow(new_base, storage, ret_nano);
    }
    struct ratio ratio = ratio_one();
    int64_t cpu = size != NULL ? size->cpu_units : now->cpu_units;
    int64_t memory = size != NULL ? size->memory_mib : now->memory_mib;
    ratio_times(&ratio, unit_of_size(cpu, memory, was->fargate_cpu_units, was->fargate_memory_mib),
                (int128)(was->fargate_cpu_units > 0 ? was->fargate_cpu_units : 1) *
                    (was->fargate_memory_mib > 0 ? was->fargate_memory_mib : 1));
    return ratio_of(tenant->task_hour_nano, &ratio, ret_nano);
}

static bool service_on_fargate(const struct differ *differ, const struct tenant *tenant, int64_t *ret_nano)
{
    const struct plan_service *was = tenant->service, *now = tenant->other->service;
    int64_t task_hour = 0;
    if (!new_task_hour(differ, tenant, &task_hour))
        return false;
    if (task_hour != tenant->task_hour_nano ||
        sum_of(&now->tasks) * was->tasks.count != sum_of(&was->tasks) * now->tasks.count)
        return nano_of_month(sum_of(&now->tasks) * task_hour, now->tasks.count, ret_nano);
    *ret_nano = tenant->repriced_nano;
    return true;
}

static bool job_on_fargate(const struct differ *differ, const struct tenant *tenant, int64_t *ret_nano)
{
    const struct tenant *now = tenant->other;
    const struct fargate_size *old_size = fargate_size_of(tenant->cpu_units, tenant->memory_mib);
    const struct fargate_size *new_size = fargate_size_of(now->cpu_units, now->memory_mib);
    struct ratio ratio = job_ratio(tenant->job, now->job, true);
    int64_t old_base = 0, new_base = 0;
    if (stays_outside(tenant) && tenant->priced && settings_of_tenant(differ, tenant) != KNOWN_CHANGED) {
        *ret_nano = now->usd_per_month_nano; /* nothing else can have changed its bill */
        return true;
    }
    if (old_size == NULL || new_size == NULL)
        ratio_times(&ratio, unit_of_size(now->cpu_units, now->memory_mib, tenant->cpu_units, tenant->memory_mib),
                    (int128)tenant->cpu_units * tenant->memory_mib);
    else if (fargate_base_price(differ, tenant, old_size->cpu_units, old_size->memory_mib, &old_base) &&
             fargate_base_price(differ, tenant, new_size->cpu_units, new_size->memory_mib, &new_base))
        ratio_times(&ratio, new_base, old_base);
    else
        ratio_times(&ratio,
                    unit_of_size(new_size->cpu_units, new_size->memory_mib, old_size->cpu_units, old_size->memory_mib),
                    (int128)old_size->cpu_units * old_size->memory_mib);
    return ratio_of(tenant->repriced_nano, &ratio, ret_nano);
}

/* Billed by the price book where there is one, with nothing used before; by the ratio of the two otherwise. */
static bool job_on_lambda(const struct differ *differ, const struct tenant *tenant, int64_t *ret_nano)
{
    const struct tenant *now = tenant->other;
    int64_t old_mb = lambda_size_of(tenant->cpu_units, tenant->memory_mib, 0, 0).memory_mb;
    int64_t new_mb = lambda_size_of(now->cpu_units, now->memory_mib, 0, 0).memory_mb;
    struct lambda_month was = lambda_use_of(tenant->job, old_mb), is = lambda_use_of(now->job, new_mb);
    struct ratio ratio = job_ratio(tenant->job, now->job, false);
    struct usd old_bill = {0}, new_bill = {0};
    struct error missing = {0};
    enum architecture architecture;
    if (stays_outside(tenant) && tenant->priced) {
        *ret_nano = now->usd_per_month_nano; /* nothing else can have changed its bill */
        return true;
    }
    ratio_times(&ratio, new_mb, old_mb);
    if (differ->prices != NULL && tenant->priced && architecture_parse(tenant->architecture, &architecture) &&
        lambda_bill(differ->prices, architecture, 0, was, &old_bill, &missing) &&
        lambda_bill(differ->prices, architecture, 0, is, &new_bill, &missing) && old_bill.nano > 0) {
        ratio = ratio_one();
        ratio_times(&ratio, new_bill.nano, old_bill.nano);
    }
    return missing.kind != ERROR_LIMIT && ratio_of(tenant->repriced_nano, &ratio, ret_nano);
}

/* Not the room held for a job, nor the tier of Lambda it is billed in: those follow from others. */
static bool has_same_demand(const struct tenant *tenant)
{
    const struct tenant *now = tenant->other;
    if (tenant->cpu_units != now->cpu_units || tenant->memory_mib != now->memory_mib || tenant->gpus != now->gpus)
        return false;
    if (tenant->service != NULL)
        return sum_of(&now->service->tasks) * tenant->service->tasks.count ==
               sum_of(&tenant->service->tasks) * now->service->tasks.count;
    return !(tenant->job->runs_per_day < now->job->runs_per_day || tenant->job->runs_per_day > now->job->runs_per_day ||
             tenant->job->duration_s < now->job->duration_s || tenant->job->duration_s > now->job->duration_s);
}

bool demand_price(const struct differ *differ, const struct tenant *old_tenant, int64_t *ret_nano, struct error *err)
{
    bool done = false;
    if (has_same_demand(old_tenant)) {
        *ret_nano = old_tenant->repriced_nano;
        return true;
    }
    if (old_tenant->pool != NULL)
        done = demand_on_pool(differ, old_tenant, ret_nano);
    else if (old_tenant->service != NULL)
        done = service_on_fargate(differ, old_tenant, ret_nano);
    else if (strcmp(old_tenant->place, place_names[PLACE_LAMBDA]) == 0)
        done = job_on_lambda(differ, old_tenant, ret_nano);
    else
        done = job_on_fargate(differ, old_tenant, ret_nano);
    return done || too_dear(old_tenant->name, err);
}
