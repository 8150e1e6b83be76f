/* zone_spread.c — a fixed number of bins filled evenly: each item, largest first, where it leaves the most balance.
 *
 * First fit fills the first bins with large items and strands small ones; where a bin holds many items, spreading them
 * evenly often reaches the volume bound: on 14 hours of 50 services in 32-vCPU bins first fit took 175 bins, bin by bin
 * 172, this 133, and 132 is the bound. Equal bins are one group, so bins cost nothing; kinds do. */
#include "data/base/arena.h"
#include "data/base/error.h"
#include "planner/pools/zone_parts.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static double score_of(const struct zone_packer *packer, const struct zone_kind *kind, const int64_t *room,
                       enum spread_rule rule)
{
    double fullest = 0, shape = 0;
    for (int d = 0; d < packer->dimensions; d++) {
        double load = 1 - (double)(room[d] - kind->size[d]) / (double)packer->capacity[d];
        fullest = load > fullest ? load : fullest;
        shape += kind->share[d] * load;
    }
    return rule == SPREAD_BY_FULLEST ? fullest : shape;
}

static int best_bins(const struct zone_packer *packer, const struct zone_kind *kind, int count, enum spread_rule rule)
{
    int best = -1;
    double best_score = INFINITY;
    for (int g = 0; g < count; g++) {
        const struct zone_even *even = &packer->evens[g];
        if (even->taken >= kind->per_bin_max || copies_that_fit(kind, even->room, packer->dimensions) == 0)
            continue;
        double score = score_of(packer, kind, even->room, rule);
        if (score < best_score) {
            best_score = score;
            best = g;
        }
    }
    return best;
}

static void evens_reserve(struct zone_packer *packer, int needed)
{
    if (needed <= packer->evens_room)
        return;
    packer->evens_room = needed * 2;
    packer->evens = memory_resize(packer->evens, (size_t)packer->evens_room, sizeof *packer->evens);
}

/* Groups that became alike again are one. */
static int merge_evens(struct zone_packer *packer, int count)
{
    size_t width = (size_t)packer->dimensions * sizeof(int64_t);
    int kept = 0;
    for (int g = 0; g < count; g++) {
        int same = 0;
        while (same < kept && memcmp(packer->evens[same].room, packer->evens[g].room, width) != 0)
            same++;
        if (same < kept)
            packer->evens[same].bins += packer->evens[g].bins;
        else
            packer->evens[kept++] = packer->evens[g];
    }
    for (int g = 0; g < kept; g++)
        packer->evens[g].taken = 0;
    return kept;
}

/* One copy to each bin of the best group, until none is left; false where some fit nowhere. */
static bool spread_kind(struct zone_packer *packer, const struct zone_kind *kind, int64_t left, int *count,
                        enum spread_rule rule)
{
    while (left > 0) {
        int best = best_bins(packer, kind, *count, rule);
        packer->steps += *count;
        if (best < 0)
            return false;
        evens_reserve(packer, *count + 1);
        struct zone_even *even = &packer->evens[best];
        if (left < even->bins) {
            packer->evens[*count] = *even;
            packer->evens[(*count)++].bins -= left;
            even->bins = left;
        }
        left -= even->bins;
        even->taken++;
        for (int d = 0; d < packer->dimensions; d++)
            even->room[d] -= kind->size[d];
    }
    *count = merge_evens(packer, *count);
    return true;
}

static bool spread(struct zone_packer *packer, const int64_t *counts, int kinds, int64_t bins, enum spread_rule rule)
{
    int count = 1;
    evens_reserve(packer, 1);
    packer->evens[0] = (struct zone_even){.bins = bins};
    memcpy(packer->evens[0].room, packer->capacity, sizeof packer->evens[0].room);
    for (int k = 0; k < kinds; k++) {
        int i = packer->order[k];
        if (!spread_kind(packer, &packer->kinds[i], counts[i], &count, rule))
            return false;
    }
    return true;
}

int64_t spread_evenly(struct zone_packer *packer, const int64_t *counts, int64_t bound, int64_t best,
                      enum zone_effort effort)
{
    if (bound >= best)
        return best;
    int kinds = order_by_largest_share(packer, counts);
    int64_t low = bound, high = best;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        bool holds = spread(packer, counts, kinds, middle, SPREAD_BY_FULLEST) ||
                     (effort == ZONE_EFFORT_FULL && spread(packer, counts, kinds, middle, SPREAD_BY_SHAPE));
        high = holds ? middle : high;
        low = holds ? low : middle + 1;
    }
    return high;
}
