/* test_json_writer.c — the exact bytes written, and that they read back. */
#include "data/base/json_writer.h"
#include "data/base/node.h"
#include "tests/unit/base/check.h"

static void write_document(struct json_writer *writer)
{
    static const int64_t integers[] = {1, -2, INT64_MAX};
    static const char *const strings[] = {"a", "b\"c"};
    json_begin_object(writer, NULL);
    json_string(writer, "text", "a\"b\\c\n\t\x01\xc3\xa9/");
    json_integer(writer, "least", INT64_MIN);
    json_boolean(writer, "yes", true);
    json_boolean(writer, "no", false);
    json_money(writer, "usd", 1234560000000);
    json_integers(writer, "integers", integers, 3);
    json_integers(writer, "none", NULL, 0);
    json_strings(writer, "strings", strings, 2);
    json_begin_list(writer, "objects");
    for (int i = 0; i < 2; i++) {
        json_begin_object(writer, NULL);
        json_integer(writer, "i", i);
        json_end_object(writer);
    }
    json_end_list(writer);
    json_begin_object(writer, "empty");
    json_end_object(writer);
    json_begin_list(writer, "empty_list");
    json_end_list(writer);
    json_end_object(writer);
    json_finish(writer);
}

static void bytes_are_exact(void **state)
{
    (void)state;
    struct text text;
    text_init(&text, 100000);
    struct json_writer writer = {.out = &text};
    write_document(&writer);
    assert_string_equal(text.bytes, "{\n"
                                    "  \"text\": \"a\\\"b\\\\c\\n\\t\\u0001\xc3\xa9/\",\n"
                                    "  \"least\": -9223372036854775808,\n"
                                    "  \"yes\": true,\n"
                                    "  \"no\": false,\n"
                                    "  \"usd\": \"1234.56\",\n"
                                    "  \"integers\": [1, -2, 9223372036854775807],\n"
                                    "  \"none\": [],\n"
                                    "  \"strings\": [\"a\", \"b\\\"c\"],\n"
                                    "  \"objects\": [\n"
                                    "    {\n"
                                    "      \"i\": 0\n"
                                    "    },\n"
                                    "    {\n"
                                    "      \"i\": 1\n"
                                    "    }\n"
                                    "  ],\n"
                                    "  \"empty\": {},\n"
                                    "  \"empty_list\": []\n"
                                    "}\n");
    struct arena arena = {0};
    struct error err = {0};
    struct node *root = NULL;
    assert_true(node_parse("f", text.bytes, text.length, &arena, &root, &err));
    assert_string_equal(node_child(root, "text")->string, "a\"b\\c\n\t\x01\xc3\xa9/");
    assert_true(node_child(root, "least")->integer == INT64_MIN);
    arena_release(&arena);
    text_release(&text);
}

static void numbers_are_shortest(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *text;
    } rows[] = {
        {0, "0\n"},
        {-0.0, "0\n"},
        {0.1, "0.1\n"},
        {0.0044, "0.0044\n"},
        {1.0 / 3, "0.3333333333333333\n"},
        {100, "100\n"},
        {-1e15, "-1e+15\n"},
        {1e15, "1e+15\n"},
        {999999999999999, "999999999999999\n"},
        {1e-7, "1e-07\n"},
        {123, "123\n"},
        {1e300, "1e+300\n"},
        {-2.5, "-2.5\n"},
        {0.30000000000000004, "0.30000000000000004\n"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct text text;
        text_init(&text, 1000);
        struct json_writer writer = {.out = &text};
        json_number(&writer, NULL, rows[i].value);
        json_finish(&writer);
        assert_string_equal(text.bytes, rows[i].text);
        text_release(&text);
    }
}

static void write_bad_utf8(void)
{
    struct text text;
    text_init(&text, 1000);
    struct json_writer writer = {.out = &text};
    json_string(&writer, NULL, "\xff");
}
static void write_infinity(void)
{
    struct text text;
    text_init(&text, 1000);
    struct json_writer writer = {.out = &text};
    json_number(&writer, NULL, 1e308 * 10);
}
static void end_what_never_began(void)
{
    struct text text;
    text_init(&text, 1000);
    struct json_writer writer = {.out = &text};
    json_end_list(&writer);
}

static void misuse_aborts(void **state)
{
    (void)state;
    assert_true(aborts(write_bad_utf8));
    assert_true(aborts(write_infinity));
    assert_true(aborts(end_what_never_began));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_are_exact),
        cmocka_unit_test(numbers_are_shortest),
        cmocka_unit_test(misuse_aborts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
