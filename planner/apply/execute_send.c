/* execute_send.c — one call of a step: announced, sent, and what came back. */
#include "planner/apply/execute_parts.h"
#include "planner/observe/observe.h"

#include <stdio.h>
#include <string.h>

static const char *string_at(const struct node *node, const char *key)
{
    const struct node *child = node && node->kind == NODE_OBJECT ? node_child(node, key) : NULL;
    return child && child->kind == NODE_STRING ? child->string : "";
}

static const struct node *object_at(const struct node *node, const char *key)
{
    return node && node->kind == NODE_OBJECT ? node_child(node, key) : NULL;
}

static const char *primary_deployment(const struct node *body)
{
    const struct node *list = object_at(object_at(body, "service"), "deployments");
    for (const struct node *item = list && list->kind == NODE_LIST ? list->first : NULL; item; item = item->next)
        if (strcmp(string_at(item, "status"), "PRIMARY") == 0)
            return string_at(item, "id");
    return "";
}

/* What later steps and the wait need of a reply. */
static void take_reply(struct trying *trying, const struct node *body)
{
    struct arena *arena = &trying->runner->arena;
    struct track *track = trying->track;
    if (trying->step->object.kind == OBJECT_SERVICE) {
        track->deployment = arena_strdup(arena, primary_deployment(body));
    } else if (trying->step->object.kind == OBJECT_LAUNCH_TEMPLATE) {
        const char *version = string_at(object_at(body, "launchTemplateVersion"), "versionNumber");
        if (version[0] != '\0')
            track->made = arena_strdup(arena, version);
    } else if (trying->step->object.kind == OBJECT_TASK_DEFINITION && trying->step->action == STEP_CREATE) {
        const char *arn = string_at(object_at(body, "taskDefinition"), "taskDefinitionArn");
        const char *slash = strrchr(arn, '/');
        if (slash)
            track->made = arena_strdup(arena, slash + 1);
    }
}

static bool write_reply(struct trying *trying, const struct aws_reply *reply, const struct aws_failure *failure,
                        const char *token, struct error *err)
{
    struct journal_record record = {.kind = RECORD_REPLY,
                                    .token = token,
                                    .request = reply->request_id,
                                    .status = failure->kind == AWS_NO_FAILURE ? 200 : failure->status,
                                    .code = failure->code,
                                    .text = trying->track->deployment};
    if (failure->kind != AWS_NO_FAILURE && record.code[0] == '\0')
        record.code = failure->kind == AWS_NOT_SENT ? "(not sent)" : "(none)";
    trying->track->under_way = false;
    return write_record(trying, &record, err);
}

/* An error that AWS answered: try again, look again, or give up with it. */
static enum sent refused(struct trying *trying, const struct aws_call *call, const struct aws_failure *failure,
                         struct error *err)
{
    const struct execution *execution = trying->runner->execution;
    double poll = execution->poll_seconds;
    bool again = false;
    switch (answer_of(call, failure, err->text)) {
    case ANSWER_FINAL:
        return SENT_FAILED;
    case ANSWER_LOOK:
        again = !trying->claimed || trying->seen_after < limit_of(trying, EXECUTE_VISIBLE_SECONDS);
        trying->claimed = true;
        poll = 0;
        break;
    case ANSWER_NOT_YET:
        if (trying->step->at_end) {
            /* Nothing to give back: the service of a scalable target was deleted meanwhile. */
            trying->owner_gone = true;
            again = true;
            poll = 0;
            break;
        }
        again = trying->role_waited < limit_of(trying, EXECUTE_VISIBLE_SECONDS);
        trying->role_waited += poll;
        break;
    case ANSWER_BUSY:
        again = trying->waited < limit_of(trying, execution->wait_seconds);
        break;
    }
    if (!again)
        return SENT_FAILED;
    execute_say(trying, false, "AWS answers %s; trying again", failure->code[0] != '\0' ? failure->code : "busy");
    *err = (struct error){0};
    if (poll > 0 && !wait_a_while(trying, poll)) {
        error_set(err, ERROR_AWS, trying->step->id, "stopped");
        return SENT_FAILED;
    }
    return SENT_AGAIN;
}

static enum sent failed(struct trying *trying, const struct aws_call *call, const struct aws_failure *failure,
                        const char *token, struct error *err)
{
    enum { LOST_MAX = 3 };
    struct error own = {0};
    if (failure->kind == AWS_LOST) {
        /* No REPLY is written: for whoever resumes, the call is under way. */
        trying->track->changed = true;
        trying->track->under_way = true;
        trying->seen_after = 0;
        if (++trying->lost > LOST_MAX)
            return SENT_FAILED;
        execute_say(trying, false, "the reply to %s was lost; looking", call->operation);
        *err = own;
        return SENT_AGAIN;
    }
    if (failure->lost_before)
        trying->track->changed = true;
    if (!write_reply(trying, &(struct aws_reply){0}, failure, token, &own)) {
        *err = own;
        return SENT_FAILED;
    }
    return failure->kind == AWS_REFUSED ? refused(trying, call, failure, err) : SENT_FAILED;
}

static enum sent send_announced(struct trying *trying, struct aws_call *call, const char *token, struct error *err)
{
    struct arena arena = {0};
    struct aws_reply reply = {0};
    struct aws_failure failure = {0};
    enum sent sent = SENT_FAILED;
    if (!write_intent(trying, call, token, err)) {
    } else if (!aws_send(trying->runner->execution->client, call, &arena, &reply, &failure, err)) {
        sent = failed(trying, call, &failure, token, err);
    } else {
        trying->track->changed = true;
        trying->seen_after = 0;
        if (token[0] != '\0') {
            trying->taken = true;
            trying->track->accepted = true;
            take_reply(trying, reply.body);
        }
        sent = write_reply(trying, &reply, &failure, token, err) ? SENT_TAKEN : SENT_FAILED;
    }
    arena_release(&arena);
    return sent;
}

/* A new capacity provider stands before a group that an earlier step made: its ARN is read. */
static bool read_group(struct trying *trying, struct arena *arena, struct object *ret_group, bool *ret_exists,
                       struct error *err)
{
    const struct execution *execution = trying->runner->execution;
    const char *group = step_sets(trying->step, "auto_scaling_group");
    *ret_exists = false;
    if (trying->step->object.kind != OBJECT_CAPACITY_PROVIDER || trying->step->action != STEP_CREATE || !group)
        return true;
    return observe_object(execution->client, execution->steps->cluster, OBJECT_AUTO_SCALING_GROUP, "", group, arena,
                          ret_group, ret_exists, err);
}

static bool prepare(struct trying *trying, struct request *request, struct object *group, struct arena *arena,
                    struct error *err)
{
    bool group_exists = false;
    struct node *source = NULL;
    if (!read_group(trying, arena, group, &group_exists, err) || !read_source(trying, arena, &source, err))
        return false;
    request->group = group_exists ? group : NULL;
    request->source = source;
    return true;
}

enum sent send_call(struct trying *trying, struct error *err)
{
    const struct execution *execution = trying->runner->execution;
    char token[TOKEN_SIZE];
    step_token(execution->run, execution->plan_sha256, trying->step->id, token);
    struct request request = {
        .step = trying->step, .steps = execution->steps, .now = trying->exists ? &trying->now : NULL, .token = token};
    struct aws_call call;
    if (request_before(&request, &call)) {
        execute_say(trying, false, "%s", call.operation);
        enum sent sent = send_announced(trying, &call, "", err);
        aws_call_release(&call);
        return sent == SENT_TAKEN ? SENT_AGAIN : sent;
    }
    struct arena arena = {0};
    struct object group = {0};
    enum sent sent = SENT_FAILED;
    if (prepare(trying, &request, &group, &arena, err) && request_make(&request, &call, err)) {
        execute_say(trying, false, "%s", call.operation);
        sent = send_announced(trying, &call, token, err);
        aws_call_release(&call);
    }
    arena_release(&arena);
    return sent;
}
