#include "data/catalogue_rows.h"

#include "data/base/fields.h"
#include "data/base/text.h"
#include "data/document.h"

#include <stdlib.h>
#include <string.h>

/* How an item can be bought: what rows of it there may be. */
enum {
    BY_ON_DEMAND = 1,
    BY_SPOT = 2,
    BY_COMPUTE_PLAN = 4, /* Compute Savings Plans */
    BY_COMMITMENT = 8    /* every kind */
};

/* What a book may price; an item of NULL is an instance type. */
static const struct item_rule {
    const char *service, *item;
    enum price_unit unit;
    unsigned bought;
    bool tiers;
} item_rules[] = {
    {"ebs", "gp3", UNIT_USD_PER_GB_MONTH, BY_ON_DEMAND, false},
    {"ec2", NULL, UNIT_USD_PER_HOUR, BY_ON_DEMAND | BY_SPOT | BY_COMMITMENT, false},
    {"ec2_spot_interruptions", NULL, UNIT_RATIO_PER_MONTH, BY_SPOT, false},
    {"ecs", "managed_instances_fee", UNIT_RATIO_OF_ON_DEMAND, BY_ON_DEMAND, false},
    {"fargate", "arm64.gb", UNIT_USD_PER_HOUR, BY_ON_DEMAND | BY_SPOT | BY_COMPUTE_PLAN, false},
    {"fargate", "arm64.vcpu", UNIT_USD_PER_HOUR, BY_ON_DEMAND | BY_SPOT | BY_COMPUTE_PLAN, false},
    {"fargate", "ephemeral_storage.gb", UNIT_USD_PER_HOUR, BY_ON_DEMAND, false},
    {"fargate", "x86_64.gb", UNIT_USD_PER_HOUR, BY_ON_DEMAND | BY_SPOT | BY_COMPUTE_PLAN, false},
    {"fargate", "x86_64.vcpu", UNIT_USD_PER_HOUR, BY_ON_DEMAND | BY_SPOT | BY_COMPUTE_PLAN, false},
    {"lambda", "arm64.duration", UNIT_USD_PER_MILLION_GB_SECONDS, BY_ON_DEMAND | BY_COMPUTE_PLAN, true},
    {"lambda", "requests", UNIT_USD_PER_MILLION_REQUESTS, BY_ON_DEMAND, false},
    {"lambda", "x86_64.duration", UNIT_USD_PER_MILLION_GB_SECONDS, BY_ON_DEMAND | BY_COMPUTE_PLAN, true},
    {"vpc", "public_ipv4", UNIT_USD_PER_HOUR, BY_ON_DEMAND, false},
};
enum { ITEM_RULES_COUNT = sizeof item_rules / sizeof item_rules[0] };

const char *const price_service_names[] = {"ebs", "ec2", "ec2_spot_interruptions", "ecs", "fargate", "lambda",
                                           "vpc", NULL};
enum { SERVICE_NAMES_COUNT = sizeof price_service_names / sizeof price_service_names[0] - 1 };

/* What a document's string may be; rows of a CSV come unchecked. */
static bool source_is_valid(const char *text)
{
    size_t length = strlen(text);
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
            return false;
    return length >= 1 && length <= FIELD_NAME_BYTES_MAX && utf8_valid_length(text, length) == length;
}

bool price_unit_of(const char *service, const char *item, enum price_unit *ret_unit)
{
    for (size_t i = 0; i < ITEM_RULES_COUNT; i++) {
        bool known =
            strcmp(item_rules[i].service, service) == 0 &&
            (item_rules[i].item != NULL ? strcmp(item_rules[i].item, item) == 0 : instance_type_is_valid(item));
        if (known) {
            *ret_unit = item_rules[i].unit;
            return true;
        }
    }
    return false;
}

void catalogue_rows_reserve(struct catalogue_rows *rows, int capacity)
{
    rows->rows = ARENA_ARRAY(rows->arena, struct catalogue_row, capacity > 0 ? capacity : 1);
    rows->capacity = capacity;
}

void catalogue_rows_add(struct catalogue_rows *rows, const struct price *price)
{
    BUG_IF(rows->count >= rows->capacity);
    rows->rows[rows->count] = (struct catalogue_row){*price, rows->count};
    rows->count++;
}

/* Where `column` of this row stands, for error_set. */
#define ROW_WHERE(column) rows->where(rows->document, row->index, (column), where)

static bool service_is_unknown(const struct catalogue_rows *rows, const struct catalogue_row *row, struct error *err)
{
    char where[ERROR_WHERE_SIZE];
    const char *near = text_nearest(row->price.service, price_service_names, SERVICE_NAMES_COUNT);
    return error_set(err, ERROR_INPUT, ROW_WHERE("service"), "unknown service \"%s\"%s%s%s", row->price.service,
                     near != NULL ? "; did you mean \"" : ": ec2, fargate, lambda, ebs, vpc or ecs",
                     near != NULL ? near : "", near != NULL ? "\"?" : "");
}

static bool item_is_unknown(const struct catalogue_rows *rows, const struct catalogue_row *row, struct error *err)
{
    char where[ERROR_WHERE_SIZE];
    const char *items[ITEM_RULES_COUNT];
    size_t count = 0;
    for (size_t i = 0; i < ITEM_RULES_COUNT; i++)
        if (strcmp(item_rules[i].service, row->price.service) == 0)
            items[count++] = item_rules[i].item;
    const char *near = text_nearest(row->price.item, items, count);
    return error_set(err, ERROR_INPUT, ROW_WHERE("item"), "%s has no item \"%s\"; %s \"%s\"%s", row->price.service,
                     row->price.item, near != NULL ? "did you mean" : "it has, for one,",
                     near != NULL ? near : items[0], near != NULL ? "?" : "");
}

static bool rule_find(const struct catalogue_rows *rows, const struct catalogue_row *row,
                      const struct item_rule **ret_rule, struct error *err)
{
    char where[ERROR_WHERE_SIZE];
    bool service_known = false;
    for (size_t i = 0; i < ITEM_RULES_COUNT; i++) {
        if (strcmp(item_rules[i].service, row->price.service) != 0)
            continue;
        service_known = true;
        *ret_rule = &item_rules[i];
        if (item_rules[i].item == NULL)
            return instance_type_is_valid(row->price.item) ||
                   error_set(err, ERROR_INPUT, ROW_WHERE("item"), "must be an instance type like m7g.large, not \"%s\"",
                             row->price.item);
        if (strcmp(item_rules[i].item, row->price.item) == 0)
            return true;
    }
    return service_known ? item_is_unknown(rows, row, err) : service_is_unknown(rows, row, err);
}

static bool purchase_check(const struct catalogue_rows *rows, const struct catalogue_row *row, unsigned bought,
                           struct error *err)
{
    char where[ERROR_WHERE_SIZE];
    const struct price *price = &row->price;
    enum commitment_kind kind = COMMITMENT_COMPUTE_SAVINGS_PLAN;
    enum commitment_term term = TERM_1_YEAR;
    enum payment_option payment = PAYMENT_NO_UPFRONT;
    if (price->purchase == PURCHASE_ON_DEMAND)
        return (bought & BY_ON_DEMAND) != 0 ||
               error_set(err, ERROR_INPUT, ROW_WHERE("purchase"), "must be \"spot\" for %s", price->service);
    if (price->purchase == PURCHASE_SPOT)
        return (bought & BY_SPOT) != 0 || error_set(err, ERROR_INPUT, ROW_WHERE("purchase"), "%s %s has no Spot price",
                                                    price->service, price->item);
    BUG_IF(!purchase_is_commitment(price->purchase, &kind, &term, &payment));
    if (bought & BY_COMMITMENT || (bought & BY_COMPUTE_PLAN && kind == COMMITMENT_COMPUTE_SAVINGS_PLAN))
        return true;
    return error_set(err, ERROR_INPUT, ROW_WHERE("purchase"), "%s covers %s %s",
                     bought & BY_COMPUTE_PLAN ? "of all commitments only a Compute Savings Plan" : "no commitment",
                     price->service, price->item);
}

static bool amount_check(const struct catalogue_rows *rows, const struct catalogue_row *row, struct error *err)
{
    char where[ERROR_WHERE_SIZE], amount[MONEY_TEXT_SIZE];
    bool share = row->price.unit == UNIT_RATIO_PER_MONTH;
    if (row->price.nano > 0 && row->price.nano <= (share ? NANO_PER_USD : CATALOGUE_PRICE_NANO_MAX))
        return true;
    return error_set(err, ERROR_INPUT, ROW_WHERE("price"), "must be above 0 and at most %s, not %s",
                     share ? "1" : "100000", nano_format(row->price.nano, amount));
}

static bool row_check(const struct catalogue_rows *rows, const struct catalogue_row *row, struct error *err)
{
    char where[ERROR_WHERE_SIZE];
    const struct price *price = &row->price;
    const struct item_rule *rule = NULL;
    if (!rule_find(rows, row, &rule, err))
        return false;
    if (price->unit != rule->unit)
        return error_set(err, ERROR_INPUT, ROW_WHERE("unit"), "must be \"%s\" for %s %s, not \"%s\"",
                         price_unit_names[rule->unit], price->service, price->item, price_unit_names[price->unit]);
    if (!purchase_check(rows, row, rule->bought, err) || !amount_check(rows, row, err))
        return false;
    if (price->from_quantity != 0 && !rule->tiers)
        return error_set(err, ERROR_INPUT, ROW_WHERE("from_quantity"), "must be 0: %s %s has no tiers", price->service,
                         price->item);
    if (!source_is_valid(price->source))
        return error_set(err, ERROR_INPUT, ROW_WHERE("source"),
                         "must be a text of 1 to %d bytes in UTF-8 without control characters", FIELD_NAME_BYTES_MAX);
    if (!date_is_valid(price->as_of))
        return error_set(err, ERROR_INPUT, ROW_WHERE("as_of"), DATE_IS_WRONG, price->as_of);
    return true;
}

static int by_key(const void *a, const void *b)
{
    const struct catalogue_row *left = a, *right = b;
    int order = price_compare(&left->price, &right->price);
    return order != 0 ? order : (left->index > right->index) - (left->index < right->index);
}

static bool same_item(const struct price *a, const struct price *b)
{
    return a->purchase == b->purchase && strcmp(a->service, b->service) == 0 && strcmp(a->item, b->item) == 0;
}

/* Of sorted rows: no duplicates, and tiers begin at 0. Every place starts with "FILE:". */
static bool neighbours_check(const struct catalogue_rows *rows, const char *file, struct error *err)
{
    char where[ERROR_WHERE_SIZE], first[ERROR_WHERE_SIZE];
    for (int i = 0; i < rows->count; i++) {
        const struct catalogue_row *row = &rows->rows[i];
        bool follows = i > 0 && same_item(&row[-1].price, &row->price);
        if (!follows && row->price.from_quantity != 0)
            return error_set(err, ERROR_INPUT, ROW_WHERE("from_quantity"),
                             "the first tier of %s %s starts at %lld, not at 0", row->price.service, row->price.item,
                             (long long)row->price.from_quantity);
        if (follows && row[-1].price.from_quantity == row->price.from_quantity)
            return error_set(err, ERROR_INPUT, ROW_WHERE(NULL), "%s %s %s is priced twice; first at %s",
                             row->price.service, row->price.item, purchase_names[row->price.purchase],
                             rows->where(rows->document, row[-1].index, NULL, first) + strlen(file) + 1);
    }
    return true;
}

static const char *latest_date(const struct catalogue *catalogue, const char *service)
{
    const char *latest = NULL;
    for (int i = 0; i < catalogue->prices_count; i++) {
        const struct price *price = &catalogue->prices[i];
        if ((service == NULL || strcmp(price->service, service) == 0) &&
            (latest == NULL || strcmp(price->as_of, latest) > 0))
            latest = price->as_of;
    }
    return latest;
}

static void catalogue_fill(struct catalogue *catalogue, const struct catalogue_rows *rows, const char *as_of)
{
    catalogue->prices = ARENA_ARRAY(rows->arena, struct price, rows->count);
    catalogue->prices_count = rows->count;
    for (int i = 0; i < rows->count; i++)
        catalogue->prices[i] = rows->rows[i].price;
    if (as_of == NULL)
        as_of = latest_date(catalogue, "ec2");
    catalogue->as_of = as_of != NULL ? as_of : latest_date(catalogue, NULL);
}

bool catalogue_rows_finish(struct catalogue_rows *rows, const char *as_of, struct catalogue *catalogue,
                           struct error *err)
{
    if (rows->count == 0)
        return error_set(err, ERROR_INPUT, catalogue->file, "the price book has no prices");
    for (int i = 0; i < rows->count; i++)
        if (!row_check(rows, &rows->rows[i], err))
            return false;
    qsort(rows->rows, (size_t)rows->count, sizeof rows->rows[0], by_key);
    if (!neighbours_check(rows, catalogue->file, err))
        return false;
    catalogue_fill(catalogue, rows, as_of);
    return true;
}
