/* query.h — prices and facts asked of AWS's APIs, with credentials: few, and of now.
 *
 * Price List Query API GetProducts (JSON 1.1, endpoints in us-east-1, eu-central-1, ap-south-1 alone), EC2
 * DescribeSpotPriceHistory and DescribeInstanceTypes (XML). Read-only; the answers go through feed.h. */
#ifndef BAYPLAN_PRICING_QUERY_H
#define BAYPLAN_PRICING_QUERY_H

#include "data/aws/aws.h"
#include "pricing/feed.h"

/* On-demand and Reserved prices of the instance types that match `pattern` ("m7g.*"): one query per family or type. */
MUST_CHECK bool query_products(struct aws_client *pricing_client, const char *pattern, struct feed *feed,
                               struct error *err);
/* Spot prices of now in the client's region, Linux/UNIX, of types that match; NULL = all. */
MUST_CHECK bool query_spot(struct aws_client *client, const char *pattern, struct feed *feed, struct error *err);
/* Types that the build's facts do not have. */
MUST_CHECK bool query_instance_types(struct aws_client *client, const char *pattern, struct feed *feed,
                                     struct error *err);

/* Region of the Query API's endpoint nearest by name to `region` ("eu-west-1" -> "eu-central-1"). */
const char *query_endpoint_region(const char *region);

#endif
