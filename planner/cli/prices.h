/* prices.h — which price book a command works with: --prices (a file, or a folder of them) or the one compiled in, with
 * --overlay over it, and no older than --max-price-age. */
#ifndef BAYPLAN_CLI_PRICES_H
#define BAYPLAN_CLI_PRICES_H

#include "data/catalogue.h"
#include "data/plan.h"
#include "planner/cli/options.h"

/* Of one region; `what` needs it ("the profile"; NULL: a book of another will do). Errors: UNKNOWN_PRICE (of another
 * region, or none), IO, INPUT, DRIFT (too old). */
MUST_CHECK bool prices_for_region(const struct invocation *invocation, const char *region, const char *what,
                                  struct catalogue *ret_catalogue, struct error *err);

/* The very prices that `plan` was made with, without its commitments: --prices and --overlay, which must be them, or
 * the book compiled in where it is them. *ret_found is false where they are not at hand. Errors: INPUT, IO. */
MUST_CHECK bool prices_of_plan(const struct invocation *invocation, const char *plan_file, const struct plan *plan,
                               struct catalogue *ret_catalogue, bool *ret_found, struct error *err);

/* What the plan's commitments make of them (pricing/effective.h). */
MUST_CHECK bool prices_make_effective(const struct plan *plan, struct catalogue *catalogue, struct error *err);

/* --prices, or the book compiled in: without overlay, whatever its age. */
MUST_CHECK bool prices_base(const struct invocation *invocation, const char *region, struct catalogue *ret_catalogue,
                            struct error *err);

/* --max-price-age, of one row or (NULL) of the book. Errors: DRIFT. */
MUST_CHECK bool prices_check_age(const struct invocation *invocation, const struct catalogue *catalogue,
                                 const struct price *price, struct error *err);

/* Days since 1970, UTC: --date, or the clock's. */
int64_t prices_today(const struct invocation *invocation);

/* Is it the name of a region whose book is compiled in? */
bool prices_are_compiled_in(const char *region);

#endif
