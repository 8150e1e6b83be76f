/* snapshot_rates.h — the other ways to buy EC2 of a built-in book: Reserved Instances, Savings Plans, Spot, and how
 * often Spot is interrupted. Two CSV files instead of a row for each price, because there are 20,000 of them and every
 * run reads them: rates    item, then one column per rate: a line per instance type, sorted; an empty field is no price
 *   columns  column,service,purchase,unit,source,as_of: which row a column of `rates` makes, one line or several each
 */
#ifndef BAYPLAN_PRICING_SNAPSHOT_RATES_H
#define BAYPLAN_PRICING_SNAPSHOT_RATES_H

#include "data/catalogue.h"

struct embedded_csv {
    const char *name; /* for places in errors */
    const char *bytes;
    size_t length;
};

enum { RATE_ROWS_PER_TYPE_MAX = 64 };

/* Adds the rows to the catalogue, in their order; its date and its hash stay. Errors: INPUT with the place; then the
 * catalogue is as it was. */
MUST_CHECK bool snapshot_rates_add(struct catalogue *catalogue, const struct embedded_csv *columns,
                                   const struct embedded_csv *rates, struct error *err);

#endif
