/* observe.h — a live cluster, or saved `describe-*` answers, as a cluster document. Reads only.
 *
 * decode_*.c turn one answer (the CLI's JSON, or aws.h's shape of the same in XML) into objects and know no network;
 * read.c asks; assemble.c makes the document's groups and services from the objects. */
#ifndef BAYPLAN_OBSERVE_H
#define BAYPLAN_OBSERVE_H

#include "data/aws/aws.h"
#include "data/cluster.h"

struct observe_scope {
    const char *cluster; /* the ECS cluster's name */
    const char *stack;   /* also everything tagged as this stack's, attached to the cluster or not; NULL = none */
    /* Also these, where they exist: kinds, parents and names are read, the rest ignored (a plan's target). */
    const struct object *also;
    int also_count;
};

/* Everything a cluster document holds of one cluster. A cluster that is not there is an answer: no objects of it. Each
 * failed read is an error (kind AWS) that names the call and, where access was denied, the IAM action. */
MUST_CHECK bool observe_cluster(struct aws_client *client, const struct observe_scope *scope,
                                struct running_cluster *ret_cluster, struct error *err);

/* One object as it is now, for gates, waits and resuming. */
MUST_CHECK bool observe_object(struct aws_client *client, const char *cluster, enum object_kind kind,
                               const char *parent, const char *name, struct arena *arena, struct object *ret_object,
                               bool *ret_exists, struct error *err);

struct identity {
    const char *account, *arn, *partition;
};
MUST_CHECK bool observe_identity(struct aws_client *client, struct arena *arena, struct identity *ret_identity,
                                 struct error *err);

/* From files as the AWS CLI prints them (describe-clusters, describe-services, describe-task-definition,
 * describe-capacity-providers, describe-auto-scaling-groups, describe-launch-template-versions,
 * describe-container-instances, describe-scalable-targets, describe-scheduled-actions, describe-subnets): told apart by
 * their first key. Errors: IO, INPUT (a file that is none of these). */
MUST_CHECK bool observe_files(const char *const *paths, int count, const char *cluster,
                              struct running_cluster *ret_cluster, struct error *err);

/* A profile of what runs (constant demand: the counts observed), as bytes of a bayplan.profile/1 document with every
 * guess under no key of its own but told in `notes`. Errors: INPUT (nothing runs). */
MUST_CHECK bool observe_profile(const struct running_cluster *cluster, struct arena *notes_arena,
                                struct field_strings *ret_notes, struct text *ret_json, struct error *err);

#endif
