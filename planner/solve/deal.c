#include "planner/solve/deal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PASSES_MAX = 10, DEAL_DIMENSIONS_MAX = PACKING_DIMENSIONS_MAX + 2 };
static const double SIZE_WEIGHT = 0.2; /* of a group's size against its proportions */
static const double SKEW_PAYS = 1e-12;
static const double SHORT_SHARE = 0.97, BULK_SHARE = 0.05; /* of the shortest dimension: what counts */

struct deal {
    const struct compact_share *shares;
    const int *members;
    int count, groups, dimensions;
    double *weights; /* [members * dimensions] share of the type's whole in each dimension that is short */
    double *sums;    /* [groups * dimensions] */
    int *group;      /* [members] */
};

/* How far a group is from proportion, and a little for its size. */
static double group_skew(const struct deal *deal, const double *sums)
{
    double mean = 0.0, skew = 0.0;
    for (int d = 0; d < deal->dimensions; d++)
        mean += sums[d] / deal->dimensions;
    for (int d = 0; d < deal->dimensions; d++)
        skew += (sums[d] - mean) * (sums[d] - mean);
    mean -= 1.0 / deal->groups;
    return skew + SIZE_WEIGHT * mean * mean;
}

/* Skew of the group with one member more and one less (-1 = none). */
static double skew_with(const struct deal *deal, int group, int more, int less)
{
    double sums[DEAL_DIMENSIONS_MAX] = {0};
    for (int d = 0; d < deal->dimensions; d++) {
        sums[d] = deal->sums[group * deal->dimensions + d];
        sums[d] += more >= 0 ? deal->weights[more * deal->dimensions + d] : 0.0;
        sums[d] -= less >= 0 ? deal->weights[less * deal->dimensions + d] : 0.0;
    }
    return group_skew(deal, sums);
}

static void member_move(struct deal *deal, int member, int group)
{
    for (int d = 0; d < deal->dimensions; d++) {
        double weight = deal->weights[member * deal->dimensions + d];
        if (deal->group[member] >= 0)
            deal->sums[deal->group[member] * deal->dimensions + d] -= weight;
        deal->sums[group * deal->dimensions + d] += weight;
    }
    deal->group[member] = group;
}

/* Takes the best move of the member to another group, or exchange with another member. */
static bool member_improve(struct deal *deal, int member)
{
    int own = deal->group[member], best_group = -1, best_other = -1;
    double own_now = skew_with(deal, own, -1, -1), own_without = skew_with(deal, own, -1, member), best = -SKEW_PAYS;
    for (int g = 0; g < deal->groups; g++) {
        double change = own_without - own_now + skew_with(deal, g, member, -1) - skew_with(deal, g, -1, -1);
        if (g != own && change < best) {
            best = change;
            best_group = g;
        }
    }
    for (int k = 0; k < deal->count; k++) {
        int g = deal->group[k];
        if (g == own)
            continue;
        double change =
            skew_with(deal, own, k, member) - own_now + skew_with(deal, g, member, k) - skew_with(deal, g, -1, -1);
        if (change < best) {
            best = change;
            best_group = g;
            best_other = k;
        }
    }
    if (best_group < 0)
        return false;
    if (best_other >= 0)
        member_move(deal, best_other, own);
    member_move(deal, member, best_group);
    return true;
}

/* 0 = small, 1 = more than an eighth of a bin in some dimension, 2 = more than a third. */
static int bulk(const struct problem *problem, int type, int class)
{
    double share = 0.0;
    for (int d = 0; d < problem->dimensions; d++)
        share = fmax(share, bins_liquid(problem, type, d, (double)problem->classes[class].size[d]));
    return (share > 1.0 / 8.0) + (share > 1.0 / 3.0);
}

/* Adds a dimension to the deal: what the members of at least that bulk take of dimension d. */
static void deal_add(const struct problem *problem, int type, struct deal *deal, int d, int least_bulk, double least)
{
    double total = 0.0;
    for (int k = 0; k < deal->count; k++) {
        const struct compact_share *share = &deal->shares[deal->members[k]];
        double size = share->items * (double)problem->classes[share->item_class].size[d];
        if (bulk(problem, type, share->item_class) < least_bulk)
            size = 0.0;
        deal->weights[k * DEAL_DIMENSIONS_MAX + deal->dimensions] = size;
        total += size;
    }
    if (bins_liquid(problem, type, d, total) <= least)
        return;
    for (int k = 0; k < deal->count; k++)
        deal->weights[k * DEAL_DIMENSIONS_MAX + deal->dimensions] /= total;
    deal->dimensions++;
}

/* The dimensions that are short, and how much of the first of them is in large items: these need small ones. */
static void deal_weigh(const struct problem *problem, int type, struct deal *deal)
{
    double bins[PACKING_DIMENSIONS_MAX] = {0}, most = 0.0;
    int shortest = 0;
    for (int d = 0; d < problem->dimensions; d++) {
        for (int k = 0; k < deal->count; k++)
            bins[d] += bins_liquid(problem, type, d,
                                   deal->shares[deal->members[k]].items *
                                       (double)problem->classes[deal->shares[deal->members[k]].item_class].size[d]);
        if (bins[d] > most)
            shortest = d;
        most = fmax(most, bins[d]);
    }
    for (int d = 0; d < problem->dimensions; d++)
        deal_add(problem, type, deal, d, 0, SHORT_SHARE * most);
    deal_add(problem, type, deal, shortest, 1, BULK_SHARE * most);
    deal_add(problem, type, deal, shortest, 2, BULK_SHARE * most);
    for (int k = 0; k < deal->count; k++)
        memmove(deal->weights + k * deal->dimensions, deal->weights + k * DEAL_DIMENSIONS_MAX,
                (size_t)deal->dimensions * sizeof(double));
}

void groups_deal(const struct problem *problem, int type, const struct compact_share *shares, const int *members,
                 int count, int groups, int *ret_group)
{
    struct deal deal = {.shares = shares, .members = members, .count = count, .groups = groups, .group = ret_group};
    deal.weights = memory_alloc((size_t)count * DEAL_DIMENSIONS_MAX + 1, sizeof(double));
    deal.sums = memory_alloc((size_t)groups * DEAL_DIMENSIONS_MAX + 1, sizeof(double));
    deal_weigh(problem, type, &deal);
    for (int k = 0; k < count; k++)
        deal.group[k] = -1;
    for (int k = 0; k < count; k++) /* there and back, then moves and exchanges */
        member_move(&deal, k, k / groups % 2 == 0 ? k % groups : groups - 1 - k % groups);
    bool moved = groups > 1;
    for (int pass = 0; pass < PASSES_MAX && moved; pass++) {
        moved = false;
        for (int k = 0; k < count; k++)
            moved = member_improve(&deal, k) || moved;
    }
    free(deal.weights);
    free(deal.sums);
}
