/* world_laws.h — what no step may ever do, and what AWS would refuse. For world.c. */
#ifndef TESTS_WORLD_LAWS_H
#define TESTS_WORLD_LAWS_H

#include "tests/unit/apply/world.h"

/* The law that step `index` would break on the world as it is, in words; NULL = none. `step` is the same with copies'
 * real names, `now` its object. */
const char *law_broken(struct world *world, const struct steps *steps, int index, const struct step *step,
                       const struct object *now, const struct target *target);

#endif
