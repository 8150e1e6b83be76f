/* zone_fill.c — bins filled one after the other, each as well as can be, and repeated as often as the counts allow. */
#include "data/base/error.h"
#include "planner/pools/zone_parts.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- the item whose shape suits the room left --- */

/* Fills one bin into in_bin[]; returns how often the same bin can be repeated. */
static int64_t fill_one_bin(struct zone_packer *packer, const double *weight)
{
    int D = packer->dimensions, fits = 0;
    int64_t room[PACKING_DIMENSIONS_MAX], repeat = INT64_MAX;
    memcpy(room, packer->capacity, sizeof room);
    for (int i = 0; i < packer->items_count; i++) {
        packer->in_bin[i] = 0;
        if (packer->left[i] > 0)
            packer->fits[fits++] = i;
    }
    while (fits > 0) {
        packer->steps += fits;
        double value[PACKING_DIMENSIONS_MAX], best_score = -1;
        int kept = 0, best = -1;
        for (int d = 0; d < D; d++)
            value[d] = weight[d] * (double)room[d] / (double)packer->capacity[d];
        for (int f = 0; f < fits; f++) {
            int i = packer->fits[f];
            const struct zone_kind *kind = &packer->kinds[i];
            if (packer->in_bin[i] >= packer->left[i] || packer->in_bin[i] >= kind->per_bin_max ||
                copies_that_fit(kind, room, D) == 0)
                continue;
            packer->fits[kept++] = i;
            double score = 0;
            for (int d = 0; d < D; d++)
                score += value[d] * kind->share[d];
            if (score > best_score) {
                best_score = score;
                best = i;
            }
        }
        fits = kept;
        if (best < 0)
            break;
        packer->in_bin[best]++;
        for (int d = 0; d < D; d++)
            room[d] -= packer->kinds[best].size[d];
    }
    for (int i = 0; i < packer->items_count; i++)
        if (packer->in_bin[i] > 0 && packer->left[i] / packer->in_bin[i] < repeat)
            repeat = packer->left[i] / packer->in_bin[i];
    return repeat;
}

int64_t bin_by_bin(struct zone_packer *packer, const int64_t *counts, int64_t give_up_at)
{
    double weight[PACKING_DIMENSIONS_MAX];
    int64_t bins = 0, items = 0;
    for (int i = 0; i < packer->items_count; i++) {
        packer->left[i] = counts[i];
        items += counts[i];
    }
    while (items > 0 && bins < give_up_at) {
        demand_weights(packer, packer->left, weight);
        int64_t repeat = fill_one_bin(packer, weight);
        for (int i = 0; i < packer->items_count; i++) {
            packer->left[i] -= repeat * packer->in_bin[i];
            items -= repeat * packer->in_bin[i];
        }
        bins += repeat;
    }
    return items > 0 ? INT64_MAX : bins;
}

/* --- bin completion: the fullest bin a short tree search finds around the largest item left --- */

/* Weights of the dimensions are sharpened: what is short decides, the rest breaks ties. */
static const double sharpness = 4;

struct completion {
    struct zone_packer *packer;
    double weight[PACKING_DIMENSIONS_MAX]; /* per unit of share, sharpened */
    double enough;                         /* a value nothing can beat by much */
    int count;                             /* kinds in packer->fits, by falling value */
    int nodes_left;
    double best;
};

static double kind_value(const struct completion *at, const struct zone_kind *kind)
{
    double value = 0;
    for (int d = 0; d < at->packer->dimensions; d++)
        value += at->weight[d] * kind->share[d];
    return value;
}

static double room_value(const struct completion *at, const int64_t *room)
{
    double value = 0;
    for (int d = 0; d < at->packer->dimensions; d++)
        value += at->weight[d] * (double)room[d] / (double)at->packer->capacity[d];
    return value;
}

/* Kinds from `k` on, most copies first; packer->rest is the bin being filled, packer->in_bin the best so far. */
static void complete(struct completion *at, int k, const int64_t *room, double value)
{
    struct zone_packer *packer = at->packer;
    if (value > at->best) {
        at->best = value;
        memcpy(packer->in_bin, packer->rest, (size_t)packer->items_count * sizeof *packer->rest);
    }
    if (at->best >= at->enough || value + room_value(at, room) <= at->best * (1 + 1e-9))
        return;
    while (k < at->count && copies_that_fit(&packer->kinds[packer->fits[k]], room, packer->dimensions) == 0)
        k++;
    if (k == at->count || at->nodes_left-- <= 0)
        return;
    packer->steps += 3;
    int i = packer->fits[k];
    const struct zone_kind *kind = &packer->kinds[i];
    int64_t most = copies_that_fit(kind, room, packer->dimensions), had = packer->rest[i], less[PACKING_DIMENSIONS_MAX];
    most = packer->left[i] - had < most ? packer->left[i] - had : most;
    most = kind->per_bin_max - had < most ? kind->per_bin_max - had : most;
    for (int64_t copies = most; copies >= 0 && at->nodes_left > 0 && at->best < at->enough; copies--) {
        for (int d = 0; d < packer->dimensions; d++)
            less[d] = room[d] - copies * kind->size[d];
        packer->rest[i] = had + copies;
        complete(at, k + 1, less, value + (double)copies * kind_value(at, kind));
    }
    packer->rest[i] = had;
}

static int value_compare(const void *a, const void *b, void *context)
{
    const struct zone_packer *packer = context;
    int i = *(const int *)a, j = *(const int *)b;
    if (packer->key[i] != packer->key[j])
        return packer->key[i] > packer->key[j] ? -1 : 1;
    return (i > j) - (i < j);
}

static int64_t complete_one_bin(struct completion *at, int nodes_max)
{
    struct zone_packer *packer = at->packer;
    int64_t room[PACKING_DIMENSIONS_MAX], repeat = INT64_MAX;
    memset(packer->rest, 0, (size_t)packer->items_count * sizeof *packer->rest);
    memcpy(room, packer->capacity, sizeof room);
    demand_weights(packer, packer->left, at->weight);
    at->enough = 0;
    for (int d = 0; d < packer->dimensions; d++) {
        at->weight[d] = pow(at->weight[d], sharpness);
        at->enough += at->weight[d];
    }
    at->enough *= 0.9995;
    at->count = 0;
    for (int i = 0; i < packer->items_count; i++) {
        packer->key[i] = kind_value(at, &packer->kinds[i]);
        if (packer->left[i] > 0)
            packer->fits[at->count++] = i;
    }
    qsort_r(packer->fits, (size_t)at->count, sizeof *packer->fits, value_compare, packer);
    int seed = packer->fits[0];
    for (int d = 0; d < packer->dimensions; d++)
        room[d] -= packer->kinds[seed].size[d];
    packer->rest[seed] = 1;
    at->best = -1;
    at->nodes_left = nodes_max;
    complete(at, 0, room, packer->key[seed]);
    for (int i = 0; i < packer->items_count; i++)
        if (packer->in_bin[i] > 0 && packer->left[i] / packer->in_bin[i] < repeat)
            repeat = packer->left[i] / packer->in_bin[i];
    return repeat;
}

int64_t bin_completion(struct zone_packer *packer, const int64_t *counts, int nodes_max, int64_t give_up_at)
{
    struct completion at = {.packer = packer};
    int64_t bins = 0, items = 0;
    memcpy(packer->left, counts, (size_t)packer->items_count * sizeof *packer->left);
    for (int i = 0; i < packer->items_count; i++)
        items += counts[i];
    while (items > 0 && bins < give_up_at) {
        int64_t repeat = complete_one_bin(&at, nodes_max);
        for (int i = 0; i < packer->items_count; i++) {
            packer->left[i] -= repeat * packer->in_bin[i];
            items -= repeat * packer->in_bin[i];
        }
        bins += repeat;
    }
    return items > 0 ? INT64_MAX : bins;
}
