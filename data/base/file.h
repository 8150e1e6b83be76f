/* file.h — whole files in, whole files out. "-" is stdin or stdout. */
#ifndef BAYPLAN_BASE_FILE_H
#define BAYPLAN_BASE_FILE_H

#include "data/base/arena.h"
#include "data/base/error.h"

enum { FILE_BYTES_MAX = 256 * 1024 * 1024 };

/* Reads at most FILE_BYTES_MAX; *ret_bytes is NUL-terminated and belongs to `arena`. Errors: IO, LIMIT. */
MUST_CHECK bool file_read(const char *path, struct arena *arena, char **ret_bytes, size_t *ret_length,
                          struct error *err);

/* Writes a temporary file beside `path`, fsyncs it and renames it: `path` is never half written. Errors: IO. */
MUST_CHECK bool file_write(const char *path, const char *bytes, size_t length, struct error *err);

#endif
