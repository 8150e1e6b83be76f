/* plan_buying.h — the parts of a plan about how capacity is bought: commitments, Spot pools, sensitivity. For plan.c,
 * plan_fields.c, plan_write.c and plan_check.c alone. */
#ifndef BAYPLAN_PLAN_BUYING_H
#define BAYPLAN_PLAN_BUYING_H

#include "data/plan.h"

struct node;

/* What a plan holds as arrays and a document as lists. */
struct plan_row_buying {
    struct plan_commitments commitments;
    struct field_objects items, rates, downside; /* struct plan_commitment, plan_rate, plan_downside */
    struct field_objects sensitivity;            /* struct plan_variation */
};

extern const struct field_table plan_commitments_table; /* of struct plan_row_buying */
extern const struct field_table plan_variation_table;   /* of struct plan_variation */

void plan_buying_take(const struct plan_row_buying *rows, struct plan *plan);
void plan_buying_write(struct json_writer *writer, const struct plan *plan);
void plan_pool_buying_write(struct json_writer *writer, const struct plan_pool *pool);

/* Do they hang together? Errors: INPUT. */
MUST_CHECK bool plan_buying_check(const char *file, const struct plan *plan, const struct node *root,
                                  struct error *err);

#endif
