/* placement.h — which tasks stand on which instances of a pool at one hour, as ECS places them: for pictures. Never
 * written as a document. Equal instances of a zone are one row. */
#ifndef BAYPLAN_PLACEMENT_H
#define BAYPLAN_PLACEMENT_H

#include "data/base/arena.h"
#include <stdbool.h>
#include <stdint.h>

struct placement_tasks {
    int member; /* index into the placement's members */
    int64_t count;
};

struct placement_row { /* `instances` instances of one zone with the same tasks each */
    int zone;          /* index into the pool's zones */
    int64_t instances;
    struct placement_tasks *tasks; /* by member; daemons among them */
    int tasks_count;
};

struct placement_member {
    const char *name;                          /* service, job or daemon */
    bool is_daemon;                            /* one task on every instance */
    int64_t cpu_units, memory_mib, gpus, enis; /* of one task */
};

struct placement {
    struct arena arena;
    const char *pool;
    int hour; /* the pool's peak: most instances; ties: most vCPU of tasks, then first */
    int64_t seed;
    int64_t unplaced;                 /* tasks that found no place and are in no row */
    struct placement_member *members; /* by name */
    int members_count;
    struct placement_row *rows; /* zone by zone, the fullest (CPU and memory together) first, ties by their tasks */
    int rows_count;
};

void placement_release(struct placement *placement);

#endif
