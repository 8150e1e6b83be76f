/* settle.c — when what a step did is finished, kind by kind. */
#include "planner/apply/execute_parts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char *value_of(const struct trying *trying, const char *property)
{
    const char *value = object_value(&trying->now, property);
    return value ? value : "";
}

static bool is(const struct trying *trying, const char *property, const char *value)
{
    return strcmp(value_of(trying, property), value) == 0;
}

static bool ends_with(const char *value, const char *end)
{
    size_t length = strlen(value), end_length = strlen(end);
    return length >= end_length && strcmp(value + length - end_length, end) == 0;
}

/* ACTIVE, PROVISIONING, ..._IN_PROGRESS, ..._FAILED */
static enum settled settle_status(const char *status, const char *what, struct text *words)
{
    if (status[0] == '\0' || strcmp(status, "ACTIVE") == 0 || ends_with(status, "_COMPLETE"))
        return SETTLED;
    text_printf(words, "%s is %s", what, status);
    return ends_with(status, "FAILED") ? SETTLE_FAILED : SETTLE_WAITS;
}

static enum settled settle_provider(struct trying *trying, struct text *words)
{
    enum settled settled = settle_status(value_of(trying, "status"), "its status", words);
    if (settled == SETTLED)
        settled = settle_status(value_of(trying, "update_status"), "its update", words);
    return settled;
}

/* --- groups --- */

static bool changes_size(const struct trying *trying)
{
    return step_sets(trying->step, "min_size") || step_sets(trying->step, "max_size");
}

static enum settled settle_group(struct trying *trying, struct text *words)
{
    int64_t least = object_integer(&trying->now, "min_size");
    int64_t there = object_integer(&trying->now, "instances");
    int64_t any = object_integer(&trying->now, "instances_any_state");
    if (!changes_size(trying))
        return SETTLED;
    if (is(trying, "max_size", "0")) {
        text_printf(words, "%" PRId64 " instances still there", any);
        return any <= 0 ? SETTLED : SETTLE_WAITS;
    }
    text_printf(words, "%" PRId64 " of %" PRId64 " instances in service", there > 0 ? there : 0, least);
    return there >= least ? SETTLED : SETTLE_WAITS;
}

static const char *member_text(const struct node *object, const char *key)
{
    const struct node *node = object->kind == NODE_OBJECT ? node_child(object, key) : NULL;
    return node && node->kind == NODE_STRING ? node->string : "";
}

static const char *failed_activity(const struct node *body, struct arena *arena)
{
    const struct node *list = body ? node_child(body, "Activities") : NULL;
    for (const struct node *item = list && list->kind == NODE_LIST ? list->first : NULL; item; item = item->next)
        if (strcmp(member_text(item, "StatusCode"), "Failed") == 0 && member_text(item, "StatusMessage")[0] != '\0')
            return arena_strdup(arena, member_text(item, "StatusMessage"));
    return "";
}

const char *group_trouble(struct trying *trying, struct arena *arena)
{
    if (trying->step->object.kind != OBJECT_AUTO_SCALING_GROUP)
        return "";
    struct aws_call call;
    aws_call_begin(&call, AWS_AUTOSCALING, "DescribeScalingActivities", true);
    aws_parameter(&call, "AutoScalingGroupName", trying->step->object.name);
    aws_parameter(&call, "MaxRecords", "20");
    struct aws_reply reply = {0};
    struct aws_failure failure = {0};
    struct error unheard = {0};
    const char *trouble = "";
    if (aws_send(trying->runner->execution->client, &call, arena, &reply, &failure, &unheard))
        trouble = failed_activity(reply.body, arena);
    aws_call_release(&call);
    return trouble;
}

/* --- services --- */

bool service_was_rolled_back(const struct trying *trying)
{
    const char *reason = value_of(trying, "rollout_state_reason");
    if (is(trying, "rollout_state", "FAILED"))
        return true;
    bool is_ours = is(trying, "primary_deployment", trying->track->deployment);
    return !is_ours && trying->track->accepted &&
           (strcasestr(reason, "circuit breaker") || strcasestr(reason, "rolling back") ||
            strcasestr(reason, "rolled back"));
}

/* Whose deployment is it? The one our call began; where its reply was lost, the first that is seen with what the step
 * wants; and one that took its place with the same, for somebody may force a new one. */
static void follow_deployment(struct trying *trying)
{
    if (!is(trying, "primary_deployment", trying->track->deployment))
        trying->track->deployment = arena_strdup(&trying->runner->arena, value_of(trying, "primary_deployment"));
}

static enum settled settle_service(struct trying *trying, struct text *words)
{
    int64_t wanted = object_integer(&trying->now, "desired_count");
    int64_t running = object_integer(&trying->now, "running_count");
    const char *state = value_of(trying, "rollout_state");
    if (service_was_rolled_back(trying)) {
        text_printf(words, "ECS rolled its deployment back: %s", value_of(trying, "rollout_state_reason"));
        return SETTLE_FAILED;
    }
    follow_deployment(trying);
    text_printf(words, "%" PRId64 " of %" PRId64 " tasks run, deployment %s", running > 0 ? running : 0,
                wanted > 0 ? wanted : 0, state[0] != '\0' ? state : "not told of");
    bool rolled_out =
        strcmp(state, "COMPLETED") == 0 || (state[0] == '\0' && object_integer(&trying->now, "deployments") <= 1);
    return rolled_out && running == wanted && is(trying, "status", "ACTIVE") ? SETTLED : SETTLE_WAITS;
}

/* --- all --- */

enum settled settle(struct trying *trying, struct text *words)
{
    if (trying->step->action == STEP_DELETE || trying->step->action == STEP_ADOPT)
        return SETTLED;
    switch (trying->step->object.kind) {
    case OBJECT_CLUSTER:
        return settle_status(value_of(trying, "status"), "its status", words);
    case OBJECT_AUTO_SCALING_GROUP:
        return settle_group(trying, words);
    case OBJECT_CAPACITY_PROVIDER:
        return settle_provider(trying, words);
    case OBJECT_CLUSTER_CAPACITY_PROVIDERS:
        return settle_status(value_of(trying, "attachments_status"), "the attachment", words);
    case OBJECT_SERVICE:
        return settle_service(trying, words);
    case OBJECT_SUBNET:
    case OBJECT_IMAGE:
    case OBJECT_LAUNCH_TEMPLATE:
    case OBJECT_CONTAINER_INSTANCE:
    case OBJECT_TASK_DEFINITION:
    case OBJECT_SCALABLE_TARGET:
    case OBJECT_GROUP_ACTION:
    case OBJECT_SERVICE_ACTION:
    case OBJECT_KINDS_COUNT:
        break;
    }
    return SETTLED;
}
