#include "tests/unit/pricing/feeding.h"

#include "data/base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

struct feed *feeding(const char *region, feeding_function *function, const char *document)
{
    struct error err = {0};
    struct feed *feed = feed_new(region, "2026-11-23");
    if (!function(feed, "f", document, strlen(document), &err))
        fail_msg("%s: %s", err.where, err.text);
    assert_int_equal(err.kind, ERROR_NONE);
    return feed;
}

void feeding_fails(const char *region, feeding_function *function, const char *document, enum error_kind kind,
                   const char *where, const char *text)
{
    struct error err = {0};
    struct feed *feed = feed_new(region, "2026-11-23");
    if (function(feed, "f", document, strlen(document), &err))
        fail_msg("taken: %s", document);
    if (err.kind != kind || !strstr(err.where, where) || !strstr(err.text, text))
        fail_msg("%s\nis refused by (%s) %s: %s\nnot by %s: %s", document, error_word(err.kind), err.where, err.text,
                 where, text);
    feed_free(feed);
}

void feeding_has(struct feed *feed, const char *service, const char *item, enum purchase purchase, const char *price,
                 const char *source, const char *as_of)
{
    struct catalogue book;
    struct error err = {0};
    char amount[MONEY_TEXT_SIZE];
    bool found = false;
    if (!feed_catalogue(feed, "book", &book, &err))
        fail_msg("%s: %s", err.where, err.text);
    for (int i = 0; i < book.prices_count; i++) {
        const struct price *row = &book.prices[i];
        if (strcmp(row->service, service) != 0 || strcmp(row->item, item) != 0 || row->purchase != purchase)
            continue;
        found = true;
        assert_string_equal(nano_format(row->nano, amount), price);
        assert_string_equal(row->source, source);
        assert_string_equal(row->as_of, as_of);
    }
    if (!found)
        fail_msg("no row of %s %s %s", service, item, purchase_names[purchase]);
    catalogue_release(&book);
}

void feeding_counts(const struct feed *feed, enum feed_count_kind kind, int64_t count)
{
    const struct feed_count *counted = &feed_counts(feed)[kind];
    if (counted->count != count)
        fail_msg("%s: %lld (%s), not %lld", feed_count_words[kind], (long long)counted->count, counted->example,
                 (long long)count);
}

struct catalogue feeding_book(struct feed *feed)
{
    struct catalogue book;
    struct error err = {0};
    if (!feed_catalogue(feed, "book", &book, &err))
        fail_msg("%s: %s", err.where, err.text);
    feed_free(feed);
    return book;
}

char *feeding_sample(const char *path, struct arena *arena, size_t *ret_length)
{
    char *bytes = NULL;
    struct error err = {0};
    if (file_read(path, arena, &bytes, ret_length, &err))
        return bytes;
    print_message("skipped: %s is not here\n", path);
    return NULL;
}
