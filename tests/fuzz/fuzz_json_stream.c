/* fuzz_json_stream.c — any bytes as JSON in pieces of any size. Laws: the pieces change nothing; jansson accepts and
 * refuses the same, and makes the same tree as the events do; what is skipped is checked as well, and the events are
 * the others. */
#include "data/base/arena.h"
#include "data/base/json_stream.h"
#include "tests/fuzz/fuzz.h"

#define JSON_STRING JANSSON_STRING /* jansson has a name of ours */
#include <jansson.h>
#undef JSON_STRING
#include <stdlib.h>
#include <string.h>

static void require(bool truth)
{
    if (!truth)
        abort();
}

struct event {
    enum json_event kind;
    char *text;
    size_t length;
};

struct record {
    struct event *events;
    int count, capacity;
    /* Skipping: `all` is what came without it, `next` the event of it that is due. */
    const struct record *all;
    int next;
    bool may_skip;
    unsigned skips;
};

static void record_release(struct record *record)
{
    for (int i = 0; i < record->count; i++)
        free(record->events[i].text);
    free(record->events);
}

static void record_add(struct record *record, enum json_event kind, const char *text, size_t length)
{
    if (record->count == record->capacity) {
        record->capacity = record->capacity * 2 + 16;
        record->events = memory_resize(record->events, (size_t)record->capacity, sizeof *record->events);
    }
    struct event *event = &record->events[record->count++];
    *event = (struct event){.kind = kind, .text = memory_alloc(length + 1, 1), .length = length};
    memcpy(event->text, text, length);
}

static bool is_begin(enum json_event kind)
{
    return kind == JSON_BEGIN_OBJECT || kind == JSON_BEGIN_LIST;
}

static bool is_end(enum json_event kind)
{
    return kind == JSON_END_OBJECT || kind == JSON_END_LIST;
}

/* Behind the value at `at`, or the end where it is cut. */
static int value_behind(const struct record *record, int at)
{
    int depth = 0;
    for (; at < record->count; at++) {
        depth += is_begin(record->events[at].kind) - is_end(record->events[at].kind);
        if (depth == 0 && record->events[at].kind != JSON_KEY)
            return at + 1;
    }
    return at;
}

static enum json_stream_answer listen(void *context, enum json_event kind, const char *text, size_t length,
                                      struct error *err)
{
    struct record *record = context;
    (void)err;
    if (!record->all) {
        record_add(record, kind, text, length);
        return JSON_GO_ON;
    }
    require(record->next < record->all->count);
    const struct event *wanted = &record->all->events[record->next];
    require(wanted->kind == kind && wanted->length == length && memcmp(wanted->text, text, length) == 0);
    record->skips = record->skips * 1103515245u + 12345u;
    bool skip = record->may_skip && (record->skips >> 16 & 1);
    if (skip && (kind == JSON_KEY || is_begin(kind)))
        record->next = value_behind(record->all, record->next + (kind == JSON_KEY));
    else
        record->next++;
    return skip ? JSON_SKIP : JSON_GO_ON;
}

static bool read_pieces(struct record *record, const uint8_t *data, size_t size, size_t piece, struct error *err)
{
    struct json_stream *stream = json_stream_new("f", listen, record);
    bool ok = true;
    for (size_t at = 0; ok && at < size; at += piece) {
        size_t length = size - at < piece ? size - at : piece;
        char *copy = memory_alloc(length, 1); /* a block of its own: the sanitizer sees a byte too many */
        memcpy(copy, data + at, length);
        ok = json_stream_push(stream, copy, length, err);
        free(copy);
    }
    ok = ok && json_stream_finish(stream, err);
    require(!ok || json_stream_depth(stream) == 0);
    json_stream_free(stream);
    require(ok == (err->kind == ERROR_NONE));
    if (!ok)
        require((err->kind == ERROR_INPUT || err->kind == ERROR_LIMIT) && strncmp(err->where, "f: byte ", 8) == 0 &&
                strtoull(err->where + 8, NULL, 10) <= size + 1);
    return ok;
}

/* The value whose events begin at *at, which is moved behind it. */
static json_t *tree_of(const struct record *record, int *at)
{
    const struct event *event = &record->events[(*at)++];
    json_t *value = NULL;
    if (event->kind == JSON_STRING)
        return json_stringn_nocheck(event->text, event->length);
    if (event->kind == JSON_NUMBER)
        return json_real(strtod(event->text, NULL));
    if (event->kind == JSON_LITERAL)
        return event->text[0] == 'n' ? json_null() : json_boolean(event->text[0] == 't');
    require(is_begin(event->kind));
    value = event->kind == JSON_BEGIN_OBJECT ? json_object() : json_array();
    while (!is_end(record->events[*at].kind)) {
        if (event->kind == JSON_BEGIN_LIST) {
            require(json_array_append_new(value, tree_of(record, at)) == 0);
            continue;
        }
        const struct event *key = &record->events[(*at)++];
        require(key->kind == JSON_KEY);
        require(json_object_setn_new_nocheck(value, key->text, key->length, tree_of(record, at)) == 0);
    }
    require(record->events[(*at)++].kind == (event->kind == JSON_BEGIN_OBJECT ? JSON_END_OBJECT : JSON_END_LIST));
    return value;
}

static void compare(const struct record *record, const struct error *err, const uint8_t *data, size_t size)
{
    json_error_t cause;
    if (size > 0 && memchr(data, '\0', size)) { /* never JSON; jansson 2.14 swallows it behind a number */
        require(err->kind != ERROR_NONE);
        return;
    }
    json_t *theirs =
        json_loadb((const char *)data, size, JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, &cause);
    enum json_error_code code = theirs ? json_error_unknown : json_error_code(&cause);
    /* what jansson holds no number or key for is JSON all the same; our depth is less than its */
    bool is_beyond =
        err->kind == ERROR_LIMIT || code == json_error_numeric_overflow || code == json_error_null_byte_in_key;
    require(is_beyond || (err->kind == ERROR_NONE) == (theirs != NULL));
    if (theirs && err->kind == ERROR_NONE) {
        int at = 0;
        json_t *ours = tree_of(record, &at);
        require(at == record->count && json_equal(ours, theirs));
        json_decref(ours);
    }
    json_decref(theirs);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error err = {0};
    struct record all = {0};
    bool ok = read_pieces(&all, data, size, size + 1, &err);
    compare(&all, &err, data, size);
    const size_t pieces[] = {1, 1 + size % 7, 1 + size / 2};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        struct error other = {0};
        struct record same = {.all = &all};
        require(read_pieces(&same, data, size, pieces[i], &other) == ok && other.kind == err.kind);
        require(same.next == all.count);
        struct error skipped = {0};
        struct record rest = {.all = &all, .may_skip = true, .skips = (unsigned)size + (unsigned)i};
        require(read_pieces(&rest, data, size, pieces[i], &skipped) == ok && skipped.kind == err.kind);
        require(!ok || rest.next == all.count);
    }
    record_release(&all);
    return 0;
}
