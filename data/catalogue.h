/* catalogue.h — the price book of one region at one moment: rows of prices, each with source and date
 * (bayplan.catalogue/1). What is missing is missing: looking it up is pricing/lookup.h's work, and an error there.
 *
 * Rows (service, item, purchase, unit):
 *   ec2      INSTANCE_TYPE          on_demand|spot  usd_per_hour
 *   fargate  ARCH.vcpu, ARCH.gb     on_demand|spot  usd_per_hour           (ARCH = x86_64 | arm64; gb = 1024 MiB)
 *   fargate  ephemeral_storage.gb   on_demand       usd_per_hour           (above 20 GiB)
 *   lambda   ARCH.duration          on_demand       usd_per_million_gb_seconds, one row per tier: from_quantity =
 *                                                   first million GB-s of the month the tier prices
 *   lambda   requests               on_demand       usd_per_million_requests
 *   ebs      gp3                    on_demand       usd_per_gb_month
 *   vpc      public_ipv4            on_demand       usd_per_hour
 *   ecs      managed_instances_fee  on_demand       ratio_of_on_demand     (nano = ratio * 1e9) */
#ifndef BAYPLAN_CATALOGUE_H
#define BAYPLAN_CATALOGUE_H

#include "data/base/arena.h"
#include "data/base/hash.h"
#include "data/base/json_writer.h"
#include "data/base/money.h"

enum purchase { PURCHASE_ON_DEMAND, PURCHASE_SPOT, PURCHASES_COUNT };
extern const char *const purchase_names[]; /* "on_demand", "spot", NULL */

enum price_unit {
    UNIT_USD_PER_HOUR,
    UNIT_USD_PER_GB_MONTH,
    UNIT_USD_PER_MILLION_REQUESTS,
    UNIT_USD_PER_MILLION_GB_SECONDS,
    UNIT_RATIO_OF_ON_DEMAND
};
extern const char *const price_unit_names[];

enum { CATALOGUE_PRICES_MAX = 200 * 1000 };

struct price {
    const char *service, *item;
    enum purchase purchase;
    enum price_unit unit;
    int64_t nano;          /* of the unit; > 0, at most 100,000 dollars */
    int64_t from_quantity; /* 0 but in later tiers; every item's first tier starts at 0 */
    const char *source;
    const char *as_of; /* YYYY-MM-DD or YYYY-MM */
};

struct catalogue {
    struct arena arena;
    const char *file; /* or "built-in" */
    const char *region;
    const char *as_of;            /* date of the EC2 prices: the moment the book stands for */
    char sha256[SHA256_HEX_SIZE]; /* of the file's bytes, or of the built-in snapshot's */
    struct price *prices;         /* sorted by service, item, purchase, from_quantity; no duplicates */
    int prices_count;
};

/* Order of the rows: service, item, purchase, from_quantity. */
int price_compare(const struct price *a, const struct price *b);

MUST_CHECK bool catalogue_load(const char *path, struct catalogue *ret_catalogue, struct error *err); /* JSON or XML */
MUST_CHECK bool catalogue_parse(const char *file, const char *bytes, size_t length, struct catalogue *ret_catalogue,
                                struct error *err);
/* Rows of a snapshot: CSV with columns service,item,purchase,unit,price,from_quantity,source,as_of. */
MUST_CHECK bool catalogue_parse_csv(const char *file, const char *region, const char *bytes, size_t length,
                                    struct catalogue *ret_catalogue, struct error *err);
void catalogue_write(const struct catalogue *catalogue, struct text *ret_json);
void catalogue_release(struct catalogue *catalogue);

#endif
