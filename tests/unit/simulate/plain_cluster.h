/* plain_cluster.h — drawn worlds, and a cluster as plain as can be: what a faster one is held against. */
#ifndef BAYPLAN_TESTS_PLAIN_CLUSTER_H
#define BAYPLAN_TESTS_PLAIN_CLUSTER_H

#include "planner/simulate/workload.h"
#include "tests/support/random.h"

enum { SERVICES = 48, INSTANCES = 400, PORTS_MOST = 3 };

struct world {
    struct replay_pool pool;
    struct replay_service services[SERVICES];
    struct replay_task daemons[2];
    int64_t ports[SERVICES + 2][PORTS_MOST];
};

/* One hour of one task each; the world must not move while the pool is used. */
void world_draw(struct random *random, struct world *world);

struct plain_instance {
    bool active, gone;
    int zone;
    int64_t tasks[SERVICES];
};

struct plain {
    const struct world *world;
    struct plain_instance instances[INSTANCES];
    int count;
};

/* Those given, or what a service gets that names none. Returns how many. */
int plain_strategies(const struct replay_service *service, enum placement_strategy *ret_strategies);
int64_t plain_running(const struct plain *plain, int service, int zone); /* zone -1 = all */
/* What the strategy would have least. */
int64_t plain_key(const struct plain *plain, int service, int at, enum placement_strategy strategy);
/* Instances that may take a task and are as good as any; zone -1 = any. Returns how many. Zones as good as one another
 * are drawn from before any later strategy is asked. */
int plain_candidates(const struct plain *plain, int service, int zone, bool *ret_candidate /* [INSTANCES] */);

#endif
