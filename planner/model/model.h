/* model.h — profile and catalogue turned into integers: item classes, bin types, places, distinct hours.
 *
 * Equal reservations are merged into one class (multiplicities stay multiplicities); identical hours into one slot;
 * a type dominated by one no dearer and no smaller is dropped from `packing` but kept in `instances`. */
#ifndef BAYPLAN_MODEL_H
#define BAYPLAN_MODEL_H

#include "data/base/arena.h"
#include "data/catalogue.h"
#include "data/profile.h"
#include "planner/model/packing.h"
#include "pricing/fargate.h"
#include "pricing/lambda.h"

/* Dimensions of every model; shared host ports add more, one each. */
enum model_dimension { DIMENSION_CPU, DIMENSION_MEMORY, DIMENSION_ENI, DIMENSION_GPU, DIMENSIONS_FIXED };

/* One allowed, priced instance type. */
struct model_instance {
    const struct instance_type *facts;
    int64_t capacity[PACKING_DIMENSIONS_MAX]; /* registered less reserve */
    struct usd_per_hour price;                /* on demand */
    struct usd_per_hour root_volume;
    bool dominated;
};

/* One service, or one job where EC2 may take it, as the packing sees it. */
struct model_item {
    const char *name;
    int profile_index; /* in profile->services or ->jobs */
    bool is_job;
    int item_class;        /* index in packing.classes; -1 = no instance type may or can hold it */
    bool ec2_allowed;      /* its places allow ec2 */
    int64_t size[PACKING_DIMENSIONS_MAX];
    uint32_t mask;         /* architectures */
    int64_t per_instance_max;
    const int64_t *tasks;  /* tasks[hour], hour 0..hours-1; a job: room held, ceil(mean concurrency), every hour */
    /* The cheapest place outside EC2: Fargate or Fargate Spot; a job: also Lambda. */
    bool outside_possible;
    enum place outside_place;
    struct fargate_quote fargate[PURCHASES_COUNT]; /* possible = false where not allowed or no size holds it */
    struct usd_per_hour outside_per_task;          /* services */
    /* Jobs only. A job is outside wholly or not at all; its cost does not follow `tasks`. */
    struct usd job_month[PLACES_COUNT]; /* FARGATE, FARGATE_SPOT, LAMBDA; nano = -1 where not possible */
    struct lambda_size lambda_size;
    enum architecture lambda_architecture;
    double job_concurrency; /* mean tasks at once: runs_per_day * (startup_s + duration_s) / 86400 */
};

struct model {
    struct arena arena;
    const struct profile *profile;
    const struct catalogue *catalogue;
    int hours;                /* profile->hours */
    struct packing packing;   /* services with ec2_allowed or a Fargate price; jobs are not in `demand` */
    const int *slot_of_hour;  /* [hours] */
    const int *type_instance; /* [packing.types_count]: index in instances */
    struct model_instance *instances; /* by name */
    int instances_count;
    struct model_item *items; /* services by name, then jobs by name */
    int items_count;
    int services_count;       /* items[0 .. services_count) are services */
    const char *dimension_names[PACKING_DIMENSIONS_MAX]; /* "cpu", "memory", "eni", "gpu", "host port 8080" */
    struct field_strings assumptions;
};

/* Errors: UNKNOWN_PRICE; INFEASIBLE (a task fits nowhere: names task, resource, and the nearest place that fails);
 * INPUT (a Spot-only service without Spot prices, zones_min over the number of zones ...); LIMIT. */
MUST_CHECK bool model_build(const struct profile *profile, const struct catalogue *catalogue, struct model *ret_model,
                            struct error *err);
void model_release(struct model *model);

#endif
