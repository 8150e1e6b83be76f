/* request_task_definition.c — a copy of somebody's revision with other sizes. What it holds passes through. */
#include "planner/apply/request_parts.h"

#include <string.h>

/* What RegisterTaskDefinition takes of what DescribeTaskDefinition gives; the rest is AWS's own. */
static const char *const copied[] = {"family",
                                     "taskRoleArn",
                                     "executionRoleArn",
                                     "networkMode",
                                     "containerDefinitions",
                                     "volumes",
                                     "placementConstraints",
                                     "pidMode",
                                     "ipcMode",
                                     "proxyConfiguration",
                                     "inferenceAccelerators",
                                     "ephemeralStorage",
                                     "runtimePlatform",
                                     "enableFaultInjection",
                                     NULL};

static void copy_children(struct making *making, const struct node *node, bool named)
{
    for (const struct node *child = node->first; child; child = child->next)
        making_copy(making, named ? child->name : NULL, child);
}

static void copy_container(struct making *making, const char *key, const struct node *node)
{
    struct json_writer *json = &making->json;
    if (json->depth + 2 >= JSON_WRITER_DEPTH_MAX) {
        making_wrong(making, "source", key ? key : "", "is nested deeper than bayplan writes");
        return;
    }
    bool is_object = node->kind == NODE_OBJECT;
    if (is_object)
        json_begin_object(json, key);
    else
        json_begin_list(json, key);
    copy_children(making, node, is_object);
    if (is_object)
        json_end_object(json);
    else
        json_end_list(json);
}

void making_copy(struct making *making, const char *key, const struct node *node)
{
    switch (node->kind) {
    case NODE_NULL:
        return;
    case NODE_BOOLEAN:
        json_boolean(&making->json, key, node->boolean);
        return;
    case NODE_NUMBER:
        if (node->is_integer)
            json_integer(&making->json, key, node->integer);
        else
            json_number(&making->json, key, node->number);
        return;
    case NODE_STRING:
    case NODE_XML_TEXT:
        json_string(&making->json, key, node->string);
        return;
    case NODE_LIST:
    case NODE_OBJECT:
    case NODE_XML_ELEMENT:
        copy_container(making, key, node);
        return;
    }
}

static void add_tag(struct making *making, const char *key, const char *value)
{
    json_begin_object(&making->json, NULL);
    json_string(&making->json, "key", key);
    json_string(&making->json, "value", value);
    json_end_object(&making->json);
}

static const char *string_of(const struct node *object, const char *key)
{
    const struct node *node = node_child(object, key);
    return node && node->kind == NODE_STRING ? node->string : "";
}

/* The user's own tags go along; AWS's ("aws:...") cannot, ours are written anew. */
static void add_tags(struct making *making, const struct node *tags)
{
    struct own_tag own[OWN_TAGS];
    own_tags(making->request, own);
    json_begin_list(&making->json, "tags");
    for (const struct node *tag = tags && tags->kind == NODE_LIST ? tags->first : NULL; tag; tag = tag->next) {
        const char *key = string_of(tag, "key");
        if (strncmp(key, "aws:", 4) != 0 && strncmp(key, "bayplan:", 8) != 0 && key[0] != '\0')
            add_tag(making, key, string_of(tag, "value"));
    }
    for (int i = 0; i < OWN_TAGS; i++)
        add_tag(making, own[i].key, own[i].value);
    add_tag(making, TAG_SOURCE, making_wanted(making, "source"));
    json_end_list(&making->json);
}

static void add_compatibilities(struct making *making)
{
    const char *at = making_wanted(making, "requires_compatibilities");
    char *part = NULL;
    if (at[0] == '\0')
        return;
    json_begin_list(&making->json, "requiresCompatibilities");
    while (object_set_next(&at, &making->arena, &part))
        json_string(&making->json, NULL, part);
    json_end_list(&making->json);
}

static void register_copy(struct making *making)
{
    const struct node *source = making->request->source;
    const struct node *described = source ? node_child(source, "taskDefinition") : NULL;
    if (!described || described->kind != NODE_OBJECT) {
        making_wrong(making, "source", making_wanted(making, "source"), "was not described");
        return;
    }
    making_json(making, AWS_ECS, "RegisterTaskDefinition", false);
    for (int i = 0; copied[i]; i++) {
        const struct node *node = node_child(described, copied[i]);
        if (node)
            making_copy(making, copied[i], node);
    }
    const char *cpu = making_wanted(making, "cpu"), *memory = making_wanted(making, "memory");
    if (cpu[0] != '\0')
        json_string(&making->json, "cpu", cpu);
    if (memory[0] != '\0')
        json_string(&making->json, "memory", memory);
    add_compatibilities(making);
    add_tags(making, node_child(source, "tags"));
    making_json_end(making);
}

void make_task_definition(struct making *making)
{
    const struct step *step = making->request->step;
    switch (step->action) {
    case STEP_CREATE:
        register_copy(making);
        return;
    case STEP_DELETE:
        making_json(making, AWS_ECS, "DeregisterTaskDefinition", true);
        /* A copy is planned under a name that foretells it; what was read has AWS's. */
        json_string(&making->json, "taskDefinition",
                    making->request->now ? making->request->now->name : step->object.name);
        making_json_end(making);
        return;
    case STEP_ADOPT:
        making_ecs_adopt(making);
        return;
    case STEP_UPDATE:
        making->ok = error_set(making->err, ERROR_INPUT, step->id, "a task definition's revision never changes");
        return;
    }
}
