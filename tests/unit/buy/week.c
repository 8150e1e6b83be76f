#include "tests/unit/buy/week.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const families[] = {"m9x", "c9x"};
static const char *const sizes[] = {"large", "xlarge", "2xlarge"};

/* Five decimals, as AWS's. */
static int64_t rate_of(double nano)
{
    return (int64_t)(nano / 10000 + 0.5) * 10000;
}

static int64_t discounted(const struct usage *usage, double percent)
{
    return rate_of((double)usage->on_demand_nano * (100 - percent) / 100);
}

static void ec2_make(struct week *week, int u, struct random *random)
{
    int family = (int)random_between(random, 0, 1), size = (int)random_between(random, 0, 2);
    struct usage *usage = &week->usages[u];
    snprintf(week->names[u], sizeof week->names[u], "%s.%s", families[family], sizes[size]);
    snprintf(week->families[u], sizeof week->families[u], "%s", families[family]);
    usage->service = "ec2";
    usage->normalised_quarters = 16 << size;
    usage->on_demand_nano =
        rate_of((family == 0 ? 96e6 : 85e6) * (1 << size) + (double)random_between(random, 0, 9) * 1e4);
}

static void fargate_make(struct week *week, int u, struct random *random)
{
    bool memory = random_chance(random, 50);
    snprintf(week->names[u], sizeof week->names[u], memory ? "x86_64.gb" : "x86_64.vcpu");
    week->families[u][0] = '\0';
    week->usages[u].service = "fargate";
    week->usages[u].on_demand_nano = memory ? 4440000 : 40480000;
}

static bool is_named_before(const struct week *week, int u)
{
    for (int before = 0; before < u; before++)
        if (strcmp(week->names[before], week->names[u]) == 0)
            return true;
    return false;
}

static void rates_make(struct usage *usage, struct random *random, const struct random_week *shape)
{
    double base = shape->wild ? (double)random_between(random, 2, 70) : 26 + (double)random_between(random, 0, 3);
    double more = shape->wild ? (double)random_between(random, 2, 70) : base + 8 + (double)random_between(random, 0, 3);
    double reserved =
        shape->wild ? (double)random_between(random, 2, 70) : more + (double)random_between(random, -1, 2);
    usage->committed_nano[purchase_of_commitment(COMMITMENT_COMPUTE_SAVINGS_PLAN, 0, 0)] =
        discounted(usage, usage->normalised_quarters > 0 ? base : base - 6);
    if (shape->one_kind || usage->normalised_quarters == 0)
        return;
    usage->committed_nano[purchase_of_commitment(COMMITMENT_EC2_INSTANCE_SAVINGS_PLAN, 0, 0)] = discounted(usage, more);
    usage->committed_nano[purchase_of_commitment(COMMITMENT_STANDARD_RESERVED_INSTANCE, 0, 0)] =
        discounted(usage, reserved);
}

static void hours_make(struct week *week, int u, struct random *random)
{
    int64_t base = random_between(random, 0, 6), swing = random_between(random, 0, 8);
    int peak = (int)random_between(random, 0, 23);
    for (int h = 0; h < week->hours; h++) {
        double wave = 0.5 + 0.5 * cos((h % 24 - peak) * 0.2617993878);
        int64_t tenths = week->usages[u].normalised_quarters > 0 ? 0 : random_between(random, 0, 9);
        int64_t whole = base + (int64_t)((double)swing * wave + (double)random_between(random, 0, 10) / 10);
        week->quantities[u][h] = whole * QUANTITY_UNIT + tenths * (QUANTITY_UNIT / 10);
    }
}

void week_make(struct week *week, struct random *random, const struct random_week *shape)
{
    *week = (struct week){.uses = shape->uses, .hours = shape->hours};
    for (int u = 0; u < shape->uses; u++) {
        struct usage *usage = &week->usages[u];
        do {
            *usage = (struct usage){.item = week->names[u], .family = week->families[u]};
            if (random_chance(random, 70))
                ec2_make(week, u, random);
            else
                fargate_make(week, u, random);
        } while (is_named_before(week, u));
        rates_make(usage, random, shape);
        hours_make(week, u, random);
        usage->quantity = week->quantities[u];
    }
}

/* --- AWS's order, once more --- */

static bool is_reserved(enum purchase purchase)
{
    enum commitment_kind kind = COMMITMENT_KINDS_COUNT;
    enum commitment_term term;
    enum payment_option payment;
    return purchase_is_commitment(purchase, &kind, &term, &payment) &&
           (kind == COMMITMENT_STANDARD_RESERVED_INSTANCE || kind == COMMITMENT_CONVERTIBLE_RESERVED_INSTANCE);
}

static double takes(const struct week *week, const struct week_offer *offer, int u)
{
    const struct usage *usage = &week->usages[u];
    if (offer->family[0] != '\0' && strcmp(offer->family, usage->family) != 0)
        return 0;
    return is_reserved(offer->purchase) ? (double)usage->normalised_quarters
                                        : (double)usage->committed_nano[offer->purchase] / 1e9;
}

/* Of the uses not yet looked at the one that AWS takes next from this offer; -1 = none. */
static int next_use(const struct week *week, const struct week_offer *offer, const bool *seen)
{
    int best = -1;
    for (int u = 0; u < week->uses; u++) {
        double mine = takes(week, offer, u), key, best_key;
        if (seen[u] || mine <= 0)
            continue;
        if (best < 0) {
            best = u;
            continue;
        }
        bool reserved = is_reserved(offer->purchase);
        key = reserved ? mine : mine / (double)week->usages[u].on_demand_nano;
        best_key = takes(week, offer, best);
        best_key = reserved ? best_key : best_key / (double)week->usages[best].on_demand_nano;
        bool tie = fabs(key - best_key) <= 1e-12 * key;
        if (tie ? mine < takes(week, offer, best) ||
                      (mine == takes(week, offer, best) && strcmp(week->names[u], week->names[best]) < 0)
                : key < best_key)
            best = u;
    }
    return best;
}

double week_cost(const struct week *week, const struct week_offer *offers, int offers_count, const double *amounts)
{
    double cost = 0;
    int order[WEEK_OFFERS_MAX][WEEK_USES_MAX], count[WEEK_OFFERS_MAX] = {0};
    for (int o = 0; o < offers_count; o++) {
        bool seen[WEEK_USES_MAX] = {false};
        for (int u = next_use(week, &offers[o], seen); u >= 0; u = next_use(week, &offers[o], seen)) {
            seen[u] = true;
            order[o][count[o]++] = u;
        }
        bool reserved = is_reserved(offers[o].purchase);
        double price = reserved ? (double)week->usages[offers[o].size].committed_nano[offers[o].purchase] / 1e9 : 1;
        cost += amounts[o] * price * week->hours;
    }
    for (int h = 0; h < week->hours; h++) {
        double rest[WEEK_USES_MAX];
        for (int u = 0; u < week->uses; u++)
            rest[u] = (double)week->quantities[u][h] / (double)QUANTITY_UNIT;
        for (int o = 0; o < offers_count; o++) {
            double left = amounts[o];
            if (is_reserved(offers[o].purchase))
                left *= (double)week->usages[offers[o].size].normalised_quarters;
            for (int i = 0; i < count[o] && left > 0; i++) {
                double each = takes(week, &offers[o], order[o][i]);
                double served = fmin(rest[order[o][i]], left / each);
                rest[order[o][i]] -= served;
                left -= served * each;
            }
        }
        for (int u = 0; u < week->uses; u++)
            cost += rest[u] * (double)week->usages[u].on_demand_nano / 1e9;
    }
    return cost;
}

/* --- brute force --- */

struct box {
    double low[WEEK_OFFERS_MAX], step[WEEK_OFFERS_MAX];
};

static double box_best(const struct week *week, const struct week_offer *offers, int count, const struct box *box,
                       int points, double *best_at)
{
    double best = INFINITY, at[WEEK_OFFERS_MAX];
    int index[WEEK_OFFERS_MAX] = {0}, o = 0;
    while (o < count) {
        for (int i = 0; i < count; i++) {
            at[i] = fmax(box->low[i] + index[i] * box->step[i], 0);
            at[i] = is_reserved(offers[i].purchase) ? round(at[i]) : round(at[i] * 1e5) / 1e5;
            if (!is_reserved(offers[i].purchase) && at[i] < 0.001)
                at[i] = at[i] < 0.0005 ? 0 : 0.001; /* the least that is sold */
        }
        double cost = week_cost(week, offers, count, at);
        if (cost < best) {
            best = cost;
            memcpy(best_at, at, (size_t)count * sizeof *at);
        }
        for (o = 0; o < count && ++index[o] == points; o++)
            index[o] = 0;
    }
    return best;
}

/* The most that an offer could be used in any hour. */
static double most(const struct week *week, const struct week_offer *offer)
{
    double largest = 0;
    for (int h = 0; h < week->hours; h++) {
        double sum = 0;
        for (int u = 0; u < week->uses; u++)
            sum += takes(week, offer, u) * (double)week->quantities[u][h] / (double)QUANTITY_UNIT;
        largest = fmax(largest, sum);
    }
    return is_reserved(offer->purchase) ? largest / (double)week->usages[offer->size].normalised_quarters : largest;
}

double week_brute_force(const struct week *week, const struct week_offer *offers, int offers_count, int points,
                        double *ret_amounts)
{
    struct box box;
    double best = 0;
    for (int o = 0; o < offers_count; o++) {
        box.low[o] = 0;
        box.step[o] = most(week, &offers[o]) / (points - 1);
        if (is_reserved(offers[o].purchase))
            box.step[o] = fmax(ceil(box.step[o]), 1);
    }
    best = box_best(week, offers, offers_count, &box, points, ret_amounts);
    for (int round = 0; round < 12; round++) {
        const int side = 7;
        double at[WEEK_OFFERS_MAX];
        for (int o = 0; o < offers_count; o++) {
            box.step[o] = fmax(box.step[o] / 2, is_reserved(offers[o].purchase) ? 1 : 1e-5);
            box.low[o] = ret_amounts[o] - (side / 2) * box.step[o];
        }
        double cost = box_best(week, offers, offers_count, &box, side, at);
        if (cost < best) {
            best = cost;
            memcpy(ret_amounts, at, (size_t)offers_count * sizeof *at);
        }
    }
    return best;
}
