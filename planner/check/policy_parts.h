/* policy_parts.h — what the parts of the policy's check share. */
#ifndef BAYPLAN_POLICY_PARTS_H
#define BAYPLAN_POLICY_PARTS_H

#include "data/base/wide.h"
#include "planner/check/policy_check.h"

/* A plan's service or job. */
struct tenant {
    const char *name, *place, *settings_sha256;
    const struct plan_service *service; /* NULL of a job */
    const struct plan_job *job;         /* NULL of a service */
    int64_t usd_per_month_nano;
};

struct tenants { /* by name; free(items) */
    struct tenant *items;
    int count;
};

struct judging {
    const struct policy_subjects *subjects;
    const struct policy *policy;
    struct verdict *verdict;
    struct tenants now, before; /* before: none without a baseline */
    int64_t bill_nano;     /* what budget and change are about: the plan's, or the baseline's choices' where keeping
                              them costs less than what was found now */
    const char *bill_note; /* says so, or "" */
    struct verdict_rule *rules; /* freed when the verdict has its own */
    int rules_count, rules_room;
    int64_t more, more_breached; /* rules above VERDICT_RULES_MAX */
    bool plan_breached, drift_denied, other_denied;
};

/* A hostile policy of many patterns would ask thousands of rules of thousands of services each. */
enum { VERDICT_RULES_MAX = 500 * 1000 };

/* Adds the rule and remembers what its breach means for the exit code. */
void rule_add(struct judging *at, const struct verdict_rule *rule);
/* A sentence that lives as long as the verdict. */
const char *say(struct judging *at, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* "$1,234.57"; all its decimals where it would read the same as `other` and is not. */
const char *usd_beside(struct judging *at, int64_t nano, int64_t other);
const char *usd_words(struct judging *at, int64_t nano);
const char *usd_change(struct judging *at, int64_t nano); /* "+$20.00", "-$3.00" */
/* "6.32 %", with more decimals where it would read as `other` and is not. */
const char *percent_beside(struct judging *at, double percent, double other);
const char *number_words(struct judging *at, int64_t count);                  /* "2,077" */
const char *count_words(struct judging *at, int64_t count, const char *noun); /* "1 service", "2,077 services" */
const char *causes_words(struct judging *at); /* "price +$20.00, demand -$3.00"; "" where nothing changed */
int64_t held(int128 nano);                    /* within what money can be */

struct tenants tenants_of(const struct plan *plan);
const struct tenant *tenant_find(const struct tenants *tenants, const char *name); /* NULL where none */
int64_t tasks_at(const struct field_integers *tasks, int hour);                    /* 0 of none */
/* [*ret_first, *ret_end): those that `pattern` may fit; all of them where it is no plain name. */
void tenants_range(const struct tenants *tenants, const char *pattern, int *ret_first, int *ret_end);

/* percent and dollars both above their limits? `change` and `whole` in nano-dollars. */
bool change_is_above(const struct policy_change *limit, int64_t change, int64_t whole);
const char *change_words(struct judging *at, const struct policy_change *limit); /* "5 % and $100.00" */

/* In the order of the verdict's rules. */
void judge_plan(struct judging *at);
void judge_baseline(struct judging *at); /* and the proposal */
void judge_budgets(struct judging *at);
void judge_changes(struct judging *at);
void judge_price_age(struct judging *at);
void judge_gap(struct judging *at);
void withdraw_proposal(struct judging *at); /* where a rule asked before denies the plan */
void judge_saving(struct judging *at);
void judge_places(struct judging *at);
void judge_drift(struct judging *at);

/* Why the baseline cannot be kept, whatever it costs; NULL where nothing certain speaks against it. */
const char *baseline_is_out(struct judging *at);

#endif
