/* zone_pack.h — how many equal bins hold so many items of each kind: vector bin packing with multiplicities.
 *
 * First-fit decreasing in several orders and a bin-centric fill by dot product (Panigrahy et al. 2011), both on groups
 * of equal bins, so that the work follows the number of kinds and not of items. The answer is a packing that exists,
 * built in integers; zone_packer_bound is what no packing can beat. */
#ifndef BAYPLAN_POOLS_ZONE_PACK_H
#define BAYPLAN_POOLS_ZONE_PACK_H

#include "planner/model/packing.h"
#include <stdbool.h>

struct zone_item {
    const int64_t *size; /* [dimensions] */
    int64_t per_bin_max; /* 0 = no limit */
};

/* A way to fill a bin, and how many such bins a good packing of some other counts had. */
struct zone_pattern {
    int64_t bins;
    int entries_count;
    const int *items; /* [entries_count] index of the kind; -1 = a kind that is not here */
    const int64_t *counts;
};

struct zone_pattern_set {
    const struct zone_pattern *patterns;
    int count;
};

enum zone_effort {
    ZONE_EFFORT_QUICK, /* one first-fit order, and patterns where there are any: for search */
    ZONE_EFFORT_FULL   /* every method, stopping at the bound: for answers */
};

/* Scratch and orders of one set of kinds; zone_packer_init may be called again on it. `= {0}` is releasable. */
struct zone_packer {
    int dimensions;
    int64_t capacity[PACKING_DIMENSIONS_MAX];
    int items_count;
    struct zone_kind *kinds; /* [items_count] */
    int kinds_room;
    int *order;        /* [items_count] */
    int64_t *smallest; /* [(items_count + 1) * dimensions]: least size among the items not yet placed */
    int64_t *left;     /* [items_count] */
    int64_t *rest;     /* [items_count] */
    double *key;       /* [items_count] */
    struct zone_group *groups, *groups_next;
    int groups_room;
    struct zone_even *evens;
    int evens_room;
    int64_t *in_bin;                     /* [items_count] */
    int *fits;                           /* [items_count] */
    const struct zone_pattern_set *sets; /* tried too; given after zone_packer_init, which forgets them */
    int sets_count;
    double *ratio;    /* [items_count] */
    double *fraction; /* [patterns] */
    int *patterns;    /* [patterns] order */
    int patterns_room;
    int64_t steps; /* effort so far, 30 to 40 nanoseconds each */
};

/* Every item must fit into an empty bin (BUG_IF otherwise). `items` may go after the call; their sizes must stay. */
void zone_packer_init(struct zone_packer *packer, int dimensions, const int64_t *capacity,
                      const struct zone_item *items, int items_count);
/* counts[items_count] >= 0; every sum of sizes must stay below 2^63. */
int64_t zone_packer_bound(const struct zone_packer *packer, const int64_t *counts);
int64_t zone_packer_bins(struct zone_packer *packer, const int64_t *counts, enum zone_effort effort);
void zone_packer_release(struct zone_packer *packer);

#endif
