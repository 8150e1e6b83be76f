#include "planner/pools/restate.h"
#include "data/base/wide.h"
#include "planner/pools/hold.h"
#include <string.h>

/* --- outside --- */

static enum purchase fargate_purchase(enum place place)
{
    return place == PLACE_FARGATE_SPOT ? PURCHASE_SPOT : PURCHASE_ON_DEMAND;
}

static bool is_fargate(enum place place)
{
    return place == PLACE_FARGATE || place == PLACE_FARGATE_SPOT;
}

static bool quote_again(const struct model *model, const struct model_item *item, const struct fargate_quote *before,
                        enum purchase purchase, struct fargate_quote *ret_quote, struct error *err)
{
    const struct profile *profile = model->profile;
    const struct service *service = item->is_job ? NULL : &profile->services[item->profile_index];
    const struct job *job = item->is_job ? &profile->jobs[item->profile_index] : NULL;
    return fargate_quote_task(model->catalogue, service ? service->cpu_units : job->cpu_units,
                              service ? service->memory_mib : job->memory_mib,
                              service ? service->ephemeral_storage_gib : job->ephemeral_storage_gib,
                              1u << before->architecture, purchase, ret_quote, err);
}

static bool keep_fargate(const struct model *model, const struct model_item *from, struct model_item *item,
                         struct error *err)
{
    enum purchase purchase = fargate_purchase(from->outside_place);
    struct fargate_quote quote;
    if (!quote_again(model, item, &from->fargate[purchase], purchase, &quote, err))
        return false;
    item->fargate[purchase] = quote;
    item->outside_place = from->outside_place;
    item->outside_per_task = quote.price;
    if (!item->is_job)
        return true;
    const struct job *job = &model->profile->jobs[item->profile_index];
    item->job_outside = fargate_job_month(quote.price, job->startup_s, job->duration_s, job->runs_per_day);
    item->job_month[item->outside_place] = item->job_outside;
    return true;
}

/* Which tiers it pays is settled when the plan is billed. */
static bool keep_lambda(const struct model *model, const struct model_item *from, struct model_item *item,
                        struct error *err)
{
    item->outside_place = PLACE_LAMBDA;
    item->lambda_architecture = from->lambda_architecture;
    if (!lambda_bill(model->catalogue, item->lambda_architecture, 0, item->lambda_use, &item->job_outside, err))
        return false;
    item->job_month[PLACE_LAMBDA] = item->job_outside;
    return true;
}

static bool is_same_outside(const struct model_item *a, const struct model_item *b)
{
    if (a->outside_place != b->outside_place)
        return false;
    if (!is_fargate(a->outside_place))
        return a->lambda_architecture == b->lambda_architecture;
    const struct fargate_quote *x = &a->fargate[fargate_purchase(a->outside_place)];
    const struct fargate_quote *y = &b->fargate[fargate_purchase(b->outside_place)];
    return x->architecture == y->architecture;
}

static bool keep_outside(const struct model *from, const int *place_of_item, struct model *model, struct error *err)
{
    for (int i = 0; i < model->items_count; i++) {
        const struct model_item *before = &from->items[i];
        struct model_item *item = &model->items[i];
        if (place_of_item[i] != ITEM_OUTSIDE || is_same_outside(before, item))
            continue;
        bool kept = is_fargate(before->outside_place) ? keep_fargate(model, before, item, err)
                                                      : keep_lambda(model, before, item, err);
        if (!kept)
            return false;
    }
    return true;
}

/* --- pools --- */

static int64_t *copy_hours(struct arena *arena, const int64_t *from, int hours)
{
    int64_t *copy = ARENA_ARRAY(arena, int64_t, hours);
    if (from)
        memcpy(copy, from, (size_t)hours * sizeof *copy);
    return from ? copy : NULL;
}

static int64_t in_proportion(int64_t stage, int64_t before, int64_t now)
{
    return before > 0 ? (int64_t)((int128)stage * now / before) : 0;
}

/* Stages are instance-hours of one type: they change as its price does. */
static bool price_again(const struct model *model, struct pool_choice *pool, struct error *err)
{
    int64_t before = pool->usd_per_month_nano;
    int64_t *stages[] = {&pool->fractional, &pool->whole,     &pool->zones,
                         &pool->placement,  &pool->zone_loss, &pool->deployments};
    if (!hold_price(model, pool, err))
        return false;
    for (size_t k = 0; k < sizeof stages / sizeof *stages; k++)
        *stages[k] = in_proportion(*stages[k], before, pool->usd_per_month_nano);
    return true;
}

static bool copy_pools(const struct model *from, const struct pools_result *pools, struct model *model,
                       struct pools_result *copy, struct error *err)
{
    BUG_IF(from->instances_count != model->instances_count);
    copy->pools = ARENA_ARRAY(&copy->arena, struct pool_choice, pools->pools_count + 1);
    copy->pools_count = pools->pools_count;
    for (int g = 0; g < pools->pools_count; g++) {
        struct pool_choice *pool = &copy->pools[g];
        *pool = pools->pools[g];
        BUG_IF(from->instances[pool->instance].facts != model->instances[pool->instance].facts);
        model->instances[pool->instance].dominated = model->instances[pool->instance].outdone = false;
        pool->instances = copy_hours(&copy->arena, pool->instances, model->hours);
        pool->placed = copy_hours(&copy->arena, pool->placed, model->hours);
        pool->max_size = copy_hours(&copy->arena, pool->max_size, model->hours);
        if (!price_again(model, pool, err))
            return false;
    }
    return true;
}

bool restate(const struct model *from, const struct pools_result *pools, struct model *model,
             struct pools_result *ret_pools, struct error *err)
{
    struct pools_result copy = {.time_limit_reached = pools->time_limit_reached, .packings = pools->packings};
    size_t items = (size_t)model->items_count;
    copy.place_of_item = ARENA_ARRAY(&copy.arena, int, items + 1);
    memcpy(copy.place_of_item, pools->place_of_item, items * sizeof *copy.place_of_item);
    if (pools->strategy_of_item) {
        copy.strategy_of_item = ARENA_ARRAY(&copy.arena, unsigned char, items + 1);
        memcpy(copy.strategy_of_item, pools->strategy_of_item, items);
    }
    bool ok = keep_outside(from, copy.place_of_item, model, err) && copy_pools(from, pools, model, &copy, err);
    if (ok) {
        pools_order(model, &copy);
        *ret_pools = copy;
    } else {
        pools_result_release(&copy);
    }
    return ok;
}
