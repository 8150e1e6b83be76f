#include "reports/screen.h"
#include "data/base/arena.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHARACTER_SIZE = 16 };

/* Length of the well-formed UTF-8 sequence at `at` (RFC 3629), or 0. */
static int utf8_length(const unsigned char *at, uint32_t *ret_code)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    int length = at[0] < 0x80 ? 1 : at[0] < 0xc2 ? 0 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : at[0] < 0xf5 ? 4 : 0;
    if (length <= 1) {
        *ret_code = at[0];
        return length;
    }
    uint32_t code = at[0] & (0x7fu >> length);
    for (int i = 1; i < length; i++) {
        if ((at[i] & 0xc0) != 0x80)
            return 0;
        code = code << 6 | (at[i] & 0x3fu);
    }
    *ret_code = code;
    return code >= least[length] && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? length : 0;
}

static bool is_hostile(uint32_t code)
{
    return (code >= 0x200b && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) ||
           (code >= 0x2060 && code <= 0x206f) || code == 0xfeff || code == 0x061c || code == 0x00ad ||
           (code >= 0xfff9 && code <= 0xfffb) || (code >= 0xe0000 && code <= 0xe007f);
}

/* The next character of `*string` as it may be shown; false at the end. */
static bool next_character(const char **string, char shown[CHARACTER_SIZE])
{
    const unsigned char *at = (const unsigned char *)*string;
    if (!*at)
        return false;
    uint32_t code = 0;
    int length = utf8_length(at, &code);
    if (length == 0 || code < 0x20 || (code >= 0x7f && code < 0xa0))
        snprintf(shown, CHARACTER_SIZE, "\\x%02x", length == 0 ? at[0] : (unsigned)code);
    else if (is_hostile(code))
        snprintf(shown, CHARACTER_SIZE, "\\u%04x", (unsigned)code);
    else
        snprintf(shown, CHARACTER_SIZE, "%.*s", length, *string);
    *string += length ? length : 1;
    return true;
}

void safe_add(struct text *out, const char *string)
{
    char shown[CHARACTER_SIZE];
    while (next_character(&string, shown))
        text_add(out, shown);
}

int safe_columns(const char *string)
{
    char shown[CHARACTER_SIZE];
    int columns = 0;
    while (next_character(&string, shown))
        columns += text_columns(shown);
    return columns;
}

int safe_add_cut(struct text *out, const char *string, int columns)
{
    int needed = safe_columns(string);
    if (needed <= columns) {
        safe_add(out, string);
        return needed;
    }
    char shown[CHARACTER_SIZE];
    int used = 0;
    while (next_character(&string, shown) && used + text_columns(shown) <= columns - 1) {
        text_add(out, shown);
        used += text_columns(shown);
    }
    text_add(out, "…");
    return used + 1;
}

void screen_begin(struct screen *screen, enum ink ink)
{
    static const char *const codes[] = {"", "\033[1m", "\033[2m", "\033[36m"};
    if (screen->colour)
        text_add(screen->out, codes[ink]);
}

void screen_end(struct screen *screen, enum ink ink)
{
    if (screen->colour && ink != INK_PLAIN)
        text_add(screen->out, "\033[0m");
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

void screen_print(struct screen *screen, enum ink ink, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *string = format_text(format, arguments);
    va_end(arguments);
    screen_begin(screen, ink);
    safe_add(screen->out, string);
    screen_end(screen, ink);
    free(string);
}

static void add_blanks(struct text *out, int count)
{
    for (int i = 0; i < count; i++)
        text_add(out, " ");
}

/* Words of `string`, line by line; `indent` columns of the first line are already written. */
static void add_wrapped(struct screen *screen, int indent, const char *string)
{
    int column = indent;
    bool line_empty = true;
    while (*string) {
        size_t length = strcspn(string, " ");
        char *word = memory_alloc(length + 1, 1);
        memcpy(word, string, length);
        int columns = safe_columns(word);
        if (columns > 0 && !line_empty && column + 1 + columns > screen->width) {
            text_add(screen->out, "\n");
            add_blanks(screen->out, indent);
            column = indent;
            line_empty = true;
        }
        if (columns > 0) {
            text_add(screen->out, line_empty ? "" : " ");
            safe_add(screen->out, word);
            column += columns + (line_empty ? 0 : 1);
            line_empty = false;
        }
        free(word);
        string += length + (string[length] == ' ');
    }
}

void screen_paragraph(struct screen *screen, enum ink ink, const char *first, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *string = format_text(format, arguments);
    va_end(arguments);
    text_add(screen->out, first);
    screen_begin(screen, ink);
    add_wrapped(screen, text_columns(first), string);
    screen_end(screen, ink);
    text_add(screen->out, "\n");
    free(string);
}

void screen_heading(struct screen *screen, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *string = format_text(format, arguments);
    va_end(arguments);
    text_add(screen->out, "\n");
    screen_begin(screen, INK_BOLD);
    safe_add(screen->out, string);
    screen_end(screen, INK_BOLD);
    text_add(screen->out, "\n");
    free(string);
}
