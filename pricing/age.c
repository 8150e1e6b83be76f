#include "pricing/age.h"
#include "data/base/date.h"

#include <stdio.h>
#include <string.h>

enum { MONTH_TEXT_LENGTH = 7 }; /* "2026-07" */

bool price_age_days(const char *file, const char *as_of, int64_t today, int64_t *ret_days, struct error *err)
{
    char day[DATE_TEXT_SIZE];
    int64_t days = 0;
    snprintf(day, sizeof day, "%.10s%s", as_of, strlen(as_of) == MONTH_TEXT_LENGTH ? "-01" : "");
    if (!date_parse(day, &days))
        return error_set(err, ERROR_INPUT, file, "the date of its prices, \"%s\", is no day", as_of);
    *ret_days = today - days;
    return true;
}

struct looking {
    const struct catalogue *catalogue;
    const struct price *oldest;
};

/* Dates sort as text; a month comes before its days. */
static void look_at(struct looking *at, const char *service, const char *item, enum purchase purchase)
{
    const struct price *price = price_find(at->catalogue, service, item, purchase);
    if (price == NULL)
        return;
    int order = at->oldest == NULL ? -1 : strcmp(price->as_of, at->oldest->as_of);
    if (order < 0 || (order == 0 && price_compare(price, at->oldest) < 0))
        at->oldest = price;
}

static void look_at_pool(struct looking *at, const struct plan *plan, const struct plan_pool *pool)
{
    bool spot = strcmp(pool->purchase, pool_purchase_names[POOL_SPOT]) == 0;
    for (int t = 0; t < pool->instance_types.count; t++) {
        look_at(at, "ec2", pool->instance_types.items[t], PURCHASE_SPOT);
        look_at(at, "ec2_spot_interruptions", pool->instance_types.items[t], PURCHASE_SPOT);
    }
    if (!spot || pool->on_demand_percent > 0)
        look_at(at, "ec2", pool->instance_type, PURCHASE_ON_DEMAND);
    if (strcmp(pool->purchase, pool_purchase_names[POOL_MANAGED_INSTANCES]) == 0)
        look_at(at, "ecs", "managed_instances_fee", PURCHASE_ON_DEMAND);
    if (plan->root_volume_gib > 0)
        look_at(at, "ebs", "gp3", PURCHASE_ON_DEMAND);
}

static void look_at_place(struct looking *at, const char *place, const char *architecture)
{
    char item[64];
    bool spot = strcmp(place, place_names[PLACE_FARGATE_SPOT]) == 0;
    enum purchase purchase = spot ? PURCHASE_SPOT : PURCHASE_ON_DEMAND;
    if (spot || strcmp(place, place_names[PLACE_FARGATE]) == 0) {
        snprintf(item, sizeof item, "%.32s.vcpu", architecture);
        look_at(at, "fargate", item, purchase);
        snprintf(item, sizeof item, "%.32s.gb", architecture);
        look_at(at, "fargate", item, purchase);
    }
    if (strcmp(place, place_names[PLACE_LAMBDA]) == 0) {
        snprintf(item, sizeof item, "%.32s.duration", architecture);
        look_at(at, "lambda", item, PURCHASE_ON_DEMAND);
        look_at(at, "lambda", "requests", PURCHASE_ON_DEMAND);
    }
}

/* What the commitments cover, at the rates they cover it. */
static void look_at_commitments(struct looking *at, const struct plan_commitments *commitments)
{
    for (int k = 0; k < commitments->items_count; k++)
        for (int r = 0; r < commitments->rates_count; r++) {
            enum purchase purchase;
            if (purchase_find(commitments->items[k].purchase, &purchase))
                look_at(at, commitments->rates[r].service, commitments->rates[r].item, purchase);
        }
}

const struct price *plan_oldest_price(const struct plan *plan, const struct catalogue *catalogue)
{
    struct looking at = {.catalogue = catalogue};
    for (int i = 0; i < plan->pools_count; i++)
        look_at_pool(&at, plan, &plan->pools[i]);
    for (int i = 0; i < plan->services_count; i++)
        look_at_place(&at, plan->services[i].place, plan->services[i].architecture);
    for (int i = 0; i < plan->jobs_count; i++)
        look_at_place(&at, plan->jobs[i].place, plan->jobs[i].architecture);
    look_at_commitments(&at, &plan->commitments);
    return at.oldest;
}
