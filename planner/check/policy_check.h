/* policy_check.h — is a plan allowed? Its policy's rules, and is it worth a change of what the baseline has.
 *
 * Reads documents and plans nothing. Exit code of the answer: 0; 3 where a rule of level "deny" is breached; 5 where
 * that is only drift. */
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

/* Fills rules, proposal and exit_code; `passed` where no "deny" rule is breached. */
void policy_check(const struct policy_subjects *subjects, struct verdict *ret_verdict);

/* "2026-11-22" to days since 1970-01-01; false where it is no date. */
bool date_parse(const char *text, int64_t *ret_days);

#endif
