/* charts.h — inline SVG pictures for the HTML report, each with title, description and its numbers as a table under
 * <details>. Colours come from the report's style sheet by class; no picture says anything by colour alone. */
#ifndef BAYPLAN_REPORTS_CHARTS_H
#define BAYPLAN_REPORTS_CHARTS_H

#include "data/base/html.h"
#include "reports/report.h"

/* The charts' style sheet: a constant for the page's one <style>. Light and dark; every chart is a figure of class
 * "chart" with an id that begins with "chart-"; where there is nothing to draw, a paragraph of class "chart-none" says
 * why. */
extern const char charts_style[];

/* Stacked bars of dollars a month by place and purchase option: today (where known), the plan, Fargate alone (where
 * possible), the bound. */
void chart_cost(struct html *html, const struct report *report);
/* Demand (vCPU, GiB and tasks) and the running capacity by hour of a pool, least and most size drawn over it. */
void chart_week(struct html *html, const struct report *report, const struct plan_pool *pool);
/* The pool's instances as bars with CPU, memory and ENI tracks, zone by zone, tasks as blocks by service, stranded
 * capacity hatched. Equal instances are one bar with a count; beyond some 12 bars of a zone the rest is summed up in
 * words. */
void chart_packing(struct html *html, const struct report *report, const struct placement *placement);
/* EC2 against Fargate alone by hours of work a month: where the lines cross, and you are here. */
void chart_break_even(struct html *html, const struct report *report);
/* A job's Lambda, Fargate and EC2 cost by runs a day: where they cross, and you are here. */
void chart_job_break_even(struct html *html, const struct report *report, const struct plan_job *job);
/* The gap, cause by cause, from bound to cost. */
void chart_gap(struct html *html, const struct report *report);

#endif
