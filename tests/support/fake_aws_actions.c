/* fake_aws_actions.c — scheduled actions of Auto Scaling groups. */
#include "tests/support/fake_aws_handlers.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ACTIONS_MAX = 125 };

/* One field of cron: *, N, N-M, lists, steps, names of days. */
static bool cron_field(const char *field)
{
    return *field && strspn(field, "0123456789*,-/?LW#MONTUEWDHFRISAJBPYGC") == strlen(field);
}

bool cron_valid(const char *text, int fields)
{
    char copy[256], *rest = copy;
    int count = 0;
    snprintf(copy, sizeof copy, "%s", text);
    for (char *field; (field = strsep(&rest, " ")); count++)
        if (!cron_field(field))
            return false;
    return count == fields;
}

static bool zone_name_valid(const char *name)
{
    return strcmp(name, "UTC") == 0 ||
           (strchr(name, '/') && strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrs"
                                              "tuvwxyz_/+-0123456789") == strlen(name));
}

static json_t *actions_of(const struct call *call, const char *group)
{
    return child_of(json_object_get(call->fake->state, "group_actions"), group);
}

static bool action_valid(struct call *call, const json_t *actions, const char *name)
{
    const char *recurrence = text_of(call->in, "Recurrence"), *key;
    int64_t min = integer_of(call->in, "MinSize", -1), max = integer_of(call->in, "MaxSize", -1);
    if (!has(call->in, "MinSize") && !has(call->in, "MaxSize") && !has(call->in, "DesiredCapacity"))
        return refuse(call, 400, "ValidationError",
                      "At least one of MinSize, MaxSize and DesiredCapacity must be given");
    if (min >= 0 && max >= 0 && min > max)
        return refuse(call, 400, "ValidationError", "Given min size is larger than max size");
    if (*recurrence ? !cron_valid(recurrence, 5) : !has(call->in, "StartTime"))
        return refuse(call, 400, "ValidationError", "Given recurrence string '%s' is invalid", recurrence);
    if (has(call->in, "TimeZone") && !zone_name_valid(text_of(call->in, "TimeZone")))
        return refuse(call, 400, "ValidationError", "the time zone '%s' is not known", text_of(call->in, "TimeZone"));
    if (!has(actions, name) && json_object_size(actions) >= ACTIONS_MAX)
        return refuse(call, 400, "LimitExceeded", "You already have %d scheduled actions for this group", ACTIONS_MAX);
    json_t *other;
    json_object_foreach((json_t *)actions, key, other)
    {
        if (strcmp(key, name) != 0 && *recurrence && strcmp(text_of(other, "Recurrence"), recurrence) == 0 &&
            strcmp(text_of(other, "TimeZone"), text_of(call->in, "TimeZone")) == 0)
            return refuse(call, 400, "AlreadyExists", "Scheduled action %s has this time already", key);
    }
    return true;
}

bool put_group_action(struct call *call)
{
    static const char *const fields[] = {"AutoScalingGroupName",
                                         "ScheduledActionName",
                                         "StartTime",
                                         "EndTime",
                                         "Recurrence",
                                         "MinSize",
                                         "MaxSize",
                                         "DesiredCapacity",
                                         "TimeZone",
                                         NULL};
    const char *group_name = text_of(call->in, "AutoScalingGroupName"),
               *name = text_of(call->in, "ScheduledActionName");
    json_t *group = json_object_get(json_object_get(call->fake->state, "groups"), group_name);
    if (!group || has(group, "Status"))
        return refuse(call, 400, "ValidationError", "AutoScalingGroup name not found - no such group: %s", group_name);
    json_t *actions = actions_of(call, group_name);
    if (!action_valid(call, actions, name))
        return false;
    json_t *action = json_object(), *old = json_object_get(actions, name);
    copy_given(action, call->in, fields);
    put(action, "_ScheduledActionARN",
        format_json(
            "arn:aws:autoscaling:%s:%s:scheduledUpdateGroupAction:1:autoScalingGroupName/%s:scheduledActionName/%s",
            state_region(call->fake), state_account(call->fake), group_name, name));
    if (!old) {
        begin_hidden(call->fake, action);
        made(call, "group action", name);
        put(actions, name, action);
        return true;
    }
    begin_stale(call->fake, old);
    json_object_update(old, action);
    json_decref(action);
    return true;
}

bool describe_group_actions(struct call *call)
{
    const char *wanted = text_of(call->in, "AutoScalingGroupName"), *group, *name;
    const json_t *names = json_object_get(call->in, "ScheduledActionNames");
    json_t *all = json_array(), *actions, *action;
    json_object_foreach(json_object_get(call->fake->state, "group_actions"), group, actions)
    {
        if (*wanted && strcmp(wanted, group) != 0)
            continue;
        json_object_foreach(actions, name, action)
        {
            if (json_array_size(names) > 0 && !list_has(names, name))
                continue;
            const json_t *visible = seen(action);
            if (visible)
                json_array_append_new(all, shown(visible));
        }
    }
    return paginate(call, all, "ScheduledUpdateGroupActions", "MaxRecords", 100);
}

bool delete_group_action(struct call *call)
{
    const char *group = text_of(call->in, "AutoScalingGroupName"), *name = text_of(call->in, "ScheduledActionName");
    json_t *actions = json_object_get(json_object_get(call->fake->state, "group_actions"), group);
    if (!has(actions, name))
        return refuse(call, 400, "ValidationError", "Scheduled action name not found - Scheduled action %s not found",
                      name);
    json_object_del(actions, name);
    return true;
}
