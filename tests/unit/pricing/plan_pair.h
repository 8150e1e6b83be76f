/* plan_pair.h — a small plan made in place, for tests of what changed between two. */
#ifndef BAYPLAN_TESTS_PLAN_PAIR_H
#define BAYPLAN_TESTS_PLAN_PAIR_H

#include "data/plan.h"

enum { HAND_POOLS = 2, HAND_SERVICES = 4, HAND_JOBS = 3 };

#define HAND_USD(amount) ((int64_t)((amount)*1e6 + ((amount) < 0 ? -0.5 : 0.5)) * 1000)

/* us-east-1, prices "1...1", profile "a...a", settings "5...5":
 *   pool-1   4 m5.large (2,048 CPU units, 8,192 MiB) at $0.10 an hour, no root volume: $292 a month
 *   api      5 tasks of 512 units, 1,024 MiB on pool-1, $100 of it
 *   web      10 tasks of 256 units, 512 MiB on pool-1, $192 of it
 *   edge     4 tasks of 512 units, 1,024 MiB on Fargate, x86_64, $0.02 an hour each: $58.40
 *   thumbs   a job on Lambda, x86_64: 86,400 runs a day of 1 s with 512 MB: $22.425643800 by book_rows' prices
 * and $50 of overhead: $422.825643800 in all. */
struct hand {
    struct plan plan;
    struct plan_pool pools[HAND_POOLS];
    struct plan_service services[HAND_SERVICES];
    struct plan_job jobs[HAND_JOBS];
    int64_t instances[HAND_POOLS], tasks[HAND_SERVICES];
};

/* In the order of the names. */
enum { HAND_API, HAND_EDGE, HAND_WEB, HAND_FREE };

void hand_init(struct hand *hand);
/* Pools', Fargate's and all sums anew after a change; shares and jobs stay as they are. */
void hand_sum(struct hand *hand);
/* Of the other: all is changed by its hash. */
void hand_other_prices(struct hand *hand);
void hand_other_profile(struct hand *hand);

#endif
