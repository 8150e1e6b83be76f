#include "pricing/type_estimate.h"

#include <string.h>

/* overhead_mib = (fixed + per_memory * memory_mib + per_vcpu * vcpus) / 10,000 */
struct fit {
    int64_t fixed, per_memory, per_vcpu;
};

static const struct fit *fit_of(const struct instance_type *type, bool xen)
{
    static const struct fit nitro_x86 = {770000, 336, 17000}, nitro_arm = {1210000, 404, -184000},
                            xen_fit = {580000, 168, 81000}, metal = {1660000, 164, 25000};
    if (type->bare_metal)
        return &metal;
    if (xen)
        return &xen_fit;
    return type->architecture == ARCHITECTURE_ARM64 ? &nitro_arm : &nitro_x86;
}

int64_t registered_memory_estimate(const struct instance_type *type, bool xen)
{
    enum { SMALL_MIB = 16 * 1024, PARTS = 10 * 1000, METAL_PARTS_MAX = 9700 };
    const struct fit *fit = fit_of(type, xen);
    int64_t memory = type->memory_mib, margin = memory > SMALL_MIB ? 100 : 250;
    int64_t parts = memory * (PARTS - margin) - fit->fixed - fit->per_memory * memory - fit->per_vcpu * type->vcpus;
    /* The largest machines of bare metal lie beyond those the fit was made of. */
    if (type->bare_metal && parts > memory * METAL_PARTS_MAX)
        parts = memory * METAL_PARTS_MAX;
    return parts > 0 ? parts / PARTS : 0;
}

static bool is_flex(const char *name)
{
    return strstr(name, "-flex.") != NULL;
}

static const char *size_of(const char *name)
{
    const char *dot = strchr(name, '.');
    return dot ? dot : name;
}

/* Alike in what the limits of known types go by. */
static bool is_kin(const struct instance_type *a, const struct instance_type *b)
{
    return a->awsvpc_tasks == b->awsvpc_tasks && strcmp(size_of(a->name), size_of(b->name)) == 0 &&
           is_flex(a->name) == is_flex(b->name) && (a->gpus > 0) == (b->gpus > 0) &&
           (a->local_disk_gb > 0) == (b->local_disk_gb > 0);
}

int trunked_tasks_estimate(const struct instance_type *type)
{
    int count, fewest = -1;
    const struct instance_type *known = instance_types(&count);
    for (int i = 0; i < count && !type->burstable; i++) {
        int tasks = known[i].awsvpc_tasks_trunked;
        if (tasks > known[i].awsvpc_tasks && is_kin(&known[i], type) && (fewest < 0 || tasks < fewest))
            fewest = tasks;
    }
    return fewest >= 0 ? fewest : type->awsvpc_tasks;
}
