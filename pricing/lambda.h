/* lambda.h — what a job costs on Lambda. Tiers are per architecture and month, over all of a profile's jobs, applied
 * in the order of the jobs' names; the free tier is not subtracted (it belongs to the account). The last tier of a
 * price book prices all that is above it: a book that knows the first tier alone overstates use beyond 6e9 GB-seconds.
 */
#ifndef BAYPLAN_PRICING_LAMBDA_H
#define BAYPLAN_PRICING_LAMBDA_H

#include "data/base/wide.h"
#include "pricing/lookup.h"

enum lambda_obstacle { LAMBDA_FITS, LAMBDA_TOO_LONG, LAMBDA_TOO_MUCH_MEMORY, LAMBDA_TOO_MUCH_CPU, LAMBDA_HAS_GPU };

struct lambda_size {
    enum lambda_obstacle obstacle;
    int64_t memory_mb; /* max(128, memory, ceil(cpu_units * 1769 / 1024)) */
};

/* `duration_s` is the longest expected (p99 where known). */
struct lambda_size lambda_size_of(int64_t cpu_units, int64_t memory_mib, int64_t gpus, double duration_s);

struct lambda_month {
    int64_t requests_millionths; /* runs of a month, to a millionth: a weekly job has 4.345238 */
    int128 mb_ns; /* memory_mb * ceil(duration in ms) * requests_millionths; GB-s = mb_ns / 1024 / 10^9 */
};

struct lambda_month lambda_month_of(int64_t memory_mb, double duration_s, double runs_per_day);

/* Bill of `use` when `before` of the same architecture was billed already in this month (tiers are consumed in
 * order): exact in integers, rounded half up once for the duration and once for the requests. Errors: UNKNOWN_PRICE;
 * LIMIT where the bill is above what int64 nano-dollars hold. */
MUST_CHECK bool lambda_bill(const struct catalogue *catalogue, enum architecture architecture, int128 before_mb_ns,
                            struct lambda_month use, struct usd *ret_cost, struct error *err);

#endif
