/* html_report.h — a plan as one self-contained page: no network, works without its script, light and dark, prints. */
#ifndef BAYPLAN_REPORTS_HTML_REPORT_H
#define BAYPLAN_REPORTS_HTML_REPORT_H

#include "reports/report.h"

/* Services and jobs shown with reasons and alternatives; of more, the dearest, and all of them in a compact table. */
enum { HTML_ROWS_FULL_MAX = 150 };

void html_report_plan(const struct report *report, struct screen *screen);

#endif
