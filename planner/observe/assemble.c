/* assemble.c — see assemble.h. */
#include "planner/observe/assemble.h"

#include "data/catalogue.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct assembling {
    struct running_cluster *cluster;
    bool complete;
    struct error *err;
};

static const char *value_of(const struct object *object, const char *property)
{
    const char *value = object ? object_value(object, property) : NULL;
    return value ? value : "";
}

static const struct object *find(const struct assembling *at, enum object_kind kind, const char *name)
{
    return object_find(at->cluster->objects, at->cluster->objects_count, kind, "", name);
}

/* --- groups --- */

static struct running_group *group_named(struct running_cluster *cluster, const char *name)
{
    for (int i = 0; i < cluster->groups_count; i++)
        if (strcmp(cluster->groups[i].name, name) == 0)
            return &cluster->groups[i];
    return NULL;
}

static struct running_group *group_add(struct running_cluster *cluster, const char *name)
{
    struct running_group *group = &cluster->groups[cluster->groups_count++];
    *group = (struct running_group){.name = name,
                                    .auto_scaling_group = "",
                                    .instance_type = INSTANCE_TYPE_UNKNOWN,
                                    .min_size = -1,
                                    .max_size = -1,
                                    .root_volume_gib = 30};
    group->zones.items = ARENA_ARRAY(&cluster->arena, const char *, PROFILE_ZONES_MAX);
    return group;
}

static void group_zone(struct running_group *group, const char *zone)
{
    for (int i = 0; i < group->zones.count; i++)
        if (strcmp(group->zones.items[i], zone) == 0)
            return;
    if (zone[0] != '\0' && group->zones.count < PROFILE_ZONES_MAX)
        group->zones.items[group->zones.count++] = zone;
}

/* What runs, where anything does: a template's newest version is of instances that are yet to come. */
static void take_type(const struct object *scaling, const struct object *launch_template, struct running_group *group)
{
    const char *running = value_of(scaling, "instance_type"), *next = value_of(launch_template, "instance_type");
    if (running[0] != '\0' || next[0] != '\0')
        group->instance_type = running[0] != '\0' ? running : next;
}

static void take_template(const struct object *scaling, const struct object *launch_template,
                          struct running_group *group)
{
    /* Of a mixed instances policy's all that is not its share on demand is Spot. */
    int64_t on_demand = object_integer(scaling, "on_demand_percent");
    if (strcmp(value_of(launch_template, "market_type"), "spot") == 0 || (on_demand >= 0 && on_demand < 100))
        group->purchase = PURCHASE_SPOT;
    int64_t gib = launch_template ? object_integer(launch_template, "root_volume_gib") : -1;
    if (gib > 0) {
        group->root_volume_gib = gib;
        group->root_volume_gib_given = true;
    }
}

static int64_t at_least_0(int64_t number)
{
    return number > 0 ? number : 0;
}

static void take_scaling_group(struct assembling *at, const struct object *scaling, struct running_group *group)
{
    struct field_strings zones = object_set_members(value_of(scaling, "zones"), &at->cluster->arena);
    for (int i = 0; i < zones.count; i++)
        group_zone(group, zones.items[i]);
    if (strcmp(group->name, scaling->name) != 0)
        group->auto_scaling_group = scaling->name;
    group->instances = at_least_0(object_integer(scaling, "instances"));
    group->min_size = object_integer(scaling, "min_size");
    group->max_size = object_integer(scaling, "max_size");
    const struct object *launch_template = find(at, OBJECT_LAUNCH_TEMPLATE, value_of(scaling, "launch_template"));
    take_type(scaling, launch_template, group);
    take_template(scaling, launch_template, group);
}

/* Where a file with the cluster is lacking, all providers there are taken for its own. */
static bool is_attached(const struct assembling *at, const struct object *provider)
{
    const struct object *attached = find(at, OBJECT_CLUSTER_CAPACITY_PROVIDERS, at->cluster->name);
    if (!attached)
        return !at->complete;
    return object_set_has(value_of(attached, "capacity_providers"), provider->name);
}

static bool is_instance(const struct assembling *at, const struct object *object)
{
    return object->kind == OBJECT_CONTAINER_INSTANCE && strcmp(object->parent, at->cluster->name) == 0;
}

/* ECS Anywhere's, which are no EC2 instances. */
static bool is_external(const struct object *instance)
{
    return strncmp(value_of(instance, "ec2_instance"), "mi-", 3) == 0;
}

static void take_instance(const struct object *instance, bool counted, struct running_group *group)
{
    const char *type = value_of(instance, "instance_type");
    if (strcmp(group->instance_type, INSTANCE_TYPE_UNKNOWN) == 0 && type[0] != '\0')
        group->instance_type = type;
    if (!counted) {
        group_zone(group, value_of(instance, "zone"));
        group->instances++;
    }
}

/* Those a provider started. `counted`: their Auto Scaling group says how many they are. */
static void take_instances_of(struct assembling *at, bool counted, struct running_group *group)
{
    for (int i = 0; i < at->cluster->objects_count; i++) {
        const struct object *object = &at->cluster->objects[i];
        if (is_instance(at, object) && strcmp(value_of(object, "capacity_provider"), group->name) == 0)
            take_instance(object, counted, group);
    }
}

static bool refuse_provider(struct assembling *at, const struct object *provider)
{
    return error_set(at->err, ERROR_INPUT, provider->name,
                     "no file has the Auto Scaling group \"%s\" of this capacity provider: add the output of `aws "
                     "autoscaling describe-auto-scaling-groups`",
                     value_of(provider, "auto_scaling_group"));
}

static bool has_any(const struct running_cluster *cluster, enum object_kind kind)
{
    for (int i = 0; i < cluster->objects_count; i++)
        if (cluster->objects[i].kind == kind)
            return true;
    return false;
}

/* A group that is gone leaves its provider behind for a while: no group any more, unless instances of it still run. */
static bool add_group(struct assembling *at, const struct object *provider)
{
    struct running_cluster *cluster = at->cluster;
    const struct object *scaling = find(at, OBJECT_AUTO_SCALING_GROUP, value_of(provider, "auto_scaling_group"));
    struct running_group *group = group_add(cluster, provider->name);
    if (scaling)
        take_scaling_group(at, scaling, group);
    take_instances_of(at, scaling != NULL, group);
    if (group->zones.count > 0)
        return true;
    cluster->groups_count--;
    return at->complete || has_any(cluster, OBJECT_AUTO_SCALING_GROUP) || refuse_provider(at, provider);
}

/* Instances that no capacity provider of the cluster has started. */
static void add_others(struct assembling *at)
{
    struct running_cluster *cluster = at->cluster;
    int providers = cluster->groups_count;
    for (int i = 0; i < cluster->objects_count; i++) {
        const struct object *object = &cluster->objects[i];
        if (!is_instance(at, object) || is_external(object))
            continue;
        bool taken = false;
        for (int g = 0; g < providers && !taken; g++)
            taken = strcmp(cluster->groups[g].name, value_of(object, "capacity_provider")) == 0;
        if (taken || value_of(object, "zone")[0] == '\0')
            continue;
        const char *type = value_of(object, "instance_type");
        const char *name =
            arena_printf(&cluster->arena, "instances-%s", type[0] != '\0' ? type : INSTANCE_TYPE_UNKNOWN);
        struct running_group *group = group_named(cluster, name);
        take_instance(object, false, group ? group : group_add(cluster, name));
    }
}

static int group_compare(const void *a, const void *b)
{
    const struct running_group *left = a, *right = b;
    return strcmp(left->name, right->name);
}

static bool assemble_groups(struct assembling *at)
{
    struct running_cluster *cluster = at->cluster;
    cluster->groups = ARENA_ARRAY(&cluster->arena, struct running_group, cluster->objects_count + 1);
    for (int i = 0; i < cluster->objects_count; i++) {
        const struct object *object = &cluster->objects[i];
        if (object->kind == OBJECT_CAPACITY_PROVIDER && is_attached(at, object) && !add_group(at, object))
            return false;
    }
    add_others(at);
    if (cluster->groups_count > 1)
        qsort(cluster->groups, (size_t)cluster->groups_count, sizeof *cluster->groups, group_compare);
    return true;
}

/* --- services --- */

/* The provider with most weight; of equals the one with the larger base, then the first. "" where there is none. */
static const char *provider_of(const char *strategy, struct arena *arena)
{
    struct field_strings rows = object_set_members(strategy, arena);
    const char *best = "";
    long best_base = -1, best_weight = -1;
    for (int i = 0; i < rows.count; i++) {
        size_t name = strcspn(rows.items[i], ":");
        char *end = NULL;
        long base = rows.items[i][name] == ':' ? strtol(rows.items[i] + name + 1, &end, 10) : 0;
        long weight = end && *end == ':' ? strtol(end + 1, NULL, 10) : 0;
        if (weight < best_weight || (weight == best_weight && base <= best_base))
            continue;
        best = arena_strndup(arena, rows.items[i], name);
        best_base = base;
        best_weight = weight;
    }
    return best;
}

static const char *fullest_group(const struct running_cluster *cluster)
{
    const struct running_group *fullest = NULL;
    for (int i = 0; i < cluster->groups_count; i++)
        if (!fullest || cluster->groups[i].instances > fullest->instances)
            fullest = &cluster->groups[i];
    return fullest ? fullest->name : NULL;
}

/* NULL where nothing says. */
static const char *place_of(struct assembling *at, const struct object *service)
{
    struct arena *arena = &at->cluster->arena;
    const char *launch_type = value_of(service, "launch_type"),
               *strategy = value_of(service, "capacity_provider_strategy");
    if (strategy[0] == '\0' && launch_type[0] == '\0')
        strategy = value_of(find(at, OBJECT_CLUSTER_CAPACITY_PROVIDERS, at->cluster->name), "default_strategy");
    const char *provider = strategy[0] != '\0' ? provider_of(strategy, arena) : launch_type;
    if (strcmp(provider, "FARGATE") == 0)
        return "fargate";
    if (strcmp(provider, "FARGATE_SPOT") == 0)
        return "fargate_spot";
    if (strategy[0] == '\0')
        return fullest_group(at->cluster);
    const struct running_group *group = group_named(at->cluster, provider);
    return group ? group->name : NULL;
}

static bool take_reservation(struct assembling *at, const struct object *object, struct running_service *service)
{
    const char *name = value_of(object, "task_definition"), *architecture;
    const struct object *definition = find(at, OBJECT_TASK_DEFINITION, name);
    if (!definition && at->complete)
        return error_set(at->err, ERROR_AWS, object->name, "its task definition \"%s\" is not there", name);
    if (!definition)
        return error_set(at->err, ERROR_INPUT, object->name,
                         "no file has the task definition \"%s\" of this service: add the output of `aws ecs "
                         "describe-task-definition --task-definition %s`",
                         name, name);
    int64_t cpu = object_integer(definition, "cpu"), memory = object_integer(definition, "memory");
    cpu = cpu > 0 ? cpu : object_integer(definition, "containers_cpu");
    memory = memory > 0 ? memory : object_integer(definition, "containers_memory");
    service->cpu_units = cpu > 0 ? cpu : 1; /* a container may reserve none */
    service->memory_mib = memory > 0 ? memory : 1;
    service->gpus = at_least_0(object_integer(definition, "gpus"));
    architecture = value_of(definition, "architecture");
    for (int i = 0; i < ARCHITECTURES_COUNT; i++)
        if (strcmp(architecture, architecture_names[i]) == 0) {
            service->architectures = 1u << i;
            service->architecture_given = true;
        }
    return true;
}

static bool refuse_place(struct assembling *at, const struct object *object)
{
    return error_set(
        at->err, ERROR_INPUT, object->name,
        "no file says what this service runs on: add the outputs of `aws ecs describe-capacity-providers` "
        "and `aws autoscaling describe-auto-scaling-groups`, or of `aws ecs describe-container-instances`");
}

/* One without a place has nothing that runs, or a picture is not complete. */
static bool add_service(struct assembling *at, const struct object *object)
{
    struct running_cluster *cluster = at->cluster;
    struct running_service service = {.name = object->name,
                                      .place = place_of(at, object),
                                      .tasks = at_least_0(object_integer(object, "running_count")),
                                      .ephemeral_storage_gib = FARGATE_STORAGE_INCLUDED_GIB,
                                      .architectures = 1u << ARCHITECTURE_X86_64};
    if (!service.place)
        return at->complete || service.tasks == 0 || refuse_place(at, object);
    if (!take_reservation(at, object, &service))
        return false;
    cluster->services[cluster->services_count++] = service;
    return true;
}

static bool is_planned_for(const struct assembling *at, const struct object *object)
{
    return object->kind == OBJECT_SERVICE && strcmp(object->parent, at->cluster->name) == 0 &&
           strcmp(value_of(object, "scheduling_strategy"), "DAEMON") != 0 &&
           strcmp(value_of(object, "launch_type"), "EXTERNAL") != 0;
}

/* Objects are sorted, so these are by name. */
static bool assemble_services(struct assembling *at)
{
    struct running_cluster *cluster = at->cluster;
    cluster->services = ARENA_ARRAY(&cluster->arena, struct running_service, cluster->objects_count + 1);
    for (int i = 0; i < cluster->objects_count; i++)
        if (is_planned_for(at, &cluster->objects[i]) && !add_service(at, &cluster->objects[i]))
            return false;
    return true;
}

bool observe_assemble(struct running_cluster *cluster, bool complete, struct error *err)
{
    struct assembling at = {cluster, complete, err};
    cluster->groups_count = cluster->services_count = 0;
    return assemble_groups(&at) && assemble_services(&at);
}
