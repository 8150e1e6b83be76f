/* text.h — a string that grows up to a stated limit. `text_init(&t, limit)`; release with text_release. */
#ifndef BAYPLAN_BASE_TEXT_H
#define BAYPLAN_BASE_TEXT_H

#include "data/base/error.h"
#include <stdarg.h>

struct text {
    char *bytes; /* always NUL-terminated once something was added; NULL while empty */
    size_t length;
    size_t capacity;
    size_t limit;   /* most bytes it may hold */
    bool overflown; /* something did not fit; check once at the end */
};

void text_init(struct text *text, size_t limit);
void text_add(struct text *text, const char *string);
void text_add_bytes(struct text *text, const char *bytes, size_t length);
void text_printf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_release(struct text *text);

/* As vsprintf into a string of the length it needs; free() it. */
char *format_text(const char *format, va_list arguments) __attribute__((format(printf, 1, 0)));

/* Bytes of the UTF-8 character at `bytes` (1..4; no surrogates, no overlong forms), or 0 where it is not one. */
int utf8_decode(const char *bytes, size_t length, unsigned *ret_code_point);
/* Offset of the first byte that is not UTF-8, or `length`. */
size_t utf8_valid_length(const char *bytes, size_t length);

/* The next character of `*string` as it may be shown to people, and the string moved behind it; false at the end.
 * Control characters and broken UTF-8 are shown as \xNN, characters that reorder or break lines, have no width or are
 * none at all (bidirectional controls, U+2028, U+200B, U+FFFF ...) as \uNNNN. */
enum { SAFE_CHARACTER_SIZE = 16 };
bool text_next_safe(const char **string, char shown[SAFE_CHARACTER_SIZE]);

/* Columns a terminal needs for UTF-8 `string` (wide and combining characters counted by wcwidth-like rules). */
int text_columns(const char *string);

/* The candidate nearest to `word` by edit distance (at most 1/3 of its length, at least 1, ties by order), or NULL. */
const char *text_nearest(const char *word, const char *const *candidates, size_t count);

/* Shell-style pattern of '*' and '?' against the whole of `string`. Linear in the lengths' product. */
bool text_matches(const char *pattern, const char *string);

#endif
