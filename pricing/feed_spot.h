/* feed_spot.h — Spot prices gathered from one answer or from many pages of it. */
#ifndef BAYPLAN_PRICING_FEED_SPOT_H
#define BAYPLAN_PRICING_FEED_SPOT_H

#include "data/base/node.h"
#include "pricing/feed.h"

struct spot_history; /* each zone's last price of each type so far; owns an arena */
struct spot_history *spot_history_new(struct feed *feed);
/* One answer or page of DescribeSpotPriceHistory: JSON or XML, as parsed or as data/aws hands it on. Errors: INPUT. */
MUST_CHECK bool spot_history_take(struct spot_history *history, const char *name, const struct node *answer,
                                  struct error *err);
/* Adds a row of each type to the feed: the mean of its zones. Errors: INPUT where there were prices, and none of the
 * feed's region. */
MUST_CHECK bool spot_history_finish(struct spot_history *history, const char *name, struct error *err);
void spot_history_free(struct spot_history *history); /* NULL is fine */

#endif
