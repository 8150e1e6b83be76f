/* feed_plans_csv.c — a Savings Plans file in CSV: a row per rate, with its plan's attributes in each. */
#include "pricing/feed_csv.h"
#include "pricing/feed_reader_parts.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct plan_row {
    struct plan plan;
    struct plan_rate rate;
    char effective[32];
};

#define ROW_FIELDS(X)                                                                                                  \
    X("SKU", plan.sku)                                                                                                 \
    X("RateCode", rate.rate_code)                                                                                      \
    X("Unit", rate.unit)                                                                                               \
    X("DiscountedRate", rate.price)                                                                                    \
    X("Currency", rate.currency)                                                                                       \
    X("DiscountedSKU", rate.sku)                                                                                       \
    X("DiscountedServiceCode", rate.service_code)                                                                      \
    X("DiscountedUsageType", rate.usage_type)                                                                          \
    X("DiscountedOperation", rate.operation)                                                                           \
    X("PurchaseOption", plan.payment)                                                                                  \
    X("LeaseContractLength", plan.lease)                                                                               \
    X("LeaseContractLengthUnit", plan.unit)                                                                            \
    X("Product Family", plan.kind)                                                                                     \
    X("EffectiveDate", effective)                                                                                      \
    X("Instance Family", plan.instance_family)                                                                         \
    X("DiscountedRegionCode", rate.region)                                                                             \
    X("DiscountedInstanceType", rate.instance_type)
enum { REQUIRED_COUNT = 13 };

static const char *const columns[] = {
#define X(name, member) name,
    ROW_FIELDS(X)
#undef X
};
static const struct row_field {
    size_t offset, size;
} row_fields[] = {
#define X(name, member) {offsetof(struct plan_row, member), sizeof((struct plan_row *)NULL)->member},
    ROW_FIELDS(X)
#undef X
};

struct plans_csv {
    struct plan_rates rates;
    struct feed_table table;
    struct feed_head head;
    bool begun;
};

static void on_meta(void *context, const char *key, const char *value)
{
    struct plans_csv *self = context;
    if (strcasecmp(key, "Publication Date") == 0)
        feed_text_take(self->head.published_at, sizeof self->head.published_at, value);
    if (strcasecmp(key, "OfferCode") == 0)
        feed_text_take(self->head.offer_code, sizeof self->head.offer_code, value);
}

static void on_odd(void *context, int64_t line, int fields, int expected)
{
    struct plans_csv *self = context;
    feed_countf(self->rates.feed, FEED_UNKNOWN_PRODUCT, "line %lld has %d fields, the header %d", (long long)line,
                fields, expected);
}

static bool on_row(void *context, const char *const *values, struct error *err)
{
    struct plans_csv *self = context;
    struct plan_row row;
    enum purchase purchase = PURCHASE_ON_DEMAND;
    for (size_t i = 0; i < sizeof row_fields / sizeof row_fields[0]; i++)
        feed_text_take((char *)&row + row_fields[i].offset, row_fields[i].size, values[i]);
    if (!self->begun)
        plan_rates_begin(&self->rates, self->head.published_at);
    self->begun = true;
    if (*self->head.published_at != '\0' && !feed_in_force(row.effective, self->head.published_at)) {
        feed_countf(self->rates.feed, FEED_NOT_IN_FORCE, "%s: from %s", row.rate.rate_code, row.effective);
        return true;
    }
    if (feed_leaves_commitments(self->rates.feed)) {
        feed_countf(self->rates.feed, FEED_OTHER_TERM, "%s", row.rate.rate_code);
        return true;
    }
    return !plan_purchase(self->rates.feed, &row.plan, &purchase) ||
           plan_rate_give(&self->rates, &row.plan, purchase, &row.rate, err);
}

static void *plans_csv_make(struct feed *feed, enum feed_document document, const char *name)
{
    struct plans_csv *self = memory_alloc(1, sizeof *self);
    (void)document;
    self->rates = (struct plan_rates){.feed = feed, .name = name};
    self->table = (struct feed_table){.columns = columns,
                                      .columns_count = sizeof columns / sizeof columns[0],
                                      .required_count = REQUIRED_COUNT,
                                      .context = self,
                                      .meta = on_meta,
                                      .row = on_row,
                                      .odd = on_odd};
    feed_table_begin(&self->table, name);
    return self;
}

static bool plans_csv_push(void *state, const char *bytes, size_t length, struct error *err)
{
    struct plans_csv *self = state;
    return feed_csv_push(&self->table.csv, bytes, length, err);
}

static bool plans_csv_finish(void *state, bool *ret_again, struct error *err)
{
    struct plans_csv *self = state;
    *ret_again = false;
    return feed_table_finish(&self->table, err) && plan_rates_finish(&self->rates, err);
}

static const struct feed_head *plans_csv_head(const void *state)
{
    return &((const struct plans_csv *)state)->head;
}

static void plans_csv_release(void *state)
{
    struct plans_csv *self = state;
    if (self == NULL)
        return;
    feed_csv_release(&self->table.csv);
    free(self);
}

const struct feed_shape feed_plans_csv = {plans_csv_make, plans_csv_push, plans_csv_finish, plans_csv_head,
                                          plans_csv_release};
