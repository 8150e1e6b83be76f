/* inflate.h — gzip (RFC 1952) unpacked as it arrives, in some 200 KiB however long it is (zlib). */
#ifndef BAYPLAN_BASE_INFLATE_H
#define BAYPLAN_BASE_INFLATE_H

#include "data/base/error.h"

enum { INFLATE_PIECE_BYTES = 128 * 1024 };

struct inflate;

/* `name` (a file or URL) is for errors: "NAME: byte 123" of the packed bytes. Each piece unpacked, at most
 * INFLATE_PIECE_BYTES, goes to `sink`; false ends the push with its error. */
struct inflate *inflate_new(const char *name,
                            bool (*sink)(void *context, const char *bytes, size_t length, struct error *err),
                            void *context);
/* Pieces of any size. Several gzip members in a row are one text, as gzip -d has it. Errors: INPUT, those of the sink;
 * after one it is only to be freed. */
MUST_CHECK bool inflate_push(struct inflate *stream, const char *bytes, size_t length, struct error *err);
/* Errors: INPUT where the gzip is not at its end. */
MUST_CHECK bool inflate_finish(const struct inflate *stream, struct error *err);
void inflate_free(struct inflate *stream); /* NULL is fine */

#endif
