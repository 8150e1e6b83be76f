/* fuzz_offer.c — any bytes as an offer or Savings Plans file (the first byte says which, and the size of pieces): rows
 * or one error, the same in pieces as whole. */
#include "pricing/feed.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

static struct feed *document_read(enum feed_document document, const char *bytes, size_t length, size_t piece,
                                  struct error *err)
{
    struct feed *feed = feed_new("us-east-1", "2026-11-23");
    struct feed_reader *reader = feed_reader_new(feed, document, "f");
    bool again = true, good = true;
    for (int reading = 0; again && good; reading++) {
        if (reading == 2)
            abort();
        for (size_t at = 0; at < length && good; at += piece)
            good = feed_reader_push(reader, bytes + at, length - at < piece ? length - at : piece, err);
        good = good && feed_reader_finish(reader, &again, err);
    }
    if (good != (err->kind == ERROR_NONE) || (!good && err->where[0] != 'f'))
        abort();
    feed_reader_free(reader);
    return feed;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error whole_err = {0}, pieces_err = {0}, err = {0};
    if (size < 2)
        return 0;
    enum feed_document document = (enum feed_document)(data[0] % FEED_DOCUMENTS_COUNT);
    const char *bytes = (const char *)data + 1;
    struct feed *whole = document_read(document, bytes, size - 1, size, &whole_err);
    struct feed *pieces = document_read(document, bytes, size - 1, 1 + data[0] / FEED_DOCUMENTS_COUNT, &pieces_err);
    if (whole_err.kind != pieces_err.kind || strcmp(whole_err.text, pieces_err.text) != 0)
        abort();
    if (whole_err.kind == ERROR_NONE &&
        memcmp(feed_counts(whole), feed_counts(pieces), FEED_COUNTS_COUNT * sizeof(struct feed_count)) != 0)
        abort();
    struct catalogue book;
    if (whole_err.kind == ERROR_NONE && feed_catalogue(whole, "b", &book, &err))
        catalogue_release(&book);
    feed_free(whole);
    feed_free(pieces);
    return 0;
}
