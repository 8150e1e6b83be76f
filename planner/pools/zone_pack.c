#include "data/base/arena.h"
#include "data/base/error.h"
#include "data/base/wide.h"
#include "planner/pools/zone_parts.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct zone_group {
    int64_t room[PACKING_DIMENSIONS_MAX];
    int64_t bins;
};

/* Dimensions nobody uses are left out: most models carry GPUs and ports that one pool never sees. */
static int active_dimensions(int dimensions, const struct zone_item *items, int items_count, int *ret_active)
{
    int active = 0;
    for (int d = 0; d < dimensions; d++) {
        bool used = false;
        for (int i = 0; i < items_count && !used; i++)
            used = items[i].size[d] > 0;
        if (used)
            ret_active[active++] = d;
    }
    return active;
}

static void kind_init(struct zone_kind *kind, const struct zone_packer *packer, const struct zone_item *item,
                      const int *active)
{
    kind->per_bin_max = item->per_bin_max > 0 ? item->per_bin_max : INT64_MAX;
    kind->alone = kind->per_bin_max;
    for (int d = 0; d < packer->dimensions; d++) {
        kind->size[d] = item->size[active[d]];
        kind->share[d] = (double)kind->size[d] / (double)packer->capacity[d];
        if (kind->size[d] > 0 && packer->capacity[d] / kind->size[d] < kind->alone)
            kind->alone = packer->capacity[d] / kind->size[d];
    }
    BUG_IF(kind->alone < 1 || kind->alone == INT64_MAX);
}

static void packer_reserve(struct zone_packer *packer, int items_count)
{
    if (items_count <= packer->kinds_room && packer->kinds)
        return;
    size_t room = (size_t)items_count + 16;
    packer->kinds = memory_resize(packer->kinds, room, sizeof *packer->kinds);
    packer->order = memory_resize(packer->order, room, sizeof *packer->order);
    packer->smallest = memory_resize(packer->smallest, (room + 1) * PACKING_DIMENSIONS_MAX, sizeof *packer->smallest);
    packer->left = memory_resize(packer->left, room, sizeof *packer->left);
    packer->key = memory_resize(packer->key, room, sizeof *packer->key);
    packer->rest = memory_resize(packer->rest, room, sizeof *packer->rest);
    packer->in_bin = memory_resize(packer->in_bin, room, sizeof *packer->in_bin);
    packer->fits = memory_resize(packer->fits, room, sizeof *packer->fits);
    packer->ratio = memory_resize(packer->ratio, room, sizeof *packer->ratio);
    packer->kinds_room = (int)room;
}

void zone_packer_init(struct zone_packer *packer, int dimensions, const int64_t *capacity,
                      const struct zone_item *items, int items_count)
{
    int active[PACKING_DIMENSIONS_MAX];
    packer_reserve(packer, items_count);
    packer->items_count = items_count;
    packer->sets = NULL;
    packer->sets_count = 0;
    packer->dimensions = active_dimensions(dimensions, items, items_count, active);
    for (int d = 0; d < packer->dimensions; d++) {
        packer->capacity[d] = capacity[active[d]];
        BUG_IF(packer->capacity[d] <= 0);
    }
    for (int i = 0; i < items_count; i++)
        kind_init(&packer->kinds[i], packer, &items[i], active);
}

/* Volume in each dimension, items larger than half a bin, and the limit per bin: what each alone asks for. */
int64_t zone_packer_bound(const struct zone_packer *packer, const int64_t *counts)
{
    int64_t bound = 0;
    for (int d = 0; d < packer->dimensions; d++) {
        int128 volume = 0, big = 0;
        for (int i = 0; i < packer->items_count; i++) {
            volume += (int128)packer->kinds[i].size[d] * counts[i];
            if (packer->kinds[i].size[d] > packer->capacity[d] / 2)
                big += counts[i];
        }
        int64_t needed = (int64_t)((volume + packer->capacity[d] - 1) / packer->capacity[d]);
        if (needed < (int64_t)big)
            needed = (int64_t)big;
        if (needed > bound)
            bound = needed;
    }
    for (int i = 0; i < packer->items_count; i++) {
        int64_t most = packer->kinds[i].alone;
        int64_t needed = counts[i] / most + (counts[i] % most > 0);
        if (needed > bound)
            bound = needed;
    }
    return bound;
}

/* --- first fit, decreasing by `key` --- */

/* Stable merge sort would need scratch; ties by index make this order total, so qsort's choice does not show. */
static int order_compare(const void *a, const void *b, void *context)
{
    const struct zone_packer *packer = context;
    int i = *(const int *)a, j = *(const int *)b;
    if (packer->key[i] != packer->key[j])
        return packer->key[i] > packer->key[j] ? -1 : 1;
    return (i > j) - (i < j);
}

static int order_by_key(struct zone_packer *packer, const int64_t *counts)
{
    int count = 0;
    for (int i = 0; i < packer->items_count; i++)
        if (counts[i] > 0)
            packer->order[count++] = i;
    qsort_r(packer->order, (size_t)count, sizeof *packer->order, order_compare, packer);
    int D = packer->dimensions;
    for (int d = 0; d < D; d++)
        packer->smallest[count * D + d] = INT64_MAX;
    for (int k = count - 1; k >= 0; k--)
        for (int d = 0; d < D; d++) {
            int64_t size = packer->kinds[packer->order[k]].size[d], after = packer->smallest[(k + 1) * D + d];
            packer->smallest[k * D + d] = size < after ? size : after;
        }
    return count;
}

int64_t copies_that_fit(const struct zone_kind *kind, const int64_t *room, int dimensions)
{
    int64_t copies = kind->per_bin_max;
    for (int d = 0; d < dimensions; d++)
        if (room[d] < kind->size[d])
            return 0;
    for (int d = 0; d < dimensions; d++)
        if (kind->size[d] > 0 && room[d] / kind->size[d] < copies)
            copies = room[d] / kind->size[d];
    return copies;
}

static bool group_is_full(const struct zone_group *group, const int64_t *smallest, int dimensions)
{
    for (int d = 0; d < dimensions; d++)
        if (group->room[d] < smallest[d])
            return true;
    return false;
}

static void group_add(struct zone_packer *packer, int *count, const struct zone_group *group, int64_t bins,
                      const struct zone_kind *kind, int64_t copies)
{
    if (bins == 0)
        return;
    struct zone_group *added = &packer->groups_next[(*count)++];
    *added = *group;
    added->bins = bins;
    for (int d = 0; d < packer->dimensions; d++) {
        added->room[d] -= copies * kind->size[d];
        BUG_IF(added->room[d] < 0);
    }
}

static void groups_reserve(struct zone_packer *packer, int needed)
{
    if (needed <= packer->groups_room)
        return;
    packer->groups_room = needed * 2;
    packer->groups = memory_resize(packer->groups, (size_t)packer->groups_room, sizeof *packer->groups);
    packer->groups_next = memory_resize(packer->groups_next, (size_t)packer->groups_room, sizeof *packer->groups_next);
}

/* Puts `left` items of one kind into the groups, first to last, then into new bins. A group splits in up to three:
 * bins that took all they could, one that took the rest, and those not reached. */
static int place_kind(struct zone_packer *packer, int groups_count, const struct zone_kind *kind, int64_t left,
                      const int64_t *smallest_after, int64_t *opened)
{
    int D = packer->dimensions, count = 0;
    groups_reserve(packer, groups_count + 5);
    packer->steps += groups_count + 2;
    for (int g = 0; g < groups_count; g++) {
        const struct zone_group *group = &packer->groups[g];
        int64_t copies = left > 0 ? copies_that_fit(kind, group->room, D) : 0;
        int64_t full = copies == 0 ? 0 : left / copies < group->bins ? left / copies : group->bins;
        group_add(packer, &count, group, full, kind, copies);
        left -= full * copies;
        int64_t rest = full < group->bins && copies > 0 ? left : 0;
        group_add(packer, &count, group, rest > 0 ? 1 : 0, kind, rest);
        left -= rest;
        group_add(packer, &count, group, group->bins - full - (rest > 0 ? 1 : 0), kind, 0);
    }
    struct zone_group empty = {0};
    memcpy(empty.room, packer->capacity, sizeof empty.room);
    group_add(packer, &count, &empty, left / kind->alone, kind, kind->alone);
    group_add(packer, &count, &empty, left % kind->alone > 0 ? 1 : 0, kind, left % kind->alone);
    *opened += left / kind->alone + (left % kind->alone > 0);
    int kept = 0;
    for (int g = 0; g < count; g++)
        if (!group_is_full(&packer->groups_next[g], smallest_after, D))
            packer->groups[kept++] = packer->groups_next[g];
    return kept;
}

static int64_t first_fit(struct zone_packer *packer, const int64_t *counts)
{
    int ordered = order_by_key(packer, counts), groups = 0;
    int64_t opened = 0;
    for (int k = 0; k < ordered; k++) {
        int i = packer->order[k];
        groups = place_kind(packer, groups, &packer->kinds[i], counts[i],
                            packer->smallest + (k + 1) * packer->dimensions, &opened);
    }
    return opened;
}

void demand_weights(const struct zone_packer *packer, const int64_t *counts, double *weight)
{
    for (int d = 0; d < packer->dimensions; d++) {
        weight[d] = 0;
        for (int i = 0; i < packer->items_count; i++)
            weight[d] += packer->kinds[i].share[d] * (double)counts[i];
    }
    double most = 1e-300;
    for (int d = 0; d < packer->dimensions; d++)
        most = fmax(most, weight[d]);
    for (int d = 0; d < packer->dimensions; d++)
        weight[d] /= most;
}

/* --- all together --- */

enum { FEW_KINDS = 64, NODES_FULL = 200, NODES_QUICK = 20 };

enum zone_order { ORDER_WEIGHTED, ORDER_LARGEST_SHARE, ORDER_SUM, ORDER_SQUARES };

static void order_keys(struct zone_packer *packer, const int64_t *counts, enum zone_order order)
{
    double weight[PACKING_DIMENSIONS_MAX];
    demand_weights(packer, counts, weight);
    for (int i = 0; i < packer->items_count; i++) {
        const struct zone_kind *kind = &packer->kinds[i];
        double sum = 0, largest = 0, squares = 0, weighted = 0;
        for (int d = 0; d < packer->dimensions; d++) {
            sum += kind->share[d];
            largest = fmax(largest, kind->share[d]);
            squares += weight[d] * kind->share[d] * kind->share[d];
            weighted += weight[d] * kind->share[d];
        }
        packer->key[i] = order == ORDER_WEIGHTED        ? weighted
                         : order == ORDER_LARGEST_SHARE ? largest
                         : order == ORDER_SUM           ? sum
                                                        : squares;
    }
}

int order_by_largest_share(struct zone_packer *packer, const int64_t *counts)
{
    order_keys(packer, counts, ORDER_LARGEST_SHARE);
    return order_by_key(packer, counts);
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t by_patterns(struct zone_packer *packer, const int64_t *counts, int64_t best, int64_t bound,
                           enum zone_effort effort)
{
    for (int set = 0; set < packer->sets_count && best > bound; set++) {
        int64_t bins = scale_patterns(packer, &packer->sets[set], counts);
        memcpy(packer->rest, packer->left, (size_t)packer->items_count * sizeof *packer->rest);
        order_keys(packer, packer->rest, ORDER_LARGEST_SHARE);
        int64_t more = first_fit(packer, packer->rest);
        if (effort == ZONE_EFFORT_FULL && packer->items_count <= FEW_KINDS)
            more = least(more, bin_by_bin(packer, packer->rest, more));
        best = least(best, bins + more);
    }
    return best;
}

/* Bins on 14 hours of 50 services, types of 4 / 8 / 32 vCPU, volume bound 1002 / 503 / 132: first fit 1092 / 559 / 175,
 * bin by bin 1089 / 548 / 172, completion with 400 nodes 1019 / 530 / 172, spreading 1024 / 505 / 134, in half the
 * time. The dearer methods follow where the cheaper leave a gap and the kinds are few enough; in large fleets the
 * patterns given carry what they would find. */
int64_t zone_packer_bins(struct zone_packer *packer, const int64_t *counts, enum zone_effort effort)
{
    static const enum zone_order others[] = {ORDER_WEIGHTED, ORDER_SUM, ORDER_SQUARES};
    bool few = packer->items_count <= FEW_KINDS, full = few && effort == ZONE_EFFORT_FULL;
    int64_t bound = zone_packer_bound(packer, counts);
    order_keys(packer, counts, ORDER_LARGEST_SHARE);
    int64_t best = by_patterns(packer, counts, first_fit(packer, counts), bound, effort);
    for (size_t order = 0; full && order < sizeof others / sizeof *others && best > bound; order++) {
        order_keys(packer, counts, others[order]);
        best = least(best, first_fit(packer, counts));
    }
    if (few)
        best = spread_evenly(packer, counts, bound, best, effort);
    if (few && best > bound)
        best = least(best, bin_completion(packer, counts, full ? NODES_FULL : NODES_QUICK, best));
    if (full && best > bound)
        best = least(best, bin_by_bin(packer, counts, best));
    BUG_IF(best < bound);
    return best;
}

void zone_packer_release(struct zone_packer *packer)
{
    free(packer->kinds);
    free(packer->order);
    free(packer->smallest);
    free(packer->left);
    free(packer->key);
    free(packer->rest);
    free(packer->in_bin);
    free(packer->fits);
    free(packer->ratio);
    free(packer->fraction);
    free(packer->patterns);
    free(packer->evens);
    free(packer->groups);
    free(packer->groups_next);
    *packer = (struct zone_packer){0};
}
