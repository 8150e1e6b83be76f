/* packing.h — the multi-dimensional, variable-sized bin packing problem with outside options, in integers.
 *
 * One problem has one set of bin types and item classes and several slots (distinct hours of demand). Every class can
 * leave some or all of its items outside at `outside_nano` each per hour. This header knows no services and no prices.
 */
#ifndef BAYPLAN_PACKING_H
#define BAYPLAN_PACKING_H

#include <stdbool.h>
#include <stdint.h>

enum { PACKING_DIMENSIONS_MAX = 16 };

struct bin_type {
    int64_t capacity[PACKING_DIMENSIONS_MAX];
    int64_t cost_nano; /* per bin and hour, > 0 */
    uint32_t mask;     /* an item may go in if (item.mask & type.mask) != 0 */
    int64_t available; /* most bins, -1 = no limit */
};

struct item_class {
    int64_t size[PACKING_DIMENSIONS_MAX]; /* >= 0, some > 0 */
    int64_t outside_nano;                 /* per item and hour; -1 = must be packed */
    uint32_t mask;
    int64_t per_bin_max; /* most items of this class in one bin; 0 = no limit */
    bool open_ended;     /* more items than any slot's demand may come (jobs): prices must hold for any number */
};

struct packing {
    int dimensions; /* 1..PACKING_DIMENSIONS_MAX */
    int types_count;
    const struct bin_type *types;
    int classes_count;
    const struct item_class *classes;
    int slots_count;
    const int64_t *demand;     /* demand[slot * classes_count + class] >= 0 */
    const int64_t *slot_hours; /* hours of the profile that have this demand; >= 1 */
};

#endif
