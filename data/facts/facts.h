/* facts.h — what AWS's catalogue of things says, compiled in: EC2 instance types, Fargate task sizes, Lambda limits.
 * Rows come from data/facts/ (CSV files), each with source and date beside it. No prices here. */
#ifndef BAYPLAN_FACTS_H
#define BAYPLAN_FACTS_H

#include "data/base/error.h"
#include <stdint.h>

enum architecture { ARCHITECTURE_X86_64, ARCHITECTURE_ARM64, ARCHITECTURES_COUNT };
extern const char *const architecture_names[]; /* "x86_64", "arm64", NULL */

struct instance_type {
    const char *name;
    int vcpus;
    int64_t cpu_units;             /* 1024 * vcpus: what ECS registers */
    int64_t memory_mib;            /* advertised */
    int64_t registered_memory_mib; /* what a planner may count on; 0 = unknown */
    enum architecture architecture;
    int gpus;
    int awsvpc_tasks;         /* tasks with an ENI of their own, without trunking; -1 = unknown */
    int awsvpc_tasks_trunked; /* with awsvpcTrunking; equals awsvpc_tasks where trunking is not supported */
    bool burstable;
    bool bare_metal;
    bool current_generation;
    int64_t local_disk_gb;
    const char *source; /* where the row comes from, and its date */
    const char *as_of;
};

/* Sorted by name (strcmp). The table is read once from the compiled-in CSV; it lives as long as the process. */
const struct instance_type *instance_types(int *ret_count);
const struct instance_type *instance_type_find(const char *name); /* NULL where unknown */

struct fargate_size {
    int64_t cpu_units;
    int64_t memory_mib;
};

/* Every valid Linux task size, by CPU then memory. 1 GB = 1024 MiB. */
const struct fargate_size *fargate_sizes(int *ret_count);

enum { FARGATE_STORAGE_INCLUDED_GIB = 20, FARGATE_STORAGE_MAX_GIB = 200, FARGATE_BILLED_SECONDS_MIN = 60 };

enum {
    LAMBDA_DURATION_SECONDS_MAX = 900,
    LAMBDA_MEMORY_MB_MIN = 128,
    LAMBDA_MEMORY_MB_MAX = 10240,
    LAMBDA_MEMORY_MB_PER_VCPU = 1769
};

/* "AWS Fargate task sizes, https://..., 2026-..": sources for `--help` and reports. */
const char *fargate_sizes_source(void);
const char *lambda_limits_source(void);

#endif
