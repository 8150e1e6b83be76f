/* hold.h — pools that hold: each as large, hour by hour, as ECS's own scheduler needs it (planner/simulate/sizing.h).
 *
 * Promises: placement always, a lost zone, deployments and headroom as the profile's safety asks. What a pool costs
 * without each of them, in the order of the gap's causes, is sized by replay too. */
#ifndef BAYPLAN_POOLS_HOLD_H
#define BAYPLAN_POOLS_HOLD_H

#include "planner/pools/pools.h"

struct hold_options {
    int64_t seeds;                                                             /* wanted; at least 1 */
    int64_t steps_max;                                                         /* of the replay, for all pools */
    void (*progress)(void *context, int pools_done, int pools, int64_t seeds); /* may be NULL */
    void *context;
};

struct hold_report {
    int64_t seeds; /* with which every pool holds; 0 = there is no pool */
    int64_t steps;
    int moved; /* services that no pool of theirs could hold, now outside */
};

/* Sizes the pools of `result` in place and orders them anew by falling cost. Errors: INFEASIBLE (ECS can place a
 * service's tasks on no number of these instances, and it may run nowhere else). */
MUST_CHECK bool pools_hold(const struct model *model, const struct hold_options *options, struct pools_result *result,
                           struct hold_report *ret_report, struct error *err);

/* The month of a pool at its sizes. Errors: LIMIT. */
MUST_CHECK bool hold_price(const struct model *model, struct pool_choice *choice, struct error *err);

/* PROMISE_X bits that the profile's safety asks for. */
unsigned hold_promises(const struct profile *profile);

#endif
