/* fuzz_price_index.c — any bytes as a root index and a region index: a path below the list's address, or one error. */
#include "pricing/feed.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    for (int i = 0; i <= FEED_DOCUMENTS_COUNT; i++) {
        struct arena arena = {0};
        struct error err = {0};
        const char *path = NULL, *bytes = (const char *)data;
        bool good = i < FEED_DOCUMENTS_COUNT
                        ? feed_index_offer("f", bytes, size, (enum feed_document)i, &arena, &path, &err)
                        : feed_index_region("f", bytes, size, "eu-west-1", &arena, &path, &err);
        if (good != (err.kind == ERROR_NONE) || (good && (path[0] != '/' || path[1] == '/')) ||
            (!good && err.where[0] != 'f'))
            abort();
        arena_release(&arena);
    }
    return 0;
}
