/* fake_aws_world.c — time passes with each call: groups launch and lose instances, ECS registers them and scales
 * groups, providers and attachments come to rest. Nothing here remembers how it came about: what the world rests at
 * depends on what is wanted, not on the way there. */
#include "tests/support/fake_aws.h"
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ACTIVITIES_MAX = 50 };

static bool zone_lost(const struct fake *fake, const char *zone)
{
    return flag_of(json_object_get(fake->state, "lost_zones"), zone);
}

static int64_t count_in_zone(json_t *group, const char *zone)
{
    size_t index;
    const json_t *instance;
    int64_t count = 0;
    json_array_foreach(instances_of(group), index, instance)
    {
        count += strcmp(text_of(instance, "AvailabilityZone"), zone) == 0;
    }
    return count;
}

/* The zone of the group's subnets that has the fewest instances and is there; "" where there is none. */
static const char *zone_with_fewest(const struct fake *fake, json_t *group)
{
    char list[2048], *rest = list;
    const char *best = "";
    snprintf(list, sizeof list, "%s", text_of(group, "VPCZoneIdentifier"));
    for (char *id; *list && (id = strsep(&rest, ","));) {
        const char *zone = text_of(json_object_get(json_object_get(fake->state, "subnets"), id), "zone");
        if (!zone_lost(fake, zone) &&
            (!*best || count_in_zone(group, zone) < count_in_zone(group, best) ||
             (count_in_zone(group, zone) == count_in_zone(group, best) && strcmp(zone, best) < 0)))
            best = zone;
    }
    return best;
}

static void activity(struct fake *fake, json_t *group, const char *status, const char *text)
{
    json_t *activities = list_of(group, "__activities"),
           *last = json_array_get(activities, json_array_size(activities) - 1);
    if (last && strcmp(text_of(last, "StatusMessage"), text) == 0 && *text)
        return;
    if (json_array_size(activities) >= ACTIVITIES_MAX)
        json_array_remove(activities, 0);
    json_t *one = json_object();
    put(one, "ActivityId", new_id(fake, "", 16));
    put_text(one, "AutoScalingGroupName", text_of(group, "AutoScalingGroupName"));
    put_text(one, "Description", "Launching a new EC2 instance");
    put_text(one, "Cause", "an instance was started in response to a difference between desired and actual capacity");
    put(one, "StartTime", wall_time(fake));
    put_text(one, "StatusCode", status);
    put_text(one, "StatusMessage", text);
    put_number(one, "Progress", 100);
    json_array_append_new(activities, one);
}

/* Of a mixed instances policy's types one after the other. */
static const char *type_to_launch(json_t *group, const json_t *data)
{
    const json_t *policy = json_object_get(group, "MixedInstancesPolicy");
    const json_t *types = json_object_get(json_object_get(policy, "LaunchTemplate"), "Overrides");
    if (json_array_size(types) == 0)
        return text_of(data, "InstanceType");
    return text_of(json_array_get(types, json_array_size(instances_of(group)) % json_array_size(types)),
                   "InstanceType");
}

static void launch(struct fake *fake, json_t *group)
{
    const json_t *given = group_template(group);
    json_t *launch_template = template_find(fake, "", text_of(given, "LaunchTemplateName"));
    const json_t *version = launch_template ? template_version(launch_template, text_of(given, "Version")) : NULL;
    const char *zone = zone_with_fewest(fake, group);
    if (!version || !*zone) {
        activity(fake, group, "Failed",
                 version
                     ? "Could not launch instances. InsufficientInstanceCapacity - We currently do not have sufficient "
                       "capacity in the Availability Zone you requested."
                     : "The specified launch template does not exist. Launching EC2 instance failed.");
        return;
    }
    json_t *instance = json_object();
    const json_t *data = json_object_get(version, "LaunchTemplateData");
    put(instance, "_InstanceId", new_id(fake, "i-", 17));
    put_text(instance, "InstanceType", type_to_launch(group, data));
    put_text(instance, "AvailabilityZone", zone);
    put_text(instance, "LifecycleState", "Pending");
    put_text(instance, "HealthStatus", "Healthy");
    put(instance, "LaunchTemplate", json_deep_copy(given));
    put(instance, "ProtectedFromScaleIn", json_boolean(flag_of(group, "NewInstancesProtectedFromScaleIn")));
    put(instance, "__user_data", json_string(text_of(data, "UserData")));
    put(instance, "__profile", json_boolean(has(data, "IamInstanceProfile")));
    put_number(instance, "__ticks", delay(fake));
    json_array_append_new(instances_of(group), instance);
    activity(fake, group, "Successful", "");
}

/* One that may go, in the zone that has most (the last of these by name). */
static bool terminate_one(json_t *group)
{
    json_t *instances = instances_of(group);
    size_t chosen = json_array_size(instances), index;
    const json_t *instance;
    json_array_foreach(instances, index, instance)
    {
        if (flag_of(instance, "ProtectedFromScaleIn"))
            continue;
        const char *zone = text_of(instance, "AvailabilityZone");
        const char *best =
            chosen < json_array_size(instances) ? text_of(json_array_get(instances, chosen), "AvailabilityZone") : NULL;
        if (!best || count_in_zone(group, zone) > count_in_zone(group, best) ||
            (count_in_zone(group, zone) == count_in_zone(group, best) && strcmp(zone, best) > 0))
            chosen = index;
    }
    return json_array_remove(instances, chosen) == 0;
}

static void lose_zones(struct fake *fake, json_t *group)
{
    json_t *instances = instances_of(group);
    for (size_t index = json_array_size(instances); index-- > 0;)
        if (zone_lost(fake, text_of(json_array_get(instances, index), "AvailabilityZone")))
            json_array_remove(instances, index);
}

static void group_tick(struct fake *fake, json_t *group)
{
    size_t index;
    json_t *instance;
    lose_zones(fake, group);
    json_array_foreach(instances_of(group), index, instance)
    {
        if (strcmp(text_of(instance, "LifecycleState"), "Pending") != 0)
            continue;
        add_number(instance, "__ticks", -1);
        if (integer_of(instance, "__ticks", 0) <= 0)
            put_text(instance, "LifecycleState", "InService");
    }
    int64_t desired = has(group, "Status") ? 0 : integer_of(group, "DesiredCapacity", 0);
    int64_t there = (int64_t)json_array_size(instances_of(group));
    for (; there < desired; there++)
        launch(fake, group);
    while (there > desired && terminate_one(group))
        there--;
}

/* Groups being deleted are gone after a while. */
static void groups_tick(struct fake *fake)
{
    json_t *groups = json_object_get(fake->state, "groups"), *group;
    const char *name;
    void *next;
    json_object_foreach_safe(groups, next, name, group)
    {
        if (!has(group, "Status")) {
            group_tick(fake, group);
            continue;
        }
        add_number(group, "__ticks", -1);
        if (integer_of(group, "__ticks", 0) <= 0)
            json_object_del(groups, name);
    }
}

/* ECS_CLUSTER=NAME in the user data of a machine; "" where there is none. */
static void cluster_of_machine(const json_t *instance, char name[256])
{
    const char *text = text_of(instance, "__user_data");
    size_t length = strlen(text);
    unsigned char *bytes = calloc(length + 4, 1);
    name[0] = '\0';
    if (length % 4 == 0 && EVP_DecodeBlock(bytes, (const unsigned char *)text, (int)length) > 0) {
        const char *found = strstr((const char *)bytes, "ECS_CLUSTER=");
        if (found && sscanf(found, "ECS_CLUSTER=%*['\"]%255[A-Za-z0-9_-]", name) != 1)
            if (sscanf(found, "ECS_CLUSTER=%255[A-Za-z0-9_-]", name) != 1)
                name[0] = '\0';
    }
    free(bytes);
}

static const char *provider_of_group(const struct fake *fake, const char *group)
{
    const char *key;
    json_t *provider;
    json_object_foreach(json_object_get(fake->state, "providers"), key, provider)
    {
        if (strcmp(text_of(provider, "__group"), group) == 0 && strcmp(text_of(provider, "status"), "INACTIVE") != 0)
            return key;
    }
    return "";
}

static void machine_register(struct fake *fake, const char *group, const json_t *instance)
{
    char name[256];
    cluster_of_machine(instance, name);
    json_t *cluster = *name ? cluster_find(fake, name) : NULL;
    if (!cluster || !flag_of(instance, "__profile") || strcmp(text_of(instance, "LifecycleState"), "InService") != 0)
        return;
    const char *provider = provider_of_group(fake, group), *type = text_of(instance, "InstanceType");
    int64_t cpu, memory;
    machine_size(fake, type, &cpu, &memory);
    json_t *one = json_object();
    put(one, "containerInstanceArn",
        format_json("arn:aws:ecs:%s:%s:container-instance/%s/%s", state_region(fake), state_account(fake), name,
                    text_of(instance, "_InstanceId")));
    put_text(one, "ec2InstanceId", text_of(instance, "_InstanceId"));
    put_text(one, "status", "ACTIVE");
    put(one, "agentConnected", json_true());
    if (*provider)
        put_text(one, "capacityProviderName", provider);
    put(one, "registeredResources",
        json_pack("[{s:s, s:s, s:I}, {s:s, s:s, s:I}]", "name", "CPU", "type", "INTEGER", "integerValue",
                  (json_int_t)cpu, "name", "MEMORY", "type", "INTEGER", "integerValue", (json_int_t)memory));
    put(one, "remainingResources", json_deep_copy(json_object_get(one, "registeredResources")));
    put(one, "attributes",
        json_pack("[{s:s, s:s}, {s:s, s:s}]", "name", "ecs.instance-type", "value", type, "name",
                  "ecs.availability-zone", "value", text_of(instance, "AvailabilityZone")));
    put_number(one, "runningTasksCount", 0);
    put_number(one, "pendingTasksCount", 0);
    json_array_append_new(list_of(cluster, "__instances"), one);
}

/* FNV-1a */
static uint64_t mix(uint64_t hash, const char *text)
{
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
    return (hash ^ '|') * UINT64_C(0x100000001b3);
}

static uint64_t machines_hash(const struct fake *fake)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    const char *name;
    json_t *thing, *instance;
    json_object_foreach(json_object_get(fake->state, "groups"), name, thing)
    {
        size_t index;
        json_array_foreach(instances_of(thing), index, instance)
        {
            hash = mix(mix(hash, text_of(instance, "_InstanceId")), text_of(instance, "LifecycleState"));
        }
        hash = mix(hash, provider_of_group(fake, name));
    }
    json_object_foreach(json_object_get(fake->state, "clusters"), name, thing)
    {
        hash = mix(mix(hash, name), text_of(thing, "status"));
    }
    return hash;
}

static void machines_tick(struct fake *fake)
{
    const char *name;
    json_t *cluster, *group, *instance;
    uint64_t hash = machines_hash(fake);
    fake->machines_changed = hash != fake->machines;
    fake->machines = hash;
    if (!fake->machines_changed)
        return;
    json_object_foreach(json_object_get(fake->state, "clusters"), name, cluster)
    {
        put(cluster, "__instances", json_array());
    }
    json_object_foreach(json_object_get(fake->state, "groups"), name, group)
    {
        size_t index;
        json_array_foreach(instances_of(group), index, instance)
        {
            machine_register(fake, name, instance);
        }
    }
}

static const char *cluster_of_provider(const struct fake *fake, const char *provider)
{
    const char *name;
    json_t *cluster;
    json_object_foreach(json_object_get(fake->state, "clusters"), name, cluster)
    {
        if (strcmp(text_of(cluster, "status"), "ACTIVE") == 0 &&
            list_has(json_object_get(cluster, "capacityProviders"), provider))
            return name;
    }
    return "";
}

/* ECS takes protection away from machines that it does not need. */
static void unprotect(json_t *group, int64_t keep)
{
    size_t index;
    json_t *instance;
    int64_t there = (int64_t)json_array_size(instances_of(group)), open = 0;
    json_array_foreach(instances_of(group), index, instance)
    {
        open += !flag_of(instance, "ProtectedFromScaleIn");
    }
    while (there - open > keep) {
        json_t *chosen = NULL;
        json_array_foreach(instances_of(group), index, instance)
        {
            const char *zone = text_of(instance, "AvailabilityZone");
            if (flag_of(instance, "ProtectedFromScaleIn") &&
                (!chosen || count_in_zone(group, zone) >= count_in_zone(group, text_of(chosen, "AvailabilityZone"))))
                chosen = instance;
        }
        put(chosen, "ProtectedFromScaleIn", json_false());
        open++;
    }
}

static void managed_scaling(struct fake *fake, const char *name, json_t *provider)
{
    json_t *group = provider_group(fake, name);
    const json_t *scaling = json_object_get(json_object_get(provider, "autoScalingGroupProvider"), "managedScaling");
    const char *cluster = cluster_of_provider(fake, name);
    bool managed = group && *cluster && strcmp(text_of(scaling, "status"), "ENABLED") == 0;
    if (group)
        put(group, "__managed", json_boolean(managed));
    if (!managed || has(group, "Status"))
        return;
    int64_t needed = instances_needed(fake, cluster, name), target = integer_of(scaling, "targetCapacity", 100);
    int64_t desired = (needed * 100 + target - 1) / target;
    int64_t low = integer_of(group, "MinSize", 0), high = integer_of(group, "MaxSize", 0);
    desired = desired < low ? low : desired > high ? high : desired;
    put_number(group, "DesiredCapacity", desired);
    unprotect(group, needed > desired ? needed : desired);
}

static void provider_rest(struct fake *fake, const char *name, json_t *provider)
{
    const char *doing = text_of(provider, "updateStatus");
    if (!strstr(doing, "IN_PROGRESS"))
        return;
    add_number(provider, "__ticks", -1);
    if (integer_of(provider, "__ticks", 0) > 0)
        return;
    if (strncmp(doing, "DELETE", 6) == 0) {
        bool attached = *cluster_of_provider(fake, name) != '\0';
        put_text(provider, "updateStatus", attached ? "DELETE_FAILED" : "DELETE_COMPLETE");
        if (attached)
            put_text(provider, "updateStatusReason",
                     "The capacity provider cannot be deleted because it is associated with a cluster.");
        else
            put_text(provider, "status", "INACTIVE");
        return;
    }
    put_text(provider, "status", "ACTIVE");
    put_text(provider, "updateStatus", strncmp(doing, "CREATE", 6) == 0 ? "CREATE_COMPLETE" : "UPDATE_COMPLETE");
}

static void providers_tick(struct fake *fake)
{
    const char *name;
    json_t *provider, *cluster;
    json_object_foreach(json_object_get(fake->state, "providers"), name, provider)
    {
        provider_rest(fake, name, provider);
        if (!fargate_name(name))
            managed_scaling(fake, name, provider);
    }
    json_object_foreach(json_object_get(fake->state, "clusters"), name, cluster)
    {
        if (strcmp(text_of(cluster, "attachmentsStatus"), "UPDATE_IN_PROGRESS") != 0)
            continue;
        add_number(cluster, "__ticks", -1);
        if (integer_of(cluster, "__ticks", 0) <= 0)
            put_text(cluster, "attachmentsStatus", "UPDATE_COMPLETE");
    }
}

void world_tick(struct fake *fake)
{
    groups_tick(fake);
    machines_tick(fake);
    services_tick(fake);
    providers_tick(fake);
}
