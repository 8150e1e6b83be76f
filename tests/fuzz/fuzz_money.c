/* fuzz_money.c — any text as an amount: what is read is written and read back the same. */
#include "data/base/money.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char text[64], written[MONEY_TEXT_SIZE];
    size_t length = size < sizeof text - 1 ? size : sizeof text - 1;
    memcpy(text, data, length);
    text[length] = '\0';
    int64_t nano = 0, again = 0;
    if (nano_parse(text, &nano))
        if (!nano_parse(nano_format(nano, written), &again) || again != nano)
            abort();
    memcpy(&nano, text, sizeof nano);
    if (nano != INT64_MIN && (!nano_parse(nano_format(nano, written), &again) || again != nano))
        abort();
    nano_format_cents(nano, written);
    return 0;
}
