/* verdict_scenarios.h — the scenarios of a replay as documents hold them: in a verdict, and in a plan that remembers
 * its own. One table, one writer. */
#ifndef BAYPLAN_VERDICT_SCENARIOS_H
#define BAYPLAN_VERDICT_SCENARIOS_H

#include "data/base/fields.h"
#include "data/base/json_writer.h"
#include "data/verdict.h"

enum { SCENARIO_TEXT_BYTES_MAX = 4096 /* of worst.why */ };

struct verdict_row_scenario {
    struct verdict_scenario scenario;
    int kind;        /* enum scenario */
    const char *usd; /* an event may save instances: the sum may be below zero */
};

/* Of struct verdict_row_scenario. */
extern const struct field_table verdict_scenario_table;

/* What a row holds before it is read. */
extern const struct verdict_row_scenario verdict_scenario_defaults;

/* `rows` were read from the list "scenarios" of `owner`. Comes out in the order of enum scenario. Errors: INPUT (one
 * twice; figures of what does not apply, or none of what does). */
MUST_CHECK bool verdict_scenarios_take(const char *file, const struct node *owner, const struct field_objects *rows,
                                       struct arena *arena, struct verdict_scenario **ret_scenarios, int *ret_count,
                                       struct error *err);

/* As the list "scenarios". */
void verdict_scenarios_write(struct json_writer *writer, const struct verdict_scenario *scenarios, int count);
/* As the list "findings". */
void verdict_findings_write(struct json_writer *writer, const struct verdict_finding *findings, int count);

#endif
