/* subset.h — which types: the fluid's favourites judged by the solver on a typical hour, then exchanged one by one. */
#ifndef BAYPLAN_POOLS_SUBSET_H
#define BAYPLAN_POOLS_SUBSET_H

#include "planner/pools/mix.h"

enum { SUBSETS_KEPT = 3, SUBSETS_LIKED = 6 };

struct subset {
    int count;
    int types[PROFILE_POOLS_MAX];
    double hour_nano;
};

struct subset_search {
    struct mix *mix;
    struct search_clock *clock;
    int pools_max;
    int64_t solves_max;
    struct mix_answer *answer;
    struct subset kept[SUBSETS_KEPT]; /* best first, different */
    int kept_count;
    struct subset liked[SUBSETS_LIKED]; /* the same by bound alone */
    int liked_count;
    int64_t bound_work;
};

/* Starts from the fluid's plans and the types the free packing used (`wanted`, indexes in fleet->types). */
void subset_search(struct subset_search *search, const struct fluid_plans *plans, const int *wanted, int wanted_count);

#endif
