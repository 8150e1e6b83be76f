#include "reports/chart_parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- figures --- */

void chart_begin(struct chart *chart, struct html *html, const char *kind, int number)
{
    *chart = (struct chart){.html = html};
    if (number < 0)
        snprintf(chart->id, sizeof chart->id, "chart-%s", kind);
    else
        snprintf(chart->id, sizeof chart->id, "chart-%s-%d", kind, number + 1);
    html_open(html, "figure");
    html_attributef(html, "class", "chart chart-%s", kind);
    html_attribute(html, "id", chart->id);
    html_open(html, "figcaption");
}

void chart_caption_end(struct chart *chart)
{
    html_close(chart->html, "figcaption");
}

void chart_end(struct chart *chart)
{
    html_close(chart->html, "figure");
}

void chart_name(struct html *html, const char *name)
{
    html_element(html, "bdi", name);
}

static void add_paragraph(struct html *html, const char *class, const char *format, va_list arguments)
{
    char *words = format_text(format, arguments);
    html_open(html, "p");
    html_attribute(html, "class", class);
    html_text(html, words);
    html_close(html, "p");
    free(words);
}

void chart_none(struct html *html, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add_paragraph(html, "chart-none", format, arguments);
    va_end(arguments);
}

void chart_note(struct html *html, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add_paragraph(html, "chart-note", format, arguments);
    va_end(arguments);
}

/* --- paths --- */

void path_init(struct text *path)
{
    text_init(path, CHART_PATH_BYTES_MAX);
}

void path_number(struct text *path, int tenths)
{
    int size = abs(tenths);
    text_printf(path, tenths < 0 ? "-%d" : "%d", size / CHART_UNIT);
    if (size % CHART_UNIT != 0)
        text_printf(path, ".%d", size % CHART_UNIT);
}

static void path_pair(struct text *path, const char *command, int x, int y)
{
    text_add(path, command);
    path_number(path, x);
    text_add(path, y < 0 ? "" : " ");
    path_number(path, y);
}

void path_move(struct text *path, int x, int y)
{
    path_pair(path, "M", x, y);
}

void path_to(struct text *path, int x, int y)
{
    path_pair(path, "L", x, y);
}

void path_box(struct text *path, struct chart_box box)
{
    path_move(path, box.x0, box.y0);
    text_add(path, "h");
    path_number(path, box.x1 - box.x0);
    text_add(path, "v");
    path_number(path, box.y1 - box.y0);
    text_add(path, "h");
    path_number(path, box.x0 - box.x1);
    text_add(path, "z");
}

int chart_scale(double value, double most, int width)
{
    double at = most > 0 ? value / most * width : 0;
    return at > 0 ? at < width ? (int)at : width : 0;
}

double chart_step(double most, int steps)
{
    static const double rounds[] = {1, 2, 2.5, 5, 10};
    if (!(most > 0))
        return 1;
    double power = pow(10, floor(log10(most / steps)));
    for (int i = 0; i < 5; i++)
        if (rounds[i] * power * steps >= most * (1 - 1e-9))
            return rounds[i] * power;
    return 20 * power;
}

/* --- words --- */

char chart_fill_letter(enum chart_fill fill)
{
    return fill >= FILL_FIRST && fill <= FILL_LAST ? (char)('A' + (fill - FILL_FIRST)) : '\0';
}

const char *chart_dollars(int64_t nano, char buffer[FIGURE_SIZE])
{
    char plain[FIGURE_SIZE];
    if (nano > -100 * NANO_PER_USD && nano < 100 * NANO_PER_USD)
        return figure_usd(nano, buffer);
    bool negative = nano < 0;
    int64_t whole = nano / NANO_PER_USD + nano % NANO_PER_USD / (NANO_PER_USD / 2);
    snprintf(buffer, FIGURE_SIZE, "%s$%.60s", negative ? "-" : "", figure_count(negative ? -whole : whole, plain));
    return buffer;
}

const char *chart_share(double part, double whole, char buffer[FIGURE_SIZE])
{
    if (!(whole > 0))
        snprintf(buffer, FIGURE_SIZE, "-");
    else
        snprintf(buffer, FIGURE_SIZE, "%.0f\u00a0%%", floor(100 * part / whole + 1e-9));
    return buffer;
}
