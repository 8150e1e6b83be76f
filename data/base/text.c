/* text.c — see text.h. */
#include "data/base/text.h"
#include "data/base/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void text_init(struct text *text, size_t limit)
{
    *text = (struct text){.limit = limit};
}

void text_add_bytes(struct text *text, const char *bytes, size_t length)
{
    if (length > text->limit - text->length) {
        text->overflown = true;
        return;
    }
    if (text->length + length + 1 > text->capacity) {
        size_t capacity = text->capacity ? text->capacity : 128;
        while (capacity < text->length + length + 1)
            capacity *= 2;
        text->bytes = memory_resize(text->bytes, capacity, 1);
        text->capacity = capacity;
    }
    if (length > 0)
        memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    text->bytes[text->length] = '\0';
}

void text_add(struct text *text, const char *string)
{
    text_add_bytes(text, string, strlen(string));
}

void text_printf(struct text *text, const char *format, ...)
{
    char small[256];
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(small, sizeof small, format, arguments);
    va_end(arguments);
    BUG_IF(length < 0);
    if ((size_t)length < sizeof small) {
        text_add_bytes(text, small, (size_t)length);
    } else {
        char *large = memory_alloc((size_t)length + 1, 1);
        vsnprintf(large, (size_t)length + 1, format, again);
        text_add_bytes(text, large, (size_t)length);
        free(large);
    }
    va_end(again);
}

char *format_text(const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    BUG_IF(length < 0);
    char *string = memory_alloc((size_t)length + 1, 1);
    vsnprintf(string, (size_t)length + 1, format, again);
    va_end(again);
    return string;
}

void text_release(struct text *text)
{
    free(text->bytes);
    *text = (struct text){0};
}

enum { NEAREST_BYTES_MAX = 64 };

/* Edit distance where swapping two neighbours counts one (optimal string alignment); both at most NEAREST_BYTES_MAX. */
static size_t edit_distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t rows[3][NEAREST_BYTES_MAX + 1];
    size_t *before = rows[0], *above = rows[1], *row = rows[2];
    for (size_t j = 0; j <= b_length; j++)
        above[j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            size_t best = above[j - 1] + (a[i - 1] != b[j - 1]);
            if (above[j] + 1 < best)
                best = above[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && before[j - 2] + 1 < best)
                best = before[j - 2] + 1;
            row[j] = best;
        }
        size_t *free_row = before;
        before = above;
        above = row;
        row = free_row;
    }
    return above[b_length];
}

const char *text_nearest(const char *word, const char *const *candidates, size_t count)
{
    size_t length = strlen(word);
    if (length > NEAREST_BYTES_MAX)
        return NULL;
    size_t best = length / 3 > 1 ? length / 3 : 1;
    const char *nearest = NULL;
    for (size_t i = 0; i < count; i++) {
        size_t candidate_length = strlen(candidates[i]);
        if (candidate_length > NEAREST_BYTES_MAX)
            continue;
        size_t distance = edit_distance(word, length, candidates[i], candidate_length);
        if (distance < best || (distance == best && !nearest)) {
            best = distance;
            nearest = candidates[i];
        }
    }
    return nearest;
}

bool text_matches(const char *pattern, const char *string)
{
    const char *star = NULL, *resume = NULL; /* last '*' and the first byte it has not swallowed */
    while (*string) {
        if (*pattern == '*') {
            star = pattern++;
            resume = string;
        } else if (*pattern == '?' || *pattern == *string) {
            pattern++;
            string++;
        } else if (star) {
            pattern = star + 1;
            string = ++resume;
        } else {
            return false;
        }
    }
    while (*pattern == '*')
        pattern++;
    return *pattern == '\0';
}
