/* chart_week.h — a pool's demand and capacity by hour, as chart_week draws them. */
#ifndef BAYPLAN_REPORTS_CHART_WEEK_H
#define BAYPLAN_REPORTS_CHART_WEEK_H

#include "reports/chart_parts.h"

enum pool_resource { POOL_CPU, POOL_MEMORY, POOL_ENIS, POOL_GPUS, POOL_RESOURCES_COUNT };

struct pool_week {
    const struct plan_pool *pool;
    int hours;
    int64_t *tasks;                         /* [hours] of services and jobs; daemons apart */
    int64_t *instances;                     /* [hours] as planned */
    int64_t *scheduled;                     /* [hours] by the scheduled actions; NULL = its size never changes */
    int64_t *demand[POOL_RESOURCES_COUNT];  /* [hours] of services, jobs and daemons */
    int64_t capacity[POOL_RESOURCES_COUNT]; /* of one instance; 0 = it has none, or nothing asks for it */
};

struct pool_week pool_week_of(const struct plan *plan, const struct plan_pool *pool, struct arena *arena);
/* The resource that fills first in the pool's fullest hour. */
enum pool_resource pool_week_fullest(const struct pool_week *week, int *ret_hour);
const char *pool_resource_words(enum pool_resource resource);             /* "vCPU", "GiB" ... */
double pool_resource_amount(enum pool_resource resource, int64_t amount); /* in those: vCPU, GiB, pieces */
void chart_week_tables(struct chart *chart, const struct pool_week *week);

#endif
