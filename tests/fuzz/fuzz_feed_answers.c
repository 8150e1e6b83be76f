/* fuzz_feed_answers.c — any bytes as an answer of GetProducts, DescribeSpotPriceHistory or DescribeInstanceTypes, or as
 * Spot advisor data: refused with one error, or rows that a price book holds, which reads itself again. */
#include "pricing/feed.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

enum { BOOK_BYTES_MAX = 64 * 1024 * 1024 };

static void need(bool holds)
{
    if (!holds)
        abort();
}

static void check_book(struct feed *feed)
{
    /* Types alone are no book. */
    const struct price gp3 = {"ebs", "gp3", PURCHASE_ON_DEMAND, UNIT_USD_PER_GB_MONTH, 1, 0, "x", "2026-11-20", 0};
    struct catalogue book, again;
    struct error err = {0};
    need(feed_price(feed, &gp3, &err));
    if (!feed_catalogue(feed, "book", &book, &err)) {
        need(err.kind == ERROR_INPUT && err.text[0] != '\0');
        return;
    }
    struct text first, second;
    text_init(&first, BOOK_BYTES_MAX);
    text_init(&second, BOOK_BYTES_MAX);
    catalogue_write(&book, &first);
    need(catalogue_parse("again", first.bytes, first.length, &again, &err));
    need(again.types_count == book.types_count && again.prices_count == book.prices_count);
    catalogue_write(&again, &second);
    need(strcmp(first.bytes, second.bytes) == 0);
    catalogue_release(&again);
    catalogue_release(&book);
    text_release(&first);
    text_release(&second);
}

static const struct {
    enum feed_format format;
    bool (*read)(struct feed *, const char *, const char *, size_t, struct error *);
} readers[] = {{FEED_FORMAT_GET_PRODUCTS, feed_get_products},
               {FEED_FORMAT_SPOT_HISTORY, feed_spot_history},
               {FEED_FORMAT_SPOT_ADVISOR, feed_spot_advisor},
               {FEED_FORMAT_INSTANCE_TYPES, feed_instance_types}};
enum { READERS_COUNT = sizeof readers / sizeof readers[0] };

static void check_reader(size_t reader, const char *bytes, size_t length)
{
    struct error err = {0};
    struct feed *feed = feed_new("us-east-1", "2026-11-23");
    bool ok = readers[reader].read(feed, "f", bytes, length, &err);
    need(ok == (err.kind == ERROR_NONE));
    need(ok || (err.text[0] != '\0' &&
                (err.kind == ERROR_INPUT || err.kind == ERROR_LIMIT || err.kind == ERROR_UNKNOWN_PRICE)));
    if (ok)
        check_book(feed);
    feed_free(feed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum feed_format format = FEED_FORMATS_COUNT;
    bool known = feed_format_of((const char *)data, size, &format);
    need(known == (format != FEED_FORMATS_COUNT));
    for (size_t i = 0; i < READERS_COUNT; i++)
        if (!known || readers[i].format == format)
            check_reader(i, (const char *)data, size);
    return 0;
}
