/* AmazonECS, AWSLambda and AmazonVPC: what of their offers is taken. */
#include "tests/unit/pricing/feeding.h"
#include "tests/unit/pricing/offer_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define USAGE(sku, usage)                                                                                              \
    PRODUCT(sku, "Serverless",                                                                                         \
            "\"location\":\"US East (N. Virginia)\",\"locationType\":\"AWS Region\",\"usagetype\":\"" usage "\","      \
            "\"regionCode\":\"us-east-1\"")
#define PRICED(sku, rates) "\"" sku "\":{" TERM(sku, "J", "2026-11-01T00:00:00Z", rates, "") "}"
#define ONE(sku, unit, price) PRICED(sku, RATE(sku, "J", "6", unit, "0", "\"USD\":\"" price "\""))

static void duration_has_tiers_in_millions(void **state)
{
    struct feed *feed = offer_feed(
        FEED_OFFER_LAMBDA,
        OFFER("AWSLambda", USAGE("A", "Lambda-GB-Second") "," USAGE("B", "Lambda-Provisioned-GB-Second"),
              "\"OnDemand\":{" PRICED(
                  "A", RATE("A", "J", "2", "Lambda-GB-Second", "6000000000", "\"USD\":\"0.0000150000\"") "," RATE(
                           "A", "J", "1", "Lambda-GB-Second", "0",
                           "\"USD\":\"0.0000166667\"")) "," ONE("B", "Lambda-GB-Second", "0.0000097222") "}"));
    (void)state;
    struct catalogue book = feeding_book(feed);
    assert_int_equal(book.prices_count, 2);
    assert_int_equal(book.prices[0].nano, INT64_C(16666700000));
    assert_int_equal(book.prices[0].from_quantity, 0);
    assert_int_equal(book.prices[1].nano, INT64_C(15000000000));
    assert_int_equal(book.prices[1].from_quantity, 6000);
    assert_string_equal(book.prices[1].source, "AWSLambda A.J.2");
    catalogue_release(&book);
}

static void odd_tiers_are_left_out_and_said(void **state)
{
    static const char *const rates[] = {
        RATE("A", "J", "1", "Lambda-GB-Second", "5", "\"USD\":\"0.00001\""),       /* the first does not begin at 0 */
        RATE("A", "J", "1", "Lambda-GB-Second", "1500000", "\"USD\":\"0.00001\""), /* no whole million */
        RATE("A", "J", "1", "Lambda-GB-Second", "0", "\"USD\":\"0\"") "," RATE(
            "A", "J", "2", "Lambda-GB-Second", "1000000", "\"USD\":\"0.00001\""), /* one for nothing */
    };
    (void)state;
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
        char text[4096];
        snprintf(text, sizeof text,
                 OFFER("AWSLambda", USAGE("A", "Lambda-GB-Second"), "\"OnDemand\":{" PRICED("A", "%s") "}"), rates[i]);
        struct feed *feed = offer_feed(FEED_OFFER_LAMBDA, text);
        feeding_counts(feed, FEED_TAKEN, 0);
        feeding_counts(feed, FEED_UNKNOWN_TERM, 1);
        feed_free(feed);
    }
}

/* A book has one price of requests; ARM's, should it ever differ, is said and not taken. */
static void requests_of_both_architectures(void **state)
{
    static const struct {
        const char *arm;
        enum feed_count_kind kind;
    } cases[] = {{"0.0000002", FEED_SAME}, {"0.0000003", FEED_UNKNOWN_PRODUCT}};
    (void)state;
    for (int i = 0; i < 2; i++) {
        char text[4096];
        snprintf(text, sizeof text,
                 OFFER("AWSLambda", USAGE("A", "Request-ARM") "," USAGE("B", "Request"),
                       "\"OnDemand\":{" ONE("A", "Requests", "%s") "," ONE("B", "Requests", "0.0000002000") "}"),
                 cases[i].arm);
        struct feed *feed = offer_feed(FEED_OFFER_LAMBDA, text);
        feeding_has(feed, "lambda", "requests", PURCHASE_ON_DEMAND, "0.20", "AWSLambda B.J.6", "2026-11-20");
        feeding_counts(feed, FEED_TAKEN, 1);
        feeding_counts(feed, cases[i].kind, 1);
        feed_free(feed);
    }
}

static void an_address_in_use(void **state)
{
    (void)state;
    struct feed *feed = offer_feed(
        FEED_OFFER_VPC,
        OFFER("AmazonVPC", USAGE("A", "USE1-PublicIPv4:InUseAddress") "," USAGE("B", "USE1-PublicIPv4:IdleAddress"),
              "\"OnDemand\":{" ONE("A", "Hrs", "0.0050000000") "," ONE("B", "Hrs", "0.0050000000") "}"));
    feeding_has(feed, "vpc", "public_ipv4", PURCHASE_ON_DEMAND, "0.005", "AmazonVPC A.J.6", "2026-11-20");
    feeding_counts(feed, FEED_TAKEN, 1);
    feeding_counts(feed, FEED_OTHER_PRODUCT, 1);
    feed_free(feed);
}

#define FEE(sku, prefix, type) USAGE(sku, prefix "ECS-Managed-Instances:" type "-management-hours")

/* g6.xlarge 7.8 %, z1.large 20 %, the others 12 %, one without a price. */
static void the_usual_fee_is_the_books(void **state)
{
    struct error err = {0};
    (void)state;
    for (int with = 0; with < 2; with++) {
        static const char *const names[] = {"a1.large", "g6.xlarge", "m5.large", "z1.large"};
        struct feed *feed = feed_new("us-east-1", "2026-11-23");
        for (int i = 0; i < 4 && with; i++) {
            struct price price = {"ec2",        names[i], PURCHASE_ON_DEMAND, UNIT_USD_PER_HOUR, 100000000, 0, "A",
                                  "2026-11-20", 0};
            assert_true(feed_price(feed, &price, &err));
        }
        assert_true(offer_read(
            feed, FEED_OFFER_ECS,
            OFFER(
                "AmazonECS",
                FEE("A", "USE1-", "g6.xlarge") "," FEE("B", "", "m5.large") "," FEE("C", "USE1-", "z9.large") "," FEE(
                    "D", "", "a1.large") "," FEE("F", "", "z1.large") "," USAGE("E", "USE1-ECS-Managed-Instances:odd"),
                "\"OnDemand\":{" ONE("A", "Hrs", "0.0078") "," ONE("B", "Hrs", "0.01200004") "," ONE(
                    "C", "Hrs", "1") "," ONE("D", "Hrs", "0.012") "," ONE("F", "Hrs", "0.02") "}"),
            1000, &err));
        feeding_counts(feed, FEED_TAKEN, with ? 5 : 0);
        feeding_counts(feed, FEED_OTHER_FEE, with ? 3 : 5);
        feeding_counts(feed, FEED_OTHER_PRODUCT, 1);
        if (with)
            feeding_has(feed, "ecs", "managed_instances_fee", PURCHASE_ON_DEMAND, "0.12", "AmazonECS D.J.6",
                        "2026-11-20");
        feed_free(feed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(duration_has_tiers_in_millions), cmocka_unit_test(odd_tiers_are_left_out_and_said),
        cmocka_unit_test(requests_of_both_architectures), cmocka_unit_test(an_address_in_use),
        cmocka_unit_test(the_usual_fee_is_the_books),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
