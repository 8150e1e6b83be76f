/* cluster_parts.h — how a cluster lies in memory; for the files of cluster*.c and week.c alone.
 *
 * Made to be copied: a replay looks ahead on copies, and sizing keeps two clusters a seed. So everything is in a few
 * flat arrays, without pointers between them: rows of free resources by zone (only ACTIVE instances have a row), and
 * nodes (one a task) strung on two lists, by instance and by service and zone.
 *
 * Room is found by bits: for each resource and each amount that some service needs (its levels) there is a word of bits
 * for 64 rows, set where as much is free. The rows with room for a task are the AND of one level a resource. Measured
 * on 100 services: looking at every row, in blocks with bounds, took 530 ns a placement on 110 instances and 27 us on
 * 8,600; the bits take 110 and 500. */
#ifndef BAYPLAN_SIMULATE_CLUSTER_PARTS_H
#define BAYPLAN_SIMULATE_CLUSTER_PARTS_H

#include "planner/simulate/cluster.h"

/* Beside the resources of a task, the host ports registered on an instance are at most 100 (PortMapping, 2026). */
enum { DIMENSION_PORTS = RESOURCES_COUNT, DIMENSIONS };
/* Levels of one resource; where services need more different amounts, the bits are a first answer, to be checked. */
enum { LEVELS_MAX = 32, WORD = 64 };
enum { NONE = -1 };
/* Where tasks of a service are counted on each instance, no instance takes more of them: no host runs as many. */
enum { COUNT_MOST = UINT16_MAX };

/* Which task goes first when a service shrinks, in its zone with the most tasks or in any. */
enum stop_by { STOP_DRAWN, STOP_MOST_FREE, STOP_MOST_TASKS };

struct service_facts {
    int32_t need[DIMENSIONS];
    int dimensions_count; /* of need above 0 */
    int dimensions[DIMENSIONS];
    int level[DIMENSIONS]; /* the highest not above need */
    bool exact;            /* and need is just that, in every dimension */
    bool fits_empty;
    bool zones_first; /* the first strategy is to spread over zones, or there is none */
    int keys_count;   /* strategies after that one */
    enum placement_strategy keys[PLACEMENT_STRATEGIES_MAX];
    enum stop_by stop_by;
    bool stop_by_zone;
    int stop_dimension; /* of STOP_MOST_FREE */
    bool constrained;   /* by tasks an instance or ports */
    int32_t per_instance_max;
    int count_column;      /* of the tasks of the service on each instance, where the choice looks at them; else NONE */
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
    int count_columns;
    int levels_count[DIMENSIONS], levels_first[DIMENSIONS], levels_total;
    int32_t levels[DIMENSIONS][LEVELS_MAX]; /* ascending */
    int port_words;
    uint64_t *base_ports;
};

struct row { /* one line of cache holds two */
    int32_t free[DIMENSIONS];
    int32_t number;              /* the instance */
    uint8_t reached[DIMENSIONS]; /* levels of each dimension not above what is free */
};

struct zone_part {
    bool closed;
    int count, capacity; /* rows; capacity is a multiple of WORD */
    struct row *rows;    /* [capacity] */
    uint64_t *bits;      /* [levels_total * capacity / WORD]; 0 beyond count */
    uint16_t *counts;    /* [count_columns * capacity] tasks */
    uint64_t *ports;     /* [capacity * port_words] taken */
};

struct placed { /* a task */
    int32_t service, instance;
    int32_t next_on_instance, previous_on_instance;
    int32_t next, previous; /* of the service in the zone; ACTIVE instances only */
};

struct instance {
    int32_t first; /* node, NONE = nothing but daemons */
    int32_t row;   /* NONE = draining or gone */
    int32_t zone;  /* NONE = gone */
};

struct stoppable { /* a task that may be stopped, and what its instance has free */
    int32_t node, instance, key;
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
    uint64_t *fits; /* [fits_capacity] */
    int fits_capacity;
    struct stoppable *stoppable; /* [stoppable_capacity] */
    int stoppable_capacity;
    int32_t *queue;
    int64_t queue_capacity;
    bool *refused;   /* [services] */
    int64_t *counts; /* [services] */
};

struct cluster_facts *cluster_facts_new(const struct replay_pool *pool);
void cluster_facts_release(struct cluster_facts *facts);

/* Starts a task on the row, whatever it has room for; the instance. Stops the node's. */
int cluster_start_task(struct cluster *cluster, int service, int zone, int row);
void cluster_stop_task(struct cluster *cluster, int32_t at);
/* Stops `count` tasks of the service, one after another. */
void cluster_stop_many(struct cluster *cluster, int service, int64_t count);
/* Takes the node off the list of its service in the zone. */
void cluster_unlink(struct cluster *cluster, int zone, int32_t at);
/* cluster_draw, for inner loops. */
static inline int64_t draw_below(struct cluster *cluster, int64_t below)
{
    /* splitmix64 (Steele, Lea & Flood 2014) */
    uint64_t z = cluster->random += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    z ^= z >> 31;
    return (int64_t)(((z >> 32) * (uint64_t)below) >> 32); /* below is small beside 2^32 */
}
/* Bits set; gcc's builtin calls a function where the machine is not known to count. */
static inline int bits_count(uint64_t bits)
{
    bits -= bits >> 1 & 0x5555555555555555u;
    bits = (bits & 0x3333333333333333u) + (bits >> 2 & 0x3333333333333333u);
    bits = (bits + (bits >> 4)) & 0x0f0f0f0f0f0f0f0fu;
    return (int)(bits * 0x0101010101010101u >> 56);
}

/* --- cluster_rows.c --- */
int part_add_row(struct zone_part *part, const struct cluster_facts *facts, int number);
/* The last row takes the place of the one that goes. */
void part_remove_row(struct zone_part *part, const struct cluster_facts *facts, int row);
void part_clear(struct zone_part *part, const struct cluster_facts *facts);
void part_copy(struct zone_part *to, const struct zone_part *from, const struct cluster_facts *facts);
void part_release(struct zone_part *part);
/* A task starts (sign -1) or stops (1) on the row. */
void part_change(struct zone_part *part, const struct cluster_facts *facts, const struct service_facts *service,
                 int row, int sign);
/* Sets in ret_fits[(count + WORD - 1) / WORD] the rows with the resources for a task, ports and limits apart. Whether
 * there are any. */
bool part_fits(const struct zone_part *part, const struct cluster_facts *facts, const struct service_facts *service,
               uint64_t *ret_fits);
static inline uint16_t *part_counts(const struct zone_part *part, const struct service_facts *service)
{
    return part->counts + (size_t)service->count_column * (size_t)part->capacity;
}
static inline uint64_t *part_ports(const struct zone_part *part, const struct cluster_facts *facts, int row)
{
    return part->ports + (size_t)row * (size_t)facts->port_words;
}
static inline const uint64_t *part_level(const struct zone_part *part, const struct cluster_facts *facts, int dimension,
                                         int level)
{
    return part->bits + (size_t)(facts->levels_first[dimension] + level) * (size_t)(part->capacity / WORD);
}

int cluster_stop_in_zone(struct cluster *cluster, int service, int zone); /* the service runs there; the instance */

#endif
