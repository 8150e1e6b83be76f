/* check_buying.c — what a plan says of Spot, Managed Instances and commitments against itself, without any price: parts
 * of a price sum to it, fees are of their hours, what they cover and leave unused is the bill's. */
#include "planner/check/checking.h"

#include "data/catalogue.h"
#include <math.h>
#include <string.h>

enum { HOURS_PER_YEAR = 8760, PERCENT = 100, MILLION = 1000 * 1000, MINUTES_PER_HOUR = 60 };

/* Effective prices are rounded to the nano-dollar, months to it again. */
static bool is_near(int128 a, int128 b)
{
    int128 difference = a > b ? a - b : b - a, larger = a > b ? a : b;
    return difference <= NANO_PER_USD / 100 + (larger > 0 ? larger : 0) / MILLION;
}

/* --- prices that are made of parts --- */

static void check_spot_pool(struct checking *at, int i)
{
    const struct plan_pool *pool = &at->plan->pools[i];
    int128 share = PERCENT - pool->on_demand_percent;
    int128 interruptions =
        half_up((int128)pool->usd_per_spot_instance_hour_nano * share * pool->interruptions_millionths_per_month *
                    at->plan->spot.minutes_per_interruption,
                (int128)PERCENT * MILLION * HOURS_PER_MONTH * MINUTES_PER_HOUR);
    int128 hour = half_up((int128)pool->usd_per_on_demand_instance_hour_nano * pool->on_demand_percent +
                              pool->usd_per_spot_instance_hour_nano * share,
                          PERCENT) +
                  pool->usd_per_interruptions_hour_nano;
    if (interruptions != pool->usd_per_interruptions_hour_nano)
        found(at, RULE_INSTANCE_PRICE, where(at, "pools[%d].usd_per_interruptions_hour", i),
              "the plan says %s, its rate and spot.minutes_per_interruption make %s: plan again",
              amount_of(pool->usd_per_interruptions_hour_nano).text, amount_of(interruptions).text);
    if (hour != pool->usd_per_instance_hour_nano)
        found(at, RULE_INSTANCE_PRICE, where(at, "pools[%d].usd_per_instance_hour", i),
              "the plan says %s, its parts (Spot, on demand, interruptions) make %s: plan again",
              amount_of(pool->usd_per_instance_hour_nano).text, amount_of(hour).text);
    if (pool->on_demand_percent != at->plan->spot.on_demand_percent)
        found(at, RULE_PURCHASE, where(at, "pools[%d].on_demand_percent", i), "%s has %lld, the plan's spot %lld",
              pool->name, (long long)pool->on_demand_percent, (long long)at->plan->spot.on_demand_percent);
}

static void check_managed_pool(struct checking *at, int i)
{
    const struct plan_pool *pool = &at->plan->pools[i];
    int128 hour = (int128)pool->usd_per_on_demand_instance_hour_nano + pool->usd_per_management_fee_hour_nano;
    if (hour != pool->usd_per_instance_hour_nano)
        found(at, RULE_INSTANCE_PRICE, where(at, "pools[%d].usd_per_instance_hour", i),
              "the plan says %s, the instance and AWS's fee make %s: plan again",
              amount_of(pool->usd_per_instance_hour_nano).text, amount_of(hour).text);
}

/* The rate of an item; NULL = it is not changed by commitments. */
static const struct plan_rate *rate_of(const struct checking *at, const char *service, const char *item)
{
    const struct plan_commitments *commitments = &at->plan->commitments;
    for (int i = 0; i < commitments->rates_count; i++)
        if (strcmp(commitments->rates[i].service, service) == 0 && strcmp(commitments->rates[i].item, item) == 0)
            return &commitments->rates[i];
    return NULL;
}

static void check_rated_pool(struct checking *at, int i)
{
    const struct plan_pool *pool = &at->plan->pools[i];
    const struct plan_rate *rate = rate_of(at, "ec2", pool->instance_type);
    if (rate != NULL && rate->effective_nano != pool->usd_per_instance_hour_nano)
        found(at, RULE_RATES, where(at, "pools[%d].usd_per_instance_hour", i),
              "the plan says %s, the effective price of %s is %s: plan again",
              amount_of(pool->usd_per_instance_hour_nano).text, pool->instance_type,
              amount_of(rate->effective_nano).text);
}

static void check_pool(struct checking *at, int i)
{
    const char *purchase = at->plan->pools[i].purchase;
    if (strcmp(purchase, pool_purchase_names[POOL_SPOT]) == 0)
        check_spot_pool(at, i);
    else if (strcmp(purchase, pool_purchase_names[POOL_MANAGED_INSTANCES]) == 0)
        check_managed_pool(at, i);
    else
        check_rated_pool(at, i);
}

/* --- commitments --- */

static void check_fee(struct checking *at, int k)
{
    const struct plan_commitment *item = &at->plan->commitments.items[k];
    int128 hour = (int128)item->usd_per_hour_nano * (item->count > 0 ? item->count : 1);
    int128 years = strstr(item->purchase, ".3y.") != NULL ? 3 : 1, term = hour * HOURS_PER_YEAR * years;
    if (hour * HOURS_PER_MONTH != item->usd_per_month_nano)
        found(at, RULE_COMMITMENTS, where(at, "commitments.items[%d].usd_per_month", k),
              "the plan says %s, 730 hours of it cost %s", amount_of(item->usd_per_month_nano).text,
              amount_of(hour * HOURS_PER_MONTH).text);
    if (item->usd_upfront_nano > term)
        found(at, RULE_COMMITMENTS, where(at, "commitments.items[%d].usd_upfront", k),
              "%s is more than the whole term costs, %s", amount_of(item->usd_upfront_nano).text, amount_of(term).text);
    if (!(item->utilisation_ratio >= 0 && item->utilisation_ratio <= 1))
        found(at, RULE_COMMITMENTS, where(at, "commitments.items[%d].utilisation_ratio", k),
              "must be from 0 to 1, not %g", item->utilisation_ratio);
}

/* bill = on demand - covered + fees; what is unused is the fees' part that covers nothing. */
static void check_bill(struct checking *at)
{
    const struct plan *plan = at->plan;
    const struct plan_commitments *commitments = &plan->commitments;
    int128 fees = 0, covered = 0;
    double unused = 0;
    for (int k = 0; k < commitments->items_count; k++) {
        const struct plan_commitment *item = &commitments->items[k];
        fees += item->usd_per_month_nano;
        covered += item->covered_usd_per_month_nano;
        unused += (double)item->usd_per_month_nano * (1 - item->utilisation_ratio);
    }
    int128 bill = commitments->on_demand_usd_per_month_nano - covered + fees;
    int128 parts = (int128)plan->cost.ec2 + plan->cost.fargate + plan->cost.lambda + plan->cost.unused_commitments;
    if (!is_near(bill, commitments->bill_usd_per_month_nano))
        found(at, RULE_COMMITMENTS_BILL, "commitments.bill_usd_per_month",
              "the plan says %s; on demand, less what is covered, and the fees make %s",
              amount_of(commitments->bill_usd_per_month_nano).text, amount_of(bill).text);
    if (!is_near(parts, commitments->bill_usd_per_month_nano))
        found(at, RULE_COMMITMENTS_BILL, "commitments.bill_usd_per_month",
              "the plan says %s; EC2, Fargate, Lambda and what is unused cost %s",
              amount_of(commitments->bill_usd_per_month_nano).text, amount_of(parts).text);
    if (!is_near((int128)unused, plan->cost.unused_commitments))
        found(at, RULE_COMMITMENTS_BILL, "cost.unused_commitments_usd_per_month",
              "the plan says %s; by their utilisation %s of the fees covers nothing",
              amount_of(plan->cost.unused_commitments).text, amount_of((int128)unused).text);
}

static void check_rates(struct checking *at)
{
    const struct plan_commitments *commitments = &at->plan->commitments;
    for (int i = 0; i < commitments->rates_count; i++)
        if (commitments->rates[i].effective_nano >= commitments->rates[i].on_demand_nano)
            found(at, RULE_RATES, where(at, "commitments.rates[%d].effective_price", i),
                  "%s of %s is no less than %s on demand: commitments do not make it dearer",
                  amount_of(commitments->rates[i].effective_nano).text, commitments->rates[i].item,
                  amount_of(commitments->rates[i].on_demand_nano).text);
}

/* Less demand costs no more, and never less than the fees. */
static void check_downside(struct checking *at)
{
    const struct plan_commitments *commitments = &at->plan->commitments;
    int128 fees = 0;
    int64_t before = INT64_MAX, uncommitted = INT64_MAX;
    for (int k = 0; k < commitments->items_count; k++)
        fees += commitments->items[k].usd_per_month_nano;
    for (int i = 0; i < commitments->downside_count; i++) {
        const struct plan_downside *row = &commitments->downside[i];
        if (row->usd_per_month_nano > before || row->uncommitted_usd_per_month_nano > uncommitted ||
            row->usd_per_month_nano < fees - NANO_PER_USD)
            found(at, RULE_COMMITMENTS, where(at, "commitments.downside[%d]", i),
                  "less demand costs more, or less than the fees of %s: plan again", amount_of(fees).text);
        before = row->usd_per_month_nano;
        uncommitted = row->uncommitted_usd_per_month_nano;
    }
}

void check_buying(struct checking *at)
{
    for (int i = 0; i < at->plan->pools_count; i++)
        check_pool(at, i);
    if (!at->plan->commitments.given)
        return;
    for (int k = 0; k < at->plan->commitments.items_count; k++)
        check_fee(at, k);
    check_bill(at);
    check_rates(at);
    check_downside(at);
}
