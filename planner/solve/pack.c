#include "planner/solve/pack.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int pattern_entries(const struct branch *branch, const struct knapsack *knapsack, struct column_entry *entries)
{
    int count = 0;
    for (int j = 0; j < knapsack->count; j++)
        if (branch->counts[j] > 0.5)
            entries[count++] = (struct column_entry){knapsack->group->classes[j], (int)lrint(branch->counts[j])};
    return count;
}

/* Among types of nearly equal ratio it matters little which is used; it matters how many are priced. */
static const double GOOD_ENOUGH = 0.9998;
enum { PRICED_MAX = 24 };

struct offer {
    double ratio; /* value for cost when last priced */
    int stamp;    /* step in which it was priced */
    int entries_count;
    struct column_entry *entries;
};

static void offer_price(struct packer *packer, int type, const int64_t *rest, double best, struct offer *offer)
{
    const struct problem *problem = packer->set->problem;
    double cost = (double)problem->types[type].cost / problem->unit;
    struct knapsack *knapsack = knapsack_load(packer->set, type, rest);
    struct branch_limits limits = {.target = best * cost, .nodes_max = packer->nodes_max};
    branch_run(packer->branch, knapsack, &limits);
    knapsack_keep(packer->set);
    offer->ratio = packer->branch->best / cost;
    struct column_entry *entries = memory_alloc((size_t)knapsack->count + 1, sizeof(*entries));
    offer->entries_count = pattern_entries(packer->branch, knapsack, entries);
    free(offer->entries);
    offer->entries = memory_resize(entries, (size_t)offer->entries_count + 1, sizeof(*entries));
}

static bool offer_holds(const struct offer *offer, const int64_t *rest)
{
    for (int e = 0; e < offer->entries_count; e++)
        if (offer->entries[e].count > rest[offer->entries[e].item_class])
            return false;
    return offer->entries != NULL;
}

/* The type whose pattern is worth most for its cost. A pattern is worth no more on less demand, so types are priced
 * again only while their old ratio is the greatest and their old pattern is more than what is left. Returns -1 where
 * nothing is left to pack. */
static int offer_best(struct packer *packer, const int64_t *rest, struct offer *offers, int stamp)
{
    const struct problem *problem = packer->set->problem;
    for (int priced = 0;; priced++) {
        int best = -1, best_fresh = -1;
        double fresh = 0.0;
        for (int t = 0; t < problem->types_count; t++) {
            if (packer->available[t] == 0)
                continue;
            if (best < 0 || offers[t].ratio > offers[best].ratio)
                best = t;
            if (offers[t].stamp == stamp && offers[t].ratio > fresh) {
                fresh = offers[t].ratio;
                best_fresh = t;
            }
        }
        if (best < 0 || offers[best].ratio <= 0.0)
            return -1;
        if (offers[best].stamp == stamp)
            return best;
        if (best_fresh >= 0 && offers[best].ratio < INFINITY &&
            (fresh >= offers[best].ratio * GOOD_ENOUGH || priced >= PRICED_MAX))
            return best_fresh;
        offers[best].stamp = stamp;
        if (offer_holds(&offers[best], rest))
            return best;
        offer_price(packer, best, rest, fresh, &offers[best]);
    }
}

/* How often the pattern goes into `rest`; 0 where its items cost less outside. */
static int64_t bins_of(const struct packer *packer, int type, const struct offer *offer, const int64_t *rest)
{
    const struct problem *problem = packer->set->problem;
    int64_t bins = packer->available[type] < 0 ? INT64_MAX : packer->available[type];
    double outside = 0.0;
    for (int e = 0; e < offer->entries_count; e++) {
        int i = offer->entries[e].item_class;
        if (rest[i] / offer->entries[e].count < bins)
            bins = rest[i] / offer->entries[e].count;
        outside +=
            problem->classes[i].outside < 0 ? INFINITY : (double)problem->classes[i].outside * offer->entries[e].count;
    }
    return outside <= (double)problem->types[type].cost ? 0 : bins;
}

void price_and_pack(struct packer *packer, const double *value, int64_t *rest, struct loading *loading)
{
    const struct problem *problem = packer->set->problem;
    struct offer *offers = memory_alloc((size_t)problem->types_count + 1, sizeof(*offers));
    int64_t *open = memory_alloc((size_t)problem->classes_count + 1, sizeof(*open)); /* still worth packing */
    memcpy(open, rest, (size_t)problem->classes_count * sizeof(*open));
    knapsack_values(packer->set, value);
    for (int t = 0; t < problem->types_count; t++)
        offers[t] = (struct offer){.ratio = INFINITY, .stamp = -1};
    for (int stamp = 0;; stamp++) {
        int type = offer_best(packer, open, offers, stamp);
        if (type < 0)
            break;
        const struct offer *offer = &offers[type];
        int64_t bins = bins_of(packer, type, offer, open);
        if (bins > 0)
            loading_add(loading, column_add(packer->pool, type, offer->entries, offer->entries_count, NULL), bins);
        if (bins > 0 && packer->available[type] > 0)
            packer->available[type] -= bins;
        for (int e = 0; e < offer->entries_count; e++) {
            int i = offer->entries[e].item_class;
            rest[i] -= bins * offer->entries[e].count;
            open[i] = bins > 0 ? open[i] - bins * offer->entries[e].count : 0;
        }
    }
    for (int t = 0; t < problem->types_count; t++)
        free(offers[t].entries);
    free(open);
    free(offers);
}
