/* buy.h — a plan and the commitments that go with it, chosen together: what a commitment makes cheap changes what is
 * the cheapest place, and the places change what should be committed.
 *
 * Rounds: plan at effective prices -> use by hour -> the best commitments for it (planner/solve/commit.h, then AWS's
 * order) -> effective prices -> plan. Starts: list prices, and the lowest rate of every item. The cheapest plan of all
 * rounds, at its own exact bill, is the answer; the same inputs give the same bytes.
 *
 * The bound of the same options: in hour h let every use cost min(on demand, t_h * lowest rate); any t >= 0 whose mean
 * is at most 1 gives a valid bound (the dual of "one commitment for all hours"), and the bound's hours are concave in
 * t: they are had at t = 1 and at list prices, and the best t between is a sort. */
#ifndef BAYPLAN_BUY_H
#define BAYPLAN_BUY_H

#include "planner/pools/planning.h"

/* As planning_run, which it is where profile->commitments offers and holds none. `catalogue` has the prices without
 * commitments. Errors: those of planning_run; UNKNOWN_PRICE where an offered commitment has no rate for anything. */
MUST_CHECK bool buying_run(const struct profile *profile, const struct catalogue *catalogue,
                           const struct planning_options *options, struct plan *ret_plan, struct error *err);

#endif
