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
    /* By service, item: what commitments can cover in the plan: pools on demand and managed (their EC2 part), services
     * and jobs on Fargate (not Spot; not storage), durations on Lambda (not requests); jobs evenly over the week. Of
     * Lambda only what the first tier of the month prices: later tiers have prices of their own, and are left to them.
     * Of Spot pools nothing, not even their instances on demand. */
    struct usage *usages;
    int usages_count;
    int hours;
};

/* `catalogue` is the one without commitments. Errors: UNKNOWN_PRICE. */
MUST_CHECK bool plan_usage(const struct plan *plan, const struct catalogue *catalogue, struct plan_usage *ret_usage,
                           struct error *err);
void plan_usage_release(struct plan_usage *usage);

/* The effective price of each item whose use costs something else under `bill` than on demand: what it costs in all by
 * its quantity, rounded half up to the nano-dollar (1 at least: a price is never 0). By service, item. */
void effective_rates(const struct plan_usage *usage, const struct commitment_bill *bill, struct arena *arena,
                     struct plan_rate **ret_rates, int *ret_count);

/* A copy of `catalogue` whose on-demand rows are replaced by the rates given (plan->commitments.rates), the old price
 * kept in uncommitted_nano; of Lambda the first tier's. Its sha256 and file stay those of `catalogue`: it is still that
 * book, and its texts are that one's, which must outlive it. Errors: UNKNOWN_PRICE. */
MUST_CHECK bool effective_catalogue(const struct catalogue *catalogue, const struct plan_rate *rates, int rates_count,
                                    struct catalogue *ret_catalogue, struct error *err);

#endif
