/* pools.h — few Auto Scaling groups of one instance type each, and the place of every service and job.
 *
 * Chooses at most limits.pools_max pools over the profile's zones, each service wholly in one pool or outside, sized
 * hour by hour, at least one instance in each zone. The packer assumed here is free to put a task where it likes;
 * ECS's own placement is replayed elsewhere. */
#ifndef BAYPLAN_POOLS_H
#define BAYPLAN_POOLS_H

#include "planner/model/model.h"
#include "planner/solve/solve.h"

struct pool_choice {
    int instance;             /* index in model->instances */
    int64_t *instances;       /* [hours] */
    int64_t usd_per_month_nano;
};

/* place_of_item: index of a pool, or one of these. */
enum { ITEM_OUTSIDE = -1 };

struct pools_result {
    struct arena arena;
    struct pool_choice *pools; /* by falling cost, ties by type name */
    int pools_count;
    int *place_of_item;       /* [model->items_count]: pool index or ITEM_OUTSIDE (items[i].outside_place) */
    int64_t cost_fractional;  /* nano a month: the same choice with fractional instances and no zones */
    int64_t cost_no_zones;    /* whole instances, one zone, no safety */
    int64_t cost_zones;       /* whole instances, zones; no zone loss, no headroom */
    int64_t cost_zone_loss;   /* the same with zone loss if asked for */
    int64_t cost;             /* everything asked for */
    bool time_limit_reached;
};

struct pools_options {
    double time_limit_s;
    void (*progress)(void *context, int64_t best_nano_per_month, double elapsed_s);
    void *context;
};

MUST_CHECK bool pools_choose(const struct model *model, const struct solve_result *solved,
                             const struct pools_options *options, struct pools_result *ret_result, struct error *err);
void pools_result_release(struct pools_result *result);

#endif
