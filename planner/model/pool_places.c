/* pool_places.c — which pools a task may go to: ways of buying times architectures, one bit each. */
#include "planner/model/build.h"

static const enum place places_of_purchases[POOL_PURCHASES_COUNT] = {PLACE_EC2, PLACE_EC2_SPOT,
                                                                     PLACE_MANAGED_INSTANCES};

uint32_t pool_bit(enum pool_purchase purchase, enum architecture architecture)
{
    return 1u << ((int)purchase * ARCHITECTURES_COUNT + (int)architecture);
}

unsigned pool_architectures(uint32_t mask)
{
    unsigned architectures = 0;
    for (int purchase = 0; purchase < POOL_PURCHASES_COUNT; purchase++)
        architectures |= mask >> (purchase * ARCHITECTURES_COUNT) & ((1u << ARCHITECTURES_COUNT) - 1);
    return architectures;
}

enum place pool_place(enum pool_purchase purchase)
{
    return places_of_purchases[purchase];
}

/* ("Amazon ECS Managed Instances", Amazon ECS developer guide, 2026.) */
static bool managed_instances_run(int network_mode)
{
    return network_mode == NETWORK_AWSVPC || network_mode == NETWORK_HOST;
}

uint32_t pool_mask(const struct build *build, unsigned places, unsigned architectures, int network_mode)
{
    uint32_t mask = 0;
    for (int purchase = 0; purchase < POOL_PURCHASES_COUNT; purchase++)
        if (places & 1u << places_of_purchases[purchase] && (purchase != POOL_SPOT || build->spot_priced) &&
            (purchase != POOL_MANAGED_INSTANCES || managed_instances_run(network_mode)))
            mask |= architectures << (purchase * ARCHITECTURES_COUNT);
    return mask;
}

static bool spot_settled(struct build *build, const struct model_item *item, unsigned places, struct error *err)
{
    char where[ERROR_WHERE_SIZE];
    if (!(places & 1u << PLACE_EC2_SPOT) || build->spot_priced)
        return true;
    if (places != 1u << PLACE_EC2_SPOT) {
        note_add(&build->notes, item->is_job ? NOTE_EC2_SPOT_JOB : NOTE_EC2_SPOT, item->name);
        return true;
    }
    return error_set(err, ERROR_UNKNOWN_PRICE, item_where(build, item, "places", where),
                     "%s \"%s\" may run on ec2_spot alone, and there are no EC2 Spot prices to plan with in the "
                     "catalogue of %s (%s): add another place, such as ec2",
                     item->is_job ? "job" : "service", item->name, build->catalogue->region, build->catalogue->as_of);
}

bool pool_places_settled(struct build *build, struct model_item *item, struct error *err)
{
    char where[ERROR_WHERE_SIZE];
    unsigned places = item_places(build, item);
    int network_mode = item->is_job ? item_job(build, item)->network_mode : item_service(build, item)->network_mode;
    if (!spot_settled(build, item, places, err))
        return false;
    if (!(places & 1u << PLACE_MANAGED_INSTANCES) || managed_instances_run(network_mode))
        return true;
    if (places != 1u << PLACE_MANAGED_INSTANCES) {
        note_add(&build->notes, item->is_job ? NOTE_MANAGED_NETWORK_JOB : NOTE_MANAGED_NETWORK, item->name);
        return true;
    }
    return error_set(err, ERROR_INPUT, item_where(build, item, "places", where),
                     "%s \"%s\" may run on managed_instances alone, which run network modes awsvpc and host alone, and "
                     "has network mode %s: set network_mode to awsvpc or add ec2 to its places",
                     item->is_job ? "job" : "service", item->name, network_mode_names[network_mode]);
}
