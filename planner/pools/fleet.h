/* fleet.h — what the choice of pools looks at: the items a pool may take, hour by distinct hour, and the types.
 *
 * An hour is distinct when some item's task count differs; sizes point into the model, which must outlive the fleet. */
#ifndef BAYPLAN_POOLS_FLEET_H
#define BAYPLAN_POOLS_FLEET_H

#include "planner/model/model.h"

struct fleet_item {
    int item; /* in model->items */
    int kind; /* equal: same size and mask, and no limit per instance */
    const int64_t *size;
    uint32_t mask;
    int64_t per_instance_max; /* 0 = no limit */
    const int64_t *tasks;     /* [slots] as asked for */
    const int64_t *room;      /* [slots] with headroom */
    bool outside_possible;
    int64_t outside_nano; /* a month outside EC2, wholly */
    bool movable;         /* some type holds it and its places allow EC2 */
};

struct fleet_type {
    int instance; /* in model->instances */
    uint32_t mask;
    const int64_t *capacity;
    int64_t hour_nano;     /* price and root volume */
    int64_t steering_nano; /* hour_nano and the hours of work an instance costs */
};

enum { FLEET_LARGE = 200 };

struct fleet {
    struct arena arena;
    const struct model *model;
    int dimensions, zones, hours;
    bool zone_loss;
    bool large; /* of more than FLEET_LARGE services and jobs: there is more to gain by looking for longer */
    int slots;
    const int *slot_of_hour;
    const int64_t *slot_hours;
    struct fleet_item *items; /* as model->items */
    int items_count;
    int kinds_count;
    struct fleet_type *types; /* neither dominated nor outdone, and holding at least one item; as model->instances */
    int types_count;
};

/* Errors: INFEASIBLE (an item that may go nowhere). */
MUST_CHECK bool fleet_build(const struct model *model, struct fleet *ret_fleet, struct error *err);
/* With types that are outdone by another way of buying: for asking what that would cost. */
MUST_CHECK bool fleet_build_all(const struct model *model, struct fleet *ret_fleet, struct error *err);
void fleet_release(struct fleet *fleet);

/* The same fleet in at most `slots_max` of its slots, spread evenly over hours ranked by load, each standing for those
 * around it: for searching. Items and types keep their indexes; `fleet` must outlive it; slot_of_hour is NULL. */
void fleet_sample(const struct fleet *fleet, int slots_max, struct fleet *ret_sample);

/* vCPUs asked for in a slot, or something proportional. */
double fleet_load(const struct fleet *fleet, int slot);

/* Whether one task fits. */
bool fleet_type_holds(const struct fleet *fleet, const struct fleet_type *type, const struct fleet_item *item);

#endif
