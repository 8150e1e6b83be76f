/* state.h — a finished plan told what its commitments are: the bill by the hour, what is left unused, the bound. */
#ifndef BAYPLAN_BUY_STATE_H
#define BAYPLAN_BUY_STATE_H

#include "planner/buy/outcome.h"

struct statement {
    const struct profile *profile;
    const struct offers *offers;
    const struct outcome *outcome; /* the plan is its places and sizes, at its rates */
    const struct plan *listed;     /* the same without any commitment */
    int64_t bound_nano;            /* of the same options, a month */
    int64_t outside_nano;          /* everything outside EC2 with the best commitments for that; -1 = not possible */
};

/* Errors: UNKNOWN_PRICE, LIMIT. */
MUST_CHECK bool state_commitments(const struct statement *statement, struct plan *plan, struct error *err);

#endif
