/* offer_text.h — small offer files and Savings Plans files in words, and what reading them gives, for tests. */
#ifndef BAYPLAN_TESTS_OFFER_TEXT_H
#define BAYPLAN_TESTS_OFFER_TEXT_H

#include "pricing/feed.h"

/* Reads the text in pieces of `piece` bytes, twice where asked; false with `err` where it is refused. */
bool offer_read(struct feed *feed, enum feed_document document, const char *text, size_t piece, struct error *err);
/* A feed of us-east-1 and 2026-11-23 that the text was read into, in pieces of 1 byte and whole, which must be alike.
 */
struct feed *offer_feed(enum feed_document document, const char *text);
void offer_fails(enum feed_document document, const char *text, enum error_kind kind, const char *words);

/* {"formatVersion":"v1.0","offerCode":CODE,"publicationDate":"2026-11-20T18:00:00Z","products":{PRODUCTS},"terms":{TERMS}}
 */
#define OFFER(code, products, terms)                                                                                   \
    "{\"formatVersion\":\"v1.0\",\"offerCode\":\"" code                                                                \
    "\",\"publicationDate\":\"2026-11-20T18:00:00Z\",\"products\":{" products "},\"terms\":{" terms "}}"
#define PRODUCT(sku, family, attributes)                                                                               \
    "\"" sku "\":{\"sku\":\"" sku "\",\"productFamily\":\"" family "\",\"attributes\":{" attributes "}}"
/* An instance of us-east-1; `more` are attributes that win over those before, the last of a name. */
#define INSTANCE(sku, type, more)                                                                                      \
    PRODUCT(sku, "Compute Instance",                                                                                   \
            "\"servicecode\":\"AmazonEC2\",\"location\":\"US East (N. Virginia)\",\"locationType\":\"AWS Region\","    \
            "\"instanceType\":\"" type "\",\"tenancy\":\"Shared\",\"operatingSystem\":\"Linux\","                      \
            "\"licenseModel\":\"No License required\",\"usagetype\":\"BoxUsage:" type "\","                            \
            "\"operation\":\"RunInstances\",\"capacitystatus\":\"Used\",\"marketoption\":\"OnDemand\","                \
            "\"preInstalledSw\":\"NA\",\"regionCode\":\"us-east-1\"" more)
#define RATE(sku, code, rate, unit, begin, price)                                                                      \
    "\"" sku "." code "." rate "\":{\"rateCode\":\"" sku "." code "." rate "\",\"unit\":\"" unit "\","                 \
    "\"beginRange\":\"" begin "\",\"endRange\":\"Inf\",\"pricePerUnit\":{" price "}}"
#define TERM(sku, code, effective, rates, attributes)                                                                  \
    "\"" sku "." code "\":{\"offerTermCode\":\"" code "\",\"sku\":\"" sku "\",\"effectiveDate\":\"" effective "\","    \
    "\"priceDimensions\":{" rates "},\"termAttributes\":{" attributes "}}"
#define ON_DEMAND(sku, price)                                                                                          \
    "\"" sku "\":{" TERM(sku, "JRTCKXETXF", "2026-11-01T00:00:00Z",                                                    \
                         RATE(sku, "JRTCKXETXF", "6YS6EN2CT7", "Hrs", "0", "\"USD\":\"" price "\""), "") "}"
#define LEASE(length, offering, payment)                                                                               \
    "\"LeaseContractLength\":\"" length "\",\"OfferingClass\":\"" offering "\",\"PurchaseOption\":\"" payment "\""

#endif
