/* picture.h — where ECS puts a pool's tasks in its peak hour from a cold start, for people to look at. */
#ifndef BAYPLAN_SIMULATE_PICTURE_H
#define BAYPLAN_SIMULATE_PICTURE_H

#include "data/placement.h"
#include "data/plan.h"

/* The cold_start scenario of seed `seed` for pools[pool]. Tasks are with headroom, as every promise is.
 * Errors: as simulate_plan. */
MUST_CHECK bool simulate_picture(const struct plan *plan, int pool, int64_t seed, struct placement *ret_placement,
                                 struct error *err);

#endif
