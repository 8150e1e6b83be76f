/* sources.h — what a report of a plan shows besides the plan: pictures of its pools, what runs now and its price. */
#ifndef BAYPLAN_CLI_SOURCES_H
#define BAYPLAN_CLI_SOURCES_H

#include "planner/cli/options.h"
#include "planner/cli/prices.h"
#include "reports/report.h"

enum { PICTURE_SEED = 1 };

struct sources {
    struct placement *placements; /* one per pool */
    int placements_count;
    bool has_cluster;
    struct running_cluster cluster;
    struct today today;
};

/* One cold start of each pool. Errors as simulate_plan. On failure nothing has to be released. */
MUST_CHECK bool sources_draw(struct sources *sources, const struct plan *plan, struct error *err);
/* --cluster, if given, at the plan's own prices. Errors: IO, INPUT, UNKNOWN_PRICE. */
MUST_CHECK bool sources_load_cluster(struct sources *sources, const struct invocation *invocation,
                                     const struct catalogue *catalogue, struct error *err);
/* Points the report to them; they must outlive it. */
void sources_show(const struct sources *sources, struct report *report);
void sources_release(struct sources *sources);

#endif
