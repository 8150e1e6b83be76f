/* buy.h — a plan and the commitments that go with it, chosen together: what a commitment makes cheap changes what is
 * the cheapest place, and the places change what should be committed.
 *
 * Rounds: plan at some prices -> use by hour -> the best commitments for it (commitments.h) -> its exact bill. Starts:
 * list prices; the lowest rate of every item, of all that is offered, of Compute Savings Plans alone, of the others
 * alone; with something held, next to nothing for what it covers; everything outside EC2. Then, while that is cheaper,
 * the effective prices of the cheapest so far (outcome.h). The cheapest of all rounds at its own bill is the answer,
 * stated at its own effective prices (state.h); the same inputs give the same bytes. The bound of the same options is
 * week_bound.h's. */
#ifndef BAYPLAN_BUY_H
#define BAYPLAN_BUY_H

#include "planner/pools/planning.h"

/* As planning_run, which it is where profile->commitments offers and holds none. `catalogue` has the prices without
 * commitments. The first round is given options->time_limit_s, each further one half of it; there are at most eight.
 * Errors: those of planning_run; UNKNOWN_PRICE where an offered commitment has no rate for anything. */
MUST_CHECK bool buying_run(const struct profile *profile, const struct catalogue *catalogue,
                           const struct planning_options *options, struct plan *ret_plan, struct error *err);

#endif
