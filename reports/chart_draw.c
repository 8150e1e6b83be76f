/* chart_draw.c — SVG: drawings, their patterns, and the legends that use the same. */
#include "reports/chart_parts.h"

#include <stdlib.h>
#include <string.h>

/* Strokes over the fill's colour, in a tile of 8 by 8: that areas can be told apart where colours cannot. */
static const char *const textures[FILLS_COUNT] = {
    [FILL_OTHER] = "M0 4h8",
    [FILL_FIRST] = "",
    [FILL_FIRST + 1] = "M-1 1l2-2M0 8l8-8M7 9l2-2",
    [FILL_FIRST + 2] = "M4 0v8",
    [FILL_FIRST + 3] = "M-1 7l2 2M0 0l8 8M7-1l2 2",
    [FILL_FIRST + 4] = "M3 3h2v2h-2z",
    [FILL_FIRST + 5] = "M0 2h8M0 6h8",
    [FILL_FIRST + 6] = "M0 0l8 8M0 8l8-8",
    [FILL_LAST] = "M1 2h2M5 6h2",
    [FILL_DAEMON] = "",
    [FILL_STRANDED] = "M-1 1l2-2M0 8l8-8M7 9l2-2M3 9l6-6M-1 5l6-6",
    [FILL_FREE] = "",
};

static void attribute_length(struct html *html, const char *name, int tenths)
{
    struct text number;
    path_init(&number);
    path_number(&number, tenths);
    html_attribute(html, name, number.bytes);
    text_release(&number);
}

static void add_pattern(struct chart *chart, enum chart_fill fill)
{
    struct html *html = chart->html;
    html_open(html, "pattern");
    html_attributef(html, "id", "%s-f%d", chart->id, (int)fill);
    html_attribute(html, "patternUnits", "userSpaceOnUse");
    html_attribute(html, "width", "8");
    html_attribute(html, "height", "8");
    html_open(html, "path");
    html_attributef(html, "class", "f%d", (int)fill);
    html_attribute(html, "d", "M0 0h8v8h-8z");
    html_close(html, "path");
    if (textures[fill][0] != '\0') {
        html_open(html, "path");
        html_attribute(html, "class", fill == FILL_STRANDED ? "t10" : "t");
        html_attribute(html, "d", textures[fill]);
        html_close(html, "path");
    }
    html_close(html, "pattern");
}

static void add_label(struct chart *chart, const char *element, int part, const char *words)
{
    html_open(chart->html, element);
    html_attributef(chart->html, "id", "%s-%d-%c", chart->id, part, element[0]);
    html_text(chart->html, words);
    html_close(chart->html, element);
}

void chart_patterns(struct chart *chart, unsigned fills)
{
    html_open(chart->html, "svg");
    html_attribute(chart->html, "class", "chart-patterns");
    html_attribute(chart->html, "width", "0");
    html_attribute(chart->html, "height", "0");
    html_attribute(chart->html, "aria-hidden", "true");
    html_open(chart->html, "defs");
    for (int fill = 0; fill < FILLS_COUNT; fill++)
        if ((fills & 1u << fill) != 0)
            add_pattern(chart, (enum chart_fill)fill);
    html_close(chart->html, "defs");
    html_close(chart->html, "svg");
}

void chart_draw_begin(struct chart *chart, int part, int height, const char *title, const char *description)
{
    struct html *html = chart->html;
    html_open(html, "svg");
    html_attribute(html, "role", "img");
    html_attributef(html, "viewBox", "0 0 %d %d", CHART_WIDTH / CHART_UNIT, (height + CHART_UNIT - 1) / CHART_UNIT);
    html_attributef(html, "aria-labelledby", "%s-%d-t %s-%d-d", chart->id, part, chart->id, part);
    add_label(chart, "title", part, title);
    add_label(chart, "desc", part, description);
}

void chart_draw_end(struct chart *chart)
{
    html_close(chart->html, "svg");
}

void chart_text(struct chart *chart, const char *class, int x, int y, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *words = format_text(format, arguments);
    va_end(arguments);
    html_open(chart->html, "text");
    if (class[0] != '\0')
        html_attribute(chart->html, "class", class);
    attribute_length(chart->html, "x", x);
    attribute_length(chart->html, "y", y);
    html_text(chart->html, words);
    html_close(chart->html, "text");
    free(words);
}

static void path_finish(struct chart *chart, const struct text *path, const char *title)
{
    BUG_IF(path->overflown);
    html_attribute(chart->html, "d", path->bytes);
    if (title != NULL)
        html_element(chart->html, "title", title);
    html_close(chart->html, "path");
}

void chart_path(struct chart *chart, const char *class, const struct text *path, const char *title)
{
    if (path->length == 0)
        return;
    html_open(chart->html, "path");
    html_attribute(chart->html, "class", class);
    path_finish(chart, path, title);
}

void chart_fill_path(struct chart *chart, enum chart_fill fill, const struct text *path, const char *title)
{
    if (path->length == 0)
        return;
    html_open(chart->html, "path");
    html_attribute(chart->html, "class", fill == FILL_FREE ? "b frame" : "b");
    html_attributef(chart->html, "fill", "url(#%s-f%d)", chart->id, (int)fill);
    path_finish(chart, path, title);
}

void chart_line(struct chart *chart, const char *class, int x0, int y0, int x1, int y1)
{
    struct text path;
    path_init(&path);
    path_move(&path, x0, y0);
    path_to(&path, x1, y1);
    chart_path(chart, class, &path, NULL);
    text_release(&path);
}

void chart_mark(struct chart *chart, const char *class, int x, int y)
{
    struct text path;
    path_init(&path);
    path_move(&path, x - 5 * CHART_UNIT, y);
    text_add(&path, "a5 5 0 1 0 10 0a5 5 0 1 0-10 0z");
    chart_path(chart, class, &path, NULL);
    text_release(&path);
}

void chart_letter(struct chart *chart, enum chart_fill fill, struct chart_box box)
{
    char letter = chart->lettered ? chart_fill_letter(fill) : '\0';
    if (letter == '\0' || box.x1 - box.x0 < 10 * CHART_UNIT || box.y1 - box.y0 < 10 * CHART_UNIT)
        return;
    char class[] = "l0 on letter";
    class[1] = (char)('0' + fill);
    chart_text(chart, class, (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2 + 4 * CHART_UNIT, "%c", letter);
}

/* --- legends --- */

void chart_legend_begin(struct chart *chart)
{
    html_open(chart->html, "ul");
    html_attribute(chart->html, "class", "legend");
}

static void swatch_begin(struct html *html)
{
    html_open(html, "li");
    html_open(html, "svg");
    html_attribute(html, "class", "swatch");
    html_attribute(html, "aria-hidden", "true");
    html_attribute(html, "viewBox", "0 0 18 14");
}

void chart_legend_item(struct chart *chart, enum chart_fill fill)
{
    struct text path;
    swatch_begin(chart->html);
    path_init(&path);
    text_add(&path, "M.5 .5h17v13h-17z");
    chart_fill_path(chart, fill, &path, NULL);
    text_release(&path);
    chart_letter(chart, fill, (struct chart_box){0, 0, 18 * CHART_UNIT, 14 * CHART_UNIT});
    html_close(chart->html, "svg");
}

void chart_legend_line(struct chart *chart, const char *area, const char *line)
{
    int middle = (area == NULL ? 7 : 2) * CHART_UNIT;
    swatch_begin(chart->html);
    if (area != NULL) {
        struct text path;
        path_init(&path);
        path_box(&path, (struct chart_box){0, middle, 18 * CHART_UNIT, 14 * CHART_UNIT});
        chart_path(chart, area, &path, NULL);
        text_release(&path);
    }
    chart_line(chart, line, 0, middle, 18 * CHART_UNIT, middle);
    html_close(chart->html, "svg");
}

void chart_legend_item_end(struct chart *chart)
{
    html_close(chart->html, "li");
}

void chart_legend_end(struct chart *chart)
{
    html_close(chart->html, "ul");
}
