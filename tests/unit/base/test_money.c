/* test_money.c — amounts: exact text both ways, rounding, and an end for every overflow. */
#include "data/base/money.h"
#include "tests/unit/base/check.h"

static void format_and_parse_agree(void **state)
{
    (void)state;
    static const struct {
        int64_t nano;
        const char *text, *cents;
    } rows[] = {
        {0, "0.00", "0.00"},
        {1, "0.000000001", "0.00"},
        {-1, "-0.000000001", "0.00"},
        {5000000, "0.005", "0.01"},
        {4999999, "0.004999999", "0.00"},
        {-5000000, "-0.005", "-0.01"},
        {NANO_PER_USD, "1.00", "1.00"},
        {1234560000000, "1234.56", "1,234.56"},
        {1234567000000, "1234.567", "1,234.57"},
        {999995000000, "999.995", "1,000.00"},
        {-1234567890123456789, "-1234567890.123456789", "-1,234,567,890.12"},
        {INT64_MAX, "9223372036.854775807", "9,223,372,036.85"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char buffer[MONEY_TEXT_SIZE];
        int64_t nano = 0;
        assert_string_equal(nano_format(rows[i].nano, buffer), rows[i].text);
        assert_true(nano_parse(rows[i].text, &nano));
        assert_int_equal(nano, rows[i].nano);
        assert_string_equal(nano_format_cents(rows[i].nano, buffer), rows[i].cents);
    }
    char buffer[MONEY_TEXT_SIZE];
    assert_string_equal(nano_format(INT64_MIN, buffer), "-9223372036.854775808");
}

static void parse_takes_short_forms(void **state)
{
    (void)state;
    int64_t nano = 0;
    assert_true(nano_parse("7", &nano));
    assert_int_equal(nano, 7 * NANO_PER_USD);
    assert_true(nano_parse("0.1", &nano));
    assert_int_equal(nano, 100000000);
    assert_true(nano_parse("007.50", &nano));
    assert_int_equal(nano, 7500000000);
}

static void parse_refuses(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "",
        "-",
        ".",
        ".5",
        "5.",
        "1,000",
        "1e3",
        " 1",
        "1 ",
        "0x10",
        "1.0.",
        "--1",
        "+1",
        "1.1234567890",
        "nan",
        "inf",
        "9223372036.854775808",
        "$5",
        "1_0",
        "12345678901",
        "1-",
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int64_t nano = 42;
        assert_false(nano_parse(rows[i], &nano));
        assert_int_equal(nano, 42);
    }
}

static void scale_rounds_half_away_from_zero(void **state)
{
    (void)state;
    static const struct {
        int64_t nano, numerator, denominator, result;
    } rows[] = {
        {5, 1, 2, 3},
        {-5, 1, 2, -3},
        {4, 1, 3, 1},
        {5, 1, 3, 2},
        {1, 1, 3, 0},
        {7, 1, 3, 2},
        {8, 1, 3, 3},
        {10, 3, 4, 8},
        {0, 730, 168, 0},
        {168, 730, 168, 730},
        {1, 730, 168, 4},
        {1, 730, 24, 30},
        {INT64_MAX, 2, 2, INT64_MAX},
        {INT64_MIN, 1, 1, INT64_MIN},
        {INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_int_equal(nano_scale(rows[i].nano, rows[i].numerator, rows[i].denominator), rows[i].result);
}

static void months_of_hours(void **state)
{
    (void)state;
    assert_int_equal(usd_of_month((struct usd_per_hour){NANO_PER_USD}, 1).nano, 730 * NANO_PER_USD);
    assert_int_equal(usd_of_month((struct usd_per_hour){24 * NANO_PER_USD}, 24).nano, 730 * NANO_PER_USD);
    assert_int_equal(usd_of_month((struct usd_per_hour){1}, 168).nano, 4);   /* 4.345 */
    assert_int_equal(usd_of_month((struct usd_per_hour){12}, 168).nano, 52); /* 52.14 */
}

static void sums(void **state)
{
    (void)state;
    assert_int_equal(usd_add((struct usd){3}, (struct usd){-5}).nano, -2);
    assert_int_equal(usd_subtract((struct usd){3}, (struct usd){5}).nano, -2);
    assert_int_equal(usd_per_hour_add((struct usd_per_hour){3}, (struct usd_per_hour){4}).nano, 7);
    assert_int_equal(usd_per_hour_times((struct usd_per_hour){3}, -4).nano, -12);
}

static void add_too_much(void)
{
    usd_add((struct usd){INT64_MAX}, (struct usd){1});
}
static void subtract_too_much(void)
{
    usd_subtract((struct usd){INT64_MIN}, (struct usd){1});
}
static void multiply_too_much(void)
{
    usd_per_hour_times((struct usd_per_hour){INT64_MAX / 2}, 3);
}
static void scale_too_much(void)
{
    nano_scale(INT64_MAX, 730, 1);
}
static void scale_by_nothing(void)
{
    nano_scale(1, 1, 0);
}

static void overflow_aborts(void **state)
{
    (void)state;
    assert_true(aborts(add_too_much));
    assert_true(aborts(subtract_too_much));
    assert_true(aborts(multiply_too_much));
    assert_true(aborts(scale_too_much));
    assert_true(aborts(scale_by_nothing));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(format_and_parse_agree), cmocka_unit_test(parse_takes_short_forms),
        cmocka_unit_test(parse_refuses),          cmocka_unit_test(scale_rounds_half_away_from_zero),
        cmocka_unit_test(months_of_hours),        cmocka_unit_test(sums),
        cmocka_unit_test(overflow_aborts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
