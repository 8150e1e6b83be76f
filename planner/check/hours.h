/* hours.h — what a pool holds, to be counted hour by hour. For check_hours.c and members.c. */
#ifndef BAYPLAN_CHECK_HOURS_H
#define BAYPLAN_CHECK_HOURS_H

#include "planner/check/checking.h"

enum { RESOURCES = 4 };
extern const char *const resource_words[RESOURCES]; /* CPU, memory, ENI, GPU */

/* A service or job in the pool. */
struct member {
    const char *name;
    const struct field_integers *tasks; /* of a service, or */
    int64_t job_tasks;                  /* of a job: headroom is in it */
    int64_t size[RESOURCES];
    int64_t most;            /* on one instance, by size, limit and ports; 0 = fits none */
    bool every_zone;         /* must stand in every zone */
    int64_t maximum_percent; /* of a deployment; 100 for a job */
    const int *ports;        /* indices of host ports that it takes */
    int ports_count;
};

struct members {
    struct member *items;
    int count;
    int64_t free[RESOURCES]; /* of one instance, daemons taken off */
    int64_t *ports;          /* the host ports that members take, ascending */
    int ports_count;
    int *port_indices; /* what the members' lists point into */
};

void members_of_pool(const struct pool_look *look, struct members *ret_members);
void members_release(struct members *members);

#endif
