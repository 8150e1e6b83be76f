/* plan_fields.c — every key of a plan: type and limits, in one table. */
#include "data/plan_fields.h"

#include "data/document.h"

const char *const gap_cause_names[] = {
#define X(cause, name) name,
    GAP_CAUSES(X)
#undef X
        NULL};

#define RATIO_MAX 1e19 /* above any int64 amount over one nano-dollar: every plan that is written can be read */

#define KEY(owner, name, member) .key = (name), .offset = offsetof(struct owner, member), .given_offset = -1
#define MONEY(owner, name, member)                                                                                     \
    {                                                                                                                  \
        KEY(owner, name, member), .type = FIELD_MONEY, .required = true                                                \
    }
#define SENTENCE(owner, name, member)                                                                                  \
    {                                                                                                                  \
        KEY(owner, name, member), .type = FIELD_STRING, .maximum = PLAN_TEXT_BYTES_MAX                                 \
    }
#define WORD(owner, name, member)                                                                                      \
    {                                                                                                                  \
        KEY(owner, name, member), .type = FIELD_STRING, .required = true                                               \
    }
#define COUNT(owner, name, member, must, most)                                                                         \
    {                                                                                                                  \
        KEY(owner, name, member), .type = FIELD_INTEGER, .required = (must), .maximum = (most)                         \
    }
#define NUMBER(owner, name, member, must, least, most)                                                                 \
    {                                                                                                                  \
        KEY(owner, name, member), .type = FIELD_NUMBER, .required = (must), .minimum = (least), .maximum = (most)      \
    }
#define FLAG(owner, name, member, must)                                                                                \
    {                                                                                                                  \
        KEY(owner, name, member), .type = FIELD_BOOLEAN, .required = (must)                                            \
    }
#define HOURLY(owner, name, member)                                                                                    \
    {                                                                                                                  \
        KEY(owner, name, member), .type = FIELD_INTEGERS, .required = true, .maximum = PROFILE_TASKS_TOTAL_MAX,        \
                                  .count_max = HOURS_PER_WEEK                                                          \
    }
#define OBJECT(owner, name, member, must, table)                                                                       \
    {                                                                                                                  \
        KEY(owner, name, member), .type = FIELD_OBJECT, .required = (must), .object = &(table)                         \
    }
#define OBJECTS(owner, name, member, table, most)                                                                      \
    {                                                                                                                  \
        KEY(owner, name, member), .type = FIELD_OBJECTS, .object = &(table), .count_max = (most)                       \
    }

/* Two places may go by one name ("ec2": a pool of its own, of this type or that). */
#define ALTERNATIVES(owner)                                                                                            \
    {                                                                                                                  \
        KEY(owner, "alternatives", alternatives), .type = FIELD_OBJECTS, .object = &alternative_table,                 \
                                                  .count_max = PLAN_ALTERNATIVES_MAX, .unnamed = true                  \
    }

/* The nested objects of the document that struct plan holds flat: offsets are of the plan's own members. */
static const struct field plan_profile_fields[] = {
    WORD(plan, "name", profile_name),
    WORD(plan, "sha256", profile_sha256),
};
static const struct field_table plan_profile_table = {FIELD_TABLE("profile", plan, plan_profile_fields)};

static const struct field plan_catalogue_fields[] = {
    WORD(plan, "region", region),
    WORD(plan, "as_of", catalogue_as_of),
    WORD(plan, "sha256", catalogue_sha256),
};
static const struct field_table plan_catalogue_table = {FIELD_TABLE("catalogue", plan, plan_catalogue_fields)};

static const struct field cost_fields[] = {
    MONEY(plan, "usd_per_month", cost.total),
    MONEY(plan, "ec2_usd_per_month", cost.ec2),
    MONEY(plan, "fargate_usd_per_month", cost.fargate),
    MONEY(plan, "lambda_usd_per_month", cost.lambda),
    MONEY(plan, "overhead_usd_per_month", cost.overhead),
};
static const struct field_table cost_table = {FIELD_TABLE("cost", plan, cost_fields)};

static const struct field cause_fields[] = {
    {KEY(plan_row_cause, "cause", cause), .type = FIELD_CHOICE, .required = true, .choices = gap_cause_names},
    NUMBER(plan_row_cause, "ratio", ratio, true, -RATIO_MAX, RATIO_MAX),
};
static const struct field_table cause_table = {FIELD_TABLE("cause", plan_row_cause, cause_fields)};

static const struct field bound_fields[] = {
    MONEY(plan_document, "usd_per_month", plan.bound.usd_per_month_nano),
    NUMBER(plan_document, "gap_ratio", plan.bound.gap_ratio, true, -RATIO_MAX, RATIO_MAX),
    {KEY(plan_document, "gap_by_cause", gap_by_cause), .type = FIELD_OBJECTS, .required = true, .object = &cause_table,
     .count_max = GAP_CAUSES_COUNT, .unnamed = true},
};
static const struct field_table bound_table = {FIELD_TABLE("bound", plan_document, bound_fields)};

static const struct field free_packing_fields[] = {
    COUNT(plan_document, "hour", free_packing_hour, true, HOURS_PER_WEEK - 1),
    MONEY(plan_document, "usd_per_hour", plan.free_packing.usd_per_hour_nano),
    MONEY(plan_document, "bound_usd_per_hour", plan.free_packing.bound_usd_per_hour_nano),
};
static const struct field_table free_packing_table = {FIELD_TABLE("free_packing", plan_document, free_packing_fields)};

static const struct field all_fargate_fields[] = {
    FLAG(plan_document, "possible", plan.all_fargate.possible, true),
    {KEY(plan_document, "usd_per_month", plan.all_fargate.usd_per_month_nano), .type = FIELD_MONEY},
    SENTENCE(plan_document, "why_not", plan.all_fargate.why_not),
    FLAG(plan_document, "helps", plan.all_fargate.helps, true),
    {KEY(plan_document, "saving_usd_per_month", saving_usd_per_month), .type = FIELD_STRING},
    NUMBER(plan_document, "break_even_hours_per_month", plan.all_fargate.break_even_hours_per_month, false, -RATIO_MAX,
           RATIO_MAX),
    MONEY(plan_document, "usd_per_hour", plan.all_fargate.usd_per_hour_nano),
};
static const struct field_table all_fargate_table = {FIELD_TABLE("all_fargate", plan_document, all_fargate_fields)};

static const struct field pool_fields[] = {
    WORD(plan_pool, "name", name),
    WORD(plan_pool, "instance_type", instance_type),
    WORD(plan_pool, "purchase", purchase),
    {KEY(plan_pool, "zones", zones), .type = FIELD_STRINGS, .required = true, .count_max = PROFILE_ZONES_MAX},
    HOURLY(plan_pool, "instances", instances),
    COUNT(plan_pool, "instances_min", instances_min, true, PROFILE_TASKS_TOTAL_MAX),
    COUNT(plan_pool, "instances_max", instances_max, true, PROFILE_TASKS_TOTAL_MAX),
    {KEY(plan_pool, "services", services), .type = FIELD_STRINGS, .count_max = PROFILE_SERVICES_MAX},
    {KEY(plan_pool, "jobs", jobs), .type = FIELD_STRINGS, .count_max = PROFILE_JOBS_MAX},
    COUNT(plan_pool, "cpu_units", cpu_units, true, PROFILE_CPU_UNITS_MAX),
    COUNT(plan_pool, "memory_mib", memory_mib, true, PROFILE_MEMORY_MIB_MAX),
    COUNT(plan_pool, "gpus", gpus, false, PROFILE_GPUS_MAX),
    COUNT(plan_pool, "awsvpc_tasks", awsvpc_tasks, false, PROFILE_TASKS_MAX),
    MONEY(plan_pool, "usd_per_instance_hour", usd_per_instance_hour_nano),
    MONEY(plan_pool, "usd_per_root_volume_hour", usd_per_root_volume_hour_nano),
    MONEY(plan_pool, "usd_per_month", usd_per_month_nano),
    {KEY(plan_pool, "binding", binding), .type = FIELD_STRING},
};
static const struct plan_pool pool_defaults = {.binding = ""};
static const struct field_table pool_table = {FIELD_TABLE("pool", plan_pool, pool_fields), .defaults = &pool_defaults};

static const struct field alternative_fields[] = {
    WORD(plan_row_alternative, "place", alternative.place),
    FLAG(plan_row_alternative, "possible", alternative.possible, true),
    {KEY(plan_row_alternative, "usd_per_month", usd_per_month), .type = FIELD_STRING},
    SENTENCE(plan_row_alternative, "note", alternative.note),
};
static const struct plan_row_alternative alternative_defaults = {.alternative = {.note = ""}};
static const struct field_table alternative_table = {
    FIELD_TABLE("alternative", plan_row_alternative, alternative_fields), .defaults = &alternative_defaults};

static const struct field flip_fields[] = {
    NUMBER(plan_flip, "price_ratio", price_ratio, true, 0, RATIO_MAX),
    NUMBER(plan_flip, "tasks_ratio", tasks_ratio, true, 0, RATIO_MAX),
    NUMBER(plan_flip, "hours_of_work_per_month", hours_of_work_per_month, true, 0, RATIO_MAX),
};
static const struct field_table flip_table = {FIELD_TABLE("flip", plan_flip, flip_fields)};

static const struct field service_fields[] = {
    WORD(plan_row_service, "name", service.name),
    WORD(plan_row_service, "place", service.place),
    COUNT(plan_row_service, "cpu_units", service.cpu_units, true, PROFILE_CPU_UNITS_MAX),
    COUNT(plan_row_service, "memory_mib", service.memory_mib, true, PROFILE_MEMORY_MIB_MAX),
    COUNT(plan_row_service, "gpus", service.gpus, false, PROFILE_GPUS_MAX),
    HOURLY(plan_row_service, "tasks", service.tasks),
    {KEY(plan_row_service, "architecture", service.architecture), .type = FIELD_STRING},
    COUNT(plan_row_service, "fargate_cpu_units", service.fargate_cpu_units, false, PROFILE_CPU_UNITS_MAX),
    COUNT(plan_row_service, "fargate_memory_mib", service.fargate_memory_mib, false, PROFILE_MEMORY_MIB_MAX),
    {KEY(plan_row_service, "usd_per_task_hour", service.usd_per_task_hour_nano), .type = FIELD_MONEY},
    MONEY(plan_row_service, "usd_per_month", service.usd_per_month_nano),
    SENTENCE(plan_row_service, "why", service.why),
    ALTERNATIVES(plan_row_service),
    {.key = "flip",
     .offset = offsetof(struct plan_row_service, service.flip),
     .given_offset = (ptrdiff_t)offsetof(struct plan_row_service, service.flip.known),
     .type = FIELD_OBJECT,
     .object = &flip_table},
};
static const struct plan_row_service service_defaults = {.service = {.architecture = "", .why = ""}};
static const struct field_table service_table = {FIELD_TABLE("service", plan_row_service, service_fields),
                                                 .defaults = &service_defaults};

static const struct field job_fields[] = {
    WORD(plan_row_job, "name", job.name),
    WORD(plan_row_job, "place", job.place),
    COUNT(plan_row_job, "cpu_units", job.cpu_units, true, PROFILE_CPU_UNITS_MAX),
    COUNT(plan_row_job, "memory_mib", job.memory_mib, true, PROFILE_MEMORY_MIB_MAX),
    COUNT(plan_row_job, "gpus", job.gpus, false, PROFILE_GPUS_MAX),
    COUNT(plan_row_job, "tasks", job.tasks, false, PROFILE_TASKS_TOTAL_MAX),
    COUNT(plan_row_job, "lambda_memory_mb", job.lambda_memory_mb, false, LAMBDA_MEMORY_MB_MAX),
    NUMBER(plan_row_job, "duration_s", job.duration_s, true, 0, PROFILE_DURATION_S_MAX),
    NUMBER(plan_row_job, "runs_per_day", job.runs_per_day, true, 0, PROFILE_RUNS_PER_DAY_MAX),
    {KEY(plan_row_job, "architecture", job.architecture), .type = FIELD_STRING},
    MONEY(plan_row_job, "usd_per_month", job.usd_per_month_nano),
    SENTENCE(plan_row_job, "why", job.why),
    SENTENCE(plan_row_job, "warning", job.warning),
    ALTERNATIVES(plan_row_job),
};
static const struct plan_row_job job_defaults = {.job = {.architecture = "", .why = "", .warning = ""}};
static const struct field_table job_table = {FIELD_TABLE("job", plan_row_job, job_fields), .defaults = &job_defaults};

static const struct field plan_fields[] = {
    WORD(plan_document, "schema", schema),
    {KEY(plan_document, "bayplan_version", plan.bayplan_version), .type = FIELD_STRING},
    {KEY(plan_document, "hours", hours), .type = FIELD_INTEGER, .required = true, .minimum = 1,
     .maximum = HOURS_PER_WEEK},
    OBJECT(plan_document, "profile", plan, true, plan_profile_table),
    OBJECT(plan_document, "catalogue", plan, true, plan_catalogue_table),
    OBJECT(plan_document, "cost", plan, true, cost_table),
    {.key = "bound", .offset = 0, .given_offset = -1, .type = FIELD_OBJECT, .required = true, .object = &bound_table},
    {.key = "free_packing",
     .offset = 0,
     .given_offset = (ptrdiff_t)offsetof(struct plan_document, plan.free_packing.given),
     .type = FIELD_OBJECT,
     .object = &free_packing_table},
    {.key = "all_fargate",
     .offset = 0,
     .given_offset = -1,
     .type = FIELD_OBJECT,
     .required = true,
     .object = &all_fargate_table},
    FLAG(plan_document, "time_limit_reached", plan.time_limit_reached, false),
    OBJECTS(plan_document, "pools", pools, pool_table, PROFILE_POOLS_MAX),
    OBJECTS(plan_document, "services", services, service_table, PROFILE_SERVICES_MAX),
    OBJECTS(plan_document, "jobs", jobs, job_table, PROFILE_JOBS_MAX),
    {KEY(plan_document, "assumptions", plan.assumptions), .type = FIELD_STRINGS, .maximum = PLAN_TEXT_BYTES_MAX,
     .count_max = PLAN_ASSUMPTIONS_MAX},
};
static const struct field_table plan_table = {FIELD_TABLE("plan", plan_document, plan_fields)};

const struct field_table *plan_field_table(void)
{
    return &plan_table;
}

void plan_document_init(struct plan_document *document)
{
    *document = (struct plan_document){0};
    document->plan.bayplan_version = "";
    document->plan.all_fargate.why_not = "";
}
