/* fake_aws_seed.c — what a world's author leaves out is filled in: ARNs, ids, revisions, a first deployment. */
#include "tests/support/fake_aws.h"
#include <stdio.h>
#include <string.h>

static void fill(json_t *object, const char *key, json_t *value)
{
    if (has(object, key))
        json_decref(value);
    else
        put(object, key, value);
}

static void seed_definitions(struct fake *fake)
{
    const char *family;
    json_t *revisions, *revision;
    json_object_foreach(json_object_get(fake->state, "definitions"), family, revisions)
    {
        size_t index;
        json_array_foreach(revisions, index, revision)
        {
            fill(revision, "revision", json_integer((int64_t)index + 1));
            fill(revision, "status", json_string("ACTIVE"));
            put_text(revision, "family", family);
            list_of(revision, "tags");
            fill(revision, "_taskDefinitionArn",
                 format_json("arn:aws:ecs:%s:%s:task-definition/%s:%lld", state_region(fake), state_account(fake),
                             family, (long long)integer_of(revision, "revision", 0)));
        }
    }
}

static void seed_service(struct fake *fake, json_t *service, const char *cluster, const char *name)
{
    put_text(service, "serviceName", name);
    fill(service, "_serviceArn",
         format_json("arn:aws:ecs:%s:%s:service/%s/%s", state_region(fake), state_account(fake), cluster, name));
    fill(service, "_clusterArn",
         format_json("arn:aws:ecs:%s:%s:cluster/%s", state_region(fake), state_account(fake), cluster));
    list_of(service, "tags");
    fill(service, "status", json_string("ACTIVE"));
    fill(service, "schedulingStrategy", json_string("REPLICA"));
    service_defaults(service);
    const json_t *definition = definition_find(fake, text_of(service, "taskDefinition"));
    if (definition)
        put_text(service, "taskDefinition", text_of(definition, "_taskDefinitionArn"));
    if (!has(service, "deployments"))
        deployment_begin(fake, service, "");
}

static void seed_clusters(struct fake *fake)
{
    const char *name, *service_name;
    json_t *cluster, *service;
    json_object_foreach(json_object_get(fake->state, "clusters"), name, cluster)
    {
        put_text(cluster, "clusterName", name);
        fill(cluster, "_clusterArn",
             format_json("arn:aws:ecs:%s:%s:cluster/%s", state_region(fake), state_account(fake), name));
        fill(cluster, "status", json_string("ACTIVE"));
        static const char *const lists[] = {"tags", "settings", "capacityProviders", "defaultCapacityProviderStrategy"};
        for (int index = 0; index < 4; index++)
            list_of(cluster, lists[index]);
        json_object_foreach(child_of(cluster, "services"), service_name, service)
        {
            seed_service(fake, service, name, service_name);
        }
    }
}

static void seed_groups(struct fake *fake)
{
    const char *name;
    json_t *group, *launch_template, *provider;
    json_object_foreach(json_object_get(fake->state, "templates"), name, launch_template)
    {
        put_text(launch_template, "LaunchTemplateName", name);
        fill(launch_template, "_LaunchTemplateId", new_id(fake, "lt-", 17));
        fill(launch_template, "_CreateTime", wall_time(fake));
        list_of(launch_template, "Tags");
        int64_t count = (int64_t)json_array_size(list_of(launch_template, "Versions"));
        for (int64_t index = 0; index < count; index++)
            put_number(json_array_get(list_of(launch_template, "Versions"), (size_t)index), "VersionNumber", index + 1);
        put_number(launch_template, "LatestVersionNumber", count);
        put_number(launch_template, "DefaultVersionNumber", integer_of(launch_template, "DefaultVersionNumber", 1));
    }
    json_object_foreach(json_object_get(fake->state, "groups"), name, group)
    {
        json_t *given = child_of(group, "LaunchTemplate");
        launch_template = template_find(fake, "", text_of(given, "LaunchTemplateName"));
        fill(given, "_LaunchTemplateId", json_string(text_of(launch_template, "_LaunchTemplateId")));
        put_text(group, "AutoScalingGroupName", name);
        fill(group, "_AutoScalingGroupARN",
             format_json("arn:aws:autoscaling:%s:%s:autoScalingGroup:1:autoScalingGroupName/%s", state_region(fake),
                         state_account(fake), name));
        list_of(group, "Tags");
        instances_of(group);
        put_number(group, "DesiredCapacity", integer_of(group, "DesiredCapacity", integer_of(group, "MinSize", 0)));
    }
    json_object_foreach(json_object_get(fake->state, "providers"), name, provider)
    {
        put_text(provider, "name", name);
        fill(provider, "_capacityProviderArn",
             format_json("arn:aws:ecs:%s:%s:capacity-provider/%s", state_region(fake), state_account(fake), name));
        fill(provider, "status", json_string("ACTIVE"));
        list_of(provider, "tags");
        if (fargate_name(name))
            continue;
        fill(provider, "updateStatus", json_string("CREATE_COMPLETE"));
        if (!has(provider, "group"))
            continue;
        group = json_object_get(json_object_get(fake->state, "groups"), text_of(provider, "group"));
        put_text(provider, "__group", text_of(provider, "group"));
        json_object_del(provider, "group");
        put_text(child_of(provider, "autoScalingGroupProvider"), "_autoScalingGroupArn",
                 text_of(group, "_AutoScalingGroupARN"));
    }
}

void seed_complete(struct fake *fake)
{
    seed_definitions(fake);
    seed_clusters(fake);
    seed_groups(fake);
}
