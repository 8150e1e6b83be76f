/* markdown_report.h — a plan as a comment on a pull request: verdict first, then pools, the biggest services and the
 * gap; the rest folded. Never above MARKDOWN_BYTES_MAX: what does not fit is counted, not cut. */
#ifndef BAYPLAN_REPORTS_MARKDOWN_REPORT_H
#define BAYPLAN_REPORTS_MARKDOWN_REPORT_H

#include "reports/report.h"

/* The first line is hidden and the same for every plan of a profile of that name: a bot finds its comment by it. */
void markdown_report_plan(const struct report *report, struct screen *screen);

#endif
