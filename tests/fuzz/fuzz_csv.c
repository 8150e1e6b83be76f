/* fuzz_csv.c — any bytes as CSV: rows of the header's width with growing line numbers, or one error. */
#include "data/base/csv.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct error err = {0};
    struct csv csv = {0};
    bool more = csv_open(&csv, "f", (const char *)data, size, &arena, &err);
    int line = 0;
    while (more && csv_next(&csv, &more, &err) && more) {
        if (csv.line <= line)
            abort();
        line = csv.line;
        for (int i = 0; i < csv.columns_count; i++)
            if (csv_column(&csv, csv.columns[i]) != i || strlen(csv.fields[i]) > CSV_FIELD_BYTES_MAX)
                abort();
    }
    if (err.kind != ERROR_NONE && strncmp(err.where, "f:", 2) != 0)
        abort();
    arena_release(&arena);
    return 0;
}
