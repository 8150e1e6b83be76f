/* feed_lambda.c — the products of AWSLambda's offer: duration by GB-second, in tiers of a month's sum, and requests.
 * Provisioned concurrency, storage, Lambda@Edge, SnapStart and the free tier ("Global-...") are none of them. */
#include "pricing/feed_parts.h"

#include <string.h>

static const char *const duration_units[] = {"Lambda-GB-Second", "Lambda-GB-Seconds", "GB-Second", "GB-Seconds",
                                             "Second",           "Seconds",           NULL};
static const char *const request_units[] = {"Requests", "Request", NULL};

enum { MILLION = 1000 * 1000 };

static const struct lambda_product {
    const char *usage, *item;
    enum price_unit unit;
    bool tiers, echo;
} lambda_products[] = {
    {"Lambda-GB-Second", "x86_64.duration", UNIT_USD_PER_MILLION_GB_SECONDS, true, false},
    {"Lambda-GB-Second-ARM", "arm64.duration", UNIT_USD_PER_MILLION_GB_SECONDS, true, false},
    {"Request", "requests", UNIT_USD_PER_MILLION_REQUESTS, false, false},
    {"Request-ARM", "requests", UNIT_USD_PER_MILLION_REQUESTS, false, true},
};

bool product_is_lambda(const struct product *product, struct product_item *ret_item, enum feed_count_kind *ret_why,
                       const char **ret_deciding)
{
    const char *usage = feed_usage(product->values[PRODUCT_USAGE_TYPE]);
    for (size_t i = 0; i < sizeof lambda_products / sizeof lambda_products[0]; i++) {
        const struct lambda_product *known = &lambda_products[i];
        if (strcmp(usage, known->usage) != 0)
            continue;
        ret_item->service = "lambda";
        memcpy(ret_item->item, known->item, strlen(known->item) + 1);
        ret_item->unit = known->unit;
        ret_item->times = MILLION;
        ret_item->units = known->tiers ? duration_units : request_units;
        ret_item->tiers = known->tiers;
        ret_item->echo = known->echo;
        return true;
    }
    *ret_why = FEED_OTHER_PRODUCT;
    *ret_deciding = product->values[PRODUCT_USAGE_TYPE];
    return false;
}
