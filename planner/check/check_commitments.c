/* check_commitments.c — what a plan says of Savings Plans and Reserved Instances: the bill made again hour by hour from
 * the prices without commitments. That the plan's other prices are the rates given here is checked where they stand. */
#include "planner/check/checking.h"

#include "pricing/effective.h"
#include <math.h>
#include <string.h>

/* Savings Plans: at least 0.001 dollars an hour, in steps of 0.00001. */
enum { SAVINGS_PLAN_LEAST_NANO = 1000 * 1000, SAVINGS_PLAN_STEP_NANO = 10 * 1000, HOURS_PER_YEAR = 8760 };
enum { PERCENT_MOST = 90, PERCENT_LEAST = 50, PERCENT_STEP = 10 };

/* Stated prices are rounded to the nano-dollar before they are multiplied. */
static int128 rounding_of(int128 nano)
{
    return NANO_PER_USD / 100 + nano / 1000000;
}

static bool is_near(int128 a, int128 b)
{
    int128 difference = a > b ? a - b : b - a;
    return difference <= rounding_of(a > b ? a : b);
}

static int128 bill_month(int128 sum, int hours)
{
    return half_up(sum * HOURS_PER_MONTH, (int128)QUANTITY_UNIT * hours);
}

struct buying_look {
    struct checking *at;
    const struct plan_commitments *stated;
    struct arena arena;
    struct commitment *items; /* [items_count] as commitments_apply takes them */
    struct plan_usage usage;
    struct commitment_bill bill;
};

/* --- each commitment --- */

static bool is_reserved(const struct commitment *item)
{
    return item->kind == COMMITMENT_STANDARD_RESERVED_INSTANCE ||
           item->kind == COMMITMENT_CONVERTIBLE_RESERVED_INSTANCE;
}

static bool item_of(const struct plan_commitment *stated, struct commitment *ret_item)
{
    *ret_item = (struct commitment){.family = stated->family,
                                    .instance_type = stated->instance_type,
                                    .usd_per_hour_nano = stated->usd_per_hour_nano,
                                    .count = stated->count};
    for (int p = PURCHASE_COMMITTED; p < PRICE_PURCHASES_COUNT; p++)
        if (strcmp(stated->purchase, purchase_names[p]) == 0)
            return purchase_is_commitment((enum purchase)p, &ret_item->kind, &ret_item->term, &ret_item->payment);
    return false;
}

static bool is_offered(const struct checking *at, const char *purchase)
{
    if (at->profile == NULL)
        return true;
    const struct field_strings *offered = &at->profile->commitments.offered;
    for (int i = 0; i < offered->count; i++)
        if (text_matches(offered->items[i], purchase))
            return true;
    return false;
}

static void check_bought(struct buying_look *look, int k)
{
    struct checking *at = look->at;
    const struct plan_commitment *stated = &look->stated->items[k];
    const struct commitment *item = &look->items[k];
    enum purchase purchase = purchase_of_commitment(item->kind, item->term, item->payment);
    const struct price *fee = is_reserved(item) ? price_find(at->listed, "ec2", item->instance_type, purchase) : NULL;
    if (!is_offered(at, stated->purchase))
        found(at, RULE_COMMITMENTS, where(at, "commitments.items[%d].purchase", k),
              "\"%s\" is not among what the profile offers: plan again", stated->purchase);
    if (is_reserved(item) && (fee == NULL || fee->nano != stated->usd_per_hour_nano))
        found(at, RULE_COMMITMENTS, where(at, "commitments.items[%d].usd_per_hour", k),
              "the plan says %s, %s of %s costs %s in the catalogue", amount_of(stated->usd_per_hour_nano).text,
              stated->purchase, item->instance_type, fee != NULL ? amount_of(fee->nano).text : "nothing known");
    if (!is_reserved(item) && (stated->usd_per_hour_nano < SAVINGS_PLAN_LEAST_NANO ||
                               stated->usd_per_hour_nano % SAVINGS_PLAN_STEP_NANO != 0))
        found(at, RULE_COMMITMENTS, where(at, "commitments.items[%d].usd_per_hour", k),
              "%s cannot be committed: Savings Plans are 0.001 dollars an hour or more, in steps of 0.00001",
              amount_of(stated->usd_per_hour_nano).text);
}

/* Partial upfront: some of it, at most all. */
static void check_upfront(struct buying_look *look, int k)
{
    const struct plan_commitment *stated = &look->stated->items[k];
    const struct commitment *item = &look->items[k];
    int128 years = item->term == TERM_3_YEARS ? 3 : 1;
    int128 whole = (int128)stated->usd_per_hour_nano * (item->count > 0 ? item->count : 1) * HOURS_PER_YEAR * years;
    bool none = stated->held || item->payment == PAYMENT_NO_UPFRONT;
    bool right = none ? stated->usd_upfront_nano == 0
                 : item->payment == PAYMENT_ALL_UPFRONT
                     ? stated->usd_upfront_nano == whole
                     : stated->usd_upfront_nano > 0 && stated->usd_upfront_nano < whole;
    if (!right)
        found(look->at, RULE_COMMITMENTS, where(look->at, "commitments.items[%d].usd_upfront", k),
              "the plan says %s, the whole term costs %s, \"%s\"%s", amount_of(stated->usd_upfront_nano).text,
              amount_of(whole).text, stated->purchase, stated->held ? ", and is held already" : "");
}

static void check_use(struct buying_look *look, int k)
{
    struct checking *at = look->at;
    const struct plan_commitment *stated = &look->stated->items[k];
    const struct commitment_use *use = &look->bill.uses[k];
    int128 fee = bill_month(use->fee, look->usage.hours),
           covered = bill_month(use->covered_on_demand, look->usage.hours);
    double used = use->fee > 0 ? (double)use->used / (double)use->fee : 0;
    if (fee != stated->usd_per_month_nano)
        found(at, RULE_COMMITMENTS, where(at, "commitments.items[%d].usd_per_month", k),
              "the plan says %s a month, its hours cost %s", amount_of(stated->usd_per_month_nano).text,
              amount_of(fee).text);
    if (covered != stated->covered_usd_per_month_nano)
        found(at, RULE_COMMITMENTS, where(at, "commitments.items[%d].covered_usd_per_month", k),
              "the plan says %s a month, applied in AWS's order it covers %s",
              amount_of(stated->covered_usd_per_month_nano).text, amount_of(covered).text);
    if (!(fabs(used - stated->utilisation_ratio) <= 1e-6))
        found(at, RULE_COMMITMENTS, where(at, "commitments.items[%d].utilisation_ratio", k),
              "the plan says %.6f, applied in AWS's order %.6f of it is used", stated->utilisation_ratio, used);
}

/* --- what is held --- */

static bool is_held_so(const struct held_commitment *held, const struct commitment *item)
{
    return held->kind == (int)item->kind && held->term == (int)item->term && held->payment == (int)item->payment &&
           strcmp(held->family, item->family) == 0 && strcmp(held->instance_type, item->instance_type) == 0 &&
           held->usd_per_hour_nano == item->usd_per_hour_nano && held->count == item->count;
}

static void check_held(struct buying_look *look)
{
    struct checking *at = look->at;
    if (at->profile == NULL)
        return;
    const struct commitment_settings *settings = &at->profile->commitments;
    bool *matched = ARENA_ARRAY(&look->arena, bool, settings->held_count + 1);
    for (int k = 0; k < look->stated->items_count; k++) {
        int h = 0;
        while (h < settings->held_count && (matched[h] || !is_held_so(&settings->held[h], &look->items[k])))
            h++;
        if (!look->stated->items[k].held)
            continue;
        if (h == settings->held_count)
            found(at, RULE_COMMITMENTS, where(at, "commitments.items[%d]", k),
                  "the plan says that \"%s\" is held, the profile does not", look->stated->items[k].purchase);
        else
            matched[h] = true;
    }
    for (int h = 0; h < settings->held_count; h++)
        if (!matched[h])
            found(at, RULE_COMMITMENTS, "commitments.items", "what the profile holds (held[%d]) is not in the plan", h);
}

/* --- rates and sums --- */

static void check_rates(struct buying_look *look)
{
    struct checking *at = look->at;
    struct plan_rate *rates;
    int count;
    effective_rates(&look->usage, &look->bill, &look->arena, &rates, &count);
    if (count != look->stated->rates_count)
        found(at, RULE_RATES, "commitments.rates", "the plan has %d effective prices, its week's use has %d",
              look->stated->rates_count, count);
    for (int r = 0; r < count && r < look->stated->rates_count; r++) {
        const struct plan_rate *stated = &look->stated->rates[r];
        if (strcmp(stated->service, rates[r].service) != 0 || strcmp(stated->item, rates[r].item) != 0)
            found(at, RULE_RATES, where(at, "commitments.rates[%d].item", r), "is %s %s, due is %s %s", stated->service,
                  stated->item, rates[r].service, rates[r].item);
        else if (stated->on_demand_nano != rates[r].on_demand_nano || stated->effective_nano != rates[r].effective_nano)
            found(at, RULE_RATES, where(at, "commitments.rates[%d].effective_price", r),
                  "the plan says %s (%s on demand), the week's use costs %s (%s)",
                  amount_of(stated->effective_nano).text, amount_of(stated->on_demand_nano).text,
                  amount_of(rates[r].effective_nano).text, amount_of(rates[r].on_demand_nano).text);
    }
}

static void check_bill(struct buying_look *look)
{
    struct checking *at = look->at;
    const struct plan *plan = at->plan;
    const struct commitment_bill *bill = &look->bill;
    int hours = look->usage.hours;
    int128 lost = bill_month(bill->lost, hours), listed = bill_month(bill->on_demand_value, hours);
    int128 paid = bill_month(bill->on_demand + bill->fees, hours);
    int128 parts = (int128)plan->cost.ec2 + plan->cost.fargate + plan->cost.lambda + plan->cost.unused_commitments;
    int128 on_demand = look->stated->on_demand_usd_per_month_nano;
    if (lost != plan->cost.unused_commitments)
        found(at, RULE_COMMITMENTS_BILL, "cost.unused_commitments_usd_per_month",
              "the plan says %s a month, of the commitments %s is unused",
              amount_of(plan->cost.unused_commitments).text, amount_of(lost).text);
    if (!is_near(on_demand - listed + paid, look->stated->bill_usd_per_month_nano))
        found(at, RULE_COMMITMENTS_BILL, "commitments.bill_usd_per_month",
              "the plan says %s a month, the same on demand less what is covered and with the fees is %s",
              amount_of(look->stated->bill_usd_per_month_nano).text, amount_of(on_demand - listed + paid).text);
    if (!is_near(parts, look->stated->bill_usd_per_month_nano))
        found(at, RULE_COMMITMENTS_BILL, "commitments.bill_usd_per_month",
              "the plan says %s a month, its parts at effective prices sum to %s",
              amount_of(look->stated->bill_usd_per_month_nano).text, amount_of(parts).text);
}

/* --- less demand --- */

static struct field_integers scaled(struct arena *arena, const struct field_integers *from, int64_t percent)
{
    int64_t *items = ARENA_ARRAY(arena, int64_t, from->count + 1);
    for (int i = 0; i < from->count; i++)
        items[i] = (int64_t)(((int128)from->items[i] * percent + 99) / 100);
    return (struct field_integers){items, from->count};
}

static int128 month_of_counts(const struct field_integers *counts, int128 nano)
{
    int128 sum = 0;
    for (int h = 0; h < counts->count; h++)
        sum += counts->items[h] * nano;
    return counts->count > 0 ? month_of(sum, counts->count) : 0;
}

/* The plan with less to do; *ret_month: at effective prices. */
static struct plan scaled_plan(const struct plan *plan, int64_t percent, struct arena *arena, int128 *ret_month)
{
    struct plan less = {.hours = plan->hours,
                        .pools = ARENA_ARRAY(arena, struct plan_pool, plan->pools_count + 1),
                        .services = ARENA_ARRAY(arena, struct plan_service, plan->services_count + 1),
                        .jobs = ARENA_ARRAY(arena, struct plan_job, plan->jobs_count + 1)};
    *ret_month = 0;
    for (; less.pools_count < plan->pools_count; less.pools_count++) {
        struct plan_pool *pool = &less.pools[less.pools_count];
        *pool = plan->pools[less.pools_count];
        pool->instances = scaled(arena, &pool->instances, percent);
        *ret_month += month_of_counts(&pool->instances,
                                      (int128)pool->usd_per_instance_hour_nano + pool->usd_per_root_volume_hour_nano);
    }
    for (; less.services_count < plan->services_count; less.services_count++) {
        struct plan_service *service = &less.services[less.services_count];
        *service = plan->services[less.services_count];
        service->tasks = scaled(arena, &service->tasks, percent);
        if (on_fargate(service->place))
            *ret_month += month_of_counts(&service->tasks, service->usd_per_task_hour_nano);
    }
    for (; less.jobs_count < plan->jobs_count; less.jobs_count++) {
        struct plan_job *job = &less.jobs[less.jobs_count];
        *job = plan->jobs[less.jobs_count];
        job->runs_per_day = job->runs_per_day * (double)percent / 100;
        if (pool_index(plan, job->place) < 0)
            *ret_month += half_up((int128)job->usd_per_month_nano * percent, 100);
    }
    return less;
}

/* A month of the use at the plan's effective prices. */
static int128 effective_month(const struct buying_look *look, const struct plan_usage *usage)
{
    int128 sum = 0;
    for (int u = 0; u < usage->usages_count; u++) {
        const struct usage *item = &usage->usages[u];
        int64_t nano = item->on_demand_nano;
        for (int r = 0; r < look->stated->rates_count; r++)
            if (strcmp(look->stated->rates[r].service, item->service) == 0 &&
                strcmp(look->stated->rates[r].item, item->item) == 0)
                nano = look->stated->rates[r].effective_nano;
        for (int h = 0; h < usage->hours; h++)
            sum += (int128)item->quantity[h] * nano;
    }
    return bill_month(sum, usage->hours);
}

static void check_downside_row(struct buying_look *look, int row, int64_t percent)
{
    struct checking *at = look->at;
    const struct plan_downside *stated = &look->stated->downside[row];
    struct arena arena = {0};
    struct plan_usage usage = {0};
    struct commitment_bill bill = {0};
    struct error ignored = {0};
    int128 month;
    struct plan less = scaled_plan(at->plan, percent, &arena, &month);
    if (plan_usage(&less, at->listed, &usage, &ignored) &&
        commitments_apply(usage.usages, usage.usages_count, usage.hours, look->items, look->stated->items_count, &bill,
                          &ignored)) {
        int128 rest = month - effective_month(look, &usage);
        int128 listed = rest + bill_month(bill.on_demand_value, usage.hours);
        int128 paid = rest + bill_month(bill.on_demand + bill.fees, usage.hours);
        if (stated->demand_percent != percent || !is_near(listed, stated->uncommitted_usd_per_month_nano) ||
            !is_near(paid, stated->usd_per_month_nano))
            found(at, RULE_DOWNSIDE, where(at, "commitments.downside[%d]", row),
                  "at %lld %% of the demand the plan says %s a month and %s without commitments; it is %s and %s",
                  (long long)percent, amount_of(stated->usd_per_month_nano).text,
                  amount_of(stated->uncommitted_usd_per_month_nano).text, amount_of(paid).text, amount_of(listed).text);
    }
    commitment_bill_release(&bill);
    plan_usage_release(&usage);
    arena_release(&arena);
}

static void check_downside(struct buying_look *look)
{
    int due = look->stated->items_count > 0 ? (PERCENT_MOST - PERCENT_LEAST) / PERCENT_STEP + 1 : 0;
    if (look->stated->downside_count != due)
        found(look->at, RULE_DOWNSIDE, "commitments.downside", "has %d rows, due are %d", look->stated->downside_count,
              due);
    for (int row = 0; row < due && row < look->stated->downside_count; row++)
        check_downside_row(look, row, PERCENT_MOST - (int64_t)row * PERCENT_STEP);
}

/* --- the whole --- */

static void check_items(struct buying_look *look)
{
    for (int k = 0; k < look->stated->items_count; k++) {
        if (!look->stated->items[k].held)
            check_bought(look, k);
        check_upfront(look, k);
        check_use(look, k);
    }
    check_held(look);
}

static bool read_items(struct buying_look *look)
{
    look->items = ARENA_ARRAY(&look->arena, struct commitment, look->stated->items_count + 1);
    for (int k = 0; k < look->stated->items_count; k++)
        if (!item_of(&look->stated->items[k], &look->items[k])) {
            found(look->at, RULE_COMMITMENTS, where(look->at, "commitments.items[%d].purchase", k),
                  "\"%s\" is no commitment", look->stated->items[k].purchase);
            return false;
        }
    return true;
}

static bool make_bill(struct buying_look *look)
{
    struct error err = {0};
    if (plan_usage(look->at->plan, look->at->listed, &look->usage, &err) &&
        commitments_apply(look->usage.usages, look->usage.usages_count, look->usage.hours, look->items,
                          look->stated->items_count, &look->bill, &err))
        return true;
    found(look->at, RULE_RATES, "commitments", "the bill cannot be made again: %s", err.text);
    return false;
}

/* Does the plan say what the profile asks for? */
static void check_asked(struct checking *at)
{
    const struct commitment_settings *settings = &at->profile->commitments;
    const struct plan_commitments *stated = &at->plan->commitments;
    bool asked = settings->offered.count > 0 || settings->held_count > 0;
    if (asked != stated->given)
        found(at, RULE_COMMITMENTS, "commitments", "%s: plan again",
              asked ? "the profile offers or holds some, the plan says nothing of them"
                    : "the profile neither offers nor holds any");
    if (stated->given && !strings_equal(&stated->offered, &settings->offered))
        found(at, RULE_COMMITMENTS, "commitments.offered", "is not what the profile offers: plan again");
}

void check_commitments(struct checking *at)
{
    struct buying_look look = {.at = at, .stated = &at->plan->commitments};
    if (at->profile != NULL)
        check_asked(at);
    if (!look.stated->given) {
        if (at->plan->cost.unused_commitments != 0)
            found(at, RULE_COMMITMENTS_BILL, "cost.unused_commitments_usd_per_month",
                  "the plan says %s a month, and has no commitments",
                  amount_of(at->plan->cost.unused_commitments).text);
        return;
    }
    if (read_items(&look) && make_bill(&look)) {
        check_items(&look);
        check_rates(&look);
        check_bill(&look);
        check_downside(&look);
    }
    commitment_bill_release(&look.bill);
    plan_usage_release(&look.usage);
    arena_release(&look.arena);
}
