/* pools.h — a plan's pools in words: which daemons they carry, when their size changes. */
#ifndef BAYPLAN_REPORTS_POOLS_H
#define BAYPLAN_REPORTS_POOLS_H

#include "data/plan.h"

/* Does the pool's architecture run the daemon? */
bool pool_carries(const struct plan_pool *pool, const struct plan_daemon *daemon);
/* "31 a week, +0.87 %": its scheduled actions and what it costs that there are not more; "none". */
void pool_schedule_add(struct text *out, const struct plan *plan, const struct plan_pool *pool);

#endif
