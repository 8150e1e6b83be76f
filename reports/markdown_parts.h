/* markdown_parts.h — the two halves of a plan's comment: what is seen at once, and what is folded. */
#ifndef BAYPLAN_REPORTS_MARKDOWN_PARTS_H
#define BAYPLAN_REPORTS_MARKDOWN_PARTS_H

#include "reports/report.h"

/* Services and jobs by falling cost, ties by name. */
struct ranked {
    int64_t usd_per_month_nano;
    const char *name, *place, *why;
    const struct plan_service *service; /* one of the two */
    const struct plan_job *job;
};
struct ranked *ranked_of(const struct plan *plan, int *ret_count); /* free() it */

/* "| `web` | 59–258 | 0.375 vCPU, 0.875 GiB | `pool-1` |": the cells both halves begin with. */
void ranked_add(struct text *row, const struct ranked *ranked);
/* "… 2,047 more, $1,234.56 a month together": of those from `first` on; nothing where there are none. */
void ranked_add_rest(struct text *out, const struct ranked *all, int count, int first);

enum { RANKED_SHOWN = 10 }; /* of them at once; the others are folded */

/* Both add at most `limit` bytes in all to what is in `out`. */
void markdown_visible(struct text *out, const struct report *report, const struct ranked *all, int count, size_t limit);
void markdown_folded(struct text *out, const struct report *report, const struct ranked *all, int count, size_t limit);

#endif
