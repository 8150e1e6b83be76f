/* fluid.h — pools as fluids: an hour of a pool costs its fullest resource, plus half an instance a zone for rounding.
 *
 * Fast enough to try thousands of sets of types; what it likes best is judged again with real packings. Items alike
 * (same kind, same price outside) move together in large fleets. */
#ifndef BAYPLAN_POOLS_FLUID_H
#define BAYPLAN_POOLS_FLUID_H

#include "planner/pools/clock.h"
#include "planner/pools/fleet.h"

enum { FLUID_PLANS_KEPT = 24 };

struct fluid_item {
    const int *members; /* indexes in fleet->items */
    int members_count;
    double outside; /* a month; very large where impossible */
    double size[PACKING_DIMENSIONS_MAX];
    const double *demand; /* [hours] tasks with headroom and zone loss */
};

struct fluid {
    struct arena arena;
    const struct fleet *fleet;
    int hours;
    double *month_weight; /* [hours]: months per hour of that kind */
    int dimensions;
    int dimension[PACKING_DIMENSIONS_MAX]; /* those any item uses */
    struct fluid_item *items;
    int items_count;
    double *inverse; /* [types * dimensions]: 1 / capacity */
    bool *holds;     /* [types * items] */
    double *tall;    /* [hours] scratch */
};

struct fluid_plan {
    int pools_count;
    int types[PROFILE_POOLS_MAX + 1]; /* indexes in fleet->types */
    int members[PROFILE_POOLS_MAX + 1];
    double cost[PROFILE_POOLS_MAX + 1];
    int *place;    /* [items] pool or -1 */
    double *usage; /* [pool][dimension][hour], in instances */
    double total;
};

enum fluid_grain {
    FLUID_BY_SIZE, /* items by themselves in small fleets, groups in large ones */
    FLUID_GROUPED  /* items alike always together */
};

void fluid_init(struct fluid *fluid, const struct fleet *fleet, enum fluid_grain grain);
void fluid_release(struct fluid *fluid);

struct fluid_plan *fluid_plan_new(struct fluid *fluid);
void fluid_plan_copy(const struct fluid *fluid, struct fluid_plan *to, const struct fluid_plan *from);

/* The best plans found, best first, with different sets of types. */
struct fluid_plans {
    struct fluid_plan *plans[FLUID_PLANS_KEPT];
    int count;
};

/* Adds types one by one, then exchanges them in so many rounds. Stops early at the clock. */
void fluid_search(struct fluid *fluid, int pools_max, int exchange_rounds, struct search_clock *clock,
                  struct fluid_plans *ret_plans);

#endif
