/* cases_purchases.c — a plan made false in one way at a time: Spot pools and Managed Instances. */
#include "tests/unit/check/hand.h"

#include <stdlib.h>
#include <string.h>

/* --- the pool had in another way --- */

static int compare_prices(const void *a, const void *b)
{
    return price_compare(a, b);
}

static void add_price(struct hand *hand, const char *service, const char *item, enum purchase purchase, int64_t nano)
{
    struct catalogue *catalogue = &hand->catalogue;
    struct price *prices = ARENA_ARRAY(&catalogue->arena, struct price, catalogue->prices_count + 1);
    memcpy(prices, catalogue->prices, (size_t)catalogue->prices_count * sizeof *prices);
    prices[catalogue->prices_count++] = (struct price){.service = service,
                                                       .item = item,
                                                       .purchase = purchase,
                                                       .nano = nano,
                                                       .source = "by hand",
                                                       .as_of = "2026-07-06"};
    qsort(prices, (size_t)catalogue->prices_count, sizeof *prices, compare_prices);
    catalogue->prices = prices;
}

static void allow(struct hand *hand, enum place place)
{
    for (int i = 0; i < PROFILE.services_count; i++)
        PROFILE.services[i].places |= 1u << place;
    for (int i = 0; i < PROFILE.jobs_count; i++)
        PROFILE.jobs[i].places |= 1u << place;
}

static void repay_pool(struct hand *hand, int64_t nano)
{
    POOL.usd_per_instance_hour_nano = nano;
    repay(hand);
    POOL.scheduled_usd_per_month_nano = POOL.usd_per_month_nano;
}

/* Mean of $0.03, 0.04 and 0.05, and of 0.05, 0.05 and 0.15 interruptions a month of 10 minutes each:
 * 0.04 * 0.083333 * 10 / 43,800 = 0.000000761. */
void on_spot(struct hand *hand)
{
    static const char *types[] = {"m5a.large", "m6a.large", "m7a.large"};
    static const int64_t prices[] = {50000000, 30000000, 40000000}, rates[] = {50000000, 150000000, 50000000};
    for (int k = 0; k < 3; k++) {
        add_price(hand, "ec2", types[k], PURCHASE_SPOT, prices[k]);
        add_price(hand, "ec2_spot_interruptions", types[k], PURCHASE_SPOT, rates[k]);
    }
    allow(hand, PLACE_EC2_SPOT);
    PLAN.spot = PROFILE.spot;
    POOL.purchase = "spot";
    POOL.instance_types = (struct field_strings){types, 3};
    POOL.interruptions_millionths_per_month = 83333;
    POOL.usd_per_spot_instance_hour_nano = 40000000;
    POOL.usd_per_interruptions_hour_nano = 761;
    repay_pool(hand, 40000761);
}

/* 12 % of $0.086, and no hours of work for its instances. */
void on_managed_instances(struct hand *hand)
{
    add_price(hand, "ecs", "managed_instances_fee", PURCHASE_ON_DEMAND, 120000000);
    allow(hand, PLACE_MANAGED_INSTANCES);
    POOL.purchase = "managed_instances";
    POOL.usd_per_on_demand_instance_hour_nano = 86000000;
    POOL.usd_per_management_fee_hour_nano = 10320000;
    repay_pool(hand, 96320000);
    PLAN.cost.overhead = 120 * NANO_PER_USD;
    PLAN.cost.total = PLAN.cost.ec2 + PLAN.cost.fargate + PLAN.cost.lambda + PLAN.cost.overhead;
}

static void types_are(struct hand *hand, const char *a, const char *b, const char *c)
{
    const char **types = ARENA_ARRAY(&PLAN.arena, const char *, 3);
    types[0] = a, types[1] = b, types[2] = c;
    POOL.instance_types.items = types;
}

static struct price *row(struct hand *hand, const char *service, const char *item)
{
    for (int i = 0; i < hand->catalogue.prices_count; i++) {
        struct price *price = &hand->catalogue.prices[i];
        if (price->purchase == PURCHASE_SPOT && strcmp(price->service, service) == 0 && strcmp(price->item, item) == 0)
            return price;
    }
    return NULL;
}

/* A base of a fifth on demand, at the only on-demand price there is: no such pool is planned without the others'. */
static void base_without_prices(struct hand *hand)
{
    on_spot(hand);
    PROFILE.spot.on_demand_percent = PLAN.spot.on_demand_percent = POOL.on_demand_percent = 20;
}

/* --- one falsehood each --- */

FALSEHOOD(spot_not_allowed, on_spot(hand); hand_service(hand, "web")->places = 1u << PLACE_EC2)
FALSEHOOD(spot_job_not_allowed, on_spot(hand); hand_job(hand, "batch")->places = 1u << PLACE_EC2)
FALSEHOOD(spot_too_few, on_spot(hand); PROFILE.spot.types_min = PLAN.spot.types_min = 4)
FALSEHOOD(spot_too_many, on_spot(hand); PROFILE.spot.types_max = PLAN.spot.types_max = 2)
FALSEHOOD(spot_unknown_type, on_spot(hand); types_are(hand, "m5a.large", "m6a.large", "m7a.larg"))
FALSEHOOD(spot_twice, on_spot(hand); types_are(hand, "m5a.large", "m6a.large", "m6a.large"))
FALSEHOOD(spot_other_size, on_spot(hand); types_are(hand, "c6i.large", "m5a.large", "m6a.large"))
FALSEHOOD(spot_not_named_first, on_spot(hand); POOL.instance_type = "m7a.large")
FALSEHOOD(spot_interrupted, on_spot(hand);
          PROFILE.spot.interruptions_percent_max = PLAN.spot.interruptions_percent_max = 14)
FALSEHOOD(spot_settings_others, on_spot(hand); PLAN.spot.types_max++)
FALSEHOOD(spot_price_off, on_spot(hand); repay_pool(hand, 40000760))
FALSEHOOD(spot_price_missing, base_without_prices(hand))
FALSEHOOD(spot_part_off, on_spot(hand); POOL.usd_per_spot_instance_hour_nano--)
FALSEHOOD(spot_interruptions_off, on_spot(hand); POOL.usd_per_interruptions_hour_nano = 0)
FALSEHOOD(spot_rate_off, on_spot(hand); POOL.interruptions_millionths_per_month = 83334)
FALSEHOOD(spot_rate_changed, on_spot(hand); row(hand, "ec2_spot_interruptions", "m5a.large")->nano = 100000000;
          POOL.interruptions_millionths_per_month = 100000)
FALSEHOOD(spot_base_off, on_spot(hand); POOL.on_demand_percent = 1)
FALSEHOOD(spot_capacity_of_another, on_spot(hand); POOL.memory_mib = 7471)
FALSEHOOD(managed_not_allowed, on_managed_instances(hand); hand_service(hand, "web")->places = 1u << PLACE_EC2)
FALSEHOOD(managed_fee_off, on_managed_instances(hand); POOL.usd_per_management_fee_hour_nano = 10319999)
FALSEHOOD(managed_free, on_managed_instances(hand); repay_pool(hand, 86000000);
          PLAN.cost.total -= PLAN.cost.overhead - 120 * NANO_PER_USD; PLAN.cost.overhead = 120 * NANO_PER_USD)
FALSEHOOD(managed_work_counted, on_managed_instances(hand); repay(hand))
FALSEHOOD(managed_of_several, on_managed_instances(hand); types_are(hand, "m5a.large", "", "");
          POOL.instance_types.count = 1)

const struct hand_case hand_cases_purchases[] = {
    CASE(spot_not_allowed, RULE_PLACE, "services[2].place", "web is in pool-1, which its places", 0),
    CASE(spot_job_not_allowed, RULE_PLACE, "jobs[0].place", "batch is in pool-1, which its places", 0),
    CASE(spot_too_few, RULE_PURCHASE, "pools[0].instance_types", "is of 3 types, the profile asks for 4 to 10", 0),
    CASE(spot_too_many, RULE_PURCHASE, "pools[0].instance_types", "is of 3 types, the profile asks for 3 to 2", 0),
    CASE(spot_unknown_type, RULE_INSTANCE_TYPE, "pools[0].instance_types[2]", "m7a.larg is not a known", 3),
    CASE(spot_twice, RULE_PURCHASE, "pools[0].instance_types[2]", "m6a.large comes after m6a.large", 4),
    CASE(spot_other_size, RULE_PURCHASE, "pools[0].instance_types[0]", "c6i.large has 2 vCPUs, 4096 MiB", 5),
    CASE(spot_not_named_first, RULE_PURCHASE, "pools[0].instance_type", "must be m5a.large, of its types the first", 0),
    CASE(spot_interrupted, RULE_PURCHASE, "pools[0].instance_types[1]", "interrupted more often than the 14 %", 0),
    CASE(spot_settings_others, RULE_PURCHASE, "spot.types_max", "has 11, profile and prices say 10", 0),
    CASE(spot_price_off, RULE_INSTANCE_PRICE, "pools[0].usd_per_instance_hour",
         "pays 0.04000076 an hour, the catalogue says 0.040000761", 0),
    CASE(spot_price_missing, RULE_INSTANCE_PRICE, "pools[0].usd_per_instance_hour", "(2026-07-06) have none", 0),
    CASE(spot_part_off, RULE_INSTANCE_PRICE, "pools[0].usd_per_spot_instance_hour", "the catalogue says 0.04", 0),
    CASE(spot_interruptions_off, RULE_INSTANCE_PRICE, "pools[0].usd_per_interruptions_hour", "says 0.000000761", 0),
    CASE(spot_rate_off, RULE_PURCHASE, "pools[0].interruptions_millionths_per_month", "has 83334, profile", 0),
    CASE(spot_rate_changed, RULE_INSTANCE_PRICE, "pools[0].usd_per_instance_hour", "says 0.040000913", 1),
    CASE(spot_base_off, RULE_PURCHASE, "pools[0].on_demand_percent", "has 1, profile and prices say 0", 0),
    CASE(spot_capacity_of_another, RULE_CAPACITY, "pools[0].memory_mib", "counts on 7471, a m5a.large offers 7421", 0),
    CASE(managed_not_allowed, RULE_PLACE, "services[2].place", "web is in pool-1, which its places", 0),
    CASE(managed_fee_off, RULE_INSTANCE_PRICE, "pools[0].usd_per_management_fee_hour", "says 0.01032", 0),
    CASE(managed_free, RULE_INSTANCE_PRICE, "pools[0].usd_per_instance_hour", "says 0.09632", 0),
    CASE(managed_work_counted, RULE_OVERHEAD, "cost.overhead_usd_per_month", "the profile's overhead is 120.00", 0),
    CASE(managed_of_several, RULE_PURCHASE, "pools[0].instance_types", "only a Spot pool is of several", 0),
};
const int hand_cases_purchases_count = sizeof hand_cases_purchases / sizeof *hand_cases_purchases;
