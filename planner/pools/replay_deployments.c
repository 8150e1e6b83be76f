/* replay_deployments.c — what a rolling deployment makes a pool grow by, and what that growth costs once. */
#include "planner/pools/assembly.h"
#include "planner/simulate/deployment.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int service_index(const struct plan *plan, const char *name)
{
    int low = 0, high = plan->services_count - 1;
    while (low <= high) {
        int middle = (low + high) / 2, order = strcmp(name, plan->services[middle].name);
        if (order == 0)
            return middle;
        if (order < 0)
            high = middle - 1;
        else
            low = middle + 1;
    }
    return -1;
}

/* The first seed's: another draws other places, and a growth like it. */
static bool pool_deployments(struct assembly *assembly, int pool, struct error *err)
{
    struct plan *plan = assembly->plan;
    struct arena arena = {0};
    struct replay_pool replayed;
    bool ok = workload_of_pool(plan, pool, &arena, &replayed, err);
    if (ok) {
        struct deployment_growth *growth = ARENA_ARRAY(&arena, struct deployment_growth, replayed.services_count + 1);
        deployment_grow(&replayed, hold_promises(assembly->model->profile), 1, growth);
        for (int s = 0; s < replayed.services_count; s++) {
            int i = service_index(plan, replayed.services[s].task.name);
            if (i < 0 || growth[s].instances == 0)
                continue;
            plan->services[i].deployment_instances = growth[s].instances;
            plan->services[i].usd_per_deployment_nano =
                llround(growth[s].extra_instance_hours * (double)replayed.nano_per_instance_hour);
        }
    }
    arena_release(&arena);
    return ok;
}

bool assemble_deployments(struct assembly *assembly, struct error *err)
{
    if (assembly->model->profile->safety.deployments == DEPLOYMENTS_RESERVE)
        return true; /* room is there */
    for (int g = 0; g < assembly->plan->pools_count; g++)
        if (!pool_deployments(assembly, g, err))
            return false;
    return true;
}
