/* file.h — whole files in, whole files out. "-" is stdin or stdout. */
#ifndef BAYPLAN_BASE_FILE_H
#define BAYPLAN_BASE_FILE_H

#include "data/base/arena.h"
#include "data/base/error.h"
#include <stdint.h>

enum { FILE_BYTES_MAX = 256 * 1024 * 1024 };

/* Reads at most FILE_BYTES_MAX; *ret_bytes is NUL-terminated and belongs to `arena`. Errors: IO, LIMIT. */
MUST_CHECK bool file_read(const char *path, struct arena *arena, char **ret_bytes, size_t *ret_length,
                          struct error *err);

/* The first `most` bytes of a file (fewer where it is shorter), piece by piece to `sink`, whose false ends it with its
 * error: for files too large to hold. No "-". Errors: IO. */
MUST_CHECK bool file_pour(const char *path, int64_t most,
                          bool (*sink)(void *context, const char *bytes, size_t length, struct error *err),
                          void *context, struct error *err);

/* Writes a temporary file beside `path`, fsyncs it and renames it: `path` is never half written. Errors: IO. */
MUST_CHECK bool file_write(const char *path, const char *bytes, size_t length, struct error *err);

/* Several files, all of them or none: each is written beside its place first, and all are moved when all are there.
 * Where a move fails (the folder went away meanwhile) those before it stand. No "-". Errors: IO. */
struct file_bytes {
    const char *path, *bytes;
    size_t length;
};
MUST_CHECK bool file_write_all(const struct file_bytes *files, int count, struct error *err);

#endif
