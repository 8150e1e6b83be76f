/* offers.h — what the profile lets be bought beside the price list, and the least that each item can then cost. */
#ifndef BAYPLAN_BUY_OFFERS_H
#define BAYPLAN_BUY_OFFERS_H

#include "data/plan.h"
#include "pricing/commitment.h"

/* An on-demand price that a commitment, offered or held, may cover. */
struct covered_price {
    const struct price *price;
    int64_t offered_nano; /* the least rate of what is offered, at most the price */
    int64_t held_nano;    /* ... of what is held; 0 = nothing held covers it */
    int64_t floor_nano;   /* the lesser */
};

struct offers {
    struct arena arena;
    const struct catalogue *catalogue; /* without commitments */
    bool offered[PRICE_PURCHASES_COUNT];
    bool any_offered;
    struct commitment *held; /* as the profile's, to be applied */
    int held_count;
    struct covered_price *prices; /* by service, item */
    int prices_count;
    double ratio_max; /* the most that a price is of its floor; 1 where there is none */
    /* An hour of what is held: its fee, and what it covers at the floors. */
    int64_t held_fee_nano, held_cover_nano;
};

/* Errors: UNKNOWN_PRICE where an offered commitment has no rate for anything. */
MUST_CHECK bool offers_of(const struct profile *profile, const struct catalogue *catalogue, struct offers *ret_offers,
                          struct error *err);
void offers_release(struct offers *offers);

/* The same catalogue with fewer offers: those of Compute Savings Plans alone, or the others (which cover EC2 alone).
 * What is held stays. False where that is all of them or none. */
bool offers_part(const struct offers *offers, bool compute, struct offers *ret_part);

/* Price by floor of an item, 1 where no commitment covers it. */
double offers_ratio(const struct offers *offers, const char *service, const char *item);

/* The catalogue in which every covered price is the least of itself, `factor` times the rate of what is offered and
 * `sunk` times that of what is held, rounded down, at least 1. Never dearer in a later tier of Lambda than in an
 * earlier one, so that who is alone in the first pays no less than his share. */
MUST_CHECK bool offers_catalogue(const struct offers *offers, double factor, double sunk,
                                 struct catalogue *ret_catalogue, struct error *err);

#endif
