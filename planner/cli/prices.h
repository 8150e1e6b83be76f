/* prices.h — which price book a command works with: --prices, or the one compiled in. */
#ifndef BAYPLAN_CLI_PRICES_H
#define BAYPLAN_CLI_PRICES_H

#include "data/catalogue.h"
#include "data/plan.h"
#include "planner/cli/options.h"

/* Of one region; `what` needs it ("the profile"). Errors: UNKNOWN_PRICE (of another region, or none), IO, INPUT. */
MUST_CHECK bool prices_for_region(const struct invocation *invocation, const char *region, const char *what,
                                  struct catalogue *ret_catalogue, struct error *err);

/* The very prices that `plan` was made with: --prices, which must be them, or the book compiled in where it is them.
 * *ret_found is false where they are not at hand. Errors: INPUT, IO. */
MUST_CHECK bool prices_of_plan(const struct invocation *invocation, const char *plan_file, const struct plan *plan,
                               struct catalogue *ret_catalogue, bool *ret_found, struct error *err);

#endif
