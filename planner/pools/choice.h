/* choice.h — one choice of pools and places, priced at the steering price by tasks coming in drawn orders. */
#ifndef BAYPLAN_POOLS_CHOICE_H
#define BAYPLAN_POOLS_CHOICE_H

#include "planner/pools/arrival.h"
#include "planner/pools/clock.h"
#include "planner/pools/fluid.h"
#include "planner/pools/pool_size.h"

struct choice {
    int pools_count;
    int types[PROFILE_POOLS_MAX + 1]; /* indexes in fleet->types */
    enum arrival_rule rules[PROFILE_POOLS_MAX + 1];
    int64_t cost[PROFILE_POOLS_MAX + 1]; /* a month, steering price */
    int *place;                          /* [fleet->items_count] pool or -1 */
    int64_t outside;
    int64_t total;
    int homeless; /* items outside that may not be */
    int number;   /* of a start: settles ties */
};

struct chooser {
    struct arena arena;
    const struct fleet *fleet;
    struct pool_sizer sizer;
    struct arrivals arrivals;
    int64_t work_max; /* of sizer.packer.steps: where polishing stops */
    struct search_clock clock;
    int *members; /* [items] scratch */
    int64_t moves_tried;
};

void chooser_init(struct chooser *chooser, const struct fleet *fleet, const struct pattern_book *book,
                  double time_limit_s);
/* How many tasks the judge looks at, in how many orders (arrival.h). */
void chooser_look_at(struct chooser *chooser, int64_t tasks_max, int draws_max);
void chooser_release(struct chooser *chooser);

struct choice *choice_new(struct chooser *chooser); /* everything outside */
void choice_copy(const struct chooser *chooser, struct choice *to, const struct choice *from);
void choice_from_fluid(struct chooser *chooser, const struct fluid *fluid, const struct fluid_plan *plan,
                       struct choice *ret_choice);
/* Members of a pool, by index; returns how many. */
int choice_members(const struct chooser *chooser, const struct choice *choice, int pool, int *ret_members);
void choice_price_pool(struct chooser *chooser, struct choice *choice, int pool, enum zone_effort effort);
void choice_price(struct chooser *chooser, struct choice *choice, enum zone_effort effort);
/* Fewer homeless first, then cheaper. */
bool choice_is_better(const struct choice *a, const struct choice *b);
/* Drops pools nobody is in. */
void choice_drop_empty(const struct chooser *chooser, struct choice *choice);

/* Local search: other types for a pool, other places for an item, opening and closing pools. */
void choice_polish(struct chooser *chooser, struct choice *choice);

#endif
