/* rich_plan.h — a plan with something of everything that a template can say. */
#ifndef TESTS_RICH_PLAN_H
#define TESTS_RICH_PLAN_H

#include "tests/unit/apply/hand_plan.h"

/* With `settings`, all that apply needs is in it; else the template has to ask. */
void rich_plan(struct hand *hand, bool settings);

#endif
