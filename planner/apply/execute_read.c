/* execute_read.c — the step's object as it is now, and the two things that only AWS numbers. */
#include "data/base/json_writer.h"
#include "planner/apply/execute_parts.h"
#include "planner/observe/ask.h"
#include "planner/observe/observe.h"

#include <stdlib.h>
#include <string.h>

enum { REVISIONS_LOOKED_AT = 20 };

bool object_is_going(const struct object *object)
{
    const char *status = object_value(object, "status"), *update = object_value(object, "update_status");
    switch (object->kind) {
    case OBJECT_SERVICE:
        return status && strcmp(status, "DRAINING") == 0;
    case OBJECT_CLUSTER:
        return status && strcmp(status, "DEPROVISIONING") == 0;
    case OBJECT_AUTO_SCALING_GROUP:
        return status && strncmp(status, "Delete", strlen("Delete")) == 0;
    case OBJECT_CAPACITY_PROVIDER:
        return update && strcmp(update, "DELETE_IN_PROGRESS") == 0;
    case OBJECT_TASK_DEFINITION:
    case OBJECT_SUBNET:
    case OBJECT_IMAGE:
    case OBJECT_LAUNCH_TEMPLATE:
    case OBJECT_CLUSTER_CAPACITY_PROVIDERS:
    case OBJECT_CONTAINER_INSTANCE:
    case OBJECT_SCALABLE_TARGET:
    case OBJECT_GROUP_ACTION:
    case OBJECT_SERVICE_ACTION:
    case OBJECT_KINDS_COUNT:
        break;
    }
    return false;
}

/* What a copy is to be, whether the step makes it or takes it away. */
static const char *copy_value(const struct step *step, const char *property)
{
    for (int i = 0; i < step->changes_count; i++)
        if (strcmp(step->changes[i].property, property) == 0) {
            const char *value = step->action == STEP_DELETE ? step->changes[i].before : step->changes[i].after;
            return value ? value : "";
        }
    const char *value = object_value(&step->object, property);
    return value ? value : "";
}

static bool is_the_copy(const struct trying *trying, const struct object *object)
{
    static const char *const properties[] = {"source", "cpu", "memory", "requires_compatibilities"};
    for (size_t i = 0; i < sizeof properties / sizeof properties[0]; i++) {
        const char *value = object_value(object, properties[i]);
        if (strcmp(value ? value : "", copy_value(trying->step, properties[i])) != 0)
            return false;
    }
    const char *status = object_value(object, "status");
    return object->kind == OBJECT_TASK_DEFINITION && (!status || strcmp(status, "INACTIVE") != 0) &&
           strcmp(object->stack, step_stack(trying->step, trying->runner->execution->steps)) == 0;
}

/* A copy has no name before it is registered: the newest revision after its source that is as it would be. */
static bool find_copy(struct trying *trying, struct error *err)
{
    const struct execution *execution = trying->runner->execution;
    const char *source = copy_value(trying->step, "source");
    const char *colon = strrchr(source, ':');
    if (!colon)
        return error_set(err, ERROR_INPUT, trying->step->id, "source is \"%s\", which is not FAMILY:REVISION", source);
    struct asking asking = {0};
    asking_begin(&asking, execution->client, &trying->read_arena, execution->steps->cluster);
    const char *family = arena_strndup(&trying->read_arena, source, (size_t)(colon - source));
    bool ok = ask_newer_revisions(&asking, family, strtoll(colon + 1, NULL, 10), REVISIONS_LOOKED_AT, err);
    if (ok)
        decode_finish(&asking.decoding);
    trying->exists = false;
    for (int i = asking.decoding.objects_count - 1; ok && i >= 0 && !trying->exists; i--)
        if (is_the_copy(trying, &asking.decoding.objects[i])) {
            trying->now = object_copy(&asking.decoding.objects[i], &trying->read_arena);
            trying->exists = true;
        }
    asking_release(&asking);
    return ok;
}

static bool read_object(struct trying *trying, struct error *err)
{
    const struct execution *execution = trying->runner->execution;
    const struct object *of = &trying->step->object;
    const char *name = of->name;
    if (of->kind == OBJECT_TASK_DEFINITION && trying->track->made[0] != '\0')
        name = trying->track->made;
    else if (of->kind == OBJECT_TASK_DEFINITION)
        return find_copy(trying, err);
    return observe_object(execution->client, execution->steps->cluster, of->kind, of->parent, name, &trying->read_arena,
                          &trying->now, &trying->exists, err);
}

/* A read that fails while something is waited for may be tried again: the client's own attempts were close together. */
bool read_now(struct trying *trying, struct error *err)
{
    enum { READS = 3 };
    for (int i = 1;; i++) {
        arena_release(&trying->read_arena);
        trying->read_arena = (struct arena){0};
        trying->now = (struct object){0};
        trying->exists = false;
        if (read_object(trying, err))
            break;
        if (err->kind != ERROR_AWS || i == READS || !trying->track->intended ||
            !wait_a_while(trying, trying->runner->execution->poll_seconds))
            return false;
        *err = (struct error){0};
    }
    if (trying->exists && trying->now.kind == OBJECT_TASK_DEFINITION && trying->step->action == STEP_DELETE) {
        const char *status = object_value(&trying->now, "status");
        trying->exists = !status || strcmp(status, "ACTIVE") == 0;
    }
    return true;
}

/* --- launch template versions --- */

struct search {
    const char *description;
    struct arena *arena;
    const char *version;
};

/* EC2's answers are camelCase on the wire; a list that is empty is "". */
static bool each_page(void *context, struct node *page, struct error *err)
{
    (void)err;
    struct search *search = context;
    const struct node *list = node_child(page, "launchTemplateVersionSet");
    for (const struct node *item = list && list->kind == NODE_LIST ? list->first : NULL; item; item = item->next) {
        const struct node *description = node_child(item, "versionDescription");
        const struct node *number = node_child(item, "versionNumber");
        if (description && number && description->kind == NODE_STRING && number->kind == NODE_STRING &&
            strcmp(description->string, search->description) == 0)
            search->version = arena_strdup(search->arena, number->string);
    }
    return true;
}

bool find_version(struct trying *trying, const char **ret_version, struct error *err)
{
    const struct execution *execution = trying->runner->execution;
    char token[TOKEN_SIZE];
    step_token(execution->run, execution->plan_sha256, trying->step->id, token);
    struct arena pages = {0};
    struct search search = {
        .description = arena_printf(&pages, "bayplan:%s", token), .arena = &trying->runner->arena, .version = ""};
    struct aws_call call;
    aws_call_begin(&call, AWS_EC2, "DescribeLaunchTemplateVersions", true);
    aws_parameter(&call, "LaunchTemplateName", trying->step->object.name);
    struct aws_failure failure = {0};
    bool ok = aws_send_pages(execution->client, &call, &pages, each_page, &search, &failure, err);
    if (!ok && failure.kind == AWS_REFUSED && strstr(failure.code, "NotFound")) {
        *err = (struct error){0};
        ok = true;
    }
    aws_call_release(&call);
    arena_release(&pages);
    *ret_version = search.version;
    return ok;
}

static void describe_definition(const struct trying *trying, struct aws_call *call)
{
    static const char *const include[] = {"TAGS"};
    aws_call_begin(call, AWS_ECS, "DescribeTaskDefinition", true);
    struct json_writer json = {.out = &call->body};
    json_begin_object(&json, NULL);
    json_string(&json, "taskDefinition", copy_value(trying->step, "source"));
    json_strings(&json, "include", include, 1);
    json_end_object(&json);
}

static void describe_service(const struct trying *trying, struct aws_call *call)
{
    const char *const names[] = {trying->step->object.name};
    aws_call_begin(call, AWS_ECS, "DescribeServices", true);
    struct json_writer json = {.out = &call->body};
    json_begin_object(&json, NULL);
    json_string(&json, "cluster", trying->runner->execution->steps->cluster);
    json_strings(&json, "services", names, 1);
    json_end_object(&json);
}

bool read_source(struct trying *trying, struct arena *arena, struct node **ret_source, struct error *err)
{
    const struct step *step = trying->step;
    struct aws_call call;
    if (step->object.kind == OBJECT_TASK_DEFINITION && step->action == STEP_CREATE)
        describe_definition(trying, &call);
    else if (service_request_needs_source(step))
        describe_service(trying, &call);
    else
        return true;
    struct aws_reply reply = {0};
    struct aws_failure failure = {0};
    bool ok = aws_send(trying->runner->execution->client, &call, arena, &reply, &failure, err);
    aws_call_release(&call);
    *ret_source = reply.body;
    return ok;
}
