#include "tests/support/packing_file.h"

#include "data/base/file.h"

#include <errno.h>
#include <stdlib.h>

struct numbers {
    const char *path;
    char *next;
    bool failed;
};

static int64_t number_next(struct numbers *numbers)
{
    char *end = NULL;
    errno = 0;
    long long value = strtoll(numbers->next, &end, 10);
    if (end == numbers->next || errno != 0 || value < -1 || value > 1000000000000000)
        numbers->failed = true;
    numbers->next = end;
    return value;
}

static int64_t nano_of(int64_t micro)
{
    return micro < 0 ? -1 : micro * 1000;
}

bool packing_file_read(const char *path, struct arena *arena, struct packing *ret_packing, struct error *err)
{
    char *bytes = NULL;
    size_t length = 0;
    if (!file_read(path, arena, &bytes, &length, err))
        return false;
    struct numbers numbers = {.path = path, .next = bytes};
    int64_t dimensions = number_next(&numbers), types_count = number_next(&numbers),
            classes_count = number_next(&numbers);
    if (numbers.failed || dimensions < 1 || dimensions > PACKING_DIMENSIONS_MAX || types_count < 0 ||
        types_count > 100000 || classes_count < 0 || classes_count > 1000000)
        return error_set(err, ERROR_INPUT, path, "not a packing: the first line is \"dimensions types classes\"");
    struct bin_type *types = ARENA_ARRAY(arena, struct bin_type, types_count + 1);
    struct item_class *classes = ARENA_ARRAY(arena, struct item_class, classes_count + 1);
    int64_t *demand = ARENA_ARRAY(arena, int64_t, classes_count + 1), *hours = ARENA_NEW(arena, int64_t);
    for (int64_t t = 0; t < types_count && !numbers.failed; t++) {
        types[t].cost_nano = nano_of(number_next(&numbers));
        types[t].available = number_next(&numbers);
        types[t].mask = (uint32_t)number_next(&numbers);
        for (int64_t d = 0; d < dimensions; d++)
            types[t].capacity[d] = number_next(&numbers);
    }
    for (int64_t i = 0; i < classes_count && !numbers.failed; i++) {
        demand[i] = number_next(&numbers);
        classes[i].outside_nano = nano_of(number_next(&numbers));
        classes[i].mask = (uint32_t)number_next(&numbers);
        for (int64_t d = 0; d < dimensions; d++)
            classes[i].size[d] = number_next(&numbers);
    }
    if (numbers.failed)
        return error_set(err, ERROR_INPUT, path, "a number is missing or out of range");
    *hours = 1;
    *ret_packing =
        (struct packing){(int)dimensions, (int)types_count, types, (int)classes_count, classes, 1, demand, hours};
    return true;
}
