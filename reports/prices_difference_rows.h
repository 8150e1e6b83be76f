/* prices_difference_rows.h — changes of prices by service and way of buying, and in the order a reader wants them. For
 * the reports of prices_difference.h alone. */
#ifndef BAYPLAN_REPORTS_PRICES_DIFFERENCE_ROWS_H
#define BAYPLAN_REPORTS_PRICES_DIFFERENCE_ROWS_H

#include "reports/prices_difference.h"
#include "reports/purchases.h"

enum price_change_kind { PRICE_CHANGED, PRICE_NEW, PRICE_GONE, PRICE_CHANGE_KINDS_COUNT };
extern const char *const price_change_kind_names[]; /* "changed", "new", "gone" */

enum price_change_kind price_change_kind_of(const struct price_change *change);
/* The row that stands for the change: the newer one where there is one. */
const struct price *price_change_row(const struct price_change *change);
/* (newer - older) / older of a changed price; 0 of the others. */
double price_change_ratio(const struct price_change *change);

struct price_change_group { /* all changes of a service and purchase */
    const char *service;
    enum purchase purchase;
    int counts[PRICE_CHANGE_KINDS_COUNT];
    double least_ratio, most_ratio, mean_ratio; /* of the changed */
};

struct price_change_rows {
    struct arena arena;
    const struct price_change **rows; /* by service, kind, falling size of the ratio; ties as in the books */
    int rows_count;
    struct price_change_group *groups;
    int groups_count;
    int counts[PRICE_CHANGE_KINDS_COUNT];
};

struct price_change_rows price_change_rows_of(const struct price_changes *changes);
void price_change_rows_release(struct price_change_rows *rows);

/* "+3.0 %", "-12.5 %", "<0.1 %" with its sign. Returns `buffer`. */
const char *price_change_percent(double ratio, char buffer[FIGURE_SIZE]);

#endif
