/* check_pools.c — does an instance offer what the plan says, do the sums hold, does the pool list what it holds? */
#include "planner/check/checking.h"

#include <stdio.h>
#include <string.h>

/* --- what an instance offers --- */

static void compare_capacity(struct pool_look *look, const char *key, int64_t stated, int64_t offered)
{
    if (stated != offered)
        found(look->at, RULE_CAPACITY, where(look->at, "pools[%d].%s", look->index, key),
              "the plan counts on %lld, a %s offers %lld less the reserve: plan again", (long long)stated,
              look->type->name, (long long)offered);
}

static void offered_by(const struct limits *limits, const struct instance_type *type, int64_t ret_offered[4])
{
    int64_t registered = type->registered_memory_mib, reserve = limits->reserved_memory_mib;
    if (reserve < 0)
        reserve = registered * 2 > 256 * 100 ? (registered * 2 + 99) / 100 : 256;
    int64_t enis = limits->eni_trunking ? type->awsvpc_tasks_trunked : type->awsvpc_tasks;
    ret_offered[0] = type->vcpus * INT64_C(1024) - limits->reserved_cpu_units;
    ret_offered[1] = registered - reserve;
    ret_offered[2] = enis > 0 ? enis : 0;
    ret_offered[3] = type->gpus;
}

/* Of a Spot pool's types AWS gives any: a task must fit the least. */
static void check_capacity(struct pool_look *look)
{
    const struct limits *limits = &look->at->profile->limits;
    const struct field_strings *types = &look->pool->instance_types;
    offered_by(limits, look->type, look->capacity);
    for (int k = 0; k < types->count; k++) {
        const struct instance_type *type = catalogue_instance_type(look->at->catalogue, types->items[k]);
        int64_t offered[4];
        if (type == NULL)
            continue;
        offered_by(limits, type, offered);
        for (int r = 0; r < 4; r++)
            look->capacity[r] = offered[r] < look->capacity[r] ? offered[r] : look->capacity[r];
    }
    compare_capacity(look, "cpu_units", look->pool->cpu_units, look->capacity[0]);
    compare_capacity(look, "memory_mib", look->pool->memory_mib, look->capacity[1]);
    compare_capacity(look, "awsvpc_tasks", look->pool->awsvpc_tasks, look->capacity[2]);
    compare_capacity(look, "gpus", look->pool->gpus, look->capacity[3]);
}

/* --- sums --- */

static void check_cost_of_pool(struct pool_look *look)
{
    struct checking *at = look->at;
    const struct plan_pool *pool = look->pool;
    int128 instance_hours = 0, shares = 0;
    for (int h = 0; h < pool->instances.count; h++)
        instance_hours += pool->instances.items[h];
    int128 hour = (int128)pool->usd_per_instance_hour_nano + pool->usd_per_root_volume_hour_nano;
    int128 month = pool->instances.count > 0 ? month_of(instance_hours * hour, pool->instances.count) : 0;
    if (month != pool->usd_per_month_nano)
        found(at, RULE_POOL_COST, where(at, "pools[%d].usd_per_month", look->index),
              "the plan says %s, its instance-hours cost %s a month: plan again",
              amount_of(pool->usd_per_month_nano).text, amount_of(month).text);
    for (int i = 0; i < at->plan->services_count; i++)
        if (at->pool_of_service[i] == look->index)
            shares += at->plan->services[i].usd_per_month_nano;
    for (int i = 0; i < at->plan->jobs_count; i++)
        if (at->pool_of_job[i] == look->index)
            shares += at->plan->jobs[i].usd_per_month_nano;
    if (shares != pool->usd_per_month_nano)
        found(at, RULE_POOL_SHARES, where(at, "pools[%d].usd_per_month", look->index),
              "%s costs %s, the shares of what runs there sum to %s", pool->name,
              amount_of(pool->usd_per_month_nano).text, amount_of(shares).text);
}

static void check_causes_of_pool(struct pool_look *look)
{
    const struct plan_pool *pool = look->pool;
    int128 sum = 0;
    for (int cause = 0; cause < GAP_CAUSES_COUNT; cause++) {
        int64_t nano = pool->usd_per_month_by_cause_nano[cause];
        bool of_pools = cause >= (int)GAP_POOL_FIRST && cause <= (int)GAP_POOL_LAST;
        sum += nano;
        if (nano < 0 || (nano > 0 && !of_pools))
            found(look->at, RULE_POOL_CAUSES,
                  where(look->at, "pools[%d].usd_per_month_by_cause.%s", look->index, gap_cause_names[cause]),
                  "%s adds %s a month to %s: must be %s", gap_cause_names[cause], amount_of(nano).text, pool->name,
                  of_pools ? "0 or more" : "0");
    }
    if (sum > pool->usd_per_month_nano)
        found(look->at, RULE_POOL_CAUSES, where(look->at, "pools[%d].usd_per_month_by_cause", look->index),
              "the causes add %s a month to %s, which costs %s in all", amount_of(sum).text, pool->name,
              amount_of(pool->usd_per_month_nano).text);
}

/* --- lists --- */

/* `names` must be those of `count` tenants whose pool is this one, in their order, which check_names holds to be by
 * name. */
static void check_list(struct pool_look *look, const char *key, const struct field_strings *names, const int *pool_of,
                       int count, const char *(*name_of)(const struct plan *, int))
{
    int listed = 0;
    for (int i = 0; i < count; i++) {
        if (pool_of[i] != look->index)
            continue;
        const char *name = name_of(look->at->plan, i);
        if (listed == names->count || strcmp(names->items[listed], name) != 0) {
            found(look->at, RULE_POOL_MEMBERS, where(look->at, "pools[%d].%s[%d]", look->index, key, listed),
                  "is \"%s\"; the next whose place is %s, by name, is \"%s\"",
                  listed < names->count ? names->items[listed] : "nothing", look->pool->name, name);
            return;
        }
        listed++;
    }
    if (listed < names->count)
        found(look->at, RULE_POOL_MEMBERS, where(look->at, "pools[%d].%s[%d]", look->index, key, listed),
              "\"%s\" is listed, and its place is not %s", names->items[listed], look->pool->name);
}

static const char *service_name(const struct plan *plan, int index)
{
    return plan->services[index].name;
}

static const char *job_name(const struct plan *plan, int index)
{
    return plan->jobs[index].name;
}

static void check_lists(struct pool_look *look)
{
    struct checking *at = look->at;
    const struct plan_pool *pool = look->pool;
    check_list(look, "services", &pool->services, at->pool_of_service, at->plan->services_count, service_name);
    check_list(look, "jobs", &pool->jobs, at->pool_of_job, at->plan->jobs_count, job_name);
    if (pool->services.count + pool->jobs.count == 0)
        found(at, RULE_POOL_EMPTY, where(at, "pools[%d]", look->index), "%s runs nothing: leave it out", pool->name);
    if (!strings_equal(&pool->zones, &at->profile->zones))
        found(at, RULE_POOL_ZONES, where(at, "pools[%d].zones", look->index),
              "%s is in %d zones, the profile has %d: it must be in the same", pool->name, pool->zones.count,
              at->profile->zones.count);
}

/* --- sizes --- */

/* False where there is no number for each hour, and so nothing to count. */
static bool check_sizes(struct pool_look *look)
{
    struct checking *at = look->at;
    const struct plan_pool *pool = look->pool;
    if (pool->instances.count != at->plan->hours || pool->instances.count != at->profile->hours) {
        found(at, RULE_HOURS, where(at, "pools[%d].instances", look->index), "has %d numbers, the profile has %d hours",
              pool->instances.count, at->profile->hours);
        return false;
    }
    int64_t least = pool->instances.items[0], most = least;
    for (int hour = 1; hour < pool->instances.count; hour++) {
        least = pool->instances.items[hour] < least ? pool->instances.items[hour] : least;
        most = pool->instances.items[hour] > most ? pool->instances.items[hour] : most;
    }
    if (pool->instances_min != least)
        found(at, RULE_POOL_RANGE, where(at, "pools[%d].instances_min", look->index), "is %lld, the fewest are %lld",
              (long long)pool->instances_min, (long long)least);
    if (pool->instances_max != most)
        found(at, RULE_POOL_RANGE, where(at, "pools[%d].instances_max", look->index), "is %lld, the most are %lld",
              (long long)pool->instances_max, (long long)most);
    return true;
}

static int purchase_index(const struct plan_pool *pool)
{
    int index = 0;
    while (pool_purchase_names[index] != NULL && strcmp(pool_purchase_names[index], pool->purchase) != 0)
        index++;
    return index;
}

static int order_of_types(const struct plan_pool *a, const struct plan_pool *b)
{
    int order = strcmp(a->instance_type, b->instance_type);
    return order != 0 ? order : purchase_index(a) - purchase_index(b);
}

static void check_order(struct checking *at, int index)
{
    const struct plan_pool *pool = &at->plan->pools[index];
    char name[32];
    snprintf(name, sizeof name, "pool-%d", index + 1);
    if (strcmp(pool->name, name) != 0)
        found(at, RULE_POOL_ORDER, where(at, "pools[%d].name", index), "is \"%s\", must be \"%s\"", pool->name, name);
    if (index == 0 || pool[-1].usd_per_month_nano > pool->usd_per_month_nano)
        return;
    if (pool[-1].usd_per_month_nano < pool->usd_per_month_nano || order_of_types(&pool[-1], pool) > 0)
        found(at, RULE_POOL_ORDER, where(at, "pools[%d]", index), "%s (%s, %s) must come before %s (%s, %s)",
              pool->name, pool->instance_type, amount_of(pool->usd_per_month_nano).text, pool[-1].name,
              pool[-1].instance_type, amount_of(pool[-1].usd_per_month_nano).text);
}

/* Where the plan states it, whoever reads the plan without its prices goes by it. */
static void check_stated_architecture(struct pool_look *look)
{
    const char *stated = look->pool->architecture, *true_one = architecture_names[look->type->architecture];
    if (stated != NULL && stated[0] != '\0' && strcmp(stated, true_one) != 0)
        found(look->at, RULE_INSTANCE_TYPE, where(look->at, "pools[%d].architecture", look->index),
              "is %s, a %s is of %s", stated, look->type->name, true_one);
}

void check_pool_costs(struct checking *at)
{
    for (int i = 0; i < at->plan->pools_count; i++) {
        struct pool_look look = {.at = at, .pool = &at->plan->pools[i], .index = i};
        check_cost_of_pool(&look);
    }
}

void check_pools(struct checking *at)
{
    if (at->plan->pools_count > at->profile->limits.pools_max)
        found(at, RULE_POOLS_MAX, "pools", "there are %d, limits.pools_max is %lld", at->plan->pools_count,
              (long long)at->profile->limits.pools_max);
    for (int i = 0; i < at->plan->pools_count; i++) {
        struct pool_look look = {.at = at, .pool = &at->plan->pools[i], .index = i};
        check_order(at, i);
        bool known = check_purchase(&look);
        check_lists(&look);
        check_cost_of_pool(&look);
        check_causes_of_pool(&look);
        if (known) {
            check_capacity(&look);
            check_stated_architecture(&look);
        }
        if (check_sizes(&look) && known) {
            check_hours(&look);
            check_growth(&look);
        }
    }
}
