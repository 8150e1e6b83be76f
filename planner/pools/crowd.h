/* crowd.h — the fleet with items alike taken together in a hundred-odd parts: few enough to move one by one. */
#ifndef BAYPLAN_POOLS_CROWD_H
#define BAYPLAN_POOLS_CROWD_H

#include "planner/pools/choice.h"

struct crowd {
    struct fleet fleet; /* its items are the parts; `item` is that of one member; types are those of the whole */
    const int *part_of; /* [items of the whole fleet]: index in fleet.items, -1 = not movable */
};

/* At most about `parts_max` parts (more where there are more kinds) in at most `slots_max` slots. */
void crowd_build(const struct fleet *whole, int parts_max, int slots_max, struct crowd *ret_crowd);
void crowd_release(struct crowd *crowd);
/* Places of the parts from those of their members (most tasks win), and of the members from those of the parts. */
void crowd_gather(const struct crowd *crowd, const struct fleet *whole, const struct choice *choice,
                  struct choice *ret_parts);
void crowd_spread(const struct crowd *crowd, const struct fleet *whole, const struct choice *parts,
                  struct choice *ret_choice);

#endif
