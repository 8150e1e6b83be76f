/* plan_lines.h — what the benches of plans say of one. */
#ifndef BAYPLAN_BENCH_PLAN_LINES_H
#define BAYPLAN_BENCH_PLAN_LINES_H

#include "data/plan.h"

/* "name: cost ..., bound ..., gap ...", and a second line with the gap by cause, not ended yet. */
void print_cost(const struct plan *plan);

#endif
