/* tightness.h — is a plan padded? One instance is taken off a pool at its peak, and the pool is replayed. */
#ifndef BAYPLAN_TESTS_TIGHTNESS_H
#define BAYPLAN_TESTS_TIGHTNESS_H

#include "planner/simulate/simulate.h"

/* What became of a pool with one instance less. */
struct tightness {
    int hour;               /* the pool's peak: the hour of its cold start; others that are as busy keep their size */
    int64_t instances;      /* there, before */
    bool tight;             /* some required scenario fails */
    int64_t seed;           /* the first seed it fails with; 0 = none */
    enum scenario scenario; /* the first that fails then */
};

/* Bits 1u << SCENARIO_X of what the plan's promises require of it. */
unsigned scenarios_required(const struct plan *plan);
/* Pool `index` alone, seeds 1..seeds until one fails. Errors: as simulate_plan. */
MUST_CHECK bool pool_tightness(const struct plan *plan, int index, int64_t seeds, struct tightness *ret_tightness,
                               struct error *err);

#endif
