/* feed_reader_parts.h — the four shapes a document comes in, behind feed_reader.c. */
#ifndef BAYPLAN_PRICING_FEED_READER_PARTS_H
#define BAYPLAN_PRICING_FEED_READER_PARTS_H

#include "pricing/feed_parts.h"

/* What a document says of itself. */
struct feed_head {
    char offer_code[64];
    char published_at[32];
};

/* One shape: `new` makes its state, which `release` frees. `finish` may be followed by `push` from the first byte on,
 * where it says *ret_again. */
struct feed_shape {
    void *(*make)(struct feed *feed, enum feed_document document, const char *name);
    bool (*push)(void *state, const char *bytes, size_t length, struct error *err);
    bool (*finish)(void *state, bool *ret_again, struct error *err);
    const struct feed_head *(*head)(const void *state);
    void (*release)(void *state); /* NULL is fine */
};
extern const struct feed_shape feed_offer_json, feed_offer_csv, feed_plans_json, feed_plans_csv;

/* --- Savings Plans: rates of plans, in either shape --- */

struct plan {
    char sku[FEED_SKU_SIZE];
    char kind[40];            /* "ComputeSavingsPlans", "EC2InstanceSavingsPlans" */
    char lease[16], unit[16]; /* "1yr"; or "1" and "year" */
    char payment[24];         /* "No Upfront" */
    char instance_family[40]; /* of an EC2 Instance Savings Plan: "m5" */
};
struct plan_rate {
    char rate_code[64];
    char sku[FEED_SKU_SIZE]; /* of the product discounted */
    char service_code[32], usage_type[PRODUCT_VALUE_SIZE], operation[40];
    char region[32], instance_type[PRODUCT_VALUE_SIZE]; /* "" = not said */
    char unit[32], price[40], currency[8];
};

/* Rates given on of one document. */
struct plan_rates {
    struct feed *feed;
    const char *name;
    char as_of[16];
    int64_t in_usd;
    char currency[8];
};

void plan_rates_begin(struct plan_rates *rates, const char *published_at);
/* What a plan's rates are bought as; false, counted, where it is no plan of compute. */
bool plan_purchase(struct feed *feed, const struct plan *plan, enum purchase *ret_purchase);
MUST_CHECK bool plan_rate_give(struct plan_rates *rates, const struct plan *plan, enum purchase purchase,
                               const struct plan_rate *rate, struct error *err);
/* Errors: INPUT where no rate is in US dollars. */
MUST_CHECK bool plan_rates_finish(const struct plan_rates *rates, struct error *err);

/* --- ECS Managed Instances --- */

struct feed_fee {
    char type[PRODUCT_VALUE_SIZE];
    int64_t nano; /* dollars an hour */
    char source[96];
};
/* Gives the feed the part that most fees are of their type's on-demand price, which the feed must have by now. */
MUST_CHECK bool feed_fees_give(struct feed *feed, const char *document, const struct feed_fee *fees, int count,
                               const char *as_of, struct error *err);

/* --- shared words --- */

MUST_CHECK bool feed_no_dollars(const char *name, const char *currency, struct error *err); /* always false */
bool feed_unit_is(const char *unit, const char *const *units);
bool feed_in_force(const char *effective, const char *moment);
void feed_text_take(char *place, size_t size, const char *text); /* "" where it does not fit */

#endif
