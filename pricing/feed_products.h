/* feed_products.h — products and their terms out of one answer of GetProducts, or of many pages of it. */
#ifndef BAYPLAN_PRICING_FEED_PRODUCTS_H
#define BAYPLAN_PRICING_FEED_PRODUCTS_H

#include "data/base/node.h"
#include "pricing/feed.h"

struct products; /* what was met so far, by service */
struct products *products_new(struct feed *feed, const char *name);
/* One answer, a list of its PriceList, or one product. Products of instance types that `pattern` (NULL = all) does not
 * match were not asked for: neither taken nor counted. Errors: INPUT, LIMIT. */
MUST_CHECK bool products_take(struct products *products, const struct node *answer, const char *pattern,
                              struct error *err);
/* Joins products and terms and gives the feed its rows. Errors: those of offer_finish (feed_parts.h). */
MUST_CHECK bool products_finish(struct products *products, struct error *err);
void products_free(struct products *products); /* NULL is fine */

#endif
