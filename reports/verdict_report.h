/* verdict_report.h — what a replay of a plan found, as text for a terminal. Reads documents, decides nothing. */
#ifndef BAYPLAN_REPORTS_VERDICT_REPORT_H
#define BAYPLAN_REPORTS_VERDICT_REPORT_H

#include "data/plan.h"
#include "data/verdict.h"
#include "reports/screen.h"

/* Does it hold, scenario by scenario, the worst moment of each, findings, assumptions. `plan` is the one replayed: its
 * hours and its cost stand beside what was found. */
void text_report_verdict(struct screen *screen, const struct plan *plan, const struct verdict *verdict);

/* "Mon 14:00 UTC, us-east-1a lost, 12 tasks of api without a place on pool-1 (seed 17): no instance has ...": the worst
 * moment of a scenario that has one (worst.tasks > 0). */
void verdict_moment_add(struct text *out, const struct plan *plan, const struct verdict_scenario *scenario);

/* What check_plan found, under a heading of its own; nothing where it found nothing. */
enum { FINDINGS_SHOWN_MAX = 30 };
void verdict_findings_add(struct screen *screen, const struct verdict *verdict);

/* "zone loss": the scenario's name as people say it. */
const char *scenario_words(enum scenario scenario);

#endif
