/* feed.h — rows of prices out of AWS's own price documents, whatever their shape.
 *
 * A feed grows while documents are read into it and becomes a catalogue at the end. All that is met is counted: what
 * was taken, what was left out and why, and what nobody expected, with one example each: `prices update` prints it.
 * Nothing is skipped without a count; two prices of one thing that differ are an error that names both SKUs.
 *
 * Documents (AWS Price List user guide, "Reading an offer file" and "Savings Plans price list", 2026): the root index,
 * region indexes, offer files as JSON or CSV, Savings Plans files as JSON or CSV; answers of GetProducts,
 * DescribeSpotPriceHistory (XML of the API, JSON of the AWS CLI), DescribeInstanceTypes, and Spot advisor data. */
#ifndef BAYPLAN_PRICING_FEED_H
#define BAYPLAN_PRICING_FEED_H

#include "data/catalogue.h"

/* Why a product, term, row or field was not taken, or was looked at twice. `unexpected` kinds are what AWS's documents
 * are not known to hold. */
#define FEED_COUNTS(X)                                                                                                 \
    X(FEED_TAKEN, false, "prices taken")                                                                               \
    X(FEED_OTHER_PRODUCT, false, "products that are no compute, volume or address this planner buys")                  \
    X(FEED_OTHER_SYSTEM, false, "products of other operating systems")                                                 \
    X(FEED_OTHER_TENANCY, false, "products of other tenancies")                                                        \
    X(FEED_OTHER_SOFTWARE, false, "products with software or licences")                                                \
    X(FEED_OTHER_CAPACITY, false, "products of capacity reservations and other capacity states")                       \
    X(FEED_OTHER_REGION, false, "products of other regions and of local and wavelength zones")                         \
    X(FEED_OTHER_TERM, false, "terms of products left out")                                                            \
    X(FEED_NOT_IN_FORCE, false, "terms that are not in force yet, or no more")                                         \
    X(FEED_FREE, false, "prices of 0 (free tiers, and rates that cannot be)")                                          \
    X(FEED_SAME, false, "prices said twice, the same")                                                                 \
    X(FEED_OTHER_FEE, false, "types of which the Managed Instances fee is another part of the price")                  \
    X(FEED_ROUNDED, false, "prices rounded half up to a nano-dollar")                                                  \
    X(FEED_TYPES_TAKEN, false, "instance types taken")                                                                 \
    X(FEED_TYPES_KNOWN, false, "instance types that this build knows already")                                         \
    X(FEED_TYPES_OTHER, false, "instance types that ECS does not run on (macOS, 32 bits)")                             \
    X(FEED_OTHER_CURRENCY, true, "prices in another currency than USD")                                                \
    X(FEED_UNKNOWN_PRODUCT, true, "products whose attributes are not as expected")                                     \
    X(FEED_UNKNOWN_TERM, true, "terms whose attributes are not as expected")                                           \
    X(FEED_UNKNOWN_UNIT, true, "prices per a unit that is not known")                                                  \
    X(FEED_NO_PRODUCT, true, "terms without a product")                                                                \
    X(FEED_NO_TERM, true, "products taken without a price")
enum feed_count_kind {
#define X(kind, unexpected, words) kind,
    FEED_COUNTS(X)
#undef X
        FEED_COUNTS_COUNT
};
extern const char *const feed_count_words[];
extern const bool feed_count_unexpected[];

struct feed_count {
    int64_t count;
    char example[160]; /* the first met: SKU and what it says; "" = none */
};

struct feed; /* rows, counts; owns an arena */
struct feed *feed_new(const char *region, const char *as_of /* YYYY-MM-DD, of documents without a date */);
void feed_free(struct feed *feed); /* NULL is fine */
const char *feed_region(const struct feed *feed);
const char *feed_as_of(const struct feed *feed);
/* Reserved Instance terms and Savings Plan rates of what is read from now on count as FEED_OTHER_TERM. */
void feed_leave_commitments(struct feed *feed);
void feed_count(struct feed *feed, enum feed_count_kind kind, const char *example);
const struct feed_count *feed_counts(const struct feed *feed); /* [FEED_COUNTS_COUNT] */
/* Adds a row; strings are copied. The same row again counts as FEED_SAME; another price of the same thing is INPUT. */
MUST_CHECK bool feed_price(struct feed *feed, const struct price *price, struct error *err);
/* Strings are copied. The same type again counts as FEED_SAME; one that differs is INPUT. Counts nothing else. */
MUST_CHECK bool feed_instance_type(struct feed *feed, const struct instance_type *type, struct error *err);
void feed_source(struct feed *feed, const struct catalogue_source *source); /* the last of a URL stands */
/* Rows of an older book, of one service and purchase, keep standing with their own source and date, item by item,
 * unless a document prices the item (before or after this): for documents that did not change, and for --keep. */
void feed_keep(struct feed *feed, const struct catalogue *older, const char *service, enum purchase purchase);
void feed_keep_types(struct feed *feed, const struct catalogue *older); /* likewise */
/* The rows sorted and checked, as a catalogue; its `as_of` is the latest date of the EC2 on-demand rows, else of all.
 * Errors: INPUT. */
MUST_CHECK bool feed_catalogue(struct feed *feed, const char *file, struct catalogue *ret_catalogue, struct error *err);

/* --- documents read as they arrive --- */

enum feed_document {
    FEED_OFFER_EC2,
    FEED_OFFER_ECS,
    FEED_OFFER_LAMBDA,
    FEED_OFFER_VPC,
    FEED_SAVINGS_PLANS, /* AWSComputeSavingsPlan: Compute and EC2 Instance plans */
    FEED_DOCUMENTS_COUNT
};

/* One offer or Savings Plans file, JSON or CSV by its first byte. Where a JSON file has its terms before its products,
 * feed_reader_finish says *ret_again: push the same bytes once more. */
struct feed_reader;
struct feed_reader *feed_reader_new(struct feed *feed, enum feed_document document, const char *name);
MUST_CHECK bool feed_reader_push(struct feed_reader *reader, const char *bytes, size_t length, struct error *err);
MUST_CHECK bool feed_reader_finish(struct feed_reader *reader, bool *ret_again, struct error *err);
const char *
feed_reader_published_at(const struct feed_reader *reader); /* "2026-11-20T18:00:00Z"; "" before it is met */
void feed_reader_free(struct feed_reader *reader);

/* Root index -> path of an offer's region index or, for Savings Plans, of theirs; region index -> path of the region's
 * document (JSON form). `name` is for errors. Errors: INPUT; UNKNOWN_PRICE where the index does not name the region. */
MUST_CHECK bool feed_index_offer(const char *name, const char *bytes, size_t length, enum feed_document document,
                                 struct arena *arena, const char **ret_path, struct error *err);
MUST_CHECK bool feed_index_region(const char *name, const char *bytes, size_t length, const char *region,
                                  struct arena *arena, const char **ret_path, struct error *err);

/* --- whole documents --- */

/* What a file is, by its content. */
enum feed_format {
    FEED_FORMAT_OFFER, /* of any of the services above: its offerCode says which */
    FEED_FORMAT_SAVINGS_PLANS,
    FEED_FORMAT_GET_PRODUCTS,   /* API answer, CLI output */
    FEED_FORMAT_SPOT_HISTORY,   /* JSON of the CLI, XML of the API */
    FEED_FORMAT_SPOT_ADVISOR,   /* spot-advisor-data.json */
    FEED_FORMAT_INSTANCE_TYPES, /* JSON of the CLI, XML of the API */
    FEED_FORMATS_COUNT
};
extern const char *const feed_format_names[]; /* "offer" ... NULL */

/* False where it is none of them. Looks at the first few kilobytes. */
bool feed_format_of(const char *bytes, size_t length, enum feed_format *ret_format);

/* A file of any of these forms, also packed by gzip; offer and Savings Plans files are read as they come and may be as
 * large as they like. "-" is stdin. Errors: IO, LIMIT, INPUT (also where it is none of them), those of its form. */
MUST_CHECK bool feed_file(struct feed *feed, const char *path, struct error *err);

MUST_CHECK bool feed_get_products(struct feed *feed, const char *name, const char *bytes, size_t length,
                                  struct error *err);
/* Mean over zones of each zone's price at the last moment of the history, rounded half up; Linux/UNIX alone. */
MUST_CHECK bool feed_spot_history(struct feed *feed, const char *name, const char *bytes, size_t length,
                                  struct error *err);
/* Interruption bands, Linux. Its savings are not taken for prices. */
MUST_CHECK bool feed_spot_advisor(struct feed *feed, const char *name, const char *bytes, size_t length,
                                  struct error *err);
MUST_CHECK bool feed_instance_types(struct feed *feed, const char *name, const char *bytes, size_t length,
                                    struct error *err);

#endif
