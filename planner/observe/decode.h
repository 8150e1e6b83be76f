/* decode.h — one answer of AWS, as a tree, into objects. Knows no network and no file.
 *
 * An answer is what the AWS CLI prints (PascalCase for EC2, Auto Scaling and Application Auto Scaling, camelCase for
 * ECS) or what aws.h makes of a reply (EC2's XML: camelCase, lists called ...Set): both give the same objects. Every
 * property of the kind is set, to "" where the answer says nothing. */
#ifndef BAYPLAN_OBSERVE_DECODE_H
#define BAYPLAN_OBSERVE_DECODE_H

#include "data/base/node.h"
#include "data/objects.h"

struct decoding {            /* `= {0}` with arena, source and failure set */
    struct arena *arena;     /* objects' values lie here, nothing of them in the answers */
    const char *source;      /* file or call: for places in errors */
    enum error_kind failure; /* of an answer that makes no sense: ERROR_INPUT for a file, ERROR_AWS for a call */
    const char *cluster;     /* what belongs to another ECS cluster is passed over; NULL = nothing is */
    struct object *objects;
    int objects_count, objects_capacity;
};

/* Adds what the answer holds: clusters (with their capacity providers), services, task definition, capacity providers,
 * container instances, subnets, launch templates and their versions, Auto Scaling groups, scheduled actions of both
 * kinds, scalable targets, a parameter (an image). INACTIVE clusters, services, providers and instances are passed
 * over: AWS keeps them for a while, but they are gone. *ret_known is false where the answer is none of these. */
MUST_CHECK bool decode_answer(struct decoding *decoding, const struct node *answer, bool *ret_known, struct error *err);

/* The names above's first keys, for messages: "clusters, services, ..."; NULL at the end. */
extern const char *const decode_keys[];

/* Once all answers are in: the same object of two answers becomes one (the later; a launch template keeps its newest
 * version's properties, whichever answer had its tags), ids that stand for names are replaced, bayplan's scheduled
 * actions get their owner's stack and run, and everything is sorted by object_compare. */
void decode_finish(struct decoding *decoding);

void decode_release(struct decoding *decoding); /* not the arena */

/* "arn:aws:ecs:eu-west-1:1:service/shop/web" -> "web"; a name stays. Lies within `arn`. */
const char *name_of_arn(const char *arn);

#endif
