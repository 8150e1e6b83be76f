/* request.c — see request.h. */
#include "planner/apply/request_parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *step_sets(const struct step *step, const char *property)
{
    for (int i = 0; i < step->changes_count; i++)
        if (strcmp(step->changes[i].property, property) == 0)
            return step->changes[i].after ? step->changes[i].after : "";
    return step->action == STEP_CREATE ? object_value(&step->object, property) : NULL;
}

const char *making_wanted(struct making *making, const char *property)
{
    const char *value = step_value(making->request->step, making->request->now, property, &making->arena);
    return value ? value : "";
}

void making_wrong(struct making *making, const char *property, const char *value, const char *why)
{
    struct arena arena = {0};
    const struct step *step = making->request->step;
    if (making->ok)
        error_set(making->err, ERROR_INPUT, step->id, "%s: %s is \"%s\", which %s", object_label(&step->object, &arena),
                  property, value, why);
    making->ok = false;
    arena_release(&arena);
}

static bool count_of(const char *value, int64_t *ret_count)
{
    if (value[0] == '\0' || strlen(value) > 18 || strspn(value, "0123456789") != strlen(value))
        return false;
    *ret_count = strtoll(value, NULL, 10);
    return true;
}

void making_json(struct making *making, enum aws_service service, const char *operation, bool repeatable)
{
    aws_call_begin(making->call, service, operation, repeatable);
    making->json = (struct json_writer){.out = &making->call->body};
    json_begin_object(&making->json, NULL);
}

void making_json_end(struct making *making)
{
    json_end_object(&making->json);
}

void making_json_count(struct making *making, const char *key, const char *property, const char *value)
{
    int64_t count = 0;
    if (!value || value[0] == '\0')
        return;
    if (count_of(value, &count))
        json_integer(&making->json, key, count);
    else
        making_wrong(making, property, value, "is no number");
}

void making_query(struct making *making, enum aws_service service, const char *operation, bool repeatable)
{
    aws_call_begin(making->call, service, operation, repeatable);
}

void making_count(struct making *making, const char *name, const char *property, const char *value)
{
    int64_t count = 0;
    if (!value || value[0] == '\0')
        return;
    if (count_of(value, &count))
        aws_parameter_integer(making->call, name, count);
    else
        making_wrong(making, property, value, "is no number");
}

const char *step_stack(const struct step *step, const struct steps *steps)
{
    return step->object.stack && step->object.stack[0] != '\0' ? step->object.stack : steps->stack;
}

void own_tags(const struct request *request, struct own_tag tags[OWN_TAGS])
{
    const char *run = request->step->object.run;
    tags[0] = (struct own_tag){TAG_OWNER, "bayplan"};
    tags[1] = (struct own_tag){TAG_STACK, step_stack(request->step, request->steps)};
    tags[2] = (struct own_tag){TAG_RUN, run && run[0] != '\0' ? run : "adopted"};
}

void making_json_tags(struct making *making, const char *key)
{
    struct own_tag tags[OWN_TAGS];
    own_tags(making->request, tags);
    json_begin_list(&making->json, key);
    for (int i = 0; i < OWN_TAGS; i++) {
        json_begin_object(&making->json, NULL);
        json_string(&making->json, "key", tags[i].key);
        json_string(&making->json, "value", tags[i].value);
        json_end_object(&making->json);
    }
    json_end_list(&making->json);
}

bool gives_back(const struct request *request)
{
    return !request->step->object.stack || request->step->object.stack[0] == '\0';
}

void making_ecs_adopt(struct making *making)
{
    static const char *const keys[] = {TAG_OWNER, TAG_STACK, TAG_RUN};
    const struct request *request = making->request;
    making_json(making, AWS_ECS, gives_back(request) ? "UntagResource" : "TagResource", true);
    json_string(&making->json, "resourceArn", request->now ? request->now->id : request->step->object.id);
    if (gives_back(request))
        json_strings(&making->json, "tagKeys", keys, OWN_TAGS);
    else
        making_json_tags(making, "tags");
    making_json_end(making);
}

bool word_is_on(const char *value)
{
    return strcmp(value, "ENABLED") == 0 || strcmp(value, "true") == 0;
}

void step_token(const char *run, const char *plan_sha256, const char *step_id, char token[TOKEN_SIZE])
{
    struct arena arena = {0};
    char hex[SHA256_HEX_SIZE];
    const char *of = arena_printf(&arena, "%s\n%s\n%s", run, plan_sha256, step_id);
    sha256_hex(of, strlen(of), hex);
    snprintf(token, TOKEN_SIZE, "%.*s", TOKEN_SIZE - 1, hex);
    arena_release(&arena);
}

void request_hash(const struct aws_call *call, char hex[SHA256_HEX_SIZE])
{
    struct text whole;
    text_init(&whole, (size_t)AWS_REQUEST_BYTES_MAX * 2);
    text_printf(&whole, "%d %s\n", (int)call->service, call->operation);
    text_add_bytes(&whole, call->body.bytes ? call->body.bytes : "", call->body.length);
    sha256_hex(whole.bytes, whole.length, hex);
    text_release(&whole);
}

static void make(struct making *making)
{
    switch (making->request->step->object.kind) {
    case OBJECT_CLUSTER:
        make_cluster(making);
        return;
    case OBJECT_LAUNCH_TEMPLATE:
        make_launch_template(making);
        return;
    case OBJECT_AUTO_SCALING_GROUP:
        make_group(making);
        return;
    case OBJECT_CAPACITY_PROVIDER:
        make_capacity_provider(making);
        return;
    case OBJECT_CLUSTER_CAPACITY_PROVIDERS:
        make_cluster_providers(making);
        return;
    case OBJECT_TASK_DEFINITION:
        make_task_definition(making);
        return;
    case OBJECT_SERVICE:
        make_service(making);
        return;
    case OBJECT_SCALABLE_TARGET:
        make_scalable_target(making);
        return;
    case OBJECT_GROUP_ACTION:
        make_group_action(making);
        return;
    case OBJECT_SERVICE_ACTION:
        make_service_action(making);
        return;
    case OBJECT_SUBNET:
    case OBJECT_IMAGE:
    case OBJECT_CONTAINER_INSTANCE:
    case OBJECT_KINDS_COUNT:
        break;
    }
    making->ok = error_set(making->err, ERROR_INPUT, making->request->step->id, "bayplan never changes a %s",
                           object_kind_titles[making->request->step->object.kind]);
}

bool request_make(const struct request *request, struct aws_call *ret_call, struct error *err)
{
    *ret_call = (struct aws_call){0};
    struct making making = {.request = request, .call = ret_call, .ok = true, .err = err};
    make(&making);
    if (making.ok && ret_call->body.overflown)
        making.ok = error_set(err, ERROR_LIMIT, request->step->id, "the call would have more than %d bytes",
                              AWS_REQUEST_BYTES_MAX);
    if (!making.ok)
        aws_call_release(ret_call);
    arena_release(&making.arena);
    return making.ok;
}

static void empty_group(const struct request *request, struct aws_call *call)
{
    aws_call_begin(call, AWS_AUTOSCALING, "UpdateAutoScalingGroup", true);
    aws_parameter(call, "AutoScalingGroupName", request->now->name);
    aws_parameter(call, "MinSize", "0");
    aws_parameter(call, "MaxSize", "0");
    aws_parameter(call, "NewInstancesProtectedFromScaleIn", "false");
}

static void unprotect(const struct request *request, struct aws_call *call)
{
    aws_call_begin(call, AWS_AUTOSCALING, "SetInstanceProtection", true);
    aws_parameters(call, "InstanceIds", "member", object_value(request->now, "instances_protected"));
    aws_parameter(call, "AutoScalingGroupName", request->now->name);
    aws_parameter(call, "ProtectedFromScaleIn", "false");
}

static bool group_before(const struct request *request, struct aws_call *call)
{
    const struct object *now = request->now;
    const char *max_size = step_sets(request->step, "max_size");
    bool goes = request->step->action == STEP_DELETE;
    if (!goes && (request->step->action != STEP_UPDATE || !max_size || strcmp(max_size, "0") != 0))
        return false;
    const char *protected_ones = object_value(now, "instances_protected");
    if (goes && (object_integer(now, "max_size") > 0 || object_integer(now, "min_size") > 0))
        empty_group(request, call);
    else if (protected_ones && protected_ones[0] != '\0')
        unprotect(request, call);
    else
        return false;
    return true;
}

static bool service_before(const struct request *request, struct aws_call *call)
{
    if (request->step->action != STEP_DELETE || object_integer(request->now, "desired_count") <= 0)
        return false;
    aws_call_begin(call, AWS_ECS, "UpdateService", true);
    struct json_writer json = {.out = &call->body};
    json_begin_object(&json, NULL);
    json_string(&json, "cluster", request->steps->cluster);
    json_string(&json, "service", request->now->name);
    json_integer(&json, "desiredCount", 0);
    json_end_object(&json);
    return true;
}

bool request_before(const struct request *request, struct aws_call *ret_call)
{
    *ret_call = (struct aws_call){0};
    if (!request->now)
        return false;
    if (request->step->object.kind == OBJECT_AUTO_SCALING_GROUP)
        return group_before(request, ret_call);
    return request->step->object.kind == OBJECT_SERVICE && service_before(request, ret_call);
}
