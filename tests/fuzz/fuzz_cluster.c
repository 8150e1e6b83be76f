/* fuzz_cluster.c — any bytes as a cluster: refused with one error, or everything its readers rely on holds. */
#include "data/cluster.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

enum { CLUSTER_BYTES_MAX = 64 * 1024 * 1024 };

static void need(bool holds)
{
    if (!holds)
        abort();
}

static bool has_group(const struct running_cluster *cluster, const char *name)
{
    for (int i = 0; i < cluster->groups_count; i++)
        if (strcmp(cluster->groups[i].name, name) == 0)
            return true;
    return false;
}

static void check_groups(const struct running_cluster *cluster)
{
    int64_t instances = 0;
    for (int i = 0; i < cluster->groups_count; i++) {
        const struct running_group *group = &cluster->groups[i];
        need(i == 0 || strcmp(group[-1].name, group->name) < 0);
        need(strncmp(group->name, "fargate", strlen("fargate") + 1) != 0 && group->instance_type[0] != '\0');
        need(group->zones.count >= 1 && group->instances >= 0 && group->root_volume_gib >= 0);
        need(group->min_size < 0 || group->max_size < 0 || group->min_size <= group->max_size);
        for (int z = 0; z < group->zones.count; z++)
            need(strncmp(group->zones.items[z], cluster->region, strlen(cluster->region)) == 0);
        instances += group->instances;
    }
    need(instances <= CLUSTER_INSTANCES_MAX);
}

static void check_services(const struct running_cluster *cluster)
{
    for (int i = 0; i < cluster->services_count; i++) {
        const struct running_service *service = &cluster->services[i];
        bool fargate = strcmp(service->place, "fargate") == 0 || strcmp(service->place, "fargate_spot") == 0;
        need(i == 0 || strcmp(service[-1].name, service->name) < 0);
        need(fargate ? service->gpus == 0 : has_group(cluster, service->place));
        need(service->tasks >= 0 && service->cpu_units >= 1 && service->memory_mib >= 1);
        need(service->architectures == 1u << ARCHITECTURE_X86_64 || service->architectures == 1u << ARCHITECTURE_ARM64);
    }
}

static void check_objects(const struct running_cluster *cluster)
{
    for (int i = 0; i < cluster->objects_count; i++) {
        const struct object *object = &cluster->objects[i];
        need(i == 0 || object_compare(object - 1, object) < 0);
        need(object->name[0] != '\0' && object->parent && object->id && object->stack && object->run);
        need(object->properties_count <= OBJECT_PROPERTIES_MAX);
        for (int k = 0; k < object->properties_count; k++)
            need(object_value(object, object->properties[k].name) == object->properties[k].value);
    }
}

static void check_round_trip(const struct running_cluster *cluster)
{
    struct running_cluster again = {0};
    struct error err = {0};
    struct text first, second;
    text_init(&first, CLUSTER_BYTES_MAX);
    text_init(&second, CLUSTER_BYTES_MAX);
    running_cluster_write(cluster, &first);
    need(!first.overflown && running_cluster_parse("f", first.bytes, first.length, &again, &err));
    running_cluster_write(&again, &second);
    need(first.length == second.length && memcmp(first.bytes, second.bytes, first.length) == 0);
    running_cluster_release(&again);
    text_release(&first);
    text_release(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct running_cluster cluster = {0};
    struct error err = {0};
    bool ok = running_cluster_parse("f", (const char *)data, size, &cluster, &err);
    need(ok == (err.kind == ERROR_NONE));
    need(ok || (error_exit_code(err.kind) == 2 && err.where[0] != '\0' && err.text[0] != '\0'));
    if (ok) {
        need(strlen(cluster.observed_at) == strlen("2026-11-22T03:00:00Z") && cluster.account != NULL);
        check_groups(&cluster);
        check_services(&cluster);
        check_objects(&cluster);
        check_round_trip(&cluster);
    }
    running_cluster_release(&cluster);
    return 0;
}
