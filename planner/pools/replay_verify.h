/* replay_verify.h — the planner's own replay of its plan, before it answers: no plan is given that has not passed, but
 * for what no plan can mend: a service whose deployment percentages let no task start and none stop. */
#ifndef BAYPLAN_POOLS_REPLAY_VERIFY_H
#define BAYPLAN_POOLS_REPLAY_VERIFY_H

#include "data/verdict.h"
#include "planner/pools/assembly.h"
#include "planner/pools/planning.h"

/* Replays every required scenario on plan->pools and plan->services, seeds 1 to assembly->held->seeds, and fills
 * plan->verification. Without pools there is nothing to replay, and it has passed. */
MUST_CHECK bool verify_plan(struct assembly *assembly, const struct planning_options *options,
                            struct verdict *ret_verdict, struct error *err);

/* Replays the week with orders that had no say in the sizes, as many again but at most 100, and counts the weeks of
 * pools in which some task had to wait: what 1 to `seeds` cannot tell of the next. */
MUST_CHECK bool verify_others(struct assembly *assembly, struct error *err);

/* Passed, or what failed no size can mend: plan->verification says that it has not passed. */
bool verify_is_done(const struct plan *plan, const struct verdict *verdict);

/* One instance more where the verdict was worst. Errors: INFEASIBLE (no instance more would help, or `round` says that
 * enough were tried). */
MUST_CHECK bool verify_grow(const struct assembly *assembly, struct pools_result *pools, int round,
                            const struct verdict *verdict, struct error *err);

#endif
