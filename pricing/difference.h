/* difference.h — two plans: each change of cost put down to price, demand, settings or solver.
 *
 * Per service and job, in this order, each exact to the nano-dollar (their sum is new - old):
 *
 *   price     the old place and size bought at the new plan's prices, less the old cost
 *   demand    ... then for the new plan's tasks and reservations, at the cost of a unit of load in the old place; all
 *             of what was added or removed, or had no tasks before; the rest, where as many task-hours moved to
 *             other hours
 *   settings  the rest, where the profile's or its own settings changed (limits, safety, zones, overhead, places ...)
 *   solver    the rest, where none did: what choosing and packing anew changed
 *
 * A unit of load on a pool is the largest of a task's shares of an instance's CPU, memory and GPUs, times task-hours;
 * on Fargate a task-hour of the size that holds it; on Lambda what it bills. Overhead has no price and no demand: it
 * follows the instances that settings and solver chose. */
#ifndef BAYPLAN_PRICING_DIFFERENCE_H
#define BAYPLAN_PRICING_DIFFERENCE_H

#include "data/plan.h"
#include "pricing/lookup.h"

#define DIFFERENCE_CAUSES(X)                                                                                           \
    X(CHANGE_PRICE, "price")                                                                                           \
    X(CHANGE_DEMAND, "demand")                                                                                         \
    X(CHANGE_SETTINGS, "settings")                                                                                     \
    X(CHANGE_SOLVER, "solver")
enum difference_cause {
#define X(cause, name) cause,
    DIFFERENCE_CAUSES(X)
#undef X
        CHANGE_CAUSES_COUNT
};
extern const char *const difference_cause_names[]; /* ends with NULL */

/* The last two have no name and no place. */
enum difference_kind { DIFFERENCE_SERVICE, DIFFERENCE_JOB, DIFFERENCE_UNUSED_COMMITMENTS, DIFFERENCE_OVERHEAD };

struct difference_row {
    enum difference_kind kind;
    const char *name;                  /* "" of unused commitments and overhead */
    const char *old_place, *new_place; /* "pool-1"; "" where it was added or removed */
    const char *old_type, *new_type;   /* the pools' instance types, or "" */
    int64_t old_usd_per_month_nano, new_usd_per_month_nano;
    int64_t by_cause_nano[CHANGE_CAUSES_COUNT]; /* sum to new - old */
};

struct difference {
    struct arena arena;
    int64_t old_usd_per_month_nano, new_usd_per_month_nano;
    int64_t by_cause_nano[CHANGE_CAUSES_COUNT]; /* sums of the rows' */
    struct difference_row *rows;                /* services, jobs, by name; unused commitments, overhead */
    int rows_count;
    bool same_profile, same_prices, same_settings; /* by their hashes */
    bool hours_differ;                             /* tasks or instances of some hours do; what, a note says */
    struct field_strings notes;                    /* what could not be told apart: "no new price of m5.large: ..." */
    struct field_strings settings; /* what the plans tell of it: "safety.survive_zone_loss: false -> true" */
};

/* `new_prices` is the new plan's catalogue, or NULL where it is not at hand: then the new price of an item that the new
 * plan does not use is not known; its change counts as solver's (or settings') and a note says so. Errors: INPUT (the
 * plans are of different regions, a catalogue is not the new plan's, a plan's costs do not sum), LIMIT. */
MUST_CHECK bool difference_of(const struct plan *old_plan, const struct plan *new_plan,
                              const struct catalogue *new_prices, struct difference *ret_difference, struct error *err);
/* No cost, part, place, instance type, told setting, tasks or instances of any hour differ. */
bool difference_is_nothing(const struct difference *difference);
bool difference_row_is_nothing(const struct difference_row *row);
void difference_release(struct difference *difference);

#endif
