/* plan_checker.h — is a plan true? Sums it again and looks whether its pools can hold what they are given.
 *
 * Reads plan, profile and catalogue alone and shares no code with planner/: every sum is made here, in 128-bit
 * integers. What it finds wrong is certain. That a pool can hold its tasks is shown by a packing of its own where it
 * finds one; an hour it neither refutes nor shows is counted as unproven, and that is no finding. */
#ifndef BAYPLAN_TESTS_PLAN_CHECKER_H
#define BAYPLAN_TESTS_PLAN_CHECKER_H

#include "data/base/text.h"
#include "data/catalogue.h"
#include "data/plan.h"
#include "data/profile.h"

struct plan_checker {
    struct text findings; /* one line each, "code: what"; release with plan_checker_release */
    int findings_count;
    int64_t hours_shown, hours_unproven; /* of all pools together */
};

/* True where nothing is wrong. */
bool plan_checker_run(const struct plan *plan, const struct profile *profile, const struct catalogue *catalogue,
                      struct plan_checker *ret_check);
/* Whether some finding has this code. */
bool plan_checker_found(const struct plan_checker *check, const char *code);
void plan_checker_release(struct plan_checker *check);

#endif
