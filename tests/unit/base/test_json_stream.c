/* test_json_stream.c — events of documents whole and in pieces, what is no JSON, skipping, limits, places of errors. */
#include "tests/unit/base/check.h"

#include "data/base/arena.h"
#include "data/base/json_stream.h"
#include "data/base/text.h"

/* Writes events down; answers SKIP to a key or a begin as the test says. */
struct listener {
    struct text out;
    const char *skip_key; /* NULL = none */
    int skip_begin;       /* the so-manieth BEGIN is skipped, from 1; 0 = none */
    const char *stop_key;
    int begins;
};

static enum json_stream_answer listen(void *context, enum json_event event, const char *text, size_t length,
                                      struct error *err)
{
    static const char marks[] = {'{', '}', '[', ']', 'k', 's', 'n', 'l'};
    struct listener *listener = context;
    text_add_bytes(&listener->out, &marks[event], 1);
    if (event >= JSON_KEY) {
        text_add(&listener->out, ":");
        for (size_t i = 0; i < length; i++)
            if (text[i] == '\0')
                text_add(&listener->out, "<NUL>");
            else
                text_add_bytes(&listener->out, text + i, 1);
    }
    text_add(&listener->out, " ");
    bool is_key = event == JSON_KEY;
    if (is_key && listener->stop_key && strncmp(text, listener->stop_key, length) == 0)
        return error_set(err, ERROR_LIMIT, "here", "enough"), JSON_STOP;
    if (is_key && listener->skip_key && strncmp(text, listener->skip_key, length) == 0)
        return JSON_SKIP;
    bool is_begin = event == JSON_BEGIN_OBJECT || event == JSON_BEGIN_LIST;
    if (is_begin && ++listener->begins == listener->skip_begin)
        return JSON_SKIP;
    return JSON_GO_ON;
}

/* Events and, where it failed, "! WHERE: TEXT"; each piece in a block of its own, so that the sanitizer sees a byte
 * read too many. */
static bool run(struct listener *listener, const char *bytes, size_t length, size_t piece)
{
    struct error err = {0};
    struct json_stream *stream = json_stream_new("f", listen, listener);
    bool ok = true;
    for (size_t at = 0; ok && at < length; at += piece) {
        size_t count = length - at < piece ? length - at : piece;
        char *copy = malloc(count);
        assert_non_null(copy);
        memcpy(copy, bytes + at, count);
        ok = json_stream_push(stream, copy, count, &err);
        free(copy);
    }
    ok = ok && json_stream_finish(stream, &err);
    if (ok)
        assert_int_equal(json_stream_depth(stream), 0);
    if (err.kind != ERROR_NONE)
        text_printf(&listener->out, "! %s: %s", err.where, err.text);
    json_stream_free(stream);
    return ok;
}

static void expect(struct listener options, const char *bytes, size_t length, const char *wanted)
{
    for (size_t piece = 1; piece <= length + 1; piece++) {
        struct listener listener = options;
        text_init(&listener.out, 1 << 20);
        run(&listener, bytes, length, piece);
        assert_string_equal(listener.out.bytes ? listener.out.bytes : "", wanted);
        text_release(&listener.out);
    }
}

static void documents(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *events;
    } rows[] = {
        {"{}", "{ } "},
        {" [ ] ", "[ ] "},
        {"\t\r\n 12 \n", "n:12 "},
        {"0", "n:0 "},
        {"-0.0000166667e+05", "n:-0.0000166667e+05 "},
        {"true", "l:true "},
        {"[null,false, true]", "[ l:null l:false l:true ] "},
        {"\"\"", "s: "},
        {"\"a longer string than one word of eight bytes\"", "s:a longer string than one word of eight bytes "},
        {"{\"a\":1,\"b\":[{},[]],\"c\":{\"d\":\"e\"}}", "{ k:a n:1 k:b [ { } [ ] ] k:c { k:d s:e } } "},
        {"{\n  \"sku\" : \"ABC\",\n          \"terms\" : {\n  }\n}\n", "{ k:sku s:ABC k:terms { } } "},
        {"[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]", "[ s:\"\\/\b\f\n\r\t ] "},
        {"[\"\\u0041\\u00e9\\u20aC\\uD83D\\uDE00\\u0000x\"]", "[ s:A\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80<NUL>x ] "},
        {"{\"\\u0041k\":\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"}", "{ k:Ak s:\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80 } "},
        {"[1,-2,3.5,4E2,5e-1]", "[ n:1 n:-2 n:3.5 n:4E2 n:5e-1 ] "},
        {"{\"a\":1,\"a\":2}", "{ k:a n:1 k:a n:2 } "}, /* keys are the caller's to compare */
        {"\"\x7f\"", "s:\x7f "},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        expect((struct listener){0}, rows[i].bytes, strlen(rows[i].bytes), rows[i].events);
}

static void no_json(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *events;
    } rows[] = {
        {"", "! f: byte 1: nothing is there: a JSON document is due"},
        {"  ", "! f: byte 3: the document ends in the middle: was all of it read?"},
        {"{", "{ ! f: byte 2: the document ends in the middle: was all of it read?"},
        {"[1", "[ ! f: byte 3: the document ends in the middle: was all of it read?"},
        {"\"a", "! f: byte 3: the document ends in the middle: was all of it read?"},
        {"tru", "! f: byte 4: the document ends in the middle: was all of it read?"},
        {"1 2", "n:1 ! f: byte 3: something follows the end of the document"},
        {"{} x", "{ } ! f: byte 4: something follows the end of the document"},
        {"[1,]", "[ n:1 ! f: byte 4: not JSON: a value is due here"},
        {"[,1]", "[ ! f: byte 2: not JSON: a value or ']' is due here"},
        {"[1 2]", "[ n:1 ! f: byte 4: not JSON: ',' or ']' is due here"},
        {"{,}", "{ ! f: byte 2: not JSON: a key in double quotes or '}' is due here"},
        {"{a:1}", "{ ! f: byte 2: not JSON: a key in double quotes or '}' is due here"},
        {"{\"a\" 1}", "{ k:a ! f: byte 6: not JSON: ':' is due here"},
        {"{\"a\":}", "{ k:a ! f: byte 6: not JSON: a value is due here"},
        {"{\"a\":]", "{ k:a ! f: byte 6: not JSON: a value is due here"},
        {"{\"a\":1,}", "{ k:a n:1 ! f: byte 8: not JSON: a key in double quotes is due here"},
        {"{\"a\":1;", "{ k:a n:1 ! f: byte 7: not JSON: ',' or '}' is due here"},
        {"{\"a\":1]", "{ k:a n:1 ! f: byte 7: not JSON: ',' or '}' is due here"},
        {"[1}", "[ n:1 ! f: byte 3: not JSON: ',' or ']' is due here"},
        {"[}", "[ ! f: byte 2: not JSON: a value or ']' is due here"},
        {"]", "! f: byte 1: not JSON: a value is due here"},
        {"[01]", "[ n:0 ! f: byte 3: not JSON: ',' or ']' is due here"},
        {"[-]", "[ ! f: byte 3: not JSON: the number lacks a digit here"},
        {"[1.]", "[ ! f: byte 4: not JSON: the number lacks a digit here"},
        {"[1e+]", "[ ! f: byte 5: not JSON: the number lacks a digit here"},
        {"-", "! f: byte 2: not JSON: the number lacks a digit here"},
        {"[+1]", "[ ! f: byte 2: not JSON: a value or ']' is due here"},
        {"[.5]", "[ ! f: byte 2: not JSON: a value or ']' is due here"},
        {"[NaN]", "[ ! f: byte 2: not JSON: a value or ']' is due here"},
        {"[trve]", "[ ! f: byte 4: not JSON: only true, false and null stand without quotes"},
        {"[truee]", "[ l:true ! f: byte 6: not JSON: ',' or ']' is due here"},
        {"['a']", "[ ! f: byte 2: not JSON: a value or ']' is due here"},
        {"[\"a\nb\"]", "[ ! f: byte 4: not JSON: a control character in a string; is its closing quote missing?"},
        {"[\"\\x\"]", "[ ! f: byte 3: not JSON: a backslash that begins no escape, or half a pair of surrogates"},
        {"[\"\\u12g4\"]", "[ ! f: byte 3: not JSON: a backslash that begins no escape, or half a pair of surrogates"},
        {"[\"a\\ud800\"]", "[ ! f: byte 4: not JSON: a backslash that begins no escape, or half a pair of surrogates"},
        {"[\"\\ud800\\u0041\"]",
         "[ ! f: byte 3: not JSON: a backslash that begins no escape, or half a pair of surrogates"},
        {"[\"\\udc00\"]", "[ ! f: byte 3: not JSON: a backslash that begins no escape, or half a pair of surrogates"},
        {"[\"abcdefgh\xff....\"]", "[ ! f: byte 11: not UTF-8"},
        {"[\"\xc0\x80..\"]", "[ ! f: byte 3: not UTF-8"},
        {"[\"\xed\xa0\x80.\"]", "[ ! f: byte 3: not UTF-8"},
        {"[\"\xf4\x90\x80\x80\"]", "[ ! f: byte 3: not UTF-8"},
        {"[\"\xe2\x82\"]", "[ ! f: byte 3: not UTF-8"},
        {"\xef\xbb\xbf[]", "! f: byte 1: not JSON: a value is due here"},
        {"[1\v]", "[ n:1 ! f: byte 3: not JSON: ',' or ']' is due here"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        expect((struct listener){0}, rows[i].bytes, strlen(rows[i].bytes), rows[i].events);
    expect((struct listener){0}, "[\"a\0b\"]", 7,
           "[ ! f: byte 4: not JSON: a control character in a string; is its closing quote missing?");
}

static bool is_json(const char *bytes, size_t length)
{
    struct listener listener = {0};
    text_init(&listener.out, 4096);
    bool ok = run(&listener, bytes, length, length);
    text_release(&listener.out);
    return ok;
}

/* Each byte at each place of a word and beyond, among letters of a string and among blanks. */
static void every_byte(void **state)
{
    (void)state;
    for (int byte = 1; byte < 256; byte++)
        for (size_t place = 0; place <= 20; place++) {
            char string[24] = "\"aaaaaaaaaaaaaaaaaaaaa\"", blanks[24] = "[                     ]";
            string[1 + place] = blanks[1 + place] = (char)byte;
            bool plain = byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\';
            bool blank = byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
            assert_int_equal(is_json(string, 23), plain);
            assert_int_equal(is_json(blanks, 23), blank || (byte >= '0' && byte <= '9'));
        }
    assert_false(is_json("[ xxxxxxxxxxxx]", 15));
}

static void skipping(void **state)
{
    (void)state;
    static const struct {
        struct listener options;
        const char *bytes, *events;
    } rows[] = {
        {{.skip_key = "a"}, "{\"a\":1,\"b\":2}", "{ k:a k:b n:2 } "},
        {{.skip_key = "a"}, "{\"a\":\"\\n\",\"b\":\"\\n\"}", "{ k:a k:b s:\n } "},
        {{.skip_key = "a"}, "{\"a\":{\"a\":[1,{}]},\"b\":[true]}", "{ k:a k:b [ l:true ] } "},
        {{.skip_key = "a"}, "[{\"a\":[]},{\"a\":null},5]", "[ { k:a } { k:a } n:5 ] "},
        {{.skip_begin = 1}, "{\"a\":{\"a\":[1,{}]}}", "{ "},
        {{.skip_begin = 2}, "[[1,[2]],3]", "[ [ n:3 ] "},
        {{.skip_begin = 3}, "{\"a\":[{\"b\":1},{\"c\":2}],\"d\":3}", "{ k:a [ { { k:c n:2 } ] k:d n:3 } "},
        {{.skip_key = "a"}, "{\"a\":[01]}", "{ k:a ! f: byte 8: not JSON: ',' or ']' is due here"},
        {{.skip_key = "a"}, "{\"a\":\"\xff...\"}", "{ k:a ! f: byte 7: not UTF-8"},
        {{.skip_key = "a"}, "{\"a\":[}}", "{ k:a ! f: byte 7: not JSON: a value or ']' is due here"},
        {{.skip_key = "a"}, "{\"a\":[", "{ k:a ! f: byte 7: the document ends in the middle: was all of it read?"},
        {{.stop_key = "b"}, "{\"a\":1,\"b\":2,\"c\":3}", "{ k:a n:1 k:b ! here: enough"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        expect(rows[i].options, rows[i].bytes, strlen(rows[i].bytes), rows[i].events);
}

static enum json_stream_answer measure(void *context, enum json_event event, const char *text, size_t length,
                                       struct error *err)
{
    (void)text, (void)err;
    if (event == JSON_STRING || event == JSON_NUMBER)
        *(size_t *)context = length;
    return JSON_GO_ON;
}

/* Length of the one long token that was read; 0 with `err` set. */
static size_t long_token(char open, char fill, size_t count, size_t piece, struct error *err)
{
    size_t length = 0;
    struct json_stream *stream = json_stream_new("f", measure, &length);
    char *bytes = malloc(count + 4);
    assert_non_null(bytes);
    memset(bytes, fill, count + 4);
    bytes[0] = '[';
    bytes[1] = open;
    bytes[count + 2] = open == '"' ? '"' : ' ';
    bytes[count + 3] = ']';
    bool ok = true;
    for (size_t at = 0; ok && at < count + 4; at += piece)
        ok = json_stream_push(stream, bytes + at, count + 4 - at < piece ? count + 4 - at : piece, err);
    ok = ok && json_stream_finish(stream, err);
    free(bytes);
    json_stream_free(stream);
    return ok ? length : 0;
}

/* The longest token passes and one more byte does not, in any pieces; nor does a piece of one byte cost more than its
 * share, or this would take minutes. */
static void limits(void **state)
{
    (void)state;
    static const size_t pieces[] = {1, 700, 65536, SIZE_MAX / 2};
    for (size_t i = 0; i < COUNT_OF(pieces); i++) {
        struct error err = {0};
        assert_int_equal(long_token('"', 'x', JSON_STREAM_TOKEN_BYTES_MAX, pieces[i], &err),
                         JSON_STREAM_TOKEN_BYTES_MAX);
        assert_int_equal(long_token('1', '2', JSON_STREAM_TOKEN_BYTES_MAX - 1, pieces[i], &err),
                         JSON_STREAM_TOKEN_BYTES_MAX);
        assert_int_equal(long_token('"', 'x', JSON_STREAM_TOKEN_BYTES_MAX + 1, pieces[i], &err), 0);
        assert_int_equal(err.kind, ERROR_LIMIT);
        err = (struct error){0};
        assert_int_equal(long_token('1', '2', JSON_STREAM_TOKEN_BYTES_MAX, pieces[i], &err), 0);
        assert_int_equal(err.kind, ERROR_LIMIT);
    }
}

static void depth(void **state)
{
    (void)state;
    char bytes[2 * (JSON_STREAM_DEPTH_MAX + 1) + 1];
    for (int extra = 0; extra < 2; extra++) {
        int levels = JSON_STREAM_DEPTH_MAX + extra;
        struct listener listener = {.skip_begin = 3};
        text_init(&listener.out, 4096);
        memset(bytes, '[', (size_t)levels);
        memset(bytes + levels, ']', (size_t)levels);
        run(&listener, bytes, 2 * (size_t)levels, 7);
        assert_string_equal(listener.out.bytes,
                            extra ? "[ [ [ ! f: byte 65: nested more than 64 levels deep" : "[ [ [ ] ] ");
        text_release(&listener.out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(documents), cmocka_unit_test(no_json), cmocka_unit_test(every_byte),
        cmocka_unit_test(skipping),  cmocka_unit_test(limits),  cmocka_unit_test(depth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
