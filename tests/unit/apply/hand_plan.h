/* hand_plan.h — small plans written by hand, with what apply needs of them and no more. */
#ifndef TESTS_HAND_PLAN_H
#define TESTS_HAND_PLAN_H

#include "data/plan.h"

enum { HAND_POOLS_MAX = 6, HAND_SERVICES_MAX = 8 };

struct hand {
    struct plan plan; /* its arena holds all */
    struct plan_pool pools[HAND_POOLS_MAX];
    struct plan_service services[HAND_SERVICES_MAX];
};

/* Stack and cluster "shop" in us-east-1a and b, nothing in it. `hand` must stay where it is. */
void hand_begin(struct hand *hand, int hours);
/* On demand unless made spot; the pool is named "pool-1", "pool-2" ... */
struct plan_pool *hand_pool(struct hand *hand, const char *type, int64_t min, int64_t max);
void hand_action(struct hand *hand, struct plan_pool *pool, int hour, int64_t min, int64_t max);
/* Task definition: the service's name as the family. */
struct plan_service *hand_service(struct hand *hand, const char *name, const char *place, int64_t tasks);
void hand_tasks(struct hand *hand, struct plan_service *service, const int64_t *tasks, int count);
void hand_release(struct hand *hand);

#endif
