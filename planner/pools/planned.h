/* planned.h — planning_run in parts, for who prices the same places and sizes several times (planner/buy). */
#ifndef BAYPLAN_POOLS_PLANNED_H
#define BAYPLAN_POOLS_PLANNED_H

#include "planner/pools/bound.h"
#include "planner/pools/planning.h"

struct planned;

/* Places and sizes that the replay of ECS holds, found at these prices. Profile and catalogue must outlive it. Errors:
 * as planning_run. */
MUST_CHECK bool planned_find(const struct profile *profile, const struct catalogue *catalogue,
                             const struct planning_options *options, struct planned **ret_planned, struct error *err);
/* Everything outside EC2, at its cheapest place; NULL where some service or job may run on EC2 only. Errors: as
 * model_build. */
MUST_CHECK bool planned_outside(const struct profile *profile, const struct catalogue *catalogue,
                                struct planned **ret_planned, struct error *err);
/* The same places, architectures and sizes at other prices: a catalogue of the same items, and of the same Spot prices.
 * Errors: UNKNOWN_PRICE, LIMIT. */
MUST_CHECK bool planned_reprice(const struct planned *planned, const struct catalogue *catalogue,
                                struct planned **ret_planned, struct error *err);
/* Of a repriced one: bound, free packing and the gap's causes are to be at these prices instead, which must be no
 * dearer than its own in anything it uses and outlive it: what is not used may have its own price there. */
MUST_CHECK bool planned_bound_prices(struct planned *planned, const struct catalogue *catalogue, struct error *err);
/* What is known so far: head, pools, services and jobs where they are, cost. No bound, no reasons, no alternatives. */
const struct plan *planned_plan(const struct planned *planned);
/* The whole plan, as planning_run gives it; of a repriced one the bound is solved and ECS replayed anew. May be asked
 * for once. */
MUST_CHECK bool planned_finish(struct planned *planned, const struct planning_options *options, struct plan *ret_plan,
                               struct error *err);
/* The bound alone: nothing is placed, only planned_bound may be asked. */
MUST_CHECK bool planned_bound_only(const struct profile *profile, const struct catalogue *catalogue,
                                   const struct planning_options *options, struct planned **ret_planned,
                                   struct error *err);
/* The parts by hour of the bound at the prices of planned_find or planned_bound_only; they point into `planned` and
 * `arena`. */
struct bound_hours planned_bound(const struct planned *planned, struct arena *arena);
void planned_free(struct planned *planned); /* NULL is none */

#endif
