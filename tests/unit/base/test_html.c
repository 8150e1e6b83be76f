/* test_html.c — the exact bytes written, hostile text, and misuse. */
#include "data/base/html.h"
#include "tests/unit/base/check.h"

static void finish(struct html *html, struct text *ret_document)
{
    text_init(ret_document, 1000 * 1000);
    html_finish(html, ret_document);
    assert_false(ret_document->overflown);
}

static void write_page(struct html *html)
{
    html_open(html, "head");
    html_open(html, "meta");
    html_attribute(html, "charset", "utf-8");
    html_close(html, "meta");
    html_element(html, "title", "a & b");
    html_constant(html, "style", "p>b{color:red}");
    html_close(html, "head");
    html_open(html, "body");
    html_open(html, "p");
    html_attributef(html, "id", "n%d", 7);
    html_textf(html, "%d < %d", 1, 2);
    html_element(html, "br", "");
    html_element(html, "b", "");
    html_text(html, "é “end”");
}

static void write_drawing(struct html *html)
{
    html_open(html, "svg");
    html_attribute(html, "viewBox", "0 0 1 1");
    html_element(html, "title", "t");
    html_element(html, "path", "");
    html_close(html, "svg");
    html_element(html, "p", "");
}

static void bytes_are_exact(void **state)
{
    (void)state;
    struct text document;
    struct html *html = html_new("en");
    write_page(html);
    html_close(html, "p");
    write_drawing(html);
    finish(html, &document); /* closes what is open */
    assert_string_equal(document.bytes, "<!DOCTYPE html>\n"
                                        "<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
                                        "<title>a &amp; b</title>\n"
                                        "<style>p>b{color:red}</style>\n"
                                        "</head>\n"
                                        "<body><p id=\"n7\">1 &lt; 2<br><b></b>é “end”</p>\n"
                                        "<svg viewBox=\"0 0 1 1\"><title>t</title>\n"
                                        "<path/></svg>\n"
                                        "<p></p>\n"
                                        "</body>\n"
                                        "</html>\n");
    text_release(&document);
}

/* Text and attribute: what is given, and what may be written for it between the marks. */
static void shows(const char *given, const char *expected)
{
    char all[1000];
    struct text document;
    struct html *html = html_new("en");
    html_open(html, "i");
    html_attribute(html, "title", given);
    html_text(html, given);
    finish(html, &document);
    snprintf(all, sizeof all, "<!DOCTYPE html>\n<html lang=\"en\"><i title=\"%s\">%s</i></html>\n", expected, expected);
    assert_string_equal(document.bytes, all);
    text_release(&document);
}

static void hostile_text_stays_text(void **state)
{
    (void)state;
    shows("</i><script>alert(1)</script>", "&lt;/i&gt;&lt;script&gt;alert(1)&lt;/script&gt;");
    shows("\" onload='x' &amp; &#60;", "&quot; onload='x' &amp;amp; &amp;#60;");
    shows("<!-- ]]> -->", "&lt;!-- ]]&gt; --&gt;");
    shows("a\nb\t\r\x7f\xc2\x9b", "a\\x0ab\\x09\\x0d\\x7f\\x9b");
    shows("\xff\xc3(\xed\xa0\x80", "\\xff\\xc3(\\xed\\xa0\\x80");
    shows("a\xe2\x80\xae\xe2\x80\x8b\xef\xbb\xbfz\xe2\x80\xa8", "a\\u202e\\u200b\\ufeffz\\u2028");
    shows("\xef\xbf\xbf\xef\xb7\x90\xf0\x9f\xbf\xbe", "\\uffff\\ufdd0\\u1fffe");
    shows("\xe2", "\\xe2");
    shows("🚢 مرحبا 日本", "🚢 مرحبا 日本");
    shows("", "");
}

static void a_long_text_is_written_whole(void **state)
{
    (void)state;
    enum { LENGTH = 300 * 1000 };
    static char given[LENGTH + 1];
    memset(given, '<', LENGTH);
    struct text document;
    text_init(&document, 4 * LENGTH + 100);
    struct html *html = html_new("en");
    html_text(html, given);
    html_finish(html, &document);
    assert_false(document.overflown);
    assert_int_equal(document.length, strlen("<!DOCTYPE html>\n<html lang=\"en\"></html>\n") + 4 * (size_t)LENGTH);
    text_release(&document);
}

/* A document that does not fit says so and adds nothing. */
static void a_limit_is_kept(void **state)
{
    (void)state;
    struct text document;
    text_init(&document, 20);
    html_finish(html_new("en"), &document);
    assert_true(document.overflown);
    assert_int_equal(document.length, 0);
    text_release(&document);
}

static void close_another(void)
{
    struct html *html = html_new("en");
    html_open(html, "p");
    html_close(html, "div");
}
static void attribute_too_late(void)
{
    struct html *html = html_new("en");
    html_text(html, "x");
    html_attribute(html, "id", "x");
}
static void fill_void(void)
{
    struct html *html = html_new("en");
    html_open(html, "br");
    html_text(html, "x");
}
static void end_style_early(void)
{
    html_constant(html_new("en"), "style", "</style>");
}

static void misuse_aborts(void **state)
{
    (void)state;
    assert_true(aborts(close_another));
    assert_true(aborts(attribute_too_late));
    assert_true(aborts(fill_void));
    assert_true(aborts(end_style_early));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_are_exact),
        cmocka_unit_test(hostile_text_stays_text),
        cmocka_unit_test(a_long_text_is_written_whole),
        cmocka_unit_test(a_limit_is_kept),
        cmocka_unit_test(misuse_aborts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
