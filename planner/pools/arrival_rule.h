/* arrival_rule.h — how a pool's services are placed: packed, spread evenly or drawn, by one rule for the pool. */
#ifndef BAYPLAN_POOLS_ARRIVAL_RULE_H
#define BAYPLAN_POOLS_ARRIVAL_RULE_H

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
    ARRIVAL_RULES_SMALL,
    /* Looked at in large fleets alone, whose annealing is long enough for more rules (search.c).
     *
     * No task is spread evenly, but the small go to any instance: packing would pile them up on few, whose network
     * interfaces they take all of while its CPU is left over. */
    DRAWN_SMALL = ARRIVAL_RULES_SMALL, /* less than a tenth of an instance */
    DRAWN_MIDDLE,                      /* less than a fifth */
    DRAWN_ALL,
    /* All packed, by what the members fill less of: among instances of as much CPU left, a task that lacks memory
     * finds the one where another takes the rest. */
    PACKED_OTHERWISE,
    ARRIVAL_RULES_COUNT
};

enum arrival_way { WAY_PACKED, WAY_EVEN, WAY_DRAWN };

/* How the rule places the item, in a pool of about `instances` instances. */
enum arrival_way arrival_way_of(const struct fleet *fleet, const struct fleet_type *type, const struct fleet_item *item,
                                enum arrival_rule rule, double instances);

/* ret_volume [fleet->dimensions]: instances that the members fill of each resource, in the mean of the week; returns
 * the most. */
double arrival_volumes(const struct fleet *fleet, const struct fleet_type *type, const int *members, int members_count,
                       double *ret_volume);

/* What binpack goes by: CPU or memory. */
int arrival_packs_by(enum arrival_rule rule, const double *volume);

/* What ECS is told so that it places the members as the rule does; ret_strategy_of_item [fleet->items_count]. */
void arrival_strategies(const struct fleet *fleet, const struct fleet_type *type, enum arrival_rule rule,
                        const int *members, int members_count, unsigned char *ret_strategy_of_item);

#endif
