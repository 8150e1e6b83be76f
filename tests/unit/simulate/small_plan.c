/* small_plan.c — see small_plan.h. */
#include "tests/unit/simulate/small_plan.h"

void small_init(struct small *small, int hours, int64_t instances, int64_t max_size)
{
    *small = (struct small){.zones = {"us-east-1a", "us-east-1b"}};
    for (int h = 0; h < hours; h++) {
        small->instances[h] = instances;
        small->max_size[h] = max_size;
    }
    small->pool = (struct plan_pool){.name = "pool-1",
                                     .instance_type = "m5.large",
                                     .purchase = "on_demand",
                                     .zones = {small->zones, 2},
                                     .instances = {small->instances, hours},
                                     .max_size = {small->max_size, hours},
                                     .instances_min = instances,
                                     .instances_max = instances,
                                     .target_capacity_percent = 100,
                                     .services = {small->names, 0},
                                     .cpu_units = 2048,
                                     .memory_mib = 7680,
                                     .awsvpc_tasks = 3,
                                     .usd_per_instance_hour_nano = 100000000};
    small->plan = (struct plan){.profile_name = "small",
                                .profile_sha256 = "p",
                                .region = "us-east-1",
                                .catalogue_sha256 = "c",
                                .hours = hours,
                                .pools = &small->pool,
                                .pools_count = 1,
                                .services = small->services};
}

struct plan_service *small_service(struct small *small, const char *name, int64_t cpu, int64_t tasks)
{
    int index = small->plan.services_count++;
    struct plan_service *service = &small->services[index];
    for (int h = 0; h < small->plan.hours; h++)
        small->tasks[index][h] = tasks;
    *service = (struct plan_service){.name = name,
                                     .place = "pool-1",
                                     .cpu_units = cpu,
                                     .memory_mib = 512,
                                     .tasks = {small->tasks[index], small->plan.hours},
                                     .network_mode = NETWORK_BRIDGE,
                                     .zones_min = 1,
                                     .deployment = {100, 200},
                                     .architecture = "x86_64"};
    small->names[small->pool.services.count++] = name;
    return service;
}
