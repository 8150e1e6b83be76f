/* assemble.h — groups and services of a cluster document, from the objects it holds. */
#ifndef BAYPLAN_OBSERVE_ASSEMBLE_H
#define BAYPLAN_OBSERVE_ASSEMBLE_H

#include "data/cluster.h"

/* A group whose instance type nobody says has this one, which no catalogue prices. */
#define INSTANCE_TYPE_UNKNOWN "unknown"

/* `cluster` has its name, region and objects; groups and services are added, by name, in its arena.
 *
 * Groups: Auto Scaling groups behind the cluster's capacity providers; container instances of no such group by type, as
 * "instances-TYPE". Services: all but DAEMONs and those on EXTERNAL instances. One of several providers is at the one
 * with most weight; one with none at all is in the group with most instances.
 *
 * `complete`: everything AWS has was asked for, so that what is not there does not exist. Without it, what cannot be
 * told is an error (INPUT) that says which answer would tell it. With it, a task definition that is not there is one
 * (AWS). */
MUST_CHECK bool observe_assemble(struct running_cluster *cluster, bool complete, struct error *err);

#endif
