/* replay.c — a plain main for fuzz targets: each seed of a folder whole, every prefix of it, and one bit flipped at
 * each byte. Long seeds are sampled, so that a run stays short. */
#include "data/base/arena.h"
#include "data/base/file.h"
#include "tests/fuzz/fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CUTS_MAX = 400 };

/* The bytes in a block of exactly their size, so that reading one too many is found by the sanitizer. */
static void run_exact(const char *bytes, size_t length)
{
    uint8_t *exact = malloc(length ? length : 1);
    if (!exact)
        abort();
    memcpy(exact, bytes, length);
    LLVMFuzzerTestOneInput(exact, length);
    free(exact);
}

static int replay(const char *folder, const char *name)
{
    struct arena arena = {0};
    struct error err = {0};
    char *bytes = NULL;
    size_t length = 0;
    if (!file_read(arena_printf(&arena, "%s/%s", folder, name), &arena, &bytes, &length, &err)) {
        fprintf(stderr, "%s: %s\n", err.where, err.text);
        arena_release(&arena);
        return 1;
    }
    run_exact(bytes, length);
    size_t step = length / CUTS_MAX + 1;
    for (size_t cut = 0; cut < length; cut += step) {
        run_exact(bytes, cut);
        bytes[cut] ^= (char)(1 << cut % 8);
        run_exact(bytes, length);
        bytes[cut] ^= (char)(1 << cut % 8);
    }
    arena_release(&arena);
    return 0;
}

static int is_seed(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

int main(int count, char **arguments)
{
    if (count != 2) {
        fprintf(stderr, "usage: %s FOLDER\n", arguments[0]);
        return 2;
    }
    struct dirent **seeds = NULL;
    int seeds_count = scandir(arguments[1], &seeds, is_seed, alphasort);
    int failures = seeds_count <= 0;
    for (int i = 0; i < seeds_count; i++) {
        failures += replay(arguments[1], seeds[i]->d_name);
        free(seeds[i]);
    }
    free(seeds);
    printf("%d seeds replayed from %s\n", seeds_count, arguments[1]);
    return failures != 0;
}
