/* places.h — the words reports use for causes, zones and runs of numbers. */
#ifndef BAYPLAN_REPORTS_PLACES_H
#define BAYPLAN_REPORTS_PLACES_H

#include "data/plan.h"

const char *gap_cause_words(enum gap_cause cause);
const char *plan_prices_words(const struct plan *plan); /* "list prices without discounts", or with its commitments */
bool plan_has_bound(const struct plan *plan);           /* false: the time was too short for any bound but zero */
/* Nano-dollars a month that the cause adds to the bound; held within what money can be. */
int64_t gap_cause_cost(const struct plan *plan, enum gap_cause cause);
void integers_range(const struct field_integers *integers, int64_t *ret_least, int64_t *ret_most); /* 0, 0 if empty */
/* "a b c" where every zone is of the region; the full names otherwise. */
void zones_add(struct text *out, const char *region, const struct field_strings *zones);

#endif
