/* plan_mutators.h — ways to make a true plan false, each with the finding that a checker owes it. */
#ifndef BAYPLAN_TESTS_PLAN_MUTATORS_H
#define BAYPLAN_TESTS_PLAN_MUTATORS_H

#include "data/plan.h"
#include "data/profile.h"
#include "tests/support/random.h"

struct plan_mutation {
    struct plan *plan;
    struct profile *profile;
    struct random *random;
};

enum { PLAN_MUTATOR_CODES_MAX = 4 };

struct plan_mutator {
    const char *name;
    bool (*falsify)(struct plan_mutation *m);  /* false where there is nothing of the kind to falsify */
    const char *codes[PLAN_MUTATOR_CODES_MAX]; /* plan_checker must find one of these; NULL ends them */
};

extern const struct plan_mutator plan_mutators[];
extern const int plan_mutators_count;

#endif
