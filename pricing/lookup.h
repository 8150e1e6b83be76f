/* lookup.h — prices out of a catalogue. A missing price is ERROR_UNKNOWN_PRICE naming item, region, purchase option
 * and the catalogue's date: never 0, never another region's. */
#ifndef BAYPLAN_PRICING_LOOKUP_H
#define BAYPLAN_PRICING_LOOKUP_H

#include "data/catalogue.h"
#include "data/facts/facts.h"

/* NULL where missing. */
const struct price *price_find(const struct catalogue *catalogue, const char *service, const char *item,
                               enum purchase purchase);
MUST_CHECK bool price_require(const struct catalogue *catalogue, const char *service, const char *item,
                              enum purchase purchase, const struct price **ret_price, struct error *err);

/* gp3 root volume of an instance, per hour: price per GB-month * gib / 730, rounded half up. 0 GiB costs 0. */
MUST_CHECK bool root_volume_price(const struct catalogue *catalogue, int64_t gib, struct usd_per_hour *ret_price,
                                  struct error *err);

#endif
