/* csv_report.h — a plan for spreadsheets: what runs where, the pools, and each pool hour by hour. Money as exact
 * decimals, no thousands separated; names of other people run nothing (csv_out.h). */
#ifndef BAYPLAN_REPORTS_CSV_REPORT_H
#define BAYPLAN_REPORTS_CSV_REPORT_H

#include "reports/report.h"

/* A line per service, job and daemon, by name. Tags as "key=value; key=value". */
void csv_report_plan(const struct report *report, struct screen *screen);
/* A line per pool. */
void csv_report_pools(const struct report *report, struct screen *screen);
/* A line per pool and hour of the plan (1, 24 or 168, Monday 00:00 UTC first): its size, how far it may grow, the tasks
 * that run there (daemons among them), what they reserve and what the instances offer. */
void csv_report_hours(const struct report *report, struct screen *screen);

#endif
