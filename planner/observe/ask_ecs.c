#include "data/base/json_writer.h"
#include "planner/observe/ask.h"
#include "planner/observe/decode_parts.h"

#include <stdlib.h>
#include <string.h>

/* Most names of one call: AWS's own limits. */
enum { SERVICES_BATCH = 10, PROVIDERS_BATCH = 100, INSTANCES_BATCH = 100, LIST_PAGE = 100 };

static const char *const no_cluster[] = {"ClusterNotFoundException", NULL};
/* ClientException is what DescribeTaskDefinition says of one that is not there. */
static const char *const no_definition[] = {"ClientException", NULL};

/* A call with a JSON body begun; json_end_object ends it. */
static struct json_writer ecs_begin(struct aws_call *call, const char *operation)
{
    aws_call_begin(call, AWS_ECS, operation, true);
    struct json_writer writer = {.out = &call->body};
    json_begin_object(&writer, NULL);
    return writer;
}

bool ask_cluster(struct asking *asking, const char *cluster, struct error *err)
{
    static const char *const include[] = {"TAGS", "ATTACHMENTS"};
    struct aws_call call;
    struct json_writer writer = ecs_begin(&call, "DescribeClusters");
    json_strings(&writer, "clusters", &cluster, 1);
    json_strings(&writer, "include", include, 2);
    json_end_object(&writer);
    return ask(asking, &call, no_cluster, err);
}

static bool ask_of_cluster(struct asking *asking, const char *operation, const char *cluster, const char *key,
                           const char *const *names, int count, struct error *err)
{
    static const char *const include[] = {"TAGS"};
    struct aws_call call;
    struct json_writer writer = ecs_begin(&call, operation);
    json_words(&writer, "cluster", cluster);
    json_strings(&writer, key, names, count);
    json_strings(&writer, "include", include, 1);
    json_end_object(&writer);
    return ask(asking, &call, no_cluster, err);
}

static bool ask_batches(struct asking *asking, const char *operation, const char *cluster, const char *key,
                        const struct names *names, int batch, struct error *err)
{
    for (int first = 0; first < names->count; first += batch) {
        int count = names->count - first < batch ? names->count - first : batch;
        if (!ask_of_cluster(asking, operation, cluster, key, names->items + first, count, err))
            return false;
    }
    return true;
}

static bool ask_arns(struct asking *asking, const char *operation, const char *cluster, const char *key,
                     struct names *ret_names, struct error *err)
{
    struct aws_call call;
    struct json_writer writer = ecs_begin(&call, operation);
    json_string(&writer, "cluster", cluster);
    json_integer(&writer, "maxResults", LIST_PAGE);
    json_end_object(&writer);
    bool ok = ask_names(asking, &call, key, no_cluster, ret_names, err);
    names_sort(ret_names);
    return ok;
}

bool ask_services(struct asking *asking, const char *cluster, const struct names *names, struct error *err)
{
    return ask_batches(asking, "DescribeServices", cluster, "services", names, SERVICES_BATCH, err);
}

bool ask_all_services(struct asking *asking, const char *cluster, struct error *err)
{
    struct names arns = {0};
    bool ok = ask_arns(asking, "ListServices", cluster, "serviceArns", &arns, err) &&
              ask_services(asking, cluster, &arns, err);
    names_release(&arns);
    return ok;
}

bool ask_container_instances(struct asking *asking, const char *cluster, const struct names *names, struct error *err)
{
    return ask_batches(asking, "DescribeContainerInstances", cluster, "containerInstances", names, INSTANCES_BATCH,
                       err);
}

bool ask_all_container_instances(struct asking *asking, const char *cluster, struct error *err)
{
    struct names arns = {0};
    bool ok = ask_arns(asking, "ListContainerInstances", cluster, "containerInstanceArns", &arns, err) &&
              ask_container_instances(asking, cluster, &arns, err);
    names_release(&arns);
    return ok;
}

bool ask_capacity_providers(struct asking *asking, const struct names *names, struct error *err)
{
    return ask_batches(asking, "DescribeCapacityProviders", NULL, "capacityProviders", names, PROVIDERS_BATCH, err);
}

bool ask_task_definition(struct asking *asking, const char *name, struct error *err)
{
    static const char *const include[] = {"TAGS"};
    struct aws_call call;
    struct json_writer writer = ecs_begin(&call, "DescribeTaskDefinition");
    json_string(&writer, "taskDefinition", name);
    json_strings(&writer, "include", include, 1);
    json_end_object(&writer);
    return ask(asking, &call, no_definition, err);
}

struct revisions {
    const char *family;
    int64_t after;
    int most;
    struct names names; /* newest first */
    bool ended;         /* enough of them, or older ones only from here on */
};

static void take_revision(struct asking *asking, struct revisions *revisions, const char *name)
{
    size_t length = strlen(revisions->family);
    if (strncmp(name, revisions->family, length) != 0 || name[length] != ':')
        return; /* of a family whose name is longer */
    if (strtoll(name + length + 1, NULL, 10) <= revisions->after || revisions->names.count == revisions->most)
        revisions->ended = true;
    else
        names_add(&revisions->names, arena_strdup(asking->decoding.arena, name));
}

static bool take_revisions(struct asking *asking, struct revisions *revisions, const struct node *body,
                           const char **ret_token, struct error *err)
{
    const struct reading reading = {.decoding = &asking->decoding, .err = err};
    const struct node *member = answer_members(&reading, body, "taskDefinitionArns");
    for (; member != NULL; member = member->next)
        if (member->kind == NODE_STRING)
            take_revision(asking, revisions, name_of_arn(member->string));
    *ret_token = answer_text(&reading, body, "nextToken");
    return err->kind == ERROR_NONE;
}

/* Pages as long as they are needed: a family can have thousands of revisions. An empty page may have a next one. */
static bool list_revisions(struct asking *asking, struct revisions *revisions, struct error *err)
{
    const char *token = "";
    for (int page = 0; page < AWS_PAGES_MAX; page++) {
        struct aws_call call;
        struct arena scratch = {0};
        struct node *body = NULL;
        struct json_writer writer = ecs_begin(&call, "ListTaskDefinitions");
        json_string(&writer, "familyPrefix", revisions->family);
        json_string(&writer, "status", "ACTIVE");
        json_string(&writer, "sort", "DESC");
        json_integer(&writer, "maxResults", LIST_PAGE);
        json_words(&writer, "nextToken", token);
        json_end_object(&writer);
        const char *asked = token;
        bool ok =
            ask_once(asking, &call, NULL, &scratch, &body, err) && take_revisions(asking, revisions, body, &token, err);
        arena_release(&scratch);
        if (!ok || revisions->ended || token[0] == '\0')
            return ok;
        if (strcmp(token, asked) == 0)
            return error_set(err, ERROR_AWS, NULL, "ecs ListTaskDefinitions: a page names itself as the next");
    }
    return error_set(err, ERROR_LIMIT, NULL, "ecs ListTaskDefinitions: more than %d pages", AWS_PAGES_MAX);
}

bool ask_newer_revisions(struct asking *asking, const char *family, int64_t after, int most, struct error *err)
{
    struct revisions revisions = {.family = family, .after = after, .most = most};
    bool ok = list_revisions(asking, &revisions, err);
    for (int i = 0; ok && i < revisions.names.count; i++)
        ok = ask_task_definition(asking, revisions.names.items[i], err);
    names_release(&revisions.names);
    return ok;
}
