/* test_inflate.c — gzip in pieces of any size, several members, and what is no gzip or not all of it. The gzip is made
 * by zlib here. */
#include "tests/unit/base/check.h"

#include "data/base/inflate.h"
#include "data/base/text.h"

#include <zlib.h>

static size_t gzip(const char *bytes, size_t length, char *out, size_t size)
{
    z_stream zlib = {.next_in = (Bytef *)bytes, .avail_in = (uInt)length, .next_out = (Bytef *)out};
    zlib.avail_out = (uInt)size;
    assert_int_equal(deflateInit2(&zlib, 6, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    assert_int_equal(deflate(&zlib, Z_FINISH), Z_STREAM_END);
    size_t made = size - zlib.avail_out;
    deflateEnd(&zlib);
    return made;
}

static bool collect(void *context, const char *bytes, size_t length, struct error *err)
{
    struct text *out = context;
    assert_true(length > 0 && length <= INFLATE_PIECE_BYTES);
    text_add_bytes(out, bytes, length);
    return !out->overflown || error_set(err, ERROR_LIMIT, "here", "enough");
}

/* What comes out, or "WHERE: TEXT" behind it where it failed. */
static struct text unpacked(const char *bytes, size_t length, size_t piece, size_t limit)
{
    struct text out;
    struct error err = {0};
    text_init(&out, limit);
    struct inflate *stream = inflate_new("f.gz", collect, &out);
    bool ok = true;
    for (size_t at = 0; ok && at < length; at += piece) {
        size_t count = length - at < piece ? length - at : piece;
        char *copy = malloc(count);
        assert_non_null(copy);
        memcpy(copy, bytes + at, count);
        ok = inflate_push(stream, copy, count, &err);
        free(copy);
    }
    ok = ok && inflate_finish(stream, &err);
    assert_int_equal(ok, err.kind == ERROR_NONE);
    out.limit += 200;
    if (!ok)
        text_printf(&out, "%s: %s", err.where, err.text);
    inflate_free(stream);
    return out;
}

static void expect(const char *bytes, size_t length, const char *wanted)
{
    for (size_t piece = 1; piece <= length + 1; piece++) {
        struct text out = unpacked(bytes, length, piece, 1000);
        assert_string_equal(out.bytes ? out.bytes : "", wanted);
        text_release(&out);
    }
}

static void members(void **state)
{
    (void)state;
    char bytes[400], broken[400];
    size_t first = gzip("one, one, one; ", 15, bytes, sizeof bytes);
    expect(bytes, first, "one, one, one; ");
    size_t all = first + gzip("two", 3, bytes + first, sizeof bytes - first);
    expect(bytes, all, "one, one, one; two");
    size_t empty = gzip("", 0, bytes + all, sizeof bytes - all);
    expect(bytes, all + empty, "one, one, one; two");
    expect(bytes + all, empty, "");
    for (size_t cut = 0; cut < all; cut++) {
        struct text out = unpacked(bytes, cut, 3, 1000);
        bool whole = cut == first;
        assert_int_equal(strstr(out.bytes ? out.bytes : "", "not gzip: it ends in the middle") == NULL, whole);
        text_release(&out);
    }
    memcpy(broken, bytes, first);
    broken[first - 5] ^= 1; /* of the check sum */
    struct text out = unpacked(broken, first, 3, 1000);
    assert_non_null(strstr(out.bytes, "f.gz: byte 25: not gzip: incorrect data check"));
    text_release(&out);
}

static void no_gzip(void **state)
{
    (void)state;
    expect("{\"a\":1}", 7, "f.gz: byte 2: not gzip: incorrect header check");
    expect("", 0, "f.gz: byte 0: not gzip: it ends in the middle");
    char bytes[100];
    size_t length = gzip("x", 1, bytes, sizeof bytes);
    bytes[length] = 'g';
    bytes[length + 1] = 'a';
    bytes[length + 2] = 'r';
    struct text out = unpacked(bytes, length + 3, 2, 1000);
    assert_non_null(strstr(out.bytes, "incorrect header check"));
    text_release(&out);
}

/* Megabytes out of kilobytes come in bounded pieces, and the sink can end it. */
static void large(void **state)
{
    (void)state;
    size_t length = 5 * 1000 * 1000 + 7;
    char *bytes = calloc(1, length), *packed = malloc(length);
    assert_true(bytes && packed);
    for (size_t i = 0; i < length; i++)
        bytes[i] = (char)('a' + i * i / 1000 % 7);
    size_t packed_length = gzip(bytes, length, packed, length);
    static const size_t pieces[] = {1000, 65536, SIZE_MAX / 2};
    for (size_t i = 0; i < COUNT_OF(pieces); i++) {
        struct text out = unpacked(packed, packed_length, pieces[i], length);
        assert_int_equal(out.length, length);
        assert_memory_equal(out.bytes, bytes, length);
        text_release(&out);
        out = unpacked(packed, packed_length, pieces[i], 1000 * 1000);
        assert_non_null(strstr(out.bytes ? out.bytes : "here: enough", "here: enough"));
        text_release(&out);
    }
    free(bytes);
    free(packed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members),
        cmocka_unit_test(no_gzip),
        cmocka_unit_test(large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
