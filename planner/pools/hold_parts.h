/* hold_parts.h — what the files of the hold share. For hold*.c alone. */
#ifndef BAYPLAN_POOLS_HOLD_PARTS_H
#define BAYPLAN_POOLS_HOLD_PARTS_H

#include "planner/pools/hold.h"
#include "planner/pools/replay.h"
#include "planner/simulate/sizing.h"

struct holder {
    struct arena scratch;
    const struct model *model;
    const struct hold_options *options;
    struct pools_result *result;
    struct replay_book book;
    unsigned promises;
    int *items; /* [items_count] scratch: members of the pool at hand */
    int64_t seeds[PROFILE_POOLS_MAX + 1];
    struct hold_report report;
};

/* Members of a pool in holder->items, ascending; returns how many. */
int holder_members(struct holder *holder, int g);
void holder_replay_pool(struct holder *holder, int g, struct replay_pool *ret_pool);
int64_t holder_steps_left(const struct holder *holder);
/* A step of the replay takes the longer the more instances there are to choose from: what one counts for. */
double holder_step_weight(const struct holder *holder, int g);
void holder_spend(struct holder *holder, int g, int64_t steps);
/* About what one cold start of the pool counts for. */
double holder_cold_start(const struct holder *holder, int g);
/* More than any pool of these tasks needs. */
int64_t holder_instances_at_most(const struct replay_pool *pool);
struct sizing_result holder_size(struct holder *holder, int g, const struct replay_pool *pool, unsigned promises,
                                 int64_t seeds, const int64_t *guess, int64_t steps, int64_t *ret_instances);
/* A month of so many instances of the pool's type. Errors: LIMIT. */
MUST_CHECK bool holder_month(const struct holder *holder, int g, const int64_t *instances, int64_t *ret_nano,
                             struct error *err);

/* hold_strategy.c: how the pool's services are to be placed, by a sample of hours and seeds. */
void holder_choose_strategies(struct holder *holder, int g, int64_t steps);
/* hold_repair.c: moves services and changes strategies where a sample of hours says that it pays; returns how many. */
int holder_repair(struct holder *holder, int64_t steps);
/* hold_stages.c: the pool's month with fewer promises, its sizes for placement alone, max_size, target capacity. */
MUST_CHECK bool holder_finish(struct holder *holder, int g, struct error *err);

#endif
