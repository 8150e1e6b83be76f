/* pattern_book.h — ways the solver filled bins of a type, by the fleet's kinds: seeds for packing a pool. */
#ifndef BAYPLAN_POOLS_PATTERN_BOOK_H
#define BAYPLAN_POOLS_PATTERN_BOOK_H

#include "planner/pools/fleet.h"
#include "planner/solve/solve.h"

enum { BOOK_SETS_MAX = 256, BOOK_SETS_OF_TYPE_MAX = 8 };

struct book_pattern {
    int64_t bins;
    int entries_count;
    const int *kinds;
    const int64_t *counts;
};

struct book_set {
    int type; /* in fleet->types */
    int count;
    const struct book_pattern *patterns;
};

struct pattern_book {
    struct arena arena;
    struct book_set sets[BOOK_SETS_MAX];
    int count;
};

/* The patterns of `packing` that use bin type `bin_type`, as a set of fleet type `type`; kind_of_class[class]. With the
 * book full, or no such pattern, nothing is added. */
void book_add(struct pattern_book *book, const struct slot_packing *packing, int bin_type, int type,
              const int *kind_of_class);
void book_release(struct pattern_book *book);

#endif
