/* profile_check.c — what one field of a profile cannot know of another. */
#include "data/document.h"
#include "data/profile_fields.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* What a check needs to name a place: the document, and the service or job at hand. */
struct checking {
    const struct profile *profile;
    const struct node *root;
    const struct node *member;
    struct error *err;
    char where[NODE_WHERE_SIZE];
};

static const char *place_in_root(struct checking *at, const char *key)
{
    return document_where(at->profile->file, at->root, key, at->where);
}

static const char *place_in_member(struct checking *at, const char *key)
{
    BUG_IF(!at->member);
    return document_where(at->profile->file, at->member, key, at->where);
}

static const char *place_in_list(struct checking *at, const struct node *object, const char *list, int index)
{
    const struct node *member = document_member(object, list, index);
    BUG_IF(!member);
    return node_where(at->profile->file, member, NULL, at->where);
}

static bool check_zones(struct checking *at)
{
    const char *region = at->profile->region;
    const struct field_strings *zones = &at->profile->zones;
    if (zones->count < 2)
        return error_set(at->err, ERROR_INPUT, place_in_root(at, "zones"),
                         "must hold at least 2 zones, over which a plan spreads tasks, not %d", zones->count);
    for (int i = 0; at->profile->zones_given && i < zones->count; i++) {
        if (!zone_is_of(zones->items[i], region))
            return error_set(at->err, ERROR_INPUT, place_in_list(at, at->root, "zones", i),
                             "\"%s\" is not a zone of %s; a zone is named like %sa", zones->items[i], region, region);
        for (int k = 0; k < i; k++)
            if (strcmp(zones->items[i], zones->items[k]) == 0)
                return error_set(at->err, ERROR_INPUT, place_in_list(at, at->root, "zones", i),
                                 "\"%s\" is given twice in this list", zones->items[i]);
    }
    return true;
}

/* Every instance holds these itself (Amazon ECS API reference, PortMapping.hostPort, 2026). */
static bool check_ports_taken(struct checking *at, const struct field_integers *ports)
{
    static const struct {
        int port;
        const char *whose;
    } taken[] = {
        {22, "SSH"},
        {2375, "Docker"},
        {2376, "Docker"},
        {51678, "the ECS agent"},
        {51679, "the ECS agent"},
        {51680, "the ECS agent"},
    };
    for (int i = 0; i < ports->count; i++)
        for (size_t k = 0; k < sizeof taken / sizeof taken[0]; k++)
            if (ports->items[i] == taken[k].port)
                return error_set(at->err, ERROR_INPUT, document_where_port(at->profile->file, at->member, i, at->where),
                                 "must not be %d, which %s holds on every instance: no task could be placed",
                                 taken[k].port, taken[k].whose);
    return true;
}

static bool check_ports(struct checking *at, const struct service *service)
{
    const struct field_integers *ports = &service->host_ports;
    return document_check_ports(at->profile->file, at->member, service->network_mode != NETWORK_NONE, ports, at->err) &&
           (service->network_mode == NETWORK_AWSVPC || check_ports_taken(at, ports));
}

/* One runs on every instance there is: how many, where and how spread is not its own to say. */
static bool check_daemon(struct checking *at, const struct service *service)
{
    static const char *const foreign[] = {
        "tasks", "places", "zones_min", "tasks_per_instance_max", "placement_strategies", "ephemeral_storage_gib"};
    for (size_t i = 0; i < sizeof foreign / sizeof foreign[0]; i++)
        if (node_child(at->member, foreign[i]))
            return error_set(at->err, ERROR_INPUT, place_in_member(at, foreign[i]),
                             "must not be given for a DAEMON, which runs one task on every instance");
    if (service->deployment.maximum_percent != 100)
        return error_set(at->err, ERROR_INPUT, place_in_member(at, "deployment"),
                         "maximum_percent must be 100 for a DAEMON, whose new task starts after the old one has "
                         "stopped, not %" PRId64,
                         service->deployment.maximum_percent);
    if (service->deployment.minimum_healthy_percent == 100)
        return error_set(at->err, ERROR_INPUT, place_in_member(at, "deployment"),
                         "minimum_healthy_percent must be below 100 for a DAEMON, whose old task stops before the new "
                         "one starts");
    return true;
}

static bool check_tasks(struct checking *at, const struct service *service)
{
    int hours = service->tasks.count;
    if (!node_child(at->member, "tasks"))
        return error_set(at->err, ERROR_INPUT, node_where(at->profile->file, at->member, NULL, at->where),
                         "missing \"tasks\" in this service");
    if (hours != 1 && hours != 24 && hours != HOURS_PER_WEEK)
        return error_set(at->err, ERROR_INPUT, place_in_member(at, "tasks"),
                         "must hold 1 number, 24 (hour of day) or 168 (hour of week, Monday 00:00 UTC first), not %d",
                         hours);
    return true;
}

static bool check_service(struct checking *at, const struct service *service)
{
    if (!document_check_tags(at->profile->file, at->member, &service->tags, at->err) ||
        !task_definition_check(at->profile->file, at->member, service->task_definition, at->err))
        return false;
    bool daemon = service->scheduling_strategy == SCHEDULING_DAEMON;
    if (daemon ? !check_daemon(at, service) : !check_tasks(at, service))
        return false;
    if (service->availability_zone_rebalancing &&
        (daemon || !rebalancing_is_possible(&service->placement_strategies, &service->deployment)))
        return error_set(at->err, ERROR_INPUT, place_in_member(at, "availability_zone_rebalancing"), "%s",
                         REBALANCING_IMPOSSIBLE);
    if (service->zones_min > at->profile->zones.count)
        return error_set(at->err, ERROR_INPUT, place_in_member(at, "zones_min"),
                         "must be at most %d, the zones of this profile, not %" PRId64, at->profile->zones.count,
                         service->zones_min);
    if (service->deployment.minimum_healthy_percent == 100 && service->deployment.maximum_percent == 100)
        return error_set(at->err, ERROR_INPUT, place_in_member(at, "deployment"),
                         "minimum_healthy_percent 100 with maximum_percent 100 never lets a task be replaced; lower "
                         "the one or raise the other");
    return check_ports(at, service);
}

static bool check_job(struct checking *at, const struct job *job)
{
    if (!document_check_tags(at->profile->file, at->member, &job->tags, at->err))
        return false;
    if (job->duration_p99_s > 0 && job->duration_p99_s < job->duration_s)
        return error_set(at->err, ERROR_INPUT, place_in_member(at, "duration_p99_s"),
                         "must be at least duration_s, the mean of %g, not %g", job->duration_s, job->duration_p99_s);
    double concurrency = job->runs_per_day * (job->startup_s + job->duration_s) / 86400;
    if (concurrency > PROFILE_TASKS_MAX)
        return error_set(at->err, ERROR_LIMIT, place_in_member(at, "runs_per_day"),
                         "means %.0f runs at once; the most of one job is %d", concurrency, PROFILE_TASKS_MAX);
    return true;
}

struct named {
    const char *name;
    int index;
    bool is_job;
};

static int named_compare(const void *a, const void *b)
{
    const struct named *left = a, *right = b;
    int order = strcmp(left->name, right->name);
    return order != 0 ? order : (int)left->is_job - (int)right->is_job;
}

/* Each list's names are unique already; a plan also names services and jobs side by side. */
static bool check_names(struct checking *at)
{
    const struct profile *profile = at->profile;
    int count = profile->services_count + profile->jobs_count;
    struct named *names = memory_alloc((size_t)count, sizeof *names);
    for (int i = 0; i < profile->services_count; i++)
        names[i] = (struct named){profile->services[i].name, i, false};
    for (int i = 0; i < profile->jobs_count; i++)
        names[profile->services_count + i] = (struct named){profile->jobs[i].name, i, true};
    qsort(names, (size_t)count, sizeof *names, named_compare);
    bool ok = true;
    for (int i = 1; i < count && ok; i++) {
        if (strcmp(names[i].name, names[i - 1].name) != 0)
            continue;
        at->member = document_member(at->root, "jobs", names[i].index);
        ok = error_set(at->err, ERROR_INPUT, place_in_member(at, "name"), "\"%s\" is also the name of services[%d]",
                       names[i].name, names[i - 1].index);
    }
    free(names);
    return ok;
}

struct total {
    double tasks, vcpus, memory_gib, gpus;
};

static void total_add(struct total *total, double tasks, int64_t cpu_units, int64_t memory_mib, int64_t gpus)
{
    total->tasks += tasks;
    total->vcpus += tasks * (double)cpu_units / 1024;
    total->memory_gib += tasks * (double)memory_mib / 1024;
    total->gpus += tasks * (double)gpus;
}

static bool check_total(struct checking *at, int hour)
{
    const struct profile *profile = at->profile;
    struct total total = {0};
    for (int i = 0; i < profile->services_count; i++) {
        const struct service *service = &profile->services[i];
        total_add(&total, (double)service_tasks(service, hour), service->cpu_units, service->memory_mib, service->gpus);
    }
    for (int i = 0; i < profile->jobs_count; i++) {
        const struct job *job = &profile->jobs[i];
        double concurrency = job->runs_per_day * (job->startup_s + job->duration_s) / 86400;
        total_add(&total, concurrency, job->cpu_units, job->memory_mib, job->gpus);
    }
    const struct {
        const char *what;
        double sum, most;
    } rows[] = {
        {"tasks", total.tasks, PROFILE_TASKS_TOTAL_MAX},
        {"vCPUs", total.vcpus, PROFILE_VCPUS_TOTAL_MAX},
        {"GiB of memory", total.memory_gib, PROFILE_MEMORY_GIB_TOTAL_MAX},
        {"GPUs", total.gpus, PROFILE_GPUS_TOTAL_MAX},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].sum > rows[i].most)
            return error_set(at->err, ERROR_LIMIT, node_where(profile->file, at->root, NULL, at->where),
                             "services and jobs ask for %.0f %s together in hour %d; the most is %.0f", rows[i].sum,
                             rows[i].what, hour, rows[i].most);
    return true;
}

static bool check_overhead(struct checking *at)
{
    const struct node *overhead = node_child(at->root, "overhead");
    if (at->profile->overhead.usd_per_hour_nano <= PROFILE_OVERHEAD_USD_PER_HOUR_MAX * NANO_PER_USD)
        return true;
    return error_set(at->err, ERROR_LIMIT, document_where(at->profile->file, overhead, "usd_per_hour", at->where),
                     "must be at most %d dollars an hour", PROFILE_OVERHEAD_USD_PER_HOUR_MAX);
}

static bool check_something_to_plan(struct checking *at)
{
    const struct profile *profile = at->profile;
    int daemons = 0;
    for (int i = 0; i < profile->services_count; i++)
        daemons += profile->services[i].scheduling_strategy == SCHEDULING_DAEMON;
    if (profile->services_count - daemons + profile->jobs_count > 0)
        return true;
    return error_set(at->err, ERROR_INPUT, node_where(profile->file, at->root, NULL, at->where), "%s; nothing to plan",
                     daemons > 0 ? "has only DAEMON services, which run beside others, and no jobs"
                                 : "has no services and no jobs");
}

static bool check_members(struct checking *at)
{
    const struct profile *profile = at->profile;
    if (!check_something_to_plan(at))
        return false;
    at->member = document_member(at->root, "services", 0);
    for (int i = 0; i < profile->services_count; i++, at->member = at->member->next)
        if (!check_service(at, &profile->services[i]))
            return false;
    at->member = document_member(at->root, "jobs", 0);
    for (int i = 0; i < profile->jobs_count; i++, at->member = at->member->next)
        if (!check_job(at, &profile->jobs[i]))
            return false;
    return true;
}

bool profile_check(const struct profile *profile, const struct node *root, struct error *err)
{
    struct checking at = {.profile = profile, .root = root, .err = err};
    if (!region_is_valid(profile->region))
        return error_set(err, ERROR_INPUT, place_in_root(&at, "region"), REGION_IS_WRONG, profile->region);
    if (!check_zones(&at) || !profile_check_subnets(profile, root, err) ||
        !apply_settings_check(profile->file, root, &profile->apply, err))
        return false;
    if (!spot_settings_check(profile->file, root, &profile->spot, err) ||
        !commitment_settings_check(profile->file, root, &profile->commitments, err))
        return false;
    if (!check_members(&at))
        return false;
    if (!check_names(&at) || !check_overhead(&at))
        return false;
    for (int hour = 0; hour < profile->hours; hour++)
        if (!check_total(&at, hour))
            return false;
    return true;
}
