/* outcome.h — what places and sizes cost when the best commitments for them are bought. */
#ifndef BAYPLAN_BUY_OUTCOME_H
#define BAYPLAN_BUY_OUTCOME_H

#include "planner/buy/commitments.h"
#include "planner/buy/offers.h"
#include "planner/pools/planned.h"
#include "pricing/effective.h"

struct outcome {
    struct arena arena;
    struct plan_usage usage; /* with the prices of the catalogue without commitments */
    struct commitments_choice choice;
    struct commitment_bill bill;
    struct plan_rate *rates; /* of its own use, exact */
    int rates_count;
    struct catalogue catalogue; /* at those rates */
    struct planned *planned;    /* the places and sizes at them */
    int64_t unused_nano;        /* a month */
    int64_t total_nano;         /* a month of everything, overhead included */
};

/* Of places and sizes found at any prices. Errors: UNKNOWN_PRICE, LIMIT, INTERNAL. */
MUST_CHECK bool outcome_of(const struct planned *found, const struct offers *offers, struct outcome *ret_outcome,
                           struct error *err);
void outcome_release(struct outcome *outcome);

/* nano-dollars a month of a sum over all hours in nano-dollars * QUANTITY_UNIT, rounded half up. */
int64_t month_of_bill(int128 sum, int hours);

/* Whether two plans have the same things in the same places on the same instances, whatever they cost. */
bool places_are_same(const struct plan *a, const struct plan *b);

/* The share of what commitments may cover that they do cover, by its price on demand. */
double outcome_covered(const struct outcome *outcome);
/* What the outcome uses at its exact rate; the rest on demand less `share` of what the least rate saves. */
MUST_CHECK bool outcome_extended(const struct outcome *outcome, const struct offers *offers, double share,
                                 struct catalogue *ret_catalogue, struct error *err);

#endif
