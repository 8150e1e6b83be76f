/* feed_reader.c — see feed.h: one document, in the shape its first byte tells. */
#include "pricing/feed_reader_parts.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct feed_reader {
    struct feed *feed;
    enum feed_document document;
    struct arena arena;
    const char *name;
    const struct feed_shape *shape; /* NULL before the first byte that tells */
    void *state;
    int mark_bytes; /* of a byte order mark at the beginning */
    bool begun;     /* this reading is behind such beginnings */
};

struct feed_reader *feed_reader_new(struct feed *feed, enum feed_document document, const char *name)
{
    struct feed_reader *reader = memory_alloc(1, sizeof *reader);
    reader->feed = feed;
    reader->document = document;
    reader->name = arena_strdup(&reader->arena, name);
    return reader;
}

void feed_reader_free(struct feed_reader *reader)
{
    if (reader == NULL)
        return;
    if (reader->shape != NULL)
        reader->shape->release(reader->state);
    arena_release(&reader->arena);
    free(reader);
}

/* Bytes of a mark or blanks at the beginning that tell nothing. */
static size_t prelude_length(struct feed_reader *reader, const char *bytes, size_t length)
{
    static const char mark[] = "\xef\xbb\xbf";
    size_t at = 0;
    while (at < length) {
        if (reader->mark_bytes < 3 && bytes[at] == mark[reader->mark_bytes])
            reader->mark_bytes++;
        else if (strchr(" \t\r\n", bytes[at]) == NULL || bytes[at] == '\0')
            break;
        at++;
    }
    return at;
}

static bool shape_find(struct feed_reader *reader, char first, struct error *err)
{
    bool plans = reader->document == FEED_SAVINGS_PLANS;
    if (first == '<')
        return error_set(err, ERROR_INPUT, reader->name, "is a page of HTML or XML, not a price list");
    if (first == '{' || first == '[')
        reader->shape = plans ? &feed_plans_json : &feed_offer_json;
    else
        reader->shape = plans ? &feed_plans_csv : &feed_offer_csv;
    reader->state = reader->shape->make(reader->feed, reader->document, reader->name);
    return true;
}

bool feed_reader_push(struct feed_reader *reader, const char *bytes, size_t length, struct error *err)
{
    if (!reader->begun) {
        size_t prelude = prelude_length(reader, bytes, length);
        bytes += prelude;
        length -= prelude;
        if (length == 0)
            return true;
        reader->begun = true;
        if (reader->shape == NULL && !shape_find(reader, *bytes, err))
            return false;
    }
    return reader->shape->push(reader->state, bytes, length, err);
}

static bool code_check(const struct feed_reader *reader, const char *code, struct error *err)
{
    static const char *const codes[] = {"AmazonEC2", "AmazonECS", "AWSLambda", "AmazonVPC", "ComputeSavingsPlan"};
    _Static_assert(sizeof codes / sizeof codes[0] == FEED_DOCUMENTS_COUNT, "a code each");
    const char *wanted = codes[reader->document];
    bool same = reader->document == FEED_SAVINGS_PLANS ? strstr(code, wanted) != NULL : strcasecmp(code, wanted) == 0;
    return same || *code == '\0' ||
           error_set(err, ERROR_INPUT, reader->name, "is the price list of %s, not of %s", code, wanted);
}

bool feed_reader_finish(struct feed_reader *reader, bool *ret_again, struct error *err)
{
    if (reader->shape == NULL)
        return error_set(err, ERROR_INPUT, reader->name, "is empty");
    reader->begun = false;
    reader->mark_bytes = 0;
    return code_check(reader, reader->shape->head(reader->state)->offer_code, err) &&
           reader->shape->finish(reader->state, ret_again, err);
}

const char *feed_reader_published_at(const struct feed_reader *reader)
{
    return reader->shape != NULL ? reader->shape->head(reader->state)->published_at : "";
}
