/* outside.h — the places outside EC2, for services (places.c) and jobs (job_places.c). For planner/model alone. */
#ifndef BAYPLAN_MODEL_OUTSIDE_H
#define BAYPLAN_MODEL_OUTSIDE_H

#include "planner/model/build.h"

struct fargate_need {
    int64_t cpu_units, memory_mib, storage_gib, gpus;
    int network_mode;
    bool places_given;
    enum note note_network, note_gpu, note_unpriced[PURCHASES_COUNT];
};

/* Fills item->fargate. Errors: INPUT (Fargate alone, with a network mode it has not). Missing prices: price_lacks. */
MUST_CHECK bool fargate_quotes(struct build *build, struct model_item *item, struct error *err);
/* A price that may be missing is noted, one that may not goes to price_lacks, both are true; any other failure goes to
 * *err. */
MUST_CHECK bool price_missed(struct build *build, const struct model_item *item, bool forgiving, enum note note,
                             const struct error *missing, struct error *err);

#endif
