/* chart_parts.h — what the charts are made of: figures, drawings, paths, legends, tables. For the files of chart_*.c.
 *
 * Lengths are whole tenths of a drawing's unit, so that shapes that touch neither overlap nor gape. Every drawing is
 * CHART_WIDTH wide: as wide as a phone shows it without making its letters too small. */
#ifndef BAYPLAN_REPORTS_CHART_PARTS_H
#define BAYPLAN_REPORTS_CHART_PARTS_H

#include "reports/charts.h"
#include "reports/figures.h"

enum {
    CHART_UNIT = 10,
    CHART_WIDTH = 400 * CHART_UNIT,
    CHART_LINE = 15 * CHART_UNIT, /* from one line of text to the next */
    CHART_ID_SIZE = 48,
    CHART_PATH_BYTES_MAX = 16 * 1024 * 1024
};

/* What an area is filled with: a colour and a pattern of its own, and a letter in legends and on wide areas. */
enum chart_fill {
    FILL_OTHER, /* grey */
    FILL_FIRST, /* A to H */
    FILL_LAST = 8,
    FILL_DAEMON,
    FILL_STRANDED,
    FILL_FREE,
    FILLS_COUNT
};

struct chart {
    struct html *html;
    char id[CHART_ID_SIZE]; /* "chart-week-2": unique in the report; ids inside the figure begin with it */
    bool lettered;          /* letters in legends and on areas */
};

struct chart_box { /* of a drawing; x1 and y1 are just outside */
    int x0, y0, x1, y1;
};

/* --- figures --- */

/* <figure>, open in its <figcaption>. `number` < 0: there is only one such chart. */
void chart_begin(struct chart *chart, struct html *html, const char *kind, int number);
void chart_caption_end(struct chart *chart); /* after the caption's text */
void chart_end(struct chart *chart);
/* A name of someone else's, apart from the text around it. */
void chart_name(struct html *html, const char *name);
/* Instead of a figure. */
void chart_none(struct html *html, const char *format, ...) __attribute__((format(printf, 2, 3)));
void chart_note(struct html *html, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* --- drawings --- */

/* The patterns of `fills` (bits 1u << FILL_X), for all drawings and legends of the figure. */
void chart_patterns(struct chart *chart, unsigned fills);
/* <svg> with its title and description. `part` tells the drawings of one figure apart. */
void chart_draw_begin(struct chart *chart, int part, int height, const char *title, const char *description);
void chart_draw_end(struct chart *chart);
void chart_text(struct chart *chart, const char *class, int x, int y, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* A path, and its `title` (or NULL), which a pointer resting on it shows. */
void chart_path(struct chart *chart, const char *class, const struct text *path, const char *title);
/* As chart_path, filled with the pattern. */
void chart_fill_path(struct chart *chart, enum chart_fill fill, const struct text *path, const char *title);
void chart_line(struct chart *chart, const char *class, int x0, int y0, int x1, int y1);
/* A circle of ten units about a point. */
void chart_mark(struct chart *chart, const char *class, int x, int y);
/* The letter of a fill in the middle of the box, where it has room and the chart is lettered. */
void chart_letter(struct chart *chart, enum chart_fill fill, struct chart_box box);

void path_init(struct text *path);
void path_number(struct text *path, int tenths); /* "12.3", "-4" */
void path_move(struct text *path, int x, int y);
void path_to(struct text *path, int x, int y);
void path_box(struct text *path, struct chart_box box);

/* value / most of `width`, never outside 0..width. */
int chart_scale(double value, double most, int width);
/* A round step that divides 0..most into at most `steps`. */
double chart_step(double most, int steps);

/* --- words --- */

char chart_fill_letter(enum chart_fill fill);                      /* 'A' ..., or '\0' */
const char *chart_dollars(int64_t nano, char buffer[FIGURE_SIZE]); /* "$1,235", "$12.35", "-$0.10" */
/* "97 %", the blank not to be broken at; rounded down, so that full is full; "-" of nothing. */
const char *chart_share(double part, double whole, char buffer[FIGURE_SIZE]);

/* --- legends and tables --- */

void chart_legend_begin(struct chart *chart);
/* A swatch of the pattern and its letter; the entry's text follows, then chart_legend_item_end. */
void chart_legend_item(struct chart *chart, enum chart_fill fill);
/* A swatch that is a line over an area; `area` may be NULL. */
void chart_legend_line(struct chart *chart, const char *area, const char *line);
void chart_legend_item_end(struct chart *chart);
void chart_legend_end(struct chart *chart);

void chart_details_begin(struct chart *chart, const char *summary);
void chart_details_end(struct chart *chart);
/* `heads` end with NULL; the first is of the rows' heads. Scrolls inside itself where it is too wide. */
void chart_table_begin(struct chart *chart, const char *caption, const char *const *heads);
void chart_table_end(struct chart *chart);
void chart_row_begin(struct chart *chart, const char *head); /* a name is kept apart from its surroundings */
void chart_row_end(struct chart *chart);
void chart_cell(struct chart *chart, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
