/* test_feed_spot.c — Spot prices out of DescribeSpotPriceHistory, interruption bands out of the Spot advisor's data. */
#include "tests/unit/pricing/feeding.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ENTRY(zone, type, system, price, moment)                                                                       \
    "{\"AvailabilityZone\": \"" zone "\", \"InstanceType\": \"" type "\", \"ProductDescription\": \"" system           \
    "\", \"SpotPrice\": \"" price "\", \"Timestamp\": \"" moment "\"}"
#define HISTORY(entries) "{\"SpotPriceHistory\": [" entries "]}"
#define LINUX "Linux/UNIX"
#define MEAN "EC2 DescribeSpotPriceHistory, mean of zones"

/* Of zone a the later of two changes counts, whichever comes first; (0.03 + 0.0401 + 0.02) / 3 = 0.0300333333.. */
static void a_price_is_the_mean_of_the_zones_last(void **state)
{
    (void)state;
    struct feed *feed = feeding(
        "us-east-1", feed_spot_history,
        HISTORY(
            ENTRY("us-east-1b", "m5.large", LINUX, "0.040100", "2026-11-20T10:00:00+00:00") "," //
            ENTRY("us-east-1a", "m5.large", LINUX, "0.500000", "2026-11-19T23:59:59+00:00") "," //
            ENTRY("us-east-1a", "m5.large", LINUX, "0.030000", "2026-11-20T00:00:00Z") ","      //
            ENTRY("us-east-1a", "m5.large", LINUX, "0.700000", "2026-11-18T00:00:00.000Z") ","  //
            ENTRY("us-east-1f", "m5.large", LINUX " (Amazon VPC)", "0.02", "2026-09-01T00:00:00Z") "," ENTRY(
                "us-east-1a", "m5.large", "Windows", "0.9",
                "2026-11-22T00:00:00Z") "," ENTRY("us-east-1-bos-1a", "m5.large", LINUX, "0.9",
                                                  "2026-11-22T00:00:00Z") "," ENTRY("us-west-2a", "m5.large", LINUX,
                                                                                    "0.9",
                                                                                    "2026-11-22T00:00:"
                                                                                    "00Z") "," ENTRY("us-"
                                                                                                     "eas"
                                                                                                     "t-"
                                                                                                     "1a",
                                                                                                     "c5."
                                                                                                     "lar"
                                                                                                     "ge",
                                                                                                     LINUX,
                                                                                                     "0."
                                                                                                     "02"
                                                                                                     "1",
                                                                                                     "202"
                                                                                                     "6-"
                                                                                                     "11-"
                                                                                                     "21T"
                                                                                                     "00:"
                                                                                                     "00:"
                                                                                                     "00."
                                                                                                     "999"
                                                                                                     "Z") "," ENTRY("us"
                                                                                                                    "-e"
                                                                                                                    "as"
                                                                                                                    "t-"
                                                                                                                    "1"
                                                                                                                    "a",
                                                                                                                    "c5"
                                                                                                                    ".l"
                                                                                                                    "ar"
                                                                                                                    "g"
                                                                                                                    "e",
                                                                                                                    LINUX,
                                                                                                                    "0."
                                                                                                                    "02"
                                                                                                                    "2",
                                                                                                                    "20"
                                                                                                                    "26"
                                                                                                                    "-1"
                                                                                                                    "1-"
                                                                                                                    "21"
                                                                                                                    "T0"
                                                                                                                    "0:"
                                                                                                                    "00"
                                                                                                                    ":0"
                                                                                                                    "0."
                                                                                                                    "99"
                                                                                                                    "8"
                                                                                                                    "Z")));
    feeding_has(feed, "ec2", "m5.large", PURCHASE_SPOT, "0.030033333", MEAN " a b f", "2026-11-20");
    feeding_has(feed, "ec2", "c5.large", PURCHASE_SPOT, "0.021", MEAN " a", "2026-11-21");
    feeding_counts(feed, FEED_TAKEN, 2);
    feeding_counts(feed, FEED_OTHER_SYSTEM, 1);
    feeding_counts(feed, FEED_OTHER_REGION, 2);
    feed_free(feed);
}

/* 0.1 and 0.100000001: half a nano-dollar is rounded up. */
static void a_mean_is_rounded_half_up(void **state)
{
    (void)state;
    struct feed *feed = feeding("us-east-1", feed_spot_history,
                                HISTORY(ENTRY("us-east-1a", "m5.large", LINUX, "0.1", "2026-11-20T10:00:00Z") "," ENTRY(
                                    "us-east-1b", "m5.large", LINUX, "0.100000001", "2026-11-20T10:00:00Z")));
    feeding_has(feed, "ec2", "m5.large", PURCHASE_SPOT, "0.100000001", MEAN " a b", "2026-11-20");
    feed_free(feed);
}

static void the_api_says_the_same_in_xml(void **state)
{
    (void)state;
    static const char xml[] =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<DescribeSpotPriceHistoryResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">"
        "<requestId>r</requestId><spotPriceHistorySet>"
        "<item><instanceType>m5.large</instanceType><productDescription>Linux/UNIX</productDescription>"
        "<spotPrice>0.0432</spotPrice><timestamp>2026-11-20T13:35:55.000Z</timestamp>"
        "<availabilityZone>eu-west-1c</availabilityZone></item>"
        "<item><instanceType>m5.large</instanceType><productDescription>Linux/UNIX</productDescription>"
        "<spotPrice>0.0332</spotPrice><timestamp>2026-11-21T13:35:55.000Z</timestamp>"
        "<availabilityZone>eu-west-1a</availabilityZone></item>"
        "</spotPriceHistorySet><nextToken/></DescribeSpotPriceHistoryResponse>";
    static const char empty[] = "<DescribeSpotPriceHistoryResponse><spotPriceHistorySet/>"
                                "</DescribeSpotPriceHistoryResponse>";
    struct feed *feed = feeding("eu-west-1", feed_spot_history, xml);
    feeding_has(feed, "ec2", "m5.large", PURCHASE_SPOT, "0.0382", MEAN " a c", "2026-11-21");
    feed_free(feed);
    feed = feeding("eu-west-1", feed_spot_history, empty);
    feeding_counts(feed, FEED_TAKEN, 0);
    feed_free(feed);
    feed = feeding("eu-west-1", feed_spot_history,
                   "[" ENTRY("eu-west-1a", "m5.large", LINUX, "0.04", "2026-11-20T10:00:00Z") "]");
    feeding_counts(feed, FEED_TAKEN, 1);
    feed_free(feed);
}

static void what_is_wrong_with_a_history_is_said(void **state)
{
    (void)state;
    static const struct {
        const char *document, *where, *text;
    } cases[] = {
        {"{}", "f:1:1: SpotPriceHistory", "no answer of DescribeSpotPriceHistory"},
        {"{\"SpotPriceHistory\": 7}", "SpotPriceHistory", "must be a list"},
        {HISTORY("{}"), "SpotPriceHistory[0].InstanceType", "is missing"},
        {HISTORY(ENTRY("us-east-1a", "", LINUX, "0.1", "2026-11-20T10:00:00Z")), "InstanceType", "not empty"},
        {HISTORY(ENTRY("us-east-1a", "m5.large", LINUX, "0", "2026-11-20T10:00:00Z")), "SpotPrice", "above 0"},
        {HISTORY(ENTRY("us-east-1a", "m5.large", LINUX, "-1", "2026-11-20T10:00:00Z")), "SpotPrice", "above 0"},
        {HISTORY(ENTRY("us-east-1a", "m5.large", LINUX, "100001", "2026-11-20T10:00:00Z")), "SpotPrice", "above 0"},
        {HISTORY(ENTRY("us-east-1a", "m5.large", LINUX, "0.1", "2026-11-20T10:00:00+02:00")), "Timestamp", "in UTC"},
        {HISTORY(ENTRY("us-east-1a", "m5.large", LINUX, "0.1", "2026-11-20 10:00:00Z")), "Timestamp", "in UTC"},
        {HISTORY(ENTRY("us-east-1a", "m5.large", LINUX, "0.1", "2026-11-20T10:00:00")), "Timestamp", "in UTC"},
        {HISTORY(ENTRY("us-east-1a", "m5.large", LINUX, "0.1", "2026-11-20T10:00:00.Z")), "Timestamp", "in UTC"},
        {HISTORY(ENTRY("us-east-1a", "m5.large", LINUX, "0.1", "2026-11-31T10:00:00Z")), "Timestamp", "in UTC"},
        {HISTORY(ENTRY("us-east-1a", "m5.large", LINUX, "0.1", "2026-11-20T10:00:00Z") "," ENTRY(
             "us-east-1a", "m5.large", LINUX, "0.2", "2026-11-20T10:00:00Z")),
         "f", "m5.large in us-east-1a has two prices of the same moment"},
        {HISTORY(ENTRY("us-west-2a", "m5.large", LINUX, "0.1", "2026-11-20T10:00:00Z")), "f",
         "no Spot price of a zone of us-east-1: the prices are of us-west-2a"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        feeding_fails("us-east-1", feed_spot_history, cases[i].document, ERROR_INPUT, cases[i].where, cases[i].text);
}

/* Expected by hand from the files: jq -r '.SpotPriceHistory[] ...' sorted by time, last of each zone. */
static void real_histories_are_read(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct error err = {0};
    size_t length = 0;
    const char *bytes = feeding_sample(
        "../shared/prices/samples/instance-selector/DescribeSpotPriceHistory_m5_large.json", &arena, &length);
    if (bytes) {
        struct feed *feed = feed_new("us-east-1", "2026-11-23");
        assert_true(feed_spot_history(feed, "m5", bytes, length, &err));
        feeding_has(feed, "ec2", "m5.large", PURCHASE_SPOT, "0.04122", MEAN " a b c d f", "2021-02-09");
        feed_free(feed);
    }
    static const char *const answers[] = {"../shared/prices/samples/botocore/ec2-describe-spot-price-history.json",
                                          "../shared/prices/samples/botocore/ec2-describe-spot-price-history.xml"};
    for (int i = 0; i < 2; i++) {
        bytes = feeding_sample(answers[i], &arena, &length);
        if (!bytes)
            continue;
        struct feed *feed = feed_new("us-west-2", "2026-11-23");
        assert_true(feed_spot_history(feed, "h", bytes, length, &err));
        feeding_counts(feed, FEED_TAKEN, 14);
        feeding_counts(feed, FEED_OTHER_SYSTEM, 459);
        feeding_has(feed, "ec2", "c1.medium", PURCHASE_SPOT, "0.028", MEAN " a b c", "2013-03-20");
        feed_free(feed);
    }
    arena_release(&arena);
}

#define RANGES                                                                                                         \
    "\"ranges\": [{\"index\": 0, \"label\": \"<5%\", \"dots\": 0, \"max\": 5}, {\"index\": 1, \"label\": \"5-10%\", "  \
    "\"max\": 11}, {\"index\": 2, \"label\": \">20%\", \"max\": 100}]"
#define ADVISOR(linux_types)                                                                                           \
    "{" RANGES ", \"global_rate\": \"<10%\", \"instance_types\": {\"m5.large\": {\"emr\": true, \"cores\": 2, "        \
    "\"ram_gb\": 8.0}}, \"spot_advisor\": {\"us-west-2\": {\"Linux\": {\"m5.large\": {\"s\": 60, \"r\": 2}}}, "        \
    "\"us-east-1\": {\"Linux\": {" linux_types "}, \"Windows\": {\"m5.large\": {\"s\": 40, \"r\": 1}}}}}"
#define RATES "ec2_spot_interruptions"

static void bands_become_rates(void **state)
{
    (void)state;
    struct feed *feed = feeding("us-east-1", feed_spot_advisor,
                                ADVISOR("\"m5.large\": {\"s\": 70, \"r\": 0}, \"c5.large\": {\"s\": 70, \"r\": 1}, "
                                        "\"r5.large\": {\"s\": 70, \"r\": 2}"));
    feeding_has(feed, RATES, "m5.large", PURCHASE_SPOT, "0.05", "Spot Instance Advisor, band <5%", "2026-11-23");
    feeding_has(feed, RATES, "c5.large", PURCHASE_SPOT, "0.10", "Spot Instance Advisor, band 5-10%", "2026-11-23");
    feeding_has(feed, RATES, "r5.large", PURCHASE_SPOT, "1.00", "Spot Instance Advisor, band >20%", "2026-11-23");
    feeding_counts(feed, FEED_TAKEN, 3); /* its savings are no prices */
    feeding_counts(feed, FEED_OTHER_SYSTEM, 1);
    feeding_counts(feed, FEED_OTHER_REGION, 1);
    feed_free(feed);
}

static void what_is_wrong_with_the_advisor_is_said(void **state)
{
    (void)state;
    static const struct {
        const char *document, *where, *text;
    } cases[] = {
        {"{}", "spot_advisor", "no Spot advisor data"},
        {"{\"spot_advisor\": {\"us-east-1\": {}}}", "ranges", "is missing"},
        {"{" RANGES ", \"spot_advisor\": {\"us-east-1\": {\"Windows\": {}}}}", "us-east-1", "has no \"Linux\""},
        {"{" RANGES ", \"spot_advisor\": {\"us-east-1\": {\"Linux\": []}}}", "Linux", "must be an object"},
        {ADVISOR("\"m5.large\": {\"s\": 70, \"r\": 3}"), "m5.large.r", "band 3 is not in the file's table"},
        {ADVISOR("\"m5.large\": {\"s\": 70}"), "m5.large.r", "is missing"},
        {ADVISOR("\"m5.large\": {\"s\": 70, \"r\": \"0.5\"}"), "m5.large.r", "whole number"},
        {"{\"ranges\": [{\"index\": 0, \"label\": \"rare\"}], \"spot_advisor\": {}}", "ranges[0].label",
         "like \"5-10%\""},
        {"{\"ranges\": [{\"index\": 0, \"label\": \"5-%\"}], \"spot_advisor\": {}}", "ranges[0].label",
         "like \"5-10%\""},
        {"{\"ranges\": [{\"index\": 0, \"label\": \"<500%\"}], \"spot_advisor\": {}}", "ranges[0].label", "like"},
        {"{\"ranges\": [{\"index\": 1, \"label\": \"<5%\"}, {\"index\": 1, \"label\": \"<6%\"}], \"spot_advisor\": {}}",
         "ranges[1].index", "listed twice"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        feeding_fails("us-east-1", feed_spot_advisor, cases[i].document, ERROR_INPUT, cases[i].where, cases[i].text);
    feeding_fails("eu-west-1", feed_spot_advisor, ADVISOR("\"m5.large\": {\"s\": 70, \"r\": 0}"), ERROR_UNKNOWN_PRICE,
                  "f", "no region eu-west-1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_price_is_the_mean_of_the_zones_last),
        cmocka_unit_test(a_mean_is_rounded_half_up),
        cmocka_unit_test(the_api_says_the_same_in_xml),
        cmocka_unit_test(what_is_wrong_with_a_history_is_said),
        cmocka_unit_test(real_histories_are_read),
        cmocka_unit_test(bands_become_rates),
        cmocka_unit_test(what_is_wrong_with_the_advisor_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
