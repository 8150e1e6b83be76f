/* replay.h — a pool of the model as the replay sees it: what workload_of_pool will make of the plan document.
 *
 * Services by name, then jobs by name, then the daemons of the type's architecture. */
#ifndef BAYPLAN_POOLS_REPLAY_H
#define BAYPLAN_POOLS_REPLAY_H

#include "planner/model/model.h"
#include "planner/simulate/workload.h"

/* What does not hang on the pool, made once: rows by hour, ports, strategies given. Points into the model. */
struct replay_book {
    struct arena arena;
    const struct model *model;
    struct replay_service *services; /* [model->items_count] */
    struct replay_task *daemons;     /* [model->daemons_count] */
};

void replay_book_init(struct replay_book *book, const struct model *model);
void replay_book_release(struct replay_book *book);

/* How a service that gives no placement strategies is to be created: over the zones, then packed; EVEN ones over the
 * zones' instances first, which mixes tasks of which there are about as many as instances by arithmetic. */
enum replay_strategy {
    STRATEGY_MEMORY,
    STRATEGY_CPU,
    STRATEGY_EVEN_MEMORY,
    STRATEGY_EVEN_CPU,
    STRATEGY_DRAWN, /* any instance of the zone: mixes tasks of which no service has many, where packing piles them up
                     */
    REPLAY_STRATEGIES_COUNT
};
/* Its placement strategies, in order; returns how many. */
int replay_strategies(enum replay_strategy strategy, enum placement_strategy ret_strategies[PLACEMENT_STRATEGIES_MAX]);

/* `instance` in model->instances; `items` in model->items, ascending. strategy_of_item [model->items_count] of enum
 * replay_strategy, of services that give none; NULL = STRATEGY_MEMORY. The two lists of the result are in `arena`, what
 * they point to is in the book; instances and max_size are NULL. */
void replay_pool_of(const struct replay_book *book, const char *name, int instance, const int *items, int items_count,
                    const unsigned char *strategy_of_item, struct arena *arena, struct replay_pool *ret_pool);

/* Whether the item is a service that leaves its strategy to the planner. */
bool replay_leaves_strategy(const struct replay_book *book, int item);
/* tasks * (1 + ratio), rounded up; the small step back keeps 10 * 1.1 from becoming 12. */
int64_t replay_room(int64_t tasks, double headroom_ratio);

#endif
