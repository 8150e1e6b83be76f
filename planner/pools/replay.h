/* replay.h — a pool of the model as the replay sees it: what workload_of_pool will make of the plan document.
 *
 * Services by name, then jobs by name, then the daemons of the type's architecture. A service that gives no placement
 * strategies is spread over the zones, then packed on `binpack`, as the plan will say. */
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

/* `instance` in model->instances; `items` in model->items, ascending. The two lists of the result are in `arena`, what
 * they point to is in the book; instances and max_size are NULL. The name steers what the replay draws. */
void replay_pool_of(const struct replay_book *book, const char *name, int instance, const int *items, int items_count,
                    enum placement_strategy binpack, struct arena *arena, struct replay_pool *ret_pool);

/* Whether some service of the list leaves its strategy to the planner. */
bool replay_leaves_strategy(const struct replay_book *book, const int *items, int items_count);
/* tasks * (1 + ratio), rounded up; the small step back keeps 10 * 1.1 from becoming 12. */
int64_t replay_room(int64_t tasks, double headroom_ratio);

#endif
