/* difference_settings.c — what two plans tell of a change of settings, setting by setting. */
#include "data/base/text.h"
#include "pricing/difference_parts.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VALUE_BYTES_MAX = 64 * 1024 };

/* A setting's two values as text; told where they differ. */
struct change {
    struct text old_value, new_value;
};

static void change_init(struct change *change)
{
    text_init(&change->old_value, VALUE_BYTES_MAX);
    text_init(&change->new_value, VALUE_BYTES_MAX);
    text_add(&change->old_value, "");
    text_add(&change->new_value, "");
}

/* "safety.headroom_ratio: 0 -> 0.05"; `owner` is "safety" or the service. Releases the change. */
static void tell(struct differ *differ, const char *owner, const char *key, struct change *change)
{
    const char *was = change->old_value.bytes, *is = change->new_value.bytes;
    if (strcmp(was, is) != 0)
        string_list_add(&differ->settings, arena_printf(&differ->difference->arena, "%s%s%s: %s -> %s", owner,
                                                        *key ? "." : "", key, *was ? was : "none", *is ? is : "none"));
    text_release(&change->old_value);
    text_release(&change->new_value);
}

static void tell_words(struct differ *differ, const char *owner, const char *key, const char *was, const char *is)
{
    struct change change;
    change_init(&change);
    text_add(&change.old_value, was != NULL ? was : "");
    text_add(&change.new_value, is != NULL ? is : "");
    tell(differ, owner, key, &change);
}

static void tell_integer(struct differ *differ, const char *owner, const char *key, int64_t was, int64_t is)
{
    char old_value[32], new_value[32];
    snprintf(old_value, sizeof old_value, "%" PRId64, was);
    snprintf(new_value, sizeof new_value, "%" PRId64, is);
    tell_words(differ, owner, key, old_value, new_value);
}

static void tell_flag(struct differ *differ, const char *owner, const char *key, bool was, bool is)
{
    tell_words(differ, owner, key, was ? "true" : "false", is ? "true" : "false");
}

static void add_strings(struct text *out, const struct field_strings *strings)
{
    for (int i = 0; i < strings->count; i++)
        text_printf(out, "%s%s", i > 0 ? ", " : "", strings->items[i]);
}

static void tell_strings(struct differ *differ, const char *owner, const char *key, const struct field_strings *was,
                         const struct field_strings *is)
{
    struct change change;
    change_init(&change);
    add_strings(&change.old_value, was);
    add_strings(&change.new_value, is);
    tell(differ, owner, key, &change);
}

static void add_integers(struct text *out, const struct field_integers *integers)
{
    for (int i = 0; i < integers->count; i++)
        text_printf(out, "%s%" PRId64, i > 0 ? ", " : "", integers->items[i]);
}

static void tell_integers(struct differ *differ, const char *owner, const char *key, const struct field_integers *was,
                          const struct field_integers *is)
{
    struct change change;
    change_init(&change);
    add_integers(&change.old_value, was);
    add_integers(&change.new_value, is);
    tell(differ, owner, key, &change);
}

static void tell_safety(struct differ *differ)
{
    const struct safety *was = &differ->old_plan->safety, *is = &differ->new_plan->safety;
    char old_ratio[32], new_ratio[32];
    snprintf(old_ratio, sizeof old_ratio, "%.6g", was->headroom_ratio);
    snprintf(new_ratio, sizeof new_ratio, "%.6g", is->headroom_ratio);
    tell_flag(differ, "safety", "survive_zone_loss", was->survive_zone_loss, is->survive_zone_loss);
    tell_words(differ, "safety", "headroom_ratio", old_ratio, new_ratio);
    tell_words(differ, "safety", "deployments", deployments_names[was->deployments],
               deployments_names[is->deployments]);
}

static int text_compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The zones of all pools, each once, by name. At most PROFILE_POOLS_MAX pools in a document. */
static struct field_strings zones_of(const struct plan *plan, struct arena *arena)
{
    int count = 0;
    for (int g = 0; g < plan->pools_count; g++)
        count += plan->pools[g].zones.count;
    struct field_strings zones = {ARENA_ARRAY(arena, const char *, count + 1), 0};
    for (int g = 0; g < plan->pools_count; g++)
        for (int i = 0; i < plan->pools[g].zones.count; i++)
            zones.items[zones.count++] = plan->pools[g].zones.items[i];
    qsort(zones.items, (size_t)zones.count, sizeof *zones.items, text_compare);
    count = 0;
    for (int i = 0; i < zones.count; i++)
        if (count == 0 || strcmp(zones.items[i], zones.items[count - 1]) != 0)
            zones.items[count++] = zones.items[i];
    zones.count = count;
    return zones;
}

/* Every pool has an instance in each of its zones, so the zones show only where there are pools. */
static void tell_zones(struct differ *differ)
{
    struct field_strings was = zones_of(differ->old_plan, &differ->difference->arena);
    struct field_strings is = zones_of(differ->new_plan, &differ->difference->arena);
    if (was.count > 0 && is.count > 0)
        tell_strings(differ, "zones", "", &was, &is);
}

static const char *daemon_words(const struct differ *differ, const struct plan_daemon *daemon)
{
    struct text ports;
    if (daemon == NULL)
        return "";
    text_init(&ports, VALUE_BYTES_MAX);
    text_add(&ports, "");
    add_integers(&ports, &daemon->host_ports);
    const char *words =
        arena_printf(&differ->difference->arena, "%" PRId64 " CPU units, %" PRId64 " MiB, %" PRId64 " GPUs, %s%s%s%s%s",
                     daemon->cpu_units, daemon->memory_mib, daemon->gpus, network_mode_names[daemon->network_mode],
                     *ports.bytes ? ", ports " : "", ports.bytes,
                     daemon->architectures & 1u << ARCHITECTURE_X86_64 ? ", x86_64" : "",
                     daemon->architectures & 1u << ARCHITECTURE_ARM64 ? ", arm64" : "");
    text_release(&ports);
    return words;
}

static int daemon_compare(const void *a, const void *b)
{
    return strcmp(((const struct plan_daemon *)a)->name, ((const struct plan_daemon *)b)->name);
}

static struct plan_daemon *daemons_by_name(const struct plan *plan, struct arena *arena)
{
    struct plan_daemon *daemons = ARENA_ARRAY(arena, struct plan_daemon, plan->daemons_count + 1);
    for (int i = 0; i < plan->daemons_count; i++)
        daemons[i] = plan->daemons[i];
    qsort(daemons, (size_t)plan->daemons_count, sizeof *daemons, daemon_compare);
    return daemons;
}

static void tell_daemons(struct differ *differ)
{
    struct arena *arena = &differ->difference->arena;
    const struct plan_daemon *was = daemons_by_name(differ->old_plan, arena);
    const struct plan_daemon *is = daemons_by_name(differ->new_plan, arena);
    int i = 0, k = 0;
    while (i < differ->old_plan->daemons_count || k < differ->new_plan->daemons_count) {
        int order = i == differ->old_plan->daemons_count   ? 1
                    : k == differ->new_plan->daemons_count ? -1
                                                           : strcmp(was[i].name, is[k].name);
        const struct plan_daemon *old_one = order <= 0 ? &was[i] : NULL, *new_one = order >= 0 ? &is[k] : NULL;
        tell_words(differ, old_one != NULL ? old_one->name : new_one->name, "daemon", daemon_words(differ, old_one),
                   daemon_words(differ, new_one));
        i += order <= 0;
        k += order >= 0;
    }
}

/* What the plan says of a service as its profile had it. Strategies that nobody gave are the planner's, which chooses
 * them for a pool alone: no change of settings where none is known. */
static void tell_service(struct differ *differ, const struct tenant *tenant)
{
    const struct plan_service *was = tenant->service, *is = tenant->other->service;
    const char *name = tenant->name;
    tell_words(differ, name, "network_mode", network_mode_names[was->network_mode],
               network_mode_names[is->network_mode]);
    tell_integers(differ, name, "host_ports", &was->host_ports, &is->host_ports);
    tell_integer(differ, name, "zones_min", was->zones_min, is->zones_min);
    tell_integer(differ, name, "tasks_per_instance_max", was->tasks_per_instance_max, is->tasks_per_instance_max);
    tell_integer(differ, name, "deployment.minimum_healthy_percent", was->deployment.minimum_healthy_percent,
                 is->deployment.minimum_healthy_percent);
    tell_integer(differ, name, "deployment.maximum_percent", was->deployment.maximum_percent,
                 is->deployment.maximum_percent);
    if (tenant->pool == NULL || tenant->other->pool == NULL || settings_of_tenant(differ, tenant) != KNOWN_CHANGED)
        return;
    tell_strings(differ, name, "placement_strategies", &was->placement_strategies, &is->placement_strategies);
    tell_flag(differ, name, "availability_zone_rebalancing", was->availability_zone_rebalancing,
              is->availability_zone_rebalancing);
}

/* "2 services or jobs changed in settings that plans do not tell (web and 1 more)" */
static void note_untold(struct differ *differ, const char *first, int count)
{
    struct arena *arena = &differ->difference->arena;
    if (count == 1)
        string_list_add(&differ->notes,
                        arena_printf(arena,
                                     "%s has other settings than before, of those that plans do not tell "
                                     "(places, architectures, storage ...).",
                                     first));
    else if (count > 1)
        string_list_add(&differ->notes,
                        arena_printf(arena,
                                     "%s and %d more have other settings than before, of those that plans do "
                                     "not tell (places, architectures, storage ...).",
                                     first, count - 1));
}

void tell_settings(struct differ *differ)
{
    const char *first = NULL;
    int untold = 0;
    if (differ->difference->same_profile)
        return;
    if (settings_of_profile(differ) != KNOWN_SAME) {
        tell_safety(differ);
        tell_zones(differ);
        tell_daemons(differ);
        if (settings_of_profile(differ) == KNOWN_CHANGED && differ->settings.count == 0)
            string_list_add(&differ->notes, "The profile's settings changed in what plans do not tell: zones, "
                                            "subnets, limits, overhead or daemons.");
    }
    for (int i = 0; i < differ->old_tenants.count; i++) {
        const struct tenant *tenant = &differ->old_tenants.items[i];
        int before = differ->settings.count;
        if (tenant->other == NULL || settings_of_tenant(differ, tenant) == KNOWN_SAME)
            continue;
        if (tenant->service != NULL)
            tell_service(differ, tenant);
        if (settings_of_tenant(differ, tenant) == KNOWN_CHANGED && differ->settings.count == before) {
            first = untold == 0 ? tenant->name : first;
            untold++;
        }
    }
    note_untold(differ, first, untold);
}
