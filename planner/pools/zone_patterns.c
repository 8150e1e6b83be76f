/* zone_patterns.c — a packing known to be good, scaled to other counts. */
#include "data/base/arena.h"
#include "planner/pools/zone_parts.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void patterns_reserve(struct zone_packer *packer, int needed)
{
    if (needed <= packer->patterns_room)
        return;
    packer->patterns_room = needed * 2;
    packer->fraction = memory_resize(packer->fraction, (size_t)packer->patterns_room, sizeof *packer->fraction);
    packer->patterns = memory_resize(packer->patterns, (size_t)packer->patterns_room, sizeof *packer->patterns);
}

static int fraction_compare(const void *a, const void *b, void *context)
{
    const struct zone_packer *packer = context;
    int i = *(const int *)a, j = *(const int *)b;
    if (packer->fraction[i] != packer->fraction[j])
        return packer->fraction[i] > packer->fraction[j] ? -1 : 1;
    return (i > j) - (i < j);
}

/* Takes `repeat` bins of the pattern, or as many as the items left allow. */
static int64_t take_pattern(struct zone_packer *packer, const struct zone_pattern *pattern, int64_t repeat)
{
    for (int e = 0; e < pattern->entries_count; e++)
        if (pattern->items[e] >= 0 && packer->left[pattern->items[e]] / pattern->counts[e] < repeat)
            repeat = packer->left[pattern->items[e]] / pattern->counts[e];
    for (int e = 0; e < pattern->entries_count && repeat > 0; e++)
        if (pattern->items[e] >= 0)
            packer->left[pattern->items[e]] -= repeat * pattern->counts[e];
    return repeat;
}

/* What the set packed of each kind, against what is asked for now. */
static void pattern_ratios(struct zone_packer *packer, const struct zone_pattern_set *set, const int64_t *counts)
{
    for (int i = 0; i < packer->items_count; i++)
        packer->ratio[i] = 0;
    for (int p = 0; p < set->count; p++)
        for (int e = 0; e < set->patterns[p].entries_count; e++)
            if (set->patterns[p].items[e] >= 0)
                packer->ratio[set->patterns[p].items[e]] +=
                    (double)set->patterns[p].bins * (double)set->patterns[p].counts[e];
    for (int i = 0; i < packer->items_count; i++)
        packer->ratio[i] = packer->ratio[i] > 0 ? (double)counts[i] / packer->ratio[i] : 0;
}

/* Bins of a pattern in proportion to the scarcest of its kinds; 0 where it holds nothing that is here. */
static double pattern_share(const struct zone_packer *packer, const struct zone_pattern *pattern)
{
    double least = INFINITY;
    for (int e = 0; e < pattern->entries_count; e++)
        if (pattern->items[e] >= 0)
            least = fmin(least, packer->ratio[pattern->items[e]]);
    return isinf(least) ? 0 : least * (double)pattern->bins;
}

/* The set in proportion, rounded down; then one more of each by falling fraction; what is left is for `left`. */
int64_t scale_patterns(struct zone_packer *packer, const struct zone_pattern_set *set, const int64_t *counts)
{
    int64_t bins = 0;
    patterns_reserve(packer, set->count);
    memcpy(packer->left, counts, (size_t)packer->items_count * sizeof *packer->left);
    pattern_ratios(packer, set, counts);
    for (int p = 0; p < set->count; p++) {
        double share = pattern_share(packer, &set->patterns[p]);
        int64_t taken = take_pattern(packer, &set->patterns[p], (int64_t)share);
        packer->fraction[p] = share - (double)taken;
        packer->patterns[p] = p;
        bins += taken;
    }
    qsort_r(packer->patterns, (size_t)set->count, sizeof *packer->patterns, fraction_compare, packer);
    for (int k = 0; k < set->count; k++)
        if (packer->fraction[packer->patterns[k]] > 0)
            bins += take_pattern(packer, &set->patterns[packer->patterns[k]], 1);
    return bins;
}
