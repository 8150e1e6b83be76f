/* shares.c — what each service and job costs: its share of its pool, or its bill outside. */
#include "data/base/wide.h"
#include "planner/pools/assembly.h"
#include <math.h>
#include <stdlib.h>

struct part {
    int index;
    int64_t rest; /* of the division: who has most gets a nano-dollar first */
};

static int part_compare(const void *a, const void *b)
{
    const struct part *x = a, *y = b;
    if (x->rest != y->rest)
        return x->rest > y->rest ? -1 : 1;
    return x->index - y->index;
}

void split_exactly(int64_t total, const double *weight, int count, int64_t *ret_parts)
{
    static const double steps = 1099511627776.0; /* 2^40: weights become integers of at most that */
    if (count == 0)
        return;
    double most = 0;
    for (int i = 0; i < count; i++)
        most = fmax(most, weight[i]);
    struct part *parts = memory_alloc((size_t)count, sizeof *parts);
    int128 sum = 0;
    for (int i = 0; i < count; i++)
        sum += most > 0 ? (int64_t)(weight[i] / most * steps) : 1;
    int64_t left = total;
    for (int i = 0; i < count; i++) {
        int128 product = (int128)total * (most > 0 ? (int64_t)(weight[i] / most * steps) : 1);
        ret_parts[i] = (int64_t)(product / sum);
        parts[i] = (struct part){i, (int64_t)(product % sum >> 8)};
        left -= ret_parts[i];
    }
    qsort(parts, (size_t)count, sizeof *parts, part_compare);
    for (int k = 0; left > 0; k = (k + 1) % count, left--)
        ret_parts[parts[k].index]++;
    free(parts);
}

/* Task-hours of an item in a profile's period. */
static double task_hours(const struct model *model, const struct model_item *item)
{
    double sum = 0;
    for (int h = 0; h < model->hours; h++)
        sum += (double)item->tasks[h];
    return sum;
}

/* A resource carries the more of the pool's cost the fuller it is (by the square): what runs out is what is paid for.
 */
static void share_pool(struct assembly *assembly, int pool)
{
    const struct model *model = assembly->model;
    const struct pool_choice *choice = &assembly->pools->pools[pool];
    const int64_t *capacity = model->instances[choice->instance].capacity;
    int dimensions = model->packing.dimensions, count = 0;
    int *members = memory_alloc((size_t)model->items_count, sizeof *members);
    double *weight = memory_alloc((size_t)model->items_count, sizeof *weight);
    int64_t *parts = memory_alloc((size_t)model->items_count, sizeof *parts);
    double full[PACKING_DIMENSIONS_MAX] = {0};
    for (int i = 0; i < model->items_count; i++) {
        if (assembly->pools->place_of_item[i] != pool)
            continue;
        members[count++] = i;
        for (int d = 0; d < dimensions; d++)
            if (capacity[d] > 0)
                full[d] += (double)model->items[i].size[d] * task_hours(model, &model->items[i]) / (double)capacity[d];
    }
    for (int k = 0; k < count; k++) {
        const struct model_item *item = &model->items[members[k]];
        double hours = task_hours(model, item);
        for (int d = 0; d < dimensions; d++) /* what fills the pool more weighs more */
            if (full[d] > 0)
                weight[k] += full[d] * (double)item->size[d] * hours / (double)capacity[d];
    }
    split_exactly(choice->usd_per_month_nano, weight, count, parts);
    for (int k = 0; k < count; k++)
        assembly->share[members[k]] = parts[k];
    free(members);
    free(weight);
    free(parts);
}

static int64_t service_outside(const struct model *model, const struct model_item *item)
{
    struct usd_per_hour sum = {0};
    for (int h = 0; h < model->hours; h++)
        sum = usd_per_hour_add(sum, usd_per_hour_times(item->outside_per_task, item->tasks[h]));
    return usd_of_month(sum, model->hours).nano;
}

void assemble_shares(struct assembly *assembly)
{
    const struct model *model = assembly->model;
    assembly->share = ARENA_ARRAY(&assembly->plan->arena, int64_t, model->items_count + 1);
    for (int g = 0; g < assembly->pools->pools_count; g++)
        share_pool(assembly, g);
    for (int i = 0; i < model->items_count; i++)
        if (assembly->pools->place_of_item[i] == ITEM_OUTSIDE)
            assembly->share[i] =
                model->items[i].is_job ? model->items[i].job_outside.nano : service_outside(model, &model->items[i]);
}

/* The model billed Lambda as if every job that may were there; the tiers are consumed by those that are. */
bool assemble_lambda(struct assembly *assembly, struct error *err)
{
    const struct model *model = assembly->model;
    int128 before[ARCHITECTURES_COUNT] = {0};
    for (int i = model->services_count; i < model->items_count; i++) {
        const struct model_item *item = &model->items[i];
        struct usd cost;
        if (assembly->pools->place_of_item[i] != ITEM_OUTSIDE || item->outside_place != PLACE_LAMBDA)
            continue;
        if (!lambda_bill(model->catalogue, item->lambda_architecture, before[item->lambda_architecture],
                         item->lambda_use, &cost, err))
            return false;
        before[item->lambda_architecture] += item->lambda_use.mb_ns;
        assembly->share[i] = cost.nano;
    }
    return true;
}
