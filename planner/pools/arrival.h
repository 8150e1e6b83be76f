/* arrival.h — how many instances a pool needs when its tasks come one by one in a drawn order and ECS puts each on the
 * fullest instance that holds it: a quick judge for choosing pools, where a free packer would flatter any mixture.
 *
 * The drawn order is the same for every choice, so that two choices differ by what they differ in and not by luck. */
#ifndef BAYPLAN_POOLS_ARRIVAL_H
#define BAYPLAN_POOLS_ARRIVAL_H

#include "planner/pools/arrival_rule.h"

struct arrival {
    uint64_t order;
    int item; /* in fleet->items */
    int zone;
    int64_t number; /* of the item's tasks in all zones, 0..: there in slots that ask for more than that */
};

struct arrivals {
    const struct fleet *fleet;
    struct arrival *coming; /* of all items, by drawn order; draws[d] .. draws[d + 1] is one order */
    int *draws;
    int draws_count;
    bool one_zone;        /* stands for all of them */
    int64_t thinned;      /* one task in so many is looked at: large fleets even out */
    struct arrival *mine; /* scratch: those of the pool at hand */
    struct arrival_bin *bins;
    int bins_room, rooms_room;
    int64_t *rooms; /* [bins * dimensions] what is left, by number */
    int *copies;    /* [bins * counted] tasks of items that are limited or even */
    size_t copies_room;
    int *counted_of;    /* [items] index among the pool's counted items, -1 = not one */
    unsigned char *way; /* [items] of enum arrival_way */
    bool *here;         /* [items] */
    int64_t steps;      /* effort so far, 5 to 10 nanoseconds each */
};

enum { ARRIVAL_DRAWS_MAX = 6 };
/* In larger fleets only about tasks_max tasks are looked at, in smaller ones so many in up to draws_max orders. */
void arrivals_init(struct arrivals *arrivals, const struct fleet *fleet, int64_t tasks_max, int draws_max);
/* Other orders: what is chosen by one drawn order alone suits that order. */
void arrivals_draw(struct arrivals *arrivals, uint64_t salt);
void arrivals_release(struct arrivals *arrivals);

/* As pool_size for SIZING_ALL, the most of the drawn orders. */
int64_t arrivals_pool(struct arrivals *arrivals, const struct fleet_type *type, int64_t hour_nano,
                      enum arrival_rule rule, const int *members, int members_count, int64_t *ret_instances);

#endif
