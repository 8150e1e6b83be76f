/* check.h — is a plan true? Summed and counted again from plan, profile and catalogue, with no code of the planner.
 *
 * Every service and job is placed once and where it may be; every pool can hold its tasks in every hour by counting
 * (volume, interfaces, GPUs, ports, tasks per instance, daemons), in zones enough; subnets have the addresses; Fargate
 * sizes are sizes Fargate sells; every sum of money is made again in 128-bit integers; hashes match. What it finds
 * wrong is certain. Whether ECS can place it is simulate's to say. */
#ifndef BAYPLAN_CHECK_H
#define BAYPLAN_CHECK_H

#include "data/catalogue.h"
#include "data/plan.h"
#include "data/profile.h"
#include "data/verdict.h"

/* Fills findings, in the order of the plan; verdict->passed where there are none. */
void check_plan(const struct plan *plan, const struct profile *profile, const struct catalogue *catalogue,
                struct verdict *ret_verdict);

#endif
