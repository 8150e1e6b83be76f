/* schedule.h — an Auto Scaling group's sizes hour by hour as few scheduled actions.
 *
 * Hours are circular: the last step's size holds until the first step's hour. A step's size is the largest that any of
 * its hours needs, so no hour has less than it needs; all hours together have at most SCHEDULE_EXCESS_PERCENT more. */
#ifndef BAYPLAN_POOLS_SCHEDULE_H
#define BAYPLAN_POOLS_SCHEDULE_H

#include "data/plan.h"

enum {
    SCHEDULE_ACTIONS_MAX = 125, /* of one group, AWS quota ("Quotas for Auto Scaling resources and groups", 2023) */
    SCHEDULE_EXCESS_PERCENT = 1,
    SCHEDULE_LEAD_MINUTES = 5 /* before a growth's hour: instances boot and register */
};

struct schedule_step {
    int hour;
    int64_t size;
};

/* The fewest steps that keep to the excess, and of these the least in all. Where SCHEDULE_ACTIONS_MAX steps are
 * too few, the cheapest of so many. Returns the count, by hour; 0 = one size, the largest, does for all.
 * instances[hours], 1 to HOURS_PER_WEEK of them. */
int schedule_steps(const int64_t *instances, int hours, struct schedule_step ret_steps[SCHEDULE_ACTIONS_MAX]);

/* The same as actions of a plan, and the size they give each hour. */
struct plan_action *schedule_actions(const int64_t *instances, const int64_t *max_size, int hours, struct arena *arena,
                                     int *ret_count, int64_t *ret_size /* [hours] */);

#endif
