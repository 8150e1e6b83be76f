/* request_cases.h — one step of every kind and action, with the call it has to make. */
#ifndef BAYPLAN_TESTS_UNIT_APPLY_REQUEST_CASES_H
#define BAYPLAN_TESTS_UNIT_APPLY_REQUEST_CASES_H

#include "planner/apply/request.h"

struct request_case {
    const char *name;
    struct request request;
    const char *operation; /* "ecs.CreateCluster" */
    const char *body;      /* JSON on one line, or parameters */
    bool repeatable;
    bool before; /* the call is request_before's */
};

/* All of them, in the arena; how many. */
int request_cases(struct arena *arena, struct request_case **ret_cases);

#endif
