/* profile_fields.h — the profile's table of fields and the struct it fills; for profile.c and its tests. */
#ifndef BAYPLAN_PROFILE_FIELDS_H
#define BAYPLAN_PROFILE_FIELDS_H

#include "data/profile.h"

struct profile_document {
    const char *schema;
    struct profile profile; /* services and jobs not yet moved in */
    struct field_objects services, jobs;
};

/* Of struct profile_document: everything the JSON Schema says, and no more. */
const struct field_table *profile_field_table(void);

/* A document with every default that does not hang on another key. */
void profile_document_init(struct profile_document *document);

/* What one field cannot know of another: demand lengths, names, ports, zones, sizes of the whole. Errors: INPUT, LIMIT.
 * `root` is where the document was read from. */
struct node;
MUST_CHECK bool profile_check(const struct profile *profile, const struct node *root, struct error *err);

#endif
