/* feed_instance_types.c — DescribeInstanceTypes (EC2 API reference, 2016-11-15): sizes, architecture, GPUs, ENIs. What
 * ECS registers of memory and how many awsvpc tasks trunking allows it does not say: type_estimate.h. */
#include "pricing/feed_answer.h"
#include "pricing/feed_types.h"
#include "pricing/type_estimate.h"

#include <ctype.h>
#include <string.h>

enum { ENIS_MAX = 10 * 1000, GPUS_MAX = 1000, DISK_GB_MAX = 100 * 1000 * 1000 };

/* False where ECS runs on none of them: macOS, 32 bits. x86_64 where a type runs both that and i386. */
static bool take_architecture(const struct feed_answer *answer, const struct node *member,
                              enum architecture *ret_architecture)
{
    const struct node *name = feed_answer_members(answer, member, "ProcessorInfo.SupportedArchitectures");
    if (!name)
        feed_answer_fail(answer, member, "ProcessorInfo.SupportedArchitectures", "is missing");
    for (; name && answer->err->kind == ERROR_NONE; name = name->next) {
        const char *text = feed_answer_text_of(answer, name);
        for (int i = 0; i < ARCHITECTURES_COUNT; i++) {
            if (strcmp(text, architecture_names[i]) == 0) {
                *ret_architecture = (enum architecture)i;
                return true;
            }
        }
    }
    return false;
}

/* Whole NVIDIA GPUs: what ECS's GPU support counts (a part of one is said as a count of 0). */
static int take_gpus(const struct feed_answer *answer, const struct node *member)
{
    int64_t gpus = 0;
    const struct node *gpu = feed_answer_members(answer, member, "GpuInfo.Gpus");
    for (; gpu && answer->err->kind == ERROR_NONE; gpu = gpu->next)
        if (strcmp(feed_answer_text(answer, gpu, "Manufacturer"), "NVIDIA") == 0)
            gpus += feed_answer_integer(answer, gpu, "Count", GPUS_MAX);
    if (gpus > GPUS_MAX)
        feed_answer_fail(answer, member, "GpuInfo", "has more than %d GPUs", GPUS_MAX);
    return (int)gpus;
}

/* Network interfaces over all network cards. */
static int take_enis(const struct feed_answer *answer, const struct node *member)
{
    int64_t enis = 0;
    const struct node *card = feed_answer_members(answer, member, "NetworkInfo.NetworkCards");
    if (!card)
        enis = feed_answer_integer(answer, member, "NetworkInfo.MaximumNetworkInterfaces", ENIS_MAX);
    for (; card && answer->err->kind == ERROR_NONE; card = card->next)
        enis += feed_answer_integer(answer, card, "MaximumNetworkInterfaces", ENIS_MAX);
    if (answer->err->kind == ERROR_NONE && (enis < 1 || enis > ENIS_MAX))
        feed_answer_fail(answer, member, "NetworkInfo", "must have 1 to %d network interfaces, not %lld", ENIS_MAX,
                         (long long)enis);
    return (int)enis;
}

/* The whole t family: the vCPUs of those AWS's answers do not mark are no full ones either. */
static bool is_t_family(const char *name)
{
    return name[0] == 't' && isdigit((unsigned char)name[1]);
}

static void take_sizes(const struct feed_answer *answer, const struct node *member, struct instance_type *type)
{
    type->vcpus = (int)feed_answer_integer(answer, member, "VCpuInfo.DefaultVCpus", CATALOGUE_VCPUS_MAX);
    type->cpu_units = INT64_C(1024) * type->vcpus;
    type->memory_mib = feed_answer_integer(answer, member, "MemoryInfo.SizeInMiB", CATALOGUE_MEMORY_MIB_MAX);
    type->gpus = take_gpus(answer, member);
    type->awsvpc_tasks = take_enis(answer, member) - 1;
    if (feed_answer_at(member, "InstanceStorageInfo.TotalSizeInGB"))
        type->local_disk_gb = feed_answer_integer(answer, member, "InstanceStorageInfo.TotalSizeInGB", DISK_GB_MAX);
    if (answer->err->kind == ERROR_NONE && (type->vcpus == 0 || type->memory_mib == 0))
        feed_answer_fail(answer, member, NULL, "%s has no vCPUs or no memory", type->name);
}

static void take_estimates(const struct feed_answer *answer, const struct node *member, struct instance_type *type)
{
    const struct node *hypervisor = feed_answer_at(member, "Hypervisor"); /* none: bare metal */
    bool xen = hypervisor && strcmp(feed_answer_text_of(answer, hypervisor), "xen") == 0;
    type->registered_memory_mib = registered_memory_estimate(type, xen);
    type->awsvpc_tasks_trunked = trunked_tasks_estimate(type);
    type->source = "EC2 DescribeInstanceTypes; registered: estimated; tasks: estimated";
}

static bool take_type(struct feed *feed, const struct feed_answer *answer, const struct node *member,
                      const char *pattern)
{
    struct instance_type type = {.name = feed_answer_text(answer, member, "InstanceType"), .as_of = feed_as_of(feed)};
    if (answer->err->kind != ERROR_NONE || (pattern && !text_matches(pattern, type.name)))
        return answer->err->kind == ERROR_NONE;
    if (instance_type_find(type.name)) {
        feed_count(feed, FEED_TYPES_KNOWN, type.name);
        return true;
    }
    if (!take_architecture(answer, member, &type.architecture)) {
        feed_count(feed, FEED_TYPES_OTHER, type.name);
        return answer->err->kind == ERROR_NONE;
    }
    type.bare_metal = feed_answer_flag(answer, member, "BareMetal");
    type.burstable = feed_answer_flag(answer, member, "BurstablePerformanceSupported") || is_t_family(type.name);
    type.current_generation = feed_answer_flag(answer, member, "CurrentGeneration");
    take_sizes(answer, member, &type);
    take_estimates(answer, member, &type);
    if (answer->err->kind != ERROR_NONE)
        return false;
    feed_count(feed, FEED_TYPES_TAKEN, type.name);
    return feed_instance_type(feed, &type, answer->err);
}

bool feed_types_take(struct feed *feed, const char *name, const struct node *root, const char *pattern,
                     struct error *err)
{
    struct feed_answer answer = {.name = name, .err = err};
    const struct node *member = root->first;
    if (root->kind != NODE_LIST) {
        if (!feed_answer_at(root, "InstanceTypes"))
            feed_answer_fail(&answer, root, "InstanceTypes", "is missing: no answer of DescribeInstanceTypes");
        member = feed_answer_members(&answer, root, "InstanceTypes");
    }
    for (; member && err->kind == ERROR_NONE; member = member->next)
        if (!take_type(feed, &answer, member, pattern))
            return false;
    return err->kind == ERROR_NONE;
}

bool feed_instance_types(struct feed *feed, const char *name, const char *bytes, size_t length, struct error *err)
{
    struct arena tree = {0};
    struct node *root = NULL;
    bool ok =
        node_parse_foreign(name, bytes, length, &tree, &root, err) && feed_types_take(feed, name, root, NULL, err);
    arena_release(&tree);
    return ok;
}
