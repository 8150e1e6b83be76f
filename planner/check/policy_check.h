/* policy_check.h — is a plan allowed? Its policy's rules, and is it worth a change of what the baseline has.
 *
 * Reads documents and plans nothing. Exit code of the answer: 0; 4 where the plan does not hold (rule "plan"); else 3
 * where another rule of level "deny" is breached; 5 where that is only drift. */
#ifndef BAYPLAN_CHECK_POLICY_CHECK_H
#define BAYPLAN_CHECK_POLICY_CHECK_H

#include "data/cluster.h"
#include "data/plan.h"
#include "data/policy.h"
#include "data/verdict.h"
#include "pricing/difference.h"

struct policy_subjects {
    const struct policy *policy;
    const struct plan *plan;
    const struct plan *baseline;           /* NULL = none: rules that need it are skipped, and say so */
    const struct difference *difference;   /* of baseline and plan; with `baseline` */
    const struct running_cluster *cluster; /* NULL = none */
    int64_t today;                         /* days since 1970-01-01 UTC */
};

enum { CHECK_EXIT_DENIED = 3, CHECK_EXIT_NOT_HELD = 4, CHECK_EXIT_DRIFT = 5 };

/* Adds rules, proposal and exit_code to a verdict that may be empty or hold what check_plan or simulate_plan found of
 * the same plan: rule "plan" is about that and about the plan's own verification. `passed` where no "deny" rule is
 * breached.
 *
 * A tag that nothing carries or a pattern that fits no name is a breach of level "warn", whatever the rule's own.
 * Rule "saving" is never breached: it says whether a change is proposed. That is also so where the baseline cannot be
 * kept: it lacks a service, was made for other settings, or is too small for the tasks by counting alone. A plan that
 * does not hold, or that a rule but drift denies, is never proposed. */
void policy_check(const struct policy_subjects *subjects, struct verdict *ret_verdict);

#endif
