/* difference_prices.c — what the old plan would have cost in its own places and sizes at the new plan's prices. */
#include "pricing/difference_parts.h"
#include "pricing/fargate.h"
#include "pricing/lambda.h"
#include <stdlib.h>
#include <string.h>

/* A service that stays on Fargate in its size: what was bought at its old price is bought at its new one. */
struct stayed {
    const char *place, *architecture;
    int64_t cpu_units, memory_mib, old_nano, new_nano;
};

struct stayed_list {
    struct stayed *items;
    int count;
};

bool architecture_parse(const char *name, enum architecture *ret_architecture)
{
    for (int i = 0; i < ARCHITECTURES_COUNT; i++)
        if (name != NULL && strcmp(name, architecture_names[i]) == 0) {
            *ret_architecture = (enum architecture)i;
            return true;
        }
    return false;
}

bool stays_outside(const struct tenant *old_tenant)
{
    const struct tenant *now = old_tenant->other;
    return now != NULL && old_tenant->pool == NULL && now->pool == NULL && strcmp(old_tenant->place, now->place) == 0 &&
           strcmp(old_tenant->architecture, now->architecture) == 0;
}

const struct fargate_size *fargate_size_of(int64_t cpu_units, int64_t memory_mib)
{
    int count = 0;
    const struct fargate_size *sizes = fargate_sizes(&count);
    for (int i = 0; i < count; i++)
        if (sizes[i].cpu_units >= cpu_units && sizes[i].memory_mib >= memory_mib)
            return &sizes[i];
    return NULL;
}

bool fargate_base_price(const struct differ *differ, const struct tenant *tenant, int64_t cpu_units, int64_t memory_mib,
                        int64_t *ret_nano)
{
    struct fargate_quote quote;
    struct error missing = {0};
    enum architecture architecture;
    enum purchase purchase =
        strcmp(tenant->place, place_names[PLACE_FARGATE_SPOT]) == 0 ? PURCHASE_SPOT : PURCHASE_ON_DEMAND;
    if (differ->prices == NULL || !architecture_parse(tenant->architecture, &architecture) ||
        !fargate_quote_task(differ->prices, cpu_units, memory_mib, FARGATE_STORAGE_INCLUDED_GIB, 1u << architecture,
                            purchase, &quote, &missing) ||
        !quote.possible)
        return false;
    *ret_nano = quote.price.nano;
    return true;
}

/* A plan does not tell a task's storage. Where the old price is the new one of the size and whole GiB of storage above
 * what is included, it has not changed. */
static int64_t with_storage(const struct differ *differ, int64_t base_nano, int64_t old_nano)
{
    const struct price *storage = price_find(differ->prices, "fargate", "ephemeral_storage.gb", PURCHASE_ON_DEMAND);
    int64_t above = old_nano - base_nano;
    bool unchanged = storage != NULL && above > 0 && above % storage->nano == 0 &&
                     above / storage->nano <= FARGATE_STORAGE_MAX_GIB - FARGATE_STORAGE_INCLUDED_GIB;
    return unchanged ? old_nano : base_nano;
}

static int stayed_compare(const void *a, const void *b)
{
    const struct stayed *x = a, *y = b;
    int order = strcmp(x->place, y->place);
    order = order != 0 ? order : strcmp(x->architecture, y->architecture);
    if (order != 0)
        return order;
    if (x->cpu_units != y->cpu_units)
        return x->cpu_units < y->cpu_units ? -1 : 1;
    if (x->memory_mib != y->memory_mib)
        return x->memory_mib < y->memory_mib ? -1 : 1;
    return (x->old_nano > y->old_nano) - (x->old_nano < y->old_nano);
}

static struct stayed stayed_of(const struct tenant *tenant)
{
    const struct plan_service *service = tenant->service;
    return (struct stayed){.place = tenant->place,
                           .architecture = tenant->architecture,
                           .cpu_units = service->fargate_cpu_units,
                           .memory_mib = service->fargate_memory_mib,
                           .old_nano = service->usd_per_task_hour_nano};
}

/* Does the new plan buy the service the same size in the same place? */
static bool keeps_size(const struct tenant *tenant)
{
    return stays_outside(tenant) && tenant->service != NULL &&
           tenant->service->fargate_cpu_units == tenant->other->service->fargate_cpu_units &&
           tenant->service->fargate_memory_mib == tenant->other->service->fargate_memory_mib;
}

static struct stayed_list stayed_services(const struct tenants *tenants)
{
    struct stayed_list list = {memory_alloc((size_t)tenants->count + 1, sizeof *list.items), 0};
    for (int i = 0; i < tenants->count; i++)
        if (keeps_size(&tenants->items[i])) {
            list.items[list.count] = stayed_of(&tenants->items[i]);
            list.items[list.count++].new_nano = tenants->items[i].other->service->usd_per_task_hour_nano;
        }
    qsort(list.items, (size_t)list.count, sizeof *list.items, stayed_compare);
    return list;
}

/* --- services on Fargate --- */

static bool task_hour_price(const struct differ *differ, const struct stayed_list *stayed, const struct tenant *tenant,
                            int64_t *ret_nano)
{
    const struct plan_service *service = tenant->service;
    struct stayed wanted = stayed_of(tenant);
    const struct stayed *twin = NULL;
    int64_t base = 0;
    if (keeps_size(tenant)) {
        *ret_nano = tenant->other->service->usd_per_task_hour_nano;
        return true;
    }
    twin = bsearch(&wanted, stayed->items, (size_t)stayed->count, sizeof wanted, stayed_compare);
    if (twin != NULL) {
        *ret_nano = twin->new_nano;
        return true;
    }
    if (!fargate_base_price(differ, tenant, service->fargate_cpu_units, service->fargate_memory_mib, &base))
        return false;
    *ret_nano = with_storage(differ, base, service->usd_per_task_hour_nano);
    return true;
}

static bool reprice_service(struct differ *differ, const struct stayed_list *stayed, struct tenant *tenant,
                            struct error *err)
{
    const struct plan_service *service = tenant->service;
    tenant->priced = task_hour_price(differ, stayed, tenant, &tenant->task_hour_nano);
    if (!tenant->priced)
        tenant->task_hour_nano = service->usd_per_task_hour_nano;
    if (!tenant->priced && tenant->other != NULL)
        string_list_add(&differ->notes,
                        arena_printf(&differ->difference->arena,
                                     "No new price of %g vCPU and %g GiB on %s (%s) is at hand: it is taken at its "
                                     "old price, and what changed of it counts with settings or solver.",
                                     (double)service->fargate_cpu_units / 1024,
                                     (double)service->fargate_memory_mib / 1024, place_words(tenant->place),
                                     tenant->architecture));
    if (tenant->task_hour_nano == service->usd_per_task_hour_nano)
        return true;
    return nano_of_month(sum_of(&service->tasks) * tenant->task_hour_nano, service->tasks.count,
                         &tenant->repriced_nano) ||
           too_dear(tenant->name, err);
}

/* --- jobs on Fargate --- */

/* A plan tells neither the task-hour's price nor how long a run takes to start. Where the new plan runs the job in the
 * same size, the bills' ratio tells; else the new price, where the old bill is one of a run that starts at once. */
static bool reprice_fargate_job(const struct differ *differ, struct tenant *tenant)
{
    const struct plan_job *job = tenant->job;
    const struct fargate_size *size = fargate_size_of(job->cpu_units, job->memory_mib);
    struct usd unit = fargate_job_month((struct usd_per_hour){NANO_PER_USD}, 0, job->duration_s, job->runs_per_day);
    int64_t base = 0, old_nano = 0;
    if (size != NULL && stays_outside(tenant) && settings_of_tenant(differ, tenant) != KNOWN_CHANGED &&
        fargate_size_of(tenant->other->cpu_units, tenant->other->memory_mib) == size) {
        struct ratio back = job_ratio(tenant->other->job, job, true);
        return ratio_of(tenant->other->usd_per_month_nano, &back, &tenant->repriced_nano);
    }
    if (size == NULL || !fargate_base_price(differ, tenant, size->cpu_units, size->memory_mib, &base) || unit.nano <= 0)
        return false;
    struct ratio of_unit = ratio_one();
    ratio_times(&of_unit, NANO_PER_USD, unit.nano);
    if (!ratio_of(tenant->usd_per_month_nano, &of_unit, &old_nano) ||
        fargate_job_month((struct usd_per_hour){old_nano}, 0, job->duration_s, job->runs_per_day).nano !=
            tenant->usd_per_month_nano)
        return false;
    tenant->repriced_nano = fargate_job_month((struct usd_per_hour){with_storage(differ, base, old_nano)}, 0,
                                              job->duration_s, job->runs_per_day)
                                .nano;
    return tenant->repriced_nano < INT64_MAX;
}

/* --- jobs on Lambda --- */

struct lambda_month lambda_use_of(const struct plan_job *job, int64_t memory_mb)
{
    int64_t needed = lambda_size_of(job->cpu_units, job->memory_mib, 0, 0).memory_mb;
    return lambda_month_of(memory_mb > 0 ? memory_mb : needed, job->duration_s, job->runs_per_day);
}

/* Billed again in the order of the names, or by the ratio of the bills where the new plan runs it in the same size. */
static bool reprice_lambda_job(const struct differ *differ, struct tenant *tenant, int128 before[ARCHITECTURES_COUNT],
                               struct error *err)
{
    const struct plan_job *job = tenant->job;
    struct lambda_month use = lambda_use_of(job, job->lambda_memory_mb);
    enum architecture architecture;
    struct error missing = {0};
    struct usd cost = {0};
    if (differ->prices != NULL && architecture_parse(tenant->architecture, &architecture)) {
        int128 already = before[architecture];
        before[architecture] += use.mb_ns;
        tenant->priced = lambda_bill(differ->prices, architecture, already, use, &cost, &missing);
        tenant->repriced_nano = tenant->priced ? cost.nano : tenant->usd_per_month_nano;
        return missing.kind != ERROR_LIMIT || too_dear(tenant->name, err);
    }
    if (!stays_outside(tenant) || tenant->other->job->lambda_memory_mb != job->lambda_memory_mb)
        return true;
    struct ratio back = job_ratio(tenant->other->job, job, false);
    tenant->priced = ratio_of(tenant->other->usd_per_month_nano, &back, &tenant->repriced_nano);
    return tenant->priced || too_dear(tenant->name, err);
}

static void tell_unpriced_jobs(struct differ *differ, enum place place)
{
    const struct tenant *first = NULL;
    int more = -1;
    for (int i = 0; i < differ->old_tenants.count; i++) {
        const struct tenant *tenant = &differ->old_tenants.items[i];
        if (tenant->job == NULL || tenant->pool != NULL || tenant->priced || tenant->other == NULL ||
            strcmp(tenant->place, place_names[place]) != 0)
            continue;
        first = first != NULL ? first : tenant;
        more++;
    }
    if (first == NULL)
        return;
    string_list_add(&differ->notes,
                    more == 0 ? arena_printf(&differ->difference->arena,
                                             "No new price of job %s on %s is at hand: it is taken at its old price, "
                                             "and what changed of it counts with settings or solver.",
                                             first->name, place_words(first->place))
                              : arena_printf(&differ->difference->arena,
                                             "No new price of job %s and %d more on %s is at hand: they are taken at "
                                             "their old prices, and what changed of them counts with settings or "
                                             "solver.",
                                             first->name, more, place_words(first->place)));
}

/* --- pools --- */

static bool instance_price(const struct differ *differ, const struct plan_pool *pool, int64_t *ret_nano)
{
    const struct price *price = NULL;
    for (int i = 0; i < differ->new_plan->pools_count; i++) {
        const struct plan_pool *now = &differ->new_plan->pools[i];
        if (strcmp(now->instance_type, pool->instance_type) == 0 && strcmp(now->purchase, pool->purchase) == 0) {
            *ret_nano = now->usd_per_instance_hour_nano;
            return true;
        }
    }
    for (int i = 0; i < PURCHASES_COUNT && differ->prices != NULL; i++)
        if (strcmp(pool->purchase, purchase_names[i]) == 0)
            price = price_find(differ->prices, "ec2", pool->instance_type, (enum purchase)i);
    *ret_nano = price != NULL ? price->nano : pool->usd_per_instance_hour_nano;
    return price != NULL;
}

/* All root volumes of a plan are of one size, a setting: where settings changed, its price is left alone, and so is
 * what cannot be known. */
static int64_t root_price(const struct differ *differ, const struct plan_pool *pool)
{
    bool known = settings_of_profile(differ) != KNOWN_CHANGED && pool->usd_per_root_volume_hour_nano > 0 &&
                 differ->new_plan->pools_count > 0;
    return known ? differ->new_plan->pools[0].usd_per_root_volume_hour_nano : pool->usd_per_root_volume_hour_nano;
}

/* The pool's cost to who is on it, by what they bore before; the parts sum to it. */
static void share_pool(struct differ *differ, const struct plan_pool *pool, int64_t cost, bool priced)
{
    int128 total = 0, done = 0;
    int count = 0;
    for (int i = 0; i < differ->old_tenants.count; i++) {
        const struct tenant *tenant = &differ->old_tenants.items[i];
        total += tenant->pool == pool ? tenant->usd_per_month_nano : 0;
        count += tenant->pool == pool;
    }
    bool free_of_charge = total == 0;
    total = free_of_charge ? count : total;
    for (int i = 0; i < differ->old_tenants.count; i++) {
        struct tenant *tenant = &differ->old_tenants.items[i];
        if (tenant->pool != pool)
            continue;
        int128 up_to = done + (free_of_charge ? 1 : tenant->usd_per_month_nano);
        tenant->repriced_nano = (int64_t)(cost * up_to / total - cost * done / total);
        tenant->priced = priced;
        done = up_to;
    }
}

static bool reprice_pool(struct differ *differ, const struct plan_pool *pool, struct error *err)
{
    int64_t instance = 0, cost = 0, root = root_price(differ, pool);
    bool priced = instance_price(differ, pool, &instance);
    if (!priced)
        string_list_add(&differ->notes,
                        arena_printf(&differ->difference->arena,
                                     "No new price of %s (%s) is at hand: %s is taken at its old price, and what "
                                     "changed of it counts with settings or solver.",
                                     pool->instance_type, pool->purchase, pool->name));
    if (instance == pool->usd_per_instance_hour_nano && root == pool->usd_per_root_volume_hour_nano) {
        for (int i = 0; i < differ->old_tenants.count; i++)
            if (differ->old_tenants.items[i].pool == pool)
                differ->old_tenants.items[i].priced = priced;
        return true;
    }
    if (!nano_of_month(sum_of(&pool->instances) * ((int128)instance + root), pool->instances.count, &cost))
        return too_dear(pool->name, err);
    share_pool(differ, pool, cost, priced);
    return true;
}

static bool reprice_outside(struct differ *differ, struct error *err)
{
    struct stayed_list stayed = stayed_services(&differ->old_tenants);
    int128 before[ARCHITECTURES_COUNT] = {0};
    bool done = true;
    for (int i = 0; i < differ->old_tenants.count && done; i++) {
        struct tenant *tenant = &differ->old_tenants.items[i];
        if (tenant->pool != NULL)
            continue;
        if (tenant->service != NULL) {
            done = reprice_service(differ, &stayed, tenant, err);
        } else if (strcmp(tenant->place, place_names[PLACE_LAMBDA]) == 0) {
            done = reprice_lambda_job(differ, tenant, before, err);
        } else {
            tenant->priced = reprice_fargate_job(differ, tenant);
            tenant->repriced_nano = tenant->priced ? tenant->repriced_nano : tenant->usd_per_month_nano;
        }
    }
    free(stayed.items);
    return done;
}

static int text_compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Many tasks of one size have one price: it is missed once. */
static void notes_once(struct string_list *notes)
{
    int kept = 0;
    if (notes->count == 0)
        return;
    qsort(notes->items, (size_t)notes->count, sizeof *notes->items, text_compare);
    for (int i = 0; i < notes->count; i++)
        if (kept == 0 || strcmp(notes->items[i], notes->items[kept - 1]) != 0)
            notes->items[kept++] = notes->items[i];
    notes->count = kept;
}

bool reprice_tenants(struct differ *differ, struct error *err)
{
    static const enum place places[] = {PLACE_FARGATE, PLACE_FARGATE_SPOT, PLACE_LAMBDA};
    for (int i = 0; i < differ->old_tenants.count; i++) {
        struct tenant *tenant = &differ->old_tenants.items[i];
        tenant->repriced_nano = tenant->usd_per_month_nano;
        tenant->task_hour_nano = tenant->service != NULL ? tenant->service->usd_per_task_hour_nano : 0;
        tenant->priced = differ->difference->same_prices;
    }
    if (differ->difference->same_prices)
        return true;
    for (int i = 0; i < differ->old_plan->pools_count; i++)
        if (!reprice_pool(differ, &differ->old_plan->pools[i], err))
            return false;
    if (!reprice_outside(differ, err))
        return false;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        tell_unpriced_jobs(differ, places[i]);
    notes_once(&differ->notes);
    return true;
}
