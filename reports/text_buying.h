/* text_buying.h — how a plan is paid for, and what it hangs on, as text: commitments, Spot, what-ifs, sensitivity. */
#ifndef BAYPLAN_REPORTS_TEXT_BUYING_H
#define BAYPLAN_REPORTS_TEXT_BUYING_H

#include "data/plan.h"
#include "reports/screen.h"

/* Nothing where the plan has none of it. */
void text_what_ifs(struct screen *screen, const struct plan *plan);
void text_spot(struct screen *screen, const struct plan *plan);
void text_commitments(struct screen *screen, const struct plan *plan);
void text_sensitivity(struct screen *screen, const struct plan *plan);

#endif
