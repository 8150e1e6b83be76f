#include "planner/observe/decode_parts.h"

#include <stdlib.h>
#include <string.h>

/* What one SetInstanceProtection takes. */
enum { PROTECTED_SHOWN_MAX = 50 };

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* The first ids in order, as a set. */
static const char *protected_of(const struct reading *reading, const struct node *group)
{
    int count = 0;
    int most = answer_count(reading, group, "Instances");
    const char **ids = memory_alloc((size_t)most + 1, sizeof(*ids));
    const struct node *instance = answer_members(reading, group, "Instances");
    for (; instance != NULL; instance = instance->next)
        if (answer_is(reading, instance, "ProtectedFromScaleIn", "true"))
            ids[count++] = answer_text(reading, instance, "InstanceId");
    qsort(ids, (size_t)count, sizeof(*ids), compare_names);
    const char *set =
        object_set_of(ids, count < PROTECTED_SHOWN_MAX ? count : PROTECTED_SHOWN_MAX, reading->decoding->arena);
    free(ids);
    return set;
}

/* The type most of the instances have, whatever the launch template says by now; of two as many the first by name. */
static const char *instance_type_of(const struct reading *reading, const struct node *group)
{
    int count = 0;
    int most = 0;
    const char *type = "";
    int all = answer_count(reading, group, "Instances");
    const char **types = memory_alloc((size_t)all + 1, sizeof(*types));
    const struct node *instance = answer_members(reading, group, "Instances");
    for (; instance != NULL; instance = instance->next)
        types[count++] = answer_text(reading, instance, "InstanceType");
    qsort(types, (size_t)count, sizeof(*types), compare_names);
    for (int first = 0, next; first < count; first = next) {
        for (next = first + 1; next < count && strcmp(types[next], types[first]) == 0;)
            next++;
        if (next - first > most && types[first][0] != '\0') {
            most = next - first;
            type = types[first];
        }
    }
    free(types);
    return type;
}

static void take_instances(const struct reading *reading, struct object *object, const struct node *group)
{
    int in_service = 0;
    const struct node *instance = answer_members(reading, group, "Instances");
    for (; instance != NULL; instance = instance->next)
        in_service += answer_is(reading, instance, "LifecycleState", "InService") &&
                      answer_is(reading, instance, "HealthStatus", "Healthy");
    struct arena *arena = reading->decoding->arena;
    object_set_integer(object, arena, "instances", in_service);
    object_set_integer(object, arena, "instances_any_state", answer_count(reading, group, "Instances"));
    object_set(object, arena, "instances_protected", protected_of(reading, group));
    object_set(object, arena, "instance_type", instance_type_of(reading, group));
}

/* "subnet-b,subnet-a" sorted. */
static const char *sorted_list(const struct reading *reading, const char *list)
{
    struct arena *arena = reading->decoding->arena;
    int count = 0;
    const char **names = memory_alloc(strlen(list) / 2 + 1, sizeof(*names));
    while (list[0] != '\0') {
        list += strspn(list, ", ");
        size_t length = strcspn(list, ", ");
        if (length > 0)
            names[count++] = arena_strndup(arena, list, length);
        list += length;
    }
    const char *set = object_set_of(names, count, arena);
    free(names);
    return set;
}

/* The template's name; its id where the answer has no name (decode_finish puts the name there); "" for a launch
 * configuration. */
static void take_launch_template(const struct reading *reading, struct object *object, const struct node *group)
{
    const struct node *used = answer_at(group, "LaunchTemplate");
    if (used == NULL)
        used = answer_at(group, "MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification");
    if (used == NULL)
        return;
    const char *name = answer_text(reading, used, "LaunchTemplateName");
    const char *version = answer_text(reading, used, "Version");
    struct arena *arena = reading->decoding->arena;
    object_set(object, arena, "launch_template",
               name[0] != '\0' ? name : answer_text(reading, used, "LaunchTemplateId"));
    object_set(object, arena, "launch_template_version", version[0] != '\0' ? version : "$Default");
}

/* A mixed instances policy: its types, and how much of them is on demand; "" where the group is of its template's type
 * alone. */
static void take_policy(const struct reading *reading, struct object *object, const struct node *group)
{
    static const char path[] = "MixedInstancesPolicy.LaunchTemplate.Overrides";
    struct arena *arena = reading->decoding->arena;
    const struct node *distribution = answer_at(group, "MixedInstancesPolicy.InstancesDistribution");
    const char **types = memory_alloc((size_t)answer_count(reading, group, path) + 1, sizeof(*types));
    int count = 0;
    for (const struct node *type = answer_members(reading, group, path); type != NULL; type = type->next)
        types[count++] = answer_text(reading, type, "InstanceType");
    object_set(object, arena, "instance_types", object_set_of(types, count, arena));
    free(types);
    if (distribution == NULL)
        return;
    object_take(reading, object, "on_demand_percent", distribution, "OnDemandPercentageAboveBaseCapacity");
    object_take(reading, object, "spot_allocation_strategy", distribution, "SpotAllocationStrategy");
}

void decode_group(const struct reading *reading, const struct node *group)
{
    struct arena *arena = reading->decoding->arena;
    struct object object =
        object_begin(reading, OBJECT_AUTO_SCALING_GROUP, "", answer_name(reading, group, "AutoScalingGroupName"),
                     answer_text(reading, group, "AutoScalingGroupARN"));
    take_launch_template(reading, &object, group);
    take_policy(reading, &object, group);
    object_set(&object, arena, "subnets", sorted_list(reading, answer_text(reading, group, "VPCZoneIdentifier")));
    object_take(reading, &object, "min_size", group, "MinSize");
    object_take(reading, &object, "max_size", group, "MaxSize");
    object_take(reading, &object, "new_instances_protected_from_scale_in", group, "NewInstancesProtectedFromScaleIn");
    /* said only of groups that were ever told */
    object_set(&object, arena, "capacity_rebalance",
               answer_is(reading, group, "CapacityRebalance", "true") ? "true" : "false");
    object_take(reading, &object, "desired_capacity", group, "DesiredCapacity");
    take_instances(reading, &object, group);
    object_set(&object, arena, "zones", answer_set(reading, group, "AvailabilityZones"));
    object_take(reading, &object, "status", group, "Status");
    object_take_tags(reading, &object, group, "Tags");
    object_end(reading, &object);
}

void decode_group_action(const struct reading *reading, const struct node *action)
{
    struct object object = object_begin(
        reading, OBJECT_GROUP_ACTION, answer_name(reading, action, "AutoScalingGroupName"),
        answer_name(reading, action, "ScheduledActionName"), answer_text(reading, action, "ScheduledActionARN"));
    object_take(reading, &object, "recurrence", action, "Recurrence");
    object_take(reading, &object, "min_size", action, "MinSize");
    object_take(reading, &object, "max_size", action, "MaxSize");
    object_take(reading, &object, "time_zone", action, "TimeZone");
    object_end(reading, &object);
}

/* "service/CLUSTER/SERVICE" and what is scaled is the service's count: false for anything else, and for the services
 * of another cluster. */
static bool is_ours(const struct reading *reading, const struct node *item, const char **ret_cluster,
                    const char **ret_service)
{
    static const char prefix[] = "service/";
    const char *resource = answer_name(reading, item, "ResourceId");
    if (!answer_is(reading, item, "ServiceNamespace", "ecs") ||
        !answer_is(reading, item, "ScalableDimension", "ecs:service:DesiredCount") ||
        strncmp(resource, prefix, sizeof(prefix) - 1) != 0)
        return false;
    const char *cluster = resource + sizeof(prefix) - 1;
    const char *slash = strchr(cluster, '/');
    if (slash == NULL || slash[1] == '\0')
        return false;
    *ret_cluster = arena_strndup(reading->decoding->arena, cluster, (size_t)(slash - cluster));
    *ret_service = slash + 1;
    return !is_other_cluster(reading, *ret_cluster);
}

static const char *suspended_of(const struct reading *reading, const struct node *target)
{
    static const struct {
        const char *path, *word;
    } rows[] = {{"SuspendedState.DynamicScalingInSuspended", "dynamic_in"},
                {"SuspendedState.DynamicScalingOutSuspended", "dynamic_out"},
                {"SuspendedState.ScheduledScalingSuspended", "scheduled"}};
    const char *words[3];
    int count = 0;
    for (int i = 0; i < 3; i++)
        if (answer_is(reading, target, rows[i].path, "true"))
            words[count++] = rows[i].word;
    return object_set_of(words, count, reading->decoding->arena);
}

/* The answer has no tags: they take a call of their own. */
void decode_scalable_target(const struct reading *reading, const struct node *target)
{
    const char *cluster;
    const char *service;
    if (!is_ours(reading, target, &cluster, &service))
        return;
    struct object object = object_begin(reading, OBJECT_SCALABLE_TARGET, cluster, service,
                                        answer_text(reading, target, "ScalableTargetARN"));
    object_take(reading, &object, "min_capacity", target, "MinCapacity");
    object_take(reading, &object, "max_capacity", target, "MaxCapacity");
    object_set(&object, reading->decoding->arena, "suspended", suspended_of(reading, target));
    object_end(reading, &object);
}

void decode_service_action(const struct reading *reading, const struct node *action)
{
    const char *cluster;
    const char *service;
    if (!is_ours(reading, action, &cluster, &service))
        return;
    struct object object =
        object_begin(reading, OBJECT_SERVICE_ACTION, service, answer_name(reading, action, "ScheduledActionName"),
                     answer_text(reading, action, "ScheduledActionARN"));
    object_take(reading, &object, "schedule", action, "Schedule");
    object_take(reading, &object, "timezone", action, "Timezone");
    object_take(reading, &object, "min_capacity", action, "ScalableTargetAction.MinCapacity");
    object_take(reading, &object, "max_capacity", action, "ScalableTargetAction.MaxCapacity");
    object_end(reading, &object);
}
