/* fake_aws_providers.c — ECS capacity providers of Auto Scaling groups; tags of ECS's things. */
#include "tests/support/fake_aws_handlers.h"
#include <stdio.h>
#include <string.h>

json_t *provider_find(const struct fake *fake, const char *name)
{
    json_t *found = json_object_get(json_object_get(fake->state, "providers"), last_part(name));
    return found && strcmp(text_of(found, "status"), "INACTIVE") != 0 ? found : NULL;
}

json_t *provider_group(const struct fake *fake, const char *provider)
{
    const json_t *found = provider_find(fake, provider);
    json_t *group = found ? json_object_get(json_object_get(fake->state, "groups"), text_of(found, "__group")) : NULL;
    return group;
}

static bool settings_valid(struct call *call, const json_t *settings, const json_t *group)
{
    const json_t *scaling = json_object_get(settings, "managedScaling");
    int64_t target = integer_of(scaling, "targetCapacity", 100);
    int64_t low = integer_of(scaling, "minimumScalingStepSize", 1),
            high = integer_of(scaling, "maximumScalingStepSize", 10000);
    const char *protection = text_of(settings, "managedTerminationProtection"), *status = text_of(scaling, "status");
    if (target < 1 || target > 100 || low < 1 || high > 10000 || low > high)
        return refuse(call, 400, "InvalidParameterException",
                      "The managed scaling's target capacity must be from 1 to 100, its steps from 1 to 10000.");
    if ((*status && strcmp(status, "ENABLED") != 0 && strcmp(status, "DISABLED") != 0) ||
        (*protection && strcmp(protection, "ENABLED") != 0 && strcmp(protection, "DISABLED") != 0))
        return refuse(call, 400, "InvalidParameterException", "a status is ENABLED or DISABLED");
    if (strcmp(protection, "ENABLED") == 0 && strcmp(status, "ENABLED") != 0)
        return refuse(call, 400, "InvalidParameterException",
                      "The managed termination protection setting is invalid: it needs managed scaling.");
    if (strcmp(protection, "ENABLED") == 0 && !flag_of(group, "NewInstancesProtectedFromScaleIn"))
        return refuse(
            call, 400, "InvalidParameterException",
            "The managed termination protection setting for the capacity provider is invalid. To enable managed "
            "termination protection for a capacity provider, the Auto Scaling group must have instance "
            "protection from scale in enabled.");
    return true;
}

static json_t *group_of_arn(const struct fake *fake, const char *arn)
{
    const char *name;
    json_t *group;
    json_object_foreach(json_object_get(fake->state, "groups"), name, group)
    {
        if (strcmp(text_of(group, "_AutoScalingGroupARN"), arn) == 0 && !has(group, "Status"))
            return group;
    }
    return NULL;
}

static bool name_valid(struct call *call, const char *name)
{
    static const char *const reserved[] = {"aws", "ecs", "fargate"};
    for (int index = 0; index < 3; index++)
        if (strncasecmp(name, reserved[index], strlen(reserved[index])) == 0)
            return refuse(call, 400, "InvalidParameterException",
                          "The specified capacity provider name is invalid. It cannot begin with \"aws\", \"ecs\", or "
                          "\"fargate\".");
    if (!*name || strlen(name) > 255 ||
        strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") != strlen(name))
        return refuse(call, 400, "InvalidParameterException", "The capacity provider name '%s' is invalid.", name);
    return true;
}

static bool group_free(struct call *call, const char *group)
{
    const char *key;
    json_t *other;
    json_object_foreach(json_object_get(call->fake->state, "providers"), key, other)
    {
        if (strcmp(text_of(other, "__group"), group) == 0 && strcmp(text_of(other, "status"), "INACTIVE") != 0)
            return refuse(
                call, 400, "ClientException",
                "The specified Auto Scaling group ARN is already being used by another capacity provider. Specify "
                "a unique Auto Scaling group ARN and try again.");
    }
    return true;
}

static json_t *provider_shown(const json_t *provider, bool tags)
{
    json_t *copy = shown(provider);
    if (!tags)
        put(copy, "tags", json_array());
    return copy;
}

bool create_provider(struct call *call)
{
    const char *name = text_of(call->in, "name");
    json_t *settings = json_object_get(call->in, "autoScalingGroupProvider"),
           *providers = json_object_get(call->fake->state, "providers");
    json_t *group = group_of_arn(call->fake, text_of(settings, "autoScalingGroupArn"));
    if (!name_valid(call, name))
        return false;
    if (provider_find(call->fake, name))
        return refuse(
            call, 400, "ClientException",
            "The specified capacity provider already exists. To change the configuration of an existing capacity "
            "provider, update the capacity provider.");
    if (!group)
        return refuse(
            call, 400, "ClientException",
            "The specified Auto Scaling group ARN was not found. Specify a valid Auto Scaling group ARN and try "
            "again.");
    const char *group_name = text_of(group, "AutoScalingGroupName");
    if (!group_free(call, group_name) || !settings_valid(call, settings, group) ||
        !tags_valid(call, json_object_get(call->in, "tags"), "key"))
        return false;
    json_t *provider = json_object();
    put_text(provider, "name", name);
    put(provider, "_capacityProviderArn",
        format_json("arn:aws:ecs:%s:%s:capacity-provider/%s", state_region(call->fake), state_account(call->fake),
                    name));
    put_text(provider, "status", "PROVISIONING");
    put_text(provider, "updateStatus", "CREATE_IN_PROGRESS");
    put_number(provider, "__ticks", delay(call->fake));
    put_text(provider, "__group", group_name);
    json_t *copy = json_deep_copy(settings);
    put_text(copy, "_autoScalingGroupArn", text_of(settings, "autoScalingGroupArn"));
    json_object_del(copy, "autoScalingGroupArn");
    put(provider, "autoScalingGroupProvider", copy);
    tags_merge(list_of(provider, "tags"), json_object_get(call->in, "tags"), "key", "value");
    begin_hidden(call->fake, provider);
    put(providers, name, provider);
    made(call, "capacity provider", name);
    put(call->out, "capacityProvider", provider_shown(provider, true));
    json_t *managed = json_pack("[{s:s, s:s}]", "Key", "AmazonECSManaged", "Value", "");
    tags_merge(list_of(group, "Tags"), managed, "Key", "Value");
    json_decref(managed);
    return true;
}

bool update_provider(struct call *call)
{
    json_t *provider = provider_find(call->fake, text_of(call->in, "name"));
    json_t *group = provider_group(call->fake, text_of(call->in, "name"));
    if (!provider || !group)
        return refuse(call, 400, "ClientException", "The specified capacity provider does not exist.");
    if (strstr(text_of(provider, "updateStatus"), "IN_PROGRESS"))
        return refuse(call, 400, "UpdateInProgressException", "The capacity provider is being updated.");
    json_t *merged = json_deep_copy(json_object_get(provider, "autoScalingGroupProvider"));
    const json_t *given = json_object_get(call->in, "autoScalingGroupProvider");
    json_object_update(child_of(merged, "managedScaling"), json_object_get(given, "managedScaling"));
    static const char *const fields[] = {"managedTerminationProtection", "managedDraining", NULL};
    copy_given(merged, given, fields);
    if (!settings_valid(call, merged, group)) {
        json_decref(merged);
        return false;
    }
    begin_stale(call->fake, provider);
    put(provider, "autoScalingGroupProvider", merged);
    put_text(provider, "updateStatus", "UPDATE_IN_PROGRESS");
    put_number(provider, "__ticks", delay(call->fake));
    put(call->out, "capacityProvider", provider_shown(provider, true));
    return true;
}

bool describe_providers(struct call *call)
{
    const json_t *names = json_object_get(call->in, "capacityProviders"), *name;
    bool tags = list_has(json_object_get(call->in, "include"), "TAGS");
    json_t *all = json_array(), *providers = json_object_get(call->fake->state, "providers"), *provider;
    json_t *failures = list_of(call->out, "failures");
    const char *key;
    size_t index;
    if (json_array_size(names) > 100) {
        json_decref(all);
        return refuse(call, 400, "InvalidParameterException", "at most 100 capacity providers");
    }
    if (!names) {
        json_object_foreach(providers, key, provider)
        {
            const json_t *visible = seen(provider);
            if (visible)
                json_array_append_new(all, provider_shown(visible, tags));
        }
        return paginate(call, all, "capacityProviders", "maxResults", 10);
    }
    json_array_foreach((json_t *)names, index, name)
    {
        const json_t *visible = seen(json_object_get(providers, last_part(json_string_value(name))));
        if (visible)
            json_array_append_new(all, provider_shown(visible, tags));
        else
            json_array_append_new(failures, json_pack("{s:O, s:s}", "arn", name, "reason", "MISSING"));
    }
    put(call->out, "capacityProviders", all);
    return true;
}

bool delete_provider(struct call *call)
{
    const char *name = last_part(text_of(call->in, "capacityProvider"));
    json_t *provider = provider_find(call->fake, name);
    if (fargate_name(name))
        return refuse(call, 400, "InvalidParameterException", "The capacity provider '%s' is reserved.", name);
    if (!provider)
        return refuse(call, 400, "InvalidParameterException", "The specified capacity provider does not exist.");
    if (strstr(text_of(provider, "updateStatus"), "IN_PROGRESS"))
        return refuse(call, 400, "UpdateInProgressException", "The capacity provider is being updated.");
    begin_stale(call->fake, provider);
    put_text(provider, "updateStatus", "DELETE_IN_PROGRESS");
    put_number(provider, "__ticks", delay(call->fake));
    put(call->out, "capacityProvider", provider_shown(provider, true));
    return true;
}

/* The ECS thing that an ARN names; NULL: refused. */
static json_t *tagged(struct call *call, const char *arn)
{
    const char *resource = arn;
    for (int colons = 0; colons < 5 && resource; colons++)
        resource = strchr(resource, ':') ? strchr(resource, ':') + 1 : NULL;
    json_t *found = NULL;
    char cluster[256], name[256];
    if (resource && sscanf(resource, "service/%255[^/]/%255s", cluster, name) == 2)
        found = service_find(cluster_find(call->fake, cluster), name);
    else if (resource && strncmp(resource, "cluster/", 8) == 0)
        found = cluster_find(call->fake, resource);
    else if (resource && strncmp(resource, "capacity-provider/", 18) == 0)
        found = provider_find(call->fake, resource);
    else if (resource && strncmp(resource, "task-definition/", 16) == 0)
        found = definition_find(call->fake, resource);
    if (!found)
        refuse(call, 400, resource ? "InvalidParameterException" : "InvalidParameterException",
               "The specified resource ARN '%s' was not found.", arn);
    return found;
}

bool tag_resource(struct call *call)
{
    json_t *found = tagged(call, text_of(call->in, "resourceArn"));
    if (!found || !tags_valid(call, json_object_get(call->in, "tags"), "key"))
        return false;
    begin_stale(call->fake, found);
    tags_merge(list_of(found, "tags"), json_object_get(call->in, "tags"), "key", "value");
    return true;
}

bool untag_resource(struct call *call)
{
    json_t *found = tagged(call, text_of(call->in, "resourceArn"));
    size_t index;
    const json_t *key;
    if (!found)
        return false;
    begin_stale(call->fake, found);
    json_array_foreach(json_object_get(call->in, "tagKeys"), index, key)
    {
        tags_remove(list_of(found, "tags"), "key", json_string_value(key));
    }
    return true;
}

bool list_tags(struct call *call)
{
    json_t *found = tagged(call, text_of(call->in, "resourceArn"));
    if (found)
        put(call->out, "tags", json_deep_copy(list_of(found, "tags")));
    return found != NULL;
}
