/* fargate.h — what one task costs on Fargate. Sizes: AWS "Fargate task sizes", data/facts/fargate_sizes.csv. */
#ifndef BAYPLAN_PRICING_FARGATE_H
#define BAYPLAN_PRICING_FARGATE_H

#include "pricing/lookup.h"

struct fargate_quote {
    bool possible;
    const char *why_not; /* static text where not possible: "no Fargate size has 40000 CPU units" is the caller's */
    struct fargate_size size;
    enum architecture architecture;
    struct usd_per_hour price; /* one task, storage above 20 GiB included */
};

/* Cheapest valid size that holds the task over the architectures in `architectures` (bits); ties: x86_64 first.
 * An architecture whose price is missing is skipped if another has one; where none has, ERROR_UNKNOWN_PRICE.
 * Too large for every size, or storage over 200 GiB: quote.possible is false, and that is an answer. */
MUST_CHECK bool fargate_quote_task(const struct catalogue *catalogue, int64_t cpu_units, int64_t memory_mib,
                                   int64_t storage_gib, unsigned architectures, enum purchase purchase,
                                   struct fargate_quote *ret_quote, struct error *err);

/* What a run is billed: max(60 s, startup_s + duration_s) rounded up to the second. */
int64_t fargate_billed_seconds(double startup_s, double duration_s);
/* Runs of a month (730 h), in millionths. */
int64_t fargate_runs_millionths(double runs_per_day);
/* A month (730 h) of a job: runs_per_day * 730 / 24 runs (to a millionth of a run), each billed
 * fargate_billed_seconds; rounded half up once. INT64_MAX nano-dollars where it is
 * that or more: too dear to be counted, and for the caller to refuse. */
struct usd fargate_job_month(struct usd_per_hour task_price, double startup_s, double duration_s, double runs_per_day);

#endif
