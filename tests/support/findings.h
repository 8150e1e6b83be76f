/* findings.h — what check_plan found, as tests ask for it. */
#ifndef BAYPLAN_TESTS_FINDINGS_H
#define BAYPLAN_TESTS_FINDINGS_H

#include "data/base/text.h"
#include "planner/check/check.h"

bool findings_have(const struct verdict *verdict, enum check_rule rule);
/* "code where: what", one a line; release with text_release. */
struct text findings_text(const struct verdict *verdict);

#endif
