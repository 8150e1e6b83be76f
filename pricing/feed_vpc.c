/* feed_vpc.c — the one product of AmazonVPC's offer that this planner buys: a public IPv4 address in use. */
#include "pricing/feed_parts.h"

#include <string.h>

static const char *const units[] = {"Hrs", "Hours", "hour", NULL};

bool product_is_vpc(const struct product *product, struct product_item *ret_item, enum feed_count_kind *ret_why,
                    const char **ret_deciding)
{
    *ret_why = FEED_OTHER_PRODUCT;
    *ret_deciding = product->values[PRODUCT_USAGE_TYPE];
    if (strcmp(feed_usage(product->values[PRODUCT_USAGE_TYPE]), "PublicIPv4:InUseAddress") != 0)
        return false;
    ret_item->service = "vpc";
    memcpy(ret_item->item, "public_ipv4", sizeof "public_ipv4");
    ret_item->unit = UNIT_USD_PER_HOUR;
    ret_item->units = units;
    return true;
}
