/* fuzz_catalogue.c — any bytes as a price book, in JSON, XML and CSV. What is taken obeys the promises of catalogue.h,
 * and what is written is read again as the same text. */
#include "data/catalogue.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

static void book_check(const struct catalogue *book)
{
    if (book->prices_count < 1 || book->as_of == NULL || book->region == NULL)
        abort();
    for (int i = 0; i < book->prices_count; i++) {
        const struct price *price = &book->prices[i];
        if (price->nano <= 0 || price->from_quantity < 0 || price->source[0] == '\0')
            abort();
        if (i > 0 && price_compare(price - 1, price) >= 0)
            abort();
    }
}

static void book_write_twice(const struct catalogue *book)
{
    struct text first, second;
    struct catalogue again;
    struct error err = {0};
    text_init(&first, 64 * 1024 * 1024);
    text_init(&second, 64 * 1024 * 1024);
    catalogue_write(book, &first);
    if (!catalogue_parse("again", first.bytes, first.length, &again, &err))
        abort();
    catalogue_write(&again, &second);
    if (strcmp(first.bytes, second.bytes) != 0)
        abort();
    catalogue_release(&again);
    text_release(&first);
    text_release(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct catalogue book;
    struct error err = {0};
    bool ok = size > 0 && data[0] == 's' ? catalogue_parse_csv("f", "us-east-1", (const char *)data, size, &book, &err)
                                         : catalogue_parse("f", (const char *)data, size, &book, &err);
    if (ok != (err.kind == ERROR_NONE))
        abort();
    if (!ok)
        return 0;
    book_check(&book);
    book_write_twice(&book);
    catalogue_release(&book);
    return 0;
}
