/* fake_aws_targets.c — Application Auto Scaling: scalable targets of ECS services, their scheduled actions and tags. */
#include "tests/support/fake_aws_handlers.h"
#include <stdio.h>
#include <string.h>

static json_t *targets_of(const struct call *call)
{
    return json_object_get(call->fake->state, "targets");
}

static bool invalid(struct call *call, const char *text)
{
    return refuse(call, 400, "ValidationException", "%s", text);
}

static bool names_valid(struct call *call)
{
    if (strcmp(text_of(call->in, "ServiceNamespace"), "ecs") != 0)
        return invalid(call, "ServiceNamespace must be ecs");
    if (has(call->in, "ScalableDimension") &&
        strcmp(text_of(call->in, "ScalableDimension"), "ecs:service:DesiredCount") != 0)
        return invalid(call, "Unsupported service namespace, resource type or scalable dimension");
    return true;
}

static bool service_there(const struct call *call, const char *resource)
{
    char cluster[256], name[256];
    if (sscanf(resource, "service/%255[^/]/%255s", cluster, name) != 2)
        return false;
    const json_t *service = service_find(cluster_find(call->fake, cluster), name);
    return strcmp(text_of(service, "status"), "ACTIVE") == 0;
}

/* Tags as {"k": "v"}. */
static bool tag_map(struct call *call, json_t *target, const json_t *tags)
{
    const char *key;
    json_t *value;
    if (tags && !json_is_object(tags))
        return refuse(call, 400, "SerializationException", "Tags is not a map");
    json_object_foreach((json_t *)tags, key, value)
    {
        put(child_of(target, "__Tags"), key, json_incref(value));
    }
    return true;
}

static json_t *target_new(struct call *call, const char *resource)
{
    json_t *target = json_object();
    put_text(target, "ServiceNamespace", "ecs");
    put_text(target, "ResourceId", resource);
    put_text(target, "ScalableDimension", "ecs:service:DesiredCount");
    put(target, "_ScalableTargetARN", new_id(call->fake, "", 20));
    put(target, "_ScalableTargetARN",
        format_json("arn:aws:application-autoscaling:%s:%s:scalable-target/%s", state_region(call->fake),
                    state_account(call->fake), text_of(target, "_ScalableTargetARN")));
    put(target, "_CreationTime", wall_seconds(call->fake));
    put(target, "SuspendedState",
        json_pack("{s:b, s:b, s:b}", "DynamicScalingInSuspended", 0, "DynamicScalingOutSuspended", 0,
                  "ScheduledScalingSuspended", 0));
    begin_hidden(call->fake, target);
    put(targets_of(call), resource, target);
    made(call, "scalable target", resource);
    return target;
}

static bool register_valid(struct call *call, const json_t *old)
{
    int64_t low = integer_of(call->in, "MinCapacity", integer_of(old, "MinCapacity", -1));
    int64_t high = integer_of(call->in, "MaxCapacity", integer_of(old, "MaxCapacity", -1));
    if (!service_there(call, text_of(call->in, "ResourceId")))
        return invalid(call, "ECS service doesn't exist");
    if (low < 0 || high < 0)
        return invalid(call, "MinCapacity and MaxCapacity must be given for a new scalable target, and not negative");
    if (low > high)
        return invalid(call, "Maximum capacity cannot be less than minimum capacity");
    if (old && has(call->in, "Tags"))
        return invalid(call, "tags can be given only when a scalable target is created: use TagResource");
    return true;
}

bool register_target(struct call *call)
{
    static const char *const fields[] = {"MinCapacity", "MaxCapacity", NULL};
    const char *resource = text_of(call->in, "ResourceId");
    json_t *target = json_object_get(targets_of(call), resource);
    if (!names_valid(call) || !register_valid(call, target))
        return false;
    if (!target)
        target = target_new(call, resource);
    else
        begin_stale(call->fake, target);
    copy_given(target, call->in, fields);
    json_object_update(json_object_get(target, "SuspendedState"), json_object_get(call->in, "SuspendedState"));
    put_text(call->out, "ScalableTargetARN", text_of(target, "_ScalableTargetARN"));
    return tag_map(call, target, json_object_get(call->in, "Tags"));
}

bool describe_targets(struct call *call)
{
    const json_t *ids = json_object_get(call->in, "ResourceIds");
    json_t *all = json_array(), *target;
    const char *resource;
    if (!names_valid(call)) {
        json_decref(all);
        return false;
    }
    json_object_foreach(targets_of(call), resource, target)
    {
        const json_t *visible = ids && !list_has(ids, resource) ? NULL : seen(target);
        if (visible)
            json_array_append_new(all, shown(visible));
    }
    return paginate(call, all, "ScalableTargets", "MaxResults", 50);
}

/* NULL: refused. */
static json_t *target_named(struct call *call)
{
    const char *resource = text_of(call->in, "ResourceId");
    json_t *target = names_valid(call) ? json_object_get(targets_of(call), resource) : NULL;
    if (!target && call->status == 200)
        refuse(call, 400, "ObjectNotFoundException",
               "No scalable target registered for service namespace: ecs, resource ID: %s, scalable dimension: "
               "ecs:service:DesiredCount",
               resource);
    return target;
}

bool deregister_target(struct call *call)
{
    if (!target_named(call))
        return false;
    json_object_del(json_object_get(call->fake->state, "target_actions"), text_of(call->in, "ResourceId"));
    json_object_del(targets_of(call), text_of(call->in, "ResourceId"));
    return true;
}

static bool schedule_valid(const char *schedule)
{
    size_t length = strlen(schedule);
    char inside[256];
    if (sscanf(schedule, "cron(%255[^)])", inside) != 1)
        return strncmp(schedule, "at(", 3) == 0 || strncmp(schedule, "rate(", 5) == 0;
    if (length == 0 || schedule[length - 1] != ')' || !cron_valid(inside, 6))
        return false;
    char minute[64], hour[64], day[64], month[64], week_day[64], year[64];
    if (sscanf(inside, "%63s %63s %63s %63s %63s %63s", minute, hour, day, month, week_day, year) != 6)
        return false;
    return (strcmp(day, "?") == 0) != (strcmp(week_day, "?") == 0); /* one of the two days must be '?' */
}

bool put_target_action(struct call *call)
{
    static const char *const fields[] = {
        "ServiceNamespace", "ResourceId", "ScalableDimension",    "ScheduledActionName",
        "Schedule",         "Timezone",   "ScalableTargetAction", "StartTime",
        "EndTime",          NULL};
    const json_t *action = json_object_get(call->in, "ScalableTargetAction");
    const char *name = text_of(call->in, "ScheduledActionName"), *resource = text_of(call->in, "ResourceId");
    if (!target_named(call))
        return false;
    json_t *actions = child_of(json_object_get(call->fake->state, "target_actions"), resource);
    json_t *old = json_object_get(actions, name);
    if (!old && (!has(call->in, "Schedule") || json_object_size(action) == 0))
        return invalid(call, "a new scheduled action needs a Schedule and a ScalableTargetAction");
    if (has(call->in, "Schedule") && !schedule_valid(text_of(call->in, "Schedule")))
        return invalid(call, "Invalid schedule expression");
    if (has(action, "MinCapacity") && has(action, "MaxCapacity") &&
        integer_of(action, "MinCapacity", 0) > integer_of(action, "MaxCapacity", 0))
        return invalid(call, "Maximum capacity cannot be less than minimum capacity");
    if (!old && json_object_size(actions) >= 200)
        return refuse(call, 400, "LimitExceededException", "at most 200 scheduled actions a target");
    json_t *entry = old ? old : json_object();
    if (old)
        begin_stale(call->fake, old);
    copy_given(entry, call->in, fields);
    if (old)
        return true;
    put(entry, "_CreationTime", wall_seconds(call->fake));
    put(entry, "_ScheduledActionARN",
        format_json("arn:aws:autoscaling:%s:%s:scheduledAction:1:resource/ecs/%s:scheduledActionName/%s",
                    state_region(call->fake), state_account(call->fake), resource, name));
    begin_hidden(call->fake, entry);
    put(actions, name, entry);
    made(call, "service action", name);
    return true;
}

bool describe_target_actions(struct call *call)
{
    const char *wanted = text_of(call->in, "ResourceId"), *resource, *name;
    const json_t *names = json_object_get(call->in, "ScheduledActionNames");
    json_t *all = json_array(), *actions, *action;
    if (!names_valid(call)) {
        json_decref(all);
        return false;
    }
    json_object_foreach(json_object_get(call->fake->state, "target_actions"), resource, actions)
    {
        if (*wanted && strcmp(wanted, resource) != 0)
            continue;
        json_object_foreach(actions, name, action)
        {
            const json_t *visible = names && !list_has(names, name) ? NULL : seen(action);
            if (visible)
                json_array_append_new(all, shown(visible));
        }
    }
    return paginate(call, all, "ScheduledActions", "MaxResults", 50);
}

bool delete_target_action(struct call *call)
{
    const char *name = text_of(call->in, "ScheduledActionName");
    json_t *actions =
        json_object_get(json_object_get(call->fake->state, "target_actions"), text_of(call->in, "ResourceId"));
    if (!names_valid(call))
        return false;
    if (!has(actions, name))
        return refuse(call, 400, "ObjectNotFoundException", "No scheduled action found with name: %s", name);
    json_object_del(actions, name);
    return true;
}

/* NULL: refused. */
static json_t *target_of_arn(struct call *call)
{
    const char *resource;
    json_t *target;
    json_object_foreach(targets_of(call), resource, target)
    {
        if (strcmp(text_of(target, "_ScalableTargetARN"), text_of(call->in, "ResourceARN")) == 0)
            return target;
    }
    refuse(call, 400, "ResourceNotFoundException", "No scalable target with this ARN");
    return NULL;
}

bool tag_target(struct call *call)
{
    json_t *target = target_of_arn(call);
    return target && tag_map(call, target, json_object_get(call->in, "Tags"));
}

bool untag_target(struct call *call)
{
    json_t *target = target_of_arn(call);
    size_t index;
    const json_t *key;
    if (!target)
        return false;
    json_array_foreach(json_object_get(call->in, "TagKeys"), index, key)
    {
        json_object_del(child_of(target, "__Tags"), json_string_value(key));
    }
    return true;
}

bool list_target_tags(struct call *call)
{
    json_t *target = target_of_arn(call);
    if (target)
        put(call->out, "Tags", json_deep_copy(child_of(target, "__Tags")));
    return target != NULL;
}
