/* json_stream.c — see json_stream.h. Grammar: RFC 8259, UTF-8: RFC 3629.
 *
 * A token that lies whole in the piece at hand is handed on where it lies; one that a piece's end cuts goes on in
 * `token`, scanned from where the scan stopped, so that pieces of one byte cost no more than large ones. */
#include "data/base/json_stream.h"
#include "data/base/arena.h"
#include "data/base/json_bytes.h"
#include "data/base/json_escape.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum expect { VALUE, VALUE_OR_END, KEY, KEY_OR_END, COLON, COMMA_OR_END, NOTHING };
enum token { TOKEN_NONE, TOKEN_STRING, TOKEN_NUMBER, TOKEN_LITERAL };

/* What stands after a part of a number; the last is no number any more. */
enum number { START, MINUS, ZERO, WHOLE, POINT, FRACTION, LETTER_E, SIGN, EXPONENT, NUMBER_OVER };

/* Bytes of a cut token looked at in one go. */
enum { TOKEN_STEP = 512 };

struct json_stream {
    char *name;
    enum json_stream_answer (*handler)(void *context, enum json_event event, const char *text, size_t length,
                                       struct error *err);
    void *context;
    enum expect expect;
    int depth;
    int skip_depth; /* of the object or list whose member is skipped; -1 = nothing is */
    uint64_t lists; /* bit d - 1: what is open at depth d is a list */
    const char *piece;
    uint64_t piece_offset; /* bytes pushed before it */
    enum token cut;        /* what the last piece's end cut */
    bool escaped;          /* the string has a backslash */
    enum number number;
    char *token;
    size_t token_length, token_scanned, token_capacity;
    bool failed;
};

_Static_assert(JSON_STREAM_DEPTH_MAX <= 64, "one bit a level");

struct json_stream *json_stream_new(const char *name,
                                    enum json_stream_answer (*handler)(void *context, enum json_event event,
                                                                       const char *text, size_t length,
                                                                       struct error *err),
                                    void *context)
{
    struct json_stream *stream = memory_alloc(1, sizeof *stream);
    size_t size = strlen(name) + 1;
    stream->name = memory_alloc(size, 1);
    memcpy(stream->name, name, size);
    stream->handler = handler;
    stream->context = context;
    stream->skip_depth = -1;
    return stream;
}

void json_stream_free(struct json_stream *stream)
{
    if (!stream)
        return;
    free(stream->token);
    free(stream->name);
    free(stream);
}

int json_stream_depth(const struct json_stream *stream)
{
    return stream->depth;
}

/* --- errors --- */

static uint64_t offset_of(const struct json_stream *stream, const char *at)
{
    return stream->piece_offset + (uint64_t)(at - stream->piece);
}

/* Always NULL, for functions that say where reading goes on. */
static const char *fail_at(struct json_stream *stream, uint64_t offset, enum error_kind kind, const char *text,
                           struct error *err)
{
    char where[ERROR_WHERE_SIZE];
    snprintf(where, sizeof where, "%.400s: byte %llu", stream->name, (unsigned long long)offset + 1);
    error_set(err, kind, where, "%s", text);
    return NULL;
}

static const char *fail(struct json_stream *stream, const char *at, const char *text, struct error *err)
{
    return fail_at(stream, offset_of(stream, at), ERROR_INPUT, text, err);
}

static const char *fail_long(struct json_stream *stream, uint64_t offset, struct error *err)
{
    return fail_at(stream, offset, ERROR_LIMIT, "a string or number is longer than 1 MiB", err);
}

static const char *wanted(const struct json_stream *stream)
{
    bool in_list = stream->depth > 0 && stream->lists >> (stream->depth - 1) & 1;
    switch (stream->expect) {
    case VALUE:
        return "not JSON: a value is due here";
    case VALUE_OR_END:
        return "not JSON: a value or ']' is due here";
    case KEY:
        return "not JSON: a key in double quotes is due here";
    case KEY_OR_END:
        return "not JSON: a key in double quotes or '}' is due here";
    case COLON:
        return "not JSON: ':' is due here";
    case COMMA_OR_END:
        return in_list ? "not JSON: ',' or ']' is due here" : "not JSON: ',' or '}' is due here";
    case NOTHING:
        return "something follows the end of the document";
    }
    return NULL;
}

/* --- events --- */

static bool answer_take(struct json_stream *stream, enum json_event event, enum json_stream_answer answer,
                        const struct error *err)
{
    BUG_IF(answer == JSON_STOP && err->kind == ERROR_NONE);
    if (answer == JSON_SKIP && event == JSON_KEY)
        stream->skip_depth = stream->depth;
    if (answer == JSON_SKIP && (event == JSON_BEGIN_OBJECT || event == JSON_BEGIN_LIST))
        stream->skip_depth = stream->depth - 1;
    return answer != JSON_STOP;
}

static inline bool emit(struct json_stream *stream, enum json_event event, const char *text, size_t length,
                        struct error *err)
{
    if (stream->skip_depth >= 0)
        return true;
    enum json_stream_answer answer = stream->handler(stream->context, event, text, length, err);
    return answer == JSON_GO_ON || answer_take(stream, event, answer, err);
}

static inline void value_end(struct json_stream *stream)
{
    stream->expect = stream->depth == 0 ? NOTHING : COMMA_OR_END;
    if (stream->depth == stream->skip_depth)
        stream->skip_depth = -1;
}

static inline const char *begin(struct json_stream *stream, const char *at, bool is_list, struct error *err)
{
    if (stream->depth == JSON_STREAM_DEPTH_MAX)
        return fail_at(stream, offset_of(stream, at), ERROR_LIMIT, "nested more than 64 levels deep", err);
    uint64_t bit = (uint64_t)1 << stream->depth++;
    stream->lists = is_list ? stream->lists | bit : stream->lists & ~bit;
    stream->expect = is_list ? VALUE_OR_END : KEY_OR_END;
    return emit(stream, is_list ? JSON_BEGIN_LIST : JSON_BEGIN_OBJECT, at, 1, err) ? at + 1 : NULL;
}

static inline const char *end_of(struct json_stream *stream, const char *at, bool is_list, struct error *err)
{
    if ((stream->lists >> (stream->depth - 1) & 1) != is_list)
        return fail(stream, at, wanted(stream), err);
    stream->depth--;
    if (!emit(stream, is_list ? JSON_END_LIST : JSON_END_OBJECT, at, 1, err))
        return NULL;
    value_end(stream);
    return at + 1;
}

/* --- strings --- */

/* From inside a string to its closing quote (*ret_found '"'), to the end or an escape or character that it cuts ('\0'),
 * or to what may not stand there ('!'). */
static inline const char *string_scan(const char *at, const char *end, bool *escaped, char *ret_found)
{
    for (;;) {
        at = json_plain_skip(at, end);
        *ret_found = at < end ? '"' : '\0';
        if (at == end || *at == '"')
            return at;
        int length = json_unit_length(at, end - at);
        if (length <= 0) {
            *ret_found = length == JSON_UNIT_CUT ? '\0' : '!';
            return at;
        }
        *escaped = *escaped || *at == '\\';
        at += length;
    }
}

static const char *string_fault(const char *at)
{
    unsigned char byte = (unsigned char)*at;
    return byte == '\\'  ? "not JSON: a backslash that begins no escape, or half a pair of surrogates"
           : byte < 0x20 ? "not JSON: a control character in a string; is its closing quote missing?"
                         : "not UTF-8";
}

static void token_reserve(struct json_stream *stream, size_t size)
{
    if (size <= stream->token_capacity)
        return;
    stream->token_capacity = size < 4096 ? 4096 : size * 2;
    stream->token = memory_resize(stream->token, stream->token_capacity, 1);
}

/* A whole string, key or value; `next` is behind its closing quote. */
static inline const char *string_take(struct json_stream *stream, const char *text, size_t length, const char *next,
                                      struct error *err)
{
    if (length > JSON_STREAM_TOKEN_BYTES_MAX)
        return fail_long(stream, offset_of(stream, next), err);
    if (stream->escaped && stream->skip_depth < 0) {
        token_reserve(stream, length);
        length = json_unescape(text, length, stream->token);
        text = stream->token;
    }
    bool is_key = stream->expect == KEY || stream->expect == KEY_OR_END;
    if (!emit(stream, is_key ? JSON_KEY : JSON_STRING, text, length, err))
        return NULL;
    if (is_key)
        stream->expect = COLON;
    else
        value_end(stream);
    return next;
}

static const char *token_cut(struct json_stream *stream, enum token token, const char *start, const char *scanned,
                             const char *end)
{
    stream->cut = token;
    stream->token_length = (size_t)(end - start);
    stream->token_scanned = (size_t)(scanned - start);
    token_reserve(stream, stream->token_length + TOKEN_STEP);
    memcpy(stream->token, start, stream->token_length);
    return end;
}

static inline const char *string_read(struct json_stream *stream, const char *at, const char *end, struct error *err)
{
    const char *start = at + 1;
    char found;
    stream->escaped = false;
    at = string_scan(start, end, &stream->escaped, &found);
    if (found == '"')
        return string_take(stream, start, (size_t)(at - start), at + 1, err);
    if (found == '!')
        return fail(stream, at, string_fault(at), err);
    if (at - start > JSON_STREAM_TOKEN_BYTES_MAX)
        return fail_long(stream, offset_of(stream, at), err);
    return token_cut(stream, TOKEN_STRING, start, at, end);
}

static const char *string_resume(struct json_stream *stream, const char *at, const char *end, struct error *err)
{
    while (at < end) {
        size_t had = stream->token_length, more = end - at < TOKEN_STEP ? (size_t)(end - at) : TOKEN_STEP;
        char found;
        token_reserve(stream, had + more);
        memcpy(stream->token + had, at, more);
        stream->token_length += more;
        const char *stop = string_scan(stream->token + stream->token_scanned, stream->token + stream->token_length,
                                       &stream->escaped, &found);
        stream->token_scanned = (size_t)(stop - stream->token);
        if (found == '"') {
            stream->cut = TOKEN_NONE;
            return string_take(stream, stream->token, stream->token_scanned, at + (stream->token_scanned + 1 - had),
                               err);
        }
        uint64_t offset = offset_of(stream, at) + stream->token_scanned - had;
        if (found == '!')
            return fail_at(stream, offset, ERROR_INPUT, string_fault(stop), err);
        if (stream->token_scanned > JSON_STREAM_TOKEN_BYTES_MAX)
            return fail_long(stream, offset, err);
        at += more;
    }
    return end;
}

/* --- numbers and literals --- */

static const unsigned char number_next[NUMBER_OVER][128] = {
#define DIGITS(next)                                                                                                   \
    ['1'] = next, ['2'] = next, ['3'] = next, ['4'] = next, ['5'] = next, ['6'] = next, ['7'] = next, ['8'] = next,    \
    ['9'] = next
    [START] = {['-'] = MINUS, ['0'] = ZERO, DIGITS(WHOLE)},
    [MINUS] = {['0'] = ZERO, DIGITS(WHOLE)},
    [ZERO] = {['.'] = POINT, ['e'] = LETTER_E, ['E'] = LETTER_E},
    [WHOLE] = {['.'] = POINT, ['e'] = LETTER_E, ['E'] = LETTER_E, ['0'] = WHOLE, DIGITS(WHOLE)},
    [POINT] = {['0'] = FRACTION, DIGITS(FRACTION)},
    [FRACTION] = {['e'] = LETTER_E, ['E'] = LETTER_E, ['0'] = FRACTION, DIGITS(FRACTION)},
    [LETTER_E] = {['+'] = SIGN, ['-'] = SIGN, ['0'] = EXPONENT, DIGITS(EXPONENT)},
    [SIGN] = {['0'] = EXPONENT, DIGITS(EXPONENT)},
    [EXPONENT] = {['0'] = EXPONENT, DIGITS(EXPONENT)},
#undef DIGITS
};

/* Behind the last byte that can be the number's. */
static const char *number_scan(struct json_stream *stream, const char *at, const char *end)
{
    enum number number = stream->number;
    for (; at < end && (unsigned char)*at < 128; at++) {
        enum number next = number_next[number][(unsigned char)*at];
        if (next == START)
            break;
        number = next;
    }
    stream->number = number;
    return at;
}

/* `next` is behind the number. */
static const char *number_take(struct json_stream *stream, const char *text, size_t length, const char *next,
                               struct error *err)
{
    enum number number = stream->number;
    if (length > JSON_STREAM_TOKEN_BYTES_MAX)
        return fail_long(stream, offset_of(stream, next), err);
    if (number != ZERO && number != WHOLE && number != FRACTION && number != EXPONENT)
        return fail(stream, next, "not JSON: the number lacks a digit here", err);
    if (!emit(stream, JSON_NUMBER, text, length, err))
        return NULL;
    value_end(stream);
    return next;
}

static const char *number_read(struct json_stream *stream, const char *at, const char *end, struct error *err)
{
    stream->number = START;
    const char *stop = number_scan(stream, at, end);
    if (stop < end)
        return number_take(stream, at, (size_t)(stop - at), stop, err);
    if (stop - at > JSON_STREAM_TOKEN_BYTES_MAX)
        return fail_long(stream, offset_of(stream, stop), err);
    return token_cut(stream, TOKEN_NUMBER, at, end, end);
}

static const char *number_resume(struct json_stream *stream, const char *at, const char *end, struct error *err)
{
    const char *stop = number_scan(stream, at, end);
    size_t length = stream->token_length + (size_t)(stop - at);
    if (length > JSON_STREAM_TOKEN_BYTES_MAX)
        return fail_long(stream, offset_of(stream, stop), err);
    token_reserve(stream, length);
    memcpy(stream->token + stream->token_length, at, (size_t)(stop - at));
    stream->token_length = length;
    if (stop == end)
        return end;
    stream->cut = TOKEN_NONE;
    return number_take(stream, stream->token, length, stop, err);
}

static const char *literal_of(char first)
{
    return first == 't' ? "true" : first == 'f' ? "false" : first == 'n' ? "null" : NULL;
}

/* Of the literal the first `had` bytes are read. */
static const char *literal_go_on(struct json_stream *stream, const char *word, size_t had, const char *at,
                                 const char *end, struct error *err)
{
    size_t length = strlen(word);
    for (; at < end && had < length; at++, had++)
        if (*at != word[had])
            return fail(stream, at, "not JSON: only true, false and null stand without quotes", err);
    stream->cut = had < length ? TOKEN_LITERAL : TOKEN_NONE;
    if (had < length) {
        token_reserve(stream, 1);
        stream->token[0] = word[0];
        stream->token_length = had;
        return end;
    }
    if (!emit(stream, JSON_LITERAL, word, length, err))
        return NULL;
    value_end(stream);
    return at;
}

/* --- structure --- */

static inline const char *value_read(struct json_stream *stream, const char *at, const char *end, struct error *err)
{
    if (*at == '"')
        return string_read(stream, at, end, err);
    if (*at == '{' || *at == '[')
        return begin(stream, at, *at == '[', err);
    if (*at == '-' || (*at >= '0' && *at <= '9'))
        return number_read(stream, at, end, err);
    if (*at == ']' && stream->expect == VALUE_OR_END)
        return end_of(stream, at, true, err);
    const char *word = literal_of(*at);
    return word ? literal_go_on(stream, word, 0, at, end, err) : fail(stream, at, wanted(stream), err);
}

static inline const char *key_read(struct json_stream *stream, const char *at, const char *end, struct error *err)
{
    if (*at == '"')
        return string_read(stream, at, end, err);
    if (*at == '}' && stream->expect == KEY_OR_END)
        return end_of(stream, at, false, err);
    return fail(stream, at, wanted(stream), err);
}

static inline const char *after_value(struct json_stream *stream, const char *at, struct error *err)
{
    if (*at == ',') {
        stream->expect = stream->lists >> (stream->depth - 1) & 1 ? VALUE : KEY;
        return at + 1;
    }
    if (*at == '}' || *at == ']')
        return end_of(stream, at, *at == ']', err);
    return fail(stream, at, wanted(stream), err);
}

static inline const char *one_read(struct json_stream *stream, const char *at, const char *end, struct error *err)
{
    switch (stream->expect) {
    case VALUE:
    case VALUE_OR_END:
        return value_read(stream, at, end, err);
    case KEY:
    case KEY_OR_END:
        return key_read(stream, at, end, err);
    case COLON:
        stream->expect = VALUE;
        return *at == ':' ? at + 1 : (stream->expect = COLON, fail(stream, at, wanted(stream), err));
    case COMMA_OR_END:
        return after_value(stream, at, err);
    case NOTHING:
        return fail(stream, at, wanted(stream), err);
    }
    return NULL;
}

/* Goes on with the token that the last piece's end cut. */
static const char *cut_read(struct json_stream *stream, const char *at, const char *end, struct error *err)
{
    switch (stream->cut) {
    case TOKEN_NONE:
        return at;
    case TOKEN_STRING:
        return string_resume(stream, at, end, err);
    case TOKEN_NUMBER:
        return number_resume(stream, at, end, err);
    case TOKEN_LITERAL:
        return literal_go_on(stream, literal_of(stream->token[0]), stream->token_length, at, end, err);
    }
    return NULL;
}

bool json_stream_push(struct json_stream *stream, const char *bytes, size_t length, struct error *err)
{
    BUG_IF(stream->failed);
    if (length == 0)
        return true;
    const char *end = bytes + length;
    stream->piece = bytes;
    const char *at = cut_read(stream, bytes, end, err);
    while (at && (at = json_blanks_skip(at, end)) < end)
        at = one_read(stream, at, end, err);
    stream->piece = NULL;
    stream->piece_offset += length;
    stream->failed = !at;
    return at != NULL;
}

bool json_stream_finish(struct json_stream *stream, struct error *err)
{
    BUG_IF(stream->failed);
    stream->piece = "";
    if (stream->cut == TOKEN_NUMBER && stream->depth == 0) {
        stream->cut = TOKEN_NONE;
        stream->failed = !number_take(stream, stream->token, stream->token_length, stream->piece, err);
        if (stream->failed)
            return false;
    }
    if (stream->expect == NOTHING)
        return true;
    stream->failed = true;
    return fail_at(stream, stream->piece_offset, ERROR_INPUT,
                   stream->piece_offset == 0 ? "nothing is there: a JSON document is due"
                                             : "the document ends in the middle: was all of it read?",
                   err) != NULL;
}
