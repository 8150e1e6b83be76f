/* bound.h — the month no plan can undercut: services by the slots' duals, jobs as fluids, what is always outside as is.
 *
 * Jobs that EC2 may take join the packing as classes of their own, their sizes rounded down to few steps (which can
 * only lower the bound), so that the dual has a price for them. A job's part is the lesser of its cost outside and that
 * price times its mean concurrency: a pool that takes the job holds at least that much room in every hour. */
#ifndef BAYPLAN_POOLS_BOUND_H
#define BAYPLAN_POOLS_BOUND_H

#include "planner/model/model.h"
#include "planner/solve/solve.h"

struct bound_problem {
    struct arena arena;
    const struct model *model;
    struct packing packing;  /* the model's classes first, then those of jobs */
    const int *class_of_job; /* [items_count - services_count]; -1 = EC2 may not take it */
    bool has_jobs;           /* some job is in it */
    int pack_slot;           /* the costliest by a quick look */
};

struct month_bound {
    int64_t total;           /* nano-dollars a month, rounded down; the sum of the next three */
    int64_t packed_services; /* services that EC2 may take */
    int64_t fixed_services;  /* services that are outside in every plan */
    int64_t jobs;
    const int64_t *job; /* [items_count - services_count], in the arena asked for; sums to jobs or a little more */
};

/* The same by hour. In every plan services cost `services[h]` in hour h, and a job costs either what a month outside
 * costs or, for each task of its mean concurrency, holding[slot] in an hour. */
struct bound_job {
    int64_t outside_month; /* nano-dollars; -1 = it must be in a pool */
    double concurrency;
    const double *holding; /* [slots] nano-dollars an hour; NULL = no pool may take it */
};

struct bound_hours {
    int hours, jobs_count;
    const int *slot_of_hour;
    const int64_t *services; /* [hours] nano-dollars, rounded down */
    const struct bound_job *jobs;
};

void bound_problem_build(const struct model *model, struct bound_problem *ret_problem);
void bound_problem_release(struct bound_problem *problem);
struct month_bound bound_of_month(const struct bound_problem *problem, const struct solve_result *solved,
                                  struct arena *arena);
struct bound_hours bound_of_hours(const struct bound_problem *problem, const struct solve_result *solved,
                                  struct arena *arena);

#endif
