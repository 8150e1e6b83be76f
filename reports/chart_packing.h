/* chart_packing.h — a pool's instances as bars: what chart_packing draws, worked out before anything is drawn. */
#ifndef BAYPLAN_REPORTS_CHART_PACKING_H
#define BAYPLAN_REPORTS_CHART_PACKING_H

#include "reports/chart_parts.h"
#include "reports/chart_week.h"

enum { PACKING_BARS_MAX = 12 /* of one zone */ };

struct packing_row {                    /* of placement->rows, the same index */
    int64_t used[POOL_RESOURCES_COUNT]; /* of one instance */
    bool stranded;                      /* not one more task of any of the pool's services has room there */
};

struct packing_zone {
    const char *name;
    int first, count; /* rows */
    int64_t instances, tasks;
    int64_t used[POOL_RESOURCES_COUNT], stranded[POOL_RESOURCES_COUNT];
    int drawn[PACKING_BARS_MAX]; /* rows, ascending */
    int drawn_count;
    int64_t instances_left;                                                    /* not drawn */
    int64_t left_least[POOL_RESOURCES_COUNT], left_most[POOL_RESOURCES_COUNT]; /* used, of those */
};

struct packing_service {
    int member;
    int64_t tasks, instances; /* in the pool */
    double share;             /* of the pool's capacity, of the resource it takes most of */
    double shown;             /* the same in the bars drawn, in instances */
};

struct packing {
    const struct plan_pool *pool;
    const struct placement *placement;
    int64_t capacity[POOL_RESOURCES_COUNT]; /* of an instance; 0 = no track */
    struct packing_row *rows;
    struct packing_zone *zones;
    int zones_count;
    enum chart_fill *fills;           /* [members] */
    struct packing_service *services; /* those with a letter, A first: the largest in the bars drawn; then the others,
                                         the largest of the pool first; no daemons */
    int services_count, lettered;
    int64_t tasks; /* daemons apart */
};

struct packing_block { /* equal tasks side by side on one track */
    int member;        /* -1: nothing, free or stranded */
    enum chart_fill fill;
    int64_t tasks;
    int x0, x1; /* 0..width */
};

struct packing packing_of(const struct plan_pool *pool, const struct placement *placement, struct arena *arena);
/* One track of a row from 0 to `width`: daemons, services by letter, the others, what is free. They touch and end at
 * `width`. Returns how many; room for the row's tasks and one more is needed. */
int packing_blocks(const struct packing *packing, int row, enum pool_resource resource, int width,
                   struct packing_block *ret_blocks);
void chart_packing_tables(struct chart *chart, const struct packing *packing);

#endif
