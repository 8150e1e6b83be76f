/* html.h — an HTML5 document with inline SVG, built element by element over libxml2: every text and attribute is
 * escaped, void elements are written without an end, a block's end ends its line, nothing is indented. Element names
 * are constants: they are kept, not copied. The same calls give the same bytes. */
#ifndef BAYPLAN_BASE_HTML_H
#define BAYPLAN_BASE_HTML_H

#include "data/base/text.h"

struct html; /* one document being built */

struct html *html_new(const char *language); /* <html lang=...> is open */
/* A new element inside the current one; it becomes the current one. svg and what is inside it is as in HTML5. */
void html_open(struct html *html, const char *element);
/* Of the current element, before its content; made safe as html_text does. */
void html_attribute(struct html *html, const char *name, const char *value);
void html_attributef(struct html *html, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Text; control characters, broken UTF-8 and characters that reorder lines show as \xNN and \uNNNN. */
void html_text(struct html *html, const char *text);
void html_textf(struct html *html, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* BUG_IF `element` is not the current one. */
void html_close(struct html *html, const char *element);
void html_element(struct html *html, const char *element, const char *text); /* open, text, close */
/* <style> or <script> with a constant of ours, as it is. */
void html_constant(struct html *html, const char *element, const char *content);
/* Closes what is open, adds the document to `out` (all or, beyond its limit, nothing) and frees `html`. */
void html_finish(struct html *html, struct text *out);

#endif
