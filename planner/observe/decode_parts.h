/* decode_parts.h — how the decode_*.c read an answer. A first failure is kept in `err`, and what is read after it is
 * "": each object is added only while nothing has failed. */
#ifndef BAYPLAN_OBSERVE_DECODE_PARTS_H
#define BAYPLAN_OBSERVE_DECODE_PARTS_H

#include "planner/observe/decode.h"

struct reading {
    struct decoding *decoding;
    struct error *err;
};

/* The value at "launchTemplateData.userData": each name with its first letter in either case, and a plural also as
 * EC2's XML calls it ("SecurityGroupIds" is securityGroupIdSet). NULL where absent or null. */
const struct node *answer_at(const struct node *object, const char *path);
/* First member of the list there; NULL where absent or empty. Not a list: a failure. */
const struct node *answer_members(const struct reading *reading, const struct node *object, const char *path);
/* As an object's value: "" where absent. A list or an object there: a failure. */
const char *answer_text(const struct reading *reading, const struct node *object, const char *path);
/* The same where it must be there. */
const char *answer_name(const struct reading *reading, const struct node *object, const char *path);
bool answer_is(const struct reading *reading, const struct node *object, const char *path, const char *value);
/* The list of texts there as a set. */
const char *answer_set(const struct reading *reading, const struct node *object, const char *path);
int answer_count(const struct reading *reading, const struct node *object, const char *path);
/* Value of the tag; "" where it is not there. `path` leads to a list of Key and Value. */
const char *answer_tag(const struct reading *reading, const struct node *object, const char *path, const char *tag);

/* A new object, all its properties "". The strings are copied. */
struct object object_begin(const struct reading *reading, enum object_kind kind, const char *parent, const char *name,
                           const char *id);
/* Property of the object from the answer's value. */
void object_take(const struct reading *reading, struct object *object, const char *property, const struct node *answer,
                 const char *path);
void object_take_tags(const struct reading *reading, struct object *object, const struct node *answer,
                      const char *path);
/* Into the decoding's list, if nothing has failed. */
void object_end(const struct reading *reading, const struct object *object);

/* "NAME:BASE:WEIGHT,...": of a service or a cluster. */
const char *answer_strategy(const struct reading *reading, const struct node *object, const char *path);
/* The object there as JSON on one line, without the members named (NULL at the end); "" where nothing is left. */
const char *answer_rest(const struct reading *reading, const struct node *object, const char *path,
                        const char *const *without);
bool is_other_cluster(const struct reading *reading, const char *cluster);

/* One member of an answer's list each. */
void decode_cluster(const struct reading *reading, const struct node *cluster);
void decode_service(const struct reading *reading, const struct node *service);
void decode_task_definition(const struct reading *reading, const struct node *answer); /* the whole answer */
void decode_capacity_provider(const struct reading *reading, const struct node *provider);
void decode_container_instance(const struct reading *reading, const struct node *instance);
void decode_subnet(const struct reading *reading, const struct node *subnet);
void decode_launch_template(const struct reading *reading, const struct node *launch_template);
void decode_launch_template_version(const struct reading *reading, const struct node *version);
void decode_parameter(const struct reading *reading, const struct node *answer); /* the whole answer */
void decode_group(const struct reading *reading, const struct node *group);
void decode_group_action(const struct reading *reading, const struct node *action);
void decode_scalable_target(const struct reading *reading, const struct node *target);
void decode_service_action(const struct reading *reading, const struct node *action);

#endif
