/* document.h — what the documents share: the look at a document's root, and places in it.
 *
 * The version is checked before any other key, so that a document of a later version is told so, and not that its new
 * keys are unknown. */
#ifndef BAYPLAN_DOCUMENT_H
#define BAYPLAN_DOCUMENT_H

#include "data/base/fields.h"

/* Parts of a table's rows; the key has the member's name. */
#define FIELD_KEY(struct_type, member) .key = #member, .offset = offsetof(struct struct_type, member)
#define FIELD_GIVEN(struct_type, flag) .given_offset = (ptrdiff_t)offsetof(struct struct_type, flag)
#define FIELD_WHOLE(least, most) .type = FIELD_INTEGER, .minimum = (least), .maximum = (most)
#define FIELD_REAL(least, most) .type = FIELD_NUMBER, .minimum = (least), .maximum = (most)
#define FIELD_WHOLES(least, most) .type = FIELD_INTEGERS, .minimum = (least), .maximum = (most)
#define FIELD_NESTED(table) .type = FIELD_OBJECT, .object = &(table)
#define FIELD_LIST(table, most) .type = FIELD_OBJECTS, .object = &(table), .count_max = (most)
#define FIELD_TABLE(words, struct_type, rows)                                                                          \
    .what = (words), .size = sizeof(struct struct_type), .fields = (rows), .count = sizeof(rows) / sizeof((rows)[0])

/* The root is an object (XML: element `what`) whose "schema" is bayplan.WHAT/1. Errors: INPUT. */
MUST_CHECK bool document_check_root(const char *file, const struct node *root, const char *what, struct error *err);

/* Member `index` of the list `list_key` of `object`, or NULL. After fields_read, which gives XML lists JSON's form. */
struct node *document_member(const struct node *object, const char *list_key, int index);

/* Place of `key` in `object`: its own line where it is written, else the object's. Returns `buffer`. */
const char *document_where(const char *file, const struct node *object, const char *key, char buffer[NODE_WHERE_SIZE]);

/* A task's fixed ports: none twice, and none at all without a network. `owner` holds the list `host_ports`.
 * Errors: INPUT. */
MUST_CHECK bool document_check_ports(const char *file, const struct node *owner, bool has_network,
                                     const struct field_integers *ports, struct error *err);

/* Place of member `index` of that list, or of the number that stands alone. Returns `buffer`. */
const char *document_where_port(const char *file, const struct node *owner, int index, char buffer[NODE_WHERE_SIZE]);

/* Money that may be below zero, which no field type is: `words` is what stands at `key` of `object`, NULL where nothing
 * does, which leaves *ret_nano as it is. Errors: INPUT. */
MUST_CHECK bool document_signed_money(const char *file, const struct node *object, const char *key, const char *words,
                                      int64_t *ret_nano, struct error *err);

/* No key of `tags` (struct tag, at most PROFILE_TAGS_MAX) twice. `owner` holds the list `tags`. Errors: INPUT. */
MUST_CHECK bool document_check_tags(const char *file, const struct node *owner, const struct field_objects *tags,
                                    struct error *err);

/* A month or a day of the calendar from 2006 (EC2's first year) to 2999. */
bool date_is_valid(const char *text);
#define DATE_IS_WRONG "must be a date like 2026-07-20 or 2026-07, not \"%s\""
/* A second of such a day, in UTC: 2026-11-22T03:00:00Z. */
bool moment_is_valid(const char *text);
/* Two words or more and a number of one or two digits: us-east-1, us-gov-west-1. */
bool region_is_valid(const char *text);
#define REGION_IS_WRONG "must be a region like \"us-east-1\", not \"%s\""
/* A zone is its region and a letter (us-east-1a), or a group and a letter (us-east-1-bos-1a). */
bool zone_is_of(const char *zone, const char *region);

#endif
