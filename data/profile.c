/* profile.c — a profile from bytes: tree, fields, defaults that hang on other keys, checks. */
#include "data/profile.h"

#include "data/base/file.h"
#include "data/document.h"
#include "data/profile_fields.h"

#include <string.h>

/* REGIONa and REGIONb; the plan lists them as an assumption (zones_given is false). */
static void default_zones(struct profile *profile)
{
    if (profile->zones_given)
        return;
    const char **zones = ARENA_ARRAY(&profile->arena, const char *, 2);
    zones[0] = arena_printf(&profile->arena, "%sa", profile->region);
    zones[1] = arena_printf(&profile->arena, "%sb", profile->region);
    profile->zones = (struct field_strings){.items = zones, .count = 2};
}

static int longest_demand(const struct profile *profile)
{
    int hours = 1;
    for (int i = 0; i < profile->services_count; i++)
        if (profile->services[i].tasks.count > hours)
            hours = profile->services[i].tasks.count;
    return hours;
}

/* Does anything make ECS use a second zone? No strategies are as good as the spread over zones. */
static bool zones_are_kept(const struct field_strings *strategies)
{
    for (int i = 0; i < strategies->count; i++)
        if (strcmp(strategies->items[i], placement_strategy_names[PLACE_SPREAD_ZONES]) == 0)
            return true;
    return strategies->count == 0;
}

/* Defaults that hang on the scheduler: a daemon's old task stops before its new one starts, and nothing moves it. */
static void settle_scheduling(struct service *service, const struct node *object)
{
    const struct node *deployment = node_child(object, "deployment");
    if (service->scheduling_strategy == SCHEDULING_DAEMON) {
        service->places = 0;
        service->zones_min = 0;
        if (!deployment || !node_child(deployment, "minimum_healthy_percent"))
            service->deployment.minimum_healthy_percent = 0;
        if (!deployment || !node_child(deployment, "maximum_percent"))
            service->deployment.maximum_percent = 100;
    }
    if (!service->zones_min_given && !zones_are_kept(&service->placement_strategies)) {
        service->zones_min = 1;
        service->zones_min_given = true; /* the strategies say so */
    }
    if (!node_child(object, "availability_zone_rebalancing"))
        service->availability_zone_rebalancing =
            service->scheduling_strategy == SCHEDULING_REPLICA &&
            rebalancing_is_possible(&service->placement_strategies, &service->deployment);
}

static void settle_services(struct profile *profile, const struct node *root)
{
    const struct node *object = document_member(root, "services", 0);
    for (int i = 0; i < profile->services_count; i++, object = object->next)
        settle_scheduling(&profile->services[i], object);
}

/* In awsvpc mode a port is the task's own and takes nothing from the instance. */
static void drop_ports_of_own_interfaces(struct profile *profile)
{
    for (int i = 0; i < profile->services_count; i++)
        if (profile->services[i].network_mode == NETWORK_AWSVPC)
            profile->services[i].host_ports.count = 0;
}

static bool read_tree(const char *file, struct node *root, struct arena *arena, struct profile *ret_profile,
                      struct error *err)
{
    struct profile_document document;
    profile_document_init(&document);
    if (!document_check_root(file, root, "profile", err) ||
        !fields_read(profile_field_table(), file, root, arena, &document, err))
        return false;
    *ret_profile = document.profile;
    ret_profile->subnets = document.subnets.items;
    ret_profile->subnets_count = document.subnets.count;
    ret_profile->services = document.services.items;
    ret_profile->services_count = document.services.count;
    ret_profile->jobs = document.jobs.items;
    ret_profile->jobs_count = document.jobs.count;
    ret_profile->commitments = document.commitments.settings;
    ret_profile->commitments.held = document.commitments.held.items;
    ret_profile->commitments.held_count = document.commitments.held.count;
    return true;
}

/* `tree` holds the nodes and is the caller's; *profile owns everything else, also on failure. */
static bool parse_into(const char *file, const char *bytes, size_t length, struct arena *tree, struct profile *profile,
                       struct error *err)
{
    struct arena arena = {0};
    struct node *root = NULL;
    bool ok = node_parse(file, bytes, length, tree, &root, err) && read_tree(file, root, &arena, profile, err);
    profile->arena = arena;
    if (!ok)
        return false;
    profile->file = arena_strdup(&profile->arena, file);
    sha256_hex(bytes, length, profile->sha256);
    default_zones(profile);
    apply_settings_default(&profile->apply, profile->name);
    profile->hours = longest_demand(profile);
    settle_services(profile, root);
    if (!profile_check(profile, root, err))
        return false;
    drop_ports_of_own_interfaces(profile);
    return true;
}

bool profile_parse(const char *file, const char *bytes, size_t length, struct profile *ret_profile, struct error *err)
{
    struct arena tree = {0};
    struct profile profile = {0};
    bool ok = parse_into(file, bytes, length, &tree, &profile, err);
    arena_release(&tree);
    if (ok)
        *ret_profile = profile;
    else
        profile_release(&profile);
    return ok;
}

bool profile_load(const char *path, struct profile *ret_profile, struct error *err)
{
    struct arena arena = {0};
    char *bytes = NULL;
    size_t length = 0;
    bool ok = file_read(path, &arena, &bytes, &length, err) && profile_parse(path, bytes, length, ret_profile, err);
    arena_release(&arena);
    return ok;
}

void profile_release(struct profile *profile)
{
    arena_release(&profile->arena);
    *profile = (struct profile){0};
}

int64_t service_tasks(const struct service *service, int hour)
{
    return service->scheduling_strategy == SCHEDULING_DAEMON ? 0 : service->tasks.items[hour % service->tasks.count];
}

bool rebalancing_is_possible(const struct field_strings *placement_strategies, const struct deployment *deployment)
{
    const char *const *first = placement_strategies->items;
    return deployment->maximum_percent > 100 &&
           (placement_strategies->count == 0 || strcmp(*first, placement_strategy_names[PLACE_SPREAD_ZONES]) == 0);
}

bool placement_strategy_parse(const char *text, enum placement_strategy *ret_strategy)
{
    for (int i = 0; placement_strategy_names[i]; i++)
        if (strcmp(placement_strategy_names[i], text) == 0) {
            *ret_strategy = (enum placement_strategy)i;
            return true;
        }
    return false;
}
