/* downside.h — what becomes of a plan's bill when demand falls and its commitments stay. */
#ifndef BAYPLAN_BUY_DOWNSIDE_H
#define BAYPLAN_BUY_DOWNSIDE_H

#include "planner/buy/state.h"

/* plan->commitments.downside: demand at 90, 80 ... 50 percent, overhead left out. The same places: instances and tasks
 * of each hour scaled and rounded up to whole ones, jobs' runs scaled. None where there is no commitment. */
MUST_CHECK bool state_downside(const struct statement *statement, struct plan *plan, struct error *err);

#endif
