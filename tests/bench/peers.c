#include "tests/bench/peers.h"

#include "data/base/arena.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct order {
    const struct packing *packing;
    int *classes; /* by falling size */
    const int64_t *demand;
};

static int size_compare(const void *left, const void *right, void *context)
{
    const struct packing *packing = context;
    int i = *(const int *)left, j = *(const int *)right;
    for (int d = 0; d < packing->dimensions; d++)
        if (packing->classes[i].size[d] != packing->classes[j].size[d])
            return packing->classes[i].size[d] > packing->classes[j].size[d] ? -1 : 1;
    return (i > j) - (i < j);
}

static struct order order_make(const struct packing *packing, int slot)
{
    struct order order = {packing, memory_alloc((size_t)packing->classes_count + 1, sizeof(int)),
                          packing->demand + (size_t)slot * (size_t)packing->classes_count};
    for (int i = 0; i < packing->classes_count; i++)
        order.classes[i] = i;
    qsort_r(order.classes, (size_t)packing->classes_count, sizeof(int), size_compare, (void *)packing);
    return order;
}

static int64_t copies(const struct packing *packing, int type, int class, const int64_t *room, int64_t most)
{
    const struct item_class *item = &packing->classes[class];
    if ((item->mask & packing->types[type].mask) == 0)
        return 0;
    for (int d = 0; d < packing->dimensions; d++)
        if (item->size[d] > 0 && room[d] / item->size[d] < most)
            most = room[d] / item->size[d];
    return item->per_bin_max > 0 && item->per_bin_max < most ? item->per_bin_max : most;
}

static void take(const struct packing *packing, int class, int64_t count, int64_t *room)
{
    for (int d = 0; d < packing->dimensions; d++)
        room[d] -= packing->classes[class].size[d] * count;
}

/* A run of equal bins, all with the same room left. */
struct run {
    int type, last_class;
    int64_t bins, last_count;
    int64_t room[PACKING_DIMENSIONS_MAX];
};

struct runs {
    struct run *items;
    int count, capacity;
};

static void run_add(struct runs *runs, const struct run *run)
{
    if (run->bins == 0)
        return;
    if (runs->count == runs->capacity) {
        runs->capacity = 2 * runs->capacity + 64;
        runs->items = memory_resize(runs->items, (size_t)runs->capacity, sizeof(*runs->items));
    }
    runs->items[runs->count++] = *run;
}

static int64_t run_room_for(const struct packing *packing, const struct run *run, int class, int64_t most)
{
    int64_t here = copies(packing, run->type, class, run->room, most);
    return here;
}

static int64_t open_fill(const struct packing *packing, struct runs *runs, int class, int64_t left)
{
    for (int r = 0; r < runs->count && left > 0; r++) {
        int64_t each = run_room_for(packing, &runs->items[r], class, left);
        if (each == 0)
            continue;
        int64_t full = left / each < runs->items[r].bins ? left / each : runs->items[r].bins;
        struct run rest = runs->items[r];
        rest.bins -= full;
        runs->items[r].bins = full;
        take(packing, class, each, runs->items[r].room);
        left -= full * each;
        run_add(runs, &rest);
    }
    return left;
}

int64_t peer_first_fit(const struct packing *packing, int slot)
{
    struct order order = order_make(packing, slot);
    struct runs runs = {0};
    int64_t cost = 0;
    for (int k = 0; k < packing->classes_count && cost >= 0; k++) {
        int class = order.classes[k], type = -1;
        int64_t left = open_fill(packing, &runs, class, order.demand[class]);
        if (left == 0)
            continue;
        for (int t = 0; t < packing->types_count; t++)
            if (copies(packing, t, class, packing->types[t].capacity, 1) > 0 &&
                (type < 0 || packing->types[t].cost_nano < packing->types[type].cost_nano))
                type = t;
        int64_t outside = packing->classes[class].outside_nano;
        if (type < 0) {
            cost = outside < 0 ? -1 : cost + left * outside;
            continue;
        }
        int64_t each = copies(packing, type, class, packing->types[type].capacity, left);
        struct run run = {.type = type, .bins = left / each};
        for (int part = 0; part < 2; part++) {
            memcpy(run.room, packing->types[type].capacity, sizeof(run.room));
            take(packing, class, part == 0 ? each : left % each, run.room);
            run.bins = part == 0 ? left / each : left % each > 0;
            cost += run.bins * packing->types[type].cost_nano;
            run_add(&runs, &run);
        }
    }
    free(runs.items);
    free(order.classes);
    return cost;
}

/* Greedy fill of one bin; returns the outside cost (or, without one, the share of room) it takes off. */
static double bin_fill(const struct order *order, int type, const int64_t *left, int64_t *counts)
{
    const struct packing *packing = order->packing;
    int64_t room[PACKING_DIMENSIONS_MAX];
    double worth = 0.0;
    memcpy(room, packing->types[type].capacity, sizeof(room));
    for (int k = 0; k < packing->classes_count; k++) {
        int class = order->classes[k];
        counts[class] = copies(packing, type, class, room, left[class]);
        take(packing, class, counts[class], room);
        worth += (double)counts[class] * (double)(packing->classes[class].outside_nano > 0
                                                      ? packing->classes[class].outside_nano
                                                      : packing->classes[class].size[0] + 1);
    }
    return worth;
}

int64_t peer_best_type(const struct packing *packing, int slot)
{
    struct order order = order_make(packing, slot);
    size_t classes = (size_t)packing->classes_count + 1;
    int64_t *left = memory_alloc(classes, sizeof(*left)), *counts = memory_alloc(classes, sizeof(*counts));
    int64_t *best = memory_alloc(classes, sizeof(*best)), cost = 0;
    memcpy(left, order.demand, (classes - 1) * sizeof(*left));
    for (;;) {
        double best_ratio = 0.0;
        int type = -1;
        for (int t = 0; t < packing->types_count; t++) {
            double ratio = bin_fill(&order, t, left, counts) / (double)packing->types[t].cost_nano;
            if (ratio <= best_ratio)
                continue;
            best_ratio = ratio;
            type = t;
            memcpy(best, counts, (classes - 1) * sizeof(*best));
        }
        if (type < 0)
            break;
        int64_t bins = INT64_MAX;
        for (int i = 0; i < packing->classes_count; i++)
            if (best[i] > 0 && left[i] / best[i] < bins)
                bins = left[i] / best[i];
        for (int i = 0; i < packing->classes_count; i++)
            left[i] -= bins * best[i];
        cost += bins * packing->types[type].cost_nano;
    }
    for (int i = 0; i < packing->classes_count && cost >= 0; i++)
        if (left[i] > 0)
            cost = packing->classes[i].outside_nano < 0 ? -1 : cost + left[i] * packing->classes[i].outside_nano;
    free(left);
    free(counts);
    free(best);
    free(order.classes);
    return cost;
}
