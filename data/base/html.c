/* html.c — see html.h. libxml2's writer keeps the tree and the escapes; HTML's few differences from XML are here. */
#include "data/base/html.h"
#include "data/base/arena.h"

#include <libxml/xmlwriter.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HTML_DEPTH_MAX = 64, HTML_BYTES_MAX = 256 * 1024 * 1024 };

struct open_element {
    const char *name;
    bool is_void, has_content;
};

struct html {
    struct text document;
    xmlTextWriterPtr writer;
    struct open_element open[HTML_DEPTH_MAX];
    int depth;
    int svg_depth; /* of the outermost open svg, or 0 */
};

static bool is_among(const char *name, const char *const *names)
{
    while (*names && strcmp(*names, name) != 0)
        names++;
    return *names != NULL;
}

static bool is_void(const char *name)
{
    static const char *const names[] = {"br", "col", "hr", "img", "input", "link", "meta", "wbr", NULL};
    return is_among(name, names);
}

/* A line ends behind these, where blanks mean nothing: a document of one line is hard to compare and to mail. */
static bool ends_line(const char *name)
{
    static const char *const names[] = {
        "html",    "head",    "meta",    "title", "style", "script", "body", "header", "main", "footer", "nav",
        "section", "details", "summary", "div",   "p",     "ul",     "ol",   "li",     "dl",   "table",  "caption",
        "thead",   "tbody",   "tr",      "h1",    "h2",    "h3",     "h4",   "figure", "svg",  "g",      NULL};
    return is_among(name, names);
}

static int add_written(void *document, const char *bytes, int length)
{
    text_add_bytes(document, bytes, (size_t)length);
    return length;
}

/* libxml2's writer fails only for want of memory or on calls out of order. */
static void written(int result)
{
    BUG_IF(result < 0);
}

static void write_raw(struct html *html, const char *markup)
{
    written(xmlTextWriterWriteRaw(html->writer, BAD_CAST markup));
}

static void write_escaped(struct html *html, const char *value)
{
    char shown[SAFE_CHARACTER_SIZE];
    struct text safe;
    text_init(&safe, HTML_BYTES_MAX);
    while (text_next_safe(&value, shown))
        text_add(&safe, shown);
    xmlChar *escaped = xmlEncodeSpecialChars(NULL, BAD_CAST(safe.bytes ? safe.bytes : ""));
    BUG_IF(!escaped);
    write_raw(html, (const char *)escaped);
    xmlFree(escaped);
    text_release(&safe);
}

struct html *html_new(const char *language)
{
    struct html *html = memory_alloc(1, sizeof *html);
    *html = (struct html){0};
    text_init(&html->document, HTML_BYTES_MAX);
    xmlOutputBufferPtr out = xmlOutputBufferCreateIO(add_written, NULL, &html->document, NULL);
    BUG_IF(!out);
    html->writer = xmlNewTextWriter(out);
    BUG_IF(!html->writer);
    write_raw(html, "<!DOCTYPE html>\n");
    html_open(html, "html");
    html_attribute(html, "lang", language);
    return html;
}

static struct open_element *current(struct html *html)
{
    BUG_IF(html->depth == 0);
    return &html->open[html->depth - 1];
}

/* Content follows: the current element's start tag is over. */
static void begin_content(struct html *html)
{
    BUG_IF(current(html)->is_void);
    current(html)->has_content = true;
}

void html_open(struct html *html, const char *element)
{
    BUG_IF(html->depth == HTML_DEPTH_MAX);
    if (html->depth > 0)
        begin_content(html);
    bool inside_svg = html->svg_depth > 0;
    html->open[html->depth++] = (struct open_element){.name = element, .is_void = !inside_svg && is_void(element)};
    if (current(html)->is_void) {
        write_raw(html, "<"); /* the writer would end it as XML does */
        write_raw(html, element);
        return;
    }
    written(xmlTextWriterStartElement(html->writer, BAD_CAST element));
    if (!inside_svg && strcmp(element, "svg") == 0)
        html->svg_depth = html->depth;
}

void html_attribute(struct html *html, const char *name, const char *value)
{
    BUG_IF(current(html)->has_content);
    if (current(html)->is_void) {
        write_raw(html, " ");
        write_raw(html, name);
        write_raw(html, "=\"");
        write_escaped(html, value);
        write_raw(html, "\"");
        return;
    }
    written(xmlTextWriterStartAttribute(html->writer, BAD_CAST name));
    write_escaped(html, value);
    written(xmlTextWriterEndAttribute(html->writer));
}

static char *formatted(const char *format, va_list arguments)
{
    char *string = NULL;
    BUG_IF(vasprintf(&string, format, arguments) < 0);
    return string;
}

void html_attributef(struct html *html, const char *name, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *value = formatted(format, arguments);
    va_end(arguments);
    html_attribute(html, name, value);
    free(value);
}

void html_text(struct html *html, const char *text)
{
    if (*text) {
        begin_content(html);
        write_escaped(html, text);
    }
}

void html_textf(struct html *html, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = formatted(format, arguments);
    va_end(arguments);
    html_text(html, text);
    free(text);
}

void html_close(struct html *html, const char *element)
{
    BUG_IF(strcmp(current(html)->name, element) != 0);
    if (current(html)->is_void)
        write_raw(html, ">");
    else if (html->svg_depth > 0) /* foreign content may end itself: "<rect/>" */
        written(xmlTextWriterEndElement(html->writer));
    else
        written(xmlTextWriterFullEndElement(html->writer));
    if (html->svg_depth == html->depth)
        html->svg_depth = 0;
    html->depth--;
    if (html->depth > 0 && ends_line(element))
        write_raw(html, "\n");
}

void html_element(struct html *html, const char *element, const char *text)
{
    html_open(html, element);
    html_text(html, text);
    html_close(html, element);
}

void html_constant(struct html *html, const char *element, const char *content)
{
    BUG_IF(strstr(content, "</") || strstr(content, "<!--"));
    html_open(html, element);
    begin_content(html);
    write_raw(html, content);
    html_close(html, element);
}

void html_finish(struct html *html, struct text *out)
{
    while (html->depth > 0)
        html_close(html, current(html)->name);
    write_raw(html, "\n");
    xmlFreeTextWriter(html->writer);
    if (html->document.overflown)
        out->overflown = true;
    text_add_bytes(out, html->document.bytes, html->document.length);
    text_release(&html->document);
    free(html);
}
