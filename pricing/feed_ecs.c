/* feed_ecs.c — the products of AmazonECS's offer: Fargate on Linux, by vCPU, memory and storage hour. Windows, ECS
 * Anywhere and metering of EC2 launch types are none of them. And the fee of Managed Instances, by instance type. */
#include "pricing/feed_parts.h"

#include <string.h>

static const char *const units[] = {"hours", "Hrs", "hour", "vCPU-Hours", "GB-Hours", NULL};

static const struct fargate_product {
    const char *usage, *item;
} fargate_products[] = {
    {"Fargate-vCPU-Hours:perCPU", "x86_64.vcpu"},
    {"Fargate-GB-Hours", "x86_64.gb"},
    {"Fargate-ARM-vCPU-Hours:perCPU", "arm64.vcpu"},
    {"Fargate-ARM-GB-Hours", "arm64.gb"},
    {"Fargate-EphemeralStorage-GB-Hours", "ephemeral_storage.gb"},
};

/* "EU-ECS-Managed-Instances:m5.large-management-hours"; without a prefix, ECS would look like one. */
static bool is_fee(const char *usage_type, struct product_item *ret_item)
{
    static const char begin[] = "ECS-Managed-Instances:", end[] = "-management-hours";
    const char *usage = strncmp(usage_type, "ECS-", 4) == 0 ? usage_type : feed_usage(usage_type);
    size_t length = strlen(usage), ends = sizeof end - 1, begins = sizeof begin - 1;
    if (strncmp(usage, begin, begins) != 0 || length <= begins + ends || strcmp(usage + length - ends, end) != 0)
        return false;
    *ret_item = (struct product_item){
        .service = "ecs", .unit = UNIT_RATIO_OF_ON_DEMAND, .times = 1, .units = units, .fee = true};
    memcpy(ret_item->item, usage + begins, length - begins - ends);
    return feed_type_is_valid(ret_item->item);
}

bool product_is_ecs(const struct product *product, struct product_item *ret_item, enum feed_count_kind *ret_why,
                    const char **ret_deciding)
{
    const char *usage = feed_usage(product->values[PRODUCT_USAGE_TYPE]);
    const char *system = product->values[PRODUCT_OPERATING_SYSTEM];
    for (size_t i = 0; i < sizeof fargate_products / sizeof fargate_products[0]; i++) {
        if (strcmp(usage, fargate_products[i].usage) != 0)
            continue;
        *ret_why = FEED_OTHER_SYSTEM;
        *ret_deciding = system;
        if (*system != '\0' && strcmp(system, "Linux") != 0 && strcmp(system, "NA") != 0)
            return false;
        ret_item->service = "fargate";
        memcpy(ret_item->item, fargate_products[i].item, strlen(fargate_products[i].item) + 1);
        ret_item->unit = UNIT_USD_PER_HOUR;
        ret_item->units = units;
        return true;
    }
    if (is_fee(product->values[PRODUCT_USAGE_TYPE], ret_item))
        return true;
    *ret_why = strstr(usage, "Windows") != NULL ? FEED_OTHER_SYSTEM : FEED_OTHER_PRODUCT;
    *ret_deciding = product->values[PRODUCT_USAGE_TYPE];
    return false;
}
