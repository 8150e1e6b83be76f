/* policy_fields.h — the policy's table of fields and the struct it fills; for policy.c and its tests. */
#ifndef BAYPLAN_POLICY_FIELDS_H
#define BAYPLAN_POLICY_FIELDS_H

#include "data/policy.h"

struct policy_document {
    const char *schema;
    struct policy policy; /* its lists not yet moved in */
    struct field_objects service_budgets, tag_budgets, service_places;
};

/* Of struct policy_document: everything the JSON Schema says, and no more. Every default is zero. */
const struct field_table *policy_field_table(void);

#endif
