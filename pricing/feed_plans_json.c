/* feed_plans_json.c — a Savings Plans file in JSON: products[], the plans, then terms.savingsPlan[].rates[]. Where the
 * rates stand before what they are of (keys sorted by some tool), they are read the second time. */
#include "pricing/feed_reader_parts.h"
#include "pricing/feed_walk.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum place { ROOT, PRODUCTS, PRODUCT, ATTRIBUTES, TERMS, PLANS, PLAN, RATES, RATE, RATE_PRICE };

/* AWS's largest file has about 1,500 plans (families x terms x payments). */
enum { PLANS_MAX = 50 * 1000 };

struct plans_json {
    struct plan_rates rates;
    struct feed_head head;
    struct json_stream *stream;
    struct walk walk;
    bool products_read, terms_met, missed, again, dated;
    struct plan plan; /* the product that is read */
    struct plan *plans;
    int plans_count, plans_capacity;
    char (*term_skus)[FEED_SKU_SIZE];                     /* of the terms, in order, as the first reading met them */
    int terms_count, term_skus_count, term_skus_capacity; /* met in this reading; in the first; room */
    char term_sku[FEED_SKU_SIZE], effective[32];
    const struct plan *of; /* the plan whose rates are read */
    enum purchase purchase;
    struct plan_rate rate;
};

static const struct walk_rule rules[] = {
    WALK_RULE_TEXT(ROOT, "offerCode", plans_json, head.offer_code),
    WALK_RULE_TEXT(ROOT, "publicationDate", plans_json, head.published_at),
    {.in = ROOT, .key = "products", .to = PRODUCTS, .list = true, .ask = true},
    {.in = ROOT, .key = "terms", .to = TERMS, .ask = true},
    {.in = PRODUCTS, .to = PRODUCT},
    WALK_RULE_TEXT(PRODUCT, "sku", plans_json, plan.sku),
    WALK_RULE_TEXT(PRODUCT, "productFamily", plans_json, plan.kind),
    {.in = PRODUCT, .key = "attributes", .to = ATTRIBUTES},
    WALK_RULE_TEXT(ATTRIBUTES, "purchaseOption", plans_json, plan.payment),
    WALK_RULE_TEXT(ATTRIBUTES, "purchaseTerm", plans_json, plan.lease),
    WALK_RULE_TEXT(ATTRIBUTES, "instanceType", plans_json, plan.instance_family),
    {.in = TERMS, .key = "savingsPlan", .to = PLANS, .list = true},
    {.in = PLANS, .to = PLAN},
    WALK_RULE_TEXT(PLAN, "sku", plans_json, term_sku),
    WALK_RULE_TEXT(PLAN, "effectiveDate", plans_json, effective),
    {.in = PLAN, .key = "rates", .to = RATES, .list = true, .ask = true},
    {.in = RATES, .to = RATE},
    WALK_RULE_TEXT(RATE, "rateCode", plans_json, rate.rate_code),
    WALK_RULE_TEXT(RATE, "discountedSku", plans_json, rate.sku),
    WALK_RULE_TEXT(RATE, "discountedServiceCode", plans_json, rate.service_code),
    WALK_RULE_TEXT(RATE, "discountedUsageType", plans_json, rate.usage_type),
    WALK_RULE_TEXT(RATE, "discountedOperation", plans_json, rate.operation),
    WALK_RULE_TEXT(RATE, "discountedRegionCode", plans_json, rate.region),
    WALK_RULE_TEXT(RATE, "discountedInstanceType", plans_json, rate.instance_type),
    WALK_RULE_TEXT(RATE, "unit", plans_json, rate.unit),
    {.in = RATE, .key = "discountedRate", .to = RATE_PRICE},
    WALK_RULE_TEXT(RATE_PRICE, "price", plans_json, rate.price),
    WALK_RULE_TEXT(RATE_PRICE, "currency", plans_json, rate.currency),
};

static bool plan_add(struct plans_json *self, struct error *err)
{
    if (self->plans_count == PLANS_MAX)
        return error_set(err, ERROR_LIMIT, self->rates.name, "more than %d Savings Plans", PLANS_MAX);
    if (self->plans_count == self->plans_capacity) {
        self->plans_capacity = self->plans_capacity > 0 ? 2 * self->plans_capacity : 64;
        self->plans = memory_resize(self->plans, (size_t)self->plans_capacity, sizeof self->plans[0]);
    }
    self->plans[self->plans_count++] = self->plan;
    return true;
}

static const struct plan *plan_find(const struct plans_json *self, const char *sku)
{
    for (int i = 0; i < self->plans_count; i++)
        if (strcmp(self->plans[i].sku, sku) == 0)
            return &self->plans[i];
    return NULL;
}

static bool term_sku_keep(struct plans_json *self, struct error *err)
{
    if (self->again) {
        self->terms_count++;
        return true;
    }
    if (self->terms_count == PLANS_MAX)
        return error_set(err, ERROR_LIMIT, self->rates.name, "terms of more than %d Savings Plans", PLANS_MAX);
    if (self->terms_count == self->term_skus_capacity) {
        self->term_skus_capacity = self->term_skus_capacity > 0 ? 2 * self->term_skus_capacity : 64;
        self->term_skus = memory_resize(self->term_skus, (size_t)self->term_skus_capacity, FEED_SKU_SIZE);
    }
    memcpy(self->term_skus[self->terms_count++], self->term_sku, FEED_SKU_SIZE);
    return true;
}

static enum walk_answer root_key(struct plans_json *self, const char *text)
{
    if (text[0] == 'p')
        return self->again ? WALK_OVER : WALK_ON;
    self->terms_met = true;
    return WALK_ON;
}

/* Whether the rates that begin can be read now, and are of a plan in force. */
static enum walk_answer rates_key(struct plans_json *self, struct error *err)
{
    struct feed *feed = self->rates.feed;
    bool known = self->products_read && *self->term_sku != '\0' && (*self->head.published_at != '\0' || self->again);
    if (!known && !self->again) {
        if (self->terms_count > 0 && !self->missed) {
            error_set(err, ERROR_INPUT, self->rates.name, "the rates of plan %d stand before its sku, those before not",
                      self->terms_count + 1);
            return WALK_STOP;
        }
        self->missed = true;
    }
    if (self->missed)
        return WALK_OVER;
    if (!self->dated)
        plan_rates_begin(&self->rates, self->head.published_at);
    self->dated = true;
    self->of = plan_find(self, self->term_sku);
    if (self->of == NULL)
        feed_countf(feed, FEED_NO_PRODUCT, "%s", self->term_sku);
    else if (feed_leaves_commitments(feed))
        feed_countf(feed, FEED_OTHER_TERM, "%s", self->term_sku);
    else if (*self->head.published_at != '\0' && !feed_in_force(self->effective, self->head.published_at))
        feed_countf(feed, FEED_NOT_IN_FORCE, "%s: from %s", self->term_sku, self->effective);
    else if (plan_purchase(feed, self->of, &self->purchase))
        return WALK_ON;
    return WALK_OVER;
}

static enum walk_answer on_key(void *context, int place, const char *text, size_t length, struct error *err)
{
    struct plans_json *self = context;
    (void)length;
    return place == ROOT ? root_key(self, text) : rates_key(self, err);
}

static bool on_begin(void *context, int place, struct error *err)
{
    struct plans_json *self = context;
    if (place == PRODUCT)
        self->plan = (struct plan){0};
    if (place == RATE)
        self->rate = (struct plan_rate){0};
    if (place == PLAN) {
        self->effective[0] = self->term_sku[0] = '\0';
        if (self->again && self->terms_count >= self->term_skus_count)
            return error_set(err, ERROR_INPUT, self->rates.name, "is another document the second time it is read");
        if (self->again)
            memcpy(self->term_sku, self->term_skus[self->terms_count], FEED_SKU_SIZE);
    }
    return true;
}

static bool on_end(void *context, int place, struct error *err)
{
    struct plans_json *self = context;
    if (place == PRODUCTS)
        self->products_read = true;
    if (place == PRODUCT)
        return plan_add(self, err);
    if (place == RATE)
        return plan_rate_give(&self->rates, self->of, self->purchase, &self->rate, err);
    return place != PLAN || term_sku_keep(self, err);
}

static void reading_begin(struct plans_json *self)
{
    json_stream_free(self->stream);
    walk_begin(&self->walk);
    self->stream = json_stream_new(self->rates.name, walk_event, &self->walk);
}

static void *plans_json_make(struct feed *feed, enum feed_document document, const char *name)
{
    struct plans_json *self = memory_alloc(1, sizeof *self);
    (void)document;
    self->rates = (struct plan_rates){.feed = feed, .name = name};
    self->walk = (struct walk){.name = name,
                               .rules = rules,
                               .rules_count = sizeof rules / sizeof rules[0],
                               .context = self,
                               .key = on_key,
                               .begin = on_begin,
                               .end = on_end};
    reading_begin(self);
    return self;
}

static bool plans_json_push(void *state, const char *bytes, size_t length, struct error *err)
{
    struct plans_json *self = state;
    return json_stream_push(self->stream, bytes, length, err);
}

static bool plans_json_finish(void *state, bool *ret_again, struct error *err)
{
    struct plans_json *self = state;
    if (!json_stream_finish(self->stream, err))
        return false;
    if (!self->products_read || !self->terms_met)
        return error_set(err, ERROR_INPUT, self->rates.name, "has no \"%s\": no Savings Plans file of AWS's",
                         self->products_read ? "terms" : "products");
    *ret_again = self->missed;
    if (self->missed) {
        self->missed = false;
        self->again = true;
        self->term_skus_count = self->terms_count;
        self->terms_count = 0;
        reading_begin(self);
        return true;
    }
    return plan_rates_finish(&self->rates, err);
}

static const struct feed_head *plans_json_head(const void *state)
{
    return &((const struct plans_json *)state)->head;
}

static void plans_json_release(void *state)
{
    struct plans_json *self = state;
    if (self == NULL)
        return;
    json_stream_free(self->stream);
    free(self->plans);
    free(self->term_skus);
    free(self);
}

const struct feed_shape feed_plans_json = {plans_json_make, plans_json_push, plans_json_finish, plans_json_head,
                                           plans_json_release};
