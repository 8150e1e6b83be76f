/* cluster_fields.c — every key of a cluster: type, limits, default, in one table for JSON and XML. */
#include "data/cluster_fields.h"

#include "data/catalogue.h"
#include "data/document.h"
#include "data/objects_fields.h"

#define SERVICE_KEY(member) .key = #member, .offset = offsetof(struct cluster_row_service, service.member)
#define CLUSTER_KEY(member) .key = #member, .offset = offsetof(struct cluster_document, cluster.member)

/* The first two of enum purchase: what an instance can run as. */
static const char *const group_purchases[] = {"on_demand", "spot", NULL};

static const struct field group_fields[] = {
    {FIELD_KEY(running_group, name), .type = FIELD_STRING, .required = true},
    {FIELD_KEY(running_group, auto_scaling_group), .type = FIELD_STRING},
    {FIELD_KEY(running_group, instance_type), .type = FIELD_STRING, .required = true},
    {FIELD_KEY(running_group, purchase), .type = FIELD_CHOICE, .choices = group_purchases},
    {FIELD_KEY(running_group, zones), .type = FIELD_STRINGS, .required = true, .count_max = PROFILE_ZONES_MAX},
    {FIELD_KEY(running_group, instances), FIELD_WHOLE(0, CLUSTER_INSTANCES_MAX), .required = true},
    {FIELD_KEY(running_group, min_size), FIELD_WHOLE(0, CLUSTER_INSTANCES_MAX)},
    {FIELD_KEY(running_group, max_size), FIELD_WHOLE(0, CLUSTER_INSTANCES_MAX)},
    {FIELD_KEY(running_group, root_volume_gib), FIELD_GIVEN(running_group, root_volume_gib_given),
     FIELD_WHOLE(0, 16384)},
};
static const struct running_group group_defaults = {
    .auto_scaling_group = "", .min_size = -1, .max_size = -1, .root_volume_gib = 30};
static const struct field_table group_table = {FIELD_TABLE("group", running_group, group_fields),
                                               .defaults = &group_defaults};

static const struct field service_fields[] = {
    {SERVICE_KEY(name), .type = FIELD_STRING, .required = true},
    {SERVICE_KEY(place), .type = FIELD_STRING, .required = true},
    {SERVICE_KEY(tasks), FIELD_WHOLE(0, PROFILE_TASKS_MAX), .required = true},
    {SERVICE_KEY(cpu_units), FIELD_WHOLE(1, PROFILE_CPU_UNITS_MAX), .required = true},
    {SERVICE_KEY(memory_mib), FIELD_WHOLE(1, PROFILE_MEMORY_MIB_MAX), .required = true},
    {SERVICE_KEY(gpus), FIELD_WHOLE(0, PROFILE_GPUS_MAX)},
    {SERVICE_KEY(ephemeral_storage_gib), FIELD_WHOLE(FARGATE_STORAGE_INCLUDED_GIB, FARGATE_STORAGE_MAX_GIB)},
    {FIELD_KEY(cluster_row_service, architecture), FIELD_GIVEN(cluster_row_service, service.architecture_given),
     .type = FIELD_CHOICE, .choices = architecture_names},
};
static const struct cluster_row_service service_defaults = {
    .service = {.ephemeral_storage_gib = FARGATE_STORAGE_INCLUDED_GIB}, .architecture = ARCHITECTURE_X86_64};
static const struct field_table service_table = {FIELD_TABLE("service", cluster_row_service, service_fields),
                                                 .defaults = &service_defaults};

static const struct field cluster_fields[] = {
    {FIELD_KEY(cluster_document, schema), .type = FIELD_STRING, .required = true},
    {CLUSTER_KEY(name), .type = FIELD_STRING, .required = true},
    {CLUSTER_KEY(region), .type = FIELD_STRING, .required = true},
    {CLUSTER_KEY(account), .type = FIELD_STRING},
    {CLUSTER_KEY(observed_at), .type = FIELD_STRING, .required = true},
    {FIELD_KEY(cluster_document, groups), FIELD_LIST(group_table, CLUSTER_GROUPS_MAX)},
    {FIELD_KEY(cluster_document, services), FIELD_LIST(service_table, PROFILE_SERVICES_MAX)},
    {OBJECTS_FIELD(cluster_document, objects)},
};
static const struct field_table cluster_table = {FIELD_TABLE("cluster", cluster_document, cluster_fields)};

const struct field_table *cluster_field_table(void)
{
    return &cluster_table;
}

void cluster_document_init(struct cluster_document *document)
{
    *document = (struct cluster_document){.cluster = {.account = ""}};
}
