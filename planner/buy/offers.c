#include "planner/buy/offers.h"

#include "data/base/text.h"
#include "pricing/effective.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- what may be bought --- */

static bool is_priced(const struct catalogue *catalogue, enum purchase purchase)
{
    for (int p = 0; p < catalogue->prices_count; p++)
        if (catalogue->prices[p].purchase == purchase)
            return true;
    return false;
}

static bool match_pattern(struct offers *offers, const char *pattern, const bool *priced)
{
    bool some = false;
    for (int p = PURCHASE_COMMITTED; p < PRICE_PURCHASES_COUNT; p++) {
        if (!priced[p] || !text_matches(pattern, purchase_names[p]))
            continue;
        offers->offered[p] = offers->any_offered = some = true;
    }
    return some;
}

static bool match_offered(struct offers *offers, const struct profile *profile, struct error *err)
{
    const struct field_strings *patterns = &profile->commitments.offered;
    const struct catalogue *catalogue = offers->catalogue;
    bool priced[PRICE_PURCHASES_COUNT];
    for (int p = 0; p < PRICE_PURCHASES_COUNT; p++)
        priced[p] = is_priced(catalogue, (enum purchase)p);
    for (int i = 0; i < patterns->count; i++)
        if (!match_pattern(offers, patterns->items[i], priced))
            return error_set(err, ERROR_UNKNOWN_PRICE, profile->file,
                             "commitments.offered[%d]: the catalogue of %s (%s) has no rate of \"%s\" for anything: "
                             "update it, or offer something else",
                             i, catalogue->region, catalogue->as_of, patterns->items[i]);
    return true;
}

static void take_held(struct offers *offers, const struct commitment_settings *settings)
{
    offers->held = ARENA_ARRAY(&offers->arena, struct commitment, settings->held_count + 1);
    offers->held_count = settings->held_count;
    for (int k = 0; k < settings->held_count; k++) {
        const struct held_commitment *held = &settings->held[k];
        offers->held[k] = (struct commitment){.kind = (enum commitment_kind)held->kind,
                                              .term = (enum commitment_term)held->term,
                                              .payment = (enum payment_option)held->payment,
                                              .family = held->family,
                                              .instance_type = held->instance_type,
                                              .usd_per_hour_nano = held->usd_per_hour_nano,
                                              .count = held->count};
    }
}

/* --- the least rate of an item --- */

static bool is_reserved(enum commitment_kind kind)
{
    return kind == COMMITMENT_STANDARD_RESERVED_INSTANCE || kind == COMMITMENT_CONVERTIBLE_RESERVED_INSTANCE;
}

static void lower(int64_t *nano, int64_t rate_nano)
{
    if (rate_nano > 0 && (*nano == 0 || rate_nano < *nano))
        *nano = rate_nano;
}

/* Reserved Instances of one size run another of the family: `fee` of one of `from` is so much for one of `to`. Rounded
 * down; 0 = they do not. */
static int64_t fee_for(int64_t fee_nano, const char *from, const char *to)
{
    char family[32], other[32];
    int64_t a = normalised_quarters_of(from), b = normalised_quarters_of(to);
    if (strcmp(from, to) == 0)
        return fee_nano;
    instance_family(from, family);
    instance_family(to, other);
    return a > 0 && b > 0 && strcmp(family, other) == 0 ? (int64_t)((int128)fee_nano * b / a) : 0;
}

/* Of all types of the family: one of them may be cheaper by the unit. Items of a family are neighbours. */
static void lower_by_reserved(const struct offers *offers, int at, enum purchase purchase)
{
    const struct covered_price *prices = offers->prices;
    const char *item = prices[at].price->item, *dot = strchr(item, '.');
    size_t family = dot ? (size_t)(dot - item) + 1 : strlen(item) + 1;
    int first = at, end = at;
    while (first > 0 && strncmp(prices[first - 1].price->item, item, family) == 0)
        first--;
    while (end < offers->prices_count && strncmp(prices[end].price->item, item, family) == 0)
        end++;
    for (int k = first; k < end; k++) {
        const struct price *fee = price_find(offers->catalogue, "ec2", prices[k].price->item, purchase);
        if (fee)
            lower(&offers->prices[at].offered_nano, fee_for(fee->nano, prices[k].price->item, item));
    }
}

static void lower_by_offered(const struct offers *offers, int at)
{
    const struct price *price = offers->prices[at].price;
    for (int p = PURCHASE_COMMITTED; p < PRICE_PURCHASES_COUNT; p++) {
        enum commitment_kind kind;
        enum commitment_term term;
        enum payment_option payment;
        if (!offers->offered[p] || !purchase_is_commitment((enum purchase)p, &kind, &term, &payment))
            continue;
        const struct price *rate = price_find(offers->catalogue, price->service, price->item, (enum purchase)p);
        if (is_reserved(kind) && strcmp(price->service, "ec2") == 0)
            lower_by_reserved(offers, at, (enum purchase)p);
        else if (rate)
            lower(&offers->prices[at].offered_nano, rate->nano);
    }
}

/* --- what is held --- */

/* Reserved Instances that are held cost the same whatever they cover: at the floors one is worth its type on demand.
 */
static int64_t worth_of(const struct offers *offers, const struct commitment *held)
{
    const struct price *price = price_find(offers->catalogue, "ec2", held->instance_type, PURCHASE_ON_DEMAND);
    return price ? price->nano : held->usd_per_hour_nano;
}

static void lower_by_held(const struct offers *offers, int at, const struct commitment *held)
{
    const struct price *price = offers->prices[at].price;
    char family[32];
    bool ec2 = strcmp(price->service, "ec2") == 0;
    enum purchase purchase = purchase_of_commitment(held->kind, held->term, held->payment);
    const struct price *rate = price_find(offers->catalogue, price->service, price->item, purchase);
    if (ec2)
        instance_family(price->item, family);
    if (is_reserved(held->kind) && ec2)
        lower(&offers->prices[at].held_nano, fee_for(worth_of(offers, held), held->instance_type, price->item));
    else if (rate && (held->kind == COMMITMENT_COMPUTE_SAVINGS_PLAN || (ec2 && strcmp(family, held->family) == 0)))
        lower(&offers->prices[at].held_nano, rate->nano);
}

static void sum_held(struct offers *offers)
{
    for (int k = 0; k < offers->held_count; k++) {
        const struct commitment *held = &offers->held[k];
        int64_t count = is_reserved(held->kind) ? held->count : 1;
        offers->held_fee_nano += held->usd_per_hour_nano * count;
        offers->held_cover_nano += is_reserved(held->kind) ? worth_of(offers, held) * count : held->usd_per_hour_nano;
    }
}

/* --- all of it --- */

static bool may_be_covered(const struct price *price)
{
    return price->purchase == PURCHASE_ON_DEMAND && price->from_quantity == 0 &&
           (strcmp(price->service, "ec2") == 0 || strcmp(price->service, "fargate") == 0 ||
            strcmp(price->service, "lambda") == 0);
}

static void find_floors(struct offers *offers)
{
    const struct catalogue *catalogue = offers->catalogue;
    offers->prices = ARENA_ARRAY(&offers->arena, struct covered_price, catalogue->prices_count + 1);
    for (int p = 0; p < catalogue->prices_count; p++)
        if (may_be_covered(&catalogue->prices[p]))
            offers->prices[offers->prices_count++] =
                (struct covered_price){&catalogue->prices[p], catalogue->prices[p].nano, 0, 0};
    for (int at = 0; at < offers->prices_count; at++) {
        lower_by_offered(offers, at);
        for (int k = 0; k < offers->held_count; k++)
            lower_by_held(offers, at, &offers->held[k]);
        struct covered_price *covered = &offers->prices[at];
        covered->floor_nano = covered->offered_nano;
        lower(&covered->floor_nano, covered->held_nano);
    }
    offers->ratio_max = 1;
    for (int at = 0; at < offers->prices_count; at++)
        offers->ratio_max =
            fmax(offers->ratio_max, (double)offers->prices[at].price->nano / (double)offers->prices[at].floor_nano);
}

bool offers_of(const struct profile *profile, const struct catalogue *catalogue, struct offers *ret_offers,
               struct error *err)
{
    struct offers offers = {.catalogue = catalogue};
    if (!match_offered(&offers, profile, err))
        return false;
    take_held(&offers, &profile->commitments);
    sum_held(&offers);
    find_floors(&offers);
    *ret_offers = offers;
    return true;
}

bool offers_part(const struct offers *offers, bool compute, struct offers *ret_part)
{
    struct offers part = {.catalogue = offers->catalogue, .held = offers->held, .held_count = offers->held_count};
    bool some_left_out = false;
    for (int p = PURCHASE_COMMITTED; p < PRICE_PURCHASES_COUNT; p++) {
        enum commitment_kind kind;
        enum commitment_term term;
        enum payment_option payment;
        if (!offers->offered[p] || !purchase_is_commitment((enum purchase)p, &kind, &term, &payment))
            continue;
        part.offered[p] = (kind == COMMITMENT_COMPUTE_SAVINGS_PLAN) == compute;
        part.any_offered = part.any_offered || part.offered[p];
        some_left_out = some_left_out || !part.offered[p];
    }
    if (!part.any_offered || !some_left_out)
        return false;
    find_floors(&part);
    *ret_part = part;
    return true;
}

void offers_release(struct offers *offers)
{
    arena_release(&offers->arena);
    *offers = (struct offers){0};
}

double offers_ratio(const struct offers *offers, const char *service, const char *item)
{
    for (int at = 0; at < offers->prices_count; at++) {
        const struct covered_price *covered = &offers->prices[at];
        if (strcmp(covered->price->item, item) == 0 && strcmp(covered->price->service, service) == 0)
            return (double)covered->price->nano / (double)covered->floor_nano;
    }
    return 1;
}

/* --- catalogues --- */

static bool is_same_item(const struct price *a, const struct price *b)
{
    return a->purchase == b->purchase && strcmp(a->item, b->item) == 0 && strcmp(a->service, b->service) == 0;
}

static void level_tiers(struct catalogue *catalogue)
{
    for (int p = 1; p < catalogue->prices_count; p++) {
        struct price *price = &catalogue->prices[p];
        const struct price *before = price - 1;
        if (price->from_quantity > 0 && is_same_item(price, before) && before->nano < price->nano)
            price->nano = before->nano;
    }
}

/* A factor of at least the greatest ratio takes every item to its price, whatever the last bit of a double is. */
static int64_t price_at(const struct offers *offers, const struct covered_price *covered, double factor, double sunk)
{
    double nano = (double)covered->price->nano;
    if (factor < offers->ratio_max)
        nano = fmin(nano, floor((double)covered->offered_nano * factor));
    if (covered->held_nano > 0 && sunk < offers->ratio_max)
        nano = fmin(nano, floor((double)covered->held_nano * sunk));
    return nano < 1 ? 1 : (int64_t)nano;
}

bool offers_catalogue(const struct offers *offers, double factor, double sunk, struct catalogue *ret_catalogue,
                      struct error *err)
{
    struct plan_rate *rates = memory_alloc((size_t)offers->prices_count + 1, sizeof *rates);
    int count = 0;
    for (int at = 0; at < offers->prices_count; at++) {
        const struct covered_price *covered = &offers->prices[at];
        int64_t nano = price_at(offers, covered, factor, sunk);
        if (nano < covered->price->nano)
            rates[count++] =
                (struct plan_rate){covered->price->service, covered->price->item, covered->price->nano, nano};
    }
    bool ok = effective_catalogue(offers->catalogue, rates, count, ret_catalogue, err);
    if (ok)
        level_tiers(ret_catalogue);
    free(rates);
    return ok;
}
