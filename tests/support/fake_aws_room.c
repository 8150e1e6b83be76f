/* fake_aws_room.c — how many tasks fit on the machines of a provider: packed anew each time, largest first, so that the
 * answer depends on what runs and not on how it came about. */
#include "tests/support/fake_aws.h"
#include <stdlib.h>
#include <string.h>

enum { MACHINES_MAX = 2000, KINDS_MAX = 500 };

struct machine {
    int64_t cpu, memory;
};

struct kind {
    int64_t cpu, memory, count;
};

struct packing {
    struct machine machines[MACHINES_MAX], whole;
    struct kind kinds[KINDS_MAX];
    int machines_count, kinds_count;
};

void machine_size(const struct fake *fake, const char *type, int64_t *ret_cpu, int64_t *ret_memory)
{
    const json_t *found = json_object_get(json_object_get(fake->state, "instance_types"), type);
    *ret_cpu = integer_of(found, "cpu", 0);
    *ret_memory = integer_of(found, "memory", 0);
}

/* As a strategy divides them: the base first, then by weight; the first entry takes what does not divide. */
int64_t tasks_on(const json_t *deployment, const char *provider, int64_t tasks)
{
    const json_t *strategy = json_object_get(deployment, "capacityProviderStrategy"), *entry;
    size_t index;
    int64_t weights = 0, base = 0, mine = 0, own_weight = 0, shared = 0;
    json_array_foreach((json_t *)strategy, index, entry)
    {
        weights += integer_of(entry, "weight", 0);
        base += integer_of(entry, "base", 0);
    }
    const json_t *own = find_by((json_t *)strategy, "capacityProvider", provider);
    if (!own)
        return 0;
    if (json_array_size(strategy) == 1)
        return tasks;
    own_weight = integer_of(own, "weight", 0);
    mine = integer_of(own, "base", 0) < tasks ? integer_of(own, "base", 0) : tasks;
    int64_t rest = tasks > base ? tasks - base : 0;
    json_array_foreach((json_t *)strategy, index, entry)
    {
        shared += weights ? rest * integer_of(entry, "weight", 0) / weights : 0;
    }
    mine += weights ? rest * own_weight / weights : 0;
    return mine + (json_array_get(strategy, 0) == own ? rest - shared : 0);
}

static void machines_read(const struct fake *fake, const char *cluster, const char *provider, struct packing *packing)
{
    json_t *found = cluster_find(fake, cluster), *instance, *group = provider_group(fake, provider);
    size_t index;
    json_array_foreach(json_object_get(found, "__instances"), index, instance)
    {
        if (strcmp(text_of(instance, "capacityProviderName"), provider) != 0 || packing->machines_count == MACHINES_MAX)
            continue;
        const json_t *resources = json_object_get(instance, "registeredResources");
        packing->machines[packing->machines_count++] =
            (struct machine){integer_of(json_array_get(resources, 0), "integerValue", 0),
                             integer_of(json_array_get(resources, 1), "integerValue", 0)};
    }
    const json_t *given = group_template(group);
    json_t *launch_template = template_find(fake, "", text_of(given, "LaunchTemplateName"));
    const json_t *version = launch_template ? template_version(launch_template, text_of(given, "Version")) : NULL;
    machine_size(fake, text_of(json_object_get(version, "LaunchTemplateData"), "InstanceType"), &packing->whole.cpu,
                 &packing->whole.memory);
}

/* `wanted`: tasks that are asked for, else those that run. */
static void kinds_read(const struct fake *fake, const char *cluster, const char *provider, bool wanted,
                       struct packing *packing)
{
    const char *name;
    json_t *service, *deployment;
    json_object_foreach(json_object_get(cluster_find(fake, cluster), "services"), name, service)
    {
        size_t index;
        json_array_foreach(json_object_get(service, "deployments"), index, deployment)
        {
            int64_t running = integer_of(deployment, "runningCount", 0) + integer_of(deployment, "pendingCount", 0);
            int64_t asked = wanted && strcmp(text_of(deployment, "status"), "PRIMARY") == 0
                                ? integer_of(service, "__asked", running)
                                : running;
            struct kind kind = {.count = tasks_on(deployment, provider, asked > running ? asked : running)};
            if (kind.count > 0 && packing->kinds_count < KINDS_MAX &&
                definition_needs(fake, text_of(deployment, "taskDefinition"), &kind.cpu, &kind.memory))
                packing->kinds[packing->kinds_count++] = kind;
        }
    }
}

static int compare_kinds(const void *left, const void *right)
{
    const struct kind *a = left, *b = right;
    int64_t difference = b->memory != a->memory ? b->memory - a->memory : b->cpu - a->cpu;
    return (difference > 0) - (difference < 0);
}

static bool place_one(struct packing *packing, const struct kind *kind, bool grow)
{
    for (int index = 0; index < packing->machines_count; index++) {
        struct machine *machine = &packing->machines[index];
        if (machine->cpu >= kind->cpu && machine->memory >= kind->memory) {
            machine->cpu -= kind->cpu;
            machine->memory -= kind->memory;
            return true;
        }
    }
    if (!grow || packing->machines_count == MACHINES_MAX || packing->whole.cpu < kind->cpu ||
        packing->whole.memory < kind->memory)
        return false;
    packing->machines[packing->machines_count++] =
        (struct machine){packing->whole.cpu - kind->cpu, packing->whole.memory - kind->memory};
    return true;
}

static void place_all(struct packing *packing, bool grow)
{
    qsort(packing->kinds, (size_t)packing->kinds_count, sizeof *packing->kinds, compare_kinds);
    for (int index = 0; index < packing->kinds_count; index++)
        for (int64_t task = 0; task < packing->kinds[index].count; task++)
            if (!place_one(packing, &packing->kinds[index], grow))
                break;
}

int64_t room_for(const struct fake *fake, const char *cluster, const char *provider, const char *definition)
{
    struct packing *packing = calloc(1, sizeof *packing);
    struct kind kind;
    int64_t room = 0;
    machines_read(fake, cluster, provider, packing);
    kinds_read(fake, cluster, provider, false, packing);
    place_all(packing, false);
    if (definition_needs(fake, definition, &kind.cpu, &kind.memory) && (kind.cpu > 0 || kind.memory > 0))
        while (place_one(packing, &kind, false))
            room++;
    free(packing);
    return room;
}

int64_t instances_needed(const struct fake *fake, const char *cluster, const char *provider)
{
    struct packing *packing = calloc(1, sizeof *packing);
    machines_read(fake, cluster, provider, packing);
    packing->machines_count = 0;
    kinds_read(fake, cluster, provider, true, packing);
    place_all(packing, true);
    int64_t needed = packing->machines_count;
    free(packing);
    return needed;
}
