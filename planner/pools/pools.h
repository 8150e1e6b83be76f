/* pools.h — few Auto Scaling groups of one instance type each, and the place of every service and job.
 *
 * Chooses at most limits.pools_max pools over the profile's zones, each service wholly in one pool or outside, sized
 * hour by hour, at least one instance in each zone. The packer assumed here is free to put a task where it likes;
 * hold.h makes the pools as large as ECS's own placement needs them. The hours of work that instances cost
 * (profile->overhead) steer the choice and are in none of the costs below. */
#ifndef BAYPLAN_POOLS_POOLS_H
#define BAYPLAN_POOLS_POOLS_H

#include "planner/model/model.h"
#include "planner/pools/pattern_book.h"
#include "planner/solve/solve.h"

struct pool_choice {
    int instance;       /* index in model->instances */
    int64_t *instances; /* [hours] */
    int64_t usd_per_month_nano;
    /* The same services on the same type, a month, promising less; each at most the next. The first three are freely
     * packed, the others replayed (pools_hold; before it they are of the packer too). */
    int64_t fractional;  /* fractions of an instance, no zones, no safety */
    int64_t whole;       /* whole instances, one zone */
    int64_t zones;       /* spread over the zones */
    int64_t placement;   /* placed by ECS, one task at a time */
    int64_t zone_loss;   /* and, if asked for, one zone may be lost */
    int64_t deployments; /* and a deployment finds room; the rest up to usd_per_month_nano is headroom */
    /* Of pools_hold. */
    int64_t *placed;   /* [hours] instances that placement alone needs */
    int64_t *max_size; /* [hours] */
    int64_t target_capacity_percent;
};

/* place_of_item: index of a pool, or one of these. */
enum { ITEM_OUTSIDE = -1 };

struct pools_result {
    struct arena arena;
    struct pattern_book book;  /* how the solver filled bins: what the search packed by, pools_stages packs by */
    struct pool_choice *pools; /* by falling cost, ties by type name */
    int pools_count;
    int *place_of_item; /* [model->items_count]: pool index or ITEM_OUTSIDE (items[i].outside_place) */
    unsigned char
        *strategy_of_item; /* [model->items_count] of enum replay_strategy (replay.h); NULL = STRATEGY_MEMORY */
    bool time_limit_reached;
    int64_t packings; /* effort */
};

struct pools_options {
    double time_limit_s;
    void (*progress)(void *context, int64_t best_nano_per_month, double elapsed_s); /* may be NULL */
    void *context;
};

/* Errors: INFEASIBLE (a service that may run on EC2 only fits no pool among the most allowed). */
MUST_CHECK bool pools_choose(const struct model *model, const struct solve_result *solved,
                             const struct pools_options *options, struct pools_result *ret_result, struct error *err);
void pools_result_release(struct pools_result *result);
/* Orders the pools anew, by falling cost, ties by type name; those that no item is in are dropped. */
void pools_order(const struct model *model, struct pools_result *result);
/* Finds `fractional`, `whole` and `zones` of the wanted pools anew, for the services they have now. Errors: as
 * pools_choose. */
MUST_CHECK bool pools_stages(const struct model *model, struct pools_result *result, const bool *wanted,
                             struct error *err);

/* What a month of the whole bill becomes (pools and places outside; no overhead) if one item alone moved: from its
 * place in `result` to pool `to`, or ITEM_OUTSIDE, or a pool of its own. Owns scratch for many questions. */
struct pools_mover;
enum { ITEM_OWN_POOL = -2 };

struct pools_move {
    bool possible;
    int64_t change_nano;   /* of the month's bill: what it adds there less what leaving saves */
    int own_instance;      /* ITEM_OWN_POOL: the type, index in model->instances */
    int64_t own_instances; /* ITEM_OWN_POOL: the most instances in an hour */
};

struct pools_mover *pools_mover_new(const struct model *model, const struct pools_result *result, struct error *err);
struct pools_move pools_mover_ask(struct pools_mover *mover, int item, int to);
/* As ITEM_OWN_POOL, of this purchase alone. */
struct pools_move pools_mover_ask_own(struct pools_mover *mover, int item, enum pool_purchase purchase);
/* What a month of the bill falls by if the item ran nowhere. */
int64_t pools_mover_leave(struct pools_mover *mover, int item);
/* The factor on the item's tasks, others as they are, at which it would be cheaper elsewhere: below 1 for a service in
 * a pool (then outside), above 1 for one outside (then in a pool). 0 = none found, or the fleet is too large to look.
 * Each question costs at most about steps_max of the packer's steps and one pool. */
double pools_mover_flip(struct pools_mover *mover, int item, int64_t steps_max);
void pools_mover_free(struct pools_mover *mover);

#endif
