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

enum rule_outcome { RULE_PASSED, RULE_BREACHED, RULE_SKIPPED };
extern const char *const rule_outcome_names[]; /* "passed", "breached", "skipped", NULL */

struct verdict_rule {    /* a policy's rule, asked of one subject */
    const char *rule;    /* "plan", "baseline", then in the policy's order "budget", "service_budget", "tag_budget",
                            "increase", "decrease", "price_age", "gap", "saving", "places", "service_places", "drift" */
    const char *subject; /* service, job or pool; "team=shop"; a pattern that fits none; "" = the whole plan */
    int level;           /* enum policy_level (data/policy.h) */
    enum rule_outcome outcome;
    const char *what;               /* one sentence with the figures: "$5,210.00 a month is $210.00 above the budget" */
    const char *mend;               /* what to do about it, or "" */
    int64_t value_nano, limit_nano; /* of money; 0 where the rule is not about money */
};

/* Is the new plan worth a change of what the baseline has? Both at the new plan's prices and demand. */
struct verdict_proposal {
    bool given;                          /* there was a baseline */
    bool changed;                        /* pools, sizes or places differ from the baseline's */
    bool proposed;                       /* the saving beats policy.saving, or the baseline cannot be kept */
    int64_t baseline_usd_per_month_nano; /* what keeping the baseline's choices would cost */
    int64_t saving_usd_per_month_nano, least_saving_nano; /* may be negative; what it had to beat */
    int64_t services_moved, instances_replaced;           /* the disruption: other place; other type, at the peak */
    const char *why;
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
    struct verdict_rule *rules; /* check: in the order of the policy, subjects by name */
    int rules_count;
    struct verdict_proposal proposal;
    int exit_code;                    /* check: what the process ends with; 0, 3, 4 or 5 */
    double seconds;                   /* check: that planning and checking took; in no document, JUnit says it */
    struct field_strings assumptions; /* rules that AWS gives in words only, as they were taken here */
};

/* Strings that are NULL or "" are left out. */
void verdict_write(const struct verdict *verdict, struct text *ret_json);
void verdict_release(struct verdict *verdict);

#endif
