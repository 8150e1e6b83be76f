#include "planner/buy/state.h"

#include "planner/buy/downside.h"
#include <math.h>
#include <string.h>

/* What an upfront payment is of the whole: all, or half (AWS sells partial upfront from a half on). */
static int64_t upfront_nano(const struct commitment *commitment, int64_t count)
{
    int128 years = commitment->term == TERM_3_YEARS ? 3 : 1;
    int128 whole = (int128)commitment->usd_per_hour_nano * count * 8760 * years;
    switch (commitment->payment) {
    case PAYMENT_NO_UPFRONT:
    case PAYMENT_OPTIONS_COUNT:
        return 0;
    case PAYMENT_PARTIAL_UPFRONT:
        return (int64_t)((whole + 1) / 2);
    case PAYMENT_ALL_UPFRONT:
        return (int64_t)whole;
    }
    return 0;
}

static void state_item(const struct statement *statement, int k, struct plan *plan)
{
    const struct outcome *outcome = statement->outcome;
    const struct commitment *commitment = &outcome->choice.commitments[k];
    const struct commitment_use *use = &outcome->bill.uses[k];
    int hours = outcome->usage.hours;
    int64_t count = commitment->count > 0 ? commitment->count : 1;
    bool held = outcome->choice.held[k];
    enum purchase purchase = purchase_of_commitment(commitment->kind, commitment->term, commitment->payment);
    plan->commitments.items[k] = (struct plan_commitment){
        .purchase = purchase_names[purchase],
        .family = arena_strdup(&plan->arena, commitment->family),
        .instance_type = arena_strdup(&plan->arena, commitment->instance_type),
        .count = commitment->count,
        .held = held,
        .usd_per_hour_nano = commitment->usd_per_hour_nano,
        .usd_upfront_nano = held ? 0 : upfront_nano(commitment, count),
        .usd_per_month_nano = month_of_bill(use->fee, hours),
        .covered_usd_per_month_nano = month_of_bill(use->covered_on_demand, hours),
        .utilisation_ratio = use->fee > 0 ? (double)use->used / (double)use->fee : 0,
    };
}

static void state_items(const struct statement *statement, struct plan *plan)
{
    int count = statement->outcome->choice.count;
    plan->commitments.items = ARENA_ARRAY(&plan->arena, struct plan_commitment, count + 1);
    plan->commitments.items_count = count;
    for (int k = 0; k < count; k++)
        state_item(statement, k, plan);
}

static void state_rates(const struct outcome *outcome, struct plan *plan)
{
    struct plan_rate *rates = ARENA_ARRAY(&plan->arena, struct plan_rate, outcome->rates_count + 1);
    for (int r = 0; r < outcome->rates_count; r++) {
        rates[r] = outcome->rates[r];
        rates[r].service = arena_strdup(&plan->arena, rates[r].service);
        rates[r].item = arena_strdup(&plan->arena, rates[r].item);
    }
    plan->commitments.rates = rates;
    plan->commitments.rates_count = outcome->rates_count;
}

static void state_offered(const struct profile *profile, struct plan *plan)
{
    const struct field_strings *offered = &profile->commitments.offered;
    const char **items = ARENA_ARRAY(&plan->arena, const char *, offered->count + 1);
    for (int i = 0; i < offered->count; i++)
        items[i] = arena_strdup(&plan->arena, offered->items[i]);
    plan->commitments.offered = (struct field_strings){items, offered->count};
}

/* The month by the hour in AWS's order: what commitments do not touch, then what they leave, then their fees. */
static void state_bill(const struct statement *statement, struct plan *plan)
{
    const struct commitment_bill *bill = &statement->outcome->bill;
    int hours = statement->outcome->usage.hours;
    int64_t listed = statement->listed->cost.total - statement->listed->cost.overhead;
    plan->commitments.on_demand_usd_per_month_nano = listed;
    plan->commitments.bill_usd_per_month_nano =
        listed - month_of_bill(bill->on_demand_value, hours) + month_of_bill(bill->on_demand + bill->fees, hours);
    plan->cost.unused_commitments = statement->outcome->unused_nano;
    plan->cost.total = usd_add((struct usd){plan->cost.total}, (struct usd){plan->cost.unused_commitments}).nano;
}

/* The causes were found at effective prices against a bound at those. What that bound is above the bound of all
 * commitments, and what is unused, is the commitments' own cause; where the bound is the higher one, the other causes
 * share less. */
static void state_gap(const struct statement *statement, struct plan *plan)
{
    int64_t cost = plan->cost.total - plan->cost.overhead;
    int64_t bound = statement->bound_nano < cost ? statement->bound_nano : cost;
    double before = (double)plan->bound.usd_per_month_nano, causes = 0, gap = (double)(cost - bound);
    double by = bound > 0 ? (double)bound : 1, *ratio = plan->bound.gap_by_cause;
    for (int cause = 0; cause < GAP_COMMITMENTS; cause++)
        causes += ratio[cause] * fmax(before, 1);
    double scale = causes > gap ? gap / causes : 1;
    for (int cause = 0; cause < GAP_COMMITMENTS; cause++)
        ratio[cause] = ratio[cause] * fmax(before, 1) * scale / by;
    ratio[GAP_COMMITMENTS] = causes > gap ? 0 : (gap - causes) / by;
    plan->bound.usd_per_month_nano = bound;
    plan->bound.gap_ratio = gap / by;
}

/* Without EC2 other commitments would be bought. */
static void state_outside(const struct statement *statement, struct plan *plan)
{
    int64_t bill = plan->cost.total - plan->cost.overhead, outside = statement->outside_nano;
    if (!plan->all_fargate.possible || outside < 0)
        return;
    plan->all_fargate.usd_per_month_nano = outside;
    plan->all_fargate.helps = plan->pools_count > 0 && bill < outside;
    plan->all_fargate.saving_usd_per_month_nano = outside - bill;
    plan->all_fargate.break_even_hours_per_month =
        plan->all_fargate.helps && plan->all_fargate.usd_per_hour_nano > 0
            ? (double)(outside - bill) / (double)plan->all_fargate.usd_per_hour_nano
            : 0;
}

/* Whether commitments of the kind cover use of the service, where they have a rate of the item. */
static bool may_cover(enum purchase purchase, const char *service)
{
    enum commitment_kind kind;
    enum commitment_term term;
    enum payment_option payment;
    return purchase_is_commitment(purchase, &kind, &term, &payment) &&
           (kind == COMMITMENT_COMPUTE_SAVINGS_PLAN || strcmp(service, "ec2") == 0);
}

/* The offered purchases that lack a rate of what is used; NULL = none does. */
static const char *unrated(const struct statement *statement, const struct usage *usage, struct arena *arena)
{
    const char *names = NULL;
    for (int p = PURCHASE_COMMITTED; p < PRICE_PURCHASES_COUNT; p++)
        if (statement->offers->offered[p] && usage->committed_nano[p] == 0 &&
            may_cover((enum purchase)p, usage->service))
            names = names ? arena_printf(arena, "%s, %s", names, purchase_names[p]) : purchase_names[p];
    return names;
}

static void say(struct plan *plan, const char **items, int *count, const char *text)
{
    items[(*count)++] = arena_strdup(&plan->arena, text);
}

static void state_assumptions(const struct statement *statement, struct plan *plan)
{
    const struct plan_usage *usage = &statement->outcome->usage;
    char amount[MONEY_TEXT_SIZE];
    int count = plan->assumptions.count;
    const struct plan_commitments *stated = &plan->commitments;
    const char **items = ARENA_ARRAY(&plan->arena, const char *, count + usage->usages_count + stated->items_count + 3);
    if (count > 0)
        memcpy(items, plan->assumptions.items, (size_t)count * sizeof *items);
    say(plan, items, &count,
        "with commitments every price is the effective one: what the week's use of an item costs by the week's "
        "quantity, Savings Plans and Reserved Instances applied hour by hour in AWS's order; they repeat this week for "
        "their whole term");
    if (statement->outcome->choice.count > 0)
        say(plan, items, &count,
            "the demand of the downside table is this plan's own, instances and tasks of each hour scaled and rounded "
            "up, jobs' runs scaled; commitments stay as they are");
    for (int p = 0; p < plan->pools_count; p++)
        if (strcmp(plan->pools[p].purchase, pool_purchase_names[POOL_SPOT]) == 0 &&
            plan->pools[p].on_demand_percent > 0) {
            say(plan, items, &count,
                "commitments are not applied to the on-demand part of Spot pools, which AWS would cover as well");
            break;
        }
    for (int k = 0; k < stated->items_count; k++)
        if (stated->items[k].held && stated->items[k].utilisation_ratio <= 0)
            items[count++] = arena_printf(
                &plan->arena,
                "%s%s%s%s, held at %s dollars an hour, covers nothing in this plan: is it named rightly, and does the "
                "price book have its rates?",
                stated->items[k].purchase, *stated->items[k].family ? " of " : "", stated->items[k].family,
                stated->items[k].instance_type, nano_format(stated->items[k].usd_per_hour_nano, amount));
    for (int u = 0; u < usage->usages_count; u++) {
        const struct usage *item = &usage->usages[u];
        const char *names = unrated(statement, item, &plan->arena);
        if (names)
            items[count++] = arena_printf(&plan->arena,
                                          "the price book has no rate of %s %s under %s, so none of these is counted "
                                          "on for it: prices with these rates "
                                          "come from prices update",
                                          item->service, item->item, names);
    }
    plan->assumptions = (struct field_strings){items, count};
}

bool state_commitments(const struct statement *statement, struct plan *plan, struct error *err)
{
    plan->commitments.given = true;
    state_offered(statement->profile, plan);
    state_items(statement, plan);
    state_rates(statement->outcome, plan);
    state_bill(statement, plan);
    state_gap(statement, plan);
    state_outside(statement, plan);
    state_assumptions(statement, plan);
    return state_downside(statement, plan, err);
}
