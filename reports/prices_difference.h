/* prices_difference.h — what changed between two price books, in words, for people and programs: every changed, new and
 * gone price is named. */
#ifndef BAYPLAN_REPORTS_PRICES_DIFFERENCE_H
#define BAYPLAN_REPORTS_PRICES_DIFFERENCE_H

#include "pricing/compare.h"
#include "reports/screen.h"

struct price_comparison {
    const struct catalogue *older, *newer;
    const struct price_changes *changes; /* of these two: catalogue_compare */
};

/* How much of each service and way of buying, then each price: the largest changes of a service first. */
void text_report_price_changes(const struct price_comparison *comparison, struct screen *screen);
/* For a pull request: within MARKDOWN_BYTES_MAX; what does not fit is counted. */
void markdown_report_price_changes(const struct price_comparison *comparison, struct screen *screen);
/* bayplan.prices_difference/1: data/schema/prices_difference.schema.json. In the books' order. */
void json_report_price_changes(const struct price_comparison *comparison, struct screen *screen);
/* A line per changed, new or gone price, in the books' order. */
void csv_report_price_changes(const struct price_comparison *comparison, struct screen *screen);

#endif
