/* feed_file.c — a saved document: what it is, by its beginning; then to the reader of its form. */
#include "data/base/file.h"
#include "data/base/inflate.h"
#include "data/base/text.h"
#include "pricing/feed.h"

#include <string.h>

enum { HEAD_BYTES = 64 * 1024 };

/* Where the bytes come from: the file, or (stdin) memory. */
struct source {
    const char *path;
    const char *bytes; /* NULL: the file's */
    size_t length;
    bool packed;
};

struct sink {
    bool (*take)(void *context, const char *bytes, size_t length, struct error *err);
    void *context;
};

static bool push_packed(void *context, const char *bytes, size_t length, struct error *err)
{
    return inflate_push(context, bytes, length, err);
}

static bool pour_raw(const struct source *source, int64_t most, struct sink sink, struct error *err)
{
    if (source->bytes == NULL)
        return file_pour(source->path, most, sink.take, sink.context, err);
    size_t length = (int64_t)source->length < most ? source->length : (size_t)most;
    return length == 0 || sink.take(sink.context, source->bytes, length, err);
}

/* All of it, or its head: `most` of the bytes as they lie there. */
static bool pour(const struct source *source, int64_t most, struct sink sink, struct error *err)
{
    if (!source->packed)
        return pour_raw(source, most, sink, err);
    struct inflate *inflate = inflate_new(source->path, sink.take, sink.context);
    bool done = pour_raw(source, most, (struct sink){push_packed, inflate}, err) &&
                (most < INT64_MAX || inflate_finish(inflate, err));
    inflate_free(inflate);
    return done;
}

/* Bytes kept up to a limit; `head` only: more are dropped, not an error. */
struct keeping {
    struct text text;
    const char *path;
    bool head;
};

static bool keep(void *context, const char *bytes, size_t length, struct error *err)
{
    struct keeping *keeping = context;
    size_t room = keeping->text.limit - keeping->text.length;
    if (length > room && !keeping->head)
        return error_set(err, ERROR_LIMIT, keeping->path, "unpacked more than %d bytes; that is the most bayplan reads",
                         FILE_BYTES_MAX);
    text_add_bytes(&keeping->text, bytes, length < room ? length : room);
    return true;
}

static bool keep_all(const struct source *source, int64_t most, size_t limit, struct keeping *keeping,
                     struct error *err)
{
    *keeping = (struct keeping){.path = source->path, .head = most < INT64_MAX};
    text_init(&keeping->text, limit);
    return pour(source, most, (struct sink){keep, keeping}, err);
}

/* --- offers --- */

static bool push_reader(void *context, const char *bytes, size_t length, struct error *err)
{
    return feed_reader_push(context, bytes, length, err);
}

static bool read_document(struct feed *feed, const struct source *source, enum feed_document document,
                          struct error *err)
{
    struct feed_reader *reader = feed_reader_new(feed, document, source->path);
    bool again = true, done = true;
    while (done && again) {
        again = false;
        done =
            pour(source, INT64_MAX, (struct sink){push_reader, reader}, err) && feed_reader_finish(reader, &again, err);
    }
    feed_reader_free(reader);
    return done;
}

/* "offerCode": "AmazonEC2" (JSON), "OfferCode","AmazonEC2" (CSV): the code is the next word in quotes. */
static bool offer_of(const struct source *source, const char *head, enum feed_document *ret_document, struct error *err)
{
    static const struct {
        const char *code;
        enum feed_document document;
    } codes[] = {{"AmazonEC2", FEED_OFFER_EC2},
                 {"AmazonECS", FEED_OFFER_ECS},
                 {"AWSLambda", FEED_OFFER_LAMBDA},
                 {"AmazonVPC", FEED_OFFER_VPC}};
    const char *at = strstr(head, "fferCode\"");
    at = at ? strchr(at + strlen("fferCode\""), '"') : NULL;
    size_t length = at ? strcspn(at + 1, "\"") : 0;
    for (size_t i = 0; at && i < sizeof codes / sizeof codes[0]; i++)
        if (strlen(codes[i].code) == length && strncmp(codes[i].code, at + 1, length) == 0) {
            *ret_document = codes[i].document;
            return true;
        }
    return error_set(err, ERROR_INPUT, source->path,
                     "is the offer file of %.*s; prices are taken from those of AmazonEC2, AmazonECS, AWSLambda and "
                     "AmazonVPC",
                     at && length < 100 ? (int)length : 0, at ? at + 1 : "");
}

/* --- */

static bool read_whole(struct feed *feed, const struct source *source, enum feed_format format, struct error *err)
{
    static bool (*const readers[FEED_FORMATS_COUNT])(struct feed *, const char *, const char *, size_t,
                                                     struct error *) = {
        [FEED_FORMAT_GET_PRODUCTS] = feed_get_products,
        [FEED_FORMAT_SPOT_HISTORY] = feed_spot_history,
        [FEED_FORMAT_SPOT_ADVISOR] = feed_spot_advisor,
        [FEED_FORMAT_INSTANCE_TYPES] = feed_instance_types,
    };
    struct keeping all;
    bool done = keep_all(source, INT64_MAX, FILE_BYTES_MAX, &all, err) &&
                readers[format](feed, source->path, all.text.bytes, all.text.length, err);
    text_release(&all.text);
    return done;
}

static bool read_form(struct feed *feed, const struct source *source, const struct text *head, struct error *err)
{
    enum feed_format format;
    enum feed_document document = FEED_SAVINGS_PLANS;
    if (head->length == 0 || !feed_format_of(head->bytes, head->length, &format))
        return error_set(err, ERROR_INPUT, source->path,
                         "is none of the documents prices come in: an offer or Savings Plans file, what the AWS CLI "
                         "prints for get-products, describe-spot-price-history or describe-instance-types, or the Spot "
                         "advisor's data");
    if (format == FEED_FORMAT_OFFER && !offer_of(source, head->bytes, &document, err))
        return false;
    if (format == FEED_FORMAT_OFFER || format == FEED_FORMAT_SAVINGS_PLANS)
        return read_document(feed, source, document, err);
    return read_whole(feed, source, format, err);
}

static bool source_open(const char *path, struct arena *arena, struct source *source, struct error *err)
{
    char *bytes = NULL;
    struct keeping magic;
    *source = (struct source){.path = path};
    if (strcmp(path, "-") == 0) {
        if (!file_read(path, arena, &bytes, &source->length, err))
            return false;
        *source = (struct source){.path = "stdin", .bytes = bytes, .length = source->length};
    }
    bool done = keep_all(source, 2, 2, &magic, err);
    source->packed = done && magic.text.length == 2 && memcmp(magic.text.bytes, "\x1f\x8b", 2) == 0;
    text_release(&magic.text);
    return done;
}

bool feed_file(struct feed *feed, const char *path, struct error *err)
{
    struct arena arena = {0};
    struct source source;
    struct keeping head = {0};
    bool done = source_open(path, &arena, &source, err) && keep_all(&source, HEAD_BYTES, HEAD_BYTES, &head, err) &&
                read_form(feed, &source, &head.text, err);
    text_release(&head.text);
    arena_release(&arena);
    return done;
}
