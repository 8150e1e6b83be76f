/* age.h — how old the prices are that a plan rests on: a book is of one date, its rows of many. */
#ifndef BAYPLAN_PRICING_AGE_H
#define BAYPLAN_PRICING_AGE_H

#include "data/plan.h"
#include "pricing/lookup.h"

/* The row of the earliest date among those that the plan's pools, services, jobs and commitments are priced by, the
 * first by service and item; NULL where it has none of them. `catalogue` is the one it was made with. */
const struct price *plan_oldest_price(const struct plan *plan, const struct catalogue *catalogue);

/* Days from a row's date (a month stands for its first day) to `today`; below 0: in the future. Errors: INPUT where it
 * is no date. */
MUST_CHECK bool price_age_days(const char *file, const char *as_of, int64_t today, int64_t *ret_days,
                               struct error *err);

#endif
