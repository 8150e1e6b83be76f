/* update.h — AWS's bulk price list of one region, read into a feed: no credentials.
 *
 * Root index and region indexes (small, whole), then the offer files of AmazonEC2, AmazonECS, AWSLambda and AmazonVPC
 * and the Compute Savings Plans file, each read as it arrives (data/aws/download.h, feed.h). A document whose ETag is
 * the older book's is not read again: that book's rows of it are kept ("AWS Price List Bulk API", AWS Billing user
 * guide, 2026). */
#ifndef BAYPLAN_PRICING_UPDATE_H
#define BAYPLAN_PRICING_UPDATE_H

#include "data/aws/download.h"
#include "pricing/feed.h"

#define PRICE_LIST_URL "https://pricing.us-east-1.amazonaws.com"
#define PRICE_LIST_URL_CHINA "https://pricing.cn-north-1.amazonaws.com.cn" /* of regions cn-*: in yuan, so an error */

struct update_options {
    const char *base_url;          /* NULL = one of those above; http:// for loopback and mirrors */
    const struct catalogue *older; /* for ETags and rows of unchanged documents; NULL, or of another region: none */
    bool savings_plans;            /* read the Savings Plans file and Reserved Instance terms too */
    /* Each document when it begins and now and then: its short name ("AmazonEC2"), bytes over the wire and in all
     * (-1 = unknown), uncompressed; at its end `done`, not_modified where it was not read. May be NULL. */
    void (*progress)(void *context, const char *document, int64_t wire_bytes, int64_t wire_total, int64_t bytes,
                     bool done, bool not_modified);
    void *context;
    const volatile bool *stop; /* as download.h's; may be NULL */
};

/* Fills `feed` (feed_region's prices) and its sources. Errors: those of download and feed; UNKNOWN_PRICE where the
 * price list has no such region. */
MUST_CHECK bool update_region(const struct update_options *options, struct feed *feed, struct error *err);

#endif
