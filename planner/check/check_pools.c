/* check_pools.c — may the pool be of this type, is it priced as the catalogue has it, does it list what it holds? */
#include "planner/check/checking.h"

#include "pricing/lookup.h"
#include <stdio.h>
#include <string.h>

/* --- the type --- */

static const char *why_not_allowed(const struct profile *profile, const struct instance_type *type)
{
    const struct field_strings *patterns = &profile->limits.instance_types;
    bool named = false;
    for (int i = 0; i < patterns->count; i++)
        named |= text_matches(patterns->items[i], type->name);
    if (patterns->count > 0 && !named)
        return "is in no pattern of limits.instance_types";
    if (type->burstable && !profile->limits.burstable)
        return "is burstable, which limits.burstable does not allow";
    if (!named && (!type->current_generation || type->bare_metal))
        return "is of a former generation or bare metal, and not named in limits.instance_types";
    return NULL;
}

static bool check_type(struct pool_look *look)
{
    struct checking *at = look->at;
    const char *name = look->pool->instance_type, *path = where(at, "pools[%d].instance_type", look->index);
    look->type = instance_type_find(name);
    const char *why = look->type != NULL ? why_not_allowed(at->profile, look->type) : "is not a known instance type";
    if (why != NULL)
        found(at, RULE_INSTANCE_TYPE, path, "%s %s", name, why);
    return look->type != NULL;
}

static void compare_capacity(struct pool_look *look, const char *key, int64_t stated, int64_t offered)
{
    if (stated != offered)
        found(look->at, RULE_CAPACITY, where(look->at, "pools[%d].%s", look->index, key),
              "the plan counts on %lld, a %s offers %lld less the reserve: plan again", (long long)stated,
              look->type->name, (long long)offered);
}

static void check_capacity(struct pool_look *look)
{
    const struct limits *limits = &look->at->profile->limits;
    const struct instance_type *type = look->type;
    int64_t registered = type->registered_memory_mib, reserve = limits->reserved_memory_mib;
    if (reserve < 0)
        reserve = registered * 2 > 256 * 100 ? (registered * 2 + 99) / 100 : 256;
    int64_t enis = limits->eni_trunking ? type->awsvpc_tasks_trunked : type->awsvpc_tasks;
    look->capacity[0] = type->vcpus * INT64_C(1024) - limits->reserved_cpu_units;
    look->capacity[1] = registered - reserve;
    look->capacity[2] = enis > 0 ? enis : 0;
    look->capacity[3] = type->gpus;
    compare_capacity(look, "cpu_units", look->pool->cpu_units, look->capacity[0]);
    compare_capacity(look, "memory_mib", look->pool->memory_mib, look->capacity[1]);
    compare_capacity(look, "awsvpc_tasks", look->pool->awsvpc_tasks, look->capacity[2]);
    compare_capacity(look, "gpus", look->pool->gpus, look->capacity[3]);
}

/* --- prices and sums --- */

static void compare_price(struct pool_look *look, const char *key, int64_t stated, const struct price *price,
                          int128 nano)
{
    struct checking *at = look->at;
    const char *path = where(at, "pools[%d].%s", look->index, key);
    if (price == NULL)
        found(at, RULE_INSTANCE_PRICE, path, "the plan pays %s, and the prices of %s (%s) have none",
              amount_of(stated).text, at->catalogue->region, at->catalogue->as_of);
    else if (stated != nano)
        found(at, RULE_INSTANCE_PRICE, path, "the plan pays %s an hour, the catalogue says %s: plan again",
              amount_of(stated).text, amount_of(nano).text);
}

static void check_prices(struct pool_look *look)
{
    const struct plan_pool *pool = look->pool;
    const struct catalogue *catalogue = look->at->catalogue;
    int64_t gib = look->at->profile->limits.root_volume_gib;
    if (strcmp(pool->purchase, purchase_names[PURCHASE_ON_DEMAND]) != 0)
        found(look->at, RULE_PURCHASE, where(look->at, "pools[%d].purchase", look->index),
              "%s is bought \"%s\", pools are planned on_demand alone", pool->name, pool->purchase);
    const struct price *hour = price_find(catalogue, "ec2", pool->instance_type, PURCHASE_ON_DEMAND);
    compare_price(look, "usd_per_instance_hour", pool->usd_per_instance_hour_nano, hour, hour != NULL ? hour->nano : 0);
    static const struct price free_of_charge = {0};
    const struct price *gp3 = gib > 0 ? price_find(catalogue, "ebs", "gp3", PURCHASE_ON_DEMAND) : &free_of_charge;
    compare_price(look, "usd_per_root_volume_hour", pool->usd_per_root_volume_hour_nano, gp3,
                  gp3 != NULL ? half_up((int128)gp3->nano * gib, HOURS_PER_MONTH) : 0);
}

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

static void check_order(struct checking *at, int index)
{
    const struct plan_pool *pool = &at->plan->pools[index];
    char name[32];
    snprintf(name, sizeof name, "pool-%d", index + 1);
    if (strcmp(pool->name, name) != 0)
        found(at, RULE_POOL_ORDER, where(at, "pools[%d].name", index), "is \"%s\", must be \"%s\"", pool->name, name);
    if (index == 0 || pool[-1].usd_per_month_nano > pool->usd_per_month_nano)
        return;
    if (pool[-1].usd_per_month_nano < pool->usd_per_month_nano ||
        strcmp(pool[-1].instance_type, pool->instance_type) > 0)
        found(at, RULE_POOL_ORDER, where(at, "pools[%d]", index), "%s (%s, %s) must come before %s (%s, %s)",
              pool->name, pool->instance_type, amount_of(pool->usd_per_month_nano).text, pool[-1].name,
              pool[-1].instance_type, amount_of(pool[-1].usd_per_month_nano).text);
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
        bool known = check_type(&look);
        check_lists(&look);
        check_prices(&look);
        check_cost_of_pool(&look);
        check_causes_of_pool(&look);
        if (known)
            check_capacity(&look);
        if (check_sizes(&look) && known) {
            check_hours(&look);
            check_growth(&look);
        }
    }
}
