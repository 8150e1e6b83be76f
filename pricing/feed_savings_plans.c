/* feed_savings_plans.c — rates of Compute and EC2 Instance Savings Plans: which of them are of what this planner buys
 * ("Savings Plans price list", AWS Billing user guide, 2026). */
#include "pricing/feed_reader_parts.h"

#include <stdio.h>
#include <string.h>

static const char *const hour_units[] = {"Hrs", "Hours", "hour", "vCPU-Hours", "GB-Hours", NULL};

void plan_rates_begin(struct plan_rates *rates, const char *published_at)
{
    feed_text_take(rates->as_of, sizeof rates->as_of, feed_as_of(rates->feed));
    if (!feed_date(published_at, rates->as_of) && *published_at != '\0')
        feed_countf(rates->feed, FEED_UNKNOWN_PRODUCT, "published at \"%s\"", published_at);
}

bool plan_rates_finish(const struct plan_rates *rates, struct error *err)
{
    return rates->in_usd > 0 || *rates->currency == '\0' || feed_no_dollars(rates->name, rates->currency, err);
}

bool plan_purchase(struct feed *feed, const struct plan *plan, enum purchase *ret_purchase)
{
    enum commitment_term term = TERM_1_YEAR;
    enum payment_option payment = PAYMENT_NO_UPFRONT;
    char lease[40];
    bool compute = strcmp(plan->kind, "ComputeSavingsPlans") == 0;
    if (!compute && strcmp(plan->kind, "EC2InstanceSavingsPlans") != 0) {
        feed_countf(feed, FEED_OTHER_PRODUCT, "%s: %s", plan->sku, plan->kind);
        return false;
    }
    snprintf(lease, sizeof lease, "%s%s", plan->lease, strncmp(plan->unit, "year", 4) == 0 ? "yr" : plan->unit);
    if (!feed_term_read(lease, &term) || !feed_payment_read(plan->payment, &payment)) {
        feed_countf(feed, FEED_UNKNOWN_TERM, "%s: %s, %s", plan->sku, lease, plan->payment);
        return false;
    }
    *ret_purchase = purchase_of_commitment(
        compute ? COMMITMENT_COMPUTE_SAVINGS_PLAN : COMMITMENT_EC2_INSTANCE_SAVINGS_PLAN, term, payment);
    return true;
}

/* "BoxUsage:m5.large" of plain Linux. */
static bool is_instance(const struct plan_rate *rate, struct product_item *ret_item, enum feed_count_kind *ret_why)
{
    const char *usage = feed_usage(rate->usage_type), *type = rate->instance_type;
    size_t length = strlen("BoxUsage");
    if (strncmp(usage, "BoxUsage", length) != 0 || (usage[length] != '\0' && usage[length] != ':')) {
        bool unused = strncmp(usage, "Unused", 6) == 0 || strncmp(usage, "Reservation", 11) == 0;
        bool other = strncmp(usage, "Dedicated", 9) == 0 || strncmp(usage, "Host", 4) == 0;
        *ret_why = unused ? FEED_OTHER_CAPACITY : other ? FEED_OTHER_TENANCY : FEED_OTHER_PRODUCT;
        return false;
    }
    *ret_why = FEED_OTHER_SYSTEM;
    if (strcmp(rate->operation, "RunInstances") != 0 && *rate->operation != '\0')
        return false;
    const char *named = usage[length] == ':' ? usage + length + 1 : type;
    *ret_why = FEED_UNKNOWN_PRODUCT;
    if (!feed_type_is_valid(named) || (*type != '\0' && strcmp(type, named) != 0))
        return false;
    *ret_item = (struct product_item){.service = "ec2", .unit = UNIT_USD_PER_HOUR, .times = 1, .units = hour_units};
    feed_text_take(ret_item->item, sizeof ret_item->item, named);
    return true;
}

/* Compute Savings Plans cover Fargate's vCPU and memory and Lambda's duration; a rate of other usage of these services
 * is the price on demand. */
static bool is_serverless(const struct plan_rate *rate, struct product_item *ret_item, enum feed_count_kind *ret_why)
{
    struct product product;
    const char *deciding = "";
    product_clear(&product);
    feed_text_take(product.values[PRODUCT_USAGE_TYPE], PRODUCT_VALUE_SIZE, rate->usage_type);
    *ret_item = (struct product_item){.times = 1};
    if (strcmp(rate->service_code, "AmazonECS") == 0) {
        bool found = product_is_ecs(&product, ret_item, ret_why, &deciding);
        bool covered = found && !ret_item->fee && strncmp(ret_item->item, "ephemeral", 9) != 0;
        if (found && !covered)
            *ret_why = FEED_OTHER_PRODUCT;
        return covered;
    }
    bool found = product_is_lambda(&product, ret_item, ret_why, &deciding);
    if (found && !ret_item->tiers)
        *ret_why = FEED_OTHER_PRODUCT;
    return found && ret_item->tiers;
}

static bool rate_classify(const struct plan_rate *rate, struct product_item *ret_item, enum feed_count_kind *ret_why)
{
    if (strcmp(rate->service_code, "AmazonEC2") == 0)
        return is_instance(rate, ret_item, ret_why);
    *ret_why = FEED_OTHER_PRODUCT; /* AmazonEKS has Fargate of its own, SageMaker instances */
    return (strcmp(rate->service_code, "AmazonECS") == 0 || strcmp(rate->service_code, "AWSLambda") == 0) &&
           is_serverless(rate, ret_item, ret_why);
}

/* Lists of before 2021 say neither region nor operation: the product discounted must be the one that is priced. */
static bool is_priced_product(const struct feed *feed, const struct plan_rate *rate, const struct product_item *item)
{
    const struct price *price = feed_find(feed, item->service, item->item, PURCHASE_ON_DEMAND);
    const char *sku = price != NULL ? strchr(price->source, ' ') : NULL;
    size_t length = strlen(rate->sku);
    return sku != NULL && length > 0 && strncmp(sku + 1, rate->sku, length) == 0 && sku[1 + length] == '.';
}

static bool place_is(const struct feed *feed, const struct plan_rate *rate, const struct product_item *item,
                     enum feed_count_kind *ret_why)
{
    *ret_why = FEED_OTHER_REGION;
    if (*rate->region != '\0' && strcmp(rate->region, feed_region(feed)) != 0)
        return false;
    *ret_why = FEED_UNKNOWN_PRODUCT;
    bool instance = strcmp(item->service, "ec2") == 0;
    return (*rate->region != '\0' && (!instance || *rate->operation != '\0')) || is_priced_product(feed, rate, item);
}

static bool family_is(const struct plan *plan, enum purchase purchase, const char *item)
{
    if (purchase < purchase_of_commitment(COMMITMENT_EC2_INSTANCE_SAVINGS_PLAN, TERM_1_YEAR, PAYMENT_NO_UPFRONT))
        return true;
    size_t length = strlen(plan->instance_family);
    return strncmp(item, plan->instance_family, length) == 0 && item[length] == '.';
}

static bool rate_nano(struct plan_rates *rates, const struct plan_rate *rate, const struct product_item *item,
                      int64_t *ret_nano)
{
    bool rounded = false;
    if (strcmp(rate->currency, "USD") != 0) {
        bool other = *rate->currency != '\0';
        feed_countf(rates->feed, other ? FEED_OTHER_CURRENCY : FEED_UNKNOWN_TERM, "%s: %s", rate->rate_code,
                    other ? rate->currency : "no currency");
        memcpy(rates->currency, rate->currency, sizeof rates->currency);
        return false;
    }
    rates->in_usd++;
    if (!feed_unit_is(rate->unit, item->units)) {
        feed_countf(rates->feed, FEED_UNKNOWN_UNIT, "%s: per \"%s\"", rate->rate_code, rate->unit);
        return false;
    }
    if (!feed_number(rate->price, item->times, ret_nano, &rounded)) {
        feed_countf(rates->feed, FEED_UNKNOWN_TERM, "%s: \"%s\"", rate->rate_code, rate->price);
        return false;
    }
    if (rounded)
        feed_countf(rates->feed, FEED_ROUNDED, "%s: %s", rate->rate_code, rate->price);
    if (*ret_nano == 0)
        feed_countf(rates->feed, FEED_FREE, "%s", rate->rate_code);
    return *ret_nano > 0;
}

bool plan_rate_give(struct plan_rates *rates, const struct plan *plan, enum purchase purchase,
                    const struct plan_rate *rate, struct error *err)
{
    struct product_item item;
    enum feed_count_kind why = FEED_OTHER_PRODUCT;
    int64_t nano = 0;
    if (!rate_classify(rate, &item, &why) || !place_is(rates->feed, rate, &item, &why)) {
        feed_countf(rates->feed, why, "%s: %s %s %s", rate->rate_code, rate->usage_type, rate->operation, rate->region);
        return true;
    }
    if (!family_is(plan, purchase, item.item)) {
        feed_countf(rates->feed, FEED_UNKNOWN_PRODUCT, "%s: %s in a plan of %s", rate->rate_code, item.item,
                    plan->instance_family);
        return true;
    }
    if (!rate_nano(rates, rate, &item, &nano))
        return true;
    char source[96];
    snprintf(source, sizeof source, "AWSComputeSavingsPlan %s", rate->rate_code);
    struct price price = {.service = item.service,
                          .item = item.item,
                          .purchase = purchase,
                          .unit = item.unit,
                          .nano = nano,
                          .source = source,
                          .as_of = rates->as_of};
    return feed_price_of(rates->feed, rates->name, &price, err);
}
