/* feed_parts.h — what the readers of AWS's price documents share: which products this planner buys, and terms joined to
 * them. For pricing/feed*.c alone.
 *
 * Attributes and their values: "Price List Bulk API", "Reading an offer file" (AWS Billing user guide, 2026), and offer
 * files of 2016 to 2026. */
#ifndef BAYPLAN_PRICING_FEED_PARTS_H
#define BAYPLAN_PRICING_FEED_PARTS_H

#include "pricing/feed.h"

/* --- numbers and names --- */

/* Decimal text (digits, point, exponent) times `times`, in nano, rounded half up; *ret_rounded where that lost digits.
 * False where it is no such number, negative, or above 9.2e9 units. */
bool feed_number(const char *text, int64_t times, int64_t *ret_nano, bool *ret_rounded);
/* "6000000000" or "6000000000.0" to an integer; false where it is none. */
bool feed_whole(const char *text, int64_t *ret_whole);
/* "EU-BoxUsage:m5.large" is "BoxUsage:m5.large" behind the region's billing prefix, of capitals and digits; us-east-1
 * has none. Returns the text behind the prefix. */
const char *feed_usage(const char *usage_type);
/* "EU (Ireland)" -> "eu-west-1"; NULL where it is no known name of a region. */
const char *feed_location_region(const char *location);
/* As "2026-11-01", at most, of "2026-11-01T00:00:00Z"; false where the text does not begin with a date. */
bool feed_date(const char *text, char ret_date[16]);
/* The first row (from_quantity 0) of a key, or NULL. */
const struct price *feed_find(const struct feed *feed, const char *service, const char *item, enum purchase purchase);
/* feed_price, whose errors name the document too. */
MUST_CHECK bool feed_price_of(struct feed *feed, const char *document, const struct price *price, struct error *err);
bool feed_leaves_commitments(const struct feed *feed);
/* feed_count with an example made only where it is the first. */
void feed_countf(struct feed *feed, enum feed_count_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* --- products --- */

/* Attributes that decide; as JSON and as CSV name them (compared without regard to case). */
#define PRODUCT_ATTRIBUTES(X)                                                                                          \
    X(PRODUCT_FAMILY, "productFamily", "Product Family")                                                               \
    X(PRODUCT_CAPACITY_STATUS, "capacitystatus", "CapacityStatus")                                                     \
    X(PRODUCT_INSTANCE_TYPE, "instanceType", "Instance Type")                                                          \
    X(PRODUCT_LICENSE_MODEL, "licenseModel", "License Model")                                                          \
    X(PRODUCT_LOCATION, "location", "Location")                                                                        \
    X(PRODUCT_LOCATION_TYPE, "locationType", "Location Type")                                                          \
    X(PRODUCT_MARKET_OPTION, "marketoption", "MarketOption")                                                           \
    X(PRODUCT_OPERATING_SYSTEM, "operatingSystem", "Operating System")                                                 \
    X(PRODUCT_OPERATION, "operation", "operation")                                                                     \
    X(PRODUCT_PRE_INSTALLED, "preInstalledSw", "Pre Installed S/W")                                                    \
    X(PRODUCT_REGION_CODE, "regionCode", "Region Code")                                                                \
    X(PRODUCT_SERVICE_CODE, "servicecode", "serviceCode")                                                              \
    X(PRODUCT_TENANCY, "tenancy", "Tenancy")                                                                           \
    X(PRODUCT_USAGE_TYPE, "usagetype", "usageType")                                                                    \
    X(PRODUCT_VOLUME_API_NAME, "volumeApiName", "Volume API Name")
enum product_attribute {
#define X(slot, json, csv) slot,
    PRODUCT_ATTRIBUTES(X)
#undef X
        PRODUCT_ATTRIBUTES_COUNT
};
extern const char *const product_attribute_columns[]; /* CSV's */

enum { FEED_SKU_SIZE = 24, PRODUCT_VALUE_SIZE = 96 };

struct product {
    char sku[FEED_SKU_SIZE];
    char values[PRODUCT_ATTRIBUTES_COUNT][PRODUCT_VALUE_SIZE]; /* "" = not there */
};

void product_clear(struct product *product);
bool product_sku_set(struct product *product, const char *text, size_t length); /* false where it is too long */
/* The slot of JSON's key, or -1: not looked at. */
int product_attribute_find(const char *key, size_t length);
void product_attribute_set(struct product *product, int slot, const char *text, size_t length);

/* What a product is in the catalogue, and how its prices are read. */
struct product_item {
    const char *service;
    char item[PRODUCT_VALUE_SIZE];
    enum price_unit unit;
    int64_t times;            /* the document's unit in ours: 1, or 1,000,000 */
    const char *const *units; /* names of the document's unit, NULL at the end; case does not matter */
    bool tiers;
    bool fee;  /* of ECS Managed Instances, of the type `item`: feed_fees.c makes a part of the price of it */
    bool echo; /* a second name of the same price, checked and not taken: x86's and ARM's Lambda requests */
};

/* Whether this planner buys the product; *ret_why and `ret_example` (what decided) where it does not. */
bool product_classify(enum feed_document document, const char *region, const struct product *product,
                      struct product_item *ret_item, enum feed_count_kind *ret_why, char ret_example[64]);
/* The rules of each document, for product_classify: the product is of the region. */
bool product_is_ec2(const struct product *product, struct product_item *ret_item, enum feed_count_kind *ret_why,
                    const char **ret_deciding);
bool product_is_ecs(const struct product *product, struct product_item *ret_item, enum feed_count_kind *ret_why,
                    const char **ret_deciding);
bool product_is_lambda(const struct product *product, struct product_item *ret_item, enum feed_count_kind *ret_why,
                       const char **ret_deciding);
bool product_is_vpc(const struct product *product, struct product_item *ret_item, enum feed_count_kind *ret_why,
                    const char **ret_deciding);
/* "m5.large": FAMILY.SIZE. */
bool feed_type_is_valid(const char *name);

/* "1yr"; "No Upfront". False where it is none. */
bool feed_term_read(const char *lease, enum commitment_term *ret_term);
bool feed_payment_read(const char *text, enum payment_option *ret_payment);

/* --- terms joined to products: one offer --- */

struct term {
    bool reserved;
    char code[FEED_SKU_SIZE];
    char effective[32]; /* "" = not said */
    char lease[16], offering[16], payment[24];
};

struct dimension {
    char rate_code[48];
    char unit[32];
    char begin[32];   /* "" = not said */
    char usd[40];     /* "" = no price in USD */
    char currency[8]; /* of a price in another one; "" = none */
};

struct offer; /* products met, and what is wanted of them */
struct offer *offer_new(struct feed *feed, enum feed_document document, const char *name);
void offer_free(struct offer *offer); /* NULL is fine */
/* Counts why where it is not wanted. Errors: LIMIT. */
MUST_CHECK bool offer_product(struct offer *offer, const struct product *product, struct error *err);
enum { OFFER_ITEM_UNWANTED = -1, OFFER_ITEM_UNKNOWN = -2 };
/* Number of a wanted product, for the terms below, or why it has none. */
int offer_find(const struct offer *offer, const char *sku, size_t length);
/* The dimensions of one term of product `item`, then what the term is. Errors: LIMIT. */
MUST_CHECK bool offer_dimension(struct offer *offer, int item, const struct dimension *dimension, struct error *err);
void offer_term(struct offer *offer, int item, const struct term *term);
/* Joins and gives the feed its rows: the terms in force at `published_at` (feed_as_of where it is ""). Errors: INPUT
 * where no price is in US dollars, and those of feed_price. */
MUST_CHECK bool offer_finish(struct offer *offer, const char *published_at, struct error *err);

#endif
