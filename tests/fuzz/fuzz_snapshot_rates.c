/* fuzz_snapshot_rates.c — any bytes as the two files of a built-in book's rates, parted by a line "--". A book that
 * takes them stays sorted without duplicates and loses nothing; one that does not is as it was. */
#include "pricing/snapshot_rates.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#define BOOK                                                                                                           \
    "service,item,purchase,unit,price,from_quantity,source,as_of\n"                                                    \
    "ec2,c7g.large,on_demand,usd_per_hour,0.07,0,s,2026-01\n"                                                          \
    "vpc,public_ipv4,on_demand,usd_per_hour,0.005,0,s,2026-01\n"
enum { BOOK_ROWS = 2 };

static void book_check(const struct catalogue *book)
{
    int kept = 0;
    for (int i = 0; i < book->prices_count; i++) {
        const struct price *price = &book->prices[i];
        if (price->nano <= 0 || (i > 0 && price_compare(price - 1, price) >= 0))
            abort();
        kept += strcmp(price->source, "s") == 0 && strcmp(price->as_of, "2026-01") == 0;
    }
    if (kept < BOOK_ROWS)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *bytes = (const char *)data;
    const char *part = size > 0 ? memmem(bytes, size, "\n--\n", 4) : NULL;
    size_t first = part != NULL ? (size_t)(part + 1 - bytes) : size, skipped = part != NULL ? first + 3 : size;
    const struct embedded_csv columns = {"columns", bytes, first}, rates = {"rates", bytes + skipped, size - skipped};
    struct catalogue book;
    struct error err = {0};
    if (!catalogue_parse_csv("book", "us-east-1", BOOK, strlen(BOOK), &book, &err))
        abort();
    bool ok = snapshot_rates_add(&book, &columns, &rates, &err);
    if (ok != (err.kind == ERROR_NONE) || (!ok && book.prices_count != BOOK_ROWS))
        abort();
    book_check(&book);
    catalogue_release(&book);
    return 0;
}
