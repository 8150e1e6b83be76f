/* explain_parts.h — the pieces of an explanation: facts, the choice of a place, what promises cost. */
#ifndef BAYPLAN_REPORTS_EXPLAIN_PARTS_H
#define BAYPLAN_REPORTS_EXPLAIN_PARTS_H

#include "data/plan.h"
#include "reports/screen.h"

/* "  reserves   0.5 vCPU ...", wrapped under the value. */
void explain_fact(struct screen *screen, const char *label, const char *value);
/* "0.5 vCPU, 1 GiB, 2 GPUs" */
void reservation_add(struct text *out, int64_t cpu_units, int64_t memory_mib, int64_t gpus);

/* The other places and what the whole bill would do there; what would turn the choice over. */
void explain_alternatives(struct screen *screen, const struct plan *plan, const char *place, int64_t now,
                          const struct plan_alternative *alternatives, int alternatives_count);
void explain_flip(struct screen *screen, const struct plan_flip *flip, const char *place);

/* How ECS places and deploys a service of a pool, and the daemons its pool carries besides. */
void explain_running(struct screen *screen, const struct plan *plan, const struct plan_pool *pool,
                     const struct plan_service *service);
/* Which pools' instances carry a daemon, and what it takes of each. */
void explain_daemon(struct screen *screen, const struct plan *plan, const struct plan_daemon *daemon);
/* How far the pool's group may grow, when its size changes, its daemons. */
void explain_group(struct screen *screen, const struct plan *plan, const struct plan_pool *pool);
void explain_actions(struct screen *screen, const struct plan_pool *pool);

/* Dollars a month by promise: of one pool; of the whole plan, and pool by pool. */
void explain_promises_of_pool(struct screen *screen, const struct plan_pool *pool);
void explain_promises(struct screen *screen, const struct plan *plan);

#endif
