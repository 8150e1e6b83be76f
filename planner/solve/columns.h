/* columns.h — the patterns found so far, each once; and loadings, integer multiples of them. */
#ifndef BAYPLAN_SOLVE_COLUMNS_H
#define BAYPLAN_SOLVE_COLUMNS_H

#include "planner/solve/problem.h"

struct column_entry {
    int item_class; /* of the problem */
    int count;      /* > 0 */
};

struct column {
    int type; /* of the problem */
    int first, entries_count;
};

struct column_pool {
    const struct problem *problem;
    struct column *columns;
    int count, capacity;
    struct column_entry *entries;
    int entries_count, entries_capacity;
    int *table; /* open addressing: index + 1, 0 = free */
    int table_size;
};

void column_pool_init(struct column_pool *pool, const struct problem *problem);
void column_pool_release(struct column_pool *pool);

/* Adds a pattern (entries by class) on `type`, or on the cheapest unlimited type that holds it if that costs less.
 * Returns its index, old or new; *ret_new (may be NULL) says which. BUG_IF it does not fit. */
int column_add(struct column_pool *pool, int type, const struct column_entry *entries, int entries_count,
               bool *ret_new);

static inline const struct column_entry *column_entries(const struct column_pool *pool, int column)
{
    return pool->entries + pool->columns[column].first;
}

/* An integer packing of one slot that covers demand; what it covers too often is trimmed when it is written out. */
struct loading {
    int *columns;
    int64_t *bins;
    int count, capacity;
    int64_t cost; /* bins, and outside for what is not covered; INT64_MAX = not feasible */
};

void loading_add(struct loading *loading, int column, int64_t bins);
void loading_clear(struct loading *loading);
void loading_copy(struct loading *to, const struct loading *from);
void loading_release(struct loading *loading);
/* Merges equal columns, drops bins that cost more than leaving their items outside, and sums the cost. `covered`
 * ([classes] or NULL) gets the number covered. */
void loading_settle(struct loading *loading, const struct column_pool *pool, const int64_t *demand, int64_t *covered);

#endif
