/* plan_checker_parts.h — what the parts of the plan checker share. */
#ifndef BAYPLAN_TESTS_PLAN_CHECKER_PARTS_H
#define BAYPLAN_TESTS_PLAN_CHECKER_PARTS_H

#include "data/base/wide.h"
#include "tests/support/plan_checker.h"

struct checking {
    const struct plan *plan;
    const struct profile *profile;
    const struct catalogue *catalogue;
    struct plan_checker *check;
    const struct service **services; /* the profile's, by name */
    const struct job **jobs;
};

void found(struct checking *at, const char *code, const char *format, ...) __attribute__((format(printf, 3, 4)));

int128 half_up(int128 numerator, int128 denominator);
/* Nano-dollars of a month of 730 hours from the sum over the profile's hours. */
int64_t month_of(int128 sum_of_hours, int hours);
/* Index of the pool of this name, or -1. */
int pool_index(const struct plan *plan, const char *place);
/* NULL where the profile has none of this name. */
const struct service *service_named(const struct checking *at, const char *name);
const struct job *job_named(const struct checking *at, const char *name);
/* Tasks of a service in an hour of the profile, without the reader's own function. */
int64_t tasks_in(const struct service *service, int hour);

/* plan_checker_money.c: prices, sums, bound; plan_checker_pools.c: types, hours, capacity */
void check_money(struct checking *at);
void check_pools(struct checking *at);

/* plan_checker_witness.c: packs one zone task by task, first fit. False where that does not succeed. */
struct witness_item {
    int64_t size[4]; /* CPU, memory, ENI, GPU */
    int64_t per_instance_max;
    uint64_t ports; /* bits, of the pool's fixed host ports */
    int64_t count;
};

enum { WITNESS_TASKS_MAX = 4000 };

bool witness_packs(const struct witness_item *items, int items_count, const int64_t capacity[4], int64_t instances);

#endif
