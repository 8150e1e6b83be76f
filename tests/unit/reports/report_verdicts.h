/* report_verdicts.h — verdicts made up for the reports' tests, of plan_rich(). Nothing to release. */
#ifndef BAYPLAN_TESTS_REPORT_VERDICTS_H
#define BAYPLAN_TESTS_REPORT_VERDICTS_H

#include "data/verdict.h"

struct verdict verdict_holds(void);       /* every scenario, 200 seeds, no Spot pool */
struct verdict verdict_fails(void);       /* required and other scenarios fail; zones lost; findings; hostile names */
struct verdict verdict_of_one_seed(void); /* one scenario, one seed */
struct verdict verdict_of_nothing(void);  /* a plan without pools */

#endif
