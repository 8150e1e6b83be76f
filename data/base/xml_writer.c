#include "data/base/xml_writer.h"

#include "data/base/arena.h"
#include <libxml/xmlwriter.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 16, VALUE_BYTES_MAX = 16 * 1024 * 1024 };

struct xml_writer {
    xmlBufferPtr buffer;
    xmlTextWriterPtr writer;
    const char *open[DEPTH_MAX];
    int depth;
};

/* Production [2] Char of XML 1.0. */
static bool is_xml_character(unsigned code)
{
    return code == '\t' || code == '\n' || code == '\r' || (code >= 0x20 && code <= 0xd7ff) ||
           (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
}

/* `value` as XML can hold it; text_release it. */
static struct text legal(const char *value)
{
    struct text out;
    size_t left = strlen(value);
    text_init(&out, VALUE_BYTES_MAX);
    text_add(&out, "");
    while (left > 0) {
        unsigned code = 0;
        int length = utf8_decode(value, left, &code);
        if (length == 0)
            text_printf(&out, "\\x%02x", (unsigned)(unsigned char)*value);
        else if (!is_xml_character(code))
            text_printf(&out, code < 0x100 ? "\\x%02x" : "\\u%04x", code);
        else
            text_add_bytes(&out, value, (size_t)length);
        value += length ? length : 1;
        left -= (size_t)(length ? length : 1);
    }
    BUG_IF(out.overflown);
    return out;
}

static const xmlChar *checked_name(const char *name)
{
    BUG_IF(*name == '\0' || name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:")]);
    return (const xmlChar *)name;
}

struct xml_writer *xml_writer_new(void)
{
    struct xml_writer *writer = memory_alloc(1, sizeof *writer);
    writer->buffer = xmlBufferCreate();
    BUG_IF(!writer->buffer);
    writer->writer = xmlNewTextWriterMemory(writer->buffer, 0);
    BUG_IF(!writer->writer);
    xmlTextWriterSetIndent(writer->writer, 1);
    xmlTextWriterSetIndentString(writer->writer, (const xmlChar *)"  ");
    BUG_IF(xmlTextWriterStartDocument(writer->writer, "1.0", "UTF-8", NULL) < 0);
    return writer;
}

void xml_open(struct xml_writer *writer, const char *element)
{
    BUG_IF(writer->depth >= DEPTH_MAX);
    BUG_IF(xmlTextWriterStartElement(writer->writer, checked_name(element)) < 0);
    writer->open[writer->depth++] = element;
}

void xml_attribute(struct xml_writer *writer, const char *name, const char *value)
{
    struct text safe = legal(value);
    BUG_IF(xmlTextWriterWriteAttribute(writer->writer, checked_name(name), (const xmlChar *)safe.bytes) < 0);
    text_release(&safe);
}

void xml_attributef(struct xml_writer *writer, const char *name, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *value = format_text(format, arguments);
    va_end(arguments);
    xml_attribute(writer, name, value);
    free(value);
}

void xml_text(struct xml_writer *writer, const char *text)
{
    BUG_IF(writer->depth == 0);
    struct text safe = legal(text);
    BUG_IF(xmlTextWriterWriteString(writer->writer, (const xmlChar *)safe.bytes) < 0);
    text_release(&safe);
}

void xml_close(struct xml_writer *writer, const char *element)
{
    BUG_IF(writer->depth == 0 || strcmp(writer->open[writer->depth - 1], element) != 0);
    BUG_IF(xmlTextWriterEndElement(writer->writer) < 0);
    writer->depth--;
}

void xml_finish(struct xml_writer *writer, struct text *out)
{
    BUG_IF(writer->depth != 0);
    BUG_IF(xmlTextWriterEndDocument(writer->writer) < 0);
    xmlFreeTextWriter(writer->writer); /* flushes into the buffer */
    text_add_bytes(out, (const char *)xmlBufferContent(writer->buffer), (size_t)xmlBufferLength(writer->buffer));
    xmlBufferFree(writer->buffer);
    free(writer);
}
