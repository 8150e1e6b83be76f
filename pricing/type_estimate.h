/* type_estimate.h — what ECS registers and places on an instance type that nobody has measured yet. */
#ifndef BAYPLAN_PRICING_TYPE_ESTIMATE_H
#define BAYPLAN_PRICING_TYPE_ESTIMATE_H

#include "data/facts/facts.h"

/* Memory an instance registers with ECS: advertised less what hypervisor, firmware and kernel take, by least squares
 * over 656 types measured in 2023 (data/facts/ecs_limits.csv), less a margin of 1 % (2.5 % up to 16 GiB). 0 where
 * nothing would be left. `xen` is of the older hypervisor. */
int64_t registered_memory_estimate(const struct instance_type *type, bool xen);

/* awsvpc tasks with trunking, which no answer of AWS's says: the fewest of the known types with trunking that have its
 * size's name ("2xlarge") and awsvpc_tasks, and GPUs, local disks and "flex" as it has; without such a type, and for
 * burstable ones, no more than without trunking. Too many for 12 of the 947 known types, each estimated without its
 * own family: accelerators, i4i and i8ge. */
int trunked_tasks_estimate(const struct instance_type *type);

#endif
