#include "tests/unit/pricing/feeding.h"
#include "tests/unit/pricing/offer_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define PLAN(sku, kind, term, payment, type)                                                                           \
    "{\"sku\":\"" sku "\",\"productFamily\":\"" kind "\",\"attributes\":{\"purchaseOption\":\"" payment                \
    "\",\"purchaseTerm\":\"" term "\"" type "}}"
#define PLAN_RATE(service, usage, operation, region, price)                                                            \
    "{\"discountedSku\":\"AAAAAAAAAAAAAAAA\",\"discountedUsageType\":\"" usage                                         \
    "\",\"discountedOperation\":\"" operation "\",\"discountedServiceCode\":\"" service                                \
    "\",\"rateCode\":\"PLAN.AAAA\",\"unit\":\"Hrs\",\"discountedRate\":{"                                              \
    "\"price\":\"" price "\",\"currency\":\"USD\"},\"discountedRegionCode\":\"" region "\"}"
#define RATES_OF(sku, rates)                                                                                           \
    "{\"sku\":\"" sku "\",\"effectiveDate\":\"2024-07-01T07:36:03Z\",\"leaseContractLength\":{\"duration\":1,"         \
    "\"unit\":\"year\"},\"rates\":[" rates "]}"
#define PLANS(products, terms)                                                                                         \
    "{\"version\":\"1\",\"publicationDate\":\"2026-11-20T18:00:00Z\",\"regionCode\":\"us-east-1\",\"products\":"       \
    "[" products "],\"terms\":{\"savingsPlan\":[" terms "]}}"
#define COMPUTE PLAN("P", "ComputeSavingsPlans", "1yr", "No Upfront", "")
#define EC2 PLAN("Q", "EC2InstanceSavingsPlans", "3yr", "All Upfront", ",\"instanceType\":\"m5\"")

static void rates_become_rows(void **state)
{
    (void)state;
    struct feed *feed = offer_feed(
        FEED_SAVINGS_PLANS,
        PLANS(COMPUTE "," EC2,
              RATES_OF("P",
                       PLAN_RATE("AmazonEC2", "BoxUsage:m5.large", "RunInstances", "us-east-1", "0.071") "," PLAN_RATE(
                           "AmazonECS", "USE1-Fargate-ARM-GB-Hours", "", "us-east-1",
                           "0.00284800")) "," RATES_OF("Q", PLAN_RATE("AmazonEC2", "BoxUsage:m5.large", "RunInstances",
                                                                      "us-east-1", "0.0383"))));
    enum purchase compute = purchase_of_commitment(COMMITMENT_COMPUTE_SAVINGS_PLAN, TERM_1_YEAR, PAYMENT_NO_UPFRONT);
    feeding_counts(feed, FEED_TAKEN, 3);
    feeding_has(feed, "ec2", "m5.large", compute, "0.071", "AWSComputeSavingsPlan PLAN.AAAA", "2026-11-20");
    feeding_has(feed, "fargate", "arm64.gb", compute, "0.002848", "AWSComputeSavingsPlan PLAN.AAAA", "2026-11-20");
    feeding_has(feed, "ec2", "m5.large",
                purchase_of_commitment(COMMITMENT_EC2_INSTANCE_SAVINGS_PLAN, TERM_3_YEARS, PAYMENT_ALL_UPFRONT),
                "0.0383", "AWSComputeSavingsPlan PLAN.AAAA", "2026-11-20");
    feed_free(feed);
}

static void other_rates_are_counted(void **state)
{
    static const struct {
        const char *text;
        enum feed_count_kind kind;
    } cases[] = {
        {PLAN_RATE("AmazonEC2", "BoxUsage:m5.large", "RunInstances:0002", "us-east-1", "1"), FEED_OTHER_SYSTEM},
        {PLAN_RATE("AmazonEC2", "DedicatedUsage:m5.large", "RunInstances", "us-east-1", "1"), FEED_OTHER_TENANCY},
        {PLAN_RATE("AmazonEC2", "HostBoxUsage:m5.large", "RunInstances", "us-east-1", "1"), FEED_OTHER_TENANCY},
        {PLAN_RATE("AmazonEC2", "UnusedBox:m5.large", "RunInstances", "us-east-1", "1"), FEED_OTHER_CAPACITY},
        {PLAN_RATE("AmazonEC2", "DEN1-BoxUsage:m5.large", "RunInstances", "us-west-2-den-1", "1"), FEED_OTHER_REGION},
        {PLAN_RATE("AmazonEC2", "BoxUsage:", "RunInstances", "us-east-1", "1"), FEED_UNKNOWN_PRODUCT},
        {PLAN_RATE("AmazonEC2", "BoxUsage:m5.large", "", "us-east-1", "1"), FEED_UNKNOWN_PRODUCT},
        {PLAN_RATE("AmazonEC2", "BoxUsage:m5.large", "RunInstances", "us-east-1", "0.000"), FEED_FREE},
        {PLAN_RATE("AmazonEC2", "BoxUsage:m5.large", "RunInstances", "us-east-1", "x"), FEED_UNKNOWN_TERM},
        {PLAN_RATE("AmazonEKS", "USE1-Fargate-GB-Hours", "", "us-east-1", "1"), FEED_OTHER_PRODUCT},
        {PLAN_RATE("AmazonECS", "USE1-Fargate-Windows-GB-Hours", "", "us-east-1", "1"), FEED_OTHER_SYSTEM},
        {PLAN_RATE("AmazonECS", "USE1-Fargate-EphemeralStorage-GB-Hours", "", "us-east-1", "1"), FEED_OTHER_PRODUCT},
        {PLAN_RATE("AWSLambda", "Request", "", "us-east-1", "0.0000002"), FEED_OTHER_PRODUCT},
        {PLAN_RATE("AWSLambda", "Lambda-GB-Second", "", "us-east-1", "0.0000147"), FEED_UNKNOWN_UNIT},
        {PLAN_RATE("AmazonSageMaker", "Notebk:ml.m5.large", "RunInstance", "us-east-1", "1"), FEED_OTHER_PRODUCT},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[4096];
        snprintf(text, sizeof text, PLANS(COMPUTE, RATES_OF("P", "%s")), cases[i].text);
        struct feed *feed = offer_feed(FEED_SAVINGS_PLANS, text);
        if (feed_counts(feed)[cases[i].kind].count != 1 || feed_counts(feed)[FEED_TAKEN].count != 0)
            fail_msg("%s: not %s", cases[i].text, feed_count_words[cases[i].kind]);
        feed_free(feed);
    }
}

#define LARGE PLAN_RATE("AmazonEC2", "BoxUsage:m5.large", "RunInstances", "us-east-1", "0.07")

static void other_plans_are_counted(void **state)
{
    static const struct {
        const char *text;
        enum feed_count_kind kind;
    } cases[] = {
        {PLANS(PLAN("P", "MachineLearningSavingsPlans", "1yr", "No Upfront", ""), RATES_OF("P", LARGE)),
         FEED_OTHER_PRODUCT},
        {PLANS(PLAN("P", "ComputeSavingsPlans", "5yr", "No Upfront", ""), RATES_OF("P", LARGE)), FEED_UNKNOWN_TERM},
        {PLANS(PLAN("P", "ComputeSavingsPlans", "1yr", "On Credit", ""), RATES_OF("P", LARGE)), FEED_UNKNOWN_TERM},
        {PLANS(COMPUTE, RATES_OF("X", LARGE)), FEED_NO_PRODUCT},
        {PLANS(PLAN("P", "EC2InstanceSavingsPlans", "1yr", "No Upfront", ",\"instanceType\":\"m5a\""),
               RATES_OF("P", LARGE)),
         FEED_UNKNOWN_PRODUCT},
        {PLANS(COMPUTE, "{\"sku\":\"P\",\"effectiveDate\":\"2026-12-01T00:00:00Z\",\"rates\":[" LARGE "]}"),
         FEED_NOT_IN_FORCE},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct feed *feed = offer_feed(FEED_SAVINGS_PLANS, cases[i].text);
        feeding_counts(feed, cases[i].kind, 1);
        feeding_counts(feed, FEED_TAKEN, 0);
        feed_free(feed);
    }
}

/* As a tool that sorts keys leaves the document. */
static void rates_may_stand_before_their_plan(void **state)
{
    static const char *const texts[] = {
        "{\"terms\":{\"savingsPlan\":[{\"rates\":[" LARGE "],\"sku\":\"P\"},{\"rates\":[" LARGE "],\"sku\":\"Q\"}]},"
        "\"publicationDate\":\"2026-11-20T18:00:00Z\",\"products\":[" COMPUTE "," EC2 "]}",
        "{\"products\":[" COMPUTE "," EC2 "],\"terms\":{\"savingsPlan\":[{\"rates\":[" LARGE
        "],\"sku\":\"P\"},{\"rates\":[" LARGE "],\"sku\":\"Q\"}]},\"publicationDate\":\"2026-11-20T18:00:00Z\"}",
    };
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct feed *feed = offer_feed(FEED_SAVINGS_PLANS, texts[i]);
        feeding_counts(feed, FEED_TAKEN, 2);
        feeding_counts(feed, FEED_SAME, 0);
        feeding_has(feed, "ec2", "m5.large",
                    purchase_of_commitment(COMMITMENT_EC2_INSTANCE_SAVINGS_PLAN, TERM_3_YEARS, PAYMENT_ALL_UPFRONT),
                    "0.07", "AWSComputeSavingsPlan PLAN.AAAA", "2026-11-20");
        feed_free(feed);
    }
}

/* Neither region nor operation: taken where the SKU is the one that is priced on demand. */
static void old_rates_are_known_by_the_sku(void **state)
{
    struct error err = {0};
    (void)state;
    for (int known = 0; known < 2; known++) {
        struct feed *feed = feed_new("us-east-1", "2026-11-23");
        struct price price = {"ec2",        "m5.large", PURCHASE_ON_DEMAND, UNIT_USD_PER_HOUR, 96000000, 0, NULL,
                              "2026-11-20", 0};
        price.source = known ? "AmazonEC2 AAAAAAAAAAAAAAAA.JRTCKXETXF.6YS6EN2CT7" : "AmazonEC2 BBBBBBBBBBBBBBBB.J.6";
        assert_true(feed_price(feed, &price, &err));
        assert_true(offer_read(
            feed, FEED_SAVINGS_PLANS,
            PLANS(COMPUTE, RATES_OF("P", PLAN_RATE("AmazonEC2", "BoxUsage:m5.large", "", "", "0.07"))), 50, &err));
        feeding_counts(feed, FEED_TAKEN, 1 + known);
        feeding_counts(feed, FEED_UNKNOWN_PRODUCT, 1 - known);
        feed_free(feed);
    }
}

#define CSV_HEAD                                                                                                       \
    "FormatVersion,v1.0\r\nDisclaimer,\"Much, and \"\"more\"\"\"\r\nPublication Date,2026-11-20T18:00:00Z\r\n"         \
    "Version,1\r\nOfferCode,AmazonComputeSavingsPlan\r\n"                                                              \
    "SKU,RateCode,Unit,EffectiveDate,DiscountedRate,Currency,DiscountedSKU,DiscountedServiceCode,DiscountedUsageType," \
    "DiscountedOperation,PurchaseOption,LeaseContractLength,LeaseContractLengthUnit,ServiceCode,UsageType,Operation,"  \
    "Description,Instance Family,Location,Location Type,Granularity,Product Family,DiscountedRegionCode,"              \
    "DiscountedInstanceType\r\n"
#define CSV_TAIL(family, kind, type)                                                                                   \
    ",1,year,ComputeSavingsPlans,U,,\"A\nplan\"," family ",Any,AWS Region,hourly," kind ",us-east-1," type "\r\n"

static void csv_gives_the_same(void **state)
{
    (void)state;
    struct feed *feed = offer_feed(
        FEED_SAVINGS_PLANS, CSV_HEAD
        "P,PLAN.AAAA,Hrs,2025-06-05T18:51:13Z,0.071,USD,AAAA,AmazonEC2,BoxUsage:m5.large,RunInstances,No "
        "Upfront" CSV_TAIL(
            "", "ComputeSavingsPlans",
            "m5.large") "P,PLAN.BBBB,Hrs,2025-06-05T18:51:13Z,0.2,USD,BBBB,AmazonEC2,BoxUsage:m5.large,RunInstances:"
                        "0002,No Upfront" CSV_TAIL("", "ComputeSavingsPlans",
                                                   "m5.large") "P,PLAN.CCCC,Hrs,2027-06-05T18:51:13Z,0.2,USD,CCCC,"
                                                               "AmazonEC2,BoxUsage:m5.xlarge,RunInstances,No "
                                                               "Upfront" CSV_TAIL("", "ComputeSavingsPlans",
                                                                                  "m5.xlarge") "short,row\r\n");
    feeding_counts(feed, FEED_TAKEN, 1);
    feeding_counts(feed, FEED_OTHER_SYSTEM, 1);
    feeding_counts(feed, FEED_NOT_IN_FORCE, 1);
    feeding_counts(feed, FEED_UNKNOWN_PRODUCT, 1);
    assert_string_equal(feed_counts(feed)[FEED_UNKNOWN_PRODUCT].example, "line 13 has 2 fields, the header 24");
    feeding_has(feed, "ec2", "m5.large",
                purchase_of_commitment(COMMITMENT_COMPUTE_SAVINGS_PLAN, TERM_1_YEAR, PAYMENT_NO_UPFRONT), "0.071",
                "AWSComputeSavingsPlan PLAN.AAAA", "2026-11-20");
    feed_free(feed);
    offer_fails(FEED_SAVINGS_PLANS, "SKU,RateCode\nP,Q\n", ERROR_INPUT, "the header has no column Unit");
    offer_fails(FEED_SAVINGS_PLANS, CSV_HEAD "\"P", ERROR_INPUT, "a quoted field has no end");
    offer_fails(FEED_SAVINGS_PLANS, CSV_HEAD "\"P\"x,", ERROR_INPUT, "goes on behind its closing quotation mark");
    offer_fails(FEED_SAVINGS_PLANS,
                CSV_HEAD "P,PLAN.AAAA,Hrs,,0.5,CNY,AAAA,AmazonEC2,BoxUsage:m5.large,RunInstances,No Upfront" CSV_TAIL(
                    "", "ComputeSavingsPlans", "m5.large"),
                ERROR_INPUT, "in CNY, and bayplan counts in US dollars");
}

static void other_documents_are_refused(void **state)
{
    (void)state;
    offer_fails(FEED_SAVINGS_PLANS, "{\"products\":{}}", ERROR_INPUT, "\"products\" is an object, not a list");
    offer_fails(FEED_SAVINGS_PLANS, "{\"products\":[7]}", ERROR_INPUT, "holds a text where an object");
    offer_fails(FEED_SAVINGS_PLANS, "{\"products\":[]}", ERROR_INPUT, "has no \"terms\"");
    offer_fails(FEED_SAVINGS_PLANS, "{\"offerCode\":\"AmazonDatabaseSavingsPlans\",\"products\":[],\"terms\":{}}",
                ERROR_INPUT, "is the price list of AmazonDatabaseSavingsPlans");
    offer_fails(FEED_SAVINGS_PLANS, PLANS(COMPUTE, RATES_OF("P", LARGE) ",{\"rates\":[" LARGE "],\"sku\":\"P\"}"),
                ERROR_INPUT, "the rates of plan 2 stand before its sku");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rates_become_rows),
        cmocka_unit_test(other_rates_are_counted),
        cmocka_unit_test(other_plans_are_counted),
        cmocka_unit_test(rates_may_stand_before_their_plan),
        cmocka_unit_test(old_rates_are_known_by_the_sku),
        cmocka_unit_test(csv_gives_the_same),
        cmocka_unit_test(other_documents_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
