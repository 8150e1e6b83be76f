/* chart_table.c — the numbers of a chart, under <details>. */
#include "reports/chart_parts.h"

#include <stdlib.h>

void chart_details_begin(struct chart *chart, const char *summary)
{
    html_open(chart->html, "details");
    html_element(chart->html, "summary", summary);
}

void chart_details_end(struct chart *chart)
{
    html_close(chart->html, "details");
}

void chart_table_begin(struct chart *chart, const char *caption, const char *const *heads)
{
    struct html *html = chart->html;
    html_open(html, "div");
    html_attribute(html, "class", "chart-scroll");
    html_attribute(html, "tabindex", "0");
    html_attribute(html, "role", "group");
    html_attribute(html, "aria-label", caption);
    html_open(html, "table");
    html_element(html, "caption", caption);
    html_open(html, "thead");
    html_open(html, "tr");
    for (; *heads != NULL; heads++) {
        html_open(html, "th");
        html_attribute(html, "scope", "col");
        html_text(html, *heads);
        html_close(html, "th");
    }
    html_close(html, "tr");
    html_close(html, "thead");
    html_open(html, "tbody");
}

void chart_table_end(struct chart *chart)
{
    html_close(chart->html, "tbody");
    html_close(chart->html, "table");
    html_close(chart->html, "div");
}

void chart_row_begin(struct chart *chart, const char *head)
{
    html_open(chart->html, "tr");
    html_open(chart->html, "th");
    html_attribute(chart->html, "scope", "row");
    chart_name(chart->html, head);
    html_close(chart->html, "th");
}

void chart_row_end(struct chart *chart)
{
    html_close(chart->html, "tr");
}

void chart_cell(struct chart *chart, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *words = format_text(format, arguments);
    va_end(arguments);
    html_element(chart->html, "td", words);
    free(words);
}
