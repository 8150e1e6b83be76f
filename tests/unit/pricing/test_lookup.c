#include "pricing/lookup.h"
#include "tests/unit/pricing/book.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void finds_what_is_there(void **state)
{
    (void)state;
    struct catalogue book = book_of(book_rows);
    for (int i = 0; i < book.prices_count; i++) {
        const struct price *price = &book.prices[i];
        const struct price *found = price_find(&book, price->service, price->item, price->purchase);
        assert_non_null(found);
        assert_int_equal(found->from_quantity, 0);
        if (price->from_quantity == 0)
            assert_ptr_equal(found, price);
    }
    assert_null(price_find(&book, "ec2", "m7g.large", PURCHASE_SPOT));
    assert_null(price_find(&book, "ec2", "m7g.larg", PURCHASE_ON_DEMAND));
    assert_null(price_find(&book, "zzz", "m7g.large", PURCHASE_ON_DEMAND));
    assert_null(price_find(&book, "a", "", PURCHASE_ON_DEMAND));
    catalogue_release(&book);
}

/* A missing price names item, region, purchase and the book's date. */
static void missing_price_is_an_error(void **state)
{
    (void)state;
    struct catalogue book = book_of(book_rows);
    const struct price *price = NULL;
    struct error err = {0};
    assert_false(price_require(&book, "ec2", "m9x.metal", PURCHASE_SPOT, &price, &err));
    assert_int_equal(err.kind, ERROR_UNKNOWN_PRICE);
    assert_non_null(strstr(err.text, "ec2 m9x.metal"));
    assert_non_null(strstr(err.text, "spot"));
    assert_non_null(strstr(err.text, "us-east-1"));
    assert_non_null(strstr(err.text, "2026-07-20"));
    assert_string_equal(err.where, "book.csv");
    assert_null(price);
    catalogue_release(&book);
}

/* $0.08 a GB-month: 30 GiB cost 2.40 a month, 0.003287671 an hour. */
static void root_volume_is_per_hour(void **state)
{
    (void)state;
    struct catalogue book = book_of(book_rows);
    struct usd_per_hour price = {-1};
    struct error err = {0};
    assert_true(root_volume_price(&book, 30, &price, &err));
    assert_int_equal(price.nano, 3287671);
    assert_true(root_volume_price(&book, 0, &price, &err));
    assert_int_equal(price.nano, 0);
    catalogue_release(&book);
    book = book_of("ec2,m7g.large,on_demand,usd_per_hour,0.0816,0,test,2026-07-20\n");
    assert_true(root_volume_price(&book, 0, &price, &err));
    assert_false(root_volume_price(&book, 1, &price, &err));
    assert_int_equal(err.kind, ERROR_UNKNOWN_PRICE);
    assert_non_null(strstr(err.text, "ebs gp3"));
    catalogue_release(&book);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_is_there),
        cmocka_unit_test(missing_price_is_an_error),
        cmocka_unit_test(root_volume_is_per_hour),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
