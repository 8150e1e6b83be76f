/* feed_offer_csv.c — an offer file in CSV: a row per price dimension, with the product's attributes in each. */
#include "pricing/feed_csv.h"
#include "pricing/feed_reader_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define COLUMNS(X)                                                                                                     \
    X(SKU, "SKU")                                                                                                      \
    X(TERM_CODE, "OfferTermCode")                                                                                      \
    X(RATE_CODE, "RateCode")                                                                                           \
    X(TERM_TYPE, "TermType")                                                                                           \
    X(EFFECTIVE, "EffectiveDate")                                                                                      \
    X(BEGIN, "StartingRange")                                                                                          \
    X(UNIT, "Unit")                                                                                                    \
    X(PRICE, "PricePerUnit")                                                                                           \
    X(CURRENCY, "Currency")                                                                                            \
    X(LEASE, "LeaseContractLength")                                                                                    \
    X(PAYMENT, "PurchaseOption")                                                                                       \
    X(OFFERING, "OfferingClass")
enum column {
#define X(column, name) COLUMN_##column,
    COLUMNS(X)
#undef X
        COLUMN_ATTRIBUTES
};
static const char *const columns[] = {
#define X(column, name) name,
    COLUMNS(X)
#undef X
#define X(slot, json, csv) csv,
        PRODUCT_ATTRIBUTES(X)
#undef X
};

struct offer_csv {
    struct feed *feed;
    struct offer *offer;
    struct feed_table table;
    struct feed_head head;
};

static void on_meta(void *context, const char *key, const char *value)
{
    struct offer_csv *self = context;
    if (strcasecmp(key, "Publication Date") == 0)
        snprintf(self->head.published_at, sizeof self->head.published_at, "%s", value);
    if (strcasecmp(key, "OfferCode") == 0)
        snprintf(self->head.offer_code, sizeof self->head.offer_code, "%s", value);
}

static void on_odd(void *context, int64_t line, int fields, int expected)
{
    struct offer_csv *self = context;
    feed_countf(self->feed, FEED_UNKNOWN_PRODUCT, "line %lld has %d fields, the header %d", (long long)line, fields,
                expected);
}

static bool product_take(struct offer_csv *self, const char *const *values, struct error *err)
{
    struct product product;
    product_clear(&product);
    const char *sku = values[COLUMN_SKU];
    if (!product_sku_set(&product, sku, strlen(sku))) {
        feed_countf(self->feed, FEED_UNKNOWN_PRODUCT, "\"%s\" is no SKU", sku);
        return true;
    }
    for (int i = 0; i < PRODUCT_ATTRIBUTES_COUNT; i++)
        product_attribute_set(&product, i, values[COLUMN_ATTRIBUTES + i], strlen(values[COLUMN_ATTRIBUTES + i]));
    return offer_product(self->offer, &product, err);
}

static bool dimension_take(struct offer_csv *self, int item, const char *const *values, struct error *err)
{
    struct dimension dimension = {0};
    struct term term = {.reserved = strcasecmp(values[COLUMN_TERM_TYPE], "Reserved") == 0};
    if (!term.reserved && strcasecmp(values[COLUMN_TERM_TYPE], "OnDemand") != 0) {
        feed_countf(self->feed, FEED_UNKNOWN_TERM, "terms of kind \"%s\"", values[COLUMN_TERM_TYPE]);
        return true;
    }
    feed_text_take(dimension.rate_code, sizeof dimension.rate_code, values[COLUMN_RATE_CODE]);
    feed_text_take(dimension.unit, sizeof dimension.unit, values[COLUMN_UNIT]);
    feed_text_take(dimension.begin, sizeof dimension.begin, values[COLUMN_BEGIN]);
    bool dollars = strcmp(values[COLUMN_CURRENCY], "USD") == 0;
    feed_text_take(dollars ? dimension.usd : dimension.currency,
                   dollars ? sizeof dimension.usd : sizeof dimension.currency,
                   dollars ? values[COLUMN_PRICE] : values[COLUMN_CURRENCY]);
    feed_text_take(term.code, sizeof term.code, values[COLUMN_TERM_CODE]);
    feed_text_take(term.effective, sizeof term.effective, values[COLUMN_EFFECTIVE]);
    feed_text_take(term.lease, sizeof term.lease, values[COLUMN_LEASE]);
    feed_text_take(term.offering, sizeof term.offering, values[COLUMN_OFFERING]);
    feed_text_take(term.payment, sizeof term.payment, values[COLUMN_PAYMENT]);
    if (!offer_dimension(self->offer, item, &dimension, err))
        return false;
    offer_term(self->offer, item, &term);
    return true;
}

static bool on_row(void *context, const char *const *values, struct error *err)
{
    struct offer_csv *self = context;
    const char *sku = values[COLUMN_SKU];
    int item = offer_find(self->offer, sku, strlen(sku));
    if (item == OFFER_ITEM_UNKNOWN) {
        if (!product_take(self, values, err))
            return false;
        item = offer_find(self->offer, sku, strlen(sku));
    }
    if (item >= 0)
        return dimension_take(self, item, values, err);
    feed_countf(self->feed, FEED_OTHER_TERM, "%s", values[COLUMN_RATE_CODE]);
    return true;
}

static void *offer_csv_make(struct feed *feed, enum feed_document document, const char *name)
{
    struct offer_csv *self = memory_alloc(1, sizeof *self);
    self->feed = feed;
    self->offer = offer_new(feed, document, name);
    self->table = (struct feed_table){.columns = columns,
                                      .columns_count = sizeof columns / sizeof columns[0],
                                      .required_count = COLUMN_LEASE,
                                      .context = self,
                                      .meta = on_meta,
                                      .row = on_row,
                                      .odd = on_odd};
    feed_table_begin(&self->table, name);
    return self;
}

static bool offer_csv_push(void *state, const char *bytes, size_t length, struct error *err)
{
    struct offer_csv *self = state;
    return feed_csv_push(&self->table.csv, bytes, length, err);
}

static bool offer_csv_finish(void *state, bool *ret_again, struct error *err)
{
    struct offer_csv *self = state;
    *ret_again = false;
    return feed_table_finish(&self->table, err) && offer_finish(self->offer, self->head.published_at, err);
}

static const struct feed_head *offer_csv_head(const void *state)
{
    return &((const struct offer_csv *)state)->head;
}

static void offer_csv_release(void *state)
{
    struct offer_csv *self = state;
    if (self == NULL)
        return;
    feed_csv_release(&self->table.csv);
    offer_free(self->offer);
    free(self);
}

const struct feed_shape feed_offer_csv = {offer_csv_make, offer_csv_push, offer_csv_finish, offer_csv_head,
                                          offer_csv_release};
