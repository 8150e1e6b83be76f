/* feed_ec2.c — the products of AmazonEC2's offer that this planner buys: Linux instances of shared tenancy, and gp3
 * storage. */
#include "pricing/feed_parts.h"

#include <string.h>

static const char *const hour_units[] = {"Hrs", "Hours", "hour", NULL};
static const char *const storage_units[] = {"GB-Mo", "GB-month", "GB-Months", NULL};

/* What an attribute must be for the plain Linux instance, and what the product is called where it is not. */
static const struct rule {
    enum product_attribute attribute;
    const char *values[3]; /* "" = may be absent */
    enum feed_count_kind otherwise;
} instance_rules[] = {
    {PRODUCT_OPERATING_SYSTEM, {"Linux"}, FEED_OTHER_SYSTEM},
    {PRODUCT_TENANCY, {"Shared"}, FEED_OTHER_TENANCY},
    {PRODUCT_PRE_INSTALLED, {"NA"}, FEED_OTHER_SOFTWARE},
    {PRODUCT_LICENSE_MODEL, {"No License required", "NA", ""}, FEED_OTHER_SOFTWARE},
    {PRODUCT_CAPACITY_STATUS, {"Used"}, FEED_OTHER_CAPACITY},
    {PRODUCT_MARKET_OPTION, {"OnDemand", ""}, FEED_OTHER_CAPACITY},
    {PRODUCT_OPERATION, {"RunInstances"}, FEED_OTHER_SYSTEM}, /* RunInstances:0002 is Windows, :0g00 Ubuntu Pro ... */
};

static bool value_is_one_of(const char *value, const char *const values[3])
{
    for (int i = 0; i < 3 && values[i] != NULL; i++)
        if (strcmp(value, values[i]) == 0)
            return true;
    return false;
}

/* "BoxUsage:m5.large"; m1.small's is "BoxUsage" alone. */
static bool usage_is_of(const char *usage_type, const char *instance_type)
{
    const char *usage = feed_usage(usage_type);
    size_t length = strlen("BoxUsage");
    if (strncmp(usage, "BoxUsage", length) != 0)
        return false;
    return usage[length] == '\0' || (usage[length] == ':' && strcmp(usage + length + 1, instance_type) == 0);
}

static bool is_instance(const struct product *product, struct product_item *ret_item, enum feed_count_kind *ret_why,
                        const char **ret_deciding)
{
    for (size_t i = 0; i < sizeof instance_rules / sizeof instance_rules[0]; i++) {
        const struct rule *rule = &instance_rules[i];
        const char *value = product->values[rule->attribute];
        if (value_is_one_of(value, rule->values))
            continue;
        *ret_why = *value == '\0' ? FEED_UNKNOWN_PRODUCT : rule->otherwise;
        *ret_deciding = *value == '\0' ? product_attribute_columns[rule->attribute] : value;
        return false;
    }
    const char *type = product->values[PRODUCT_INSTANCE_TYPE];
    *ret_why = FEED_UNKNOWN_PRODUCT;
    *ret_deciding = product->values[PRODUCT_USAGE_TYPE];
    if (!feed_type_is_valid(type) || !usage_is_of(*ret_deciding, type))
        return false;
    ret_item->service = "ec2";
    memcpy(ret_item->item, type, strlen(type) + 1);
    ret_item->unit = UNIT_USD_PER_HOUR;
    ret_item->units = hour_units;
    return true;
}

static bool is_volume(const struct product *product, struct product_item *ret_item)
{
    if (strcmp(product->values[PRODUCT_VOLUME_API_NAME], "gp3") != 0 ||
        strcmp(feed_usage(product->values[PRODUCT_USAGE_TYPE]), "EBS:VolumeUsage.gp3") != 0)
        return false;
    ret_item->service = "ebs";
    memcpy(ret_item->item, "gp3", sizeof "gp3");
    ret_item->unit = UNIT_USD_PER_GB_MONTH;
    ret_item->units = storage_units;
    return true;
}

bool product_is_ec2(const struct product *product, struct product_item *ret_item, enum feed_count_kind *ret_why,
                    const char **ret_deciding)
{
    const char *family = product->values[PRODUCT_FAMILY];
    if (strcmp(family, "Compute Instance") == 0 || strcmp(family, "Compute Instance (bare metal)") == 0)
        return is_instance(product, ret_item, ret_why, ret_deciding);
    *ret_why = FEED_OTHER_PRODUCT;
    *ret_deciding = *family != '\0' ? family : product->values[PRODUCT_USAGE_TYPE];
    return strcmp(family, "Storage") == 0 && is_volume(product, ret_item);
}
