/* difference_report.h — what changed between two plans, and why, in words, for people and programs. Each needs
 * report->difference; report->baseline and report->plan, its two plans, name what was compared where they are given. */
#ifndef BAYPLAN_REPORTS_DIFFERENCE_REPORT_H
#define BAYPLAN_REPORTS_DIFFERENCE_REPORT_H

#include "reports/report.h"

/* The total and its parts on one line, what changed most, who moved, settings, notes; one line where nothing did. */
void text_report_difference(const struct report *report, struct screen *screen);
/* For a pull request: within MARKDOWN_BYTES_MAX, details folded. */
void markdown_report_difference(const struct report *report, struct screen *screen);
/* bayplan.difference/1: data/schema/difference.schema.json. Every row, changed or not. */
void json_report_difference(const struct report *report, struct screen *screen);
/* A line per service, job and overhead, changed or not. */
void csv_report_difference(const struct report *report, struct screen *screen);

#endif
