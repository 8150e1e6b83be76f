/* request_rows.h — the cases of request_cases.h as rows: what a step sets, what is there, and the call. */
#ifndef BAYPLAN_TESTS_UNIT_APPLY_REQUEST_ROWS_H
#define BAYPLAN_TESTS_UNIT_APPLY_REQUEST_ROWS_H

#include "planner/apply/request.h"

#define TOKEN "0123456789abcdef0123456789abcdef"
#define OWN_JSON                                                                                                       \
    "{\"key\": \"bayplan:owner\",\"value\": \"bayplan\"},{\"key\": \"bayplan:stack\",\"value\": \"shop\"},"            \
    "{\"key\": \"bayplan:run\",\"value\": \"r1\"}"
#define ADOPTED_JSON                                                                                                   \
    "{\"key\": \"bayplan:owner\",\"value\": \"bayplan\"},{\"key\": \"bayplan:stack\",\"value\": \"shop\"},"            \
    "{\"key\": \"bayplan:run\",\"value\": \"adopted\"}"
#define OWN_KEYS "[\"bayplan:owner\", \"bayplan:stack\", \"bayplan:run\"]"
#define GROUP_TAG(n, key, value)                                                                                       \
    "&Tags.member." n ".ResourceId=pool&Tags.member." n ".ResourceType=auto-scaling-group&Tags.member." n ".Key=" key  \
    "&Tags.member." n ".Value=" value "&Tags.member." n ".PropagateAtLaunch=true"
#define TARGET                                                                                                         \
    "\"ServiceNamespace\": \"ecs\",\"ResourceId\": \"service/main/web\",\"ScalableDimension\": "                       \
    "\"ecs:service:DesiredCount\""

enum { PAIRS_MAX = 18 };

struct making_case {
    const char *name;
    enum step_action action;
    enum object_kind kind;
    const char *object, *parent;
    const char *sets[PAIRS_MAX]; /* property, value, ... */
    const char *has[PAIRS_MAX];  /* of what is there now; none = nothing is there */
    const char *run;
    const char *operation, *body;
    bool repeatable, before;
};

/* An operation of NULL ends each. */
extern const struct making_case machine_rows[]; /* clusters, templates, groups */
extern const struct making_case service_rows[]; /* providers, task definitions, services, scaling */

#endif
