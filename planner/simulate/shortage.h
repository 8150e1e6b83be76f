/* shortage.h — why a task finds no place, in words, by looking at every instance. */
#ifndef BAYPLAN_SIMULATE_SHORTAGE_H
#define BAYPLAN_SIMULATE_SHORTAGE_H

#include "planner/simulate/cluster.h"

/* "none of 12 instances has 1,536 CPU units, 11,264 MiB and 1 network interface free: 9 lack memory, 3 lack CPU". */
const char *shortage_words(const struct cluster *cluster, const struct replay_pool *pool, int service,
                           struct arena *arena);

#endif
