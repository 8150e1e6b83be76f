#include "reports/screen.h"
#include "data/base/arena.h"
#include <stdlib.h>
#include <string.h>

void safe_add(struct text *out, const char *string)
{
    char shown[SAFE_CHARACTER_SIZE];
    while (text_next_safe(&string, shown))
        text_add(out, shown);
}

int safe_columns(const char *string)
{
    char shown[SAFE_CHARACTER_SIZE];
    int columns = 0;
    while (text_next_safe(&string, shown))
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
    char shown[SAFE_CHARACTER_SIZE];
    int used = 0;
    while (text_next_safe(&string, shown) && used + text_columns(shown) <= columns - 1) {
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
