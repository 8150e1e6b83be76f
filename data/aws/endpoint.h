/* endpoint.h — where a service of a region is asked.
 *
 * Order: --endpoint-url, AWS_ENDPOINT_URL_<SERVICE>, AWS_ENDPOINT_URL, the profile's services section, the profile's
 * endpoint_url; all but the first are passed over where AWS_IGNORE_CONFIGURED_ENDPOINT_URLS (or the profile's
 * ignore_configured_endpoint_urls) is true. Then "https://HOST.REGION.SUFFIX", the suffix by partition. */
#ifndef BAYPLAN_AWS_ENDPOINT_H
#define BAYPLAN_AWS_ENDPOINT_H

#include "data/aws/settings.h"

enum { ENDPOINT_URL_SIZE = 512 };

/* Without a slash at the end: "https://ecs.us-east-1.amazonaws.com", "http://127.0.0.1:5000". Errors: INPUT (no https
 * and no loopback; user, query or path in it; FIPS or dual-stack asked for without a URL). */
MUST_CHECK bool aws_endpoint(const struct aws_settings *settings, enum aws_service service,
                             char ret_url[ENDPOINT_URL_SIZE], struct error *err);

/* "aws", "aws-cn", "aws-us-gov": of a region's name. */
const char *aws_partition_of(const char *region);

#endif
