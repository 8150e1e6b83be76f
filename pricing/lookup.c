#include "pricing/lookup.h"

#include <string.h>

const struct price *price_find(const struct catalogue *catalogue, const char *service, const char *item,
                               enum purchase purchase)
{
    const struct price wanted = {.service = service, .item = item, .purchase = purchase};
    int low = 0, high = catalogue->prices_count;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (price_compare(&catalogue->prices[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    /* `wanted` is the first tier, and a catalogue's tiers start at 0: the item is here or nowhere. */
    if (low == catalogue->prices_count || price_compare(&catalogue->prices[low], &wanted) != 0)
        return NULL;
    return &catalogue->prices[low];
}

bool price_require(const struct catalogue *catalogue, const char *service, const char *item, enum purchase purchase,
                   const struct price **ret_price, struct error *err)
{
    const struct price *price = price_find(catalogue, service, item, purchase);
    if (price == NULL)
        return error_set(err, ERROR_UNKNOWN_PRICE, catalogue->file,
                         "no %s price of %s %s in %s, in the price book of %s; a book that has it can be given with "
                         "--prices",
                         purchase_names[purchase], service, item, catalogue->region, catalogue->as_of);
    *ret_price = price;
    return true;
}

bool root_volume_price(const struct catalogue *catalogue, int64_t gib, struct usd_per_hour *ret_price,
                       struct error *err)
{
    const struct price *price = NULL;
    *ret_price = (struct usd_per_hour){0};
    if (gib == 0)
        return true;
    if (!price_require(catalogue, "ebs", "gp3", PURCHASE_ON_DEMAND, &price, err))
        return false;
    ret_price->nano = nano_scale(price->nano, gib, HOURS_PER_MONTH);
    return true;
}
