/* restate.h — the places and sizes of one model in another that differs in prices alone. */
#ifndef BAYPLAN_POOLS_RESTATE_H
#define BAYPLAN_POOLS_RESTATE_H

#include "planner/pools/pools.h"

/* Pools keep instance types and sizes, items their places; what is outside keeps its kind of place and architecture in
 * `model`, even where another would be cheaper at these prices, and the types of pools count as undominated there.
 * Errors: UNKNOWN_PRICE, LIMIT. */
MUST_CHECK bool restate(const struct model *from, const struct pools_result *pools, struct model *model,
                        struct pools_result *ret_pools, struct error *err);

#endif
