#include "pricing/commitment.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Keep every product and sum below 2^127; generous beside the documents' limits. */
enum { RESERVED_INSTANCES_MAX = 1000 * 1000, HOURS_MAX = 8784 };
#define QUANTITY_MAX (INT64_C(1) << 57)
#define RATE_NANO_MAX (INT64_C(100) * 1000 * NANO_PER_USD)  /* of a unit, as a catalogue's price */
#define FEES_NANO_MAX (INT64_C(1000) * 1000 * NANO_PER_USD) /* of all commitments together, an hour */
#define LAMBDA_UNITS_PER_PRICED_UNIT INT64_C(1000000)       /* a row is of a million GB-seconds, AWS's rate of one */

/* AWS's order of application. */
enum stage { STAGE_RESERVED_INSTANCES, STAGE_EC2_INSTANCE_SAVINGS_PLANS, STAGE_COMPUTE_SAVINGS_PLANS };

/* Commitments that are used as one: Savings Plans of the same purchase (and family), Reserved Instances of one family
 * or, without size flexibility, of one type. */
struct pool {
    enum stage stage;
    enum purchase purchase;      /* of Savings Plans */
    const char *family, *type;   /* type: "" where size-flexible */
    int64_t fee_nano;            /* an hour */
    int64_t capacity;            /* an hour: nano-dollars, or quarters of normalised units (types: instances) */
    int128 left;                 /* of the hour; capacity * QUANTITY_UNIT at its start */
    int128 taken, used, covered; /* all hours; taken as `left`, used in nano * QUANTITY_UNIT */
};

/* One usage served from one pool. */
struct entry {
    const struct usage *usage;
    int index; /* of the usage */
    struct pool *pool;
    int64_t takes; /* of the pool, by one of the usage */
};

struct application {
    const struct usage *usages;
    int usages_count, hours;
    const struct commitment *commitments;
    int commitments_count;
    struct pool *pools; /* [commitments_count] at most */
    int *pool_of;       /* [commitments_count] */
    int pools_count;
    struct entry *entries; /* in AWS's order */
    int entries_count;
    int64_t *rest; /* [usages_count] of the hour */
};

static enum stage stage_of(enum commitment_kind kind)
{
    switch (kind) {
    case COMMITMENT_COMPUTE_SAVINGS_PLAN:
        return STAGE_COMPUTE_SAVINGS_PLANS;
    case COMMITMENT_EC2_INSTANCE_SAVINGS_PLAN:
        return STAGE_EC2_INSTANCE_SAVINGS_PLANS;
    case COMMITMENT_STANDARD_RESERVED_INSTANCE:
    case COMMITMENT_CONVERTIBLE_RESERVED_INSTANCE:
    case COMMITMENT_KINDS_COUNT:
        break;
    }
    return STAGE_RESERVED_INSTANCES;
}

/* --- pools --- */

static struct pool pool_for(const struct commitment *commitment, char family[32])
{
    struct pool pool = {.stage = stage_of(commitment->kind), .family = "", .type = ""};
    if (pool.stage == STAGE_RESERVED_INSTANCES) {
        int64_t quarters = normalised_quarters_of(commitment->instance_type);
        instance_family(commitment->instance_type, family);
        pool.family = family;
        pool.type = quarters > 0 ? "" : commitment->instance_type;
        pool.capacity = commitment->count * (quarters > 0 ? quarters : 1);
        pool.fee_nano = commitment->count * commitment->usd_per_hour_nano;
        return pool;
    }
    pool.purchase = purchase_of_commitment(commitment->kind, commitment->term, commitment->payment);
    pool.family = pool.stage == STAGE_EC2_INSTANCE_SAVINGS_PLANS ? commitment->family : "";
    pool.capacity = pool.fee_nano = commitment->usd_per_hour_nano;
    return pool;
}

static bool pools_are_one(const struct pool *a, const struct pool *b)
{
    return a->stage == b->stage && a->purchase == b->purchase && strcmp(a->family, b->family) == 0 &&
           strcmp(a->type, b->type) == 0;
}

static void pool_join(struct application *at, int commitment, struct arena *arena)
{
    char family[32];
    struct pool joining = pool_for(&at->commitments[commitment], family);
    int p = 0;
    while (p < at->pools_count && !pools_are_one(&at->pools[p], &joining))
        p++;
    at->pool_of[commitment] = p;
    if (p == at->pools_count) {
        joining.family = arena_strdup(arena, joining.family);
        at->pools[at->pools_count++] = joining;
        return;
    }
    at->pools[p].capacity += joining.capacity;
    at->pools[p].fee_nano += joining.fee_nano;
}

/* --- who is served by what, in which order --- */

/* 0 = not at all. */
static int64_t pool_takes(const struct pool *pool, const struct usage *usage)
{
    if (pool->stage == STAGE_COMPUTE_SAVINGS_PLANS)
        return usage->committed_nano[pool->purchase];
    if (strcmp(usage->service, "ec2") != 0 || strcmp(usage->family, pool->family) != 0)
        return 0;
    if (pool->stage == STAGE_EC2_INSTANCE_SAVINGS_PLANS)
        return usage->committed_nano[pool->purchase];
    if (pool->type[0] != '\0')
        return strcmp(usage->item, pool->type) == 0;
    return usage->normalised_quarters;
}

static int order(int128 a, int128 b)
{
    return (a > b) - (a < b);
}

/* AWS compares the rates of its own units: Lambda's is the GB-second. */
static int128 rate_of_unit(const struct entry *entry)
{
    return strcmp(entry->usage->service, "lambda") == 0 ? entry->takes
                                                        : (int128)entry->takes * LAMBDA_UNITS_PER_PRICED_UNIT;
}

/* The highest saving first: rate_a / on_demand_a < rate_b / on_demand_b; ties by the lowest rate. */
static int saving_order(const struct entry *a, const struct entry *b)
{
    int by_saving = order((int128)a->takes * b->usage->on_demand_nano, (int128)b->takes * a->usage->on_demand_nano);
    return by_saving != 0 ? by_saving : order(rate_of_unit(a), rate_of_unit(b));
}

static int name_order(const struct entry *a, const struct entry *b)
{
    int by_service = strcmp(a->usage->service, b->usage->service);
    int by_name = by_service != 0 ? by_service : strcmp(a->usage->item, b->usage->item);
    if (by_name != 0)
        return by_name;
    return a->index != b->index ? order(a->index, b->index) : order((int)a->pool->purchase, (int)b->pool->purchase);
}

static int entry_compare(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    if (a->pool->stage != b->pool->stage)
        return order((int)a->pool->stage, (int)b->pool->stage);
    int by_rule = a->pool->stage == STAGE_RESERVED_INSTANCES ? order(a->takes, b->takes) : saving_order(a, b);
    return by_rule != 0 ? by_rule : name_order(a, b);
}

static void entries_make(struct application *at, struct arena *arena)
{
    int count = 0;
    for (int pass = 0; pass < 2; pass++) {
        if (pass == 1)
            at->entries = ARENA_ARRAY(arena, struct entry, count + 1);
        count = 0;
        for (int u = 0; u < at->usages_count; u++) {
            for (int p = 0; p < at->pools_count; p++) {
                int64_t takes = pool_takes(&at->pools[p], &at->usages[u]);
                if (takes > 0 && pass == 1)
                    at->entries[count] = (struct entry){&at->usages[u], u, &at->pools[p], takes};
                count += takes > 0;
            }
        }
    }
    at->entries_count = count;
    qsort(at->entries, (size_t)count, sizeof *at->entries, entry_compare);
}

/* --- an hour --- */

/* What a usage owes for `taken` of a pool. Of Reserved Instances the running sum is rounded, so that all of them used
 * all week cost the whole fee to the last digit. */
static int128 pool_charge(struct pool *pool, int128 taken)
{
    int128 before = pool->used;
    pool->left -= taken;
    pool->taken += taken;
    pool->used = pool->stage == STAGE_RESERVED_INSTANCES ? pool->fee_nano * pool->taken / pool->capacity : pool->taken;
    return pool->used - before;
}

static void entry_serve(const struct entry *entry, int64_t *rest, int128 *cost)
{
    struct pool *pool = entry->pool;
    int128 wanted = (int128)*rest * entry->takes;
    if (wanted == 0 || pool->left == 0)
        return;
    /* The last of an hour's commitment buys a whole number of quanta: what it has beyond them, less than the price of
     * one (a thousand-millionth of a unit), goes with them. */
    int64_t served = wanted <= pool->left ? *rest : (int64_t)(pool->left / entry->takes);
    *cost += pool_charge(pool, wanted <= pool->left ? wanted : pool->left);
    pool->covered += (int128)served * entry->usage->on_demand_nano;
    *rest -= served;
}

static void hour_apply(struct application *at, int hour, struct commitment_bill *bill)
{
    for (int u = 0; u < at->usages_count; u++) {
        at->rest[u] = at->usages[u].quantity[hour];
        bill->on_demand_value += (int128)at->rest[u] * at->usages[u].on_demand_nano;
    }
    for (int p = 0; p < at->pools_count; p++)
        at->pools[p].left = at->pools[p].capacity * (int128)QUANTITY_UNIT;
    for (int e = 0; e < at->entries_count; e++)
        entry_serve(&at->entries[e], &at->rest[at->entries[e].index], &bill->cost_of_usage[at->entries[e].index]);
    for (int u = 0; u < at->usages_count; u++) {
        int128 rest = (int128)at->rest[u] * at->usages[u].on_demand_nano;
        bill->cost_of_usage[u] += rest;
        bill->on_demand += rest;
    }
}

/* --- what each commitment does --- */

static int128 share(int128 total, int64_t part, int64_t whole)
{
    return whole == 0 ? 0 : total / whole * part + total % whole * part / whole;
}

static int64_t fee_of(const struct commitment *commitment)
{
    return stage_of(commitment->kind) == STAGE_RESERVED_INSTANCES ? commitment->usd_per_hour_nano * commitment->count
                                                                  : commitment->usd_per_hour_nano;
}

/* A pool's work is its commitments' by size; shares are of what those before have left, so they sum to all of it. */
static void uses_share(struct application *at, struct commitment_bill *bill)
{
    for (int c = 0; c < at->commitments_count; c++) {
        char family[32];
        struct pool *pool = &at->pools[at->pool_of[c]];
        struct pool own = pool_for(&at->commitments[c], family);
        struct commitment_use *use = &bill->uses[c];
        use->fee = (int128)fee_of(&at->commitments[c]) * QUANTITY_UNIT * at->hours;
        use->used = share(pool->used, own.fee_nano, pool->fee_nano);
        use->covered_on_demand = share(pool->covered, own.capacity, pool->capacity);
        pool->used -= use->used;
        pool->covered -= use->covered_on_demand;
        pool->fee_nano -= own.fee_nano;
        pool->capacity -= own.capacity;
        bill->fees += use->fee;
        bill->lost += use->fee - use->used;
    }
}

/* --- the order alone --- */

static void application_prepare(struct application *at, struct arena *arena)
{
    at->pools = ARENA_ARRAY(arena, struct pool, at->commitments_count + 1);
    at->pool_of = ARENA_ARRAY(arena, int, at->commitments_count + 1);
    for (int c = 0; c < at->commitments_count; c++)
        pool_join(at, c, arena);
    entries_make(at, arena);
}

void commitments_order(const struct usage *usages, int usages_count, const struct commitment *commitments,
                       int commitments_count, struct arena *arena, struct commitment_order *ret_order)
{
    struct application at = {.usages = usages,
                             .usages_count = usages_count,
                             .commitments = commitments,
                             .commitments_count = commitments_count};
    application_prepare(&at, arena);
    struct commitment_order order = {.steps = ARENA_ARRAY(arena, struct commitment_step, at.entries_count + 1),
                                     .steps_count = at.entries_count,
                                     .pools_count = at.pools_count,
                                     .pool_of = at.pool_of,
                                     .unit_of = ARENA_ARRAY(arena, int64_t, commitments_count + 1)};
    for (int e = 0; e < at.entries_count; e++)
        order.steps[e] =
            (struct commitment_step){at.entries[e].index, (int)(at.entries[e].pool - at.pools), at.entries[e].takes};
    for (int c = 0; c < commitments_count; c++) {
        bool reserved = stage_of(commitments[c].kind) == STAGE_RESERVED_INSTANCES;
        int64_t quarters = reserved ? normalised_quarters_of(commitments[c].instance_type) : NANO_PER_USD;
        order.unit_of[c] = quarters > 0 ? quarters : 1;
    }
    *ret_order = order;
}

/* --- limits --- */

static bool usage_check(const struct usage *usage, int hours, struct error *err)
{
    bool good = usage->on_demand_nano > 0 && usage->on_demand_nano <= RATE_NANO_MAX &&
                usage->normalised_quarters >= 0 && usage->normalised_quarters <= RESERVED_INSTANCES_MAX;
    for (int p = 0; p < PRICE_PURCHASES_COUNT; p++)
        good = good && usage->committed_nano[p] >= 0 && usage->committed_nano[p] <= RATE_NANO_MAX;
    for (int h = 0; h < hours; h++)
        good = good && usage->quantity[h] >= 0 && usage->quantity[h] <= QUANTITY_MAX;
    return good || error_set(err, ERROR_LIMIT, NULL, "%s %s: a price or a quantity is beyond what can be billed",
                             usage->service, usage->item);
}

static bool commitments_check(const struct commitment *commitments, int count, struct error *err)
{
    int64_t fees = 0, instances = 0;
    for (int c = 0; c < count; c++) {
        const struct commitment *one = &commitments[c];
        bool reserved = stage_of(one->kind) == STAGE_RESERVED_INSTANCES;
        if (one->usd_per_hour_nano < 0 || one->usd_per_hour_nano > FEES_NANO_MAX || one->count < 0 ||
            one->count > RESERVED_INSTANCES_MAX ||
            (reserved && one->count > 0 && one->usd_per_hour_nano > FEES_NANO_MAX / one->count))
            return error_set(err, ERROR_LIMIT, NULL,
                             "commitment %d is beyond what can be billed: at most 1,000,000 "
                             "dollars an hour and 1,000,000 Reserved Instances",
                             c + 1);
        fees += fee_of(one);
        instances += reserved ? one->count : 0;
    }
    return (fees <= FEES_NANO_MAX && instances <= RESERVED_INSTANCES_MAX) ||
           error_set(err, ERROR_LIMIT, NULL,
                     "all commitments together are above 1,000,000 dollars an hour or 1,000,000 Reserved Instances");
}

static bool limits_check(const struct application *at, struct error *err)
{
    if (at->usages_count > USAGE_LINES_MAX || at->commitments_count > COMMITMENTS_MAX || at->hours < 1 ||
        at->hours > HOURS_MAX)
        return error_set(err, ERROR_LIMIT, NULL, "%d items, %d commitments and %d hours to bill: at most %d, %d and %d",
                         at->usages_count, at->commitments_count, at->hours, USAGE_LINES_MAX, COMMITMENTS_MAX,
                         HOURS_MAX);
    for (int u = 0; u < at->usages_count; u++)
        if (!usage_check(&at->usages[u], at->hours, err))
            return false;
    return commitments_check(at->commitments, at->commitments_count, err);
}

bool commitments_apply(const struct usage *usages, int usages_count, int hours, const struct commitment *commitments,
                       int commitments_count, struct commitment_bill *ret_bill, struct error *err)
{
    struct application at = {.usages = usages,
                             .usages_count = usages_count,
                             .hours = hours,
                             .commitments = commitments,
                             .commitments_count = commitments_count};
    struct arena scratch = {0};
    struct commitment_bill bill = {0};
    if (!limits_check(&at, err))
        return false;
    at.rest = ARENA_ARRAY(&scratch, int64_t, usages_count + 1);
    bill.uses = ARENA_ARRAY(&bill.arena, struct commitment_use, commitments_count + 1);
    bill.cost_of_usage = ARENA_ARRAY(&bill.arena, int128, usages_count + 1);
    application_prepare(&at, &scratch);
    for (int h = 0; h < hours; h++)
        hour_apply(&at, h, &bill);
    uses_share(&at, &bill);
    arena_release(&scratch);
    *ret_bill = bill;
    return true;
}

void commitment_bill_release(struct commitment_bill *bill)
{
    arena_release(&bill->arena);
    *bill = (struct commitment_bill){0};
}
