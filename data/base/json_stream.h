/* json_stream.h — JSON of any length read as it arrives, in bounded memory: for documents of hundreds of megabytes that
 * nobody wants whole. For a document of ours use node.h, which gives a tree with places.
 *
 * Bytes are pushed in pieces of any size; the reader calls `event` for each thing met. The whole grammar is checked
 * (RFC 8259: structure, numbers, escapes, UTF-8), also of what is skipped. Holds at most one string or number, of
 * JSON_STREAM_TOKEN_BYTES_MAX bytes as written, and one bit a level. Keys given twice are the handler's to find. */
#ifndef BAYPLAN_BASE_JSON_STREAM_H
#define BAYPLAN_BASE_JSON_STREAM_H

#include "data/base/error.h"
#include <stddef.h>
#include <stdint.h>

enum { JSON_STREAM_TOKEN_BYTES_MAX = 1024 * 1024, JSON_STREAM_DEPTH_MAX = 64 };

enum json_event {
    JSON_BEGIN_OBJECT,
    JSON_END_OBJECT,
    JSON_BEGIN_LIST,
    JSON_END_LIST,
    JSON_KEY,    /* text: unescaped */
    JSON_STRING, /* text: unescaped; may hold NUL */
    JSON_NUMBER, /* text: as written, so that "0.0000166667" stays exact */
    JSON_LITERAL /* text: "true", "false" or "null" */
};

/* What the handler wants next. SKIP: after JSON_KEY the member's value, after a BEGIN all up to its END, is read
 * without events (its END is not reported either); elsewhere as GO_ON. */
enum json_stream_answer { JSON_GO_ON, JSON_SKIP, JSON_STOP /* `err` is set: reading ends with it */ };

struct json_stream;
/* `name` (a file or URL) is for errors, which carry the byte's position, from 1: "NAME: byte 12345". The `text` of an
 * event has no NUL at its end and is there during the call alone. */
struct json_stream *json_stream_new(const char *name,
                                    enum json_stream_answer (*handler)(void *context, enum json_event event,
                                                                       const char *text, size_t length,
                                                                       struct error *err),
                                    void *context);
/* Errors: INPUT, LIMIT, those of the handler. A stream that has failed is only to be freed. */
MUST_CHECK bool json_stream_push(struct json_stream *stream, const char *bytes, size_t length, struct error *err);
/* Errors: INPUT where the document is not at its end. */
MUST_CHECK bool json_stream_finish(struct json_stream *stream, struct error *err);
int json_stream_depth(const struct json_stream *stream); /* objects and lists open */
void json_stream_free(struct json_stream *stream);       /* NULL is fine */

#endif
