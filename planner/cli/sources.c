#include "planner/cli/sources.h"
#include "planner/simulate/picture.h"
#include <stdlib.h>

static void release_placements(struct sources *sources)
{
    for (int i = 0; i < sources->placements_count; i++)
        placement_release(&sources->placements[i]);
    free(sources->placements);
    sources->placements = NULL;
    sources->placements_count = 0;
}

bool sources_draw(struct sources *sources, const struct plan *plan, struct error *err)
{
    sources->placements = memory_alloc((size_t)plan->pools_count, sizeof *sources->placements);
    for (int i = 0; i < plan->pools_count; i++) {
        if (!simulate_picture(plan, i, PICTURE_SEED, &sources->placements[i], err)) {
            release_placements(sources);
            return false;
        }
        sources->placements_count++;
    }
    return true;
}

bool sources_load_cluster(struct sources *sources, const struct invocation *invocation,
                          const struct catalogue *catalogue, struct error *err)
{
    const char *path = invocation->settings[OPTION_CLUSTER].text;
    if (!path)
        return true;
    if (!running_cluster_load(path, &sources->cluster, err))
        return false;
    if (!today_price(&sources->cluster, catalogue, &sources->today, err)) {
        running_cluster_release(&sources->cluster);
        return false;
    }
    sources->has_cluster = true;
    return true;
}

void sources_show(const struct sources *sources, struct report *report)
{
    report->placements = sources->placements;
    report->placements_count = sources->placements_count;
    report->cluster = sources->has_cluster ? &sources->cluster : NULL;
    report->today = sources->has_cluster ? &sources->today : NULL;
}

void sources_release(struct sources *sources)
{
    release_placements(sources);
    today_release(&sources->today);
    running_cluster_release(&sources->cluster);
    *sources = (struct sources){0};
}
