/* commitment.h — Savings Plans and Reserved Instances applied to the use of a week, hour by hour, in AWS's order
 * ("Understanding how Savings Plans apply to your usage", Savings Plans user guide, 2026; "How Reserved Instances are
 * applied", EC2 user guide, 2026):
 *
 *   1. regional Reserved Instances, in normalised units within the family, smallest size first; of types
 *      without size flexibility to the very type
 *   2. EC2 Instance Savings Plans, then Compute Savings Plans, all of a kind (and family) pooled; within a kind the use
 *      with the highest saving (1 - rate / on demand) first, ties by the lowest rate, then by name
 *   3. the rest on demand
 * What is left of a commitment at the end of the hour is lost. */
#ifndef BAYPLAN_PRICING_COMMITMENT_H
#define BAYPLAN_PRICING_COMMITMENT_H

#include "data/base/wide.h"
#include "pricing/lookup.h"

/* Quantities are integers of so many to the priced unit (an instance-hour, vCPU-hour, GB-hour, million GB-seconds): a
 * CPU unit or a MiB is 1,000,000 of them. */
#define QUANTITY_UNIT (INT64_C(1024) * 1000 * 1000)

enum { USAGE_LINES_MAX = 10000, COMMITMENTS_MAX = 200 };

/* Use of one item, by hour. */
struct usage {
    const char *service, *item;  /* as in a catalogue: ec2 m7g.large, fargate x86_64.vcpu, lambda arm64.duration */
    const char *family;          /* of EC2: "m7g"; else "" */
    int64_t normalised_quarters; /* of EC2: normalisation factor times 4 (nano = 1); 0 = not size-flexible */
    const int64_t *quantity;     /* [hours] */
    int64_t on_demand_nano;      /* of the unit */
    int64_t committed_nano[PRICE_PURCHASES_COUNT]; /* rate by purchase; 0 = this commitment does not cover it */
};

struct commitment {
    enum commitment_kind kind;
    enum commitment_term term;
    enum payment_option payment;
    const char *family;        /* EC2 Instance Savings Plan: "m7g"; else "" */
    const char *instance_type; /* Reserved Instance; else "" */
    int64_t usd_per_hour_nano; /* Savings Plan: the commitment; Reserved Instance: what one costs an hour, all in */
    int64_t count;             /* Reserved Instances; else 0 */
};

struct commitment_use {
    int128 covered_on_demand; /* on-demand value of what it covers, all hours; nano * QUANTITY_UNIT */
    int128 used;              /* of the fee, all hours; the rest is lost */
    int128 fee;
};

struct commitment_bill {
    struct arena arena;
    int128 on_demand_value;      /* of all use, all hours, without any commitment; nano * QUANTITY_UNIT */
    int128 on_demand;            /* what is left on demand */
    int128 fees;                 /* of all commitments: the total is on_demand + fees */
    struct commitment_use *uses; /* [commitments_count] */
    /* [usages_count] what each usage costs in all: on demand left, and what it takes of commitments; without `lost` */
    int128 *cost_of_usage;
    int128 lost; /* fees - used */
};

/* Pure arithmetic in integers. Errors: LIMIT. */
MUST_CHECK bool commitments_apply(const struct usage *usages, int usages_count, int hours,
                                  const struct commitment *commitments, int commitments_count,
                                  struct commitment_bill *ret_bill, struct error *err);
void commitment_bill_release(struct commitment_bill *bill);

/* The order itself, for who searches amounts: which use is served from what, step by step. Commitments that are used
 * as one (Savings Plans of one purchase, and family; Reserved Instances of one family) are one pool. */
struct commitment_step {
    int usage, pool;
    int64_t takes; /* of the pool, by one of the usage: nano-dollars; of Reserved Instances quarters of normalised
                      units, or instances */
};
struct commitment_order {
    struct commitment_step *steps;
    int steps_count, pools_count;
    int *pool_of; /* [commitments_count] */
    int64_t
        *unit_of; /* [commitments_count] what a dollar of the Savings Plan, or one Reserved Instance, gives its pool */
};
void commitments_order(const struct usage *usages, int usages_count, const struct commitment *commitments,
                       int commitments_count, struct arena *arena, struct commitment_order *ret_order);

/* AWS's normalisation factor times 4 of an instance size ("large" -> 16); 0 where it has none ("metal" of an unknown
 * size, or a family without size flexibility: g4dn ...). Source: EC2 user guide, "Instance size flexibility", 2026. */
int64_t normalised_quarters_of(const char *instance_type);
/* "m7g.large" -> "m7g" in `family` (at least 32 bytes). */
void instance_family(const char *instance_type, char family[32]);

#endif
