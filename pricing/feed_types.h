/* feed_types.h — instance types out of one answer, or of a page of many. */
#ifndef BAYPLAN_PRICING_FEED_TYPES_H
#define BAYPLAN_PRICING_FEED_TYPES_H

#include "data/base/node.h"
#include "pricing/feed.h"

/* An answer of DescribeInstanceTypes, JSON or XML, as parsed or as data/aws hands it on; of its types those the build
 * does not know, and that `pattern` matches (NULL = all). Errors: INPUT. */
MUST_CHECK bool feed_types_take(struct feed *feed, const char *name, const struct node *answer, const char *pattern,
                                struct error *err);

#endif
