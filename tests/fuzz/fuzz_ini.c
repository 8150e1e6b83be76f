/* fuzz_ini.c — any bytes as a shared file: every value that was read can be found, and stands in a section of the file.
 */
#include "data/aws/ini.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ini ini = {0};
    struct error err = {0};
    if (!ini_parse("config", (const char *)data, size, &ini, &err)) {
        if (err.kind == ERROR_NONE || ini.bytes)
            abort();
        return 0;
    }
    for (int i = 0; i < ini.values_count; i++) {
        const struct ini_value *value = &ini.values[i];
        if (!ini_has(&ini, value->section) || value->line < 1 || !*value->key)
            abort();
        if (ini_find(&ini, value->section, value->parent, value->key) != value)
            abort();
    }
    ini_release(&ini);
    return 0;
}
