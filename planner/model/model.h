/* model.h — profile and catalogue turned into integers: item classes, bin types, places, distinct hours.
 *
 * Equal reservations are merged into one class (multiplicities stay multiplicities); identical hours into one slot;
 * a type dominated by one no dearer and no smaller is dropped from `packing` but kept in `instances`. What a place
 * cannot do (Fargate: no GPUs, awsvpc only; Lambda: 15 minutes ...) is settled here; nothing after it asks again. */
#ifndef BAYPLAN_MODEL_H
#define BAYPLAN_MODEL_H

#include "data/base/arena.h"
#include "data/catalogue.h"
#include "data/plan.h"
#include "data/profile.h"
#include "planner/model/packing.h"
#include "pricing/fargate.h"
#include "pricing/lambda.h"
#include "pricing/spot.h"

/* Dimensions of every model; shared host ports add more, one each. */
enum model_dimension { DIMENSION_CPU, DIMENSION_MEMORY, DIMENSION_ENI, DIMENSION_GPU, DIMENSIONS_FIXED };

/* One allowed, priced instance type, had in one way; on Spot several types of equal size. */
struct model_instance {
    const struct instance_type *facts; /* on Spot of the type that a plan names (data/plan.h) */
    enum pool_purchase purchase;
    uint32_t mask;                            /* pool_bit of its purchase and architecture */
    const struct spot_offer *spot;            /* on Spot, else NULL */
    int64_t offered[DIMENSIONS_FIXED];        /* registered less reserve: what daemons and items share */
    int64_t capacity[PACKING_DIMENSIONS_MAX]; /* what is left to items beside the daemons */
    struct usd_per_hour price;                /* expected, of all that its purchase takes */
    struct usd_per_hour fee;                  /* of it: of Managed Instances */
    struct usd_per_hour root_volume;
    bool dominated; /* another of its mask is no dearer and no smaller in what items use; or it holds no item at all */
    bool outdone;   /* so is one of another mask, to which every item may go that may go to this one: not in packing */
};

/* One service of the DAEMON scheduler: a task on every instance of the architectures it runs on. It is no item and has
 * no cost of its own; its room is off every such type's capacity. */
struct model_daemon {
    const char *name;
    int profile_index;                    /* in profile->services */
    int64_t size[PACKING_DIMENSIONS_MAX]; /* of a shared host port: 1 */
    uint32_t mask;                        /* architectures */
};

/* One service, or one job where EC2 may take it, as the packing sees it. */
struct model_item {
    const char *name;
    int profile_index; /* in profile->services or ->jobs */
    bool is_job;
    int item_class;   /* index in packing.classes; -1 = no instance type may or can hold it: always outside */
    bool ec2_allowed; /* its places allow a pool of some purchase; a job under 60 s: see assumptions */
    int64_t size[PACKING_DIMENSIONS_MAX];
    uint32_t mask;            /* pool_bits it may go to; 0 where not ec2_allowed */
    uint32_t architectures;   /* bits 1u << ARCHITECTURE_X */
    int64_t per_instance_max; /* 0 = no limit; 1 where it has fixed host ports */
    int64_t zones_min;        /* not above the number of zones; jobs: 1 */
    const int64_t *tasks;     /* tasks[hour], hour 0..hours-1; a job: room held, ceil(mean concurrency), every hour */
    /* The cheapest place outside EC2: Fargate or Fargate Spot; a job: also Lambda. */
    bool outside_possible;
    enum place outside_place;
    struct fargate_quote fargate[PURCHASES_COUNT]; /* possible = false where not allowed or no size holds it */
    struct usd_per_hour outside_per_task;          /* services */
    /* Jobs only. A job is outside wholly or not at all; its cost does not follow `tasks`. */
    struct usd job_month[PLACES_COUNT]; /* FARGATE, FARGATE_SPOT, LAMBDA; nano = -1 where not possible */
    struct usd job_outside;             /* job_month[outside_place] */
    struct usd job_outside_bound;       /* never above what it costs outside, whichever jobs share Lambda's tiers */
    struct lambda_size lambda_size;
    struct lambda_month lambda_use; /* what lambda_bill bills, tiers in the order of items */
    enum architecture lambda_architecture;
    const char *lambda_why_not; /* static text where Lambda is allowed but not possible, else NULL */
    double job_concurrency;     /* mean tasks at once: runs_per_day * (startup_s + duration_s) / 86400 */
};

struct text;

/* The one bit that stands for pools of this purchase and architecture in every mask of a packing. */
uint32_t pool_bit(enum pool_purchase purchase, enum architecture architecture);
/* The architectures of a mask of pool_bits. */
unsigned pool_architectures(uint32_t mask);
/* The place by which a profile asks for pools of this purchase. */
enum place pool_place(enum pool_purchase purchase);

struct model {
    struct arena arena;
    const struct profile *profile;
    const struct catalogue *catalogue;
    int hours; /* profile->hours */
    /* Classes of the items an instance type can hold (item_class >= 0). `demand` counts services only: the outside cost
     * of a class is that of its services, and a class of jobs alone has demand 0 and outside -1. Services that can
     * only be outside are not in it: their cost is tasks * outside_per_task in every plan and every bound.
     * classes_count and types_count may be 0. */
    struct packing packing;
    const int *slot_of_hour;          /* [hours] */
    const int *type_instance;         /* [packing.types_count]: index in instances */
    struct model_instance *instances; /* by purchase, then name */
    int instances_count;
    struct model_item *items; /* services by name, then jobs by name */
    int items_count;
    int services_count;           /* items[0 .. services_count) are services */
    struct model_daemon *daemons; /* by name; none of them is an item */
    int daemons_count;
    const char *dimension_names[PACKING_DIMENSIONS_MAX]; /* "cpu", "memory", "eni", "gpu", "host_port_8080" */
    struct field_strings assumptions;
};

/* Errors: UNKNOWN_PRICE; INFEASIBLE (a task fits nowhere: names task, resource, and the nearest place that fails);
 * INPUT (a Spot-only service without Spot prices, zones_min over the number of zones ...); LIMIT. */
MUST_CHECK bool model_build(const struct profile *profile, const struct catalogue *catalogue, struct model *ret_model,
                            struct error *err);
void model_release(struct model *model);

/* Everything the model holds as text, for people and goldens: bins, items, classes, slots, assumptions. */
void model_dump(const struct model *model, struct text *ret_text);

#endif
