/* chart_cost.h — what the bars of chart_cost stand for, in nano-dollars a month. */
#ifndef BAYPLAN_REPORTS_CHART_COST_H
#define BAYPLAN_REPORTS_CHART_COST_H

#include "reports/chart_parts.h"

enum cost_part {
    COST_EC2,
    COST_EC2_SPOT,
    COST_FARGATE,
    COST_FARGATE_SPOT,
    COST_LAMBDA,
    COST_UNUSED, /* commitments that cover nothing */
    COST_OVERHEAD,
    COST_UNDIVIDED, /* known as a sum only */
    COST_PARTS_COUNT
};
enum { COST_BARS_MAX = 4 };

struct cost_bar {
    const char *words;
    int64_t parts[COST_PARTS_COUNT], total; /* the parts' sum */
    bool is_bound;
};

struct cost_bar cost_bar_of_plan(const struct plan *plan);
struct cost_bar cost_bar_of_today(const struct running_cluster *cluster, const struct today *today);

#endif
