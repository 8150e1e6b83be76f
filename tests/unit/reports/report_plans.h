/* report_plans.h — plans made up for the reports' tests: every section, every sentence. Nothing to release. */
#ifndef BAYPLAN_TESTS_REPORT_PLANS_H
#define BAYPLAN_TESTS_REPORT_PLANS_H

#include "data/plan.h"

/* Pools, Fargate, Lambda, warnings, all causes of the gap, overhead, impossible places, hostile names. */
struct plan plan_rich(struct arena *arena);
/* Fargate only, nothing else to say. */
struct plan plan_plain(struct arena *arena);
/* plan_rich with a Spot pool, commitments, what-ifs and the table of sensitivity, some of it hostile. */
struct plan plan_bought(struct arena *arena);
/* `count` services on one pool. */
struct plan plan_large(struct arena *arena, int count);

#endif
