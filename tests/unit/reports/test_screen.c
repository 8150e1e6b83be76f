/* What reaches a terminal: nothing it would obey, nothing wider than the screen, tables that line up. */
#include "reports/screen.h"
#include "reports/table.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void hostile_text_is_shown_not_obeyed(void **state)
{
    static const char *const rows[][2] = {
        {"plain name", "plain name"},
        {"Zürich 東京 \xf0\x9f\x9a\xa2", "Zürich 東京 \xf0\x9f\x9a\xa2"},
        {"\033[2Jgone", "\\x1b[2Jgone"},
        {"a\nb\tc\rd\x7f", "a\\x0ab\\x09c\\x0dd\\x7f"},
        {"\xc2\x9b"
         "31m",
         "\\x9b31m"}, /* C1: CSI in one character */
        {"abc\xe2\x80\xae"
         "txt.exe",
         "abc\\u202etxt.exe"}, /* right-to-left override */
        {"zero\xe2\x80\x8bwidth\xef\xbb\xbf", "zero\\u200bwidth\\ufeff"},
        {"line\xe2\x80\xa8sep", "line\\u2028sep"},
        {"bad\xff\xc3(", "bad\\xff\\xc3("},
        {"cut\xe2\x80", "cut\\xe2\\x80"},
        {"long\xc0\x9b", "long\\xc0\\x9b"},           /* overlong */
        {"half\xed\xa0\x80", "half\\xed\\xa0\\x80"},  /* surrogate */
        {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"}, /* above U+10FFFF */
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct text out = {0};
        text_init(&out, 4096);
        safe_add(&out, rows[i][0]);
        assert_string_equal(out.bytes, rows[i][1]);
        assert_int_equal(safe_columns(rows[i][0]), text_columns(rows[i][1]));
        text_release(&out);
    }
}

static void names_are_cut_by_columns(void **state)
{
    static const struct {
        const char *string;
        int columns;
        const char *shown;
        int used;
    } rows[] = {{"checkout", 8, "checkout", 8},
                {"checkout", 7, "checko…", 7},
                {"checkout", 1, "…", 1},
                {"東京東京", 8, "東京東京", 8},
                {"東京東京", 7, "東京東…", 7},
                {"東京東京", 6, "東京…", 5},
                {"e\xcc\x81t\xc3\xa9!!", 4, "e\xcc\x81t\xc3\xa9…", 4},
                {"\033\033", 5, "\\x1b…", 5},
                {"\033\033", 4, "…", 1}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct text out = {0};
        text_init(&out, 4096);
        assert_int_equal(safe_add_cut(&out, rows[i].string, rows[i].columns), rows[i].used);
        assert_string_equal(out.bytes, rows[i].shown);
        assert_true(text_columns(out.bytes) == rows[i].used);
        text_release(&out);
    }
}

static void paragraphs_wrap_under_themselves(void **state)
{
    struct text out = {0};
    (void)state;
    text_init(&out, 4096);
    struct screen screen = {.out = &out, .width = 20};
    screen_paragraph(&screen, INK_PLAIN, "  - ", "%s", "one two  three four averyveryverylongword end");
    assert_string_equal(out.bytes, "  - one two three\n"
                                   "    four\n"
                                   "    averyveryverylongword\n"
                                   "    end\n");
    text_release(&out);
}

static void colour_only_where_asked(void **state)
{
    (void)state;
    for (int colour = 0; colour < 2; colour++) {
        struct text out = {0};
        text_init(&out, 4096);
        struct screen screen = {.out = &out, .width = 80, .colour = colour};
        screen_print(&screen, INK_BOLD, "%s", "b\033");
        screen_heading(&screen, "h");
        screen_paragraph(&screen, INK_ACCENT, "", "p");
        assert_int_equal(strchr(out.bytes, '\033') != NULL, colour);
        if (colour)
            assert_string_equal(out.bytes, "\033[1mb\\x1b\033[0m\n\033[1mh\033[0m\n\033[36mp\033[0m\n");
        text_release(&out);
    }
}

static void tables_line_up_and_give_way(void **state)
{
    static const struct table_column columns[] = {{.title = "name", .flexible = true},
                                                  {.title = "n", .right = true},
                                                  {.title = "hidden", .absent = true},
                                                  {.title = "place"}};
    struct table table;
    struct text out = {0};
    (void)state;
    text_init(&out, 4096);
    struct screen screen = {.out = &out, .width = 24};
    table_init(&table, columns, 4);
    static const char *const cells[][4] = {{"a-very-long-name-indeed", "1", "x", "ec2"}, {"東京", "1,000", "", ""}};
    for (int i = 0; i < 2; i++)
        for (int c = 0; c < 4; c++)
            table_cell(&table, "%s", cells[i][c]);
    table_finish(&table, &screen);
    assert_string_equal(out.bytes, "  name          n  place\n"
                                   "  a-very-…      1  ec2\n"
                                   "  東京      1,000\n");
    text_release(&out);
    text_init(&out, 4096);
    table_init(&table, columns, 4);
    table_finish(&table, &screen);
    assert_int_equal(out.length, 0);
    text_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hostile_text_is_shown_not_obeyed), cmocka_unit_test(names_are_cut_by_columns),
        cmocka_unit_test(paragraphs_wrap_under_themselves), cmocka_unit_test(colour_only_where_asked),
        cmocka_unit_test(tables_line_up_and_give_way)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
