/* test_markdown.c — names and sentences inside Markdown and CSV: shown as text, whatever they hold. */
#include "reports/csv_out.h"
#include "reports/markdown.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

struct pair {
    const char *given, *wanted;
};

static void check_each(const struct pair *pairs, size_t count, void (*add)(struct text *, const char *))
{
    for (size_t i = 0; i < count; i++) {
        struct text out;
        text_init(&out, 4096);
        text_add(&out, "");
        add(&out, pairs[i].given);
        assert_string_equal(out.bytes, pairs[i].wanted);
        text_release(&out);
    }
}

static void names_are_code(void **state)
{
    static const struct pair pairs[] = {
        {"web", "`web`"},
        {"", ""},
        {"@team", "`@team`"},
        {"#12", "`#12`"},
        {"<script>alert(1)</script>", "`<script>alert(1)</script>`"},
        {"[a](http://x)", "`[a](http://x)`"},
        {"a`b", "``a`b``"},
        {"`a``b", "``` `a``b ```"},
        {" a ", "`  a  `"},
        {"a|b", "`a`&#124;`b`"},
        {"|", "&#124;"},
        {"a\\|b", "`a\\`&#124;`b`"},
        {"a\nb", "`a\\x0ab`"},
        {"\xe2\x80\xaego", "`\\u202ego`"},
    };
    (void)state;
    check_each(pairs, sizeof pairs / sizeof *pairs, markdown_add);
}

static void sentences_keep_plain_words(void **state)
{
    static const struct pair pairs[] = {
        {"It costs $1,234.57, 4–9 instances at 14:00 (seed 17): 3 %, -$0.10.",
         "It costs $1,234.57, 4–9 instances at 14:00 (seed 17): 3 %, -$0.10."},
        {"false -> true", "false -> true"},
        {"m7g.2xlarge as of 2026-07-06", "m7g.2xlarge as of 2026-07-06"},
        {"the services' shares aren't \"known\"", "the services' shares aren't \"known\""},
        {"tell @team of #12 now", "tell `@team` of `#12` now"},
        {"see www.evil.com or https://evil.com", "see `www.evil.com` or `https://evil.com`"},
        {"mail a@b.c", "mail `a@b.c`"},
        {"one :tada: and *two* of <b>", "one `:tada:` and `*two*` of `<b>`"},
        {"commit deadbeef1 and GH-12", "commit `deadbeef1` and `GH-12`"},
        {"safety.survive_zone_loss", "`safety.survive_zone_loss`"},
        {"- no list", "`-` no list"},
        {"1. no list", "`1.` no list"},
        {"-> no quote", "`->` no quote"},
        {"a|b of c", "`a`&#124;`b` of c"},
        {"  two   blanks ", "two blanks"},
        {"![x](y) !a", "`![x](y)` `!a`"},
        {"x $ y", "x `$` y"},
        {"/close it", "`/close` it"},
    };
    (void)state;
    check_each(pairs, sizeof pairs / sizeof *pairs, markdown_add_text);
}

static void pieces_stay_within(void **state)
{
    struct text out, piece;
    (void)state;
    text_init(&out, 100);
    text_init(&piece, 100);
    text_add(&piece, "1234");
    assert_true(markdown_add_within(&out, &piece, 8));
    assert_true(markdown_add_within(&out, &piece, 8));
    assert_false(markdown_add_within(&out, &piece, 8));
    assert_false(markdown_add_within(&out, &piece, 3));
    assert_string_equal(out.bytes, "12341234");
    text_release(&out);
    text_release(&piece);
}

static void cells_run_nothing(void **state)
{
    static const struct pair pairs[] = {
        {"web", "x,web"},
        {"", "x,"},
        {NULL, "x,"},
        {"=1+1", "x,'=1+1"},
        {"+1", "x,'+1"},
        {"-1", "x,'-1"},
        {"@sum", "x,'@sum"},
        {"\tx", "x,\"'\tx\""},
        {"\rx", "x,\"'\rx\""},
        {"＝1", "x,'＝1"},
        {"a,b", "x,\"a,b\""},
        {"a\"b", "x,\"a\"\"b\""},
        {"a\nb", "x,\"a\nb\""},
        {" a", "x,\" a\""},
        {"=\"a\",1", "x,\"'=\"\"a\"\",1\""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct text out;
        text_init(&out, 4096);
        csv_cell(&out, "x");
        csv_cell(&out, pairs[i].given);
        assert_string_equal(out.bytes, pairs[i].wanted);
        text_release(&out);
    }
}

static void lines_keep_their_cells(void **state)
{
    struct text out;
    (void)state;
    text_init(&out, 4096);
    csv_header(&out, "a,b,c,d");
    csv_cell(&out, "");
    csv_money(&out, -1500000000);
    csv_integer(&out, -12);
    csv_number(&out, 0.1);
    csv_end(&out);
    csv_cell(&out, "z");
    csv_money(&out, INT64_MIN);
    csv_end(&out);
    assert_string_equal(out.bytes, "a,b,c,d\n\"\",-1.50,-12,0.1\nz,-9223372036.854775808\n");
    text_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_code),         cmocka_unit_test(sentences_keep_plain_words),
        cmocka_unit_test(pieces_stay_within),     cmocka_unit_test(cells_run_nothing),
        cmocka_unit_test(lines_keep_their_cells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
