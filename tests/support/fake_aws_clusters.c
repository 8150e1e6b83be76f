/* fake_aws_clusters.c — ECS clusters and the list of capacity providers attached to each. */
#include "tests/support/fake_aws_handlers.h"
#include <stdio.h>
#include <string.h>

static json_t *clusters_of(const struct call *call)
{
    return json_object_get(call->fake->state, "clusters");
}

json_t *cluster_find(const struct fake *fake, const char *name)
{
    json_t *found = json_object_get(json_object_get(fake->state, "clusters"), *name ? last_part(name) : "default");
    return found && strcmp(text_of(found, "status"), "ACTIVE") == 0 ? found : NULL;
}

static json_t *cluster_named(struct call *call, const char *key)
{
    json_t *found = cluster_find(call->fake, text_of(call->in, key));
    if (!found)
        refuse(call, 400, "ClusterNotFoundException", "Cluster not found.");
    return found;
}

bool fargate_name(const char *provider)
{
    return strcmp(provider, "FARGATE") == 0 || strcmp(provider, "FARGATE_SPOT") == 0;
}

static bool entry_valid(struct call *call, json_t *cluster, const json_t *entry)
{
    const char *name = text_of(entry, "capacityProvider");
    int64_t weight = integer_of(entry, "weight", 0), base = integer_of(entry, "base", 0);
    if (weight < 0 || weight > 1000 || base < 0 || base > 100000)
        return refuse(call, 400, "InvalidParameterException", "a weight is from 0 to 1000, a base from 0 to 100000");
    if (cluster && !list_has(json_object_get(cluster, "capacityProviders"), name))
        return refuse(call, 400, "InvalidParameterException",
                      "The specified capacity provider '%s' is not associated with the cluster.", name);
    return true;
}

bool strategy_valid(struct call *call, json_t *cluster, const json_t *strategy)
{
    int bases = 0, fargate = 0;
    int64_t weights = 0;
    size_t index, count = json_array_size(strategy);
    const json_t *entry;
    if (count > 20)
        return refuse(call, 400, "InvalidParameterException", "a strategy has at most 20 capacity providers");
    json_array_foreach((json_t *)strategy, index, entry)
    {
        if (!entry_valid(call, cluster, entry))
            return false;
        bases += integer_of(entry, "base", 0) > 0;
        fargate += fargate_name(text_of(entry, "capacityProvider"));
        weights += integer_of(entry, "weight", 0);
    }
    if (bases > 1)
        return refuse(call, 400, "InvalidParameterException",
                      "Only one capacity provider in a capacity provider strategy can have a base value defined.");
    if (fargate && (size_t)fargate != count)
        return refuse(
            call, 400, "InvalidParameterException",
            "A capacity provider strategy cannot contain a mix of capacity providers using Auto Scaling groups and "
            "Fargate providers.");
    if (count > 0 && weights == 0)
        return refuse(call, 400, "InvalidParameterException",
                      "at least one capacity provider must have a weight above 0");
    return true;
}

static int64_t services_active(const json_t *cluster)
{
    const char *name;
    json_t *service;
    int64_t count = 0;
    json_object_foreach(json_object_get(cluster, "services"), name, service)
    {
        count += strcmp(text_of(service, "status"), "INACTIVE") != 0;
    }
    return count;
}

static json_t *cluster_shown(const json_t *cluster, const json_t *include)
{
    json_t *copy = shown(cluster);
    put_number(copy, "activeServicesCount", services_active(cluster));
    put_number(copy, "registeredContainerInstancesCount",
               (int64_t)json_array_size(json_object_get(cluster, "__instances")));
    json_object_del(copy, "services");
    if (include && !list_has(include, "TAGS"))
        put(copy, "tags", json_array());
    if (include && !list_has(include, "SETTINGS"))
        put(copy, "settings", json_array());
    if (include && !list_has(include, "ATTACHMENTS"))
        json_object_del(copy, "attachmentsStatus");
    return copy;
}

static bool providers_exist(struct call *call, const json_t *names)
{
    size_t index;
    const json_t *name;
    if (json_array_size(names) > 20)
        return refuse(call, 400, "InvalidParameterException", "at most 20 capacity providers");
    json_array_foreach((json_t *)names, index, name)
    {
        json_t *found = provider_find(call->fake, json_string_value(name));
        if (!found || strcmp(text_of(found, "status"), "ACTIVE") != 0)
            return refuse(
                call, 400, "InvalidParameterException",
                "The specified capacity provider '%s' was not found or is not ACTIVE. Specify a valid one and try "
                "again.",
                json_string_value(name));
    }
    return true;
}

bool create_cluster(struct call *call)
{
    const char *given = text_of(call->in, "clusterName"), *name = *given ? given : "default";
    json_t *old = cluster_find(call->fake, name);
    if (old) { /* as AWS: no error and no change */
        put(call->out, "cluster", cluster_shown(old, json_object_get(call->in, "none")));
        return true;
    }
    if (strlen(name) > 255 ||
        strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") != strlen(name))
        return refuse(call, 400, "InvalidParameterException", "the cluster's name '%s' is invalid", name);
    if (!tags_valid(call, json_object_get(call->in, "tags"), "key") ||
        !providers_exist(call, json_object_get(call->in, "capacityProviders")))
        return false;
    json_t *cluster = json_object();
    put_text(cluster, "clusterName", name);
    put(cluster, "_clusterArn",
        format_json("arn:aws:ecs:%s:%s:cluster/%s", state_region(call->fake), state_account(call->fake), name));
    put_text(cluster, "status", "ACTIVE");
    tags_merge(list_of(cluster, "tags"), json_object_get(call->in, "tags"), "key", "value");
    list_of(cluster, "capacityProviders");
    list_of(cluster, "defaultCapacityProviderStrategy");
    static const char *const fields[] = {"settings", "capacityProviders", "defaultCapacityProviderStrategy", NULL};
    copy_given(cluster, call->in, fields);
    list_of(cluster, "settings");
    child_of(cluster, "services");
    if (!strategy_valid(call, cluster, json_object_get(cluster, "defaultCapacityProviderStrategy"))) {
        json_decref(cluster);
        return false;
    }
    begin_hidden(call->fake, cluster);
    put(clusters_of(call), name, cluster);
    made(call, "cluster", name);
    put(call->out, "cluster", cluster_shown(cluster, NULL));
    return true;
}

bool describe_clusters(struct call *call)
{
    json_t *list = list_of(call->out, "clusters"), *failures = list_of(call->out, "failures"), *none = json_array();
    const json_t *include = json_object_get(call->in, "include"), *names = json_object_get(call->in, "clusters"), *name;
    json_t *fallback = json_pack("[s]", "default");
    size_t index;
    if (json_array_size(names) > 100) {
        json_decref(none);
        json_decref(fallback);
        return refuse(call, 400, "InvalidParameterException", "at most 100 clusters");
    }
    json_array_foreach((json_t *)(names ? names : fallback), index, name)
    {
        const char *text = last_part(json_string_value(name));
        const json_t *visible = seen(json_object_get(clusters_of(call), text));
        if (visible)
            json_array_append_new(list, cluster_shown(visible, include ? include : none));
        else
            json_array_append_new(failures,
                                  json_pack("{s:o, s:s}", "arn",
                                            format_json("arn:aws:ecs:%s:%s:cluster/%s", state_region(call->fake),
                                                        state_account(call->fake), text),
                                            "reason", "MISSING"));
    }
    json_decref(none);
    json_decref(fallback);
    return true;
}

bool delete_cluster(struct call *call)
{
    json_t *cluster = cluster_named(call, "cluster");
    if (!cluster)
        return false;
    if (services_active(cluster) > 0)
        return refuse(call, 400, "ClusterContainsServicesException",
                      "The Cluster cannot be deleted while Services are active.");
    if (json_array_size(json_object_get(cluster, "__instances")) > 0)
        return refuse(call, 400, "ClusterContainsContainerInstancesException",
                      "The Cluster cannot be deleted while Container Instances are active or draining.");
    if (strcmp(text_of(cluster, "attachmentsStatus"), "UPDATE_IN_PROGRESS") == 0)
        return refuse(call, 400, "UpdateInProgressException", "The cluster's attachments are being updated.");
    begin_stale(call->fake, cluster);
    put_text(cluster, "status", "INACTIVE");
    put(call->out, "cluster", cluster_shown(cluster, NULL));
    return true;
}

static bool in_use(const json_t *cluster, const char *provider, const char **ret_service)
{
    const char *name;
    json_t *service;
    json_object_foreach(json_object_get(cluster, "services"), name, service)
    {
        if (strcmp(text_of(service, "status"), "ACTIVE") == 0 &&
            find_by(json_object_get(service, "capacityProviderStrategy"), "capacityProvider", provider)) {
            *ret_service = name;
            return true;
        }
    }
    return false;
}

bool put_cluster_providers(struct call *call)
{
    json_t *cluster = cluster_named(call, "cluster"), *wanted = json_object_get(call->in, "capacityProviders");
    if (!cluster)
        return false;
    if (strcmp(text_of(cluster, "attachmentsStatus"), "UPDATE_IN_PROGRESS") == 0)
        return refuse(call, 400, "UpdateInProgressException",
                      "The specified cluster is in a busy state. Cluster attachments must be in UPDATE_COMPLETE or "
                      "UPDATE_FAILED state before they can be updated.");
    size_t index;
    const json_t *old;
    const char *service;
    json_array_foreach(json_object_get(cluster, "capacityProviders"), index, old)
    {
        const char *name = json_string_value(old);
        if (!list_has(wanted, name) && in_use(cluster, name, &service))
            return refuse(call, 400, "ResourceInUseException",
                          "The specified capacity provider is in use and cannot be removed: %s, by service %s", name,
                          service);
    }
    if (!providers_exist(call, wanted))
        return false;
    json_t *as_wanted = json_pack("{s:O}", "capacityProviders", wanted);
    bool fine = strategy_valid(call, as_wanted, json_object_get(call->in, "defaultCapacityProviderStrategy"));
    json_decref(as_wanted);
    if (!fine)
        return false;
    static const char *const fields[] = {"capacityProviders", "defaultCapacityProviderStrategy", NULL};
    begin_stale(call->fake, cluster);
    copy_given(cluster, call->in, fields);
    put_text(cluster, "attachmentsStatus", "UPDATE_IN_PROGRESS");
    put_number(cluster, "__ticks", delay(call->fake));
    put(call->out, "cluster", cluster_shown(cluster, NULL));
    return true;
}

static json_t *instances_shown(const json_t *cluster, const json_t *wanted, json_t *failures)
{
    json_t *list = json_array();
    size_t index;
    const json_t *arn;
    json_array_foreach((json_t *)wanted, index, arn)
    {
        json_t *found = NULL;
        size_t at;
        json_t *instance;
        json_array_foreach(json_object_get(cluster, "__instances"), at, instance)
        {
            if (strcmp(last_part(text_of(instance, "containerInstanceArn")), last_part(json_string_value(arn))) == 0)
                found = instance;
        }
        if (found)
            json_array_append(list, found);
        else
            json_array_append_new(failures, json_pack("{s:O, s:s}", "arn", arn, "reason", "MISSING"));
    }
    return list;
}

bool list_container_instances(struct call *call)
{
    json_t *cluster = cluster_named(call, "cluster");
    if (!cluster)
        return false;
    json_t *all = json_array(), *instance;
    size_t index;
    json_array_foreach(json_object_get(cluster, "__instances"), index, instance)
    {
        json_array_append(all, json_object_get(instance, "containerInstanceArn"));
    }
    return paginate(call, all, "containerInstanceArns", "maxResults", 100);
}

bool describe_container_instances(struct call *call)
{
    json_t *cluster = cluster_named(call, "cluster");
    const json_t *wanted = json_object_get(call->in, "containerInstances");
    if (!cluster)
        return false;
    if (json_array_size(wanted) < 1 || json_array_size(wanted) > 100)
        return refuse(call, 400, "InvalidParameterException", "1 to 100 container instances");
    put(call->out, "containerInstances", instances_shown(cluster, wanted, list_of(call->out, "failures")));
    return true;
}

bool list_tasks(struct call *call)
{
    json_t *cluster = cluster_named(call, "cluster");
    if (!cluster)
        return false;
    json_t *all = json_array(), *service;
    const char *name, *wanted = text_of(call->in, "serviceName");
    json_object_foreach(json_object_get(cluster, "services"), name, service)
    {
        if (*wanted && strcmp(last_part(wanted), name) != 0)
            continue;
        for (int64_t number = 0; number < integer_of(service, "runningCount", 0); number++)
            json_array_append_new(all, format_json("arn:aws:ecs:%s:%s:task/%s/%s%04lld", state_region(call->fake),
                                                   state_account(call->fake), text_of(cluster, "clusterName"), name,
                                                   (long long)number));
    }
    return paginate(call, all, "taskArns", "maxResults", 100);
}
