#include "pricing/spot.h"

#include "data/base/wide.h"

enum { NANO_PER_MILLIONTH = 1000 };

/* product / divisor, rounded half up; neither is negative. */
static int64_t divided(int128 product, int128 divisor)
{
    return (int64_t)((product + divisor / 2) / divisor);
}

/* Of the book without commitments: a plan's commitments never cover a Spot pool. */
static int64_t list_price(const struct price *price)
{
    return price->uncommitted_nano > 0 ? price->uncommitted_nano : price->nano;
}

struct sums {
    int128 spot, rate;
    int64_t on_demand_least;
};

static bool add_type(const struct catalogue *catalogue, const char *name, bool base, struct sums *sums,
                     struct error *err)
{
    const struct price *spot = NULL, *rate = NULL, *on_demand = NULL;
    if (!price_require(catalogue, "ec2", name, PURCHASE_SPOT, &spot, err) ||
        !price_require(catalogue, "ec2_spot_interruptions", name, PURCHASE_SPOT, &rate, err))
        return false;
    sums->spot += spot->nano;
    sums->rate += rate->nano;
    if (!base)
        return true;
    if (!price_require(catalogue, "ec2", name, PURCHASE_ON_DEMAND, &on_demand, err))
        return false;
    if (sums->on_demand_least == 0 || list_price(on_demand) < sums->on_demand_least)
        sums->on_demand_least = list_price(on_demand);
    return true;
}

bool spot_offer_price(const struct catalogue *catalogue, const struct spot_settings *settings, struct spot_offer *offer,
                      struct error *err)
{
    struct sums sums = {0};
    int64_t base = settings->on_demand_percent, spot_percent = 100 - base;
    BUG_IF(offer->types_count < 1 || offer->types_count > SPOT_TYPES_MAX || base < 0 || base > 100);
    for (int i = 0; i < offer->types_count; i++)
        if (!add_type(catalogue, offer->types[i]->name, base > 0, &sums, err))
            return false;
    int64_t spot = divided(sums.spot, offer->types_count);
    int64_t millionths = divided(sums.rate, (int128)NANO_PER_MILLIONTH * offer->types_count);
    offer->spot_price.nano = spot;
    offer->on_demand_price.nano = sums.on_demand_least;
    offer->interrupted_millionths_per_month = millionths;
    offer->interruptions.nano = divided((int128)spot * spot_percent * millionths * settings->minutes_per_interruption,
                                        (int128)100 * 1000 * 1000 * HOURS_PER_MONTH * 60);
    offer->price.nano = divided((int128)sums.on_demand_least * base + (int128)spot * spot_percent, 100);
    offer->price = usd_per_hour_add(offer->price, offer->interruptions);
    return true;
}

bool managed_instance_price(const struct catalogue *catalogue, const char *instance_type, enum purchase purchase,
                            struct usd_per_hour *ret_price, struct error *err)
{
    const struct price *instance = NULL, *on_demand = NULL, *fee = NULL;
    if (!price_require(catalogue, "ec2", instance_type, purchase, &instance, err) ||
        !price_require(catalogue, "ec2", instance_type, PURCHASE_ON_DEMAND, &on_demand, err) ||
        !price_require(catalogue, "ecs", "managed_instances_fee", PURCHASE_ON_DEMAND, &fee, err))
        return false;
    struct usd_per_hour of_fee = {nano_scale(list_price(on_demand), fee->nano, NANO_PER_USD)};
    *ret_price = usd_per_hour_add((struct usd_per_hour){instance->nano}, of_fee);
    return true;
}
