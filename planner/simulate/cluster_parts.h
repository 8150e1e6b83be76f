/* cluster_parts.h — how a cluster lies in memory; for the files of cluster*.c and week.c alone.
 *
 * Made to be copied: a replay looks ahead on copies, and sizing keeps two clusters a seed. So everything is in a few
 * flat arrays, without pointers between them: rows of free resources by zone (only ACTIVE instances have a row), and
 * nodes (service, instance, count) strung on two lists, by instance and by service and zone. */
#ifndef BAYPLAN_SIMULATE_CLUSTER_PARTS_H
#define BAYPLAN_SIMULATE_CLUSTER_PARTS_H

#include "planner/simulate/cluster.h"

/* Beside the resources of a task, the host ports registered on an instance are at most 100 (PortMapping, 2026). */
enum { DIMENSION_PORTS = RESOURCES_COUNT, DIMENSIONS };
/* Rows are looked at in blocks: what no row of a block has free is not looked for in it. */
enum { BLOCK = 16 };
enum { NONE = -1 };

struct service_facts {
    int32_t need[DIMENSIONS];
    int dimensions_count; /* of need above 0 */
    int dimensions[DIMENSIONS];
    bool fits_empty;
    bool zones_first; /* the first strategy is to spread over zones, or there is none */
    int keys_count;   /* strategies after that one */
    enum placement_strategy keys[PLACEMENT_STRATEGIES_MAX];
    bool plain;        /* at most one binpack, no limit and no port: the quick scan will do */
    int key_dimension; /* of the plain binpack; NONE = drawn */
    int32_t per_instance_max;
    bool counted;          /* choice depends on the tasks of the service on each instance */
    const uint64_t *ports; /* [port_words]; NULL = none */
    bool rebalanced;
};

/* What follows from the pool alone; shared by a cluster and those made like it. */
struct cluster_facts {
    const struct replay_pool *pool;
    int users;
    struct arena arena;
    struct service_facts *services;
    int32_t base[DIMENSIONS]; /* free on a new instance, daemons taken off */
    int port_words;
    uint64_t *base_ports;
};

struct zone_part {
    bool closed;
    int count, capacity;       /* rows; capacity is a multiple of BLOCK, unused rows have nothing free */
    int32_t *rows;             /* the one block that the following point into */
    int32_t *free[DIMENSIONS]; /* [capacity] */
    int32_t *number;           /* [capacity] the instance */
    int32_t *mark;             /* [capacity] scratch, 0 between calls */
    int32_t *most[DIMENSIONS]; /* [capacity / BLOCK] not less than any free of the block */
    uint64_t *ports;           /* [capacity * port_words] taken */
};

struct placed { /* the tasks of one service on one instance */
    int32_t service, instance, count;
    int32_t next_on_instance;
    int32_t next, previous; /* of the service in the zone; ACTIVE instances only */
};

struct instance {
    int32_t first; /* node, NONE = nothing but daemons */
    int32_t row;   /* NONE = draining or gone */
    int32_t zone;  /* NONE = gone */
};

struct cluster {
    struct cluster_facts *facts;
    uint64_t random;
    int64_t steps;
    struct zone_part parts[PROFILE_ZONES_MAX];
    struct instance *instances;
    int instances_count, instances_capacity;
    struct placed *nodes;
    int nodes_count, nodes_capacity;
    int32_t nodes_unused; /* strung by next_on_instance */
    int32_t *first;       /* [services * zones] node */
    int32_t *running;     /* [services * zones] on ACTIVE instances */
    /* scratch */
    int32_t *queue;
    int64_t queue_capacity;
    bool *refused;   /* [services] */
    int64_t *counts; /* [services] */
};

struct cluster_facts *cluster_facts_new(const struct replay_pool *pool);
void cluster_facts_release(struct cluster_facts *facts);

int cluster_stop_in_zone(struct cluster *cluster, int service, int zone); /* the service runs there; the instance */

#endif
