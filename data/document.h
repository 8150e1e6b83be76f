/* document.h — what profile and plan share: the look at a document's root, and places in it.
 *
 * The version is checked before any other key, so that a document of a later version is told so, and not that its new
 * keys are unknown. */
#ifndef BAYPLAN_DOCUMENT_H
#define BAYPLAN_DOCUMENT_H

#include "data/base/fields.h"
#include "data/base/json_writer.h"

/* A table's row for the member of the same name as its key. */
#define FIELD_KEY(struct_type, member)                                                                                 \
    .key = #member, .offset = offsetof(struct struct_type, member), .given_offset = -1
#define FIELD_TABLE(words, struct_type, rows)                                                                          \
    .what = (words), .size = sizeof(struct struct_type), .fields = (rows), .count = sizeof(rows) / sizeof((rows)[0])

/* The root is an object (XML: element `what`) whose "schema" is bayplan.WHAT/1. Errors: INPUT. */
MUST_CHECK bool document_check_root(const char *file, const struct node *root, const char *what, struct error *err);

/* Member `index` of the list `list_key` of `object`, or NULL. After fields_read, which gives XML lists JSON's form. */
struct node *document_member(const struct node *object, const char *list_key, int index);

/* Place of `key` in `object`: its own line where it is written, else the object's. Returns `buffer`. */
const char *document_where(const char *file, const struct node *object, const char *key, char buffer[NODE_WHERE_SIZE]);

#endif
