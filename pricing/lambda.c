#include "pricing/lambda.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* mb_ns of a million GB-seconds: 1024 MB a GB, 10^9 ns a second. */
#define MB_NS_PER_MILLION_GB_S ((int128)1024 * 1000 * 1000 * 1000 * 1000 * 1000)

struct lambda_size lambda_size_of(int64_t cpu_units, int64_t memory_mib, int64_t gpus, double duration_s)
{
    /* ceil(cpu_units / 1024 vCPU * 1769 MB); split so that the largest cpu_units cannot overflow */
    int64_t cpu_mb =
        cpu_units / 1024 * LAMBDA_MEMORY_MB_PER_VCPU + (cpu_units % 1024 * LAMBDA_MEMORY_MB_PER_VCPU + 1023) / 1024;
    struct lambda_size size = {LAMBDA_FITS, LAMBDA_MEMORY_MB_MIN};
    if (memory_mib > size.memory_mb)
        size.memory_mb = memory_mib;
    if (cpu_mb > size.memory_mb)
        size.memory_mb = cpu_mb;
    if (gpus > 0)
        size.obstacle = LAMBDA_HAS_GPU;
    else if (duration_s > LAMBDA_DURATION_SECONDS_MAX)
        size.obstacle = LAMBDA_TOO_LONG;
    else if (memory_mib > LAMBDA_MEMORY_MB_MAX)
        size.obstacle = LAMBDA_TOO_MUCH_MEMORY;
    else if (cpu_mb > LAMBDA_MEMORY_MB_MAX)
        size.obstacle = LAMBDA_TOO_MUCH_CPU;
    return size;
}

struct lambda_month lambda_month_of(int64_t memory_mb, double duration_s, double runs_per_day)
{
    const double requests_max = 9.0e18;
    double requests = floor(runs_per_day * 1e6 * HOURS_PER_MONTH / 24 + 0.5);
    /* 16.1 * 1000 is a hair above 16100 in binary: a billionth of a second is no millisecond */
    double ms = fmax(ceil(duration_s * 1000 - 1e-6), 1);
    BUG_IF(!(requests >= 0 && requests <= requests_max && ms <= requests_max && memory_mb > 0));
    struct lambda_month month = {.requests_millionths = (int64_t)requests};
    month.mb_ns = (int128)memory_mb * (int64_t)ms * month.requests_millionths;
    return month;
}

/* Part of [from, to) that lies in [tier_from, tier_to). */
static int128 overlap(int128 from, int128 to, int128 tier_from, int128 tier_to)
{
    int128 low = from > tier_from ? from : tier_from, high = to < tier_to ? to : tier_to;
    return high > low ? high - low : 0;
}

static bool is_tier_of(const struct catalogue *catalogue, const struct price *first, const struct price *price)
{
    return price < catalogue->prices + catalogue->prices_count && strcmp(price->service, first->service) == 0 &&
           strcmp(price->item, first->item) == 0 && price->purchase == first->purchase;
}

static bool too_dear(const struct catalogue *catalogue, struct error *err)
{
    return error_set(err, ERROR_LIMIT, catalogue->file, "a month on Lambda costs more than can be counted");
}

static bool round_to_nano(int128 numerator, int128 denominator, int64_t *ret_nano)
{
    int128 nano = (numerator + denominator / 2) / denominator;
    *ret_nano = (int64_t)nano;
    return nano <= INT64_MAX;
}

static bool duration_bill(const struct catalogue *catalogue, const struct price *first, int128 from, int128 to,
                          int64_t *ret_nano, struct error *err)
{
    int128 sum = 0;
    for (const struct price *tier = first; is_tier_of(catalogue, first, tier); tier++) {
        bool last = !is_tier_of(catalogue, first, tier + 1);
        int128 tier_to = last ? to : tier[1].from_quantity * MB_NS_PER_MILLION_GB_S, part = 0;
        int128 used = overlap(from, to, tier->from_quantity * MB_NS_PER_MILLION_GB_S, tier_to);
        if (__builtin_mul_overflow(used, (int128)tier->nano, &part) || __builtin_add_overflow(sum, part, &sum))
            return too_dear(catalogue, err);
    }
    return round_to_nano(sum, MB_NS_PER_MILLION_GB_S, ret_nano) || too_dear(catalogue, err);
}

bool lambda_bill(const struct catalogue *catalogue, enum architecture architecture, int128 before_mb_ns,
                 struct lambda_month use, struct usd *ret_cost, struct error *err)
{
    char item[32];
    const struct price *duration = NULL, *requests = NULL;
    int64_t duration_nano = 0, requests_nano = 0;
    snprintf(item, sizeof item, "%s.duration", architecture_names[architecture]);
    if (!price_require(catalogue, "lambda", item, PURCHASE_ON_DEMAND, &duration, err) ||
        !price_require(catalogue, "lambda", "requests", PURCHASE_ON_DEMAND, &requests, err) ||
        !duration_bill(catalogue, duration, before_mb_ns, before_mb_ns + use.mb_ns, &duration_nano, err))
        return false;
    if (!round_to_nano((int128)use.requests_millionths * requests->nano, INT64_C(1000000) * 1000000, &requests_nano) ||
        __builtin_add_overflow(duration_nano, requests_nano, &ret_cost->nano))
        return too_dear(catalogue, err);
    return true;
}
