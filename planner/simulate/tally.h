/* tally.h — one scenario's figures while seeds and pools go by. */
#ifndef BAYPLAN_SIMULATE_TALLY_H
#define BAYPLAN_SIMULATE_TALLY_H

#include "data/verdict.h"

struct moment {  /* when tasks waited */
    bool failed; /* that was not allowed: comes before any that was */
    int64_t hour, tasks;
    const char *pool, *service, *zone, *why;
};

struct tally {
    enum scenario scenario;
    bool required, applies;
    int64_t seeds;
    int64_t runs, runs_failed;
    double *unplaced_task_minutes; /* [seeds] */
    struct moment *worst;          /* [seeds] */
    int64_t instance_minutes;      /* of all seeds */
    int64_t usd_nano;              /* of the mean seed */
    int64_t planned_minutes;
    int64_t minutes_longest;
};

void tally_init(struct tally *tally, enum scenario scenario, bool required, int64_t seeds, struct arena *arena);
/* Task-minutes of a seed: one after another (a week), or the most of one event. */
void tally_add_minutes(struct tally *tally, int64_t seed_index, double minutes);
void tally_most_minutes(struct tally *tally, int64_t seed_index, double minutes);
/* True where it is worse than the seed's worst moment so far: failed where that did not, or more tasks waiting. */
bool tally_is_worse(const struct tally *tally, int64_t seed_index, bool failed, int64_t tasks);
void tally_run(struct tally *tally, bool failed);
/* `minutes` of all seeds together on instances at `nano_per_hour`. */
void tally_instances(struct tally *tally, int64_t minutes, int64_t nano_per_hour);
void tally_longest(struct tally *tally, int64_t minutes);
struct verdict_scenario tally_result(const struct tally *tally, int64_t seed_first);

#endif
