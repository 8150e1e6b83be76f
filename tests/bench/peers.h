/* peers.h — what other tools do with the same packing, for comparison; each returns its cost, -1 where it fails. */
#ifndef BAYPLAN_BENCH_PEERS_H
#define BAYPLAN_BENCH_PEERS_H

#include "planner/model/packing.h"

/* Items by falling CPU, then memory, each into the first open bin that holds it, else into a new one of the cheapest
 * type that fits it alone (Karpenter's order, without its later consolidation). */
int64_t peer_first_fit(const struct packing *packing, int slot);
/* Fills one bin of every type greedily, keeps the one of least cost for what it holds, again and again. */
int64_t peer_best_type(const struct packing *packing, int slot);

#endif
