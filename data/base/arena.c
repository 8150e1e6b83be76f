/* arena.c — see arena.h. */
#include "data/base/arena.h"
#include "data/base/error.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES_FIRST = 4096, BLOCK_BYTES_MAX = 1024 * 1024 };

struct arena_block {
    struct arena_block *older;
    size_t used, size;
    max_align_t bytes[];
};

static size_t bytes_of(size_t count, size_t size)
{
    size_t bytes = 0;
    BUG_IF(__builtin_mul_overflow(count, size, &bytes));
    return bytes;
}

static _Noreturn void out_of_memory(size_t bytes)
{
    fprintf(stderr, "bayplan: out of memory (%zu bytes wanted)\n", bytes);
    abort();
}

void *memory_alloc(size_t count, size_t size)
{
    void *block = calloc(count ? count : 1, size ? size : 1);
    if (!block)
        out_of_memory(bytes_of(count, size));
    return block;
}

void *memory_resize(void *block, size_t count, size_t size)
{
    size_t bytes = bytes_of(count, size);
    void *resized = realloc(block, bytes ? bytes : 1);
    if (!resized)
        out_of_memory(bytes);
    return resized;
}

/* Blocks double, so that a small document stays small and a large one makes few of them. */
static struct arena_block *block_new(struct arena *arena, size_t bytes)
{
    size_t size = BLOCK_BYTES_FIRST;
    if (arena->newest)
        size = arena->newest->size < BLOCK_BYTES_MAX ? 2 * arena->newest->size : BLOCK_BYTES_MAX;
    if (size > BLOCK_BYTES_MAX)
        size = BLOCK_BYTES_MAX;
    if (size < bytes)
        size = bytes;
    BUG_IF(size > SIZE_MAX - sizeof(struct arena_block));
    struct arena_block *block = memory_alloc(1, sizeof *block + size);
    *block = (struct arena_block){.older = arena->newest, .size = size};
    arena->newest = block;
    return block;
}

void *arena_alloc(struct arena *arena, size_t count, size_t size)
{
    size_t bytes = bytes_of(count, size);
    BUG_IF(bytes > SIZE_MAX - sizeof(max_align_t));
    bytes = (bytes + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);
    struct arena_block *block = arena->newest;
    if (!block || block->size - block->used < bytes)
        block = block_new(arena, bytes);
    void *result = (char *)block->bytes + block->used;
    block->used += bytes;
    return result;
}

char *arena_strndup(struct arena *arena, const char *text, size_t length)
{
    char *copy = arena_alloc(arena, length + 1, 1);
    if (length > 0)
        memcpy(copy, text, length);
    return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
    return arena_strndup(arena, text, strlen(text));
}

char *arena_vprintf(struct arena *arena, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    BUG_IF(length < 0);
    char *result = arena_alloc(arena, (size_t)length + 1, 1);
    vsnprintf(result, (size_t)length + 1, format, again);
    va_end(again);
    return result;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *result = arena_vprintf(arena, format, arguments);
    va_end(arguments);
    return result;
}

void arena_release(struct arena *arena)
{
    while (arena->newest) {
        struct arena_block *older = arena->newest->older;
        free(arena->newest);
        arena->newest = older;
    }
}

void arena_release_wiped(struct arena *arena)
{
    for (struct arena_block *block = arena->newest; block; block = block->older)
        explicit_bzero(block->bytes, block->used);
    arena_release(arena);
}
