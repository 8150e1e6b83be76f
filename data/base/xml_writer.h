/* xml_writer.h — XML 1.0 out (UTF-8), element by element over libxml2, indented by two blanks; text and attributes are
 * escaped. The same calls give the same bytes.
 *
 * What XML 1.0 cannot hold even escaped (control characters, broken UTF-8, U+FFFE and U+FFFF) is written as \xNN or
 * \uNNNN; a reader gets everything else back as it was given. */
#ifndef BAYPLAN_BASE_XML_WRITER_H
#define BAYPLAN_BASE_XML_WRITER_H

#include "data/base/text.h"

struct xml_writer; /* one document being built */

struct xml_writer *xml_writer_new(void);
/* A new element inside the current one, which it becomes. Names of elements and attributes are ours: BUG_IF not of
 * letters, digits, '-', '_', '.' and ':'. */
void xml_open(struct xml_writer *writer, const char *element);
/* Of the current element, before its content. */
void xml_attribute(struct xml_writer *writer, const char *name, const char *value);
void xml_attributef(struct xml_writer *writer, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* An element with text is not indented inside. */
void xml_text(struct xml_writer *writer, const char *text);
/* BUG_IF `element` is not the current one. */
void xml_close(struct xml_writer *writer, const char *element);
/* BUG_IF an element is open. Adds the document to `out`, which the caller has initialised, and frees `writer`. */
void xml_finish(struct xml_writer *writer, struct text *out);

#endif
