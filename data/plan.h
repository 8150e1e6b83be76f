/* plan.h — the decision (bayplan.plan/1): pools, their size by hour, service -> place, reasons, cost, bound.
 *
 * A plan stands alone: cost can be summed from it, and explain/check/report need no other file. Sums (all exact):
 *   pool    usd_per_month = usd_of_month(sum_h instances[h] * (usd_per_instance_hour + usd_per_root_volume_hour))
 *   service on fargate*    usd_per_month = usd_of_month(sum_h tasks[h] * usd_per_task_hour)
 *   service on a pool      usd_per_month = its share of the pool; the shares of a pool's services and jobs sum to it
 *   job     usd_per_month: lambda and fargate as billed; on a pool its share
 *   cost.ec2 = sum of pools; cost.fargate = sum of services and jobs on fargate or fargate_spot; cost.lambda = sum of
 *   jobs on lambda; cost.usd_per_month = ec2 + fargate + lambda + unused_commitments + overhead.
 * With commitments every price is the effective one (pricing/effective.h), and `commitments` has what it comes from.
 *   bound.gap_ratio = (cost - overhead - bound) / bound; the causes' ratios sum to it (last digit by rounding). */
#ifndef BAYPLAN_PLAN_H
#define BAYPLAN_PLAN_H

#include "data/base/arena.h"
#include "data/base/hash.h"
#include "data/base/json_writer.h"
#include "data/base/money.h"
#include "data/profile.h"
#include "data/verdict.h"

/* Causes of the gap, in the order they are added to the bound. */
#define GAP_CAUSES(X)                                                                                                  \
    X(GAP_FEW_POOLS, "few_pools")             /* few types; each service wholly in one place all week */               \
    X(GAP_WHOLE_INSTANCES, "whole_instances") /* instances are whole, and tasks are */                                 \
    X(GAP_ZONES, "zones")                     /* tasks spread over the zones; an instance in each */                   \
    X(GAP_PLACEMENT, "placement")             /* ECS places one task at a time and never moves one */                  \
    X(GAP_ZONE_LOSS, "zone_loss")             /* any one zone may be lost */                                           \
    X(GAP_DEPLOYMENTS, "deployments")         /* room kept for a rolling deployment */                                 \
    X(GAP_HEADROOM, "headroom")               /* room kept for more tasks */                                           \
    X(GAP_JOBS, "jobs")                       /* what jobs cost above their part of the bound */                       \
    X(GAP_COMMITMENTS, "commitments")         /* one commitment for all hours of the week; what of it is lost */
enum gap_cause {
#define X(cause, name) cause,
    GAP_CAUSES(X)
#undef X
        GAP_CAUSES_COUNT,
    GAP_POOL_FIRST = GAP_WHOLE_INSTANCES, /* the causes that one pool has by itself */
    GAP_POOL_LAST = GAP_HEADROOM
};
extern const char *const gap_cause_names[];

/* How a pool's instances are had. */
enum pool_purchase { POOL_ON_DEMAND, POOL_SPOT, POOL_MANAGED_INSTANCES, POOL_PURCHASES_COUNT };
extern const char *const pool_purchase_names[]; /* ends with NULL */

enum {
    PLAN_RATES_MAX = 10 * 1000,
    PLAN_COMMITMENTS_MAX = 1000,
    PLAN_COMMITMENT_COUNT_MAX = 1000 * 1000,           /* Reserved Instances of one row */
    PLAN_BILLED_S_MAX = PROFILE_DURATION_S_MAX + 3600, /* a run's duration and startup */
    PLAN_VARIATIONS_MAX = 100,
    PLAN_ALTERNATIVES_MAX = 100,
    PLAN_ASSUMPTIONS_MAX = 100 * 1000,
    PLAN_TEXT_BYTES_MAX = 4096,
    PLAN_FINDINGS_MAX = 1000,
    PLAN_SEEDS_MAX = 1000 * 1000 /* of a verification */
};

/* One scheduled action of an Auto Scaling group, every week. Minimum and desired size are the same, so that managed
 * scaling goes below neither; the maximum leaves room for deployments and for a lost zone. */
struct plan_action {
    int64_t hour_of_week;   /* 0..hours of the plan - 1, Monday 00:00 UTC first (24: hour of every day): the hour by
                               which the size must be there */
    int64_t minutes_before; /* how long before that hour it is made: a growth's, for instances to boot; else 0 */
    const char *recurrence; /* cron of the action itself, UTC: "55 8 * * 1" */
    int64_t min_size, max_size, desired_capacity;
};

struct plan_pool {
    const char *name; /* "pool-1", by falling cost, ties by type name */
    const char *instance_type;
    /* Of a type that the build's facts do not have, by which the plan is read without its price book; else "" or NULL:
     * plan_pool_architecture tells */
    const char *architecture;
    const char *purchase; /* "on_demand", "spot", "managed_instances": pool_purchase_names */
    /* Of a Spot pool: all its types, by name, equal in vCPUs, memory and GPUs; instance_type is the first of those that
     * offer the least memory. One of them alone where it is not diversified; none of other pools. */
    struct field_strings instance_types;
    int64_t on_demand_percent;                  /* of a Spot pool's instances */
    int64_t interruptions_millionths_per_month; /* expected, of one Spot instance; else 0 */
    /* What usd_per_instance_hour is made of, where it is more than one price (pricing/spot.h); else 0 */
    int64_t usd_per_spot_instance_hour_nano, usd_per_on_demand_instance_hour_nano, usd_per_interruptions_hour_nano,
        usd_per_management_fee_hour_nano;
    struct field_strings zones;
    struct field_integers instances; /* 1, 24 or 168 numbers, as profile->hours: the group's minimum and desired size */
    struct field_integers max_size;  /* as many: how far managed scaling may grow it */
    int64_t instances_min, instances_max;
    int64_t target_capacity_percent;       /* of the capacity provider's managed scaling */
    struct plan_action *scheduled_actions; /* the fewest within 1 % of the hourly cost; none = the size never changes */
    int scheduled_actions_count;
    int64_t scheduled_usd_per_month_nano; /* of the pool when only those actions change its size */
    struct field_strings services;        /* names, by name */
    struct field_strings jobs;
    int64_t cpu_units, memory_mib, gpus, awsvpc_tasks; /* what one instance offers: registered less the reserve,
                                                          daemons not yet taken off */
    int64_t usd_per_instance_hour_nano;
    int64_t usd_per_root_volume_hour_nano;
    int64_t usd_per_month_nano;
    /* What each promise adds to the pool, by enum gap_cause; only those from GAP_POOL_FIRST to GAP_POOL_LAST. */
    int64_t usd_per_month_by_cause_nano[GAP_CAUSES_COUNT];
    const char
        *binding; /* resource that fills first in the costliest hour: "cpu", "memory", "eni", "gpu", "zones" ... */
};

struct plan_alternative {
    const char *place; /* "fargate", "fargate_spot", "lambda", "pool-2", "ec2" (a pool of its own) */
    bool possible;
    int64_t usd_per_month_nano; /* the service's cost now + change of the whole bill if it alone moved there */
    const char *note;           /* why not possible, or the size there; may be "" */
    bool by_counting; /* looks cheaper, but was not replayed: while planning; in the document the note says it */
};

/* The smallest single change that turns the choice over; absent where none does. */
struct plan_flip {
    bool known;
    double price_ratio;             /* choose otherwise when this place's price is multiplied by this */
    double tasks_ratio;             /* ... when the service's tasks are (e.g. 0.5 = half as many); 0 = none found */
    double hours_of_work_per_month; /* ... when EC2 costs this many hours a month at overhead.usd_per_hour; 0 = n.a. */
};

/* A service of the DAEMON scheduler: one task on every instance of each pool whose architecture it runs on. */
struct plan_daemon {
    const char *name;
    int64_t cpu_units, memory_mib, gpus;
    unsigned architectures;
    int network_mode;
    struct field_integers host_ports;
};

struct plan_service {
    const char *name;
    const char *settings_sha256; /* of all the profile says of it but name, tags, tasks and reservation */
    struct field_objects tags;   /* struct tag, as in the profile */
    const char *place;           /* "pool-N", "fargate", "fargate_spot" */
    int64_t cpu_units, memory_mib, gpus;
    struct field_integers tasks;               /* 1, 24 or 168 as in the profile */
    int network_mode;                          /* enum network_mode */
    struct field_integers host_ports;          /* as in the profile */
    int64_t zones_min, tasks_per_instance_max; /* as in the profile, zones_min not above the zones there are */
    struct deployment deployment;
    const char *task_definition;               /* as in the profile; "" = not given */
    struct field_strings placement_strategies; /* on a pool: what the service is to be created with; else none */
    bool availability_zone_rebalancing;
    int64_t deployment_instances;    /* on a pool: the most a deployment makes the group grow by; 0 = none */
    int64_t usd_per_deployment_nano; /* what that growth costs, once */
    const char *architecture;        /* on fargate*: the one priced; on a pool: the pool's */
    int64_t fargate_cpu_units, fargate_memory_mib; /* 0 on a pool */
    int64_t usd_per_task_hour_nano;                /* 0 on a pool */
    int64_t usd_per_month_nano;
    const char *why;
    struct plan_alternative *alternatives;
    int alternatives_count;
    struct plan_flip flip;
};

struct plan_job {
    const char *name;
    const char *settings_sha256; /* ... but name, tags, runs, duration and reservation */
    struct field_objects tags;
    const char *place; /* "lambda", "fargate", "fargate_spot", "pool-N" */
    int64_t cpu_units, memory_mib, gpus;
    int64_t tasks; /* on a pool: room held in every hour; else 0 */
    int network_mode;
    int64_t lambda_memory_mb;                                        /* on lambda; else 0 */
    int64_t fargate_cpu_units, fargate_memory_mib, fargate_billed_s; /* on fargate*: the size, and what a run is billed
                                                                        (startup and duration, 60 s at least); else 0 */
    double duration_s, runs_per_day;
    const char *architecture;
    int64_t usd_per_month_nano;
    const char *why;
    const char *warning; /* near a limit: which, and the margin; "" = none */
    struct plan_alternative *alternatives;
    int alternatives_count;
};

/* What the planner itself replayed before it answered: `simulate` does it again from the document alone. */
struct plan_verification {
    int64_t seeds; /* seeds 1..seeds of every required scenario were replayed; 0 = no pool, nothing to replay */
    bool passed;
    struct verdict_scenario *scenarios; /* as the replay's verdict has them; none where nothing was replayed */
    int scenarios_count;
    struct verdict_finding *findings; /* what an independent count found false in the plan as it was made; none where
                                         the plan holds */
    int findings_count;
};

struct plan_packing { /* free packing of the costliest hour: any number of types, before pools */
    bool given;
    int hour;
    int64_t usd_per_hour_nano, bound_usd_per_hour_nano;
};

/* The effective price of one item: a catalogue's row on demand, and what the plan's use of it costs. */
struct plan_rate {
    const char *service, *item;
    int64_t on_demand_nano, effective_nano; /* of the row's unit */
};

struct plan_commitment {
    const char *purchase;       /* "compute_savings_plan.1y.no_upfront" */
    const char *family;         /* of an EC2 Instance Savings Plan; else "" */
    const char *instance_type;  /* of Reserved Instances; else "" */
    int64_t count;              /* of Reserved Instances; else 0 */
    bool held;                  /* was there already */
    int64_t usd_per_hour_nano;  /* the commitment; of Reserved Instances what one costs an hour, upfront spread */
    int64_t usd_upfront_nano;   /* of the whole commitment, once; 0 where nothing is paid upfront or it is held */
    int64_t usd_per_month_nano; /* its fee, upfront spread over the term */
    int64_t covered_usd_per_month_nano; /* what the use it covers would cost on demand */
    double utilisation_ratio;           /* of the fee that covers some use */
};

/* What this plan's bill becomes when demand falls, with its commitments and had none been bought. */
struct plan_downside {
    int64_t demand_percent; /* 90, 80 ... 50 */
    int64_t usd_per_month_nano, uncommitted_usd_per_month_nano;
};

struct plan_commitments {
    bool given;                    /* some were offered or held */
    struct field_strings offered;  /* as in the profile */
    struct plan_commitment *items; /* in AWS's order; none = none is worth buying */
    int items_count;
    struct plan_rate *rates; /* by service, item: just those whose price differs from the catalogue's */
    int rates_count;
    int64_t bill_usd_per_month_nano;      /* EC2, Fargate and Lambda by the hour in AWS's order, unused included */
    int64_t on_demand_usd_per_month_nano; /* the same plan without any commitment */
    struct plan_downside *downside;
    int downside_count;
};

/* One row of the sensitivity table: the profile planned anew with one thing changed. */
struct plan_variation {
    const char *what_if; /* "price.ec2=+10%" */
    bool possible;
    int64_t usd_per_month_nano, bound_usd_per_month_nano;
    int64_t pools, services_moved; /* services and jobs in another kind of place than in this plan */
    const char *note;              /* why not possible; else "" */
};

struct plan {
    struct arena arena;
    const char *profile_name, *profile_sha256;
    const char *settings_sha256; /* of what shapes a plan besides demand and prices: zones, limits, safety,
                                    overhead (profile.settings_sha256 in the document) */
    const char *region, *catalogue_as_of, *catalogue_sha256;
    const char *catalogue_overlay; /* name of what was laid over the prices; "" = nothing */
    const char *bayplan_version;
    int hours; /* 1, 24, 168 */
    struct {
        int64_t total, ec2, fargate, lambda, overhead, unused_commitments; /* nano-dollars a month */
    } cost;
    struct {
        int64_t usd_per_month_nano;
        double gap_ratio;
        double gap_by_cause[GAP_CAUSES_COUNT];
    } bound;
    struct plan_packing free_packing;
    struct safety safety; /* the promises asked for */
    struct plan_verification verification;
    struct plan_daemon *daemons; /* by name */
    int daemons_count;
    struct {
        bool possible;              /* every service and job may run on Fargate or Lambda */
        int64_t usd_per_month_nano; /* all-Fargate (jobs: cheapest of Fargate and Lambda) */
        const char *why_not;        /* names the service where not possible */
        bool helps;                 /* this plan uses EC2 and is cheaper */
        int64_t saving_usd_per_month_nano;
        double break_even_hours_per_month; /* at usd_per_hour below */
        int64_t usd_per_hour_nano;         /* overhead.usd_per_hour, or the 60 of the example when not given */
    } all_fargate;
    bool time_limit_reached;
    struct plan_pool *pools;
    int pools_count;
    struct plan_service *services; /* by name */
    int services_count;
    struct plan_job *jobs; /* by name */
    int jobs_count;
    struct plan_commitments commitments;
    struct spot_settings spot;     /* as in the profile; in the document only where a pool is Spot */
    struct field_strings what_ifs; /* the plan is of changed inputs: "price.ec2=+10%" */
    struct plan_variation *sensitivity;
    int sensitivity_count;
    struct field_strings assumptions;
    int64_t root_volume_gib;      /* of each instance, gp3; 0 = none priced, or a plan that was not to be applied */
    struct apply_settings apply;  /* as in the profile, with the defaults filled in; in the document only where given */
    char sha256[SHA256_HEX_SIZE]; /* of the document's bytes as read; "" for a plan just made */
};

MUST_CHECK bool plan_load(const char *path, struct plan *ret_plan, struct error *err);
MUST_CHECK bool plan_parse(const char *file, const char *bytes, size_t length, struct plan *ret_plan,
                           struct error *err);
/* Strings that are NULL or "" are left out; parse gives them back as "". Texts longer than PLAN_TEXT_BYTES_MAX cannot
 * be read again. The same plan gives the same bytes, and write(parse(write(plan))) those bytes again. */
void plan_write(const struct plan *plan, struct text *ret_json);
void plan_release(struct plan *plan);

/* The plan's own findings as a verdict's, which must have none yet: with any of them it has not passed. */
void plan_findings_give(const struct plan *plan, struct verdict *verdict);

/* The pool of that name; -1 and NULL where there is none, or no name. */
int pool_index(const struct plan *plan, const char *name);
const struct plan_pool *pool_find(const struct plan *plan, const char *name);
/* The architecture that the pool states, else the build's facts of its type; false where neither says it. */
bool plan_pool_architecture(const struct plan_pool *pool, enum architecture *ret_architecture);

/* The plan's own words as people say them. */
const char *place_words(const char *place);     /* "fargate_spot" -> "Fargate Spot"; others as they are */
const char *binding_words(const char *binding); /* "eni" -> "ENIs" */
const char *
pool_purchase_words(const char *purchase); /* "on_demand" -> "on demand", "managed_instances" -> "managed" */

#endif
