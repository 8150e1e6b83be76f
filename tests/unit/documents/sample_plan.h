/* sample_plan.h — plans for tests: one with every member filled, and random ones. They hang together, but their money
 * is invented. */
#ifndef BAYPLAN_TESTS_SAMPLE_PLAN_H
#define BAYPLAN_TESTS_SAMPLE_PLAN_H

#include "data/plan.h"

/* Owned by the plan's arena; plan_release it. */
void sample_plan(struct plan *ret_plan);
void sample_plan_random(unsigned seed, struct plan *ret_plan);

#endif
