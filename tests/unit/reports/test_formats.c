/* test_formats.c — the table of formats: its names, and that each is found for what it can write. */
#include "reports/report.h"
#include "tests/unit/base/check.h"

static void names_are_those_with_a_writer(void **state)
{
    (void)state;
    for (int kind = 0; kind < REPORT_KINDS_COUNT; kind++) {
        const char *const *names = report_format_names((enum report_kind)kind);
        for (const struct report_format *at = report_formats; at->name; at++) {
            if (!at->writers[kind])
                continue;
            assert_non_null(*names);
            assert_string_equal(*names++, at->name);
            assert_ptr_equal(report_format_find(at->name, (enum report_kind)kind), at);
        }
        assert_null(*names);
    }
}

static void names_are_unique_and_say_something(void **state)
{
    (void)state;
    for (const struct report_format *at = report_formats; at->name; at++) {
        assert_true(at->says && *at->says);
        for (const struct report_format *other = at + 1; other->name; other++)
            assert_string_not_equal(at->name, other->name);
    }
}

static void what_is_not_there_is_not_found(void **state)
{
    (void)state;
    assert_null(report_format_find("pdf", REPORT_PLAN));
    assert_null(report_format_find("", REPORT_CHECK));
    assert_null(report_format_find("junit", REPORT_PLAN));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_those_with_a_writer),
        cmocka_unit_test(names_are_unique_and_say_something),
        cmocka_unit_test(what_is_not_there_is_not_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
