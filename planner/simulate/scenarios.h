/* scenarios.h — one pool with one seed through every scenario that is asked for. */
#ifndef BAYPLAN_SIMULATE_SCENARIOS_H
#define BAYPLAN_SIMULATE_SCENARIOS_H

#include "planner/simulate/cluster.h"
#include "planner/simulate/tally.h"
#include "planner/simulate/week.h"

struct replay {
    struct arena *arena;   /* of words in moments */
    struct tally *tallies; /* [SCENARIOS_COUNT] */
    unsigned scenarios;    /* asked for */
    unsigned promises;     /* of the plan */
    unsigned rules;        /* used so far, 1u << RULE_X */
    int64_t seed, seed_index;
    const struct replay_pool *pool;
    const struct plan_pool *planned;
    struct cluster *cluster;   /* the pool's week */
    struct cluster *scratch;   /* looks ahead */
    int64_t *unplaced, *tasks; /* [services] */
    int *worst_hours;          /* [services] of a deployment */
    int peak_hour;
};

/* What a plan's safety asks of every hour: bits of enum promise. */
unsigned replay_promises(const struct plan *plan);
void replay_open(struct replay *replay, const struct replay_pool *pool, const struct plan_pool *planned);
void replay_close(struct replay *replay);
/* The seed's week, and what branches off its hours; then the cold start. */
void replay_run(struct replay *replay);
/* The peak hour's tasks placed from nothing: the cluster holds them, `unplaced` what found no place. */
void replay_place_cold(struct replay *replay);
/* What the plan's scheduled actions make the pool run in a week, lead and draining included: the same for every seed.
 */
void replay_plan_hours(struct replay *replay);
bool replay_wants(const struct replay *replay, enum scenario scenario);
/* Tasks of a service that an hour holds. */
int64_t replay_tasks(const struct replay *replay, int service, int hour);

/* scenario_events.c: what happens within an hour, from the week's state. */
void replay_zone_losses(struct replay *replay, int hour);
void replay_spot(struct replay *replay, int hour);
void replay_deployments(struct replay *replay, int hour);

#endif
