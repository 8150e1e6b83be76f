/* zone_parts.h — what the files of the zone packer share; nobody else includes it. */
#ifndef BAYPLAN_POOLS_ZONE_PARTS_H
#define BAYPLAN_POOLS_ZONE_PARTS_H

#include "planner/pools/zone_pack.h"

/* An item kind with only the dimensions that any item uses. */
struct zone_kind {
    int64_t size[PACKING_DIMENSIONS_MAX];
    double share[PACKING_DIMENSIONS_MAX]; /* size / capacity */
    int64_t alone;                        /* most in an empty bin */
    int64_t per_bin_max;                  /* INT64_MAX = no limit */
};

/* Equal bins while they are filled evenly; `taken` counts copies of the kind at hand. */
struct zone_even {
    int64_t room[PACKING_DIMENSIONS_MAX];
    int64_t bins, taken;
};

enum spread_rule { SPREAD_BY_FULLEST, SPREAD_BY_SHAPE };

/* Most copies of the kind that `room` takes. */
int64_t copies_that_fit(const struct zone_kind *kind, const int64_t *room, int dimensions);
/* The volume asked for in each dimension, the largest being 1. */
void demand_weights(const struct zone_packer *packer, const int64_t *counts, double *weight);

/* Bins used, or something >= give_up_at where it would be as many. */
int64_t bin_by_bin(struct zone_packer *packer, const int64_t *counts, int64_t give_up_at);
int64_t bin_completion(struct zone_packer *packer, const int64_t *counts, int nodes_max, int64_t give_up_at);
/* At most `best` bins: fewer where the items can be spread over them. */
int64_t spread_evenly(struct zone_packer *packer, const int64_t *counts, int64_t bound, int64_t best,
                      enum zone_effort effort);
/* Fills packer->order with the kinds that are there, largest share first; returns how many. */
int order_by_largest_share(struct zone_packer *packer, const int64_t *counts);
/* Takes bins of the set in proportion to the counts; leaves the rest in packer->left. */
int64_t scale_patterns(struct zone_packer *packer, const struct zone_pattern_set *set, const int64_t *counts);

#endif
