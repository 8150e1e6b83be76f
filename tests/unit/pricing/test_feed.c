#include "tests/unit/pricing/feeding.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct price row(const char *item, enum purchase purchase, int64_t nano, const char *source, const char *as_of)
{
    return (struct price){
        .service = "ec2", .item = item, .purchase = purchase, .nano = nano, .source = source, .as_of = as_of};
}

static void give(struct feed *feed, struct price price)
{
    struct error err = {0};
    if (!feed_price(feed, &price, &err))
        fail_msg("%s: %s", err.where, err.text);
}

static struct price tier(int64_t from, int64_t nano)
{
    return (struct price){"lambda",
                          "x86_64.duration",
                          PURCHASE_ON_DEMAND,
                          UNIT_USD_PER_MILLION_GB_SECONDS,
                          nano,
                          from,
                          "AWSLambda A.B.C",
                          "2026-11-20",
                          0};
}

static void one_price_once(void **state)
{
    struct error err = {0};
    (void)state;
    struct feed *feed = feed_new("us-east-1", "2026-11-23");
    give(feed, row("m5.large", PURCHASE_ON_DEMAND, 96, "A", "2026-11-20"));
    give(feed, row("m5.large", PURCHASE_ON_DEMAND, 96, "B", "2026-11-20"));
    give(feed, row("m5.large", PURCHASE_SPOT, 33, "C", "2026-11-20"));
    feeding_counts(feed, FEED_TAKEN, 2);
    feeding_counts(feed, FEED_SAME, 1);
    struct price other = row("m5.large", PURCHASE_ON_DEMAND, 97, "D", "2026-11-20");
    assert_false(feed_price(feed, &other, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_string_equal(err.text,
                        "two prices of ec2 m5.large on_demand in us-east-1: 0.000000096 (A) and 0.000000097 (D)");
    feed_free(feed);
}

/* Thousands of rows: the index grows, and the catalogue is sorted. */
static void many_rows_are_sorted(void **state)
{
    (void)state;
    char item[32];
    struct feed *feed = feed_new("us-east-1", "2026-11-23");
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 5000; i++) {
            snprintf(item, sizeof item, "m%d.large", i * 7919 % 5000);
            give(feed, row(item, PURCHASE_ON_DEMAND, 1000 + i, "A", i == 17 ? "2026-11-21" : "2026-11-20"));
        }
    give(feed, row("m5.large", PURCHASE_SPOT, 33, "C", "2026-11-23"));
    feeding_counts(feed, FEED_SAME, 5000);
    struct catalogue book = feeding_book(feed);
    assert_int_equal(book.prices_count, 5001);
    assert_string_equal(book.as_of, "2026-11-21"); /* the latest on demand, not Spot's */
    for (int i = 1; i < book.prices_count; i++)
        assert_true(price_compare(&book.prices[i - 1], &book.prices[i]) < 0);
    catalogue_release(&book);
}

static struct catalogue older_book(void)
{
    struct feed *feed = feed_new("us-east-1", "2026-10-01");
    give(feed, row("m5.large", PURCHASE_ON_DEMAND, 90, "old A", "2026-10-01"));
    give(feed, row("c5.large", PURCHASE_ON_DEMAND, 80, "old B", "2026-10-01"));
    give(feed, row("m5.large", PURCHASE_SPOT, 30, "old C", "2026-10-01"));
    give(feed, tier(0, 16));
    give(feed, tier(6000, 15));
    give(feed, tier(15000, 13));
    return feeding_book(feed);
}

static void older_rows_are_kept_item_by_item(void **state)
{
    (void)state;
    struct catalogue older = older_book();
    for (int before = 0; before < 2; before++) {
        struct feed *feed = feed_new("us-east-1", "2026-11-23");
        if (before) {
            feed_keep(feed, &older, "ec2", PURCHASE_ON_DEMAND);
            feed_keep(feed, &older, "lambda", PURCHASE_ON_DEMAND);
        }
        give(feed, row("m5.large", PURCHASE_ON_DEMAND, 96, "new A", "2026-11-20"));
        give(feed, tier(0, 17)); /* AWS has no more tiers: the older ones go too */
        if (!before) {
            feed_keep(feed, &older, "ec2", PURCHASE_ON_DEMAND);
            feed_keep(feed, &older, "lambda", PURCHASE_ON_DEMAND);
        }
        feeding_counts(feed, FEED_TAKEN, 2);
        feeding_counts(feed, FEED_SAME, 0);
        struct catalogue book = feeding_book(feed);
        assert_int_equal(book.prices_count, 3);
        assert_string_equal(book.prices[0].source, "old B");
        assert_string_equal(book.prices[0].as_of, "2026-10-01");
        assert_string_equal(book.prices[1].source, "new A");
        assert_int_equal(book.prices[2].nano, 17);
        assert_string_equal(book.as_of, "2026-11-20");
        catalogue_release(&book);
    }
    catalogue_release(&older);
}

static void types_and_sources_go_into_the_book(void **state)
{
    struct error err = {0};
    struct instance_type type = {.name = "z9.large",
                                 .vcpus = 2,
                                 .cpu_units = 2048,
                                 .memory_mib = 8192,
                                 .registered_memory_mib = 7600,
                                 .awsvpc_tasks = 2,
                                 .awsvpc_tasks_trunked = 10,
                                 .source = "DescribeInstanceTypes",
                                 .as_of = "2026-11-20"};
    (void)state;
    struct feed *feed = feed_new("us-east-1", "2026-11-23");
    give(feed, row("z9.large", PURCHASE_ON_DEMAND, 96, "A", "2026-11-20"));
    assert_true(feed_instance_type(feed, &type, &err));
    assert_true(feed_instance_type(feed, &type, &err));
    feeding_counts(feed, FEED_SAME, 1);
    feed_source(feed, &(struct catalogue_source){"https://b", "\"1\"", "", 10, 1});
    feed_source(feed, &(struct catalogue_source){"https://a", "\"2\"", "2026-11-20T18:00:00Z", 20, 2});
    feed_source(feed, &(struct catalogue_source){"https://b", "\"3\"", "", 30, 3});
    struct catalogue book = feeding_book(feed);
    assert_int_equal(book.types_count, 1);
    assert_int_equal(book.sources_count, 2);
    assert_string_equal(book.sources[0].url, "https://a");
    assert_string_equal(book.sources[1].etag, "\"3\"");

    struct text json = {0};
    struct catalogue read;
    text_init(&json, 1 << 20);
    catalogue_write(&book, &json);
    if (!catalogue_parse("book", json.bytes, json.length, &read, &err))
        fail_msg("%s: %s", err.where, err.text);
    assert_string_equal(read.sha256, book.sha256);
    assert_int_equal(read.sources_count, 2);
    assert_int_equal(read.sources[1].bytes, 30);

    feed = feed_new("us-east-1", "2026-11-24");
    give(feed, row("z9.large", PURCHASE_ON_DEMAND, 97, "A", "2026-11-24"));
    feed_keep_types(feed, &read);
    type.memory_mib = 9000;
    assert_true(feed_instance_type(feed, &type, &err)); /* a document's wins over a kept one */
    type.memory_mib = 9001;
    assert_false(feed_instance_type(feed, &type, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    catalogue_release(&read);
    read = feeding_book(feed);
    assert_int_equal(read.types_count, 1);
    assert_int_equal(read.types[0].memory_mib, 9000);
    catalogue_release(&read);
    catalogue_release(&book);
    text_release(&json);
}

static void an_empty_feed_is_no_book(void **state)
{
    struct error err = {0};
    struct catalogue book;
    (void)state;
    struct feed *feed = feed_new("us-east-1", "2026-11-23");
    assert_false(feed_catalogue(feed, "book", &book, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    give(feed, row("no type", PURCHASE_ON_DEMAND, 96, "AmazonEC2 X", "2026-11-20"));
    err = (struct error){0};
    assert_false(feed_catalogue(feed, "book", &book, &err));
    assert_non_null(strstr(err.where, "book: ec2 no type on_demand: item (AmazonEC2 X)"));
    feed_free(feed);
}

/* --- indexes --- */

#define ROOT                                                                                                           \
    "{\"offers\":{\"AmazonEC2\":{\"currentRegionIndexUrl\":\"/offers/ec2.json\",\"currentSavingsPlanIndexUrl\":"       \
    "\"/savingsPlan/r.json\"},\"AmazonECS\":{\"currentRegionIndexUrl\":\"https://elsewhere/x\"},\"AWSLambda\":{},"     \
    "\"AmazonVPC\":7}}"

static void offer_is(const char *text, enum feed_document document, const char *path, const char *words)
{
    struct arena arena = {0};
    struct error err = {0};
    const char *found = NULL;
    bool good = feed_index_offer("i", text, strlen(text), document, &arena, &found, &err);
    assert_int_equal(good, path != NULL);
    if (path != NULL)
        assert_string_equal(found, path);
    else if (err.kind != ERROR_INPUT || strstr(err.text, words) == NULL)
        fail_msg("%s: %s", err.where, err.text);
    arena_release(&arena);
}

static void region_is(const char *text, const char *path, enum error_kind kind, const char *words)
{
    struct arena arena = {0};
    struct error err = {0};
    const char *found = NULL;
    bool good = feed_index_region("i", text, strlen(text), "eu-west-1", &arena, &found, &err);
    assert_int_equal(good, path != NULL);
    if (path != NULL)
        assert_string_equal(found, path);
    else if (err.kind != kind || strstr(err.text, words) == NULL)
        fail_msg("%s: %s", err.where, err.text);
    arena_release(&arena);
}

static void indexes_lead_to_documents(void **state)
{
    (void)state;
    offer_is(ROOT, FEED_OFFER_EC2, "/offers/ec2.json", NULL);
    offer_is(ROOT, FEED_SAVINGS_PLANS, "/savingsPlan/r.json", NULL);
    offer_is(ROOT, FEED_OFFER_ECS, NULL, "must be a path like");
    offer_is(ROOT, FEED_OFFER_LAMBDA, NULL, "no address of the document");
    offer_is(ROOT, FEED_OFFER_VPC, NULL, "names no offer AmazonVPC");
    offer_is("[]", FEED_OFFER_VPC, NULL, "names no offer AmazonVPC");
    offer_is("<html/>", FEED_OFFER_VPC, NULL, "names no offer AmazonVPC");
    region_is("{\"regions\":{\"eu-west-1\":{\"currentVersionUrl\":\"/a/b.json\"}}}", "/a/b.json", ERROR_NONE, NULL);
    region_is("{\"regions\":[7,{\"regionCode\":\"x\"},{\"regionCode\":\"eu-west-1\",\"versionUrl\":\"/c.json\"}]}",
              "/c.json", ERROR_NONE, NULL);
    region_is("{\"regions\":{\"eu-west-2\":{\"currentVersionUrl\":\"/a\"}}}", NULL, ERROR_UNKNOWN_PRICE,
              "has no prices of region eu-west-1");
    region_is("{\"regions\":{\"eu-west-1\":[]}}", NULL, ERROR_INPUT, "is no object");
    region_is("{\"regions\":{\"eu-west-1\":{\"currentVersionUrl\":\"//evil/x\"}}}", NULL, ERROR_INPUT,
              "must be a path");
    region_is("{}", NULL, ERROR_INPUT, "has no \"regions\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_price_once),
        cmocka_unit_test(many_rows_are_sorted),
        cmocka_unit_test(older_rows_are_kept_item_by_item),
        cmocka_unit_test(types_and_sources_go_into_the_book),
        cmocka_unit_test(an_empty_feed_is_no_book),
        cmocka_unit_test(indexes_lead_to_documents),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
