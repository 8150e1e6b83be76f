/* fuzz_inflate.c — any bytes as gzip in pieces of any size: the pieces change nothing, and what is refused has its
 * place. Output is cut at a megabyte, as a sink may. */
#include "data/base/arena.h"
#include "data/base/inflate.h"
#include "data/base/text.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

enum { OUTPUT_BYTES_MAX = 1024 * 1024 };

static void require(bool truth)
{
    if (!truth)
        abort();
}

static bool collect(void *context, const char *bytes, size_t length, struct error *err)
{
    struct text *out = context;
    require(length > 0 && length <= INFLATE_PIECE_BYTES);
    text_add_bytes(out, bytes, length);
    return !out->overflown || error_set(err, ERROR_LIMIT, NULL, "enough");
}

static struct text unpacked(const uint8_t *data, size_t size, size_t piece, struct error *err)
{
    struct text out;
    text_init(&out, OUTPUT_BYTES_MAX);
    struct inflate *stream = inflate_new("f", collect, &out);
    bool ok = true;
    for (size_t at = 0; ok && at < size; at += piece) {
        size_t length = size - at < piece ? size - at : piece;
        char *copy = memory_alloc(length, 1);
        memcpy(copy, data + at, length);
        ok = inflate_push(stream, copy, length, err);
        free(copy);
    }
    ok = ok && inflate_finish(stream, err);
    inflate_free(stream);
    require(ok == (err->kind == ERROR_NONE));
    require(ok || err->kind == ERROR_LIMIT || strncmp(err->where, "f: byte ", 8) == 0);
    return out;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error err = {0};
    struct text whole = unpacked(data, size, size + 1, &err);
    const size_t pieces[] = {1, 1 + size % 11};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        struct error other = {0};
        struct text same = unpacked(data, size, pieces[i], &other);
        /* up to a fault, small pieces may bring more */
        size_t length = whole.length < same.length ? whole.length : same.length;
        require(other.kind == err.kind && (err.kind != ERROR_NONE || same.length == whole.length));
        require(length == 0 || memcmp(whole.bytes, same.bytes, length) == 0);
        text_release(&same);
    }
    text_release(&whole);
    return 0;
}
