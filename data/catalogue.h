/* catalogue.h — the price book of one region at one moment: rows of prices, each with source and date
 * (bayplan.catalogue/1). What is missing is missing: looking it up is pricing/lookup.h's work, and an error there.
 *
 * Rows (service, item, purchase, unit):
 *   ec2      INSTANCE_TYPE          on_demand|spot|COMMITTED  usd_per_hour   (Linux, shared tenancy; spot: mean of the
 *                                                                            region's zones)
 *   ec2_spot_interruptions  INSTANCE_TYPE  spot     ratio_per_month          (upper end of the band: 0.05 = below 5 %;
 *                                                                            1 where the band has no upper end)
 *   fargate  ARCH.vcpu, ARCH.gb     on_demand|spot|COMPUTE_SP usd_per_hour   (ARCH = x86_64 | arm64; gb = 1024 MiB)
 *   fargate  ephemeral_storage.gb   on_demand       usd_per_hour             (above 20 GiB)
 *   lambda   ARCH.duration          on_demand|COMPUTE_SP  usd_per_million_gb_seconds, one row per tier:
 *                                                   from_quantity = first million GB-s of the month the tier prices
 *   lambda   requests               on_demand       usd_per_million_requests
 *   ebs      gp3                    on_demand       usd_per_gb_month
 *   vpc      public_ipv4            on_demand       usd_per_hour
 *   ecs      managed_instances_fee  on_demand       ratio_of_on_demand       (nano = ratio * 1e9)
 * COMMITTED = KIND.TERM.PAYMENT of enum commitment_kind etc.: "compute_savings_plan.1y.no_upfront". A Savings Plan's
 * row is its rate: what an hour of the usage takes of the commitment. A Reserved Instance's is its hourly fee with the
 * upfront payment spread over the term's hours (8,760 a year), so all of what one costs; COMPUTE_SP = those of kind
 * compute_savings_plan. */
#ifndef BAYPLAN_CATALOGUE_H
#define BAYPLAN_CATALOGUE_H

#include "data/base/arena.h"
#include "data/base/hash.h"
#include "data/base/json_writer.h"
#include "data/base/money.h"
#include "data/facts/facts.h"

/* Savings Plans and Reserved Instances ("Compute and EC2 Instance plans", Savings Plans user guide, 2026; "Types of
 * Reserved Instances", EC2 user guide, 2026). */
enum commitment_kind {
    COMMITMENT_COMPUTE_SAVINGS_PLAN,
    COMMITMENT_EC2_INSTANCE_SAVINGS_PLAN,
    COMMITMENT_STANDARD_RESERVED_INSTANCE,
    COMMITMENT_CONVERTIBLE_RESERVED_INSTANCE,
    COMMITMENT_KINDS_COUNT
};
enum commitment_term { TERM_1_YEAR, TERM_3_YEARS, COMMITMENT_TERMS_COUNT };
enum payment_option { PAYMENT_NO_UPFRONT, PAYMENT_PARTIAL_UPFRONT, PAYMENT_ALL_UPFRONT, PAYMENT_OPTIONS_COUNT };

/* The first PURCHASES_COUNT are how a task or an instance can be had; after them one per kind, term and payment. */
enum purchase {
    PURCHASE_ON_DEMAND,
    PURCHASE_SPOT,
    PURCHASES_COUNT,
    PURCHASE_COMMITTED = PURCHASES_COUNT,
    PRICE_PURCHASES_COUNT =
        PURCHASE_COMMITTED + COMMITMENT_KINDS_COUNT * COMMITMENT_TERMS_COUNT * (int)PAYMENT_OPTIONS_COUNT
};
extern const char *const purchase_names[]; /* [PRICE_PURCHASES_COUNT], then NULL */

/* Their parts, each list ending with NULL: "compute_savings_plan" ..., "1y" and "3y", "no_upfront" ... */
extern const char *const commitment_kind_names[], *const commitment_term_names[], *const payment_option_names[];

enum purchase purchase_of_commitment(enum commitment_kind kind, enum commitment_term term, enum payment_option payment);
bool purchase_is_commitment(enum purchase purchase, enum commitment_kind *ret_kind, enum commitment_term *ret_term,
                            enum payment_option *ret_payment);
bool commitment_is_savings_plan(enum commitment_kind kind);
bool purchase_find(const char *name, enum purchase *ret_purchase);

/* By its form: lower-case letters, digits and '-'; a type is FAMILY.SIZE. */
bool instance_family_is_valid(const char *text);
bool instance_type_is_valid(const char *text);

enum price_unit {
    UNIT_USD_PER_HOUR,
    UNIT_USD_PER_GB_MONTH,
    UNIT_USD_PER_MILLION_REQUESTS,
    UNIT_USD_PER_MILLION_GB_SECONDS,
    UNIT_RATIO_OF_ON_DEMAND,
    UNIT_RATIO_PER_MONTH
};
extern const char *const price_unit_names[];

enum { CATALOGUE_PRICES_MAX = 200 * 1000 };

#define CATALOGUE_PRICE_NANO_MAX (100 * 1000 * NANO_PER_USD)

struct price {
    const char *service, *item;
    enum purchase purchase;
    enum price_unit unit;
    int64_t nano;          /* of the unit; > 0, at most 100,000 dollars */
    int64_t from_quantity; /* 0 but in later tiers; every item's first tier starts at 0 */
    const char *source;    /* of AWS's own price documents: "AmazonEC2 SKU.TERM.RATE" */
    const char *as_of;     /* YYYY-MM-DD or YYYY-MM */
    /* Not in a document: the price without commitments, where `nano` is the effective one of a plan with commitments
     * (pricing/effective.h); else 0. */
    int64_t uncommitted_nano;
};

/* A price document the rows came from, as `prices update` read it: so that it is asked for again only when it changed.
 */
struct catalogue_source {
    const char *url;
    const char *etag;         /* "" = the server gave none */
    const char *published_at; /* the document's own publication date or version; "" where it has none */
    int64_t bytes;            /* uncompressed */
    int64_t prices;           /* rows that came from it */
};
enum {
    CATALOGUE_SOURCES_MAX = 100,
    CATALOGUE_TYPES_MAX = 5000,
    CATALOGUE_URL_BYTES_MAX = 2048,
    CATALOGUE_VCPUS_MAX = 8192, /* of one instance type */
    CATALOGUE_MEMORY_MIB_MAX = 64 * 1024 * 1024
};

struct catalogue {
    struct arena arena;
    const char *file;    /* or "built-in" */
    const char *overlay; /* name of what was laid over the prices (pricing/overlay.h), its file where it has none; not
                            in a document; NULL = nothing */
    const char *region;
    const char *as_of;            /* date of the EC2 prices: the moment the book stands for */
    char sha256[SHA256_HEX_SIZE]; /* of the file's bytes, or of the built-in snapshot's */
    struct price *prices;         /* sorted by service, item, purchase, from_quantity; no duplicates */
    int prices_count;
    struct catalogue_source *sources; /* by URL; may be none */
    int sources_count;
    struct instance_type *types; /* by name: types that this build's facts do not have (DescribeInstanceTypes) */
    int types_count;
};

extern const char *const price_service_names[]; /* by name, then NULL */
/* The unit that prices of this item have; false where a book knows no such item. */
bool price_unit_of(const char *service, const char *item, enum price_unit *ret_unit);

/* Order of the rows: service, item, purchase, from_quantity. */
int price_compare(const struct price *a, const struct price *b);

/* JSON, XML or CSV by its content. A CSV has the rows alone, as catalogue_parse_csv takes them, and says in comment
 * lines before the header whose they are: "# region: us-east-1" and, where it is not the latest date of the EC2 rows,
 * "# as_of: 2026-11-20". Errors: IO, INPUT, LIMIT. */
MUST_CHECK bool catalogue_load(const char *path, struct catalogue *ret_catalogue, struct error *err);
MUST_CHECK bool catalogue_parse(const char *file, const char *bytes, size_t length, struct catalogue *ret_catalogue,
                                struct error *err);
/* Rows of a snapshot: CSV with columns service,item,purchase,unit,price,from_quantity,source,as_of. `region` NULL: as
 * its comment says, which must be there. */
MUST_CHECK bool catalogue_parse_csv(const char *file, const char *region, const char *bytes, size_t length,
                                    struct catalogue *ret_catalogue, struct error *err);
/* One row a line. The same book gives the same bytes. */
void catalogue_write(const struct catalogue *catalogue, struct text *ret_json);
/* As catalogue_parse reads it again, without sources and instance types. */
void catalogue_write_csv(const struct catalogue *catalogue, struct text *ret_csv);
void catalogue_release(struct catalogue *catalogue);

#endif
