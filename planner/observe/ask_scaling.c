#include "data/base/json_writer.h"
#include "planner/observe/ask.h"
#include "planner/observe/decode_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Most names of one call, and rows of one page: AWS's own limits. */
enum { GROUPS_BATCH = 50, GROUPS_PAGE = 100, TARGETS_BATCH = 50, PARAMETER_NAME_SIZE = 64 };

bool ask_groups(struct asking *asking, const struct names *names, const char *stack, struct error *err)
{
    struct aws_call call;
    char parameter[PARAMETER_NAME_SIZE];
    for (int first = 0; first < names->count; first += GROUPS_BATCH) {
        aws_call_begin(&call, AWS_AUTOSCALING, "DescribeAutoScalingGroups", true);
        for (int i = first; i < names->count && i < first + GROUPS_BATCH; i++) {
            (void)snprintf(parameter, sizeof(parameter), "AutoScalingGroupNames.member.%d", i - first + 1);
            aws_parameter(&call, parameter, names->items[i]);
        }
        aws_parameter_integer(&call, "MaxRecords", GROUPS_PAGE);
        if (!ask(asking, &call, NULL, err))
            return false;
    }
    if (stack == NULL)
        return true;
    aws_call_begin(&call, AWS_AUTOSCALING, "DescribeAutoScalingGroups", true);
    aws_parameter(&call, "Filters.member.1.Name", "tag:" TAG_STACK);
    aws_parameter(&call, "Filters.member.1.Values.member.1", stack);
    aws_parameter_integer(&call, "MaxRecords", GROUPS_PAGE);
    return ask(asking, &call, NULL, err);
}

bool ask_group_actions(struct asking *asking, const char *group, struct error *err)
{
    struct aws_call call;
    aws_call_begin(&call, AWS_AUTOSCALING, "DescribeScheduledActions", true);
    aws_parameter(&call, "AutoScalingGroupName", group);
    aws_parameter_integer(&call, "MaxRecords", GROUPS_PAGE);
    return ask(asking, &call, NULL, err);
}

/* Of services' counts only. */
static struct json_writer targets_begin(struct aws_call *call, const char *operation)
{
    aws_call_begin(call, AWS_APPLICATION_AUTOSCALING, operation, true);
    struct json_writer writer = {.out = &call->body};
    json_begin_object(&writer, NULL);
    json_string(&writer, "ServiceNamespace", "ecs");
    json_string(&writer, "ScalableDimension", "ecs:service:DesiredCount");
    return writer;
}

static bool ask_targets_of(struct asking *asking, const struct names *resources, struct error *err)
{
    struct aws_call call;
    int first = 0;
    do {
        struct json_writer writer = targets_begin(&call, "DescribeScalableTargets");
        if (resources != NULL) {
            int count = resources->count - first < TARGETS_BATCH ? resources->count - first : TARGETS_BATCH;
            json_strings(&writer, "ResourceIds", resources->items + first, count);
            first += count;
        }
        json_end_object(&writer);
        if (!ask(asking, &call, NULL, err))
            return false;
    } while (resources != NULL && first < resources->count);
    return true;
}

/* Tags come as an object here: {"Tags": {"bayplan:stack": "shop"}}. */
static const char *tag_of(const struct asking *asking, const struct node *body, const char *tag)
{
    const struct node *tags = body == NULL ? NULL : node_child(body, "Tags");
    const struct node *value = tags == NULL || tags->kind != NODE_OBJECT ? NULL : node_child(tags, tag);
    return value == NULL || value->kind != NODE_STRING ? "" : arena_strdup(asking->decoding.arena, value->string);
}

/* For endpoints that know no tags of targets: a target with an action of bayplan's is of its service's stack. Which
 * run made it cannot be told. */
static bool infer_stack(struct asking *asking, struct object *target, struct error *err)
{
    struct asking aside;
    const struct names service = {.items = &target->name, .count = 1};
    asking_begin(&aside, asking->client, asking->decoding.arena, target->parent);
    bool ok = ask_service_actions(&aside, target->parent, target->name, err);
    bool ours = false;
    for (int i = 0; ok && i < aside.decoding.objects_count; i++)
        ours |= strncmp(aside.decoding.objects[i].name, OBJECT_ACTION_PREFIX, sizeof(OBJECT_ACTION_PREFIX) - 1) == 0;
    aside.decoding.objects_count = 0;
    if (ok && ours)
        ok = ask_services(&aside, target->parent, &service, err);
    if (aside.decoding.objects_count > 0)
        target->stack = aside.decoding.objects[0].stack;
    asking_release(&aside);
    return ok;
}

static bool ask_tags(struct asking *asking, struct object *target, struct error *err)
{
    static const char *const gone[] = {"ResourceNotFoundException", NULL};
    struct aws_call call;
    struct arena scratch = {0};
    struct node *body = NULL;
    bool known = true;
    if (target->id[0] == '\0') /* registered before targets had ARNs, so before they had tags */
        return true;
    aws_call_begin(&call, AWS_APPLICATION_AUTOSCALING, "ListTagsForResource", true);
    struct json_writer writer = {.out = &call.body};
    json_begin_object(&writer, NULL);
    json_string(&writer, "ResourceARN", target->id);
    json_end_object(&writer);
    bool ok = ask_young(asking, &call, gone, &scratch, &body, &known, err);
    if (ok && !known)
        ok = infer_stack(asking, target, err);
    else if (ok) {
        target->stack = tag_of(asking, body, TAG_STACK);
        target->run = tag_of(asking, body, TAG_RUN);
    }
    arena_release(&scratch);
    return ok;
}

bool ask_scalable_targets(struct asking *asking, const char *cluster, const struct names *services, struct error *err)
{
    struct names resources = {0};
    int before = asking->decoding.objects_count;
    for (int i = 0; services != NULL && i < services->count; i++)
        names_add(&resources, arena_printf(asking->decoding.arena, "service/%s/%s", cluster, services->items[i]));
    bool ok = services != NULL && services->count == 0
                  ? true
                  : ask_targets_of(asking, services == NULL ? NULL : &resources, err);
    for (int i = before; ok && i < asking->decoding.objects_count; i++)
        ok = ask_tags(asking, &asking->decoding.objects[i], err);
    names_release(&resources);
    return ok;
}

bool ask_service_actions(struct asking *asking, const char *cluster, const char *service, struct error *err)
{
    struct aws_call call;
    struct json_writer writer = targets_begin(&call, "DescribeScheduledActions");
    if (service != NULL)
        json_string(&writer, "ResourceId", arena_printf(asking->decoding.arena, "service/%s/%s", cluster, service));
    json_end_object(&writer);
    return ask(asking, &call, NULL, err);
}
