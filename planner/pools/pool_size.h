/* pool_size.h — how many instances a pool needs in each distinct hour, and what a month of them costs.
 *
 * Tasks are spread over the zones as ECS spreads them (floor(n / zones) each, the rest to the least loaded), each zone
 * is packed by itself, and the Auto Scaling group, which balances its zones, is as large as the neediest ask. */
#ifndef BAYPLAN_POOLS_POOL_SIZE_H
#define BAYPLAN_POOLS_POOL_SIZE_H

#include "planner/pools/fleet.h"
#include "planner/pools/pattern_book.h"
#include "planner/pools/zone_pack.h"

/* The promises a size keeps, one more at each step: the gap is split along them. */
enum sizing { SIZING_FRACTIONAL, SIZING_WHOLE, SIZING_ZONES, SIZING_ZONE_LOSS, SIZING_ALL, SIZINGS_COUNT };

struct pool_sizer {
    const struct fleet *fleet;
    struct zone_packer packer;
    int *kind_of;     /* [kinds_count]: index among the pool's kinds, -1 = not there */
    int *order;       /* [items_count] */
    int *member_kind; /* [items_count] */
    double *weight;   /* [items_count] */
    struct zone_item *zone_items;
    int64_t *counts; /* [zones * kinds] */
    struct need_memo *memo;
    const struct pattern_book *book; /* NULL = none */
    struct arena seeds;              /* patterns of the pool at hand */
    int64_t packings;                /* effort so far */
};

void pool_sizer_init(struct pool_sizer *sizer, const struct fleet *fleet);
void pool_sizer_release(struct pool_sizer *sizer);

/* members: indexes in fleet->items, each held by the type. ret_instances[fleet->slots] may be NULL. Returns
 * nano-dollars a month at `hour_nano` an instance; with no members every size and the cost are 0; MONTH_TOO_DEAR where
 * it does not fit. */
int64_t pool_size(struct pool_sizer *sizer, const struct fleet_type *type, int64_t hour_nano, const int *members,
                  int members_count, enum sizing sizing, enum zone_effort effort, int64_t *ret_instances);

/* At most what pool_size answers for SIZING_ALL, by volume alone: quick enough to pass over most moves.
 * scratch[2 * fleet->slots]. */
double pool_least(const struct fleet *fleet, const struct fleet_type *type, int64_t hour_nano, const int *members,
                  int members_count, double *scratch);

/* The smallest group of `zones` balanced zones that gives zone z at least need[z], and each at least one. */
int64_t balanced_group_size(const int64_t *need, int zones);

/* A month that does not fit into nano-dollars: dearer than anything, and no answer to give. */
#define MONTH_TOO_DEAR INT64_MAX
/* a + b, both >= 0; MONTH_TOO_DEAR where that does not fit. */
int64_t month_add(int64_t a, int64_t b);

#endif
