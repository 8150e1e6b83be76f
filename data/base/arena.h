/* arena.h — memory that is released all at once. `= {0}` is an empty arena; out of memory aborts. */
#ifndef BAYPLAN_BASE_ARENA_H
#define BAYPLAN_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena_block;

struct arena {
    struct arena_block *newest;
};

/* Zeroed, aligned for any object. count * size must not overflow (aborts). */
void *arena_alloc(struct arena *arena, size_t count, size_t size);
char *arena_strdup(struct arena *arena, const char *text);
char *arena_strndup(struct arena *arena, const char *text, size_t length);
char *arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *format, va_list arguments) __attribute__((format(printf, 2, 0)));
void arena_release(struct arena *arena);
void arena_release_wiped(struct arena *arena); /* its bytes overwritten first: it held secrets */

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), 1, sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_alloc((arena), (size_t)(count), sizeof(type)))

/* malloc family that aborts instead of returning NULL; for arrays that grow. */
void *memory_alloc(size_t count, size_t size); /* zeroed; free() it */
void *memory_resize(void *block, size_t count, size_t size);

#endif
