/* purchases.h — ways of buying as people say them. */
#ifndef BAYPLAN_REPORTS_PURCHASES_H
#define BAYPLAN_REPORTS_PURCHASES_H

#include "data/catalogue.h"
#include "data/plan.h"
#include "reports/figures.h"

/* "on demand", "Spot", "Compute SP 1y no upfront", "EC2 SP 3y all upfront", "RI 1y partial upfront", "conv. RI 3y no
 * upfront". Returns `buffer`. */
const char *purchase_words(enum purchase purchase, char buffer[FIGURE_SIZE]);

/* "$/hour", "$/M GB-s >7.5e9" ...: the unit of a row, with its tier. Returns `buffer`. */
const char *price_unit_words(const struct price *price, char buffer[FIGURE_SIZE]);

/* "EC2 SP 1y no upfront, m7g (held)". Returns `buffer`. */
enum { PLAN_COMMITMENT_WORDS_SIZE = 4 * FIGURE_SIZE };
const char *plan_commitment_words(const struct plan_commitment *commitment, char buffer[PLAN_COMMITMENT_WORDS_SIZE]);

#endif
