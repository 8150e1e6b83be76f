/* candidates.h — what can be bought for a week's use and what each of it does, as the search and the programme want it:
 * inner header of commitments.c. */
#ifndef BAYPLAN_BUY_CANDIDATES_H
#define BAYPLAN_BUY_CANDIDATES_H

#include "planner/buy/market.h"
#include "pricing/commitment.h"

struct choosing {
    const struct usage *usages;
    int usages_count, hours;
    const bool *offered;
    const struct commitment *held;
    int held_count;
    struct arena arena;
    struct commitment *all; /* [all_count] what is held, then what is offered: a dollar an hour, or one instance */
    int all_count, all_capacity;
    struct commitment_order order; /* of `all` */
    struct market market;
    double *amounts; /* [offers] the best found */
    int128 bound;
};

bool commitment_is_reserved(enum commitment_kind kind);

/* Finds what is offered, without what something else offered beats in every use, and makes the market of it. */
void candidates_find(struct choosing *at);
/* The programme's amounts in `units` [market.offers_count], and its cost without the fees of what is held. */
MUST_CHECK bool candidates_solve(struct choosing *at, double *units, double *ret_cost, struct error *err);

#endif
