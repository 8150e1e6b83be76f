/* profile_fields.c — every key of a profile: type, limits, default, in one table for JSON and XML. */
#include "data/profile_fields.h"

#include "data/document.h"

const char *const place_names[] = {"ec2", "ec2_spot", "fargate", "fargate_spot", "managed_instances", "lambda", NULL};
const char *const network_mode_names[] = {"awsvpc", "bridge", "host", "none", NULL};
const char *const scheduling_strategy_names[] = {"REPLICA", "DAEMON", NULL};
const char *const placement_strategy_names[] = {
    "spread:attribute:ecs.availability-zone", "spread:instanceId", "binpack:cpu", "binpack:memory", "random", NULL};
const char *const deployments_names[] = {"scale_out", "reserve", NULL};

/* The same indices as place_names: a service cannot run on Lambda. */
static const char *const service_place_names[] = {"ec2",          "ec2_spot",          "fargate",
                                                  "fargate_spot", "managed_instances", NULL};

static const struct field tag_fields[] = {TAG_FIELDS(tag)};
const struct field_table profile_tag_table = {FIELD_TABLE("tag", tag, tag_fields)};

static const struct field deployment_fields[] = {
    {FIELD_KEY(deployment, minimum_healthy_percent), FIELD_WHOLE(0, 100)},
    {FIELD_KEY(deployment, maximum_percent), FIELD_WHOLE(100, 400)},
};
const struct field_table profile_deployment_table = {FIELD_TABLE("deployment", deployment, deployment_fields)};

/* Of a service's task and of a job's run alike. */
#define RESERVATION_FIELDS(owner)                                                                                      \
    {FIELD_KEY(owner, name), .type = FIELD_STRING, .required = true},                                                  \
        {FIELD_KEY(owner, tags), FIELD_LIST(profile_tag_table, PROFILE_TAGS_MAX), .unnamed = true},                    \
        {FIELD_KEY(owner, cpu_units), FIELD_WHOLE(1, PROFILE_CPU_UNITS_MAX), .required = true},                        \
        {FIELD_KEY(owner, memory_mib), FIELD_WHOLE(1, PROFILE_MEMORY_MIB_MAX), .required = true},                      \
        {FIELD_KEY(owner, gpus), FIELD_WHOLE(0, PROFILE_GPUS_MAX)},                                                    \
        {FIELD_KEY(owner, ephemeral_storage_gib), FIELD_WHOLE(FARGATE_STORAGE_INCLUDED_GIB, FARGATE_STORAGE_MAX_GIB)}, \
    {                                                                                                                  \
        FIELD_KEY(owner, architectures), FIELD_GIVEN(owner, architectures_given), .type = FIELD_CHOICES,               \
                                                                                  .choices = architecture_names        \
    }

static const struct field service_fields[] = {
    RESERVATION_FIELDS(service),
    {FIELD_KEY(service, scheduling_strategy), .type = FIELD_CHOICE, .choices = scheduling_strategy_names},
    /* Required of a REPLICA, which is profile_check's. */
    {FIELD_KEY(service, tasks), FIELD_WHOLES(0, PROFILE_TASKS_MAX), .count_max = PROFILE_HOURS_READ_MAX},
    {FIELD_KEY(service, network_mode), FIELD_GIVEN(service, network_mode_given), .type = FIELD_CHOICE,
     .choices = network_mode_names},
    {FIELD_KEY(service, host_ports), FIELD_WHOLES(1, 65535), .count_max = PROFILE_HOST_PORTS_MAX},
    {FIELD_KEY(service, places), FIELD_GIVEN(service, places_given), .type = FIELD_CHOICES,
     .choices = service_place_names},
    {FIELD_KEY(service, zones_min), FIELD_GIVEN(service, zones_min_given), FIELD_WHOLE(1, PROFILE_ZONES_MAX)},
    {FIELD_KEY(service, tasks_per_instance_max), FIELD_WHOLE(1, PROFILE_TASKS_MAX)},
    {FIELD_KEY(service, deployment), FIELD_NESTED(profile_deployment_table)},
    {FIELD_KEY(service, placement_strategies), .type = FIELD_STRINGS, .choices = placement_strategy_names,
     .count_max = PLACEMENT_STRATEGIES_MAX},
    {FIELD_KEY(service, availability_zone_rebalancing), .type = FIELD_BOOLEAN},
    {FIELD_KEY(service, task_definition), .type = FIELD_STRING},
};
static const struct service service_defaults = {
    .architectures = 1u << ARCHITECTURE_X86_64,
    .places = 1u << PLACE_EC2 | 1u << PLACE_FARGATE,
    .zones_min = 2,
    .ephemeral_storage_gib = FARGATE_STORAGE_INCLUDED_GIB,
    .deployment = {.minimum_healthy_percent = 100, .maximum_percent = 200},
    .availability_zone_rebalancing = true,
    .task_definition = "",
};
static const struct field_table service_table = {FIELD_TABLE("service", service, service_fields),
                                                 .defaults = &service_defaults};

static const struct field job_fields[] = {
    RESERVATION_FIELDS(job),
    {FIELD_KEY(job, duration_s), FIELD_REAL(0.001, PROFILE_DURATION_S_MAX), .required = true},
    {FIELD_KEY(job, duration_p99_s), FIELD_REAL(0.001, PROFILE_DURATION_S_MAX)},
    {FIELD_KEY(job, startup_s), FIELD_GIVEN(job, startup_given), FIELD_REAL(0, 3600)},
    {FIELD_KEY(job, runs_per_day), FIELD_REAL(0, PROFILE_RUNS_PER_DAY_MAX), .required = true},
    {FIELD_KEY(job, network_mode), .type = FIELD_CHOICE, .choices = network_mode_names},
    {FIELD_KEY(job, places), FIELD_GIVEN(job, places_given), .type = FIELD_CHOICES, .choices = place_names},
};
static const struct job job_defaults = {
    .architectures = 1u << ARCHITECTURE_X86_64,
    .places = 1u << PLACE_LAMBDA | 1u << PLACE_FARGATE | 1u << PLACE_EC2,
    .ephemeral_storage_gib = FARGATE_STORAGE_INCLUDED_GIB,
};
static const struct field_table job_table = {FIELD_TABLE("job", job, job_fields), .defaults = &job_defaults};

static const struct field limits_fields[] = {
    {FIELD_KEY(limits, pools_max), FIELD_WHOLE(1, PROFILE_POOLS_MAX)},
    {FIELD_KEY(limits, instance_types), .type = FIELD_STRINGS, .count_max = PROFILE_PATTERNS_MAX},
    {FIELD_KEY(limits, burstable), .type = FIELD_BOOLEAN},
    {FIELD_KEY(limits, eni_trunking), FIELD_GIVEN(limits, eni_trunking_given), .type = FIELD_BOOLEAN},
    {FIELD_KEY(limits, reserved_cpu_units), FIELD_WHOLE(0, PROFILE_CPU_UNITS_MAX)},
    {FIELD_KEY(limits, reserved_memory_mib), FIELD_WHOLE(0, PROFILE_MEMORY_MIB_MAX)},
    {FIELD_KEY(limits, root_volume_gib), FIELD_GIVEN(limits, root_volume_gib_given), FIELD_WHOLE(0, 16384)},
};
static const struct field_table limits_table = {FIELD_TABLE("limits object", limits, limits_fields)};

static const struct field safety_fields[] = {
    {FIELD_KEY(safety, survive_zone_loss), .type = FIELD_BOOLEAN},
    {FIELD_KEY(safety, headroom_ratio), FIELD_REAL(0, 1)},
    {FIELD_KEY(safety, deployments), .type = FIELD_CHOICE, .choices = deployments_names},
};
const struct field_table profile_safety_table = {FIELD_TABLE("safety object", safety, safety_fields)};

static const struct field subnet_fields[] = {
    {FIELD_KEY(subnet, zone), .type = FIELD_STRING, .required = true},
    {FIELD_KEY(subnet, cidr), .type = FIELD_STRING, .required = true},
    {FIELD_KEY(subnet, free_addresses), FIELD_WHOLE(0, PROFILE_SUBNET_FREE_ADDRESSES_MAX), .required = true},
};
static const struct field_table subnet_table = {FIELD_TABLE("subnet", subnet, subnet_fields)};

static const struct field overhead_fields[] = {
    {.key = "usd_per_hour",
     .offset = offsetof(struct overhead, usd_per_hour_nano),
     .type = FIELD_MONEY,
     .required = true},
    {FIELD_KEY(overhead, hours_per_month_cluster), FIELD_REAL(0, HOURS_PER_MONTH)},
    {FIELD_KEY(overhead, hours_per_month_instance), FIELD_REAL(0, 100)},
};
static const struct field_table overhead_table = {FIELD_TABLE("overhead object", overhead, overhead_fields)};

#define INNER_KEY(member) .key = #member, .offset = offsetof(struct profile_document, profile.member)

static const struct field profile_fields[] = {
    {FIELD_KEY(profile_document, schema), .type = FIELD_STRING, .required = true},
    {INNER_KEY(name), .type = FIELD_STRING, .required = true},
    {INNER_KEY(region), .type = FIELD_STRING, .required = true},
    {INNER_KEY(zones), FIELD_GIVEN(profile_document, profile.zones_given), .type = FIELD_STRINGS,
     .count_max = PROFILE_ZONES_MAX},
    {FIELD_KEY(profile_document, subnets), FIELD_LIST(subnet_table, PROFILE_SUBNETS_MAX), .unnamed = true},
    {FIELD_KEY(profile_document, services), FIELD_LIST(service_table, PROFILE_SERVICES_MAX)},
    {FIELD_KEY(profile_document, jobs), FIELD_LIST(job_table, PROFILE_JOBS_MAX)},
    {INNER_KEY(limits), FIELD_NESTED(limits_table)},
    {INNER_KEY(safety), FIELD_NESTED(profile_safety_table)},
    {INNER_KEY(overhead), FIELD_GIVEN(profile_document, profile.overhead.given), FIELD_NESTED(overhead_table)},
    {INNER_KEY(spot), FIELD_NESTED(profile_spot_table)},
    {FIELD_KEY(profile_document, commitments), FIELD_GIVEN(profile_document, commitments.settings.given),
     FIELD_NESTED(profile_commitments_table)},
    {INNER_KEY(apply), FIELD_GIVEN(profile_document, profile.apply.given), FIELD_NESTED(profile_apply_table)},
};
static const struct field_table profile_table = {FIELD_TABLE("profile", profile_document, profile_fields)};

const struct field_table *profile_field_table(void)
{
    return &profile_table;
}

void profile_document_init(struct profile_document *document)
{
    *document = (struct profile_document){0};
    apply_settings_init(&document->profile.apply);
    spot_settings_init(&document->profile.spot);
    document->profile.limits = (struct limits){.pools_max = 4, .reserved_memory_mib = -1, .root_volume_gib = 30};
}
