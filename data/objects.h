/* objects.h — the AWS objects behind a cluster: each a kind, a name and its properties, in one canonical form.
 *
 * What is observed, what a plan wants, each step's before and after, the journal and the templates all speak in these,
 * so that "equal", "changed" and "three-way difference" are decided in one place. A property's value is text:
 * integers in decimal, booleans "true"/"false", sets sorted with commas between, references by name (never by ARN),
 * and "" where AWS says nothing. Names of properties are AWS's in snake_case. */
#ifndef BAYPLAN_OBJECTS_H
#define BAYPLAN_OBJECTS_H

#include "data/base/arena.h"
#include "data/base/error.h"
#include "data/base/fields.h"
#include "data/base/hash.h"
#include "data/base/text.h"
#include <stdint.h>

/* kind, word in documents, what people call it. In the order things are made; they are taken away in the reverse. */
#define OBJECT_KINDS(X)                                                                                                \
    X(OBJECT_SUBNET, "subnet", "subnet")                                                                               \
    X(OBJECT_IMAGE, "image", "machine image") /* name: an SSM parameter; id: the image it names */                     \
    X(OBJECT_CLUSTER, "cluster", "ECS cluster")                                                                        \
    X(OBJECT_LAUNCH_TEMPLATE, "launch_template", "launch template")                                                    \
    X(OBJECT_AUTO_SCALING_GROUP, "auto_scaling_group", "Auto Scaling group")                                           \
    X(OBJECT_CAPACITY_PROVIDER, "capacity_provider", "capacity provider")                                              \
    X(OBJECT_CLUSTER_CAPACITY_PROVIDERS, "cluster_capacity_providers", "cluster's capacity providers")                 \
    X(OBJECT_CONTAINER_INSTANCE, "container_instance", "container instance")                                           \
    X(OBJECT_TASK_DEFINITION, "task_definition", "task definition")                                                    \
    X(OBJECT_SERVICE, "service", "ECS service")                                                                        \
    X(OBJECT_SCALABLE_TARGET, "scalable_target", "scalable target")                                                    \
    X(OBJECT_GROUP_ACTION, "group_action", "scheduled action of the Auto Scaling group")                               \
    X(OBJECT_SERVICE_ACTION, "service_action", "scheduled action of the service")
enum object_kind {
#define X(kind, word, title) kind,
    OBJECT_KINDS(X)
#undef X
        OBJECT_KINDS_COUNT
};
extern const char *const object_kind_words[];  /* ..., NULL */
extern const char *const object_kind_titles[]; /* ..., NULL */

enum property_role {
    PROPERTY_SET,      /* a plan sets it, and it is compared */
    PROPERTY_WRITTEN,  /* sent, but cannot or must not be read back (user data: its hash is compared instead) */
    PROPERTY_OBSERVED, /* AWS's own: never compared with a plan */
};

/* kind, name, role. SET and WRITTEN properties absent from a target are left as they are. */
#define OBJECT_PROPERTIES(X)                                                                                           \
    X(OBJECT_SUBNET, "zone", PROPERTY_OBSERVED)                                                                        \
    X(OBJECT_SUBNET, "cidr", PROPERTY_OBSERVED)                                                                        \
    X(OBJECT_SUBNET, "vpc", PROPERTY_OBSERVED)                                                                         \
    X(OBJECT_SUBNET, "free_addresses", PROPERTY_OBSERVED)                                                              \
    X(OBJECT_IMAGE, "image_id", PROPERTY_OBSERVED)                                                                     \
    X(OBJECT_CLUSTER, "status", PROPERTY_OBSERVED)                                                                     \
    X(OBJECT_CLUSTER, "lock", PROPERTY_SET) /* tag bayplan:lock: "RUN@EXPIRY", "" = free */                            \
    X(OBJECT_LAUNCH_TEMPLATE, "image_id", PROPERTY_SET)                                                                \
    X(OBJECT_LAUNCH_TEMPLATE, "instance_type", PROPERTY_SET)                                                           \
    X(OBJECT_LAUNCH_TEMPLATE, "market_type", PROPERTY_SET) /* "spot" or "" */                                          \
    X(OBJECT_LAUNCH_TEMPLATE, "instance_profile", PROPERTY_SET)                                                        \
    X(OBJECT_LAUNCH_TEMPLATE, "security_groups", PROPERTY_SET)                                                         \
    X(OBJECT_LAUNCH_TEMPLATE, "root_volume_gib", PROPERTY_SET) /* gp3, /dev/xvda; "" = the image's own */              \
    X(OBJECT_LAUNCH_TEMPLATE, "http_tokens", PROPERTY_SET)     /* "required" */                                        \
    X(OBJECT_LAUNCH_TEMPLATE, "user_data_sha256", PROPERTY_SET)                                                        \
    X(OBJECT_LAUNCH_TEMPLATE, "user_data", PROPERTY_WRITTEN)                                                           \
    X(OBJECT_LAUNCH_TEMPLATE, "version", PROPERTY_OBSERVED) /* the latest: the one these properties are of */          \
    X(OBJECT_AUTO_SCALING_GROUP, "launch_template", PROPERTY_SET)                                                      \
    X(OBJECT_AUTO_SCALING_GROUP, "launch_template_version", PROPERTY_SET) /* a number, never $Latest */                \
    /* of a mixed instances policy: types as a set, "" = the template's alone */                                       \
    X(OBJECT_AUTO_SCALING_GROUP, "instance_types", PROPERTY_SET)                                                       \
    X(OBJECT_AUTO_SCALING_GROUP, "on_demand_percent", PROPERTY_SET)        /* of all its instances */                  \
    X(OBJECT_AUTO_SCALING_GROUP, "spot_allocation_strategy", PROPERTY_SET) /* "price-capacity-optimized" */            \
    X(OBJECT_AUTO_SCALING_GROUP, "subnets", PROPERTY_SET)                                                              \
    X(OBJECT_AUTO_SCALING_GROUP, "min_size", PROPERTY_SET)                                                             \
    X(OBJECT_AUTO_SCALING_GROUP, "max_size", PROPERTY_SET)                                                             \
    X(OBJECT_AUTO_SCALING_GROUP, "new_instances_protected_from_scale_in", PROPERTY_SET)                                \
    X(OBJECT_AUTO_SCALING_GROUP, "capacity_rebalance", PROPERTY_SET)                                                   \
    X(OBJECT_AUTO_SCALING_GROUP, "desired_capacity", PROPERTY_OBSERVED) /* managed scaling's: never written */         \
    X(OBJECT_AUTO_SCALING_GROUP, "instances", PROPERTY_OBSERVED)        /* InService and Healthy */                    \
    X(OBJECT_AUTO_SCALING_GROUP, "instances_any_state", PROPERTY_OBSERVED)                                             \
    X(OBJECT_AUTO_SCALING_GROUP, "instances_protected", PROPERTY_OBSERVED)                                             \
    X(OBJECT_AUTO_SCALING_GROUP, "zones", PROPERTY_OBSERVED)                                                           \
    X(OBJECT_AUTO_SCALING_GROUP, "instance_type", PROPERTY_OBSERVED) /* most of its instances'; "" = it has none */    \
    X(OBJECT_AUTO_SCALING_GROUP, "status", PROPERTY_OBSERVED)        /* "Delete in progress" or "" */                  \
    X(OBJECT_CAPACITY_PROVIDER, "auto_scaling_group", PROPERTY_SET)                                                    \
    X(OBJECT_CAPACITY_PROVIDER, "managed_scaling", PROPERTY_SET)                                                       \
    X(OBJECT_CAPACITY_PROVIDER, "target_capacity", PROPERTY_SET)                                                       \
    X(OBJECT_CAPACITY_PROVIDER, "managed_termination_protection", PROPERTY_SET)                                        \
    X(OBJECT_CAPACITY_PROVIDER, "managed_draining", PROPERTY_SET)                                                      \
    X(OBJECT_CAPACITY_PROVIDER, "status", PROPERTY_OBSERVED)                                                           \
    X(OBJECT_CAPACITY_PROVIDER, "update_status", PROPERTY_OBSERVED)                                                    \
    X(OBJECT_CLUSTER_CAPACITY_PROVIDERS, "capacity_providers", PROPERTY_SET)                                           \
    X(OBJECT_CLUSTER_CAPACITY_PROVIDERS, "default_strategy", PROPERTY_SET) /* as a service's */                        \
    X(OBJECT_CLUSTER_CAPACITY_PROVIDERS, "attachments_status", PROPERTY_OBSERVED)                                      \
    X(OBJECT_CONTAINER_INSTANCE, "ec2_instance", PROPERTY_OBSERVED)                                                    \
    X(OBJECT_CONTAINER_INSTANCE, "instance_type", PROPERTY_OBSERVED)                                                   \
    X(OBJECT_CONTAINER_INSTANCE, "zone", PROPERTY_OBSERVED)                                                            \
    X(OBJECT_CONTAINER_INSTANCE, "capacity_provider", PROPERTY_OBSERVED)                                               \
    X(OBJECT_CONTAINER_INSTANCE, "status", PROPERTY_OBSERVED)                                                          \
    X(OBJECT_CONTAINER_INSTANCE, "registered_cpu_units", PROPERTY_OBSERVED)                                            \
    X(OBJECT_CONTAINER_INSTANCE, "registered_memory_mib", PROPERTY_OBSERVED)                                           \
    X(OBJECT_CONTAINER_INSTANCE, "registered_gpus", PROPERTY_OBSERVED)                                                 \
    X(OBJECT_CONTAINER_INSTANCE, "running_tasks", PROPERTY_OBSERVED)                                                   \
    X(OBJECT_TASK_DEFINITION, "source", PROPERTY_SET)                                                                  \
    X(OBJECT_TASK_DEFINITION, "cpu", PROPERTY_SET)                                                                     \
    X(OBJECT_TASK_DEFINITION, "memory", PROPERTY_SET)                                                                  \
    X(OBJECT_TASK_DEFINITION, "requires_compatibilities", PROPERTY_SET)                                                \
    X(OBJECT_TASK_DEFINITION, "containers_cpu", PROPERTY_OBSERVED)                                                     \
    X(OBJECT_TASK_DEFINITION, "containers_memory", PROPERTY_OBSERVED)                                                  \
    X(OBJECT_TASK_DEFINITION, "gpus", PROPERTY_OBSERVED)                                                               \
    X(OBJECT_TASK_DEFINITION, "network_mode", PROPERTY_OBSERVED)                                                       \
    X(OBJECT_TASK_DEFINITION, "architecture", PROPERTY_OBSERVED)                                                       \
    X(OBJECT_TASK_DEFINITION, "revision", PROPERTY_OBSERVED)                                                           \
    X(OBJECT_TASK_DEFINITION, "status", PROPERTY_OBSERVED)                                                             \
    X(OBJECT_SERVICE, "task_definition", PROPERTY_SET)            /* FAMILY:REVISION */                                \
    X(OBJECT_SERVICE, "desired_count", PROPERTY_SET)              /* absent where an autoscaler owns it */             \
    X(OBJECT_SERVICE, "capacity_provider_strategy", PROPERTY_SET) /* "NAME:BASE:WEIGHT", sorted, commas between */     \
    X(OBJECT_SERVICE, "placement_strategy", PROPERTY_SET)         /* "binpack:memory", in order, commas between */     \
    X(OBJECT_SERVICE, "minimum_healthy_percent", PROPERTY_SET)                                                         \
    X(OBJECT_SERVICE, "maximum_percent", PROPERTY_SET)                                                                 \
    X(OBJECT_SERVICE, "circuit_breaker", PROPERTY_SET) /* "rollback", "enable" or "" */                                \
    X(OBJECT_SERVICE, "availability_zone_rebalancing", PROPERTY_SET)                                                   \
    X(OBJECT_SERVICE, "subnets", PROPERTY_SET) /* awsvpc only; kept as it is where the service is there already */     \
    X(OBJECT_SERVICE, "security_groups", PROPERTY_SET)                                                                 \
    X(OBJECT_SERVICE, "scheduling_strategy", PROPERTY_OBSERVED)                                                        \
    X(OBJECT_SERVICE, "launch_type", PROPERTY_OBSERVED)                                                                \
    X(OBJECT_SERVICE, "deployment_controller", PROPERTY_OBSERVED) /* "ECS", "CODE_DEPLOY", "EXTERNAL", "" = ECS */     \
    /* JSON of what deploymentConfiguration holds besides percents and breaker (alarms, strategy): UpdateService takes \
     * it whole, so it goes back as it is. "" = nothing */                                                             \
    X(OBJECT_SERVICE, "deployment_configuration", PROPERTY_OBSERVED)                                                   \
    X(OBJECT_SERVICE, "status", PROPERTY_OBSERVED)                                                                     \
    X(OBJECT_SERVICE, "running_count", PROPERTY_OBSERVED)                                                              \
    X(OBJECT_SERVICE, "pending_count", PROPERTY_OBSERVED)                                                              \
    X(OBJECT_SERVICE, "deployments", PROPERTY_OBSERVED)        /* how many */                                          \
    X(OBJECT_SERVICE, "primary_deployment", PROPERTY_OBSERVED) /* id */                                                \
    X(OBJECT_SERVICE, "rollout_state", PROPERTY_OBSERVED)      /* of the primary */                                    \
    X(OBJECT_SERVICE, "rollout_state_reason", PROPERTY_OBSERVED)                                                       \
    X(OBJECT_SCALABLE_TARGET, "min_capacity", PROPERTY_SET)                                                            \
    X(OBJECT_SCALABLE_TARGET, "max_capacity", PROPERTY_SET)                                                            \
    X(OBJECT_SCALABLE_TARGET, "suspended", PROPERTY_SET) /* "dynamic_in,dynamic_out,scheduled", sorted, or "" */       \
    X(OBJECT_GROUP_ACTION, "recurrence", PROPERTY_SET)                                                                 \
    X(OBJECT_GROUP_ACTION, "min_size", PROPERTY_SET)                                                                   \
    X(OBJECT_GROUP_ACTION, "max_size", PROPERTY_SET)                                                                   \
    X(OBJECT_GROUP_ACTION, "time_zone", PROPERTY_SET) /* "Etc/UTC" */                                                  \
    X(OBJECT_SERVICE_ACTION, "schedule", PROPERTY_SET)                                                                 \
    X(OBJECT_SERVICE_ACTION, "timezone", PROPERTY_SET)                                                                 \
    X(OBJECT_SERVICE_ACTION, "min_capacity", PROPERTY_SET)                                                             \
    X(OBJECT_SERVICE_ACTION, "max_capacity", PROPERTY_SET)

enum { OBJECT_PROPERTIES_MAX = 24, OBJECTS_MAX = 1000 * 1000, OBJECT_VALUE_BYTES_MAX = 16 * 1024 };

struct property {
    const char *name;
    const char *value;
};

/* Tags of what bayplan made or was told to adopt, on everything that can be tagged. Scheduled actions cannot: their
 * names begin with OBJECT_ACTION_PREFIX, and their owner is what they belong to. */
#define TAG_OWNER "bayplan:owner" /* "bayplan" */
#define TAG_STACK "bayplan:stack" /* the plan's profile name: which plan it belongs to */
#define TAG_RUN "bayplan:run"     /* the run that made it ("created-by"); "adopted" where it was told to */
#define TAG_LOCK "bayplan:lock"
#define TAG_SOURCE "bayplan:source" /* a task definition that is a copy: the FAMILY:REVISION it is of */
#define OBJECT_ACTION_PREFIX "bayplan-"

struct object {
    enum object_kind kind;
    const char *name;   /* a task definition's is FAMILY:REVISION, a scalable target's its service's name */
    const char *parent; /* group_action: the Auto Scaling group; service, service_action, scalable_target, container
                           instance: the cluster or the service; else "" */
    const char *id;     /* ARN, or lt-..., subnet-..., ami-...; "" in a target */
    const char *stack;  /* TAG_STACK; "" = not ours. A target's is its own */
    const char *run;    /* TAG_RUN */
    struct property *properties; /* in the table's order; absent ones left out */
    int properties_count;
};

int object_kind_of(const char *word); /* -1 = unknown */
/* The table's rows of one kind, in its order; NULL at the end. */
const char *object_property_name(enum object_kind kind, int index, enum property_role *ret_role);

/* NULL where absent. */
const char *object_value(const struct object *object, const char *property);
/* -1 where absent or no number. */
int64_t object_integer(const struct object *object, const char *property);
/* Sets or replaces; copies into `arena`. A name the kind does not have is a BUG_IF. */
void object_set(struct object *object, struct arena *arena, const char *property, const char *value);
void object_set_integer(struct object *object, struct arena *arena, const char *property, int64_t value);
struct object object_copy(const struct object *object, struct arena *arena);

/* By kind, then parent, then name. */
int object_compare(const void *left, const void *right);
const struct object *object_find(const struct object *objects, int count, enum object_kind kind, const char *parent,
                                 const char *name);
/* "auto_scaling_group/shop-m7g-large", "group_action/shop-m7g-large/bayplan-055-1": how people and --adopt name it. */
const char *object_label(const struct object *object, struct arena *arena);

/* SHA-256 over kind, parent, name, id, owner and the SET properties (not lock): what drift is measured by. A
 * property of "" is as good as none. */
void object_fingerprint(const struct object *object, char hex[SHA256_HEX_SIZE]);

/* Sets of names as values: sorted, commas between, none twice. */
const char *object_set_of(const char *const *names, int count, struct arena *arena);
/* The next name of a set (NULL = empty), and the set moved behind it; false at the end. */
bool object_set_next(const char **set, struct arena *arena, char **ret_name);
bool object_set_has(const char *set, const char *name);
struct field_strings object_set_members(const char *set, struct arena *arena);

#endif
