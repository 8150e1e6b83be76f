/* steps_fixture.h — a small plan, an account in memory, and the steps from one to the other. For test_steps*.c. */
#ifndef TESTS_STEPS_FIXTURE_H
#define TESTS_STEPS_FIXTURE_H

#include "planner/apply/steps.h"
#include "tests/unit/apply/hand_plan.h"
#include "tests/unit/apply/world.h"

struct fixture {
    struct hand hand;
    struct world world;
    struct target target;
    struct steps steps;
    struct step_options options;
    struct error err;
};

/* Families "web" and "worker"; run "run-1". */
void steps_fixture_begin(struct fixture *fixture);
/* Pool m7i.large of 4 to 6 with service web, applied already. */
void steps_fixture_begin_pool(struct fixture *fixture, struct plan_pool **ret_pool);
bool steps_fixture_compute(struct fixture *fixture);
void steps_fixture_apply(struct fixture *fixture);
void steps_fixture_expect(struct fixture *fixture, const char *const *ids);
void steps_fixture_finish(struct fixture *fixture);

#endif
