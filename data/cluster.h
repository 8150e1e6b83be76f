/* cluster.h — what runs now (bayplan.cluster/1): groups of instances and services, as observed at one moment.
 *
 * Read from JSON or XML by one table of fields; data/schema/cluster.schema.json says the same. */
#ifndef BAYPLAN_CLUSTER_H
#define BAYPLAN_CLUSTER_H

#include "data/base/arena.h"
#include "data/base/fields.h"
#include "data/base/hash.h"
#include "data/objects.h"
#include "data/profile.h"

enum { CLUSTER_GROUPS_MAX = 1000, CLUSTER_INSTANCES_MAX = 1000 * 1000 };

struct running_group {              /* an Auto Scaling group behind a capacity provider */
    const char *name;               /* of the capacity provider; what a service's `place` names */
    const char *auto_scaling_group; /* "" = the same name */
    const char *instance_type;
    int purchase; /* enum purchase of data/catalogue.h: on_demand (default), spot */
    struct field_strings zones;
    int64_t instances;          /* running now */
    int64_t min_size, max_size; /* -1 = not given */
    int64_t root_volume_gib;    /* gp3; default 30 */
    bool root_volume_gib_given;
};

struct running_service {
    const char *name;
    const char *place; /* a group's name, "fargate" or "fargate_spot" */
    int64_t tasks;     /* running now */
    int64_t cpu_units, memory_mib, gpus;
    int64_t ephemeral_storage_gib; /* default 20 */
    unsigned architectures;        /* one bit; default x86_64; `architecture` in a document */
    bool architecture_given;
};

struct running_cluster {
    struct arena arena;
    char sha256[SHA256_HEX_SIZE];
    const char *file;
    const char *name, *region;
    const char *account;          /* 12 digits, or "" */
    const char *observed_at;      /* "2026-11-22T03:00:00Z" */
    struct running_group *groups; /* by name */
    int groups_count;
    struct running_service *services; /* by name */
    int services_count;
    /* The AWS objects groups and services were read from, and those apply needs besides; by object_compare. In the
     * document `objects`: [{"kind", "name", "parent", "id", "stack", "run", "properties": {...}}], "" left out. */
    struct object *objects;
    int objects_count;
};

/* Errors: IO, INPUT (a service's place names no group ...), LIMIT. On failure nothing has to be released. */
MUST_CHECK bool running_cluster_load(const char *path, struct running_cluster *ret_cluster, struct error *err);
MUST_CHECK bool running_cluster_parse(const char *file, const char *bytes, size_t length,
                                      struct running_cluster *ret_cluster, struct error *err);
/* The same cluster gives the same bytes, and parse reads them again. */
void running_cluster_write(const struct running_cluster *cluster, struct text *ret_json);
void running_cluster_release(struct running_cluster *cluster);

#endif
