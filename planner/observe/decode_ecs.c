#include "planner/observe/decode_parts.h"

#include <stdlib.h>
#include <string.h>

void decode_cluster(const struct reading *reading, const struct node *cluster)
{
    const char *name = answer_name(reading, cluster, "clusterName");
    if (is_other_cluster(reading, name) || answer_is(reading, cluster, "status", "INACTIVE"))
        return;
    const char *arn = answer_text(reading, cluster, "clusterArn");
    struct object object = object_begin(reading, OBJECT_CLUSTER, "", name, arn);
    object_take(reading, &object, "status", cluster, "status");
    object_set(&object, reading->decoding->arena, "lock", answer_tag(reading, cluster, "tags", TAG_LOCK));
    object_take_tags(reading, &object, cluster, "tags");
    object_end(reading, &object);

    struct object providers = object_begin(reading, OBJECT_CLUSTER_CAPACITY_PROVIDERS, "", name, arn);
    object_set(&providers, reading->decoding->arena, "capacity_providers",
               answer_set(reading, cluster, "capacityProviders"));
    object_set(&providers, reading->decoding->arena, "default_strategy",
               answer_strategy(reading, cluster, "defaultCapacityProviderStrategy"));
    object_take(reading, &providers, "attachments_status", cluster, "attachmentsStatus");
    object_take_tags(reading, &providers, cluster, "tags");
    object_end(reading, &providers);
}

/* "binpack:memory": ECS answers CPU and MEMORY where it was told cpu and memory, and instanceId for host. */
static const char *placement_row(const struct reading *reading, const struct node *rule)
{
    const char *type = answer_name(reading, rule, "type");
    const char *field = answer_text(reading, rule, "field");
    if (strcmp(field, "CPU") == 0)
        field = "cpu";
    else if (strcmp(field, "MEMORY") == 0)
        field = "memory";
    else if (strcmp(field, "host") == 0)
        field = "instanceId";
    return field[0] == '\0' ? type : arena_printf(reading->decoding->arena, "%s:%s", type, field);
}

static const char *placement_of(const struct reading *reading, const struct node *service)
{
    const char *rows = "";
    const struct node *rule = answer_members(reading, service, "placementStrategy");
    for (; rule != NULL; rule = rule->next)
        rows = arena_printf(reading->decoding->arena, "%s%s%s", rows, rows[0] == '\0' ? "" : ",",
                            placement_row(reading, rule));
    return rows;
}

static const char *breaker_of(const struct reading *reading, const struct node *service)
{
    if (!answer_is(reading, service, "deploymentConfiguration.deploymentCircuitBreaker.enable", "true"))
        return "";
    return answer_is(reading, service, "deploymentConfiguration.deploymentCircuitBreaker.rollback", "true") ? "rollback"
                                                                                                            : "enable";
}

static void take_primary(const struct reading *reading, struct object *object, const struct node *service)
{
    object_set_integer(object, reading->decoding->arena, "deployments", answer_count(reading, service, "deployments"));
    const struct node *deployment = answer_members(reading, service, "deployments");
    while (deployment != NULL && !answer_is(reading, deployment, "status", "PRIMARY"))
        deployment = deployment->next;
    if (deployment == NULL)
        return;
    object_take(reading, object, "primary_deployment", deployment, "id");
    object_take(reading, object, "rollout_state", deployment, "rolloutState");
    object_take(reading, object, "rollout_state_reason", deployment, "rolloutStateReason");
}

/* ECS takes the whole of it or puts its defaults in. */
static const char *rest_of_deployment(const struct reading *reading, const struct node *service)
{
    static const char *const known[] = {"deploymentCircuitBreaker", "maximumPercent", "minimumHealthyPercent", NULL};
    return answer_rest(reading, service, "deploymentConfiguration", known);
}

static void take_settings(const struct reading *reading, struct object *object, const struct node *service)
{
    struct arena *arena = reading->decoding->arena;
    object_set(object, arena, "task_definition", name_of_arn(answer_text(reading, service, "taskDefinition")));
    object_take(reading, object, "desired_count", service, "desiredCount");
    object_set(object, arena, "capacity_provider_strategy",
               answer_strategy(reading, service, "capacityProviderStrategy"));
    object_set(object, arena, "placement_strategy", placement_of(reading, service));
    object_take(reading, object, "minimum_healthy_percent", service, "deploymentConfiguration.minimumHealthyPercent");
    object_take(reading, object, "maximum_percent", service, "deploymentConfiguration.maximumPercent");
    object_set(object, arena, "circuit_breaker", breaker_of(reading, service));
    object_take(reading, object, "availability_zone_rebalancing", service, "availabilityZoneRebalancing");
    object_set(object, arena, "subnets",
               answer_set(reading, service, "networkConfiguration.awsvpcConfiguration.subnets"));
    object_set(object, arena, "security_groups",
               answer_set(reading, service, "networkConfiguration.awsvpcConfiguration.securityGroups"));
}

void decode_service(const struct reading *reading, const struct node *service)
{
    const char *cluster = name_of_arn(answer_name(reading, service, "clusterArn"));
    if (is_other_cluster(reading, cluster) || answer_is(reading, service, "status", "INACTIVE"))
        return;
    struct object object = object_begin(reading, OBJECT_SERVICE, cluster, answer_name(reading, service, "serviceName"),
                                        answer_text(reading, service, "serviceArn"));
    take_settings(reading, &object, service);
    take_primary(reading, &object, service);
    object_take(reading, &object, "scheduling_strategy", service, "schedulingStrategy");
    object_take(reading, &object, "launch_type", service, "launchType");
    object_take(reading, &object, "deployment_controller", service, "deploymentController.type");
    object_set(&object, reading->decoding->arena, "deployment_configuration", rest_of_deployment(reading, service));
    object_take(reading, &object, "status", service, "status");
    object_take(reading, &object, "running_count", service, "runningCount");
    object_take(reading, &object, "pending_count", service, "pendingCount");
    object_take_tags(reading, &object, service, "tags");
    object_end(reading, &object);
}

/* "" is nothing said; the sums below need numbers, and none that makes them overflow. */
static int64_t number_of(const char *text)
{
    enum { NUMBER_MAX = 1000 * 1000 * 1000 };
    long long number = strtoll(text, NULL, 10);
    return number < 0 ? 0 : number > NUMBER_MAX ? NUMBER_MAX : number;
}

/* What ECS reserves on an instance for a container: the soft limit where there is one, else the hard one. */
static int64_t memory_reserved(const struct reading *reading, const struct node *container)
{
    int64_t soft = number_of(answer_text(reading, container, "memoryReservation"));
    return soft > 0 ? soft : number_of(answer_text(reading, container, "memory"));
}

static int64_t gpus_of(const struct reading *reading, const struct node *container)
{
    int64_t gpus = 0;
    const struct node *need = answer_members(reading, container, "resourceRequirements");
    for (; need != NULL; need = need->next)
        if (answer_is(reading, need, "type", "GPU"))
            gpus += number_of(answer_text(reading, need, "value"));
    return gpus;
}

static void take_containers(const struct reading *reading, struct object *object, const struct node *definition)
{
    int64_t cpu = 0;
    int64_t memory = 0;
    int64_t gpus = 0;
    const struct node *container = answer_members(reading, definition, "containerDefinitions");
    for (; container != NULL; container = container->next) {
        cpu += number_of(answer_text(reading, container, "cpu"));
        memory += memory_reserved(reading, container);
        gpus += gpus_of(reading, container);
    }
    object_set_integer(object, reading->decoding->arena, "containers_cpu", cpu);
    object_set_integer(object, reading->decoding->arena, "containers_memory", memory);
    object_set_integer(object, reading->decoding->arena, "gpus", gpus);
}

static const char *architecture_of(const struct reading *reading, const struct node *definition)
{
    const char *architecture = answer_text(reading, definition, "runtimePlatform.cpuArchitecture");
    if (strcmp(architecture, "X86_64") == 0)
        return "x86_64";
    return strcmp(architecture, "ARM64") == 0 ? "arm64" : architecture;
}

void decode_task_definition(const struct reading *reading, const struct node *answer)
{
    const struct node *definition = answer_at(answer, "taskDefinition");
    const char *arn = answer_name(reading, definition, "taskDefinitionArn");
    struct object object = object_begin(reading, OBJECT_TASK_DEFINITION, "", name_of_arn(arn), arn);
    object_set(&object, reading->decoding->arena, "source", answer_tag(reading, answer, "tags", TAG_SOURCE));
    object_take(reading, &object, "cpu", definition, "cpu");
    object_take(reading, &object, "memory", definition, "memory");
    object_set(&object, reading->decoding->arena, "requires_compatibilities",
               answer_set(reading, definition, "requiresCompatibilities"));
    take_containers(reading, &object, definition);
    object_take(reading, &object, "network_mode", definition, "networkMode");
    object_set(&object, reading->decoding->arena, "architecture", architecture_of(reading, definition));
    object_take(reading, &object, "revision", definition, "revision");
    object_take(reading, &object, "status", definition, "status");
    object_take_tags(reading, &object, answer, "tags");
    object_end(reading, &object);
}

void decode_capacity_provider(const struct reading *reading, const struct node *provider)
{
    const struct node *groups = answer_at(provider, "autoScalingGroupProvider");
    if (groups == NULL && answer_at(provider, "managedInstancesProvider") == NULL)
        return; /* FARGATE and FARGATE_SPOT: nobody's to change */
    if (answer_is(reading, provider, "status", "INACTIVE"))
        return;
    struct object object = object_begin(reading, OBJECT_CAPACITY_PROVIDER, "", answer_name(reading, provider, "name"),
                                        answer_text(reading, provider, "capacityProviderArn"));
    object_set(&object, reading->decoding->arena, "auto_scaling_group",
               name_of_arn(answer_text(reading, groups, "autoScalingGroupArn")));
    object_take(reading, &object, "managed_scaling", groups, "managedScaling.status");
    object_take(reading, &object, "target_capacity", groups, "managedScaling.targetCapacity");
    object_take(reading, &object, "managed_termination_protection", groups, "managedTerminationProtection");
    object_take(reading, &object, "managed_draining", groups, "managedDraining");
    object_take(reading, &object, "status", provider, "status");
    object_take(reading, &object, "update_status", provider, "updateStatus");
    object_take_tags(reading, &object, provider, "tags");
    object_end(reading, &object);
}

/* Value of {"name": NAME, `key`: value} in the list. */
static const char *named(const struct reading *reading, const struct node *instance, const char *list, const char *name,
                         const char *key)
{
    for (const struct node *member = answer_members(reading, instance, list); member != NULL; member = member->next)
        if (answer_is(reading, member, "name", name))
            return answer_text(reading, member, key);
    return "";
}

static int64_t gpus_registered(const struct reading *reading, const struct node *instance)
{
    const struct node *resource = answer_members(reading, instance, "registeredResources");
    for (; resource != NULL; resource = resource->next)
        if (answer_is(reading, resource, "name", "GPU"))
            return answer_count(reading, resource, "stringSetValue");
    return 0;
}

/* "arn:...:container-instance/CLUSTER/ID"; ARNs of before 2018 name no cluster. */
static const char *cluster_of_instance(const struct reading *reading, const char *arn)
{
    const char *own = reading->decoding->cluster;
    const char *first = strchr(arn, '/');
    const char *last = strrchr(arn, '/');
    if (first == NULL || first == last)
        return own == NULL ? "" : own;
    return arena_strndup(reading->decoding->arena, first + 1, (size_t)(last - first - 1));
}

void decode_container_instance(const struct reading *reading, const struct node *instance)
{
    const char *arn = answer_name(reading, instance, "containerInstanceArn");
    const char *cluster = cluster_of_instance(reading, arn);
    if (is_other_cluster(reading, cluster) || answer_is(reading, instance, "status", "INACTIVE"))
        return;
    struct arena *arena = reading->decoding->arena;
    struct object object = object_begin(reading, OBJECT_CONTAINER_INSTANCE, cluster, name_of_arn(arn), arn);
    object_take(reading, &object, "ec2_instance", instance, "ec2InstanceId");
    object_set(&object, arena, "instance_type", named(reading, instance, "attributes", "ecs.instance-type", "value"));
    object_set(&object, arena, "zone", named(reading, instance, "attributes", "ecs.availability-zone", "value"));
    object_take(reading, &object, "capacity_provider", instance, "capacityProviderName");
    object_take(reading, &object, "status", instance, "status");
    object_set(&object, arena, "registered_cpu_units",
               named(reading, instance, "registeredResources", "CPU", "integerValue"));
    object_set(&object, arena, "registered_memory_mib",
               named(reading, instance, "registeredResources", "MEMORY", "integerValue"));
    object_set_integer(&object, arena, "registered_gpus", gpus_registered(reading, instance));
    object_take(reading, &object, "running_tasks", instance, "runningTasksCount");
    object_end(reading, &object);
}
