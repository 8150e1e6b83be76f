#include "tests/unit/pricing/feeding.h"
#include "tests/unit/pricing/offer_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define M5 INSTANCE("AAAAAAAAAAAAAAAA", "m5.large", "")
#define M5_SOURCE "AmazonEC2 AAAAAAAAAAAAAAAA.JRTCKXETXF.6YS6EN2CT7"
#define TERMS_OF(on_demand) "\"OnDemand\":{" on_demand "}"

static void an_instance_is_taken(void **state)
{
    (void)state;
    struct feed *feed =
        offer_feed(FEED_OFFER_EC2, OFFER("AmazonEC2", M5, TERMS_OF(ON_DEMAND("AAAAAAAAAAAAAAAA", "0.0960000000"))));
    feeding_counts(feed, FEED_TAKEN, 1);
    feeding_has(feed, "ec2", "m5.large", PURCHASE_ON_DEMAND, "0.096", M5_SOURCE, "2026-11-20");
    for (int i = FEED_TAKEN + 1; i < FEED_COUNTS_COUNT; i++)
        feeding_counts(feed, (enum feed_count_kind)i, 0);
    feed_free(feed);
}

/* Each differs from the plain product in one attribute; the later of a name wins. */
static void what_differs_in_one_attribute_is_counted_so(void **state)
{
    static const struct {
        const char *more;
        enum feed_count_kind kind;
    } cases[] = {
        {",\"operatingSystem\":\"Windows\"", FEED_OTHER_SYSTEM},
        {",\"operatingSystem\":\"RHEL\"", FEED_OTHER_SYSTEM},
        {",\"operatingSystem\":\"\"", FEED_UNKNOWN_PRODUCT},
        {",\"operation\":\"RunInstances:0g00\"", FEED_OTHER_SYSTEM},
        {",\"tenancy\":\"Dedicated\"", FEED_OTHER_TENANCY},
        {",\"tenancy\":\"Host\"", FEED_OTHER_TENANCY},
        {",\"preInstalledSw\":\"SQL Web\"", FEED_OTHER_SOFTWARE},
        {",\"licenseModel\":\"Bring your own license\"", FEED_OTHER_SOFTWARE},
        {",\"capacitystatus\":\"UnusedCapacityReservation\"", FEED_OTHER_CAPACITY},
        {",\"capacitystatus\":\"AllocatedCapacityReservation\"", FEED_OTHER_CAPACITY},
        {",\"marketoption\":\"CapacityBlock\"", FEED_OTHER_CAPACITY},
        {",\"locationType\":\"AWS Local Zone\"", FEED_OTHER_REGION},
        {",\"locationType\":\"AWS Wavelength Zone\",\"usagetype\":\"WL1-Odd\"", FEED_OTHER_REGION},
        {",\"locationType\":\"AWS Outposts\"", FEED_OTHER_REGION},
        {",\"regionCode\":\"us-east-2\"", FEED_OTHER_REGION},
        {",\"regionCode\":\"\",\"location\":\"EU (Ireland)\"", FEED_OTHER_REGION},
        {",\"regionCode\":\"\",\"location\":\"The Moon\"", FEED_UNKNOWN_PRODUCT},
        {",\"usagetype\":\"HostBoxUsage:m5.large\"", FEED_UNKNOWN_PRODUCT},
        {",\"usagetype\":\"BoxUsage:m5.xlarge\"", FEED_UNKNOWN_PRODUCT},
        {",\"instanceType\":\"M5 large\"", FEED_UNKNOWN_PRODUCT},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[4096];
        snprintf(text, sizeof text, "%s%s%s", "{\"formatVersion\":\"v1.0\",\"products\":{",
                 INSTANCE("AAAAAAAAAAAAAAAA", "m5.large", "%s"),
                 "},\"terms\":{" TERMS_OF(ON_DEMAND("AAAAAAAAAAAAAAAA", "0.1")) "}}");
        char *place = strstr(text, "%s"), rest[2048];
        snprintf(rest, sizeof rest, "%s", place + 2);
        snprintf(place, sizeof text - (size_t)(place - text), "%s%s", cases[i].more, rest);
        struct feed *feed = offer_feed(FEED_OFFER_EC2, text);
        if (feed_counts(feed)[cases[i].kind].count != 1 || feed_counts(feed)[FEED_TAKEN].count != 0)
            fail_msg("%s: not %s", cases[i].more, feed_count_words[cases[i].kind]);
        feeding_counts(feed, FEED_OTHER_TERM, 1);
        assert_non_null(strstr(feed_counts(feed)[cases[i].kind].example, "AAAAAAAAAAAAAAAA: "));
        feed_free(feed);
    }
}

static void older_documents_name_the_place_alone(void **state)
{
    (void)state;
    struct feed *feed = offer_feed(
        FEED_OFFER_EC2, OFFER("AmazonEC2",
                              INSTANCE("AAAAAAAAAAAAAAAA", "m1.small",
                                       ",\"regionCode\":\"\",\"usagetype\":\"BoxUsage\",\"marketoption\":\"\""),
                              TERMS_OF(ON_DEMAND("AAAAAAAAAAAAAAAA", "0.044"))));
    feeding_has(feed, "ec2", "m1.small", PURCHASE_ON_DEMAND, "0.044", M5_SOURCE, "2026-11-20");
    feed_free(feed);
}

#define RESERVED(code, lease, offering, payment, rates)                                                                \
    TERM("AAAAAAAAAAAAAAAA", code, "2026-11-01T00:00:00Z", rates, LEASE(lease, offering, payment))
#define HOURLY(code, price) RATE("AAAAAAAAAAAAAAAA", code, "6YS6EN2CT7", "Hrs", "0", "\"USD\":\"" price "\"")
#define UPFRONT(code, price) RATE("AAAAAAAAAAAAAAAA", code, "2TG2D8R56U", "Quantity", "0", "\"USD\":\"" price "\"")
#define RESERVED_TERMS(terms)                                                                                          \
    OFFER("AmazonEC2", M5,                                                                                             \
          TERMS_OF(ON_DEMAND("AAAAAAAAAAAAAAAA", "0.096")) ",\"Reserved\":{\"AAAAAAAAAAAAAAAA\":{" terms "}}")

static enum purchase reserved_of(enum commitment_kind kind, enum commitment_term term, enum payment_option payment)
{
    return purchase_of_commitment(kind, term, payment);
}

/* m5.large in us-east-1, by hand: 505 dollars are 505/8760 = 0.057648402 an hour; 254 are
 * 0.028995434; 1147 / 26280 =
 * 0.043645358. */
static void reserved_instances_are_all_in(void **state)
{
    (void)state;
    struct feed *feed = offer_feed(
        FEED_OFFER_EC2,
        RESERVED_TERMS(RESERVED(
            "T1", "1yr", "standard", "All Upfront",
            UPFRONT("T1", "505") "," HOURLY(
                "T1",
                "0.0000000000")) "," RESERVED("T2", "1yr", "standard", "Partial Upfront",
                                              HOURLY("T2", "0.0290000000") "," UPFRONT(
                                                  "T2",
                                                  "254")) "," RESERVED("T3", "3yr", "convertible", "No Upfront",
                                                                       HOURLY(
                                                                           "T3",
                                                                           "0.0470000000")) "," RESERVED("T4", "3yr",
                                                                                                         "standard",
                                                                                                         "All Upfront",
                                                                                                         UPFRONT(
                                                                                                             "T4",
                                                                                                             "1147"))));
    feeding_counts(feed, FEED_TAKEN, 5);
    feeding_has(feed, "ec2", "m5.large",
                reserved_of(COMMITMENT_STANDARD_RESERVED_INSTANCE, TERM_1_YEAR, PAYMENT_ALL_UPFRONT), "0.057648402",
                "AmazonEC2 AAAAAAAAAAAAAAAA.T1.6YS6EN2CT7", "2026-11-20");
    feeding_has(feed, "ec2", "m5.large",
                reserved_of(COMMITMENT_STANDARD_RESERVED_INSTANCE, TERM_1_YEAR, PAYMENT_PARTIAL_UPFRONT), "0.057995434",
                "AmazonEC2 AAAAAAAAAAAAAAAA.T2.6YS6EN2CT7", "2026-11-20");
    feeding_has(feed, "ec2", "m5.large",
                reserved_of(COMMITMENT_CONVERTIBLE_RESERVED_INSTANCE, TERM_3_YEARS, PAYMENT_NO_UPFRONT), "0.047",
                "AmazonEC2 AAAAAAAAAAAAAAAA.T3.6YS6EN2CT7", "2026-11-20");
    feeding_has(feed, "ec2", "m5.large",
                reserved_of(COMMITMENT_STANDARD_RESERVED_INSTANCE, TERM_3_YEARS, PAYMENT_ALL_UPFRONT), "0.043645358",
                "AmazonEC2 AAAAAAAAAAAAAAAA.T4.2TG2D8R56U", "2026-11-20");
    feed_free(feed);
}

static void odd_reserved_terms_are_counted_and_left_out(void **state)
{
    static const struct {
        const char *text;
        enum feed_count_kind kind;
    } cases[] = {
        {RESERVED_TERMS(RESERVED("T1", "2yr", "standard", "No Upfront", HOURLY("T1", "0.05"))), FEED_UNKNOWN_TERM},
        {RESERVED_TERMS(RESERVED("T1", "1yr", "scheduled", "No Upfront", HOURLY("T1", "0.05"))), FEED_UNKNOWN_TERM},
        {RESERVED_TERMS(RESERVED("T1", "1yr", "standard", "Heavy Utilization", HOURLY("T1", "0.05"))),
         FEED_UNKNOWN_TERM},
        {RESERVED_TERMS(RESERVED("T1", "1yr", "standard", "Partial Upfront", HOURLY("T1", "0.05"))), FEED_UNKNOWN_TERM},
        {RESERVED_TERMS(RESERVED("T1", "1yr", "standard", "No Upfront", UPFRONT("T1", "500"))), FEED_UNKNOWN_TERM},
        {RESERVED_TERMS(RESERVED("T1", "1yr", "standard", "No Upfront", HOURLY("T1", "0.0"))), FEED_FREE},
        {RESERVED_TERMS(RESERVED("T1", "1yr", "standard", "No Upfront",
                                 RATE("AAAAAAAAAAAAAAAA", "T1", "6YS6EN2CT7", "Days", "0", "\"USD\":\"1\""))),
         FEED_UNKNOWN_UNIT},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct feed *feed = offer_feed(FEED_OFFER_EC2, cases[i].text);
        feeding_counts(feed, FEED_TAKEN, 1);
        feeding_counts(feed, cases[i].kind, 1);
        feed_free(feed);
    }
}

static void commitments_can_be_left_out(void **state)
{
    (void)state;
    struct error err = {0};
    struct feed *feed = feed_new("us-east-1", "2026-11-23");
    feed_leave_commitments(feed);
    assert_true(offer_read(feed, FEED_OFFER_EC2,
                           RESERVED_TERMS(RESERVED("T1", "3yr", "standard", "No Upfront", HOURLY("T1", "0.05"))), 100,
                           &err));
    feeding_counts(feed, FEED_TAKEN, 1);
    feeding_counts(feed, FEED_OTHER_TERM, 1);
    feed_free(feed);
}

#define TERM_OF(code, effective, price) TERM("AAAAAAAAAAAAAAAA", code, effective, HOURLY(code, price), "")

static void the_latest_term_in_force_counts(void **state)
{
    (void)state;
    struct feed *feed = offer_feed(
        FEED_OFFER_EC2,
        OFFER("AmazonEC2", M5,
              TERMS_OF("\"AAAAAAAAAAAAAAAA\":{" TERM_OF("T1", "2025-01-01T00:00:00Z", "0.11") "," TERM_OF(
                  "T2", "2026-11-20T18:00:00Z", "0.1") "," TERM_OF("T3", "2026-11-20T18:00:01Z", "0.09") "}")));
    feeding_counts(feed, FEED_TAKEN, 1);
    feeding_counts(feed, FEED_NOT_IN_FORCE, 2);
    feeding_has(feed, "ec2", "m5.large", PURCHASE_ON_DEMAND, "0.10", "AmazonEC2 AAAAAAAAAAAAAAAA.T2.6YS6EN2CT7",
                "2026-11-20");
    feed_free(feed);
    feed = offer_feed(FEED_OFFER_EC2,
                      OFFER("AmazonEC2", M5, TERMS_OF("\"AAAAAAAAAAAAAAAA\":{" TERM_OF("T1", "some day", "0.11") "}")));
    feeding_counts(feed, FEED_TAKEN, 1);
    feeding_counts(feed, FEED_UNKNOWN_TERM, 1);
    feed_free(feed);
}

static void terms_may_stand_before_their_products(void **state)
{
    (void)state;
    struct feed *feed = offer_feed(
        FEED_OFFER_EC2,
        "{\"terms\":{" TERMS_OF(ON_DEMAND(
            "AAAAAAAAAAAAAAAA", "0.096")) "},\"products\":{" M5
                                          "},\"publicationDate\":\"2026-11-19T00:00:00Z\",\"formatVersion\":\"v1.0\"}");
    feeding_has(feed, "ec2", "m5.large", PURCHASE_ON_DEMAND, "0.096", M5_SOURCE, "2026-11-19");
    feeding_counts(feed, FEED_NO_PRODUCT, 0);
    feeding_counts(feed, FEED_UNKNOWN_PRODUCT, 0);
    feed_free(feed);
}

static void ten_decimals_are_rounded_half_up_and_counted(void **state)
{
    static const struct {
        const char *price, *taken;
        int rounded;
    } cases[] = {{"0.0960000001", "0.096", 1},
                 {"0.0960000005", "0.096000001", 1},
                 {"0.0960000015", "0.096000002", 1},
                 {"0.0960000010", "0.096000001", 0},
                 {"9.6E-2", "0.096", 0},
                 {"1.00000000049", "1.00", 1},
                 {"96e-3", "0.096", 0}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[4096];
        snprintf(text, sizeof text,
                 "{\"formatVersion\":\"v1.0\",\"products\":{" M5
                 "},\"terms\":{" TERMS_OF(ON_DEMAND("AAAAAAAAAAAAAAAA", "%s")) "}}",
                 cases[i].price);
        struct feed *feed = offer_feed(FEED_OFFER_EC2, text);
        feeding_has(feed, "ec2", "m5.large", PURCHASE_ON_DEMAND, cases[i].taken, M5_SOURCE, "2026-11-23");
        feeding_counts(feed, FEED_ROUNDED, cases[i].rounded);
        feed_free(feed);
    }
}

static void what_is_no_price_is_counted(void **state)
{
    static const char *const prices[] = {"",     "-1", "1,5", "1.", ".5", "abc", "1e999", "99999999999999999999",
                                         "0x10", "1 "};
    (void)state;
    for (size_t i = 0; i < sizeof prices / sizeof prices[0]; i++) {
        char text[4096];
        snprintf(text, sizeof text,
                 "{\"formatVersion\":\"v1.0\",\"products\":{" M5
                 "},\"terms\":{" TERMS_OF(ON_DEMAND("AAAAAAAAAAAAAAAA", "%s")) "}}",
                 prices[i]);
        struct feed *feed = offer_feed(FEED_OFFER_EC2, text);
        feeding_counts(feed, FEED_TAKEN, 0);
        feeding_counts(feed, FEED_UNKNOWN_TERM, 1);
        feeding_counts(feed, FEED_NO_TERM, 1);
        feed_free(feed);
    }
}

static void products_and_terms_that_do_not_meet_are_counted(void **state)
{
    (void)state;
    struct feed *feed =
        offer_feed(FEED_OFFER_EC2, OFFER("AmazonEC2", M5 "," INSTANCE("BBBBBBBBBBBBBBBB", "c5.large", "") "," M5,
                                         TERMS_OF(ON_DEMAND("AAAAAAAAAAAAAAAA", "0.0") "," ON_DEMAND(
                                             "CCCCCCCCCCCCCCCC", "0.1")) ",\"Rented\":{}"));
    feeding_counts(feed, FEED_NO_PRODUCT, 1);
    feeding_counts(feed, FEED_NO_TERM, 1);
    feeding_counts(feed, FEED_FREE, 1);
    feeding_counts(feed, FEED_UNKNOWN_PRODUCT, 1); /* m5.large's SKU is there twice */
    feeding_counts(feed, FEED_UNKNOWN_TERM, 1);
    assert_string_equal(feed_counts(feed)[FEED_UNKNOWN_TERM].example, "terms of kind \"Rented\"");
    assert_string_equal(feed_counts(feed)[FEED_NO_TERM].example, "BBBBBBBBBBBBBBBB: c5.large");
    feed_free(feed);
}

static void two_prices_of_one_type_name_both_skus(void **state)
{
    (void)state;
    offer_fails(FEED_OFFER_EC2,
                OFFER("AmazonEC2", M5 "," INSTANCE("BBBBBBBBBBBBBBBB", "m5.large", ""),
                      TERMS_OF(ON_DEMAND("AAAAAAAAAAAAAAAA", "0.1") "," ON_DEMAND("BBBBBBBBBBBBBBBB", "0.2"))),
                ERROR_INPUT, "BBBBBBBBBBBBBBBB.JRTCKXETXF");
}

static void yuan_are_refused(void **state)
{
    (void)state;
#define IN_YUAN                                                                                                        \
    "\"AAAAAAAAAAAAAAAA\":{" TERM("AAAAAAAAAAAAAAAA", "T1", "2026-11-01T00:00:00Z",                                    \
                                  RATE("AAAAAAAAAAAAAAAA", "T1", "R", "Hrs", "0", "\"CNY\":\"0.7\""), "") "}"
    offer_fails(FEED_OFFER_EC2, OFFER("AmazonEC2", M5, TERMS_OF(IN_YUAN)), ERROR_INPUT,
                "CNY, and bayplan counts in US dollars");
    struct feed *feed =
        offer_feed(FEED_OFFER_EC2, OFFER("AmazonEC2", M5 "," INSTANCE("BBBBBBBBBBBBBBBB", "c5.large", ""),
                                         TERMS_OF(IN_YUAN "," ON_DEMAND("BBBBBBBBBBBBBBBB", "0.1"))));
    feeding_counts(feed, FEED_OTHER_CURRENCY, 1);
    feeding_counts(feed, FEED_TAKEN, 1);
    feed_free(feed);
}

static void other_documents_are_refused(void **state)
{
    (void)state;
    offer_fails(FEED_OFFER_EC2, OFFER("AmazonRDS", "", ""), ERROR_INPUT,
                "is the price list of AmazonRDS, not of AmazonEC2");
    offer_fails(FEED_OFFER_EC2, "<html>403 Forbidden</html>", ERROR_INPUT, "HTML or XML");
    offer_fails(FEED_OFFER_EC2, "", ERROR_INPUT, "is empty");
    offer_fails(FEED_OFFER_EC2, " \r\n", ERROR_INPUT, "is empty");
    offer_fails(FEED_OFFER_EC2, "{}", ERROR_INPUT, "has no \"products\"");
    offer_fails(FEED_OFFER_EC2, "{\"products\":{}}", ERROR_INPUT, "has no \"terms\"");
    offer_fails(FEED_OFFER_EC2, "[]", ERROR_INPUT, "is a list, not an object");
    offer_fails(FEED_OFFER_EC2, "{\"products\":[]}", ERROR_INPUT, "\"products\" is a list, not an object");
    offer_fails(FEED_OFFER_EC2, "{\"products\":{\"A\":7}}", ERROR_INPUT, "holds a text where an object");
    offer_fails(FEED_OFFER_EC2, "{\"offerCode\":{}}", ERROR_INPUT, "holds an object where a text");
    offer_fails(FEED_OFFER_EC2, "{\"products\":{", ERROR_INPUT, "");
    offer_fails(FEED_OFFER_EC2, "hello", ERROR_INPUT, "no header line that begins with SKU");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_instance_is_taken),
        cmocka_unit_test(what_differs_in_one_attribute_is_counted_so),
        cmocka_unit_test(older_documents_name_the_place_alone),
        cmocka_unit_test(reserved_instances_are_all_in),
        cmocka_unit_test(odd_reserved_terms_are_counted_and_left_out),
        cmocka_unit_test(commitments_can_be_left_out),
        cmocka_unit_test(the_latest_term_in_force_counts),
        cmocka_unit_test(terms_may_stand_before_their_products),
        cmocka_unit_test(ten_decimals_are_rounded_half_up_and_counted),
        cmocka_unit_test(what_is_no_price_is_counted),
        cmocka_unit_test(products_and_terms_that_do_not_meet_are_counted),
        cmocka_unit_test(two_prices_of_one_type_name_both_skus),
        cmocka_unit_test(yuan_are_refused),
        cmocka_unit_test(other_documents_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
