/* test_text.c — growing text and its limit, UTF-8, columns, suggestions, patterns. */
#include "data/base/text.h"
#include "tests/unit/base/check.h"

static void grows_up_to_its_limit(void **state)
{
    (void)state;
    struct text text;
    text_init(&text, 1000);
    text_printf(&text, "%0*d", 999, 1);
    assert_false(text.overflown);
    text_add(&text, "x");
    assert_int_equal(text.length, 1000);
    assert_false(text.overflown);
    text_add(&text, "");
    assert_false(text.overflown);
    text_add(&text, "y");
    assert_true(text.overflown);
    assert_int_equal(text.length, 1000);
    assert_int_equal(text.bytes[1000], '\0');
    text_release(&text);
    assert_null(text.bytes);
}

static char *formatted(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *string = format_text(format, arguments);
    va_end(arguments);
    return string;
}

static void formats_to_the_length_it_needs(void **state)
{
    (void)state;
    char *string = formatted("%s-%d", "pool", 7), *long_string = formatted("%0*d", 5000, 7);
    assert_string_equal(string, "pool-7");
    assert_int_equal(strlen(long_string), 5000);
    assert_int_equal(long_string[4999], '7');
    free(string);
    free(long_string);
}

static void utf8_validity(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t length, valid;
    } rows[] = {
        {"", 0, 0},
        {"abc", 3, 3},
        {"a\0b", 3, 3},
        {"\xc3\xa9", 2, 2},
        {"\xe6\x97\xa5", 3, 3},
        {"\xf0\x9f\x98\x80", 4, 4},
        {"\xf4\x8f\xbf\xbf", 4, 4},
        {"\xf4\x90\x80\x80", 4, 0}, /* above U+10FFFF */
        {"\xf8\x88\x80\x80", 4, 0},
        {"\xc0\xaf", 2, 0}, /* overlong '/' */
        {"\xc1\xbf", 2, 0},
        {"\xe0\x80\xaf", 3, 0},
        {"\xe0\xa0\x80", 3, 3},
        {"\xf0\x80\x80\xaf", 4, 0},
        {"\xf0\x90\x80\x80", 4, 4},
        {"\xed\xa0\x80", 3, 0}, /* a surrogate */
        {"\xed\x9f\xbf", 3, 3},
        {"\x80", 1, 0},
        {"ab\xc3", 3, 2},
        {"ab\xe6\x97", 4, 2},
        {"ab\xc3(", 4, 2},
        {"\xff", 1, 0},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_int_equal(utf8_valid_length(rows[i].bytes, rows[i].length), rows[i].valid);
}

static void columns(void **state)
{
    (void)state;
    static const struct {
        const char *string;
        int columns;
    } rows[] = {
        {"", 0},
        {"web", 3},
        {"caf\xc3\xa9", 4},
        {"cafe\xcc\x81", 4},
        {"\xe6\x97\xa5\xe6\x9c\xac", 4},
        {"\xea\xb0\x80", 2},
        {"\xf0\x9f\x98\x80", 2},
        {"\xef\xbc\xa1", 2},
        {"a\xe2\x80\x8d"
         "b",
         2},
        {"\xe2\x80\xa6", 1},
        {"\xff", 1},
        {"\xe2\x94\x82", 1},
        {"\t", 0},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_int_equal(text_columns(rows[i].string), rows[i].columns);
}

static void nearest(void **state)
{
    (void)state;
    static const char *const keys[] = {"cpu_units", "memory_mib", "tasks", "gpus", "name"};
    static const struct {
        const char *word, *nearest;
    } rows[] = {
        {"memroy_mib", "memory_mib"},
        {"memory", NULL},
        {"cpu_unit", "cpu_units"},
        {"task", "tasks"},
        {"nmae", "name"},
        {"gpu", "gpus"},
        {"mame", "name"},
        {"x", NULL},
        {"", NULL},
        {"tsaks", "tasks"},
        {"cpuunits", "cpu_units"},
        {"memory_mb", "memory_mib"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *found = text_nearest(rows[i].word, keys, COUNT_OF(keys));
        if (rows[i].nearest)
            assert_string_equal(found, rows[i].nearest);
        else
            assert_null(found);
    }
    static const char *const tied[] = {"ab", "ac"};
    assert_string_equal(text_nearest("ad", tied, 2), "ab");
    char huge[500];
    memset(huge, 'a', sizeof huge - 1);
    huge[sizeof huge - 1] = '\0';
    assert_null(text_nearest(huge, keys, COUNT_OF(keys)));
}

static void patterns(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *string;
        bool matches;
    } rows[] = {
        {"", "", true},
        {"", "a", false},
        {"*", "", true},
        {"*", "anything", true},
        {"m7g.*", "m7g.large", true},
        {"m7g.*", "m7gd.large", false},
        {"m7g*.large", "m7gd.large", true},
        {"?", "", false},
        {"?", "a", true},
        {"c?i.large", "c7i.large", true},
        {"*.metal", "m7g.metal", true},
        {"*.metal", "m7g.metal-24xl", false},
        {"*.metal*", "m7g.metal-24xl", true},
        {"a*b*c", "aXbXbXc", true},
        {"a*b*c", "aXbXbX", false},
        {"**a**", "bab", true},
        {"*?", "", false},
        {"*?*", "x", true},
        {"[a]", "a", false},
        {"c7i.large", "c7i.large", true},
        {"c7i.large", "C7i.large", false},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_int_equal(text_matches(rows[i].pattern, rows[i].string), rows[i].matches);
}

/* Exponential matchers hang here; the CTest would time out. */
static void hard_pattern_is_fast(void **state)
{
    (void)state;
    char string[4097], pattern[1025];
    memset(string, 'a', 4096);
    string[4096] = '\0';
    for (size_t i = 0; i < 1024; i += 2)
        memcpy(pattern + i, "*a", 2);
    pattern[1023] = 'b';
    pattern[1024] = '\0';
    assert_false(text_matches(pattern, string));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grows_up_to_its_limit),
        cmocka_unit_test(formats_to_the_length_it_needs),
        cmocka_unit_test(utf8_validity),
        cmocka_unit_test(columns),
        cmocka_unit_test(nearest),
        cmocka_unit_test(patterns),
        cmocka_unit_test(hard_pattern_is_fast),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
