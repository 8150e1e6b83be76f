/* profile_fields.c — every key of a profile: type, limits, default, in one table for JSON and XML. */
#include "data/profile_fields.h"

#include "data/document.h"

const char *const place_names[] = {"ec2", "ec2_spot", "fargate", "fargate_spot", "lambda", NULL};
const char *const network_mode_names[] = {"awsvpc", "bridge", "host", "none", NULL};

/* The same indices as place_names: a service cannot run on Lambda. */
static const char *const service_place_names[] = {"ec2", "ec2_spot", "fargate", "fargate_spot", NULL};

static const struct field deployment_fields[] = {
    {FIELD_KEY(deployment, minimum_healthy_percent), .type = FIELD_INTEGER, .minimum = 0, .maximum = 100},
    {FIELD_KEY(deployment, maximum_percent), .type = FIELD_INTEGER, .minimum = 100, .maximum = 400},
};
static const struct field_table deployment_table = {FIELD_TABLE("deployment", deployment, deployment_fields)};

#define CPU_FIELD(owner)                                                                                               \
    {                                                                                                                  \
        FIELD_KEY(owner, cpu_units), .type = FIELD_INTEGER, .required = true, .minimum = 1,                            \
                                     .maximum = PROFILE_CPU_UNITS_MAX                                                  \
    }
#define MEMORY_FIELD(owner)                                                                                            \
    {                                                                                                                  \
        FIELD_KEY(owner, memory_mib), .type = FIELD_INTEGER, .required = true, .minimum = 1,                           \
                                      .maximum = PROFILE_MEMORY_MIB_MAX                                                \
    }
#define GPUS_FIELD(owner)                                                                                              \
    {                                                                                                                  \
        FIELD_KEY(owner, gpus), .type = FIELD_INTEGER, .minimum = 0, .maximum = PROFILE_GPUS_MAX                       \
    }
#define STORAGE_FIELD(owner)                                                                                           \
    {                                                                                                                  \
        FIELD_KEY(owner, ephemeral_storage_gib), .type = FIELD_INTEGER, .minimum = FARGATE_STORAGE_INCLUDED_GIB,       \
                                                 .maximum = FARGATE_STORAGE_MAX_GIB                                    \
    }
#define GIVEN(owner, flag) .given_offset = (ptrdiff_t)offsetof(struct owner, flag)
#define KEY(owner, member) .key = #member, .offset = offsetof(struct owner, member)

static const struct field service_fields[] = {
    {FIELD_KEY(service, name), .type = FIELD_STRING, .required = true},
    CPU_FIELD(service),
    MEMORY_FIELD(service),
    GPUS_FIELD(service),
    {FIELD_KEY(service, tasks), .type = FIELD_INTEGERS, .required = true, .minimum = 0, .maximum = PROFILE_TASKS_MAX,
     .count_max = PROFILE_HOURS_READ_MAX},
    {KEY(service, architectures), GIVEN(service, architectures_given), .type = FIELD_CHOICES,
     .choices = architecture_names},
    {KEY(service, network_mode), GIVEN(service, network_mode_given), .type = FIELD_CHOICE,
     .choices = network_mode_names},
    {FIELD_KEY(service, host_ports), .type = FIELD_INTEGERS, .minimum = 1, .maximum = 65535,
     .count_max = PROFILE_HOST_PORTS_MAX},
    {KEY(service, places), GIVEN(service, places_given), .type = FIELD_CHOICES, .choices = service_place_names},
    {KEY(service, zones_min), GIVEN(service, zones_min_given), .type = FIELD_INTEGER, .minimum = 1,
     .maximum = PROFILE_ZONES_MAX},
    {FIELD_KEY(service, tasks_per_instance_max), .type = FIELD_INTEGER, .minimum = 1, .maximum = PROFILE_TASKS_MAX},
    STORAGE_FIELD(service),
    {FIELD_KEY(service, deployment), .type = FIELD_OBJECT, .object = &deployment_table},
};
static const struct service service_defaults = {
    .architectures = 1u << ARCHITECTURE_X86_64,
    .places = 1u << PLACE_EC2 | 1u << PLACE_FARGATE,
    .zones_min = 2,
    .ephemeral_storage_gib = FARGATE_STORAGE_INCLUDED_GIB,
    .deployment = {.minimum_healthy_percent = 100, .maximum_percent = 200},
};
static const struct field_table service_table = {FIELD_TABLE("service", service, service_fields),
                                                 .defaults = &service_defaults};

static const struct field job_fields[] = {
    {FIELD_KEY(job, name), .type = FIELD_STRING, .required = true},
    CPU_FIELD(job),
    MEMORY_FIELD(job),
    GPUS_FIELD(job),
    {FIELD_KEY(job, duration_s), .type = FIELD_NUMBER, .required = true, .minimum = 0.001,
     .maximum = PROFILE_DURATION_S_MAX},
    {FIELD_KEY(job, duration_p99_s), .type = FIELD_NUMBER, .minimum = 0.001, .maximum = PROFILE_DURATION_S_MAX},
    {KEY(job, startup_s), GIVEN(job, startup_given), .type = FIELD_NUMBER, .minimum = 0, .maximum = 3600},
    {FIELD_KEY(job, runs_per_day), .type = FIELD_NUMBER, .required = true, .minimum = 0,
     .maximum = PROFILE_RUNS_PER_DAY_MAX},
    {KEY(job, architectures), GIVEN(job, architectures_given), .type = FIELD_CHOICES, .choices = architecture_names},
    {FIELD_KEY(job, network_mode), .type = FIELD_CHOICE, .choices = network_mode_names},
    {KEY(job, places), GIVEN(job, places_given), .type = FIELD_CHOICES, .choices = place_names},
    STORAGE_FIELD(job),
};
static const struct job job_defaults = {
    .architectures = 1u << ARCHITECTURE_X86_64,
    .places = 1u << PLACE_LAMBDA | 1u << PLACE_FARGATE | 1u << PLACE_EC2,
    .ephemeral_storage_gib = FARGATE_STORAGE_INCLUDED_GIB,
};
static const struct field_table job_table = {FIELD_TABLE("job", job, job_fields), .defaults = &job_defaults};

static const struct field limits_fields[] = {
    {FIELD_KEY(limits, pools_max), .type = FIELD_INTEGER, .minimum = 1, .maximum = PROFILE_POOLS_MAX},
    {FIELD_KEY(limits, instance_types), .type = FIELD_STRINGS, .count_max = PROFILE_PATTERNS_MAX},
    {FIELD_KEY(limits, burstable), .type = FIELD_BOOLEAN},
    {KEY(limits, eni_trunking), GIVEN(limits, eni_trunking_given), .type = FIELD_BOOLEAN},
    {FIELD_KEY(limits, reserved_cpu_units), .type = FIELD_INTEGER, .minimum = 0, .maximum = PROFILE_CPU_UNITS_MAX},
    {FIELD_KEY(limits, reserved_memory_mib), .type = FIELD_INTEGER, .minimum = 0, .maximum = PROFILE_MEMORY_MIB_MAX},
    {KEY(limits, root_volume_gib), GIVEN(limits, root_volume_gib_given), .type = FIELD_INTEGER, .minimum = 0,
     .maximum = 16384},
};
static const struct field_table limits_table = {FIELD_TABLE("limits object", limits, limits_fields)};

static const struct field safety_fields[] = {
    {FIELD_KEY(safety, survive_zone_loss), .type = FIELD_BOOLEAN},
    {FIELD_KEY(safety, headroom_ratio), .type = FIELD_NUMBER, .minimum = 0, .maximum = 1},
};
static const struct field_table safety_table = {FIELD_TABLE("safety object", safety, safety_fields)};

static const struct field overhead_fields[] = {
    {.key = "usd_per_hour",
     .offset = offsetof(struct overhead, usd_per_hour_nano),
     .given_offset = -1,
     .type = FIELD_MONEY,
     .required = true},
    {FIELD_KEY(overhead, hours_per_month_cluster), .type = FIELD_NUMBER, .minimum = 0, .maximum = HOURS_PER_MONTH},
    {FIELD_KEY(overhead, hours_per_month_instance), .type = FIELD_NUMBER, .minimum = 0, .maximum = 100},
};
static const struct field_table overhead_table = {FIELD_TABLE("overhead object", overhead, overhead_fields)};

#define INNER(member) .key = #member, .offset = offsetof(struct profile_document, profile.member)
#define INNER_GIVEN(member) .given_offset = (ptrdiff_t)offsetof(struct profile_document, profile.member)

static const struct field profile_fields[] = {
    {FIELD_KEY(profile_document, schema), .type = FIELD_STRING, .required = true},
    {INNER(name), .given_offset = -1, .type = FIELD_STRING, .required = true},
    {INNER(region), .given_offset = -1, .type = FIELD_STRING, .required = true},
    {INNER(zones), INNER_GIVEN(zones_given), .type = FIELD_STRINGS, .count_max = PROFILE_ZONES_MAX},
    {FIELD_KEY(profile_document, services), .type = FIELD_OBJECTS, .object = &service_table,
     .count_max = PROFILE_SERVICES_MAX},
    {FIELD_KEY(profile_document, jobs), .type = FIELD_OBJECTS, .object = &job_table, .count_max = PROFILE_JOBS_MAX},
    {INNER(limits), .given_offset = -1, .type = FIELD_OBJECT, .object = &limits_table},
    {INNER(safety), .given_offset = -1, .type = FIELD_OBJECT, .object = &safety_table},
    {INNER(overhead), INNER_GIVEN(overhead.given), .type = FIELD_OBJECT, .object = &overhead_table},
};
static const struct field_table profile_table = {FIELD_TABLE("profile", profile_document, profile_fields)};

const struct field_table *profile_field_table(void)
{
    return &profile_table;
}

void profile_document_init(struct profile_document *document)
{
    *document = (struct profile_document){0};
    document->profile.limits = (struct limits){.pools_max = 4, .reserved_memory_mib = -1, .root_volume_gib = 30};
}
