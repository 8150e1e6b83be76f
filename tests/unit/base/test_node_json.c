/* test_node_json.c — JSON: values, places, and a clear error for each way to be wrong. */
#include "tests/unit/base/tree.h"

static void values(void **state)
{
    (void)state;
    static const struct tree_row rows[] = {
        {"{}", "{}"},
        {"[]", "[]"},
        {" \r\n\t[ 1 , 2 ] \n", "[1 2]"},
        {"\xef\xbb\xbf{}", "{}"},
        {"{\"a\":[1,-2,0,-0,2.5,1e3,5.0,1E-2],\"b\":{\"c\":[],\"d\":{}},\"e\":[true,false,null]}",
         "{a=[1 -2 0 0 2.5 1000 5 0.01] b={c=[] d={}} e=[true false null]}"},
        {"[9223372036854775807,-9223372036854775808]", "[9223372036854775807 -9223372036854775808]"},
        {"[9223372036854775808]", "[9.2233720368547758e+18]"},
        {"[9007199254740993,9007199254740993.0]", "[9007199254740993 9007199254740992]"},
        {"[\"\\u00e9\\n\\\"\\\\\\/\",\"\\ud83d\\ude00\",\"]},{\"]", "['\xc3\xa9\n\"\\/' '\xf0\x9f\x98\x80' ']},{']"},
        {"{\"z\":1,\"a\":2,\"m\":3}", "{z=1 a=2 m=3}"},
    };
    assert_trees(rows, COUNT_OF(rows));
}

static void errors(void **state)
{
    (void)state;
    static const struct tree_row rows[] = {
        {"", "f: is empty; it must hold a JSON or an XML document"},
        {" \n\t ", "f: is empty; it must hold a JSON or an XML document"},
        {"{\"a\":NaN}", "f:1:6: NaN is not JSON; give a finite number, or leave the key out"},
        {"{\n \"a\": -Infinity}", "f:2:7: -Infinity is not JSON; give a finite number, or leave the key out"},
        {"{\"a\":1e999}", "f:1:6: the number is too large"},
        {"{\"a\":1,}", "f:1:8: a comma stands before the closing bracket; remove the comma"},
        {"[1,2,]", "f:1:6: a comma stands before the closing bracket; remove the comma"},
        {"{\"a\":1} x", "f:1:9: something follows the end of the document; remove it"},
        {"{\"a\":[1,2", "f:1:10: the file ends in the middle: a closing bracket or quote is missing"},
        {"{\"a\":\n\"x", "f:2:3: the file ends in the middle: a closing bracket or quote is missing"},
        {"{\"a\":1,\n \"a\":2}", "f:2:2: key \"a\" is given twice in this object"},
        {"{'a':1}", "f:1:2: JSON strings stand in double quotes, not in single ones"},
        {"// x\n{}", "f:1:1: JSON has no comments; remove it"},
        {"{\"a\": True}", "f:1:7: JSON writes true in lower case"},
        {"{\"a\": False}", "f:1:7: JSON writes false in lower case"},
        {"{\"a\": None}", "f:1:7: JSON writes null; better leave the key out"},
        {"{\"a\": nan}", "f:1:7: NaN is not JSON; give a finite number, or leave the key out"},
        {"{\"a\": Infinity}", "f:1:7: Infinity is not JSON; give a finite number, or leave the key out"},
        {"{\"a\": 1, # b\n}", "f:1:10: JSON has no comments; remove it"},
        {"{\"a\": /* b */ 1}", "f:1:7: JSON has no comments; remove it"},
        {"{\"a\": +1}", "f:1:7: a JSON number has no leading '+'"},
        {"{\"a\": .5}", "f:1:7: a JSON number has a digit before the point: 0.5, not .5"},
        {"[\"\\u0000\"]", "f:1:2: \\u0000 may not stand in a string"},
        {"{\"\\u0000\":1}", "f:1:2: \\u0000 may not stand in a string"},
        {"\xff\xfe{", "f:1:1: is UTF-16; save it as UTF-8"},
        {"{\"a\":\n \"caf\xe9\"}", "f:2:6: byte 0xe9 at offset 11 is not UTF-8; save the file as UTF-8"},
        {"{\"\xc3\xa9\xc3\xa9\": NaN}", "f:1:8: NaN is not JSON; give a finite number, or leave the key out"},
    };
    assert_trees(rows, COUNT_OF(rows));
    static const struct tree_row starts[] = {
        {"5", "f:1:1: not JSON: "},
        {"{a:1}", "f:1:2: not JSON: "},
        {"{\"a\" 1}", "f:1:6: not JSON: "},
        {"[1 2]", "f:1:4: not JSON: "},
        {"[01]", "f:1:2: not JSON: "},
        {"{\"a\":tru}", "f:1:6: not JSON: "},
        {"[1}", "f:1:3: not JSON: "},
        {"]", "f:1:1: not JSON: "},
        {"[\"a\nb\"]", "f:1:2: not JSON: "},
        {"[\"\\q\"]", "f:1:2: not JSON: "},
        {"[\"\\ud800\"]", "f:1:2: not JSON: "},
    };
    assert_trees_start(starts, COUNT_OF(starts));
}

static void long_duplicate_key_is_cut(void **state)
{
    (void)state;
    struct text bytes, out;
    text_init(&bytes, 10000);
    text_printf(&bytes, "{\"%0*d\":1,\"%0*d\":2}", 100, 0, 100, 0);
    tree_of(bytes.bytes, bytes.length, &out);
    assert_int_equal(out.length, strlen("f:1:107: key  is given twice in this object") + 80);
    text_release(&bytes);
    text_release(&out);
}

static void nul_byte(void **state)
{
    (void)state;
    struct text out;
    tree_of("{\"a\":1\0}", 8, &out);
    assert_string_equal(out.bytes, "f:1:7: holds a NUL byte; it is not a text file");
    text_release(&out);
}

static void repeat(struct text *text, const char *piece, int count)
{
    for (int i = 0; i < count; i++)
        text_add(text, piece);
}

static void limits(void **state)
{
    (void)state;
    struct text bytes, out;
    text_init(&bytes, 100000000);
    repeat(&bytes, "[", NODE_DEPTH_MAX);
    repeat(&bytes, "]", NODE_DEPTH_MAX);
    tree_of(bytes.bytes, bytes.length, &out);
    assert_int_equal(out.length, 2 * NODE_DEPTH_MAX);
    text_release(&out);
    text_release(&bytes);

    text_init(&bytes, 100000000);
    repeat(&bytes, "[", 1000000); /* a parser that recurses dies here */
    tree_of(bytes.bytes, bytes.length, &out);
    assert_string_equal(out.bytes, "f:1:33: nested more than 32 levels deep");
    text_release(&out);
    text_release(&bytes);

    text_init(&bytes, 100000000);
    text_printf(&bytes, "[\"%0*d\"]", NODE_STRING_BYTES_MAX + 1, 0);
    tree_of(bytes.bytes, bytes.length, &out);
    assert_string_equal(out.bytes, "f:1:2: a string of 65537 bytes; at most 65536 are read");
    text_release(&out);
    text_release(&bytes);

    text_init(&bytes, 100000000);
    text_add(&bytes, "[0");
    repeat(&bytes, ",0", NODE_COUNT_MAX);
    tree_of(bytes.bytes, bytes.length, &out);
    assert_non_null(strstr(out.bytes, "more than 4000000 values"));
    text_release(&out);
    text_release(&bytes);
}

static void places_and_paths(void **state)
{
    (void)state;
    static const char bytes[] =
        "{\n  \"services\": [\n    {\"name\": \"a\"},\n    {\"caf\xc3\xa9\": 1, \"tasks\": [1, 2]}\n  ]\n}";
    struct arena arena = {0};
    struct error err = {0};
    struct node *root = NULL;
    char where[NODE_WHERE_SIZE];
    assert_true(node_parse("p.json", bytes, strlen(bytes), &arena, &root, &err));
    struct node *services = node_child(root, "services"), *second = services->first->next;
    struct node *tasks = node_child(second, "tasks");
    assert_null(node_child(second, "name"));
    assert_string_equal(node_where("p.json", root, NULL, where), "p.json:1:1");
    assert_string_equal(node_where("p.json", root, "zones", where), "p.json:1:1: zones");
    assert_string_equal(node_where("p.json", services, NULL, where), "p.json:2:3: services");
    assert_string_equal(node_where("p.json", second, "name", where), "p.json:4:5: services[1].name");
    assert_string_equal(node_where("p.json", tasks, NULL, where), "p.json:4:17: services[1].tasks");
    assert_string_equal(node_where("p.json", tasks->first->next, NULL, where), "p.json:4:30: services[1].tasks[1]");
    arena_release(&arena);
}

/* Names as long as they come must not break the place, nor the file's name. */
static void long_paths_fit(void **state)
{
    (void)state;
    struct text bytes;
    text_init(&bytes, 10000);
    text_printf(&bytes, "{\"%0*d\":{\"%0*d\":{\"leaf\":1}}}", 200, 0, 200, 0);
    char file[600], where[NODE_WHERE_SIZE];
    memset(file, 'f', sizeof file - 1);
    file[sizeof file - 1] = '\0';
    struct arena arena = {0};
    struct error err = {0};
    struct node *root = NULL;
    assert_true(node_parse(file, bytes.bytes, bytes.length, &arena, &root, &err));
    node_where(file, root->first->first->first, "x", where);
    assert_true(strlen(where) < NODE_WHERE_SIZE);
    assert_non_null(strstr(where, ".leaf.x"));
    text_release(&bytes);
    arena_release(&arena);
}

static void numbers(void **state)
{
    (void)state;
    static const char *const bad[] = {"",    "-",   "+1", "01", "1.",  ".5",    "1e",  "1e+",  "0x1",
                                      "nan", "inf", " 1", "1 ", "1,0", "1e999", "--1", "1.e1", "-.5"};
    double number = 0;
    int64_t integer = 0;
    bool is_integer = false;
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_false(number_parse(bad[i], strlen(bad[i]), &number, &integer, &is_integer));
    assert_true(number_parse("-12x", 3, &number, &integer, &is_integer));
    assert_true(is_integer && integer == -12);
    assert_true(number_parse("123", 2, &number, &integer, &is_integer)); /* the length ends it */
    assert_true(integer == 12);
    assert_true(number_parse("1e-400", 6, &number, &integer, &is_integer));
    assert_true(is_integer && integer == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values),         cmocka_unit_test(errors),
        cmocka_unit_test(nul_byte),       cmocka_unit_test(long_duplicate_key_is_cut),
        cmocka_unit_test(limits),         cmocka_unit_test(places_and_paths),
        cmocka_unit_test(long_paths_fit), cmocka_unit_test(numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
