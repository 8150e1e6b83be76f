/* feed_offer.c — the products of one offer document, and their terms joined to them (feed_parts.h).
 *
 * Of a product nobody wants only the SKU is held, so that a term without a product is told from one left out. Of the
 * wanted ones (some thousand of a hundred thousand) all price dimensions are held until the end: which term is in
 * force, and the two halves of a Reserved Instance's price, are known only then. */
#include "pricing/feed_reader_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* AWS's largest offer of one region has about 200,000 products, and 25,000 dimensions that are wanted (2026). */
enum { PRODUCTS_MAX = 700 * 1000, DIMENSIONS_MAX = 100 * 1000, SKU_BYTES = 16 };

struct sku_slot {
    char sku[SKU_BYTES]; /* zero-padded, not terminated; all zero = empty */
    int item;            /* or OFFER_ITEM_UNWANTED */
};

struct offered {
    char sku[FEED_SKU_SIZE];
    struct product_item item;
    bool priced; /* some dimension on demand was met */
};

struct offer_row {
    int item;
    enum purchase purchase;
    bool upfront;
    char effective[24];
    char rate_code[48];
    int64_t begin, nano;
};

struct offer {
    struct feed *feed;
    enum feed_document document;
    const char *name;
    struct sku_slot *slots;
    int slots_size, slots_used;
    struct offered *items;
    int items_count, items_capacity;
    struct offer_row *rows;
    int rows_count, rows_capacity;
    int term_first; /* row of the term that is being read */
    int64_t in_usd;
    char currency[8]; /* of a wanted product's price that has none in USD */
};

static const char *const offer_codes[] = {"AmazonEC2", "AmazonECS", "AWSLambda", "AmazonVPC"};

struct offer *offer_new(struct feed *feed, enum feed_document document, const char *name)
{
    BUG_IF((size_t)document >= sizeof offer_codes / sizeof offer_codes[0]);
    struct offer *offer = memory_alloc(1, sizeof *offer);
    *offer = (struct offer){.feed = feed, .document = document, .name = name};
    return offer;
}

void offer_free(struct offer *offer)
{
    if (offer == NULL)
        return;
    free(offer->slots);
    free(offer->items);
    free(offer->rows);
    free(offer);
}

/* --- products --- */

static struct sku_slot *slot_of(const struct offer *offer, const char sku[SKU_BYTES])
{
    uint64_t parts[2];
    memcpy(parts, sku, sizeof parts);
    uint64_t hash = (parts[0] ^ (parts[1] * UINT64_C(0x9E3779B97F4A7C15))) * UINT64_C(0xD6E8FEB86659FD93);
    for (uint64_t i = hash >> 32;; i++) {
        struct sku_slot *slot = &offer->slots[i & (uint64_t)(offer->slots_size - 1)];
        if (slot->sku[0] == '\0' || memcmp(slot->sku, sku, SKU_BYTES) == 0)
            return slot;
    }
}

static void slots_grow(struct offer *offer)
{
    struct sku_slot *old = offer->slots;
    int old_size = offer->slots_size;
    offer->slots_size = old_size > 0 ? 2 * old_size : 1024;
    offer->slots = memory_alloc((size_t)offer->slots_size, sizeof offer->slots[0]);
    for (int i = 0; i < old_size; i++)
        if (old[i].sku[0] != '\0')
            *slot_of(offer, old[i].sku) = old[i];
    free(old);
}

/* False where the text is too long for a SKU, or empty. */
static bool sku_pad(const char *text, size_t length, char ret_sku[SKU_BYTES])
{
    if (length == 0 || length > SKU_BYTES || text[0] == '\0')
        return false;
    memset(ret_sku, 0, SKU_BYTES);
    memcpy(ret_sku, text, length);
    return true;
}

static int item_add(struct offer *offer, const struct product *product, const struct product_item *item)
{
    if (offer->items_count == offer->items_capacity) {
        offer->items_capacity = offer->items_capacity > 0 ? 2 * offer->items_capacity : 256;
        offer->items = memory_resize(offer->items, (size_t)offer->items_capacity, sizeof offer->items[0]);
    }
    struct offered *offered = &offer->items[offer->items_count];
    *offered = (struct offered){.item = *item};
    memcpy(offered->sku, product->sku, sizeof offered->sku);
    return offer->items_count++;
}

bool offer_product(struct offer *offer, const struct product *product, struct error *err)
{
    char sku[SKU_BYTES], example[64] = "";
    if (!sku_pad(product->sku, strlen(product->sku), sku)) {
        feed_countf(offer->feed, FEED_UNKNOWN_PRODUCT, "\"%s\" is no SKU", product->sku);
        return true;
    }
    if (10 * (offer->slots_used + 1) > 7 * offer->slots_size)
        slots_grow(offer);
    struct sku_slot *slot = slot_of(offer, sku);
    if (slot->sku[0] != '\0') {
        feed_countf(offer->feed, FEED_UNKNOWN_PRODUCT, "%s is there twice", product->sku);
        return true;
    }
    if (offer->slots_used >= PRODUCTS_MAX)
        return error_set(err, ERROR_LIMIT, offer->name, "more than %d products: take the offer file of one region",
                         PRODUCTS_MAX);
    struct product_item item;
    enum feed_count_kind why = FEED_OTHER_PRODUCT;
    bool wanted = product_classify(offer->document, feed_region(offer->feed), product, &item, &why, example);
    if (!wanted)
        feed_countf(offer->feed, why, "%s: %s", product->sku, example);
    memcpy(slot->sku, sku, SKU_BYTES);
    slot->item = wanted ? item_add(offer, product, &item) : OFFER_ITEM_UNWANTED;
    offer->slots_used++;
    return true;
}

int offer_find(const struct offer *offer, const char *text, size_t length)
{
    char sku[SKU_BYTES];
    if (offer->slots_used == 0 || !sku_pad(text, length, sku))
        return OFFER_ITEM_UNKNOWN;
    const struct sku_slot *slot = slot_of(offer, sku);
    return slot->sku[0] != '\0' ? slot->item : OFFER_ITEM_UNKNOWN;
}

/* --- dimensions --- */

static bool in_dollars(struct offer *offer, const struct offered *offered, const struct dimension *dimension)
{
    if (*dimension->usd != '\0') {
        offer->in_usd++;
        return true;
    }
    if (*dimension->currency == '\0') {
        feed_countf(offer->feed, FEED_UNKNOWN_TERM, "%s: no price per unit", dimension->rate_code);
        return false;
    }
    feed_countf(offer->feed, FEED_OTHER_CURRENCY, "%s: %s", offered->sku, dimension->currency);
    memcpy(offer->currency, dimension->currency, sizeof offer->currency);
    return false;
}

static bool row_read(struct offer *offer, int item, const struct dimension *dimension, struct offer_row *ret_row)
{
    const struct offered *offered = &offer->items[item];
    struct offer_row row = {.item = item, .upfront = strcasecmp(dimension->unit, "Quantity") == 0};
    bool rounded = false;
    if (!row.upfront && !feed_unit_is(dimension->unit, offered->item.units)) {
        feed_countf(offer->feed, FEED_UNKNOWN_UNIT, "%s: per \"%s\"", dimension->rate_code, dimension->unit);
        return false;
    }
    if (!in_dollars(offer, offered, dimension))
        return false;
    bool numbers = feed_number(dimension->usd, row.upfront ? 1 : offered->item.times, &row.nano, &rounded) &&
                   (*dimension->begin == '\0' || feed_whole(dimension->begin, &row.begin));
    if (!numbers || row.begin % offered->item.times != 0) {
        feed_countf(offer->feed, FEED_UNKNOWN_TERM, "%s: \"%s\" from \"%s\"", dimension->rate_code, dimension->usd,
                    dimension->begin);
        return false;
    }
    if (rounded)
        feed_countf(offer->feed, FEED_ROUNDED, "%s: %s", dimension->rate_code, dimension->usd);
    row.begin /= offered->item.times;
    snprintf(row.rate_code, sizeof row.rate_code, "%s", dimension->rate_code);
    *ret_row = row;
    return true;
}

bool offer_dimension(struct offer *offer, int item, const struct dimension *dimension, struct error *err)
{
    struct offer_row row;
    if (!row_read(offer, item, dimension, &row))
        return true;
    if (offer->rows_count == DIMENSIONS_MAX)
        return error_set(err, ERROR_LIMIT, offer->name, "more than %d prices of products that are wanted",
                         DIMENSIONS_MAX);
    if (offer->rows_count == offer->rows_capacity) {
        offer->rows_capacity = offer->rows_capacity > 0 ? 2 * offer->rows_capacity : 1024;
        offer->rows = memory_resize(offer->rows, (size_t)offer->rows_capacity, sizeof offer->rows[0]);
    }
    offer->rows[offer->rows_count++] = row;
    return true;
}

static bool purchase_of_term(const struct term *term, enum purchase *ret_purchase)
{
    enum commitment_term length = TERM_1_YEAR;
    enum payment_option payment = PAYMENT_NO_UPFRONT;
    *ret_purchase = PURCHASE_ON_DEMAND;
    if (!term->reserved)
        return true;
    bool standard = strcasecmp(term->offering, "standard") == 0;
    if ((!standard && strcasecmp(term->offering, "convertible") != 0) || !feed_term_read(term->lease, &length) ||
        !feed_payment_read(term->payment, &payment))
        return false;
    *ret_purchase = purchase_of_commitment(
        standard ? COMMITMENT_STANDARD_RESERVED_INSTANCE : COMMITMENT_CONVERTIBLE_RESERVED_INSTANCE, length, payment);
    return true;
}

void offer_term(struct offer *offer, int item, const struct term *term)
{
    int first = offer->term_first, count = offer->rows_count - first;
    struct offered *offered = &offer->items[item];
    enum purchase purchase = PURCHASE_ON_DEMAND;
    char date[16] = "";
    if (term->reserved && feed_leaves_commitments(offer->feed)) {
        feed_countf(offer->feed, FEED_OTHER_TERM, "%s.%s", offered->sku, term->code);
        offer->rows_count = first;
        return;
    }
    if (!purchase_of_term(term, &purchase)) {
        feed_countf(offer->feed, FEED_UNKNOWN_TERM, "%s.%s: %s, %s, %s", offered->sku, term->code, term->lease,
                    term->offering, term->payment);
        offer->rows_count = first;
        return;
    }
    if (*term->effective != '\0' && !feed_date(term->effective, date)) /* it counts as in force since ever */
        feed_countf(offer->feed, FEED_UNKNOWN_TERM, "%s.%s: in force from \"%s\"", offered->sku, term->code,
                    term->effective);
    offered->priced = offered->priced || (!term->reserved && count > 0);
    for (int i = first; i < offer->rows_count; i++) {
        struct offer_row *row = &offer->rows[i];
        row->purchase = purchase;
        if (*date != '\0')
            snprintf(row->effective, sizeof row->effective, "%.20s", term->effective);
    }
    offer->term_first = offer->rows_count;
}

/* --- the end: rows joined --- */

static int row_compare(const void *a, const void *b)
{
    const struct offer_row *left = a, *right = b;
    if (left->item != right->item)
        return left->item < right->item ? -1 : 1;
    if (left->purchase != right->purchase)
        return left->purchase < right->purchase ? -1 : 1;
    int order = strcmp(right->effective, left->effective); /* the latest first */
    if (order == 0)
        order = (int)right->upfront - (int)left->upfront;
    if (order == 0)
        order = (left->begin > right->begin) - (left->begin < right->begin);
    return order != 0 ? order : strcmp(left->rate_code, right->rate_code);
}

struct joining {
    struct offer *offer;
    const char *moment; /* terms in force then */
    char as_of[16];
    struct feed_fee *fees;
    int *fees_count;
    bool echoes; /* the second time: items that only repeat another's price */
};

static bool price_give(const struct joining *joining, const struct offer_row *row, int64_t nano, struct error *err)
{
    const struct offer *offer = joining->offer;
    const struct product_item *item = &offer->items[row->item].item;
    char source[96];
    snprintf(source, sizeof source, "%s %s", offer_codes[offer->document], row->rate_code);
    if (item->fee) {
        struct feed_fee *fee = &joining->fees[(*joining->fees_count)++];
        *fee = (struct feed_fee){.nano = nano};
        memcpy(fee->type, item->item, sizeof fee->type);
        memcpy(fee->source, source, sizeof fee->source);
        return true;
    }
    struct price price = {.service = item->service,
                          .item = item->item,
                          .purchase = row->purchase,
                          .unit = item->unit,
                          .nano = nano,
                          .from_quantity = row->begin,
                          .source = source,
                          .as_of = joining->as_of};
    const struct price *same = item->echo ? feed_find(offer->feed, item->service, item->item, row->purchase) : NULL;
    if (same != NULL && same->nano != nano) {
        feed_countf(offer->feed, FEED_UNKNOWN_PRODUCT, "%s: another price than %s", source, same->source);
        return true;
    }
    return feed_price_of(offer->feed, offer->name, &price, err);
}

static void term_is_odd(const struct joining *joining, const struct offer_row *row, const char *words)
{
    feed_countf(joining->offer->feed, FEED_UNKNOWN_TERM, "%s: %s", row->rate_code, words);
}

/* Rows of one item on demand: one, or tiers. */
static bool on_demand_give(const struct joining *joining, const struct offer_row *rows, int count, struct error *err)
{
    bool tiers = joining->offer->items[rows->item].item.tiers;
    bool free_of_charge = false;
    for (int i = 0; i < count; i++) {
        free_of_charge = free_of_charge || rows[i].nano == 0;
        if (rows[i].upfront || (!tiers && rows[i].begin != 0)) {
            term_is_odd(joining, &rows[i], rows[i].upfront ? "an upfront price on demand" : "a price in tiers");
            return true;
        }
    }
    if (rows[0].begin != 0 || (free_of_charge && count > 1)) {
        term_is_odd(joining, &rows[0], rows[0].begin != 0 ? "the first tier is not there" : "a tier that is free");
        return true;
    }
    if (free_of_charge) {
        feed_countf(joining->offer->feed, FEED_FREE, "%s", rows[0].rate_code);
        return true;
    }
    for (int i = 0; i < count; i++)
        if (!price_give(joining, &rows[i], rows[i].nano, err))
            return false;
    return true;
}

/* The hourly fee with the upfront payment spread over the term. False, counted, where a half is missing. */
static bool reserved_price(const struct joining *joining, const struct offer_row *upfront,
                           const struct offer_row *hourly, int64_t *ret_nano)
{
    const struct offer_row *row = hourly != NULL ? hourly : upfront;
    enum commitment_kind kind = COMMITMENT_STANDARD_RESERVED_INSTANCE;
    enum commitment_term term = TERM_1_YEAR;
    enum payment_option payment = PAYMENT_NO_UPFRONT;
    bool known = purchase_is_commitment(row->purchase, &kind, &term, &payment);
    BUG_IF(!known);
    int64_t paid = upfront != NULL ? upfront->nano : 0, fee = hourly != NULL ? hourly->nano : 0;
    if (paid == 0 && fee == 0) {
        feed_countf(joining->offer->feed, FEED_FREE, "%s", row->rate_code);
        return false;
    }
    if ((paid > 0) != (payment != PAYMENT_NO_UPFRONT) || (fee > 0) != (payment != PAYMENT_ALL_UPFRONT)) {
        term_is_odd(joining, row, "not the payments of its option");
        return false;
    }
    int64_t hours = (term == TERM_1_YEAR ? 1 : 3) * INT64_C(8760);
    *ret_nano = fee + nano_scale(paid, 1, hours);
    return true;
}

/* Rows of one Reserved Instance: the upfront payment, if any, stands first. */
static bool reserved_give(const struct joining *joining, const struct offer_row *rows, int count, struct error *err)
{
    const struct offer_row *halves[2] = {NULL, NULL}; /* hourly, upfront */
    for (int i = 0; i < count; i++) {
        const struct offer_row **half = &halves[rows[i].upfront];
        if (*half != NULL && (*half)->nano != rows[i].nano)
            return error_set(err, ERROR_INPUT, joining->offer->name, "two prices of one Reserved Instance: %s and %s",
                             (*half)->rate_code, rows[i].rate_code);
        if (*half != NULL)
            feed_countf(joining->offer->feed, FEED_SAME, "%s", rows[i].rate_code);
        *half = &rows[i];
    }
    int64_t nano = 0;
    if (!reserved_price(joining, halves[1], halves[0], &nano))
        return true;
    return price_give(joining, halves[0] != NULL ? halves[0] : halves[1], nano, err);
}

/* Sorted rows of one item and purchase: those of the latest term in force are taken. */
static bool group_give(const struct joining *joining, const struct offer_row *rows, int count, struct error *err)
{
    int first = 0, last = 0;
    while (first < count && !feed_in_force(rows[first].effective, joining->moment))
        first++;
    for (last = first; last < count && strcmp(rows[last].effective, rows[first].effective) == 0;)
        last++;
    for (int i = 0; i < count; i++)
        if (i < first || i >= last)
            feed_countf(joining->offer->feed, FEED_NOT_IN_FORCE, "%s: from %s", rows[i].rate_code, rows[i].effective);
    if (first == last)
        return true;
    return rows[first].purchase == PURCHASE_ON_DEMAND ? on_demand_give(joining, rows + first, last - first, err)
                                                      : reserved_give(joining, rows + first, last - first, err);
}

static bool groups_give(const struct joining *joining, struct error *err)
{
    const struct offer *offer = joining->offer;
    for (int first = 0, end = 0; first < offer->rows_count; first = end) {
        const struct offer_row *row = &offer->rows[first];
        for (end = first + 1; end < offer->rows_count && offer->rows[end].item == row->item &&
                              offer->rows[end].purchase == row->purchase;)
            end++;
        if (offer->items[row->item].item.echo == joining->echoes && !group_give(joining, row, end - first, err))
            return false;
    }
    return true;
}

static bool currency_check(const struct offer *offer, struct error *err)
{
    return offer->in_usd > 0 || *offer->currency == '\0' || feed_no_dollars(offer->name, offer->currency, err);
}

bool offer_finish(struct offer *offer, const char *published_at, struct error *err)
{
    struct joining joining = {.offer = offer, .moment = feed_as_of(offer->feed)};
    snprintf(joining.as_of, sizeof joining.as_of, "%.15s", feed_as_of(offer->feed));
    if (feed_date(published_at, joining.as_of))
        joining.moment = published_at;
    else if (*published_at != '\0')
        feed_countf(offer->feed, FEED_UNKNOWN_PRODUCT, "published at \"%s\"", published_at);
    if (!currency_check(offer, err))
        return false;
    for (int i = 0; i < offer->items_count; i++)
        if (!offer->items[i].priced)
            feed_countf(offer->feed, FEED_NO_TERM, "%s: %s", offer->items[i].sku, offer->items[i].item.item);
    if (offer->rows_count > 0)
        qsort(offer->rows, (size_t)offer->rows_count, sizeof offer->rows[0], row_compare);
    int fees_count = 0;
    joining.fees_count = &fees_count;
    joining.fees = memory_alloc((size_t)offer->rows_count + 1, sizeof joining.fees[0]);
    bool good = groups_give(&joining, err);
    joining.echoes = true;
    good = good && groups_give(&joining, err) &&
           feed_fees_give(offer->feed, offer->name, joining.fees, fees_count, joining.as_of, err);
    free(joining.fees);
    return good;
}
