/* anneal.h — simulated annealing on a choice: parts moved and exchanged between places, pools given other types. */
#ifndef BAYPLAN_POOLS_ANNEAL_H
#define BAYPLAN_POOLS_ANNEAL_H

#include "planner/pools/choice.h"

/* `choice` becomes the best of itself and where the annealing ends, without empty pools; it must be priced. Ends after
 * about `work` of the chooser's steps. One pool more than there are, up to pools_max, may
 * come to be; the types tried are types[types_count]. The same draws every time. */
void choice_anneal(struct chooser *chooser, struct choice *choice, const int *types, int types_count, int pools_max,
                   int64_t work);

#endif
