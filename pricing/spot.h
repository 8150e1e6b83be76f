/* spot.h — what an instance costs that is had by other ways than the price list's on-demand row alone: a Spot pool
 * diversified over types of equal size, and ECS Managed Instances.
 *
 * AWS takes Spot instances back with two minutes' notice; how often, per type and month, is the Spot Instance Advisor's
 * band ("Spot Instance Advisor", aws.amazon.com/ec2/spot/instance-advisor, 2026). The expected cost of it: while a new
 * instance boots and its tasks start again, both are paid for. */
#ifndef BAYPLAN_PRICING_SPOT_H
#define BAYPLAN_PRICING_SPOT_H

#include "data/profile.h"
#include "pricing/lookup.h"

enum { SPOT_TYPES_MAX = 40 /* types of a mixed instances policy: AWS's quota of overrides */ };

struct spot_offer {
    int types_count;
    const struct instance_type *types[SPOT_TYPES_MAX]; /* by name */
    struct usd_per_hour price;           /* expected, of one instance-hour of the pool: all of the next three */
    struct usd_per_hour spot_price;      /* mean of the types' Spot prices, rounded half up */
    struct usd_per_hour on_demand_price; /* of the on-demand base: the cheapest of the types'; 0 where there is none */
    struct usd_per_hour interruptions;   /* expected cost: spot_price * (1 - base) * rate * minutes / (730 * 60) */
    int64_t interrupted_millionths_per_month; /* expected interruptions of one Spot instance: mean of the types' */
};

/* The offer of a pool of just these types: price = base * on_demand + (1 - base) * spot + interruptions. Errors:
 * UNKNOWN_PRICE where a type has no Spot price, or none on demand where there is a base, or no interruption rate. */
MUST_CHECK bool spot_offer_price(const struct catalogue *catalogue, const struct spot_settings *settings,
                                 struct spot_offer *offer, struct error *err);

/* One ECS Managed Instance: the instance at `purchase` and the fee on its on-demand price without commitments. */
MUST_CHECK bool managed_instance_price(const struct catalogue *catalogue, const char *instance_type,
                                       enum purchase purchase, struct usd_per_hour *ret_price, struct error *err);

#endif
