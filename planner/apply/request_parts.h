/* request_parts.h — what request_*.c share. Nobody else includes it. */
#ifndef BAYPLAN_APPLY_REQUEST_PARTS_H
#define BAYPLAN_APPLY_REQUEST_PARTS_H

#include "data/base/json_writer.h"
#include "planner/apply/lists.h"
#include "planner/apply/request.h"

/* A call being made. The first thing that is wrong is in `err`, and `ok` is false. */
struct making {
    const struct request *request;
    struct aws_call *call;
    struct json_writer json; /* of the call's body */
    struct arena arena;
    bool ok;
    struct error *err;
};

/* What the step sets, else what is there now, else "". */
const char *making_wanted(struct making *making, const char *property);
void making_wrong(struct making *making, const char *property, const char *value, const char *why);

/* A body of JSON: begun, and ended by making_json_end. */
void making_json(struct making *making, enum aws_service service, const char *operation, bool repeatable);
void making_json_end(struct making *making);
/* Nothing where `value` is NULL or "". */
void making_json_count(struct making *making, const char *key, const char *property, const char *value);
/* ECS: [{"key": ..., "value": ...}] of the step's object. */
void making_json_tags(struct making *making, const char *key);

/* "NAME:BASE:WEIGHT", commas between -> [{"capacityProvider", "base", "weight"}] */
void making_strategy(struct making *making, const char *key, const char *property, const char *strategy);

/* A part of one of AWS's answers, as it stands. */
void making_copy(struct making *making, const char *key, const struct node *node);

void making_query(struct making *making, enum aws_service service, const char *operation, bool repeatable);
void making_count(struct making *making, const char *name, const char *property, const char *value);

/* "ENABLED", "true" -> true */
bool word_is_on(const char *value);

enum { OWN_TAGS = 3 };
struct own_tag {
    const char *key, *value;
};
void own_tags(const struct request *request, struct own_tag tags[OWN_TAGS]);

/* An adoption's way back: our tags are taken off again. */
bool gives_back(const struct request *request);
void making_ecs_adopt(struct making *making);

void make_launch_template(struct making *making);
void make_group(struct making *making);
void make_group_action(struct making *making);
void make_cluster(struct making *making);
void make_capacity_provider(struct making *making);
void make_cluster_providers(struct making *making);
void make_task_definition(struct making *making);
void make_service(struct making *making);
void make_scalable_target(struct making *making);
void make_service_action(struct making *making);

#endif
