/* commitments.h — which Savings Plans and Reserved Instances make the bill of a week least, in AWS's order.
 *
 * The linear programme (planner/solve/commit.h) is free to use each commitment where it saves most, so its cost is a
 * lower bound and its amounts a start. From there, and from nothing at all, lines are searched exactly: along one
 * commitment, and along the exchange of one for another, the bill under AWS's order is linear between breakpoints, and
 * every breakpoint is looked at; until no line leads lower. Savings Plans are multiples of 0.00001 dollars an hour and
 * at least 0.001 (Savings Plans API, CreateSavingsPlan, 2026), Reserved Instances whole.
 *
 * Of terms and payment options the rate alone decides: who offers one year and three years without upfront gets three.
 */
#ifndef BAYPLAN_BUY_COMMITMENTS_H
#define BAYPLAN_BUY_COMMITMENTS_H

#include "pricing/commitment.h"

struct commitments_choice {
    struct arena arena;
    struct commitment *commitments; /* in AWS's order, then by family or type, those held first, term, payment */
    bool *held;                     /* [count] was there already */
    int count;
    int128 bound; /* nano * QUANTITY_UNIT, of all hours: no commitments offered make the bill less, however used */
};

/* offered[PRICE_PURCHASES_COUNT]: commitments that may be bought; where none, or none pays, the choice is what is held.
 * A purchase that has no rate for any usage is not bought: the caller says so where it was asked for by name. Reserved
 * Instances are bought of the types that `usages` have. ret_bill is commitments_apply's of usages and
 * ret_choice->commitments. Errors: LIMIT, INTERNAL. */
MUST_CHECK bool commitments_choose(const struct usage *usages, int usages_count, int hours,
                                   const bool offered[PRICE_PURCHASES_COUNT], const struct commitment *held,
                                   int held_count, struct commitments_choice *ret_choice,
                                   struct commitment_bill *ret_bill, struct error *err);
void commitments_choice_release(struct commitments_choice *choice);

#endif
