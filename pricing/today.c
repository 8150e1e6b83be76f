/* today.c — a cluster as observed, priced for a month: groups by instance, Fargate by task, groups' parts by service.
 */
#include "pricing/today.h"

#include "data/base/wide.h"
#include "data/catalogue_types.h"
#include "pricing/fargate.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct pricing {
    const struct running_cluster *cluster;
    const struct catalogue *catalogue;
    struct today *today;
    struct error *err;
};

/* `count` things that cost `rate` an hour each, all month. */
static bool month_of(struct pricing *at, const char *what, const char *name, struct usd_per_hour rate, int64_t count,
                     int64_t *ret_nano)
{
    if (count > 0 && rate.nano > INT64_MAX / HOURS_PER_MONTH / count)
        return error_set(at->err, ERROR_LIMIT, at->cluster->file, "%s %s costs more a month than can be counted", what,
                         name);
    *ret_nano = usd_of_month((struct usd_per_hour){rate.nano * count}, 1).nano;
    return true;
}

static bool add(struct pricing *at, int64_t *sum, int64_t nano)
{
    if (*sum > INT64_MAX - nano)
        return error_set(at->err, ERROR_LIMIT, at->cluster->file,
                         "all that runs costs more a month than can be counted");
    *sum += nano;
    return true;
}

static bool price_group(struct pricing *at, int index)
{
    const struct running_group *group = &at->cluster->groups[index];
    struct today_group *today = &at->today->groups[index];
    const struct price *price = NULL;
    struct usd_per_hour volume = {0};
    *today = (struct today_group){.name = group->name, .instances = group->instances};
    if (!price_require(at->catalogue, "ec2", group->instance_type, (enum purchase)group->purchase, &price, at->err) ||
        !root_volume_price(at->catalogue, group->root_volume_gib, &volume, at->err))
        return false;
    struct usd_per_hour rate = usd_per_hour_add((struct usd_per_hour){price->nano}, volume);
    return month_of(at, "group", group->name, rate, group->instances, &today->usd_per_month_nano) &&
           add(at, &at->today->ec2_nano, today->usd_per_month_nano);
}

static bool is_fargate(const struct running_service *service)
{
    return strcmp(service->place, "fargate") == 0 || strcmp(service->place, "fargate_spot") == 0;
}

static bool price_fargate(struct pricing *at, int index, struct fargate_quote *ret_quote)
{
    const struct running_service *service = &at->cluster->services[index];
    struct today_service *today = &at->today->services[index];
    enum purchase purchase = strcmp(service->place, "fargate") == 0 ? PURCHASE_ON_DEMAND : PURCHASE_SPOT;
    if (!fargate_quote_task(at->catalogue, service->cpu_units, service->memory_mib, service->ephemeral_storage_gib,
                            service->architectures, purchase, ret_quote, at->err))
        return false;
    if (!ret_quote->possible)
        return error_set(at->err, ERROR_INPUT, at->cluster->file,
                         "service %s cannot run on %s as it says: a task of %" PRId64 " CPU units and %" PRId64
                         " MiB asks for %s",
                         service->name, service->place, service->cpu_units, service->memory_mib, ret_quote->why_not);
    return month_of(at, "service", service->name, ret_quote->price, service->tasks, &today->usd_per_month_nano) &&
           add(at, &at->today->fargate_nano, today->usd_per_month_nano);
}

static int group_compare(const void *key, const void *member)
{
    return strcmp(key, ((const struct running_group *)member)->name);
}

static int group_index(const struct running_cluster *cluster, const char *name)
{
    const struct running_group *group =
        bsearch(name, cluster->groups, (size_t)cluster->groups_count, sizeof *cluster->groups, group_compare);
    BUG_IF(!group); /* running_cluster_parse looked */
    return (int)(group - cluster->groups);
}

/* Of a group, while its services are gone through. */
struct split {
    int128 raw;      /* weights of all its services */
    int shift;       /* by so many bits they are cut, to be below 2^60 together */
    int64_t weights; /* cut */
    int64_t gone;    /* of those, of the services before */
    int64_t shared;  /* of the group's cost, by them */
};

/* The larger of the task's shares of an instance's CPU and memory, times the tasks; all over the same denominator. */
static int128 weight_of(const struct running_service *service, const struct instance_type *type)
{
    int64_t memory_mib = type->registered_memory_mib > 0 ? type->registered_memory_mib : type->memory_mib;
    int128 by_cpu = (int128)service->cpu_units * memory_mib, by_memory = (int128)service->memory_mib * type->cpu_units;
    return (by_cpu > by_memory ? by_cpu : by_memory) * service->tasks;
}

static bool find_type(struct pricing *at, int group, const struct instance_type **ret_type)
{
    const struct running_group *running = &at->cluster->groups[group];
    *ret_type = catalogue_instance_type(at->catalogue, running->instance_type);
    if (*ret_type)
        return true;
    return error_set(
        at->err, ERROR_INPUT, at->cluster->file,
        "the size of instance type %s of group %s is not known, so its cost cannot be shared out; "
        "bayplan knows the types of data/facts/instance_types.csv and those of the price book (prices import of "
        "`aws ec2 describe-instance-types`)",
        running->instance_type, running->name);
}

static bool weigh(struct pricing *at, int128 *weights, struct split *splits)
{
    const struct running_cluster *cluster = at->cluster;
    for (int i = 0; i < cluster->services_count; i++) {
        const struct instance_type *type = NULL;
        if (is_fargate(&cluster->services[i]))
            continue;
        int group = group_index(cluster, cluster->services[i].place);
        if (!find_type(at, group, &type))
            return false;
        weights[i] = weight_of(&cluster->services[i], type);
        splits[group].raw += weights[i];
    }
    for (int g = 0; g < cluster->groups_count; g++)
        while (splits[g].raw >> splits[g].shift >> 60 > 0)
            splits[g].shift++;
    return true;
}

/* What all services up to this one have, less what those before it have: so the parts sum to the group. */
static int64_t next_part(struct split *split, int64_t weight, int64_t total)
{
    if (split->weights == 0)
        return 0;
    split->gone += weight;
    int64_t shared = (int64_t)((int128)total * split->gone / split->weights), part = shared - split->shared;
    split->shared = shared;
    return part;
}

static void share_groups(struct pricing *at, const int128 *weights, struct split *splits)
{
    const struct running_cluster *cluster = at->cluster;
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < cluster->services_count; i++) {
            if (is_fargate(&cluster->services[i]))
                continue;
            int group = group_index(cluster, cluster->services[i].place);
            int64_t weight = (int64_t)(weights[i] >> splits[group].shift);
            if (pass == 0)
                splits[group].weights += weight;
            else
                at->today->services[i].usd_per_month_nano =
                    next_part(&splits[group], weight, at->today->groups[group].usd_per_month_nano);
        }
}

static bool price_services(struct pricing *at, struct fargate_quote *quotes)
{
    const struct running_cluster *cluster = at->cluster;
    for (int i = 0; i < cluster->services_count; i++) {
        const struct running_service *service = &cluster->services[i];
        at->today->services[i] =
            (struct today_service){.name = service->name, .place = service->place, .tasks = service->tasks};
        if (is_fargate(service) && !price_fargate(at, i, &quotes[i]))
            return false;
    }
    return true;
}

/* "web", "web and api", "web and 7 more", for a sentence; `count` of them. */
struct named {
    const char *first;
    int count;
};

static void name_one(struct named *named, const char *name)
{
    if (named->count++ == 0)
        named->first = name;
}

static void assume(struct today *today, const struct named *named, const char *what, const char *taken)
{
    if (named->count == 0)
        return;
    struct arena *arena = &today->arena;
    const char *others = named->count > 1 ? arena_printf(arena, " and %d more", named->count - 1) : "";
    today->assumptions.items[today->assumptions.count++] =
        arena_printf(arena, "%s %s%s: %s", what, named->first, others, taken);
}

static void assume_of_fargate(struct today *today, const struct running_cluster *cluster,
                              const struct fargate_quote *quotes)
{
    struct named rounded = {0}, architecture = {0};
    for (int i = 0; i < cluster->services_count; i++) {
        const struct running_service *service = &cluster->services[i];
        if (!is_fargate(service))
            continue;
        if (quotes[i].size.cpu_units != service->cpu_units || quotes[i].size.memory_mib != service->memory_mib)
            name_one(&rounded, service->name);
        if (!service->architecture_given)
            name_one(&architecture, service->name);
    }
    assume(today, &rounded, "service", "priced at the cheapest Fargate size that holds the task");
    assume(today, &architecture, "service", "priced on Fargate for x86_64, as the cluster says no architecture");
}

static void assume_of_groups(struct today *today, const struct running_cluster *cluster, const struct split *splits)
{
    struct named idle = {0}, volume = {0};
    for (int g = 0; g < cluster->groups_count; g++) {
        if (cluster->groups[g].instances == 0)
            continue;
        if (splits[g].weights == 0)
            name_one(&idle, cluster->groups[g].name);
        if (!cluster->groups[g].root_volume_gib_given)
            name_one(&volume, cluster->groups[g].name);
    }
    assume(today, &idle, "group", "no task of the cluster runs there, so its cost is in the total and in no service");
    assume(today, &volume, "group", "a gp3 root volume of 30 GiB an instance, as the cluster gives none");
}

static void assume_all(struct today *today, const struct running_cluster *cluster, const struct split *splits,
                       const struct fargate_quote *quotes)
{
    today->assumptions.items = ARENA_ARRAY(&today->arena, const char *, 5);
    today->assumptions.items[today->assumptions.count++] =
        arena_printf(&today->arena, "today's month: 730 hours of what ran at %s, at list prices without discounts",
                     cluster->observed_at);
    assume_of_fargate(today, cluster, quotes);
    assume_of_groups(today, cluster, splits);
}

static bool price_all(struct pricing *at, struct fargate_quote *quotes, int128 *weights, struct split *splits)
{
    const struct running_cluster *cluster = at->cluster;
    struct today *today = at->today;
    if (strcmp(cluster->region, at->catalogue->region) != 0)
        return error_set(at->err, ERROR_INPUT, cluster->file,
                         "runs in %s, and the price book is of %s; give one of %s with --prices", cluster->region,
                         at->catalogue->region, cluster->region);
    for (int g = 0; g < cluster->groups_count; g++)
        if (!price_group(at, g))
            return false;
    if (!price_services(at, quotes) || !weigh(at, weights, splits))
        return false;
    share_groups(at, weights, splits);
    today->total_nano = today->ec2_nano;
    if (!add(at, &today->total_nano, today->fargate_nano))
        return false;
    assume_all(today, cluster, splits, quotes);
    return true;
}

bool today_price(const struct running_cluster *cluster, const struct catalogue *catalogue, struct today *ret_today,
                 struct error *err)
{
    struct today today = {.services_count = cluster->services_count, .groups_count = cluster->groups_count};
    struct pricing at = {.cluster = cluster, .catalogue = catalogue, .today = &today, .err = err};
    struct fargate_quote *quotes = memory_alloc((size_t)cluster->services_count + 1, sizeof *quotes);
    int128 *weights = memory_alloc((size_t)cluster->services_count + 1, sizeof *weights);
    struct split *splits = memory_alloc((size_t)cluster->groups_count + 1, sizeof *splits);
    today.services = ARENA_ARRAY(&today.arena, struct today_service, cluster->services_count + 1);
    today.groups = ARENA_ARRAY(&today.arena, struct today_group, cluster->groups_count + 1);
    bool ok = price_all(&at, quotes, weights, splits);
    free(quotes);
    free(weights);
    free(splits);
    if (ok)
        *ret_today = today;
    else
        today_release(&today);
    return ok;
}

void today_release(struct today *today)
{
    arena_release(&today->arena);
    *today = (struct today){0};
}
