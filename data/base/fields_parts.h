/* fields_parts.h — what fields.c and fields_xml.c share. Nobody else includes it. */
#ifndef BAYPLAN_BASE_FIELDS_PARTS_H
#define BAYPLAN_BASE_FIELDS_PARTS_H

#include "data/base/fields.h"

/* Rewrites the XML children of `object` into the kinds its table asks for, so that one reader serves both forms:
 * repeated elements and blank-separated texts become lists, texts become numbers and booleans where they are such.
 * What does not fit is left for the reader to refuse. Only a key given twice is an error here. */
MUST_CHECK bool fields_from_xml(const struct field_table *table, const char *file, struct node *object,
                                struct arena *arena, struct error *err);

const struct field *field_find(const struct field_table *table, const char *key);

#endif
