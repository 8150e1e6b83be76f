/* test_date.c — dates and moments of the calendar, there and back. */
#include "data/base/date.h"
#include "tests/unit/base/check.h"

static void dates(void **state)
{
    static const char *const wrong[] = {
        "",           "2026-11-2",  "2026-13-01", "2026-00-01",  "2026-02-29", "2100-02-29", "2026-04-31",
        "2026-11-00", "0000-01-01", "2026/11/22", "2026-11-22Z", " 026-11-22", "+026-11-22", "2026-11-2x"};
    char text[DATE_TEXT_SIZE];
    int64_t days, last = 0;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        assert_false(date_parse(wrong[i], &days));
    assert_false(date_parse(NULL, &days));
    assert_true(date_parse("1970-01-01", &days));
    assert_int_equal(days, 0);
    assert_true(date_parse("2000-03-01", &days));
    assert_int_equal(days, 11017);
    assert_true(date_parse("2026-11-22", &days));
    assert_int_equal(days, 20779);
    assert_true(date_parse("0001-01-01", &days));
    assert_int_equal(days, -719162);
    assert_true(date_parse("9999-12-31", &last));
    for (; days <= last; days += 17) {
        int64_t again;
        assert_true(date_parse(date_format(days, text), &again));
        assert_int_equal(again, days);
    }
}

static void moments(void **state)
{
    static const struct {
        const char *text;
        int64_t seconds;
    } rows[] = {{"1970-01-01T00:00:00Z", 0},           {"1969-12-31T23:59:59Z", -1},
                {"2000-02-29T12:34:56Z", 951827696},   {"2026-11-22T03:00:00Z", 1795316400},
                {"2038-01-19T03:14:08Z", 2147483648},  {"0001-01-01T00:00:00Z", -62135596800},
                {"9999-12-31T23:59:59Z", 253402300799}};
    static const char *const wrong[] = {"",
                                        "2026-11-22",
                                        "2026-11-22T03:00Z",
                                        "2026-11-22T03:00:00",
                                        "2026-11-22T03:00:00z",
                                        "2026-11-22 03:00:00Z",
                                        "2026-11-22T03:00:00.5Z",
                                        "2026-11-22T03:00:00+01:00",
                                        "2026-11-22T24:00:00Z",
                                        "2026-11-22T23:60:00Z",
                                        "2026-11-22T23:59:60Z",
                                        "2026-02-29T00:00:00Z",
                                        "2026-11-22T-3:00:00Z",
                                        "2026-11-22T03:00:00Z "};
    char text[MOMENT_TEXT_SIZE];
    int64_t seconds;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_true(moment_parse(rows[i].text, &seconds));
        assert_int_equal(seconds, rows[i].seconds);
        assert_string_equal(moment_format(rows[i].seconds, text), rows[i].text);
    }
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        assert_false(moment_parse(wrong[i], &seconds));
    assert_false(moment_parse(NULL, &seconds));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates),
        cmocka_unit_test(moments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
