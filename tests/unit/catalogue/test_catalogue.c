#include "data/base/file.h"
#include "data/catalogue.h"
#include "data/catalogue_rows.h"
#include "data/document.h"
#include "pricing/snapshot.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define HEADER "service,item,purchase,unit,price,from_quantity,source,as_of\n"
#define ROW "ec2,m7g.large,on_demand,usd_per_hour,0.0816,0,a page,2026-07-20\n"

static struct catalogue parse(const char *text)
{
    struct catalogue book;
    struct error err = {0};
    if (!catalogue_parse("book.json", text, strlen(text), &book, &err))
        fail_msg("%s: %s", err.where, err.text);
    return book;
}

static struct error refuse_csv(const char *text)
{
    struct catalogue book;
    struct error err = {0};
    assert_false(catalogue_parse_csv("book.csv", "us-east-1", text, strlen(text), &book, &err));
    return err;
}

static struct error refuse(const char *text)
{
    struct catalogue book;
    struct error err = {0};
    assert_false(catalogue_parse("book.json", text, strlen(text), &book, &err));
    return err;
}

static void assert_has(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        fail_msg("\"%s\" has no \"%s\"", text, part);
}

static const char *const json_book =
    "{\"schema\": \"bayplan.catalogue/1\", \"region\": \"eu-west-1\", \"prices\": [\n"
    "  {\"service\": \"lambda\", \"item\": \"arm64.duration\", \"unit\": \"usd_per_million_gb_seconds\",\n"
    "   \"price\": \"12\", \"from_quantity\": 7500, \"source\": \"a page\", \"as_of\": \"2026-08\"},\n"
    "  {\"service\": \"lambda\", \"item\": \"arm64.duration\", \"unit\": \"usd_per_million_gb_seconds\",\n"
    "   \"price\": \"13.3334\", \"source\": \"a page\", \"as_of\": \"2026-08\"},\n"
    "  {\"service\": \"ec2\", \"item\": \"m7g.large\", \"purchase\": \"spot\", \"unit\": \"usd_per_hour\",\n"
    "   \"price\": 0.03, \"source\": \"a page\", \"as_of\": \"2026-07-20\"}]}\n";

static const char *const xml_book =
    "<catalogue schema='bayplan.catalogue/1' region='eu-west-1'><prices>\n"
    " <price service='lambda' item='arm64.duration' unit='usd_per_million_gb_seconds' price='12'\n"
    "        from_quantity='7500' source='a page' as_of='2026-08'/>\n"
    " <price service='lambda' item='arm64.duration' unit='usd_per_million_gb_seconds' price='13.3334'\n"
    "        source='a page' as_of='2026-08'/>\n"
    " <price service='ec2' item='m7g.large' purchase='spot' unit='usd_per_hour' price='0.03' source='a page'\n"
    "        as_of='2026-07-20'/></prices></catalogue>\n";

static void rows_are_sorted_whatever_the_form(void **state)
{
    (void)state;
    const char *const forms[] = {json_book, xml_book};
    for (int i = 0; i < 2; i++) {
        struct catalogue book = parse(forms[i]);
        assert_string_equal(book.region, "eu-west-1");
        assert_string_equal(book.as_of, "2026-07-20");
        assert_int_equal(book.prices_count, 3);
        assert_string_equal(book.prices[0].item, "m7g.large");
        assert_int_equal(book.prices[0].purchase, PURCHASE_SPOT);
        assert_int_equal(book.prices[0].nano, 30000000);
        assert_int_equal(book.prices[1].nano, INT64_C(13333400000));
        assert_int_equal(book.prices[1].purchase, PURCHASE_ON_DEMAND);
        assert_int_equal(book.prices[2].from_quantity, 7500);
        catalogue_release(&book);
    }
}

/* Its CSV says the same rows of the same region and date. */
static void csv_reads_back(const struct catalogue *book, const char *json)
{
    struct catalogue again;
    struct error err = {0};
    struct text csv, text;
    text_init(&csv, 16 * 1024 * 1024);
    text_init(&text, 16 * 1024 * 1024);
    catalogue_write_csv(book, &csv);
    assert_true(catalogue_parse("again.csv", csv.bytes, csv.length, &again, &err));
    catalogue_write(&again, &text);
    assert_string_equal(text.bytes, json);
    catalogue_release(&again);
    text_release(&csv);
    text_release(&text);
}

/* Written and read again, a built-in book is the same book, and its text is the same text. */
static void written_books_read_back(void **state)
{
    (void)state;
    static const char *const regions[] = {"us-east-1", NULL}; /* of all that are alike: 22,000 rows each */
    for (const char *const *region = regions; *region != NULL; region++) {
        struct catalogue book, again;
        struct error err = {0};
        struct text first, second;
        text_init(&first, 16 * 1024 * 1024);
        text_init(&second, 16 * 1024 * 1024);
        assert_true(snapshot_catalogue(*region, &book, &err));
        catalogue_write(&book, &first);
        assert_true(catalogue_parse("again.json", first.bytes, first.length, &again, &err));
        catalogue_write(&again, &second);
        assert_false(first.overflown);
        assert_string_equal(first.bytes, second.bytes);
        assert_int_equal(book.prices_count, again.prices_count);
        for (int i = 0; i < book.prices_count; i++) {
            assert_int_equal(price_compare(&book.prices[i], &again.prices[i]), 0);
            assert_int_equal(book.prices[i].nano, again.prices[i].nano);
            assert_int_equal(book.prices[i].unit, again.prices[i].unit);
        }
        for (int i = 1; i < book.prices_count; i++)
            if (strcmp(book.prices[i - 1].service, book.prices[i].service) == 0)
                assert_true(strcmp(book.prices[i - 1].item, book.prices[i].item) <= 0);
        assert_string_equal(book.as_of, again.as_of);
        csv_reads_back(&book, first.bytes);
        text_release(&first);
        text_release(&second);
        catalogue_release(&book);
        catalogue_release(&again);
    }
}

static void duplicates_name_both_places(void **state)
{
    (void)state;
    struct error err = refuse_csv(HEADER ROW "ec2,m7g.xlarge,on_demand,usd_per_hour,1,0,p,2026-01\n" ROW);
    assert_has(err.where, "book.csv:4:1");
    assert_has(err.text, "first at 2:1");
    err = refuse("{\"schema\": \"bayplan.catalogue/1\", \"region\": \"eu-west-1\", \"prices\": [\n"
                 "{\"service\":\"ebs\",\"item\":\"gp3\",\"unit\":\"usd_per_gb_month\",\"price\":\"1\",\"source\":\"a\","
                 "\"as_of\":\"2026-01\"},\n"
                 "{\"service\":\"ebs\",\"item\":\"gp3\",\"unit\":\"usd_per_gb_month\",\"price\":\"2\",\"source\":\"b\","
                 "\"as_of\":\"2026-01\"}]}");
    assert_has(err.where, "book.json:3:1");
    assert_has(err.where, "prices[1]");
    assert_has(err.text, "first at 2:1: prices[0]");
    err = refuse("<catalogue schema='bayplan.catalogue/1' region='eu-west-1'>\n"
                 "<prices service='ebs' item='gp3' unit='usd_per_gb_month' price='1' source='a' as_of='2026-01'/>\n"
                 "<prices service='ebs' item='gp3' unit='usd_per_gb_month' price='2' source='b' as_of='2026-01'/>\n"
                 "</catalogue>");
    assert_has(err.where, "book.json:3:");
    assert_has(err.text, "first at 2:");
}

static void dates_are_of_the_calendar(void **state)
{
    (void)state;
    const char *const good[] = {"2026-07", "2026-07-31", "2024-02-29", "2006-01-01", "2999-12-31"};
    const char *const bad[] = {"2026",       "2026-7",     "2026-13",   "2026-00",     "2026-02-29",
                               "2026-04-31", "2026-01-00", "2026-01-1", "2026-01-011", "2026/01/01",
                               "",           "1999-01",    "3000-01",   "2100-02-29",  " 2026-01",
                               "2026-01 ",   "20a6-01",    "2026-01-",  "2005-12-31",  "3000-01-01"};
    for (size_t i = 0; i < 5; i++)
        assert_true(date_is_valid(good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(date_is_valid(bad[i]));
}

static void regions_have_the_usual_form(void **state)
{
    (void)state;
    assert_true(region_is_valid("us-east-1") && region_is_valid("us-gov-west-1") && region_is_valid("ap-northeast-3"));
    const char *const bad[] = {"",           "us",          "us-east",    "us-1",      "US-east-1", "us-east-1a",
                               "us--east-1", "us-east-123", "-us-east-1", "us east-1", "us-east-1-"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(region_is_valid(bad[i]));
}

/* as_of of the book: what it says, else the EC2 rows' latest, else the latest of all. */
static void book_dates(void **state)
{
    (void)state;
    struct catalogue book;
    struct error err = {0};
    const char *text = HEADER ROW "ec2,m7g.xlarge,on_demand,usd_per_hour,1,0,p,2026-07-21\n"
                                  "ebs,gp3,on_demand,usd_per_gb_month,1,0,p,2026-11\n";
    assert_true(catalogue_parse_csv("b", "us-east-1", text, strlen(text), &book, &err));
    assert_string_equal(book.as_of, "2026-07-21");
    catalogue_release(&book);
    text = HEADER "vpc,public_ipv4,on_demand,usd_per_hour,1,0,p,2025-01\n"
                  "ebs,gp3,on_demand,usd_per_gb_month,1,0,p,2026-11\n";
    assert_true(catalogue_parse_csv("b", "us-east-1", text, strlen(text), &book, &err));
    assert_string_equal(book.as_of, "2026-11");
    catalogue_release(&book);
}

/* One bad thing each; the whole file is good otherwise. */
static void bad_rows_are_refused_with_their_place(void **state)
{
    (void)state;
    static const struct {
        const char *row, *where, *text;
    } bad[] = {
        {"ec3,m7g.large,on_demand,usd_per_hour,1,0,p,2026-01", ": service", "did you mean \"ec2\""},
        {"teapot,m7g.large,on_demand,usd_per_hour,1,0,p,2026-01", ": service", "unknown service"},
        {"ec2,m7glarge,on_demand,usd_per_hour,1,0,p,2026-01", ": item", "instance type"},
        {"ec2,M7g.large,on_demand,usd_per_hour,1,0,p,2026-01", ": item", "instance type"},
        {"fargate,x86_64.vcpus,on_demand,usd_per_hour,1,0,p,2026-01", ": item", "x86_64.vcpu"},
        {"ec2,m7g.large,ondemand,usd_per_hour,1,0,p,2026-01", "purchase", "on_demand"},
        {"ec2,m7g.large,on_demand,usd_an_hour,1,0,p,2026-01", "unit", "usd_per_hour"},
        {"ec2,m7g.large,on_demand,usd_per_gb_month,1,0,p,2026-01", "unit", "must be \"usd_per_hour\""},
        {"lambda,requests,spot,usd_per_million_requests,1,0,p,2026-01", "purchase", "Spot"},
        {"ec2,m7g.large,on_demand,usd_per_hour,0,0,p,2026-01", "price", "above 0"},
        {"ec2,m7g.large,on_demand,usd_per_hour,-1,0,p,2026-01", "price", "above 0"},
        {"ec2,m7g.large,on_demand,usd_per_hour,100000.000000001,0,p,2026-01", "price", "100000"},
        {"ec2,m7g.large,on_demand,usd_per_hour,1e3,0,p,2026-01", "price", "like 0.0816"},
        {"ec2,m7g.large,on_demand,usd_per_hour,nan,0,p,2026-01", "price", "like 0.0816"},
        {"ec2,m7g.large,on_demand,usd_per_hour,,0,p,2026-01", "price", "like 0.0816"},
        {"ec2,m7g.large,on_demand,usd_per_hour,1,5,p,2026-01", "from_quantity", "no tiers"},
        {"ec2,m7g.large,on_demand,usd_per_hour,1,-5,p,2026-01", "from_quantity", "whole number"},
        {"ec2,m7g.large,on_demand,usd_per_hour,1,9999999999,p,2026-01", "from_quantity", "9 digits"},
        {"lambda,x86_64.duration,on_demand,usd_per_million_gb_seconds,1,5,p,2026-01", "from_quantity", "not at 0"},
        {"ec2,m7g.large,on_demand,usd_per_hour,1,0,,2026-01", "source", "1 to 255"},
        {"ec2,m7g.large,on_demand,usd_per_hour,1,0,a\x12z,2026-01", "source", "control"},
        {"ec2,m7g.large,on_demand,usd_per_hour,1,0,a\xff,2026-01", "", "UTF-8"},
        {"ec2,m7g.large,on_demand,usd_per_hour,1,0,p,2026-02-30", "as_of", "2026-07-20 or"},
        {"ec2,m7g.large,on_demand,usd_per_hour,1,0,p", "", ""},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct text text;
        text_init(&text, 4096);
        text_printf(&text, HEADER "ebs,gp3,on_demand,usd_per_gb_month,1,0,p,2026-11\n%s\n", bad[i].row);
        struct error err = refuse_csv(text.bytes);
        assert_int_equal(err.kind, ERROR_INPUT);
        assert_has(err.where, "book.csv:3:");
        assert_has(err.where, bad[i].where);
        assert_has(err.text, bad[i].text);
        text_release(&text);
    }
}

static void files_are_loaded(void **state)
{
    (void)state;
    struct catalogue book;
    struct error err = {0};
    assert_true(catalogue_load("tests/fuzz/corpus/catalogue/book.xml", &book, &err));
    assert_string_equal(book.file, "tests/fuzz/corpus/catalogue/book.xml");
    assert_int_equal(book.prices_count, 2);
    catalogue_release(&book);
    assert_false(catalogue_load("tests/unit/catalogue/no-such-book.json", &book, &err));
    assert_int_equal(err.kind, ERROR_IO);
    assert_has(err.where, "no-such-book.json");
}

static void bad_headers_are_refused(void **state)
{
    (void)state;
    assert_has(refuse_csv("service,item,purchase,unit,price,from_quantity,source\n").text, "as_of");
    assert_has(refuse_csv("service,item,purchase,unit,prices,from_quantity,source,as_of\n").text, "\"price\"");
    assert_has(refuse_csv(HEADER).text, "no prices");
    assert_int_equal(refuse_csv("").kind, ERROR_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_sorted_whatever_the_form),
        cmocka_unit_test(written_books_read_back),
        cmocka_unit_test(duplicates_name_both_places),
        cmocka_unit_test(dates_are_of_the_calendar),
        cmocka_unit_test(regions_have_the_usual_form),
        cmocka_unit_test(book_dates),
        cmocka_unit_test(bad_rows_are_refused_with_their_place),
        cmocka_unit_test(files_are_loaded),
        cmocka_unit_test(bad_headers_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
