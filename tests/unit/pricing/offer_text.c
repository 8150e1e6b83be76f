#include "tests/unit/pricing/offer_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

bool offer_read(struct feed *feed, enum feed_document document, const char *text, size_t piece, struct error *err)
{
    struct feed_reader *reader = feed_reader_new(feed, document, "f");
    bool good = true, again = true;
    for (int reading = 0; good && again; reading++) {
        size_t length = strlen(text);
        assert_true(reading < 2);
        for (size_t at = 0; good && at < length; at += piece)
            good = feed_reader_push(reader, text + at, length - at < piece ? length - at : piece, err);
        good = good && feed_reader_finish(reader, &again, err);
    }
    feed_reader_free(reader);
    assert_int_equal(good, err->kind == ERROR_NONE);
    return good;
}

struct feed *offer_feed(enum feed_document document, const char *text)
{
    struct error err = {0};
    struct feed *bytes = feed_new("us-east-1", "2026-11-23"), *whole = feed_new("us-east-1", "2026-11-23");
    if (!offer_read(bytes, document, text, 1, &err) || !offer_read(whole, document, text, strlen(text), &err))
        fail_msg("%s: %s", err.where, err.text);
    assert_memory_equal(feed_counts(bytes), feed_counts(whole), FEED_COUNTS_COUNT * sizeof(struct feed_count));
    feed_free(bytes);
    return whole;
}

void offer_fails(enum feed_document document, const char *text, enum error_kind kind, const char *words)
{
    struct error err = {0};
    struct feed *feed = feed_new("us-east-1", "2026-11-23");
    if (offer_read(feed, document, text, 7, &err))
        fail_msg("taken: %s", text);
    if (err.kind != kind || strstr(err.text, words) == NULL)
        fail_msg("refused by (%s) %s: %s\nnot by %s", error_word(err.kind), err.where, err.text, words);
    assert_int_equal(strncmp(err.where, "f", 1), 0);
    feed_free(feed);
}
