#include "pricing/fargate.h"

#include "data/base/wide.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Prices of one architecture; nano-dollars an hour. */
struct rates {
    int64_t vcpu, gb, storage_gb;
};

static bool rate_require(const struct catalogue *catalogue, enum architecture architecture, const char *unit,
                         enum purchase purchase, int64_t *ret_nano, struct error *err)
{
    char item[32];
    const struct price *price = NULL;
    snprintf(item, sizeof item, "%s.%s", architecture_names[architecture], unit);
    if (!price_require(catalogue, "fargate", item, purchase, &price, err))
        return false;
    *ret_nano = price->nano;
    return true;
}

static bool rates_require(const struct catalogue *catalogue, enum architecture architecture, enum purchase purchase,
                          struct rates *ret_rates, struct error *err)
{
    return rate_require(catalogue, architecture, "vcpu", purchase, &ret_rates->vcpu, err) &&
           rate_require(catalogue, architecture, "gb", purchase, &ret_rates->gb, err);
}

/* vCPU and memory rounded half up once together; storage is whole GiB and exact. */
static int64_t size_price(const struct rates *rates, struct fargate_size size, int64_t extra_gib)
{
    int128 parts = (int128)rates->vcpu * size.cpu_units + (int128)rates->gb * size.memory_mib;
    return (int64_t)((parts + 512) / 1024) + rates->storage_gb * extra_gib;
}

/* Cheapest size that holds the task; a tie goes to the earlier row (less CPU, then less memory). */
static void quote_improve(struct fargate_quote *quote, const struct rates *rates, enum architecture architecture,
                          int64_t cpu_units, int64_t memory_mib, int64_t extra_gib)
{
    int count = 0;
    const struct fargate_size *sizes = fargate_sizes(&count);
    for (int i = 0; i < count; i++) {
        if (sizes[i].cpu_units < cpu_units || sizes[i].memory_mib < memory_mib)
            continue;
        int64_t price = size_price(rates, sizes[i], extra_gib);
        if (quote->possible && price >= quote->price.nano)
            continue;
        quote->possible = true;
        quote->size = sizes[i];
        quote->architecture = architecture;
        quote->price.nano = price;
    }
}

static const char *obstacle_of(int64_t cpu_units, int64_t memory_mib, int64_t storage_gib)
{
    int count = 0;
    const struct fargate_size *sizes = fargate_sizes(&count);
    bool cpu_fits = false, memory_fits = false;
    for (int i = 0; i < count; i++) {
        if (sizes[i].cpu_units >= cpu_units && sizes[i].memory_mib >= memory_mib)
            return storage_gib > FARGATE_STORAGE_MAX_GIB ? "more than Fargate's 200 GiB of storage" : NULL;
        cpu_fits = cpu_fits || sizes[i].cpu_units >= cpu_units;
        memory_fits = memory_fits || sizes[i].memory_mib >= memory_mib;
    }
    if (!cpu_fits)
        return "more CPU than Fargate's largest size";
    return memory_fits ? "more CPU and memory together than any Fargate size"
                       : "more memory than Fargate's largest size";
}

bool fargate_quote_task(const struct catalogue *catalogue, int64_t cpu_units, int64_t memory_mib, int64_t storage_gib,
                        unsigned architectures, enum purchase purchase, struct fargate_quote *ret_quote,
                        struct error *err)
{
    struct fargate_quote quote = {.why_not = obstacle_of(cpu_units, memory_mib, storage_gib)};
    struct error first_missing = {0};
    const struct price *storage = NULL;
    int64_t extra_gib = storage_gib > FARGATE_STORAGE_INCLUDED_GIB ? storage_gib - FARGATE_STORAGE_INCLUDED_GIB : 0;
    BUG_IF((architectures & ((1u << ARCHITECTURES_COUNT) - 1)) == 0);
    if (quote.why_not != NULL) {
        *ret_quote = quote;
        return true;
    }
    if (extra_gib > 0 &&
        !price_require(catalogue, "fargate", "ephemeral_storage.gb", PURCHASE_ON_DEMAND, &storage, err))
        return false;
    for (unsigned i = 0; i < ARCHITECTURES_COUNT; i++) {
        struct rates rates = {.storage_gb = storage != NULL ? storage->nano : 0};
        if ((architectures & (1u << i)) != 0 &&
            rates_require(catalogue, (enum architecture)i, purchase, &rates, &first_missing))
            quote_improve(&quote, &rates, (enum architecture)i, cpu_units, memory_mib, extra_gib);
    }
    if (!quote.possible)
        return error_set(err, first_missing.kind, first_missing.where, "%s", first_missing.text);
    *ret_quote = quote;
    return true;
}

static int64_t rounded_clamped(double value)
{
    const double largest = 9.0e18;
    return value < largest ? (int64_t)value : (int64_t)largest;
}

int64_t fargate_billed_seconds(double startup_s, double duration_s)
{
    double run_s = ceil(startup_s + duration_s - 1e-9);
    return rounded_clamped(fmax(run_s, FARGATE_BILLED_SECONDS_MIN));
}

int64_t fargate_runs_millionths(double runs_per_day)
{
    return rounded_clamped(floor(runs_per_day * 1e6 * HOURS_PER_MONTH / 24 + 0.5));
}

struct usd fargate_job_month(struct usd_per_hour task_price, double startup_s, double duration_s, double runs_per_day)
{
    int64_t billed_s = fargate_billed_seconds(startup_s, duration_s);
    int64_t micro_runs = fargate_runs_millionths(runs_per_day);
    const int128 divisor = (int128)3600 * 1000 * 1000;
    int128 cost = 0;
    if (__builtin_mul_overflow((int128)task_price.nano * billed_s, (int128)micro_runs, &cost) ||
        cost / divisor >= INT64_MAX)
        return (struct usd){INT64_MAX};
    return (struct usd){(int64_t)((cost + divisor / 2) / divisor)};
}
