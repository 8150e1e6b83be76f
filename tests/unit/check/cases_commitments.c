/* cases_commitments.c — a plan made false in one way at a time: Savings Plans and Reserved Instances. */
#include "tests/unit/check/hand.h"

#include <stdlib.h>
#include <string.h>

/* --- bought for the pool, and all that follows --- */

static int compare_prices(const void *a, const void *b)
{
    return price_compare(a, b);
}

static void add_rate(struct hand *hand, enum commitment_kind kind, int64_t nano)
{
    struct catalogue *catalogue = &hand->catalogue;
    struct price *prices = ARENA_ARRAY(&catalogue->arena, struct price, catalogue->prices_count + 1);
    memcpy(prices, catalogue->prices, (size_t)catalogue->prices_count * sizeof *prices);
    prices[catalogue->prices_count++] =
        (struct price){.service = "ec2",
                       .item = "m5a.large",
                       .purchase = purchase_of_commitment(kind, TERM_1_YEAR, PAYMENT_ALL_UPFRONT),
                       .nano = nano,
                       .source = "by hand",
                       .as_of = "2026-07-06"};
    qsort(prices, (size_t)catalogue->prices_count, sizeof *prices, compare_prices);
    catalogue->prices = prices;
}

/* Six instances' worth at $0.06 an hour, all day: $262.80 a month. Three of them run for half of the day: $65.70 is
 * unused. What it covers costs 108 * $0.086 * 730 / 24 = $282.51 on demand. */
static void buy(struct hand *hand, struct plan_commitment item)
{
    static const char *const offered[] = {"*.1y.all_upfront"};
    static const struct plan_downside rows[] = {{90, 300257535991, 319967535991},
                                                {80, 299085667547, 287405667547},
                                                {70, 299008799104, 287328799104},
                                                {60, 287771690660, 213311690660},
                                                {50, 286599822217, 180749822217}};
    struct arena *arena = &PLAN.arena;
    PROFILE.commitments = (struct commitment_settings){.given = true, .offered = {(const char **)offered, 1}};
    POOL.usd_per_instance_hour_nano = 60000000;
    repay(hand);
    POOL.scheduled_usd_per_month_nano = POOL.usd_per_month_nano;
    PLAN.cost.unused_commitments = 65700000000;
    PLAN.cost.total += PLAN.cost.unused_commitments;
    item.usd_upfront_nano = 3153600000000;
    item.usd_per_month_nano = 262800000000;
    item.covered_usd_per_month_nano = 282510000000;
    item.utilisation_ratio = 0.75;
    PLAN.commitments = (struct plan_commitments){.given = true,
                                                 .offered = PROFILE.commitments.offered,
                                                 .items = ARENA_NEW(arena, struct plan_commitment),
                                                 .items_count = 1,
                                                 .rates = ARENA_NEW(arena, struct plan_rate),
                                                 .rates_count = 1,
                                                 .bill_usd_per_month_nano = 300334404434,
                                                 .on_demand_usd_per_month_nano = 320044404434,
                                                 .downside = ARENA_ARRAY(arena, struct plan_downside, 5),
                                                 .downside_count = 5};
    PLAN.commitments.items[0] = item;
    PLAN.commitments.rates[0] = (struct plan_rate){"ec2", "m5a.large", 86000000, 60000000};
    memcpy(PLAN.commitments.downside, rows, sizeof rows);
}

void on_savings_plan(struct hand *hand)
{
    add_rate(hand, COMMITMENT_EC2_INSTANCE_SAVINGS_PLAN, 60000000);
    buy(hand, (struct plan_commitment){.purchase = "ec2_instance_savings_plan.1y.all_upfront",
                                       .family = "m5a",
                                       .instance_type = "",
                                       .usd_per_hour_nano = 360000000});
}

void on_reserved_instances(struct hand *hand)
{
    add_rate(hand, COMMITMENT_STANDARD_RESERVED_INSTANCE, 60000000);
    buy(hand, (struct plan_commitment){.purchase = "standard_reserved_instance.1y.all_upfront",
                                       .family = "",
                                       .instance_type = "m5a.large",
                                       .count = 6,
                                       .usd_per_hour_nano = 60000000});
}

/* The same, paid for already. */
void on_held(struct hand *hand)
{
    on_savings_plan(hand);
    PROFILE.commitments.held = ARENA_NEW(&PROFILE.arena, struct held_commitment);
    PROFILE.commitments.held_count = 1;
    PROFILE.commitments.held[0] = (struct held_commitment){.kind = COMMITMENT_EC2_INSTANCE_SAVINGS_PLAN,
                                                           .term = TERM_1_YEAR,
                                                           .payment = PAYMENT_ALL_UPFRONT,
                                                           .family = "m5a",
                                                           .instance_type = "",
                                                           .usd_per_hour_nano = 360000000};
    PROFILE.commitments.offered.count = PLAN.commitments.offered.count = 0;
    PLAN.commitments.items[0].held = true;
    PLAN.commitments.items[0].usd_upfront_nano = 0;
}

#define ITEM (hand->plan.commitments.items[0])

/* --- one falsehood each --- */

static void offer(struct hand *hand, const char *pattern)
{
    const char **offered = ARENA_ARRAY(&PROFILE.arena, const char *, 1);
    offered[0] = pattern;
    PROFILE.commitments.offered.items = PLAN.commitments.offered.items = offered;
}

FALSEHOOD(not_said, on_savings_plan(hand); PROFILE.commitments.offered.count = PLAN.commitments.offered.count = 0)
FALSEHOOD(not_asked, PLAN.commitments.given = true)
FALSEHOOD(other_offers, on_savings_plan(hand); PLAN.commitments.offered.count = 0)
FALSEHOOD(not_offered, on_savings_plan(hand); offer(hand, "compute_savings_plan.*"))
FALSEHOOD(no_commitment, on_savings_plan(hand); ITEM.purchase = "spot")
FALSEHOOD(odd_amount, on_savings_plan(hand); ITEM.usd_per_hour_nano = 360000001)
FALSEHOOD(reserved_fee, on_reserved_instances(hand); ITEM.usd_per_hour_nano--)
FALSEHOOD(upfront, on_savings_plan(hand); ITEM.usd_upfront_nano--)
FALSEHOOD(upfront_held, on_held(hand); ITEM.usd_upfront_nano = 1)
FALSEHOOD(fee_of_month, on_savings_plan(hand); ITEM.usd_per_month_nano--)
FALSEHOOD(covers, on_reserved_instances(hand); ITEM.covered_usd_per_month_nano++)
FALSEHOOD(utilisation, on_savings_plan(hand); ITEM.utilisation_ratio = 0.76)
FALSEHOOD(not_held, on_held(hand); PROFILE.commitments.held[0].family = "m6a")
FALSEHOOD(held_too, on_held(hand); ITEM.held = false; ITEM.usd_upfront_nano = 3153600000000)
FALSEHOOD(rate_off, on_savings_plan(hand); PLAN.commitments.rates[0].effective_nano++)
FALSEHOOD(rate_on_demand_off, on_savings_plan(hand); PLAN.commitments.rates[0].on_demand_nano++)
FALSEHOOD(rate_missing, on_savings_plan(hand); PLAN.commitments.rates_count = 0)
FALSEHOOD(rate_unknown, on_savings_plan(hand); PLAN.commitments.rates[0].item = "m5a.larg")
FALSEHOOD(unused_off, on_savings_plan(hand); PLAN.cost.unused_commitments++; PLAN.cost.total++)
FALSEHOOD(unused_of_nothing, PLAN.cost.unused_commitments = 1; PLAN.cost.total++; no_gap(hand))
FALSEHOOD(bill_off, on_savings_plan(hand); PLAN.commitments.bill_usd_per_month_nano += 20000000)
FALSEHOOD(on_demand_off, on_savings_plan(hand); PLAN.commitments.on_demand_usd_per_month_nano -= 20000000)
FALSEHOOD(downside_off, on_savings_plan(hand); PLAN.commitments.downside[2].usd_per_month_nano -= 20000000)
FALSEHOOD(downside_on_demand_off, on_reserved_instances(hand);
          PLAN.commitments.downside[4].uncommitted_usd_per_month_nano += 20000000)
FALSEHOOD(downside_missing, on_savings_plan(hand); PLAN.commitments.downside_count = 4)

const struct hand_case hand_cases_commitments[] = {
    CASE(not_said, RULE_COMMITMENTS, "commitments", "neither offers nor holds any", 1),
    CASE(not_asked, RULE_COMMITMENTS, "commitments", "neither offers nor holds any", 1),
    CASE(other_offers, RULE_COMMITMENTS, "commitments.offered", "not what the profile offers", 0),
    CASE(not_offered, RULE_COMMITMENTS, "commitments.items[0].purchase", "not among what the profile offers", 0),
    CASE(no_commitment, RULE_COMMITMENTS, "commitments.items[0].purchase", "\"spot\" is no commitment", 0),
    CASE(odd_amount, RULE_COMMITMENTS, "commitments.items[0].usd_per_hour", "cannot be committed", 3),
    CASE(reserved_fee, RULE_COMMITMENTS, "commitments.items[0].usd_per_hour", "costs 0.06 in the catalogue", 4),
    CASE(upfront, RULE_COMMITMENTS, "commitments.items[0].usd_upfront", "the whole term costs 3153.60", 0),
    CASE(upfront_held, RULE_COMMITMENTS, "commitments.items[0].usd_upfront", "is held already", 0),
    CASE(fee_of_month, RULE_COMMITMENTS, "commitments.items[0].usd_per_month", "its hours cost 262.80", 0),
    CASE(covers, RULE_COMMITMENTS, "commitments.items[0].covered_usd_per_month", "it covers 282.51", 0),
    CASE(utilisation, RULE_COMMITMENTS, "commitments.items[0].utilisation_ratio", "0.750000 of it is used", 0),
    CASE(not_held, RULE_COMMITMENTS, "commitments.items[0]", "the profile does not", 1),
    CASE(held_too, RULE_COMMITMENTS, "commitments.items", "is not in the plan", 1),
    CASE(rate_off, RULE_RATES, "commitments.rates[0].effective_price", "the week's use costs 0.06", 1),
    CASE(rate_on_demand_off, RULE_RATES, "commitments.rates[0].effective_price", "(0.086)", 0),
    CASE(rate_missing, RULE_RATES, "commitments.rates", "has 0 effective prices, its week's use has 1", 6),
    CASE(rate_unknown, RULE_RATES, "commitments.rates[0].item", "due is ec2 m5a.large", 7),
    CASE(unused_off, RULE_COMMITMENTS_BILL, "cost.unused_commitments_usd_per_month", "65.70 is unused", 0),
    CASE(unused_of_nothing, RULE_COMMITMENTS_BILL, "cost.unused_commitments_usd_per_month", "no commitments", 0),
    CASE(bill_off, RULE_COMMITMENTS_BILL, "commitments.bill_usd_per_month", "at effective prices sum to", 1),
    CASE(on_demand_off, RULE_COMMITMENTS_BILL, "commitments.bill_usd_per_month", "less what is covered", 0),
    CASE(downside_off, RULE_DOWNSIDE, "commitments.downside[2]", "it is 299.008", 0),
    CASE(downside_on_demand_off, RULE_DOWNSIDE, "commitments.downside[4]", "and 180.749", 0),
    CASE(downside_missing, RULE_DOWNSIDE, "commitments.downside", "has 4 rows, due are 5", 0),
};
const int hand_cases_commitments_count = sizeof hand_cases_commitments / sizeof *hand_cases_commitments;
