/* target.h — the AWS objects a plan asks for, purely from the plan and the ids in what was observed. */
#ifndef BAYPLAN_APPLY_TARGET_H
#define BAYPLAN_APPLY_TARGET_H

#include "data/cluster.h"
#include "data/plan.h"

struct target {
    struct arena arena;
    const char *stack;   /* TAG_STACK: the plan's profile name */
    const char *cluster; /* the ECS cluster's name */
    struct object *objects;
    int objects_count;          /* by object_compare */
    struct field_strings notes; /* what apply leaves to others: jobs, daemons, counts an autoscaler owns ... */
};

/* What the plan lacks to be applied, all of it in one error, each by its key ("apply.account", "services[web].
 * task_definition"). Errors: INPUT. Needs no cluster: the first thing apply does. */
MUST_CHECK bool target_complete(const struct plan *plan, struct error *err);

/* Names of launch template, Auto Scaling group and capacity provider of a pool: CLUSTER-TYPE[-spot][-N], dots as
 * dashes: the same pool keeps its name when the plan's numbering changes. */
const char *target_pool_name(const struct plan *plan, int pool, struct arena *arena);

/* What an instance runs when it starts, as plain text. */
const char *target_user_data(const char *cluster, bool is_spot, struct arena *arena);

/* A task definition that is still to be registered as a copy is called FAMILY:copy-of-REVISION-CPU-MEMORY: its own
 * revision is ECS's to say. */
/* TAG_STACK of such a copy: PROFILE@CLUSTER, for a family can be of several clusters' services. */
const char *target_copy_stack(const char *stack, const char *cluster, struct arena *arena);
bool target_is_copy(const char *task_definition);

/* `now` gives image ids, subnets' zones, task definitions, and which counts have an owner; templates (export.h) are
 * made with NULL, which leaves such properties out. Errors: INPUT (a subnet in no zone of the pool, fewer than two
 * zones, a task definition that reserves something else than was planned, an unknown image parameter). */
MUST_CHECK bool target_make(const struct plan *plan, const struct running_cluster *now, struct target *ret_target,
                            struct error *err);
void target_release(struct target *target);

#endif
