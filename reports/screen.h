/* screen.h — text for people: safe to show on a terminal, wrapped and cut by display columns, sparingly coloured.
 * It writes to a struct text and never to a file. */
#ifndef BAYPLAN_REPORTS_SCREEN_H
#define BAYPLAN_REPORTS_SCREEN_H

#include "data/base/text.h"

enum { SCREEN_WIDTH = 80 };

struct screen {
    struct text *out;
    int width; /* columns no line may exceed (a single longer word excepted) */
    bool colour;
};

enum ink { INK_PLAIN, INK_BOLD, INK_DIM, INK_ACCENT };

/* Adds `string` so that a terminal shows it and obeys nothing in it: control characters and broken UTF-8 become
 * \xNN, characters that reorder or break lines (bidirectional controls, U+2028 ...) \uNNNN. */
void safe_add(struct text *out, const char *string);

/* As safe_add, but at most `columns` display columns (>= 1), cut with an ellipsis. Returns the columns used. */
int safe_add_cut(struct text *out, const char *string, int columns);

/* Columns that safe_add's output needs. */
int safe_columns(const char *string);

void screen_begin(struct screen *screen, enum ink ink);
void screen_end(struct screen *screen, enum ink ink);

/* Formatted text in one ink, made safe; nothing is wrapped and no newline is added. */
void screen_print(struct screen *screen, enum ink ink, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* One paragraph, wrapped at blanks: the first line starts with `first`, the others with as many blanks. */
void screen_paragraph(struct screen *screen, enum ink ink, const char *first, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* An empty line, then a heading. */
void screen_heading(struct screen *screen, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
