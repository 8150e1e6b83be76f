/* spot_bins.c — types of equal size that are had on Spot together: a pool takes from AWS whichever is left over, so a
 * task must fit the least of them. */
#include "planner/model/build.h"

#include <stdlib.h>
#include <string.h>

enum { NANO_PER_PERCENT = 10 * 1000 * 1000 };

struct candidate {
    const struct instance_type *type;
    struct usd_per_hour price; /* of a pool of it alone */
};

/* Counts why a type has no part in an offer; NULL = nothing speaks against it. */
static int *obstacle_counter(struct build *build, const struct instance_type *type)
{
    const struct spot_settings *settings = &build->profile->spot;
    const struct price *rate = price_find(build->catalogue, "ec2_spot_interruptions", type->name, PURCHASE_SPOT);
    if (price_find(build->catalogue, "ec2", type->name, PURCHASE_SPOT) == NULL ||
        (settings->on_demand_percent > 0 &&
         price_find(build->catalogue, "ec2", type->name, PURCHASE_ON_DEMAND) == NULL))
        return &build->spot.unpriced;
    if (rate == NULL)
        return &build->spot.unrated;
    return rate->nano > settings->interruptions_percent_max * NANO_PER_PERCENT ? &build->spot.interrupted : NULL;
}

static int collect(struct build *build, struct candidate *candidates)
{
    int count = 0;
    for (int i = 0; i < build->allowed_count; i++) {
        const struct instance_type *type = build->allowed[i];
        struct spot_offer alone = {.types_count = 1, .types = {type}};
        struct error missing = {0};
        if (!(build->wanted & pool_bit(POOL_SPOT, type->architecture)))
            continue;
        int *counter = obstacle_counter(build, type);
        if (counter != NULL || !spot_offer_price(build->catalogue, &build->profile->spot, &alone, &missing))
            ++*(counter ? counter : &build->spot.unpriced);
        else
            candidates[count++] = (struct candidate){type, alone.price};
    }
    return count;
}

static int compare_sizes(const struct instance_type *a, const struct instance_type *b)
{
    if (a->architecture != b->architecture)
        return a->architecture < b->architecture ? -1 : 1;
    if (a->cpu_units != b->cpu_units)
        return a->cpu_units < b->cpu_units ? -1 : 1;
    if (a->memory_mib != b->memory_mib)
        return a->memory_mib < b->memory_mib ? -1 : 1;
    return (a->gpus > b->gpus) - (a->gpus < b->gpus);
}

static int compare_candidates(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    int order = compare_sizes(x->type, y->type);
    if (order != 0)
        return order;
    if (x->price.nano != y->price.nano)
        return x->price.nano < y->price.nano ? -1 : 1;
    return strcmp(x->type->name, y->type->name);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp((*(const struct instance_type *const *)a)->name, (*(const struct instance_type *const *)b)->name);
}

/* The least of all members in every dimension; the facts are those of the first that offers the least memory. */
static struct model_instance least_of(const struct build *build, const struct spot_offer *offer)
{
    struct model_instance least = instance_of(build, offer->types[0], POOL_SPOT);
    for (int k = 1; k < offer->types_count; k++) {
        struct model_instance member = instance_of(build, offer->types[k], POOL_SPOT);
        if (member.offered[DIMENSION_MEMORY] < least.offered[DIMENSION_MEMORY])
            least.facts = member.facts;
        for (int d = 0; d < DIMENSIONS_FIXED; d++)
            least.offered[d] = member.offered[d] < least.offered[d] ? member.offered[d] : least.offered[d];
        for (int d = 0; d < build->model->packing.dimensions; d++)
            least.capacity[d] = member.capacity[d] < least.capacity[d] ? member.capacity[d] : least.capacity[d];
    }
    return least;
}

static bool is_offered(const struct model *model, const struct spot_offer *offer)
{
    const struct spot_offer *last =
        model->instances_count > 0 ? model->instances[model->instances_count - 1].spot : NULL;
    return last != NULL && last->types_count == offer->types_count &&
           memcmp(last->types, offer->types, (size_t)offer->types_count * sizeof *offer->types) == 0;
}

/* Of candidates of one size, by price. Two sets that give the same offer give it once. */
static bool add_offer(struct build *build, const struct candidate *candidates, int count)
{
    const struct spot_settings *settings = &build->profile->spot;
    int64_t most = settings->types_max < SPOT_TYPES_MAX ? settings->types_max : SPOT_TYPES_MAX;
    struct error missing = {0};
    if (count < settings->types_min || most < 1 || count < 1)
        return false;
    struct spot_offer *offer = ARENA_ARRAY(&build->model->arena, struct spot_offer, 1);
    offer->types_count = count < most ? count : (int)most;
    for (int k = 0; k < offer->types_count; k++)
        offer->types[k] = candidates[k].type;
    qsort(offer->types, (size_t)offer->types_count, sizeof *offer->types, compare_names);
    bool priced = spot_offer_price(build->catalogue, settings, offer, &missing);
    BUG_IF(!priced); /* each of them alone was */
    struct model_instance least = least_of(build, offer);
    least.spot = offer;
    least.price = offer->price;
    if (!is_offered(build->model, offer))
        build->model->instances[build->model->instances_count++] = least;
    return true;
}

/* By name, then what tells two offers of one size apart. */
static int compare_instances(const void *a, const void *b)
{
    const struct model_instance *x = a, *y = b;
    int order = strcmp(x->facts->name, y->facts->name);
    if (order != 0)
        return order;
    return (x->offered[DIMENSION_ENI] > y->offered[DIMENSION_ENI]) -
           (x->offered[DIMENSION_ENI] < y->offered[DIMENSION_ENI]);
}

/* The fewest interfaces above `least` that one of them offers; -1 = none does. */
static int64_t next_interfaces(const struct build *build, const struct candidate *candidates, int count, int64_t least)
{
    int64_t next = -1;
    for (int k = 0; k < count; k++) {
        int64_t offered = instance_of(build, candidates[k].type, POOL_SPOT).offered[DIMENSION_ENI];
        if (offered > least && (next < 0 || offered < next))
            next = offered;
    }
    return next;
}

/* Of one size: all together, and, where tasks have interfaces of their own, those with more of them apart, as the
 * poorest member would set what the others may take. */
static void add_size(struct build *build, const struct candidate *candidates, int count)
{
    struct candidate *rich = ARENA_ARRAY(&build->scratch, struct candidate, count);
    int64_t least = next_interfaces(build, candidates, count, -1);
    int offered = 0;
    for (; least >= 0; least = next_interfaces(build, candidates, count, least)) {
        int kept = 0;
        for (int k = 0; k < count; k++)
            if (instance_of(build, candidates[k].type, POOL_SPOT).offered[DIMENSION_ENI] >= least)
                rich[kept++] = candidates[k];
        offered += add_offer(build, rich, kept);
        if (!build->dimension_used[DIMENSION_ENI])
            break;
    }
    if (offered == 0)
        build->spot.alone += count;
    build->spot.sizes += offered > 0;
}

static void say_no_size(struct build *build)
{
    uint32_t offered = 0;
    const struct model *model = build->model;
    for (int i = 0; i < model->instances_count; i++)
        offered |= model->instances[i].spot != NULL ? model->instances[i].mask : 0;
    for (int i = 0; i < model->items_count; i++) {
        const struct model_item *item = &model->items[i];
        uint32_t spot = 0;
        for (int a = 0; a < ARCHITECTURES_COUNT; a++)
            spot |= item->mask & pool_bit(POOL_SPOT, (enum architecture)a);
        if (spot != 0 && !(spot & offered))
            note_add(&build->notes, item->is_job ? NOTE_SPOT_NO_SIZE_JOB : NOTE_SPOT_NO_SIZE, item->name);
    }
}

void build_spot(struct build *build)
{
    struct model *model = build->model;
    int first = model->instances_count;
    struct candidate *candidates = ARENA_ARRAY(&build->scratch, struct candidate, build->allowed_count);
    int count = collect(build, candidates);
    qsort(candidates, (size_t)count, sizeof *candidates, compare_candidates);
    for (int from = 0, next; from < count; from = next) {
        next = from + 1;
        while (next < count && compare_sizes(candidates[from].type, candidates[next].type) == 0)
            next++;
        add_size(build, &candidates[from], next - from);
    }
    qsort(model->instances + first, (size_t)(model->instances_count - first), sizeof *model->instances,
          compare_instances);
    say_no_size(build);
}
