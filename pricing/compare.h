/* compare.h — two price books side by side: each price that is new, gone or changed. */
#ifndef BAYPLAN_PRICING_COMPARE_H
#define BAYPLAN_PRICING_COMPARE_H

#include "data/catalogue.h"

struct price_change {
    const struct price *older, *newer; /* one of them may be NULL: new, gone */
};

struct price_changes {
    struct arena arena;
    struct price_change *changes; /* in the order of the books' rows; only where the price differs, not the source */
    int changes_count;
    int same; /* prices in both, equal */
};

/* The books may be of two regions: then it is a comparison of regions. Both must outlive the answer. */
void catalogue_compare(const struct catalogue *older, const struct catalogue *newer, struct price_changes *ret_changes);
void price_changes_release(struct price_changes *changes);

#endif
