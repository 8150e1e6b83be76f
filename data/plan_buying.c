/* plan_buying.c — see plan_buying.h. What is not there is left out, so that a plan of on-demand prices alone reads as
 * it always did. */
#include "data/plan_buying.h"

#include "data/catalogue.h"
#include "data/document.h"
#include "data/plan_fields.h"
#include "data/profile_fields.h"

#include <inttypes.h>
#include <string.h>

#define KEY(owner, name, member) .key = (name), .offset = offsetof(struct owner, member), .given_offset = -1
#define MONEY(owner, name, member, must)                                                                               \
    {                                                                                                                  \
        KEY(owner, name, member), .type = FIELD_MONEY, .required = (must)                                              \
    }
#define WORD(owner, name, member, must)                                                                                \
    {                                                                                                                  \
        KEY(owner, name, member), .type = FIELD_STRING, .required = (must)                                             \
    }
#define SENTENCE(owner, name, member, must)                                                                            \
    {                                                                                                                  \
        KEY(owner, name, member), .type = FIELD_STRING, .maximum = PLAN_TEXT_BYTES_MAX, .required = (must)             \
    }
#define LIST(owner, name, member, table, most)                                                                         \
    {                                                                                                                  \
        KEY(owner, name, member), .type = FIELD_OBJECTS, .object = &(table), .count_max = (most), .unnamed = true      \
    }

static const struct field commitment_fields[] = {
    WORD(plan_commitment, "purchase", purchase, true),
    WORD(plan_commitment, "family", family, false),
    WORD(plan_commitment, "instance_type", instance_type, false),
    {KEY(plan_commitment, "count", count), FIELD_WHOLE(1, PLAN_COMMITMENT_COUNT_MAX)},
    {KEY(plan_commitment, "held", held), .type = FIELD_BOOLEAN},
    MONEY(plan_commitment, "usd_per_hour", usd_per_hour_nano, true),
    MONEY(plan_commitment, "usd_upfront", usd_upfront_nano, false),
    MONEY(plan_commitment, "usd_per_month", usd_per_month_nano, true),
    MONEY(plan_commitment, "covered_usd_per_month", covered_usd_per_month_nano, true),
    {KEY(plan_commitment, "utilisation_ratio", utilisation_ratio), FIELD_REAL(0, 1), .required = true},
};
static const struct plan_commitment commitment_defaults = {.family = "", .instance_type = ""};
static const struct field_table commitment_table = {FIELD_TABLE("commitment", plan_commitment, commitment_fields),
                                                    .defaults = &commitment_defaults};

static const struct field rate_fields[] = {
    WORD(plan_rate, "service", service, true),
    WORD(plan_rate, "item", item, true),
    MONEY(plan_rate, "on_demand_price", on_demand_nano, true),
    MONEY(plan_rate, "effective_price", effective_nano, true),
};
static const struct field_table rate_table = {FIELD_TABLE("rate", plan_rate, rate_fields)};

static const struct field downside_fields[] = {
    {KEY(plan_downside, "demand_percent", demand_percent), FIELD_WHOLE(0, 100), .required = true},
    MONEY(plan_downside, "usd_per_month", usd_per_month_nano, true),
    MONEY(plan_downside, "uncommitted_usd_per_month", uncommitted_usd_per_month_nano, true),
};
static const struct field_table downside_table = {FIELD_TABLE("downside", plan_downside, downside_fields)};

static const struct field commitments_fields[] = {
    {KEY(plan_row_buying, "offered", commitments.offered), .type = FIELD_STRINGS, .count_max = PROFILE_COMMITMENTS_MAX},
    LIST(plan_row_buying, "items", items, commitment_table, PLAN_COMMITMENTS_MAX),
    LIST(plan_row_buying, "rates", rates, rate_table, PLAN_RATES_MAX),
    MONEY(plan_row_buying, "bill_usd_per_month", commitments.bill_usd_per_month_nano, true),
    MONEY(plan_row_buying, "on_demand_usd_per_month", commitments.on_demand_usd_per_month_nano, true),
    LIST(plan_row_buying, "downside", downside, downside_table, 100),
};
const struct field_table plan_commitments_table = {
    FIELD_TABLE("commitments object", plan_row_buying, commitments_fields)};

static const struct field variation_fields[] = {
    SENTENCE(plan_variation, "what_if", what_if, true),
    {KEY(plan_variation, "possible", possible), .type = FIELD_BOOLEAN, .required = true},
    MONEY(plan_variation, "usd_per_month", usd_per_month_nano, false),
    MONEY(plan_variation, "bound_usd_per_month", bound_usd_per_month_nano, false),
    {KEY(plan_variation, "pools", pools), FIELD_WHOLE(0, PROFILE_POOLS_MAX)},
    {KEY(plan_variation, "services_moved", services_moved), FIELD_WHOLE(0, PROFILE_SERVICES_MAX + PROFILE_JOBS_MAX)},
    SENTENCE(plan_variation, "note", note, false),
};
static const struct plan_variation variation_defaults = {.note = ""};
const struct field_table plan_variation_table = {FIELD_TABLE("variation", plan_variation, variation_fields),
                                                 .defaults = &variation_defaults};

void plan_buying_take(const struct plan_row_buying *rows, struct plan *plan)
{
    plan->commitments = rows->commitments;
    plan->commitments.items = rows->items.items;
    plan->commitments.items_count = rows->items.count;
    plan->commitments.rates = rows->rates.items;
    plan->commitments.rates_count = rows->rates.count;
    plan->commitments.downside = rows->downside.items;
    plan->commitments.downside_count = rows->downside.count;
    plan->sensitivity = rows->sensitivity.items;
    plan->sensitivity_count = rows->sensitivity.count;
}

/* --- out --- */

static void write_count(struct json_writer *writer, const char *key, int64_t count)
{
    if (count != 0)
        json_integer(writer, key, count);
}

static void write_money(struct json_writer *writer, const char *key, int64_t nano)
{
    if (nano != 0)
        json_money(writer, key, nano);
}

static void write_strings(struct json_writer *writer, const char *key, const struct field_strings *strings)
{
    if (strings->count > 0)
        json_strings(writer, key, strings->items, strings->count);
}

void plan_pool_buying_write(struct json_writer *writer, const struct plan_pool *pool)
{
    write_strings(writer, "instance_types", &pool->instance_types);
    write_count(writer, "on_demand_percent", pool->on_demand_percent);
    write_count(writer, "interruptions_millionths_per_month", pool->interruptions_millionths_per_month);
    write_money(writer, "usd_per_spot_instance_hour", pool->usd_per_spot_instance_hour_nano);
    write_money(writer, "usd_per_on_demand_instance_hour", pool->usd_per_on_demand_instance_hour_nano);
    write_money(writer, "usd_per_interruptions_hour", pool->usd_per_interruptions_hour_nano);
    write_money(writer, "usd_per_management_fee_hour", pool->usd_per_management_fee_hour_nano);
}

static void write_commitment(struct json_writer *writer, const struct plan_commitment *commitment)
{
    json_begin_object(writer, NULL);
    json_string(writer, "purchase", commitment->purchase);
    json_words(writer, "family", commitment->family);
    json_words(writer, "instance_type", commitment->instance_type);
    write_count(writer, "count", commitment->count);
    if (commitment->held)
        json_boolean(writer, "held", true);
    json_money(writer, "usd_per_hour", commitment->usd_per_hour_nano);
    write_money(writer, "usd_upfront", commitment->usd_upfront_nano);
    json_money(writer, "usd_per_month", commitment->usd_per_month_nano);
    json_money(writer, "covered_usd_per_month", commitment->covered_usd_per_month_nano);
    json_number(writer, "utilisation_ratio", commitment->utilisation_ratio);
    json_end_object(writer);
}

static void write_rate(struct json_writer *writer, const struct plan_rate *rate)
{
    json_begin_object(writer, NULL);
    json_string(writer, "service", rate->service);
    json_string(writer, "item", rate->item);
    json_money(writer, "on_demand_price", rate->on_demand_nano);
    json_money(writer, "effective_price", rate->effective_nano);
    json_end_object(writer);
}

static void write_downside(struct json_writer *writer, const struct plan_downside *downside)
{
    json_begin_object(writer, NULL);
    json_integer(writer, "demand_percent", downside->demand_percent);
    json_money(writer, "usd_per_month", downside->usd_per_month_nano);
    json_money(writer, "uncommitted_usd_per_month", downside->uncommitted_usd_per_month_nano);
    json_end_object(writer);
}

static void write_commitments(struct json_writer *writer, const struct plan_commitments *commitments)
{
    if (!commitments->given)
        return;
    json_begin_object(writer, "commitments");
    write_strings(writer, "offered", &commitments->offered);
    json_begin_list(writer, "items");
    for (int i = 0; i < commitments->items_count; i++)
        write_commitment(writer, &commitments->items[i]);
    json_end_list(writer);
    json_begin_list(writer, "rates");
    for (int i = 0; i < commitments->rates_count; i++)
        write_rate(writer, &commitments->rates[i]);
    json_end_list(writer);
    json_money(writer, "bill_usd_per_month", commitments->bill_usd_per_month_nano);
    json_money(writer, "on_demand_usd_per_month", commitments->on_demand_usd_per_month_nano);
    json_begin_list(writer, "downside");
    for (int i = 0; i < commitments->downside_count; i++)
        write_downside(writer, &commitments->downside[i]);
    json_end_list(writer);
    json_end_object(writer);
}

static void write_variation(struct json_writer *writer, const struct plan_variation *variation)
{
    json_begin_object(writer, NULL);
    json_string(writer, "what_if", variation->what_if);
    json_boolean(writer, "possible", variation->possible);
    if (variation->possible) {
        json_money(writer, "usd_per_month", variation->usd_per_month_nano);
        json_money(writer, "bound_usd_per_month", variation->bound_usd_per_month_nano);
        json_integer(writer, "pools", variation->pools);
        json_integer(writer, "services_moved", variation->services_moved);
    }
    json_words(writer, "note", variation->note);
    json_end_object(writer);
}

static bool has_spot_pool(const struct plan *plan)
{
    for (int i = 0; i < plan->pools_count; i++)
        if (strcmp(plan->pools[i].purchase, pool_purchase_names[POOL_SPOT]) == 0)
            return true;
    return false;
}

static void write_spot(struct json_writer *writer, const struct plan *plan)
{
    if (!has_spot_pool(plan))
        return;
    json_begin_object(writer, "spot");
    json_integer(writer, "types_min", plan->spot.types_min);
    json_integer(writer, "types_max", plan->spot.types_max);
    json_integer(writer, "on_demand_percent", plan->spot.on_demand_percent);
    json_integer(writer, "interruptions_percent_max", plan->spot.interruptions_percent_max);
    json_integer(writer, "minutes_per_interruption", plan->spot.minutes_per_interruption);
    json_end_object(writer);
}

void plan_buying_write(struct json_writer *writer, const struct plan *plan)
{
    write_commitments(writer, &plan->commitments);
    write_spot(writer, plan);
    write_strings(writer, "what_ifs", &plan->what_ifs);
    if (plan->sensitivity_count == 0)
        return;
    json_begin_list(writer, "sensitivity");
    for (int i = 0; i < plan->sensitivity_count; i++)
        write_variation(writer, &plan->sensitivity[i]);
    json_end_list(writer);
}

/* --- checks --- */

struct checking {
    const char *file;
    const struct plan *plan;
    const struct node *root;
    struct error *err;
    char where[NODE_WHERE_SIZE];
};

static const char *place_in_member(struct checking *at, const struct node *owner, const char *list, int index,
                                   const char *key)
{
    return document_where(at->file, document_member(owner, list, index), key, at->where);
}

/* What only Spot pools have. */
static bool check_without_spot(struct checking *at, int index)
{
    const struct plan_pool *pool = &at->plan->pools[index];
    static const char *const foreign[] = {"instance_types", "on_demand_percent", "interruptions_millionths_per_month",
                                          "usd_per_spot_instance_hour", "usd_per_interruptions_hour"};
    const struct node *member = document_member(at->root, "pools", index);
    for (size_t i = 0; i < sizeof foreign / sizeof foreign[0]; i++)
        if (node_child(member, foreign[i]))
            return error_set(at->err, ERROR_INPUT, document_where(at->file, member, foreign[i], at->where),
                             "must not be given for a pool that is bought \"%s\"", pool->purchase);
    return true;
}

static bool check_spot_pool(struct checking *at, int index)
{
    const struct plan_pool *pool = &at->plan->pools[index];
    bool found = false;
    for (int i = 0; i < pool->instance_types.count; i++) {
        found = found || strcmp(pool->instance_types.items[i], pool->instance_type) == 0;
        if (i > 0 && strcmp(pool->instance_types.items[i - 1], pool->instance_types.items[i]) >= 0)
            return error_set(at->err, ERROR_INPUT, place_in_member(at, at->root, "pools", index, "instance_types"),
                             "must be in the order of their names, none twice: \"%s\" stands before \"%s\"",
                             pool->instance_types.items[i - 1], pool->instance_types.items[i]);
    }
    return found || error_set(at->err, ERROR_INPUT, place_in_member(at, at->root, "pools", index, "instance_types"),
                              "must hold %s, the pool's instance_type", pool->instance_type);
}

static bool check_pool(struct checking *at, int index)
{
    const char *purchase = at->plan->pools[index].purchase;
    for (int i = 0; i < (int)POOL_PURCHASES_COUNT; i++)
        if (strcmp(purchase, pool_purchase_names[i]) == 0)
            return i == POOL_SPOT ? check_spot_pool(at, index) : check_without_spot(at, index);
    const char *nearest = text_nearest(purchase, pool_purchase_names, POOL_PURCHASES_COUNT);
    return error_set(at->err, ERROR_INPUT, place_in_member(at, at->root, "pools", index, "purchase"),
                     "must be \"on_demand\", \"spot\" or \"managed_instances\", not \"%s\"%s%s%s", purchase,
                     nearest ? ": did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "");
}

/* Which of `family`, `instance_type` and `count` stand there hangs on the kind. */
static bool check_keys(struct checking *at, const struct node *member, enum commitment_kind kind, const char *purchase)
{
    bool reserved = !commitment_is_savings_plan(kind);
    const struct {
        const char *key;
        bool wanted;
    } rows[] = {
        {"family", kind == COMMITMENT_EC2_INSTANCE_SAVINGS_PLAN}, {"instance_type", reserved}, {"count", reserved}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if ((node_child(member, rows[i].key) != NULL) != rows[i].wanted)
            return error_set(at->err, ERROR_INPUT, document_where(at->file, member, rows[i].key, at->where),
                             "must %s for %s", rows[i].wanted ? "be given" : "not be given", purchase);
    return true;
}

static bool check_commitment(struct checking *at, const struct node *owner, int index)
{
    const struct plan_commitment *commitment = &at->plan->commitments.items[index];
    enum purchase purchase = PURCHASE_ON_DEMAND;
    enum commitment_kind kind = COMMITMENT_COMPUTE_SAVINGS_PLAN;
    enum commitment_term term = TERM_1_YEAR;
    enum payment_option payment = PAYMENT_NO_UPFRONT;
    if (!purchase_find(commitment->purchase, &purchase) || !purchase_is_commitment(purchase, &kind, &term, &payment))
        return error_set(at->err, ERROR_INPUT, place_in_member(at, owner, "items", index, "purchase"),
                         "must be a commitment like \"%s\", not \"%s\"", purchase_names[PURCHASE_COMMITTED],
                         commitment->purchase);
    return check_keys(at, document_member(owner, "items", index), kind, commitment->purchase);
}

static bool check_rate(struct checking *at, const struct node *owner, int index)
{
    const struct plan_rate *rate = &at->plan->commitments.rates[index];
    if (rate->on_demand_nano == 0)
        return error_set(at->err, ERROR_INPUT, place_in_member(at, owner, "rates", index, "on_demand_price"),
                         "must be above 0: a price that is missing is missing");
    if (index == 0)
        return true;
    int order = strcmp(rate[-1].service, rate->service);
    if (order < 0 || (order == 0 && strcmp(rate[-1].item, rate->item) < 0))
        return true;
    return error_set(at->err, ERROR_INPUT, place_in_member(at, owner, "rates", index, "item"),
                     "must be in the order of service and item, none twice: %s %s stands after %s %s", rate->service,
                     rate->item, rate[-1].service, rate[-1].item);
}

static bool check_downside(struct checking *at, const struct node *owner, int index)
{
    const struct plan_downside *downside = &at->plan->commitments.downside[index];
    if (index == 0 || downside->demand_percent < downside[-1].demand_percent)
        return true;
    return error_set(at->err, ERROR_INPUT, place_in_member(at, owner, "downside", index, "demand_percent"),
                     "must be below %" PRId64 ", that of the row before it, not %" PRId64, downside[-1].demand_percent,
                     downside->demand_percent);
}

static bool check_commitments(struct checking *at)
{
    const struct plan_commitments *commitments = &at->plan->commitments;
    const struct node *owner = node_child(at->root, "commitments");
    for (int i = 0; i < commitments->items_count; i++)
        if (!check_commitment(at, owner, i))
            return false;
    for (int i = 0; i < commitments->rates_count; i++)
        if (!check_rate(at, owner, i))
            return false;
    for (int i = 0; i < commitments->downside_count; i++)
        if (!check_downside(at, owner, i))
            return false;
    return true;
}

static bool check_variation(struct checking *at, int index)
{
    const struct node *member = document_member(at->root, "sensitivity", index);
    const char *const costs[] = {"usd_per_month", "bound_usd_per_month"};
    for (size_t i = 0; i < sizeof costs / sizeof costs[0] && at->plan->sensitivity[index].possible; i++)
        if (!node_child(member, costs[i]))
            return error_set(at->err, ERROR_INPUT, node_where(at->file, member, NULL, at->where),
                             "missing \"%s\", though this variation is possible", costs[i]);
    return true;
}

bool plan_buying_check(const char *file, const struct plan *plan, const struct node *root, struct error *err)
{
    struct checking at = {.file = file, .plan = plan, .root = root, .err = err};
    for (int i = 0; i < plan->pools_count; i++)
        if (!check_pool(&at, i))
            return false;
    if (!check_commitments(&at) || !spot_settings_check(file, root, &plan->spot, err))
        return false;
    for (int i = 0; i < plan->sensitivity_count; i++)
        if (!check_variation(&at, i))
            return false;
    return true;
}
