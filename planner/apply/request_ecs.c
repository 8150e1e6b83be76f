/* request_ecs.c — clusters, their lock, capacity providers and their attachment. */
#include "planner/apply/request_parts.h"

#include <string.h>

static void set_lock(struct making *making, const char *lock)
{
    making_json(making, AWS_ECS, lock[0] != '\0' ? "TagResource" : "UntagResource", true);
    json_string(&making->json, "resourceArn",
                making->request->now ? making->request->now->id : making->request->step->object.id);
    if (lock[0] != '\0') {
        json_begin_list(&making->json, "tags");
        json_begin_object(&making->json, NULL);
        json_string(&making->json, "key", TAG_LOCK);
        json_string(&making->json, "value", lock);
        json_end_object(&making->json);
        json_end_list(&making->json);
    } else {
        const char *const keys[] = {TAG_LOCK};
        json_strings(&making->json, "tagKeys", keys, 1);
    }
    making_json_end(making);
}

void make_cluster(struct making *making)
{
    const struct step *step = making->request->step;
    switch (step->action) {
    case STEP_CREATE:
        making_json(making, AWS_ECS, "CreateCluster", true);
        json_string(&making->json, "clusterName", step->object.name);
        making_json_tags(making, "tags");
        making_json_end(making);
        return;
    case STEP_UPDATE:
        set_lock(making, making_wanted(making, "lock"));
        return;
    case STEP_DELETE:
        making_json(making, AWS_ECS, "DeleteCluster", true);
        json_string(&making->json, "cluster", step->object.name);
        making_json_end(making);
        return;
    case STEP_ADOPT:
        making_ecs_adopt(making);
        return;
    }
}

/* ECS takes the group's name too, but shows its ARN; where the group was read, it is sent what it will show. */
static const char *group_arn(struct making *making)
{
    const struct object *group = making->request->group;
    return group && group->id && group->id[0] != '\0' ? group->id : making_wanted(making, "auto_scaling_group");
}

static void add_group_provider(struct making *making, bool creates)
{
    struct json_writer *json = &making->json;
    json_begin_object(json, "autoScalingGroupProvider");
    if (creates)
        json_string(json, "autoScalingGroupArn", group_arn(making));
    json_begin_object(json, "managedScaling");
    json_string(json, "status", word_is_on(making_wanted(making, "managed_scaling")) ? "ENABLED" : "DISABLED");
    making_json_count(making, "targetCapacity", "target_capacity", making_wanted(making, "target_capacity"));
    json_end_object(json);
    json_string(json, "managedTerminationProtection",
                word_is_on(making_wanted(making, "managed_termination_protection")) ? "ENABLED" : "DISABLED");
    const char *draining = making_wanted(making, "managed_draining");
    if (draining[0] != '\0')
        json_string(json, "managedDraining", word_is_on(draining) ? "ENABLED" : "DISABLED");
    json_end_object(json);
}

void make_capacity_provider(struct making *making)
{
    const struct step *step = making->request->step;
    switch (step->action) {
    case STEP_CREATE:
        making_json(making, AWS_ECS, "CreateCapacityProvider", false);
        json_string(&making->json, "name", step->object.name);
        add_group_provider(making, true);
        making_json_tags(making, "tags");
        making_json_end(making);
        return;
    case STEP_UPDATE:
        making_json(making, AWS_ECS, "UpdateCapacityProvider", true);
        json_string(&making->json, "name", step->object.name);
        add_group_provider(making, false);
        making_json_end(making);
        return;
    case STEP_DELETE:
        making_json(making, AWS_ECS, "DeleteCapacityProvider", true);
        json_string(&making->json, "capacityProvider", step->object.name);
        making_json_end(making);
        return;
    case STEP_ADOPT:
        making_ecs_adopt(making);
        return;
    }
}

void making_strategy(struct making *making, const char *key, const char *property, const char *strategy)
{
    char *part = NULL;
    json_begin_list(&making->json, key);
    for (const char *at = strategy; object_set_next(&at, &making->arena, &part);) {
        char *weight = strrchr(part, ':');
        char *base = NULL;
        if (weight) {
            *weight++ = '\0';
            base = strrchr(part, ':');
        }
        if (!base) {
            making_wrong(making, property, strategy, "is not NAME:BASE:WEIGHT with commas between");
            break;
        }
        *base++ = '\0';
        json_begin_object(&making->json, NULL);
        json_string(&making->json, "capacityProvider", part);
        making_json_count(making, "base", property, base);
        making_json_count(making, "weight", property, weight);
        json_end_object(&making->json);
    }
    json_end_list(&making->json);
}

/* The whole list is replaced, so what others attached meanwhile is sent along. */
void make_cluster_providers(struct making *making)
{
    const char *providers = making_wanted(making, "capacity_providers");
    making_json(making, AWS_ECS, "PutClusterCapacityProviders", true);
    json_string(&making->json, "cluster", making->request->steps->cluster);
    json_begin_list(&making->json, "capacityProviders");
    char *part = NULL;
    for (const char *at = providers; object_set_next(&at, &making->arena, &part);)
        json_string(&making->json, NULL, part);
    json_end_list(&making->json);
    making_strategy(making, "defaultCapacityProviderStrategy", "default_strategy",
                    making_wanted(making, "default_strategy"));
    making_json_end(making);
}
