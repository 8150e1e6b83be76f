/* feasible.c — every item has a place, or the answer says which task fails, by which resource, and the nearest place.
 */
#include "planner/model/build.h"

#include <string.h>

static const char *const resource_units[] = {"CPU units", "MiB of memory", "awsvpc network interfaces", "GPUs"};
static const char *const resource_keys[] = {"cpu_units", "memory_mib", "network_mode", "gpus"};

/* By how much the worst resource is exceeded: size / capacity, infinite where there is none of it. */
static double worst_ratio(const struct model *model, const struct model_instance *instance,
                          const struct model_item *item, int *ret_dimension)
{
    double worst = 0;
    *ret_dimension = 0;
    for (int d = 0; d < model->packing.dimensions; d++) {
        double capacity = instance->capacity[d] > 0 ? (double)instance->capacity[d] : 1e-9;
        double ratio = (double)item->size[d] / capacity;
        if (ratio > worst) {
            worst = ratio;
            *ret_dimension = d;
        }
    }
    return worst;
}

static const char *const purchase_words[POOL_PURCHASES_COUNT] = {"EC2", "EC2 Spot", "ECS Managed Instances"};

static const struct model_instance *nearest_instance(const struct model *model, const struct model_item *item,
                                                     enum pool_purchase purchase, int *ret_dimension, int *ret_count)
{
    const struct model_instance *nearest = NULL;
    double least = 0;
    *ret_count = 0;
    for (int i = 0; i < model->instances_count; i++) {
        const struct model_instance *instance = &model->instances[i];
        int dimension;
        if (instance->purchase != purchase || !(item->mask & instance->mask))
            continue;
        ++*ret_count;
        double ratio = worst_ratio(model, instance, item, &dimension);
        if (nearest == NULL || ratio < least) {
            nearest = instance;
            least = ratio;
            *ret_dimension = dimension;
        }
    }
    return nearest;
}

static const char *architectures_text(unsigned mask)
{
    if (mask == 1u << ARCHITECTURE_X86_64)
        return "x86_64 ";
    return mask == 1u << ARCHITECTURE_ARM64 ? "arm64 " : "";
}

/* A shared host port is free for one task on every instance, unless daemons hold it. */
static void say_port(struct build *build, const struct model_item *item, enum pool_purchase purchase, int dimension,
                     struct text *text, const char **ret_key)
{
    const char *port = build->model->dimension_names[dimension] + strlen("host_port_");
    const char *daemons = daemons_text(build, item->architectures, &build->scratch);
    BUG_IF(daemons == NULL);
    *ret_key = "host_ports";
    text_printf(text, "; %s: host port %s is held on every %sinstance by %s", purchase_words[purchase], port,
                architectures_text(item->architectures), daemons);
}

/* No instance type is left to this way of buying. */
static void say_no_type(struct build *build, const struct model_item *item, enum pool_purchase purchase,
                        struct text *text)
{
    const char *architectures = architectures_text(item->architectures), *why = NULL;
    const char *daemons =
        build->types.full_of_daemons > 0 ? daemons_text(build, item->architectures, &build->scratch) : NULL;
    if (purchase == POOL_SPOT)
        why = build->spot_priced ? "of no size are there enough types (settings of spot)"
                                 : "the catalogue has no price of it";
    if (purchase == POOL_MANAGED_INSTANCES && item->mask == 0)
        why = "they run network modes awsvpc and host alone";
    if (why != NULL)
        text_printf(text, "; %s: %s", purchase_words[purchase], why);
    else
        text_printf(text, "; %s: no %sinstance type is both allowed and priced%s%s", purchase_words[purchase],
                    architectures, daemons ? " and holds " : "", daemons ? daemons : "");
}

static void say_pools(struct build *build, const struct model_item *item, enum pool_purchase purchase,
                      struct text *text, const char **ret_key)
{
    int dimension = 0, count;
    struct arena *arena = &build->scratch;
    const struct model_instance *nearest = nearest_instance(build->model, item, purchase, &dimension, &count);
    if (nearest == NULL) {
        say_no_type(build, item, purchase, text);
        return;
    }
    if (dimension >= DIMENSIONS_FIXED) {
        say_port(build, item, purchase, dimension, text, ret_key);
        return;
    }
    const char *daemons = daemons_text(build, 1u << nearest->facts->architecture, arena);
    *ret_key = resource_keys[dimension];
    text_printf(text, "; %s: needs %lld %s, and the nearest of %d %sinstance type%s, %s, offers %lld%s%s",
                purchase_words[purchase], (long long)item->size[dimension], resource_units[dimension], count,
                architectures_text(item->architectures), count == 1 ? "" : "s", nearest->facts->name,
                (long long)nearest->capacity[dimension], daemons ? " beside " : "", daemons ? daemons : "");
}

static void say_fargate(const struct model_item *item, enum purchase purchase, struct text *text)
{
    int count;
    const struct fargate_size *sizes = fargate_sizes(&count);
    const char *why_not = item->fargate[purchase].why_not;
    text_printf(text, "; %s: ", purchase == PURCHASE_SPOT ? "Fargate Spot" : "Fargate");
    if (item->size[DIMENSION_GPU] > 0 || why_not == NULL || item->size[DIMENSION_ENI] == 0) {
        text_add(text, why_not != NULL ? why_not : "no size holds it");
        return;
    }
    text_printf(text, "%s (it needs %lld CPU units and %lld MiB; the largest size has %lld and %lld)", why_not,
                (long long)item->size[DIMENSION_CPU], (long long)item->size[DIMENSION_MEMORY],
                (long long)sizes[count - 1].cpu_units, (long long)sizes[count - 1].memory_mib);
}

static bool fits_nowhere(struct build *build, const struct model_item *item, struct error *err)
{
    unsigned places = item_places(build, item);
    const char *key = "places";
    char where[ERROR_WHERE_SIZE];
    struct text text;
    text_init(&text, ERROR_TEXT_SIZE);
    bool pools = false;
    for (int purchase = 0; purchase < POOL_PURCHASES_COUNT; purchase++) {
        if (!(places & 1u << pool_place((enum pool_purchase)purchase)))
            continue;
        pools = true;
        say_pools(build, item, (enum pool_purchase)purchase, &text, &key);
    }
    if (!pools && item->size[DIMENSION_GPU] > 0)
        key = "gpus";
    if (places & 1u << PLACE_FARGATE)
        say_fargate(item, PURCHASE_ON_DEMAND, &text);
    if (places & 1u << PLACE_FARGATE_SPOT)
        say_fargate(item, PURCHASE_SPOT, &text);
    if (item->is_job && places & 1u << PLACE_LAMBDA)
        text_printf(&text, "; Lambda: %s", item->lambda_why_not);
    bool result = error_set(err, ERROR_INFEASIBLE, item_where(build, item, key, where),
                            "a task of %s \"%s\" fits in no place it may run in%s", item->is_job ? "job" : "service",
                            item->name, text.bytes != NULL ? text.bytes : "");
    text_release(&text);
    return result;
}

bool build_feasible(struct build *build, struct error *err)
{
    const struct model *model = build->model;
    for (int i = 0; i < model->items_count; i++) {
        const struct model_item *item = &model->items[i];
        if (item->item_class < 0 && !item->outside_possible)
            return fits_nowhere(build, item, err);
    }
    return true;
}
