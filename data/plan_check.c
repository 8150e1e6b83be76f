/* plan_check.c — does a plan hang together? Lengths, names and places; whether its sums are true is planner/check's. */
#include "data/document.h"
#include "data/plan_fields.h"
#include "data/profile_fields.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* A service or job, found by name. */
struct tenant {
    const char *name;
    const char *place;
    int index; /* in its list of the plan */
    bool is_job;
    bool listed; /* by the pool it is in */
};

struct checking {
    const char *file;
    const struct plan *plan;
    const struct node *root;
    struct error *err;
    struct tenant *tenants; /* sorted by name */
    int tenants_count;
    char where[NODE_WHERE_SIZE];
};

static const char *place_in_root(struct checking *at, const char *object, const char *key)
{
    return document_where(at->file, object ? node_child(at->root, object) : at->root, key, at->where);
}

static const char *place_in_member(struct checking *at, const char *list, int index, const char *key)
{
    return document_where(at->file, document_member(at->root, list, index), key, at->where);
}

static bool is_sha256(const char *hex)
{
    return strlen(hex) == SHA256_HEX_SIZE - 1 && strspn(hex, "0123456789abcdef") == SHA256_HEX_SIZE - 1;
}

static const char not_a_hash[] = "must be a SHA-256 in 64 lower-case hexadecimal digits";

/* Older plans have none. */
static bool check_settings_hash(struct checking *at, const struct node *owner, const char *hex)
{
    if (hex[0] == '\0' || is_sha256(hex))
        return true;
    return error_set(at->err, ERROR_INPUT, document_where(at->file, owner, "settings_sha256", at->where), "%s",
                     not_a_hash);
}

static bool check_inputs(struct checking *at)
{
    const struct plan *plan = at->plan;
    if (plan->hours != 1 && plan->hours != 24 && plan->hours != HOURS_PER_WEEK)
        return error_set(at->err, ERROR_INPUT, place_in_root(at, NULL, "hours"), "must be 1, 24 or 168, not %d",
                         plan->hours);
    if (!is_sha256(plan->profile_sha256))
        return error_set(at->err, ERROR_INPUT, place_in_root(at, "profile", "sha256"), "%s", not_a_hash);
    if (!is_sha256(plan->catalogue_sha256))
        return error_set(at->err, ERROR_INPUT, place_in_root(at, "catalogue", "sha256"), "%s", not_a_hash);
    if (!check_settings_hash(at, node_child(at->root, "profile"), plan->settings_sha256))
        return false;
    if (plan->free_packing.hour >= plan->hours)
        return error_set(at->err, ERROR_INPUT, place_in_root(at, "free_packing", "hour"),
                         "must be below %d, the hours of this plan, not %d", plan->hours, plan->free_packing.hour);
    return true;
}

static bool is_outside(const char *place)
{
    return strcmp(place, "fargate") == 0 || strcmp(place, "fargate_spot") == 0 || strcmp(place, "lambda") == 0;
}

static bool check_place(struct checking *at, const char *list, int index, const char *place, bool is_job)
{
    if (strcmp(place, "lambda") == 0 && !is_job)
        return error_set(at->err, ERROR_INPUT, place_in_member(at, list, index, "place"),
                         "must not be \"lambda\", where only jobs run");
    if (is_outside(place) || pool_index(at->plan, place) >= 0)
        return true;
    return error_set(at->err, ERROR_INPUT, place_in_member(at, list, index, "place"),
                     "must be a pool of this plan, %s, not \"%s\"",
                     is_job ? "fargate, fargate_spot or lambda" : "fargate or fargate_spot", place);
}

static bool check_scheduling(struct checking *at, int index)
{
    const struct plan_service *service = &at->plan->services[index];
    if (is_outside(service->place) && service->placement_strategies.count > 0)
        return error_set(at->err, ERROR_INPUT, place_in_member(at, "services", index, "placement_strategies"),
                         "must be none on %s, which places tasks itself", service->place);
    if (service->availability_zone_rebalancing &&
        !rebalancing_is_possible(&service->placement_strategies, &service->deployment))
        return error_set(at->err, ERROR_INPUT, place_in_member(at, "services", index, "availability_zone_rebalancing"),
                         "%s", REBALANCING_IMPOSSIBLE);
    return true;
}

static bool check_services(struct checking *at)
{
    const struct node *member = document_member(at->root, "services", 0);
    for (int i = 0; i < at->plan->services_count; i++, member = member->next) {
        const struct plan_service *service = &at->plan->services[i];
        int count = service->tasks.count;
        if ((count != 1 && count != 24 && count != HOURS_PER_WEEK) || count > at->plan->hours)
            return error_set(at->err, ERROR_INPUT, place_in_member(at, "services", i, "tasks"),
                             "must hold 1, 24 or 168 numbers, and no more than the plan has hours (%d), not %d",
                             at->plan->hours, count);
        if (!check_settings_hash(at, member, service->settings_sha256) ||
            !document_check_tags(at->file, member, &service->tags, at->err) ||
            !task_definition_check(at->file, member, service->task_definition, at->err))
            return false;
        if (!check_place(at, "services", i, service->place, false) || !check_scheduling(at, i) ||
            !document_check_ports(at->file, member, service->network_mode != NETWORK_NONE, &service->host_ports,
                                  at->err))
            return false;
    }
    return true;
}

static bool check_jobs(struct checking *at)
{
    const struct node *member = document_member(at->root, "jobs", 0);
    for (int i = 0; i < at->plan->jobs_count; i++, member = member->next) {
        const struct plan_job *job = &at->plan->jobs[i];
        if (!check_settings_hash(at, member, job->settings_sha256) ||
            !document_check_tags(at->file, member, &job->tags, at->err) ||
            !check_place(at, "jobs", i, job->place, true))
            return false;
    }
    return true;
}

static bool check_pool_size(struct checking *at, int index)
{
    const struct plan_pool *pool = &at->plan->pools[index];
    if (pool->instances.count != at->plan->hours)
        return error_set(at->err, ERROR_INPUT, place_in_member(at, "pools", index, "instances"),
                         "must hold %d numbers, as the plan has hours, not %d", at->plan->hours, pool->instances.count);
    int64_t least = pool->instances.items[0], most = least;
    for (int hour = 1; hour < pool->instances.count; hour++) {
        int64_t instances = pool->instances.items[hour];
        least = instances < least ? instances : least;
        most = instances > most ? instances : most;
    }
    if (pool->instances_min != least)
        return error_set(at->err, ERROR_INPUT, place_in_member(at, "pools", index, "instances_min"),
                         "must be %" PRId64 ", the fewest of instances, not %" PRId64, least, pool->instances_min);
    if (pool->instances_max != most)
        return error_set(at->err, ERROR_INPUT, place_in_member(at, "pools", index, "instances_max"),
                         "must be %" PRId64 ", the most of instances, not %" PRId64, most, pool->instances_max);
    return true;
}

static bool check_max_size(struct checking *at, int index)
{
    const struct plan_pool *pool = &at->plan->pools[index];
    if (pool->max_size.count != at->plan->hours)
        return error_set(at->err, ERROR_INPUT, place_in_member(at, "pools", index, "max_size"),
                         "must hold %d numbers, as the plan has hours, not %d", at->plan->hours, pool->max_size.count);
    for (int hour = 0; hour < pool->max_size.count; hour++)
        if (pool->max_size.items[hour] < pool->instances.items[hour])
            return error_set(at->err, ERROR_INPUT, place_in_member(at, "pools", index, "max_size"),
                             "must be at least instances in every hour; in hour %d it is %" PRId64
                             " and they are %" PRId64,
                             hour, pool->max_size.items[hour], pool->instances.items[hour]);
    return true;
}

static const char *place_in_action(struct checking *at, int pool, int index, const char *key)
{
    const struct node *owner = document_member(at->root, "pools", pool);
    return document_where(at->file, document_member(owner, "scheduled_actions", index), key, at->where);
}

static bool check_action(struct checking *at, int pool, int index)
{
    const struct plan_action *action = &at->plan->pools[pool].scheduled_actions[index];
    if (action->hour_of_week >= at->plan->hours)
        return error_set(at->err, ERROR_INPUT, place_in_action(at, pool, index, "hour_of_week"),
                         "must be below %d, the hours of this plan, not %" PRId64, at->plan->hours,
                         action->hour_of_week);
    if (index > 0 && action->hour_of_week <= action[-1].hour_of_week)
        return error_set(at->err, ERROR_INPUT, place_in_action(at, pool, index, "hour_of_week"),
                         "must be above %" PRId64 ", the hour of the action before it, not %" PRId64,
                         action[-1].hour_of_week, action->hour_of_week);
    if (action->min_size > action->desired_capacity || action->desired_capacity > action->max_size)
        return error_set(at->err, ERROR_INPUT, place_in_action(at, pool, index, "desired_capacity"),
                         "must be from min_size to max_size, %" PRId64 " to %" PRId64 ", not %" PRId64,
                         action->min_size, action->max_size, action->desired_capacity);
    return true;
}

static bool check_scaling(struct checking *at, int index)
{
    if (!check_max_size(at, index))
        return false;
    for (int i = 0; i < at->plan->pools[index].scheduled_actions_count; i++)
        if (!check_action(at, index, i))
            return false;
    return true;
}

static int tenant_compare(const void *a, const void *b)
{
    const struct tenant *left = a, *right = b;
    int order = strcmp(left->name, right->name);
    return order != 0 ? order : (int)left->is_job - (int)right->is_job;
}

static bool check_listed(struct checking *at, int index, const char *list, const struct field_strings *names,
                         bool is_job)
{
    for (int i = 0; i < names->count; i++) {
        struct tenant key = {.name = names->items[i], .is_job = is_job};
        struct tenant *tenant = at->tenants_count == 0
                                    ? NULL
                                    : bsearch(&key, at->tenants, (size_t)at->tenants_count, sizeof key, tenant_compare);
        if (!tenant || strcmp(tenant->place, at->plan->pools[index].name) != 0)
            return error_set(at->err, ERROR_INPUT, place_in_member(at, "pools", index, list),
                             "\"%s\" is not a %s whose place is %s", names->items[i], is_job ? "job" : "service",
                             at->plan->pools[index].name);
        if (tenant->listed)
            return error_set(at->err, ERROR_INPUT, place_in_member(at, "pools", index, list),
                             "\"%s\" is given twice in this list", names->items[i]);
        tenant->listed = true;
    }
    return true;
}

static bool check_pool_names(struct checking *at)
{
    for (int i = 0; i < at->plan->pools_count; i++)
        if (is_outside(at->plan->pools[i].name))
            return error_set(at->err, ERROR_INPUT, place_in_member(at, "pools", i, "name"),
                             "must not be \"%s\", a place of its own", at->plan->pools[i].name);
    return true;
}

static bool check_pool_architecture(struct checking *at, int index)
{
    const char *stated = at->plan->pools[index].architecture;
    bool known = stated[0] == '\0';
    for (int i = 0; i < ARCHITECTURES_COUNT; i++)
        known |= strcmp(stated, architecture_names[i]) == 0;
    return known || error_set(at->err, ERROR_INPUT, place_in_member(at, "pools", index, "architecture"),
                              "must be x86_64 or arm64, not \"%s\"", stated);
}

static bool check_pools(struct checking *at)
{
    for (int i = 0; i < at->plan->pools_count; i++) {
        const struct plan_pool *pool = &at->plan->pools[i];

        if (pool->zones.count == 0)
            return error_set(at->err, ERROR_INPUT, place_in_member(at, "pools", i, "zones"),
                             "must hold at least one zone");
        if (!check_pool_architecture(at, i) || !check_pool_size(at, i) || !check_scaling(at, i) ||
            !check_listed(at, i, "services", &pool->services, false) || !check_listed(at, i, "jobs", &pool->jobs, true))
            return false;
    }
    return true;
}

static bool check_names(struct checking *at)
{
    for (int i = 1; i < at->tenants_count; i++)
        if (strcmp(at->tenants[i].name, at->tenants[i - 1].name) == 0)
            return error_set(at->err, ERROR_INPUT, place_in_member(at, "jobs", at->tenants[i].index, "name"),
                             "\"%s\" is also the name of services[%d]", at->tenants[i].name, at->tenants[i - 1].index);
    return true;
}

/* After the pools were looked at: whoever is in a pool was listed by it. */
static bool check_unlisted(struct checking *at)
{
    for (int i = 0; i < at->tenants_count; i++) {
        const struct tenant *tenant = &at->tenants[i];
        if (is_outside(tenant->place) || tenant->listed)
            continue;
        int pool = pool_index(at->plan, tenant->place);
        const char *list = tenant->is_job ? "jobs" : "services";
        return error_set(at->err, ERROR_INPUT, place_in_member(at, "pools", pool, list),
                         "\"%s\" is missing, though its place is %s", tenant->name, tenant->place);
    }
    return true;
}

static bool check_daemon_name(struct checking *at, int index)
{
    const char *name = at->plan->daemons[index].name;
    for (int is_job = 0; is_job < 2 && at->tenants_count > 0; is_job++) {
        struct tenant key = {.name = name, .is_job = is_job};
        const struct tenant *tenant = bsearch(&key, at->tenants, (size_t)at->tenants_count, sizeof key, tenant_compare);
        if (tenant)
            return error_set(at->err, ERROR_INPUT, place_in_member(at, "daemons", index, "name"),
                             "\"%s\" is also the name of %s[%d]", name, is_job ? "jobs" : "services", tenant->index);
    }
    return true;
}

static bool check_daemons(struct checking *at)
{
    const struct node *member = document_member(at->root, "daemons", 0);
    for (int i = 0; i < at->plan->daemons_count; i++, member = member->next) {
        const struct plan_daemon *daemon = &at->plan->daemons[i];
        if (!check_daemon_name(at, i) ||
            !document_check_ports(at->file, member, daemon->network_mode != NETWORK_NONE, &daemon->host_ports, at->err))
            return false;
    }
    return true;
}

static void gather_tenants(struct checking *at)
{
    const struct plan *plan = at->plan;
    at->tenants = memory_alloc((size_t)(plan->services_count + plan->jobs_count + 1), sizeof *at->tenants);
    for (int i = 0; i < plan->services_count; i++)
        at->tenants[at->tenants_count++] =
            (struct tenant){.name = plan->services[i].name, .place = plan->services[i].place, .index = i};
    for (int i = 0; i < plan->jobs_count; i++)
        at->tenants[at->tenants_count++] =
            (struct tenant){.name = plan->jobs[i].name, .place = plan->jobs[i].place, .index = i, .is_job = true};
    qsort(at->tenants, (size_t)at->tenants_count, sizeof *at->tenants, tenant_compare);
}

bool plan_check(const char *file, const struct plan *plan, const struct node *root, struct error *err)
{
    struct checking at = {.file = file, .plan = plan, .root = root, .err = err};
    gather_tenants(&at);
    bool ok = check_inputs(&at) && check_pool_names(&at) && check_services(&at) && check_jobs(&at) &&
              check_names(&at) && check_daemons(&at) && check_pools(&at) && check_unlisted(&at) &&
              plan_buying_check(file, plan, root, err) && apply_settings_check(file, root, &plan->apply, err);
    free(at.tenants);
    return ok;
}
