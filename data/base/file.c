/* file.c — see file.h. */
#include "data/base/file.h"
#include "data/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail(const char *path, const char *what, struct error *err)
{
    return error_set(err, ERROR_IO, path, "%s: %s", what, strerror(errno));
}

static bool read_all(int handle, const char *path, struct text *content, struct error *err)
{
    static const size_t chunk_bytes = 64 * 1024;
    char *chunk = memory_alloc(chunk_bytes, 1);
    ssize_t count = 0;
    do {
        do
            count = read(handle, chunk, chunk_bytes);
        while (count < 0 && errno == EINTR);
        if (count > 0)
            text_add_bytes(content, chunk, (size_t)count);
    } while (count > 0 && !content->overflown);
    free(chunk);
    if (count < 0)
        return fail(path, "cannot read", err);
    if (content->overflown)
        return error_set(err, ERROR_LIMIT, path, "more than %d bytes; that is the most bayplan reads", FILE_BYTES_MAX);
    return true;
}

static bool read_handle(int handle, const char *path, struct arena *arena, char **ret_bytes, size_t *ret_length,
                        struct error *err)
{
    struct text content;
    text_init(&content, FILE_BYTES_MAX);
    bool ok = read_all(handle, path, &content, err);
    if (ok) {
        *ret_bytes = arena_strndup(arena, content.bytes, content.length);
        *ret_length = content.length;
    }
    text_release(&content);
    return ok;
}

bool file_pour(const char *path, int64_t most,
               bool (*sink)(void *context, const char *bytes, size_t length, struct error *err), void *context,
               struct error *err)
{
    static const size_t chunk_bytes = 256 * 1024;
    int handle = open(path, O_RDONLY | O_CLOEXEC);
    if (handle < 0)
        return fail(path, "cannot open", err);
    char *chunk = memory_alloc(chunk_bytes, 1);
    ssize_t count = 1;
    bool ok = true;
    while (ok && most > 0 && count > 0) {
        do
            count = read(handle, chunk, most < (int64_t)chunk_bytes ? (size_t)most : chunk_bytes);
        while (count < 0 && errno == EINTR);
        ok = count >= 0 ? count == 0 || sink(context, chunk, (size_t)count, err) : fail(path, "cannot read", err);
        most -= count;
    }
    free(chunk);
    close(handle);
    return ok;
}

bool file_read(const char *path, struct arena *arena, char **ret_bytes, size_t *ret_length, struct error *err)
{
    if (strcmp(path, "-") == 0)
        return read_handle(STDIN_FILENO, "stdin", arena, ret_bytes, ret_length, err);
    int handle = open(path, O_RDONLY | O_CLOEXEC);
    if (handle < 0)
        return fail(path, "cannot open", err);
    bool ok = read_handle(handle, path, arena, ret_bytes, ret_length, err);
    close(handle);
    return ok;
}

static bool write_all(int handle, const char *path, const char *bytes, size_t length, struct error *err)
{
    while (length > 0) {
        ssize_t count = write(handle, bytes, length);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return fail(path, "cannot write", err);
        bytes += count;
        length -= (size_t)count;
    }
    return true;
}

/* A new file beside `path`; its name is left in `name`. The process's umask gives its mode. */
static int temporary_open(const char *path, char *name, size_t name_size)
{
    int handle = -1;
    for (int attempt = 0; attempt < 100 && handle < 0; attempt++) {
        int length = snprintf(name, name_size, "%s.%ld-%d.part", path, (long)getpid(), attempt);
        if (length < 0 || (size_t)length >= name_size) {
            errno = ENAMETOOLONG;
            return -1;
        }
        handle = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (handle < 0 && errno != EEXIST)
            return -1;
    }
    return handle;
}

/* One of several files on its way: whole and synced beside its place, or waiting to be written where it stands. */
struct staged {
    char *target; /* what the temporary file is renamed to; NULL = a device or pipe, written in place */
    char name[4096];
    bool waits; /* there is a temporary file */
};

static bool fill_temporary(int handle, const struct file_bytes *file, const struct stat *old, struct error *err)
{
    bool ok = write_all(handle, file->path, file->bytes, file->length, err);
    if (ok && old && fchmod(handle, old->st_mode & 07777) != 0)
        ok = fail(file->path, "cannot keep its mode", err);
    if (ok && fsync(handle) != 0)
        ok = fail(file->path, "cannot write", err);
    if (close(handle) != 0 && ok)
        ok = fail(file->path, "cannot write", err);
    return ok;
}

static bool stage(const struct file_bytes *file, struct staged *staged, struct error *err)
{
    struct stat old;
    bool exists = stat(file->path, &old) == 0;
    if (exists && S_ISDIR(old.st_mode)) {
        errno = EISDIR;
        return fail(file->path, "cannot write", err);
    }
    if (exists && !S_ISREG(old.st_mode))
        return true;
    /* a link keeps pointing at the file, which is replaced */
    staged->target = exists ? realpath(file->path, NULL) : strdup(file->path);
    if (!staged->target)
        return fail(file->path, "cannot resolve", err);
    int handle = temporary_open(staged->target, staged->name, sizeof staged->name);
    if (handle < 0)
        return fail(file->path, "cannot write beside it", err);
    staged->waits = true;
    return fill_temporary(handle, file, exists ? &old : NULL, err);
}

/* A device or a pipe cannot be replaced; it is written as it stands. */
static bool write_in_place(const struct file_bytes *file, struct error *err)
{
    int handle = open(file->path, O_WRONLY | O_CLOEXEC);
    if (handle < 0)
        return fail(file->path, "cannot open", err);
    bool ok = write_all(handle, file->path, file->bytes, file->length, err);
    if (close(handle) != 0 && ok)
        ok = fail(file->path, "cannot write", err);
    return ok;
}

static bool move(const struct file_bytes *file, struct staged *staged, struct error *err)
{
    if (rename(staged->name, staged->target) != 0)
        return fail(file->path, "cannot replace", err);
    staged->waits = false;
    return true;
}

bool file_write_all(const struct file_bytes *files, int count, struct error *err)
{
    struct staged *staged = memory_alloc((size_t)count + 1, sizeof *staged);
    bool ok = true;
    for (int i = 0; ok && i < count; i++)
        ok = stage(&files[i], &staged[i], err);
    for (int i = 0; ok && i < count; i++)
        ok = staged[i].target || write_in_place(&files[i], err);
    for (int i = 0; ok && i < count; i++)
        ok = !staged[i].target || move(&files[i], &staged[i], err);
    for (int i = 0; i < count; i++) {
        if (staged[i].waits)
            unlink(staged[i].name);
        free(staged[i].target);
    }
    free(staged);
    return ok;
}

bool file_write(const char *path, const char *bytes, size_t length, struct error *err)
{
    struct file_bytes file = {path, bytes, length};
    if (strcmp(path, "-") != 0)
        return file_write_all(&file, 1, err);
    if (fflush(stdout) != 0)
        return fail("stdout", "cannot write", err);
    return write_all(STDOUT_FILENO, "stdout", bytes, length, err);
}
