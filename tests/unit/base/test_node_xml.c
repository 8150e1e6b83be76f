/* test_node_xml.c — XML: elements, attributes, places, and a clear error for each way to be wrong. */
#include "tests/unit/base/tree.h"

static void values(void **state)
{
    (void)state;
    static const struct tree_row rows[] = {
        {"<a/>", "a=<>"},
        {" \n<?xml version='1.0' encoding='UTF-8'?>\n<!-- <b> --><a></a>\n<!-- -->", "a=<>"},
        {"<a x='1' y=\"b c\"/>", "a=<@x='1' @y='b c'>"},
        {"<a x='&amp;&lt;&gt;&quot;&apos;&#65;&#xe9;'/>", "a=<@x='&<>\"'A\xc3\xa9'>"},
        {"<a> <b> text </b>\n <c/> </a>", "a=<b='text' c=<>>"},
        {"<a><b>x<!-- y -->z &amp; <![CDATA[<w>&]]></b></a>", "a=<b='xz & <w>&'>"},
        {"<a><?pi <b> ?><b k='>'/><!-- <c> --><b/></a>", "a=<b=<@k='>'> b=<>>"},
        {"<a>  </a>", "a=<>"},
        {"<a>1 2\n3</a>", "a='1 2\n3'"},
        {"<a x='1\n2'/>", "a=<@x='1 2'>"},
        {"\xef\xbb\xbf<a/>", "a=<>"},
        {"<?xml version='1.0' encoding=\"us-ascii\"?><a/>", "a=<>"},
    };
    assert_trees(rows, COUNT_OF(rows));
}

static void errors(void **state)
{
    (void)state;
    static const struct tree_row rows[] = {
        {"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "f:1:1: a document type (DTD) is not allowed; remove it"},
        {"<?xml version='1.0'?>\n<!-- -->\n <!DOCTYPE a SYSTEM 'http://example.com/a.dtd'><a/>",
         "f:3:2: a document type (DTD) is not allowed; remove it"},
        {"<a xmlns='u'/>", "f:1:1: an XML namespace; documents use none: remove it"},
        {"<a xml:lang='e'/>", "f:1:4: an attribute with a namespace; documents use none"},
        {"<?xml version='1.0' encoding='ISO-8859-1'?><a/>",
         "f:1:1: declares the encoding \"ISO-8859-1\"; save it as UTF-8 and declare that"},
        {"<a>\n <b>t<c/></b></a>", "f:2:2: text stands between this element's members; remove it"},
        {"<a>\n <b k='1'>t</b></a>", "f:2:2: this element has attributes and text; move the text to an attribute"},
        {"<a>caf\xe9</a>", "f:1:7: byte 0xe9 at offset 6 is not UTF-8; save the file as UTF-8"},
    };
    assert_trees(rows, COUNT_OF(rows));
    static const struct tree_row starts[] = {
        {"<", "f:1:"},
        {"<a>", "f:1:4: not XML: "},
        {"<a>\n<b></a>", "f:2:8: not XML: "},
        {"<a b='1' b='2'/>", "f:1:15: not XML: "},
        {"<a>&x;</a>", "f:1:7: not XML: "},
        {"<a>&#0;</a>", "f:1:8: not XML: "},
        {"<a/><b/>", "f:1:5: not XML: "},
        {"<a/>x", "f:1:5: not XML: "},
        {"<a b=1/>", "f:1:6: not XML: "},
        {"<x:a/>", "f:1:"},
        {"<!-- x", "f:1:"},
        {"<?xml version='1.0'?>", "f:1:"},
        {"<![CDATA[x]]>", "f:1:"},
        {"<a><![CDATA[x</a>", "f:1:"},
    };
    assert_trees_start(starts, COUNT_OF(starts));
}

static void limits(void **state)
{
    (void)state;
    struct text bytes, out;
    text_init(&bytes, 10000000);
    for (int i = 0; i < 100000; i++)
        text_add(&bytes, "<a>");
    tree_of(bytes.bytes, bytes.length, &out);
    assert_string_equal(out.bytes, "f:1:97: nested more than 32 levels deep");
    text_release(&out);
    text_release(&bytes);

    text_init(&bytes, 10000000);
    text_printf(&bytes, "<a b='%0*d'/>", NODE_STRING_BYTES_MAX + 1, 0);
    tree_of(bytes.bytes, bytes.length, &out);
    assert_string_equal(out.bytes, "f:1:4: an attribute longer than 65536 bytes; use member elements");
    text_release(&out);
    text_release(&bytes);

    text_init(&bytes, 10000000);
    text_printf(&bytes, "<a>\n<b>%0*d</b></a>", NODE_STRING_BYTES_MAX + 1, 0);
    tree_of(bytes.bytes, bytes.length, &out);
    assert_string_equal(out.bytes, "f:2:1: text longer than 65536 bytes; use member elements");
    text_release(&out);
    text_release(&bytes);
}

/* libxml2 would be at this for a minute. */
static void many_attributes(void **state)
{
    (void)state;
    struct text bytes, out;
    text_init(&bytes, 100000000);
    text_add(&bytes, "<a>\n<b");
    for (int i = 0; i < 200000; i++)
        text_printf(&bytes, " k%d='>'", i);
    text_add(&bytes, "/></a>");
    tree_of(bytes.bytes, bytes.length, &out);
    assert_string_equal(out.bytes, "f:2:1: 200000 attributes in one element; at most 1000 are read");
    text_release(&out);
    text_release(&bytes);
}

static void blanks_between_members_do_not_add_up(void **state)
{
    (void)state;
    struct text bytes, out;
    text_init(&bytes, 1000000);
    text_printf(&bytes, "<a>%*s", NODE_STRING_BYTES_MAX + 1, "");
    for (int i = 0; i < 40; i++)
        text_printf(&bytes, "<b/>%*s", 5000, "");
    text_printf(&bytes, "<b>%*st</b></a>", NODE_STRING_BYTES_MAX + 1, "");
    tree_of(bytes.bytes, bytes.length, &out);
    assert_true(strncmp(out.bytes, "a=<b=<> b=<>", 12) == 0);
    assert_string_equal(out.bytes + out.length - 6, "b='t'>");
    text_release(&out);
    text_release(&bytes);
}

static void places(void **state)
{
    (void)state;
    static const char bytes[] = "<p>\n <!-- <s/> -->\n <s name='a\n>'\n  k = \"1\"/>\n  <s/></p>";
    struct arena arena = {0};
    struct error err = {0};
    struct node *root = NULL;
    assert_true(node_parse("p.xml", bytes, strlen(bytes), &arena, &root, &err));
    struct node *first = root->first, *second = first->next;
    assert_int_equal(first->line * 100 + first->column, 302);
    assert_int_equal(first->first->line * 100 + first->first->column, 305);
    assert_int_equal(first->first->next->line * 100 + first->first->next->column, 503);
    assert_int_equal(second->line * 100 + second->column, 603);
    arena_release(&arena);
}

static void of_other_programs(void **state)
{
    (void)state;
    static const struct tree_row rows[] = {
        {"<a xmlns='u' b='c'/>", "a=<>"},
        {"<n:a xmlns:n='u' n:b='>' xml:lang='e'><n:b c='1'>t</n:b> <d xmlns='v'/></n:a>", "a=<b='t' d=<>>"},
        {"<a b='<'/>", "f:1:"},
        {"<n:a/>", "f:1:"},
        {"<!DOCTYPE a><a/>", "f:1:1: a document type (DTD) is not allowed"},
        {"<a>t<b/></a>", "f:1:1: text stands between this element's members"},
        {"{\"a\":[1]}", "{a=[1]}"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena arena = {0};
        struct error err = {0};
        struct node *root = NULL;
        struct text out;
        text_init(&out, 1000);
        if (node_parse_foreign("f", rows[i].bytes, strlen(rows[i].bytes), &arena, &root, &err))
            tree_write(root, &out);
        else
            text_printf(&out, "%s: %s", err.where, err.text);
        assert_memory_equal(out.bytes, rows[i].tree, strlen(rows[i].tree));
        text_release(&out);
        arena_release(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values),
        cmocka_unit_test(errors),
        cmocka_unit_test(limits),
        cmocka_unit_test(many_attributes),
        cmocka_unit_test(blanks_between_members_do_not_add_up),
        cmocka_unit_test(places),
        cmocka_unit_test(of_other_programs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
