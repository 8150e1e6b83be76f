/* random_world.h — random plans, and random things that stand in an account beside and instead of them. */
#ifndef TESTS_RANDOM_WORLD_H
#define TESTS_RANDOM_WORLD_H

#include "tests/support/random.h"
#include "tests/unit/apply/hand_plan.h"
#include "tests/unit/apply/world.h"

/* Families of all the services that a random plan can have; NULL at the end. */
extern const char *const random_families[];

void random_plan(struct random *random, struct hand *hand);
/* Other people's: a provider with its group and service, services of our names, scalable targets, actions. */
void random_strangers(struct random *random, struct world *world);
/* Somebody has changed something of ours by hand. */
void random_drift(struct random *random, struct world *world);
/* Schedules have done their work: groups and scalable targets of ours have the numbers of some hour. */
void random_hour(struct random *random, struct world *world, const struct plan *plan);

#endif
