/* test_csv.c — rows as written, places as an editor counts them, one clear error for each way to be wrong. */
#include "data/base/csv.h"
#include "data/base/text.h"
#include "tests/unit/base/check.h"

/* Rows as "line:field|field\n"; an error as "where: text". */
static const char *rows_of(const char *bytes, size_t length, struct arena *arena, struct text *out)
{
    struct csv csv = {0};
    struct error err = {0};
    bool more = true, ok = csv_open(&csv, "f.csv", bytes, length, arena, &err);
    while (ok && (ok = csv_next(&csv, &more, &err)) && more) {
        text_printf(out, "%d:", csv.line);
        for (int i = 0; i < csv.columns_count; i++)
            text_printf(out, "%s%s", i > 0 ? "|" : "", csv.fields[i]);
        text_add(out, "\n");
    }
    assert_int_equal(ok, err.kind == ERROR_NONE);
    if (err.kind != ERROR_NONE)
        text_printf(out, "%s: %s", err.where, err.text);
    return out->bytes ? out->bytes : "";
}

static void tables(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *rows;
    } rows[] = {
        {"a,b\n1,2\n3,4\n", "2:1|2\n3:3|4\n"},
        {"a,b\n1,2", "2:1|2\n"},
        {"a,b\r\n1,2\r\n", "2:1|2\n"},
        {"\xef\xbb\xbf"
         "a,b\n1,\n",
         "2:1|\n"},
        {"# source\n\n# date\na,b\n,\n", "5:|\n"},
        {"a,b\n#1,2\n", "2:#1|2\n"},
        {"a,b\n1,2\n\n\n3,4\n\n", "2:1|2\n5:3|4\n"},
        {"a\n\n1\n", "2:\n3:1\n"},
        {"a,b\n\"x,\"\"y\"\"\",\"two\nlines\"\n3,4\n", "2:x,\"y\"|two\nlines\n4:3|4\n"},
        {"a,b\n", ""},
        {"", "f.csv:1:1: has no header line"},
        {"# only\n", "f.csv:2:1: has no header line"},
        {"a,,c\n", "f.csv:1:1: column 2 has no name"},
        {"a,b,a\n", "f.csv:1:1: two columns are named \"a\": 1 and 3"},
        {"a,b\n1\n", "f.csv:2:1: has 1 fields, the header has 2"},
        {"a,b\n1,2\n1,2,3\n", "2:1|2\nf.csv:3:1: has 3 fields, the header has 2"},
        {"a,b\n\"1,2\n", "f.csv:2:1: a quoted field does not end"},
        {"a,b\n\"1\"x,2\n", "f.csv:2:1: text follows a closing quote; double the quotes inside a field"},
        {"a,b\n1\"2,3\n", "f.csv:2:1: a quote inside an unquoted field; quote the whole field"},
        {"a,b\n1,\xff\n", "f.csv:2:1: is not UTF-8; save the file as UTF-8"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena arena = {0};
        struct text out;
        text_init(&out, 10000);
        assert_string_equal(rows_of(rows[i].bytes, strlen(rows[i].bytes), &arena, &out), rows[i].rows);
        text_release(&out);
        arena_release(&arena);
    }
}

static void nul_is_refused(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct text out;
    text_init(&out, 10000);
    assert_string_equal(rows_of("a,b\n1,\0\n", 8, &arena, &out), "f.csv:2:1: holds a NUL byte; it is not a text file");
    text_release(&out);
    arena_release(&arena);
}

static void limits(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct text bytes, out;
    text_init(&bytes, 1000000);
    text_init(&out, 10000);
    for (int i = 0; i < 65; i++)
        text_printf(&bytes, "%sc%d", i > 0 ? "," : "", i);
    assert_string_equal(rows_of(bytes.bytes, bytes.length, &arena, &out), "f.csv:1:1: more than 64 columns");
    text_release(&bytes);
    text_release(&out);
    text_init(&bytes, 1000000);
    text_init(&out, 10000);
    text_printf(&bytes, "a\n%0*d\n", CSV_FIELD_BYTES_MAX + 1, 0);
    assert_string_equal(rows_of(bytes.bytes, bytes.length, &arena, &out),
                        "f.csv:2:1: a field of more than 65536 bytes");
    text_release(&bytes);
    text_release(&out);
    arena_release(&arena);
}

static void columns_have_places(void **state)
{
    (void)state;
    static const char bytes[] = "item,price\nm7g.large,0.1\n";
    struct arena arena = {0};
    struct csv csv = {0};
    struct error err = {0};
    bool more = false;
    assert_true(csv_open(&csv, "f.csv", bytes, strlen(bytes), &arena, &err));
    assert_int_equal(csv_column(&csv, "price"), 1);
    assert_int_equal(csv_column(&csv, "prices"), -1);
    assert_true(csv_next(&csv, &more, &err));
    assert_string_equal(csv_where(&csv, 1), "f.csv:2:1: price");
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables),
        cmocka_unit_test(nul_is_refused),
        cmocka_unit_test(limits),
        cmocka_unit_test(columns_have_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
