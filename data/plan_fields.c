/* plan_fields.c — every key of a plan: type and limits, in one table. */
#include "data/plan_fields.h"

#include "data/document.h"
#include "data/profile_fields.h"
#include "data/verdict_scenarios.h"

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

#define NETWORK_MODE(owner, member)                                                                                    \
    {                                                                                                                  \
        KEY(owner, "network_mode", member), .type = FIELD_CHOICE, .choices = network_mode_names                        \
    }
#define HOST_PORTS(owner, member)                                                                                      \
    {                                                                                                                  \
        KEY(owner, "host_ports", member), .type = FIELD_INTEGERS, .minimum = 1, .maximum = 65535,                      \
                                          .count_max = PROFILE_HOST_PORTS_MAX                                          \
    }

#define TAGS(owner, member)                                                                                            \
    {                                                                                                                  \
        KEY(owner, "tags", member), .type = FIELD_OBJECTS, .object = &profile_tag_table,                               \
                                    .count_max = PROFILE_TAGS_MAX, .unnamed = true                                     \
    }
#define SETTINGS(owner, member)                                                                                        \
    {                                                                                                                  \
        KEY(owner, "settings_sha256", member), .type = FIELD_STRING                                                    \
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
    SETTINGS(plan, settings_sha256),
};
static const struct field_table plan_profile_table = {FIELD_TABLE("profile", plan, plan_profile_fields)};

static const struct field plan_catalogue_fields[] = {
    WORD(plan, "region", region),
    WORD(plan, "as_of", catalogue_as_of),
    WORD(plan, "sha256", catalogue_sha256),
    SENTENCE(plan, "overlay", catalogue_overlay),
};
static const struct field_table plan_catalogue_table = {FIELD_TABLE("catalogue", plan, plan_catalogue_fields)};

static const struct field cost_fields[] = {
    MONEY(plan, "usd_per_month", cost.total),
    MONEY(plan, "ec2_usd_per_month", cost.ec2),
    MONEY(plan, "fargate_usd_per_month", cost.fargate),
    MONEY(plan, "lambda_usd_per_month", cost.lambda),
    {KEY(plan, "unused_commitments_usd_per_month", cost.unused_commitments), .type = FIELD_MONEY},
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

static const struct field finding_fields[] = {
    WORD(verdict_finding, "code", code),
    SENTENCE(verdict_finding, "where", where),
    SENTENCE(verdict_finding, "what", what),
};
static const struct field_table finding_table = {FIELD_TABLE("finding", verdict_finding, finding_fields)};

static const struct field verification_fields[] = {
    COUNT(plan_document, "seeds", plan.verification.seeds, true, PLAN_SEEDS_MAX),
    FLAG(plan_document, "passed", plan.verification.passed, true),
    {KEY(plan_document, "scenarios", scenarios), .type = FIELD_OBJECTS, .object = &verdict_scenario_table,
     .count_max = SCENARIOS_COUNT, .unnamed = true},
    {KEY(plan_document, "findings", findings), .type = FIELD_OBJECTS, .object = &finding_table,
     .count_max = PLAN_FINDINGS_MAX, .unnamed = true},
};
static const struct field_table verification_table = {FIELD_TABLE("verification", plan_document, verification_fields)};

static const struct field action_fields[] = {
    COUNT(plan_action, "hour_of_week", hour_of_week, true, HOURS_PER_WEEK - 1),
    COUNT(plan_action, "minutes_before", minutes_before, false, 60),
    WORD(plan_action, "recurrence", recurrence),
    COUNT(plan_action, "min_size", min_size, true, PROFILE_TASKS_TOTAL_MAX),
    COUNT(plan_action, "max_size", max_size, true, PROFILE_TASKS_TOTAL_MAX),
    COUNT(plan_action, "desired_capacity", desired_capacity, true, PROFILE_TASKS_TOTAL_MAX),
};
static const struct field_table action_table = {FIELD_TABLE("scheduled action", plan_action, action_fields)};

static const struct field pool_cause_fields[] = {
    {KEY(plan_row_pool_cause, "cause", cause), .type = FIELD_CHOICE, .required = true, .choices = gap_cause_names},
    {KEY(plan_row_pool_cause, "usd_per_month", usd_per_month), .type = FIELD_STRING, .required = true},
};
static const struct field_table pool_cause_table = {FIELD_TABLE("cause", plan_row_pool_cause, pool_cause_fields)};

static const struct field pool_fields[] = {
    WORD(plan_row_pool, "name", pool.name),
    WORD(plan_row_pool, "instance_type", pool.instance_type),
    {KEY(plan_row_pool, "architecture", pool.architecture), .type = FIELD_STRING},
    WORD(plan_row_pool, "purchase", pool.purchase),
    {KEY(plan_row_pool, "instance_types", pool.instance_types), .type = FIELD_STRINGS,
     .count_max = PROFILE_SPOT_TYPES_MAX},
    COUNT(plan_row_pool, "on_demand_percent", pool.on_demand_percent, false, 100),
    COUNT(plan_row_pool, "interruptions_millionths_per_month", pool.interruptions_millionths_per_month, false,
          1000 * 1000),
    {KEY(plan_row_pool, "usd_per_spot_instance_hour", pool.usd_per_spot_instance_hour_nano), .type = FIELD_MONEY},
    {KEY(plan_row_pool, "usd_per_on_demand_instance_hour", pool.usd_per_on_demand_instance_hour_nano),
     .type = FIELD_MONEY},
    {KEY(plan_row_pool, "usd_per_interruptions_hour", pool.usd_per_interruptions_hour_nano), .type = FIELD_MONEY},
    {KEY(plan_row_pool, "usd_per_management_fee_hour", pool.usd_per_management_fee_hour_nano), .type = FIELD_MONEY},
    {KEY(plan_row_pool, "zones", pool.zones), .type = FIELD_STRINGS, .required = true, .count_max = PROFILE_ZONES_MAX},
    HOURLY(plan_row_pool, "instances", pool.instances),
    COUNT(plan_row_pool, "instances_min", pool.instances_min, true, PROFILE_TASKS_TOTAL_MAX),
    COUNT(plan_row_pool, "instances_max", pool.instances_max, true, PROFILE_TASKS_TOTAL_MAX),
    {.key = "max_size",
     .offset = offsetof(struct plan_row_pool, pool.max_size),
     .given_offset = (ptrdiff_t)offsetof(struct plan_row_pool, max_size_given),
     .type = FIELD_INTEGERS,
     .maximum = PROFILE_TASKS_TOTAL_MAX,
     .count_max = HOURS_PER_WEEK},
    {KEY(plan_row_pool, "target_capacity_percent", pool.target_capacity_percent), FIELD_WHOLE(1, 100)},
    {KEY(plan_row_pool, "scheduled_actions", scheduled_actions), .type = FIELD_OBJECTS, .object = &action_table,
     .count_max = HOURS_PER_WEEK, .unnamed = true},
    {KEY(plan_row_pool, "scheduled_usd_per_month", pool.scheduled_usd_per_month_nano), .type = FIELD_MONEY},
    {KEY(plan_row_pool, "services", pool.services), .type = FIELD_STRINGS, .count_max = PROFILE_SERVICES_MAX},
    {KEY(plan_row_pool, "jobs", pool.jobs), .type = FIELD_STRINGS, .count_max = PROFILE_JOBS_MAX},
    COUNT(plan_row_pool, "cpu_units", pool.cpu_units, true, PROFILE_CPU_UNITS_MAX),
    COUNT(plan_row_pool, "memory_mib", pool.memory_mib, true, PROFILE_MEMORY_MIB_MAX),
    COUNT(plan_row_pool, "gpus", pool.gpus, false, PROFILE_GPUS_MAX),
    COUNT(plan_row_pool, "awsvpc_tasks", pool.awsvpc_tasks, false, PROFILE_TASKS_MAX),
    MONEY(plan_row_pool, "usd_per_instance_hour", pool.usd_per_instance_hour_nano),
    MONEY(plan_row_pool, "usd_per_root_volume_hour", pool.usd_per_root_volume_hour_nano),
    MONEY(plan_row_pool, "usd_per_month", pool.usd_per_month_nano),
    {KEY(plan_row_pool, "usd_per_month_by_cause", usd_per_month_by_cause), .type = FIELD_OBJECTS,
     .object = &pool_cause_table, .count_max = GAP_CAUSES_COUNT, .unnamed = true},
    {KEY(plan_row_pool, "binding", pool.binding), .type = FIELD_STRING},
};
static const struct plan_row_pool pool_defaults = {
    .pool = {.architecture = "", .binding = "", .target_capacity_percent = 100}};
static const struct field_table pool_table = {FIELD_TABLE("pool", plan_row_pool, pool_fields),
                                              .defaults = &pool_defaults};

static const struct field daemon_fields[] = {
    WORD(plan_daemon, "name", name),
    COUNT(plan_daemon, "cpu_units", cpu_units, true, PROFILE_CPU_UNITS_MAX),
    COUNT(plan_daemon, "memory_mib", memory_mib, true, PROFILE_MEMORY_MIB_MAX),
    COUNT(plan_daemon, "gpus", gpus, false, PROFILE_GPUS_MAX),
    {KEY(plan_daemon, "architectures", architectures), .type = FIELD_CHOICES, .required = true,
     .choices = architecture_names},
    NETWORK_MODE(plan_daemon, network_mode),
    HOST_PORTS(plan_daemon, host_ports),
};
static const struct field_table daemon_table = {FIELD_TABLE("daemon", plan_daemon, daemon_fields)};

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
    SETTINGS(plan_row_service, service.settings_sha256),
    TAGS(plan_row_service, service.tags),
    WORD(plan_row_service, "place", service.place),
    COUNT(plan_row_service, "cpu_units", service.cpu_units, true, PROFILE_CPU_UNITS_MAX),
    COUNT(plan_row_service, "memory_mib", service.memory_mib, true, PROFILE_MEMORY_MIB_MAX),
    COUNT(plan_row_service, "gpus", service.gpus, false, PROFILE_GPUS_MAX),
    HOURLY(plan_row_service, "tasks", service.tasks),
    NETWORK_MODE(plan_row_service, service.network_mode),
    HOST_PORTS(plan_row_service, service.host_ports),
    COUNT(plan_row_service, "zones_min", service.zones_min, false, PROFILE_ZONES_MAX),
    COUNT(plan_row_service, "tasks_per_instance_max", service.tasks_per_instance_max, false, PROFILE_TASKS_MAX),
    OBJECT(plan_row_service, "deployment", service.deployment, false, profile_deployment_table),
    {KEY(plan_row_service, "placement_strategies", service.placement_strategies), .type = FIELD_STRINGS,
     .choices = placement_strategy_names, .count_max = PLACEMENT_STRATEGIES_MAX},
    {.key = "availability_zone_rebalancing",
     .offset = offsetof(struct plan_row_service, service.availability_zone_rebalancing),
     .given_offset = (ptrdiff_t)offsetof(struct plan_row_service, availability_zone_rebalancing_given),
     .type = FIELD_BOOLEAN},
    COUNT(plan_row_service, "deployment_instances", service.deployment_instances, false, PROFILE_TASKS_TOTAL_MAX),
    {KEY(plan_row_service, "usd_per_deployment", service.usd_per_deployment_nano), .type = FIELD_MONEY},
    {KEY(plan_row_service, "task_definition", service.task_definition), .type = FIELD_STRING},
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
static const struct plan_row_service service_defaults = {
    .service = {.settings_sha256 = "",
                .task_definition = "",
                .architecture = "",
                .why = "",
                .deployment = {.minimum_healthy_percent = 100, .maximum_percent = 200}},
};
static const struct field_table service_table = {FIELD_TABLE("service", plan_row_service, service_fields),
                                                 .defaults = &service_defaults};

static const struct field job_fields[] = {
    WORD(plan_row_job, "name", job.name),
    SETTINGS(plan_row_job, job.settings_sha256),
    TAGS(plan_row_job, job.tags),
    WORD(plan_row_job, "place", job.place),
    COUNT(plan_row_job, "cpu_units", job.cpu_units, true, PROFILE_CPU_UNITS_MAX),
    COUNT(plan_row_job, "memory_mib", job.memory_mib, true, PROFILE_MEMORY_MIB_MAX),
    COUNT(plan_row_job, "gpus", job.gpus, false, PROFILE_GPUS_MAX),
    COUNT(plan_row_job, "tasks", job.tasks, false, PROFILE_TASKS_TOTAL_MAX),
    NETWORK_MODE(plan_row_job, job.network_mode),
    COUNT(plan_row_job, "lambda_memory_mb", job.lambda_memory_mb, false, LAMBDA_MEMORY_MB_MAX),
    COUNT(plan_row_job, "fargate_cpu_units", job.fargate_cpu_units, false, PROFILE_CPU_UNITS_MAX),
    COUNT(plan_row_job, "fargate_memory_mib", job.fargate_memory_mib, false, PROFILE_MEMORY_MIB_MAX),
    COUNT(plan_row_job, "fargate_billed_s", job.fargate_billed_s, false, PLAN_BILLED_S_MAX),
    NUMBER(plan_row_job, "duration_s", job.duration_s, true, 0, PROFILE_DURATION_S_MAX),
    NUMBER(plan_row_job, "runs_per_day", job.runs_per_day, true, 0, PROFILE_RUNS_PER_DAY_MAX),
    {KEY(plan_row_job, "architecture", job.architecture), .type = FIELD_STRING},
    MONEY(plan_row_job, "usd_per_month", job.usd_per_month_nano),
    SENTENCE(plan_row_job, "why", job.why),
    SENTENCE(plan_row_job, "warning", job.warning),
    ALTERNATIVES(plan_row_job),
};
static const struct plan_row_job job_defaults = {
    .job = {.settings_sha256 = "", .architecture = "", .why = "", .warning = ""}};
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
    OBJECT(plan_document, "safety", plan.safety, true, profile_safety_table),
    {.key = "verification", .offset = 0, .given_offset = -1, .type = FIELD_OBJECT, .object = &verification_table},
    OBJECTS(plan_document, "pools", pools, pool_table, PROFILE_POOLS_MAX),
    OBJECTS(plan_document, "daemons", daemons, daemon_table, PROFILE_SERVICES_MAX),
    OBJECTS(plan_document, "services", services, service_table, PROFILE_SERVICES_MAX),
    OBJECTS(plan_document, "jobs", jobs, job_table, PROFILE_JOBS_MAX),
    {.key = "commitments",
     .offset = offsetof(struct plan_document, buying),
     .given_offset = (ptrdiff_t)offsetof(struct plan_document, buying.commitments.given),
     .type = FIELD_OBJECT,
     .object = &plan_commitments_table},
    OBJECT(plan_document, "spot", plan.spot, false, profile_spot_table),
    {KEY(plan_document, "what_ifs", plan.what_ifs), .type = FIELD_STRINGS, .maximum = PLAN_TEXT_BYTES_MAX,
     .count_max = PLAN_VARIATIONS_MAX},
    {KEY(plan_document, "sensitivity", buying.sensitivity), .type = FIELD_OBJECTS, .object = &plan_variation_table,
     .count_max = PLAN_VARIATIONS_MAX, .unnamed = true},
    {KEY(plan_document, "assumptions", plan.assumptions), .type = FIELD_STRINGS, .maximum = PLAN_TEXT_BYTES_MAX,
     .count_max = PLAN_ASSUMPTIONS_MAX},
    COUNT(plan_document, "root_volume_gib", plan.root_volume_gib, false, 16384),
    {.key = "apply",
     .offset = offsetof(struct plan_document, plan.apply),
     .given_offset = (ptrdiff_t)offsetof(struct plan_document, plan.apply.given),
     .type = FIELD_OBJECT,
     .object = &profile_apply_table},
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
    document->plan.settings_sha256 = "";
    document->plan.all_fargate.why_not = "";
    apply_settings_init(&document->plan.apply);
    spot_settings_init(&document->plan.spot);
}
