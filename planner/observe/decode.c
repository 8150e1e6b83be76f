#include "planner/observe/decode.h"
#include "planner/observe/decode_parts.h"

#include <stdlib.h>
#include <string.h>

/* First key of an answer (as the CLI prints it) and what decodes each member, or the whole. */
static const struct {
    const char *key;
    void (*member)(const struct reading *, const struct node *);
    void (*whole)(const struct reading *, const struct node *);
} answers[] = {{"clusters", decode_cluster, NULL},
               {"services", decode_service, NULL},
               {"taskDefinition", NULL, decode_task_definition},
               {"capacityProviders", decode_capacity_provider, NULL},
               {"containerInstances", decode_container_instance, NULL},
               {"AutoScalingGroups", decode_group, NULL},
               {"ScheduledUpdateGroupActions", decode_group_action, NULL},
               {"LaunchTemplates", decode_launch_template, NULL},
               {"LaunchTemplateVersions", decode_launch_template_version, NULL},
               {"Subnets", decode_subnet, NULL},
               {"ScalableTargets", decode_scalable_target, NULL},
               {"ScheduledActions", decode_service_action, NULL},
               {"Parameter", NULL, decode_parameter}};
enum { ANSWERS_COUNT = sizeof(answers) / sizeof(answers[0]) };

const char *const decode_keys[] = {"clusters",
                                   "services",
                                   "taskDefinition",
                                   "capacityProviders",
                                   "containerInstances",
                                   "AutoScalingGroups",
                                   "ScheduledUpdateGroupActions",
                                   "LaunchTemplates",
                                   "LaunchTemplateVersions",
                                   "Subnets",
                                   "ScalableTargets",
                                   "ScheduledActions",
                                   "Parameter",
                                   NULL};
_Static_assert(sizeof(decode_keys) / sizeof(decode_keys[0]) == ANSWERS_COUNT + 1, "decode_keys lists answers' keys");

MUST_CHECK bool decode_answer(struct decoding *decoding, const struct node *answer, bool *ret_known, struct error *err)
{
    const struct reading reading = {.decoding = decoding, .err = err};
    bool known = false;
    for (int i = 0; i < ANSWERS_COUNT; i++) {
        const struct node *found = answer_at(answer, answers[i].key);
        if (found == NULL)
            continue;
        known = true;
        if (answers[i].whole != NULL) {
            answers[i].whole(&reading, answer);
            continue;
        }
        const struct node *member = answer_members(&reading, answer, answers[i].key);
        for (; member != NULL && err->kind == ERROR_NONE; member = member->next)
            answers[i].member(&reading, member);
    }
    if (err->kind != ERROR_NONE)
        return false;
    *ret_known = known;
    return true;
}

static void or_empty(const char **text)
{
    if (*text == NULL)
        *text = "";
}

/* `newer` came in later than `older`, or both at once: their sum, in `newer`. */
static void merge(struct decoding *decoding, const struct object *older, struct object *newer)
{
    if (newer->kind != OBJECT_LAUNCH_TEMPLATE)
        return;
    struct object sum = *newer;
    const struct object *tagged = newer->stack[0] == '\0' && newer->run[0] == '\0' ? older : newer;
    const struct object *held = object_value(newer, "image_id") == NULL ? older : newer;
    if (object_value(older, "image_id") != NULL && object_integer(older, "version") > object_integer(newer, "version"))
        held = older;
    sum.properties = held->properties;
    sum.properties_count = held->properties_count;
    sum.stack = tagged->stack;
    sum.run = tagged->run;
    *newer = object_copy(&sum, decoding->arena);
}

struct numbered {
    struct object object;
    int number;
};

static int compare_numbered(const void *left, const void *right)
{
    const struct numbered *one = left;
    const struct numbered *two = right;
    int order = object_compare(&one->object, &two->object);
    return order != 0 ? order : (one->number > two->number) - (one->number < two->number);
}

/* Sorted, and the same object's answers in the order they came. */
static void sort_objects(struct decoding *decoding)
{
    size_t count = (size_t)decoding->objects_count;
    struct numbered *rows = memory_alloc(count + 1, sizeof(*rows));
    for (size_t i = 0; i < count; i++)
        rows[i] = (struct numbered){.object = decoding->objects[i], .number = (int)i};
    qsort(rows, count, sizeof(*rows), compare_numbered);
    for (size_t i = 0; i < count; i++)
        decoding->objects[i] = rows[i].object;
    free(rows);
}

static void join_same(struct decoding *decoding)
{
    int count = 0;
    for (int i = 0; i < decoding->objects_count; i++) {
        struct object *object = &decoding->objects[i];
        if (count > 0 && object_compare(&decoding->objects[count - 1], object) == 0)
            merge(decoding, &decoding->objects[--count], object);
        decoding->objects[count++] = *object;
    }
    decoding->objects_count = count;
}

static const struct object *launch_template_of_id(const struct decoding *decoding, const char *id)
{
    for (int i = 0; i < decoding->objects_count; i++)
        if (decoding->objects[i].kind == OBJECT_LAUNCH_TEMPLATE && strcmp(decoding->objects[i].id, id) == 0)
            return &decoding->objects[i];
    return NULL;
}

static void name_launch_template(struct decoding *decoding, struct object *group)
{
    const char *used = object_value(group, "launch_template");
    if (used == NULL || strncmp(used, "lt-", 3) != 0)
        return;
    const struct object *found = launch_template_of_id(decoding, used);
    if (found != NULL)
        object_set(group, decoding->arena, "launch_template", found->name);
}

/* Scheduled actions have no tags: those of bayplan's name are of the stack that owns what they scale. */
static void own_action(struct decoding *decoding, struct object *action)
{
    const struct object *owner = NULL;
    if (strncmp(action->name, OBJECT_ACTION_PREFIX, sizeof(OBJECT_ACTION_PREFIX) - 1) != 0)
        return;
    enum object_kind kind = action->kind == OBJECT_GROUP_ACTION ? OBJECT_AUTO_SCALING_GROUP : OBJECT_SCALABLE_TARGET;
    for (int i = 0; i < decoding->objects_count && owner == NULL; i++)
        if (decoding->objects[i].kind == kind && strcmp(decoding->objects[i].name, action->parent) == 0)
            owner = &decoding->objects[i];
    if (owner == NULL)
        return;
    action->stack = owner->stack;
    action->run = owner->run;
}

void decode_finish(struct decoding *decoding)
{
    sort_objects(decoding);
    join_same(decoding);
    for (int i = 0; i < decoding->objects_count; i++) {
        struct object *object = &decoding->objects[i];
        or_empty(&object->stack);
        or_empty(&object->run);
        if (object->kind == OBJECT_AUTO_SCALING_GROUP)
            name_launch_template(decoding, object);
        else if (object->kind == OBJECT_GROUP_ACTION || object->kind == OBJECT_SERVICE_ACTION)
            own_action(decoding, object);
    }
}

void decode_release(struct decoding *decoding)
{
    free(decoding->objects);
    decoding->objects = NULL;
    decoding->objects_count = 0;
    decoding->objects_capacity = 0;
}
