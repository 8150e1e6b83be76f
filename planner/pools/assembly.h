/* assembly.h — the plan while it is put together: each step fills its part of `plan` from what came before. */
#ifndef BAYPLAN_POOLS_ASSEMBLY_H
#define BAYPLAN_POOLS_ASSEMBLY_H

#include "data/plan.h"
#include "planner/pools/bound.h"
#include "planner/pools/hold.h"
#include "planner/pools/pools.h"

struct assembly {
    const struct model *model;
    const struct pools_result *pools;
    const struct hold_report *held;
    const struct bound_problem *problem;
    const struct solve_result *solved;
    struct month_bound bound;
    struct pools_mover *mover;
    int64_t other_weeks, other_weeks_failed; /* weeks of single pools replayed in orders that sized nothing */
    int64_t *share;                          /* [items_count] nano-dollars a month: what the item costs where it is */
    struct plan *plan;
};

/* In this order. */
void assemble_shares(struct assembly *assembly);
MUST_CHECK bool assemble_lambda(struct assembly *assembly, struct error *err); /* bills Lambda's tiers in order */
void assemble_pools(struct assembly *assembly);
void assemble_daemons(struct assembly *assembly);
void assemble_services(struct assembly *assembly);
void assemble_jobs(struct assembly *assembly);
/* What a deployment makes a service's group grow by, and what that costs once. */
MUST_CHECK bool assemble_deployments(struct assembly *assembly, struct error *err);
void assemble_cost(struct assembly *assembly);
void assemble_gap(struct assembly *assembly);
void assemble_all_fargate(struct assembly *assembly);
void assemble_alternatives(struct assembly *assembly);
void assemble_reasons(struct assembly *assembly);
void assemble_assumptions(struct assembly *assembly);

const char *pool_name(struct assembly *assembly, int pool);
/* "pool-1" or "fargate" ...: where the item is. */
const char *place_name(struct assembly *assembly, int item);
const struct service *assembly_service(const struct assembly *assembly, int item);
const struct job *assembly_job(const struct assembly *assembly, int item);

/* Splits `total` by `weight` (>= 0) so that the parts sum to it exactly; equal where all weights are 0. */
void split_exactly(int64_t total, const double *weight, int count, int64_t *ret_parts);

#endif
