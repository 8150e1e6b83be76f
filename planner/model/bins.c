/* bins.c — instance types that are allowed and have a price -> capacity and cost; then the undominated, as bins. */
#include "planner/model/build.h"

#include "data/catalogue_types.h"
#include <stdio.h>
#include <string.h>

enum { SYSTEM_MEMORY_MIB_MIN = 256, SYSTEM_MEMORY_PERCENT = 2 };

/* What limits.instance_types says about known types: pattern by pattern. */
struct pattern_hits {
    int types, burstable;
};

static bool pattern_is_name(const char *pattern)
{
    return strpbrk(pattern, "*?") == NULL;
}

static const char *pattern_where(const struct build *build, int index, char buffer[ERROR_WHERE_SIZE])
{
    snprintf(buffer, ERROR_WHERE_SIZE, "%s: limits.instance_types[%d]", build->profile->file, index);
    return buffer;
}

/* Index of the first pattern that names the type, exact names first; -1 = none. */
static int pattern_of(const struct field_strings *patterns, const struct instance_type *type)
{
    int found = -1;
    for (int i = 0; i < patterns->count; i++) {
        if (strcmp(patterns->items[i], type->name) == 0)
            return i;
        if (found < 0 && text_matches(patterns->items[i], type->name))
            found = i;
    }
    return found;
}

/* The build's and the price book's, by name. */
struct known_types {
    const struct instance_type **items;
    int count;
};

static struct pattern_hits pattern_count(const struct known_types *types, const char *pattern)
{
    struct pattern_hits hits = {0};
    for (int i = 0; i < types->count; i++) {
        if (!text_matches(pattern, types->items[i]->name))
            continue;
        hits.types++;
        hits.burstable += types->items[i]->burstable;
    }
    return hits;
}

static const char *nearest_type(struct build *build, const struct known_types *types, const char *pattern)
{
    const char **names = ARENA_ARRAY(&build->scratch, const char *, types->count);
    for (int i = 0; i < types->count; i++)
        names[i] = types->items[i]->name;
    return text_nearest(pattern, names, (size_t)types->count);
}

static bool check_patterns(struct build *build, const struct known_types *types, struct error *err)
{
    const struct limits *limits = &build->profile->limits;
    char where[ERROR_WHERE_SIZE];
    for (int i = 0; i < limits->instance_types.count; i++) {
        const char *pattern = limits->instance_types.items[i];
        struct pattern_hits hits = pattern_count(types, pattern);
        if (hits.types == 0) {
            const char *near = nearest_type(build, types, pattern);
            return error_set(err, ERROR_INPUT, pattern_where(build, i, where),
                             "\"%s\" matches no known instance type%s%s%s", pattern, near ? "; did you mean \"" : "",
                             near ? near : "", near ? "\"?" : "");
        }
        if (hits.types == hits.burstable && !limits->burstable)
            return error_set(err, ERROR_INPUT, pattern_where(build, i, where),
                             "\"%s\" matches burstable types alone, whose vCPUs run on credits: set limits.burstable "
                             "to true to allow them",
                             pattern);
    }
    return true;
}

static int64_t memory_left(const struct limits *limits, int64_t registered_mib)
{
    if (limits->reserved_memory_mib >= 0)
        return registered_mib - limits->reserved_memory_mib;
    int64_t percent = (registered_mib * SYSTEM_MEMORY_PERCENT + 99) / 100;
    return registered_mib - (percent > SYSTEM_MEMORY_MIB_MIN ? percent : SYSTEM_MEMORY_MIB_MIN);
}

static int64_t enis_of(const struct limits *limits, const struct instance_type *type)
{
    return limits->eni_trunking ? type->awsvpc_tasks_trunked : type->awsvpc_tasks;
}

/* What the daemons of its architecture leave of it is below 0 where they do not fit. */
struct model_instance instance_of(const struct build *build, const struct instance_type *type,
                                  enum pool_purchase purchase)
{
    const struct model *model = build->model;
    const struct limits *limits = &build->profile->limits;
    int64_t enis = enis_of(limits, type);
    struct model_instance instance = {.facts = type,
                                      .purchase = purchase,
                                      .mask = pool_bit(purchase, type->architecture),
                                      .root_volume = build->root_volume};
    instance.offered[DIMENSION_CPU] = type->cpu_units - limits->reserved_cpu_units;
    instance.offered[DIMENSION_MEMORY] = memory_left(limits, type->registered_memory_mib);
    instance.offered[DIMENSION_ENI] = enis > 0 ? enis : 0;
    instance.offered[DIMENSION_GPU] = type->gpus;
    for (int d = 0; d < model->packing.dimensions; d++)
        instance.capacity[d] = d < DIMENSIONS_FIXED ? instance.offered[d] : 1;
    for (int k = 0; k < model->daemons_count; k++)
        for (int d = 0; d < model->packing.dimensions && model->daemons[k].mask & 1u << type->architecture; d++)
            instance.capacity[d] -= model->daemons[k].size[d];
    return instance;
}

/* Counts why a type of the right architecture is left out; NULL = it is not. `named` by limits.instance_types. */
static int *obstacle_counter(struct build *build, const struct instance_type *type, bool named)
{
    const struct limits *limits = &build->profile->limits;
    if (type->burstable && !limits->burstable)
        return &build->types.burstable;
    if (type->bare_metal && !named)
        return &build->types.bare_metal;
    if (!type->current_generation && !named)
        return &build->types.previous_generation;
    if (type->registered_memory_mib <= 0)
        return &build->types.unknown_memory;
    if (build->dimension_used[DIMENSION_ENI] && enis_of(limits, type) < 0)
        return &build->types.unknown_enis;
    if (type->cpu_units <= limits->reserved_cpu_units || memory_left(limits, type->registered_memory_mib) <= 0)
        return &build->types.too_small;
    struct model_instance instance = instance_of(build, type, POOL_ON_DEMAND);
    for (int d = 0; d < build->model->packing.dimensions; d++)
        if (instance.capacity[d] < 0)
            return &build->types.full_of_daemons;
    return NULL;
}

static bool named_but_unknown(const struct build *build, int pattern, const int *counter, struct error *err)
{
    char where[ERROR_WHERE_SIZE];
    const char *name = build->profile->limits.instance_types.items[pattern];
    const char *why = "the reserve leaves none of its CPU or memory to tasks";
    if (counter == &build->types.unknown_memory)
        why = "the memory it registers with ECS is not known";
    if (counter == &build->types.unknown_enis)
        why = "the number of awsvpc tasks it takes is not known";
    return error_set(err, ERROR_INPUT, pattern_where(build, pattern, where), "\"%s\" cannot be planned: %s", name, why);
}

/* The first by the profile that may go to these pools lacks the price. */
static bool instance_price_missing(struct build *build, uint32_t mask, const struct error *missing, struct error *err)
{
    const struct model *model = build->model;
    for (int i = 0; i < model->items_count; i++)
        if (model->items[i].mask & mask)
            price_lacks(build, &model->items[i], missing);
    return prices_there(build, err);
}

/* Types that nothing speaks against, whatever they cost. */
static bool consider(struct build *build, const struct instance_type *type, struct error *err)
{
    const struct field_strings *patterns = &build->profile->limits.instance_types;
    int pattern = pattern_of(patterns, type);
    if (patterns->count > 0 && pattern < 0)
        return true;
    bool exact = pattern >= 0 && pattern_is_name(patterns->items[pattern]);
    build->types.considered++;
    int *counter = obstacle_counter(build, type, pattern >= 0);
    if (counter != NULL && counter != &build->types.full_of_daemons && exact)
        return named_but_unknown(build, pattern, counter, err);
    if (counter != NULL)
        ++*counter;
    else
        build->allowed[build->allowed_count++] = type;
    return true;
}

/* An exact name in limits.instance_types asks for the price. */
static bool is_named(const struct build *build, const struct instance_type *type)
{
    const struct field_strings *patterns = &build->profile->limits.instance_types;
    int pattern = pattern_of(patterns, type);
    return pattern >= 0 && pattern_is_name(patterns->items[pattern]);
}

static bool add_on_demand(struct build *build, const struct instance_type *type, struct error *err)
{
    uint32_t bits = pool_bit(POOL_ON_DEMAND, type->architecture) | pool_bit(POOL_MANAGED_INSTANCES, type->architecture);
    const struct price *price = price_find(build->catalogue, "ec2", type->name, PURCHASE_ON_DEMAND);
    struct error missing = {0};
    if (!(build->wanted & bits))
        return true;
    if (price == NULL && is_named(build, type) &&
        !price_require(build->catalogue, "ec2", type->name, PURCHASE_ON_DEMAND, &price, &missing))
        return instance_price_missing(build, bits, &missing, err);
    if (price == NULL)
        build->types.unpriced++;
    if (price == NULL || !(build->wanted & pool_bit(POOL_ON_DEMAND, type->architecture)))
        return true;
    struct model_instance *instance = &build->model->instances[build->model->instances_count++];
    *instance = instance_of(build, type, POOL_ON_DEMAND);
    instance->price.nano = price->nano;
    return true;
}

/* A type without a price on demand is counted by then; without the fee nothing is offered. */
static bool add_managed(struct build *build, const struct instance_type *type, struct error *err)
{
    struct usd_per_hour price;
    struct error missing = {0};
    uint32_t bit = pool_bit(POOL_MANAGED_INSTANCES, type->architecture);
    const struct price *on_demand = price_find(build->catalogue, "ec2", type->name, PURCHASE_ON_DEMAND);
    if (!(build->wanted & bit) || on_demand == NULL)
        return true;
    if (!managed_instance_price(build->catalogue, type->name, PURCHASE_ON_DEMAND, &price, &missing))
        return instance_price_missing(build, bit, &missing, err);
    struct model_instance *instance = &build->model->instances[build->model->instances_count++];
    *instance = instance_of(build, type, POOL_MANAGED_INSTANCES);
    instance->price = price;
    instance->fee.nano = price.nano - on_demand->nano;
    return true;
}

static void find_wanted(struct build *build)
{
    const struct model *model = build->model;
    for (int i = 0; i < model->items_count; i++) {
        const struct model_item *item = &model->items[i];
        build->wanted |= item->mask;
        for (int d = 0; d < model->packing.dimensions && item->ec2_allowed; d++)
            build->dimension_used[d] |= item->size[d] > 0;
    }
    unsigned architectures = pool_architectures(build->wanted);
    for (int k = 0; k < model->daemons_count; k++)
        for (int d = 0; d < model->packing.dimensions && model->daemons[k].mask & architectures; d++)
            build->dimension_used[d] |= model->daemons[k].size[d] > 0;
}

static bool root_volume(struct build *build, struct error *err)
{
    const struct catalogue *catalogue = build->catalogue;
    int64_t gib = build->profile->limits.root_volume_gib;
    if (gib > 0 && price_find(catalogue, "ebs", "gp3", PURCHASE_ON_DEMAND) == NULL) {
        struct error missing = {0};
        (void)error_set(&missing, ERROR_UNKNOWN_PRICE, catalogue->file,
                        "no price of ebs gp3, an instance's root volume, in the catalogue of %s (%s): give one with "
                        "--prices, or set limits.root_volume_gib to 0 to leave it out",
                        catalogue->region, catalogue->as_of);
        return instance_price_missing(build, build->wanted, &missing, err);
    }
    return root_volume_price(catalogue, gib, &build->root_volume, err);
}

/* By purchase, then name. */
static bool price_allowed(struct build *build, struct error *err)
{
    for (int i = 0; i < build->allowed_count; i++)
        if (!add_on_demand(build, build->allowed[i], err))
            return false;
    build_spot(build);
    for (int i = 0; i < build->allowed_count; i++)
        if (!add_managed(build, build->allowed[i], err))
            return false;
    return true;
}

bool build_instances(struct build *build, struct error *err)
{
    struct known_types types;
    types.items = catalogue_instance_types(build->catalogue, &build->scratch, &types.count);
    find_wanted(build);
    if (!check_patterns(build, &types, err))
        return false;
    if (build->wanted == 0)
        return true;
    if (!root_volume(build, err))
        return false;
    unsigned architectures = pool_architectures(build->wanted);
    build->model->instances =
        ARENA_ARRAY(&build->model->arena, struct model_instance, types.count * POOL_PURCHASES_COUNT);
    build->allowed = ARENA_ARRAY(&build->scratch, const struct instance_type *, types.count);
    for (int i = 0; i < types.count; i++)
        if (architectures & 1u << types.items[i]->architecture && !consider(build, types.items[i], err))
            return false;
    return price_allowed(build, err);
}

bool instance_holds(const struct model *model, const struct model_instance *instance, const struct model_item *item)
{
    if (!(item->mask & instance->mask))
        return false;
    for (int d = 0; d < model->packing.dimensions; d++)
        if (item->size[d] > instance->capacity[d])
            return false;
    return true;
}

static int64_t cost_of(const struct model_instance *instance)
{
    return usd_per_hour_add(instance->price, instance->root_volume).nano;
}

/* Of two that are equal in everything the first stays. */
static bool dominates(const struct build *build, const struct model_instance *a, const struct model_instance *b)
{
    if (cost_of(a) > cost_of(b))
        return false;
    bool better = cost_of(a) < cost_of(b);
    for (int d = 0; d < build->model->packing.dimensions; d++) {
        if (!build->dimension_used[d])
            continue;
        if (a->capacity[d] < b->capacity[d])
            return false;
        better |= a->capacity[d] > b->capacity[d];
    }
    return better || a < b;
}

static bool holds_a_class(const struct build *build, const struct model_instance *instance)
{
    const struct packing *packing = &build->model->packing;
    for (int c = 0; c < packing->classes_count; c++) {
        bool holds = (packing->classes[c].mask & instance->mask) != 0;
        for (int d = 0; holds && d < packing->dimensions; d++)
            holds = packing->classes[c].size[d] <= instance->capacity[d];
        if (holds)
            return true;
    }
    return false;
}

/* The pools to which all items may go that may go to those of `mask`. */
static uint32_t shared_by_items(const struct model *model, uint32_t mask)
{
    uint32_t shared = UINT32_MAX;
    for (int i = 0; i < model->items_count; i++)
        if (model->items[i].mask & mask)
            shared &= model->items[i].mask;
    return shared;
}

static void mark_outdone(struct build *build)
{
    struct model *model = build->model;
    for (int b = 0; b < model->instances_count; b++) {
        struct model_instance *instance = &model->instances[b];
        uint32_t shared = shared_by_items(model, instance->mask) & ~instance->mask;
        for (int a = 0; a < model->instances_count && !instance->dominated && !instance->outdone; a++)
            instance->outdone =
                (model->instances[a].mask & shared) != 0 && dominates(build, &model->instances[a], instance);
    }
}

static void mark_dominated(struct build *build)
{
    struct model *model = build->model;
    for (int b = 0; b < model->instances_count; b++) {
        struct model_instance *instance = &model->instances[b];
        instance->dominated = !holds_a_class(build, instance);
        for (int a = 0; a < model->instances_count && !instance->dominated; a++)
            instance->dominated = a != b && model->instances[a].mask == instance->mask &&
                                  dominates(build, &model->instances[a], instance);
    }
}

void build_types(struct build *build)
{
    struct model *model = build->model;
    struct packing *packing = &model->packing;
    mark_dominated(build);
    mark_outdone(build);
    struct bin_type *types = ARENA_ARRAY(&model->arena, struct bin_type, model->instances_count);
    int *type_instance = ARENA_ARRAY(&model->arena, int, model->instances_count);
    for (int i = 0; i < model->instances_count; i++) {
        const struct model_instance *instance = &model->instances[i];
        if (instance->dominated || instance->outdone)
            continue;
        struct bin_type *type = &types[packing->types_count];
        memcpy(type->capacity, instance->capacity, sizeof type->capacity);
        type->cost_nano = cost_of(instance);
        type->mask = instance->mask;
        type->available = -1;
        type_instance[packing->types_count++] = i;
    }
    packing->types = types;
    model->type_instance = type_instance;
}
