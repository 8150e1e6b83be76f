/* test_xml_writer.c — the exact bytes written, and that hostile text reads back as it was or as what stands for it. */
#include "data/base/node.h"
#include "data/base/xml_writer.h"
#include "tests/unit/base/check.h"

static void bytes_are_exact(void **state)
{
    (void)state;
    struct text out;
    struct xml_writer *writer = xml_writer_new();
    text_init(&out, 10000);
    xml_open(writer, "testsuites");
    xml_attribute(writer, "name", "a<b>&\"c'\n\t\xc3\xa9");
    xml_open(writer, "testcase");
    xml_attributef(writer, "time", "%.3f", 1.5);
    xml_close(writer, "testcase");
    xml_open(writer, "system-out");
    xml_text(writer, "]]> <script>alert('x')</script> & \"quotes\"\nsecond\r\n");
    xml_close(writer, "system-out");
    xml_close(writer, "testsuites");
    xml_finish(writer, &out);
    assert_string_equal(out.bytes,
                        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                        "<testsuites name=\"a&lt;b&gt;&amp;&quot;c'&#10;&#9;\xc3\xa9\">\n"
                        "  <testcase time=\"1.500\"/>\n"
                        "  <system-out>]]&gt; &lt;script&gt;alert('x')&lt;/script&gt; &amp; &quot;quotes&quot;\n"
                        "second&#13;\n"
                        "</system-out>\n"
                        "</testsuites>\n");
    text_release(&out);
}

/* What a name comes back as through `node_parse`, as an attribute. */
static void assert_reads_back(const char *given, const char *expected)
{
    struct text out;
    struct arena arena = {0};
    struct error err = {0};
    struct node *root = NULL;
    struct xml_writer *writer = xml_writer_new();
    text_init(&out, 100000);
    xml_open(writer, "a");
    xml_attribute(writer, "name", given);
    xml_close(writer, "a");
    xml_finish(writer, &out);
    if (!node_parse("f.xml", out.bytes, out.length, &arena, &root, &err))
        fail_msg("%s: %s: %s", err.where, err.text, out.bytes);
    assert_string_equal(node_child(root, "name")->string, expected);
    arena_release(&arena);
    text_release(&out);
}

static void hostile_text_reads_back(void **state)
{
    (void)state;
    assert_reads_back("", "");
    assert_reads_back("<script>alert(1)</script>", "<script>alert(1)</script>");
    assert_reads_back("\"' &amp; ]]> <!-- --> <?x?>", "\"' &amp; ]]> <!-- --> <?x?>");
    assert_reads_back("\xe2\x80\xaertl \xe2\x80\x8bzero \xf0\x9f\x9a\x80",
                      "\xe2\x80\xaertl \xe2\x80\x8bzero \xf0\x9f\x9a\x80");
    assert_reads_back("\x01 \x1b[31m \x08 \x0c \x1f", "\\x01 \\x1b[31m \\x08 \\x0c \\x1f");
    assert_reads_back("\xff caf\xe9 \xc0\x80 \xed\xa0\x80", "\\xff caf\\xe9 \\xc0\\x80 \\xed\\xa0\\x80");
    assert_reads_back("\xef\xbf\xbe \xef\xbf\xbf \xef\xbf\xbd", "\\ufffe \\uffff \xef\xbf\xbd");
    assert_reads_back("\x7f \xc2\x85", "\x7f \xc2\x85");
}

/* Every byte below blank, one by one: legal or named by its number. */
static void no_control_character_is_lost(void **state)
{
    (void)state;
    for (int byte = 1; byte < 0x20; byte++) {
        char given[2] = {(char)byte, '\0'}, expected[8];
        bool legal = byte == '\t' || byte == '\n' || byte == '\r';
        snprintf(expected, sizeof expected, legal ? "%c" : "\\x%02x", byte);
        assert_reads_back(given, expected);
    }
}

static void a_limit_is_kept(void **state)
{
    (void)state;
    struct text out;
    struct xml_writer *writer = xml_writer_new();
    text_init(&out, 20);
    xml_open(writer, "a");
    xml_close(writer, "a");
    xml_finish(writer, &out);
    assert_true(out.overflown);
    text_release(&out);
}

static void close_another(void)
{
    struct xml_writer *writer = xml_writer_new();
    xml_open(writer, "a");
    xml_close(writer, "b");
}
static void attribute_too_late(void)
{
    struct xml_writer *writer = xml_writer_new();
    xml_open(writer, "a");
    xml_text(writer, "x");
    xml_attribute(writer, "b", "x");
}
static void finish_open(void)
{
    struct text out;
    struct xml_writer *writer = xml_writer_new();
    text_init(&out, 1000);
    xml_open(writer, "a");
    xml_finish(writer, &out);
}
static void name_of_another(void)
{
    xml_open(xml_writer_new(), "a b=\"c\"");
}

static void misuse_aborts(void **state)
{
    (void)state;
    assert_true(aborts(close_another));
    assert_true(aborts(attribute_too_late));
    assert_true(aborts(finish_open));
    assert_true(aborts(name_of_another));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_are_exact),
        cmocka_unit_test(hostile_text_reads_back),
        cmocka_unit_test(no_control_character_is_lost),
        cmocka_unit_test(a_limit_is_kept),
        cmocka_unit_test(misuse_aborts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
