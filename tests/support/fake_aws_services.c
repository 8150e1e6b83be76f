/* fake_aws_services.c — ECS services: what is asked of them and what is refused. */
#include "tests/support/fake_aws_handlers.h"
#include <stdio.h>
#include <string.h>

json_t *service_find(json_t *cluster, const char *name)
{
    return json_object_get(json_object_get(cluster, "services"), last_part(name));
}

static bool invalid(struct call *call, const char *text)
{
    return refuse(call, 400, "InvalidParameterException", "%s", text);
}

/* NULL: refused. */
static json_t *cluster_of(struct call *call)
{
    json_t *cluster = cluster_find(call->fake, text_of(call->in, "cluster"));
    if (!cluster)
        refuse(call, 400, "ClusterNotFoundException", "Cluster not found.");
    return cluster;
}

static bool network_valid(struct call *call, const json_t *service)
{
    const json_t *definition = definition_find(call->fake, text_of(service, "taskDefinition"));
    const json_t *network = json_object_get(json_object_get(service, "networkConfiguration"), "awsvpcConfiguration");
    bool awsvpc = strcmp(text_of(definition, "networkMode"), "awsvpc") == 0;
    if (awsvpc && !network)
        return invalid(call, "Network Configuration must be provided when networkMode 'awsvpc' is specified.");
    if (!awsvpc && network)
        return invalid(call, "Network Configuration is not valid for the given networkMode of this task definition.");
    size_t index;
    const json_t *id;
    if (json_array_size(json_object_get(network, "subnets")) > 16 ||
        json_array_size(json_object_get(network, "securityGroups")) > 5)
        return invalid(call, "at most 16 subnets and 5 security groups");
    json_array_foreach(json_object_get(network, "subnets"), index, id)
    {
        if (!has(json_object_get(call->fake->state, "subnets"), json_string_value(id)))
            return invalid(call, "The subnet ID does not exist.");
    }
    json_array_foreach(json_object_get(network, "securityGroups"), index, id)
    {
        if (!has(json_object_get(call->fake->state, "security_groups"), json_string_value(id)))
            return invalid(call, "The security group does not exist.");
    }
    return true;
}

static bool is_fargate(const json_t *service)
{
    const json_t *first = json_array_get(json_object_get(service, "capacityProviderStrategy"), 0);
    return first ? fargate_name(text_of(first, "capacityProvider"))
                 : strcmp(text_of(service, "launchType"), "FARGATE") == 0;
}

static bool placement_valid(struct call *call, const json_t *service)
{
    const json_t *strategy = json_object_get(service, "placementStrategy"), *entry;
    size_t index;
    if (json_array_size(strategy) > 5)
        return invalid(call, "at most 5 placement strategies");
    if (is_fargate(service) && json_array_size(strategy) > 0)
        return invalid(call, "Placement strategies are not supported with FARGATE launch type.");
    json_array_foreach((json_t *)strategy, index, entry)
    {
        const char *type = text_of(entry, "type"), *field = text_of(entry, "field");
        if (strcmp(type, "random") != 0 && strcmp(type, "spread") != 0 && strcmp(type, "binpack") != 0)
            return invalid(call, "a placement strategy is random, spread or binpack");
        if (strcmp(type, "binpack") == 0 && strcasecmp(field, "cpu") != 0 && strcasecmp(field, "memory") != 0)
            return invalid(call, "binpack's field is cpu or memory");
    }
    return true;
}

static bool rollout_valid(struct call *call, const json_t *service)
{
    const json_t *configuration = json_object_get(service, "deploymentConfiguration");
    int64_t low = integer_of(configuration, "minimumHealthyPercent", 100);
    int64_t high = integer_of(configuration, "maximumPercent", 200);
    if (low < 0 || low > 100 || high < 100 || high > 200 || (low == 100 && high == 100))
        return invalid(call,
                       "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.");
    const char *rebalancing = text_of(service, "availabilityZoneRebalancing");
    if (*rebalancing && strcmp(rebalancing, "ENABLED") != 0 && strcmp(rebalancing, "DISABLED") != 0)
        return invalid(call, "availabilityZoneRebalancing is ENABLED or DISABLED");
    const json_t *first = json_array_get(json_object_get(service, "placementStrategy"), 0);
    if (strcmp(rebalancing, "ENABLED") == 0 && first &&
        strcmp(text_of(first, "field"), "attribute:ecs.availability-zone") != 0)
        return invalid(call, "Availability Zone rebalancing needs a spread over zones as the first placement strategy");
    if (strcmp(rebalancing, "ENABLED") == 0 && high == 100)
        return invalid(call, "Availability Zone rebalancing needs a maximumPercent above 100");
    return true;
}

/* The service as it would be. */
static bool service_valid(struct call *call, json_t *cluster, const json_t *service)
{
    const json_t *definition = definition_find(call->fake, text_of(service, "taskDefinition"));
    if (!definition || strcmp(text_of(definition, "status"), "ACTIVE") != 0)
        return refuse(call, 400, "ClientException", "TaskDefinition not found or inactive.");
    if (integer_of(service, "desiredCount", 0) < 0)
        return invalid(call, "desiredCount must not be negative");
    if (has(service, "launchType") && json_array_size(json_object_get(service, "capacityProviderStrategy")) > 0)
        return invalid(call,
                       "Specifying both a launch type and capacity provider strategy is not supported. Remove one and "
                       "try again.");
    if (is_fargate(service) && !list_has(json_object_get(definition, "compatibilities"), "FARGATE"))
        return invalid(call, "Task definition does not support launch_type FARGATE.");
    return strategy_valid(call, cluster, json_object_get(service, "capacityProviderStrategy")) &&
           network_valid(call, service) && placement_valid(call, service) && rollout_valid(call, service);
}

static const char *const service_fields[] = {"taskDefinition",
                                             "desiredCount",
                                             "capacityProviderStrategy",
                                             "platformVersion",
                                             "deploymentConfiguration",
                                             "placementConstraints",
                                             "placementStrategy",
                                             "networkConfiguration",
                                             "availabilityZoneRebalancing",
                                             "enableECSManagedTags",
                                             "propagateTags",
                                             "enableExecuteCommand",
                                             "healthCheckGracePeriodSeconds",
                                             "launchType",
                                             "schedulingStrategy",
                                             "deploymentController",
                                             NULL};

static void definition_in_full(const struct call *call, json_t *service)
{
    const json_t *definition = definition_find(call->fake, text_of(service, "taskDefinition"));
    if (definition)
        put_text(service, "taskDefinition", text_of(definition, "_taskDefinitionArn"));
}

static json_t *service_shown(const json_t *service, bool tags)
{
    json_t *copy = shown(service);
    if (!tags)
        put(copy, "tags", json_array());
    return copy;
}

/* What AWS fills in. */
void service_defaults(json_t *service)
{
    json_t *configuration = child_of(service, "deploymentConfiguration");
    if (!has(configuration, "maximumPercent"))
        put_number(configuration, "maximumPercent", 200);
    if (!has(configuration, "minimumHealthyPercent"))
        put_number(configuration, "minimumHealthyPercent", 100);
    if (!has(configuration, "deploymentCircuitBreaker"))
        put(configuration, "deploymentCircuitBreaker", json_pack("{s:b, s:b}", "enable", 0, "rollback", 0));
    if (!has(service, "availabilityZoneRebalancing"))
        put_text(service, "availabilityZoneRebalancing", "DISABLED");
    list_of(service, "placementStrategy");
    list_of(service, "placementConstraints");
}

static json_t *service_as_created(const struct call *call, const json_t *cluster)
{
    json_t *service = json_object();
    const char *name = text_of(call->in, "serviceName");
    put_text(service, "serviceName", name);
    put(service, "_serviceArn",
        format_json("arn:aws:ecs:%s:%s:service/%s/%s", state_region(call->fake), state_account(call->fake),
                    text_of(cluster, "clusterName"), name));
    put(service, "_clusterArn", json_deep_copy(json_object_get(cluster, "_clusterArn")));
    put_text(service, "status", "ACTIVE");
    put_text(service, "schedulingStrategy", "REPLICA");
    copy_given(service, call->in, service_fields);
    if (json_array_size(json_object_get(service, "capacityProviderStrategy")) == 0 && !has(service, "launchType"))
        put_text(service, "launchType", "EC2");
    service_defaults(service);
    tags_merge(list_of(service, "tags"), json_object_get(call->in, "tags"), "key", "value");
    put_number(service, "runningCount", 0);
    put_number(service, "pendingCount", 0);
    put(service, "_createdAt", wall_seconds(call->fake));
    return service;
}

static bool name_free(struct call *call, const json_t *old)
{
    const char *name = text_of(call->in, "serviceName"), *status = text_of(old, "status");
    if (!*name || strlen(name) > 255 ||
        strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") != strlen(name))
        return invalid(call, "The service's name is invalid.");
    if (strlen(text_of(call->in, "clientToken")) > 36)
        return invalid(call, "clientToken has at most 36 characters");
    if (strcmp(status, "ACTIVE") == 0)
        return invalid(call, "Creation of service was not idempotent.");
    if (strcmp(status, "DRAINING") == 0)
        return invalid(call, "Unable to Start a service that is still Draining.");
    return true;
}

bool create_service(struct call *call)
{
    json_t *cluster = cluster_of(call);
    bool done;
    if (!cluster || !token_replay(call, "clientToken", &done) || done)
        return cluster && done;
    const char *name = text_of(call->in, "serviceName");
    if (!name_free(call, service_find(cluster, name)))
        return false;
    if (!has(call->in, "taskDefinition") || !has(call->in, "desiredCount"))
        return invalid(call, "a service needs a task definition and a desired count");
    json_t *service = service_as_created(call, cluster);
    if (!service_valid(call, cluster, service)) {
        json_decref(service);
        return false;
    }
    definition_in_full(call, service);
    begin_hidden(call->fake, service);
    put(child_of(cluster, "services"), name, service);
    deployment_begin(call->fake, service, "");
    made(call, "service", name);
    put(call->out, "service", service_shown(service, true));
    token_keep(call, "clientToken");
    return true;
}

/* Only these start a deployment; counts and percentages do not. */
static bool deploys(const struct call *call, const json_t *before, const json_t *after)
{
    static const char *const fields[] = {"taskDefinition",           "networkConfiguration", "platformVersion",
                                         "capacityProviderStrategy", "launchType",           NULL};
    if (flag_of(call->in, "forceNewDeployment"))
        return true;
    for (const char *const *field = fields; *field; field++)
        if (!json_equal(json_object_get(before, *field), json_object_get(after, *field)) &&
            (has(before, *field) || has(after, *field)))
            return true;
    return false;
}

/* Entries without what is their default, in order of names: two ways to say one strategy are one. */
static bool strategies_equal(const json_t *left, const json_t *right)
{
    size_t index;
    const json_t *entry;
    if (json_array_size(left) != json_array_size(right))
        return false;
    json_array_foreach((json_t *)left, index, entry)
    {
        const json_t *other = find_by((json_t *)right, "capacityProvider", text_of(entry, "capacityProvider"));
        if (!other || integer_of(entry, "weight", 0) != integer_of(other, "weight", 0) ||
            integer_of(entry, "base", 0) != integer_of(other, "base", 0))
            return false;
    }
    return true;
}

static bool update_allowed(struct call *call, const json_t *service)
{
    if (!service || strcmp(text_of(service, "status"), "INACTIVE") == 0)
        return refuse(call, 400, service ? "ServiceNotActiveException" : "ServiceNotFoundException",
                      "Service was not %s.", service ? "ACTIVE" : "found");
    if (strcmp(text_of(service, "status"), "ACTIVE") != 0)
        return refuse(call, 400, "ServiceNotActiveException", "Service was not ACTIVE.");
    if (has(call->in, "capacityProviderStrategy") && !flag_of(call->in, "forceNewDeployment") &&
        !strategies_equal(json_object_get(call->in, "capacityProviderStrategy"),
                          json_object_get(service, "capacityProviderStrategy")))
        return invalid(call,
                       "When switching from launch type to capacity provider strategy on an existing service, or "
                       "making a change to a capacity provider strategy on a service that is already using one, you "
                       "must force a new deployment.");
    return true;
}

/* ECS deploys only services whose controller it is. */
static bool controller_allows(struct call *call, const json_t *service)
{
    static const char *const fields[] = {"taskDefinition",  "capacityProviderStrategy", "networkConfiguration",
                                         "platformVersion", "forceNewDeployment",       NULL};
    const char *type = text_of(json_object_get(service, "deploymentController"), "type");
    if (!*type || strcmp(type, "ECS") == 0)
        return true;
    for (const char *const *field = fields; *field; field++)
        if (has(call->in, *field))
            return refuse(call, 400, "InvalidParameterException",
                          "Unable to update %s on services with a %s deployment controller.", *field, type);
    return true;
}

static void note_owner(struct call *call, const json_t *cluster, const char *name)
{
    char resource[600];
    snprintf(resource, sizeof resource, "service/%s/%s", text_of(cluster, "clusterName"), name);
    const json_t *target = json_object_get(json_object_get(call->fake->state, "targets"), resource);
    if (target && has(call->in, "desiredCount"))
        harm(call->fake, "the desired count of %s was written though a scalable target owns it", name);
}

bool update_service(struct call *call)
{
    json_t *cluster = cluster_of(call);
    if (!cluster)
        return false;
    json_t *service = service_find(cluster, text_of(call->in, "service"));
    if (!update_allowed(call, service) || !controller_allows(call, service))
        return false;
    json_t *after = json_deep_copy(service);
    copy_given(after, call->in, service_fields);
    service_defaults(after);
    if (json_array_size(json_object_get(call->in, "capacityProviderStrategy")) > 0)
        json_object_del(after, "launchType");
    definition_in_full(call, after);
    if (!service_valid(call, cluster, after)) {
        json_decref(after);
        return false;
    }
    bool begins = deploys(call, service, after);
    begin_stale(call->fake, service);
    copy_given(service, after, service_fields);
    if (!has(after, "launchType"))
        json_object_del(service, "launchType");
    json_decref(after);
    note_owner(call, cluster, text_of(service, "serviceName"));
    if (begins) {
        deployment_begin(call->fake, service, "");
        made(call, "deployment", text_of(service, "serviceName"));
    }
    put(call->out, "service", service_shown(service, true));
    return true;
}

bool describe_services(struct call *call)
{
    json_t *cluster = cluster_of(call);
    const json_t *names = json_object_get(call->in, "services"), *name;
    bool tags = list_has(json_object_get(call->in, "include"), "TAGS");
    if (!cluster)
        return false;
    if (json_array_size(names) < 1 || json_array_size(names) > 10)
        return invalid(call, "1 to 10 services");
    json_t *list = list_of(call->out, "services"), *failures = list_of(call->out, "failures");
    size_t index;
    json_array_foreach((json_t *)names, index, name)
    {
        const json_t *visible = seen(service_find(cluster, json_string_value(name)));
        if (visible)
            json_array_append_new(list, service_shown(visible, tags));
        else
            json_array_append_new(failures,
                                  json_pack("{s:o, s:s}", "arn",
                                            format_json("arn:aws:ecs:%s:%s:service/%s", state_region(call->fake),
                                                        state_account(call->fake), last_part(json_string_value(name))),
                                            "reason", "MISSING"));
    }
    return true;
}

bool list_services(struct call *call)
{
    json_t *cluster = cluster_of(call);
    if (!cluster)
        return false;
    json_t *all = json_array(), *service;
    const char *name;
    json_object_foreach(json_object_get(cluster, "services"), name, service)
    {
        const json_t *visible = strcmp(text_of(service, "status"), "INACTIVE") != 0 ? seen(service) : NULL;
        if (visible)
            json_array_append(all, json_object_get(service, "_serviceArn"));
    }
    if (!has(call->in, "maxResults"))
        put_number(call->in, "maxResults", 10);
    return paginate(call, all, "serviceArns", "maxResults", 100);
}

bool delete_service(struct call *call)
{
    json_t *cluster = cluster_of(call);
    if (!cluster)
        return false;
    json_t *service = service_find(cluster, text_of(call->in, "service"));
    if (!service || strcmp(text_of(service, "status"), "ACTIVE") != 0)
        return refuse(call, 400, service ? "ServiceNotActiveException" : "ServiceNotFoundException",
                      "Service was not %s.", service ? "ACTIVE" : "found");
    if (integer_of(service, "desiredCount", 0) > 0 && !flag_of(call->in, "force"))
        return invalid(call, "The service cannot be stopped while it is scaled above 0.");
    if (integer_of(service, "runningCount", 0) > 0)
        harm(call->fake, "service %s was deleted while %lld tasks ran", text_of(service, "serviceName"),
             (long long)integer_of(service, "runningCount", 0));
    begin_stale(call->fake, service);
    put_text(service, "status", "DRAINING");
    put_number(service, "desiredCount", 0);
    put_number(service, "__ticks", delay(call->fake));
    put(call->out, "service", service_shown(service, true));
    return true;
}
