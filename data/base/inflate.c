/* inflate.c — see inflate.h. The only file that sees zlib. */
#include "data/base/inflate.h"
#include "data/base/arena.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { GZIP_ONLY = 16 /* added to the window's bits: gzip's header and check sum, nothing else */ };

struct inflate {
    char *name;
    bool (*sink)(void *context, const char *bytes, size_t length, struct error *err);
    void *context;
    z_stream zlib;
    unsigned long long offset; /* packed bytes pushed before this piece */
    bool at_end;               /* of a member, and nothing came behind it */
    char piece[INFLATE_PIECE_BYTES];
};

struct inflate *inflate_new(const char *name,
                            bool (*sink)(void *context, const char *bytes, size_t length, struct error *err),
                            void *context)
{
    struct inflate *stream = memory_alloc(1, sizeof *stream);
    size_t size = strlen(name) + 1;
    stream->name = memory_alloc(size, 1);
    memcpy(stream->name, name, size);
    stream->sink = sink;
    stream->context = context;
    BUG_IF(inflateInit2(&stream->zlib, MAX_WBITS + GZIP_ONLY) != Z_OK);
    return stream;
}

void inflate_free(struct inflate *stream)
{
    if (!stream)
        return;
    inflateEnd(&stream->zlib);
    free(stream->name);
    free(stream);
}

static bool fail(const struct inflate *stream, unsigned long long offset, const char *text, struct error *err)
{
    char where[ERROR_WHERE_SIZE];
    snprintf(where, sizeof where, "%.400s: byte %llu", stream->name, offset);
    return error_set(err, ERROR_INPUT, where, "not gzip: %s", text);
}

/* Unpacks until the input at hand is used up. Output that zlib holds back then comes with the next input, of which
 * there is some: a member ends in its check sum and its length. */
static bool unpack(struct inflate *stream, struct error *err)
{
    z_stream *zlib = &stream->zlib;
    do {
        if (stream->at_end)
            BUG_IF(inflateReset(zlib) != Z_OK);
        zlib->next_out = (Bytef *)stream->piece;
        zlib->avail_out = sizeof stream->piece;
        int code = inflate(zlib, Z_NO_FLUSH);
        BUG_IF(code == Z_MEM_ERROR || code == Z_STREAM_ERROR);
        if (code == Z_DATA_ERROR || code == Z_NEED_DICT)
            return fail(stream, stream->offset - zlib->avail_in, zlib->msg ? zlib->msg : "needs a dictionary", err);
        stream->at_end = code == Z_STREAM_END;
        size_t length = sizeof stream->piece - zlib->avail_out;
        if (length > 0 && !stream->sink(stream->context, stream->piece, length, err))
            return false;
    } while (zlib->avail_in > 0);
    return true;
}

bool inflate_push(struct inflate *stream, const char *bytes, size_t length, struct error *err)
{
    while (length > 0) {
        uInt step = length < INT_MAX ? (uInt)length : INT_MAX;
        stream->zlib.next_in = (z_const Bytef *)bytes;
        stream->zlib.avail_in = step;
        stream->offset += step;
        if (!unpack(stream, err))
            return false;
        bytes += step;
        length -= step;
    }
    return true;
}

bool inflate_finish(const struct inflate *stream, struct error *err)
{
    return stream->at_end || fail(stream, stream->offset, "it ends in the middle", err);
}
