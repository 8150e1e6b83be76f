/* Documents as AWS had them out (2016 to 2021, some with altered prices), where they are at hand. */
#include "tests/unit/pricing/feeding.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Reads a sample into the feed; false where it is not here, which skips. */
static bool sample_read(struct feed *feed, enum feed_document document, const char *path)
{
    struct arena arena = {0};
    struct error err = {0};
    size_t length = 0;
    bool again = false;
    char *bytes = feeding_sample(path, &arena, &length);
    if (bytes == NULL)
        return false;
    struct feed_reader *reader = feed_reader_new(feed, document, path);
    if (!feed_reader_push(reader, bytes, length, &err) || !feed_reader_finish(reader, &again, &err))
        fail_msg("%s: %s", err.where, err.text);
    assert_false(again);
    feed_reader_free(reader);
    arena_release(&arena);
    return true;
}

#define SAMPLES "../shared/prices/samples/"
#define IRELAND(offer) SAMPLES "ligoj/offers_v1.0_aws_" offer "_current_eu-west-1_index.csv"

static void csv_offers_of_ireland(void **state)
{
    (void)state;
    struct feed *feed = feed_new("eu-west-1", "2026-11-23");
    if (!sample_read(feed, FEED_OFFER_ECS, IRELAND("AmazonECS")) ||
        !sample_read(feed, FEED_OFFER_LAMBDA, IRELAND("AWSLambda"))) {
        feed_free(feed);
        skip();
    }
    feeding_has(feed, "fargate", "x86_64.vcpu", PURCHASE_ON_DEMAND, "0.04048",
                "AmazonECS K4EXFQ5YFQCP98EN.JRTCKXETXF.6YS6EN2CT7", "2020-12-14");
    feeding_has(feed, "fargate", "ephemeral_storage.gb", PURCHASE_ON_DEMAND, "0.000122",
                "AmazonECS 3N9FHWEQ6PQF335G.JRTCKXETXF.6YS6EN2CT7", "2020-12-14");
    feeding_has(feed, "lambda", "x86_64.duration", PURCHASE_ON_DEMAND, "16.6667",
                "AWSLambda PHDF9YNAFR3HDSR8.JRTCKXETXF.6YS6EN2CT7", "2021-03-04");
    feeding_has(feed, "lambda", "requests", PURCHASE_ON_DEMAND, "0.20",
                "AWSLambda VPGUBFQ4KNZKMKGJ.JRTCKXETXF.6YS6EN2CT7", "2021-03-04");
    feeding_counts(feed, FEED_TAKEN, 7);
    feeding_counts(feed, FEED_UNKNOWN_PRODUCT, 1);
    assert_string_equal(feed_counts(feed)[FEED_UNKNOWN_PRODUCT].example, "line 21 has 1 fields, the header 27");
    feed_free(feed);
}

/* Altered so that no row has as many fields as the header: all are counted, none is misread. */
static void a_damaged_csv_offer_is_counted(void **state)
{
    (void)state;
    struct feed *feed = feed_new("eu-west-1", "2026-11-23");
    if (!sample_read(feed, FEED_OFFER_EC2, IRELAND("AmazonEC2"))) {
        feed_free(feed);
        skip();
    }
    assert_true(feed_counts(feed)[FEED_UNKNOWN_PRODUCT].count > 50);
    assert_true(feed_counts(feed)[FEED_TAKEN].count <= 1);
    feed_free(feed);
}

static void json_offer_of_2016(void **state)
{
    (void)state;
    struct feed *feed = feed_new("eu-west-1", "2026-11-23");
    if (!sample_read(feed, FEED_OFFER_VPC, SAMPLES "offer-json/AmazonVPC_2016.json")) {
        feed_free(feed);
        skip();
    }
    feeding_counts(feed, FEED_TAKEN, 0); /* addresses cost nothing then */
    assert_true(feed_counts(feed)[FEED_OTHER_PRODUCT].count > 200);
    feeding_counts(feed, FEED_OTHER_TERM, feed_counts(feed)[FEED_OTHER_PRODUCT].count);
    for (int i = 0; i < FEED_COUNTS_COUNT; i++)
        if (feed_count_unexpected[i])
            feeding_counts(feed, (enum feed_count_kind)i, 0);
    feed_free(feed);
}

static void savings_plans_of_ireland(void **state)
{
    (void)state;
    struct feed *feed = feed_new("eu-west-1", "2026-11-23");
    if (!sample_read(feed, FEED_OFFER_ECS, IRELAND("AmazonECS")) ||
        !sample_read(feed, FEED_SAVINGS_PLANS,
                     SAMPLES "ligoj/savingsPlan_v1.0_aws_AWSComputeSavingsPlan_current_eu-west-1_index.json")) {
        feed_free(feed);
        skip();
    }
    feeding_has(feed, "fargate", "x86_64.vcpu",
                purchase_of_commitment(COMMITMENT_COMPUTE_SAVINGS_PLAN, TERM_1_YEAR, PAYMENT_ALL_UPFRONT), "0.0315744",
                "AWSComputeSavingsPlan 8GU23DFTKP2N43SD.__INCOMPLETE__NO_GB_HOURS_PRICE__", "2020-02-20");
    feed_free(feed);
}

static void index_leads_to(const char *path, bool root, const char *expected)
{
    struct arena arena = {0};
    struct error err = {0};
    size_t length = 0;
    const char *found = NULL, *bytes = feeding_sample(path, &arena, &length);
    if (bytes == NULL)
        skip();
    bool good = root ? feed_index_offer(path, bytes, length, FEED_SAVINGS_PLANS, &arena, &found, &err)
                     : feed_index_region(path, bytes, length, "eu-west-1", &arena, &found, &err);
    if (!good)
        fail_msg("%s: %s", err.where, err.text);
    assert_string_equal(found, expected);
    arena_release(&arena);
}

static void indexes(void **state)
{
    (void)state;
    index_leads_to(SAMPLES "ligoj/offers_v1.0_aws_index.json", true,
                   "/savingsPlan/v1.0/aws/AWSComputeSavingsPlan/current/region_index.json");
    index_leads_to(SAMPLES "ligoj/offers_v1.0_aws_AmazonEC2_current_region_index.json", false,
                   "/offers/v1.0/aws/AmazonEC2/current/eu-west-1/index.json");
    index_leads_to(SAMPLES "ligoj/savingsPlan_v1.0_aws_AWSComputeSavingsPlan_current_region_index.json", false,
                   "/savingsPlan/v1.0/aws/AWSComputeSavingsPlan/current/eu-west-1/index.json");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv_offers_of_ireland),
        cmocka_unit_test(a_damaged_csv_offer_is_counted),
        cmocka_unit_test(json_offer_of_2016),
        cmocka_unit_test(savings_plans_of_ireland),
        cmocka_unit_test(indexes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
