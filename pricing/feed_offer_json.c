/* feed_offer_json.c — an offer file in JSON, read as it arrives: products{sku} first, then
 * terms{OnDemand|Reserved}{sku}{sku.term}. The terms of products nobody wants are passed over whole. Where the terms
 * stand before the products, they are read the second time. */
#include "pricing/feed_reader_parts.h"
#include "pricing/feed_walk.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum place {
    ROOT,
    PRODUCTS,
    PRODUCT,
    ATTRIBUTES,
    TERMS,
    TERMS_OF_KIND,
    TERMS_OF_PRODUCT,
    TERM,
    TERM_ATTRIBUTES,
    DIMENSIONS,
    DIMENSION,
    PRICE_PER_UNIT
};

struct offer_json {
    struct feed *feed;
    const char *name;
    struct offer *offer;
    struct json_stream *stream;
    struct walk walk;
    struct feed_head head;
    char format[16], own_sku[FEED_SKU_SIZE], family[PRODUCT_VALUE_SIZE];
    struct product product;
    bool products_read, terms_met, terms_missed, again;
    int item; /* whose terms are read */
    struct term term;
    struct dimension dimension;
};

static const struct walk_rule rules[] = {
    WALK_RULE_TEXT(ROOT, "formatVersion", offer_json, format),
    WALK_RULE_TEXT(ROOT, "offerCode", offer_json, head.offer_code),
    WALK_RULE_TEXT(ROOT, "publicationDate", offer_json, head.published_at),
    {.in = ROOT, .key = "products", .to = PRODUCTS, .ask = true},
    {.in = ROOT, .key = "terms", .to = TERMS, .ask = true},
    {.in = PRODUCTS, .to = PRODUCT, .ask = true},
    WALK_RULE_TEXT(PRODUCT, "sku", offer_json, own_sku),
    WALK_RULE_TEXT(PRODUCT, "productFamily", offer_json, family),
    {.in = PRODUCT, .key = "attributes", .to = ATTRIBUTES},
    {.in = ATTRIBUTES, .to = WALK_ASK, .ask = true},
    {.in = TERMS, .to = TERMS_OF_KIND, .ask = true},
    {.in = TERMS_OF_KIND, .to = TERMS_OF_PRODUCT, .ask = true},
    {.in = TERMS_OF_PRODUCT, .to = TERM, .ask = true},
    WALK_RULE_TEXT(TERM, "offerTermCode", offer_json, term.code),
    WALK_RULE_TEXT(TERM, "effectiveDate", offer_json, term.effective),
    {.in = TERM, .key = "priceDimensions", .to = DIMENSIONS},
    {.in = TERM, .key = "termAttributes", .to = TERM_ATTRIBUTES},
    WALK_RULE_TEXT(TERM_ATTRIBUTES, "LeaseContractLength", offer_json, term.lease),
    WALK_RULE_TEXT(TERM_ATTRIBUTES, "OfferingClass", offer_json, term.offering),
    WALK_RULE_TEXT(TERM_ATTRIBUTES, "PurchaseOption", offer_json, term.payment),
    {.in = DIMENSIONS, .to = DIMENSION, .ask = true},
    WALK_RULE_TEXT(DIMENSION, "unit", offer_json, dimension.unit),
    WALK_RULE_TEXT(DIMENSION, "beginRange", offer_json, dimension.begin),
    {.in = DIMENSION, .key = "pricePerUnit", .to = PRICE_PER_UNIT},
    {.in = PRICE_PER_UNIT, .to = WALK_ASK, .ask = true},
};

static enum walk_answer root_key(struct offer_json *self, const char *text)
{
    if (text[0] == 'p')
        return self->again ? WALK_OVER : WALK_ON;
    self->terms_met = true;
    self->terms_missed = !self->products_read;
    return self->products_read ? WALK_ON : WALK_OVER;
}

static enum walk_answer product_key(struct offer_json *self, const char *text, size_t length)
{
    product_clear(&self->product);
    self->own_sku[0] = self->family[0] = '\0';
    if (product_sku_set(&self->product, text, length))
        return WALK_ON;
    feed_countf(self->feed, FEED_UNKNOWN_PRODUCT, "\"%.*s\" is no SKU", (int)(length < 60 ? length : 60), text);
    return WALK_OVER;
}

static enum walk_answer attribute_key(struct offer_json *self, const char *text, size_t length)
{
    int slot = product_attribute_find(text, length);
    if (slot < 0)
        return WALK_OVER;
    self->walk.text = self->product.values[slot];
    self->walk.text_size = PRODUCT_VALUE_SIZE;
    return WALK_ON;
}

static enum walk_answer terms_key(struct offer_json *self, const char *text, size_t length)
{
    self->term.reserved = length == 8 && memcmp(text, "Reserved", 8) == 0;
    if (self->term.reserved || (length == 8 && memcmp(text, "OnDemand", 8) == 0))
        return WALK_ON;
    feed_countf(self->feed, FEED_UNKNOWN_TERM, "terms of kind \"%.*s\"", (int)(length < 60 ? length : 60), text);
    return WALK_OVER;
}

static enum walk_answer terms_of_kind_key(struct offer_json *self, const char *text, size_t length)
{
    self->item = offer_find(self->offer, text, length);
    if (self->item >= 0)
        return WALK_ON;
    feed_countf(self->feed, self->item == OFFER_ITEM_UNWANTED ? FEED_OTHER_TERM : FEED_NO_PRODUCT, "%.*s",
                (int)(length < 60 ? length : 60), text);
    return WALK_OVER;
}

static enum walk_answer price_key(struct offer_json *self, const char *text, size_t length)
{
    if (length == 3 && memcmp(text, "USD", 3) == 0) {
        self->walk.text = self->dimension.usd;
        self->walk.text_size = sizeof self->dimension.usd;
        return WALK_ON;
    }
    size_t kept = length < sizeof self->dimension.currency ? length : sizeof self->dimension.currency - 1;
    memcpy(self->dimension.currency, text, kept);
    self->dimension.currency[kept] = '\0';
    return WALK_OVER;
}

static enum walk_answer on_key(void *context, int place, const char *text, size_t length, struct error *err)
{
    struct offer_json *self = context;
    (void)err;
    switch ((enum place)place) {
    case ROOT:
        return root_key(self, text);
    case PRODUCTS:
        return product_key(self, text, length);
    case ATTRIBUTES:
        return attribute_key(self, text, length);
    case TERMS:
        return terms_key(self, text, length);
    case TERMS_OF_KIND:
        return terms_of_kind_key(self, text, length);
    case TERMS_OF_PRODUCT:
        self->term = (struct term){.reserved = self->term.reserved};
        return WALK_ON;
    case DIMENSIONS:
        self->dimension = (struct dimension){0};
        snprintf(self->dimension.rate_code, sizeof self->dimension.rate_code, "%.*s", (int)(length < 47 ? length : 47),
                 text);
        return WALK_ON;
    case PRICE_PER_UNIT:
        return price_key(self, text, length);
    case PRODUCT:
    case TERM:
    case TERM_ATTRIBUTES:
    case DIMENSION:
        break;
    }
    return WALK_ON;
}

static bool product_end(struct offer_json *self, struct error *err)
{
    if (self->own_sku[0] != '\0' && strcmp(self->own_sku, self->product.sku) != 0)
        feed_countf(self->feed, FEED_UNKNOWN_PRODUCT, "%s calls itself %s", self->product.sku, self->own_sku);
    memcpy(self->product.values[PRODUCT_FAMILY], self->family, sizeof self->family);
    return offer_product(self->offer, &self->product, err);
}

static bool on_end(void *context, int place, struct error *err)
{
    struct offer_json *self = context;
    switch ((enum place)place) {
    case PRODUCTS:
        self->products_read = true;
        return true;
    case PRODUCT:
        return product_end(self, err);
    case DIMENSION:
        return offer_dimension(self->offer, self->item, &self->dimension, err);
    case TERM:
        offer_term(self->offer, self->item, &self->term);
        return true;
    case ROOT:
    case ATTRIBUTES:
    case TERMS:
    case TERMS_OF_KIND:
    case TERMS_OF_PRODUCT:
    case TERM_ATTRIBUTES:
    case DIMENSIONS:
    case PRICE_PER_UNIT:
        return true;
    }
    return true;
}

static void reading_begin(struct offer_json *self)
{
    json_stream_free(self->stream);
    walk_begin(&self->walk);
    self->stream = json_stream_new(self->name, walk_event, &self->walk);
}

static void *offer_json_make(struct feed *feed, enum feed_document document, const char *name)
{
    struct offer_json *self = memory_alloc(1, sizeof *self);
    self->feed = feed;
    self->name = name;
    self->offer = offer_new(feed, document, name);
    self->walk = (struct walk){.name = name,
                               .rules = rules,
                               .rules_count = sizeof rules / sizeof rules[0],
                               .context = self,
                               .key = on_key,
                               .end = on_end};
    reading_begin(self);
    return self;
}

static bool offer_json_push(void *state, const char *bytes, size_t length, struct error *err)
{
    struct offer_json *self = state;
    return json_stream_push(self->stream, bytes, length, err);
}

static bool offer_json_finish(void *state, bool *ret_again, struct error *err)
{
    struct offer_json *self = state;
    if (!json_stream_finish(self->stream, err))
        return false;
    if (!self->products_read || !self->terms_met)
        return error_set(err, ERROR_INPUT, self->name, "has no \"%s\": no offer file of AWS's",
                         self->products_read ? "terms" : "products");
    if (strncmp(self->format, "v1", 2) != 0 && !self->again)
        feed_countf(self->feed, FEED_UNKNOWN_PRODUCT, "%s: formatVersion \"%s\"", self->name, self->format);
    *ret_again = self->terms_missed;
    if (self->terms_missed) {
        self->terms_missed = false;
        self->again = true;
        reading_begin(self);
        return true;
    }
    return offer_finish(self->offer, self->head.published_at, err);
}

static const struct feed_head *offer_json_head(const void *state)
{
    return &((const struct offer_json *)state)->head;
}

static void offer_json_release(void *state)
{
    struct offer_json *self = state;
    if (self == NULL)
        return;
    json_stream_free(self->stream);
    offer_free(self->offer);
    free(self);
}

const struct feed_shape feed_offer_json = {offer_json_make, offer_json_push, offer_json_finish, offer_json_head,
                                           offer_json_release};
