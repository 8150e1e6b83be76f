/* node.h — JSON and XML read into one tree, so that a document has one table of fields for both.
 *
 * JSON is parsed by jansson (duplicate keys rejected), XML by libxml2 (no network, no entities, no DTD); neither
 * shows in this header. Every node knows its line and column. Limits: NODE_DEPTH_MAX levels, FILE_BYTES_MAX bytes,
 * NODE_COUNT_MAX nodes, NODE_STRING_BYTES_MAX bytes in one string, 1,000 attributes in one element; an error names the
 * limit.
 *
 * XML form of a document: an object is an element, its scalars are attributes, its objects and lists child elements
 * of the key's name. A list is <services><service .../><service .../></services> (member elements of any name);
 * <services .../> repeated is the same list. A list of scalars may also be one attribute with blanks between
 * members (tasks="1 2 3"), or member elements with text. Comments and blank text are ignored, namespaces rejected. */
#ifndef BAYPLAN_BASE_NODE_H
#define BAYPLAN_BASE_NODE_H

#include "data/base/arena.h"
#include "data/base/error.h"
#include "data/base/text.h"
#include <stdint.h>

enum { NODE_DEPTH_MAX = 32, NODE_COUNT_MAX = 4 * 1000 * 1000, NODE_STRING_BYTES_MAX = 64 * 1024 };

enum node_kind {
    NODE_NULL,
    NODE_BOOLEAN,
    NODE_NUMBER,
    NODE_STRING,
    NODE_LIST,
    NODE_OBJECT,
    NODE_XML_TEXT,   /* attribute value or text of an element without children: becomes what the field asks for */
    NODE_XML_ELEMENT /* element with attributes or children: becomes an object or a list as the field asks for */
};

struct node {
    enum node_kind kind;
    bool boolean;
    bool is_integer;     /* NUMBER: `integer` is exact */
    bool is_attribute;   /* XML_TEXT that was an attribute, not an element */
    int line, column;    /* 1-based */
    int64_t integer;     /* NUMBER */
    double number;       /* NUMBER: finite */
    const char *string;  /* STRING, XML_TEXT: NUL-terminated valid UTF-8 without NUL; NUMBER: as written, unless a
                            plain integer (then NULL) */
    const char *name;    /* key or element name; NULL for list members and the root of JSON */
    struct node *first;  /* LIST, OBJECT, XML_ELEMENT: children in document order */
    struct node *next;   /* sibling */
    struct node *parent; /* for paths */
    int children_count;
};

/* `file` is used in places only. Format by first non-blank byte: '<' is XML, anything else JSON. UTF-8 only (a BOM is
 * skipped). Errors: INPUT, LIMIT; each with file:line:column and path. */
MUST_CHECK bool node_parse(const char *file, const char *bytes, size_t length, struct arena *arena,
                           struct node **ret_root, struct error *err);

/* As node_parse, for what other programs answer: XML namespaces and attributes are dropped, names are local names. */
MUST_CHECK bool node_parse_foreign(const char *file, const char *bytes, size_t length, struct arena *arena,
                                   struct node **ret_root, struct error *err);

struct node *node_child(const struct node *object, const char *key); /* NULL where absent */

/* A number as JSON writes it, nothing before or after. False for anything else and where a double overflows. */
MUST_CHECK bool number_parse(const char *text, size_t length, double *ret_number, int64_t *ret_integer,
                             bool *ret_is_integer);

enum { NODE_WHERE_SIZE = ERROR_WHERE_SIZE };
/* "file:line:column: services[3].memory_mib"; `key` (may be NULL) is appended to the path. Returns `buffer`. */
const char *node_where(const char *file, const struct node *node, const char *key, char buffer[NODE_WHERE_SIZE]);

#endif
