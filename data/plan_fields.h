/* plan_fields.h — the plan's table of fields and the struct it fills; for plan.c and its tests. */
#ifndef BAYPLAN_PLAN_FIELDS_H
#define BAYPLAN_PLAN_FIELDS_H

#include "data/plan.h"
#include "data/plan_buying.h"

struct node;

/* What is nested differently in the document and in struct plan, or may be negative money. */
struct plan_row_alternative {
    struct plan_alternative alternative;
    const char *usd_per_month;
};

struct plan_row_pool_cause {
    int cause; /* enum gap_cause */
    const char *usd_per_month;
};

struct plan_row_pool {
    struct plan_pool pool;
    bool max_size_given;
    struct field_objects scheduled_actions;      /* of struct plan_action */
    struct field_objects usd_per_month_by_cause; /* of struct plan_row_pool_cause */
};

struct plan_row_service {
    struct plan_service service;
    bool availability_zone_rebalancing_given;
    struct field_objects alternatives; /* of struct plan_row_alternative */
};

struct plan_row_job {
    struct plan_job job;
    struct field_objects alternatives;
};

struct plan_row_cause {
    int cause; /* enum gap_cause */
    double ratio;
};

struct plan_document {
    const char *schema;
    struct plan plan;
    int64_t hours, free_packing_hour;
    const char *saving_usd_per_month;
    struct field_objects gap_by_cause; /* of struct plan_row_cause */
    struct field_objects scenarios;    /* of struct verdict_row_scenario */
    struct field_objects findings;     /* of struct verdict_finding */
    struct plan_row_buying buying;
    struct field_objects pools;    /* of struct plan_row_pool */
    struct field_objects daemons;  /* of struct plan_daemon */
    struct field_objects services; /* of struct plan_row_service */
    struct field_objects jobs;     /* of struct plan_row_job */
};

/* Of struct plan_document: everything the JSON Schema says, and no more. */
const struct field_table *plan_field_table(void);
void plan_document_init(struct plan_document *document);

/* What one field cannot know of another: lengths, names, places. Not whether the plan is true. Errors: INPUT. */
MUST_CHECK bool plan_check(const char *file, const struct plan *plan, const struct node *root, struct error *err);

#endif
