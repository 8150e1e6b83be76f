/* report.h — what a report may draw on, and the one table of formats it may be written in. Reports read documents,
 * decide nothing and write no file. Equal input gives equal bytes. */
#ifndef BAYPLAN_REPORTS_REPORT_H
#define BAYPLAN_REPORTS_REPORT_H

#include "data/cluster.h"
#include "data/placement.h"
#include "data/plan.h"
#include "data/policy.h"
#include "data/verdict.h"
#include "pricing/difference.h"
#include "pricing/today.h"
#include "reports/screen.h"

struct report {
    const struct plan *plan;             /* always, but for a difference without it: then the new plan */
    const struct plan *baseline;         /* the old one, or NULL */
    const struct difference *difference; /* of both, or NULL */
    const struct verdict *verdict;       /* check: rules and proposal. plan: check_plan's count, or NULL */
    const struct placement *placements;  /* one per pool that has a picture; none = no packing picture */
    int placements_count;
    const struct running_cluster *cluster; /* what runs now, and its price; both or NULL */
    const struct today *today;
    const char *plan_file, *policy_file; /* as the user named them, for SARIF and annotations; "" = not files */
};

/* What is reported; a format's writer for each is NULL where it has none. */
enum report_kind { REPORT_PLAN, REPORT_DIFFERENCE, REPORT_CHECK, REPORT_KINDS_COUNT };

/* Adds the whole report to screen->out; `width` and `colour` are for text alone. */
typedef void report_writer(const struct report *report, struct screen *screen);

struct report_format {
    const char *name; /* "html" */
    const char *says; /* "One self-contained page" */
    report_writer *writers[REPORT_KINDS_COUNT];
};

extern const struct report_format report_formats[];                                      /* ends with a NULL name */
const struct report_format *report_format_find(const char *name, enum report_kind kind); /* NULL where none */
/* NULL-terminated names of those that have a writer for `kind`, in the table's order. */
const char *const *report_format_names(enum report_kind kind);

/* Most bytes a report may have. */
enum { REPORT_BYTES_MAX = 64 * 1024 * 1024, MARKDOWN_BYTES_MAX = 65536 };

#endif
