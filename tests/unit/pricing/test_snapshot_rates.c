/* The two files of a built-in book's rates: which rows they make, and what is wrong with a wrong one. */
#include "pricing/lookup.h"
#include "pricing/snapshot_rates.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define BOOK_HEADER "service,item,purchase,unit,price,from_quantity,source,as_of\n"
#define BOOK                                                                                                           \
    BOOK_HEADER "vpc,public_ipv4,on_demand,usd_per_hour,0.005,0,s,2026-01\n"                                           \
                "ec2,m7g.large,on_demand,usd_per_hour,0.08,0,s,2026-01\n"                                              \
                "ec2,c7g.large,on_demand,usd_per_hour,0.07,0,s,2026-01\n"
#define COLUMNS_HEADER "column,service,purchase,unit,source,as_of\n"
#define COLUMNS                                                                                                        \
    COLUMNS_HEADER "band,ec2_spot_interruptions,spot,ratio_per_month,b,2025-06\n"                                      \
                   "ri,ec2,convertible_reserved_instance.1y.no_upfront,usd_per_hour,r,2025-05\n"                       \
                   "ri,ec2,compute_savings_plan.1y.no_upfront,usd_per_hour,derived,2025-05\n"                          \
                   "now,ec2,spot,usd_per_hour,n,2025-06\n"
#define RATES                                                                                                          \
    "item,now,band,ri\n"                                                                                               \
    "c7g.large,0.03,0.05,0.05\n"                                                                                       \
    "m7g.large,,,0.06\n"                                                                                               \
    "r7g.large,0.04,1,\n"

static struct catalogue book_read(const char *bytes)
{
    struct catalogue book;
    struct error err = {0};
    if (!catalogue_parse_csv("book.csv", "eu-west-1", bytes, strlen(bytes), &book, &err))
        fail_msg("%s: %s", err.where, err.text);
    return book;
}

static bool rates_add(struct catalogue *book, const char *columns, const char *rates, struct error *err)
{
    const struct embedded_csv columns_csv = {"columns.csv", columns, strlen(columns)};
    const struct embedded_csv rates_csv = {"rates.csv", rates, strlen(rates)};
    *err = (struct error){0};
    return snapshot_rates_add(book, &columns_csv, &rates_csv, err);
}

static void rows_are_merged_in_order(void **state)
{
    (void)state;
    static const struct {
        const char *service, *item, *purchase;
        int64_t nano;
        const char *source;
    } rows[] = {
        {"ec2", "c7g.large", "on_demand", 70000000, "s"},
        {"ec2", "c7g.large", "spot", 30000000, "n"},
        {"ec2", "c7g.large", "compute_savings_plan.1y.no_upfront", 50000000, "derived"},
        {"ec2", "c7g.large", "convertible_reserved_instance.1y.no_upfront", 50000000, "r"},
        {"ec2", "m7g.large", "on_demand", 80000000, "s"},
        {"ec2", "m7g.large", "compute_savings_plan.1y.no_upfront", 60000000, "derived"},
        {"ec2", "m7g.large", "convertible_reserved_instance.1y.no_upfront", 60000000, "r"},
        {"ec2", "r7g.large", "spot", 40000000, "n"},
        {"ec2_spot_interruptions", "c7g.large", "spot", 50000000, "b"},
        {"ec2_spot_interruptions", "r7g.large", "spot", 1000000000, "b"},
        {"vpc", "public_ipv4", "on_demand", 5000000, "s"},
    };
    enum { COUNT = sizeof rows / sizeof rows[0] };
    struct catalogue book = book_read(BOOK);
    struct error err;
    assert_true(rates_add(&book, COLUMNS, RATES, &err));
    assert_int_equal(book.prices_count, COUNT);
    for (int i = 0; i < COUNT; i++) {
        const struct price *price = &book.prices[i];
        assert_string_equal(price->service, rows[i].service);
        assert_string_equal(price->item, rows[i].item);
        assert_string_equal(purchase_names[price->purchase], rows[i].purchase);
        assert_true(price->nano == rows[i].nano && price->from_quantity == 0);
        assert_string_equal(price->source, rows[i].source);
        assert_true(i == 0 || price_compare(&book.prices[i - 1], price) < 0);
    }
    assert_string_equal(price_find(&book, "ec2", "c7g.large", PURCHASE_SPOT)->as_of, "2025-06");
    assert_string_equal(book.as_of, "2026-01");
    catalogue_release(&book);
}

static void wrong_files_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *columns, *rates, *where, *text;
    } cases[] = {
        {COLUMNS, "item,now,band\na,1,1\n", "columns.csv:3:1", "no column \"ri\""},
        {COLUMNS, RATES "s7.large,x,,\n", "rates.csv:5:1: now", "not \"x\""},
        {COLUMNS, RATES "s7.large,,,0\n", "rates.csv:5:1: ri", "not \"0\""},
        {COLUMNS, RATES "s7.large,,,-1\n", "rates.csv:5:1: ri", "not \"-1\""},
        {COLUMNS, RATES "r7g.large,1,,\n", "rates.csv:5:1", "once"},
        {COLUMNS, RATES "a1.large,1,,\n", "rates.csv:5:1", "\"a1.large\" must come before \"r7g.large\""},
        {COLUMNS, RATES "s7.large,1\n", "rates.csv:5:1", "fields"},
        {COLUMNS, "", "rates.csv", "no header"},
        {"", RATES, "columns.csv", "no header"},
        {"column,service\n", RATES, "columns.csv:1:1", "the columns must be"},
        {COLUMNS_HEADER "now,ec2,sport,usd_per_hour,n,2025\n", RATES, "columns.csv:2:1: purchase", "\"sport\""},
        {COLUMNS_HEADER "now,ec2,spot,usd,n,2025\n", RATES, "columns.csv:2:1: unit", "\"usd\""},
        {COLUMNS_HEADER "item,ec2,spot,usd_per_hour,n,2025\n", RATES, "columns.csv:2:1: column", "\"item\""},
        {COLUMNS_HEADER "now,ec2,on_demand,usd_per_hour,n,2025\n", RATES, "rates.csv", "c7g.large on_demand is priced"},
        {COLUMNS "now,ec2,spot,usd_per_hour,n,2025\n", RATES, "columns.csv:6:1: purchase",
         "ec2 spot is made by two lines"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct catalogue book = book_read(BOOK);
        struct error err;
        if (rates_add(&book, cases[i].columns, cases[i].rates, &err))
            fail_msg("case %zu is accepted", i);
        if (strstr(err.where, cases[i].where) == NULL || strstr(err.text, cases[i].text) == NULL)
            fail_msg("case %zu: %s: %s", i, err.where, err.text);
        assert_int_equal(err.kind, ERROR_INPUT);
        assert_int_equal(book.prices_count, 3);
        catalogue_release(&book);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_merged_in_order),
        cmocka_unit_test(wrong_files_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
