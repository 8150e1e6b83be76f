/* target_pools.c — a pool's launch template, Auto Scaling group, capacity provider and scheduled actions. */
#include "planner/apply/target_parts.h"

#include <string.h>

struct pool_making {
    struct making *at;
    struct arena *arena;
    const struct plan_pool *pool;
    const char *name;
    bool is_spot;
    bool is_mixed; /* of several types, or in part on demand: a mixed instances policy, which says what is Spot */
    int64_t template_version;
};

/* --- launch template --- */

const char *target_user_data(const char *cluster, bool is_spot, struct arena *arena)
{
    return arena_printf(arena,
                        "#!/bin/bash\n"
                        "cat >> /etc/ecs/ecs.config <<'BAYPLAN'\n"
                        "ECS_CLUSTER=%s\n"
                        "%s"
                        "BAYPLAN\n",
                        cluster, is_spot ? "ECS_ENABLE_SPOT_INSTANCE_DRAINING=true\n" : "");
}

/* References are by name: "arn:aws:iam::111122223333:instance-profile/path/ecs" is ecs. */
static const char *profile_name(const char *name_or_arn)
{
    const char *slash = strrchr(name_or_arn, '/');
    return strncmp(name_or_arn, "arn:", 4) == 0 && slash != NULL ? slash + 1 : name_or_arn;
}

static struct object make_template(struct pool_making *making)
{
    const struct apply_settings *apply = &making->at->plan->apply;
    struct arena *arena = making->arena;
    struct object template = making_object(making->at, OBJECT_LAUNCH_TEMPLATE, "", making->name);
    const struct object *image =
        making_now(making->at, OBJECT_IMAGE, "", pool_image_parameter(making->at->plan, making->pool));
    const char *image_id = image != NULL ? object_value(image, "image_id") : NULL;
    if (image_id != NULL)
        object_set(&template, arena, "image_id", image_id);
    object_set(&template, arena, "instance_type", making->pool->instance_type);
    object_set(&template, arena, "market_type", making->is_spot && !making->is_mixed ? "spot" : "");
    if (apply->instance_profile != NULL && apply->instance_profile[0] != '\0')
        object_set(&template, arena, "instance_profile", profile_name(apply->instance_profile));
    if (apply->security_groups.count > 0)
        object_set(&template, arena, "security_groups",
                   object_set_of(apply->security_groups.items, apply->security_groups.count, arena));
    if (making->at->plan->root_volume_gib > 0)
        object_set_integer(&template, arena, "root_volume_gib", making->at->plan->root_volume_gib);
    object_set(&template, arena, "http_tokens", "required");
    const char *user_data = target_user_data(making->at->target->cluster, making->is_spot, arena);
    char hex[SHA256_HEX_SIZE];
    sha256_hex(user_data, strlen(user_data), hex);
    object_set(&template, arena, "user_data_sha256", hex);
    object_set(&template, arena, "user_data", user_data);
    return template;
}

/* The version that holds the template's properties: the latest where it does already, else the one to be made. */
static int64_t version_of(struct pool_making *making, const struct object *template)
{
    const struct object *now = making_now(making->at, OBJECT_LAUNCH_TEMPLATE, "", making->name);
    int64_t latest = now != NULL ? object_integer(now, "version") : 0;
    if (now == NULL || latest < 1)
        return 1;
    return object_is_as(now, template) ? latest : latest + 1;
}

/* --- group --- */

struct sizes {
    int64_t min, max;
};

static struct sizes largest_sizes(const struct plan_pool *pool)
{
    struct sizes sizes = {pool->instances_max, pool->instances_max};
    for (int i = 0; i < pool->max_size.count; i++)
        if (pool->max_size.items[i] > sizes.max)
            sizes.max = pool->max_size.items[i];
    return sizes;
}

/* The action last made before the moment `now` was observed: the hours go round. */
static struct sizes sizes_in_force(const struct pool_making *making, int minutes_later)
{
    const struct plan_pool *pool = making->pool;
    int period = making->at->plan->hours <= 24 ? MINUTES_PER_DAY : MINUTES_PER_WEEK, least = period;
    struct sizes sizes = largest_sizes(pool);
    for (int i = 0; i < pool->scheduled_actions_count; i++) {
        const struct plan_action *action = &pool->scheduled_actions[i];
        int made = (int)(action->hour_of_week * 60 - action->minutes_before);
        int ago = ((making->at->minute + minutes_later - made) % period + period) % period;
        if (ago >= least)
            continue;
        least = ago;
        sizes = (struct sizes){action->min_size, action->max_size};
    }
    return sizes;
}

/* Near in time: a review and its run may lie on two sides of an action. */
static bool is_near_row(const struct pool_making *making, struct sizes sizes)
{
    for (int later = -60; later <= 60; later += 60) {
        struct sizes row = sizes_in_force(making, later);
        if (row.min == sizes.min && row.max == sizes.max)
            return true;
    }
    return false;
}

/* Where the schedule is at work already, what it has set is right: it, not the run, owns the sizes. */
static struct sizes sizes_of(const struct pool_making *making, bool schedule_is_there)
{
    if (making->at->now == NULL || making->pool->scheduled_actions_count == 0)
        return largest_sizes(making->pool);
    const struct object *now = making_now(making->at, OBJECT_AUTO_SCALING_GROUP, "", making->name);
    if (schedule_is_there && now != NULL) {
        struct sizes sizes = {object_integer(now, "min_size"), object_integer(now, "max_size")};
        if (is_near_row(making, sizes))
            return sizes;
    }
    return sizes_in_force(making, 0);
}

/* Subnets of the pool's zones; each of its zones must have one. */
static bool set_subnets(struct pool_making *making, struct object *group)
{
    const struct field_strings *subnets = &making->at->plan->apply.subnets, *zones = &making->pool->zones;
    struct field_strings its = {.count = 0};
    if (making->at->now == NULL)
        return true;
    for (int z = 0; z < zones->count; z++) {
        int before = its.count;
        for (int i = 0; i < subnets->count; i++) {
            const struct object *subnet = making_now(making->at, OBJECT_SUBNET, "", subnets->items[i]);
            if (subnet != NULL && value_equal(object_value(subnet, "zone"), zones->items[z]))
                strings_add(&its, making->arena, subnets->items[i]);
        }
        if (its.count == before)
            return error_set(making->at->err, ERROR_INPUT, "apply.subnets",
                             "none of the %d subnets lies in %s, where pool %s is to run: name one of that zone, or "
                             "leave the zone out of the profile's zones and plan again",
                             subnets->count, zones->items[z], making->name);
    }
    object_set(group, making->arena, "subnets", object_set_of(its.items, its.count, making->arena));
    return true;
}

/* "price-capacity-optimized" looks at price and spare capacity ("Allocation strategies for multiple instance types",
 * Amazon EC2 Auto Scaling user guide, 2026). */
static void set_policy(struct pool_making *making, struct object *group)
{
    const struct plan_pool *pool = making->pool;
    struct arena *arena = making->arena;
    if (!making->is_spot)
        return;
    const char *percent = arena_printf(arena, "%lld", (long long)pool->on_demand_percent);
    object_set(group, arena, "instance_types",
               making->is_mixed ? object_set_of(pool->instance_types.items, pool->instance_types.count, arena) : "");
    object_set(group, arena, "on_demand_percent", making->is_mixed ? percent : "");
    object_set(group, arena, "spot_allocation_strategy", making->is_mixed ? "price-capacity-optimized" : "");
}

static bool make_group(struct pool_making *making, bool schedule_is_there)
{
    struct arena *arena = making->arena;
    struct object group = making_object(making->at, OBJECT_AUTO_SCALING_GROUP, "", making->name);
    struct sizes sizes = sizes_of(making, schedule_is_there);
    object_set(&group, arena, "launch_template", making->name);
    if (making->at->now != NULL)
        object_set_integer(&group, arena, "launch_template_version", making->template_version);
    set_policy(making, &group);
    if (!set_subnets(making, &group))
        return false;
    object_set_integer(&group, arena, "min_size", sizes.min);
    object_set_integer(&group, arena, "max_size", sizes.max);
    object_set(&group, arena, "new_instances_protected_from_scale_in", "false");
    object_set(&group, arena, "capacity_rebalance", making->is_spot ? "true" : "false");
    making_add(making->at, group);
    return true;
}

/* --- capacity provider, scheduled actions --- */

/* As the plan assumes: an instance that goes is drained, its tasks are started elsewhere first. With termination
 * protection a group with a task on each instance would never come down to the night's size: ECS moves no task. */
static void make_provider(struct pool_making *making)
{
    int64_t percent = making->pool->target_capacity_percent;
    struct object provider = making_object(making->at, OBJECT_CAPACITY_PROVIDER, "", making->name);
    object_set(&provider, making->arena, "auto_scaling_group", making->name);
    object_set(&provider, making->arena, "managed_scaling", "ENABLED");
    object_set_integer(&provider, making->arena, "target_capacity", percent > 0 ? percent : 100);
    object_set(&provider, making->arena, "managed_termination_protection", "DISABLED");
    object_set(&provider, making->arena, "managed_draining", "ENABLED");
    making_add(making->at, provider);
}

static void make_action(struct pool_making *making, const struct plan_action *action)
{
    const char *name = arena_printf(making->arena, OBJECT_ACTION_PREFIX "%03d", (int)action->hour_of_week);
    struct object object = making_object(making->at, OBJECT_GROUP_ACTION, making->name, name);
    object_set(&object, making->arena, "recurrence", action->recurrence);
    object_set_integer(&object, making->arena, "min_size", action->min_size);
    object_set_integer(&object, making->arena, "max_size", action->max_size);
    object_set(&object, making->arena, "time_zone", "Etc/UTC");
    making_add(making->at, object);
}

static bool check_zones(const struct pool_making *making)
{
    const struct field_strings *zones = &making->pool->zones;
    for (int i = 1; i < zones->count; i++)
        if (strcmp(zones->items[i], zones->items[0]) != 0)
            return true;
    return error_set(making->at->err, ERROR_INPUT, "zones",
                     "pool %s would run in %s alone: apply builds in two zones or more; plan again with two",
                     making->name, making->pool->zones.count > 0 ? making->pool->zones.items[0] : "no zone");
}

bool make_pool(struct making *at, int pool)
{
    struct pool_making making = {.at = at, .arena = &at->target->arena, .pool = &at->plan->pools[pool]};
    making.name = target_pool_name(at->plan, pool, making.arena);
    making.is_spot = strcmp(making.pool->purchase, pool_purchase_names[POOL_SPOT]) == 0;
    making.is_mixed = making.pool->instance_types.count > 1 || making.pool->on_demand_percent > 0;
    if (!check_zones(&making))
        return false;
    struct object template = make_template(&making);
    making.template_version = version_of(&making, &template);
    making_add(at, template);
    make_provider(&making);
    int first = at->objects.count;
    for (int i = 0; i < making.pool->scheduled_actions_count; i++)
        make_action(&making, &making.pool->scheduled_actions[i]);
    return make_group(&making, making_is_there(at, first));
}
