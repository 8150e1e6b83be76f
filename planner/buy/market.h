/* market.h — what a week costs under AWS's order as a function of the amounts bought, in floating point: for the search
 * of commitments.c, which bills what it finds in integers. */
#ifndef BAYPLAN_BUY_MARKET_H
#define BAYPLAN_BUY_MARKET_H

#include "data/base/arena.h"
#include <stdbool.h>
#include <stdint.h>

struct market_step { /* in AWS's order: who is served from what */
    int use, pool;
    double takes; /* of the pool, by one of the use */
};

struct market_offer {
    int pool;
    double gives;     /* to the pool, by one unit */
    double unit_cost; /* an hour */
    bool is_whole;    /* units are whole: Reserved Instances */
};

struct market {
    int uses_count, hours_count, pools_count, steps_count, offers_count;
    const double *on_demand;   /* [uses] */
    const double *quantity;    /* [hours][uses] */
    const double *hour_weight; /* [hours] */
    double hours_weight;       /* their sum */
    const struct market_step *steps;
    const double *held; /* [pools] there already */
    const struct market_offer *offers;
};

/* What is left on demand and what is bought, of all hours; the fees of what is held are not in it. */
double market_cost(const struct market *market, const double *amounts);

/* From `amounts` along `direction` as far as no amount falls below 0: where the cost is least. It is linear between
 * breakpoints, and all of them are looked at. `whole`: only whole multiples of the direction. Returns the length; *cost
 * is as market_cost has it there, but for rounding. *work grows by the steps that were looked at. */
double market_line(const struct market *market, const double *amounts, const double *direction, bool whole,
                   double *ret_cost, int64_t *work);

/* All offers from the first to the last; or what is not whole before anything else, from the first, or from the last.
 */
enum search_way { SEARCH_ALL, SEARCH_PLANS, SEARCH_PLANS_BACKWARDS };

/* Improves `amounts` along the lines of one offer, and of one offer in place of another, and by one more or less of a
 * whole offer with the others about it settled anew; until nothing leads lower or the cost is `enough`. Amounts of
 * whole offers must be whole. Stops where *work reaches `work_most`, at least one round after it began. Returns the
 * cost. */
double market_search(const struct market *market, double *amounts, double enough, enum search_way way,
                     int64_t work_most, int64_t *work);

#endif
