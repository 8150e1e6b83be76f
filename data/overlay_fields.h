/* overlay_fields.h — the overlay's table of fields and the struct it fills; for overlay.c and its tests. */
#ifndef BAYPLAN_OVERLAY_FIELDS_H
#define BAYPLAN_OVERLAY_FIELDS_H

#include "data/overlay.h"

#include "data/base/fields.h"

/* As the table of fields reads a rule; percentages in 1e-9 of a percent. */
struct overlay_row {
    int service, unit; /* -1 = not given */
    const char *item, *purchase;
    int64_t discount_percent, markup_percent, price;
    const char *source, *as_of;
};

struct overlay_document {
    const char *schema, *name;
    struct field_objects rules; /* of struct overlay_row */
};

/* Of struct overlay_document: what data/schema/overlay.schema.json says too. */
const struct field_table *overlay_field_table(void);

#endif
