/* planned.h — a profile planned, replayed and counted again, for the commands that plan: with --what-if changed first,
 * with --sensitivity planned anew for every row of the table. */
#ifndef BAYPLAN_CLI_PLANNED_H
#define BAYPLAN_CLI_PLANNED_H

#include "data/catalogue.h"
#include "data/plan.h"
#include "planner/cli/options.h"

struct planned {
    struct plan plan;     /* its verification's findings are the count's, and go with it */
    struct verdict count; /* check_plan's */
};

/* --time-limit; progress on a terminal. Errors as buying_run and vary. */
MUST_CHECK bool planned_make(const struct invocation *invocation, const struct profile *profile,
                             const struct catalogue *catalogue, struct planned *ret_planned, struct error *err);
void planned_release(struct planned *planned);

#endif
