/* arrival.h — how many instances a pool needs when its tasks come one by one in a drawn order and ECS puts each on the
 * fullest instance that holds it: a quick judge for choosing pools, where a free packer would flatter any mixture.
 *
 * The drawn order is the same for every choice, so that two choices differ by what they differ in and not by luck. */
#ifndef BAYPLAN_POOLS_ARRIVAL_H
#define BAYPLAN_POOLS_ARRIVAL_H

#include "planner/pools/fleet.h"
#include "planner/pools/replay.h"

/* Which services of a pool are spread evenly over its instances (spread:instanceId, then binpack); the others are
 * packed at once. Even mixes by arithmetic what there is much of, and keeps small tasks from crowding out large ones.
 */
enum arrival_rule {
    EVEN_NONE,
    EVEN_ALL,
    EVEN_LARGE, /* a task takes a tenth of an instance or more */
    EVEN_SMALL, /* less */
    EVEN_MANY,  /* a task an instance or more, in the mean of the week */
    EVEN_FEW,   /* fewer */
    /* No task is spread evenly, but the small go to any instance: packing would pile them up on few, whose network
     * interfaces they take all of while its CPU is left over. */
    DRAWN_SMALL,  /* less than a tenth of an instance */
    DRAWN_MIDDLE, /* less than a fifth */
    DRAWN_ALL,
    /* All packed, by what the members fill less of: among instances of as much CPU left, a task that lacks memory
     * finds the one where another takes the rest. */
    PACKED_OTHERWISE,
    ARRIVAL_RULES_COUNT
};

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
/* How the rule places the item, in a pool of about `instances` instances. */
enum arrival_way { WAY_PACKED, WAY_EVEN, WAY_DRAWN };
enum arrival_way arrival_way_of(const struct fleet *fleet, const struct fleet_type *type, const struct fleet_item *item,
                                enum arrival_rule rule, double instances);

/* What ECS is told so that it places the members as the rule does; ret_strategy_of_item [items]. */
void arrivals_strategies(struct arrivals *arrivals, const struct fleet_type *type, enum arrival_rule rule,
                         const int *members, int members_count, unsigned char *ret_strategy_of_item);

#endif
