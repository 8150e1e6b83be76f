/* cluster_write.c — a cluster as its document, what is not given or as by default left out. */
#include "data/cluster.h"

#include "data/base/json_writer.h"
#include "data/catalogue.h"
#include "data/objects_fields.h"

static void write_count(struct json_writer *writer, const char *key, int64_t count, int64_t absent)
{
    if (count != absent)
        json_integer(writer, key, count);
}

static void write_group(struct json_writer *writer, const struct running_group *group)
{
    json_begin_object(writer, NULL);
    json_string(writer, "name", group->name);
    json_words(writer, "auto_scaling_group", group->auto_scaling_group);
    json_string(writer, "instance_type", group->instance_type);
    json_string(writer, "purchase", purchase_names[group->purchase]);
    json_strings(writer, "zones", group->zones.items, group->zones.count);
    json_integer(writer, "instances", group->instances);
    write_count(writer, "min_size", group->min_size, -1);
    write_count(writer, "max_size", group->max_size, -1);
    if (group->root_volume_gib_given)
        json_integer(writer, "root_volume_gib", group->root_volume_gib);
    json_end_object(writer);
}

static void write_service(struct json_writer *writer, const struct running_service *service)
{
    json_begin_object(writer, NULL);
    json_string(writer, "name", service->name);
    json_string(writer, "place", service->place);
    json_integer(writer, "tasks", service->tasks);
    json_integer(writer, "cpu_units", service->cpu_units);
    json_integer(writer, "memory_mib", service->memory_mib);
    write_count(writer, "gpus", service->gpus, 0);
    write_count(writer, "ephemeral_storage_gib", service->ephemeral_storage_gib, FARGATE_STORAGE_INCLUDED_GIB);
    for (int i = 0; i < ARCHITECTURES_COUNT; i++)
        if (service->architecture_given && service->architectures & 1u << i)
            json_string(writer, "architecture", architecture_names[i]);
    json_end_object(writer);
}

static bool nothing_runs(const struct running_cluster *cluster)
{
    return cluster->groups_count + cluster->services_count == 0;
}

void running_cluster_write(const struct running_cluster *cluster, struct text *ret_json)
{
    struct json_writer writer = {.out = ret_json};
    json_begin_object(&writer, NULL);
    json_string(&writer, "schema", "bayplan.cluster/1");
    json_string(&writer, "name", cluster->name);
    json_string(&writer, "region", cluster->region);
    json_words(&writer, "account", cluster->account);
    json_string(&writer, "observed_at", cluster->observed_at);
    json_begin_list(&writer, "groups");
    for (int i = 0; i < cluster->groups_count; i++)
        write_group(&writer, &cluster->groups[i]);
    json_end_list(&writer);
    json_begin_list(&writer, "services");
    for (int i = 0; i < cluster->services_count; i++)
        write_service(&writer, &cluster->services[i]);
    json_end_list(&writer);
    if (cluster->objects_count > 0 || nothing_runs(cluster))
        objects_write(&writer, "objects", cluster->objects, cluster->objects_count);
    json_end_object(&writer);
    json_finish(&writer);
}
