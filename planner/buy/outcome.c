#include "planner/buy/outcome.h"

#include <stdlib.h>
#include <string.h>

int64_t month_of_bill(int128 sum, int hours)
{
    int128 divisor = (int128)QUANTITY_UNIT * hours;
    return (int64_t)((sum * HOURS_PER_MONTH + divisor / 2) / divisor);
}

bool outcome_of(const struct planned *found, const struct offers *offers, struct outcome *ret_outcome,
                struct error *err)
{
    struct outcome *outcome = ret_outcome;
    *outcome = (struct outcome){0};
    struct plan_usage *usage = &outcome->usage;
    if (!plan_usage(planned_plan(found), offers->catalogue, usage, err) ||
        !commitments_choose(usage->usages, usage->usages_count, usage->hours, offers->offered, offers->held,
                            offers->held_count, &outcome->choice, &outcome->bill, err)) {
        outcome_release(outcome);
        return false;
    }
    effective_rates(usage, &outcome->bill, &outcome->arena, &outcome->rates, &outcome->rates_count);
    if (!effective_catalogue(offers->catalogue, outcome->rates, outcome->rates_count, &outcome->catalogue, err) ||
        !planned_reprice(found, &outcome->catalogue, &outcome->planned, err)) {
        outcome_release(outcome);
        return false;
    }
    outcome->unused_nano = month_of_bill(outcome->bill.lost, usage->hours);
    outcome->total_nano =
        usd_add((struct usd){planned_plan(outcome->planned)->cost.total}, (struct usd){outcome->unused_nano}).nano;
    return true;
}

void outcome_release(struct outcome *outcome)
{
    planned_free(outcome->planned);
    catalogue_release(&outcome->catalogue);
    commitment_bill_release(&outcome->bill);
    commitments_choice_release(&outcome->choice);
    plan_usage_release(&outcome->usage);
    arena_release(&outcome->arena);
    *outcome = (struct outcome){0};
}

/* --- the same places --- */

static bool integers_same(const struct field_integers *a, const struct field_integers *b)
{
    return a->count == b->count &&
           (a->count == 0 || memcmp(a->items, b->items, (size_t)a->count * sizeof *a->items) == 0);
}

static bool strings_same(const struct field_strings *a, const struct field_strings *b)
{
    for (int i = 0; i < a->count && i < b->count; i++)
        if (strcmp(a->items[i], b->items[i]) != 0)
            return false;
    return a->count == b->count;
}

static bool pools_are_same(const struct plan_pool *a, const struct plan_pool *b)
{
    return strcmp(a->instance_type, b->instance_type) == 0 && strcmp(a->purchase, b->purchase) == 0 &&
           integers_same(&a->instances, &b->instances) && strings_same(&a->services, &b->services) &&
           strings_same(&a->jobs, &b->jobs);
}

/* Pools are in the order of what they cost, which differs. */
static bool has_pool(const struct plan *plan, const struct plan_pool *pool)
{
    for (int g = 0; g < plan->pools_count; g++)
        if (pools_are_same(&plan->pools[g], pool))
            return true;
    return false;
}

static bool outside_is_same(const struct plan *a, const char *place_a, const char *architecture_a, const struct plan *b,
                            const char *place_b, const char *architecture_b)
{
    bool pool_a = pool_index(a, place_a) >= 0, pool_b = pool_index(b, place_b) >= 0;
    if (pool_a || pool_b)
        return pool_a && pool_b;
    return strcmp(place_a, place_b) == 0 && strcmp(architecture_a, architecture_b) == 0;
}

bool places_are_same(const struct plan *a, const struct plan *b)
{
    bool same = a->pools_count == b->pools_count;
    for (int g = 0; g < a->pools_count && same; g++)
        same = has_pool(b, &a->pools[g]);
    for (int i = 0; i < a->services_count && same; i++)
        same = outside_is_same(a, a->services[i].place, a->services[i].architecture, b, b->services[i].place,
                               b->services[i].architecture);
    for (int j = 0; j < a->jobs_count && same; j++)
        same =
            outside_is_same(a, a->jobs[j].place, a->jobs[j].architecture, b, b->jobs[j].place, b->jobs[j].architecture);
    return same;
}

/* --- prices as if of more --- */

static int compare_items(const char *service, const char *item, const char *other_service, const char *other_item)
{
    int by_service = strcmp(service, other_service);
    return by_service != 0 ? by_service : strcmp(item, other_item);
}

/* NULL = the plan does not use it. There are few. */
static const struct usage *usage_of(const struct outcome *outcome, const struct price *price)
{
    for (int u = 0; u < outcome->usage.usages_count; u++) {
        const struct usage *usage = &outcome->usage.usages[u];
        if (compare_items(usage->service, usage->item, price->service, price->item) == 0)
            return usage;
    }
    return NULL;
}

static int64_t used_rate(const struct outcome *outcome, const struct price *price)
{
    for (int r = 0; r < outcome->rates_count; r++)
        if (compare_items(outcome->rates[r].service, outcome->rates[r].item, price->service, price->item) == 0)
            return outcome->rates[r].effective_nano;
    return price->nano;
}

double outcome_covered(const struct outcome *outcome)
{
    double all = (double)outcome->bill.on_demand_value, left = (double)outcome->bill.on_demand;
    return all > 0 ? (all - left) / all : 0;
}

bool outcome_extended(const struct outcome *outcome, const struct offers *offers, double share,
                      struct catalogue *ret_catalogue, struct error *err)
{
    struct plan_rate *rates = memory_alloc((size_t)offers->prices_count + 1, sizeof *rates);
    int count = 0;
    for (int at = 0; at < offers->prices_count; at++) {
        const struct covered_price *covered = &offers->prices[at];
        const struct price *price = covered->price;
        int64_t rate = usage_of(outcome, price)
                           ? used_rate(outcome, price)
                           : price->nano - (int64_t)(share * (double)(price->nano - covered->floor_nano));
        if (rate != price->nano)
            rates[count++] = (struct plan_rate){price->service, price->item, price->nano, rate};
    }
    bool ok = effective_catalogue(offers->catalogue, rates, count, ret_catalogue, err);
    free(rates);
    return ok;
}
