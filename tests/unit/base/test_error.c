/* test_error.c — the first failure wins; whatever is put in, the text is printable UTF-8 that fits. */
#include "data/base/error.h"
#include "data/base/text.h"
#include "tests/unit/base/check.h"

static void first_failure_wins(void **state)
{
    (void)state;
    struct error err = {0};
    assert_false(error_set(&err, ERROR_INPUT, "f:1:2", "first %d", 1));
    assert_false(error_set(&err, ERROR_IO, "g", "second"));
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_string_equal(err.where, "f:1:2");
    assert_string_equal(err.text, "first 1");
}

static void no_place_is_empty(void **state)
{
    (void)state;
    struct error err = {0};
    error_set(&err, ERROR_LIMIT, NULL, "x");
    assert_string_equal(err.where, "");
}

static void control_and_bad_bytes_are_shown(void **state)
{
    (void)state;
    struct error err = {0};
    error_set(&err, ERROR_INPUT, "a\nb", "%s", "tab\t esc\x1b[31m bad\xff\xc3 good\xc3\xa9 c1\xc2\x9b");
    assert_string_equal(err.where, "a\\x0ab");
    assert_string_equal(err.text, "tab\\x09 esc\\x1b[31m bad\\xff\\xc3 good\xc3\xa9 c1\\xc2\\x9b");
}

/* Longer texts are cut at the end of a character, and say so. */
static void long_text_is_cut(void **state)
{
    (void)state;
    static const char *const pieces[] = {"x", "\xc3\xa9", "\xe6\x97\xa5", "\xf0\x9f\x98\x80", "\x01"};
    for (size_t i = 0; i < COUNT_OF(pieces); i++)
        for (size_t count = 200; count < 3000; count += 1 + count / 50) {
            struct text long_text;
            text_init(&long_text, 100000);
            for (size_t j = 0; j < count; j++)
                text_add(&long_text, pieces[i]);
            struct error err = {0};
            error_set(&err, ERROR_INPUT, long_text.bytes, "%s", long_text.bytes);
            size_t shown = pieces[i][0] == 1 ? 4 : strlen(pieces[i]);
            size_t length = strlen(err.text);
            assert_true(length < ERROR_TEXT_SIZE && strlen(err.where) < ERROR_WHERE_SIZE);
            assert_int_equal(utf8_valid_length(err.text, length), length);
            assert_int_equal(utf8_valid_length(err.where, strlen(err.where)), strlen(err.where));
            if (shown * count < ERROR_TEXT_SIZE)
                assert_int_equal(length, shown * count);
            else
                assert_string_equal(err.text + length - 3, "...");
            if (shown * count >= ERROR_TEXT_SIZE) /* no more is cut than must be */
                assert_true(length + shown >= ERROR_TEXT_SIZE);
            text_release(&long_text);
        }
}

static void kinds_have_words_and_codes(void **state)
{
    (void)state;
    assert_string_equal(error_word(ERROR_UNKNOWN_PRICE), "unknown price");
    assert_int_equal(error_exit_code(ERROR_NONE), 0);
    assert_int_equal(error_exit_code(ERROR_INTERNAL), 1);
    assert_int_equal(error_exit_code(ERROR_INPUT), 2);
    assert_int_equal(error_exit_code(ERROR_INFEASIBLE), 4);
}

static void set_nothing(void)
{
    struct error err = {0};
    error_set(&err, ERROR_NONE, NULL, "x");
}

static void an_error_has_a_kind(void **state)
{
    (void)state;
    assert_true(aborts(set_nothing));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_failure_wins),
        cmocka_unit_test(no_place_is_empty),
        cmocka_unit_test(control_and_bad_bytes_are_shown),
        cmocka_unit_test(long_text_is_cut),
        cmocka_unit_test(kinds_have_words_and_codes),
        cmocka_unit_test(an_error_has_a_kind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
