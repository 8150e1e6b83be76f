/* plan_checker_witness.c — shows that a zone can hold its tasks by placing them one at a time, largest first. */
#include "tests/support/plan_checker_parts.h"

#include "data/base/arena.h"
#include <stdlib.h>
#include <string.h>

struct placing {
    const struct witness_item *items;
    int items_count;
    const int64_t *capacity;
    int64_t instances;
    int64_t *left;   /* [instances * 4] */
    uint64_t *ports; /* [instances] */
    int *order;      /* [items_count] */
};

/* Orders by which the largest come first: worst resource, all resources, each resource alone. */
enum witness_order { ORDER_WORST, ORDER_SUM, ORDER_CPU, ORDER_MEMORY, ORDER_ENI, ORDERS_COUNT };

static double share_of(const struct placing *placing, int item, int order)
{
    double share = 0;
    for (int d = 0; d < 4; d++) {
        if (placing->items[item].size[d] == 0 || (order >= ORDER_CPU && d != order - ORDER_CPU))
            continue;
        double part = (double)placing->items[item].size[d] / (double)placing->capacity[d];
        share = order == ORDER_SUM ? share + part : part > share ? part : share;
    }
    return share;
}

/* Insertion sort: few items. */
static void sort_order(struct placing *placing, int order)
{
    for (int i = 0; i < placing->items_count; i++) {
        int k = i;
        for (; k > 0 && share_of(placing, i, order) > share_of(placing, placing->order[k - 1], order); k--)
            placing->order[k] = placing->order[k - 1];
        placing->order[k] = i;
    }
}

static bool instance_takes(const struct placing *placing, const struct witness_item *item, int64_t instance)
{
    if (placing->ports[instance] & item->ports)
        return false;
    for (int d = 0; d < 4; d++)
        if (item->size[d] > placing->left[instance * 4 + d])
            return false;
    return true;
}

static bool place_item(struct placing *placing, const struct witness_item *item)
{
    int64_t left = item->count;
    for (int64_t instance = 0; instance < placing->instances && left > 0; instance++) {
        int64_t here = 0;
        while (left > 0 && (item->per_instance_max == 0 || here < item->per_instance_max) &&
               instance_takes(placing, item, instance)) {
            for (int d = 0; d < 4; d++)
                placing->left[instance * 4 + d] -= item->size[d];
            placing->ports[instance] |= item->ports;
            here++;
            left--;
        }
    }
    return left == 0;
}

static bool place_all(struct placing *placing, int order)
{
    sort_order(placing, order);
    memset(placing->ports, 0, (size_t)placing->instances * sizeof *placing->ports);
    for (int64_t i = 0; i < placing->instances * 4; i++)
        placing->left[i] = placing->capacity[i % 4];
    for (int k = 0; k < placing->items_count; k++)
        if (!place_item(placing, &placing->items[placing->order[k]]))
            return false;
    return true;
}

bool witness_packs(const struct witness_item *items, int items_count, const int64_t capacity[4], int64_t instances)
{
    int64_t tasks = 0;
    for (int i = 0; i < items_count; i++)
        tasks += items[i].count;
    if (tasks == 0)
        return true;
    if (tasks > WITNESS_TASKS_MAX || instances > WITNESS_TASKS_MAX)
        return false;
    struct placing placing = {.items = items, .items_count = items_count, .capacity = capacity, .instances = instances};
    placing.left = memory_alloc((size_t)instances * 4 + 1, sizeof *placing.left);
    placing.ports = memory_alloc((size_t)instances + 1, sizeof *placing.ports);
    placing.order = memory_alloc((size_t)items_count, sizeof *placing.order);
    bool packs = false;
    for (int order = 0; order < ORDERS_COUNT && !packs; order++)
        packs = place_all(&placing, order);
    free(placing.left);
    free(placing.ports);
    free(placing.order);
    return packs;
}
