#include "pricing/lambda.h"
#include "tests/unit/pricing/book.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void sizes(void **state)
{
    (void)state;
    assert_int_equal(lambda_size_of(1, 1, 0, 1).memory_mb, 128);
    assert_int_equal(lambda_size_of(1024, 128, 0, 1).memory_mb, 1769);
    assert_int_equal(lambda_size_of(1024, 1770, 0, 1).memory_mb, 1770);
    assert_int_equal(lambda_size_of(256, 128, 0, 1).memory_mb, 443); /* 442.25 */
    assert_int_equal(lambda_size_of(2048, 512, 0, 1).memory_mb, 3538);
    assert_int_equal(lambda_size_of(1024, 10240, 0, 900).obstacle, LAMBDA_FITS);
    assert_int_equal(lambda_size_of(1024, 10241, 0, 900).obstacle, LAMBDA_TOO_MUCH_MEMORY);
    assert_int_equal(lambda_size_of(1024, 128, 0, 900.001).obstacle, LAMBDA_TOO_LONG);
    assert_int_equal(lambda_size_of(5927, 128, 0, 1).obstacle, LAMBDA_FITS); /* 10239.1 MB */
    assert_int_equal(lambda_size_of(5928, 128, 0, 1).obstacle, LAMBDA_TOO_MUCH_CPU);
    assert_int_equal(lambda_size_of(1, 128, 1, 1000).obstacle, LAMBDA_HAS_GPU);
    assert_int_equal(lambda_size_of(INT64_MAX / 4, 128, 0, 1).obstacle, LAMBDA_TOO_MUCH_CPU);
}

static void months(void **state)
{
    (void)state;
    struct lambda_month month = lambda_month_of(1769, 3.2, 120000);
    assert_int_equal(month.requests_millionths, INT64_C(3650000000000));
    assert_true(month.mb_ns == (int128)1769 * 3200 * 3650000 * 1000000);
    assert_true(lambda_month_of(128, 0.0001, 24).mb_ns == (int128)128 * 730000000); /* a millisecond at least */
    assert_true(lambda_month_of(128, 16.1, 24).mb_ns == (int128)128 * 16100 * 730000000);
    assert_true(lambda_month_of(128, 16.1001, 24).mb_ns == (int128)128 * 16101 * 730000000);
    assert_int_equal(lambda_month_of(128, 1, 1).requests_millionths, 30416667);
    assert_int_equal(lambda_month_of(128, 1, 1 / 7.0).requests_millionths, 4345238); /* once a week is not four times */
}

/* Numbers of many decimal digits, as schoolbook arithmetic on digits: shares nothing with 128-bit integers. */
struct digits {
    int digit[64]; /* least first */
};

static struct digits digits_of(uint64_t value)
{
    struct digits number = {{0}};
    for (int i = 0; value > 0; i++, value /= 10)
        number.digit[i] = (int)(value % 10);
    return number;
}

static struct digits digits_times(struct digits a, uint64_t factor)
{
    struct digits by = digits_of(factor), product = {{0}};
    for (int i = 0; i < 40; i++)
        for (int j = 0; j < 20; j++)
            product.digit[i + j] += a.digit[i] * by.digit[j];
    for (int i = 0; i + 1 < 64; i++) {
        product.digit[i + 1] += product.digit[i] / 10;
        product.digit[i] %= 10;
    }
    return product;
}

static struct digits digits_add(struct digits a, struct digits b)
{
    for (int i = 0; i + 1 < 64; i++) {
        a.digit[i] += b.digit[i];
        a.digit[i + 1] += a.digit[i] / 10;
        a.digit[i] %= 10;
    }
    return a;
}

/* round_half_up(a / 1024 / 10^9): long division digit by digit. */
static int64_t digits_to_nano(struct digits a)
{
    const int64_t divisor = INT64_C(1024000000000);
    int64_t quotient = 0, rest = 0;
    for (int i = 63; i >= 0; i--) {
        rest = rest * 10 + a.digit[i];
        quotient = quotient * 10 + rest / divisor;
        rest %= divisor;
    }
    return quotient + (rest * 2 >= divisor);
}

/* The same bill from the tiers' definition: units counted tier by tier. `gb_s` are thousandths of MB-seconds. */
static int64_t reference_bill(uint64_t before, uint64_t use)
{
    static const uint64_t from[] = {0, UINT64_C(6144000000000000), UINT64_C(15360000000000000), UINT64_MAX};
    static const uint64_t nano[] = {UINT64_C(16666700000), UINT64_C(15000000000), UINT64_C(13333400000)};
    struct digits sum = {{0}};
    for (int tier = 0; tier < 3; tier++) {
        uint64_t low = before > from[tier] ? before : from[tier];
        uint64_t high = before + use < from[tier + 1] ? before + use : from[tier + 1];
        if (high > low)
            sum = digits_add(sum, digits_times(digits_of(high - low), nano[tier]));
    }
    return digits_to_nano(sum);
}

static int64_t bill(const struct catalogue *book, uint64_t before, uint64_t use)
{
    struct usd cost = {-1};
    struct error err = {0};
    struct lambda_month month = {.requests_millionths = 0, .mb_ns = (int128)use * 1000000};
    assert_true(lambda_bill(book, ARCHITECTURE_X86_64, (int128)before * 1000000, month, &cost, &err));
    return cost.nano;
}

static void tiers_are_exact(void **state)
{
    (void)state;
    struct catalogue book = book_of(book_rows);
    const uint64_t edges[] = {0,
                              1,
                              UINT64_C(6143999999999999),
                              UINT64_C(6144000000000000),
                              UINT64_C(6144000000000001),
                              UINT64_C(15359999999999999),
                              UINT64_C(15360000000000000),
                              UINT64_C(15360000000000001),
                              UINT64_C(40000000000000007)};
    for (size_t i = 0; i < sizeof edges / sizeof edges[0]; i++)
        for (size_t j = 0; j < sizeof edges / sizeof edges[0]; j++)
            assert_int_equal(bill(&book, edges[i], edges[j]), reference_bill(edges[i], edges[j]));
    uint64_t seed = 20260720;
    for (int i = 0; i < 2000; i++) {
        seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        uint64_t before = (seed >> 16) % UINT64_C(20000000000000000), use = (seed >> 8) % UINT64_C(30000000000000000);
        assert_int_equal(bill(&book, before, use), reference_bill(before, use));
    }
    catalogue_release(&book);
}

/* Worked by hand, with fractions. */
static void golden_bill(void **state)
{
    (void)state;
    struct catalogue book = book_of(book_rows);
    struct usd cost = {0};
    struct error err = {0};
    /* 3,650,000 runs of 3.2 s with 1769 MB: 20,177,656.25 GB-s at 16.6667 a million, and 0.73 for requests */
    assert_true(lambda_bill(&book, ARCHITECTURE_X86_64, 0, lambda_month_of(1769, 3.2, 120000), &cost, &err));
    assert_int_equal(cost.nano, INT64_C(336294943422) + 730000000);
    catalogue_release(&book);
}

static void missing_and_absurd(void **state)
{
    (void)state;
    struct catalogue book = book_of(book_rows);
    struct usd cost = {-1};
    struct error err = {0};
    assert_false(lambda_bill(&book, ARCHITECTURE_ARM64, 0, lambda_month_of(128, 1, 1), &cost, &err));
    assert_int_equal(err.kind, ERROR_UNKNOWN_PRICE);
    assert_non_null(strstr(err.text, "lambda arm64.duration"));
    assert_non_null(strstr(err.text, "2026-07-20"));
    assert_int_equal(cost.nano, -1);
    err = (struct error){0};
    struct lambda_month huge = {.requests_millionths = INT64_MAX, .mb_ns = (int128)INT64_MAX * INT64_MAX};
    assert_false(lambda_bill(&book, ARCHITECTURE_X86_64, 0, huge, &cost, &err));
    assert_int_equal(err.kind, ERROR_LIMIT);
    catalogue_release(&book);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes),
        cmocka_unit_test(months),
        cmocka_unit_test(golden_bill),
        cmocka_unit_test(tiers_are_exact),
        cmocka_unit_test(missing_and_absurd),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
