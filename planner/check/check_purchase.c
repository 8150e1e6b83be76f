/* check_purchase.c — may the pool be of these types, had in this way, and is it priced as the catalogue has it? */
#include "planner/check/checking.h"

#include "pricing/spot.h"
#include <inttypes.h>
#include <string.h>

/* --- the type --- */

static const char *why_not_allowed(const struct profile *profile, const struct instance_type *type)
{
    const struct field_strings *patterns = &profile->limits.instance_types;
    bool named = false;
    for (int i = 0; i < patterns->count; i++)
        named |= text_matches(patterns->items[i], type->name);
    if (patterns->count > 0 && !named)
        return "is in no pattern of limits.instance_types";
    if (type->burstable && !profile->limits.burstable)
        return "is burstable, which limits.burstable does not allow";
    if (!named && (!type->current_generation || type->bare_metal))
        return "is of a former generation or bare metal, and not named in limits.instance_types";
    return NULL;
}

static const struct instance_type *check_type(struct pool_look *look, const char *name, const char *path)
{
    const struct instance_type *type = catalogue_instance_type(look->at->catalogue, name);
    const char *why = type != NULL ? why_not_allowed(look->at->profile, type) : "is not a known instance type";
    if (why != NULL)
        found(look->at, RULE_INSTANCE_TYPE, path, "%s %s", name, why);
    return type;
}

/* --- a Spot pool's types --- */

static bool same_size(const struct instance_type *a, const struct instance_type *b)
{
    return a->vcpus == b->vcpus && a->memory_mib == b->memory_mib && a->gpus == b->gpus &&
           a->architecture == b->architecture;
}

static void check_member(struct pool_look *look, int k, const struct instance_type *type)
{
    struct checking *at = look->at;
    int64_t most = at->profile->spot.interruptions_percent_max;
    const char *path = where(at, "pools[%d].instance_types[%d]", look->index, k);
    if (k > 0 && strcmp(look->pool->instance_types.items[k - 1], type->name) >= 0)
        found(at, RULE_PURCHASE, path, "%s comes after %s: by name, and each once", type->name,
              look->pool->instance_types.items[k - 1]);
    if (!same_size(type, look->type))
        found(at, RULE_PURCHASE, path,
              "%s has %d vCPUs, %" PRId64 " MiB and %d GPUs, %s has %d, %" PRId64
              " and %d, or another architecture: a Spot pool's types are of one size",
              type->name, type->vcpus, type->memory_mib, type->gpus, look->type->name, look->type->vcpus,
              look->type->memory_mib, look->type->gpus);
    const struct price *rate = price_find(at->catalogue, "ec2_spot_interruptions", type->name, PURCHASE_SPOT);
    if (rate == NULL)
        found(at, RULE_PURCHASE, path, "of %s it is not known how often it is interrupted: leave it out", type->name);
    else if (rate->nano > most * (NANO_PER_USD / 100))
        found(at, RULE_PURCHASE, path,
              "%s is interrupted more often than the %" PRId64 " %% a month that the profile allows", type->name, most);
}

/* The type a Spot pool is named by: the first of those that register the least memory. */
static void check_named_type(struct pool_look *look)
{
    const struct field_strings *types = &look->pool->instance_types;
    const struct instance_type *least = look->type;
    bool listed = false;
    for (int k = types->count - 1; k >= 0; k--) {
        const struct instance_type *type = catalogue_instance_type(look->at->catalogue, types->items[k]);
        listed |= strcmp(types->items[k], look->type->name) == 0;
        if (type != NULL && type->registered_memory_mib <= least->registered_memory_mib)
            least = type;
    }
    if (!listed || strcmp(least->name, look->type->name) != 0)
        found(look->at, RULE_PURCHASE, where(look->at, "pools[%d].instance_type", look->index),
              "%s is named by %s: must be %s, of its types the first that offers the least memory", look->pool->name,
              look->type->name, least->name);
}

static void compare_number(struct checking *at, const char *path, const char *whose, int64_t stated, int64_t owed)
{
    if (stated != owed)
        found(at, RULE_PURCHASE, path, "%s has %" PRId64 ", profile and prices say %" PRId64 ": plan again", whose,
              stated, owed);
}

/* The plan's own copy of the settings: of a plan with a Spot pool. */
static void check_spot_settings(struct checking *at)
{
    const struct spot_settings *planned = &at->plan->spot, *asked = &at->profile->spot;
    compare_number(at, "spot.types_min", "the plan", planned->types_min, asked->types_min);
    compare_number(at, "spot.types_max", "the plan", planned->types_max, asked->types_max);
    compare_number(at, "spot.on_demand_percent", "the plan", planned->on_demand_percent, asked->on_demand_percent);
    compare_number(at, "spot.interruptions_percent_max", "the plan", planned->interruptions_percent_max,
                   asked->interruptions_percent_max);
    compare_number(at, "spot.minutes_per_interruption", "the plan", planned->minutes_per_interruption,
                   asked->minutes_per_interruption);
}

static void check_spot_types(struct pool_look *look)
{
    struct checking *at = look->at;
    const struct field_strings *types = &look->pool->instance_types;
    const struct spot_settings *settings = &at->profile->spot;
    int64_t most = settings->types_max < SPOT_TYPES_MAX ? settings->types_max : SPOT_TYPES_MAX;
    if (types->count < settings->types_min || types->count > most)
        found(at, RULE_PURCHASE, where(at, "pools[%d].instance_types", look->index),
              "%s is of %d types, the profile asks for %" PRId64 " to %" PRId64, look->pool->name, types->count,
              settings->types_min, most);
    for (int k = 0; k < types->count; k++) {
        const struct instance_type *type =
            check_type(look, types->items[k], where(at, "pools[%d].instance_types[%d]", look->index, k));
        if (type != NULL)
            check_member(look, k, type);
    }
    check_named_type(look);
}

/* --- prices --- */

/* `nano` below 0: there is none. */
static void compare_price(struct pool_look *look, const char *key, int64_t stated, int128 nano)
{
    struct checking *at = look->at;
    const char *path = where(at, "pools[%d].%s", look->index, key);
    if (nano < 0)
        found(at, RULE_INSTANCE_PRICE, path, "the plan pays %s, and the prices of %s (%s) have none",
              amount_of(stated).text, at->catalogue->region, at->catalogue->as_of);
    else if (stated != nano)
        found(at, RULE_INSTANCE_PRICE, path, "the plan pays %s an hour, the catalogue says %s: plan again",
              amount_of(stated).text, amount_of(nano).text);
}

/* What an instance-hour costs, below 0 where a price is missing, and what that is made of. */
struct parts {
    int64_t price, spot, on_demand, interruptions, fee;
    int64_t percent, millionths;
};

static struct parts parts_of_spot(const struct pool_look *look)
{
    const struct field_strings *types = &look->pool->instance_types;
    const struct spot_settings *settings = &look->at->profile->spot;
    struct spot_offer offer = {0};
    struct error missing = {0};
    for (int k = 0; k < types->count && k < SPOT_TYPES_MAX; k++) {
        const struct instance_type *type = catalogue_instance_type(look->at->catalogue, types->items[k]);
        if (type != NULL)
            offer.types[offer.types_count++] = type;
    }
    if (offer.types_count == 0 || !spot_offer_price(look->at->catalogue, settings, &offer, &missing))
        return (struct parts){-1, -1, -1, -1, -1, settings->on_demand_percent, 0};
    return (struct parts){offer.price.nano,
                          offer.spot_price.nano,
                          offer.on_demand_price.nano,
                          offer.interruptions.nano,
                          0,
                          settings->on_demand_percent,
                          offer.interrupted_millionths_per_month};
}

static struct parts parts_of_managed(const struct pool_look *look)
{
    struct usd_per_hour price;
    struct error missing = {0};
    const char *type = look->pool->instance_type;
    const struct price *hour = price_find(look->at->catalogue, "ec2", type, PURCHASE_ON_DEMAND);
    if (hour == NULL || !managed_instance_price(look->at->catalogue, type, PURCHASE_ON_DEMAND, &price, &missing))
        return (struct parts){-1, 0, -1, 0, -1, 0, 0};
    return (struct parts){price.nano, 0, hour->nano, 0, price.nano - hour->nano, 0, 0};
}

static struct parts parts_of(const struct pool_look *look, int purchase)
{
    if (purchase == POOL_SPOT)
        return parts_of_spot(look);
    if (purchase == POOL_MANAGED_INSTANCES)
        return parts_of_managed(look);
    const struct price *hour = price_find(look->at->catalogue, "ec2", look->pool->instance_type, PURCHASE_ON_DEMAND);
    return (struct parts){.price = hour != NULL ? hour->nano : -1};
}

static void compare_parts(struct pool_look *look, const struct parts *owed)
{
    const struct plan_pool *pool = look->pool;
    compare_price(look, "usd_per_spot_instance_hour", pool->usd_per_spot_instance_hour_nano, owed->spot);
    compare_price(look, "usd_per_on_demand_instance_hour", pool->usd_per_on_demand_instance_hour_nano, owed->on_demand);
    compare_price(look, "usd_per_interruptions_hour", pool->usd_per_interruptions_hour_nano, owed->interruptions);
    compare_price(look, "usd_per_management_fee_hour", pool->usd_per_management_fee_hour_nano, owed->fee);
    compare_number(look->at, where(look->at, "pools[%d].on_demand_percent", look->index), pool->name,
                   pool->on_demand_percent, owed->percent);
    compare_number(look->at, where(look->at, "pools[%d].interruptions_millionths_per_month", look->index), pool->name,
                   pool->interruptions_millionths_per_month, owed->millionths);
}

static void check_prices(struct pool_look *look, int purchase)
{
    const struct plan_pool *pool = look->pool;
    struct parts parts = parts_of(look, purchase);
    int64_t gib = look->at->profile->limits.root_volume_gib;
    compare_price(look, "usd_per_instance_hour", pool->usd_per_instance_hour_nano, parts.price);
    if (parts.price >= 0)
        compare_parts(look, &parts);
    const struct price *gp3 = price_find(look->at->catalogue, "ebs", "gp3", PURCHASE_ON_DEMAND);
    int128 volume = gib == 0 ? 0 : gp3 != NULL ? half_up((int128)gp3->nano * gib, HOURS_PER_MONTH) : -1;
    compare_price(look, "usd_per_root_volume_hour", pool->usd_per_root_volume_hour_nano, volume);
}

/* --- all of it --- */

static int purchase_of(const struct plan_pool *pool)
{
    for (int purchase = 0; purchase < POOL_PURCHASES_COUNT; purchase++)
        if (strcmp(pool->purchase, pool_purchase_names[purchase]) == 0)
            return purchase;
    return -1;
}

static bool is_first_spot_pool(const struct pool_look *look)
{
    for (int i = 0; i < look->index; i++)
        if (purchase_of(&look->at->plan->pools[i]) == POOL_SPOT)
            return false;
    return true;
}

bool check_purchase(struct pool_look *look)
{
    struct checking *at = look->at;
    int purchase = purchase_of(look->pool);
    look->type = check_type(look, look->pool->instance_type, where(at, "pools[%d].instance_type", look->index));
    if (purchase < 0) {
        found(at, RULE_PURCHASE, where(at, "pools[%d].purchase", look->index),
              "%s is bought \"%s\": must be on_demand, spot or managed_instances", look->pool->name,
              look->pool->purchase);
        return look->type != NULL;
    }
    if (purchase == POOL_SPOT && look->type != NULL)
        check_spot_types(look);
    if (purchase == POOL_SPOT && is_first_spot_pool(look))
        check_spot_settings(at);
    if (purchase != POOL_SPOT && look->pool->instance_types.count > 0)
        found(at, RULE_PURCHASE, where(at, "pools[%d].instance_types", look->index),
              "%s is of %d types: only a Spot pool is of several", look->pool->name, look->pool->instance_types.count);
    check_prices(look, purchase);
    return look->type != NULL;
}

enum place pool_place_of(const struct plan_pool *pool)
{
    static const enum place places[POOL_PURCHASES_COUNT] = {PLACE_EC2, PLACE_EC2_SPOT, PLACE_MANAGED_INSTANCES};
    int purchase = purchase_of(pool);
    return purchase < 0 ? PLACE_EC2 : places[purchase];
}
