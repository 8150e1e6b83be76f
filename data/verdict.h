/* verdict.h — what an independent look at a plan found (bayplan.verdict/1): `simulate` replays, `check` counts.
 *
 * Written, never read again: nothing starts from a verdict. */
#ifndef BAYPLAN_VERDICT_H
#define BAYPLAN_VERDICT_H

#include "data/base/arena.h"
#include "data/base/text.h"
#include "data/profile.h"

#define SCENARIOS(X)                                                                                                   \
    X(SCENARIO_WEEK, "week")                                                                                           \
    X(SCENARIO_COLD_START, "cold_start")                                                                               \
    X(SCENARIO_DEPLOYMENT, "deployment")                                                                               \
    X(SCENARIO_ZONE_LOSS, "zone_loss")                                                                                 \
    X(SCENARIO_SPOT, "spot")
enum scenario {
#define X(scenario, name) scenario,
    SCENARIOS(X)
#undef X
        SCENARIOS_COUNT
};
extern const char *const scenario_names[]; /* ends with NULL */

/* How worst.why begins where all tasks have a place, and worst.tasks are zones that are missing. */
#define VERDICT_TOO_FEW_ZONES "its tasks stand in too few zones"

/* One scenario over all seeds and pools. */
struct verdict_scenario {
    enum scenario scenario;
    bool required, passed, applies; /* applies = false: nothing in the plan to try it on */
    int64_t runs;                   /* replays: seeds times pools, hours, services or zones */
    int64_t runs_failed;
    double unplaced_task_minutes; /* of the worst seed */
    /* The worst moment: of the worst seed, the hour with the most tasks waiting. tasks 0 = there is none. */
    struct {
        int64_t seed, hour, tasks;
        const char *pool, *service, *zone; /* zone: the lost one; "" = none */
        const char *why;                   /* "no instance has 1,536 CPU units, 11,264 MiB and an interface free" */
    } worst;
    /* What ECS really runs, mean of the seeds. A week: all of it. Else what the event adds to it, once. */
    double instance_hours;
    int64_t usd_nano;              /* of those instance-hours */
    double planned_instance_hours; /* the week's by the plan; else 0 */
    double minutes_longest;        /* deployment: until done; zone loss, Spot: until every task runs again */
};

struct verdict_finding { /* check_plan: what is false in the plan */
    const char *code;    /* "cost_sum", "service_place" ... */
    const char *where;   /* path in the plan: "pools[1].instances[17]" */
    const char *what;
};

struct verdict {
    struct arena arena;
    const char *plan_profile_name, *plan_profile_sha256, *plan_catalogue_sha256;
    bool passed; /* every required scenario, and no finding */
    int64_t seed, seeds;
    struct verdict_scenario *scenarios; /* in the order of enum scenario; those asked for */
    int scenarios_count;
    struct verdict_finding *findings;
    int findings_count;
    struct field_strings assumptions; /* rules that AWS gives in words only, as they were taken here */
};

/* Strings that are NULL or "" are left out. */
void verdict_write(const struct verdict *verdict, struct text *ret_json);
void verdict_release(struct verdict *verdict);

#endif
