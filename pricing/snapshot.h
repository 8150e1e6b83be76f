/* snapshot.h — the price books compiled in from pricing/snapshots: REGION.csv and REGION.rates.csv. */
#ifndef BAYPLAN_PRICING_SNAPSHOT_H
#define BAYPLAN_PRICING_SNAPSHOT_H

#include "data/catalogue.h"

/* NULL-terminated names of the regions that have a snapshot, sorted. */
const char *const *snapshot_regions(void);
/* The hash is of REGION.csv, REGION.rates.csv and rate_columns.csv, one after the other. ERROR_UNKNOWN_PRICE where the
 * region has none: lists those there are, and `--prices`. */
MUST_CHECK bool snapshot_catalogue(const char *region, struct catalogue *ret_catalogue, struct error *err);

#endif
