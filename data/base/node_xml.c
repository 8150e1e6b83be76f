/* node_xml.c — XML into nodes: libxml2 decides what is XML (events, no tree, no network, no entities, no DTD), and a
 * cursor over the same bytes gives each element and attribute its place. */
#include "data/base/node_parts.h"

#include <libxml/parser.h>
#include <stdio.h>
#include <string.h>

enum { XML_ATTRIBUTES_MAX = 1000 }; /* of one element */

struct open_element {
    struct node *node, *tail;
    struct text text; /* character data so far */
    bool has_elements;
};

struct xml_reader {
    struct node_builder *builder;
    xmlParserCtxtPtr parser;
    struct open_element open[NODE_DEPTH_MAX];
    int depth;
    struct node *root;
};

static struct xml_reader *reader_of(void *parser)
{
    return ((xmlParserCtxtPtr)parser)->_private;
}

static bool has_failed(const struct xml_reader *reader)
{
    return reader->builder->err->kind != ERROR_NONE;
}

/* Always false. */
static bool stop(struct xml_reader *reader, const struct cursor *cursor, enum error_kind kind, const char *text)
{
    char where[NODE_WHERE_SIZE];
    error_set(reader->builder->err, kind, cursor_where(cursor, where), "%s", text);
    xmlStopParser(reader->parser);
    return false;
}

/* Moves the cursor to the '<' of the next start tag, over everything else the document may hold before it. */
static void find_start_tag(struct cursor *cursor)
{
    static const char *const skipped[][2] = {{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}, {"</", ">"}};
    while (cursor->at < cursor->end) {
        size_t i = 0;
        while (i < sizeof skipped / sizeof *skipped && !cursor_sees(cursor, skipped[i][0]))
            i++;
        if (i < sizeof skipped / sizeof *skipped)
            cursor_skip_behind(cursor, skipped[i][1]);
        else if (*cursor->at == '<')
            return;
        else
            cursor_advance(cursor, 1);
    }
}

static void skip_name(struct cursor *cursor)
{
    while (cursor->at < cursor->end && !strchr(" \t\r\n=/>", *cursor->at))
        cursor_advance(cursor, 1);
}

/* From an attribute's name behind its value. */
static void skip_attribute(struct cursor *cursor)
{
    skip_name(cursor);
    while (cursor->at < cursor->end && *cursor->at != '"' && *cursor->at != '\'')
        cursor_advance(cursor, 1);
    char quote[2] = {cursor->at < cursor->end ? *cursor->at : '"', '\0'};
    cursor_advance(cursor, 1);
    cursor_skip_behind(cursor, quote);
}

/* libxml2 compares each attribute with all before it, so a tag of a million would take it an hour. */
static bool attributes_check(const struct node_builder *builder)
{
    struct cursor cursor = builder->cursor;
    for (find_start_tag(&cursor); cursor.at < cursor.end; find_start_tag(&cursor)) {
        struct cursor tag = cursor;
        int count = 0;
        while (cursor.at < cursor.end && *cursor.at != '>') {
            bool quote = *cursor.at == '"' || *cursor.at == '\'';
            char closing[2] = {*cursor.at, '\0'};
            cursor_advance(&cursor, 1);
            if (quote)
                cursor_skip_behind(&cursor, closing);
            count += quote;
        }
        char where[NODE_WHERE_SIZE];
        if (count > XML_ATTRIBUTES_MAX)
            return error_set(builder->err, ERROR_LIMIT, cursor_where(&tag, where),
                             "%d attributes in one element; at most %d are read", count, XML_ATTRIBUTES_MAX);
    }
    return true;
}

static bool add_attribute(struct xml_reader *reader, struct open_element *element, const xmlChar **attribute)
{
    struct node_builder *builder = reader->builder;
    if (attribute[1])
        return stop(reader, &builder->cursor, ERROR_INPUT, "an attribute with a namespace; documents use none");
    size_t length = (size_t)(attribute[4] - attribute[3]);
    if (length > NODE_STRING_BYTES_MAX)
        return stop(reader, &builder->cursor, ERROR_LIMIT, "an attribute longer than 65536 bytes; use member elements");
    struct node *node = builder_node(builder, NODE_XML_TEXT, arena_strdup(builder->arena, (const char *)attribute[0]));
    if (!node) {
        xmlStopParser(reader->parser);
        return false;
    }
    node->is_attribute = true;
    node->string = arena_strndup(builder->arena, (const char *)attribute[3], length);
    builder_append(element->node, &element->tail, node);
    return true;
}

static struct open_element *open_element(struct xml_reader *reader, const xmlChar *name)
{
    struct node_builder *builder = reader->builder;
    struct node *node = builder_node(builder, NODE_XML_ELEMENT, arena_strdup(builder->arena, (const char *)name));
    if (!node) {
        xmlStopParser(reader->parser);
        return NULL;
    }
    if (reader->depth > 0) {
        struct open_element *parent = &reader->open[reader->depth - 1];
        parent->has_elements = true;
        builder_append(parent->node, &parent->tail, node);
    } else {
        reader->root = node;
    }
    struct open_element *element = &reader->open[reader->depth++];
    *element = (struct open_element){.node = node};
    text_init(&element->text, NODE_STRING_BYTES_MAX);
    return element;
}

static bool element_allowed(struct xml_reader *reader, bool has_namespace)
{
    if (has_namespace)
        return stop(reader, &reader->builder->cursor, ERROR_INPUT, "an XML namespace; documents use none: remove it");
    if (reader->depth == NODE_DEPTH_MAX)
        return stop(reader, &reader->builder->cursor, ERROR_LIMIT, "nested more than 32 levels deep");
    return true;
}

static void start_element(void *parser, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                          int namespaces_count, const xmlChar **namespaces, int attributes_count, int defaulted_count,
                          const xmlChar **attributes)
{
    (void)uri, (void)namespaces, (void)defaulted_count;
    struct xml_reader *reader = reader_of(parser);
    if (has_failed(reader))
        return;
    struct cursor *cursor = &reader->builder->cursor;
    find_start_tag(cursor);
    bool foreign = reader->builder->foreign;
    if (!element_allowed(reader, !foreign && (prefix || namespaces_count > 0)))
        return;
    struct open_element *element = open_element(reader, name);
    if (!element)
        return;
    cursor_advance(cursor, 1);
    skip_name(cursor);
    for (int i = 0; i < attributes_count && !foreign; i++) {
        cursor_skip_blanks(cursor);
        if (!add_attribute(reader, element, attributes + (ptrdiff_t)i * 5))
            return;
        skip_attribute(cursor);
    }
    cursor_skip_behind(cursor, ">");
}

static const char *without_blank_end(struct arena *arena, const struct text *text)
{
    size_t length = text->length;
    while (length > 0 && strchr(" \t\r\n", text->bytes[length - 1]))
        length--;
    return arena_strndup(arena, text->bytes, length);
}

/* Text is an element's whole content, or blank between elements. */
static bool finish_text(struct xml_reader *reader, struct open_element *element)
{
    struct node *node = element->node;
    struct cursor place = reader->builder->cursor;
    place.line = node->line;
    place.column = node->column;
    if (element->text.overflown)
        return stop(reader, &place, ERROR_LIMIT, "text longer than 65536 bytes; use member elements");
    if (element->text.length == 0)
        return true;
    if (node->first)
        return stop(reader, &place, ERROR_INPUT,
                    element->has_elements ? "text stands between this element's members; remove it"
                                          : "this element has attributes and text; move the text to an attribute");
    node->kind = NODE_XML_TEXT;
    node->string = without_blank_end(reader->builder->arena, &element->text);
    return true;
}

static void end_element(void *parser, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    (void)name, (void)prefix, (void)uri;
    struct xml_reader *reader = reader_of(parser);
    if (has_failed(reader))
        return;
    struct open_element *element = &reader->open[--reader->depth];
    finish_text(reader, element);
    text_release(&element->text);
}

/* Blanks before the first word are dropped at once: between a long list's members they would add up to the limit. */
static void characters(void *parser, const xmlChar *bytes, int length)
{
    struct xml_reader *reader = reader_of(parser);
    if (has_failed(reader) || reader->depth == 0)
        return;
    struct text *text = &reader->open[reader->depth - 1].text;
    const char *from = (const char *)bytes, *end = from + length;
    while (text->length == 0 && from < end && strchr(" \t\r\n", *from))
        from++;
    text_add_bytes(text, from, (size_t)(end - from));
}

static void ignore_comment(void *parser, const xmlChar *text)
{
    (void)parser, (void)text;
}

static void ignore_instruction(void *parser, const xmlChar *target, const xmlChar *data)
{
    (void)parser, (void)target, (void)data;
}

/* The prolog was searched for a DTD before; this is the second lock. */
static void refuse_dtd(void *parser, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
    (void)name, (void)external, (void)system;
    struct xml_reader *reader = reader_of(parser);
    stop(reader, &reader->builder->cursor, ERROR_INPUT, "a document type (DTD) is not allowed; remove it");
}

#if LIBXML_VERSION >= 21200
typedef const xmlError *xml_error_pointer;
#else
typedef xmlError *xml_error_pointer;
#endif

static void take_error(void *parser, xml_error_pointer cause)
{
    struct xml_reader *reader = reader_of(parser);
    if (cause->level < XML_ERR_ERROR || has_failed(reader))
        return;
    char where[NODE_WHERE_SIZE];
    const char *message = cause->message ? cause->message : "unknown error";
    int length = (int)strcspn(message, "\n");
    snprintf(where, sizeof where, "%s:%d:%d", reader->builder->cursor.file, cause->line > 0 ? cause->line : 1,
             cause->int2 > 0 ? cause->int2 : 1);
    error_set(reader->builder->err, ERROR_INPUT, where, "not XML: %.*s", length, message);
    xmlStopParser(reader->parser);
}

/* Handlers of the library's own tree are all replaced: events only. */
static void handlers_set(xmlSAXHandler *handlers)
{
    *handlers = (xmlSAXHandler){
        .initialized = XML_SAX2_MAGIC,
        .startElementNs = start_element,
        .endElementNs = end_element,
        .characters = characters,
        .ignorableWhitespace = characters,
        .cdataBlock = characters,
        .comment = ignore_comment,
        .processingInstruction = ignore_instruction,
        .internalSubset = refuse_dtd,
        .serror = take_error,
    };
}

/* The declared encoding, if any, must be UTF-8: the bytes were checked to be. */
static bool declaration_check(const struct node_builder *builder, const struct cursor *declaration)
{
    struct cursor end = *declaration;
    cursor_skip_behind(&end, "?>");
    size_t length = (size_t)(end.at - declaration->at);
    const char *encoding = memmem(declaration->at, length, "encoding", 8);
    if (!encoding)
        return true;
    char name[32] = "";
    const char *from = encoding + 8;
    while (from < end.at && strchr(" \t\r\n=\"'", *from))
        from++;
    size_t size = 0;
    while (from + size < end.at && size + 1 < sizeof name && !strchr("\"'?", from[size]))
        size++;
    memcpy(name, from, size);
    if (strcasecmp(name, "utf-8") == 0 || strcasecmp(name, "utf8") == 0 || strcasecmp(name, "us-ascii") == 0)
        return true;
    char where[NODE_WHERE_SIZE];
    return error_set(builder->err, ERROR_INPUT, cursor_where(declaration, where),
                     "declares the encoding \"%s\"; save it as UTF-8 and declare that", name);
}

/* Before the first element: a DTD would have to stand here. */
static bool prolog_check(const struct node_builder *builder)
{
    struct cursor cursor = builder->cursor;
    if (cursor_sees(&cursor, "<?xml") && !declaration_check(builder, &cursor))
        return false;
    for (;;) {
        cursor_skip_blanks(&cursor);
        if (cursor_sees(&cursor, "<?"))
            cursor_skip_behind(&cursor, "?>");
        else if (cursor_sees(&cursor, "<!--"))
            cursor_skip_behind(&cursor, "-->");
        else
            break;
    }
    char where[NODE_WHERE_SIZE];
    if (cursor_sees(&cursor, "<!"))
        return error_set(builder->err, ERROR_INPUT, cursor_where(&cursor, where),
                         "a document type (DTD) is not allowed; remove it");
    return true;
}

static void reader_run(struct xml_reader *reader)
{
    struct cursor first = reader->builder->cursor;
    reader->parser->_private = reader;
    handlers_set(reader->parser->sax);
    /* NOENT only makes '&amp;' arrive as '&': there is no DTD, so there are no entities to replace */
    xmlDocPtr tree = xmlCtxtReadMemory(reader->parser, first.at, (int)(first.end - first.at), NULL, "UTF-8",
                                       XML_PARSE_NONET | XML_PARSE_NOENT);
    if (tree)
        xmlFreeDoc(tree);
    if (!has_failed(reader) && (!reader->root || reader->depth > 0))
        stop(reader, &first, ERROR_INPUT, "not XML: no element");
    for (int i = 0; i < reader->depth; i++)
        text_release(&reader->open[i].text);
}

bool node_parse_xml(struct node_builder *builder, struct node **ret_root)
{
    cursor_skip_blanks(&builder->cursor); /* blanks before the XML declaration are forgiven */
    if (!prolog_check(builder) || !attributes_check(builder))
        return false;
    struct xml_reader reader = {.builder = builder, .parser = xmlNewParserCtxt()};
    if (!reader.parser)
        return error_set(builder->err, ERROR_INTERNAL, builder->cursor.file, "libxml2 gives no parser");
    reader_run(&reader);
    xmlFreeParserCtxt(reader.parser);
    if (has_failed(&reader))
        return false;
    *ret_root = reader.root;
    return true;
}
