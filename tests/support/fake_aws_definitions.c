/* fake_aws_definitions.c — task definitions. State: family -> list of revisions. */
#include "tests/support/fake_aws_handlers.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static json_t *latest_active(json_t *revisions)
{
    for (size_t index = json_array_size(revisions); index-- > 0;)
        if (strcmp(text_of(json_array_get(revisions, index), "status"), "ACTIVE") == 0)
            return json_array_get(revisions, index);
    return NULL;
}

json_t *definition_find(const struct fake *fake, const char *name)
{
    char family[256];
    const char *given = last_part(name), *colon = strrchr(given, ':');
    snprintf(family, sizeof family, "%.*s", colon ? (int)(colon - given) : (int)strlen(given), given);
    json_t *revisions = json_object_get(json_object_get(fake->state, "definitions"), family), *revision;
    if (!colon)
        return latest_active(revisions);
    size_t index;
    json_array_foreach(revisions, index, revision)
    {
        if (integer_of(revision, "revision", 0) == strtoll(colon + 1, NULL, 10))
            return revision;
    }
    return NULL;
}

/* "Task CPU and memory", Amazon ECS developer guide: from, to and step of memory in MiB for each CPU. */
static bool fargate_size_valid(const char *cpu, const char *memory)
{
    static const struct {
        int64_t cpu, low, high, step;
    } rows[] = {{256, 1024, 2048, 1024},     {512, 1024, 4096, 1024},   {1024, 2048, 8192, 1024},
                {2048, 4096, 16384, 1024},   {4096, 8192, 30720, 1024}, {8192, 16384, 61440, 4096},
                {16384, 32768, 122880, 8192}};
    int64_t units = strtoll(cpu, NULL, 10), mib = strtoll(memory, NULL, 10);
    for (size_t index = 0; index < sizeof rows / sizeof *rows; index++)
        if (rows[index].cpu == units && mib >= rows[index].low && mib <= rows[index].high &&
            mib % rows[index].step == 0)
            return true;
    return units == 256 && mib == 512;
}

static bool containers_valid(struct call *call)
{
    const json_t *containers = json_object_get(call->in, "containerDefinitions"), *container;
    size_t index;
    int64_t memory = 0;
    if (json_array_size(containers) < 1 || json_array_size(containers) > 10)
        return refuse(call, 400, "ClientException", "a task has 1 to 10 containers");
    json_array_foreach((json_t *)containers, index, container)
    {
        int64_t own = integer_of(container, "memory", 0), reserved = integer_of(container, "memoryReservation", 0);
        if (own == 0 && reserved == 0 && !has(call->in, "memory"))
            return refuse(call, 400, "ClientException",
                          "Invalid setting for container '%s'. At least one of 'memory' or 'memoryReservation' must be "
                          "specified.",
                          text_of(container, "name"));
        memory += reserved ? reserved : own;
    }
    if (has(call->in, "memory") && memory > strtoll(text_of(call->in, "memory"), NULL, 10))
        return refuse(call, 400, "ClientException", "The containers' memory is more than the task's");
    return true;
}

static bool definition_valid(struct call *call)
{
    static const char *const modes[] = {"", "awsvpc", "bridge", "host", "none"};
    const char *mode = text_of(call->in, "networkMode"), *family = text_of(call->in, "family");
    bool known = false;
    for (int index = 0; index < 5; index++)
        known = known || strcmp(mode, modes[index]) == 0;
    if (!known)
        return refuse(call, 400, "ClientException", "Network mode '%s' is invalid", mode);
    if (!*family || strlen(family) > 255 ||
        strspn(family, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") != strlen(family))
        return refuse(call, 400, "ClientException", "Family '%s' is invalid", family);
    if (list_has(json_object_get(call->in, "requiresCompatibilities"), "FARGATE")) {
        if (strcmp(mode, "awsvpc") != 0)
            return refuse(call, 400, "ClientException", "Fargate only supports network mode 'awsvpc'.");
        if (!fargate_size_valid(text_of(call->in, "cpu"), text_of(call->in, "memory")))
            return refuse(call, 400, "ClientException",
                          "No Fargate configuration exists for given values: %s CPU, %s memory.",
                          text_of(call->in, "cpu"), text_of(call->in, "memory"));
    }
    return containers_valid(call) && tags_valid(call, json_object_get(call->in, "tags"), "key");
}

static bool answer_definition(struct call *call, const json_t *definition, bool tags)
{
    json_t *copy = shown(definition);
    json_object_del(copy, "tags");
    put(call->out, "taskDefinition", copy);
    if (tags)
        put(call->out, "tags", json_deep_copy(json_object_get(definition, "tags")));
    return true;
}

bool register_definition(struct call *call)
{
    if (!definition_valid(call))
        return false;
    const char *family = text_of(call->in, "family");
    json_t *revisions = list_of(json_object_get(call->fake->state, "definitions"), family);
    json_t *last = json_array_get(revisions, json_array_size(revisions) ? json_array_size(revisions) - 1 : 0);
    json_t *definition = json_deep_copy(call->in);
    int64_t revision = integer_of(last, "revision", 0) + 1;
    put_number(definition, "revision", revision);
    put_text(definition, "status", "ACTIVE");
    list_of(definition, "tags");
    list_of(definition, "volumes");
    list_of(definition, "placementConstraints");
    bool fargate = strcmp(text_of(call->in, "networkMode"), "awsvpc") == 0 &&
                   fargate_size_valid(text_of(call->in, "cpu"), text_of(call->in, "memory"));
    put(definition, "compatibilities", fargate ? json_pack("[s, s]", "EC2", "FARGATE") : json_pack("[s]", "EC2"));
    put(definition, "_taskDefinitionArn",
        format_json("arn:aws:ecs:%s:%s:task-definition/%s:%lld", state_region(call->fake), state_account(call->fake),
                    family, (long long)revision));
    put(definition, "_registeredAt", wall_seconds(call->fake));
    put(definition, "_registeredBy", json_string(call->arn));
    begin_hidden(call->fake, definition);
    json_array_append_new(revisions, definition);
    made(call, "task definition", family);
    return answer_definition(call, definition, true);
}

bool describe_definition(struct call *call)
{
    json_t *definition = definition_find(call->fake, text_of(call->in, "taskDefinition"));
    const json_t *visible = seen(definition);
    if (!visible)
        return refuse(call, 400, "ClientException", "Unable to describe task definition.");
    return answer_definition(call, visible, list_has(json_object_get(call->in, "include"), "TAGS"));
}

bool list_definitions(struct call *call)
{
    const char *prefix = text_of(call->in, "familyPrefix"), *family;
    const char *status = *text_of(call->in, "status") ? text_of(call->in, "status") : "ACTIVE";
    bool newest_first = strcmp(text_of(call->in, "sort"), "DESC") == 0;
    json_t *all = json_array(), *revisions, *revision;
    json_object_foreach(json_object_get(call->fake->state, "definitions"), family, revisions)
    {
        size_t index;
        if (*prefix && strcmp(prefix, family) != 0)
            continue;
        json_array_foreach(revisions, index, revision)
        {
            if (strcmp(text_of(revision, "status"), status) != 0 || !seen(revision))
                continue;
            json_array_insert(all, newest_first ? 0 : json_array_size(all),
                              json_object_get(revision, "_taskDefinitionArn"));
        }
    }
    return paginate(call, all, "taskDefinitionArns", "maxResults", 100);
}

/* Such a service can still start tasks, but not be deployed again. */
static void note_users(struct call *call, const json_t *definition)
{
    const char *cluster_name, *name, *arn = text_of(definition, "_taskDefinitionArn");
    json_t *cluster, *service;
    json_object_foreach(json_object_get(call->fake->state, "clusters"), cluster_name, cluster)
    {
        json_object_foreach(json_object_get(cluster, "services"), name, service)
        {
            if (strcmp(text_of(service, "status"), "ACTIVE") == 0 &&
                strcmp(text_of(service, "taskDefinition"), arn) == 0)
                harm(call->fake, "task definition %s was deregistered while service %s of %s runs it", last_part(arn),
                     name, cluster_name);
        }
    }
}

bool deregister_definition(struct call *call)
{
    json_t *definition = definition_find(call->fake, text_of(call->in, "taskDefinition"));
    if (!definition)
        return refuse(call, 400, "ClientException", "The specified task definition does not exist.");
    note_users(call, definition);
    put_text(definition, "status", "INACTIVE");
    return answer_definition(call, definition, false);
}

bool definition_needs(const struct fake *fake, const char *name, int64_t *ret_cpu, int64_t *ret_memory)
{
    const json_t *definition = definition_find(fake, name), *container;
    size_t index;
    *ret_cpu = strtoll(text_of(definition, "cpu"), NULL, 10);
    *ret_memory = strtoll(text_of(definition, "memory"), NULL, 10);
    int64_t cpu = 0, memory = 0;
    json_array_foreach(json_object_get(definition, "containerDefinitions"), index, container)
    {
        cpu += integer_of(container, "cpu", 0);
        memory += integer_of(container, "memoryReservation", integer_of(container, "memory", 0));
    }
    *ret_cpu = *ret_cpu ? *ret_cpu : cpu;
    *ret_memory = *ret_memory ? *ret_memory : memory;
    return definition != NULL;
}
