/* target_services.c — a service, and the count it has by hour where its demand varies. */
#include "planner/apply/target_parts.h"

#include <string.h>

struct service_making {
    struct making *at;
    struct arena *arena;
    const struct plan_service *service;
    const char *cluster;
    const struct object *now; /* NULL = not there */
};

/* --- demand --- */

static int64_t tasks_at(const struct plan_service *service, int hour)
{
    return service->tasks.items[hour % service->tasks.count];
}

struct range {
    int64_t least, most;
};

static struct range tasks_range(const struct plan_service *service)
{
    struct range range = {tasks_at(service, 0), tasks_at(service, 0)};
    for (int h = 1; h < service->tasks.count; h++) {
        int64_t tasks = tasks_at(service, h);
        range.least = tasks < range.least ? tasks : range.least;
        range.most = tasks > range.most ? tasks : range.most;
    }
    return range;
}

/* --- scheduled counts --- */

/* From the hour on, UTC: of every day where the demand is a day's, else of one day of the week. */
static const char *schedule_at(int hour, int hours, struct arena *arena)
{
    static const char *const days[] = {"MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"};
    if (hours <= 24)
        return arena_printf(arena, "cron(0 %d * * ? *)", hour);
    return arena_printf(arena, "cron(0 %d ? * %s *)", hour % 24, days[hour / 24 % 7]);
}

static void make_counts(struct service_making *making)
{
    const struct plan_service *service = making->service;
    int hours = service->tasks.count;
    for (int h = 0; h < hours; h++) {
        if (tasks_at(service, h) == tasks_at(service, h + hours - 1))
            continue;
        const char *name = arena_printf(making->arena, OBJECT_ACTION_PREFIX "%03d", h);
        struct object action = making_object(making->at, OBJECT_SERVICE_ACTION, service->name, name);
        object_set(&action, making->arena, "schedule", schedule_at(h, hours, making->arena));
        object_set(&action, making->arena, "timezone", "Etc/UTC");
        object_set_integer(&action, making->arena, "min_capacity", tasks_at(service, h));
        object_set_integer(&action, making->arena, "max_capacity", tasks_at(service, h));
        making_add(making->at, action);
    }
}

/* What the action of an hour near has set is right: a review and its run may lie on two sides of it. */
static bool is_near_hours(const struct service_making *making, struct range range)
{
    int hour = making_hour(making->at), hours = making->at->plan->hours;
    for (int near = -1; near <= 1; near++)
        if (range.least == range.most && tasks_at(making->service, (hour + near + hours) % hours) == range.least)
            return true;
    return false;
}

static void make_scalable_target(struct service_making *making, const struct object *now)
{
    int first = making->at->objects.count;
    make_counts(making);
    struct range range = tasks_range(making->service);
    if (making->at->now != NULL) /* what the hour's action would have set: the next one may be days away */
        range.least = range.most = tasks_at(making->service, making_hour(making->at));
    if (now != NULL && making_is_there(making->at, first)) {
        struct range found = {object_integer(now, "min_capacity"), object_integer(now, "max_capacity")};
        range = is_near_hours(making, found) ? found : range;
    }
    struct object target = making_object(making->at, OBJECT_SCALABLE_TARGET, making->cluster, making->service->name);
    object_set_integer(&target, making->arena, "min_capacity", range.least);
    object_set_integer(&target, making->arena, "max_capacity", range.most);
    making_add(making->at, target);
}

/* Who owns the count: an autoscaler that is not ours, else the plan. Without `now` the target is named all the same,
 * so that it is looked for. */
static void set_count(struct service_making *making, struct object *service)
{
    struct making *at = making->at;
    struct range range = tasks_range(making->service);
    const struct object *scaling = making_now(at, OBJECT_SCALABLE_TARGET, making->cluster, making->service->name);
    bool varies = range.least != range.most,
         is_owned = scaling != NULL && strcmp(scaling->stack, at->target->stack) != 0;
    if (is_owned)
        strings_printf(&at->target->notes, making->arena,
                       "%s: its count is its own autoscaler's, which stays as it is (the plan has %lld to %lld tasks)",
                       making->service->name, (long long)range.least, (long long)range.most);
    else if (varies || scaling != NULL) /* ours from when it varied: policies may hang on it */
        make_scalable_target(making, scaling);
    else if (at->now == NULL)
        making_add(at, making_object(at, OBJECT_SCALABLE_TARGET, making->cluster, making->service->name));
    if (making->now == NULL || (scaling == NULL && !varies))
        object_set_integer(service, making->arena, "desired_count", tasks_at(making->service, making_hour(at)));
}

/* --- the service --- */

static bool set_strategy(struct service_making *making, struct object *service)
{
    const struct plan *plan = making->at->plan;
    const char *place = making->service->place, *provider = place_provider(plan, place, making->arena);
    if (provider == NULL)
        return error_set(making->at->err, ERROR_INPUT,
                         arena_printf(making->arena, "services[%s].place", making->service->name),
                         "\"%s\" is no pool of the plan, nor Fargate", place);
    object_set(service, making->arena, "capacity_provider_strategy", arena_printf(making->arena, "%s:0:1", provider));
    const struct field_strings *placement = &making->service->placement_strategies;
    const char *joined = "";
    for (int i = 0; i < placement->count; i++)
        joined = arena_printf(making->arena, "%s%s%s", joined, i > 0 ? "," : "", placement->items[i]);
    object_set(service, making->arena, "placement_strategy", joined);
    return true;
}

/* Only of a service that is not there yet: where one is, its network is its owner's. */
static void set_network(struct service_making *making, struct object *service)
{
    const struct apply_settings *apply = &making->at->plan->apply;
    if (making->service->network_mode != NETWORK_AWSVPC || making->now != NULL)
        return;
    if (apply->subnets.count > 0)
        object_set(service, making->arena, "subnets",
                   object_set_of(apply->subnets.items, apply->subnets.count, making->arena));
    if (apply->security_groups.count > 0)
        object_set(service, making->arena, "security_groups",
                   object_set_of(apply->security_groups.items, apply->security_groups.count, making->arena));
}

bool make_planned_service(struct making *at, const struct plan_service *planned)
{
    struct service_making making = {
        .at = at, .arena = &at->target->arena, .service = planned, .cluster = at->target->cluster};
    const char *definition;
    making.now = making_now(at, OBJECT_SERVICE, making.cluster, planned->name);
    struct object service = making_object(at, OBJECT_SERVICE, making.cluster, planned->name);
    if (!set_strategy(&making, &service) || !make_definition(at, planned, &definition))
        return false;
    object_set(&service, making.arena, "task_definition", definition);
    object_set_integer(&service, making.arena, "minimum_healthy_percent", planned->deployment.minimum_healthy_percent);
    object_set_integer(&service, making.arena, "maximum_percent", planned->deployment.maximum_percent);
    object_set(&service, making.arena, "circuit_breaker", "rollback");
    object_set(&service, making.arena, "availability_zone_rebalancing",
               planned->availability_zone_rebalancing ? "ENABLED" : "DISABLED");
    set_network(&making, &service);
    set_count(&making, &service);
    making_add(at, service);
    return true;
}
