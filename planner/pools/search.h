/* search.h — the search for pools: fluid, solver, local search on a sample of hours, then on all of them. */
#ifndef BAYPLAN_POOLS_SEARCH_H
#define BAYPLAN_POOLS_SEARCH_H

#include "planner/pools/pools.h"
#include "planner/pools/subset.h"

/* `best` starts as everything outside and ends as the best choice found, priced with packings of every hour. */
void pools_search(struct chooser *chooser, struct pattern_book *book, const struct solve_result *solved,
                  const struct pools_options *options, struct choice *best);

#endif
