/* test_fields.c — one table for both forms: equal values, equal messages, each with its place and the mend. */
#include "data/base/fields.h"
#include "data/base/money.h"
#include "tests/unit/base/check.h"

#include <inttypes.h>

struct part {
    const char *name;
    int64_t size;
    struct field_integers hours;
    double ratio;
};

struct thing {
    const char *text, *sentence;
    int64_t whole, money;
    double number;
    bool flag, flag_given;
    int choice;
    unsigned choices;
    struct field_strings strings;
    struct field_integers integers;
    struct part part;
    struct field_objects parts, loose;
};

static const char *const colours[] = {"red", "green", "blue", NULL};

#define PART(member) .offset = offsetof(struct part, member)
#define THING(member) .offset = offsetof(struct thing, member)
static const struct field part_fields[] = {
    {.key = "name", .type = FIELD_STRING, PART(name), .required = true},
    {.key = "size", .type = FIELD_INTEGER, PART(size), .minimum = 1, .maximum = 1048576},
    {.key = "hours", .type = FIELD_INTEGERS, PART(hours), .minimum = 0, .maximum = 1000},
    {.key = "ratio", .type = FIELD_NUMBER, PART(ratio), .minimum = 0, .maximum = 1},
};
static const struct part part_defaults = {.size = 7};
static const struct field_table part_table = {"part", sizeof(struct part), part_fields, COUNT_OF(part_fields),
                                              &part_defaults};
static const struct field loose_fields[] = {{.key = "size", .type = FIELD_INTEGER, PART(size)}};
static const struct field_table loose_table = {"loose part", sizeof(struct part), loose_fields, 1, NULL};
static const struct field thing_fields[] = {
    {.key = "text", .type = FIELD_STRING, THING(text), .required = true},
    {.key = "sentence", .type = FIELD_STRING, THING(sentence), .maximum = 300},
    {.key = "whole", .type = FIELD_INTEGER, THING(whole), .minimum = -5, .maximum = 100},
    {.key = "number", .type = FIELD_NUMBER, THING(number)},
    {.key = "flag", .type = FIELD_BOOLEAN, THING(flag), .given_offset = offsetof(struct thing, flag_given)},
    {.key = "money", .type = FIELD_MONEY, THING(money)},
    {.key = "choice", .type = FIELD_CHOICE, THING(choice), .choices = colours},
    {.key = "choices", .type = FIELD_CHOICES, THING(choices), .choices = colours},
    {.key = "strings", .type = FIELD_STRINGS, THING(strings), .count_max = 3},
    {.key = "integers", .type = FIELD_INTEGERS, THING(integers)},
    {.key = "part", .type = FIELD_OBJECT, THING(part), .object = &part_table},
    {.key = "parts", .type = FIELD_OBJECTS, THING(parts), .object = &part_table, .count_max = 3},
    {.key = "loose", .type = FIELD_OBJECTS, THING(loose), .object = &loose_table, .unnamed = true},
};
static const struct field_table thing_table = {"thing", sizeof(struct thing), thing_fields, COUNT_OF(thing_fields),
                                               NULL};

static void write_integers(struct text *out, const char *key, const struct field_integers *integers)
{
    text_printf(out, " %s=", key);
    for (int i = 0; i < integers->count; i++)
        text_printf(out, "%s%" PRId64, i > 0 ? "," : "", integers->items[i]);
}

static void write_parts(struct text *out, const char *key, const struct part *parts, int count)
{
    for (int i = 0; i < count; i++) {
        text_printf(out, " %s(%s size=%" PRId64, key, parts[i].name ? parts[i].name : "-", parts[i].size);
        write_integers(out, "hours", &parts[i].hours);
        text_printf(out, " ratio=%g)", parts[i].ratio);
    }
}

static void write_thing(struct text *out, const struct thing *thing)
{
    char money[MONEY_TEXT_SIZE];
    text_printf(out, "%s whole=%" PRId64 " number=%g flag=%d%d money=%s choice=%d choices=%u strings=", thing->text,
                thing->whole, thing->number, thing->flag, thing->flag_given, nano_format(thing->money, money),
                thing->choice, thing->choices);
    for (int i = 0; i < thing->strings.count; i++)
        text_printf(out, "%s%s", i > 0 ? "," : "", thing->strings.items[i]);
    write_integers(out, "integers", &thing->integers);
    if (thing->part.name)
        write_parts(out, "part", &thing->part, 1);
    write_parts(out, "parts", thing->parts.items, thing->parts.count);
    write_parts(out, "loose", thing->loose.items, thing->loose.count);
}

/* The values read, or the error as "[where] text". */
static void read_thing(const char *bytes, struct text *out)
{
    struct arena tree = {0}, arena = {0};
    struct error err = {0};
    struct node *root = NULL;
    struct thing thing = {.whole = 42, .choice = -1};
    text_init(out, 10000);
    bool ok = node_parse("f", bytes, strlen(bytes), &tree, &root, &err) &&
              fields_read(&thing_table, "f", root, &arena, &thing, &err);
    arena_release(&tree); /* nothing read may point into it */
    if (ok)
        write_thing(out, &thing);
    else
        text_printf(out, "[%s] %s", err.where, err.text);
    arena_release(&arena);
}

struct row {
    const char *bytes, *result;
};

static void assert_rows(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct text out;
        read_thing(rows[i].bytes, &out);
        assert_string_equal(out.bytes, rows[i].result);
        text_release(&out);
    }
}

#define NOTHING "t whole=42 number=0 flag=00 money=0.00 choice=-1 choices=0 strings= integers="
#define ALL                                                                                                            \
    "t whole=-5 number=0.25 flag=01 money=12.50 choice=1 choices=5 strings=a,b integers=1,2,3"                         \
    " part(p size=1 hours= ratio=0.5) parts(x size=7 hours=4 ratio=0) parts(y size=2 hours=1,2 ratio=1)"               \
    " loose(- size=9 hours= ratio=0) loose(- size=9 hours= ratio=0)"

static void both_forms_give_equal_values(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"{\"text\":\"t\"}", NOTHING},
        {"<thing text='t'/>", NOTHING},
        {"<thing><text>t</text></thing>", NOTHING},
        {"{\"text\":\"t\",\"whole\":-5,\"number\":0.25,\"flag\":false,\"money\":\"12.50\",\"choice\":\"green\","
         "\"choices\":[\"blue\",\"red\"],\"strings\":[\"a\",\"b\"],\"integers\":[1,2,3],"
         "\"part\":{\"name\":\"p\",\"size\":1,\"ratio\":0.5},"
         "\"parts\":[{\"name\":\"x\",\"hours\":4},{\"name\":\"y\",\"size\":2,\"hours\":[1,2],\"ratio\":1}],"
         "\"loose\":[{\"size\":9},{\"size\":9}]}",
         ALL},
        {"<thing text='t' whole='-5' number='0.25' flag='false' money='12.50' choice='green' choices='blue red'"
         " strings='a b' integers='1 2 3'><part name='p' size='1' ratio='0.5'/>"
         "<parts><part name='x' hours='4'/><part name='y' size='2' hours='1 2' ratio='1'/></parts>"
         "<loose><l size='9'/><l size='9'/></loose></thing>",
         ALL},
        {"<thing><text>t</text><whole>-5</whole><number>0.25</number><flag>false</flag><money>12.50</money>"
         "<choice>green</choice><choices><c>blue</c><c>red</c></choices><strings><s>a</s><s>b</s></strings>"
         "<integers>1</integers><integers>2 3</integers><part><name>p</name><size>1</size><ratio>0.5</ratio></part>"
         "<parts name='x'><hours>4</hours></parts><parts name='y' size='2' ratio='1'><hours><h>1</h><h>2</h></hours>"
         "</parts><loose size='9'/><loose size='9'/></thing>",
         ALL},
        {"{\"text\":\"t\",\"parts\":[],\"strings\":[],\"integers\":[]}", NOTHING},
        {"<thing text='t' strings='' integers=' '><parts/></thing>", NOTHING},
        {"<thing text='t'><strings/><integers/><parts></parts></thing>", NOTHING},
    };
    assert_rows(rows, COUNT_OF(rows));
}

static void members_of_texts_may_hold_blanks(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"<thing text='a b'><strings><s>c d</s></strings></thing>",
         "a b whole=42 number=0 flag=00 money=0.00 choice=-1 choices=0 strings=c d integers="},
    };
    assert_rows(rows, COUNT_OF(rows));
}

static void money_is_exact(void **state)
{
    (void)state;
    static const struct {
        const char *written, *amount;
    } rows[] = {
        {"\"0.000000001\"", "0.000000001"},
        {"0.1", "0.10"},
        {"0.000000001", "0.000000001"},
        {"60", "60.00"},
        {"5.0", "5.00"},
        {"0", "0.00"},
        {"123456789.123456789", "123456789.123456789"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char bytes[100], money[100];
        struct text out;
        snprintf(bytes, sizeof bytes, "{\"text\":\"t\",\"money\":%s}", rows[i].written);
        snprintf(money, sizeof money, " money=%s ", rows[i].amount);
        read_thing(bytes, &out);
        assert_non_null(strstr(out.bytes, money));
        text_release(&out);
    }
}

#define MONEY                                                                                                          \
    "must be an amount like \"12.50\" of at least 0, with at most 10 digits before and 9 after the point, not "

static void json_errors(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"[]", "[f:1:1] must be an object, not a list"},
        {"{}", "[f:1:1] missing \"text\" in this thing"},
        {"{\"text\":1}", "[f:1:2: text] must be a string, not 1"},
        {"{\"text\":null}", "[f:1:2: text] must be a string, not null"},
        {"{\"text\":\"\"}", "[f:1:2: text] must not be empty"},
        {"{\"text\":\"a\\u0007b\"}", "[f:1:2: text] holds a control character; use printable characters only"},
        {"{\"text\":\"a\\u009bb\"}", "[f:1:2: text] holds a control character; use printable characters only"},
        {"{\"txet\":\"t\"}", "[f:1:2: txet] unknown key \"txet\" in a thing: did you mean \"text\"?"},
        {"{\"text\":\"t\",\"zzzzzzzz\":1}", "[f:1:13: zzzzzzzz] unknown key \"zzzzzzzz\" in a thing"},
        {"{\"text\":\"t\",\"whole\":-6}", "[f:1:13: whole] must be a whole number from -5 to 100, not -6"},
        {"{\"text\":\"t\",\"whole\":2.5}", "[f:1:13: whole] must be a whole number from -5 to 100, not 2.5"},
        {"{\"text\":\"t\",\"whole\":\"7\"}", "[f:1:13: whole] must be a whole number from -5 to 100, not \"7\""},
        {"{\"text\":\"t\",\"whole\":99999999999999999999}",
         "[f:1:13: whole] must be a whole number from -5 to 100, not 99999999999999999999"},
        {"{\"text\":\"t\",\"number\":true}", "[f:1:13: number] must be a number, not true"},
        {"{\"text\":\"t\",\"flag\":1}", "[f:1:13: flag] must be true or false, not 1"},
        {"{\"text\":\"t\",\"money\":-1}", "[f:1:13: money] " MONEY "-1"},
        {"{\"text\":\"t\",\"money\":\"1,5\"}", "[f:1:13: money] " MONEY "\"1,5\""},
        {"{\"text\":\"t\",\"money\":0.1234567891}", "[f:1:13: money] " MONEY "0.1234567891"},
        {"{\"text\":\"t\",\"money\":1e3}", "[f:1:13: money] " MONEY "1e3"},
        {"{\"text\":\"t\",\"choice\":\"gren\"}",
         "[f:1:13: choice] must be \"red\", \"green\" or \"blue\", not \"gren\": did you mean \"green\"?"},
        {"{\"text\":\"t\",\"choice\":2}", "[f:1:13: choice] must be \"red\", \"green\" or \"blue\", not 2"},
        {"{\"text\":\"t\",\"choices\":[\"red\",\"red\"]}", "[f:1:30: choices[1]] \"red\" is given twice in this list"},
        {"{\"text\":\"t\",\"choices\":[]}",
         "[f:1:13: choices] must hold at least one member; leave the key out for the default"},
        {"{\"text\":\"t\",\"choices\":\"red\"}", "[f:1:13: choices] must be a list of strings, not \"red\""},
        {"{\"text\":\"t\",\"strings\":[\"a\",2]}", "[f:1:28: strings[1]] must be a string, not 2"},
        {"{\"text\":\"t\",\"strings\":[\"a\",\"b\",\"c\",\"d\"]}",
         "[f:1:13: strings] has 4 members; at most 3 are allowed"},
        {"{\"text\":\"t\",\"integers\":{}}",
         "[f:1:13: integers] must be a whole number or a list of whole numbers, not an object"},
        {"{\"text\":\"t\",\"integers\":[1,\"a\"]}", "[f:1:27: integers[1]] must be a whole number, not \"a\""},
        {"{\"text\":\"t\",\"part\":[]}", "[f:1:13: part] must be an object, not a list"},
        {"{\"text\":\"t\",\"part\":{}}", "[f:1:13: part] missing \"name\" in this part"},
        {"{\"text\":\"t\",\"parts\":[{\"name\":\"a\",\"ratio\":1.5}]}",
         "[f:1:34: parts[0].ratio] must be a number from 0 to 1, not 1.5"},
        {"{\"text\":\"t\",\"parts\":[{\"name\":\"a\"},\n{\"name\":\"b\"},\n{\"name\":\"a\"}]}",
         "[f:3:1: parts[2].name] \"a\" is the name of another part already (line 1); names must differ"},
        {"{\"text\":\"t\",\"parts\":[5]}", "[f:1:22: parts[0]] must be an object, not 5"},
        {"{\"text\":\"t\",\"parts\":[{\"name\":\"a\",\"sise\":1}]}",
         "[f:1:34: parts[0].sise] unknown key \"sise\" in a part: did you mean \"size\"?"},
    };
    assert_rows(rows, COUNT_OF(rows));
}

static void xml_errors(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"<thing/>", "[f:1:1] missing \"text\" in this thing"},
        {"<thing>t</thing>", "[f:1:1] must be an object, not \"t\""},
        {"<thing txet='t'/>", "[f:1:8: txet] unknown key \"txet\" in a thing: did you mean \"text\"?"},
        {"<thing text='t' whole='x'/>", "[f:1:17: whole] must be a whole number from -5 to 100, not \"x\""},
        {"<thing text='t' whole='-6'/>", "[f:1:17: whole] must be a whole number from -5 to 100, not -6"},
        {"<thing text='t' whole=' 1'/>", "[f:1:17: whole] must be a whole number from -5 to 100, not \" 1\""},
        {"<thing text='t' flag='yes'/>", "[f:1:17: flag] must be true or false, not \"yes\""},
        {"<thing text='t'><text>u</text></thing>", "[f:1:17: text] is given twice; it was given in line 1 before"},
        {"<thing text='t'>\n<part name='a'/>\n<part name='b'/></thing>",
         "[f:3:1: part] is given twice; it was given in line 2 before"},
        {"<thing text='t' part='x'/>", "[f:1:17: part] must be an object, not \"x\""},
        {"<thing text='t'><whole><a/></whole></thing>",
         "[f:1:17: whole] must be a whole number from -5 to 100, not an element with members"},
        {"<thing text='t'><whole/></thing>",
         "[f:1:17: whole] must be a whole number from -5 to 100, not an empty element"},
        {"<thing text='t' integers='1 a'/>", "[f:1:17: integers[1]] must be a whole number, not \"a\""},
        {"<thing text='t'><parts><p name='a'/><p name='a'/></parts></thing>",
         "[f:1:37: parts[1].name] \"a\" is the name of another part already (line 1); names must differ"},
        {"<thing text='t'><parts name='a' sise='1'/></thing>",
         "[f:1:33: parts[0].sise] unknown key \"sise\" in a part: did you mean \"size\"?"},
        {"<thing text='t'><strings><s><t/></s></strings></thing>",
         "[f:1:26: strings[0]] must be a string, not an element with members"},
        {"<thing text='t' choices='red pink'/>",
         "[f:1:17: choices[1]] must be \"red\", \"green\" or \"blue\", not \"pink\""},
        {"<thing text='t' parts='a b'/>", "[f:1:17: parts[0]] must be an object, not \"a b\""},
    };
    assert_rows(rows, COUNT_OF(rows));
}

static void long_strings(void **state)
{
    (void)state;
    static const struct {
        const char *key;
        int length;
        bool fits;
    } rows[] = {{"text", 255, true}, {"text", 256, false}, {"sentence", 300, true}, {"sentence", 301, false}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct text bytes, out;
        text_init(&bytes, 10000);
        text_printf(&bytes, "{%s\"%s\":\"%0*d\"}", strcmp(rows[i].key, "text") == 0 ? "" : "\"text\":\"t\",",
                    rows[i].key, rows[i].length, 0);
        read_thing(bytes.bytes, &out);
        assert_int_equal(strstr(out.bytes, "bytes long; at most") == NULL, rows[i].fits);
        text_release(&bytes);
        text_release(&out);
    }
}

struct label {
    const char *text;
};

/* A string that may be empty, of at most three characters of any length in bytes. */
static void strings_counted_in_characters(void **state)
{
    (void)state;
    static const struct field fields[] = {{.key = "text",
                                           .type = FIELD_STRING,
                                           .offset = offsetof(struct label, text),
                                           .may_be_empty = true,
                                           .characters_max = 3}};
    static const struct field_table table = {
        .what = "label", .size = sizeof(struct label), .fields = fields, .count = 1};
    static const struct {
        const char *bytes, *text; /* NULL = too long */
    } rows[] = {
        {"{\"text\":\"\"}", ""},         {"<l text=''/>", ""},
        {"<l><text/></l>", ""},          {"<l><text></text></l>", ""},
        {"{\"text\":\"😀日a\"}", "😀日a"}, {"{\"text\":\"abcd\"}", NULL},
        {"<l text='😀日ab'/>", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena arena = {0};
        struct error err = {0};
        struct node *root = NULL;
        struct label label = {0};
        assert_true(node_parse("f", rows[i].bytes, strlen(rows[i].bytes), &arena, &root, &err));
        bool ok = fields_read(&table, "f", root, &arena, &label, &err);
        assert_int_equal(ok, rows[i].text != NULL);
        if (ok)
            assert_string_equal(label.text, rows[i].text);
        else
            assert_string_equal(err.text, "is 4 characters long; at most 3 are allowed");
        arena_release(&arena);
    }
}

struct page {
    const char *words;
    struct field_texts texts;
};

static const struct field page_fields[] = {
    {.key = "words", .type = FIELD_STRING, .offset = offsetof(struct page, words), .any_characters = true},
    {.key = "texts",
     .type = FIELD_TEXTS,
     .offset = offsetof(struct page, texts),
     .maximum = 4,
     .count_max = 3,
     .may_be_empty = true},
};
static const struct field_table page_table = {"page", sizeof(struct page), page_fields, COUNT_OF(page_fields), NULL};

static void read_page(const char *bytes, struct text *out)
{
    struct arena tree = {0}, arena = {0};
    struct error err = {0};
    struct node *root = NULL;
    struct page page = {.words = ""};
    text_init(out, 10000);
    bool ok = node_parse("f", bytes, strlen(bytes), &tree, &root, &err) &&
              fields_read(&page_table, "f", root, &arena, &page, &err);
    arena_release(&tree);
    text_printf(out, "%s%s%s", ok ? page.words : "[", ok ? "" : err.where, ok ? "" : "] ");
    text_add(out, err.text);
    for (int i = 0; ok && i < page.texts.count; i++)
        text_printf(out, " %s=%s", page.texts.keys[i], page.texts.values[i]);
    arena_release(&arena);
}

/* Any keys, in their order; values of any characters, some of them none. */
static void texts_by_any_key(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"{\"words\":\"a\\nb\",\"texts\":{\"z\":\"1\\n2\",\"a\":\"\"}}", "a\nb z=1\n2 a="},
        {"<page words='a&#10;b'><texts z='1&#10;2'><a/></texts></page>", "a\nb z=1\n2 a="},
        {"<page><words>w</words><texts><z>1</z><a></a></texts></page>", "w z=1 a="},
        {"{\"texts\":{}}", ""},
        {"<page><texts/></page>", ""},
        {"{\"texts\":[]}", "[f:1:2: texts] must be an object, not a list"},
        {"<page texts='x'/>", "[f:1:7: texts] must be an object, not \"x\""},
        {"{\"texts\":{\"a\":1}}", "[f:1:11: texts.a] must be a string, not 1"},
        {"<page><texts><a><b/></a></texts></page>", "[f:1:14: texts.a] must be a string, not an element with members"},
        {"<page><texts a='1'><a>2</a></texts></page>",
         "[f:1:20: texts.a] is given twice; it was given in line 1 before"},
        {"{\"texts\":{\"a\":\"12345\"}}", "[f:1:11: texts.a] is 5 bytes long; at most 4 are allowed"},
        {"{\"texts\":{\"a\":\"\",\"b\":\"\",\"c\":\"\",\"d\":\"\"}}",
         "[f:1:2: texts] has 4 members; at most 3 are allowed"},
        {"<page><texts a='' b='' c='' d=''/></page>", "[f:1:7: texts] has 4 members; at most 3 are allowed"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct text out;
        read_page(rows[i].bytes, &out);
        assert_string_equal(out.bytes, rows[i].result);
        text_release(&out);
    }
}

/* 200,000 members: linear time, or the CTest's limit ends it. */
static void large_lists(void **state)
{
    (void)state;
    struct text bytes, out;
    text_init(&bytes, 10000000);
    text_add(&bytes, "{\"text\":\"t\",\"loose\":[");
    for (int i = 0; i < 200000; i++)
        text_printf(&bytes, "%s{\"size\":%d}", i > 0 ? "," : "", i);
    text_add(&bytes, "]}");
    read_thing(bytes.bytes, &out);
    assert_true(strncmp(out.bytes, NOTHING, strlen(NOTHING)) == 0);
    text_release(&bytes);
    text_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_forms_give_equal_values),
        cmocka_unit_test(members_of_texts_may_hold_blanks),
        cmocka_unit_test(money_is_exact),
        cmocka_unit_test(json_errors),
        cmocka_unit_test(xml_errors),
        cmocka_unit_test(long_strings),
        cmocka_unit_test(strings_counted_in_characters),
        cmocka_unit_test(texts_by_any_key),
        cmocka_unit_test(large_lists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
