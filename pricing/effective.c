#include "pricing/effective.h"

#include "pricing/fargate.h"
#include "pricing/lambda.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A CPU unit or a MiB for an hour. */
#define QUANTA_PER_CPU_UNIT (QUANTITY_UNIT / 1024)
/* MB-ns of Lambda in a quantum: 1024 MB * 10^15 ns are a million GB-seconds. */
#define MB_NS_PER_QUANTUM ((int128)1024 * 1000 * 1000 * 1000 * 1000 * 1000 / QUANTITY_UNIT)

struct tally {
    const struct plan *plan;
    const struct catalogue *catalogue;
    struct plan_usage *usage;
    int capacity;
    struct error *err;
};

static void rates_find(const struct catalogue *catalogue, struct usage *usage)
{
    for (int p = PURCHASE_COMMITTED; p < PRICE_PURCHASES_COUNT; p++) {
        const struct price *price = price_find(catalogue, usage->service, usage->item, (enum purchase)p);
        usage->committed_nano[p] = price != NULL ? price->nano : 0;
    }
}

static bool usage_start(struct tally *tally, const char *service, const char *item, struct usage *usage)
{
    struct arena *arena = &tally->usage->arena;
    const struct price *price = NULL;
    char family[32] = "";
    if (!price_require(tally->catalogue, service, item, PURCHASE_ON_DEMAND, &price, tally->err))
        return false;
    bool ec2 = strcmp(service, "ec2") == 0;
    if (ec2)
        instance_family(item, family);
    *usage = (struct usage){.service = arena_strdup(arena, service),
                            .item = arena_strdup(arena, item),
                            .family = arena_strdup(arena, family),
                            .normalised_quarters = ec2 ? normalised_quarters_of(item) : 0,
                            .quantity = ARENA_ARRAY(arena, int64_t, tally->usage->hours),
                            .on_demand_nano = price->nano};
    rates_find(tally->catalogue, usage);
    return true;
}

/* The item's quantities by hour; NULL = no price. There are few items: a type a pool, two of Fargate and one of Lambda
 * an architecture. */
static int64_t *quantities_of(struct tally *tally, const char *service, const char *item)
{
    struct plan_usage *usage = tally->usage;
    for (int u = 0; u < usage->usages_count; u++)
        if (strcmp(usage->usages[u].service, service) == 0 && strcmp(usage->usages[u].item, item) == 0)
            return (int64_t *)(uintptr_t)usage->usages[u].quantity;
    BUG_IF(usage->usages_count == tally->capacity);
    if (!usage_start(tally, service, item, &usage->usages[usage->usages_count]))
        return NULL;
    return (int64_t *)(uintptr_t)usage->usages[usage->usages_count++].quantity;
}

/* What is too much to count is INT64_MAX, which commitments_apply refuses. */
static void add(int64_t *sum, int128 quantity)
{
    int128 total = *sum + quantity;
    *sum = total > INT64_MAX ? INT64_MAX : (int64_t)total;
}

static int64_t at_hour(const struct field_integers *values, int hour)
{
    return values->count == 0 ? 0 : values->items[hour % values->count];
}

static bool tally_pool(struct tally *tally, const struct plan_pool *pool)
{
    if (strcmp(pool->purchase, pool_purchase_names[POOL_SPOT]) == 0)
        return true;
    int64_t *quantity = quantities_of(tally, "ec2", pool->instance_type);
    for (int h = 0; h < tally->usage->hours && quantity != NULL; h++)
        add(&quantity[h], (int128)at_hour(&pool->instances, h) * QUANTITY_UNIT);
    return quantity != NULL;
}

static int64_t *fargate_quantities(struct tally *tally, const char *architecture, const char *unit)
{
    char item[64];
    snprintf(item, sizeof item, "%s.%s", architecture, unit);
    return quantities_of(tally, "fargate", item);
}

static bool tally_service(struct tally *tally, const struct plan_service *service)
{
    if (strcmp(service->place, place_names[PLACE_FARGATE]) != 0)
        return true;
    int64_t *cpu = fargate_quantities(tally, service->architecture, "vcpu");
    int64_t *memory = cpu != NULL ? fargate_quantities(tally, service->architecture, "gb") : NULL;
    for (int h = 0; h < tally->usage->hours && memory != NULL; h++) {
        int128 quanta = (int128)at_hour(&service->tasks, h) * QUANTA_PER_CPU_UNIT;
        add(&cpu[h], quanta * service->fargate_cpu_units);
        add(&memory[h], quanta * service->fargate_memory_mib);
    }
    return memory != NULL;
}

/* An hour's part of a month, rounded half up to the quantum. */
static int128 hourly(int128 quantity_of_month, int128 quantum)
{
    int128 divisor = quantum * HOURS_PER_MONTH;
    return (quantity_of_month + divisor / 2) / divisor;
}

static bool tally_fargate_job(struct tally *tally, const struct plan_job *job)
{
    /* seconds of all runs of a month, in millionths: a CPU unit for a second is QUANTA_PER_CPU_UNIT / 3600 */
    int128 seconds = (int128)fargate_runs_millionths(job->runs_per_day) * job->fargate_billed_s;
    int128 divisor = (int128)3600 * 1000 * 1000 / QUANTA_PER_CPU_UNIT;
    int64_t *cpu = fargate_quantities(tally, job->architecture, "vcpu");
    int64_t *memory = cpu != NULL ? fargate_quantities(tally, job->architecture, "gb") : NULL;
    for (int h = 0; h < tally->usage->hours && memory != NULL; h++) {
        add(&cpu[h], hourly(seconds * job->fargate_cpu_units, divisor));
        add(&memory[h], hourly(seconds * job->fargate_memory_mib, divisor));
    }
    return memory != NULL;
}

/* MB-ns of a month that the first tier prices; `total` where it has no end. A catalogue is sorted: tiers are
 * neighbours. */
static int128 first_tier_part(const struct catalogue *catalogue, const char *item, int128 total)
{
    const struct price *tier = price_find(catalogue, "lambda", item, PURCHASE_ON_DEMAND);
    const struct price *end = catalogue->prices + catalogue->prices_count;
    if (tier == NULL || tier + 1 == end || strcmp(tier[1].service, "lambda") != 0 || strcmp(tier[1].item, item) != 0 ||
        tier[1].purchase != PURCHASE_ON_DEMAND)
        return total;
    int128 tier_end = tier[1].from_quantity * MB_NS_PER_QUANTUM * QUANTITY_UNIT;
    return total < tier_end ? total : tier_end;
}

static bool tally_lambda(struct tally *tally, enum architecture architecture)
{
    const char *name = architecture_names[architecture];
    char item[64];
    int128 total = 0;
    for (int j = 0; j < tally->plan->jobs_count; j++) {
        const struct plan_job *job = &tally->plan->jobs[j];
        if (strcmp(job->place, place_names[PLACE_LAMBDA]) == 0 && strcmp(job->architecture, name) == 0)
            total += lambda_month_of(job->lambda_memory_mb, job->duration_s, job->runs_per_day).mb_ns;
    }
    if (total == 0)
        return true;
    snprintf(item, sizeof item, "%s.duration", name);
    int64_t *quantity = quantities_of(tally, "lambda", item);
    total = first_tier_part(tally->catalogue, item, total);
    for (int h = 0; h < tally->usage->hours && quantity != NULL; h++)
        add(&quantity[h], hourly(total, MB_NS_PER_QUANTUM));
    return quantity != NULL;
}

static bool tally_all(struct tally *tally)
{
    const struct plan *plan = tally->plan;
    for (int p = 0; p < plan->pools_count; p++)
        if (!tally_pool(tally, &plan->pools[p]))
            return false;
    for (int s = 0; s < plan->services_count; s++)
        if (!tally_service(tally, &plan->services[s]))
            return false;
    for (int j = 0; j < plan->jobs_count; j++)
        if (strcmp(plan->jobs[j].place, place_names[PLACE_FARGATE]) == 0 && !tally_fargate_job(tally, &plan->jobs[j]))
            return false;
    for (int a = 0; a < ARCHITECTURES_COUNT; a++)
        if (!tally_lambda(tally, (enum architecture)a))
            return false;
    return true;
}

static int by_name(const void *left, const void *right)
{
    const struct usage *a = left, *b = right;
    int by_service = strcmp(a->service, b->service);
    return by_service != 0 ? by_service : strcmp(a->item, b->item);
}

bool plan_usage(const struct plan *plan, const struct catalogue *catalogue, struct plan_usage *ret_usage,
                struct error *err)
{
    struct plan_usage usage = {.hours = plan->hours};
    struct tally tally = {plan, catalogue, &usage, plan->pools_count + 3 * ARCHITECTURES_COUNT, err};
    usage.usages = ARENA_ARRAY(&usage.arena, struct usage, tally.capacity);
    if (!tally_all(&tally)) {
        arena_release(&usage.arena);
        return false;
    }
    qsort(usage.usages, (size_t)usage.usages_count, sizeof *usage.usages, by_name);
    *ret_usage = usage;
    return true;
}

void plan_usage_release(struct plan_usage *usage)
{
    arena_release(&usage->arena);
    *usage = (struct plan_usage){0};
}

void effective_rates(const struct plan_usage *usage, const struct commitment_bill *bill, struct arena *arena,
                     struct plan_rate **ret_rates, int *ret_count)
{
    struct plan_rate *rates = ARENA_ARRAY(arena, struct plan_rate, usage->usages_count + 1);
    int count = 0;
    for (int u = 0; u < usage->usages_count; u++) {
        const struct usage *item = &usage->usages[u];
        int128 quantity = 0;
        for (int h = 0; h < usage->hours; h++)
            quantity += item->quantity[h];
        if (quantity == 0)
            continue;
        int64_t effective = (int64_t)((bill->cost_of_usage[u] + quantity / 2) / quantity);
        if (effective == item->on_demand_nano)
            continue;
        rates[count++] = (struct plan_rate){arena_strdup(arena, item->service), arena_strdup(arena, item->item),
                                            item->on_demand_nano, effective > 1 ? effective : 1};
    }
    *ret_rates = rates;
    *ret_count = count;
}

static void catalogue_copy(const struct catalogue *catalogue, struct catalogue *copy)
{
    *copy = *catalogue;
    copy->arena = (struct arena){0};
    copy->prices = ARENA_ARRAY(&copy->arena, struct price, catalogue->prices_count + 1);
    if (catalogue->prices_count > 0)
        memcpy(copy->prices, catalogue->prices, (size_t)catalogue->prices_count * sizeof *copy->prices);
}

bool effective_catalogue(const struct catalogue *catalogue, const struct plan_rate *rates, int rates_count,
                         struct catalogue *ret_catalogue, struct error *err)
{
    struct catalogue effective;
    catalogue_copy(catalogue, &effective);
    for (int r = 0; r < rates_count; r++) {
        const struct price *price = NULL;
        if (!price_require(catalogue, rates[r].service, rates[r].item, PURCHASE_ON_DEMAND, &price, err)) {
            arena_release(&effective.arena);
            return false;
        }
        struct price *replaced = &effective.prices[price - catalogue->prices];
        replaced->uncommitted_nano = price->nano;
        replaced->nano = rates[r].effective_nano;
    }
    *ret_catalogue = effective;
    return true;
}
