/* Numbers for people: the same few rules everywhere, checked by rows. */
#include "reports/figures.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void counts_and_ranges(void **state)
{
    char buffer[FIGURE_SIZE];
    (void)state;
    assert_string_equal(figure_count(0, buffer), "0");
    assert_string_equal(figure_count(999, buffer), "999");
    assert_string_equal(figure_count(1000, buffer), "1,000");
    assert_string_equal(figure_count(-1234567, buffer), "-1,234,567");
    assert_string_equal(figure_count(INT64_MIN, buffer), "-9,223,372,036,854,775,808");
    assert_string_equal(figure_range(4, 4, buffer), "4");
    assert_string_equal(figure_range(4, 12000, buffer), "4–12,000");
}

static void money(void **state)
{
    static const struct {
        int64_t nano;
        const char *text;
    } rows[] = {{0, "$0.00"},
                {5000000, "$0.01"},
                {4999999, "$0.00"},
                {1234567890123, "$1,234.57"},
                {-1234567890123, "-$1,234.57"},
                {INT64_MAX, "$9,223,372,036.85"}};
    char buffer[FIGURE_SIZE];
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(figure_usd(rows[i].nano, buffer), rows[i].text);
}

static void changes_carry_their_sign(void **state)
{
    char buffer[FIGURE_SIZE];
    (void)state;
    assert_string_equal(figure_change(INT64_C(1234567000000), buffer), "+$1,234.57");
    assert_string_equal(figure_change(-100000000, buffer), "-$0.10");
    assert_string_equal(figure_change(0, buffer), "$0.00");
    assert_string_equal(figure_change_cents(INT64_C(1234567000000), buffer), "+1,234.57");
    assert_string_equal(figure_change_cents(-100000000, buffer), "-0.10");
    assert_string_equal(figure_change_cents(0, buffer), "0.00");
}

static void rates(void **state)
{
    static const struct {
        int64_t nano;
        int decimals;
        const char *text;
    } rows[] = {{326400000, 4, "0.3264"},       {326400000, 6, "0.326400"}, {85750000, 5, "0.08575"},
                {1234500000000, 2, "1,234.50"}, {9999950000, 4, "10.0000"}, {-12000000, 3, "-0.012"},
                {1, 9, "0.000000001"},          {1500000000, 0, "2"}};
    char buffer[FIGURE_SIZE];
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(figure_rate(rows[i].nano, rows[i].decimals, buffer), rows[i].text);
    assert_int_equal(figure_decimals(326400000, 2), 4);
    assert_int_equal(figure_decimals(326400000, 6), 6);
    assert_int_equal(figure_decimals(1, 4), 9);
    assert_int_equal(figure_decimals(0, 4), 4);
}

static void ratios(void **state)
{
    char buffer[FIGURE_SIZE];
    (void)state;
    assert_string_equal(figure_percent(0.0044, buffer), "0.44 %");
    assert_string_equal(figure_percent(0, buffer), "0.00 %");
    assert_string_equal(figure_percent(0.00001, buffer), "<0.01 %");
    assert_string_equal(figure_percent(-0.00001, buffer), "0.00 %");
    assert_string_equal(figure_percent(-0.5, buffer), "-50.00 %");
    assert_string_equal(figure_percent(12.345, buffer), "1,234.50 %");
    assert_string_equal(figure_real(1e300, 2, buffer), "1e+300");
    assert_string_equal(figure_real((double)INFINITY, 2, buffer), "inf");
}

static void sizes_and_times(void **state)
{
    char buffer[FIGURE_SIZE];
    (void)state;
    assert_string_equal(figure_vcpus(256, buffer), "0.25");
    assert_string_equal(figure_vcpus(1024, buffer), "1");
    assert_string_equal(figure_vcpus(200, buffer), "0.195");
    assert_string_equal(figure_vcpus(0, buffer), "0");
    assert_string_equal(figure_gib(10 * 1024 * 1024, buffer), "10,240");
    assert_string_equal(figure_gib(31000, buffer), "30.3");
    assert_string_equal(figure_seconds(3.2, buffer), "3.2 s");
    assert_string_equal(figure_seconds(0.05, buffer), "0.05 s");
    assert_string_equal(figure_seconds(599, buffer), "599 s");
    assert_string_equal(figure_seconds(900, buffer), "15 min");
    assert_string_equal(figure_seconds(36000, buffer), "10 h");
    assert_string_equal(figure_minutes(9.5, buffer), "9.5 min");
    assert_string_equal(figure_minutes(599, buffer), "599 min");
    assert_string_equal(figure_minutes(1440, buffer), "24 h");
    assert_string_equal(figure_runs(120000, buffer), "120,000");
    assert_string_equal(figure_runs(0.0067, buffer), "0.0067");
    assert_string_equal(figure_runs(24, buffer), "24");
    assert_string_equal(figure_hour(0, 168, buffer), "Mon 00:00 UTC");
    assert_string_equal(figure_hour(167, 168, buffer), "Sun 23:00 UTC");
    assert_string_equal(figure_hour(17, 24, buffer), "17:00 UTC");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(counts_and_ranges),
                                       cmocka_unit_test(money),
                                       cmocka_unit_test(changes_carry_their_sign),
                                       cmocka_unit_test(rates),
                                       cmocka_unit_test(ratios),
                                       cmocka_unit_test(sizes_and_times)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
