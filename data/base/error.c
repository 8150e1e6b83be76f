/* error.c — see error.h. */
#include "data/base/error.h"
#include "data/base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Copies one character of `in`, or its \xNN form where it is no printable UTF-8; returns bytes read, 0 when full. */
static size_t copy_shown(const char *in, size_t length, char *out, size_t room, size_t *ret_written)
{
    unsigned code_point = 0;
    int bytes = utf8_decode(in, length, &code_point);
    bool printable =
        bytes > 0 && code_point >= 0x20 && code_point != 0x7f && !(code_point >= 0x80 && code_point < 0xa0);
    if (printable) {
        if ((size_t)bytes > room)
            return 0;
        memcpy(out, in, (size_t)bytes);
        *ret_written = (size_t)bytes;
        return (size_t)bytes;
    }
    if (room < 4)
        return 0;
    static const char digits[] = "0123456789abcdef";
    unsigned char byte = (unsigned char)*in;
    memcpy(out, (char[4]){'\\', 'x', digits[byte >> 4], digits[byte & 15]}, 4);
    *ret_written = 4;
    return 1;
}

static void copy_cleaned(const char *in, size_t length, bool cut, char *out, size_t size)
{
    static const char dots[] = "...";
    size_t at = 0, written = 0, safe = 0; /* safe: last end of a character that leaves room for the dots */
    while (at < length) {
        size_t count = 0;
        size_t used = copy_shown(in + at, length - at, out + written, size - 1 - written, &count);
        if (used == 0)
            break;
        at += used;
        written += count;
        if (written + sizeof dots <= size)
            safe = written;
    }
    if (cut || at < length) {
        memcpy(out + safe, dots, sizeof dots);
        return;
    }
    out[written] = '\0';
}

bool error_set(struct error *err, enum error_kind kind, const char *where, const char *format, ...)
{
    BUG_IF(kind == ERROR_NONE);
    if (err->kind != ERROR_NONE)
        return false;
    char raw[2 * ERROR_TEXT_SIZE];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(raw, sizeof raw, format, arguments);
    va_end(arguments);
    BUG_IF(length < 0);
    bool cut = (size_t)length >= sizeof raw;
    copy_cleaned(raw, cut ? sizeof raw - 1 : (size_t)length, cut, err->text, sizeof err->text);
    copy_cleaned(where ? where : "", where ? strlen(where) : 0, false, err->where, sizeof err->where);
    err->kind = kind;
    return false;
}

const char *error_word(enum error_kind kind)
{
    switch (kind) {
#define X(name, word, code)                                                                                            \
    case name:                                                                                                         \
        return word;
        ERROR_KINDS(X)
#undef X
    }
    BUG_IF(true);
}

int error_exit_code(enum error_kind kind)
{
    switch (kind) {
#define X(name, word, code)                                                                                            \
    case name:                                                                                                         \
        return code;
        ERROR_KINDS(X)
#undef X
    }
    BUG_IF(true);
}

_Noreturn void bug_found(const char *file, int line, const char *condition)
{
    fprintf(stderr, "bayplan: internal error at %s:%d: %s\n", file, line, condition);
    abort();
}
