/* effective.h — use and prices of a plan as commitments see them.
 *
 * With commitments an hour of the same instance costs one thing under the plan and another above it. A plan states one
 * price for each: the effective price, what the week's use of the item costs by the week's quantity. A catalogue with
 * effective prices is a catalogue like any other, so everything that plans, checks and reports works with it. */
#ifndef BAYPLAN_PRICING_EFFECTIVE_H
#define BAYPLAN_PRICING_EFFECTIVE_H

#include "data/plan.h"
#include "pricing/commitment.h"

struct plan_usage {
    struct arena arena;
    struct usage *usages; /* by service, item: what commitments can cover in the plan: pools on demand and managed,
                             services and jobs on Fargate (not Spot), durations on Lambda; jobs evenly over the week */
    int usages_count;
    int hours;
};

/* `catalogue` is the one without commitments. Errors: UNKNOWN_PRICE. */
MUST_CHECK bool plan_usage(const struct plan *plan, const struct catalogue *catalogue, struct plan_usage *ret_usage,
                           struct error *err);
void plan_usage_release(struct plan_usage *usage);

/* A copy of `catalogue` whose on-demand rows are replaced by the rates given (plan->commitments.rates), the old price
 * kept in uncommitted_nano. Its sha256 and file stay those of `catalogue`: it is still that book. */
MUST_CHECK bool effective_catalogue(const struct catalogue *catalogue, const struct plan_rate *rates, int rates_count,
                                    struct catalogue *ret_catalogue, struct error *err);

#endif
