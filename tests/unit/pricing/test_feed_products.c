/* test_feed_products.c — answers of GetProducts: in each form they are saved in, by the rules of offer files. */
#include "data/base/text.h"
#include "tests/unit/pricing/feeding.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ATTRIBUTES(type, system)                                                                                       \
    "\"attributes\": {\"capacitystatus\": \"Used\", \"instanceType\": \"" type "\", \"licenseModel\": "                \
    "\"No License required\", \"location\": \"EU (Ireland)\", \"locationType\": \"AWS Region\", \"operatingSystem\": " \
    "\"" system "\", \"operation\": \"RunInstances\", \"preInstalledSw\": \"NA\", \"regionCode\": \"eu-west-1\", "     \
    "\"servicecode\": \"AmazonEC2\", \"tenancy\": \"Shared\", \"usagetype\": \"EU-BoxUsage:" type                      \
    "\", \"vcpu\": \"2\"}"
#define PRODUCT(sku, type, system)                                                                                     \
    "\"product\": {\"productFamily\": \"Compute Instance\", " ATTRIBUTES(type, system) ", \"sku\": \"" sku "\"}"
#define DIMENSION(code, unit, price)                                                                                   \
    "\"" code "\": {\"unit\": \"" unit "\", \"beginRange\": \"0\", \"endRange\": \"Inf\", \"appliesTo\": [], "         \
    "\"description\": \"x\", \"rateCode\": \"" code "\", \"pricePerUnit\": {" price "}}"
#define TERM(code, effective, attributes, dimensions)                                                                  \
    "\"SKU1." code "\": {\"priceDimensions\": {" dimensions "}, \"sku\": \"SKU1\", \"effectiveDate\": \"" effective    \
    "\", \"offerTermCode\": \"" code "\", \"termAttributes\": {" attributes "}}"
#define ON_DEMAND(price)                                                                                               \
    "\"OnDemand\": {" TERM("JRTCKXETXF", "2026-11-01T00:00:00Z", "",                                                   \
                           DIMENSION("SKU1.JRTCKXETXF.6YS6EN2CT7", "Hrs", price)) "}"
/* 438 dollars at once and 0.05 an hour of 8,760: 0.1 in all. */
#define RESERVED                                                                                                       \
    "\"Reserved\": {" TERM("HU7G6KETJZ", "2026-11-01T00:00:00Z",                                                       \
                           "\"LeaseContractLength\": \"1yr\", \"OfferingClass\": \"standard\", \"PurchaseOption\": "   \
                           "\"Partial Upfront\"",                                                                      \
                           DIMENSION("SKU1.HU7G6KETJZ.6YS6EN2CT7", "Hrs", "\"USD\": \"0.0500000000\"") "," DIMENSION(  \
                               "SKU1.HU7G6KETJZ.2TG2D8R56U", "Quantity", "\"USD\": \"438\"")) "}"
#define OBJECT(product, terms)                                                                                         \
    "{" product ", \"serviceCode\": \"AmazonEC2\", \"terms\": {" terms "}, \"version\": \"20261120\", "                \
    "\"publicationDate\": \"2026-11-20T01:02:03Z\"}"
#define M5 OBJECT(PRODUCT("SKU1", "m5.large", "Linux"), ON_DEMAND("\"USD\": \"0.1070000000\"") "," RESERVED)

/* As the API sends it: a list of texts. */
static void answer_of(const char *object, const char *before, const char *behind, struct text *ret_answer)
{
    text_init(ret_answer, 64 * 1024);
    text_printf(ret_answer, "%s[\"", before);
    for (; *object; object++) {
        if (*object == '"' || *object == '\\')
            text_add(ret_answer, "\\");
        text_add_bytes(ret_answer, object, 1);
    }
    text_printf(ret_answer, "\"]%s", behind);
}

static void each_form_gives_the_same_rows(void **state)
{
    (void)state;
    struct text answer, list;
    answer_of(M5, "{\"FormatVersion\": \"aws_v1\", \"PriceList\": ", "}", &answer);
    answer_of(M5, "", "", &list);
    const char *const forms[] = {answer.bytes, list.bytes, M5, "[" M5 "]", "{\"PriceList\": [" M5 "]}"};
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        struct feed *feed = feeding("eu-west-1", feed_get_products, forms[i]);
        feeding_counts(feed, FEED_TAKEN, 2);
        feeding_has(feed, "ec2", "m5.large", PURCHASE_ON_DEMAND, "0.107", "AmazonEC2 SKU1.JRTCKXETXF.6YS6EN2CT7",
                    "2026-11-20");
        feeding_has(feed, "ec2", "m5.large",
                    purchase_of_commitment(COMMITMENT_STANDARD_RESERVED_INSTANCE, TERM_1_YEAR, PAYMENT_PARTIAL_UPFRONT),
                    "0.10", "AmazonEC2 SKU1.HU7G6KETJZ.6YS6EN2CT7", "2026-11-20");
        feed_free(feed);
    }
    text_release(&answer);
    text_release(&list);
}

/* The rules are those of offer files, and so are the counts. */
static void what_is_left_out_is_counted(void **state)
{
    (void)state;
    struct feed *feed = feeding(
        "eu-west-1", feed_get_products,
        "[" M5
        "," OBJECT(PRODUCT("SKU2", "m5.large", "Windows"),
                   ON_DEMAND("\"USD\": \"0.2\"") "," RESERVED) ","
                                                               "{\"product\": {\"sku\": \"SKU3\", \"attributes\": {}}, "
                                                               "\"serviceCode\": \"AmazonRDS\", \"terms\": "
                                                               "{\"OnDemand\": {\"a\": {}}}}]");
    feeding_counts(feed, FEED_TAKEN, 2);
    feeding_counts(feed, FEED_OTHER_SYSTEM, 1);
    feeding_counts(feed, FEED_OTHER_PRODUCT, 1);
    feeding_counts(feed, FEED_OTHER_TERM, 3);
    feed_free(feed);
    feed = feeding("us-east-1", feed_get_products, M5);
    feeding_counts(feed, FEED_TAKEN, 0);
    feeding_counts(feed, FEED_OTHER_REGION, 1);
    feed_free(feed);
    feed = feeding("eu-west-1", feed_get_products,
                   OBJECT(PRODUCT("SKU1", "m5.large", "Linux"), ON_DEMAND("\"USD\": \"0.1\"") ", \"Lease\": {}"));
    feeding_counts(feed, FEED_UNKNOWN_TERM, 1);
    feed_free(feed);
}

static void what_is_wrong_is_said(void **state)
{
    (void)state;
#define WITH_TERMS(terms) OBJECT(PRODUCT("SKU1", "m5.large", "Linux"), terms)
    static const struct {
        const char *document, *where, *text;
    } cases[] = {
        {"{}", "PriceList", "no answer of GetProducts"},
        {"{\"PriceList\": 5}", "PriceList", "must be a list"},
        {"{\"PriceList\": [\"{\"]}", "f: PriceList[0]", ""},
        {"{\"PriceList\": [{}]}", "PriceList[0]", "no product"},
        {"[\"{\\\"product\\\": {}}\"]", "f: PriceList[0]:1:1: product.sku", "is missing"},
        {"{\"product\": {\"sku\": \"SKU1\"}}", "serviceCode", "is missing"},
        {"{\"product\": {\"sku\": \"012345678901234567890123456789\"}, \"serviceCode\": \"AmazonEC2\"}", "product.sku",
         "must be a SKU"},
        {"{\"product\": {\"sku\": \"SKU1\", \"attributes\": {\"instanceType\": 5}}, \"serviceCode\": \"AmazonEC2\"}",
         "product.attributes.instanceType", "must be a text"},
        {WITH_TERMS("\"OnDemand\": {\"a\": {}}"), "terms.OnDemand.a.priceDimensions", "must be an object of prices"},
        {WITH_TERMS("\"OnDemand\": {\"a\": {\"priceDimensions\": {\"b\": {}}}}"), "pricePerUnit",
         "must be an object like"},
        {WITH_TERMS(ON_DEMAND("\"USD\": 0.1")), "pricePerUnit.USD", "must be a text"},
        {WITH_TERMS(ON_DEMAND("\"USD\": \"0.10000000000000000000000000000000000000000000\"")), "pricePerUnit.USD",
         "shorter than 40 bytes"},
        {WITH_TERMS(ON_DEMAND("\"CNY\": \"0.7\"")), "", "US"},
        {"[" M5 "," OBJECT(PRODUCT("SKU9", "m5.large", "Linux"), ON_DEMAND("\"USD\": \"0.2\"")) "]", "",
         "two prices of ec2 m5.large on_demand"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        feeding_fails("eu-west-1", feed_get_products, cases[i].document, ERROR_INPUT, cases[i].where, cases[i].text);
}

/* Prices as the answer has them; 949 dollars at once for 26,280 hours are 0.0361111. */
static void a_real_answer_is_read(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct error err = {0};
    size_t length = 0;
    const char *bytes =
        feeding_sample("../shared/prices/samples/instance-selector/GetProducts_m5_large.json", &arena, &length);
    if (bytes) {
        struct feed *feed = feed_new("us-east-1", "2026-11-23");
        assert_true(feed_get_products(feed, "m5", bytes, length, &err));
        feeding_counts(feed, FEED_TAKEN, 13);
        feeding_has(feed, "ec2", "m5.large", PURCHASE_ON_DEMAND, "0.096",
                    "AmazonEC2 6C86BEPQVG73ZGGR.JRTCKXETXF.6YS6EN2CT7", "2021-02-05");
        feeding_has(feed, "ec2", "m5.large",
                    purchase_of_commitment(COMMITMENT_STANDARD_RESERVED_INSTANCE, TERM_1_YEAR, PAYMENT_NO_UPFRONT),
                    "0.06", "AmazonEC2 6C86BEPQVG73ZGGR.4NA7Y494T4.6YS6EN2CT7", "2021-02-05");
        feeding_has(feed, "ec2", "m5.large",
                    purchase_of_commitment(COMMITMENT_STANDARD_RESERVED_INSTANCE, TERM_3_YEARS, PAYMENT_ALL_UPFRONT),
                    "0.036111111", "AmazonEC2 6C86BEPQVG73ZGGR.NQ3QZPMQV9.6YS6EN2CT7", "2021-02-05");
        for (int i = 0; i < FEED_COUNTS_COUNT; i++)
            if (feed_count_unexpected[i])
                feeding_counts(feed, (enum feed_count_kind)i, 0);
        feed_free(feed);
    }
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_form_gives_the_same_rows),
        cmocka_unit_test(what_is_left_out_is_counted),
        cmocka_unit_test(what_is_wrong_is_said),
        cmocka_unit_test(a_real_answer_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
