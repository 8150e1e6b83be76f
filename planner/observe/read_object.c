/* read_object.c — one object as it is now, and who asks. */
#include "planner/observe/ask.h"
#include "planner/observe/decode_parts.h"
#include "planner/observe/observe.h"

#include <ctype.h>
#include <string.h>

static bool ask_provider(struct asking *asking, const char *cluster, const char *parent, const struct names *name,
                         struct error *err)
{
    (void)cluster, (void)parent;
    return ask_capacity_providers(asking, name, err);
}

static bool ask_subnet(struct asking *asking, const char *cluster, const char *parent, const struct names *name,
                       struct error *err)
{
    (void)cluster, (void)parent;
    return ask_subnets(asking, name, err);
}

static bool ask_parameter(struct asking *asking, const char *cluster, const char *parent, const struct names *name,
                          struct error *err)
{
    (void)cluster, (void)parent;
    return ask_image(asking, name->items[0], err);
}

static bool ask_the_cluster(struct asking *asking, const char *cluster, const char *parent, const struct names *name,
                            struct error *err)
{
    (void)cluster, (void)parent;
    return ask_cluster(asking, name->items[0], err);
}

static bool ask_launch_template(struct asking *asking, const char *cluster, const char *parent,
                                const struct names *name, struct error *err)
{
    (void)cluster, (void)parent;
    return ask_launch_templates(asking, name, NULL, err);
}

/* A group that names its template by id only takes a second look, for the name. */
static bool ask_group(struct asking *asking, const char *cluster, const char *parent, const struct names *name,
                      struct error *err)
{
    (void)cluster, (void)parent;
    if (!ask_groups(asking, name, NULL, err))
        return false;
    const struct object *group = asking->decoding.objects;
    const char *used = asking->decoding.objects_count > 0 ? object_value(group, "launch_template") : "";
    return strncmp(used, "lt-", 3) != 0 ||
           ask_launch_templates(asking, &(struct names){.items = &used, .count = 1}, NULL, err);
}

static bool ask_instance(struct asking *asking, const char *cluster, const char *parent, const struct names *name,
                         struct error *err)
{
    (void)parent;
    return ask_container_instances(asking, cluster, name, err);
}

/* A revision that is no number (one not registered yet) is not there; a family alone is its latest. */
static bool ask_definition(struct asking *asking, const char *cluster, const char *parent, const struct names *name,
                           struct error *err)
{
    (void)cluster, (void)parent;
    const char *colon = strrchr(name->items[0], ':');
    for (const char *digit = colon == NULL ? "" : colon + 1; *digit != '\0'; digit++)
        if (!isdigit((unsigned char)*digit))
            return true;
    return ask_task_definition(asking, name->items[0], err);
}

static bool ask_service(struct asking *asking, const char *cluster, const char *parent, const struct names *name,
                        struct error *err)
{
    (void)parent;
    return ask_services(asking, cluster, name, err);
}

static bool ask_target(struct asking *asking, const char *cluster, const char *parent, const struct names *name,
                       struct error *err)
{
    (void)parent;
    return ask_scalable_targets(asking, cluster, name, err);
}

/* Actions are their owner's: it is read too. Auto Scaling refuses to tell of the actions of a group that is not there.
 */
static bool ask_action_of_group(struct asking *asking, const char *cluster, const char *parent,
                                const struct names *name, struct error *err)
{
    (void)cluster, (void)name;
    if (!ask_groups(asking, &(struct names){.items = &parent, .count = 1}, NULL, err))
        return false;
    return asking->decoding.objects_count == 0 || ask_group_actions(asking, parent, err);
}

static bool ask_action_of_service(struct asking *asking, const char *cluster, const char *parent,
                                  const struct names *name, struct error *err)
{
    (void)name;
    return ask_scalable_targets(asking, cluster, &(struct names){.items = &parent, .count = 1}, err) &&
           ask_service_actions(asking, cluster, parent, err);
}

static bool (*const askers[OBJECT_KINDS_COUNT])(struct asking *, const char *cluster, const char *parent,
                                                const struct names *, struct error *) = {
    [OBJECT_SUBNET] = ask_subnet,
    [OBJECT_IMAGE] = ask_parameter,
    [OBJECT_CLUSTER] = ask_the_cluster,
    [OBJECT_LAUNCH_TEMPLATE] = ask_launch_template,
    [OBJECT_AUTO_SCALING_GROUP] = ask_group,
    [OBJECT_CAPACITY_PROVIDER] = ask_provider,
    [OBJECT_CLUSTER_CAPACITY_PROVIDERS] = ask_the_cluster,
    [OBJECT_CONTAINER_INSTANCE] = ask_instance,
    [OBJECT_TASK_DEFINITION] = ask_definition,
    [OBJECT_SERVICE] = ask_service,
    [OBJECT_SCALABLE_TARGET] = ask_target,
    [OBJECT_GROUP_ACTION] = ask_action_of_group,
    [OBJECT_SERVICE_ACTION] = ask_action_of_service,
};

/* The one asked for; a task definition asked for by its family has its revision's name. */
static const struct object *find_asked(const struct decoding *decoding, enum object_kind kind, const char *parent,
                                       const char *name)
{
    bool family = kind == OBJECT_TASK_DEFINITION && strchr(name, ':') == NULL;
    for (int i = 0; i < decoding->objects_count; i++) {
        const struct object *object = &decoding->objects[i];
        if (object->kind == kind && strcmp(object->parent, parent) == 0 && (family || strcmp(object->name, name) == 0))
            return object;
    }
    return NULL;
}

static const char *parent_of(enum object_kind kind, const char *cluster, const char *parent)
{
    switch (kind) {
    case OBJECT_SERVICE:
    case OBJECT_SCALABLE_TARGET:
    case OBJECT_CONTAINER_INSTANCE:
        return cluster;
    case OBJECT_GROUP_ACTION:
    case OBJECT_SERVICE_ACTION:
        return parent;
    case OBJECT_SUBNET:
    case OBJECT_IMAGE:
    case OBJECT_CLUSTER:
    case OBJECT_LAUNCH_TEMPLATE:
    case OBJECT_AUTO_SCALING_GROUP:
    case OBJECT_CAPACITY_PROVIDER:
    case OBJECT_CLUSTER_CAPACITY_PROVIDERS:
    case OBJECT_TASK_DEFINITION:
    case OBJECT_KINDS_COUNT:
        break;
    }
    return "";
}

bool observe_object(struct aws_client *client, const char *cluster, enum object_kind kind, const char *parent,
                    const char *name, struct arena *arena, struct object *ret_object, bool *ret_exists,
                    struct error *err)
{
    struct asking asking;
    parent = parent_of(kind, cluster, parent);
    asking_begin(&asking, client, arena, cluster);
    if (!askers[kind](&asking, cluster, parent, &(struct names){.items = &name, .count = 1}, err)) {
        asking_release(&asking);
        return false;
    }
    decode_finish(&asking.decoding);
    const struct object *found = find_asked(&asking.decoding, kind, parent, name);
    *ret_exists = found != NULL;
    if (found != NULL)
        *ret_object = *found;
    asking_release(&asking);
    return true;
}

/* "arn:aws-cn:sts::...": what stands between the first two colons. */
static const char *partition_of(const char *arn, struct arena *arena)
{
    const char *first = strchr(arn, ':');
    const char *second = first == NULL ? NULL : strchr(first + 1, ':');
    return second == NULL ? "" : arena_strndup(arena, first + 1, (size_t)(second - first - 1));
}

bool observe_identity(struct aws_client *client, struct arena *arena, struct identity *ret_identity, struct error *err)
{
    struct asking asking;
    struct aws_call call;
    struct node *body = NULL;
    asking_begin(&asking, client, arena, NULL);
    asking.decoding.source = "GetCallerIdentity";
    aws_call_begin(&call, AWS_STS, "GetCallerIdentity", true);
    if (!ask_once(&asking, &call, NULL, arena, &body, err))
        return false;
    const struct reading reading = {.decoding = &asking.decoding, .err = err};
    const char *arn = answer_name(&reading, body, "Arn");
    struct identity identity = {
        .account = answer_name(&reading, body, "Account"), .arn = arn, .partition = partition_of(arn, arena)};
    if (err->kind != ERROR_NONE)
        return false;
    *ret_identity = identity;
    return true;
}
