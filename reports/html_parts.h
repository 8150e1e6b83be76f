/* html_parts.h — the pieces of the HTML report: its sections, in their order, and what they are put together from. */
#ifndef BAYPLAN_REPORTS_HTML_PARTS_H
#define BAYPLAN_REPORTS_HTML_PARTS_H

#include "data/base/html.h"
#include "reports/report.h"

const char *report_plan_file(const struct report *report); /* as the user named it, or "plan.json" */
/* What runs under that name now; NULL where nothing does or no cluster is known. */
const struct running_service *running_find(const struct running_cluster *cluster, const char *name);
const struct running_group *running_group_find(const struct running_cluster *cluster, const char *name);
void part_running_place(struct html *html, const struct running_cluster *cluster, const char *place);

extern const char *const html_style[], *const html_script[]; /* pieces, end with NULL */

/* <section> with a heading; close "section". `id` is unique in the page. */
void part_section(struct html *html, const char *id, const char *title);
void part_heading(struct html *html, const char *title); /* below a section's */
void part_paragraph(struct html *html, const char *class, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void part_open(struct html *html, const char *element, const char *class);      /* html_open with a class; "" = none */
void part_span(struct html *html, const char *class, const char *text);         /* <span class=...>text</span> */
void part_name(struct html *html, const char *name);                            /* <bdi>, may break anywhere */
void part_place(struct html *html, const struct plan *plan, const char *place); /* "pool-1 m6g.2xlarge", marked */
/* "bayplan explain plan.json web" to paste into a shell; `name` and `options` (" --format csv") may be "". */
void part_command(struct html *html, const char *verb, const char *plan_file, const char *name, const char *options);

/* A table that scrolls by itself where it is too wide, focusable for the keyboard. */
struct part_column {
    const char *title;
    bool number;  /* to the right, in figures of equal width */
    bool falling; /* its rows stand by it, the largest first */
    bool absent;  /* neither shown nor written: part_cell and part_number skip it */
    const char *class;
};
struct part_table {
    struct html *html;
    const struct part_column *columns;
    int columns_count, column; /* of the row being written */
    bool is_row_open;
};
enum part_table_kind { TABLE_PLAIN, TABLE_SORTABLE, TABLE_FILTERED }; /* filtered: sortable too */
void part_table_open(struct part_table *table, struct html *html, const char *caption, enum part_table_kind kind,
                     const struct part_column *columns, int columns_count);
void part_row(struct part_table *table); /* opens one; ends the one before */
void part_total_row(struct part_table *table);
void part_row_name(struct part_table *table, const char *name);   /* the row's header: a name */
void part_row_words(struct part_table *table, const char *words); /* ... or words of ours */
void part_cell(struct part_table *table, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool part_cell_open(struct part_table *table); /* to be filled by hand, then closed; false where absent */
void part_cell_close(struct part_table *table);
void part_table_close(struct part_table *table);

/* The sections, in the page's order. */
void html_verdict(struct html *html, const struct report *report);
void html_services(struct html *html, const struct report *report);
void html_cost(struct html *html, const struct report *report);
void html_buying(struct html *html, const struct report *report);
bool html_has_buying(const struct plan *plan); /* a pool is Spot, or commitments are offered or held */
void html_week(struct html *html, const struct report *report);
void html_packing(struct html *html, const struct report *report);
void html_break_even(struct html *html, const struct report *report);
void html_gap(struct html *html, const struct report *report);
void html_sensitivity(struct html *html, const struct report *report);
bool html_has_sensitivity(const struct plan *plan);
void html_simulation(struct html *html, const struct report *report);
void html_binding(struct html *html, const struct report *report);
void html_assumptions(struct html *html, const struct report *report);
void html_actions(struct html *html, const struct report *report);

#endif
