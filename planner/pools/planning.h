/* planning.h — profile + catalogue -> plan: model, solve, pools, bill, reasons, in that order. */
#ifndef BAYPLAN_PLANNING_H
#define BAYPLAN_PLANNING_H

#include "data/catalogue.h"
#include "data/plan.h"
#include "data/profile.h"
#include "data/verdict.h"

struct planning_options {
    double time_limit_s;                               /* all of it; default 10 */
    void (*progress)(void *context, const char *line); /* at most a few a second; may be NULL */
    void *context;
    struct verdict *ret_verdict; /* of the plan's own replay; may be NULL. {0} where there is no pool; for the caller to
                                    release */
};

/* Errors as model_build, solve_packing and pools_choose. */
MUST_CHECK bool planning_run(const struct profile *profile, const struct catalogue *catalogue,
                             const struct planning_options *options, struct plan *ret_plan, struct error *err);

#endif
