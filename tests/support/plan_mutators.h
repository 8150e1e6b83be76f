/* plan_mutators.h — ways to make a true plan false, each with the findings of which a checker owes it one. */
#ifndef BAYPLAN_TESTS_PLAN_MUTATORS_H
#define BAYPLAN_TESTS_PLAN_MUTATORS_H

#include "data/plan.h"
#include "data/profile.h"
#include "planner/check/check.h"
#include "tests/support/random.h"

struct plan_mutation {
    struct plan *plan;
    struct profile *profile;
    struct random *random;
};

enum { PLAN_MUTATOR_RULES_MAX = 4 };

struct plan_mutator {
    const char *name;
    bool (*falsify)(struct plan_mutation *m); /* false where there is nothing of the kind to falsify */
    enum check_rule rules[PLAN_MUTATOR_RULES_MAX];
    int rules_count;
};

extern const struct plan_mutator plan_mutators[];
extern const int plan_mutators_count;

#endif
