#include "data/base/text.h"
#include "pricing/fargate.h"
#include "pricing/lookup.h"
#include "pricing/snapshot.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct catalogue book_of_region(const char *region)
{
    struct catalogue book;
    struct error err = {0};
    if (!snapshot_catalogue(region, &book, &err))
        fail_msg("%s: %s", err.where, err.text);
    return book;
}

static void regions_are_sorted(void **state)
{
    (void)state;
    const char *const *regions = snapshot_regions();
    bool us_east_1 = false;
    for (int i = 0; regions[i] != NULL; i++) {
        us_east_1 = us_east_1 || strcmp(regions[i], "us-east-1") == 0;
        if (i > 0)
            assert_true(strcmp(regions[i - 1], regions[i]) < 0);
        struct catalogue book = book_of_region(regions[i]);
        assert_string_equal(book.region, regions[i]);
        assert_string_equal(book.file, "built-in");
        assert_int_equal(strlen(book.sha256), 64);
        catalogue_release(&book);
    }
    assert_true(us_east_1);
}

static void unknown_region_lists_the_known(void **state)
{
    (void)state;
    struct catalogue book;
    struct error err = {0};
    assert_false(snapshot_catalogue("us-east-9", &book, &err));
    assert_int_equal(err.kind, ERROR_UNKNOWN_PRICE);
    assert_non_null(strstr(err.text, "us-east-9"));
    assert_non_null(strstr(err.text, "us-east-1, us-east-2, us-west-2"));
    assert_non_null(strstr(err.text, "--prices"));
}

/* Every row has source and date; no bare metal out of the table whose .metal prices are of Dedicated tenancy; at most
 * a retired type or two is without facts. */
static void rows_hold_their_promises(void **state)
{
    (void)state;
    const char *const *regions = snapshot_regions();
    for (int r = 0; regions[r] != NULL; r++) {
        struct catalogue book = book_of_region(regions[r]);
        int types = 0, without_facts = 0;
        for (int i = 0; i < book.prices_count; i++) {
            const struct price *price = &book.prices[i];
            assert_true(price->nano > 0 && strlen(price->source) > 5 && strlen(price->as_of) >= 7);
            if (strcmp(price->service, "ec2") != 0 || price->purchase != PURCHASE_ON_DEMAND)
                continue;
            types++;
            if (strstr(price->item, ".metal") != NULL)
                assert_null(strstr(price->source, "karpenter"));
            const struct instance_type *type = instance_type_find(price->item);
            without_facts += type == NULL;
            if (type == NULL && text_matches("[cmr][5-9]*", price->item))
                fail_msg("%s is priced in %s and has no facts", price->item, regions[r]);
        }
        print_message("%s: %d types, %d of them retired and without facts, as of %s\n", regions[r], types,
                      without_facts, book.as_of);
        assert_true(types > 600 && without_facts < 30);
        catalogue_release(&book);
    }
}

/* AWS's list prices, from its pages: a wrong column or a shifted row would show. */
static void golden_prices(void **state)
{
    (void)state;
    static const struct {
        const char *region, *service, *item;
        int64_t nano;
    } golden[] = {
        {"us-east-1", "ec2", "m5.large", 96000000},
        {"us-east-1", "ec2", "m7g.2xlarge", 326400000},
        {"us-east-1", "ec2", "c7i.large", 89250000},
        {"us-east-1", "ec2", "p5.48xlarge", 55040000000},
        {"us-east-1", "ec2", "t4g.medium", 33600000},
        {"us-east-1", "ec2", "c6g.metal", 2176000000},
        {"us-west-2", "ec2", "m5.large", 96000000},
        {"eu-west-1", "ec2", "m5.large", 107000000},
        {"eu-central-1", "ec2", "m5.large", 115000000},
        {"ap-southeast-1", "ec2", "m5.large", 120000000},
        {"ap-northeast-1", "ec2", "m5.large", 124000000},
        {"us-east-2", "ec2", "r6i.large", 126000000},
        {"us-east-1", "fargate", "x86_64.vcpu", 40480000},
        {"us-east-1", "fargate", "x86_64.gb", 4445000},
        {"us-east-1", "fargate", "arm64.vcpu", 32380000},
        {"us-east-1", "fargate", "arm64.gb", 3560000},
        {"us-east-1", "lambda", "requests", 200000000},
        {"us-east-1", "lambda", "x86_64.duration", 16666700000},
        {"us-east-1", "lambda", "arm64.duration", 13333400000},
        {"us-east-1", "ebs", "gp3", 80000000},
        {"us-east-1", "vpc", "public_ipv4", 5000000},
        {"ap-northeast-1", "fargate", "x86_64.vcpu", 50560000},
        {"eu-central-1", "fargate", "x86_64.gb", 5110000},
        {"eu-central-1", "ebs", "gp3", 95200000},
        {"us-east-1", "ecs", "managed_instances_fee", 120000000},
    };
    size_t seen = 0;
    for (const char *const *region = snapshot_regions(); *region != NULL; region++) {
        struct catalogue book = book_of_region(*region);
        for (size_t i = 0; i < sizeof golden / sizeof golden[0]; i++) {
            if (strcmp(golden[i].region, *region) != 0)
                continue;
            const struct price *price = price_find(&book, golden[i].service, golden[i].item, PURCHASE_ON_DEMAND);
            if (price == NULL || price->nano != golden[i].nano)
                fail_msg("%s %s is not %lld", golden[i].region, golden[i].item, (long long)golden[i].nano);
            seen++;
        }
        catalogue_release(&book);
    }
    assert_int_equal(seen, sizeof golden / sizeof golden[0]);
}

/* Dropped prices stay dropped: a plan there must not be made with a price from before AWS's cut. */
static void dropped_prices_are_missing(void **state)
{
    (void)state;
    struct catalogue book = book_of_region("eu-west-1");
    assert_null(price_find(&book, "ec2", "p4d.24xlarge", PURCHASE_ON_DEMAND));
    catalogue_release(&book);
}

/* What every plan may need is in every book; what is known to be missing is missing, never borrowed. */
static void every_region_can_be_planned(void **state)
{
    (void)state;
    static const char *const needed[][2] = {{"fargate", "x86_64.vcpu"},    {"fargate", "x86_64.gb"},
                                            {"lambda", "x86_64.duration"}, {"lambda", "arm64.duration"},
                                            {"lambda", "requests"},        {"ebs", "gp3"},
                                            {"vpc", "public_ipv4"},        {"ecs", "managed_instances_fee"}};
    for (const char *const *region = snapshot_regions(); *region != NULL; region++) {
        struct catalogue book = book_of_region(*region);
        for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
            if (price_find(&book, needed[i][0], needed[i][1], PURCHASE_ON_DEMAND) == NULL)
                fail_msg("%s has no price of %s %s", *region, needed[i][0], needed[i][1]);
        struct fargate_quote quote, spot;
        struct error err = {0};
        assert_true(fargate_quote_task(&book, 1024, 2048, 20, 3, PURCHASE_ON_DEMAND, &quote, &err));
        assert_true(fargate_quote_task(&book, 1024, 2048, 20, 1, PURCHASE_SPOT, &spot, &err));
        assert_true(spot.price.nano * 2 < quote.price.nano && spot.price.nano * 5 > quote.price.nano);
        assert_int_equal(quote.architecture, ARCHITECTURE_ARM64);
        catalogue_release(&book);
    }
}

/* Rates that were read from AWS's own offers and pages, or from the package by eye. */
static void golden_rates(void **state)
{
    (void)state;
    static const struct {
        const char *region, *service, *item, *purchase;
        int64_t nano;
    } golden[] = {
        {"us-east-1", "ec2", "m5.large", "standard_reserved_instance.1y.no_upfront", 60000000},
        {"us-east-1", "ec2", "m5.large", "convertible_reserved_instance.3y.all_upfront", 44178000},
        {"us-east-1", "ec2", "m5.large", "ec2_instance_savings_plan.1y.no_upfront", 60000000},
        {"us-east-1", "ec2", "m5.large", "compute_savings_plan.3y.all_upfront", 44178000},
        {"us-east-1", "ec2", "m5.large", "spot", 31680000},
        {"us-east-1", "ec2_spot_interruptions", "m5.large", "spot", 150000000},
        {"eu-west-1", "ec2_spot_interruptions", "m5.large", "spot", 50000000},
        {"ap-northeast-1", "ec2_spot_interruptions", "c5.xlarge", "spot", 1000000000},
        {"ap-northeast-1", "ec2", "c5.xlarge", "convertible_reserved_instance.1y.partial_upfront", 168247000},
        {"us-east-1", "fargate", "x86_64.vcpu", "compute_savings_plan.1y.no_upfront", 32384000},
        {"us-east-1", "fargate", "x86_64.gb", "compute_savings_plan.3y.no_upfront", 2444750},
        {"us-west-2", "fargate", "arm64.vcpu", "compute_savings_plan.1y.all_upfront", 23800000},
        {"us-east-1", "lambda", "x86_64.duration", "compute_savings_plan.3y.no_upfront", 14700000000},
        {"us-east-1", "lambda", "arm64.duration", "compute_savings_plan.1y.all_upfront", 11100000000},
        /* Nothing is carried over to a region where it was not read, nor from a price that AWS has cut since, and what
         * is no cheaper than on demand is no way to buy. */
        {"eu-west-1", "fargate", "x86_64.vcpu", "compute_savings_plan.1y.no_upfront", 0},
        {"eu-west-1", "lambda", "x86_64.duration", "compute_savings_plan.1y.no_upfront", 0},
        {"us-east-1", "ec2", "p5.48xlarge", "compute_savings_plan.3y.all_upfront", 0},
        {"us-east-1", "ec2", "p5.48xlarge", "spot", 0},
        {"us-east-1", "ec2", "a1.large", "spot", 0},
        {"us-east-1", "ec2_spot_interruptions", "a1.large", "spot", 0},
        {"us-east-1", "lambda", "requests", "compute_savings_plan.1y.no_upfront", 0},
    };
    size_t seen = 0;
    for (const char *const *region = snapshot_regions(); *region != NULL; region++) {
        struct catalogue book = book_of_region(*region);
        for (size_t i = 0; i < sizeof golden / sizeof golden[0]; i++) {
            int purchase = 0;
            if (strcmp(golden[i].region, *region) != 0)
                continue;
            while (strcmp(purchase_names[purchase], golden[i].purchase) != 0)
                purchase++;
            const struct price *price = price_find(&book, golden[i].service, golden[i].item, (enum purchase)purchase);
            if ((price != NULL ? price->nano : 0) != golden[i].nano)
                fail_msg("%s %s %s is not %lld", golden[i].region, golden[i].item, golden[i].purchase,
                         (long long)golden[i].nano);
            seen++;
        }
        catalogue_release(&book);
    }
    assert_int_equal(seen, sizeof golden / sizeof golden[0]);
}

/* A Savings Plan's rate of EC2 is derived from the Reserved Instance that AWS prices alike, and says so. */
static void check_twin(const struct catalogue *book, const struct price *price, enum commitment_kind kind)
{
    enum commitment_kind twin_kind;
    enum commitment_term term;
    enum payment_option payment;
    if (!purchase_is_commitment(price->purchase, &twin_kind, &term, &payment) || strcmp(price->service, "ec2") != 0)
        return;
    bool plan = twin_kind < COMMITMENT_STANDARD_RESERVED_INSTANCE;
    assert_true(plan == (strncmp(price->source, "derived: ", 9) == 0));
    if (!plan || twin_kind != kind)
        return;
    twin_kind = kind == COMMITMENT_COMPUTE_SAVINGS_PLAN ? COMMITMENT_CONVERTIBLE_RESERVED_INSTANCE
                                                        : COMMITMENT_STANDARD_RESERVED_INSTANCE;
    const struct price *twin = price_find(book, "ec2", price->item, purchase_of_commitment(twin_kind, term, payment));
    assert_non_null(twin);
    assert_true(twin->nano == price->nano);
}

/* Every other way to buy is of something that is sold on demand, and cheaper; Spot has its interruptions. */
static void ways_to_buy_are_cheaper(void **state)
{
    (void)state;
    for (const char *const *region = snapshot_regions(); *region != NULL; region++) {
        struct catalogue book = book_of_region(*region);
        int commitments = 0, spot = 0;
        for (int i = 0; i < book.prices_count; i++) {
            const struct price *price = &book.prices[i];
            if (price->purchase == PURCHASE_ON_DEMAND)
                continue;
            if (strcmp(price->service, "ec2_spot_interruptions") == 0) {
                assert_true(price->unit == UNIT_RATIO_PER_MONTH && price->nano <= NANO_PER_USD);
                assert_non_null(price_find(&book, "ec2", price->item, PURCHASE_SPOT));
                continue;
            }
            const struct price *list = price_find(&book, price->service, price->item, PURCHASE_ON_DEMAND);
            if (list == NULL || list->unit != price->unit || price->nano >= list->nano)
                fail_msg("%s %s %s is not below on demand", *region, price->item, purchase_names[price->purchase]);
            if (strcmp(price->service, "ec2") == 0 && price->purchase == PURCHASE_SPOT) {
                assert_non_null(price_find(&book, "ec2_spot_interruptions", price->item, PURCHASE_SPOT));
                assert_non_null(strstr(price->source, "it floats"));
            }
            spot += price->purchase == PURCHASE_SPOT;
            commitments += price->purchase >= PURCHASE_COMMITTED;
            check_twin(&book, price, COMMITMENT_COMPUTE_SAVINGS_PLAN);
            check_twin(&book, price, COMMITMENT_EC2_INSTANCE_SAVINGS_PLAN);
        }
        print_message("%s: %d prices, %d of commitments, %d of Spot\n", *region, book.prices_count, commitments, spot);
        assert_true(commitments > 24 * 600 && spot > 600);
        catalogue_release(&book);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(regions_are_sorted),
        cmocka_unit_test(unknown_region_lists_the_known),
        cmocka_unit_test(rows_hold_their_promises),
        cmocka_unit_test(golden_prices),
        cmocka_unit_test(dropped_prices_are_missing),
        cmocka_unit_test(every_region_can_be_planned),
        cmocka_unit_test(golden_rates),
        cmocka_unit_test(ways_to_buy_are_cheaper),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
