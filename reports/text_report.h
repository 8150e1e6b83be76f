/* text_report.h — plans, reasons and prices as text for a terminal. Reads documents, decides nothing, writes no file.
 */
#ifndef BAYPLAN_REPORTS_TEXT_REPORT_H
#define BAYPLAN_REPORTS_TEXT_REPORT_H

#include "data/catalogue.h"
#include "data/cluster.h"
#include "data/plan.h"
#include "data/verdict.h"
#include "pricing/today.h"
#include "reports/screen.h"

enum { REPORT_ROWS_MAX = 30 }; /* services and jobs shown before "… more" */

/* Cost, bound and what was replayed, findings, pools, services, jobs, gap, break-even, assumptions. `replay` is of the
 * planner's own replay and `count` of check_plan; NULL where there is none at hand. */
void text_report_plan(struct screen *screen, const struct plan *plan, const struct verdict *replay,
                      const struct verdict *count);

/* What runs now and what the plan saves over it, as a section of its own. */
void text_report_today(struct screen *screen, const struct plan *plan, const struct running_cluster *cluster,
                       const struct today *today);

/* What runs: groups of instances, services, and how many objects of each kind were read. */
void text_report_cluster(struct screen *screen, const struct running_cluster *cluster);

/* Every service, job and pool on one line each. */
void text_report_explain_all(struct screen *screen, const struct plan *plan);

/* Why one service, job or pool is as it is. Errors: INPUT (the plan has none of that name; says the nearest). */
MUST_CHECK bool text_report_explain(struct screen *screen, const struct plan *plan, const char *plan_file,
                                    const char *name, struct error *err);

/* Rows of a catalogue with vCPU, memory and architecture beside instance types; sources as footnotes. */
void text_report_prices(struct screen *screen, const struct catalogue *catalogue);

/* The same rows as the snapshots' CSV, header included; it reads back. */
void csv_report_prices(struct text *out, const struct catalogue *catalogue);

#endif
