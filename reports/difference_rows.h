/* difference_rows.h — the rows of a difference as reports show them: those that changed, the largest change first, and
 * who moved where. */
#ifndef BAYPLAN_REPORTS_DIFFERENCE_ROWS_H
#define BAYPLAN_REPORTS_DIFFERENCE_ROWS_H

#include "pricing/difference.h"

/* All that went from one place to another. */
struct difference_move {
    const struct difference_row *first; /* by name; its places are those of all */
    int count;
    int64_t usd_per_month_nano; /* the change of their cost */
};

struct difference_rows {
    const struct difference_row **changed;
    int changed_count;
    struct difference_move *moves; /* the most first */
    int moves_count;
};

struct difference_rows difference_rows_of(const struct difference *difference);
void difference_rows_release(struct difference_rows *rows);

int64_t difference_row_change(const struct difference_row *row);
const char *difference_row_name(const struct difference_row *row); /* "overhead" of what has none */
/* "pool-1 (m7g.2xlarge)", "Fargate"; "nowhere" before it was added and after it was removed. Adds no markup. */
void difference_place_add(struct text *out, const char *place, const char *type);
/* "+8.30 %"; "" where there was no cost before. */
const char *difference_percent(int64_t old_nano, int64_t new_nano, char *buffer, size_t size);
extern const char *const difference_kind_names[]; /* "service", "job", "overhead": by enum difference_kind */

#endif
