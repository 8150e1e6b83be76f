/* week.h — a pool through the hours of its week: what the scheduled actions and the service schedulers do at each.
 *
 * An hour begins: a grown group's instances are there (made ahead, see plan_action); services that shrink stop tasks;
 * services that grow start them, in a drawn order; a shrunk group's instances drain, their tasks started elsewhere;
 * zones are rebalanced. Hour 0 of the first week is a cold start. */
#ifndef BAYPLAN_SIMULATE_WEEK_H
#define BAYPLAN_SIMULATE_WEEK_H

#include "data/verdict.h"
#include "planner/simulate/cluster.h"

/* A promise is what an hour must hold without growing the group. */
enum promise {
    PROMISE_PLACEMENT = 1u << 0,  /* the hour's tasks */
    PROMISE_ZONE_LOSS = 1u << 1,  /* the same after any one zone is gone */
    PROMISE_DEPLOYMENT = 1u << 2, /* and any one service's whole surge with them */
    PROMISE_HEADROOM = 1u << 3    /* with `room` for `tasks` in all of these */
};

/* What a scenario is drawn from: the same for sizing and for simulate, whatever else runs and however the pool is
 * called (its instance type counts). */
uint64_t replay_seed(int64_t seed, const struct replay_pool *pool, enum scenario scenario);
/* The hour of the cold start: most instances; ties: most CPU of tasks; then the first. */
int week_peak_hour(const struct replay_pool *pool, const int64_t *instances);

/* What is wrong first in an hour; tasks 0 = nothing. */
struct shortfall {
    int64_t tasks; /* that found no place, or stand in too few zones */
    int service;
    int zone;             /* the lost one; -1 = none */
    enum promise promise; /* the one broken */
    bool too_few_zones;   /* placed, but in fewer zones than zones_min */
};

/* Takes the cluster from the state of hour `from` (-1 = nothing yet) to hour `hour` at `instances` instances. */
void week_step(struct cluster *cluster, int from, int hour, int64_t instances, unsigned promises,
               int64_t *ret_unplaced /* [services] */);
/* Looks, on copies in `scratch` (cluster_new_like), whether the hour's state keeps every promise. */
struct shortfall week_look(const struct cluster *cluster, struct cluster *scratch, int hour, unsigned promises,
                           const int64_t *unplaced);
/* Tasks a service starts beyond its own in a rolling deployment: floor(tasks * maximum_percent / 100) - tasks. */
int64_t deployment_surge(const struct replay_service *service, int64_t tasks);

#endif
